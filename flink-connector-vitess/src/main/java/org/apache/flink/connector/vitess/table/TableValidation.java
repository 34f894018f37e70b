// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.client.TableDescription;
import org.apache.flink.connector.vitess.client.VitessClient;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables that a query will read, as they are while it is planned. The machine that plans may be
 * unable to reach vtgate: the job then finds out.
 */
final class TableValidation {

    private static final Logger LOG = LoggerFactory.getLogger(TableValidation.class);

    /** Planning waits for it, maybe in vain. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private TableValidation() {}

    /**
     * Asks vtgate for the tables, and checks them against what is declared.
     *
     * @return the tables; empty if vtgate does not answer
     * @throws IllegalArgumentException if the keyspace has no such tables, or other ones
     */
    static Optional<List<TableSchema>> check(VitessSourceConfig config, DeclaredTable declared) {
        Optional<String> missing = missingFile(config.connection());
        if (missing.isPresent()) {
            warn("there is no file " + missing.get() + " on this machine");
            return Optional.empty();
        }
        return ask(config, declared);
    }

    private static Optional<List<TableSchema>> ask(
            VitessSourceConfig config, DeclaredTable declared) {
        try (VitessClient client =
                new VitessClient(patient(config.connection()), config.retry().interactive())) {
            List<TableDescription> tables =
                    client.describe(
                            config.keyspace(),
                            config.tables()
                                    .resolve(config.keyspace(), client.tables(config.keyspace())),
                            config.tabletType());
            tables.stream()
                    .flatMap(table -> declared.refusal(table).stream())
                    .findFirst()
                    .ifPresent(
                            refusal -> {
                                throw new IllegalArgumentException(refusal);
                            });
            return Optional.of(tables.stream().map(TableDescription::schema).toList());
        } catch (VitessException e) {
            if (!e.retryable()) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            warn(e.getMessage());
            return Optional.empty();
        }
    }

    private static void warn(String reason) {
        LOG.warn(
                "Planned without a look at the tables, which the job will check when it starts, and"
                        + " without conditions for the server: {}",
                reason);
    }

    /** The files of TLS and of secrets need to be only where the job runs. */
    private static Optional<String> missingFile(ConnectionConfig connection) {
        return connection.files().stream().filter(file -> !Files.exists(Path.of(file))).findFirst();
    }

    private static ConnectionConfig patient(ConnectionConfig connection) {
        return connection.connectTimeout().compareTo(PATIENCE) <= 0
                ? connection
                : connection.withConnectTimeout(PATIENCE);
    }
}
