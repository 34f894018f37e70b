// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.table;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.vitess.config.BoundedOptions;
import org.apache.flink.connector.vitess.config.CellPreference;
import org.apache.flink.connector.vitess.config.Compression;
import org.apache.flink.connector.vitess.config.ReaderConfig;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.rowdata.ValuePolicies;

/** The options of {@code CREATE TABLE ... WITH ('connector' = 'vitess', ...)}. */
@PublicEvolving
public final class VitessConnectorOptions {

    /** The vtgates. */
    public static final ConfigOption<List<String>> HOSTNAME =
            ConfigOptions.key("hostname")
                    .stringType()
                    .asList()
                    .noDefaultValue()
                    .withDescription(
                            "The vtgates, over which streams are spread: names or addresses, with or"
                                    + " without a port (host:port), separated by semicolons.");

    /** The port of vtgates that are named without one. */
    public static final ConfigOption<Integer> PORT =
            ConfigOptions.key("port")
                    .intType()
                    .defaultValue(15991)
                    .withDescription("The gRPC port of vtgates that are named without one.");

    /** The user. */
    public static final ConfigOption<String> USERNAME =
            ConfigOptions.key("username")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The user for vtgate's static authentication.");

    /** The user's password. */
    public static final ConfigOption<String> PASSWORD =
            ConfigOptions.key("password")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The user's password. Flink shows it: better use 'password-file'.");

    /** The file with the user's password. */
    public static final ConfigOption<String> PASSWORD_FILE =
            ConfigOptions.key("password-file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "A file with the password, on the JobManager and each TaskManager,"
                                    + " which is read for each call to vtgate.");

    /** The keyspace. */
    public static final ConfigOption<String> KEYSPACE =
            ConfigOptions.key("keyspace")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The keyspace to read, with all of its shards.");

    /** The tables. */
    public static final ConfigOption<List<String>> TABLE_NAME =
            ConfigOptions.key("table-name")
                    .stringType()
                    .asList()
                    .noDefaultValue()
                    .withDescription(
                            "The tables to read, separated by semicolons: names, or regular"
                                    + " expressions that match whole names, in double quotes if they"
                                    + " have a semicolon. All need the declared columns.");

    /** The tables to leave out. */
    public static final ConfigOption<List<String>> TABLE_NAME_EXCLUDE =
            ConfigOptions.key("table-name.exclude")
                    .stringType()
                    .asList()
                    .defaultValues()
                    .withDescription(
                            "The tables to leave out of those that 'table-name' selects, in the"
                                    + " same form.");

    /** The kind of tablet. */
    public static final ConfigOption<TabletType> TABLET_TYPE =
            ConfigOptions.key("tablet-type")
                    .enumType(TabletType.class)
                    .defaultValue(TabletType.PRIMARY)
                    .withDescription("The kind of tablet to read from; 'MASTER' is 'PRIMARY'.");

    /** The cells. */
    public static final ConfigOption<List<String>> CELLS =
            ConfigOptions.key("cells")
                    .stringType()
                    .asList()
                    .defaultValues()
                    .withDescription(
                            "The cells, or aliases of cells, from whose tablets vtgate reads,"
                                    + " separated by semicolons; its own if there are none. It has to"
                                    + " watch them (--cells-to-watch).");

    /** Which cells come first. */
    public static final ConfigOption<CellPreference> CELL_PREFERENCE =
            ConfigOptions.key("cell-preference")
                    .enumType(CellPreference.class)
                    .defaultValue(CellPreference.PREFER_LOCAL)
                    .withDescription(
                            "'prefer-local' reads in vtgate's own cell where it has tablets, else"
                                    + " in 'cells'; 'only-specified' in no others than 'cells'.");

    /** How responses are packed. */
    public static final ConfigOption<Compression> GRPC_COMPRESSION =
            ConfigOptions.key("grpc.compression")
                    .enumType(Compression.class)
                    .defaultValue(Compression.NONE)
                    .withDescription(
                            "How vtgate packs the responses of streams: 'none', or 'gzip', which it"
                                    + " knows from Vitess 24 on. That saves bytes on the way and"
                                    + " costs CPU at both ends.");

    /** Whom vtgate takes for the caller. */
    public static final ConfigOption<String> CALLER_ID =
            ConfigOptions.key("caller-id")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "Whom vtgate takes for the caller, in logs and, with"
                                    + " --grpc-use-effective-callerid, in table ACLs; else the user.");

    /** Whether the connection is secured. */
    public static final ConfigOption<Boolean> TLS_ENABLED =
            ConfigOptions.key("tls.enabled")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription("Whether to connect to vtgate with TLS.");

    /** The certificates to trust. */
    public static final ConfigOption<String> TLS_CA_FILE =
            ConfigOptions.key("tls.ca-file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "A PEM file with the certificates to trust, on the JobManager and each"
                                    + " TaskManager. Without it, those that Java trusts.");

    /** The client's certificate. */
    public static final ConfigOption<String> TLS_CERTIFICATE_FILE =
            ConfigOptions.key("tls.certificate-file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "A PEM file with the client's certificates, where vtgate asks for them.");

    /** The client's key. */
    public static final ConfigOption<String> TLS_KEY_FILE =
            ConfigOptions.key("tls.key-file")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("A PEM file with the client's private key (PKCS#8).");

    /** The name in vtgate's certificate. */
    public static final ConfigOption<String> TLS_SERVER_NAME =
            ConfigOptions.key("tls.server-name")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The name that vtgate's certificate must carry, if it is not the host's.");

    /** Headers of every call. */
    public static final ConfigOption<Map<String, String>> GRPC_HEADERS =
            ConfigOptions.key("grpc.headers")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "gRPC headers sent with every call, such as PlanetScale's"
                                    + " 'grpc.headers.authorization' = 'Basic ...'. Flink shows"
                                    + " them: better use 'grpc.header-files'.");

    /** The files with more headers. */
    public static final ConfigOption<Map<String, String>> GRPC_HEADER_FILES =
            ConfigOptions.key("grpc.header-files")
                    .mapType()
                    .defaultValue(Map.of())
                    .withDescription(
                            "Files with the values of gRPC headers, as in"
                                    + " 'grpc.header-files.authorization' ="
                                    + " '/run/secrets/vitess', on the JobManager and each"
                                    + " TaskManager. They are read for each call to vtgate, so"
                                    + " that a new value counts from then on.");

    /** The largest response. */
    public static final ConfigOption<MemorySize> GRPC_MAX_MESSAGE_SIZE =
            ConfigOptions.key("grpc.max-message-size")
                    .memoryType()
                    .defaultValue(MemorySize.ofMebiBytes(64))
                    .withDescription(
                            "The largest response accepted. vtgate's own limit is 16 MiB.");

    /** How long a connection may be silent. */
    public static final ConfigOption<Duration> GRPC_KEEP_ALIVE =
            ConfigOptions.key("grpc.keep-alive")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(30))
                    .withDescription(
                            "How long a connection may be silent before it is probed; at least 10 s.");

    /** How long a call may take. */
    public static final ConfigOption<Duration> CONNECT_TIMEOUT =
            ConfigOptions.key("connect.timeout")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(20))
                    .withDescription(
                            "How long a call other than a stream may take, connecting included.");

    /** How often a stream is reopened. */
    public static final ConfigOption<Integer> CONNECT_MAX_RETRIES =
            ConfigOptions.key("connect.max-retries")
                    .intType()
                    .defaultValue(10)
                    .withDescription(
                            "How often a broken stream is reopened, and an unanswered question to"
                                    + " vtgate repeated, with growing pauses, before the job"
                                    + " fails. Progress resets the count, and so does a stream"
                                    + " that lives for 15 minutes.");

    /** The first pause before a stream is reopened. */
    public static final ConfigOption<Duration> CONNECT_RETRY_DELAY =
            ConfigOptions.key("connect.retry-delay")
                    .durationType()
                    .defaultValue(Duration.ofMillis(500))
                    .withDescription(
                            "The pause before a broken stream is reopened, or a question to"
                                    + " vtgate repeated; it doubles with each attempt.");

    /** Where a job without state starts. */
    public static final ConfigOption<StartupOptions.Mode> SCAN_STARTUP_MODE =
            ConfigOptions.key("scan.startup.mode")
                    .enumType(StartupOptions.Mode.class)
                    .defaultValue(StartupOptions.Mode.INITIAL)
                    .withDescription(
                            "Where a job without state starts. 'initial' copies the tables, then"
                                    + " reads their changes; 'latest-offset' reads the changes from"
                                    + " the job's start on; 'specific-offset' continues from a"
                                    + " VGTID;"
                                    + " 'snapshot' copies the tables and ends. Earliest offsets and"
                                    + " timestamps do not exist in Vitess' streams.");

    /** The VGTID to start from. */
    public static final ConfigOption<String> SCAN_STARTUP_SPECIFIC_OFFSET_VGTID =
            ConfigOptions.key("scan.startup.specific-offset.vgtid")
                    .stringType()
                    .noDefaultValue()
                    .withDescription(
                            "The VGTID to start from, as JSON: as this connector logs it, and as"
                                    + " Debezium and Vitess print it.");

    /** Where a job ends. */
    public static final ConfigOption<BoundedOptions.Mode> SCAN_BOUNDED_MODE =
            ConfigOptions.key("scan.bounded.mode")
                    .enumType(BoundedOptions.Mode.class)
                    .defaultValue(BoundedOptions.Mode.UNBOUNDED)
                    .withDescription(
                            "Where a job ends. 'unbounded' reads forever; 'latest-offset' ends"
                                    + " after what had been committed when the job started;"
                                    + " 'specific-offset' ends after a VGTID.");

    /** The VGTID to end at. */
    public static final ConfigOption<String> SCAN_BOUNDED_SPECIFIC_OFFSET_VGTID =
            ConfigOptions.key("scan.bounded.specific-offset.vgtid")
                    .stringType()
                    .noDefaultValue()
                    .withDescription("The VGTID to end at, as JSON.");

    /** Whether a restored job copies new tables. */
    public static final ConfigOption<Boolean> SCAN_NEWLY_ADDED_TABLE_ENABLED =
            ConfigOptions.key("scan.newly-added-table.enabled")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether a job copies tables that it did not capture before, if"
                                    + " 'table-name' selects them now: a restored job those that"
                                    + " are new since, a running one those that are created.");

    /** The tables that a restored job copies again. */
    public static final ConfigOption<List<String>> SCAN_RESNAPSHOT_TABLES =
            ConfigOptions.key("scan.resnapshot.tables")
                    .stringType()
                    .asList()
                    .defaultValues()
                    .withDescription(
                            "The captured tables that a restored job copies again, while the others"
                                    + " go on: names, or regular expressions that match whole"
                                    + " names, separated by semicolons. A job does so once, and not"
                                    + " again until it was restored without the option, or with"
                                    + " another value. Without state it has no effect.");

    /** Whether all rows are inserts. */
    public static final ConfigOption<Boolean> SCAN_READ_CHANGELOG_AS_APPEND_ONLY_ENABLED =
            ConfigOptions.key("scan.read-changelog-as-append-only.enabled")
                    .booleanType()
                    .defaultValue(false)
                    .withDescription(
                            "Whether every row of the changelog is an insert, including those of"
                                    + " updates and deletes; 'row_kind' holds what it was.");

    /** How much a reader may hold. */
    public static final ConfigOption<MemorySize> SCAN_BUFFER_SIZE =
            ConfigOptions.key("scan.buffer-size")
                    .memoryType()
                    .defaultValue(new MemorySize(ReaderConfig.DEFAULT_BUFFER_BYTES))
                    .withDescription(
                            "How many bytes of vtgate's responses each subtask may hold until their"
                                    + " rows are emitted, for all its shards. A larger response"
                                    + " passes alone; a packed one counts as packed until it is there.");

    /** How long a stream may make no progress. */
    public static final ConfigOption<Duration> SCAN_STANDSTILL_TIMEOUT =
            ConfigOptions.key("scan.standstill-timeout")
                    .durationType()
                    .defaultValue(ReaderConfig.DEFAULT_STANDSTILL_TIMEOUT)
                    .withDescription(
                            "How long a shard's stream may make no progress while the shard itself"
                                    + " advances. It is then reopened, possibly on another tablet;"
                                    + " after as long again, the job fails.");

    /** How far SOURCE_WATERMARK() trails the log. */
    public static final ConfigOption<Duration> SCAN_SOURCE_WATERMARK_DELAY =
            ConfigOptions.key("scan.source-watermark.delay")
                    .durationType()
                    .defaultValue(Duration.ofSeconds(10))
                    .withDescription(
                            "How far the watermarks of SOURCE_WATERMARK() trail the log of each"
                                    + " shard. A transaction comes when it commits, with the"
                                    + " times at which its statements began: make this longer than"
                                    + " your longest transaction, or its rows are late.");

    /** Risks that are no reason to refuse a table. */
    public static final ConfigOption<List<Risk>> SCAN_ACCEPTED_RISKS =
            ConfigOptions.key("scan.accepted-risks")
                    .enumType(Risk.class)
                    .asList()
                    .defaultValues()
                    .withDescription(
                            "Ways in which changes may be missing or incorrect unnoticed, which"
                                    + " are logged and do not fail the job, separated by semicolons:"
                                    + " 'all-null-rows', 'foreign-key-actions', 'moved-tables',"
                                    + " 'partial-row-images', 'unclear-labels'.");

    /** Whether the server is given conditions. */
    public static final ConfigOption<FilterHandlingPolicy> FILTER_HANDLING_POLICY =
            ConfigOptions.key("filter.handling.policy")
                    .enumType(FilterHandlingPolicy.class)
                    .defaultValue(FilterHandlingPolicy.ALWAYS)
                    .withDescription(
                            "Whether the conditions of a query that VStream can evaluate are given to"
                                    + " the server, so that other rows are not sent: 'always', or"
                                    + " 'never'. Flink evaluates them again. A job's state holds the"
                                    + " condition, and is refused under another one.");

    /** The kind of changelog. */
    public static final ConfigOption<VitessChangelogMode> CHANGELOG_MODE =
            ConfigOptions.key("changelog-mode")
                    .enumType(VitessChangelogMode.class)
                    .defaultValue(VitessChangelogMode.ALL)
                    .withDescription(
                            "'all' gives updates as the row before and the row after; 'upsert' leaves"
                                    + " the row before out and needs a primary key.");

    /** What to do with dates that no calendar has. */
    public static final ConfigOption<ValuePolicies.Policy> VALUE_NO_DATE =
            ConfigOptions.key("value.no-date")
                    .enumType(ValuePolicies.Policy.class)
                    .defaultValue(ValuePolicies.Policy.FAIL)
                    .withDescription(
                            "What to do with a date that no calendar has, such as 0000-00-00: 'fail',"
                                    + " or 'null' (as EXCEPTION and CONVERT_TO_NULL of"
                                    + " 'zeroDateTimeBehavior' in MySQL's Connector/J).");

    /** What to do with times beyond a day. */
    public static final ConfigOption<ValuePolicies.Policy> VALUE_TIME_BEYOND_DAY =
            ConfigOptions.key("value.time-beyond-day")
                    .enumType(ValuePolicies.Policy.class)
                    .defaultValue(ValuePolicies.Policy.FAIL)
                    .withDescription(
                            "What to do with a TIME below 00:00:00 or from 24:00:00 on, where the"
                                    + " column is declared as TIME: 'fail', or 'null'. BIGINT"
                                    + " (microseconds) and STRING hold all of them.");

    private VitessConnectorOptions() {}
}
