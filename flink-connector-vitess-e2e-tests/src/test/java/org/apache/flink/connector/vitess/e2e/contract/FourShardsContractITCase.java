// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of four shards on a real cluster of its own. */
class FourShardsContractITCase extends FourShardsContract {
    @RegisterExtension static final RealContractVitess VITESS = new RealContractVitess();

    FourShardsContractITCase() {
        super(VITESS);
    }
}
