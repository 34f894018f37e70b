// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import io.debezium.antlr.CaseChangingCharStream;
import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnCreateTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CopyCreateTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DdlStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FullIdContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.QueryCreateTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.RenameTableClauseContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SqlStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.UidContext;
import java.util.List;
import java.util.stream.Stream;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.apache.flink.connector.vitess.ddl.DdlStatement.AlterTable;
import org.apache.flink.connector.vitess.ddl.DdlStatement.ChangeIndex;
import org.apache.flink.connector.vitess.ddl.DdlStatement.CreateTable;
import org.apache.flink.connector.vitess.ddl.DdlStatement.Other;
import org.apache.flink.connector.vitess.ddl.DdlStatement.RemoveTables;
import org.apache.flink.connector.vitess.ddl.DdlStatement.RenameTables;
import org.apache.flink.connector.vitess.ddl.DdlStatement.RenameTables.Rename;
import org.apache.flink.connector.vitess.ddl.DdlStatement.Unreadable;

/** Reads statements by Debezium's grammar of MySQL. */
final class DdlParser {

    private DdlParser() {}

    static DdlStatement parse(String statement) {
        try {
            List<SqlStatementContext> statements = statements(statement);
            return statements.size() == 1
                    ? statement(statement, statements.get(0))
                    : new Unreadable(statement);
        } catch (ParseCancellationException e) {
            return new Unreadable(statement);
        }
    }

    private static List<SqlStatementContext> statements(String statement) {
        MySqlLexer lexer =
                new MySqlLexer(
                        new CaseChangingCharStream(
                                CharStreams.fromString(ExecutableComments.unwrapped(statement)),
                                true));
        lexer.removeErrorListeners();
        lexer.addErrorListener(new Refusal());
        MySqlParser parser = new MySqlParser(Synonyms.resolved(lexer));
        parser.removeErrorListeners();
        parser.addErrorListener(new Refusal());
        MySqlParser.RootContext root = parser.root();
        return root.sqlStatements() == null ? List.of() : root.sqlStatements().sqlStatement();
    }

    private static final class Refusal extends BaseErrorListener {
        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                Object symbol,
                int line,
                int column,
                String message,
                RecognitionException cause) {
            String where = recognizer instanceof Parser ? "parser" : "lexer";
            throw new ParseCancellationException(where + ": " + message, cause);
        }
    }

    private static DdlStatement statement(String text, SqlStatementContext statement) {
        DdlStatementContext ddl = statement.ddlStatement();
        if (ddl == null) {
            return new Other();
        }
        if (ddl.alterTable() != null) {
            return alterTable(ddl.alterTable());
        }
        if (ddl.renameTable() != null) {
            return new RenameTables(renames(ddl.renameTable().renameTableClause()));
        }
        if (ddl.createTable() != null) {
            return createTable(text, ddl.createTable());
        }
        if (ddl.dropTable() != null) {
            return new RemoveTables(
                    ddl.dropTable().tables().tableName().stream().map(DdlParser::name).toList());
        }
        if (ddl.truncateTable() != null) {
            return new RemoveTables(List.of(name(ddl.truncateTable().tableName())));
        }
        if (ddl.createIndex() != null) {
            return new ChangeIndex(name(ddl.createIndex().tableName()));
        }
        return ddl.dropIndex() != null
                ? new ChangeIndex(name(ddl.dropIndex().tableName()))
                : new Other();
    }

    private static AlterTable alterTable(AlterTableContext alter) {
        return new AlterTable(
                name(alter.tableName()),
                Stream.concat(
                                alter.alterSpecification().stream(),
                                Stream.ofNullable(alter.partitionDefinitions()))
                        .flatMap(Alterations::of)
                        .toList());
    }

    private static List<Rename> renames(List<RenameTableClauseContext> clauses) {
        return clauses.stream()
                .map(clause -> new Rename(name(clause.tableName(0)), name(clause.tableName(1))))
                .toList();
    }

    private static DdlStatement createTable(String text, CreateTableContext create) {
        if (create instanceof ColumnCreateTableContext columns) {
            return new CreateTable(name(columns.tableName()), columns.ifNotExists() != null);
        }
        if (create instanceof CopyCreateTableContext copy) {
            return new CreateTable(name(copy.tableName(0)), copy.ifNotExists() != null);
        }
        return create instanceof QueryCreateTableContext query
                ? new CreateTable(name(query.tableName()), query.ifNotExists() != null)
                : new Unreadable(text);
    }

    private static String name(TableNameContext table) {
        return name(table.fullId());
    }

    /** The last part, as in {@code db.t}, {@code `db`.`t`} or {@code db .t}. */
    static String name(FullIdContext id) {
        if (id.DOT_ID() != null) {
            return unquoted(id.DOT_ID().getText().substring(1));
        }
        return name(id.uid(id.uid().size() - 1));
    }

    static String name(UidContext uid) {
        return unquoted(uid.getText());
    }

    private static String unquoted(String name) {
        char quote = name.charAt(0);
        return quote == '`' || quote == '"' || quote == '\''
                ? name.substring(1, name.length() - 1).replace("" + quote + quote, "" + quote)
                : name;
    }
}
