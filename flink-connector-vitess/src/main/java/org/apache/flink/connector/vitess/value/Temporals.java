// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import org.apache.flink.annotation.Internal;

/** Reads MySQL's dates and times from their text. */
@Internal
public final class Temporals {

    /** Stands for a date that no calendar has, such as {@code 0000-00-00} or {@code 2024-02-00}. */
    public static final long NO_DATE = Long.MIN_VALUE;

    public static final long MICROS_PER_SECOND = 1_000_000;
    public static final long SECONDS_PER_DAY = 86_400;

    private static final String NOT_A_DATE = "it is no date";
    private static final String NO_TIME = "it is no time";

    private static final DigitPattern DATE = DigitPattern.of("0000-00-");
    private static final DigitPattern CLOCK = DigitPattern.of("00:00:00");
    private static final int CLOCK_LENGTH = 8;
    private static final int MAX_HOUR_DIGITS = 4;
    private static final long SECONDS_PER_100_HOURS = 360_000;

    private static final int FRACTION_DIGITS = 6;
    private static final int DATE_LENGTH = 10;
    private static final int DATETIME_LENGTH = 19;
    private static final int[] MONTHS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final int DAYS_OF_400_YEARS = 146_097;

    /** The days from the first of March of the year 0 to 1970. */
    private static final int DAYS_TO_1970 = 719_468;

    private Temporals() {}

    /** The days from 1970 to a date {@code yyyy-mm-dd}, or {@link #NO_DATE}. */
    public static long date(byte[] buffer, int start, int length) {
        require(length == DATE_LENGTH, NOT_A_DATE);
        return days(buffer, start);
    }

    /** The microseconds from 1970 to a {@code yyyy-mm-dd hh:mm:ss[.f]}, or {@link #NO_DATE}. */
    public static long datetime(byte[] buffer, int start, int length) {
        require(length >= DATETIME_LENGTH && buffer[start + DATE_LENGTH] == ' ', NO_TIME);
        long seconds = clock(buffer, start + DATE_LENGTH + 1);
        require(seconds < SECONDS_PER_DAY, NO_TIME);
        int fraction = fraction(buffer, start + DATETIME_LENGTH, start + length);
        long days = days(buffer, start);
        return days == NO_DATE
                ? NO_DATE
                : (days * SECONDS_PER_DAY + seconds) * MICROS_PER_SECOND + fraction;
    }

    /** The microseconds of a {@code [-][hh]hh:mm:ss[.f]}. */
    public static long time(byte[] buffer, int start, int length) {
        int end = start + length;
        boolean negative = length > 0 && buffer[start] == '-';
        int first = negative ? start + 1 : start;
        int colon = first;
        while (colon < end && colon - first < MAX_HOUR_DIGITS && buffer[colon] != ':') {
            colon++;
        }
        int clock = colon - 2;
        require(clock >= first && end - clock >= CLOCK_LENGTH, NO_TIME);
        long hundreds = 0;
        for (int i = first; i < clock; i++) {
            hundreds = hundreds * 10 + AsciiNumbers.digit(buffer[i], NO_TIME);
        }
        long seconds = hundreds * SECONDS_PER_100_HOURS + clock(buffer, clock);
        long micros = seconds * MICROS_PER_SECOND + fraction(buffer, clock + CLOCK_LENGTH, end);
        return negative ? -micros : micros;
    }

    /** The seconds of a {@code hh:mm:ss}. */
    private static int clock(byte[] buffer, int start) {
        long digits = CLOCK.digits(buffer, start);
        int minutes = DigitPattern.pair(digits, 3);
        int seconds = DigitPattern.pair(digits, 6);
        require(digits != DigitPattern.NO_MATCH && minutes < 60 && seconds < 60, NO_TIME);
        return DigitPattern.pair(digits, 0) * 3600 + minutes * 60 + seconds;
    }

    private static int fraction(byte[] buffer, int point, int end) {
        if (point == end) {
            return 0;
        }
        int digits = end - point - 1;
        require(buffer[point] == '.' && digits <= FRACTION_DIGITS, NO_TIME);
        long fraction = AsciiNumbers.digits(buffer, point + 1, end);
        require(fraction != AsciiNumbers.NOT_READ, NO_TIME);
        return (int) (fraction * AsciiNumbers.powerOfTen(FRACTION_DIGITS - digits));
    }

    private static long days(byte[] buffer, int start) {
        long digits = DATE.digits(buffer, start);
        require(digits != DigitPattern.NO_MATCH, NOT_A_DATE);
        int year = DigitPattern.pair(digits, 0) * 100 + DigitPattern.pair(digits, 2);
        int month = DigitPattern.pair(digits, 5);
        int day =
                AsciiNumbers.digit(buffer[start + 8], NOT_A_DATE) * 10
                        + AsciiNumbers.digit(buffer[start + 9], NOT_A_DATE);
        boolean exists = month >= 1 && month <= 12 && day >= 1;
        return exists && (day <= 28 || day <= daysOf(year, month))
                ? daysFrom1970(year, month, day)
                : NO_DATE;
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

    private static void require(boolean good, String otherwise) {
        if (!good) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** Refuses microseconds that have more digits than a type keeps. */
    public static void checkPrecision(long micros, int precision) {
        if (precision < FRACTION_DIGITS
                && micros % AsciiNumbers.powerOfTen(FRACTION_DIGITS - precision) != 0) {
            throw new IllegalArgumentException(
                    "it has more than " + precision + " digits of a second");
        }
    }
}
