// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import static org.apache.flink.connector.vitess.value.ColumnKind.*;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
final class TypePairs {

    /**
     * Some types of MySQL that can have one type of Flink.
     *
     * @param note what the user has to know of it; may be empty
     */
    record Pair(
            Set<ColumnKind> from,
            FlinkTarget to,
            String note,
            Function<Conversion, ColumnConverter> converter) {}

    private static final Set<ColumnKind> INTEGERS = EnumSet.range(BOOL, YEAR);

    private static final String TIMESTAMPS =
            "values with more digits of a second fail; dates that do not exist: see below";

    static final List<Pair> ALL =
            List.of(
                    pair(
                            Set.of(BOOL),
                            FlinkTarget.BOOLEAN,
                            "numbers but 0 and 1 fail",
                            c -> BooleanConverter.OF_DIGIT),
                    pair(Set.of(BOOL, TINYINT), FlinkTarget.TINYINT, "", TypePairs::integer),
                    pair(
                            Set.of(BOOL, TINYINT, TINYINT_UNSIGNED, SMALLINT, YEAR),
                            FlinkTarget.SMALLINT,
                            "",
                            TypePairs::integer),
                    pair(
                            without(INTEGERS, INT_UNSIGNED, BIGINT, BIGINT_UNSIGNED),
                            FlinkTarget.INT,
                            "",
                            TypePairs::integer),
                    pair(
                            without(INTEGERS, BIGINT_UNSIGNED),
                            FlinkTarget.BIGINT,
                            "",
                            TypePairs::integer),
                    pair(
                            Set.of(BIGINT_UNSIGNED),
                            FlinkTarget.BIGINT,
                            "values from 2^63 on fail",
                            TypePairs::integer),
                    pair(
                            INTEGERS,
                            FlinkTarget.DECIMAL,
                            "values with more digits fail",
                            TypePairs::decimal),
                    pair(
                            without(INTEGERS, YEAR),
                            FlinkTarget.STRING,
                            "",
                            c -> c.text(NumberFormats.decimal(c.from()))),
                    pair(
                            Set.of(DECIMAL),
                            FlinkTarget.DECIMAL,
                            "values with more digits fail",
                            TypePairs::decimal),
                    pair(
                            Set.of(DECIMAL),
                            FlinkTarget.STRING,
                            "the default if p > 38",
                            c -> c.text(NumberFormats.decimal(c.from()))),
                    pair(
                            Set.of(FLOAT),
                            FlinkTarget.FLOAT,
                            "the six digits that MySQL prints",
                            c -> new FloatConverter(new FloatReader(c.from()))),
                    pair(
                            Set.of(FLOAT),
                            FlinkTarget.DOUBLE,
                            "the six digits that MySQL prints",
                            c -> new DoubleConverter(new FloatReader(c.from()))),
                    pair(
                            Set.of(DOUBLE),
                            FlinkTarget.DOUBLE,
                            "",
                            c -> new DoubleConverter(new FloatReader(c.from()))),
                    pair(
                            Set.of(FLOAT, DOUBLE),
                            FlinkTarget.STRING,
                            "",
                            c -> c.text(new FloatReader(c.from()))),
                    pair(
                            Set.of(DATE),
                            FlinkTarget.DATE,
                            "dates that do not exist: see below",
                            c -> new DateConverter(c.noDate())),
                    pair(
                            Set.of(TIME),
                            FlinkTarget.TIME,
                            "three digits of a second at most; times beyond a day: see below",
                            TypePairs::time),
                    pair(
                            Set.of(TIME),
                            FlinkTarget.BIGINT,
                            "microseconds, negative ones too",
                            c -> new TimeMicrosConverter()),
                    pair(
                            Set.of(TIME),
                            FlinkTarget.STRING,
                            "the default if f > 3",
                            c -> c.text(NumberFormats::ascii)),
                    pair(Set.of(DATETIME), FlinkTarget.TIMESTAMP, TIMESTAMPS, TypePairs::timestamp),
                    pair(
                            Set.of(TIMESTAMP),
                            FlinkTarget.TIMESTAMP_LTZ,
                            TIMESTAMPS,
                            TypePairs::timestamp),
                    pair(
                            Set.of(TIMESTAMP),
                            FlinkTarget.TIMESTAMP,
                            "in UTC; " + TIMESTAMPS,
                            TypePairs::timestamp),
                    pair(
                            Set.of(TIMESTAMP),
                            FlinkTarget.STRING,
                            "in UTC",
                            c -> c.text(NumberFormats::ascii)),
                    pair(
                            Set.of(YEAR, DATE, DATETIME),
                            FlinkTarget.STRING,
                            "",
                            c -> c.text(NumberFormats::ascii)),
                    pair(
                            Set.of(CHAR),
                            FlinkTarget.STRING,
                            "the default is `VARCHAR(n)`: MySQL gives it without blanks at its end",
                            Conversion::textInCharset),
                    pair(
                            Set.of(VARCHAR),
                            FlinkTarget.STRING,
                            "the default is `VARCHAR(n)`",
                            Conversion::textInCharset),
                    pair(Set.of(TEXT), FlinkTarget.STRING, "", Conversion::textInCharset),
                    pair(
                            Set.of(CHAR, VARCHAR, TEXT),
                            FlinkTarget.BYTES,
                            "in the column's own character set",
                            Conversion::bytes),
                    pair(
                            Set.of(BINARY),
                            FlinkTarget.BYTES,
                            "the default is `BINARY(n)`: all n bytes",
                            Conversion::bytes),
                    pair(
                            Set.of(VARBINARY),
                            FlinkTarget.BYTES,
                            "the default is `VARBINARY(n)`",
                            Conversion::bytes),
                    pair(Set.of(BLOB), FlinkTarget.BYTES, "", Conversion::bytes),
                    pair(
                            Set.of(BIT),
                            FlinkTarget.BOOLEAN,
                            "only of `BIT(1)`, and its default",
                            TypePairs::bit),
                    pair(
                            Set.of(BIT),
                            FlinkTarget.BYTES,
                            "the highest byte first; the default is `BINARY` of as many bytes",
                            Conversion::bytes),
                    pair(
                            Set.of(BIT),
                            FlinkTarget.BIGINT,
                            "values from 2^63 on fail",
                            c -> new BitConverter()),
                    pair(Set.of(ENUM), FlinkTarget.STRING, "the label", c -> c.text(c.members())),
                    pair(
                            Set.of(SET),
                            FlinkTarget.STRING,
                            "the labels with commas between them",
                            c -> c.text(c.members())),
                    pair(
                            Set.of(SET),
                            FlinkTarget.STRINGS,
                            "the labels",
                            c -> new ArrayConverter(new SetElements(c.members()), element(c.to()))),
                    pair(
                            Set.of(JSON),
                            FlinkTarget.STRING,
                            "as MySQL prints it",
                            c -> c.text(new JsonFormat())),
                    pair(
                            Set.of(GEOMETRY),
                            FlinkTarget.BYTES,
                            "the SRID in four bytes, and well-known binary",
                            Conversion::bytes),
                    pair(
                            Set.of(GEOMETRY),
                            FlinkTarget.STRING,
                            "well-known text, x before y, without the SRID",
                            c -> c.text(new WktFormat())),
                    pair(
                            Set.of(VECTOR),
                            FlinkTarget.FLOATS,
                            "",
                            c -> new ArrayConverter(Vectors::floats, element(c.to()))),
                    pair(
                            Set.of(VECTOR),
                            FlinkTarget.BYTES,
                            "four bytes a float, the lowest first",
                            Conversion::bytes));

    private TypePairs() {}

    private static Pair pair(
            Set<ColumnKind> from,
            FlinkTarget to,
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
