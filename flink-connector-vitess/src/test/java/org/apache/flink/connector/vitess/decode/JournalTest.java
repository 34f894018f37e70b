// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import static org.apache.flink.connector.vitess.decode.Decoders.decode;
import static org.apache.flink.connector.vitess.decode.Decoders.decoder;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.BEGIN;
import static org.apache.flink.connector.vitess.proto.binlogdata.VEventType.COMMIT;
import static org.apache.flink.connector.vitess.testing.Responses.change;
import static org.apache.flink.connector.vitess.testing.Responses.event;
import static org.apache.flink.connector.vitess.testing.Responses.field;
import static org.apache.flink.connector.vitess.testing.Responses.logged;
import static org.apache.flink.connector.vitess.testing.Responses.row;
import static org.apache.flink.connector.vitess.testing.Responses.schemas;
import static org.apache.flink.connector.vitess.testing.Responses.vgtid;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.KeyspaceShard;
import org.apache.flink.connector.vitess.proto.binlogdata.MigrationType;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.junit.jupiter.api.Test;

/** Where a journal ends a shard. */
class JournalTest {

    private static final ShardPosition IN_LOG =
            ShardPosition.inLog("MySQL56/u:1-5", List.of("a")).withSchemas(schemas("a"));

    private static final VEvent[] TRANSACTION = {
        event(BEGIN),
        field("a"),
        logged("a", change(null, row("1", "x"))),
        vgtid("MySQL56/u:1-7"),
        event(COMMIT)
    };

    @Test
    void aShardEndsWithTheTransactionOfItsJournal() {
        List<ChangeBatch> batches =
                decode(IN_LOG, with(TRANSACTION, journal(MigrationType.SHARDS, "-80", "80-")));

        assertThat(batches).flatExtracting(ChangeBatch::changes).hasSize(1);
        ChangeBatch last = batches.get(batches.size() - 1);
        assertThat(last.after()).isEqualTo(IN_LOG.withGtid("MySQL56/u:1-8"));
        ReshardJournal journal = last.journal().orElseThrow();
        assertThat(journal.id()).isEqualTo(42);
        assertThat(journal.participants()).isEqualTo(Set.of("-80", "80-"));
        assertThat(journal.targets()).isEqualTo(Map.of("-", "MySQL56/t:1-3"));
    }

    /** It comes again, with its position, when the stream is opened again. */
    @Test
    void aJournalWithoutThePositionOfItsTransactionIsNotTheEnd() {
        VEvent[] whole = journal(MigrationType.SHARDS, "-80");
        VEvent[] cut =
                Arrays.stream(whole).filter(e -> e.getType() != COMMIT).toArray(VEvent[]::new);

        assertThat(decode(IN_LOG, cut)).noneMatch(batch -> batch.journal().isPresent());
    }

    @Test
    void whatFollowsAJournalIsIgnored() {
        VStreamDecoder decoder = decoder(IN_LOG);
        decode(decoder, journal(MigrationType.SHARDS, "-80"));

        assertThat(decode(decoder, TRANSACTION)).isEmpty();
        assertThat(decoder.rest()).isEmpty();
    }

    @Test
    void journalsOfMovedTablesAndOfOtherShardsChangeNothing() {
        for (VEvent[] journal :
                List.<VEvent[]>of(
                        journal(MigrationType.TABLES, "-80"),
                        journal(MigrationType.SHARDS, "80-"))) {
            VStreamDecoder decoder = decoder(IN_LOG);
            decode(decoder, journal);

            assertThat(decode(decoder, TRANSACTION))
                    .last()
                    .satisfies(batch -> assertThat(batch.changes()).hasSize(1))
                    .satisfies(batch -> assertThat(batch.journal()).isEmpty());
        }
    }

    private static VEvent[] with(VEvent[] before, VEvent[] after) {
        return Stream.concat(Stream.of(before), Stream.of(after)).toArray(VEvent[]::new);
    }

    /** As vtgate sends it: its own VGTID comes after it. */
    private static VEvent[] journal(MigrationType type, String... participants) {
        Journal.Builder journal =
                Journal.newBuilder()
                        .setId(42)
                        .setMigrationType(type)
                        .addShardGtids(
                                ShardGtid.newBuilder()
                                        .setKeyspace("shop")
                                        .setShard("-")
                                        .setGtid("MySQL56/t:1-3"));
        for (String participant : participants) {
            journal.addParticipants(
                    KeyspaceShard.newBuilder().setKeyspace("shop").setShard(participant));
        }
        VEvent event = VEvent.newBuilder().setType(VEventType.JOURNAL).setJournal(journal).build();
        return new VEvent[] {event(BEGIN), event, vgtid("MySQL56/u:1-8"), event(COMMIT)};
    }
}
