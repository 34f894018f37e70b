// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AsciiNumbersTest {

    private static final int MAX_DIGITS = 18;

    @Test
    void digitsAreReadWhateverIsAroundThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            String text = randomDigits(random, 1 + random.nextInt(MAX_DIGITS));
            byte[] buffer = new byte[8 + text.length() + random.nextInt(9)];
            random.nextBytes(buffer);
            System.arraycopy(ascii(text), 0, buffer, 8, text.length());

            assertThat(AsciiNumbers.digits(buffer, 8, 8 + text.length()))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(Long.parseLong(text));
        }
    }

    @Test
    void nothingButDigitsIsRead() {
        Random random = new Random(1);
        for (int count = 1; count <= MAX_DIGITS; count++) {
            byte[] buffer = ascii("12345678" + randomDigits(random, count));
            for (int i = 8; i < buffer.length; i++) {
                byte digit = buffer[i];
                for (int other = Byte.MIN_VALUE; other <= Byte.MAX_VALUE; other++) {
                    buffer[i] = (byte) other;
                    boolean read =
                            AsciiNumbers.digits(buffer, 8, buffer.length) != AsciiNumbers.NOT_READ;
                    assertThat(read)
                            .as("%d at %d of %d", other, i - 8, count)
                            .isEqualTo(other >= '0' && other <= '9');
                }
                buffer[i] = digit;
            }
        }
    }

    @Test
    void otherDigitsAreLeftToOthers() {
        assertThat(AsciiNumbers.digits(ascii("1234567"), 0, 7)).isEqualTo(AsciiNumbers.NOT_READ);
        assertThat(AsciiNumbers.digits(ascii("12345678"), 8, 8)).isEqualTo(AsciiNumbers.NOT_READ);
        assertThat(AsciiNumbers.digits(ascii("1".repeat(27)), 8, 27))
                .isEqualTo(AsciiNumbers.NOT_READ);
    }

    @Test
    void aFormHasItsDigitsAndItsCharacters() {
        String form = "0000-00-";
        DigitPattern characters = DigitPattern.of(form);
        byte[] buffer = ascii("x1987-65-x");
        for (int i = 0; i < form.length(); i++) {
            byte right = buffer[1 + i];
            for (int other = Byte.MIN_VALUE; other <= Byte.MAX_VALUE; other++) {
                buffer[1 + i] = (byte) other;
                boolean matches = characters.digits(buffer, 1) != DigitPattern.NO_MATCH;
                assertThat(matches)
                        .as("%d at %d", other, i)
                        .isEqualTo(
                                form.charAt(i) == '0'
                                        ? other >= '0' && other <= '9'
                                        : other == form.charAt(i));
            }
            buffer[1 + i] = right;
        }
        long digits = characters.digits(buffer, 1);
        assertThat(DigitPattern.pair(digits, 0)).isEqualTo(19);
        assertThat(DigitPattern.pair(digits, 2)).isEqualTo(87);
        assertThat(DigitPattern.pair(digits, 5)).isEqualTo(65);
    }

    private static String randomDigits(Random random, int count) {
        return random.ints(count, 0, 10).mapToObj(Integer::toString).collect(Collectors.joining());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
