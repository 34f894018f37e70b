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
name=postgres
product=PostgreSQL
. "$(dirname "${BASH_SOURCE[0]}")/../debian.sh"

# The newest version that Debian's packages have put on this machine; empty if there is none.
machines_own() {
  find /usr/lib/postgresql -maxdepth 3 -path '*/bin/initdb' 2> /dev/null | sort -V | sed -n '$s#/bin/initdb##p'
}

home_folder() {
  local own
  own=$(machines_own)
  if [ -n "${POSTGRES_HOME:-}" ]; then echo "$POSTGRES_HOME"
  elif [ -n "$own" ]; then echo "$own"
  else cache_folder
  fi
}

installed() { [ -x "$home/bin/initdb" ]; }

newest_server() {
  local names
  names=$(apt-cache -c "$work/apt/apt.conf" pkgnames postgresql- | sed -nE '/^postgresql-[0-9]+$/p' | sort -V)
  [ -n "$names" ] || die "this machine's package sources have no postgresql"
  echo "${names##*$'\n'}"
}

install() {
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

version() { echo "postgres $("$home/bin/postgres" --version | sed -E 's/.* ([0-9.]+).*/\1/')"; }

main "$@"
