// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A Vitess cluster in memory: keyspaces and shards that tests change directly, and a vtgate on a
 * real gRPC port that serves VStream and a few statements.
 *
 * <pre>{@code
 * try (EmbeddedVitess vitess = EmbeddedVitess.start()) {
 *     EmbeddedKeyspace customer = vitess.createKeyspace("customer", "-80", "80-");
 *     customer.createTable(TableDefinition.of("customer").bigint("id").primaryKey().varchar("email", 128));
 *     customer.insert("customer", 1, "a@example.org");
 *     ...
 * }
 * }</pre>
 *
 * <p>Any thread may use it. {@link #close} ends all streams and threads.
 */
public final class EmbeddedVitess implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    private final Map<String, EmbeddedKeyspace> keyspaces = new TreeMap<>();
    private final List<VtgateStream> calls = new ArrayList<>();
    private final Faults faults = new Faults();
    private final boolean sameGtids;
    private final GrpcFront front;

    private EmbeddedVitess(Builder builder) {
        sameGtids = builder.sameGtids;
        front = new GrpcFront(HOST, builder, new VtgateService(this, builder));
        front.every(Duration.ofMillis(100), this::heartbeat);
    }

    /**
     * Starts a cluster without authentication and TLS.
     *
     * @return the cluster; close it
     */
    public static EmbeddedVitess start() {
        return builder().start();
    }

    /**
     * Starts a cluster with options.
     *
     * @return the options, none set
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The address that vtgate listens on. */
    public String host() {
        return HOST;
    }

    /** The gRPC port that vtgate listens on. */
    public int port() {
        return front.port();
    }

    /**
     * Creates a keyspace.
     *
     * @param name its name
     * @param shards key ranges that together cover everything, such as {@code -80} and {@code 80-}
     * @return the keyspace, all of its shards serving
     */
    public EmbeddedKeyspace createKeyspace(String name, String... shards) {
        EmbeddedKeyspace keyspace = new EmbeddedKeyspace(name, sameGtids);
        for (String shard : shards) {
            keyspace.addShard(shard, true);
        }
        synchronized (keyspaces) {
            if (keyspaces.putIfAbsent(name, keyspace) != null) {
                throw new IllegalStateException("there is a keyspace " + name + " already");
            }
        }
        return keyspace;
    }

    /**
     * The keyspace of that name.
     *
     * @param name its name
     * @return the keyspace
     */
    public EmbeddedKeyspace keyspace(String name) {
        EmbeddedKeyspace keyspace = findKeyspace(name);
        if (keyspace == null) {
            throw new IllegalArgumentException("there is no keyspace " + name);
        }
        return keyspace;
    }

    /**
     * A shard, serving or not.
     *
     * @param keyspace the keyspace's name
     * @param shard the shard's key range
     * @return the shard
     */
    public EmbeddedShard shard(String keyspace, String shard) {
        return keyspace(keyspace).shard(shard);
    }

    /**
     * Ends all open streams, as a failing vtgate would.
     *
     * @param status what the clients get
     */
    public void failStreams(Status status) {
        openCalls().forEach(call -> call.fail(status));
    }

    /**
     * Lets the tablets of all open streams fail. As vtgate does, each shard's stream continues from
     * another tablet, in the same call: the clients see no end.
     *
     * <p>A transaction that vtgate is sending is sent to its end; one that it has not all of is
     * dropped and comes whole later. The new tablet starts from the client's last VGTID: it sends
     * the columns of each table again and, in a copy, the log of the table in copy (also for keys
     * that are not copied yet) and then the rows after the last primary key.
     *
     * <p>Returns at once; the streams switch before their next transaction.
     */
    public void retryStreams() {
        openCalls().forEach(VtgateStream::failTablets);
    }

    /**
     * Puts a fault after one of the next responses, counted over all streams, also between two of
     * one transaction. HEARTBEATs do not count. Many faults can wait for their response.
     *
     * @param count which response from now on: 1 is the next
     * @param fault what happens to its stream
     * @throws IllegalStateException if that response has a fault already
     */
    public void faultAfterResponses(int count, Fault fault) {
        faults.add(count, fault);
    }

    /**
     * Ends the streams that come to a JOURNAL right before it is sent, as vtgate may do. When the
     * stream has only some of the journal's participants, the client gets the INTERNAL error that
     * otherwise follows the JOURNAL; else UNAVAILABLE, as of a connection that was cut. Counts only
     * streams that want journals.
     *
     * @param count for how many of the next JOURNAL responses, over all streams; 0 ends that
     */
    public void loseJournals(int count) {
        faults.loseJournals(count);
    }

    /** How many responses all streams have sent so far, without HEARTBEATs. */
    public long responsesSent() {
        return faults.responses();
    }

    /** How many connections clients have opened so far. */
    public int connectionsOpened() {
        return front.connections().opened();
    }

    /** How many connections clients have open now. */
    public int openConnections() {
        return front.connections().open();
    }

    /** How many streams are open: neither ended by the client nor failed. */
    public int openStreams() {
        return openCalls().size();
    }

    /**
     * Fails the next statements, whatever they ask and of whom.
     *
     * @param count how many
     * @param status what the clients get
     */
    public void failStatements(int count, Status status) {
        faults.failStatements(count, status);
    }

    /** The filters of the rules of all open streams, such as {@code select * from `a`}. */
    public List<String> filters() {
        return openCalls().stream().flatMap(call -> call.filters().stream()).toList();
    }

    /** Ends the server, all streams and all threads. */
    @Override
    public void close() {
        List<VtgateStream> open = openCalls();
        failStreams(Status.UNAVAILABLE.withDescription("EmbeddedVitess is closed"));
        front.close();
        try {
            for (VtgateStream call : open) {
                call.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Faults faults() {
        return faults;
    }

    EmbeddedKeyspace findKeyspace(String name) {
        synchronized (keyspaces) {
            return keyspaces.get(name);
        }
    }

    Collection<EmbeddedKeyspace> keyspaces() {
        synchronized (keyspaces) {
            return List.copyOf(keyspaces.values());
        }
    }

    void started(VtgateStream call) {
        synchronized (calls) {
            calls.add(call);
        }
    }

    void ended(VtgateStream call) {
        synchronized (calls) {
            calls.remove(call);
        }
        call.stop();
    }

    private void heartbeat() {
        openCalls().forEach(VtgateStream::heartbeat);
    }

    private List<VtgateStream> openCalls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** How to start the cluster. */
    public static final class Builder {
        private ServerInterceptor auth;
        private File certificate;
        private File key;
        private File clientCa;
        private int packetBytes = 250_000;
        private Duration tabletPickerTimeout = Duration.ofSeconds(90);
        private String binlogRowImage = "FULL";
        private boolean sameGtids;

        private Builder() {}

        /** Asks each call for this username and password. Default: no authentication. */
        public Builder staticAuth(String username, String password) {
            auth = new StaticAuth(username, password);
            return this;
        }

        /**
         * Asks each call for the header {@code authorization}, as a front such as PlanetScale's
         * does. Default: no authentication.
         */
        public Builder basicAuth(String username, String password) {
            auth = new BasicAuth(username, password);
            return this;
        }

        /** Serves with TLS, with a certificate chain and its key in PEM. Default: plain text. */
        public Builder tls(File newCertificate, File newKey) {
            certificate = newCertificate;
            key = newKey;
            return this;
        }

        /** Also asks the clients for certificates of this authority, in PEM. Needs TLS. */
        public Builder clientCa(File newClientCa) {
            clientCa = newClientCa;
            return this;
        }

        /**
         * Bytes of rows in a response, as vttablet's flag of that name. Default: 250,000. A small
         * number gives many copy batches with few rows.
         */
        public Builder vstreamPacketSize(int bytes) {
            packetBytes = bytes;
            return this;
        }

        /**
         * How long vtgate looks for another tablet, when the only one has not the position that a
         * stream starts at. Default: 90 seconds, as vtgate's own.
         */
        public Builder tabletPickerTimeout(Duration timeout) {
            tabletPickerTimeout = timeout;
            return this;
        }

        /**
         * What MySQL says of its variable of that name. Rows are whole all the same. Default: FULL.
         */
        public Builder binlogRowImage(String image) {
            binlogRowImage = image;
            return this;
        }

        /**
         * Lets shards of the same names have the same GTIDs in each run, so that state of an
         * earlier one fits. By default, each shard is a new server.
         */
        public Builder sameGtids() {
            sameGtids = true;
            return this;
        }

        String binlogRowImage() {
            return binlogRowImage;
        }

        int packetBytes() {
            return packetBytes;
        }

        Duration tabletPickerTimeout() {
            return tabletPickerTimeout;
        }

        Optional<ServerInterceptor> auth() {
            return Optional.ofNullable(auth);
        }

        File certificate() {
            return certificate;
        }

        File key() {
            return key;
        }

        File clientCa() {
            return clientCa;
        }

        /** Starts the cluster. */
        public EmbeddedVitess start() {
            return new EmbeddedVitess(this);
        }
    }
}
