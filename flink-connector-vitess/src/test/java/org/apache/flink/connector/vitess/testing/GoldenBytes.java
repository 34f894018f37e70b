// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;

/** State as released versions wrote it, kept as hexadecimal text in the test resources. */
public final class GoldenBytes {

    private GoldenBytes() {}

    /** The bytes in a file of the folder {@code state}. */
    public static byte[] read(String file) throws IOException {
        try (InputStream in = GoldenBytes.class.getResourceAsStream("/state/" + file)) {
            Objects.requireNonNull(in, "No golden bytes " + file);
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
        }
    }
}
