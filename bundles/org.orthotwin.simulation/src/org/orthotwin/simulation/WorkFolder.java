/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A folder that results are made in and that takes its name only when they are whole. Closing it before that leaves nothing. */
public final class WorkFolder implements AutoCloseable {

    private final Path folder;

    private WorkFolder(Path folder) {
        this.folder = folder;
    }

    /** For results that nobody keeps. */
    public static WorkFolder temporary() throws IOException {
        return new WorkFolder(Files.createTempDirectory("orthotwin"));
    }

    /**
     * For results that will be {@code target}.
     *
     * @throws IllegalArgumentException if something else than earlier results is there
     */
    public static WorkFolder beside(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        requireReplaceable(target, absolute);
        return create(absolute);
    }

    /**
     * For results that will be {@code target}, where a file of a run that was not finished may lie alone.
     *
     * @param unfinished its name
     * @throws IllegalArgumentException if something else than that or earlier results is there
     */
    public static WorkFolder beside(Path target, String unfinished) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        if (Files.isRegularFile(absolute.resolve(unfinished)) && !Files.isRegularFile(absolute.resolve(ResultsFolder.RESULTS))) {
            requireOnly(target, unfinished::equals);
        } else {
            requireReplaceable(target, absolute);
        }
        return create(absolute);
    }

    /**
     * For an anatomy and what belongs to it, in a folder that has no file of results.
     *
     * @param own whether a name is one of those that are written; what else lies there would be lost
     * @throws IllegalArgumentException if something else than an earlier output is there
     */
    public static WorkFolder beside(Path target, Predicate<String> own) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        if (!Files.isRegularFile(absolute.resolve(absolute.getFileName() + ".anatomy"))) {
            requireReplaceable(target, absolute);
        }
        requireOnly(target, own);
        return create(absolute);
    }

    /**
     * For files that replace others of the same names.
     *
     * @param own whether a name in the folder is one of those that are written and may be lost
     * @throws IllegalArgumentException if something else is there
     */
    public static WorkFolder replacing(Path target, Predicate<String> own) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
            throw new IllegalArgumentException("'" + target + "' is a file; a folder is needed");
        }
        requireOnly(target, own);
        return create(absolute);
    }

    /** Refuses a folder that holds something else, which would be lost; names that begin with a dot do not count. */
    public static void requireOnly(Path target, Predicate<String> own) throws IOException {
        if (!Files.isDirectory(target)) {
            return;
        }
        try (Stream<Path> there = Files.list(target)) {
            there.map(p -> p.getFileName().toString()).filter(n -> !own.test(n) && !n.startsWith(".")).sorted().findFirst()
                    .ifPresent(n -> {
                        throw new IllegalArgumentException("the folder '" + target + "' holds " + n
                                + ", which would be lost; give an empty or a new one");
                    });
        }
    }

    private static WorkFolder create(Path absolute) throws IOException {
        Files.createDirectories(absolute.getParent());
        // not Files.createTempDirectory, whose folders nobody else may read
        return new WorkFolder(Files.createDirectory(absolute.resolveSibling("." + absolute.getFileName() + "." + UUID.randomUUID()
                + ".part")));
    }

    private static void requireReplaceable(Path target, Path absolute) throws IOException {
        if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
            throw new IllegalArgumentException("'" + target + "' is a file; results need a folder");
        }
        if (Files.isRegularFile(absolute.resolve(ResultsFolder.RESULTS))) {
            requireUnused(target, absolute);
        } else if (Files.isDirectory(absolute)) {
            try (var entries = Files.list(absolute)) {
                if (entries.findAny().isPresent()) {
                    throw new IllegalArgumentException("the folder '" + target + "' holds something else than results (no "
                            + ResultsFolder.RESULTS + "); give an empty or a new one");
                }
            }
        }
    }

    /** Refuses results in which a twin was followed on: its history is in no other place. */
    private static void requireUnused(Path target, Path absolute) throws IOException {
        FileTime written = Files.getLastModifiedTime(absolute.resolve(ResultsFolder.RESULTS));
        try (Stream<Path> there = Files.list(absolute)) {
            for (Path p : there.sorted().toList()) {
                String name = p.getFileName().toString();
                if ((name.endsWith(".twin") || name.endsWith(".alerts.json")) && Files.getLastModifiedTime(p).compareTo(written) > 0) {
                    throw new IllegalArgumentException("the results in '" + target + "' hold " + name
                            + ", which was changed after they were written and would be lost; give another folder, or move it away");
                }
            }
        }
    }

    /** Where to write. */
    public Path path() {
        return folder;
    }

    /** Gives the folder its name; what was there before is gone only then. */
    public void moveTo(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path old = null;
        if (Files.exists(absolute)) {
            old = folder.resolveSibling(folder.getFileName() + ".old");
            Files.move(absolute, old);
        }
        try {
            Files.move(folder, absolute);
        } catch (IOException e) {
            if (old != null) {
                Files.move(old, absolute);
            }
            throw e;
        }
        if (old != null) {
            delete(old);
        }
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
