// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.config.StartupOptions;
import org.apache.flink.connector.vitess.source.VitessSource;
import org.apache.flink.connector.vitess.source.enumerator.VitessSourceEnumerator;
import org.apache.flink.connector.vitess.testing.ChangeLines;
import org.apache.flink.connector.vitess.testing.ChangelogJob;
import org.apache.flink.connector.vitess.testing.LoggedLines;
import org.apache.flink.connector.vitess.testing.MiniClusters;
import org.apache.flink.connector.vitess.testing.Replay;
import org.apache.flink.connector.vitess.testing.faults.Fault;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A merge on a real Vitess while the copies of its shards are at different places. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MergeDuringCopyITCase {

    private static final int ROWS = 400;
    private static final List<String> HALVES = List.of("-80", "80-");

    @RegisterExtension
    static final VitessCluster VITESS = VitessCluster.keyspace("customer").shards("-80", "80-");

    @RegisterExtension static final MiniClusterExtension FLINK = MiniClusters.twoSlots();

    private int changes;

    @Test
    @Fault({"B3", "B5"})
    void theCopyEndsOnTheOldShardsWhichFollowTheNextSwitch() throws Exception {
        create();
        List<String> copied = new ArrayList<>(copied("-80", 100));
        copied.addAll(copied("80-", 300));
        String vgtid =
                Stream.of(start("-80", 100), start("80-", 300))
                        .collect(Collectors.joining(",", "[", "]"));
        change();
        ReshardWorkflow merge = VITESS.reshard(HALVES, List.of("0"));
        merge.switchTraffic();
        change();

        try (LoggedLines log = new LoggedLines(VitessSourceEnumerator.class);
                ChangelogJob job = ChangelogJob.start(source(vgtid), 2)) {
            awaitHeldBack(log, job);
            change();
            merge.reverseTraffic();
            change();
            awaitRows(job, copied);

            merge.switchTraffic();
            change();
            awaitRows(job, copied);
            merge.complete();
            change();
            awaitRows(job, copied);
        }
    }

    private static void create() {
        VITESS.vitess()
                .applySchema("customer", "create table note (id bigint primary key, v bigint)");
        VITESS.vitess()
                .applyVSchema(
                        "customer",
                        """
                        {"sharded": true, "vindexes": {"xxhash": {"type": "xxhash"}},
                         "tables": {"note": {
                          "column_vindexes": [{"column": "id", "name": "xxhash"}]}}}
                        """);
        for (int id = 1; id <= ROWS; id++) {
            VITESS.sql("insert into note (id, v) values (%d, 0)".formatted(id));
        }
    }

    /** What a copy has brought of a shard up to a key. */
    private static List<String> copied(String shard, int lastId) throws Exception {
        return VITESS
                .queryTarget("customer/" + shard, "select id, v from note where id <= " + lastId)
                .stream()
                .map(row -> shard + " note r " + row)
                .toList();
    }

    private static String start(String shard, int lastId) throws Exception {
        String executed =
                VITESS.queryTarget("customer/" + shard, "select @@global.gtid_executed")
                        .get(0)
                        .get(0);
        return """
               {"keyspace": "customer", "shard": "%s", "gtid": "MySQL56/%s", "table_p_ks": [
                {"table_name": "note", "lastpk": {
                 "fields": [{"name": "id", "type": "INT64", "charset": 63}],
                 "rows": [{"lengths": ["3"], "values": "%d"}]}}]}
               """
                .formatted(shard, executed.replace("\n", ""), lastId);
    }

    private static void awaitHeldBack(LoggedLines log, ChangelogJob job) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (log.lines().stream().filter(line -> line.contains("is read past")).count() < 2) {
            assertThat(System.nanoTime()).as("time of %s", log.lines()).isLessThan(deadline);
            job.awaitChange();
        }
    }

    /** Deletes, changes and inserts rows on both sides of the last keys. */
    private void change() {
        changes++;
        for (int id = changes; id <= ROWS; id += 20) {
            VITESS.sql(
                    "delete from note where id = %d".formatted(id),
                    "update note set v = v + 1 where id > %d and id < %d".formatted(id, id + 4),
                    "insert into note (id, v) values (%d, 0)"
                            .formatted(1000 * changes + ROWS + id));
        }
    }

    private static void awaitRows(ChangelogJob job, List<String> before) throws Exception {
        SortedMap<String, String> rows = new TreeMap<>();
        VITESS.query("select id, v from note")
                .forEach(row -> rows.put(Replay.key("note", row.get(0)), row.toString()));
        job.await(
                lines ->
                        Replay.rows(Stream.concat(before.stream(), lines.stream()).toList())
                                .equals(rows));
    }

    private static VitessSource<String> source(String vgtid) {
        return VitessSource.<String>builder()
                .hostname("localhost")
                .port(VITESS.vitess().grpcPort())
                .keyspace("customer")
                .tableList("note")
                .startupOptions(StartupOptions.specificOffset(vgtid))
                .deserializer(new ChangeLines())
                .build();
    }
}
