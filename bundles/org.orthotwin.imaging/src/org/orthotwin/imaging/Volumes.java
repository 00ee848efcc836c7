/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
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
     * All series in a file or folder, by the first reader (by id) that accepts it.
     *
     * @throws IOException if it is missing or cannot be read
     * @throws org.orthotwin.core.InputException if nothing installed reads it, or it is broken
     */
    public static List<ImageSeries> scan(Path path, Monitor monitor) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        for (Contribution<VolumeReader> c : READING.all()) {
            VolumeReader reader;
            try {
                reader = READING.get(c.id());
            } catch (ContributionException e) {
                // named once by the registry; the next one may do
                continue;
            }
            if (reader.accepts(path)) {
                return reader.scan(path, monitor);
            }
        }
        throw Texts.refuse("volume.unknown", path.getFileName(), String.join(", ", READING.all().stream().map(Contribution::name).toList()));
    }

    /**
     * Writes by the first writer whose declared {@code extensions} fit the file's name.
     *
     * @throws IOException if the file cannot be written
     * @throws org.orthotwin.core.InputException if no installed writer writes such files or the format cannot hold the volume
     */
    public static void write(Volume volume, Path file, Monitor monitor) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        TreeSet<String> known = new TreeSet<>();
        for (Contribution<VolumeWriter> c : WRITING.all()) {
            List<String> endings = Arrays.stream(c.attribute("extensions").split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
            known.addAll(endings);
            if (endings.stream().anyMatch(e -> name.endsWith("." + e))) {
                try {
                    WRITING.get(c.id()).write(volume, file, monitor);
                    return;
                } catch (ContributionException e) {
                    // named once by the registry; the next one may do
                }
            }
        }
        throw Texts.refuse("volume.ending", file.getFileName(), String.join(", ", known));
    }
}
