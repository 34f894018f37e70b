#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Finds or brings a real PostgreSQL server for tests. The machine's own is taken if there is one; else the packages of
# this Debian or Ubuntu are unpacked into a cache folder of this user, and nothing is installed on the system.
#
#   install.sh                finds or unpacks it, prints its version
#   install.sh --print-home   prints the folder whose bin/ has initdb and postgres, and does nothing else
#
# With $POSTGRES_HOME set, that is the folder, whatever the machine has.
# It can be called again at any time, also by two callers at once: PostgreSQL is there wholly or not at all.
set -Eeuo pipefail
umask 022
# What die has not explained (its status is 3) is told by the line.
trap '[ $? = 3 ] || echo "postgres: line $LINENO of install.sh failed: $BASH_COMMAND" >&2' ERR

default_name=flink-connector-vitess/postgres

say() { echo "postgres: $*" >&2; }
die() { echo "postgres: cannot install PostgreSQL: $*" >&2; exit 3; }
need() { command -v "$1" > /dev/null || die "$1 is missing ($2)"; }

# The newest version that Debian's packages have put on this machine; empty if there is none.
machines_own() {
  find /usr/lib/postgresql -maxdepth 3 -path '*/bin/initdb' 2> /dev/null | sort -V | sed -n '$s#/bin/initdb##p'
}

# Root's home is closed to the user that the programs run as, so root's cache is elsewhere.
home_folder() {
  local own
  own=$(machines_own)
  if [ -n "${POSTGRES_HOME:-}" ]; then echo "$POSTGRES_HOME"
  elif [ -n "$own" ]; then echo "$own"
  elif [ "$(id -u)" = 0 ]; then echo "/var/cache/$default_name"
  else echo "${XDG_CACHE_HOME:-$HOME/.cache}/$default_name"
  fi
}

postgres_done() { [ -x "$home/bin/initdb" ]; }

# Runs a command; its output is shown only if it fails.
quietly() {
  "$@" > "$work/output" 2>&1 || { tail -20 "$work/output" >&2; die "failed: ${*:1:4} ..."; }
}

# apt with its own lists and cache, so that nobody has to be root. It knows what the machine has, and fetches the rest.
write_apt_files() {
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

newest_server() {
  local names
  names=$(apt-cache -c "$work/apt/apt.conf" pkgnames postgresql- | sed -nE '/^postgresql-[0-9]+$/p' | sort -V)
  [ -n "$names" ] || die "this machine's package sources have no postgresql"
  echo "${names##*$'\n'}"
}

install_postgres() {
  local deb server
  write_apt_files
  say "fetching PostgreSQL (about 50 MB)"
  quietly apt-get -c "$work/apt/apt.conf" update
  server=$(newest_server)
  quietly apt-get -c "$work/apt/apt.conf" -y --download-only install "$server"
  mkdir -p "$work/unpacked/bin"
  for deb in "$work"/apt/cache/archives/*.deb; do
    case "${deb##*/}" in
      perl* | libperl* | libllvm* | postgresql-common* | postgresql-client-common*) ;; # not used by the server
      *) quietly dpkg -x "$deb" "$work/unpacked" ;;
    esac
  done
  rm -rf "$work"/unpacked/usr/share/{doc,man}
  write_starters "usr/lib/postgresql/${server#postgresql-}/bin"
  quietly "$work/unpacked/bin/postgres" --version
  chmod -R a+rX "$work/unpacked"
  # The rename makes it whole or not there.
  mv -T "$work/unpacked" "$home/unpacked"
  ln -sfT unpacked/bin "$home/bin"
}

# The unpacked programs need the unpacked libraries.
write_starters() {
  local program libraries
  libraries=$(cd "$work/unpacked" && find usr/lib -maxdepth 1 -name '*-linux-gnu' -print -quit)
  for program in initdb postgres; do
    cat > "$work/unpacked/bin/$program" <<STARTER
#!/bin/sh
root=\$(dirname "\$(dirname "\$(readlink -f "\$0")")")
export LD_LIBRARY_PATH="\$root/$libraries"
exec "\$root/$1/$program" "\$@"
STARTER
    chmod 755 "$work/unpacked/bin/$program"
  done
}

main() {
  home=$(home_folder)
  case "${1:-}" in
    --print-home) echo "$home"; return ;;
    "") ;;
    *) die "unknown argument $1 (there is only --print-home)" ;;
  esac
  if ! postgres_done; then
    need flock "package util-linux"
    need apt-get "this is not a Debian or Ubuntu machine"
    need dpkg "this is not a Debian or Ubuntu machine"
    mkdir -p "$home" 2> /dev/null && [ -w "$home" ] || die "$home cannot be written; set POSTGRES_HOME to another folder"
    exec 9> "$home/.lock"
    flock -n 9 || { say "waiting for another install"; flock 9; }
    # Also what an interrupted run left.
    work="$home/.work"
    rm -rf "$work"
    mkdir "$work"
    postgres_done || install_postgres
    rm -rf "$work"
    flock -u 9
  fi
  echo "postgres $("$home/bin/postgres" --version | sed -E 's/.* ([0-9.]+).*/\1/')"
}

main "$@"
