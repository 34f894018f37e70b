// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.config.Risk;

/**
 * A risk of one shard.
 *
 * @param risk which one
 * @param message what was found, and how to end it
 */
@Internal
public record FoundRisk(Risk risk, String message) {

    /**
     * Refuses what is not accepted.
     *
     * @return the others
     * @throws VitessException names the first one, and the option that accepts it
     */
    public static List<FoundRisk> requireAccepted(Collection<FoundRisk> found, Set<Risk> accepted) {
        for (FoundRisk one : found) {
            if (!accepted.contains(one.risk)) {
                throw new VitessException(
                        String.format(
                                "%s, or accept this with 'scan.accepted-risks' = '%s'"
                                        + " (scanAcceptedRisks)",
                                one.message, one.risk));
            }
        }
        return List.copyOf(found);
    }
}
