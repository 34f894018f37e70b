// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.flink.annotation.Internal;

/**
 * Geometries as well-known text, as {@code ST_AsText(g, 'axis-order=long-lat')} of MySQL prints
 * them: in the order of the stored coordinates, without the SRID.
 */
@Internal
public final class WktFormat implements TextFormat {

    private static final int SRID_BYTES = 4;
    private static final int MAX_DEPTH = 100;
    private static final String[] NAMES = {
        "POINT",
        "LINESTRING",
        "POLYGON",
        "MULTIPOINT",
        "MULTILINESTRING",
        "MULTIPOLYGON",
        "GEOMETRYCOLLECTION"
    };
    private static final int POINT = 1;
    private static final int COLLECTION = 7;

    /** A double has up to 17 digits, and most texts of up to 15 are found back. */
    private static final int MIN_DIGITS = 15;

    private static final int MAX_DIGITS = 17;

    private final FloatDigits digits = new FloatDigits();

    private ByteBuffer in;
    private TextBuffer out;

    @Override
    public void append(byte[] buffer, int start, int length, TextBuffer output) {
        in = ByteBuffer.wrap(buffer, start, length);
        out = output;
        try {
            in.position(start + SRID_BYTES);
            geometry(0);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IllegalArgumentException("its bytes are no geometry", e);
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("there are bytes after the geometry");
        }
    }

    private void geometry(int depth) {
        int type = header();
        out.append(NAMES[type - 1]);
        if (type != COLLECTION) {
            body(type, depth);
            return;
        }
        if (depth == MAX_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH);
        }
        if (in.getInt(in.position()) == 0) {
            in.getInt();
            out.append(" EMPTY");
            return;
        }
        list(() -> geometry(depth + 1));
    }

    /** The types 4 to 6 are lists of the types 1 to 3. */
    private void body(int type, int depth) {
        switch (type) {
            case POINT -> {
                out.append('(');
                point();
                out.append(')');
            }
            case 2 -> list(this::point);
            case 3 -> list(() -> list(this::point));
            default -> list(() -> part(type - 3, depth));
        }
    }

    private void part(int expected, int depth) {
        if (header() != expected) {
            throw new IllegalArgumentException("another type inside of it");
        }
        body(expected, depth);
    }

    private int header() {
        in.order(in.get() == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int type = in.getInt();
        if (type < POINT || type > COLLECTION) {
            throw new IllegalArgumentException("type " + type);
        }
        return type;
    }

    private void list(Runnable element) {
        int size = in.getInt();
        if (size <= 0) {
            throw new IllegalArgumentException(size + " elements");
        }
        out.append('(');
        for (int i = 0; i < size; i++) {
            if (i > 0) {
                out.append(',');
            }
            element.run();
        }
        out.append(')');
    }

    private void point() {
        number(in.getDouble());
        out.append(' ');
        number(in.getDouble());
    }

    private void number(double value) {
        String text = shortest(value);
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        digits.parse(ascii, 0, ascii.length);
        digits.append(out);
    }

    /** The fewest digits that stand for this double; Java's own text may have more. */
    private static String shortest(double value) {
        if (value == 0) {
            return 1 / value < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(value);
        for (int i = MIN_DIGITS; i < MAX_DIGITS; i++) {
            BigDecimal rounded = exact.round(new MathContext(i));
            if (rounded.doubleValue() == value) {
                return rounded.toString();
            }
        }
        return exact.round(new MathContext(MAX_DIGITS)).toString();
    }
}
