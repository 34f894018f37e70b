// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testing.ShopTables;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The jar that is put into the lib folder of Flink CDC. */
@Timeout(60)
class PipelineJarITCase {

    private static final Path JAR = Path.of(System.getProperty("pipeline.jar"));

    /** What the jar has to bring along, as Flink and Flink CDC do not. */
    private static final Pattern OURS =
            Pattern.compile(".*(vitess|grpc|proto|antlr|debezium|perfmark|google).*");

    @Test
    void itHasNoClassesOutsideOurPackages() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .filteredOn(name -> name.endsWith(".class"))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("org/apache/flink/connector/vitess/"));
        }
    }

    @Test
    void itTalksToVtgateWithNothingButFlinkAndFlinkCdc() throws Exception {
        try (EmbeddedVitess vitess = EmbeddedVitess.start();
                URLClassLoader loader = new URLClassLoader(urls(), null)) {
            new ShopTables(vitess.createKeyspace("shop", "0"), "customer", "orders");
            @SuppressWarnings("unchecked")
            Function<Map<String, String>, List<String>> lists =
                    (Function<Map<String, String>, List<String>>)
                            loader.loadClass(ListsTables.class.getName())
                                    .getConstructor()
                                    .newInstance();
            Map<String, String> options =
                    Map.of(
                            "hostname",
                            vitess.host(),
                            "port",
                            Integer.toString(vitess.port()),
                            "keyspace",
                            "shop",
                            "tables",
                            ".*");

            assertThat(lists.apply(options)).containsExactly("shop.customer", "shop.orders");
        }
    }

    private static URL[] urls() throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        urls.add(JAR.toUri().toURL());
        urls.add(ListsTables.class.getProtectionDomain().getCodeSource().getLocation());
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            boolean isJar = path.getFileName().toString().endsWith(".jar");
            if (isJar && !OURS.matcher(path.getFileName().toString()).matches()) {
                urls.add(path.toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
