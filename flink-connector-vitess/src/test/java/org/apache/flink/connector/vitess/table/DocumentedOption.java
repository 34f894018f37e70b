// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.util.TimeUtils;

/**
 * An option of a table as the documentation shows it.
 *
 * @param option the option
 * @param required whether a table needs it
 * @param type the type of its values
 */
record DocumentedOption(ConfigOption<?> option, boolean required, Type type) {

    /** The builder's methods that have another name, or cover several options. */
    private static final Map<ConfigOption<?>, String> METHODS =
            Map.ofEntries(
                    Map.entry(TABLE_NAME, "tableList"),
                    Map.entry(TABLE_NAME_EXCLUDE, "tableExcludeList"),
                    Map.entry(GRPC_HEADERS, "header"),
                    Map.entry(GRPC_HEADER_FILES, "headerFile"),
                    Map.entry(GRPC_MAX_MESSAGE_SIZE, "maxMessageSize"),
                    Map.entry(GRPC_KEEP_ALIVE, "keepAlive"),
                    Map.entry(GRPC_COMPRESSION, "compression"),
                    Map.entry(SCAN_BUFFER_SIZE, "bufferSize"),
                    Map.entry(SCAN_STANDSTILL_TIMEOUT, "standstillTimeout"),
                    Map.entry(TLS_ENABLED, "tls"),
                    Map.entry(TLS_CA_FILE, "tls"),
                    Map.entry(TLS_CERTIFICATE_FILE, "tls"),
                    Map.entry(TLS_KEY_FILE, "tls"),
                    Map.entry(TLS_SERVER_NAME, "tls"),
                    Map.entry(SCAN_STARTUP_MODE, "startupOptions"),
                    Map.entry(SCAN_STARTUP_SPECIFIC_OFFSET_VGTID, "startupOptions"),
                    Map.entry(SCAN_BOUNDED_MODE, "boundedOptions"),
                    Map.entry(SCAN_BOUNDED_SPECIFIC_OFFSET_VGTID, "boundedOptions"));

    /** Those that a table may have, the required ones first. */
    static List<DocumentedOption> all() {
        VitessDynamicTableFactory factory = new VitessDynamicTableFactory();
        return Stream.concat(
                        factory.requiredOptions().stream().map(option -> of(option, true)),
                        factory.optionalOptions().stream().map(option -> of(option, false)))
                .toList();
    }

    private static DocumentedOption of(ConfigOption<?> option, boolean required) {
        Field constant =
                Stream.of(VitessConnectorOptions.class, FactoryUtil.class)
                        .flatMap(type -> Arrays.stream(type.getFields()))
                        .filter(field -> value(field) == option)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no constant is " + option));
        Type type = ((ParameterizedType) constant.getGenericType()).getActualTypeArguments()[0];
        return new DocumentedOption(option, required, type);
    }

    /** The constants of a class that are options. */
    static List<ConfigOption<?>> constants(Class<?> type) {
        return Arrays.stream(type.getFields())
                .map(DocumentedOption::value)
                .filter(ConfigOption.class::isInstance)
                .<ConfigOption<?>>map(ConfigOption.class::cast)
                .toList();
    }

    private static Object value(Field constant) {
        try {
            return constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(constant.toString(), e);
        }
    }

    /** The table of all of them. */
    static List<String> markdown(Collection<String> builderMethods) {
        return Stream.concat(
                        Stream.of(
                                "| option | default | type | description | builder |",
                                "|---|---|---|---|---|"),
                        all().stream().map(option -> option.row(builderMethods)))
                .toList();
    }

    private String row(Collection<String> builderMethods) {
        String method = method(builderMethods);
        return "| `%s` | %s | %s | %s | %s |"
                .formatted(
                        option.key(),
                        required ? "**required**" : defaultText(),
                        typeText(),
                        new HtmlFormatter().format(option.description()),
                        method.isEmpty() ? "" : "`" + method + "`");
    }

    /** The builder's method; empty if there is none. */
    private String method(Collection<String> builderMethods) {
        String method = METHODS.getOrDefault(option, camelCase(option.key()));
        assertThat(METHODS.containsKey(option) && !builderMethods.contains(method))
                .as("the builder has no method '%s' for '%s'", method, option.key())
                .isFalse();
        return builderMethods.contains(method) ? method : "";
    }

    /** {@code a.b-c} as {@code aBC}. */
    private static String camelCase(String key) {
        String[] words = key.split("[.-]");
        return words[0]
                + Arrays.stream(words)
                        .skip(1)
                        .map(word -> word.substring(0, 1).toUpperCase() + word.substring(1))
                        .collect(Collectors.joining());
    }

    private String defaultText() {
        Object value = option.defaultValue();
        if (value == null
                || value instanceof Map<?, ?> map && map.isEmpty()
                || value instanceof List<?> list && list.isEmpty()) {
            return "none";
        }
        String text =
                value instanceof Duration duration
                        ? TimeUtils.formatWithHighestUnit(duration)
                        : value instanceof MemorySize size
                                ? size.getMebiBytes() + " mb"
                                : value.toString();
        return "`" + text + "`";
    }

    /** Whether its values are words that we choose; those of Flink's own options are Flink's. */
    boolean isOfWords() {
        Type words =
                type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
        return words instanceof Class<?> simple
                && simple.isEnum()
                && simple.getName().contains(".vitess.");
    }

    private String typeText() {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getRawType() == List.class ? "list" : "map";
        }
        Class<?> simple = (Class<?>) type;
        if (simple.isEnum()) {
            return Arrays.stream(simple.getEnumConstants())
                    .map(constant -> "`" + constant + "`")
                    .collect(Collectors.joining(", "));
        }
        return simple == MemorySize.class ? "size" : simple.getSimpleName().toLowerCase();
    }
}
