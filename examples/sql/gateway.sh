#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

usage() {
  cat <<'TEXT'
Runs a script of this folder, or one of yours, on Flink's SQL gateway, by its REST endpoint, and prints the jobs that it starts.

  examples/sql/gateway.sh FILE [URL]     URL is http://localhost:8083 if it is not given

Each statement ends with a semicolon at the end of a line. The gateway runs with
  $FLINK_HOME/bin/sql-gateway.sh start -Dsql-gateway.endpoint.rest.address=localhost
TEXT
}

die() { echo "gateway.sh: $*" >&2; exit 1; }

case "${1:-}" in -h | --help) usage; exit ;; esac
[ $# -ge 1 ] || { usage >&2; exit 1; }
[ -r "$1" ] || die "cannot read $1"
command -v curl > /dev/null || die "curl is missing: install it"
url=${2:-http://localhost:8083}/v2

# call METHOD PATH [BODY]
call() {
  curl -sS -X "$1" -H 'Content-Type: application/json' ${3:+-d "$3"} "$url$2" || die "no SQL gateway answers at $url"
}

json() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  printf '"%s"' "${text//$'\t'/\\t}"
}

# field NAME JSON: a field that is a string
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<< "$2"; }

run() {
  local answer operation status=
  answer=$(call POST "/sessions/$session/statements" "{\"statement\":$(json "$1")}")
  operation=$(field operationHandle "$answer")
  [ -n "$operation" ] || die "$answer"
  until [ "$status" = FINISHED ]; do
    status=$(field status "$(call GET "/sessions/$session/operations/$operation/status")")
    case $status in
      PENDING | RUNNING) sleep 0.2 ;;
      FINISHED) ;;
      # The result says why.
      *) die "$(printf '%s\n%b' "$1" "$(call GET "/sessions/$session/operations/$operation/result/0")")" ;;
    esac
  done
  answer=$(field jobID "$(call GET "/sessions/$session/operations/$operation/result/0")")
  [ -z "$answer" ] || echo "Job ID: $answer"
}

session=$(field sessionHandle "$(call POST /sessions '{}')")
[ -n "$session" ] || die "$url gives no session: is it the SQL gateway of Flink 1.20 or newer?"
trap 'call DELETE "/sessions/$session" > /dev/null' EXIT

statement=
while IFS= read -r line || [ -n "$line" ]; do
  if [[ $line =~ ^[[:space:]]*(--.*)?$ ]]; then continue; fi
  statement+=$line$'\n'
  if [[ ! $line =~ \;[[:space:]]*$ ]]; then continue; fi
  # The statements of a set are one.
  if [[ $statement =~ STATEMENT\ SET && ! $line =~ ^END\; ]]; then continue; fi
  run "$statement"
  statement=
done < "$1"
[ -z "$statement" ] || die "the last statement has no semicolon: $statement"
