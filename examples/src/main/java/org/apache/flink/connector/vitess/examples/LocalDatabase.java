// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.util.List;
import org.apache.flink.connector.vitess.examples.demo.Repository;
import org.apache.flink.connector.vitess.proto.query.BoundQuery;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgate.Session;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;

/** A real Vitess with real MySQLs, started on this machine for as long as this program runs. */
final class LocalDatabase implements WritableDatabase {

    private static final String SCHEMA =
            "create table customer (customer_id bigint not null, email varchar(128),"
                    + " version bigint, primary key (customer_id));"
                    + "create table corder (order_id bigint not null, customer_id bigint,"
                    + " sku varchar(32), price bigint, version bigint, primary key (order_id))";

    private static final String VSCHEMA =
            """
            {"sharded": true,
             "vindexes": {"hash": {"type": "hash"}},
             "tables": {
               "customer": {"column_vindexes": [{"column": "customer_id", "name": "hash"}]},
               "corder": {"column_vindexes": [{"column": "order_id", "name": "hash"}]}}}
            """;

    private final String keyspace;
    private final LocalVitess vitess;
    private final ManagedChannel channel;

    LocalDatabase(String keyspace) {
        this.keyspace = keyspace;
        vitess =
                LocalVitess.builder()
                        .keyspace(keyspace, "-80", "80-")
                        .installScript(Repository.tool("vitess"))
                        .start();
        vitess.applySchema(keyspace, SCHEMA);
        vitess.applyVSchema(keyspace, VSCHEMA);
        channel = Grpc.newChannelBuilder(address(), InsecureChannelCredentials.create()).build();
    }

    @Override
    public String address() {
        return "localhost:" + vitess.grpcPort();
    }

    @Override
    public String description() {
        return "a real Vitess on this machine with the shards -80 and 80-,\n  "
                + vitess.versions().replace("\n", ", ");
    }

    @Override
    public void insert(String table, List<Object> row) {
        execute(Statements.insert(table, row));
    }

    @Override
    public void update(String table, List<Object> row) {
        execute(Statements.update(table, row));
    }

    @Override
    public void delete(String table, Object key) {
        execute(Statements.delete(table, key));
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
