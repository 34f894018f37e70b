// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.testing.GeneratedDocs;
import org.apache.flink.table.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlinkTypesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "INT8; tinyint(1); 63; BOOLEAN",
                "INT8; tinyint; 63; TINYINT",
                "UINT8; tinyint unsigned; 63; SMALLINT",
                "UINT8; tinyint(1) unsigned; 63; SMALLINT",
                "INT16; smallint; 63; SMALLINT",
                "UINT16; smallint unsigned; 63; INT",
                "INT24; mediumint; 63; INT",
                "UINT24; mediumint unsigned; 63; INT",
                "INT32; int; 63; INT",
                "UINT32; int(5) unsigned zerofill; 63; BIGINT",
                "INT64; bigint; 63; BIGINT",
                "UINT64; bigint unsigned; 63; DECIMAL(20, 0)",
                "YEAR; year; 63; INT",
                "DECIMAL; decimal(10,2); 63; DECIMAL(10, 2)",
                "DECIMAL; decimal(38,38); 63; DECIMAL(38, 38)",
                "DECIMAL; decimal(39,0); 63; STRING",
                "DECIMAL; decimal(65,30) unsigned; 63; STRING",
                "FLOAT32; float; 63; FLOAT",
                "FLOAT32; float(10,3); 63; FLOAT",
                "FLOAT64; double; 63; DOUBLE",
                "DATE; date; 63; DATE",
                "TIME; time; 63; TIME(0)",
                "TIME; time(3); 63; TIME(3)",
                "TIME; time(6); 63; STRING",
                "DATETIME; datetime; 63; TIMESTAMP(0)",
                "DATETIME; datetime(6); 63; TIMESTAMP(6)",
                "TIMESTAMP; timestamp(3); 63; TIMESTAMP_LTZ(3)",
                "CHAR; char(5); 255; VARCHAR(5)",
                "VARCHAR; varchar(20); 8; VARCHAR(20)",
                "VARCHAR; varchar(0); 255; STRING",
                "VARBINARY; varchar(20); 46; VARCHAR(20)",
                "BINARY; char(3); 46; VARCHAR(3)",
                "BLOB; text; 46; STRING",
                "TEXT; longtext; 255; STRING",
                "BINARY; binary(16); 63; BINARY(16)",
                "VARBINARY; varbinary(9); 63; VARBINARY(9)",
                "BLOB; longblob; 63; BYTES",
                "BIT; bit(1); 63; BOOLEAN",
                "BIT; bit(8); 63; BINARY(1)",
                "BIT; bit(64); 63; BINARY(8)",
                "BIT; ; 63; BYTES",
                "ENUM; enum('a'); 255; STRING",
                "SET; set('a'); 255; STRING",
                "BINARY; enum('a'); 46; STRING",
                "JSON; json; 63; STRING",
                "GEOMETRY; point; 63; BYTES",
                "VECTOR; vector(3); 63; ARRAY<FLOAT>",
                "VARCHAR; ; 255; STRING",
                "BINARY; ; 63; BYTES",
                "DECIMAL; ; 63; STRING",
            })
    void aColumnHasADefaultTypeThatHoldsItsValues(
            MySqlType type, String columnType, int collation, String expected) {
        Column column = Values.column(type, columnType == null ? "" : columnType, collation);
        DataType actual = FlinkTypes.defaultType(column);

        assertThat(actual.getLogicalType().asSummaryString()).isEqualTo(expected);
        assertThatCode(
                        () ->
                                FlinkTypes.converter(
                                        column, actual.getLogicalType(), ValuePolicies.strict()))
                .doesNotThrowAnyException();
    }

    @Test
    void aNotNullColumnIsNotNullInFlink() {
        Column column = new Column("id", MySqlType.INT32, "int", Values.BINARY, true, true);

        assertThat(FlinkTypes.defaultType(column).getLogicalType().isNullable()).isFalse();
    }

    @Test
    void theDocumentHasTheTableOfTheCode() throws IOException {
        GeneratedDocs.assertTable("types.md", FlinkTypesTest.class, FlinkTypes.markdown());
    }
}
