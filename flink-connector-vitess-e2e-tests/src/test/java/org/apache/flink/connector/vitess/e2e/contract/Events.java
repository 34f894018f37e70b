// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.proto.binlogdata.RowChange;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.binlogdata.VEvent;
import org.apache.flink.connector.vitess.proto.binlogdata.VEventType;
import org.apache.flink.connector.vitess.proto.query.Row;

/** Reads lists of events. */
final class Events {
    private static final Set<VEventType> TERMINATORS =
            Set.of(VEventType.COMMIT, VEventType.DDL, VEventType.OTHER, VEventType.COPY_COMPLETED);

    private Events() {}

    static List<VEventType> types(List<VEvent> events) {
        return events.stream().map(VEvent::getType).toList();
    }

    /** The groups of events up to a COMMIT, DDL or OTHER; what follows the last is left out. */
    static List<List<VEvent>> groups(List<VEvent> events) {
        List<List<VEvent>> groups = new ArrayList<>();
        List<VEvent> group = new ArrayList<>();
        for (VEvent event : events) {
            group.add(event);
            if (TERMINATORS.contains(event.getType())) {
                groups.add(group);
                group = new ArrayList<>();
            }
        }
        return groups;
    }

    /**
     * The groups but for those that Vitess' own bookkeeping makes at any time: transactions without
     * rows, and OTHER.
     */
    static List<List<VEvent>> telling(List<VEvent> events) {
        return groups(events).stream()
                .filter(group -> group.stream().anyMatch(Events::tells))
                .toList();
    }

    private static boolean tells(VEvent event) {
        return event.hasRowEvent()
                || event.hasFieldEvent()
                || event.hasJournal()
                || event.getType() == VEventType.DDL;
    }

    /** The rows, as "table before -> after"; a copied row is marked. */
    static List<String> rows(List<VEvent> events) {
        return events.stream().flatMap(Events::rows).toList();
    }

    static Stream<String> rows(VEvent event) {
        return event.getRowEvent().getRowChangesList().stream()
                .map(
                        change ->
                                "%s %s %s"
                                        .formatted(
                                                event.getTimestamp() == 0 ? "copy" : "log",
                                                event.getRowEvent().getTableName(),
                                                print(change)));
    }

    /** The only shard's position in the last VGTID. */
    static ShardGtid lastPosition(List<VEvent> events) {
        List<VEvent> vgtids = events.stream().filter(VEvent::hasVgtid).toList();
        List<ShardGtid> shards = vgtids.get(vgtids.size() - 1).getVgtid().getShardGtidsList();
        if (shards.size() != 1) {
            throw new AssertionError("not one shard: " + shards);
        }
        return shards.get(0);
    }

    static String print(VEvent event) {
        String what = event.getType().name();
        if (event.hasRowEvent()) {
            return what + " " + rows(event).toList();
        }
        if (event.hasVgtid()) {
            return what
                    + " "
                    + event.getVgtid().getShardGtidsList().stream().map(Events::print).toList();
        }
        return event.getStatement().isEmpty() ? what : what + " " + event.getStatement();
    }

    private static String print(ShardGtid position) {
        return position.getShard()
                + "@"
                + position.getGtid()
                + position.getTablePKsList().stream()
                        .map(
                                pk ->
                                        pk.getTableName()
                                                + pk.getLastpk().getRowsList().stream()
                                                        .map(Events::print)
                                                        .toList())
                        .toList();
    }

    private static String print(RowChange change) {
        String before = change.hasBefore() ? print(change.getBefore()) : "";
        String after = change.hasAfter() ? print(change.getAfter()) : "";
        return before + "->" + after;
    }

    private static String print(Row row) {
        return values(row).toString();
    }

    static List<String> values(Row row) {
        List<String> values = new ArrayList<>();
        int offset = 0;
        for (long length : row.getLengthsList()) {
            int end = offset + (int) Math.max(length, 0);
            values.add(
                    length < 0
                            ? "NULL"
                            : row.getValues()
                                    .substring(offset, end)
                                    .toString(StandardCharsets.UTF_8));
            offset = end;
        }
        return values;
    }
}
