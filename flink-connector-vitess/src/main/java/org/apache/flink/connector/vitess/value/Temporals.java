// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

/** Reads MySQL's dates and times from their text. */
final class Temporals {

    /** Stands for a date that no calendar has, such as {@code 0000-00-00} or {@code 2024-02-00}. */
    static final long NO_DATE = Long.MIN_VALUE;

    static final long MICROS_PER_SECOND = 1_000_000;
    static final long SECONDS_PER_DAY = 86_400;

    private static final int FRACTION_DIGITS = 6;
    private static final int DATE_LENGTH = 10;
    private static final int DATETIME_LENGTH = 19;
    private static final int[] MONTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int DAYS_OF_400_YEARS = 146_097;

    /** The days from the first of March of the year 0 to 1970. */
    private static final int DAYS_TO_1970 = 719_468;

    private Temporals() {}

    /** The days from 1970 to a date {@code yyyy-mm-dd}, or {@link #NO_DATE}. */
    static long date(byte[] buffer, int start, int length) {
        require(length == DATE_LENGTH, "it is no date");
        return days(buffer, start);
    }

    /** The microseconds from 1970 to a {@code yyyy-mm-dd hh:mm:ss[.f]}, or {@link #NO_DATE}. */
    static long datetime(byte[] buffer, int start, int length) {
        require(length >= DATETIME_LENGTH && buffer[start + DATE_LENGTH] == ' ', "it is no time");
        int clock = start + DATE_LENGTH + 1;
        int hour = twoDigits(buffer, clock);
        require(hour < 24 && buffer[clock + 2] == ':', "it is no time");
        long micros = minutesToMicros(buffer, clock + 3, start + length);
        long days = days(buffer, start);
        return days == NO_DATE
                ? NO_DATE
                : (days * SECONDS_PER_DAY + hour * 3600L) * MICROS_PER_SECOND + micros;
    }

    /** The microseconds of a {@code [-]h..h:mm:ss[.f]}. */
    static long time(byte[] buffer, int start, int length) {
        int end = start + length;
        boolean negative = length > 0 && buffer[start] == '-';
        int i = negative ? start + 1 : start;
        long hours = 0;
        int first = i;
        for (; i < end && i - first < 4 && buffer[i] != ':'; i++) {
            hours = hours * 10 + digit(buffer[i]);
        }
        require(i > first && i < end && buffer[i] == ':', "it is no time");
        long micros = hours * 3600 * MICROS_PER_SECOND + minutesToMicros(buffer, i + 1, end);
        return negative ? -micros : micros;
    }

    /** Reads {@code mm:ss[.f]}. */
    private static long minutesToMicros(byte[] buffer, int start, int end) {
        require(end - start >= 5 && buffer[start + 2] == ':', "it is no time");
        int minutes = twoDigits(buffer, start);
        int seconds = twoDigits(buffer, start + 3);
        require(minutes < 60 && seconds < 60, "it is no time");
        return (minutes * 60L + seconds) * MICROS_PER_SECOND + fraction(buffer, start + 5, end);
    }

    private static int fraction(byte[] buffer, int point, int end) {
        if (point == end) {
            return 0;
        }
        int digits = end - point - 1;
        require(buffer[point] == '.' && digits > 0 && digits <= FRACTION_DIGITS, "it is no time");
        int micros = 0;
        for (int i = 0; i < FRACTION_DIGITS; i++) {
            micros = micros * 10 + (i < digits ? digit(buffer[point + 1 + i]) : 0);
        }
        return micros;
    }

    private static long days(byte[] buffer, int start) {
        int year = twoDigits(buffer, start) * 100 + twoDigits(buffer, start + 2);
        int month = twoDigits(buffer, start + 5);
        int day = twoDigits(buffer, start + 8);
        require(buffer[start + 4] == '-' && buffer[start + 7] == '-', "it is no date");
        return month < 1 || month > 12 || day < 1 || day > daysOf(year, month)
                ? NO_DATE
                : daysFrom1970(year, month, day);
    }

    private static int daysOf(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : MONTHS[month - 1];
    }

    /** Counts years from March on, so that the leap day is a year's last one. */
    private static long daysFrom1970(int year, int month, int day) {
        // A year 400 later keeps the division of January of the year 0 positive.
        int shifted = (month > 2 ? year : year - 1) + 400;
        int monthFromMarch = month > 2 ? month - 3 : month + 9;
        int dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1;
        return shifted * 365L
                + shifted / 4
                - shifted / 100
                + shifted / 400
                + dayOfYear
                - DAYS_OF_400_YEARS
                - DAYS_TO_1970;
    }

    private static int twoDigits(byte[] buffer, int i) {
        return digit(buffer[i]) * 10 + digit(buffer[i + 1]);
    }

    private static int digit(byte character) {
        return AsciiNumbers.digit(character, "it is no date or time");
    }

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Refuses microseconds that have more digits than a type keeps. */
    static void checkPrecision(long micros, int precision) {
        long unit = 1;
        for (int i = precision; i < FRACTION_DIGITS; i++) {
            unit *= 10;
        }
        if (micros % unit != 0) {
            throw new IllegalArgumentException(
                    "it has more than " + precision + " digits of a second");
        }
    }
}
