// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.value.MySqlCharsets.MySqlCharset;

/** Text in a character set of MySQL. */
@Internal
public final class CharsetFormat {

    private static final char NO_CHARACTER = '\uFFFF';

    /** Those that were asked for, which are for all threads. */
    private static final Map<MySqlCharset, SingleByte> SINGLE_BYTE = new ConcurrentHashMap<>();

    private CharsetFormat() {}

    public static TextFormat of(MySqlCharset charset) {
        Charset java = Charset.forName(charset.java());
        if (charset.isUtf8()) {
            return CharsetFormat::utf8;
        }
        if (charset.name().equals("utf32")) {
            return CharsetFormat::utf32;
        }
        // Of those with one byte for a character, each byte's character is known beforehand.
        return java.newDecoder().maxCharsPerByte() == 1 && java.newEncoder().maxBytesPerChar() == 1
                ? SINGLE_BYTE.computeIfAbsent(charset, key -> singleByte(key, java))
                : new MultiByte(charset, java.newDecoder());
    }

    private static void utf8(byte[] buffer, int start, int length, TextBuffer out) {
        Utf8.check(buffer, start, length);
        out.append(buffer, start, length);
    }

    /** Java's UTF-32BE drops a U+FEFF at the start, as if it marked the byte order. */
    private static void utf32(byte[] buffer, int start, int length, TextBuffer out) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, start, length);
        while (bytes.remaining() >= Integer.BYTES) {
            int point = bytes.getInt();
            if (!Character.isValidCodePoint(point)
                    || Character.getType(point) == Character.SURROGATE) {
                throw noUtf32();
            }
            out.appendCodePoint(point);
        }
        if (bytes.hasRemaining()) {
            throw noUtf32();
        }
    }

    private static IllegalArgumentException noUtf32() {
        return new IllegalArgumentException("its bytes are no text in utf32");
    }

    private static SingleByte singleByte(MySqlCharset charset, Charset java) {
        char[] characters = new char[256];
        for (int i = 0; i < characters.length; i++) {
            try {
                ByteBuffer one = ByteBuffer.wrap(new byte[] {(byte) i});
                characters[i] = replaced(charset, java.newDecoder().decode(one).get());
            } catch (CharacterCodingException e) {
                characters[i] = hole(charset.name(), i);
            }
        }
        return new SingleByte(charset, characters);
    }

    /** MySQL has the control characters of ISO 8859 where Java has nothing. */
    private static char hole(String charset, int code) {
        boolean control = code >= 0x80 && code < 0xA0;
        return control && (charset.equals("latin1") || charset.equals("tis620"))
                ? (char) code
                : NO_CHARACTER;
    }

    private static char replaced(MySqlCharset charset, char character) {
        String pairs = charset.replaced();
        for (int i = 0; i < pairs.length(); i += 2) {
            if (pairs.charAt(i) == character) {
                return pairs.charAt(i + 1);
            }
        }
        return character;
    }

    private static IllegalArgumentException malformed(MySqlCharset charset) {
        return new IllegalArgumentException("its bytes are no text in " + charset.name());
    }

    private record SingleByte(MySqlCharset charset, char[] characters) implements TextFormat {
        @Override
        public void append(byte[] buffer, int start, int length, TextBuffer out) {
            for (int i = start; i < start + length; i++) {
                char character = characters[buffer[i] & 0xFF];
                if (character == NO_CHARACTER) {
                    throw malformed(charset);
                }
                out.appendCodePoint(character);
            }
        }
    }

    private static final class MultiByte implements TextFormat {

        private final MySqlCharset charset;
        private final CharsetDecoder decoder;
        private final CharBuffer characters = CharBuffer.allocate(256);
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        MultiByte(MySqlCharset charset, CharsetDecoder decoder) {
            this.charset = charset;
            this.decoder = decoder;
        }

        @Override
        public void append(byte[] buffer, int start, int length, TextBuffer out) {
            decoder.reset();
            wrap(buffer, start, length);
            CoderResult result;
            do {
                result = decoder.decode(bytes, characters, true);
                drain(out);
            } while (result.isOverflow());
            if (result.isError() || characters.position() > 0) {
                characters.clear();
                throw malformed(charset);
            }
        }

        /** The values of a response are in one array. */
        private void wrap(byte[] buffer, int start, int length) {
            if (bytes.array() != buffer) {
                bytes = ByteBuffer.wrap(buffer);
            }
            bytes.limit(start + length).position(start);
        }

        /** Appends what is decoded; the first half of a pair waits for the other one. */
        private void drain(TextBuffer out) {
            characters.flip();
            while (characters.hasRemaining()) {
                char character = characters.get();
                if (!Character.isSurrogate(character)) {
                    out.appendCodePoint(replaced(charset, character));
                } else if (characters.hasRemaining()) {
                    out.appendCodePoint(Character.toCodePoint(character, characters.get()));
                } else {
                    characters.position(characters.position() - 1);
                    break;
                }
            }
            characters.compact();
        }
    }
}
