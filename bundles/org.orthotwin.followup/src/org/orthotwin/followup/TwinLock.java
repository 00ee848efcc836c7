/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;

/**
 * The right to read a file, add to it and write it back without another losing what this one adds. It is a lock of the system on a file
 * beside, {@code .<name>.lock}, so that a process that is killed leaves nothing locked. It counts between processes and within one.
 *
 * <p>The file beside is gone when the lock is given back. Who was waiting for it then holds a lock on a file that nobody finds any more,
 * which it notices, since the file under that name does not say what it has just written; it begins anew.
 */
public final class TwinLock implements AutoCloseable {

    /** How long a person waits for another's work to end. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The lock lies far behind the text, which others may read on systems that guard what is locked. */
    private static final long AT = 1L << 40;
    private static final long LOOK_MILLIS = 20;

    private final Path beside;
    private final FileChannel channel;

    private TwinLock(Path beside, FileChannel channel) {
        this.beside = beside;
        this.channel = channel;
    }

    /**
     * Waits for the right to add to a file.
     *
     * @param file that will be written; it need not be there yet, its folder must
     * @param patience how long to wait for whoever has it
     * @throws InputException if another has it all the while, with its process
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static TwinLock of(Path file, Duration patience, Monitor monitor) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            monitor.checkCancelled();
            Optional<TwinLock> lock = tryOf(file);
            if (lock.isPresent()) {
                return lock.get();
            }
            if (System.nanoTime() - end >= 0) {
                throw Texts.refuse("lock.held", file, holder(beside(file)));
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Texts.refuse("lock.held", file, holder(beside(file)));
            }
        }
    }

    /** The same without waiting; empty if another has it. */
    public static Optional<TwinLock> tryOf(Path file) throws IOException {
        Path beside = beside(file);
        FileChannel channel;
        try {
            channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            throw Texts.refuse("lock.no-folder", file);
        }
        boolean mine = false;
        try {
            FileLock lock = channel.tryLock(AT, 1, false);
            if (lock != null) {
                String token = ProcessHandle.current().pid() + " " + UUID.randomUUID();
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(token.getBytes(StandardCharsets.UTF_8)), 0);
                mine = token.equals(read(beside));
            }
        } catch (OverlappingFileLockException e) {
            // another thread of this process has it
            mine = false;
        } finally {
            if (!mine) {
                channel.close();
            }
        }
        return mine ? Optional.of(new TwinLock(beside, channel)) : Optional.empty();
    }

    private static Path beside(Path file) {
        return file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".lock");
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static String holder(Path beside) throws IOException {
        String text = read(beside);
        return text.indexOf(' ') > 0 ? text.substring(0, text.indexOf(' ')) : "?";
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(beside);
        } finally {
            channel.close();
        }
    }
}
