// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** What a vtgate's HTTP pages tell; they need no credentials, however gRPC is guarded. */
final class VtgatePages {

    // Part of a tablet's entry in /api/health-check/; tablet type 1 is PRIMARY.
    private static final Pattern SERVING_PRIMARY =
            Pattern.compile(
                    "\"keyspace\": \"([^\"]+)\",\\s*\"shard\": \"([^\"]+)\",\\s*\"tablet_type\": 1"
                            + "\\s*},\\s*\"Serving\": true");
    private static final Pattern VSCHEMA_RELOADS =
            Pattern.compile("\"VtgateVSchemaCounts\": \\{[^}]*\"Reload\": (\\d+)");

    private VtgatePages() {}

    /** The shards, as {@code keyspace/shard}, whose primary this vtgate can send queries to. */
    static Set<String> servingShards(Vtgate vtgate) {
        return servingShards(Waiting.page(vtgate.httpPort(), "/api/health-check/").orElse(""));
    }

    static Set<String> servingShards(String healthCheck) {
        return SERVING_PRIMARY
                .matcher(healthCheck)
                .results()
                .map(match -> match.group(1) + "/" + match.group(2))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How often this vtgate has read the VSchema. */
    static long vschemaReloads(Vtgate vtgate) {
        String vars = Waiting.page(vtgate.httpPort(), "/debug/vars").orElse("");
        List<MatchResult> found = VSCHEMA_RELOADS.matcher(vars).results().toList();
        return found.isEmpty() ? 0 : Long.parseLong(found.get(0).group(1));
    }
}
