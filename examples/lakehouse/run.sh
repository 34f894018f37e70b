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

case "${1:-}" in -h | --help) usage; exit ;; esac

name=lakehouse
. "$(dirname "${BASH_SOURCE[0]}")/../build.sh"
run_module "$@"
