// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.Rule;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.query.BoundQuery;
import org.apache.flink.connector.vitess.proto.topodata.TabletType;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgate.Session;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamFlags;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;
import org.apache.flink.connector.vitess.testutils.embedded.TableDefinition;
import org.junit.jupiter.api.AfterEach;

/**
 * What vtgate 24.0.0 does, as assertions that must hold on a real cluster and on EmbeddedVitess.
 *
 * <p>Where they do not hold on a real one, the assertion is wrong; where they hold only there,
 * EmbeddedVitess is. Each test has tables of its own, since the cluster is one for all.
 */
abstract class VStreamContract {
    final ContractVitess vitess;
    private final List<StreamRecorder> recorders = new ArrayList<>();

    VStreamContract(ContractVitess vitess) {
        this.vitess = vitess;
    }

    @AfterEach
    void closeStreams() {
        recorders.forEach(StreamRecorder::close);
    }

    /** A table of a number and a text. */
    static TableDefinition idAndName(String table) {
        return TableDefinition.of(table).bigint("id").primaryKey().varchar("name", 32);
    }

    static VStreamFlags.Builder flags() {
        return VStreamFlags.newBuilder().setExcludeKeyspaceFromTableName(true);
    }

    static Filter tables(String... tables) {
        Filter.Builder filter = Filter.newBuilder();
        for (String table : tables) {
            filter.addRules(rule(table, "select * from `" + table + "`"));
        }
        return filter.build();
    }

    static Rule rule(String match, String select) {
        return Rule.newBuilder().setMatch(match).setFilter(select).build();
    }

    static ShardGtid from(String shard, String gtid) {
        return ShardGtid.newBuilder()
                .setKeyspace(ContractVitess.KEYSPACE)
                .setShard(shard)
                .setGtid(gtid)
                .build();
    }

    StreamRecorder stream(Filter filter, VStreamFlags.Builder flags, ShardGtid... starts) {
        VStreamRequest request =
                VStreamRequest.newBuilder()
                        .setTabletType(TabletType.PRIMARY)
                        .setVgtid(VGtid.newBuilder().addAllShardGtids(Arrays.asList(starts)))
                        .setFilter(filter)
                        .setFlags(flags)
                        .build();
        StreamRecorder recorder = new StreamRecorder(vitess.port(), request);
        recorders.add(recorder);
        return recorder;
    }

    /** Where the shard is now. */
    String currentPosition(String shard) {
        StreamRecorder recorder = stream(tables(), flags(), from(shard, "current"));
        List<VEvent> events = recorder.awaitEvent("position", VEvent::hasVgtid);
        recorder.close();
        return Events.lastPosition(events).getGtid();
    }

    /** Copies tables and returns all events up to the second COPY_COMPLETED. */
    static List<VEvent> awaitCopied(StreamRecorder recorder) {
        return recorder.await(
                "two COPY_COMPLETED",
                events ->
                        events.stream()
                                        .filter(e -> e.getType() == VEventType.COPY_COMPLETED)
                                        .count()
                                == 2);
    }

    /** Waits for that many groups with rows, fields, journals or DDL. */
    static List<List<VEvent>> awaitGroups(StreamRecorder recorder, int count) {
        return Events.telling(
                recorder.await(count + " transactions", e -> Events.telling(e).size() >= count));
    }

    ExecuteResponse execute(String sql) {
        return execute("", sql);
    }

    /** The target is a keyspace, or a shard as in {@code customer:-80@primary}. */
    ExecuteResponse execute(String target, String sql) {
        ManagedChannel channel =
                ManagedChannelBuilder.forAddress("127.0.0.1", vitess.port()).usePlaintext().build();
        try {
            return VitessGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(30, TimeUnit.SECONDS)
                    .execute(
                            ExecuteRequest.newBuilder()
                                    .setSession(
                                            Session.newBuilder()
                                                    .setAutocommit(true)
                                                    .setTargetString(target))
                                    .setQuery(BoundQuery.newBuilder().setSql(sql))
                                    .build());
        } finally {
            channel.shutdownNow();
        }
    }
}
