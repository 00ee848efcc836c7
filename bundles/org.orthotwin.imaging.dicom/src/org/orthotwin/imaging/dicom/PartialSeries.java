/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.internal.Texts;

/**
 * A series that comes into a folder, whole or not at all, whatever protocol brings it: one file for each instance, named by its identifier.
 * Until it is whole its files are in a folder with the ending {@link DicomReception#PARTIAL}, where the next try finds what came of an
 * interrupted one. Thread-safe.
 */
public final class PartialSeries {

    private static final String ENDING = ".dcm";

    private final Path folder;
    private final Path making;
    private final Set<String> wanted;
    private final Set<String> missing;

    /**
     * Begins it, or goes on where the last try stopped.
     *
     * @param folder where it is to be; see {@link #refuseExisting}
     * @param wanted identifiers of all its instances, each {@linkplain Uids#isUid looked at}
     * @throws IOException if the folder for what comes cannot be made
     */
    public PartialSeries(Path folder, Set<String> wanted) throws IOException {
        this.folder = folder;
        this.wanted = Set.copyOf(wanted);
        making = folder.toAbsolutePath().resolveSibling(folder.getFileName() + DicomReception.PARTIAL);
        Files.createDirectories(making);
        Set<String> left = new LinkedHashSet<>(wanted);
        left.removeIf(instance -> Files.exists(making.resolve(instance + ENDING)));
        missing = Collections.synchronizedSet(left);
    }

    /** @throws InputException if the folder of a series is there already: before anybody is asked for anything */
    public static void refuseExisting(Path folder) {
        if (Files.exists(folder)) {
            throw Texts.refuse("dicom.retrieval.exists", folder.getFileName());
        }
    }

    /** Folder of what came so far, and of files in the making. */
    public Path making() {
        return making;
    }

    /** Number of all instances. */
    public int size() {
        return wanted.size();
    }

    /** Identifiers of the instances that have not come yet, in the order in which they were wanted. */
    public List<String> missing() {
        synchronized (missing) {
            return List.copyOf(missing);
        }
    }

    /**
     * Takes a file, unless its instance has come before or was not wanted: peers send some twice, or what nobody asked for.
     *
     * @param file on the same file system as {@link #making()}
     * @return whether it was taken; it is then no longer where it was
     */
    public boolean take(Path file, String instance) throws IOException {
        if (!missing.contains(instance)) {
            return false;
        }
        Files.move(file, making.resolve(instance + ENDING), StandardCopyOption.ATOMIC_MOVE);
        return missing.remove(instance);
    }

    /**
     * Puts it into its place, when nothing is missing.
     *
     * @return its files, sorted by name
     */
    public List<Path> finish() throws IOException {
        if (!missing.isEmpty()) {
            throw new IllegalStateException(missing.size() + " of " + wanted.size() + " instances are missing");
        }
        // files of an earlier try that the peer no longer has would be strangers in the series
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(making)) {
            for (Path f : all.sorted().toList()) {
                String name = f.getFileName().toString();
                if (name.endsWith(ENDING) && wanted.contains(name.substring(0, name.length() - ENDING.length()))) {
                    files.add(folder.resolve(name));
                } else {
                    Files.delete(f);
                }
            }
        }
        Files.move(making, folder.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
        return files;
    }
}
