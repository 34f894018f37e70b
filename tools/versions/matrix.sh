#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the contract suite, the ledger over reshards, the values of all types and the SQL client on real clusters of Flink on
# each Vitess that the connector supports; on the newest also the ledger in SQL, a vtgate that is too old, and all with
# Java 21. Each run writes its line of docs/versions.md from its reports. It takes 40 minutes on 2 cores, and fails if a test
# does.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
module=flink-connector-vitess-e2e-tests
reports=$module/target/failsafe-reports
logs=target/versions
table=$logs/table.md
page=docs/versions.md
some='VStreamContractITCase FourShardsContractITCase ReshardingITCase AllTypesITCase UberJarITCase'
runs=0
failed=''
export CI=true

# run VITESS JAVA_HOME TEST...: makes one line of the table
run() {
  local vitess=$1 java=$2 log start=$SECONDS tests
  shift 2
  tests="$*"
  log=$logs/$((++runs))-vitess-$vitess.log
  echo "Vitess $vitess, $java: $tests; its output is in $log" >&2
  rm -rf "$reports"
  VITESS_VERSION=$vitess mvn -B -ntp verify -pl flink-sql-connector-vitess,$module -am -Djvm="$java/bin/java" \
    -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dexcluded.tests=soak \
    -Dit.test="${tests// /,}" -Dfailsafe.failIfNoSpecifiedTests=false > "$log" 2>&1 || failed=yes
  echo "| $(date +%F) | $(server vtgate) | $(server mysqld) | $(property java.version) | $(flink) |" \
    "$(count VStreamContractITCase FourShardsContractITCase) | $(count ReshardingITCase SqlLedgerITCase) |" \
    "$(count AllTypesITCase) | $(count UberJarITCase) | $(count OldVtgateITCase) | $((SECONDS - start)) s |" >> "$table"
  write_page
}

# The version of a server, as the tests have logged it.
server() { sed -nE "s/.* Real Vitess for .*[ ,]$1 ([^ ,]+).*/\1/p" "$log" | list; }

property() { sed -nE "s/.*<property name=\"$1\" value=\"([^\"]*)\".*/\1/p" "$reports"/TEST-*.xml | list; }

# In the tests' own process, and as clusters.
flink() {
  {
    property surefire.test.class.path | grep -oE 'flink-runtime-[0-9.]+\.jar' | sed -E 's/.*-(.*)\.jar/\1/'
    sed -nE 's/.*Real Flink ([0-9.]+) .*/\1/p' "$log"
  } | list
}

# count CLASS...: how many tests of these classes passed, failed and were skipped
count() {
  local class
  for class in "$@"; do
    cat "$reports"/TEST-*."$class".xml "$reports"/TEST-*."$class"\$*.xml 2> /dev/null || true
  done | sed -nE 's/^<testsuite .* tests="([0-9]+)" errors="([0-9]+)" skipped="([0-9]+)" failures="([0-9]+)".*/\1 \2 \3 \4/p' |
    awk '{ run += $1; failed += $2 + $4; skipped += $3 }
      END {
        if (NR == 0) { print "–"; exit }
        printf "%d passed", run - failed - skipped
        if (failed) printf ", **%d failed**", failed
        if (skipped) printf ", %d skipped", skipped
      }'
}

list() { sort -uV | paste -sd, | sed 's/,/, /g'; }

write_page() {
  sed -i -e '/^<!-- The table is written by /,/^<!-- End of the table. -->/{//!d}' \
    -e "/^<!-- The table is written by /r $table" "$page"
}

main() {
  local versions older newest own_java java_21
  # 22 is there to be refused.
  versions=$(cd tools/vitess && printf '%s\n' [0-9]*/ | sort -V | sed 's/\/$//; /^22\./d')
  newest=${versions##*$'\n'}
  older=${versions%$'\n'*}
  own_java=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
  tools/java/install.sh
  java_21=$(tools/java/install.sh --print-home)/java
  mkdir -p "$logs"
  cat > "$table" <<'HEAD'

| date | Vitess | MySQL | Java | Flink | contract | ledger | values | SQL | vtgate 22.0.4 refused | time |
|---|---|---|---|---|---|---|---|---|---|---|
HEAD
  run "$newest" "$own_java" $some SqlLedgerITCase OldVtgateITCase
  run "$newest" "$java_21" $some
  for vitess in $older; do
    run "$vitess" "$own_java" $some
  done
  [ -z "$failed" ] || { echo "Tests have failed: see $page and $logs" >&2; exit 1; }
}

main
