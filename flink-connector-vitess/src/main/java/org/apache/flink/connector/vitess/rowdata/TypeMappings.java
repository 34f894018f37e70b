// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.apache.flink.connector.vitess.value.ColumnKind.*;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.flink.connector.vitess.value.ColumnKind;
import org.apache.flink.connector.vitess.value.FloatReader;
import org.apache.flink.connector.vitess.value.JsonFormat;
import org.apache.flink.connector.vitess.value.NumberFormats;
import org.apache.flink.connector.vitess.value.Temporals;
import org.apache.flink.connector.vitess.value.WktFormat;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LocalZonedTimestampType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.TimeType;
import org.apache.flink.table.types.logical.TimestampType;

/**
 * The table of which types of Flink each type of MySQL can have. This is the only place that knows;
 * {@link FlinkTypes} reads it, as does the documentation.
 */
final class TypeMappings {

    /**
     * Some types of MySQL that can have one type of Flink.
     *
     * @param note what the user has to know of it; may be empty
     */
    record Pair(
            Set<ColumnKind> from,
            TargetType to,
            String note,
            Function<Conversion, ColumnConverter> converter) {}

    private static final Set<ColumnKind> INTEGERS = EnumSet.range(BOOL, YEAR);

    private static final String TIMESTAMPS =
            "values with more digits of a second fail; dates that do not exist: see below";

    static final List<Pair> ALL =
            List.of(
                    pair(
                            Set.of(BOOL),
                            TargetType.BOOLEAN,
                            "numbers but 0 and 1 fail",
                            c -> BooleanConverter.OF_DIGIT),
                    pair(Set.of(BOOL, TINYINT), TargetType.TINYINT, "", TypeMappings::integer),
                    pair(
                            Set.of(BOOL, TINYINT, TINYINT_UNSIGNED, SMALLINT, YEAR),
                            TargetType.SMALLINT,
                            "",
                            TypeMappings::integer),
                    pair(
                            without(INTEGERS, INT_UNSIGNED, BIGINT, BIGINT_UNSIGNED),
                            TargetType.INT,
                            "",
                            TypeMappings::integer),
                    pair(
                            without(INTEGERS, BIGINT_UNSIGNED),
                            TargetType.BIGINT,
                            "",
                            TypeMappings::integer),
                    pair(
                            Set.of(BIGINT_UNSIGNED),
                            TargetType.BIGINT,
                            "values from 2^63 on fail",
                            TypeMappings::integer),
                    pair(
                            INTEGERS,
                            TargetType.DECIMAL,
                            "values with more digits fail",
                            TypeMappings::decimal),
                    pair(
                            without(INTEGERS, YEAR),
                            TargetType.STRING,
                            "",
                            c -> c.text(NumberFormats.decimal(c.from()))),
                    pair(
                            Set.of(DECIMAL),
                            TargetType.DECIMAL,
                            "values with more digits fail",
                            TypeMappings::decimal),
                    pair(
                            Set.of(DECIMAL),
                            TargetType.STRING,
                            "the default if p > 38",
                            c -> c.text(NumberFormats.decimal(c.from()))),
                    pair(
                            Set.of(FLOAT),
                            TargetType.FLOAT,
                            "the six digits that MySQL prints",
                            TypeMappings::floats),
                    pair(
                            Set.of(FLOAT),
                            TargetType.DOUBLE,
                            "the six digits that MySQL prints",
                            TypeMappings::doubles),
                    pair(Set.of(DOUBLE), TargetType.DOUBLE, "", TypeMappings::doubles),
                    pair(
                            Set.of(FLOAT, DOUBLE),
                            TargetType.STRING,
                            "",
                            c -> c.text(new FloatReader(c.from()))),
                    pair(
                            Set.of(DATE),
                            TargetType.DATE,
                            "dates that do not exist: see below",
                            c -> new DateConverter(c.noDate())),
                    pair(
                            Set.of(TIME),
                            TargetType.TIME,
                            "three digits of a second at most; times beyond a day: see below",
                            TypeMappings::time),
                    pair(
                            Set.of(TIME),
                            TargetType.BIGINT,
                            "microseconds, negative ones too",
                            TypeMappings::micros),
                    pair(
                            Set.of(TIME),
                            TargetType.STRING,
                            "the default if f > 3",
                            c -> c.text(NumberFormats::ascii)),
                    pair(
                            Set.of(DATETIME),
                            TargetType.TIMESTAMP,
                            TIMESTAMPS,
                            TypeMappings::timestamp),
                    pair(
                            Set.of(TIMESTAMP),
                            TargetType.TIMESTAMP_LTZ,
                            TIMESTAMPS,
                            TypeMappings::timestamp),
                    pair(
                            Set.of(TIMESTAMP),
                            TargetType.TIMESTAMP,
                            "in UTC; " + TIMESTAMPS,
                            TypeMappings::timestamp),
                    pair(
                            Set.of(TIMESTAMP),
                            TargetType.STRING,
                            "in UTC",
                            c -> c.text(NumberFormats::ascii)),
                    pair(
                            Set.of(YEAR, DATE, DATETIME),
                            TargetType.STRING,
                            "",
                            c -> c.text(NumberFormats::ascii)),
                    pair(
                            Set.of(CHAR),
                            TargetType.STRING,
                            "the default is `VARCHAR(n)`: MySQL gives it without blanks at its end",
                            Conversion::textInCharset),
                    pair(
                            Set.of(VARCHAR),
                            TargetType.STRING,
                            "the default is `VARCHAR(n)`",
                            Conversion::textInCharset),
                    pair(Set.of(TEXT), TargetType.STRING, "", Conversion::textInCharset),
                    pair(
                            Set.of(CHAR, VARCHAR, TEXT),
                            TargetType.BYTES,
                            "in the column's own character set",
                            Conversion::bytes),
                    pair(
                            Set.of(BINARY),
                            TargetType.BYTES,
                            "the default is `BINARY(n)`: all n bytes",
                            Conversion::bytes),
                    pair(
                            Set.of(VARBINARY),
                            TargetType.BYTES,
                            "the default is `VARBINARY(n)`",
                            Conversion::bytes),
                    pair(Set.of(BLOB), TargetType.BYTES, "", Conversion::bytes),
                    pair(
                            Set.of(BIT),
                            TargetType.BOOLEAN,
                            "only of `BIT(1)`, and its default",
                            TypeMappings::bit),
                    pair(
                            Set.of(BIT),
                            TargetType.BYTES,
                            "the highest byte first; the default is `BINARY` of as many bytes",
                            Conversion::bytes),
                    pair(
                            Set.of(BIT),
                            TargetType.BIGINT,
                            "values from 2^63 on fail",
                            c -> new BitConverter()),
                    pair(Set.of(ENUM), TargetType.STRING, "the label", c -> c.text(c.members())),
                    pair(
                            Set.of(SET),
                            TargetType.STRING,
                            "the labels with commas between them",
                            c -> c.text(c.members())),
                    pair(
                            Set.of(SET),
                            TargetType.STRINGS,
                            "the labels",
                            c -> new ArrayConverter(new SetElements(c.members()), element(c.to()))),
                    pair(
                            Set.of(JSON),
                            TargetType.STRING,
                            "as MySQL prints it",
                            c -> c.text(new JsonFormat())),
                    pair(
                            Set.of(GEOMETRY),
                            TargetType.BYTES,
                            "the SRID in four bytes, and well-known binary",
                            Conversion::bytes),
                    pair(
                            Set.of(GEOMETRY),
                            TargetType.STRING,
                            "well-known text, x before y, without the SRID",
                            c -> c.text(new WktFormat())),
                    pair(
                            Set.of(VECTOR),
                            TargetType.FLOATS,
                            "",
                            c -> new ArrayConverter(Vectors::floats, element(c.to()))),
                    pair(
                            Set.of(VECTOR),
                            TargetType.BYTES,
                            "four bytes a float, the lowest first",
                            Conversion::bytes));

    private TypeMappings() {}

    private static Pair pair(
            Set<ColumnKind> from,
            TargetType to,
            String note,
            Function<Conversion, ColumnConverter> converter) {
        return new Pair(from, to, note, converter);
    }

    /** Without a length, nothing says that it is longer. */
    private static ColumnConverter bit(Conversion conversion) {
        int length = conversion.from().length();
        if (length > 1) {
            throw new IllegalArgumentException(
                    "a BIT of %d bits is no BOOLEAN, only BIT(1) is: it can be BYTES or BIGINT"
                            .formatted(length));
        }
        return BooleanConverter.OF_BIT;
    }

    private static ColumnConverter integer(Conversion conversion) {
        return IntegerConverter.of(conversion.to().getTypeRoot());
    }

    private static ColumnConverter decimal(Conversion conversion) {
        DecimalType to = (DecimalType) conversion.to();
        return new DecimalConverter(to.getPrecision(), to.getScale());
    }

    private static ColumnConverter floats(Conversion conversion) {
        FloatReader reader = new FloatReader(conversion.from());
        return (row, field, buffer, start, length) ->
                row.setInt(field, Float.floatToRawIntBits(reader.toFloat(buffer, start, length)));
    }

    private static ColumnConverter doubles(Conversion conversion) {
        FloatReader reader = new FloatReader(conversion.from());
        return (row, field, buffer, start, length) ->
                row.setLong(
                        field, Double.doubleToRawLongBits(reader.toDouble(buffer, start, length)));
    }

    private static ColumnConverter micros(Conversion conversion) {
        return (row, field, buffer, start, length) ->
                row.setLong(field, Temporals.time(buffer, start, length));
    }

    private static ColumnConverter time(Conversion conversion) {
        int precision = ((TimeType) conversion.to()).getPrecision();
        return new TimeConverter(precision, conversion.timeBeyondDay());
    }

    private static ColumnConverter timestamp(Conversion conversion) {
        int precision =
                conversion.to() instanceof TimestampType type
                        ? type.getPrecision()
                        : ((LocalZonedTimestampType) conversion.to()).getPrecision();
        return new TimestampConverter(precision, conversion.noDate());
    }

    private static LogicalType element(LogicalType array) {
        return ((ArrayType) array).getElementType();
    }

    private static Set<ColumnKind> without(Set<ColumnKind> kinds, ColumnKind... others) {
        Set<ColumnKind> rest = EnumSet.copyOf(kinds);
        rest.removeAll(Set.of(others));
        return rest;
    }
}
