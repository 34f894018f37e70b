# SPDX-License-Identifier: Apache-2.0
#
# For the installers of programs that are put into a folder of this user. To be sourced, with $name (of the program, in lower
# case) and $product (as people write it) set. The installer defines home_folder, installed, install (into $home, with $work for
# what it needs meanwhile) and version; with $variable, another one than NAME_HOME says where to.
set -Eeuo pipefail
umask 022
# What die has not explained (its status is 3) is told by the line.
trap '[ $? = 3 ] || echo "$name: line $LINENO of ${BASH_SOURCE[0]} failed: $BASH_COMMAND" >&2' ERR

say() { echo "$name: $*" >&2; }
die() { echo "$name: cannot install $product: $*" >&2; exit 3; }
need() { command -v "$1" > /dev/null || die "$1 is missing ($2)"; }

# Root's home is closed to the user that the programs run as, so root's cache is elsewhere.
cache_folder() {
  if [ "$(id -u)" = 0 ]; then echo "/var/cache/flink-connector-vitess/$name"
  else echo "${XDG_CACHE_HOME:-$HOME/.cache}/flink-connector-vitess/$name"
  fi
}

# Runs a command; its output is shown only if it fails.
quietly() {
  "$@" > "$work/output" 2>&1 || { tail -20 "$work/output" >&2; die "failed: ${*:1:4} ..."; }
}

# Can be called again at any time, also by two callers at once: the program is there wholly or not at all.
main() {
  home=$(home_folder)
  case "${1:-}" in
    --print-home) echo "$home"; return ;;
    "") ;;
    *) die "unknown argument $1 (there is only --print-home)" ;;
  esac
  if ! installed; then
    need flock "package util-linux"
    mkdir -p "$home" 2> /dev/null && [ -w "$home" ] ||
      die "$home cannot be written; set ${variable:-${name^^}_HOME} to another folder"
    exec 9> "$home/.lock"
    flock -n 9 || { say "waiting for another install"; flock 9; }
    # Also what an interrupted run left.
    work="$home/.work"
    rm -rf "$work"
    mkdir "$work"
    installed || install
    rm -rf "$work"
    flock -u 9
  fi
  version
}
