#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'TEXT'
Writes a whole Vitess keyspace to PostgreSQL, a table for each of its tables, by a Flink job in this terminal.

  examples/postgres/run.sh                       on an embedded Vitess and a PostgreSQL that is brought; needs JDK 17 and Maven only
  examples/postgres/run.sh --vitess HOST:PORT --keyspace NAME   on your own vtgate's gRPC port
      [--exclude A,B.*] [--username USER --password PASSWORD]
      --postgres jdbc:postgresql://HOST:PORT/DATABASE [--postgres-user USER --postgres-password PASSWORD]

  --folder FOLDER       where the checkpoints go; a new one is the default
  --from CHECKPOINT     continues an earlier run: a folder chk-N of the checkpoints
TEXT
}

case "${1:-}" in -h | --help) usage; exit ;; esac

name=postgres
. "$(dirname "${BASH_SOURCE[0]}")/../build.sh"
classpath="$examples/postgres/target/classpath.txt"

need_java
up_to_date "$classpath" proto flink-connector-vitess flink-connector-vitess-test-utils examples examples/postgres ||
  build examples/postgres -DskipTests

# The class path has the configurations of tests, too.
exec java -Xmx1g -Dlog4j2.configurationFile=log4j2.properties "-Drepository=$root" -cp "$examples/postgres/target/classes:$(cat "$classpath")" \
  org.apache.flink.connector.vitess.examples.postgres.Main "$@"
