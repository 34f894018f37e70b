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
run_module "$@"
