// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.TableSchema;

/**
 * How the columns of a table are read as {@link JavaValues}. What has to be known of a column is
 * found once. For one thread, because text formats keep their buffers.
 */
final class JavaColumns {

    /** Reads a value that is not NULL. */
    @FunctionalInterface
    private interface Reader {
        Object read(byte[] bytes);
    }

    /** The tables whose rows a thread has read. */
    private static final class Tables {

        /** As long as a row of a table is kept, or the stream that brings them. */
        private final Map<TableSchema, JavaColumns> known = new WeakHashMap<>();

        private TableSchema last;
        private JavaColumns columnsOfLast;

        JavaColumns of(TableSchema schema) {
            if (schema != last) {
                columnsOfLast =
                        known.computeIfAbsent(schema, table -> new JavaColumns(table.columns()));
                last = schema;
            }
            return columnsOfLast;
        }
    }

    /**
     * The tables of each thread, which are kept here only: a thread that outlives the job would
     * otherwise keep its class loader.
     */
    private static final Map<Thread, Tables> KEPT = new WeakHashMap<>();

    private static final ThreadLocal<Reference<Tables>> TABLES =
            ThreadLocal.withInitial(JavaColumns::keep);

    private final List<Column> columns;
    private final Reader[] readers;

    private JavaColumns(List<Column> columns) {
        this.columns = columns;
        this.readers = new Reader[columns.size()];
    }

    /** The columns of a table, for the calling thread. */
    static JavaColumns of(TableSchema schema) {
        return TABLES.get().get().of(schema);
    }

    private static Reference<Tables> keep() {
        Tables tables = new Tables();
        synchronized (KEPT) {
            KEPT.put(Thread.currentThread(), tables);
        }
        return new WeakReference<>(tables);
    }

    /**
     * Reads a value that is not NULL.
     *
     * @throws IllegalArgumentException if it cannot be read; the message says only why
     */
    Object read(int column, byte[] bytes) {
        Reader reader = readers[column];
        if (reader == null) {
            reader = reader(columns.get(column));
            readers[column] = reader;
        }
        return reader.read(bytes);
    }

    private static Reader reader(Column column) {
        ColumnType type = ColumnType.of(column);
        return switch (type.kind()) {
            case BOOL,
                    TINYINT,
                    TINYINT_UNSIGNED,
                    SMALLINT,
                    SMALLINT_UNSIGNED,
                    MEDIUMINT,
                    MEDIUMINT_UNSIGNED,
                    INT,
                    INT_UNSIGNED,
                    BIGINT,
                    YEAR ->
                    bytes -> AsciiNumbers.integer(bytes, 0, bytes.length);
            case BIGINT_UNSIGNED -> bytes -> new BigInteger(ascii(bytes));
            case FLOAT -> {
                FloatReader floats = new FloatReader(type);
                yield bytes -> floats.toFloat(bytes, 0, bytes.length);
            }
            case DOUBLE -> {
                FloatReader doubles = new FloatReader(type);
                yield bytes -> doubles.toDouble(bytes, 0, bytes.length);
            }
            case DECIMAL -> bytes -> new BigDecimal(ascii(bytes));
            case DATE, TIME, DATETIME, TIMESTAMP -> JavaColumns::ascii;
            case JSON -> text(new JsonFormat());
            case CHAR, VARCHAR, TEXT -> text(column);
            case ENUM, SET -> text(new Members(type, MySqlCharsets.formatOfLabels(column)));
            case BINARY -> bytes -> Arrays.copyOf(bytes, Math.max(bytes.length, type.length()));
            case VARBINARY, BLOB, BIT, GEOMETRY, VECTOR -> bytes -> bytes;
        };
    }

    private static String ascii(byte[] bytes) {
        return AsciiNumbers.ascii(bytes, 0, bytes.length);
    }

    private static Reader text(Column column) {
        MySqlCharsets.MySqlCharset charset = MySqlCharsets.of(column);
        return charset.isUtf8() ? JavaColumns::utf8 : text(CharsetFormat.of(charset));
    }

    private static String utf8(byte[] bytes) {
        Utf8.check(bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Reader text(TextFormat format) {
        return bytes -> {
            TextBuffer text = new TextBuffer();
            format.append(bytes, 0, bytes.length, text);
            return text.toString();
        };
    }
}
