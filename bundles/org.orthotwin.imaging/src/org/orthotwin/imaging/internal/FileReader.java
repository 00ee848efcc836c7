/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.spi.VolumeReader;

/** What readers of formats with one file for a volume have in common: how a folder is searched and a broken file in it is shown. */
abstract class FileReader implements VolumeReader {

    /** Whether a file is one of this format, by its name and, where that does not tell, by its first bytes. */
    abstract boolean acceptsFile(Path file) throws IOException;

    /**
     * The series of one file.
     *
     * @param id of the series, or the beginning of the ids if there are several
     */
    abstract List<ImageSeries> scanFile(Path file, String id) throws IOException;

    @Override
    public final boolean accepts(Path path) throws IOException {
        return Files.isDirectory(path) ? !find(path, true).isEmpty() : acceptsFile(path);
    }

    @Override
    public final List<ImageSeries> scan(Path path, Monitor monitor) throws IOException {
        if (!Files.isDirectory(path)) {
            return scanFile(path, path.getFileName().toString());
        }
        List<ImageSeries> series = new ArrayList<>();
        List<Path> files = find(path, false);
        monitor.begin(path.toString(), files.size());
        for (Path file : files) {
            monitor.checkCancelled();
            String id = path.relativize(file).toString().replace('\\', '/');
            try {
                series.addAll(scanFile(file, id));
            } catch (InputException e) {
                series.add(new Broken(id, e.diagnostic()));
            } catch (IOException e) {
                series.add(new Broken(id, Texts.error("data.unreadable", file.getFileName())));
            }
            monitor.worked(1);
        }
        return series;
    }

    List<Path> find(Path folder, boolean first) throws IOException {
        List<Path> found = new ArrayList<>();
        Predicate<Path> accepted = file -> {
            try {
                return acceptsFile(file);
            } catch (IOException e) {
                // its name does not tell, and its bytes cannot
                return false;
            }
        };
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                if (Files.isRegularFile(file) && accepted.test(file)) {
                    found.add(file);
                }
                return first && !found.isEmpty() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            /** A folder that somebody else keeps to himself, as lost+found, does not keep from reading the others. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (file.equals(folder)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                if (e != null && directory.equals(folder)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(found);
        return found;
    }

    /** A file in a folder that cannot be read. */
    private record Broken(String id, Diagnostic why) implements ImageSeries {

        @Override
        public String description() {
            return id;
        }

        @Override
        public String modality() {
            return "";
        }

        @Override
        public int images() {
            return 0;
        }

        @Override
        public Optional<VolumeGeometry> geometry() {
            return Optional.empty();
        }

        @Override
        public Map<String, String> attributes() {
            return Map.of();
        }

        @Override
        public List<Diagnostic> problems() {
            return List.of(why);
        }

        @Override
        public Volume read(ReadOptions options, Monitor monitor) {
            throw new InputException(why);
        }
    }
}
