// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.position.GtidSet.Interval;
import org.apache.flink.connector.vitess.position.GtidSet.MySql56;
import org.apache.flink.connector.vitess.position.GtidSet.Opaque;
import org.apache.flink.connector.vitess.position.GtidSet.Origin;

/** Reads the text of one {@link GtidSet}. */
final class GtidSetParser {

    static final String MYSQL56 = "MySQL56";

    private static final Set<String> OPAQUE_FLAVORS = Set.of("MariaDB", "FilePos");

    private static final Pattern UUID =
            Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private static final Pattern TAG = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,31}");

    private static final Pattern INTERVAL = Pattern.compile("([0-9]+)(?:-([0-9]+))?");

    private final String text;

    private final SortedMap<Origin, List<Interval>> intervals = new TreeMap<>();

    private GtidSetParser(String text) {
        this.text = text;
    }

    static GtidSet parse(String text) {
        String trimmed = text.strip();
        GtidSetParser parser = new GtidSetParser(trimmed);
        int slash = trimmed.indexOf('/');
        if (slash < 0) {
            throw parser.refuse("it has no flavor");
        }
        String flavor = trimmed.substring(0, slash);
        String set = trimmed.substring(slash + 1);
        if (set.isBlank()) {
            throw parser.refuse("it is empty");
        }
        if (OPAQUE_FLAVORS.contains(flavor)) {
            return new Opaque(trimmed);
        }
        if (!flavor.equals(MYSQL56)) {
            throw parser.refuse("Vitess knows no flavor '" + flavor + "'");
        }
        return parser.parseMySql56(set);
    }

    private MySql56 parseMySql56(String set) {
        for (String server : set.split(",", -1)) {
            parseServer(server.strip());
        }
        intervals.replaceAll((origin, unsorted) -> merge(unsorted));
        return new MySql56(Collections.unmodifiableSortedMap(intervals));
    }

    /** One server's part: its UUID, then intervals and tags; a tag is that of what follows it. */
    private void parseServer(String server) {
        String[] parts = server.split(":", -1);
        if (!UUID.matcher(parts[0]).matches()) {
            throw refuse("'" + parts[0] + "' is not a server's UUID");
        }
        Origin origin = new Origin(parts[0].toLowerCase(Locale.ROOT), "");
        boolean open = true;
        for (String part : List.of(parts).subList(1, parts.length)) {
            boolean tag = TAG.matcher(part).matches();
            if (tag && open && !origin.tag().isEmpty()) {
                break;
            }
            if (tag) {
                origin = new Origin(origin.uuid(), part.toLowerCase(Locale.ROOT));
            } else {
                intervals.computeIfAbsent(origin, any -> new ArrayList<>()).add(interval(part));
            }
            open = tag;
        }
        if (open) {
            throw refuse("no interval follows '" + origin.uuid() + suffix(origin) + "'");
        }
    }

    private static String suffix(Origin origin) {
        return origin.tag().isEmpty() ? "" : ":" + origin.tag();
    }

    private Interval interval(String part) {
        Matcher matcher = INTERVAL.matcher(part);
        if (!matcher.matches()) {
            throw refuse("'" + part + "' is neither an interval nor a tag");
        }
        try {
            long first = Long.parseLong(matcher.group(1));
            String last = matcher.group(2);
            return new Interval(first, last == null ? first : Long.parseLong(last));
        } catch (IllegalArgumentException e) {
            throw refuse("'" + part + "' is not an interval of numbers from 1 on");
        }
    }

    /** Sorts, and joins what overlaps or touches. */
    private static List<Interval> merge(List<Interval> unsorted) {
        unsorted.sort(Comparator.comparingLong(Interval::first));
        List<Interval> merged = new ArrayList<>();
        for (Interval next : unsorted) {
            int end = merged.size() - 1;
            if (end >= 0 && next.first() - 1 <= merged.get(end).last()) {
                Interval previous = merged.get(end);
                merged.set(
                        end,
                        new Interval(previous.first(), Math.max(previous.last(), next.last())));
            } else {
                merged.add(next);
            }
        }
        return List.copyOf(merged);
    }

    private IllegalArgumentException refuse(String why) {
        return new IllegalArgumentException(
                String.format(
                        "Not a GTID set as VStream spells it, %s: '%s'. The form is"
                                + " 'MySQL56/<uuid>:1-9'; SELECT @@global.gtid_executed gives it"
                                + " without the prefix 'MySQL56/'",
                        why, text));
    }
}
