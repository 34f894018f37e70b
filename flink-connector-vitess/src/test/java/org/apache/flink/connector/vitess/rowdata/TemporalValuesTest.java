// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.rowdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.value.Temporals;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.TimestampData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalValuesTest {

    private static final Column DATE = Values.column(MySqlType.DATE, "date");
    private static final Column TIME = Values.column(MySqlType.TIME, "time(6)");
    private static final Column DATETIME = Values.column(MySqlType.DATETIME, "datetime(6)");
    private static final Column TIMESTAMP = Values.column(MySqlType.TIMESTAMP, "timestamp(6)");

    @Test
    void everyDateOfMySqlIsThatOfJava() {
        LocalDate end = LocalDate.of(10000, 1, 1);
        for (LocalDate date = LocalDate.of(0, 1, 1); date.isBefore(end); date = date.plusDays(1)) {
            byte[] text = date.toString().getBytes(StandardCharsets.US_ASCII);
            assertThat(Temporals.date(text, 0, text.length)).isEqualTo(date.toEpochDay());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01", "1000-01-01", "9999-12-31", "2000-02-29", "0001-01-01"})
    void aDateIsItsDays(String text) {
        assertThat(Values.of(DATE, DataTypes.DATE(), text))
                .isEqualTo((int) LocalDate.parse(text).toEpochDay());
        assertThat(Values.text(DATE, text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-00-00",
                "2024-00-00",
                "2024-01-00",
                "2024-00-01",
                "2023-02-29",
                "1900-02-29",
                "2024-04-31",
                "2024-13-01",
                "0000-00-01"
            })
    void aDateThatDoesNotExistFailsOrIsNull(String text) {
        String time = text + " 00:00:00.000000";

        assertThatThrownBy(() -> Values.of(DATE, DataTypes.DATE(), text))
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("no calendar has this date");
        assertThatThrownBy(() -> Values.of(DATETIME, DataTypes.TIMESTAMP(6), time))
                .hasMessageContaining("no calendar has this date");
        assertThat(Values.nullInsteadOf(DATE, DataTypes.DATE(), text)).isNull();
        assertThat(Values.nullInsteadOf(DATETIME, DataTypes.TIMESTAMP(6), time)).isNull();
        assertThat(Values.nullInsteadOf(TIMESTAMP, DataTypes.TIMESTAMP_LTZ(6), time)).isNull();
        assertThat(Values.text(DATE, text)).isEqualTo(text);
        assertThatThrownBy(() -> Values.nullInsteadOf(DATE, DataTypes.DATE().notNull(), text))
                .hasMessageContaining("DATE NOT NULL")
                .hasMessageContaining("no calendar has this date");
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01 00:00:00, 0", "1969-12-31 23:59:59.999999, 6", "9999-12-31 23:59:59.999999, 6",
        "1000-01-01 00:00:00.1, 1", "2024-02-29 12:34:56.12, 2", "2024-02-29 12:34:56.123, 3",
        "2024-02-29 12:34:56.1234, 4", "2024-02-29 12:34:56.12345, 5", "0001-01-01 00:00:00, 0",
        "2038-01-19 03:14:07.999999, 6", "1969-12-31 23:59:59.999, 3",
    })
    void aTimestampIsItsInstantOrItsLocalTime(String text, int precision) {
        TimestampData expected =
                TimestampData.fromLocalDateTime(LocalDateTime.parse(text.replace(' ', 'T')));

        for (Column column : new Column[] {DATETIME, TIMESTAMP}) {
            assertThat(Values.of(column, DataTypes.TIMESTAMP(precision), text)).isEqualTo(expected);
            assertThat(Values.of(column, DataTypes.TIMESTAMP(9), text)).isEqualTo(expected);
            assertThat(Values.text(column, text)).isEqualTo(text);
        }
        assertThat(Values.of(TIMESTAMP, DataTypes.TIMESTAMP_LTZ(precision), text))
                .isEqualTo(expected);
    }

    @Test
    void digitsOfASecondThatTheTypeDoesNotKeepAreRefusedUnlessTheyAreZeros() {
        assertThat(Values.of(DATETIME, DataTypes.TIMESTAMP(3), "2024-01-01 00:00:00.123000"))
                .isEqualTo(
                        TimestampData.fromLocalDateTime(
                                LocalDateTime.parse("2024-01-01T00:00:00.123")));
        assertThatThrownBy(
                        () ->
                                Values.of(
                                        DATETIME,
                                        DataTypes.TIMESTAMP(3),
                                        "2024-01-01 00:00:00.123400"))
                .hasMessageContaining("more than 3 digits of a second");
        assertThatThrownBy(
                        () -> Values.of(DATETIME, DataTypes.TIMESTAMP(0), "1969-01-01 00:00:00.1"))
                .hasMessageContaining("more than 0 digits of a second");
        assertThatThrownBy(() -> Values.of(TIME, DataTypes.TIME(6), "12:34:56.1234"))
                .hasMessageContaining("more than 3 digits of a second")
                .as("Flink's planner says TIME(3) where TIME(6) is declared")
                .hasMessageContaining("whatever is declared: declare BIGINT or STRING");
        assertThatThrownBy(() -> Values.of(TIME, DataTypes.TIME(0), "12:34:56.1"))
                .hasMessageContaining("more than 0 digits of a second");
    }

    @ParameterizedTest
    @CsvSource({
        "00:00:00, 0",
        "23:59:59.999000, 86399999000",
        "00:00:00.000000, 0",
        "12:34:56, 45296000000",
        "12:34:56.5, 45296500000",
        "-00:00:00, 0",
    })
    void aTimeOfADayIsItsMillisecondsOrItsMicroseconds(String text, long micros) {
        assertThat(Values.of(TIME, DataTypes.TIME(3), text)).isEqualTo((int) (micros / 1000));
        assertThat(Values.of(TIME, DataTypes.BIGINT(), text)).isEqualTo(micros);
        assertThat(Values.text(TIME, text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "24:00:00, 86400000000",
        "-00:00:01, -1000000",
        "-00:00:00.000001, -1",
        "838:59:59, 3020399000000",
        "-838:59:59.000000, -3020399000000",
        "100:00:00.000001, 360000000001",
    })
    void aTimeBeyondADayFailsOrIsNullButItsMicrosecondsAreExact(String text, long micros) {
        assertThatThrownBy(() -> Values.of(TIME, DataTypes.TIME(3), text))
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("it is not within a day");
        assertThat(Values.nullInsteadOf(TIME, DataTypes.TIME(3), text)).isNull();
        assertThatThrownBy(() -> Values.nullInsteadOf(TIME, DataTypes.TIME(3).notNull(), text))
                .hasMessageContaining("it is not within a day");
        assertThat(Values.of(TIME, DataTypes.BIGINT(), text)).isEqualTo(micros);
        assertThat(Values.text(TIME, text)).isEqualTo(text);
    }

    @Test
    void randomTimestampsAndTimesAreThoseOfJava() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        LocalDateTime first = LocalDateTime.of(1000, 1, 1, 0, 0);
        for (int i = 0; i < 5_000; i++) {
            LocalDateTime time =
                    first.plusSeconds((long) (random.nextDouble() * 283_000_000_000L))
                            .plus(random.nextInt(1_000_000), ChronoUnit.MICROS);
            String text =
                    "%s %s.%06d"
                            .formatted(
                                    time.toLocalDate(),
                                    time.toLocalTime()
                                            .truncatedTo(ChronoUnit.SECONDS)
                                            .format(
                                                    java.time.format.DateTimeFormatter
                                                            .ISO_LOCAL_TIME),
                                    time.getNano() / 1000);
            assertThat(Values.of(DATETIME, DataTypes.TIMESTAMP(6), text))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(TimestampData.fromLocalDateTime(time));
            assertThat(Values.of(TIME, DataTypes.BIGINT(), text.substring(11)))
                    .as("%s, seed %d", text, seed)
                    .isEqualTo(LocalTime.from(time).toNanoOfDay() / 1000);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2024-01-01",
                "2024-01-01 00:00",
                "2024-01-01T00:00:00",
                "2024-01-01 24:00:00",
                "2024-01-01 00:60:00",
                "2024-01-01 00:00:60",
                "2024-01-01 00:00:00.",
                "2024-01-01 00:00:00.1234567",
                "2024/01/01 00:00:00",
                "2024-01-01 00-00:00",
                "2024-01-01 0a:00:00",
                "2024-01-01 00:00:00,1"
            })
    void whatIsNoTimestampIsRefused(String text) {
        assertThatThrownBy(() -> Values.of(DATETIME, DataTypes.TIMESTAMP(6), text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "12",
                "12:34",
                "12:34:5",
                ":00:00",
                "12345:00:00",
                "1a:00:00",
                "12:60:00",
                "12:00:60",
                "12:00:00."
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> Values.of(TIME, DataTypes.BIGINT(), text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2024-1-1", "2024-01-01 ", "2024_01_01", "24-01-01", "2024-01-0a"})
    void whatIsNoDateIsRefused(String text) {
        assertThatThrownBy(() -> Values.of(DATE, DataTypes.DATE(), text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
