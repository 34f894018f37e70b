// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** A kind of primary key: each number stands for one key, and the order is another than theirs. */
sealed interface KeyKind {

    /** The number of the key that sorts after all others; so do those shortly before it. */
    int LAST = Integer.MAX_VALUE;

    /** Those that tables can have. */
    List<KeyKind> ALL =
            List.of(
                    new Bigint(),
                    new Composite(),
                    new Decimal(),
                    new Text(Collation.UTF8MB4_0900_AI_CI),
                    new Text(Collation.UTF8MB4_GENERAL_CI),
                    new Text(Collation.UTF8MB4_BIN),
                    new Text(Collation.LATIN1_SWEDISH_CI),
                    new Text(Collation.GBK_CHINESE_CI));

    TableDefinition addTo(TableDefinition table);

    /** The columns of a key. */
    Object[] key(int number);

    /** The same key, perhaps written in another way. */
    default Object[] spelled(int number, Random random) {
        return key(number);
    }

    /** Whether keys that differ only in case are the same. */
    default boolean ignoresCase() {
        return false;
    }

    private static boolean isLast(int number) {
        return number > LAST - 1_000;
    }

    private static long alternating(int number) {
        return number % 2 == 0 ? number : -number;
    }

    /** A number. */
    record Bigint() implements KeyKind {

        @Override
        public TableDefinition addTo(TableDefinition table) {
            return table.bigint("id").primaryKey();
        }

        @Override
        public Object[] key(int number) {
            long id =
                    isLast(number) ? Long.MAX_VALUE - (LAST - number) : alternating(number) * 1_009;
            return new Object[] {id};
        }
    }

    /** A number and bytes. */
    record Composite() implements KeyKind {

        @Override
        public TableDefinition addTo(TableDefinition table) {
            return table.integer("a").primaryKey().varbinary("b", 8).primaryKey();
        }

        @Override
        public Object[] key(int number) {
            byte[] bytes = BigInteger.valueOf(number / 17 * 67L).toByteArray();
            return new Object[] {isLast(number) ? number : number % 17 - 8, bytes};
        }
    }

    /** A number with two digits after the decimal point. */
    record Decimal() implements KeyKind {

        @Override
        public TableDefinition addTo(TableDefinition table) {
            ColumnDefinition column =
                    ColumnDefinition.of("id", Type.DECIMAL, "decimal(20,2)", Collation.BINARY);
            return table.column(column).primaryKey();
        }

        @Override
        public Object[] key(int number) {
            long cents = isLast(number) ? (1L << 50) + number : alternating(number) * 37;
            return new Object[] {BigDecimal.valueOf(cents, 2).toPlainString()};
        }
    }

    /**
     * A text, with characters that collations order differently.
     *
     * @param collation how they are ordered
     */
    record Text(Collation collation) implements KeyKind {

        private static final String DIGITS = "a_B-9z";

        @Override
        public TableDefinition addTo(TableDefinition table) {
            return table.varchar("id", 20).collated(collation).primaryKey();
        }

        @Override
        public Object[] key(int number) {
            if (isLast(number)) {
                // Letters come after all else only in the newest collation.
                boolean lettersLast = collation.equals(Collation.UTF8MB4_0900_AI_CI);
                String last = (lettersLast ? "z" : "~").repeat(10);
                return new Object[] {last + (LAST - number)};
            }
            StringBuilder text = new StringBuilder();
            for (int rest = number; rest > 0 || text.isEmpty(); rest /= DIGITS.length()) {
                text.append(DIGITS.charAt(rest % DIGITS.length()));
            }
            return new Object[] {text.reverse().toString()};
        }

        @Override
        public Object[] spelled(int number, Random random) {
            String text = key(number)[0].toString();
            boolean other = ignoresCase() && random.nextBoolean();
            return new Object[] {other ? text.toUpperCase(Locale.ROOT) : text};
        }

        @Override
        public boolean ignoresCase() {
            return collation.name().endsWith("_ci");
        }
    }
}
