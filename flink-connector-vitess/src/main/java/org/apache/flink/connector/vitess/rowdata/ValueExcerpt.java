// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A value in an error message. */
final class ValueExcerpt {

    private static final int MAX_CHARACTERS = 100;

    private ValueExcerpt() {}

    /** At most 100 characters: printable ASCII as it is, all else in hexadecimal. */
    static String of(byte[] buffer, int start, int length) {
        boolean printable = true;
        for (int i = start; i < start + length; i++) {
            printable &= buffer[i] >= ' ' && buffer[i] < 0x7F;
        }
        int shown = Math.min(length, printable ? MAX_CHARACTERS : MAX_CHARACTERS / 2);
        String text =
                printable
                        ? "'" + new String(buffer, start, shown, StandardCharsets.US_ASCII) + "'"
                        : "0x" + HexFormat.of().formatHex(buffer, start, start + shown);
        return shown == length ? text : text + "... (" + length + " bytes)";
    }
}
