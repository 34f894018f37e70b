// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import org.apache.flink.connector.vitess.rowdata.ValuePolicies.Policy;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.value.CharsetFormat;
import org.apache.flink.connector.vitess.value.ColumnKind;
import org.apache.flink.connector.vitess.value.ColumnType;
import org.apache.flink.connector.vitess.value.Members;
import org.apache.flink.connector.vitess.value.MySqlCharsets;
import org.apache.flink.connector.vitess.value.MySqlCharsets.MySqlCharset;
import org.apache.flink.connector.vitess.value.TextFormat;
import org.apache.flink.table.types.logical.BinaryType;
import org.apache.flink.table.types.logical.CharType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.VarBinaryType;
import org.apache.flink.table.types.logical.VarCharType;

/** A column of MySQL, and the type that Flink wants of it. */
record Conversion(Column column, ColumnType from, LogicalType to, ValuePolicies policies) {

    Policy noDate() {
        return to.isNullable() ? policies.noDate() : Policy.FAIL;
    }

    Policy timeBeyondDay() {
        return to.isNullable() ? policies.timeBeyondDay() : Policy.FAIL;
    }

    /** Text that is written down in some format. */
    ColumnConverter text(TextFormat format) {
        return new TextConverter(format, maxCharacters());
    }

    /** Text in the column's own character set. */
    ColumnConverter textInCharset() {
        MySqlCharset charset = MySqlCharsets.of(column);
        return charset.isUtf8()
                ? new Utf8Converter(maxCharacters())
                : text(CharsetFormat.of(charset));
    }

    /** The members of an ENUM or a SET. */
    Members members() {
        return new Members(from, MySqlCharsets.formatOfLabels(column));
    }

    /** Bytes as they are, but for a BINARY(n), which is filled up. */
    ColumnConverter bytes() {
        int padded = from.kind() == ColumnKind.BINARY ? Math.max(from.length(), 0) : 0;
        return new BytesConverter(
                padded,
                to instanceof BinaryType binary
                        ? binary.getLength()
                        : ((VarBinaryType) to).getLength());
    }

    private int maxCharacters() {
        return to instanceof CharType text ? text.getLength() : ((VarCharType) to).getLength();
    }
}
