# SPDX-License-Identifier: Apache-2.0
#
# cache.sh for the installers of programs that come as packages of this Debian or Ubuntu, to be sourced in its place.
. "$(dirname "${BASH_SOURCE[0]}")/cache.sh"

# apt with its own lists and cache, so that nobody has to be root. It knows what the machine has, and fetches the rest.
write_apt_files() {
  need apt-get "this is not a Debian or Ubuntu machine"
  need dpkg "this is not a Debian or Ubuntu machine"
  mkdir -p "$work"/apt/{lists/partial,cache/archives/partial}
  cat > "$work/apt/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State::Lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
CONF
}
