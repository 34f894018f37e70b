// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

/**
 * A text in the source code.
 *
 * @param type the class whose file it is in
 * @param use the call that takes it, as {@code LOG.warn}, {@code new IOException} or {@code
 *     refuse}; else the variable or the method that it is in
 * @param text the text, with {@code ...} in place of what is known only when it is made
 */
public record SourceText(String type, String use, String text) {

    @Override
    public String toString() {
        return type + " (" + use + "): " + text;
    }
}
