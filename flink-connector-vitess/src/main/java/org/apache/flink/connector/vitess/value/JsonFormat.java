// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.annotation.Internal;

/**
 * JSON as MySQL prints it: the keys of an object by their length and then by their bytes, a blank
 * after each comma and colon. The copy is MySQL's text already; the log is Vitess' text of the same
 * value, with other orders and other numbers. For one thread.
 */
@Internal
public final class JsonFormat implements TextFormat {

    /** MySQL stores no deeper one. */
    private static final int MAX_DEPTH = 100;

    private static final String HEX = "0123456789abcdef";

    private final FloatDigits digits = new FloatDigits();
    private final TextBuffer sorting = new TextBuffer();

    private byte[] in;
    private int position;
    private int end;
    private TextBuffer out;

    /** A member of an object: the key as it is, and where the member is in the output. */
    private record Member(byte[] key, int start, int end) implements Comparable<Member> {
        @Override
        public int compareTo(Member other) {
            int length = Integer.compare(key.length, other.key.length);
            return length != 0 ? length : Arrays.compareUnsigned(key, other.key);
        }
    }

    @Override
    public void append(byte[] buffer, int start, int length, TextBuffer output) {
        Utf8.check(buffer, start, length);
        in = buffer;
        position = start;
        end = start + length;
        out = output;
        value(0);
        skipBlanks();
        require(position == end);
    }

    private void value(int depth) {
        skipBlanks();
        switch (peek()) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> number();
        }
    }

    private void array(int depth) {
        open('[', depth);
        boolean first = true;
        while (!closes(']', first)) {
            if (!first) {
                out.append(", ");
            }
            value(depth);
            first = false;
        }
        out.append(']');
    }

    private void object(int depth) {
        open('{', depth);
        List<Member> members = new ArrayList<>();
        boolean sorted = true;
        while (!closes('}', members.isEmpty())) {
            if (!members.isEmpty()) {
                out.append(", ");
            }
            Member member = member(depth);
            sorted &= members.isEmpty() || members.get(members.size() - 1).compareTo(member) < 0;
            members.add(member);
        }
        if (!sorted) {
            sort(members);
        }
        out.append('}');
    }

    private Member member(int depth) {
        skipBlanks();
        require(peek() == '"');
        int start = out.size();
        string();
        byte[] key = unescaped(out.bytes(), start + 1, out.size() - 1);
        skipBlanks();
        expect(':');
        out.append(": ");
        value(depth);
        return new Member(key, start, out.size());
    }

    /** Writes the members, which are in the output already, in their order. */
    private void sort(List<Member> members) {
        int start = members.get(0).start;
        int size = out.size() - start;
        sorting.truncate(0);
        sorting.append(out.bytes(), start, size);
        out.truncate(start);
        members.sort(null);
        Member last = null;
        for (Member member : members) {
            if (last != null) {
                require(last.compareTo(member) != 0);
                out.append(", ");
            }
            out.append(sorting.bytes(), member.start - start, member.end - member.start);
            last = member;
        }
    }

    private void open(char bracket, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("it is nested deeper than " + MAX_DEPTH);
        }
        expect(bracket);
        out.append(bracket);
    }

    /** Whether the bracket comes next; before another element it takes the comma. */
    private boolean closes(char bracket, boolean first) {
        skipBlanks();
        if (peek() == bracket) {
            position++;
            return true;
        }
        if (!first) {
            expect(',');
        }
        return false;
    }

    private void string() {
        expect('"');
        out.append('"');
        while (peek() != '"') {
            int start = position;
            while (position < end && in[position] != '"' && in[position] != '\\') {
                // A control character, which is to be escaped; other bytes of UTF-8 are negative.
                require(in[position] < 0 || in[position] >= ' ');
                position++;
            }
            out.append(in, start, position - start);
            if (peek() == '\\') {
                position++;
                escaped(codePoint());
            }
        }
        position++;
        out.append('"');
    }

    /** Reads what follows a backslash. */
    private int codePoint() {
        char escape = (char) peek();
        position++;
        return switch (escape) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\', '/' -> escape;
            case 'u' -> unicode();
            default -> throw noJson();
        };
    }

    private int unicode() {
        char first = fourHexDigits();
        if (!Character.isSurrogate(first)) {
            return first;
        }
        expect('\\');
        expect('u');
        char second = fourHexDigits();
        require(Character.isSurrogatePair(first, second));
        return Character.toCodePoint(first, second);
    }

    private char fourHexDigits() {
        require(end - position >= 4);
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(in[position++], 16);
            require(digit >= 0);
            value = value << 4 | digit;
        }
        return (char) value;
    }

    private void escaped(int point) {
        switch (point) {
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            default -> {
                if (point < ' ') {
                    out.append("\\u00");
                    out.append(HEX.charAt(point >> 4));
                    out.append(HEX.charAt(point & 0xF));
                } else {
                    out.appendCodePoint(point);
                }
            }
        }
    }

    /** A key's bytes, from the escapes that {@link #escaped} writes. */
    private static byte[] unescaped(byte[] bytes, int start, int end) {
        byte[] key = new byte[end - start];
        int size = 0;
        for (int i = start; i < end; i++) {
            byte c = bytes[i];
            if (c == '\\') {
                c = bytes[++i];
                switch (c) {
                    case 'b' -> c = '\b';
                    case 'f' -> c = '\f';
                    case 'n' -> c = '\n';
                    case 'r' -> c = '\r';
                    case 't' -> c = '\t';
                    case 'u' -> {
                        c =
                                (byte)
                                        (Character.digit(bytes[i + 3], 16) << 4
                                                | Character.digit(bytes[i + 4], 16));
                        i += 4;
                    }
                    default -> {
                        // A quote or a backslash, which is itself.
                    }
                }
            }
            key[size++] = c;
        }
        return Arrays.copyOf(key, size);
    }

    private void literal(String text) {
        for (int i = 0; i < text.length(); i++) {
            expect(text.charAt(i));
        }
        out.append(text);
    }

    /** A number with an exponent is a DOUBLE; others are printed with all their digits. */
    private void number() {
        int start = position;
        boolean exponent = false;
        while (position < end && isOfNumber(in[position])) {
            exponent |= (in[position] | 0x20) == 'e';
            position++;
        }
        require(position > start);
        if (exponent) {
            digits.parse(in, start, position - start);
            digits.append(out);
            if (!digits.hasPointOrExponent()) {
                out.append(".0");
            }
        } else {
            NumberFormats.signedDecimal(in, start, position - start, out);
        }
    }

    private static boolean isOfNumber(byte c) {
        return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || (c | 0x20) == 'e';
    }

    private void skipBlanks() {
        while (position < end
                && (in[position] == ' '
                        || in[position] == '\n'
                        || in[position] == '\r'
                        || in[position] == '\t')) {
            position++;
        }
    }

    private byte peek() {
        require(position < end);
        return in[position];
    }

    private void expect(char c) {
        require(peek() == c);
        position++;
    }

    private void require(boolean good) {
        if (!good) {
            throw noJson();
        }
    }

    private static IllegalArgumentException noJson() {
        return new IllegalArgumentException(
                "it is no JSON; Vitess before 24.0.3 sends that for a BLOB or BIT inside of JSON");
    }
}
