// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.ddl.DdlStatement.AlterTable;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.SchemaVersion;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What statements make of the columns of a table. */
class EvolutionTest {

    private static final int UTF8MB4 = 255;
    private static final int LATIN1_SWEDISH_CI = 8;

    /** A table {@code t(id int primary key, a int, b int)}. */
    private static final SchemaVersion TABLE =
            version(
                    new Column("id", MySqlType.INT32, "int", 63, true, true),
                    new Column("a", MySqlType.INT32, "int", 63, false, false),
                    new Column("b", MySqlType.INT32, "int", 63, false, false));

    /** A table of texts in the character set latin1. */
    private static final SchemaVersion TEXTS =
            version(
                    new Column("id", MySqlType.INT32, "int", 63, true, true),
                    new Column(
                            "v", MySqlType.VARCHAR, "varchar(9)", LATIN1_SWEDISH_CI, false, true),
                    new Column("c", MySqlType.BINARY, "char(3)", 47, false, false),
                    new Column("y", MySqlType.VARBINARY, "varbinary(3)", 63, false, false),
                    new Column("s", MySqlType.SET, "set('a')", 63, false, false));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add column x int                                        | id a b x",
                "add column x int first                                  | x id a b",
                "add column x int after id                               | id x a b",
                "add column x int after ID                               | id x a b",
                "add (x int, y int)                                      | id a b x y",
                "add x int after id, add y int after id                  | id y x a b",
                "add x int after id, add y int after x                   | id x y a b",
                "add x int first, add y int first                        | y x id a b",
                "add x int, add y int first, add z int                   | y id a b x z",
                "drop column a                                           | id b",
                "drop A                                                  | id b",
                "drop a, add x int after id                              | id x b",
                "drop a, drop b                                          | id",
                "drop a, add a int                                       | id b a",
                "drop a, add a int after id                              | id a b",
                "add x int after a, drop b                               | id a x",
                "modify a int first                                      | a id b",
                "modify a int after b                                    | id b a",
                "modify b int after id                                   | id b a",
                "modify a int after b, modify id int after a             | b a id",
                "modify id int after b, modify a int first               | a b id",
                "modify a bigint                                         | id a b",
                "change a x int                                          | id x b",
                "change a x int first                                    | x id b",
                "change a b int, change b a int                          | id b a",
                "change a b int after id, change b a int after id        | id a b",
                "change a x int, add y int after x                       | id x y b",
                "change a x int, modify b int after x                    | id x b",
                "rename column a to x                                    | id x b",
                "rename column a to b, rename column b to a              | id b a",
                "rename column a to x, add a int after x                 | id x a b",
                "rename column a to A                                    | id A b",
                "drop a, rename column b to a                            | id a",
                "change b y int first, add x int after y, drop a         | y x id",
                "add index (a), comment = 'x'                            | id a b",
            })
    void columnsArePlacedAsMySqlDoes(String clauses, String names) {
        assertThat(names(after(TABLE, clauses))).isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "drop x",
                "modify x int",
                "change x y int",
                "rename column x to y",
                "add x int after y",
                "modify a int after y",
                "drop a, drop a",
                "add x int zerofill",
                "add x text(1000)",
                "add x blob(1000)",
                "add x float(30)",
                "add x enum('a\\\\b')",
                "add x enum(\"a\")",
                "add x varchar(3) collate nonsense_ci",
                "add x varchar(3) character set binary",
                "add x varchar(3) binary",
                "convert to character set binary",
                "add x int after b, change b y int"
            })
    void whatTheStatementDoesNotTellIsNotSaid(String clauses) {
        Evolution evolution = evolution(TABLE, clauses);

        assertThat(evolution.after()).isEmpty();
        assertThat(evolution.exact()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bool                          | INT8      | tinyint(1)",
                "boolean                       | INT8      | tinyint(1)",
                "tinyint(1)                    | INT8      | tinyint(1)",
                "tinyint(1) unsigned           | UINT8     | tinyint unsigned",
                "tinyint(4)                    | INT8      | tinyint",
                "int1                          | INT8      | tinyint",
                "smallint unsigned             | UINT16    | smallint unsigned",
                "int2(3)                       | INT16     | smallint",
                "mediumint                     | INT24     | mediumint",
                "int3                          | INT24     | mediumint",
                "middleint unsigned            | UINT24    | mediumint unsigned",
                "int(11)                       | INT32     | int",
                "INTEGER UNSIGNED              | UINT32    | int unsigned",
                "int4                          | INT32     | int",
                "int signed                    | INT32     | int",
                "bigint(20) unsigned           | UINT64    | bigint unsigned",
                "int8                          | INT64     | bigint",
                "serial                        | UINT64    | bigint unsigned",
                "decimal                       | DECIMAL   | decimal(10,0)",
                "dec(5)                        | DECIMAL   | decimal(5,0)",
                "numeric(7,2)                  | DECIMAL   | decimal(7,2)",
                "fixed(7,2) unsigned           | DECIMAL   | decimal(7,2) unsigned",
                "float                         | FLOAT32   | float",
                "float4                        | FLOAT32   | float",
                "float(7,2)                    | FLOAT32   | float(7,2)",
                "double                        | FLOAT64   | double",
                "double precision              | FLOAT64   | double",
                "real                          | FLOAT64   | double",
                "float8                        | FLOAT64   | double",
                "double(7,2) unsigned          | FLOAT64   | double(7,2) unsigned",
                "bit                           | BIT       | bit(1)",
                "bit(8)                        | BIT       | bit(8)",
                "date                          | DATE      | date",
                "time                          | TIME      | time",
                "time(0)                       | TIME      | time",
                "time(3)                       | TIME      | time(3)",
                "datetime(6)                   | DATETIME  | datetime(6)",
                "timestamp                     | TIMESTAMP | timestamp",
                "year                          | YEAR      | year",
                "year(4)                       | YEAR      | year",
                "char                          | CHAR      | char(1)",
                "char(3)                       | CHAR      | char(3)",
                "character(3)                  | CHAR      | char(3)",
                "varchar(3)                    | VARCHAR   | varchar(3)",
                "char varying(3)               | VARCHAR   | varchar(3)",
                "character varying(3)          | VARCHAR   | varchar(3)",
                "nchar(3)                      | CHAR      | char(3)",
                "national char(3)              | CHAR      | char(3)",
                "nvarchar(3)                   | VARCHAR   | varchar(3)",
                "national varchar(3)           | VARCHAR   | varchar(3)",
                "nchar varchar(3)              | VARCHAR   | varchar(3)",
                "national char varying(3)      | VARCHAR   | varchar(3)",
                "binary                        | BINARY    | binary(1)",
                "binary(3)                     | BINARY    | binary(3)",
                "varbinary(3)                  | VARBINARY | varbinary(3)",
                "tinytext                      | TEXT      | tinytext",
                "text                          | TEXT      | text",
                "mediumtext                    | TEXT      | mediumtext",
                "longtext                      | TEXT      | longtext",
                "tinyblob                      | BLOB      | tinyblob",
                "blob                          | BLOB      | blob",
                "mediumblob                    | BLOB      | mediumblob",
                "longblob                      | BLOB      | longblob",
                "json                          | JSON      | json",
                "point                         | GEOMETRY  | point",
                "geometry                      | GEOMETRY  | geometry",
                "ENUM('A' , 'b  ','c''d')  | ENUM  | enum('A','b','c''d')",
                "set('a','b')              | SET       | set('a','b')",
                "varchar(3) collate utf8mb4_bin | VARBINARY | varchar(3)",
                "char(3) collate utf8mb4_0900_bin | BINARY | char(3)",
                "text character set latin1 collate latin1_bin | BLOB | text",
                "enum('a') collate utf8mb4_bin | BINARY  | enum('a')",
                "varchar(3) character set latin1 binary | VARBINARY | varchar(3)",
            },
            quoteCharacter = '~')
    void typesAreSaidAsInformationSchemaDoes(String type, MySqlType mySqlType, String columnType) {
        Column column = last(after(TABLE, "add x " + type));

        assertThat(column.type()).isEqualTo(mySqlType);
        assertThat(column.columnType()).isEqualTo(columnType);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "add x int                                              | 63",
                "add x varchar(3)                                       | 255",
                "add x varchar(3) character set latin1                  | 8",
                "add x varchar(3) charset utf8                          | 33",
                "add x varchar(3) collate utf8mb4_bin                   | 46",
                "add x varchar(3) character set latin1 binary           | 47",
                "add x enum('a') character set greek                    | 25",
                "add x nchar(3)                                         | 33",
                "add x varbinary(3)                                     | 63",
                "add x json                                             | 63",
                "add x varchar(3), default charset = latin1             | 8",
                "default charset = latin1, add x varchar(3)             | 8",
                "charset latin1, add x varchar(3) charset greek         | 25",
                "charset latin1 collate latin1_bin, add x varchar(3)    | 47",
                "collate latin1_bin, charset latin1, add x varchar(3)   | 47",
            })
    void textsHaveTheCollationOfTheColumnOrTheTable(String clauses, int collation) {
        assertThat(last(after(TABLE, clauses)).collation()).isEqualTo(collation);
    }

    @Test
    void aDefaultOfTextsIsOfLaterColumns() {
        SchemaVersion latin1 = after(TABLE, "default charset = latin1");

        assertThat(latin1.schema()).isEqualTo(TABLE.schema());
        assertThat(last(after(latin1, "add x text")).collation()).isEqualTo(LATIN1_SWEDISH_CI);
    }

    @Test
    void convertedTextsAreAllOfOneCharacterSetButNotSaidForSure() {
        Evolution evolution = evolution(TEXTS, "convert to charset utf8mb4 collate utf8mb4_bin");

        assertThat(evolution.exact()).isFalse();
        assertThat(evolution.after().orElseThrow().schema().columns())
                .extracting(Column::name, Column::type, Column::collation)
                .containsExactly(
                        tuple("id", MySqlType.INT32, 63),
                        tuple("v", MySqlType.VARBINARY, 46),
                        tuple("c", MySqlType.BINARY, 46),
                        tuple("y", MySqlType.VARBINARY, 63),
                        // Of the character set 'binary', which is left alone.
                        tuple("s", MySqlType.SET, 63));
    }

    @Test
    void aConversionIsOfTheTextsOfTheSameStatementToo() {
        String clauses = "add x varchar(3) charset greek, convert to charset latin1";

        assertThat(last(after(TABLE, clauses)).collation()).isEqualTo(LATIN1_SWEDISH_CI);
    }

    @Test
    void aTableWhoseDefaultIsNotKnownGetsNoTextWithoutCharacterSet() {
        SchemaVersion unknown = new SchemaVersion(TABLE.schema(), 0);

        assertThat(evolution(unknown, "add x varchar(3)").after()).isEmpty();
        assertThat(evolution(unknown, "add x varchar(3) charset latin1").after()).isPresent();
        assertThat(evolution(unknown, "add x int").after()).isPresent();
    }

    @Test
    void columnsKeepTheirKeyAndAreNotNull() {
        assertThat(after(TABLE, "modify id bigint unsigned").schema().columns().get(0))
                .isEqualTo(new Column("id", MySqlType.UINT64, "bigint unsigned", 63, true, true));
        assertThat(after(TABLE, "modify a int not null").schema().columns().get(1).notNull())
                .isTrue();
        assertThat(after(TEXTS, "modify v varchar(9)").schema().columns().get(1).notNull())
                .isFalse();
        assertThat(after(TABLE, "rename column id to k").schema().columns().get(0).primaryKey())
                .isTrue();
        assertThat(last(after(TABLE, "add x int null default 5")).notNull()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add x int primary key",
                "drop primary key",
                "add primary key (a)",
                "add unique (a)",
                "drop index k",
                "add x serial",
                // A unique key may become or be the primary key.
                "modify a int not null",
                "drop id"
            })
    void keysHaveToBeAskedFor(String clauses) {
        Evolution evolution = evolution(TABLE, clauses);

        assertThat(evolution.exact()).isFalse();
        assertThat(evolution.after()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rename column a to x                          | a=x",
                "change a x int                                | a=x",
                "change a a bigint                             | ''",
                "rename column a to b, rename column b to a    | a=b b=a",
                "rename column A to x                          | a=x",
                "drop a, rename column b to a                  | b=a",
                "rename column a to A                          | a=A",
                "drop a, add x int                             | ''",
                "change a x int first, add a int               | a=x",
            })
    void renamedColumnsAreTold(String clauses, String renamed) {
        Map<String, String> expected =
                renamed.isEmpty()
                        ? Map.of()
                        : List.of(renamed.split(" ")).stream()
                                .map(pair -> pair.split("="))
                                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

        assertThat(evolution(TABLE, clauses).renamed()).isEqualTo(expected);
    }

    private static SchemaVersion version(Column... columns) {
        return new SchemaVersion(new TableSchema("shop", "t", List.of(columns)), UTF8MB4);
    }

    private static Evolution evolution(SchemaVersion before, String clauses) {
        return Evolution.of(before, (AlterTable) DdlStatement.parse("alter table t " + clauses));
    }

    private static SchemaVersion after(SchemaVersion before, String clauses) {
        return evolution(before, clauses).after().orElseThrow();
    }

    private static String names(SchemaVersion version) {
        return version.schema().columns().stream()
                .map(Column::name)
                .collect(Collectors.joining(" "));
    }

    private static Column last(SchemaVersion version) {
        List<Column> columns = version.schema().columns();
        return columns.get(columns.size() - 1);
    }
}
