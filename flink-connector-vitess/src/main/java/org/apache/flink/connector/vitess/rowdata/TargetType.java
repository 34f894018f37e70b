// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** The types of Flink that values can have. */
enum TargetType {
    BOOLEAN("BOOLEAN", LogicalTypeRoot.BOOLEAN),
    TINYINT("TINYINT", LogicalTypeRoot.TINYINT),
    SMALLINT("SMALLINT", LogicalTypeRoot.SMALLINT),
    INT("INT", LogicalTypeRoot.INTEGER),
    BIGINT("BIGINT", LogicalTypeRoot.BIGINT),
    FLOAT("FLOAT", LogicalTypeRoot.FLOAT),
    DOUBLE("DOUBLE", LogicalTypeRoot.DOUBLE),
    DECIMAL("DECIMAL(p, s)", LogicalTypeRoot.DECIMAL),
    DATE("DATE", LogicalTypeRoot.DATE),
    TIME("TIME(p)", LogicalTypeRoot.TIME_WITHOUT_TIME_ZONE),
    TIMESTAMP("TIMESTAMP(p)", LogicalTypeRoot.TIMESTAMP_WITHOUT_TIME_ZONE),
    TIMESTAMP_LTZ("TIMESTAMP_LTZ(p)", LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE),
    STRING("STRING", LogicalTypeRoot.VARCHAR, LogicalTypeRoot.CHAR),
    BYTES("BYTES", LogicalTypeRoot.VARBINARY, LogicalTypeRoot.BINARY),
    STRINGS("ARRAY<STRING>", LogicalTypeRoot.ARRAY),
    FLOATS("ARRAY<FLOAT>", LogicalTypeRoot.ARRAY);

    private final String sql;
    private final List<LogicalTypeRoot> roots;

    TargetType(String sql, LogicalTypeRoot... roots) {
        this.sql = sql;
        this.roots = List.of(roots);
    }

    /** Its name in Flink SQL. */
    String sql() {
        return sql;
    }

    /** Finds the one of a type; empty if values cannot have this type. */
    static Optional<TargetType> of(LogicalType type) {
        return Arrays.stream(values()).filter(target -> target.is(type)).findFirst();
    }

    private boolean is(LogicalType type) {
        if (type instanceof ArrayType array) {
            TargetType element = of(array.getElementType()).orElse(null);
            return this == STRINGS && element == STRING || this == FLOATS && element == FLOAT;
        }
        return roots.contains(type.getTypeRoot());
    }
}
