// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import static org.apache.flink.connector.vitess.table.VitessConnectorOptions.*;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.Cells;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Credentials;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.Headers;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.Resnapshot;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TableSelection;
import org.apache.flink.connector.vitess.config.TlsConfig;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;

/** What the options of a table mean to the source. */
@Internal
public final class SourceOptions {

    private SourceOptions() {}

    /**
     * Refuses words that an option does not have.
     *
     * @throws org.apache.flink.table.api.ValidationException names the option and its words
     */
    public static void requireWords(Map<String, String> options) {
        OptionWords.require(options);
    }

    /**
     * The source's configuration.
     *
     * @throws IllegalArgumentException if options do not go together; the message names them
     */
    public static VitessSourceConfig source(ReadableConfig options) {
        return new VitessSourceConfig(
                connection(options),
                options.get(KEYSPACE),
                new TableSelection(
                        options.get(TABLE_NAME),
                        options.get(TABLE_NAME_EXCLUDE),
                        options.get(SCAN_NEWLY_ADDED_TABLE_ENABLED),
                        Resnapshot.of(options.get(SCAN_RESNAPSHOT_TABLES)),
                        Set.copyOf(options.get(SCAN_ACCEPTED_RISKS))),
                RowSelection.all(),
                options.get(TABLET_TYPE),
                retry(options),
                new ReaderConfig(
                        options.get(SCAN_BUFFER_SIZE).getBytes(),
                        options.get(SCAN_STANDSTILL_TIMEOUT)),
                startup(options),
                bounded(options));
    }

    /**
     * How to connect to vtgate.
     *
     * @throws IllegalArgumentException if options do not go together; the message names them
     */
    public static ConnectionConfig connection(ReadableConfig options) {
        List<Endpoint> endpoints =
                options.get(HOSTNAME).stream()
                        .map(hostname -> Endpoint.parse(hostname, options.get(PORT)))
                        .toList();
        return new ConnectionConfig(
                endpoints,
                Credentials.of(
                        options.get(USERNAME), options.get(PASSWORD), options.get(PASSWORD_FILE)),
                Headers.of(options.get(GRPC_HEADERS), options.get(GRPC_HEADER_FILES)),
                tls(options),
                maxMessageSize(options),
                options.get(GRPC_KEEP_ALIVE),
                options.get(CONNECT_TIMEOUT),
                new Cells(options.get(CELLS), options.get(CELL_PREFERENCE)),
                options.get(GRPC_COMPRESSION),
                options.getOptional(CALLER_ID).orElse(""));
    }

    /** How often a question to vtgate is repeated. */
    public static RetryPolicy retry(ReadableConfig options) {
        return RetryPolicy.of(options.get(CONNECT_MAX_RETRIES), options.get(CONNECT_RETRY_DELAY));
    }

    private static int maxMessageSize(ReadableConfig options) {
        long bytes = options.get(GRPC_MAX_MESSAGE_SIZE).getBytes();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "'%s' can be at most 2147483647 bytes".formatted(GRPC_MAX_MESSAGE_SIZE.key()));
        }
        return (int) bytes;
    }

    /** What to do with values that Flink does not have. */
    public static ValuePolicies policies(ReadableConfig options) {
        return new ValuePolicies(options.get(VALUE_NO_DATE), options.get(VALUE_TIME_BEYOND_DAY));
    }

    private static TlsConfig tls(ReadableConfig options) {
        if (options.get(TLS_ENABLED)) {
            return new TlsConfig(
                    options.get(TLS_CA_FILE),
                    options.get(TLS_CERTIFICATE_FILE),
                    options.get(TLS_KEY_FILE),
                    options.get(TLS_SERVER_NAME));
        }
        Stream.of(TLS_CA_FILE, TLS_CERTIFICATE_FILE, TLS_KEY_FILE, TLS_SERVER_NAME)
                .filter(option -> options.getOptional(option).isPresent())
                .findFirst()
                .ifPresent(option -> refuseWithout(option, "'tls.enabled' = 'true'"));
        return null;
    }

    private static StartupOptions startup(ReadableConfig options) {
        StartupOptions.Mode mode = options.get(SCAN_STARTUP_MODE);
        return new StartupOptions(
                mode,
                vgtid(
                        options,
                        SCAN_STARTUP_MODE,
                        mode == StartupOptions.Mode.SPECIFIC_OFFSET,
                        SCAN_STARTUP_SPECIFIC_OFFSET_VGTID));
    }

    private static BoundedOptions bounded(ReadableConfig options) {
        BoundedOptions.Mode mode = options.get(SCAN_BOUNDED_MODE);
        return new BoundedOptions(
                mode,
                vgtid(
                        options,
                        SCAN_BOUNDED_MODE,
                        mode == BoundedOptions.Mode.SPECIFIC_OFFSET,
                        SCAN_BOUNDED_SPECIFIC_OFFSET_VGTID));
    }

    private static String vgtid(
            ReadableConfig options,
            ConfigOption<?> mode,
            boolean specific,
            ConfigOption<String> option) {
        Optional<String> vgtid = options.getOptional(option);
        if (specific && vgtid.isEmpty()) {
            throw new IllegalArgumentException(
                    "'%s' = 'specific-offset' needs '%s'".formatted(mode.key(), option.key()));
        }
        if (!specific && vgtid.isPresent()) {
            refuseWithout(option, "'%s' = 'specific-offset'".formatted(mode.key()));
        }
        return vgtid.orElse("");
    }

    private static void refuseWithout(ConfigOption<?> option, String other) {
        throw new IllegalArgumentException(
                "'%s' means nothing without %s: add this, or leave it out"
                        .formatted(option.key(), other));
    }
}
