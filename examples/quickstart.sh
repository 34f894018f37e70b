#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'TEXT'
Shows the changes of a Vitess keyspace in this terminal, read by a Flink job.

  examples/quickstart.sh                      on an embedded Vitess that is resharded meanwhile; needs JDK 17 and Maven only
  examples/quickstart.sh --vitess local       on a real Vitess that is brought and started here
  examples/quickstart.sh --vitess HOST:PORT   on your own vtgate's gRPC port; nothing is written
      --keyspace NAME --tables A,B
      --username USER [--password-file FILE | --password PASSWORD]   without either, the password is asked for
      --header NAME=VALUE, --header-file NAME=FILE                   gRPC headers, as often as needed
      --tls, --tls-ca-file FILE                                      TLS, trusting what Java trusts, or these certificates
TEXT
}

case "${1:-}" in -h | --help) usage; exit ;; esac

name=quickstart
. "$(dirname "${BASH_SOURCE[0]}")/build.sh"

need_java
up_to_date "$classpath" proto flink-connector-vitess flink-connector-vitess-test-utils examples || build examples

color=false
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then color=true; fi
exec java -Xmx1g -cp "$examples/target/classes:$(cat "$classpath")" "-Drepository=$root" \
  org.apache.flink.connector.vitess.examples.Quickstart --color "$color" "$@"
