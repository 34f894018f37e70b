// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByAddColumnContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByAddColumnsContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByAddDefinitionsContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByAddPrimaryKeyContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByAddUniqueKeyContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByChangeColumnContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByConvertCharsetContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByDefaultCharsetContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByDropColumnContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByDropIndexContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByDropPrimaryKeyContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByModifyColumnContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByRenameColumnContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByRenameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByTableOptionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CharsetNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CollationNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnDeclarationContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableOptionCharsetContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableOptionCollateContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableOptionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.UidContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.apache.flink.connector.vitess.ddl.Alteration.AddColumn;
import org.apache.flink.connector.vitess.ddl.Alteration.After;
import org.apache.flink.connector.vitess.ddl.Alteration.ChangeColumn;
import org.apache.flink.connector.vitess.ddl.Alteration.ChangeKeys;
import org.apache.flink.connector.vitess.ddl.Alteration.ConvertTexts;
import org.apache.flink.connector.vitess.ddl.Alteration.DefaultOfTexts;
import org.apache.flink.connector.vitess.ddl.Alteration.DropColumn;
import org.apache.flink.connector.vitess.ddl.Alteration.First;
import org.apache.flink.connector.vitess.ddl.Alteration.Place;
import org.apache.flink.connector.vitess.ddl.Alteration.RenameColumn;
import org.apache.flink.connector.vitess.ddl.Alteration.RenameTable;
import org.apache.flink.connector.vitess.ddl.Alteration.ReplaceRows;
import org.apache.flink.connector.vitess.ddl.Alteration.Unchanged;

/** Reads the clauses of an {@code ALTER TABLE}. */
final class Alterations {

    private Alterations() {}

    /** What a clause does to columns and rows; nothing for most, such as {@code ADD INDEX}. */
    static Stream<Alteration> of(ParserRuleContext clause) {
        if (clause instanceof AlterByAddColumnContext add) {
            NewColumn column = NewColumns.of(add.uid(0), add.columnDefinition());
            UidContext after = add.uid().size() > 1 ? add.uid(1) : null;
            return declared(new AddColumn(column, place(add.FIRST(), after)), column);
        }
        if (clause instanceof AlterByAddColumnsContext add) {
            return IntStream.range(0, add.uid().size())
                    .mapToObj(i -> NewColumns.of(add.uid(i), add.columnDefinition(i)))
                    .flatMap(column -> declared(new AddColumn(column, new Unchanged()), column));
        }
        if (clause instanceof AlterByAddDefinitionsContext add) {
            return add.createDefinition().stream().flatMap(Alterations::definition);
        }
        if (clause instanceof AlterByModifyColumnContext modify) {
            NewColumn column = NewColumns.of(modify.uid(0), modify.columnDefinition());
            UidContext after = modify.uid().size() > 1 ? modify.uid(1) : null;
            return declared(
                    new ChangeColumn(column.name(), column, place(modify.FIRST(), after)), column);
        }
        if (clause instanceof AlterByChangeColumnContext change) {
            NewColumn column = NewColumns.of(change.newColumn, change.columnDefinition());
            return declared(
                    new ChangeColumn(
                            DdlParser.name(change.oldColumn),
                            column,
                            place(change.FIRST(), change.afterColumn)),
                    column);
        }
        if (clause instanceof AlterByDropColumnContext drop) {
            return Stream.of(new DropColumn(DdlParser.name(drop.uid())));
        }
        return clause instanceof AlterByRenameColumnContext rename
                ? Stream.of(
                        new RenameColumn(
                                DdlParser.name(rename.oldColumn), DdlParser.name(rename.newColumn)))
                : ofTable(clause);
    }

    private static Stream<Alteration> declared(Alteration alteration, NewColumn column) {
        return column.key() ? Stream.of(alteration, new ChangeKeys()) : Stream.of(alteration);
    }

    private static Place place(TerminalNode first, UidContext after) {
        if (first != null) {
            return new First();
        }
        return after == null ? new Unchanged() : new After(DdlParser.name(after));
    }

    private static Stream<Alteration> definition(ParserRuleContext definition) {
        if (definition instanceof ColumnDeclarationContext declaration) {
            NewColumn column =
                    NewColumns.of(
                            DdlParser.name(
                                    declaration
                                            .fullColumnName()
                                            .getRuleContext(UidContext.class, 0)),
                            declaration.columnDefinition());
            return declared(new AddColumn(column, new Unchanged()), column);
        }
        return Stream.of(new ChangeKeys());
    }

    private static Stream<Alteration> ofTable(ParserRuleContext clause) {
        if (clause instanceof AlterByConvertCharsetContext convert) {
            return Stream.of(
                    new ConvertTexts(name(convert.charsetName()), name(convert.collationName())));
        }
        if (clause instanceof AlterByDefaultCharsetContext charset) {
            return Stream.of(
                    new DefaultOfTexts(name(charset.charsetName()), name(charset.collationName())));
        }
        if (clause instanceof AlterByTableOptionContext options) {
            return option(options.tableOption());
        }
        if (clause instanceof AlterByRenameContext rename) {
            return Stream.of(
                    new RenameTable(
                            rename.fullId() == null
                                    ? DdlParser.name(rename.uid())
                                    : DdlParser.name(rename.fullId())));
        }
        if (clause instanceof AlterByAddPrimaryKeyContext
                || clause instanceof AlterByAddUniqueKeyContext
                || clause instanceof AlterByDropPrimaryKeyContext
                || clause instanceof AlterByDropIndexContext) {
            return Stream.of(new ChangeKeys());
        }
        return Partitions.replacesRows(clause) ? Stream.of(new ReplaceRows()) : Stream.empty();
    }

    private static Stream<Alteration> option(List<TableOptionContext> options) {
        List<Alteration> alterations = new ArrayList<>();
        for (TableOptionContext option : options) {
            if (option instanceof TableOptionCharsetContext charset) {
                alterations.add(new DefaultOfTexts(name(charset.charsetName()), Optional.empty()));
            } else if (option instanceof TableOptionCollateContext collate) {
                alterations.add(
                        new DefaultOfTexts(Optional.empty(), name(collate.collationName())));
            }
        }
        return alterations.stream();
    }

    static Optional<String> name(CharsetNameContext charset) {
        return charset == null ? Optional.empty() : Optional.of(unquoted(charset.getText()));
    }

    static Optional<String> name(CollationNameContext collation) {
        return collation == null ? Optional.empty() : Optional.of(unquoted(collation.getText()));
    }

    private static String unquoted(String name) {
        return name.replaceAll("['\"`]", "");
    }
}
