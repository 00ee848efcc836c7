/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Sha256;

/** The heavy data that model files refer to by relative path and hash. */
public final class DataFiles {

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private DataFiles() {
    }

    /**
     * The file that a reference means, found and, where a hash is given, found unchanged.
     *
     * @param modelFile the file that holds the reference
     * @throws InputException if the path is empty, absolute or leaves the folder, if there is no such file, or if its hash is another
     */
    public static Path resolve(Path modelFile, DataReference reference) {
        Optional<Diagnostic> hostile = problem(reference);
        if (hostile.isPresent()) {
            throw new InputException(hostile.get());
        }
        Path file = modelFile.toAbsolutePath().getParent().resolve(reference.getPath());
        if (!Files.isRegularFile(file)) {
            throw new InputException(Diagnostic.error(ModelTexts.CATALOG, "data.missing", modelFile.toString(), reference.getPath()));
        }
        if (isSet(reference.getSha256())) {
            try {
                compare(reference, Sha256.of(file));
            } catch (IOException e) {
                throw new InputException(Diagnostic.error(ModelTexts.CATALOG, "file.unreadable", file.toString(), e.getMessage()), e);
            }
        }
        return file;
    }

    /**
     * Compares content that does not lie in a folder (a resource of a bundle) with the hash of its reference.
     *
     * @throws InputException if a hash is given and is another
     */
    public static void verify(DataReference reference, byte[] content) {
        if (isSet(reference.getSha256())) {
            compare(reference, Sha256.of(content));
        }
    }

    private static void compare(DataReference reference, String found) {
        if (!found.equals(reference.getSha256())) {
            throw new InputException(
                    Diagnostic.error(ModelTexts.CATALOG, "data.changed", reference.getPath(), found, reference.getSha256()));
        }
    }

    /**
     * What is wrong with the path of a reference, without looking at any file: only paths that stay in the folder of the model file,
     * separated by "/", can be moved with it and cannot be made to read something else.
     */
    public static Optional<Diagnostic> problem(DataReference reference) {
        String path = reference.getPath();
        if (!isSet(path)) {
            return Optional.of(Diagnostic.error(ModelTexts.CATALOG, "data.no-path", ModelTexts.name(reference)));
        }
        boolean leaves = path.startsWith("/") || path.indexOf('\\') >= 0 || DRIVE.matcher(path).matches()
                || path.chars().anyMatch(c -> c < ' ');
        for (String part : path.split("/", -1)) {
            leaves |= part.isEmpty() || part.equals("..") || part.equals(".");
        }
        return leaves ? Optional.of(Diagnostic.error(ModelTexts.CATALOG, "data.hostile", ModelTexts.name(reference), path))
                : Optional.empty();
    }

    /** Whether a text is a SHA-256 as these files write it. */
    public static boolean isHash(String text) {
        return text != null && HASH.matcher(text).matches();
    }

    /**
     * A reference to a file as it is now.
     *
     * @param modelFile the file that will hold the reference; it need not be there yet
     * @param data a file in the same folder or below
     * @param lengthUnit unit of the lengths in it, "mm" or "m", or empty
     * @throws IllegalArgumentException if {@code data} lies elsewhere
     */
    public static DataReference reference(Path modelFile, Path data, String lengthUnit) throws IOException {
        Path folder = modelFile.toAbsolutePath().normalize().getParent();
        Path file = data.toAbsolutePath().normalize();
        if (!file.startsWith(folder)) {
            throw new IllegalArgumentException("'" + modelFile.getFileName() + "' must lie in the folder of '" + file.getFileName()
                    + "', to which it refers, or above it");
        }
        DataReference r = AnatomyFactory.eINSTANCE.createDataReference();
        r.setPath(folder.relativize(file).toString().replace('\\', '/'));
        r.setSha256(Sha256.of(file));
        r.setLengthUnit(lengthUnit);
        return r;
    }

    private static boolean isSet(String s) {
        return s != null && !s.isBlank();
    }
}
