// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;

/**
 * The user and password of vtgate's static authentication. Never printed.
 *
 * @param username the user's name
 * @param password the password
 */
@Internal
public record Credentials(String username, String password) implements Serializable {

    public Credentials {
        if (username == null) {
            throw new IllegalArgumentException("'username' is missing, though 'password' is set");
        }
        if (password == null) {
            throw new IllegalArgumentException("'password' is missing, though 'username' is set");
        }
    }

    @Override
    public String toString() {
        return username + ", password ****";
    }
}
