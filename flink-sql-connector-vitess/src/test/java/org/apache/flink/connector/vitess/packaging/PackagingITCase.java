// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.jar.Manifest;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.connector.vitess.testutils.embedded.EmbeddedVitess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is in the jar, and that it works next to any other software. */
class PackagingITCase {

    private static final String SHADED_PACKAGE = UberJar.SHADED.replace('/', '.');
    private static final Pattern NOTICE_LINE = Pattern.compile("(?m)^- (\\S+)$");

    private static final String FACTORY = "org.apache.flink.table.factories.Factory";

    private static UberJar jar;

    @BeforeAll
    static void open() {
        jar = new UberJar();
    }

    @AfterAll
    static void close() throws IOException {
        jar.close();
    }

    @Test
    void allClassesAreInOurPackages() {
        assertThat(jar.files())
                .filteredOn(file -> !file.startsWith("META-INF/"))
                .isNotEmpty()
                .allMatch(file -> file.startsWith(UberJar.CONNECTOR) && file.endsWith(".class"));
    }

    @Test
    void theRestIsLicencesServicesAndNativeLibraries() {
        String service = "META-INF/services/" + SHADED_PACKAGE + "io.grpc.";
        assertThat(jar.files())
                .filteredOn(file -> file.startsWith("META-INF/"))
                .filteredOn(file -> !file.startsWith("META-INF/native/"))
                .containsExactlyInAnyOrder(
                        "META-INF/MANIFEST.MF",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE",
                        "META-INF/licenses/LICENSE.animal-sniffer-annotations",
                        "META-INF/licenses/LICENSE.antlr4-runtime",
                        "META-INF/licenses/LICENSE.protobuf-java",
                        "META-INF/services/" + FACTORY,
                        service + "LoadBalancerProvider",
                        service + "ManagedChannelProvider",
                        service + "NameResolverProvider",
                        service + "ServerProvider");
    }

    @Test
    void everyServiceNamesClassesOfTheJar() throws IOException {
        for (String file : jar.files()) {
            if (file.startsWith("META-INF/services/")) {
                assertThat(jar.text(file).lines()).as(file).isNotEmpty().isSubsetOf(jar.classes());
            }
        }
    }

    @Test
    void flinkFindsTheFactories() throws Exception {
        try (URLClassLoader loader = jar.classLoader()) {
            Class<?> factory = loader.loadClass(FACTORY);
            assertThat(ServiceLoader.load(factory, loader).stream())
                    .map(provider -> provider.type().getSimpleName())
                    .contains("VitessDynamicTableFactory", "VitessCatalogFactory");
        }
    }

    @Test
    void theManifestIsOurOwn() throws IOException {
        try (InputStream in = jar.open("META-INF/MANIFEST.MF")) {
            assertThat(new Manifest(in).getMainAttributes().keySet())
                    .map(Object::toString)
                    .doesNotContain("Multi-Release", "Automatic-Module-Name");
        }
    }

    @Test
    void theNoticeNamesWhatIsBundled() throws IOException {
        List<String> named =
                NOTICE_LINE
                        .matcher(jar.text("META-INF/NOTICE"))
                        .results()
                        .map(match -> match.group(1))
                        .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(UberJar.dependencies());
    }

    @Test
    void theNoticeNamesLicencesThatAreThere() throws IOException {
        List<String> named =
                Pattern.compile("META-INF/[\\w/.-]*\\w")
                        .matcher(jar.text("META-INF/NOTICE"))
                        .results()
                        .map(MatchResult::group)
                        .toList();

        assertThat(named).hasSize(4).isSubsetOf(jar.files());
    }

    @Test
    void noClassRefersToSoftwareOutsideByItsOldName() throws IOException {
        Map<String, List<String>> references = new TreeMap<>();
        for (String file : jar.files()) {
            if (file.endsWith(".class")) {
                try (InputStream in = jar.open(file)) {
                    List<String> found = ClassReferences.unrelocated(in);
                    if (!found.isEmpty()) {
                        references.put(file, found);
                    }
                }
            }
        }

        assertThat(references).isEmpty();
    }

    @Test
    void aClassThatIsNotRelocatedWouldBeNoticed() throws IOException {
        try (InputStream in = EmbeddedVitess.class.getResourceAsStream("EmbeddedVitess.class")) {
            assertThat(ClassReferences.unrelocated(in)).contains("io/grpc/Status");
        }
    }

    @Test
    void theConnectorAndGrpcLoadWithNothingButFlink() throws IOException {
        List<String> failures = new ArrayList<>();
        try (URLClassLoader loader = jar.classLoader()) {
            for (String name : jar.classes()) {
                // Netty has classes for software that is not there.
                if (!name.contains(".netty.")) {
                    try {
                        Class.forName(name, false, loader).getDeclaredMethods();
                    } catch (ClassNotFoundException | LinkageError e) {
                        failures.add(name + ": " + e);
                    }
                }
            }
        }

        assertThat(failures).isEmpty();
    }

    @Test
    void theConnectorTalksToVtgateThroughItsOwnGrpc() throws Exception {
        try (EmbeddedVitess vitess = EmbeddedVitess.start();
                URLClassLoader loader = jar.classLoader(testClasses())) {
            vitess.createKeyspace("customer", "-80", "80-");

            Class<?> type = loader.loadClass(ListShards.class.getName());
            assertThat(type).isNotEqualTo(ListShards.class);
            @SuppressWarnings("unchecked")
            Function<Integer, List<String>> listShards =
                    (Function<Integer, List<String>>) type.getConstructor().newInstance();
            assertThat(listShards.apply(vitess.port()))
                    .containsExactly("customer/-80", "customer/80-");
        }
    }

    /** Linux on these processors is what CI and production have. */
    @Test
    void nettysNativeLibrariesLoadByTheirNewNames() throws Exception {
        String netty = SHADED_PACKAGE + "io.grpc.netty.shaded.io.netty.";
        try (URLClassLoader loader = jar.classLoader()) {
            assertThat(unavailable(loader, netty + "handler.ssl.OpenSsl")).isNull();
            assertThat(unavailable(loader, netty + "channel.epoll.Epoll")).isNull();
        }
    }

    private static Object unavailable(ClassLoader loader, String type) throws Exception {
        return loader.loadClass(type).getMethod("unavailabilityCause").invoke(null);
    }

    private static Path testClasses() throws Exception {
        return Path.of(
                PackagingITCase.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
