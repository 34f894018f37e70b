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
name=flink
product=Flink
variable=FLINK_INSTALLATIONS
. "$(dirname "${BASH_SOURCE[0]}")/../cache.sh"

copy_goal=org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy

home_folder() {
  if [ -n "${FLINK_INSTALLATIONS:-}" ]; then echo "$FLINK_INSTALLATIONS/flink-$version"
  else echo "$(cache_folder)-$version"
  fi
}

flink_done() { [ -x "$home/flink/bin/sql-client.sh" ]; }
python_done() { [ -z "$python" ] || [ -d "$home/python" ]; }
installed() { flink_done && python_done; }

# The newest 1.20 whose gateway was published as a jar is older than the newest 1.20.
gateway_version() {
  case "$version" in
    1.20.[45]) echo 1.20.3 ;;
    *) echo "$version" ;;
  esac
}

install() {
  need pip "package python3-pip; Flink's distribution comes as Python packages"
  need unzip "package unzip"
  need mvn "Maven fetches the SQL gateway"
  flink_done || install_flink
  python_done || install_python
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

version() { echo "flink $version"; }

version=${1:-}
[[ "$version" =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || die "the version of Flink is missing, as in 'install.sh 2.3.0'"
shift
python=''
if [ "${1:-}" = --python ]; then
  python=yes
  shift
fi
main "$@"
