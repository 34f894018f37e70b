// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import org.apache.flink.connector.vitess.value.TextBuffer;
import org.apache.flink.connector.vitess.value.TextFormat;
import org.apache.flink.connector.vitess.value.Utf8;

/** Values that are written down as text. */
final class TextConverter implements ColumnConverter {

    private final TextFormat format;
    private final int maxCharacters;
    private final TextBuffer text = new TextBuffer();

    TextConverter(TextFormat format, int maxCharacters) {
        this.format = format;
        this.maxCharacters = maxCharacters;
    }

    @Override
    public void write(RowWriter row, int field, byte[] buffer, int start, int length) {
        format(buffer, start, length);
        row.setBytes(field, text.bytes(), 0, text.size());
    }

    private void format(byte[] buffer, int start, int length) {
        text.truncate(0);
        format.append(buffer, start, length, text);
        Utf8.checkLength(text.bytes(), 0, text.size(), maxCharacters);
    }
}
