// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e;

import java.time.Duration;
import org.apache.flink.connector.vitess.testutils.local.LocalVitess;
import org.apache.flink.connector.vitess.testutils.process.Waiting;

/**
 * The copy with which a workflow of VReplication begins.
 *
 * <p>Vitess itself does not wait for it: it refuses to switch traffic while a stream says Copying,
 * but a stream says Running for a moment before it begins to copy, and empty targets would serve.
 *
 * @param keyspace the workflow's target
 */
record WorkflowCopy(LocalVitess vitess, String keyspace, String workflow) {

    private static final Duration DEADLINE = Duration.ofMinutes(3);

    /**
     * Waits until all rows are copied.
     *
     * @throws IllegalStateException if that takes more than three minutes
     */
    void await() {
        Waiting.until(DEADLINE, () -> isDone(streams()), this::streams);
    }

    /** A stream that has not begun has no position. */
    static boolean isDone(String streams) {
        return streams.contains("\"Running\"")
                && !streams.contains("\"Copying\"")
                && !streams.contains("\"position\": \"\"");
    }

    private String streams() {
        return vitess.vtctldclient(
                "Workflow",
                "--keyspace=" + keyspace,
                "show",
                "--workflow=" + workflow,
                "--include-logs=false");
    }
}
