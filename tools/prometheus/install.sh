#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Finds or brings a real Prometheus, with promtool, for tests. The machine's own is taken if there is one; else the package
# of this Debian or Ubuntu is unpacked into a cache folder of this user, and nothing is installed on the system.
#
#   install.sh                finds or unpacks it, prints its version
#   install.sh --print-home   prints the folder whose bin/ has prometheus and promtool, and does nothing else
#
# With $PROMETHEUS_HOME set, that is the folder, whatever the machine has.
# It can be called again at any time, also by two callers at once: Prometheus is there wholly or not at all.
set -Eeuo pipefail
umask 022
# What die has not explained (its status is 3) is told by the line.
trap '[ $? = 3 ] || echo "prometheus: line $LINENO of install.sh failed: $BASH_COMMAND" >&2' ERR

default_name=flink-connector-vitess/prometheus

say() { echo "prometheus: $*" >&2; }
die() { echo "prometheus: cannot install Prometheus: $*" >&2; exit 3; }
need() { command -v "$1" > /dev/null || die "$1 is missing ($2)"; }

# Root's home is closed to the user that the programs run as, so root's cache is elsewhere.
home_folder() {
  if [ -n "${PROMETHEUS_HOME:-}" ]; then echo "$PROMETHEUS_HOME"
  elif [ -x /usr/bin/prometheus ] && [ -x /usr/bin/promtool ]; then echo /usr
  elif [ "$(id -u)" = 0 ]; then echo "/var/cache/$default_name"
  else echo "${XDG_CACHE_HOME:-$HOME/.cache}/$default_name"
  fi
}

prometheus_done() { [ -x "$home/bin/prometheus" ] && [ -x "$home/bin/promtool" ]; }

# Runs a command; its output is shown only if it fails.
quietly() {
  "$@" > "$work/output" 2>&1 || { tail -20 "$work/output" >&2; die "failed: ${*:1:4} ..."; }
}

# apt with its own lists, so that nobody has to be root.
write_apt_files() {
  mkdir -p "$work"/apt/{lists/partial,cache/archives/partial}
  cat > "$work/apt/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State::Lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
CONF
}

# The programs alone: what the package depends on is for its pages in a browser.
install_prometheus() {
  write_apt_files
  say "fetching Prometheus (about 20 MB)"
  quietly apt-get -c "$work/apt/apt.conf" update
  (cd "$work" && quietly apt-get -c "$work/apt/apt.conf" download prometheus)
  quietly dpkg -x "$work"/prometheus_*.deb "$work/unpacked"
  quietly "$work/unpacked/usr/bin/promtool" --version
  chmod -R a+rX "$work/unpacked"
  # The rename makes it whole or not there.
  mv -T "$work/unpacked/usr/bin" "$home/bin"
}

main() {
  home=$(home_folder)
  case "${1:-}" in
    --print-home) echo "$home"; return ;;
    "") ;;
    *) die "unknown argument $1 (there is only --print-home)" ;;
  esac
  if ! prometheus_done; then
    need flock "package util-linux"
    need apt-get "this is not a Debian or Ubuntu machine"
    need dpkg "this is not a Debian or Ubuntu machine"
    mkdir -p "$home" 2> /dev/null && [ -w "$home" ] || die "$home cannot be written; set PROMETHEUS_HOME to another folder"
    exec 9> "$home/.lock"
    flock -n 9 || { say "waiting for another install"; flock 9; }
    # Also what an interrupted run left.
    work="$home/.work"
    rm -rf "$work"
    mkdir "$work"
    prometheus_done || install_prometheus
    rm -rf "$work"
    flock -u 9
  fi
  echo "prometheus $("$home/bin/prometheus" --version 2>&1 | sed -nE '1s/^prometheus, version ([0-9.]+).*/\1/p')"
}

main "$@"
