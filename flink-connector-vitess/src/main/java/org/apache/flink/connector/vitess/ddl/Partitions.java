// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.ddl;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByDiscardPartitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByDiscardTablespaceContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByDropPartitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByExchangePartitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByImportPartitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByImportTablespaceContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterByTruncatePartitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterPartitionContext;
import org.antlr.v4.runtime.ParserRuleContext;

/** Tells clauses that remove or add rows of a table from those that only rewrite them. */
final class Partitions {

    private Partitions() {}

    static boolean replacesRows(ParserRuleContext clause) {
        ParserRuleContext inner =
                clause instanceof AlterPartitionContext partition
                        ? partition.alterPartitionSpecification()
                        : clause;
        return inner instanceof AlterByDropPartitionContext
                || inner instanceof AlterByTruncatePartitionContext
                || inner instanceof AlterByExchangePartitionContext
                || inner instanceof AlterByDiscardPartitionContext
                || inner instanceof AlterByImportPartitionContext
                || inner instanceof AlterByDiscardTablespaceContext
                || inner instanceof AlterByImportTablespaceContext;
    }
}
