// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.Rule;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VGtid;
import org.apache.flink.connector.vitess.proto.query.BoundQuery;
import org.apache.flink.connector.vitess.proto.query.Row;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamFlags;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;

/** Plain calls to an EmbeddedVitess. */
final class TestClient implements AutoCloseable {
    private final ManagedChannel channel;

    TestClient(EmbeddedVitess vitess) {
        this(vitess, InsecureChannelCredentials.create());
    }

    TestClient(EmbeddedVitess vitess, ChannelCredentials credentials) {
        channel =
                Grpc.newChannelBuilderForAddress(vitess.host(), vitess.port(), credentials).build();
    }

    Channel channel() {
        return channel;
    }

    static VStreamRequest request(String shard, String gtid) {
        return VStreamRequest.newBuilder()
                .setVgtid(
                        VGtid.newBuilder()
                                .addShardGtids(
                                        ShardGtid.newBuilder()
                                                .setKeyspace("customer")
                                                .setShard(shard)
                                                .setGtid(gtid)))
                .setFilter(Filter.newBuilder().addRules(Rule.newBuilder().setMatch("/.*")))
                .build();
    }

    Iterator<VStreamResponse> stream(String shard, String gtid) {
        return VitessGrpc.newBlockingStub(channel).vStream(request(shard, gtid));
    }

    /** A stream as a connector opens it: it ends after the shard's next journal. */
    Iterator<VStreamResponse> streamUntilReshard(String shard, String gtid) {
        return VitessGrpc.newBlockingStub(channel)
                .vStream(
                        request(shard, gtid).toBuilder()
                                .setFlags(VStreamFlags.newBuilder().setStopOnReshard(true))
                                .build());
    }

    /** The first journal of a shard after a position. */
    Journal journal(String shard, String gtid) {
        Iterator<VStreamResponse> stream = streamUntilReshard(shard, gtid);
        while (true) {
            for (VEvent event : stream.next().getEventsList()) {
                if (event.hasJournal()) {
                    return event.getJournal();
                }
            }
        }
    }

    /** The next rows, as "shard before->after". */
    static List<String> rows(Iterator<VStreamResponse> stream, int count) {
        List<String> rows = new ArrayList<>();
        while (rows.size() < count) {
            for (VEvent event : stream.next().getEventsList()) {
                for (RowChange change : event.getRowEvent().getRowChangesList()) {
                    rows.add(
                            event.getShard()
                                    + " "
                                    + (change.hasBefore() ? print(change.getBefore()) : "")
                                    + "->"
                                    + (change.hasAfter() ? print(change.getAfter()) : ""));
                }
            }
        }
        return rows;
    }

    private static String print(Row row) {
        return RowValues.of(row).toString();
    }

    ExecuteResponse execute(String sql, Metadata headers) {
        return VitessGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .execute(
                        ExecuteRequest.newBuilder()
                                .setQuery(BoundQuery.newBuilder().setSql(sql))
                                .build());
    }

    static Metadata credentials(String username, String password) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("username", Metadata.ASCII_STRING_MARSHALLER), username);
        headers.put(Metadata.Key.of("password", Metadata.ASCII_STRING_MARSHALLER), password);
        return headers;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
