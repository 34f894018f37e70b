// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.util.Arrays;
import org.apache.flink.table.data.writer.BinaryRowWriter;

/** Text that MySQL has in UTF-8 already: it is checked and copied. */
record Utf8Converter(int maxCharacters) implements ColumnConverter {

    @Override
    public void write(BinaryRowWriter row, int field, byte[] buffer, int start, int length) {
        check(buffer, start, length);
        // A row has texts and bytes in one form, and a StringData would be four objects.
        row.writeBinary(field, Arrays.copyOfRange(buffer, start, start + length));
    }

    private void check(byte[] buffer, int start, int length) {
        Utf8.check(buffer, start, length);
        Utf8.checkLength(buffer, start, length, maxCharacters);
    }
}
