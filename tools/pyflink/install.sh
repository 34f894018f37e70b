#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Puts PyFlink into a cache folder of this user, without the libraries that only functions written in Python need, and without
# Flink itself, which tools/flink/install.sh brings.
#
#   install.sh VERSION                installs it if it is missing, prints its version
#   install.sh VERSION --print-home   prints the folder and does nothing else
#
# The folder is $FLINK_INSTALLATIONS/pyflink-VERSION, else one under the user's cache. In it: site/ is for PYTHONPATH.
# It can be called again at any time, also by two callers at once: PyFlink is there wholly or not at all.
set -Eeuo pipefail
umask 022
# What die has not explained (its status is 3) is told by the line.
trap '[ $? = 3 ] || echo "pyflink: line $LINENO of install.sh failed: $BASH_COMMAND" >&2' ERR

say() { echo "pyflink: $*" >&2; }
die() { echo "pyflink: cannot install PyFlink: $*" >&2; exit 3; }
need() { command -v "$1" > /dev/null || die "$1 is missing ($2)"; }

# Root's home is closed to the user that the programs run as, so root's cache is elsewhere.
home_folder() {
  local folder
  if [ -n "${FLINK_INSTALLATIONS:-}" ]; then folder=$FLINK_INSTALLATIONS
  elif [ "$(id -u)" = 0 ]; then folder=/var/cache/flink-connector-vitess
  else folder=${XDG_CACHE_HOME:-$HOME/.cache}/flink-connector-vitess
  fi
  echo "$folder/pyflink-$version"
}

install_pyflink() {
  say "fetching PyFlink $version"
  python3 -m pip install --quiet --no-deps --target "$work/site" "apache-flink==$version" py4j==0.10.9.7 cloudpickle ruamel.yaml \
    > "$work/output" 2>&1 || { tail -20 "$work/output" >&2; die "pip failed"; }
  chmod -R a+rX "$work/site"
  # The rename makes it whole or not there.
  mv -T "$work/site" "$home/site"
}

main() {
  version=${1:-}
  [[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || die "the version is missing, as in 'install.sh 2.3.0'"
  home=$(home_folder)
  case "${2:-}" in
    --print-home) echo "$home"; return ;;
    "") ;;
    *) die "unknown argument $2 (there is only --print-home)" ;;
  esac
  if [ ! -d "$home/site" ]; then
    need flock "package util-linux"
    need python3 "package python3, with python3-pip"
    mkdir -p "$home" 2> /dev/null && [ -w "$home" ] ||
      die "$home cannot be written; set FLINK_INSTALLATIONS to another folder"
    exec 9> "$home/.lock"
    flock -n 9 || { say "waiting for another install"; flock 9; }
    # Also what an interrupted run left.
    work="$home/.work"
    rm -rf "$work"
    mkdir "$work"
    [ -d "$home/site" ] || install_pyflink
    rm -rf "$work"
    flock -u 9
  fi
  echo "pyflink $version"
}

main "$@"
