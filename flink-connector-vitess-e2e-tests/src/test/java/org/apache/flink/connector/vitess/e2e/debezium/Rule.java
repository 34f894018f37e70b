// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.debezium;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What is different between Debezium's events and ours by design. Each is exact: of our value it
 * says which one Debezium has to have.
 */
enum Rule {
    KEY_UPDATE(
            "an update of the primary key",
            "a delete and an insert",
            "one update",
            "Kafka's records are kept by key; Flink's changelog has both rows of an update."),
    TOMBSTONE(
            "after a delete",
            "a record without a value",
            "nothing",
            "Kafka's compaction needs it. `tombstones.on.delete=false` turns it off."),
    POSITION(
            "the position",
            "`source.vgtid`, the VGTID of all shards after the transaction",
            "`source.gtid`, the GTID of the transaction; with `withTransactions()` also"
                    + " `source.vgtid`, that of the shard",
            "A Flink job keeps the positions in its state, one for each shard."),
    TIME_OF_CHANGE(
            "`source.ts_ms`",
            "when the transaction was committed",
            "when the statement that changed the row began",
            "It is the time that MySQL's binlog has with the row."),
    TIME_OF_EVENT(
            "`ts_ms` outside of `source`",
            "when Debezium handled the event",
            "as in `source`",
            "A job has Flink's own metrics for the delay."),
    DATABASE(
            "`source.db`",
            "empty",
            "the keyspace, as in `source.keyspace`",
            "Flink's `debezium-json` offers it as metadata."),
    MORE_FIELDS(
            "other fields",
            "`transaction`, `version`, `name`, `sequence`, `ts_us` and `ts_ns`",
            "none; with `withTransactions()` `transaction`, whose `id` is the GTID",
            "They are about Debezium, or the same time again."),
    UNSIGNED(
            "BIGINT UNSIGNED",
            "a string",
            "a number",
            "By Debezium's default; [`bigint.unsigned.handling.mode`](#the-form-of-values) is here, too.",
            "bigint unsigned",
            (ours, theirs) -> theirs.isTextual() && ours.asText().equals(theirs.asText())),
    DECIMAL(
            "DECIMAL between -1 and 1",
            "`.50`",
            "`0.50`",
            "Vitess 24.0.0 sends `.50` in a change and `0.50` in a copied row, 23.0.5 and 24.0.4 always `0.50`; we give what `SELECT` prints.",
            "decimal.*",
            (ours, theirs) ->
                    ours.asText().replaceFirst("^(-?)0\\.", "$1.").equals(theirs.asText())),
    FLOAT(
            "FLOAT",
            "`0.0349009`'s stored value, `0.03490090370178223`",
            "`0.0349009`",
            "We give the six digits that `SELECT` prints, which are all that a copied row has.",
            "float",
            (ours, theirs) ->
                    theirs.isNumber()
                            && ours.decimalValue()
                                            .compareTo(
                                                    new BigDecimal(theirs.doubleValue())
                                                            .round(new MathContext(6)))
                                    == 0),
    LATIN1(
            "text in another character set than UTF-8",
            "its bytes read as UTF-8: `é` is lost",
            "the text",
            "We read it in the character set of its column.",
            ".* character set latin1",
            (ours, theirs) ->
                    new String(
                                    ours.asText().getBytes(Charset.forName("windows-1252")),
                                    StandardCharsets.UTF_8)
                            .equals(theirs.asText())),
    JSON(
            "the members of a JSON object",
            "in another order",
            "in MySQL's order",
            "Vitess orders them by bytes in a change; we give what `SELECT` prints.",
            "json",
            (ours, theirs) -> parse(ours.asText()).equals(parse(theirs.asText()))),
    BIT(
            "BIT",
            "left out; bytes with `include.unknown.datatypes`",
            "BIT(1) is true or false, others are bytes",
            "The type is unknown to Debezium's connector for Vitess. The test sets the option.",
            "bit.*",
            (ours, theirs) -> ours.isBoolean() && theirs.asText().equals(bit(ours.asBoolean()))),
    DATE(
            "DATE",
            "the days since 1970",
            "`2024-02-29`",
            "As MySQL prints it; [`time.precision.mode`](#the-form-of-values) is here, too.",
            "date",
            (ours, theirs) ->
                    theirs.isNumber()
                            && theirs.asLong() == LocalDate.parse(ours.asText()).toEpochDay()),
    TIME(
            "TIME",
            "microseconds",
            "`12:34:56`",
            "As MySQL prints it; [`time.precision.mode`](#the-form-of-values) is here, too.",
            "time(\\(\\d\\))?",
            (ours, theirs) -> theirs.isNumber() && theirs.asLong() == micros(ours.asText())),
    DATETIME_MILLIS(
            "DATETIME(0) to DATETIME(3)",
            "milliseconds since 1970 in UTC",
            "`2024-02-29 12:34:56.123`",
            "As MySQL prints it; [`time.precision.mode`](#the-form-of-values) is here, too.",
            "datetime(\\([1-3]\\))?",
            (ours, theirs) -> isSince1970(ours, theirs, ChronoUnit.MILLIS)),
    DATETIME_MICROS(
            "DATETIME(4) to DATETIME(6)",
            "microseconds since 1970 in UTC",
            "`2024-02-29 12:34:56.123456`",
            "As MySQL prints it; [`time.precision.mode`](#the-form-of-values) is here, too.",
            "datetime\\([4-6]\\)",
            (ours, theirs) -> isSince1970(ours, theirs, ChronoUnit.MICROS)),
    TIMESTAMP(
            "TIMESTAMP",
            "`2024-02-29 12:34:56`",
            "`2024-02-29 12:34:56Z`",
            "The time is in UTC, and Flink's `debezium-json` reads it as one only if the value says so.",
            "timestamp.*",
            (ours, theirs) -> ours.asText().equals(theirs.asText() + "Z"));

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Pattern TIME_TEXT =
            Pattern.compile("(-?)(\\d+):(\\d\\d):(\\d\\d)(?:\\.(\\d+))?");

    private final String what;
    private final String debezium;
    private final String here;
    private final String why;
    private final String type;
    private final BiPredicate<JsonNode, JsonNode> explains;

    Rule(String what, String debezium, String here, String why) {
        this(what, debezium, here, why, "", (ours, theirs) -> false);
    }

    Rule(
            String what,
            String debezium,
            String here,
            String why,
            String type,
            BiPredicate<JsonNode, JsonNode> explains) {
        this.what = what;
        this.debezium = debezium;
        this.here = here;
        this.why = why;
        this.type = type;
        this.explains = explains;
    }

    /**
     * The rule by which two values that are not equal are the same.
     *
     * @param columnType the column's type as it was declared
     */
    static Optional<Rule> explaining(String columnType, JsonNode ours, JsonNode theirs) {
        if (ours.isNull() || theirs.isNull()) {
            return Optional.empty();
        }
        for (Rule rule : values()) {
            if (columnType.matches(rule.type) && rule.explains.test(ours, theirs)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    /** Its row in the document. */
    String documented() {
        return "| %s | %s | %s | %s |".formatted(what, debezium, here, why);
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private static String bit(boolean value) {
        return value ? "AQ==" : "AA==";
    }

    private static long micros(String time) {
        Matcher parts = TIME_TEXT.matcher(time);
        if (!parts.matches()) {
            throw new AssertionError("no TIME: " + time);
        }
        Duration duration =
                Duration.ofHours(Long.parseLong(parts.group(2)))
                        .plusMinutes(Long.parseLong(parts.group(3)))
                        .plusSeconds(Long.parseLong(parts.group(4)));
        String digits = parts.group(5) == null ? "0" : parts.group(5);
        long micros =
                duration.toSeconds() * 1_000_000
                        + new BigDecimal("0." + digits).movePointRight(6).longValueExact();
        return parts.group(1).isEmpty() ? micros : -micros;
    }

    private static boolean isSince1970(JsonNode ours, JsonNode theirs, ChronoUnit unit) {
        LocalDateTime time = LocalDateTime.parse(ours.asText().replace(' ', 'T'));
        LocalDateTime epoch = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);
        return theirs.isNumber() && theirs.asLong() == unit.between(epoch, time);
    }
}
