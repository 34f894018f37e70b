// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The quickstart's check finds what is wrong, in the middle of a reshard as well. */
@Timeout(120)
class ShowITCase {

    private static final QuickstartOptions OPTIONS = QuickstartOptions.parse();

    /** The keyspace has been split by then. */
    private static final int SHARDS = 4;

    @Test
    void aLostChangeIsReported() {
        try (EmbeddedDatabase database = new Skipping()) {
            assertThatThrownBy(() -> show(database).run())
                    .hasMessageContaining("checked: 1 lost, none twice")
                    .hasMessageMatching("(?s).*\ncorder \\d+: version 2 is lost");
        }
    }

    @Test
    void aChangeThatComesTwiceIsReported() {
        try (EmbeddedDatabase database = new Eager()) {
            assertThatThrownBy(() -> show(database).run())
                    .hasMessageContaining("checked: none lost, 1 twice")
                    .hasMessageMatching("(?s).*\ncorder \\d+: version 2 came twice");
        }
    }

    @Test
    void noReshardOfManyLosesAChange() throws Exception {
        try (EmbeddedDatabase database = new EmbeddedDatabase("customer");
                Lines lines = new Lines()) {
            Show show =
                    new Show(OPTIONS, database, Duration.ofMillis(5), new PrintStream(lines, true));
            Thread thread = new Thread(() -> assertThatThrownBy(show::run), "show");
            thread.start();
            lines.await("SPLIT", 3);
            lines.await("DONE", 6);
            thread.interrupt();
            thread.join();

            assertThat(lines.all())
                    .filteredOn(line -> line.contains("DONE"))
                    .allMatch(line -> line.endsWith("none lost, none twice"));
        }
    }

    private static Show show(EmbeddedDatabase database) {
        return new Show(
                OPTIONS,
                database,
                Duration.ofMillis(5),
                new PrintStream(OutputStream.nullOutputStream()));
    }

    /** Once skips a version of an order, as if its change had been lost on the way to Flink. */
    private static final class Skipping extends EmbeddedDatabase {
        private boolean skipped;

        private Skipping() {
            super("customer");
        }

        @Override
        public void update(String table, List<Object> row) {
            List<Object> written = new ArrayList<>(row);
            if (!skipped && table.equals("corder") && shards().size() == SHARDS) {
                skipped = true;
                written.set(4, 3);
            }
            super.update(table, written);
        }
    }

    /** Once updates an order again. */
    private static final class Eager extends EmbeddedDatabase {
        private boolean repeated;

        private Eager() {
            super("customer");
        }

        @Override
        public void update(String table, List<Object> row) {
            super.update(table, row);
            if (!repeated && table.equals("corder") && shards().size() == SHARDS) {
                repeated = true;
                super.update(table, row);
            }
        }
    }
}
