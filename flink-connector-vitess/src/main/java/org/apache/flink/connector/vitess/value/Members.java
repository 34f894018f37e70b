// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.annotation.Internal;

/**
 * The members of an ENUM or SET column, found by their labels.
 *
 * <p>The copy has labels in the column's character set, the log in UTF-8, and before Vitess 20 the
 * log has the number by which MySQL stores the value: the member's index from 1, or a SET's bits.
 * For one thread.
 */
@Internal
public final class Members implements TextFormat {

    private static final byte[] COMMA = {','};

    private final boolean isSet;
    private final byte[][] labels;

    /** The indexes of the labels in the order of their bytes. */
    private final Integer[] sorted;

    private final Optional<TextFormat> charset;
    private final TextBuffer decoded = new TextBuffer();

    /** What {@link #find} found. */
    private long found;

    /**
     * Knows the labels.
     *
     * @param charset the column's character set, if it is another than UTF-8
     * @throws IllegalArgumentException if Vitess did not say the labels
     */
    public Members(ColumnType type, Optional<TextFormat> charset) {
        if (type.labels().isEmpty()) {
            throw new IllegalArgumentException("Vitess did not say its members");
        }
        this.isSet = type.kind() == ColumnKind.SET;
        this.labels = bytes(type.labels());
        this.sorted = new Integer[labels.length];
        Arrays.setAll(sorted, i -> i);
        Arrays.sort(sorted, (a, b) -> Arrays.compareUnsigned(labels[a], labels[b]));
        this.charset = charset;
    }

    private static byte[][] bytes(List<String> labels) {
        return labels.stream()
                .map(label -> label.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** How many there are. */
    public int size() {
        return labels.length;
    }

    /** A label in UTF-8. */
    public byte[] label(int index) {
        return labels[index].clone();
    }

    @Override
    public void append(byte[] buffer, int start, int length, TextBuffer out) {
        long number = number(buffer, start, length);
        if (!isSet) {
            appendLabel((int) number - 1, out);
            return;
        }
        boolean first = true;
        for (int i = 0; i < labels.length; i++) {
            if ((number >>> i & 1) == 1) {
                out.append(COMMA, 0, first ? 0 : 1);
                appendLabel(i, out);
                first = false;
            }
        }
    }

    /** The index -1 is that of MySQL's empty label for a value that was no member. */
    private void appendLabel(int index, TextBuffer out) {
        if (index >= 0) {
            out.append(labels[index], 0, labels[index].length);
        }
    }

    /** The number by which MySQL stores a value. */
    public long number(byte[] buffer, int start, int length) {
        boolean inUtf8 = find(buffer, start, length);
        long number = found;
        if (charset.isPresent() && decode(buffer, start, length)) {
            boolean inCharset = find(decoded.bytes(), 0, decoded.size());
            if (inUtf8 && inCharset && number != found) {
                throw new IllegalArgumentException(
                        "it is one member in UTF-8 and another one in its character set");
            }
            number = inCharset ? found : number;
            inUtf8 |= inCharset;
        }
        return inUtf8 ? number : ofOldServer(buffer, start, length);
    }

    private boolean decode(byte[] buffer, int start, int length) {
        decoded.truncate(0);
        try {
            charset.orElseThrow().append(buffer, start, length, decoded);
            return true;
        } catch (IllegalArgumentException e) {
            // It may be in UTF-8.
            return false;
        }
    }

    /** Finds the label, or all labels between commas. */
    private boolean find(byte[] buffer, int start, int length) {
        found = 0;
        if (length == 0) {
            return true;
        }
        if (!isSet) {
            found = indexOf(buffer, start, start + length) + 1;
            return found > 0;
        }
        int end = start + length;
        for (int from = start; from <= end; ) {
            int to = from;
            while (to < end && buffer[to] != ',') {
                to++;
            }
            int index = indexOf(buffer, from, to);
            if (index < 0) {
                return false;
            }
            found |= 1L << index;
            from = to + 1;
        }
        return true;
    }

    private int indexOf(byte[] buffer, int from, int to) {
        int low = 0;
        int high = sorted.length - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            byte[] label = labels[sorted[middle]];
            int order = Arrays.compareUnsigned(label, 0, label.length, buffer, from, to);
            if (order == 0) {
                return sorted[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private long ofOldServer(byte[] buffer, int start, int length) {
        String text = AsciiNumbers.ascii(buffer, start, length);
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            BigInteger number = new BigInteger(text);
            BigInteger last = BigInteger.valueOf(labels.length);
            if (isSet ? number.bitLength() <= labels.length : number.compareTo(last) <= 0) {
                return number.longValue();
            }
        }
        throw new IllegalArgumentException(
                hasQuestionMark()
                        ? "it is none of its labels, in which MySQL shows '?' for characters beyond"
                                + " U+FFFF: change such labels, or leave the column out"
                        : "it is no member now; the column may have had it before an ALTER TABLE");
    }

    private boolean hasQuestionMark() {
        return Arrays.stream(labels)
                .anyMatch(label -> new String(label, StandardCharsets.UTF_8).contains("?"));
    }
}
