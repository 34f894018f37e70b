// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.cdc.common.annotation.PublicEvolving;
import org.apache.flink.cdc.common.configuration.ConfigOption;
import org.apache.flink.cdc.common.configuration.ConfigOptions;
import org.apache.flink.connector.vitess.table.VitessConnectorOptions;

/**
 * The options of {@code source: type: vitess}. Those of the connection and of the start are the
 * options of the table in SQL, with the same names, values and defaults.
 */
@PublicEvolving
public final class VitessDataSourceOptions {

    /** The tables. */
    public static final ConfigOption<String> TABLES =
            ConfigOptions.key("tables")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The tables to read: names, or regular expressions that match whole"
                                    + " names, without the keyspace, separated by commas. A comma"
                                    + " inside braces, as in [a-z]{1,3}, does not separate.");

    /** The tables to leave out. */
    public static final ConfigOption<String> TABLES_EXCLUDE =
            ConfigOptions.key("tables.exclude")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The tables to leave out of those that 'tables' selects, written the"
                                    + " same way.");

    /** What is sent besides the rows. */
    public static final ConfigOption<String> METADATA_LIST =
            ConfigOptions.key("metadata.list")
                    .stringType()
                    .defaultValue("")
                    .withDescription(
                            "The metadata that transforms can read: some of op_ts, shard and gtid,"
                                    + " separated by commas.");

    private static final String SEPARATOR = ",(?![^{]*})";

    /** The options of SQL that a pipeline has, too. */
    private static final List<org.apache.flink.configuration.ConfigOption<?>> SHARED =
            List.of(
                    VitessConnectorOptions.HOSTNAME,
                    VitessConnectorOptions.PORT,
                    VitessConnectorOptions.KEYSPACE,
                    VitessConnectorOptions.USERNAME,
                    VitessConnectorOptions.PASSWORD,
                    VitessConnectorOptions.PASSWORD_FILE,
                    VitessConnectorOptions.TABLET_TYPE,
                    VitessConnectorOptions.CELLS,
                    VitessConnectorOptions.CELL_PREFERENCE,
                    VitessConnectorOptions.GRPC_COMPRESSION,
                    VitessConnectorOptions.CALLER_ID,
                    VitessConnectorOptions.SCAN_STARTUP_MODE,
                    VitessConnectorOptions.SCAN_STARTUP_SPECIFIC_OFFSET_VGTID,
                    VitessConnectorOptions.SCAN_BOUNDED_MODE,
                    VitessConnectorOptions.SCAN_BOUNDED_SPECIFIC_OFFSET_VGTID,
                    VitessConnectorOptions.SCAN_NEWLY_ADDED_TABLE_ENABLED,
                    VitessConnectorOptions.SCAN_RESNAPSHOT_TABLES,
                    VitessConnectorOptions.SCAN_ACCEPTED_RISKS,
                    VitessConnectorOptions.SCAN_BUFFER_SIZE,
                    VitessConnectorOptions.SCAN_STANDSTILL_TIMEOUT,
                    VitessConnectorOptions.VALUE_NO_DATE,
                    VitessConnectorOptions.VALUE_TIME_BEYOND_DAY,
                    VitessConnectorOptions.TLS_ENABLED,
                    VitessConnectorOptions.TLS_CA_FILE,
                    VitessConnectorOptions.TLS_CERTIFICATE_FILE,
                    VitessConnectorOptions.TLS_KEY_FILE,
                    VitessConnectorOptions.TLS_SERVER_NAME,
                    VitessConnectorOptions.CONNECT_TIMEOUT,
                    VitessConnectorOptions.CONNECT_MAX_RETRIES,
                    VitessConnectorOptions.CONNECT_RETRY_DELAY,
                    VitessConnectorOptions.GRPC_HEADERS,
                    VitessConnectorOptions.GRPC_HEADER_FILES,
                    VitessConnectorOptions.GRPC_MAX_MESSAGE_SIZE,
                    VitessConnectorOptions.GRPC_KEEP_ALIVE);

    private static final Set<String> REQUIRED =
            Set.of(
                    VitessConnectorOptions.HOSTNAME.key(),
                    VitessConnectorOptions.KEYSPACE.key(),
                    TABLES.key());

    private VitessDataSourceOptions() {}

    static Set<ConfigOption<?>> required() {
        return all().filter(option -> REQUIRED.contains(option.key())).collect(Collectors.toSet());
    }

    static Set<ConfigOption<?>> optional() {
        return all().filter(option -> !REQUIRED.contains(option.key())).collect(Collectors.toSet());
    }

    private static Stream<ConfigOption<?>> all() {
        return Stream.concat(
                Stream.of(TABLES, TABLES_EXCLUDE, METADATA_LIST),
                SHARED.stream()
                        .map(option -> option.key())
                        .map(key -> ConfigOptions.key(key).stringType().noDefaultValue()));
    }

    /** The same as the options of a table in SQL. */
    static Map<String, String> ofSql(Map<String, String> options) {
        Map<String, String> sql = new HashMap<>(options);
        sql.remove(METADATA_LIST.key());
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put(TABLES.key(), VitessConnectorOptions.TABLE_NAME.key());
        lists.put(TABLES_EXCLUDE.key(), VitessConnectorOptions.TABLE_NAME_EXCLUDE.key());
        lists.forEach(
                (key, inSql) -> {
                    String value = sql.remove(key);
                    if (value != null) {
                        sql.put(inSql, quoted(split(value)));
                    }
                });
        return sql;
    }

    static List<String> split(String list) {
        return Arrays.stream(list.split(SEPARATOR))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String quoted(List<String> patterns) {
        return patterns.stream()
                .map(pattern -> "'" + pattern.replace("'", "''") + "'")
                .collect(Collectors.joining(";"));
    }
}
