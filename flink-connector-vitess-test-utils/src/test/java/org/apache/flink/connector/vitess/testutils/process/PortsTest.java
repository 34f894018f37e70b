// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void givesEachPortOnceAndBelowThePortsOfOutgoingConnections() {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ports.add(Ports.next());
        }

        assertThat(ports).doesNotHaveDuplicates();
        assertThat(ports).allMatch(port -> port >= 12_000 && port < 32_000);
    }

    @Test
    void givesPortsThatCanBeListenedOn() throws Exception {
        int port = Ports.next();

        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Waiting.accepts(port)).isTrue();
        }
        assertThat(Waiting.accepts(port)).isFalse();
    }
}
