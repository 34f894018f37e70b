// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.util.EnumMap;
import java.util.Map;

/** How often each rule was needed. */
final class FiredRules {

    private final Map<Rule, Integer> counts = new EnumMap<>(Rule.class);

    FiredRules() {
        for (Rule rule : Rule.values()) {
            counts.put(rule, 0);
        }
    }

    void count(Rule rule) {
        counts.merge(rule, 1, Integer::sum);
    }

    Map<Rule, Integer> counts() {
        return counts;
    }
}
