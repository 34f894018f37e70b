// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresTypesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "tinyint(1); int2",
                "smallint unsigned; int4",
                "mediumint unsigned; int4",
                "int unsigned; int8",
                "bigint; int8",
                "bigint(20) unsigned zerofill; numeric(20,0)",
                "decimal(10,2) unsigned; numeric(10,2)",
                "decimal(65,30); numeric(65,30)",
                "float unsigned; float4",
                "double; float8",
                "year; int2",
                "time(6); interval",
                "datetime(3); timestamp",
                "timestamp; timestamptz",
                "varchar(20); text",
                "enum('int','b'); text",
                "json; jsonb",
                "bit(1); bytea",
                "varbinary(9); bytea",
                "point; bytea",
                "vector(3); bytea"
            })
    void eachTypeHoldsAllValues(String mySql, String postgres) {
        Column column = new Column("c", MySqlType.INT8, mySql, 63, false, false);

        assertThat(PostgresTypes.of(column)).isEqualTo(postgres);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "int2; int8; int8",
                "int8; int2; int8",
                "int8; numeric(20,0); numeric(20,0)",
                "int4; numeric(5,2); numeric(12,2)",
                "numeric(10,2); numeric(9,4); numeric(12,4)",
                "numeric; int8; numeric",
                "float4; float8; float8",
                "date; timestamp; timestamp",
                "text; int4; text",
                "numeric; numeric; numeric",
                "text; bytea; ",
                "int4; text; ",
                "bytea; text; ",
                "float8; numeric(5,2); "
            })
    void theWiderOfTwoTypesHoldsTheValuesOfBoth(String present, String other, String wider) {
        assertThat(PostgresTypes.wider(present, other).orElse(null)).isEqualTo(wider);
    }
}
