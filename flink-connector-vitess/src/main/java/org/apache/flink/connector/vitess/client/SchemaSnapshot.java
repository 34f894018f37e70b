// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.position.GtidSet;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.schema.TableSchemas;

/**
 * The columns that tables of a shard had when MySQL was asked.
 *
 * @param shard the shard that was asked
 * @param schemas the columns of those tables that exist
 * @param executed a GTID set, without flavor, at which they had them; empty if no table exists
 */
@Internal
public record SchemaSnapshot(Shard shard, TableSchemas schemas, String executed) {

    public SchemaSnapshot {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(schemas, "schemas");
        Objects.requireNonNull(executed, "executed");
    }

    /** The GTID set with its flavor. */
    public String position() {
        return GtidSet.withFlavor(executed);
    }
}
