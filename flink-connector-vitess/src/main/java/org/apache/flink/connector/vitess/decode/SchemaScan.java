// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.decode;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.ddl.DdlStatement;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.ReshardJournal;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.proto.binlogdata.Journal;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;

/**
 * Looks through the log for statements that alter tables, up to a GTID set: if there is none, the
 * columns that MySQL has there hold all the way. Not thread-safe.
 */
@Internal
public final class SchemaScan {

    private final Shard shard;
    private final List<String> tables;
    private final GtidSet end;
    private final SortedMap<String, String> alterations = new TreeMap<>();
    private String gtid = "";
    private String reached;
    private Optional<ReshardJournal> journal = Optional.empty();
    private boolean finished;

    /**
     * A scan that has seen nothing yet.
     *
     * @param tables the tables to look for
     * @param start where to begin
     * @param end where to end
     */
    public SchemaScan(Shard shard, List<String> tables, String start, GtidSet end) {
        this.shard = shard;
        this.tables = List.copyOf(tables);
        this.reached = start;
        this.end = end;
    }

    /**
     * Looks through a response.
     *
     * @param response a serialized {@code vtgate.VStreamResponse}
     * @throws StreamFormatException if it cannot be read
     */
    public void read(byte[] response) {
        try {
            ResponseReader events = new ResponseReader();
            events.begin(response);
            while (!finished && events.next()) {
                if (!events.isRows()) {
                    read(events.whole());
                }
            }
        } catch (IOException e) {
            throw failure(Unexpected.response(e));
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private StreamFormatException failure(RuntimeException cause) {
        return new StreamFormatException(
                "Cannot look through the log of shard %s after position '%s': %s"
                        .formatted(shard, reached, cause.getMessage()),
                cause);
    }

    private void read(VEvent event) {
        switch (event.getType()) {
            case VGTID ->
                    gtid = ShardGtids.only(shard, event.getVgtid(), Optional.empty()).getGtid();
            case DDL -> {
                DdlEffect.tables(DdlStatement.parse(event.getStatement()), tables)
                        .forEach(table -> alterations.putIfAbsent(table, event.getStatement()));
                endGroup();
            }
            case COMMIT, OTHER -> endGroup();
            case JOURNAL -> readJournal(event.getJournal());
            default -> {}
        }
    }

    /** The shard ends with the transaction of the journal: its VGTID and COMMIT follow. */
    private void readJournal(Journal event) {
        journal = Journals.atEndOf(shard, event);
    }

    /** A position is safe once what follows it shows that everything before was sent. */
    private void endGroup() {
        if (!gtid.isEmpty()) {
            reached = gtid;
            finished |= journal.isPresent() || GtidSet.parse(gtid).contains(end);
        }
    }

    /** The shard whose log it is. */
    public Shard shard() {
        return shard;
    }

    /** Up to where the log was looked through, where another stream may continue. */
    public String reached() {
        return reached;
    }

    /** Whether the end is reached. */
    public boolean isFinished() {
        return finished;
    }

    /** The journal at which the shard ends, and the scan with it, if one came before the end. */
    public Optional<ReshardJournal> journal() {
        return journal;
    }

    /**
     * The first statement that alters a table, by the table; without tables that are not altered.
     */
    public SortedMap<String, String> alterations() {
        return Collections.unmodifiableSortedMap(alterations);
    }
}
