#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'TEXT'
Writes a whole Vitess keyspace to Apache Iceberg, by a Flink job in this terminal.

  examples/lakehouse/run.sh                      on an embedded Vitess; needs JDK 17 and Maven only
  examples/lakehouse/run.sh --vitess HOST:PORT --keyspace NAME   on your own vtgate's gRPC port
      [--exclude A,B.*] [--username USER --password PASSWORD]

  --folder FOLDER       where the warehouse and the checkpoints go; a new one is the default
  --from CHECKPOINT     continues an earlier run: a folder chk-N of the checkpoints
TEXT
}

die() { echo "run.sh: $*" >&2; exit 1; }

case "${1:-}" in -h | --help) usage; exit ;; esac

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$(dirname "$here")")
classpath="$here/target/classpath.txt"
log="$here/target/build.log"

command -v java > /dev/null || die "java is missing: install a JDK, version 17 or newer"
version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -1)
[ "${version:-0}" -ge 17 ] || die "Java ${version:-?} is too old: install a JDK, version 17 or newer"

up_to_date() {
  [ -f "$classpath" ] || return 1
  local changed
  changed=$(find "$root"/pom.xml "$root"/{proto,flink-connector-vitess,flink-connector-vitess-test-utils,examples/lakehouse}/{pom.xml,src} \
    -newer "$classpath" -type f -not -path '*/src/test/*' -print -quit)
  [ -z "$changed" ]
}

build() {
  command -v javac > /dev/null || die "javac is missing: install a JDK, not only a JRE"
  command -v mvn > /dev/null || die "mvn is missing: install Maven, version 3.8.7 or newer"
  echo "Building the connector (the first time this downloads Flink, Iceberg and Hadoop and takes some minutes)"
  trap 'echo; exit 130' INT
  mkdir -p "$here/target"
  if ! mvn -B -ntp -f "$root/pom.xml" -pl examples/lakehouse -am -DskipTests -Dspotless.check.skip=true package 2>&1 |
    tee "$log" | sed -un 's/^\[INFO\] Building \(.*\) 0.*\(\[.*\]\)$/  \2 \1/p'; then
    tail -20 "$log" >&2
    die "the build failed; its log is $log"
  fi
}

up_to_date || build

# The class path has the configurations of tests, too.
exec java -Xmx1g -Dlog4j2.configurationFile=log4j2.properties -cp "$here/target/classes:$(cat "$classpath")" \
  org.apache.flink.connector.vitess.examples.lakehouse.Main "$@"
