// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of four shards on EmbeddedVitess. */
class EmbeddedFourShardsContractTest extends FourShardsContract {
    @RegisterExtension static final EmbeddedContractVitess VITESS = new EmbeddedContractVitess();

    EmbeddedFourShardsContractTest() {
        super(VITESS);
    }
}
