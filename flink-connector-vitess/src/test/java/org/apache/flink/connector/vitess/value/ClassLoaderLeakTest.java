// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.vitess.change.RowImage;
import org.apache.flink.connector.vitess.schema.Column;
import org.apache.flink.connector.vitess.schema.MySqlType;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that outlives a job, as one of a pool, keeps none of the job's classes. */
@Timeout(60)
class ClassLoaderLeakTest {

    @Test
    void aThreadThatHasReadRowsDoesNotKeepTheClassesOfTheJob() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            WeakReference<ClassLoader> loader = readInAnotherClassLoader(pool);
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (loader.get() != null && System.nanoTime() < deadline) {
                System.gc();
            }
            assertThat(loader.get()).as("class loader after the job").isNull();
        } finally {
            pool.shutdownNow();
        }
    }

    private static WeakReference<ClassLoader> readInAnotherClassLoader(ExecutorService pool)
            throws Exception {
        ClassLoader loader = new OfTheJob();
        Runnable reads =
                (Runnable)
                        loader.loadClass(ReadsARow.class.getName())
                                .getDeclaredConstructor()
                                .newInstance();
        assertThat(reads.getClass()).as("loaded again").isNotEqualTo(ReadsARow.class);
        pool.submit(reads).get(20, TimeUnit.SECONDS);
        // The pool's thread lets go of the task with the next one.
        pool.submit(() -> {}).get(20, TimeUnit.SECONDS);
        return new WeakReference<>(loader);
    }

    /** Has the connector's classes of its own, as that of a job in a session cluster. */
    private static final class OfTheJob extends URLClassLoader {

        OfTheJob() {
            super(
                    new URL[] {location(JavaValues.class), location(ReadsARow.class)},
                    JavaValues.class.getClassLoader());
        }

        private static URL location(Class<?> type) {
            return type.getProtectionDomain().getCodeSource().getLocation();
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("org.apache.flink.connector.vitess.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    /** Public, as it is made by its name. */
    public static final class ReadsARow implements Runnable {

        @Override
        public void run() {
            byte[] value = "42".getBytes(StandardCharsets.UTF_8);
            Column column = new Column("a", MySqlType.INT64, "bigint", 63, false, false);
            TableSchema schema = new TableSchema("shop", "customer", List.of(column));
            RowImage row = new RowImage(schema, value, new int[] {value.length});
            if (!Long.valueOf(42).equals(JavaValues.of(row, 0))) {
                throw new IllegalStateException("the value was read wrong");
            }
        }
    }
}
