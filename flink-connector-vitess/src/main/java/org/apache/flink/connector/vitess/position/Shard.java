// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.position;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

/**
 * A shard of a keyspace.
 *
 * @param keyspace the keyspace's name
 * @param name the shard's name within it, a key range such as {@code -80}
 */
@PublicEvolving
public record Shard(String keyspace, String name) implements Comparable<Shard>, Serializable {

    private static final Comparator<Shard> ORDER =
            Comparator.comparing(Shard::keyspace).thenComparing(Shard::name);

    public Shard {
        Objects.requireNonNull(keyspace, "keyspace");
        Objects.requireNonNull(name, "name");
    }

    /** The shard of the form that {@link #toString} gives; a shard's name has no slash. */
    @Internal
    public static Shard parse(String text) {
        int slash = text.lastIndexOf('/');
        return new Shard(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(Shard other) {
        return ORDER.compare(this, other);
    }

    /** The form Vitess prints: {@code keyspace/shard}. */
    @Override
    public String toString() {
        return keyspace + "/" + name;
    }
}
