// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.client;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.apache.flink.annotation.Internal;
import org.apache.flink.connector.vitess.config.Risk;
import org.apache.flink.connector.vitess.config.VitessSourceConfig;
import org.apache.flink.connector.vitess.position.Shard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A risk of one shard.
 *
 * @param risk which one
 * @param message what was found, and how to end it
 */
@Internal
public record FoundRisk(Risk risk, String message) {

    private static final Logger LOG = LoggerFactory.getLogger(FoundRisk.class);

    /**
     * Looks at tables before their first row is read, and logs what is accepted. Blocks.
     *
     * @throws VitessException if they have a risk that is not accepted, or the shard cannot be
     *     asked
     */
    public static void requireAccepted(
            VitessClient client,
            VitessSourceConfig config,
            Shard shard,
            Collection<String> tables) {
        requireAccepted(
                        client.risks(shard, config.tabletType(), tables, config.rows()),
                        config.tables().acceptedRisks())
                .forEach(risk -> LOG.warn("Accepted: {}", risk.message()));
    }

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
