// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.packaging;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/** The jar that this module has built, and what Maven says that belongs into it. */
final class UberJar implements AutoCloseable {

    static final String CONNECTOR = "org/apache/flink/connector/vitess/";
    static final String SHADED = CONNECTOR + "shaded/";

    private static final Pattern DEPENDENCY =
            Pattern.compile("^ +([\\w.-]+):([\\w.-]+):jar:([\\w.-]+):(?:compile|runtime)");

    private final Path path = Path.of(System.getProperty("uber.jar"));
    private final JarFile jar;

    UberJar() {
        try {
            jar = new JarFile(path.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open " + path, e);
        }
    }

    /** The names of the files in it. */
    List<String> files() {
        return jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }

    /** The names of its classes, as a class loader takes them. */
    List<String> classes() {
        return files().stream()
                .filter(file -> file.endsWith(".class"))
                .map(file -> file.replace('/', '.').replaceAll("\\.class$", ""))
                .toList();
    }

    InputStream open(String file) throws IOException {
        ZipEntry entry = jar.getEntry(file);
        if (entry == null) {
            throw new IOException(path + " has no " + file);
        }
        return jar.getInputStream(entry);
    }

    String text(String file) throws IOException {
        try (InputStream in = open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The software of others that the connector needs, as {@code group:artifact:version}. */
    static List<String> dependencies() throws IOException {
        return Files.readAllLines(Path.of(System.getProperty("dependency.list"))).stream()
                .map(DEPENDENCY::matcher)
                .filter(java.util.regex.Matcher::find)
                .map(match -> String.join(":", match.group(1), match.group(2), match.group(3)))
                .filter(name -> !name.startsWith("org.apache.flink:flink-connector-vitess"))
                .toList();
    }

    /** Loads from this jar, Flink's own jars, and {@code more}; nothing else of this test's. */
    URLClassLoader classLoader(Path... more) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(url(path)));
        String flink = Files.readString(Path.of(System.getProperty("flink.classpath.file")));
        for (String file : flink.strip().split(File.pathSeparator)) {
            urls.add(url(Path.of(file)));
        }
        for (Path file : more) {
            urls.add(url(file));
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    @Override
    public void close() throws IOException {
        jar.close();
    }
}
