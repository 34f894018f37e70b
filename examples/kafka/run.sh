#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'TEXT'
Writes a whole Vitess keyspace to Apache Kafka, a topic for each of its tables, by a Flink job in this terminal.

  examples/kafka/run.sh                          on an embedded Vitess and a broker that is brought; needs JDK 17 and Maven only
  examples/kafka/run.sh --vitess HOST:PORT --keyspace NAME   on your own vtgate's gRPC port
      [--exclude A,B.*] [--username USER --password PASSWORD]
      --kafka HOST:PORT [--kafka-properties FILE]

  --kafka-properties FILE   further properties of Kafka's clients, such as security.protocol
  --topic-prefix PREFIX     what the names of the topics begin with: vitess is the default
  --folder FOLDER           where the checkpoints go; a new one is the default
  --from CHECKPOINT         continues an earlier run: a folder chk-N of the checkpoints
TEXT
}

case "${1:-}" in -h | --help) usage; exit ;; esac

name=kafka
. "$(dirname "${BASH_SOURCE[0]}")/../build.sh"
run_module "$@"
