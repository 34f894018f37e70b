# SPDX-License-Identifier: Apache-2.0
#
# For the scripts of this folder that run the connector from its sources: what they need is checked, and built if it is older than
# the sources. To be sourced, with $name (of the script) set. Sets $root, $examples and $classpath.
set -euo pipefail

examples=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$examples")
classpath="$examples/target/classpath.txt"
wanted_java=17
wanted_maven=3.8.7

die() { echo "$name: $*" >&2; exit 1; }

need_java() {
  command -v java > /dev/null || die "java is missing: install a JDK, version $wanted_java or newer"
  local version
  version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -1)
  [ "${version:-0}" -ge "$wanted_java" ] ||
    die "Java ${version:-?} is too old: install a JDK, version $wanted_java or newer, and let JAVA_HOME and PATH point to it"
}

need_maven() {
  command -v javac > /dev/null || die "javac is missing: install a JDK, version $wanted_java or newer, not only a JRE"
  command -v mvn > /dev/null || die "mvn is missing: install Maven, version $wanted_maven or newer"
  # Maven may run on another Java than the one on the PATH. Some send an escape sequence first, in spite of -B.
  local said version java
  said=$(mvn -B --version 2>&1) || die "mvn does not run: $(head -1 <<< "$said")"
  version=$(sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p' <<< "$said" | head -1)
  [ "$(printf '%s\n' "$wanted_maven" "${version:-0}" | sort -V | head -1)" = "$wanted_maven" ] ||
    die "Maven ${version:-?} is too old: install Maven, version $wanted_maven or newer"
  java=$(sed -n 's/.*Java version: \([0-9]*\).*/\1/p' <<< "$said" | head -1)
  [ "${java:-0}" -ge "$wanted_java" ] ||
    die "Maven runs on Java ${java:-?}: let JAVA_HOME point to a JDK, version $wanted_java or newer"
}

# Whether a file is there and newer than the sources of these modules.
up_to_date() {
  local file=$1 module changed sources=("$root/pom.xml")
  shift
  [ -f "$file" ] || return 1
  for module in "$@"; do sources+=("$root/$module/pom.xml" "$root/$module/src"); done
  changed=$(find "${sources[@]}" -newer "$file" -type f -not -path '*/src/test/*' -print -quit)
  [ -z "$changed" ]
}

# Builds a module and what it needs. Shows a line for each, so that the first build, which downloads Flink, is seen to go on.
# A second argument says how tests are left out, if the module needs those of others.
build() {
  local log="$examples/target/$name-build.log"
  need_maven
  echo "Building the connector (the first time this downloads Flink and takes a minute or two)"
  trap 'echo; exit 130' INT
  mkdir -p "$examples/target"
  if ! mvn -B -ntp -f "$root/pom.xml" -pl "$1" -am "${2:--Dmaven.test.skip=true}" -Dspotless.check.skip=true package 2>&1 |
    tee "$log" | sed -un 's/^\[INFO\] Building \(.*\) 0.*\(\[.*\]\)$/  \2 \1/p'; then
    tail -20 "$log" >&2
    die "the build failed; its log is $log"
  fi
  trap - INT
}

# Runs the example of the module that $name names, after building it if its sources are newer. The class path has the
# configurations of tests, too, so the log's is named.
run_module() {
  local module="$examples/$name"
  classpath="$module/target/classpath.txt"
  need_java
  up_to_date "$classpath" proto flink-connector-vitess flink-connector-vitess-test-utils examples "examples/$name" ||
    build "examples/$name" -DskipTests
  exec java -Xmx1g -Dlog4j2.configurationFile=log4j2.properties "-Drepository=$root" \
    -cp "$module/target/classes:$(cat "$classpath")" "org.apache.flink.connector.vitess.examples.$name.Main" "$@"
}
