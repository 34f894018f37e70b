// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;

/** Synonyms of MySQL that the grammar does not know: a table must not be missed. */
final class Synonyms {

    private Synonyms() {}

    /**
     * Puts {@code TABLE} for the {@code TABLES} of {@code DROP TABLES} and {@code RENAME TABLES},
     * and {@code TO} for the sign in {@code ALTER TABLE a RENAME = b}.
     */
    static CommonTokenStream resolved(MySqlLexer lexer) {
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        List<Token> words =
                tokens.getTokens().stream()
                        .filter(token -> token.getChannel() == Token.DEFAULT_CHANNEL)
                        .toList();
        for (int i = 1; i < words.size(); i++) {
            int former = words.get(i - 1).getType();
            int type = words.get(i).getType();
            boolean renames = former == MySqlLexer.RENAME;
            if (type == MySqlLexer.TABLES && (renames || former == MySqlLexer.DROP)) {
                ((CommonToken) words.get(i)).setType(MySqlLexer.TABLE);
            } else if (type == MySqlLexer.EQUAL_SYMBOL && renames) {
                ((CommonToken) words.get(i)).setType(MySqlLexer.TO);
            }
        }
        return tokens;
    }
}
