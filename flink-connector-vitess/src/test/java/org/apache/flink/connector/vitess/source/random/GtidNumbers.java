// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** GTID sets of one server without gaps, the only ones that the embedded shards have. */
final class GtidNumbers {

    private static final Pattern SET = Pattern.compile("MySQL56/([0-9a-f-]{36}):1(?:-(\\d+))?");

    private GtidNumbers() {}

    /** The last transaction of the set; 0 for none. */
    static long last(String gtidSet) {
        if (gtidSet.isEmpty()) {
            return 0;
        }
        Matcher matcher = match(gtidSet);
        return matcher.group(2) == null ? 1 : Long.parseLong(matcher.group(2));
    }

    /** The UUID of the set's server. */
    static String server(String gtidSet) {
        return match(gtidSet).group(1);
    }

    private static Matcher match(String gtidSet) {
        Matcher matcher = SET.matcher(gtidSet);
        if (!matcher.matches()) {
            throw new AssertionError("Not one server's GTIDs without a gap: " + gtidSet);
        }
        return matcher;
    }
}
