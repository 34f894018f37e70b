// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.*;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.CellPreference;
import org.apache.flink.connector.vitess.config.Compression;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.table.api.ValidationException;

/** The options that take one of some words. Of a wrong one, Flink would name a class of Java. */
final class OptionWords {

    private static final Map<ConfigOption<?>, Enum<?>[]> WORDS =
            Map.of(
                    TABLET_TYPE, TabletType.values(),
                    CELL_PREFERENCE, CellPreference.values(),
                    GRPC_COMPRESSION, Compression.values(),
                    SCAN_STARTUP_MODE, StartupOptions.Mode.values(),
                    SCAN_BOUNDED_MODE, BoundedOptions.Mode.values(),
                    SCAN_ACCEPTED_RISKS, Risk.values(),
                    FILTER_HANDLING_POLICY, FilterHandlingPolicy.values(),
                    CHANGELOG_MODE, VitessChangelogMode.values(),
                    VALUE_NO_DATE, ValuePolicies.Policy.values(),
                    VALUE_TIME_BEYOND_DAY, ValuePolicies.Policy.values());

    private OptionWords() {}

    /**
     * Refuses other words.
     *
     * @throws ValidationException names the option and the words that it takes
     */
    static void require(Map<String, String> options) {
        WORDS.forEach(
                (option, words) -> {
                    String value = options.getOrDefault(option.key(), words[0].toString());
                    List<String> given =
                            option == SCAN_ACCEPTED_RISKS
                                    ? Arrays.asList(value.split(";"))
                                    : List.of(value);
                    given.forEach(word -> require(option, word.strip(), words));
                });
    }

    private static void require(ConfigOption<?> option, String word, Enum<?>[] words) {
        if (Arrays.stream(words).map(Enum::toString).noneMatch(word::equalsIgnoreCase)) {
            throw new ValidationException(
                    "'%s' = '%s' is not possible: use one of %s"
                            .formatted(
                                    option.key(),
                                    word,
                                    Arrays.stream(words)
                                            .map(Enum::toString)
                                            .collect(Collectors.joining("', '", "'", "'"))));
        }
    }
}
