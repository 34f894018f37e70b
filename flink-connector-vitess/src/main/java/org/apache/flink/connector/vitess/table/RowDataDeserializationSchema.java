// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.vitess.change.ChangeSource;
import org.apache.flink.connector.vitess.change.RowChange;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;
import org.apache.flink.connector.vitess.rowdata.RowConverter;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

/**
 * Turns changes into the rows of a table: the columns that the query reads, then its metadata.
 *
 * <p>Nothing is emitted for a part of an update: where the row before cannot be converted, the row
 * after does not come out either.
 */
final class RowDataDeserializationSchema implements VitessDeserializationSchema<RowData> {

    private static final long serialVersionUID = 1;

    /** Each stream that is opened brings schemas of its own; those of former ones are forgotten. */
    private static final int MAX_TABLES = 1000;

    private final DeclaredTable declared;
    private final List<VitessReadableMetadata> metadata;

    /** Where the place in the transaction is among the metadata; -1 if it is not read. */
    private final int order;

    private final Changelog changelog;
    private final TypeInformation<RowData> producedType;

    /** What is found once for the columns of a table. */
    private record Table(RowConverter converter, int[] key) {}

    private transient Map<TableSchema, Table> tables;

    /** The metadata of the last rows. */
    private transient Map<RowKind, Object[]> appended;

    private transient ChangeSource appendedOf;

    /**
     * For the rows of one table of SQL.
     *
     * @param declared the columns to read of the tables in Vitess, by name, and their types; and
     *     the primary key, if it was not checked against that of the tables before
     * @param metadata what is appended to them
     * @param changelog which rows a change gives
     * @param producedType the type of the rows
     */
    RowDataDeserializationSchema(
            DeclaredTable declared,
            List<VitessReadableMetadata> metadata,
            Changelog changelog,
            TypeInformation<RowData> producedType) {
        this.declared = declared;
        this.metadata = metadata;
        this.order = metadata.indexOf(VitessReadableMetadata.TRANSACTION_ORDER);
        this.changelog = changelog;
        this.producedType = producedType;
    }

    @Override
    public void deserialize(RowChange change, Collector<RowData> out) {
        Table table = table(change.schema());
        for (Changelog.Row row : changelog.rows(change, table.key())) {
            out.collect(row(row, table.converter(), change));
        }
    }

    private Table table(TableSchema schema) {
        if (tables == null || tables.size() == MAX_TABLES) {
            tables = new IdentityHashMap<>();
        }
        return tables.computeIfAbsent(schema, this::checked);
    }

    /** A table may have been changed since the query was planned, or planned without a check. */
    private Table checked(TableSchema schema) {
        declared.refusal(schema)
                .ifPresent(
                        refusal -> {
                            throw new IllegalArgumentException(refusal);
                        });
        return new Table(
                new RowConverter(schema, declared.columns(), declared.policies(), metadata.size()),
                changelog.keyOf(schema));
    }

    private RowData row(Changelog.Row row, RowConverter converter, RowChange change) {
        Object[] values = appended(change, row.kind());
        if (order >= 0) {
            values[order] = VitessReadableMetadata.TRANSACTION_ORDER.of(change, row.kind());
        }
        return converter.convert(changelog.emitted(row.kind()), row.image(), values);
    }

    /**
     * Many rows in turn have the same but for their place: those of a transaction, or of a copy.
     */
    private Object[] appended(RowChange change, RowKind kind) {
        if (change.source() != appendedOf) {
            appended = new EnumMap<>(RowKind.class);
            appendedOf = change.source();
        }
        return appended.computeIfAbsent(
                kind, of -> metadata.stream().map(column -> column.of(change, of)).toArray());
    }

    @Override
    public TypeInformation<RowData> getProducedType() {
        return producedType;
    }
}
