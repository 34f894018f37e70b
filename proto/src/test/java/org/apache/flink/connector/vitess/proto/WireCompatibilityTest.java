// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.vitess.proto.vtgateservice.Vtgateservice;
import org.junit.jupiter.api.Test;

/**
 * Compares the wire facts of our .proto files with those of Vitess' own Java client.
 *
 * <p>That client's last release is older than the server, so fields which came later are listed
 * here; the end-to-end tests compare all of them with what a real vtgate says of itself.
 */
class WireCompatibilityTest {

    private static final Set<String> NEWER_THAN_THE_CLIENT =
            Set.of(
                    "vtgate.VStreamFlags.include_reshard_journal_events",
                    "vtgate.VStreamFlags.tables_to_copy",
                    "vtgate.VStreamFlags.exclude_keyspace_from_table_name",
                    "vtgate.VStreamFlags.transaction_chunk_size",
                    "vtgate.VStreamFlags.stream_keyspace_heartbeats",
                    "binlogdata.RowChange.json_partial_values",
                    "binlogdata.RowEvent.is_internal_table",
                    "binlogdata.FieldEvent.is_internal_table",
                    "binlogdata.VEvent.throttled_reason",
                    "binlogdata.VEvent.commit_parent",
                    "binlogdata.VEvent.sequence_number",
                    "binlogdata.VEvent.event_gtid",
                    "binlogdata.VEventType.PREVIOUS_GTIDS",
                    "binlogdata.VEventType.ROWS_QUERY",
                    "query.Type.VECTOR",
                    "query.Type.RAW",
                    "query.Type.ROW_TUPLE");

    @Test
    void everyFieldHasTheNumberAndTypeOfVitessOwnClient() {
        FileDescriptor ours = Vtgateservice.getDescriptor();
        FileDescriptor theirs = io.vitess.proto.grpc.Vtgateservice.getDescriptor();

        List<String> ourFacts = WireFacts.of(ours);
        Set<String> theirFacts = Set.copyOf(WireFacts.of(theirs));
        List<String> unknown =
                ourFacts.stream()
                        .filter(fact -> !theirFacts.contains(fact))
                        .map(fact -> fact.substring(0, fact.indexOf(' ')))
                        .toList();

        assertThat(ourFacts).hasSizeGreaterThan(200);
        assertThat(unknown).containsExactlyInAnyOrderElementsOf(NEWER_THAN_THE_CLIENT);
    }

    @Test
    void theFactsHoldNumberTypeAndCardinality() {
        assertThat(WireFacts.of(Vtgateservice.getDescriptor()))
                .contains("vtgate.VStreamRequest.vgtid = 3 MESSAGE binlogdata.VGtid")
                .contains("query.Row.lengths = 1 SINT64 repeated")
                .contains("query.Type.VECTOR = 2083")
                .contains(
                        "vtgateservice.Vitess.VStream = vtgate.VStreamRequest stream vtgate.VStreamResponse");
    }
}
