// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.testutils.process.DataFolder;
import org.apache.flink.connector.vitess.testutils.process.EndOnce;
import org.apache.flink.connector.vitess.testutils.process.Installer.Installation;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/**
 * A real Vitess on loopback: etcd, vtctld, a vttablet and a mysqld for each tablet, and vtgate.
 *
 * <p>The programs come from {@code tools/vitess/install.sh}, which is run first and takes minutes
 * on a machine that it has not seen. When this JVM is root's, the programs run as user {@code
 * vitess}, which is made if it is missing. {@link #close} ends what was started and deletes its
 * data; so does the end of the JVM.
 *
 * <p>Not thread-safe, but for {@link #close}.
 */
public final class LocalVitess implements AutoCloseable {

    private static final Pattern CONNECTIONS = Pattern.compile("connections=(\\d+)");

    private final List<String> versions;
    private final Programs programs;
    private final DataFolder data;
    private final Servers servers;
    private final int replicas;
    private final List<String> vttabletFlags;
    private final List<Tablet> tablets = new ArrayList<>();
    private final Map<String, Vtgate> vtgates = new LinkedHashMap<>();
    private int nextTabletUid = 100;
    private final EndOnce end;

    LocalVitess(Installation installation, int replicas, List<String> vttabletFlags) {
        this.versions = installation.versions();
        this.replicas = replicas;
        this.vttabletFlags = List.copyOf(vttabletFlags);
        this.data = DataFolder.create("vitess");
        this.programs = new Programs(installation);
        this.servers = new Servers(programs, data);
        this.end = new EndOnce(this::endServers);
    }

    /** Describes a cluster to start. */
    public static LocalVitessBuilder builder() {
        return new LocalVitessBuilder();
    }

    /** The port of the first vtgate's gRPC service, on loopback. */
    public int grpcPort() {
        return vtgate().grpcPort();
    }

    /** The port of the first vtgate for MySQL clients, on loopback: any user, no password. */
    public int mysqlPort() {
        return vtgate().mysqlPort();
    }

    /** The versions of the servers, one a line, as in {@code vtgate 24.0.0}. */
    public String versions() {
        return String.join("\n", versions);
    }

    /** The version of Vitess, as in {@code 24.0.0}. */
    public String version() {
        return programs.vitessVersion();
    }

    /** Whether the version is this one or a newer one. */
    public boolean isAtLeast(String version) {
        return Version.parse(version()).compareTo(Version.parse(version)) >= 0;
    }

    /** The vtgate that the cluster was started with. */
    public Vtgate vtgate() {
        return vtgates.get(LocalVitessBuilder.VTGATE);
    }

    /**
     * Starts one more vtgate, and returns when it can reach all primaries.
     *
     * @param name the name of its process, not in use yet
     * @param flags vtgate's flags beyond those that make it part of this cluster
     */
    public Vtgate startVtgate(String name, String... flags) {
        return startVtgate(programs, name, flags);
    }

    /**
     * Starts one more vtgate, of another version than the rest, as {@link #startVtgate(String,
     * String...)} does.
     *
     * @param installation what {@code tools/vitess/install.sh VERSION} has brought
     */
    public Vtgate startVtgate(Installation installation, String name, String... flags) {
        return startVtgate(new Programs(installation), name, flags);
    }

    private Vtgate startVtgate(Programs itsPrograms, String name, String... flags) {
        if (vtgates.containsKey(name)) {
            throw new IllegalArgumentException("there is a vtgate " + name + " already");
        }
        Vtgate vtgate = servers.vtgate(itsPrograms, name, List.of(flags));
        vtgates.put(name, vtgate);
        vtgate.process().awaitReady();
        awaitServing();
        return vtgate;
    }

    /**
     * Creates a keyspace, and starts its tablets as {@link #addShards} does.
     *
     * @param durabilityPolicy whose acknowledgement a commit waits for, as in {@code none} and
     *     {@code semi_sync}
     */
    public void addKeyspace(String keyspace, String durabilityPolicy, String... shards) {
        vtctldclient("CreateKeyspace", "--durability-policy=" + durabilityPolicy, keyspace);
        addShards(keyspace, shards);
    }

    /**
     * Starts tablets for shards of a keyspace and makes one the primary of each, as before a
     * reshard. Returns when every vtgate that runs can reach them.
     */
    public void addShards(String keyspace, String... shards) {
        List<Tablet> started =
                new TabletStart(servers, keyspace, replicas, vttabletFlags)
                        .start(List.of(shards), nextTabletUid);
        nextTabletUid += started.size();
        tablets.addAll(started);
        await(Stream.of(shards).map(shard -> keyspace + "/" + shard).toList());
    }

    /** Makes one more cell, next to {@code zone1}, in which all else is. */
    public void addCell(String cell) {
        servers.addCell(cell);
    }

    /**
     * Starts one more replica of a shard.
     *
     * @param cell where it is; a vtgate sees it only if it watches the cell
     */
    public Tablet addReplica(String keyspace, String shard, String cell) {
        Tablet replica =
                new TabletStart(servers, keyspace, replicas, vttabletFlags)
                        .startReplica(shard, cell, nextTabletUid);
        nextTabletUid++;
        tablets.add(replica);
        return replica;
    }

    /** Ends the tablets of shards that Vitess has deleted, as after a reshard. */
    public void endShards(String keyspace, String... shards) {
        for (String shard : shards) {
            for (Tablet tablet : tablets(keyspace, shard)) {
                tablet.vttablet().kill();
                tablet.mysqld().kill();
                tablets.remove(tablet);
            }
        }
    }

    /** The tablets of a shard, the one that was made primary at the start first. */
    public List<Tablet> tablets(String keyspace, String shard) {
        return tablets.stream()
                .filter(tablet -> tablet.keyspace().equals(keyspace))
                .filter(tablet -> tablet.shard().equals(shard))
                .toList();
    }

    /**
     * Runs vtctldclient.
     *
     * @return what it printed on its standard output
     * @throws IllegalStateException if it fails; the message has its command and its errors
     */
    public String vtctldclient(String... arguments) {
        return servers.vtctldclient(arguments);
    }

    /** Runs a statement in a tablet's own MySQL, as its administrator. */
    public void executeAsDba(Tablet tablet, String sql) {
        vtctldclient("ExecuteFetchAsDBA", tablet.alias(), sql);
    }

    /**
     * How many connections a tablet's MySQL has.
     *
     * @param condition which ones, by the columns of {@code information_schema.processlist}
     */
    public int connections(Tablet tablet, String condition) {
        String count =
                vtctldclient(
                        "ExecuteFetchAsDBA",
                        tablet.alias(),
                        "select concat('connections=', count(*)) from"
                                + " information_schema.processlist where "
                                + condition);
        return CONNECTIONS
                .matcher(count)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No count: " + count));
    }

    /**
     * Runs DDL statements, separated by semicolons, on all shards of a keyspace.
     *
     * <p>vtgate learns the new columns from its tablets seconds later, so an INSERT that follows
     * has to name its columns.
     */
    public void applySchema(String keyspace, String sql) {
        vtctldclient("ApplySchema", "--sql=" + sql, keyspace);
    }

    /** Sets a keyspace's VSchema, and returns when every vtgate that runs has read it. */
    public void applyVSchema(String keyspace, String json) {
        Map<Vtgate, Long> before =
                vtgates.values().stream()
                        .filter(vtgate -> vtgate.process().isAlive())
                        .collect(Collectors.toMap(v -> v, VtgatePages::vschemaReloads));
        vtctldclient("ApplyVSchema", "--vschema=" + json, keyspace);
        before.forEach(
                (vtgate, reloads) ->
                        Waiting.until(
                                () -> VtgatePages.vschemaReloads(vtgate) > reloads,
                                () -> vtgate.process().name() + " has read the new VSchema"));
    }

    /**
     * Waits until every vtgate that runs can reach the primaries of all shards that serve: not
     * those that a reshard has not switched to yet, or has switched away from.
     *
     * @throws IllegalStateException if that is not so within 90 seconds
     */
    public void awaitServing() {
        await(
                tablets.stream()
                        .map(tablet -> tablet.keyspace() + "/" + tablet.shard())
                        .distinct()
                        .filter(this::isServing)
                        .toList());
    }

    private boolean isServing(String shard) {
        return vtctldclient("GetShard", shard).contains("\"is_primary_serving\": true");
    }

    private void await(List<String> shards) {
        for (Vtgate vtgate : vtgates.values()) {
            ServerProcess process = vtgate.process();
            if (process.isAlive()) {
                Waiting.until(
                        () -> VtgatePages.servingShards(vtgate).containsAll(shards),
                        () ->
                                "%s reaches the primaries of %s, only of %s; the end of its log:\n%s"
                                        .formatted(
                                                process.name(),
                                                shards,
                                                VtgatePages.servingShards(vtgate),
                                                process.logTail()));
            }
        }
    }

    /** The processes of the cluster, in the order of their first start. */
    public List<ServerProcess> processes() {
        return List.copyOf(servers.started());
    }

    /** A process by its name: etcd, vtctld, mysqld-100, vttablet-100, vtgate, ... */
    public ServerProcess process(String name) {
        return processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no process %s among %s"
                                                .formatted(
                                                        name,
                                                        processes().stream()
                                                                .map(ServerProcess::name)
                                                                .toList())));
    }

    /** The last 30 lines of a process's log. */
    public String logTail(String name) {
        return process(name).logTail();
    }

    /** Writes a file that the servers can read, for flags that name one. */
    public Path writeFile(String name, String content) {
        return data.write(name, content);
    }

    /** The flags for a vtgate whose gRPC service wants this user and password. */
    public String[] staticAuth(String user, String password) {
        String users = "[{\"Username\": \"%s\", \"Password\": \"%s\"}]".formatted(user, password);
        Path file = writeFile("grpc-users-" + user + ".json", users);
        return new String[] {"--grpc-auth-mode=static", "--grpc-auth-static-password-file=" + file};
    }

    void startTopology(Map<String, List<String>> keyspaces) {
        ServerProcess etcd = servers.etcd();
        etcd.awaitReady();
        servers.vtctld().awaitReady();
        servers.addCell(Servers.CELL);
        keyspaces.forEach(
                (keyspace, shards) -> addKeyspace(keyspace, "none", shards.toArray(String[]::new)));
    }

    /** Ends all processes that were started, and deletes their data. Can be called again. */
    @Override
    public void close() {
        end.close();
    }

    private void endServers() {
        try (data) {
            servers.close();
        }
    }
}
