/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;

/**
 * The right to read a file, add to it and write it back without another losing what this one adds. It is a lock of the system on a file
 * beside, {@code .<name>.lock}, so that a process that is killed leaves nothing locked. It counts between processes and within one.
 *
 * <p>The file beside is gone when the lock is given back. Who was waiting for it then holds a lock on a file that nobody finds any more,
 * which it notices, since the file under that name is not as long as it has just made it; it begins anew.
 */
public final class TwinLock implements AutoCloseable {

    /** How long a person waits for another's work to end. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);
    /** The lock lies far behind the text, which others may read on systems that guard what is locked. */
    private static final long AT = 1L << 40;
    private static final long LOOK_MILLIS = 20;

    /** What the file beside is made long, at random, so that it is known again: in bytes. */
    private static final int SHORTEST = 64;
    private static final int LONGEST = 1 << 20;
    /**
     * Those that this process has. On Linux and macOS a process loses its lock on a file as soon as it closes any channel
     * to it, so that the
     * file must not be opened again, not even to look at it.
     */
    private static final Set<Path> HERE = ConcurrentHashMap.newKeySet();

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
        if (!HERE.add(beside)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        boolean mine = false;
        try {
            channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock(AT, 1, false) != null) {
                int length = ThreadLocalRandom.current().nextInt(SHORTEST, LONGEST);
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(mine().getBytes(StandardCharsets.US_ASCII)), 0);
                channel.write(ByteBuffer.allocate(1), length - 1);
                mine = length(beside) == length;
            }
        } catch (NoSuchFileException e) {
            throw Texts.refuse("lock.no-folder", file);
        } finally {
            if (!mine) {
                if (channel != null) {
                    channel.close();
                }
                HERE.remove(beside);
            }
        }
        return mine ? Optional.of(new TwinLock(beside, channel)) : Optional.empty();
    }

    /** Who has it and since when, for whoever finds the file after its process was killed: a lock that is left so is nobody's. */
    private static String mine() {
        return ProcessHandle.current().pid() + " " + Instant.now().truncatedTo(ChronoUnit.SECONDS) + " OrthoTwin\n";
    }

    private static Path beside(Path file) {
        return file.toAbsolutePath().normalize().resolveSibling("." + file.getFileName() + ".lock");
    }

    private static long length(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    /** The process that has it. */
    private static String holder(Path beside) throws IOException {
        if (!HERE.add(beside)) {
            return String.valueOf(ProcessHandle.current().pid());
        }
        try (InputStream in = Files.newInputStream(beside)) {
            String text = new String(in.readNBytes(SHORTEST), StandardCharsets.US_ASCII);
            return text.indexOf('\n') > 0 ? text.substring(0, text.indexOf('\n')).split(" ")[0] : "?";
        } catch (NoSuchFileException e) {
            return "?";
        } finally {
            HERE.remove(beside);
        }
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            // the file beside may be the next one's by now
            return;
        }
        try {
            Files.deleteIfExists(beside);
        } finally {
            channel.close();
            HERE.remove(beside);
        }
    }
}
