// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkflowCopyTest {

    private static final String BEFORE = stream("Running", "");
    private static final String DURING = stream("Copying", "3a58:1-65");
    private static final String AFTER = stream("Running", "3a58:1-99");

    @Test
    void isDoneWhenEachStreamRunsFromAPosition() {
        assertThat(WorkflowCopy.isDone(AFTER + AFTER)).isTrue();
    }

    @Test
    void isNotDoneBeforeOrWhileAStreamCopies() {
        assertThat(WorkflowCopy.isDone("{}")).isFalse();
        assertThat(WorkflowCopy.isDone(BEFORE + BEFORE)).isFalse();
        assertThat(WorkflowCopy.isDone(AFTER + BEFORE)).isFalse();
        assertThat(WorkflowCopy.isDone(DURING + AFTER)).isFalse();
    }

    private static String stream(String state, String position) {
        return """
               "position": "%s",
               "stop_position": "",
               "state": "%s",
               """
                .formatted(position, state);
    }
}
