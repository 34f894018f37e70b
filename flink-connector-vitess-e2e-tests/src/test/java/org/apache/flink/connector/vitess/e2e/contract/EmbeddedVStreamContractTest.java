// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.e2e.contract;

import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract on EmbeddedVitess. */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class EmbeddedVStreamContractTest {
    @RegisterExtension static final EmbeddedContractVitess VITESS = new EmbeddedContractVitess();

    @Nested
    class Start extends StartContract {
        Start() {
            super(VITESS);
        }
    }

    @Nested
    class Copy extends CopyContract {
        Copy() {
            super(VITESS);
        }
    }

    @Nested
    class Log extends LogContract {
        Log() {
            super(VITESS);
        }
    }

    @Nested
    class Errors extends ErrorsContract {
        Errors() {
            super(VITESS);
        }
    }

    @Nested
    class Rules extends RulesContract {
        Rules() {
            super(VITESS);
        }
    }

    @Nested
    class AlteredTables extends AlteredTablesContract {
        AlteredTables() {
            super(VITESS);
        }
    }

    @Nested
    class Discovery extends DiscoveryContract {
        Discovery() {
            super(VITESS);
        }
    }

    @Nested
    class Descriptions extends DescriptionContract {
        Descriptions() {
            super(VITESS);
        }
    }

    @Nested
    class Collations extends CollationContract {
        Collations() {
            super(VITESS);
        }
    }

    /** Last, since the others want the shards as they were. */
    @Nested
    @Order(Integer.MAX_VALUE)
    class Resharding extends ReshardingContract {
        Resharding() {
            super(VITESS);
        }
    }
}
