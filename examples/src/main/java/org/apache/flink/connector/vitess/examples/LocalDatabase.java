// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.apache.flink.connector.vitess.proto.query.BoundQuery;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgate.Session;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;

/** A real Vitess with real MySQLs, started on this machine for as long as this program runs. */
final class LocalDatabase implements Database {

    private static final String SCHEMA =
            "create table customer (customer_id bigint not null, email varchar(128),"
                    + " primary key (customer_id));"
                    + "create table corder (order_id bigint not null, customer_id bigint,"
                    + " sku varchar(32), price bigint, primary key (order_id))";

    private static final String VSCHEMA =
            """
            {"sharded": true,
             "vindexes": {"hash": {"type": "hash"}},
             "tables": {
               "customer": {"column_vindexes": [{"column": "customer_id", "name": "hash"}]},
               "corder": {"column_vindexes": [{"column": "order_id", "name": "hash"}]}}}
            """;

    private static final Map<String, List<String>> COLUMNS =
            Map.of(
                    "customer", List.of("customer_id", "email"),
                    "corder", List.of("order_id", "customer_id", "sku", "price"));

    private final String keyspace;
    private final LocalVitess vitess;
    private final ManagedChannel channel;

    LocalDatabase(String keyspace) {
        this.keyspace = keyspace;
        vitess = LocalVitess.builder().keyspace(keyspace, "-80", "80-").start();
        vitess.applySchema(keyspace, SCHEMA);
        vitess.applyVSchema(keyspace, VSCHEMA);
        channel =
                Grpc.newChannelBuilderForAddress(
                                host(), port(), InsecureChannelCredentials.create())
                        .build();
    }

    @Override
    public String host() {
        return "localhost";
    }

    @Override
    public int port() {
        return vitess.grpcPort();
    }

    @Override
    public String description() {
        return "a real Vitess on this machine ("
                + vitess.versions().replace("\n", ", ")
                + ") with the shards -80 and 80-";
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void insert(String table, List<Object> row) {
        execute(
                "insert into %s (%s) values (%s)"
                        .formatted(
                                table,
                                String.join(", ", COLUMNS.get(table)),
                                row.stream()
                                        .map(LocalDatabase::literal)
                                        .collect(Collectors.joining(", "))));
    }

    @Override
    public void update(String table, List<Object> row) {
        List<String> columns = COLUMNS.get(table);
        StringJoiner assignments = new StringJoiner(", ");
        for (int i = 1; i < columns.size(); i++) {
            assignments.add(columns.get(i) + " = " + literal(row.get(i)));
        }
        execute(
                "update %s set %s where %s = %s"
                        .formatted(table, assignments, columns.get(0), literal(row.get(0))));
    }

    @Override
    public void delete(String table, Object key) {
        execute(
                "delete from %s where %s = %s"
                        .formatted(table, COLUMNS.get(table).get(0), literal(key)));
    }

    private static String literal(Object value) {
        return value instanceof Number ? value.toString() : "'" + value + "'";
    }

    private void execute(String sql) {
        ExecuteResponse response =
                VitessGrpc.newBlockingStub(channel)
                        .execute(
                                ExecuteRequest.newBuilder()
                                        .setSession(
                                                Session.newBuilder()
                                                        .setAutocommit(true)
                                                        .setTargetString(keyspace))
                                        .setQuery(BoundQuery.newBuilder().setSql(sql))
                                        .build());
        if (response.hasError()) {
            throw new IllegalStateException(sql + ": " + response.getError().getMessage());
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        vitess.close();
    }
}
