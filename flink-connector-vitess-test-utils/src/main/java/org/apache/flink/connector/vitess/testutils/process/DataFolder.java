// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder of one cluster's data and logs, deleted by {@link #close}.
 *
 * <p>Its owner holds a lock on a file next to it. The system frees the lock when the owner dies, no
 * matter how, so whoever can take the lock may delete the folder: the next cluster does.
 */
public final class DataFolder implements AutoCloseable {

    private static final String LOCK = ".lock";

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;

    private DataFolder(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /**
     * A new folder of this user for temporary data; deletes those whose owners are dead.
     *
     * @param kind what the data are of, as in {@code vitess}
     */
    public static DataFolder create(String kind) {
        return create(
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        kind + "-" + System.getProperty("user.name")));
    }

    /** A new folder below {@code parent}; deletes those whose owners are dead. */
    static synchronized DataFolder create(Path parent) {
        try (FileChannel oneAtATime = open(Files.createDirectories(parent).resolve("create"))) {
            oneAtATime.lock();
            Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
            deleteLeftovers(parent);
            // Short, because a Unix socket's path has at most 107 characters.
            Path path = parent.resolve(UUID.randomUUID().toString().substring(0, 8));
            Path lockFile = parent.resolve(path.getFileName() + LOCK);
            FileChannel channel = open(lockFile);
            if (tryLock(channel) == null) {
                channel.close();
                throw new IllegalStateException(lockFile + " was just made and is locked");
            }
            Files.createDirectory(path);
            return new DataFolder(path, lockFile, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a data folder in " + parent, e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Gives a file, or a folder and what is in it, to another user. */
    public static void giveTo(String user, Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            var owner = path.getFileSystem().getUserPrincipalLookupService();
            for (Path file : files.toList()) {
                Files.setOwner(file, owner.lookupPrincipalByName(user));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot give " + path + " to user " + user, e);
        }
    }

    /** Writes a file that every user can read. */
    public Path write(String name, String content) {
        try {
            Path file = Files.writeString(path.resolve(name), content);
            return Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name + " in " + path, e);
        }
    }

    @Override
    public void close() {
        try (lock) {
            delete(path);
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + path, e);
        }
    }

    private static void deleteLeftovers(Path parent) throws IOException {
        List<Path> lockFiles;
        try (Stream<Path> files = Files.list(parent)) {
            lockFiles = files.filter(file -> file.toString().endsWith(LOCK)).toList();
        }
        for (Path lockFile : lockFiles) {
            try (FileChannel channel = open(lockFile)) {
                if (tryLock(channel) != null) {
                    String name = lockFile.getFileName().toString();
                    delete(parent.resolve(name.substring(0, name.length() - LOCK.length())));
                    Files.deleteIfExists(lockFile);
                }
            }
        }
    }

    private static FileChannel open(Path lockFile) throws IOException {
        return FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Null if another process or another cluster of this JVM holds the lock. */
    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        } catch (NoSuchFileException e) {
            return;
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }
}
