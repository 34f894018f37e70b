#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Puts real server programs for tests into a cache folder of this user: MySQL and etcd as Debian packages, unpacked
# privately (nothing is installed on the system), and Vitess built from its Go module.
#
#   install.sh [VERSION]                installs what is missing, prints the versions
#   install.sh [VERSION] --print-home   prints the folder and does nothing else
#
# VERSION is one of the folders beside this script; without it, $VITESS_VERSION or what the tests run on.
# The folder is $VITESS_HOME (with VERSION, $VITESS_HOME-VERSION), else one under the user's cache. In it: vitess/ and
# servers/bin/ hold the programs.
# It can be called again at any time, also by two callers at once: a part is there wholly or not at all.
name=vitess
product='the server programs'
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
server_programs=(mysqld mysql mysqladmin etcd)

. "$here/../cache.sh"

home_folder() {
  if [ -n "${VITESS_HOME:-}" ]; then echo "$VITESS_HOME${given:+-$given}"
  else echo "$(cache_folder)-$version"
  fi
}

servers_done() { [ -x "$home/servers/bin/mysqld" ]; }
# Another version of the module has another go.sum.
vitess_done() { cmp -s "$module/go.sum" "$home/vitess/go.sum"; }
installed() { servers_done && vitess_done; }

check_machine() {
  [ "$(uname -s)" = Linux ] || die "only Linux is supported, this is $(uname -s)"
  case "$(uname -m)" in
    x86_64 | aarch64) ;;
    *) die "no packages for the processor $(uname -m)" ;;
  esac
  servers_done || need apt-get "this is not a Debian or Ubuntu machine"
  servers_done || need dpkg "this is not a Debian or Ubuntu machine"
  vitess_done || need go "Go 1.26.2 or newer builds Vitess; from 1.21 on it fetches that itself"
}

install() {
  check_machine
  servers_done || install_servers
  vitess_done || install_vitess
}

# --- MySQL and etcd

# apt with its own lists, cache and status, so that nobody has to be root and the system is not touched. The empty
# status makes apt fetch all dependencies down to libc: the programs then run on any release.
write_apt_files() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror
  mkdir -p "$work"/apt/{lists/partial,cache/archives/partial}
  : > "$work/apt/status"
  cat > "$work/apt/apt.conf" <<CONF
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::State::Lists "$work/apt/lists";
Dir::State::Status "$work/apt/status";
Dir::Cache "$work/apt/cache";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
  # No stable Debian release has MySQL, unstable has; the mirror is the one that this machine uses. Others (Ubuntu)
  # have MySQL among their own packages, so there the machine's own sources do.
  mirror=$(apt-get indextargets --format '$(REPO_URI)' | sort -u | sed -n '\#/debian/*$#{p;q}')
  if [ -n "$mirror" ] && [ -e "$keyring" ]; then
    echo "deb [signed-by=$keyring] $mirror sid main" > "$work/apt/sources.list"
    cat >> "$work/apt/apt.conf" <<CONF
Dir::Etc::SourceList "$work/apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
CONF
  fi
}

# Ubuntu has releases where the package's name ends with MySQL's version.
newest() {
  local names
  names=$(apt-cache -c "$work/apt/apt.conf" pkgnames "$1" | sed -nE "/^$1(-[0-9.]+)?\$/p" | sort -V)
  [ -n "$names" ] || die "this machine's package sources have no $1"
  echo "${names##*$'\n'}"
}

install_servers() {
  local deb server client
  write_apt_files
  say "fetching MySQL and etcd (about 90 MB)"
  quietly apt-get -c "$work/apt/apt.conf" update
  server=$(newest mysql-server-core)
  client=$(newest mysql-client-core)
  quietly apt-get -c "$work/apt/apt.conf" -y --download-only install "$server" "$client" etcd-server
  say "unpacking MySQL and etcd"
  mkdir -p "$work/servers/bin"
  for deb in "$work"/apt/cache/archives/*.deb; do
    case "${deb##*/}" in
      perl* | libperl* | systemd* | libsystemd-shared*) ;; # for scripts and services, which are not run
      *) quietly dpkg -x "$deb" "$work/servers" ;;
    esac
  done
  rm -rf "$work"/servers/usr/share/{doc,man,locale}
  write_server_starters
  # mysqld looks for its messages and plugins there.
  ln -s usr/share usr/lib "$work/servers/"
  quietly "$work/servers/bin/mysqld" --version
  chmod -R a+rX "$work/servers"
  put_in_place servers
}

# The unpacked programs need the unpacked libc: they are started through its loader.
write_server_starters() {
  local program file loader
  loader=$(cd "$work/servers" && find usr/lib -name 'ld-linux-*.so.*' -print -quit)
  [ -n "$loader" ] || die "the unpacked libc has no loader"
  for program in "${server_programs[@]}"; do
    file=$(cd "$work/servers" && find usr/sbin usr/bin -name "$program" -print -quit)
    [ -n "$file" ] || die "the packages hold no program $program"
    cat > "$work/servers/bin/$program" <<STARTER
#!/bin/sh
root=\$(dirname "\$(dirname "\$0")")
lib="\$root/$(dirname "$loader")"
exec "\$root/$loader" --library-path "\$lib:\$lib/mysql" "\$root/$file" "\$@"
STARTER
    chmod 755 "$work/servers/bin/$program"
  done
}

# --- Vitess

install_vitess() {
  say "building Vitess $version (3 minutes on 2 cores the first time)"
  mkdir "$work/vitess"
  # Vitess 22 is not compiled by a Go that is newer than its own.
  case "$version" in
    22.*) export GOTOOLCHAIN=go$(sed -n 's/^go //p' "$module/go.mod") ;;
  esac
  # Without cgo, so that no C compiler is needed.
  quietly env -C "$module" CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$work/vitess/" tool
  cp "$module/go.sum" "$work/vitess/"
  chmod -R a+rX "$work/vitess"
  put_in_place vitess
}

# --- both

# The rename makes it whole or not there; an older one is moved away, not deleted under a running program's feet.
put_in_place() {
  [ ! -e "$home/$1" ] || mv -T "$home/$1" "$work/old-$1"
  mv -T "$work/$1" "$home/$1"
}

version() {
  echo "vtgate $("$home/vitess/vtgate" --version | sed -E 's/.*Version: ([^ ]+).*/\1/')"
  echo "mysqld $("$home/servers/bin/mysqld" --version | sed -E 's/.*Ver ([^ ]+).*/\1/')"
  echo "etcd $("$home/servers/bin/etcd" --version | sed -n 's/^etcd Version: //p')"
}

given=''
case "${1:-}" in
  [0-9]*)
    given=$1
    shift
    ;;
esac
version=${given:-${VITESS_VERSION:-24.0.4}}
module=$here/$version
[ -e "$module/go.mod" ] || die "there is no Vitess $version, only $(cd "$here" && echo [0-9]*)"
main "$@"
