// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The character sets of MySQL's collations, as far as they are supported.
 *
 * <p>The ids are those of {@code information_schema.collations} of MySQL 9.
 */
final class MySqlCharsets {

    static final int BINARY = 63;

    private MySqlCharsets() {}

    /**
     * The text of a value.
     *
     * @throws CharacterCodingException if the bytes are no text of that character set
     */
    static String decode(Charset charset, byte[] bytes) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    /** The character set of a collation; empty if it is not supported. */
    static Optional<Charset> of(int collation) {
        if (isUtf8(collation)) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        return switch (collation) {
            // MySQL's latin1 is Windows-1252; Java refuses its five undefined bytes.
            case 5, 8, 15, 31, 47, 48, 49, 94 -> Optional.of(Charset.forName("windows-1252"));
            case 11, 65 -> Optional.of(StandardCharsets.US_ASCII);
            default -> Optional.empty();
        };
    }

    private static boolean isUtf8(int collation) {
        boolean utf8mb3 =
                collation == 33
                        || collation == 76
                        || collation == 83
                        || collation >= 192 && collation <= 215
                        || collation == 223;
        boolean utf8mb4 =
                collation == 45
                        || collation == 46
                        || collation >= 224 && collation <= 247
                        || collation >= 255 && collation <= 323;
        return utf8mb3 || utf8mb4;
    }
}
