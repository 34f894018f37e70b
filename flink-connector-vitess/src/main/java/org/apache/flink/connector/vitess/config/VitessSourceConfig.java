// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;

/**
 * All settings of a source.
 *
 * @param connection how vtgate is reached
 * @param keyspace the keyspace that is read
 * @param tables its tables that are captured
 * @param rows what is read of them
 * @param tabletType the tablets that are read, by their current name
 * @param retry how broken streams are reopened, and questions to vtgate repeated
 * @param reader the limits of the readers
 * @param startup where a job without state starts
 * @param bounded where it ends
 */
@Internal
public record VitessSourceConfig(
        ConnectionConfig connection,
        String keyspace,
        TableSelection tables,
        RowSelection rows,
        TabletType tabletType,
        RetryPolicy retry,
        ReaderConfig reader,
        StartupOptions startup,
        BoundedOptions bounded)
        implements Serializable {

    public VitessSourceConfig {
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(rows, "rows");
        tabletType = Objects.requireNonNull(tabletType, "tabletType").current();
        Objects.requireNonNull(retry, "retry");
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(startup, "startup");
        Objects.requireNonNull(bounded, "bounded");
        if (keyspace == null || keyspace.isBlank()) {
            throw new IllegalArgumentException("'keyspace' is missing");
        }
        if (startup.mode() == StartupOptions.Mode.SNAPSHOT
                && bounded.mode() != BoundedOptions.Mode.UNBOUNDED) {
            throw new IllegalArgumentException(
                    "'scan.startup.mode' = 'snapshot' ends with the copy: remove"
                            + " 'scan.bounded.mode', or start with 'initial'");
        }
        for (String table : rows.columnsByTable().keySet()) {
            if (tables.selectedOf(keyspace, List.of(table)).isEmpty()) {
                throw new IllegalArgumentException(
                        String.format(
                                "'tableColumnList' is set for table '%s', which 'tableList' and"
                                        + " 'tableExcludeList' leave out: change one of them",
                                table));
            }
        }
    }

    /** The same for other columns and rows. */
    public VitessSourceConfig withRows(RowSelection newRows) {
        return new VitessSourceConfig(
                connection, keyspace, tables, newRows, tabletType, retry, reader, startup, bounded);
    }

    /** The same with watermarks of the source's own, which trail each shard's log by a delay. */
    public VitessSourceConfig withLogWatermarks(Duration delay) {
        return new VitessSourceConfig(
                connection,
                keyspace,
                tables,
                rows,
                tabletType,
                retry,
                reader.withLogWatermarks(delay),
                startup,
                bounded);
    }

    /** Whether the job is bounded. */
    public boolean isBounded() {
        return startup.mode() == StartupOptions.Mode.SNAPSHOT
                || bounded.mode() != BoundedOptions.Mode.UNBOUNDED;
    }
}
