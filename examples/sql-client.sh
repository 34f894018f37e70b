#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'TEXT'
Opens Flink's SQL client on the tables customer and corder of a Vitess, without a Flink at hand: the one that the tests run on is
fetched into a cache folder of your user (330 MB, once) and started on this machine with the connector. All ends with the client.

  examples/sql-client.sh                      on an embedded Vitess whose rows keep changing
  examples/sql-client.sh --vitess HOST:PORT   on the Vitess of examples/quickstart.sh, which prints its HOST:PORT
      -f FILE           runs the statements of a file and ends
      --flink VERSION   another Flink than 2.3.0, such as 1.20.5

It needs Linux, JDK 17, Maven, pip and unzip.
TEXT
}

name=sql-client
. "$(dirname "${BASH_SOURCE[0]}")/build.sh"

flink=2.3.0
vitess=embedded
client_options=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage; exit ;;
    -f | --vitess | --flink) [ $# -gt 1 ] || die "$1 needs a value" ;;
    *) die "unknown option $1; see --help" ;;
  esac
  case "$1" in
    -f) [ -r "$2" ] || die "$2 cannot be read"; client_options=(-f "$(realpath "$2")") ;;
    --vitess) vitess=$2 ;;
    --flink) flink=$2 ;;
  esac
  shift 2
done

need_java
command -v setpriv > /dev/null || die "setpriv is missing: this needs Linux, with the package util-linux"
jar=$(echo "$root"/flink-sql-connector-vitess/target/flink-sql-connector-vitess-*-SNAPSHOT.jar)
if ! up_to_date "$classpath" proto flink-connector-vitess flink-connector-vitess-test-utils examples ||
  ! up_to_date "$jar" proto flink-connector-vitess flink-sql-connector-vitess; then
  build examples,flink-sql-connector-vitess
  jar=$(echo "$root"/flink-sql-connector-vitess/target/flink-sql-connector-vitess-*-SNAPSHOT.jar)
fi

# The servers end when their input does, so also if this script is killed; this waits for them.
servers=
end() {
  trap - EXIT
  [ -z "$servers" ] || { exec {to_servers}>&-; wait "$servers" || true; }
}
trap end EXIT

echo "Starting Flink $flink"
# In a session of their own, which Ctrl-C does not reach: in the client, it ends only a query.
coproc SERVERS { exec setsid java -Xmx256m -cp "$examples/target/classes:$(cat "$classpath")" "-Drepository=$root" \
  org.apache.flink.connector.vitess.examples.SqlServers "$flink" "$jar" "$vitess"; }
servers=$SERVERS_PID
# Copies: bash takes away its own when the servers have ended.
exec {from_servers}<&"${SERVERS[0]}" {to_servers}>&"${SERVERS[1]}"
exec {SERVERS[1]}>&-

line=
while read -r line <&"$from_servers" && [ "$line" != ready ]; do export "${line?}"; done
[ "$line" = ready ] || die "the servers did not start"

echo "Flink's web pages are at $FLINK_WEB, vtgate at $VTGATE; the tables are customer and corder."
[ ${#client_options[@]} -gt 0 ] || echo "Try: SELECT shard, COUNT(*) FROM corder GROUP BY shard;   Ctrl-C ends the query, QUIT; all."
# It ends with this script, too. At SIGTERM it would go on asking the cluster, which has ended, to cancel its query.
setpriv --pdeathsig KILL "$SQL_CLIENT" -i "$SQL_INIT" "${client_options[@]}" {from_servers}<&- {to_servers}>&-
