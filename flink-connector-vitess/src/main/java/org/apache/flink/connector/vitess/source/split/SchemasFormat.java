// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.split;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;

/**
 * The stored form of the columns of tables: each different list of columns once, then the name of
 * each table with the number of its list and its default collation; all of it compressed. Nothing
 * at all where no columns are known.
 *
 * <p>A column is its name, type, column type, collation and flags: 1 in the primary key, 2 NOT
 * NULL. The keyspace is that of the split.
 */
final class SchemasFormat {

    private static final int PRIMARY_KEY = 1;
    private static final int NOT_NULL = 2;

    private SchemasFormat() {}

    static void write(DataOutputStream out, TableSchemas schemas) throws IOException {
        StateFormat.writeBytes(out, schemas.stored(SchemasFormat::compressed));
    }

    private static byte[] compressed(TableSchemas schemas) {
        if (schemas.versions().isEmpty()) {
            return new byte[0];
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            writeVersions(out, schemas);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeVersions(DataOutputStream out, TableSchemas schemas)
            throws IOException {
        Map<List<Column>, Integer> lists = new LinkedHashMap<>();
        schemas.versions()
                .forEach(version -> lists.putIfAbsent(version.schema().columns(), lists.size()));
        out.writeInt(lists.size());
        for (List<Column> columns : lists.keySet()) {
            out.writeInt(columns.size());
            for (Column column : columns) {
                writeColumn(out, column);
            }
        }
        out.writeInt(schemas.versions().size());
        for (SchemaVersion version : schemas.versions()) {
            StateFormat.writeString(out, version.table());
            out.writeInt(lists.get(version.schema().columns()));
            out.writeInt(version.defaultCollation());
        }
    }

    private static void writeColumn(DataOutputStream out, Column column) throws IOException {
        StateFormat.writeString(out, column.name());
        StateFormat.writeString(out, column.type().name());
        StateFormat.writeString(out, column.columnType());
        out.writeInt(column.collation());
        out.writeByte((column.primaryKey() ? PRIMARY_KEY : 0) | (column.notNull() ? NOT_NULL : 0));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param keyspace the keyspace of the tables
     */
    static TableSchemas read(DataInputStream in, String keyspace) throws IOException {
        byte[] compressed = StateFormat.readBytes(in);
        if (compressed.length == 0) {
            return TableSchemas.empty();
        }
        byte[] bytes = new InflaterInputStream(new ByteArrayInputStream(compressed)).readAllBytes();
        return readVersions(new DataInputStream(new ByteArrayInputStream(bytes)), keyspace);
    }

    private static TableSchemas readVersions(DataInputStream in, String keyspace)
            throws IOException {
        List<List<Column>> lists = new ArrayList<>();
        int listCount = StateFormat.readCount(in);
        for (int i = 0; i < listCount; i++) {
            List<Column> columns = new ArrayList<>();
            int columnCount = StateFormat.readCount(in);
            for (int j = 0; j < columnCount; j++) {
                columns.add(readColumn(in));
            }
            lists.add(List.copyOf(columns));
        }
        List<SchemaVersion> versions = new ArrayList<>();
        int tableCount = StateFormat.readCount(in);
        for (int i = 0; i < tableCount; i++) {
            String table = StateFormat.readString(in);
            List<Column> columns = list(lists, in.readInt());
            versions.add(
                    new SchemaVersion(new TableSchema(keyspace, table, columns), in.readInt()));
        }
        return TableSchemas.of(versions);
    }

    private static List<Column> list(List<List<Column>> lists, int index) throws IOException {
        if (index < 0 || index >= lists.size()) {
            throw new IOException("a table has list " + index + " of " + lists.size() + " columns");
        }
        return lists.get(index);
    }

    private static Column readColumn(DataInputStream in) throws IOException {
        String name = StateFormat.readString(in);
        MySqlType type = MySqlType.valueOf(StateFormat.readString(in));
        String columnType = StateFormat.readString(in);
        int collation = in.readInt();
        int flags = in.readByte();
        return new Column(
                name,
                type,
                columnType,
                collation,
                (flags & PRIMARY_KEY) != 0,
                (flags & NOT_NULL) != 0);
    }
}
