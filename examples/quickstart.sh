#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'TEXT'
Shows the changes of a Vitess keyspace in this terminal, read by a Flink job.

  examples/quickstart.sh                      on an embedded Vitess; needs JDK 17 and Maven only
  examples/quickstart.sh --vitess local       on a real Vitess that is brought and started here
  examples/quickstart.sh --vitess HOST:PORT   on your own vtgate's gRPC port; nothing is written
      [--keyspace NAME] [--tables A,B] [--username USER --password PASSWORD]
TEXT
}

die() { echo "quickstart: $*" >&2; exit 1; }

case "${1:-}" in -h | --help) usage; exit ;; esac

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
classpath="$here/target/classpath.txt"
log="$here/target/quickstart-build.log"

command -v java > /dev/null || die "java is missing: install a JDK, version 17 or newer"
version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -1)
[ "${version:-0}" -ge 17 ] || die "Java ${version:-?} is too old: install a JDK, version 17 or newer"

up_to_date() {
  [ -f "$classpath" ] || return 1
  local changed
  changed=$(find "$root"/pom.xml "$root"/{proto,flink-connector-vitess,flink-connector-vitess-test-utils,examples}/{pom.xml,src} \
    -newer "$classpath" -type f -not -path '*/src/test/*' -print -quit)
  [ -z "$changed" ]
}

# Shows a line for each module, so that the first build, which downloads Flink, is seen to go on.
build() {
  command -v javac > /dev/null || die "javac is missing: install a JDK, not only a JRE"
  command -v mvn > /dev/null || die "mvn is missing: install Maven, version 3.8.7 or newer"
  echo "Building the connector (the first time this downloads Flink and takes a minute or two)"
  trap 'echo; exit 130' INT
  mkdir -p "$here/target"
  if ! mvn -B -ntp -f "$root/pom.xml" -pl examples -am -Dmaven.test.skip=true -Dspotless.check.skip=true package 2>&1 |
    tee "$log" | sed -un 's/^\[INFO\] Building \(.*\) 0.*\(\[.*\]\)$/  \2 \1/p'; then
    tail -20 "$log" >&2
    die "the build failed; its log is $log"
  fi
}

up_to_date || build

color=false
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then color=true; fi
# The installer of --vitess local is looked for from there.
cd "$root"
exec java -Xmx1g -cp "$here/target/classes:$(cat "$classpath")" \
  org.apache.flink.connector.vitess.examples.Quickstart --color "$color" "$@"
