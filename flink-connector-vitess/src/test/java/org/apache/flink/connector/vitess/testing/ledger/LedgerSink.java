// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Commits the changes of each completed checkpoint to the {@link CommittedChanges} of a job.
 *
 * <p>Extends a sink of Flink's, because {@code Sink} itself cannot be implemented for Flink 1.20
 * and 2.x by the same source.
 */
final class LedgerSink extends DiscardingSink<LedgerChange> implements SupportsCommitter<String> {

    private static final long serialVersionUID = 1;

    private final String job;
    private final PlantedFault fault;

    LedgerSink(String job, PlantedFault fault) {
        this.job = job;
        this.fault = fault;
    }

    @Override
    public CommittingSinkWriter<LedgerChange, String> createWriter(WriterInitContext context) {
        return new Writer(LedgerJob.byId(job).committed(), fault);
    }

    @Override
    public Committer<String> createCommitter(CommitterInitContext context) {
        CommittedChanges committed = LedgerJob.byId(job).committed();
        return new Committer<>() {
            @Override
            public void commit(Collection<CommitRequest<String>> requests) {
                requests.forEach(request -> committed.commit(request.getCommittable()));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public SimpleVersionedSerializer<String> getCommittableSerializer() {
        return new IdSerializer();
    }

    private static final class Writer implements CommittingSinkWriter<LedgerChange, String> {

        private final CommittedChanges committed;
        private final PlantedFault fault;
        private List<LedgerChange> changes = new ArrayList<>();
        private int logChanges;

        Writer(CommittedChanges committed, PlantedFault fault) {
            this.committed = committed;
            this.fault = fault;
        }

        @Override
        public void write(LedgerChange change, Context context) {
            boolean lose =
                    fault == PlantedFault.LOSE
                            && !change.snapshot()
                            && ++logChanges == PlantedFault.NTH;
            if (!lose) {
                changes.add(change);
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public Collection<String> prepareCommit() {
            if (changes.isEmpty()) {
                return List.of();
            }
            String id = UUID.randomUUID().toString();
            committed.stage(id, changes);
            changes = new ArrayList<>();
            return List.of(id);
        }

        @Override
        public void close() {}
    }

    private static final class IdSerializer implements SimpleVersionedSerializer<String> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(String id) {
            return id.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String deserialize(int version, byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
