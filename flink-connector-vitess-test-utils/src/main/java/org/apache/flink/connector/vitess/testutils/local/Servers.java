// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.apache.flink.connector.vitess.testutils.process.DataFolder;
import org.apache.flink.connector.vitess.testutils.process.Launcher;
import org.apache.flink.connector.vitess.testutils.process.Ports;
import org.apache.flink.connector.vitess.testutils.process.ServerProcess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/** The command lines of a cluster's servers, and all processes that were started with them. */
final class Servers implements AutoCloseable {

    /** The cell of the servers that are not put elsewhere. */
    static final String CELL = "zone1";

    /** A mysqld whose binlog is read takes 10 s to stop; its data are deleted anyway. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    /** Keeps a mysqld small; durability across a crash of the machine is of no use here. */
    private static final String MYSQL_SETTINGS =
            """
            [mysqld]
            bind-address=127.0.0.1
            performance_schema=OFF
            innodb_buffer_pool_size=64M
            innodb_redo_log_capacity=64M
            innodb_log_buffer_size=4M
            innodb_flush_log_at_trx_commit=2
            sync_binlog=0
            max_connections=200
            table_open_cache=200
            """;

    /** The users as which vttablet connects. One statement a line: mysqld wants it so. */
    private static final String MYSQL_USERS =
            """
            SET sql_log_bin = 0;
            CREATE USER vt_dba@localhost, vt_app@localhost, vt_appdebug@localhost, vt_allprivs@localhost, vt_filtered@localhost, vt_repl@'127.0.0.1';
            GRANT ALL ON *.* TO vt_dba@localhost, vt_app@localhost, vt_appdebug@localhost, vt_allprivs@localhost, vt_filtered@localhost WITH GRANT OPTION;
            GRANT REPLICATION SLAVE ON *.* TO vt_repl@'127.0.0.1';
            """;

    private final Programs programs;
    private final Path data;
    private final Path mysqlUsers;
    private final Launcher launcher;
    private final int etcdPort = Ports.next();
    private final int vtctldPort = Ports.next();
    private final List<ServerProcess> started = new CopyOnWriteArrayList<>();

    Servers(Programs programs, DataFolder data) {
        this.programs = programs;
        this.data = data.path();
        this.mysqlUsers = data.write("mysql-users.sql", MYSQL_USERS);
        Map<String, String> environment =
                Map.of(
                        "HOME",
                        this.data.toString(),
                        "VTDATAROOT",
                        this.data.toString(),
                        "VT_MYSQL_ROOT",
                        programs.servers().toString(),
                        "EXTRA_MY_CNF",
                        data.write("mysql-settings.cnf", MYSQL_SETTINGS).toString());
        this.launcher = new Launcher(data, environment);
    }

    /** All that were started, in this order. */
    List<ServerProcess> started() {
        return started;
    }

    String logTail(String name) {
        return launcher.logTail(name);
    }

    ServerProcess etcd() {
        String client = "http://127.0.0.1:" + etcdPort;
        String peer = "http://127.0.0.1:" + Ports.next();
        return launch(
                "etcd",
                List.of(
                        programs.server("etcd"),
                        "--data-dir=" + data.resolve("etcd"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--unsafe-no-fsync"),
                () -> Waiting.page(etcdPort, "/health").isPresent());
    }

    ServerProcess vtctld() {
        int httpPort = Ports.next();
        List<String> command = vitess(programs, "vtctld", httpPort, vtctldPort);
        command.addAll(List.of("--cell=" + CELL, "--service-map=grpc-vtctl,grpc-vtctld"));
        return launch("vtctld", command, () -> isUp(httpPort) && Waiting.accepts(vtctldPort));
    }

    /** Makes a cell of the topology. */
    void addCell(String cell) {
        vtctldclient(
                "AddCellInfo",
                "--root=/vitess/" + cell,
                "--server-address=127.0.0.1:" + etcdPort,
                cell);
    }

    /** The folder and settings of a new mysqld; its data are made in the background. */
    Process initMysql(int uid, int port) {
        launcher.run(
                List.of(
                        programs.vitess("mysqlctl"),
                        "--tablet-uid=" + uid,
                        "--mysql-port=" + port,
                        programs.plainLog(),
                        "init_config"));
        List<String> command = mysqld(uid);
        command.addAll(
                List.of(
                        "--initialize-insecure",
                        "--innodb-flush-method=nosync",
                        "--init-file=" + mysqlUsers));
        return launcher.start("mysqld-" + uid, command);
    }

    ServerProcess mysqld(int uid, int port) {
        return launch("mysqld-" + uid, mysqld(uid), () -> Waiting.greets(port));
    }

    private List<String> mysqld(int uid) {
        Path settings = data.resolve("vt_%010d".formatted(uid)).resolve("my.cnf");
        return new ArrayList<>(
                List.of(
                        programs.server("mysqld"),
                        "--defaults-file=" + settings,
                        "--log-error=" + launcher.log("mysqld-" + uid)));
    }

    ServerProcess vttablet(
            String alias, int httpPort, String keyspace, String shard, List<String> flags) {
        List<String> command = vitess(programs, "vttablet", httpPort, Ports.next());
        command.addAll(
                List.of(
                        "--tablet-path=" + alias,
                        "--tablet-hostname=127.0.0.1",
                        "--init-keyspace=" + keyspace,
                        "--init-shard=" + shard,
                        "--init-tablet-type=replica",
                        "--health-check-interval=1s",
                        "--restore-from-backup=false",
                        "--service-map=grpc-queryservice,grpc-tabletmanager,grpc-updatestream"));
        command.addAll(flags);
        return launch("vttablet-" + uid(alias), command, () -> isUp(httpPort));
    }

    /**
     * Starts a vtgate.
     *
     * @param itsPrograms those of its version, which may be another than that of the rest
     */
    Vtgate vtgate(Programs itsPrograms, String name, List<String> flags) {
        int httpPort = Ports.next();
        int grpcPort = Ports.next();
        int mysqlPort = Ports.next();
        List<String> command = vitess(itsPrograms, "vtgate", httpPort, grpcPort);
        command.addAll(
                List.of(
                        "--cell=" + CELL,
                        "--cells-to-watch=" + CELL,
                        "--tablet-types-to-wait=PRIMARY",
                        // It would wait longer for shards that do not serve yet.
                        "--gateway-initial-tablet-timeout=2s",
                        // Else a new shard's tablets are unknown for a minute.
                        "--tablet-refresh-interval=1s",
                        "--service-map=grpc-vtgateservice",
                        "--mysql-server-port=" + mysqlPort,
                        "--mysql-server-bind-address=127.0.0.1",
                        "--mysql-auth-server-impl=none",
                        "--enable-buffer"));
        command.addAll(flags);
        BooleanSupplier ready =
                () -> isUp(httpPort) && Waiting.accepts(grpcPort) && Waiting.greets(mysqlPort);
        ServerProcess process = launch(name, spelled(itsPrograms, command), ready);
        return new Vtgate(process, httpPort, grpcPort, mysqlPort);
    }

    private List<String> spelled(Programs itsPrograms, List<String> command) {
        if (itsPrograms.vitessMajor() >= FlagNames.FIRST_WITH_DASHES) {
            return command;
        }
        return new FlagNames(launcher.run(List.of(command.get(0), "--help"))).spell(command);
    }

    static String alias(String cell, int uid) {
        return "%s-%010d".formatted(cell, uid);
    }

    private static int uid(String alias) {
        return Integer.parseInt(alias.substring(alias.lastIndexOf('-') + 1));
    }

    /** Runs vtctldclient for at most two minutes; throws with its errors if it fails. */
    String vtctldclient(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(programs.vitess("vtctldclient"));
        command.add("--server=127.0.0.1:" + vtctldPort);
        command.add("--action-timeout=2m");
        command.addAll(List.of(arguments));
        return launcher.run(command);
    }

    private List<String> vitess(Programs itsPrograms, String program, int httpPort, int grpcPort) {
        return new ArrayList<>(
                List.of(
                        itsPrograms.vitess(program),
                        "--topo-implementation=etcd2",
                        "--topo-global-server-address=127.0.0.1:" + etcdPort,
                        "--topo-global-root=/vitess/global",
                        "--port=" + httpPort,
                        "--bind-address=127.0.0.1",
                        "--grpc-port=" + grpcPort,
                        "--grpc-bind-address=127.0.0.1",
                        // A stop waits so long for open streams; 10 s if not set.
                        "--onterm-timeout=1s",
                        itsPrograms.plainLog()));
    }

    private static boolean isUp(int httpPort) {
        return Waiting.page(httpPort, "/debug/status").isPresent();
    }

    private ServerProcess launch(String name, List<String> command, BooleanSupplier ready) {
        ServerProcess process = new ServerProcess(name, command, ready, launcher);
        process.launch();
        started.add(process);
        return process;
    }

    /** Ends all; clients before their servers, because etcd waits for its own to go away. */
    @Override
    public void close() {
        for (String names : List.of("vttablet-.*|vtctld|vtgate.*", "mysqld-.*", ".*")) {
            List<ServerProcess> wave =
                    started.stream()
                            .filter(ServerProcess::isAlive)
                            .filter(process -> process.name().matches(names))
                            .toList();
            wave.forEach(ServerProcess::terminate);
            wave.forEach(process -> process.awaitStop(CLOSE_LIMIT));
        }
        launcher.close();
    }
}
