// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
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
import org.apache.flink.connector.vitess.ddl.DdlStatement.AlterTable;
import org.apache.flink.connector.vitess.ddl.DdlStatement.ChangeIndex;
import org.apache.flink.connector.vitess.ddl.DdlStatement.CreateTable;
import org.apache.flink.connector.vitess.ddl.DdlStatement.Other;
import org.apache.flink.connector.vitess.ddl.DdlStatement.RemoveTables;
import org.apache.flink.connector.vitess.ddl.DdlStatement.RenameTables;
import org.apache.flink.connector.vitess.ddl.DdlStatement.Unreadable;
import org.apache.flink.connector.vitess.ddl.NewColumn.TypeText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is understood of the text of statements. */
class DdlStatementTest {

    private static final Alteration RENAME_B_TO_A = new RenameColumn("b", "a");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table t rename column b to a",
                "alter table t rename  column b to a",
                "ALTER\n\tTABLE\r\nt  RENAME\u000bCOLUMN b TO a",
                "alter table t rename column `b` to `a`",
                "alter/**/table/* drop table x */t rename column b to a",
                "alter table t -- drop table x\n rename column b to a",
                "alter table t # rename to x\n rename column b to a",
                "/* first */ alter table t rename column b to a /* last */",
                "alter table t rename column b to a;",
                "alter table t /*!50000 rename column b to a */",
                "alter table t /*!080023rename column b to a*/",
                "/*!80000 alter table t rename column b to a */",
                "alter ignore table t rename column b to a",
                "alter table t rename column b to a, algorithm=inplace, lock=none",
                "alter table t algorithm = instant, rename column b to a"
            })
    void commentsAndWhiteSpaceChangeNothing(String statement) {
        assertThat(DdlStatement.parse(statement)).isEqualTo(alter("t", RENAME_B_TO_A));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table t comment = 'rename column b to a'",
                "alter table t comment = 'it''s \\' /*! rename column b to a */'",
                "alter table t comment = \"/*! drop table t */\"",
                "alter table t rename index i to j",
                "alter table t rename  key i to j",
                "alter table t add index (a), drop check c",
                "alter table t add key k (a), engine = innodb, row_format = dynamic",
                "alter table t force",
                "alter table t alter column a set default 5",
                "alter table t alter index i invisible",
                "alter table t drop foreign key f",
                "alter table t auto_increment = 7",
                "alter table t add fulltext index (c)",
                "alter table t order by a"
            })
    void clausesThatLeaveColumnsAndRowsAloneAreNothing(String statement) {
        assertThat(DdlStatement.parse(statement)).isEqualTo(alter("t"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table t rename to u",
                "alter table t rename as u",
                "alter table t rename u",
                "alter table t rename = u",
                "alter table t rename to d.u",
                "alter table d.t rename  `d`.`u`"
            })
    void aTableIsRenamedInAllForms(String statement) {
        assertThat(DdlStatement.parse(statement)).isEqualTo(alter("t", new RenameTable("u")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table `a``b` drop column c",
                "alter table d.`a``b` drop column c",
                "alter table `d`.`a``b` drop column c",
                "alter table `d` . `a``b` drop column c",
                "alter table `d.e`.`a``b` drop `c`"
            })
    void namesMayBeQuotedAndQualified(String statement) {
        assertThat(DdlStatement.parse(statement)).isEqualTo(alter("a`b", new DropColumn("c")));
    }

    @Test
    void namesThatLookLikeSomethingElseAreNames() {
        assertParsed("alter table d.t drop column a", alter("t", new DropColumn("a")));
        assertParsed("alter table d .t drop column a", alter("t", new DropColumn("a")));
        assertParsed("alter table d. t drop column a", alter("t", new DropColumn("a")));
        assertParsed(
                "alter table `drop table t` drop column `rename to x`",
                alter("drop table t", new DropColumn("rename to x")));
        assertParsed("alter table `a.b` drop column `c.d`", alter("a.b", new DropColumn("c.d")));
        assertParsed("alter table `ä€😀` drop column `ö`", alter("ä€😀", new DropColumn("ö")));
        assertParsed("alter table t drop column `@1`", alter("t", new DropColumn("@1")));
        assertParsed("alter table t drop column `/*!x*/`", alter("t", new DropColumn("/*!x*/")));
        assertParsed("alter table date drop column time", alter("date", new DropColumn("time")));
        assertParsed("alter table `dual` drop column a", alter("dual", new DropColumn("a")));
        assertParsed("alter table _t$1 drop column $c", alter("_t$1", new DropColumn("$c")));
    }

    @Test
    void clausesComeInTheirOrder() {
        assertParsed(
                "alter table t drop a, add column b int first, change c `d` int after b,"
                        + " modify column e int not null, rename column f to g, add index (b),"
                        + " rename to u",
                alter(
                        "t",
                        new DropColumn("a"),
                        add("b", "int", new First()),
                        new ChangeColumn("c", column("d", "int", false, false), new After("b")),
                        new ChangeColumn("e", column("e", "int", true, false), new Unchanged()),
                        new RenameColumn("f", "g"),
                        new RenameTable("u")));
        assertParsed(
                "alter table t add (a int, b int not null), add c int, add column (d int unique)",
                alter(
                        "t",
                        add("a", "int", new Unchanged()),
                        new AddColumn(column("b", "int", true, false), new Unchanged()),
                        add("c", "int", new Unchanged()),
                        new AddColumn(column("d", "int", false, true), new Unchanged()),
                        new ChangeKeys()));
        assertParsed(
                "alter table t add column a int invisible, add column b int /*!80023 INVISIBLE */"
                        + " after a, add c int generated always as (a + 1) stored",
                alter(
                        "t",
                        add("a", "int", new Unchanged()),
                        add("b", "int", new After("a")),
                        add("c", "int", new Unchanged())));
        assertParsed(
                "alter table t add column a int comment 'x, drop column b' default 5 check (a > 1)",
                alter("t", add("a", "int", new Unchanged())));
    }

    @Test
    void keysAreChanged() {
        for (String clause :
                List.of(
                        "add primary key (a)",
                        "drop primary key",
                        "add unique key k (a)",
                        "add unique (a)",
                        "add unique index k (a, b)",
                        "add constraint c unique (a)",
                        "add constraint c primary key (a)",
                        "drop index k",
                        "drop key k")) {
            assertParsed("alter table t " + clause, alter("t", new ChangeKeys()));
        }
        assertParsed(
                "alter table t add column a int primary key first",
                alter(
                        "t",
                        new AddColumn(column("a", "int", true, true), new First()),
                        new ChangeKeys()));
    }

    @Test
    void characterSetsAreChanged() {
        Optional<String> none = Optional.empty();
        Optional<String> latin1 = Optional.of("latin1");
        assertParsed(
                "alter table t convert to character set latin1",
                alter("t", new ConvertTexts(latin1, none)));
        assertParsed(
                "alter table t convert to charset 'latin1' collate latin1_bin",
                alter("t", new ConvertTexts(latin1, Optional.of("latin1_bin"))));
        for (String form :
                List.of(
                        "default character set = latin1",
                        "charset latin1",
                        "character set latin1")) {
            assertParsed("alter table t " + form, alter("t", new DefaultOfTexts(latin1, none)));
        }
        assertParsed(
                "alter table t collate = utf8mb4_bin",
                alter("t", new DefaultOfTexts(none, Optional.of("utf8mb4_bin"))));
    }

    @Test
    void partitionsThatTakeRowsAwayAreToldFromOthers() {
        for (String clause :
                List.of(
                        "drop partition p0",
                        "truncate partition p0",
                        "truncate partition all",
                        "exchange partition p0 with table u",
                        "discard partition p0 tablespace",
                        "import partition p0 tablespace",
                        "discard tablespace",
                        "import tablespace")) {
            assertParsed("alter table t " + clause, alter("t", new ReplaceRows()));
        }
        for (String clause :
                List.of(
                        "add partition (partition p1 values less than (9))",
                        "reorganize partition p0 into (partition p1 values less than (9))",
                        "coalesce partition 2",
                        "remove partitioning",
                        "rebuild partition p0",
                        "optimize partition all",
                        "partition by hash (a) partitions 4",
                        "partition by range (a) (partition p0 values less than maxvalue)")) {
            assertParsed("alter table t " + clause, alter("t"));
        }
    }

    @Test
    void tablesAreCreated() {
        for (String form : List.of("(a int)", "like u", "as select 1", "select * from u")) {
            assertParsed("create table t " + form, new CreateTable("t", false));
            assertParsed("create table if not exists d.t " + form, new CreateTable("t", true));
        }
        assertParsed("create table t (like d.u)", new CreateTable("t", false));
        assertParsed(
                "create table `t` (a int, b enum('x','y') collate utf8mb4_bin, primary key (a))"
                        + " engine=innodb default charset=utf8mb4 /*!50100 partition by hash (a) */",
                new CreateTable("t", false));
    }

    @Test
    void tablesAreRemoved() {
        assertParsed("drop table t", new RemoveTables(List.of("t")));
        assertParsed("drop tables if exists d.t, `u` cascade", new RemoveTables(List.of("t", "u")));
        assertParsed(
                "DROP TABLE `d`.`t` /* generated by server */", new RemoveTables(List.of("t")));
        assertParsed("truncate t", new RemoveTables(List.of("t")));
        assertParsed("truncate table d.`t`", new RemoveTables(List.of("t")));
    }

    @Test
    void tablesAreRenamed() {
        assertParsed("rename table t to u", renameTtoU());
        assertParsed("rename tables d.t to `e`.`u`", renameTtoU());
    }

    @Test
    void theFormerNameOfATableIsFoundThroughSwaps() {
        assertFormer("rename table a to _a_old, _a_new to a", "a", "_a_new");
        assertFormer("rename table a to _a_old, _a_new to a", "_a_old", "a");
        assertFormer("rename table a to _a_old, _a_new to a", "_a_new", "");
        assertFormer("rename table a to x, b to a, x to b", "a", "b");
        assertFormer("rename table a to x, b to a, x to b", "b", "a");
        assertFormer("rename table a to x, b to a, x to b", "x", "");
        assertFormer("rename table a to x, b to a, x to b", "c", "c");
        assertFormer("rename table a to b", "a", "");
        assertFormer("rename table a to b", "b", "a");
        assertFormer("rename table a to x, x to a", "a", "a");
        assertFormer("rename table a to x, x to y, y to a", "a", "a");
    }

    /** The same name twice on the left: the second one is another table. */
    @Test
    void aNameThatIsRenamedTwiceIsFollowedTwice() {
        assertFormer("rename table a to b, c to a, a to d", "d", "c");
        assertFormer("rename table a to b, c to a, a to d", "b", "a");
        assertFormer("rename table a to b, c to a, a to d", "a", "");
    }

    @Test
    void indexesAreChanged() {
        for (String statement :
                List.of(
                        "create index i on t (a)",
                        "create unique index i on d.t (a desc)",
                        "create fulltext index i on `t` (a)",
                        "create index i on t ((a + 1))",
                        "drop index i on t",
                        "drop index `PRIMARY` on `d`.`t`")) {
            assertParsed(statement, new ChangeIndex("t"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create view v as select * from t",
                "create or replace algorithm=undefined definer=`root`@`%` sql security definer"
                        + " view `v` as select `t`.`a` AS `a` from `t`",
                "drop view v",
                "create trigger g before insert on t for each row set new.a = 1",
                "drop trigger g",
                "create procedure p() begin drop table t; end",
                "create database d",
                "analyze table t",
                "flush tables",
                "create user u identified by 'drop table t'"
            })
    void otherStatementsAreNothing(String statement) {
        assertThat(DdlStatement.parse(statement)).isEqualTo(new Other());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "nonsense",
                "alter table",
                "alter table t drop",
                "alter table t add column",
                "alter table t drop column a; drop table t",
                "alter table t drop column `a",
                "alter table t comment 'no end",
                "alter table t frobnicate column a",
                // Of MySQL, but not of the grammar.
                "alter table 1t drop column 2c",
                "alter table t convert to character set default",
                "alter table t add column a varchar(3) character set nonsense"
            })
    void whatIsNoStatementIsUnreadable(String statement) {
        assertThat(DdlStatement.parse(statement)).isEqualTo(new Unreadable(statement));
    }

    private static void assertParsed(String statement, DdlStatement expected) {
        assertThat(DdlStatement.parse(statement)).as(statement).isEqualTo(expected);
    }

    private static void assertFormer(String statement, String table, String former) {
        assertThat(((RenameTables) DdlStatement.parse(statement)).formerName(table))
                .as("former name of %s after %s", table, statement)
                .isEqualTo(former);
    }

    private static AlterTable alter(String table, Alteration... alterations) {
        return new AlterTable(table, List.of(alterations));
    }

    private static RenameTables renameTtoU() {
        return new RenameTables(List.of(new RenameTables.Rename("t", "u")));
    }

    private static AddColumn add(String name, String type, Place place) {
        return new AddColumn(column(name, type, false, false), place);
    }

    private static NewColumn column(String name, String type, boolean notNull, boolean key) {
        return new NewColumn(
                name,
                Optional.of(new TypeText(type, type)),
                Optional.empty(),
                Optional.empty(),
                false,
                notNull,
                key);
    }
}
