// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import java.util.Map;
import org.apache.flink.connector.vitess.config.TlsConfig;
import org.apache.flink.connector.vitess.source.VitessSourceBuilder;

/**
 * What a vtgate asks of its clients.
 *
 * @param username the user, or null
 * @param password the password, or null
 * @param passwordFile the file that has it, or null
 * @param headers gRPC headers
 * @param headerFiles gRPC headers whose values are in files
 * @param tls null for plain text
 */
record Connection(
        String username,
        String password,
        String passwordFile,
        Map<String, String> headers,
        Map<String, String> headerFiles,
        TlsConfig tls) {

    /** Asks nothing. */
    static final Connection PLAIN = new Connection(null, null, null, Map.of(), Map.of(), null);

    boolean lacksPassword() {
        return username != null && password == null && passwordFile == null;
    }

    Connection withPassword(String newPassword) {
        return new Connection(username, newPassword, passwordFile, headers, headerFiles, tls);
    }

    void applyTo(VitessSourceBuilder<?> source) {
        source.username(username).password(password).passwordFile(passwordFile);
        headers.forEach(source::header);
        headerFiles.forEach(source::headerFile);
        if (tls != null) {
            source.tls(tls);
        }
    }

    /** Without the password and the headers. */
    @Override
    public String toString() {
        return "Connection of user " + username;
    }
}
