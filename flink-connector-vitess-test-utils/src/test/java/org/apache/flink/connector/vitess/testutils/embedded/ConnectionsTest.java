// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Attributes;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

    private final Connections connections = new Connections();

    @Test
    void aConnectionIsOpenFromWhenItIsReadyToItsEnd() {
        Attributes ready = connections.transportReady(Attributes.EMPTY);
        assertThat(connections.open()).isEqualTo(1);

        connections.transportTerminated(ready);
        assertThat(connections.open()).isZero();
        assertThat(connections.opened()).isEqualTo(1);
    }

    /** gRPC reports the end of such a connection, too. */
    @Test
    void aConnectionThatEndsBeforeItIsReadyIsNone() {
        connections.transportTerminated(null);
        connections.transportTerminated(Attributes.EMPTY);

        assertThat(connections.open()).isZero();
    }
}
