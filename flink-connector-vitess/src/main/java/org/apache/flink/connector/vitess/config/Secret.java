// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.annotation.Internal;

/**
 * The value of a gRPC header, such as a password: either as it is, or the file that has it. Never
 * printed.
 *
 * <p>A job holds the first, and so does everything that stores or shows a job's options. Of the
 * second it holds the file's name only.
 */
@Internal
public sealed interface Secret extends Serializable {

    /**
     * The secret itself. That of a file is read each time.
     *
     * @throws IOException if the file does not have it; the message names option and file
     */
    String read() throws IOException;

    /** The name of the file that has it; empty if the secret itself is known. */
    Optional<String> file();

    /**
     * A secret as it is.
     *
     * @param option where it comes from, for error messages
     */
    static Secret of(String option, String value) {
        return new Given(option, value);
    }

    /**
     * A secret that is the content of a file, without the line feed at its end.
     *
     * @param option where the file's name comes from, for error messages
     */
    static Secret inFile(String option, String file) {
        return new InFile(option, file);
    }

    /** A secret as it is. */
    record Given(String option, String value) implements Secret {

        public Given {
            if (!isSendable(value)) {
                throw new IllegalArgumentException(
                        "'%s' cannot be sent as a gRPC header: use printable ASCII characters only"
                                .formatted(option));
            }
        }

        @Override
        public String read() {
            return value;
        }

        @Override
        public Optional<String> file() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "****";
        }
    }

    /** A secret that a file has. */
    record InFile(String option, String name) implements Secret {

        /** Servers accept headers of about this size. */
        private static final int MAX_BYTES = 8 << 10;

        public InFile {
            if (name.isBlank()) {
                throw new IllegalArgumentException(
                        "'%s' is empty: give the name of a file".formatted(option));
            }
        }

        @Override
        public String read() throws IOException {
            String value = content().replaceFirst("\\r?\\n\\z", "");
            if (value.isEmpty()) {
                throw new IOException(said("is empty: write the secret into it"));
            }
            if (!isSendable(value)) {
                throw new IOException(
                        said(
                                "cannot be sent as a gRPC header: use one line of printable ASCII"
                                        + " characters"));
            }
            return value;
        }

        private String content() throws IOException {
            try (InputStream in = Files.newInputStream(Path.of(name))) {
                byte[] bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length <= MAX_BYTES) {
                    return new String(bytes, StandardCharsets.UTF_8);
                }
            } catch (IOException e) {
                throw new IOException(
                        said(
                                "cannot be read: put it on the JobManager and each TaskManager,"
                                        + " readable for Flink"),
                        e);
            }
            throw new IOException(
                    said("has more than 8 KiB: change the option to the file with the secret"));
        }

        private String said(String problem) {
            return "File '%s' of '%s' %s".formatted(name, option, problem);
        }

        @Override
        public Optional<String> file() {
            return Optional.of(name);
        }

        @Override
        public String toString() {
            return "file " + name;
        }
    }

    /** gRPC drops a header with other characters, and prints it. */
    private static boolean isSendable(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
