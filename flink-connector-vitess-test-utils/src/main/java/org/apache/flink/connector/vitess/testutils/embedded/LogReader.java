// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;

/**
 * Turns a shard's binlog into packets, from a position on. A new one, for a new phase of a stream,
 * sends the columns of each table again, as each vstreamer of vttablet does.
 */
final class LogReader {
    /** MySQL cuts the rows of a statement into events of this size. */
    private static final int ROW_EVENT_BYTES = 8192;

    private final EmbeddedShard shard;
    private final FilterRules rules;
    private final EventEncoder encoder;
    private final int packetBytes;
    private final Predicate<String> wanted;
    // The plan of each table, for the definition whose columns were sent last.
    private final Map<String, Plan> plans = new HashMap<>();
    private ServerGtidSet position;
    private int next;

    /**
     * How the rows of a table are read, and what is wanted of them.
     *
     * @param logged the table when they were written
     * @param taken what the tablet takes it for; null if no rule wants the table
     * @param selection null if no rule wants the table
     */
    private record Plan(
            TableDefinition logged, TakenTable taken, FilterRules.Selection selection) {}

    LogReader(
            EmbeddedShard shard,
            StreamOptions options,
            EventEncoder encoder,
            Predicate<String> wanted,
            ServerGtidSet position) {
        this.shard = shard;
        this.rules = options.rules();
        this.packetBytes = options.packetBytes();
        this.encoder = encoder;
        this.wanted = wanted;
        this.position = position;
    }

    ServerGtidSet position() {
        return position;
    }

    /** Sends what is in the log up to the given size; false when the sink has ended. */
    boolean readTo(int logSize, PacketSink sink) throws InterruptedException {
        for (; next < logSize; next++) {
            LogEntry entry = shard.entry(next);
            if (position.contains(shard.serverUuid(), entry.number())) {
                continue;
            }
            position = position.plus(shard.serverUuid(), entry.number());
            for (List<VEvent> packet : packets(entry)) {
                if (!sink.accept(packet)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Sends the log and waits for more, until the sink has ended. */
    void follow(PacketSink sink) throws InterruptedException {
        while (sink.isOpen()) {
            shard.awaitEntry(next, sink);
            if (!sink.isOpen() || !readTo(shard.logSize(), sink)) {
                return;
            }
        }
    }

    private List<List<VEvent>> packets(LogEntry entry) {
        if (entry.content() instanceof LogEntry.Rows rows) {
            return transaction(rows, entry);
        }
        List<VEvent> packet = new ArrayList<>();
        if (entry.content() instanceof LogEntry.Resharding resharding) {
            packet.add(encoder.logged(VEventType.BEGIN, entry));
            packet.add(encoder.journal(resharding, entry));
            packet.add(encoder.gtid(position));
            packet.add(encoder.logged(VEventType.COMMIT, entry));
        } else if (entry.content() instanceof LogEntry.Ddl ddl) {
            packet.add(encoder.gtid(position));
            packet.add(
                    ddl.tables().stream().anyMatch(rules::matches)
                            ? encoder.ddl(ddl.sql(), entry)
                            : encoder.logged(VEventType.OTHER, entry));
            // To the schema of now, whatever it was at the statement.
            shard.reloadSchema();
        } else {
            packet.add(encoder.gtid(position));
            packet.add(encoder.logged(VEventType.OTHER, entry));
        }
        return List.of(packet);
    }

    private List<List<VEvent>> transaction(LogEntry.Rows rows, LogEntry entry) {
        Packets packets = new Packets();
        // MySQL's GTID event has the time of the first statement, the commit's own comes last.
        long begin =
                rows.statements().stream()
                        .findFirst()
                        .map(LogEntry.Statement::timestamp)
                        .orElse(entry.timestamp());
        packets.add(encoder.logged(VEventType.BEGIN, entry.at(begin)), 0);
        for (LogEntry.Statement statement : rows.statements()) {
            addStatement(statement, entry.at(statement.timestamp()), packets);
        }
        packets.add(encoder.gtid(position), 0);
        packets.add(encoder.logged(VEventType.COMMIT, entry), 0);
        return packets.all;
    }

    private void addStatement(LogEntry.Statement statement, LogEntry entry, Packets packets) {
        TableDefinition table = statement.table();
        if (statement.changes().isEmpty() || !wanted.test(table.name())) {
            return;
        }
        Plan plan = plans.get(table.name());
        if (plan == null || plan.logged() != table) {
            plan = plan(table);
            plans.put(table.name(), plan);
            if (plan.selection() != null) {
                packets.add(encoder.field(plan.taken(), plan.selection().columns(), entry), 0);
            }
        }
        if (plan.selection() != null) {
            addRows(statement, plan, entry, packets);
        }
    }

    private Plan plan(TableDefinition table) {
        if (!rules.matches(table.name())) {
            return new Plan(table, null, null);
        }
        try {
            TakenTable taken = shard.taken(table, rules.isBestEffort());
            FilterRules.Selection selection = rules.selectionOf(taken.definition()).orElseThrow();
            taken.requireLabels(table);
            return new Plan(table, taken, selection);
        } catch (StreamFailure failure) {
            throw Errors.atTable(failure, position, table.name());
        }
    }

    private void addRows(LogEntry.Statement statement, Plan plan, LogEntry entry, Packets packets) {
        // MySQL cuts all rows of a statement into events; each is filtered then.
        List<LogEntry.Change> event = new ArrayList<>();
        int eventBytes = 0;
        for (LogEntry.Change change : statement.changes()) {
            if (eventBytes > 0 && eventBytes + change.bytes() > ROW_EVENT_BYTES) {
                addEvent(event, plan, entry, packets);
                event = new ArrayList<>();
                eventBytes = 0;
            }
            event.add(change);
            eventBytes += change.bytes();
        }
        addEvent(event, plan, entry, packets);
    }

    private void addEvent(List<LogEntry.Change> event, Plan plan, LogEntry entry, Packets packets) {
        List<LogEntry.Change> wantedRows =
                read(event, plan).stream().filter(plan.selection().filter()::test).toList();
        if (!wantedRows.isEmpty()) {
            List<RowChange> rows =
                    wantedRows.stream()
                            .map(change -> EventEncoder.change(change, plan.selection().columns()))
                            .toList();
            int bytes = wantedRows.stream().mapToInt(LogEntry.Change::bytes).sum();
            packets.add(encoder.rows(plan.logged(), rows, entry), bytes);
        }
    }

    private List<LogEntry.Change> read(List<LogEntry.Change> event, Plan plan) {
        try {
            return event.stream().map(plan.taken()::read).toList();
        } catch (StreamFailure failure) {
            throw Errors.atLogEntry(failure, position, "");
        }
    }

    /** Starts a new packet when the rows of one would get too large. */
    private final class Packets {
        private final List<List<VEvent>> all = new ArrayList<>(List.of(new ArrayList<>()));
        private int bytes;

        void add(VEvent event, int rowBytes) {
            if (rowBytes > 0 && bytes + rowBytes > packetBytes) {
                all.add(new ArrayList<>());
                bytes = 0;
            }
            bytes += rowBytes;
            all.get(all.size() - 1).add(event);
        }
    }
}
