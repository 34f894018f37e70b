// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How one program of Vitess spells its flags.
 *
 * <p>Before Vitess 23 some have underscores, and no program takes both.
 */
final class FlagNames {

    /** The version from which on nothing has to be spelled. */
    static final int FIRST_WITH_DASHES = 23;

    private static final Pattern LISTED = Pattern.compile("--([a-z][\\w-]*)");
    private static final Pattern FLAG = Pattern.compile("--([a-z][\\w-]*)(.*)", Pattern.DOTALL);

    private final Map<String, String> byDashes;

    /**
     * Reads the names.
     *
     * @param help what the program prints for {@code --help}
     */
    FlagNames(String help) {
        byDashes =
                LISTED.matcher(help)
                        .results()
                        .map(found -> found.group(1))
                        .distinct()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        name -> name.replace('_', '-'), name -> name));
    }

    /** The arguments, with the flags that the program knows in its spelling. */
    List<String> spell(List<String> arguments) {
        return arguments.stream().map(this::spell).toList();
    }

    private String spell(String argument) {
        Matcher flag = FLAG.matcher(argument);
        if (!flag.matches()) {
            return argument;
        }
        return "--" + byDashes.getOrDefault(flag.group(1), flag.group(1)) + flag.group(2);
    }
}
