// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;

/**
 * The user and password of vtgate's static authentication.
 *
 * @param username the user's name
 * @param password the password
 */
@Internal
public record Credentials(String username, Secret password) implements Serializable {

    public Credentials {
        if (username == null) {
            throw new IllegalArgumentException(
                    "'username' is missing, though 'password' or 'password-file' (passwordFile) is"
                            + " set");
        }
        if (password == null) {
            throw new IllegalArgumentException(
                    "'password' is missing, though 'username' is set: give it, or 'password-file'"
                            + " (passwordFile)");
        }
    }

    /**
     * Those of some options.
     *
     * @param username the user's name, or null
     * @param password the password, or null
     * @param passwordFile the name of the file with the password, or null
     * @return null if no option is set
     * @throws IllegalArgumentException if the options do not go together; the message names them
     */
    public static Credentials of(String username, String password, String passwordFile) {
        if (password != null && passwordFile != null) {
            throw new IllegalArgumentException(
                    "'password' and 'password-file' (passwordFile) are both set: leave one out");
        }
        if (username == null && password == null && passwordFile == null) {
            return null;
        }
        return new Credentials(username, secret(password, passwordFile));
    }

    private static Secret secret(String password, String passwordFile) {
        if (passwordFile != null) {
            return Secret.inFile("password-file", passwordFile);
        }
        return password == null ? null : Secret.of("password", password);
    }
}
