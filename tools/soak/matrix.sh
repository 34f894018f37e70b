#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs all tests of the faults in docs/reliability.md, and writes their figures into the page.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
faults="$PWD/target/faults"
export CI=true
mvn -B -ntp verify -Dgroups=fault -Dexcluded.tests=soak -DfailIfNoTests=false -Dfaults.folder="$faults"
mvn -B -ntp test -pl flink-connector-vitess-e2e-tests -am -Dtest=ReliabilityPageTest \
  -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.write=true -Dfaults.folder="$faults"
