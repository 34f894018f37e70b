// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.annotation.Internal;

/**
 * The address of a vtgate's gRPC port.
 *
 * @param host a name or an address
 * @param port the port, 15991 by Vitess' custom
 */
@Internal
public record Endpoint(String host, int port) implements Serializable {

    private static final Pattern FORM =
            Pattern.compile(
                    "\\[?(?<host>(?<=\\[)[0-9a-fA-F:]+(?=])|[^\\[\\]:]+)]?(:(?<port>\\d{1,5}))?");

    public Endpoint {
        if (host.isBlank()) {
            throw new IllegalArgumentException("'hostname' is empty");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("'port' must be 1 to 65535, not " + port);
        }
    }

    /**
     * Reads {@code host}, {@code host:port} or {@code [v6 address]:port}.
     *
     * @param defaultPort the port where none is given
     */
    public static Endpoint parse(String text, int defaultPort) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'hostname' must be host, host:port or [v6 address]:port, not '" + text + "'");
        }
        String port = matcher.group("port");
        return new Endpoint(
                matcher.group("host"), port == null ? defaultPort : Integer.parseInt(port));
    }

    /** Whether nothing leaves the machine. Addresses only: no name is looked up. */
    boolean isLoopback() {
        return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
