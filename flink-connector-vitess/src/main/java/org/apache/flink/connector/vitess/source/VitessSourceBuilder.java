// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.CellPreference;
import org.apache.flink.connector.vitess.config.Cells;
import org.apache.flink.connector.vitess.config.Compression;
import org.apache.flink.connector.vitess.config.ConnectionConfig;
import org.apache.flink.connector.vitess.config.Credentials;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.apache.flink.connector.vitess.config.Headers;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.Resnapshot;
import org.apache.flink.connector.vitess.config.RetryPolicy;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.RowSelection;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TableSelection;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.config.TlsConfig;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.deserialization.VitessDeserializationSchema;

/**
 * Builds a {@link VitessSource}.
 *
 * @param <T> the type of the records
 */
@PublicEvolving
public final class VitessSourceBuilder<T> {

    private static final int DEFAULT_PORT = 15991;
    private static final int DEFAULT_MAX_MESSAGE_SIZE = 64 << 20;

    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> headerFiles = new HashMap<>();
    private List<String> hostnames = List.of();
    private int port = DEFAULT_PORT;
    private String username;
    private String password;
    private String passwordFile;
    private TlsConfig tls;
    private int maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
    private Duration keepAlive = Duration.ofSeconds(30);
    private Duration connectTimeout = Duration.ofSeconds(20);
    private int maxRetries = 10;
    private Duration retryDelay = Duration.ofMillis(500);
    private long bufferSize = ReaderConfig.DEFAULT_BUFFER_BYTES;
    private Duration standstillTimeout = ReaderConfig.DEFAULT_STANDSTILL_TIMEOUT;
    private Duration logWatermarkDelay;
    private String keyspace;
    private List<String> tables = List.of();
    private List<String> excludedTables = List.of();
    private final Map<String, List<String>> columnsByTable = new HashMap<>();
    private List<String> columns = List.of();
    private String where = "";
    private TabletType tabletType = TabletType.PRIMARY;
    private List<String> cells = List.of();
    private CellPreference cellPreference = CellPreference.PREFER_LOCAL;
    private Compression compression = Compression.NONE;
    private String callerId = "";
    private StartupOptions startupOptions = StartupOptions.initial();
    private BoundedOptions boundedOptions = BoundedOptions.unbounded();
    private boolean scanNewlyAddedTable;
    private List<String> resnapshotTables = List.of();
    private Set<Risk> acceptedRisks = Set.of();
    private VitessDeserializationSchema<T> deserializer;

    VitessSourceBuilder() {}

    /**
     * The vtgates to connect to, names or addresses, each with or without a port of its own ({@code
     * host:port}, {@code [v6 address]:port}). Streams are spread over them. Required.
     */
    public VitessSourceBuilder<T> hostname(String... newHostnames) {
        hostnames = List.of(newHostnames);
        return this;
    }

    /** The gRPC port of vtgates named without one; 15991 by default. */
    public VitessSourceBuilder<T> port(int newPort) {
        port = newPort;
        return this;
    }

    /** The user for vtgate's static authentication; none by default. */
    public VitessSourceBuilder<T> username(String newUsername) {
        username = newUsername;
        return this;
    }

    /**
     * The password for vtgate's static authentication; none by default. The job holds it, and so
     * does all that stores a job: {@link #passwordFile} avoids that.
     */
    public VitessSourceBuilder<T> password(String newPassword) {
        password = newPassword;
        return this;
    }

    /**
     * A file with the password, on the JobManager and each TaskManager. It is read for each call to
     * vtgate, so that a new password counts from then on.
     */
    public VitessSourceBuilder<T> passwordFile(String newPasswordFile) {
        passwordFile = newPasswordFile;
        return this;
    }

    /**
     * A gRPC header sent with every call, such as PlanetScale's {@code authorization}. The job
     * holds it, and so does all that stores a job: {@link #headerFile} avoids that.
     */
    public VitessSourceBuilder<T> header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /**
     * A gRPC header whose value is in a file, on the JobManager and each TaskManager. It is read
     * for each call to vtgate, so that a new value counts from then on.
     */
    public VitessSourceBuilder<T> headerFile(String name, String file) {
        headerFiles.put(name, file);
        return this;
    }

    /** Secures the connection; plaintext by default. */
    public VitessSourceBuilder<T> tls(TlsConfig newTls) {
        tls = newTls;
        return this;
    }

    /** The largest response accepted, in bytes; 64 MiB by default. vtgate's own limit is 16 MiB. */
    public VitessSourceBuilder<T> maxMessageSize(int bytes) {
        maxMessageSize = bytes;
        return this;
    }

    /** How long a connection may be silent before it is probed; 30 s by default, at least 10 s. */
    public VitessSourceBuilder<T> keepAlive(Duration newKeepAlive) {
        keepAlive = newKeepAlive;
        return this;
    }

    /** How long a call other than a stream may take, connecting included; 20 s by default. */
    public VitessSourceBuilder<T> connectTimeout(Duration newConnectTimeout) {
        connectTimeout = newConnectTimeout;
        return this;
    }

    /**
     * How often a broken stream is reopened, with growing pauses, before the job fails; 10 by
     * default, which takes about two and a half minutes. Progress resets the count, and so does a
     * stream that lives for 15 minutes.
     */
    public VitessSourceBuilder<T> connectMaxRetries(int newMaxRetries) {
        maxRetries = newMaxRetries;
        return this;
    }

    /**
     * The pause before a broken stream is reopened, which doubles with each attempt; 500 ms by
     * default.
     */
    public VitessSourceBuilder<T> connectRetryDelay(Duration newRetryDelay) {
        retryDelay = newRetryDelay;
        return this;
    }

    /**
     * How many bytes of responses each subtask may hold, for all its shards together; 32 MiB by
     * default. Rows take more than their bytes until they are emitted.
     */
    public VitessSourceBuilder<T> bufferSize(long newBufferSize) {
        bufferSize = newBufferSize;
        return this;
    }

    /**
     * How long a shard's stream may make no progress while the shard itself advances; 30 minutes by
     * default. The stream is then reopened, possibly on another tablet; if it again makes no
     * progress for as long, the job fails.
     */
    public VitessSourceBuilder<T> standstillTimeout(Duration newStandstillTimeout) {
        standstillTimeout = newStandstillTimeout;
        return this;
    }

    /**
     * Emits watermarks that follow the log of each shard, less a delay; by default none are. Any
     * transaction of a shard moves them, also one of other tables, and so do the heartbeats that
     * tablets write with {@code --heartbeat-enable}: a shard whose captured tables rest does not
     * hold back the job, and a tablet that hangs does. Copied rows do not move them.
     *
     * <p>They come besides those of the job's {@code WatermarkStrategy}, which can be {@code
     * noWatermarks()}.
     *
     * @param delay longer than the longest transaction: its changes have the times at which their
     *     statements began, and come when it commits
     */
    public VitessSourceBuilder<T> logWatermarks(Duration delay) {
        logWatermarkDelay = delay;
        return this;
    }

    /** The keyspace to read. Required. */
    public VitessSourceBuilder<T> keyspace(String newKeyspace) {
        keyspace = newKeyspace;
        return this;
    }

    /** The tables to read: names, or regular expressions that match whole names. Required. */
    public VitessSourceBuilder<T> tableList(String... newTables) {
        tables = List.of(newTables);
        return this;
    }

    /**
     * The tables to leave out of {@code tableList}: names, or regular expressions that match whole
     * names; none by default.
     */
    public VitessSourceBuilder<T> tableExcludeList(String... newExcludedTables) {
        excludedTables = List.of(newExcludedTables);
        return this;
    }

    /**
     * The columns to read of each table, without regard to case; all by default. Each table needs
     * to have all of them. Columns of primary keys are always read, and all columns of tables
     * without a primary key. It may change between two runs of a job, even with state.
     */
    public VitessSourceBuilder<T> columnList(String... newColumns) {
        columns = List.of(newColumns);
        return this;
    }

    /**
     * The columns to read of one table, instead of {@link #columnList}: all, if none is named. May
     * be called for several tables.
     *
     * @param table one of the tables that {@link #tableList} selects, by its name
     */
    public VitessSourceBuilder<T> tableColumnList(String table, String... newColumns) {
        columnsByTable.put(table, List.of(newColumns));
        return this;
    }

    /**
     * The condition of the rows to read, in the subset of SQL that VStream has; all rows by
     * default. It is for SQL, whose plan evaluates it again: of an update, both images come if
     * either fulfils it. A restored job must have the one it began with.
     */
    @Internal
    public VitessSourceBuilder<T> where(String newWhere) {
        where = newWhere;
        return this;
    }

    /** The tablets to read from; {@link TabletType#PRIMARY} by default. */
    public VitessSourceBuilder<T> tabletType(TabletType newTabletType) {
        tabletType = newTabletType;
        return this;
    }

    /**
     * The cells, or aliases of cells, from whose tablets vtgate reads the streams; vtgate's own by
     * default. vtgate has to watch them ({@code --cells-to-watch}).
     */
    public VitessSourceBuilder<T> cells(String... newCells) {
        cells = List.of(newCells);
        return this;
    }

    /** Which cells come first; {@link CellPreference#PREFER_LOCAL} by default. */
    public VitessSourceBuilder<T> cellPreference(CellPreference newCellPreference) {
        cellPreference = newCellPreference;
        return this;
    }

    /**
     * How vtgate packs the responses of streams, not by default: {@link Compression#GZIP} saves
     * bytes on the way and costs CPU at both ends.
     */
    public VitessSourceBuilder<T> compression(Compression newCompression) {
        compression = newCompression;
        return this;
    }

    /** Whom vtgate takes for the caller, in logs and table ACLs; the user by default. */
    public VitessSourceBuilder<T> callerId(String newCallerId) {
        callerId = newCallerId;
        return this;
    }

    /** Where a job without state starts; {@link StartupOptions#initial()} by default. */
    public VitessSourceBuilder<T> startupOptions(StartupOptions newStartupOptions) {
        startupOptions = newStartupOptions;
        return this;
    }

    /** Where the job ends; {@link BoundedOptions#unbounded()} by default. */
    public VitessSourceBuilder<T> boundedOptions(BoundedOptions newBoundedOptions) {
        boundedOptions = newBoundedOptions;
        return this;
    }

    /**
     * Whether a job copies tables that it did not capture before, if {@code tableList} selects them
     * now; false by default. A restored job looks for them when it starts, and a running one every
     * ten seconds, unless it is bounded. The changes of the others wait while a table is copied.
     */
    public VitessSourceBuilder<T> scanNewlyAddedTableEnabled(boolean enabled) {
        scanNewlyAddedTable = enabled;
        return this;
    }

    /**
     * The captured tables that a restored job copies again, while the others go on: names, or
     * regular expressions that match whole names; none by default. A job does so once, and not
     * again until it was restored without them, or with others. Without state it has no effect.
     */
    public VitessSourceBuilder<T> scanResnapshotTables(String... newResnapshotTables) {
        resnapshotTables = List.of(newResnapshotTables);
        return this;
    }

    /**
     * Ways in which changes may be missing or incorrect unnoticed, which are logged instead of
     * failing the job; none by default.
     */
    public VitessSourceBuilder<T> scanAcceptedRisks(Risk... newAcceptedRisks) {
        acceptedRisks = Set.of(newAcceptedRisks);
        return this;
    }

    /** Turns changes into records. Required. */
    public VitessSourceBuilder<T> deserializer(VitessDeserializationSchema<T> newDeserializer) {
        deserializer = newDeserializer;
        return this;
    }

    /**
     * The source.
     *
     * @throws IllegalArgumentException if an option is missing or out of range; the message names
     *     it
     */
    public VitessSource<T> build() {
        if (deserializer == null) {
            throw new IllegalArgumentException("'deserializer' is missing");
        }
        ConnectionConfig connection =
                new ConnectionConfig(
                        endpoints(),
                        Credentials.of(username, password, passwordFile),
                        Headers.of(headers, headerFiles),
                        tls,
                        maxMessageSize,
                        keepAlive,
                        connectTimeout,
                        new Cells(cells, cellPreference),
                        compression,
                        callerId);
        return new VitessSource<>(
                new VitessSourceConfig(
                        connection,
                        keyspace,
                        new TableSelection(
                                tables,
                                excludedTables,
                                scanNewlyAddedTable,
                                Resnapshot.of(resnapshotTables),
                                acceptedRisks),
                        new RowSelection(columns, columnsByTable, where, false, Long.MAX_VALUE),
                        tabletType,
                        RetryPolicy.of(maxRetries, retryDelay),
                        new ReaderConfig(bufferSize, standstillTimeout, logWatermarkDelay),
                        startupOptions,
                        boundedOptions),
                deserializer);
    }

    private List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        hostnames.forEach(hostname -> endpoints.add(Endpoint.parse(hostname, port)));
        return endpoints;
    }
}
