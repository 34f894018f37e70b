// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The transactions that a shard executed, or that a client has seen. Immutable. */
record ServerGtidSet(Map<String, List<Interval>> servers) {
    private static final String FLAVOR = "MySQL56/";

    ServerGtidSet {
        servers = Collections.unmodifiableMap(new TreeMap<>(servers));
    }

    /** Transactions from first to last, both included. */
    record Interval(long first, long last) {
        @Override
        public String toString() {
            return first == last ? Long.toString(first) : first + "-" + last;
        }
    }

    static ServerGtidSet firstOf(String server, long count) {
        return new ServerGtidSet(
                count == 0 ? Map.of() : Map.of(server, List.of(new Interval(1, count))));
    }

    /** Parses a position with its flavor. */
    static ServerGtidSet parsePosition(String position) {
        int slash = position.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("parse error: unknown GTIDSet flavor \"\"");
        }
        if (!position.startsWith(FLAVOR)) {
            throw new IllegalArgumentException(
                    "parse error: unknown GTIDSet flavor \"" + position.substring(0, slash) + "\"");
        }
        return parse(position.substring(FLAVOR.length()));
    }

    private static ServerGtidSet parse(String text) {
        Map<String, List<Interval>> servers = new TreeMap<>();
        for (String part : text.split(",", -1)) {
            if (part.isBlank()) {
                continue;
            }
            String[] pieces = part.strip().toLowerCase(Locale.ROOT).split(":");
            if (pieces.length < 2
                    || !pieces[0].matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
                throw invalid(text);
            }
            List<Interval> intervals = new ArrayList<>(servers.getOrDefault(pieces[0], List.of()));
            for (int i = 1; i < pieces.length; i++) {
                intervals.add(parseInterval(pieces[i], text));
            }
            servers.put(pieces[0], merged(intervals));
        }
        return new ServerGtidSet(servers);
    }

    private static Interval parseInterval(String text, String whole) {
        if (!text.matches("[1-9][0-9]*(-[1-9][0-9]*)?")) {
            throw invalid(whole);
        }
        int dash = text.indexOf('-');
        long first = Long.parseLong(dash < 0 ? text : text.substring(0, dash));
        return new Interval(first, dash < 0 ? first : Long.parseLong(text.substring(dash + 1)));
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("invalid MySQL 5.6 GTID set (\"" + text + "\")");
    }

    private static List<Interval> merged(List<Interval> intervals) {
        List<Interval> sorted = new ArrayList<>(intervals);
        sorted.sort((left, right) -> Long.compare(left.first, right.first));
        List<Interval> merged = new ArrayList<>();
        for (Interval next : sorted) {
            Interval last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && next.first <= last.last + 1) {
                long end = Math.max(last.last, next.last);
                merged.set(merged.size() - 1, new Interval(last.first, end));
            } else {
                merged.add(next);
            }
        }
        return merged;
    }

    ServerGtidSet plus(String server, long number) {
        Map<String, List<Interval>> all = new TreeMap<>(servers);
        List<Interval> intervals = new ArrayList<>(all.getOrDefault(server, List.of()));
        intervals.add(new Interval(number, number));
        all.put(server, merged(intervals));
        return new ServerGtidSet(all);
    }

    boolean contains(String server, long number) {
        return servers.getOrDefault(server, List.of()).stream()
                .anyMatch(interval -> interval.first <= number && number <= interval.last);
    }

    boolean containsAll(ServerGtidSet other) {
        return other.servers.entrySet().stream()
                .allMatch(
                        entry ->
                                entry.getValue().stream().allMatch(i -> covers(entry.getKey(), i)));
    }

    private boolean covers(String server, Interval wanted) {
        return servers.getOrDefault(server, List.of()).stream()
                .anyMatch(own -> own.first <= wanted.first && wanted.last <= own.last);
    }

    /** With the flavor, as positions are on the wire. */
    String toPosition() {
        return FLAVOR + this;
    }

    @Override
    public String toString() {
        return servers.entrySet().stream()
                .map(server -> server.getKey() + ":" + joined(server.getValue()))
                .collect(Collectors.joining(","));
    }

    private static String joined(List<Interval> intervals) {
        return intervals.stream().map(Interval::toString).collect(Collectors.joining(":"));
    }
}
