// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageDatasetFacet;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;

/**
 * The tables that a source reads. A regular expression stands for the tables that it matches.
 *
 * @param boundedness whether the source ends by itself
 * @param datasets a dataset for each table or regular expression, named {@code keyspace.table} in
 *     the namespace {@code vitess://host:port} of the first vtgate
 */
@PublicEvolving
public record VitessLineage(Boundedness boundedness, List<LineageDataset> datasets)
        implements SourceLineageVertex {

    public VitessLineage {
        datasets = List.copyOf(datasets);
    }

    /** The lineage of a source. */
    public static VitessLineage of(VitessSourceConfig config) {
        String namespace = "vitess://" + config.connection().endpoints().get(0);
        return new VitessLineage(
                config.isBounded() ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED,
                config.tables().patterns().stream()
                        .map(
                                table ->
                                        new Facet(config.keyspace(), table, config.tabletType())
                                                .in(namespace))
                        .toList());
    }

    private record Dataset(String namespace, String name, Map<String, LineageDatasetFacet> facets)
            implements LineageDataset {}

    /**
     * What is read.
     *
     * @param keyspace the keyspace's name
     * @param table the table's name, or a regular expression
     * @param tabletType the kind of tablet that is read from
     */
    @PublicEvolving
    public record Facet(String keyspace, String table, TabletType tabletType)
            implements LineageDatasetFacet {

        /** The facet's name in its dataset. */
        public static final String NAME = "vitess";

        @Override
        public String name() {
            return NAME;
        }

        private LineageDataset in(String namespace) {
            return new Dataset(namespace, keyspace + "." + table, Map.of(NAME, this));
        }
    }
}
