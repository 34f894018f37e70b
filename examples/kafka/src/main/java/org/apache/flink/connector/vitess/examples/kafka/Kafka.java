// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples.kafka;

import java.io.Serializable;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Where the messages go.
 *
 * @param servers the brokers to ask first, {@code host:port} with commas between them
 * @param client further properties of Kafka's clients, such as those of TLS and SASL
 * @param prefix what the names of the topics begin with
 * @param keyspace the keyspace, which follows it
 */
record Kafka(String servers, Properties client, String prefix, String keyspace)
        implements Serializable {

    private static final Pattern LEGAL = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /**
     * The topic of a table.
     *
     * @throws IllegalArgumentException if Kafka has no topics of such a name. Debezium replaces
     *     characters, so that two tables can share a topic
     */
    String topic(String table) {
        String topic = topics() + table;
        if (!LEGAL.matcher(topic).matches()) {
            throw new IllegalArgumentException(
                    "Kafka has no topics such as '%s': their names are made of up to 249 letters of ASCII, digits and . _ -. Leave table '%s' out with --exclude"
                            .formatted(topic, table));
        }
        return topic;
    }

    /** What the names of all topics begin with. */
    String topics() {
        return prefix + "." + keyspace + ".";
    }

    /** The brokers and the further properties. */
    Properties properties() {
        Properties all = new Properties();
        all.putAll(client);
        all.setProperty("bootstrap.servers", servers);
        return all;
    }
}
