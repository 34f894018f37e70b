// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Everything that must not have a secret, and where it has one nevertheless. */
public final class SecretSearch {

    private final List<byte[]> forms = new ArrayList<>();
    private final Map<String, byte[]> places = new LinkedHashMap<>();

    /**
     * Looks for secrets as they are, and in the encodings in which programs store and print bytes.
     */
    public SecretSearch(String... secrets) {
        for (String secret : secrets) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            String list = Arrays.toString(bytes);
            forms.add(bytes);
            forms.add(secret.getBytes(StandardCharsets.UTF_16BE));
            forms.add(bytes(HexFormat.of().formatHex(bytes)));
            forms.add(bytes(list.substring(1, list.length() - 1)));
            for (int before = 0; before < 3; before++) {
                forms.add(bytes(inBase64(bytes, before)));
            }
        }
    }

    /** The letters of Base64 that do not depend on what is before and after the bytes. */
    private static String inBase64(byte[] bytes, int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String letters = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        return letters.substring(before == 0 ? 0 : before + 1, shifted.length / 3 * 4);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Adds a text. */
    public void add(String name, String text) {
        places.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a failure with its stack traces, and each message and text of its causes. */
    public void add(String name, Throwable failure) {
        add(name, LoggedText.of(failure));
    }

    /** Adds the files of a folder. */
    public void addFiles(String name, Path folder) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                places.put(name + " " + folder.relativize(file), Files.readAllBytes(file));
            }
        }
    }

    /** The names of all that was added. */
    public List<String> names() {
        return List.copyOf(places.keySet());
    }

    /** The names of what has a secret, and what is around it. */
    public List<String> leaks() {
        return places.entrySet().stream()
                .flatMap(place -> leak(place.getKey(), place.getValue()).stream())
                .toList();
    }

    private List<String> leak(String name, byte[] content) {
        // One character for each byte.
        Charset bytes = StandardCharsets.ISO_8859_1;
        String text = new String(content, bytes);
        return forms.stream()
                .map(form -> text.indexOf(new String(form, bytes)))
                .filter(at -> at >= 0)
                .map(at -> name + ": " + text.substring(Math.max(0, at - 200), at))
                .limit(1)
                .toList();
    }
}
