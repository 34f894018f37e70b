// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

    private static final int ROUNDS = 50_000;

    @Test
    void randomTextsAndBytesAreJudgedAsJavaDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int good = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] text = text(random);
            if (text.length > 0 && random.nextInt(3) == 0) {
                text[random.nextInt(text.length)] = (byte) random.nextInt();
            }
            int before = random.nextInt(10);
            byte[] buffer = new byte[before + text.length + random.nextInt(10)];
            random.nextBytes(buffer);
            System.arraycopy(text, 0, buffer, before, text.length);

            boolean expected = isTextForJava(text);
            good += expected ? 1 : 0;
            assertThat(isText(buffer, before, text.length))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(expected);
        }
        assertThat(good).as("texts, seed %d", seed).isBetween(ROUNDS / 2, ROUNDS - 1_000);
    }

    private static byte[] text(Random random) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int points = random.nextInt(20); points > 0; points--) {
            int[] limits = {0x80, 0x80, 0x80, 0x800, 0xD800, 0x11_0000};
            int point = random.nextInt(limits[random.nextInt(limits.length)]);
            if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
                text.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
        }
        return text.toByteArray();
    }

    private static boolean isText(byte[] buffer, int start, int length) {
        try {
            Utf8.check(buffer, start, length);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isTextForJava(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
