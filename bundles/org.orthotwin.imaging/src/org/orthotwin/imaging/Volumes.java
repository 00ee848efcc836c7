/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionException;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.imaging.spi.VolumeReader;
import org.orthotwin.imaging.spi.VolumeWriter;

/** Finds, reads and writes images by the readers and writers that the installed bundles contribute. */
public final class Volumes {

    /** Id of the extension point for readers. */
    public static final String READERS = "org.orthotwin.imaging.readers";
    /** Id of the extension point for writers. */
    public static final String WRITERS = "org.orthotwin.imaging.writers";

    private static final Registry<VolumeReader> READING = new ContributionReader<>(READERS, "reader", VolumeReader.class, "volume reader")
            .connect();
    private static final Registry<VolumeWriter> WRITING = new ContributionReader<>(WRITERS, "writer", VolumeWriter.class, "volume writer")
            .connect();

    private Volumes() {
    }

    public static Registry<VolumeReader> readers() {
        return READING;
    }

    public static Registry<VolumeWriter> writers() {
        return WRITING;
    }

    /**
     * All series in a file or folder. A file is read by the first reader that accepts it, in the order of descending {@code rank}, then of
     * the ids. In a folder, every reader that accepts it finds what is its own; of those that declare the same {@code format} the first.
     *
     * @throws IOException if it is missing or cannot be read
     * @throws org.orthotwin.core.InputException if nothing installed reads it, or it is broken
     */
    public static List<ImageSeries> scan(Path path, Monitor monitor) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        List<ImageSeries> found = new ArrayList<>();
        Set<String> formats = new HashSet<>();
        for (Contribution<VolumeReader> c : READING.all().stream().sorted(Comparator.comparingInt(Volumes::rank).reversed()).toList()) {
            if (!formats.contains(format(c)) && accepts(c, path)) {
                found.addAll(READING.get(c.id()).scan(path, monitor));
                formats.add(format(c));
                if (!Files.isDirectory(path)) {
                    return found;
                }
            }
        }
        if (formats.isEmpty()) {
            throw Texts.refuse("volume.unknown", path.getFileName(), String.join(", ", READING.all().stream().map(Contribution::name)
                    .toList()));
        }
        return found;
    }

    private static boolean accepts(Contribution<VolumeReader> c, Path path) throws IOException {
        try {
            return READING.get(c.id()).accepts(path);
        } catch (ContributionException e) {
            // named once by the registry; the next one may do
            return false;
        } catch (CancellationException | UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            // one reader's defect must not keep the others from reading
            READING.refuse("volume reader '" + c.id() + "' contributed by " + c.contributor() + " failed to look at a file: " + e);
            return false;
        }
    }

    private static int rank(Contribution<?> c) {
        try {
            return Integer.parseInt(c.attribute("rank"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String format(Contribution<?> c) {
        return c.attribute("format").isEmpty() ? c.id() : c.attribute("format");
    }

    /**
     * Refuses a file name that no installed writer writes, before work is put into a volume.
     *
     * @throws org.orthotwin.core.InputException naming the known endings
     */
    public static void requireWriter(Path file) {
        if (writersFor(file).isEmpty()) {
            throw ending(file);
        }
    }

    /**
     * Writes by the first writer whose declared {@code extensions} fit the file's name.
     *
     * @throws IOException if the file cannot be written
     * @throws org.orthotwin.core.InputException if no installed writer writes such files or the format cannot hold the volume
     */
    public static void write(Volume volume, Path file, Monitor monitor) throws IOException {
        for (Contribution<VolumeWriter> c : writersFor(file)) {
            VolumeWriter writer;
            try {
                writer = WRITING.get(c.id());
            } catch (ContributionException e) {
                // named once by the registry; the next one may do
                continue;
            }
            writer.write(volume, file, monitor);
            return;
        }
        throw ending(file);
    }

    private static List<Contribution<VolumeWriter>> writersFor(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return WRITING.all().stream().filter(c -> endings(c).anyMatch(e -> name.endsWith("." + e))).toList();
    }

    private static Stream<String> endings(Contribution<?> c) {
        return Arrays.stream(c.attribute("extensions").split(",")).map(String::strip).filter(s -> !s.isEmpty());
    }

    private static InputException ending(Path file) {
        return Texts.refuse("volume.ending", file.getFileName(), String.join(", ", WRITING.all().stream().flatMap(Volumes::endings).sorted()
                .distinct().toList()));
    }
}
