#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'TEXT'
Writes a SQL script for Flink that keeps all tables of a keyspace equal in another database, by its JDBC connector.

  examples/sql/keyspace.sh --keyspace NAME --url JDBC_URL > keyspace.sql
      --hostname HOST, --port PORT    vtgate and its gRPC port; localhost and 15991 if they are not given
      --option NAME=VALUE             any other option of the connector, as often as needed, such as username=test

FLINK_HOME names a Flink that has the connector and Flink's JDBC connector in its lib folder. The other database has to have the
tables already, each with the primary key that it has in Vitess.
TEXT
}

die() { echo "keyspace.sh: $*" >&2; exit 1; }

hostname=localhost port=15991 keyspace='' url='' options=()
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage; exit ;;
    --hostname | --port | --keyspace | --url | --option) [ $# -gt 1 ] || die "$1 needs a value" ;;
    *) die "unknown option $1; --help lists all" ;;
  esac
  case $1 in
    --hostname) hostname=$2 ;;
    --port) port=$2 ;;
    --keyspace) keyspace=$2 ;;
    --url) url=$2 ;;
    --option) options+=("$2") ;;
  esac
  shift 2
done
[ -n "$keyspace" ] || die "--keyspace is missing"
[ -n "$url" ] || die "--url is missing"
[ -n "${FLINK_HOME:-}" ] || die "FLINK_HOME is not set: let it name the folder of a Flink"

name() { printf '`%s`' "${1//\`/\`\`}"; }
text() { printf "'%s'" "${1//\'/\'\'}"; }

catalog() {
  local option
  echo "CREATE CATALOG vitess WITH ("
  echo "  'type' = 'vitess',"
  for option in ${options[@]+"${options[@]}"}; do echo "  $(text "${option%%=*}") = $(text "${option#*=}"),"; done
  echo "  'hostname' = $(text "$hostname"),"
  echo "  'port' = $(text "$port"),"
  echo "  'default-database' = $(text "$keyspace")"
  echo ");"
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{ catalog; echo "USE CATALOG vitess;"; echo "USE $(name "$keyspace");"; echo "SHOW TABLES;"; } > "$folder/tables.sql"
# The client also ends well where a statement fails.
"$FLINK_HOME/bin/sql-client.sh" -f "$folder/tables.sql" > "$folder/printed" 2>&1 || { cat "$folder/printed" >&2; exit 1; }
if grep -q '\[ERROR\]' "$folder/printed"; then cat "$folder/printed" >&2; exit 1; fi
# Flink draws a table of one column, with its heading.
sed -n 's/^| *\(.*[^ ]\) *|$/\1/p' "$folder/printed" | sed 1d > "$folder/tables"
[ -s "$folder/tables" ] || die "keyspace $keyspace has no tables"

echo "SET 'pipeline.name' = $(text "$keyspace");"
echo "SET 'execution.checkpointing.interval' = '5 s';"
echo
catalog
while read -r table; do
  echo
  echo "CREATE TABLE $(name "$table") WITH ("
  echo "  'connector' = 'jdbc',"
  echo "  'url' = $(text "$url"),"
  echo "  'table-name' = $(text "$table")"
  echo ") LIKE vitess.$(name "$keyspace").$(name "$table") (EXCLUDING OPTIONS);"
done < "$folder/tables"
echo
echo "EXECUTE STATEMENT SET BEGIN"
while read -r table; do
  echo "INSERT INTO $(name "$table") SELECT * FROM vitess.$(name "$keyspace").$(name "$table");"
done < "$folder/tables"
echo "END;"
