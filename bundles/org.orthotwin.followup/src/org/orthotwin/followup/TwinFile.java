/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;

/**
 * A twin's file that somebody reads and perhaps adds to. Who means to add holds its {@link TwinLock} from reading to writing. What somebody
 * without a lock has written meanwhile is not overwritten.
 */
public final class TwinFile implements AutoCloseable {

    /** How the name of a twin's file ends. */
    public static final String ENDING = ".twin";

    private final Path path;
    private final Twin twin;
    /** Of the file as it was read; empty where there was none. */
    private final Optional<String> digest;
    private final Optional<TwinLock> lock;

    private TwinFile(Path path, Twin twin, Optional<String> digest, Optional<TwinLock> lock) {
        this.path = path;
        this.twin = twin;
        this.digest = digest;
        this.lock = lock;
    }

    /**
     * For reading alone, or where nobody can write.
     *
     * @throws org.orthotwin.core.InputException if there is no such file, or it is no twin
     */
    public static TwinFile load(Path path) throws IOException {
        return load(path, Optional.empty());
    }

    private static TwinFile load(Path path, Optional<TwinLock> lock) throws IOException {
        Optional<String> digest = digest(path);
        return new TwinFile(path, TwinFiles.load(path), digest, lock);
    }

    /** What the file of a patient's twin is called, without its ending: the pseudonym, as every file system takes it. */
    public static String name(String patient) {
        return patient.strip().replaceAll("[^\\p{L}\\p{N}._-]+", "-").replaceAll("^[.-]+|[.-]+$", "");
    }

    /** A new twin of a patient in memory, for a file that is not there yet; without a lock. */
    public static TwinFile begin(Path path, String patient) {
        return begin(path, patient, Optional.empty());
    }

    private static TwinFile begin(Path path, String patient, Optional<TwinLock> lock) {
        String name = path.getFileName().toString();
        String id = (name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name).replaceAll("[^A-Za-z0-9._-]", "-");
        return new TwinFile(path, Histories.begin(id.matches("[A-Za-z_].*") ? id : "twin-" + id, patient), Optional.empty(), lock);
    }

    /**
     * For adding to it; nobody else does until this is closed.
     *
     * @throws org.orthotwin.core.InputException if there is no such file, it is no twin, or another is adding to it all the while
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop waiting for the other
     */
    public static TwinFile open(Path path, Monitor monitor) throws IOException {
        return open(path, Optional.empty(), monitor);
    }

    /** As {@link #open}, or a new twin of a patient where there is no file yet; its folder is made where it is missing. */
    public static TwinFile openOrBegin(Path path, String patient, Monitor monitor) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        return open(path, Optional.of(patient), monitor);
    }

    private static TwinFile open(Path path, Optional<String> patient, Monitor monitor) throws IOException {
        TwinLock lock = TwinLock.of(path, TwinLock.PATIENCE, monitor);
        try {
            // it may have come while we waited
            return patient.isPresent() && !Files.exists(path) ? begin(path, patient.get(), Optional.of(lock))
                    : load(path, Optional.of(lock));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static Optional<String> digest(Path path) throws IOException {
        return Files.isRegularFile(path) ? Optional.of(Sha256.of(path)) : Optional.empty();
    }

    public Path path() {
        return path;
    }

    public Twin twin() {
        return twin;
    }

    /**
     * Writes the twin in its place, whole or not at all.
     *
     * @throws org.orthotwin.core.InputException if the file is not the one that was read
     */
    public void save() throws IOException {
        if (!digest.equals(digest(path))) {
            throw Texts.refuse("twin.changed", path);
        }
        TwinFiles.save(path, twin);
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
    }
}
