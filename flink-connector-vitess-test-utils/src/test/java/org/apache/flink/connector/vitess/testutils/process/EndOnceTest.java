// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndOnceTest {

    @Test
    void endsAtTheFirstClose() {
        AtomicInteger ends = new AtomicInteger();
        EndOnce end = new EndOnce(ends::incrementAndGet);
        assertThat(ends).hasValue(0);

        end.close();
        end.close();

        assertThat(ends).hasValue(1);
    }

    @Test
    void endsWithTheJvmIfNotClosed() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Forgetful.class.getName())
                        .redirectErrorStream(true)
                        .start();

        assertThat(jvm.inputReader().lines()).containsExactly("ended");
        assertThat(jvm.waitFor()).isZero();
    }

    /** Leaves its main method without closing anything. */
    static final class Forgetful {

        public static void main(String[] args) {
            new EndOnce(() -> System.out.println("ended"));
        }
    }
}
