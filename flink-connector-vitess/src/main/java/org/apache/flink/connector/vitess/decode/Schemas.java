// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.proto.binlogdata.FieldEvent;
import org.apache.flink.connector.vitess.proto.query.Field;
import org.apache.flink.connector.vitess.proto.query.MySqlFlag;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;

/** The formats of each table's rows, from the last FIELD events of its copy and of the log. */
final class Schemas {

    /** The id of a collation that Vitess does not know. */
    private static final int UNKNOWN = 0;

    /** A label that could be the number of another. */
    private static final Pattern NUMBER_AS_LABEL =
            Pattern.compile("(enum|set)\\(.*'\\d+'.*", Pattern.CASE_INSENSITIVE);

    private final MySqlCollations mySql;
    private final Map<String, RowFormat> copied = new HashMap<>();
    private final Map<String, RowFormat> logged = new HashMap<>();

    Schemas(MySqlCollations mySql) {
        this.mySql = mySql;
    }

    /** The columns of a copy. */
    TableSchema ofCopy(FieldEvent event) {
        boolean unknown =
                event.getFieldsList().stream().anyMatch(field -> field.getCharset() == UNKNOWN);
        return read(event, unknown ? mySql.ids(event.getTableName()) : Map.of());
    }

    /** What the tablet takes the columns of rows of the log for. */
    static TableSchema ofLog(FieldEvent event) {
        return read(event, Map.of());
    }

    private static TableSchema read(FieldEvent event, Map<String, Integer> unknown) {
        if (!event.getEnumSetStringValues()) {
            event.getFieldsList().forEach(field -> requireClearLabels(event.getTableName(), field));
        }
        List<Column> columns =
                event.getFieldsList().stream()
                        .map(field -> column(event.getTableName(), field, unknown))
                        .toList();
        return new TableSchema(event.getKeyspace(), event.getTableName(), columns);
    }

    /** Keeps the format of a table's rows in place of the one that they had. */
    void put(RowFormat format, boolean isCopied) {
        (isCopied ? copied : logged).put(format.table(), format);
    }

    /** The format of a table's rows. */
    RowFormat get(String table, boolean isCopied) {
        RowFormat format = (isCopied ? copied : logged).get(table);
        if (format == null) {
            throw Unexpected.of("a row of table '" + table + "' came before the table's columns");
        }
        return format;
    }

    private static Column column(String table, Field field, Map<String, Integer> unknown) {
        return new Column(
                field.getName(),
                type(table, field),
                field.getColumnType(),
                field.getCharset() == UNKNOWN
                        ? unknown.getOrDefault(field.getName(), UNKNOWN)
                        : field.getCharset(),
                has(field, MySqlFlag.PRI_KEY_FLAG),
                has(field, MySqlFlag.NOT_NULL_FLAG));
    }

    /** Before Vitess 20, the log has the numbers of labels, where the copy has the labels. */
    private static void requireClearLabels(String table, Field field) {
        if (NUMBER_AS_LABEL.matcher(field.getColumnType()).matches()) {
            throw new IllegalStateException(
                    String.format(
                            "the tablets are older than Vitess 20 and send numbers in place of"
                                    + " labels, which are numbers themselves in column '%s' of"
                                    + " table '%s', %s: upgrade Vitess, or leave the table out",
                            field.getName(), table, field.getColumnType()));
        }
    }

    private static MySqlType type(String table, Field field) {
        try {
            return MySqlType.valueOf(field.getType().name());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    String.format(
                            "column '%s' of table '%s' has the unknown type %s (%d)",
                            field.getName(), table, field.getType(), field.getTypeValue()),
                    e);
        }
    }

    private static boolean has(Field field, MySqlFlag flag) {
        return (field.getFlags() & flag.getNumber()) != 0;
    }
}
