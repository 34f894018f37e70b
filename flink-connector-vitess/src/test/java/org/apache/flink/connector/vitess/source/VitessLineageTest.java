// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.lineage.LineageDataset;
import org.apache.flink.streaming.api.lineage.LineageGraph;
import org.apache.flink.streaming.api.lineage.SourceLineageVertex;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class VitessLineageTest {

    @Test
    void everyTableIsADataset() {
        SourceLineageVertex vertex = (SourceLineageVertex) builder().build().getLineageVertex();

        assertThat(vertex.boundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
        assertThat(vertex.datasets())
                .extracting(LineageDataset::namespace, LineageDataset::name)
                .containsExactly(
                        tuple("vitess://one:15991", "shop.customer"),
                        tuple("vitess://one:15991", "shop.o.*"));
        assertThat(vertex.datasets().get(1).facets())
                .isEqualTo(
                        Map.of(
                                "vitess",
                                new VitessLineage.Facet("shop", "o.*", TabletType.REPLICA)));
    }

    @Test
    void aSourceThatEndsSaysSo() {
        VitessSource<String> source = builder().startupOptions(StartupOptions.snapshot()).build();

        assertThat(((SourceLineageVertex) source.getLineageVertex()).boundedness())
                .isEqualTo(Boundedness.BOUNDED);
    }

    @Test
    void aMasterIsAPrimaryInIt() {
        VitessSource<String> source = builder().tabletType(TabletType.MASTER).build();

        assertThat(((SourceLineageVertex) source.getLineageVertex()).datasets())
                .extracting(dataset -> dataset.facets().get("vitess"))
                .contains(new VitessLineage.Facet("shop", "o.*", TabletType.PRIMARY));
    }

    @Test
    void nothingSecretIsInIt() {
        assertThat(builder().build().getLineageVertex().toString()).doesNotContain("ali", "sesame");
    }

    @Test
    void theLineageOfAJobShowsTheTables() throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.fromSource(builder().build(), WatermarkStrategy.noWatermarks(), "vitess")
                .sinkTo(new DiscardingSink<>());

        LineageGraph graph = lineage(env.getStreamGraph());

        assertThat(graph.sources())
                .flatExtracting(SourceLineageVertex::datasets)
                .extracting(LineageDataset::name)
                .containsExactly("shop.customer", "shop.o.*");
    }

    /** Flink 1.20 has the interfaces, but makes no graph of them. */
    private static LineageGraph lineage(StreamGraph graph) throws Exception {
        Optional<Method> method =
                Arrays.stream(StreamGraph.class.getMethods())
                        .filter(candidate -> candidate.getName().equals("getLineageGraph"))
                        .findFirst();
        Assumptions.assumeTrue(method.isPresent(), "this Flink has no graph of the lineage");
        return (LineageGraph) method.get().invoke(graph);
    }

    private static VitessSourceBuilder<String> builder() {
        return VitessSource.<String>builder()
                .hostname("one", "two:7")
                .username("ali")
                .password("open sesame")
                .keyspace("shop")
                .tableList("customer", "o.*")
                .tabletType(TabletType.REPLICA)
                .deserializer(new ChangeLines());
    }
}
