#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Puts a real Flink distribution for tests into a cache folder of this user, made of Flink's own two Python packages
# and the SQL gateway's jar, which those lack and the SQL client needs.
#
#   install.sh VERSION [--python]                installs it if it is missing, prints its version
#   install.sh VERSION [--python] --print-home   prints the folder and does nothing else
#
# The folder is $FLINK_INSTALLATIONS/flink-VERSION, else one under the user's cache. In it: flink/ is a FLINK_HOME. With --python,
# python/ is for PYTHONPATH: PyFlink, without the libraries that only functions written in Python need.
# It can be called again at any time, also by two callers at once: each of the two is there wholly or not at all.
set -Eeuo pipefail
umask 022
# What die has not explained (its status is 3) is told by the line.
trap '[ $? = 3 ] || echo "flink: line $LINENO of install.sh failed: $BASH_COMMAND" >&2' ERR

default_folder=flink-connector-vitess
copy_goal=org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy

say() { echo "flink: $*" >&2; }
die() { echo "flink: cannot install Flink: $*" >&2; exit 3; }
need() { command -v "$1" > /dev/null || die "$1 is missing ($2)"; }

# Root's home is closed to the user that the programs run as, so root's cache is elsewhere.
home_folder() {
  local folder
  if [ -n "${FLINK_INSTALLATIONS:-}" ]; then folder=$FLINK_INSTALLATIONS
  elif [ "$(id -u)" = 0 ]; then folder=/var/cache/$default_folder
  else folder=${XDG_CACHE_HOME:-$HOME/.cache}/$default_folder
  fi
  echo "$folder/flink-$version"
}

flink_done() { [ -x "$home/flink/bin/sql-client.sh" ]; }
python_done() { [ -z "$python" ] || [ -d "$home/python" ]; }

# The newest 1.20 whose gateway was published as a jar is older than the newest 1.20.
gateway_version() {
  case "$version" in
    1.20.[45]) echo 1.20.3 ;;
    *) echo "$version" ;;
  esac
}

check_machine() {
  need flock "package util-linux"
  need pip "package python3-pip; Flink's distribution comes as Python packages"
  need unzip "package unzip"
  need mvn "Maven fetches the SQL gateway"
}

# Runs a command; its output is shown only if it fails.
quietly() {
  "$@" > "$work/output" 2>&1 || { tail -20 "$work/output" >&2; die "failed: ${*:1:4} ..."; }
}

# Unpacks a wheel or, as the jars of Flink 1.20 come, a source archive; sets $content to the folder that counts.
unpack() {
  local archive
  archive=$(echo "$work"/download/"$1"-"$version"*)
  mkdir "$work/$1"
  case "$archive" in
    *.whl)
      quietly unzip -q "$archive" -d "$work/$1"
      content=$work/$1/pyflink
      ;;
    *.tar.gz)
      quietly tar -xzf "$archive" -C "$work/$1" --no-same-owner --strip-components=1
      content=$work/$1/deps
      ;;
    *) die "the package $1 is neither a wheel nor a source archive: $archive" ;;
  esac
  rm "$archive"
}

install_flink() {
  local flink=$work/flink content
  say "fetching Flink $version (about 330 MB)"
  quietly pip download --no-deps --dest "$work/download" "apache-flink-libraries==$version" "apache-flink==$version"
  say "unpacking Flink $version"
  mkdir -p "$flink"
  unpack apache_flink_libraries
  mv "$content"/{lib,opt,plugins,bin} "$flink/"
  unpack apache_flink
  cp -R "$content/bin/." "$flink/bin/"
  cp -R "$content/conf" "$flink/"
  chmod 755 "$flink"/bin/*.sh "$flink/bin/flink"
  quietly mvn -B -ntp "$copy_goal" "-Dartifact=org.apache.flink:flink-sql-gateway:$(gateway_version)" \
    "-DoutputDirectory=$flink/opt"
  chmod -R a+rX "$flink"
  # The rename makes it whole or not there.
  mv -T "$flink" "$home/flink"
}

install_python() {
  say "fetching PyFlink $version"
  # From its source it would take minutes, if it can be built at all.
  quietly python3 -m pip install --no-deps --only-binary apache-flink --target "$work/python" \
    "apache-flink==$version" py4j==0.10.9.7 cloudpickle ruamel.yaml
  chmod -R a+rX "$work/python"
  mv -T "$work/python" "$home/python"
}

main() {
  local argument print_home=''
  version=${1:-}
  python=''
  [[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || die "the version of Flink is missing, as in 'install.sh 2.3.0'"
  home=$(home_folder)
  for argument in "${@:2}"; do
    case "$argument" in
      --print-home) print_home=yes ;;
      --python) python=yes ;;
      *) die "unknown argument $argument (there are only --python and --print-home)" ;;
    esac
  done
  if [ -n "$print_home" ]; then echo "$home"; return; fi
  if ! flink_done || ! python_done; then
    check_machine
    mkdir -p "$home" 2> /dev/null && [ -w "$home" ] ||
      die "$home cannot be written; set FLINK_INSTALLATIONS to another folder"
    exec 9> "$home/.lock"
    flock -n 9 || { say "waiting for another install"; flock 9; }
    # Also what an interrupted run left.
    work="$home/.work"
    rm -rf "$work"
    mkdir "$work"
    flink_done || install_flink
    python_done || install_python
    rm -rf "$work"
    flock -u 9
  fi
  echo "flink $version"
}

main "$@"
