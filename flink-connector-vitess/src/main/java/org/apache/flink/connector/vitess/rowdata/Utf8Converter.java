// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import org.apache.flink.connector.vitess.value.Utf8;

/** Text that MySQL has in UTF-8 already: it is checked and copied. */
record Utf8Converter(int maxCharacters) implements ColumnConverter {

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        Utf8.check(buffer, start, length);
        Utf8.checkLength(buffer, start, length, maxCharacters);
        row.setBytes(field, buffer, start, length);
    }
}
