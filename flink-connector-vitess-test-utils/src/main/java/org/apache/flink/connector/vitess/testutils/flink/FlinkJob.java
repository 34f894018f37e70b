// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.flink;

/**
 * A job as Flink lists it.
 *
 * @param id its id, 32 hexadecimal digits
 * @param name its name
 * @param state its state, as in {@code RUNNING} or {@code FINISHED}
 */
public record FlinkJob(String id, String name, String state) {

    /** Whether it is over: its state no longer changes. */
    public boolean isOver() {
        return switch (state) {
            case "FINISHED", "FAILED", "CANCELED" -> true;
            default -> false;
        };
    }
}
