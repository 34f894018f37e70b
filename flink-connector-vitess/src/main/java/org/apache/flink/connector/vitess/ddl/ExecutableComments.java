// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the comments apart whose text MySQL executes, as in {@code /*!80023 INVISIBLE *&#47;}. */
final class ExecutableComments {

    /** What must be left alone, or in the last group, the text of an executable comment. */
    private static final Pattern PARTS =
            Pattern.compile(
                    "`[^`]*`|'(?:[^'\\\\]++|\\\\.)*'|\"(?:[^\"\\\\]++|\\\\.)*\""
                            + "|(?:#|--\\s)[^\\n]*|/\\*(?!!).*?\\*/|/\\*!(?:\\d{5,6})?(.*?)\\*/",
                    Pattern.DOTALL);

    private ExecutableComments() {}

    /** The statement with the text of such comments in their place. */
    static String unwrapped(String statement) {
        return PARTS.matcher(statement).replaceAll(ExecutableComments::replacement);
    }

    private static String replacement(MatchResult part) {
        return Matcher.quoteReplacement(
                part.group(1) == null ? part.group() : " " + part.group(1) + " ");
    }
}
