// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.connector.vitess.client.VStreamErrorTexts.Meaning;
import org.apache.flink.connector.vitess.config.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class VStreamErrorsTest {

    private static final Endpoint VTGATE = new Endpoint("vtgate", 15991);

    @ParameterizedTest
    @FieldSource("org.apache.flink.connector.vitess.client.VStreamErrorCases#ALL")
    void theMessageNamesWhatToChange(VStreamErrorCases.Case error) {
        VitessException exception = VStreamErrors.of("list the shards", VTGATE, error.status());

        assertThat(exception)
                .hasMessageStartingWith("Cannot list the shards at vtgate vtgate:15991: ")
                .hasMessageContaining(error.remedy())
                .hasMessageContaining(error.status().getCode().toString());
        assertThat(exception.retryable())
                .as("whether it is tried again: %s", exception.getMessage())
                .isEqualTo(error.retryable());
    }

    static final List<Arguments> TEXTS =
            VStreamErrorTexts.ALL.stream().map(text -> Arguments.of(text.words(), text)).toList();

    @ParameterizedTest(name = "{0}")
    @FieldSource("TEXTS")
    void everyTextIsTested(String words, Meaning text) {
        assertThat(VStreamErrorCases.ALL)
                .anySatisfy(
                        error ->
                                assertThat(VStreamErrors.of("x", VTGATE, error.status()))
                                        .hasMessageContaining(": " + text.remedy() + " (")
                                        .satisfies(
                                                e ->
                                                        assertThat(e + " " + causes(e))
                                                                .containsIgnoringCase(words)));
    }

    private static List<String> causes(Throwable error) {
        return Stream.iterate(error.getCause(), c -> c != null, Throwable::getCause)
                .map(Throwable::toString)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Status.Code.class)
    void everyCodeIsExplained(Status.Code code) {
        assertThat(VStreamErrors.of("x", VTGATE, code.toStatus())).hasMessageContaining(code + "");
    }

    @Test
    void theServersOwnWordsAreKept() {
        assertThat(VStreamErrors.of("x", VTGATE, Status.ABORTED.withDescription("vttablet: odd")))
                .hasMessageContaining("it failed, check vtgate's log")
                .hasMessageEndingWith("(ABORTED: vttablet: odd)");
    }
}
