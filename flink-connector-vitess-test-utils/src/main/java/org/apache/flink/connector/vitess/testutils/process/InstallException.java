// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

/** The server programs cannot be installed on this machine; the message is the installer's own. */
public final class InstallException extends RuntimeException {

    InstallException(String message) {
        super(message);
    }
}
