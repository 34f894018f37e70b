#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# soak.sh [minutes] [seed]: random faults on a real Vitess while a ledger is written; ends by itself.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export CI=true
exec mvn -B -ntp verify -pl flink-connector-vitess-e2e-tests -am \
  -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=SoakITCase -Dfailsafe.failIfNoSpecifiedTests=false -Dexcluded.tests=none \
  -Dsoak.minutes="${1:-30}" ${2:+-Dseed="$2"} -Dfaults.folder="$PWD/target/faults"
