// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.table.types.DataType;

/**
 * What {@code CREATE TABLE} declares, whatever a query reads of it.
 *
 * @param name the table's name in Flink
 * @param columns the columns that are neither computed nor metadata
 * @param config what to read
 * @param tables the tables as MySQL has them, checked against this declaration; empty if vtgate
 *     could not be asked
 * @param filters whether the server may be given conditions of a query
 * @param changelog which rows a change gives
 * @param policies what to do with values that Flink does not have
 * @param watermarks those of {@code SOURCE_WATERMARK()}
 * @param parallelism the number of readers; empty for the job's own
 */
record DeclaredSource(
        String name,
        DataType columns,
        VitessSourceConfig config,
        Optional<List<TableSchema>> tables,
        FilterHandlingPolicy filters,
        Changelog changelog,
        ValuePolicies policies,
        SourceWatermarks watermarks,
        Optional<Integer> parallelism) {}
