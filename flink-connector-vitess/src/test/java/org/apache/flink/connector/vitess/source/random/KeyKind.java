// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.random;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.flink.connector.vitess.proto.query.Type;
import org.apache.flink.connector.vitess.testutils.embedded.Collation;
import org.apache.flink.connector.vitess.testutils.embedded.ColumnDefinition;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;

/** A kind of primary key: each number stands for one key, and the order is another than theirs. */
enum KeyKind {
    BIGINT {
        @Override
        TableDefinition addTo(TableDefinition table) {
            return table.bigint("id").primaryKey();
        }

        @Override
        Object[] key(int number) {
            return new Object[] {number == LAST ? Long.MAX_VALUE : alternating(number) * 1_009};
        }
    },

    COMPOSITE {
        @Override
        TableDefinition addTo(TableDefinition table) {
            return table.integer("a").primaryKey().varbinary("b", 8).primaryKey();
        }

        @Override
        Object[] key(int number) {
            byte[] bytes = BigInteger.valueOf(number / 7 * 67L).toByteArray();
            return new Object[] {number == LAST ? Integer.MAX_VALUE : number % 7 - 3, bytes};
        }
    },

    DECIMAL {
        @Override
        TableDefinition addTo(TableDefinition table) {
            return table.column(
                            ColumnDefinition.of(
                                    "id", Type.DECIMAL, "decimal(20,2)", Collation.BINARY))
                    .primaryKey();
        }

        @Override
        Object[] key(int number) {
            long cents = number == LAST ? 1L << 50 : alternating(number) * 37;
            return new Object[] {BigDecimal.valueOf(cents, 2).toPlainString()};
        }
    };

    /** The number of the key behind all others. */
    static final int LAST = Integer.MAX_VALUE;

    abstract TableDefinition addTo(TableDefinition table);

    abstract Object[] key(int number);

    private static long alternating(int number) {
        return number % 2 == 0 ? number : -number;
    }
}
