// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shard that a session wants its statements to go to, as in {@code customer:-80@primary}.
 *
 * @param keyspace the keyspace
 * @param shard the shard; empty where none is named
 * @param tabletType in lower case
 */
record ShardTarget(String keyspace, String shard, String tabletType) {
    private static final Set<String> TYPES = Set.of("primary", "replica", "rdonly");
    // Matches every line.
    private static final Pattern TARGET = Pattern.compile("([^:/@]*)(?:[:/]([^@]*))?(?:@(.*))?");

    static ShardTarget parse(String target) {
        Matcher parts = TARGET.matcher(target);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a target: " + target);
        }
        return new ShardTarget(
                parts.group(1),
                parts.group(2) == null ? "" : parts.group(2),
                parts.group(3) == null ? "primary" : parts.group(3).toLowerCase(Locale.ROOT));
    }

    boolean isKnownType() {
        return TYPES.contains(tabletType);
    }

    String noTablet() {
        return "target: %s: no healthy tablet available for 'keyspace:\"%s\" shard:\"%s\" tablet_type:%s'"
                .formatted(this, keyspace, shard, tabletType.toUpperCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return keyspace + "." + shard + "." + tabletType;
    }
}
