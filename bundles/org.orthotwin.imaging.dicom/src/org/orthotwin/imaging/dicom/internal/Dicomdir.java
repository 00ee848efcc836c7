/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.Tag;

/**
 * The directory of a medium (PS3.3, Annex F). All its records are taken, whatever their links say; a name that would lead out of the
 * medium's folder is refused.
 */
final class Dicomdir {

    private static final String CLASS = "1.2.840.10008.1.3.10";

    private Dicomdir() {
    }

    static boolean is(DicomObject o) {
        return o.meta().textOrEmpty(Tag.MediaStorageSOPClassUID).equals(CLASS) || o.data().contains(Tag.DirectoryRecordSequence);
    }

    /** The files that it names, in its order; those that are not there become problems. */
    static List<Path> files(DicomObject o, Path dicomdir, List<Diagnostic> problems) throws IOException {
        Path root = dicomdir.toAbsolutePath().getParent().toRealPath();
        Set<Path> files = new LinkedHashSet<>();
        List<String> missing = new ArrayList<>();
        for (Dataset record : o.data().items(Tag.DirectoryRecordSequence)) {
            List<String> parts = record.texts(Tag.ReferencedFileID);
            if (parts.isEmpty() || parts.stream().allMatch(String::isEmpty)) {
                continue;
            }
            Path file = resolve(root, parts);
            if (file == null) {
                throw Texts.refuse("dicom.dir.path", dicomdir.getFileName(), String.join("\\", parts));
            }
            if (Files.isRegularFile(file)) {
                files.add(file);
            } else {
                missing.add(String.join("/", parts));
            }
        }
        if (!missing.isEmpty()) {
            problems.add(Diagnostic.warning(Texts.CATALOG, "dicom.dir.missing", missing.size(), Stack.some(missing)));
        }
        return List.copyOf(files);
    }

    /** @return null if it leads out of the folder */
    private static Path resolve(Path root, List<String> parts) throws IOException {
        Path at = root;
        for (String part : parts) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.chars().anyMatch(c -> c < ' '
                    || "/\\:*?\"<>|".indexOf(c) >= 0)) {
                return null;
            }
            try {
                Path next = at.resolve(part);
                // media are written in capitals, and copied in small letters
                at = Files.exists(next, LinkOption.NOFOLLOW_LINKS) ? next : at.resolve(part.toLowerCase(Locale.ROOT));
                at = Files.exists(at, LinkOption.NOFOLLOW_LINKS) ? at : next;
            } catch (InvalidPathException e) {
                return null;
            }
        }
        // a link could still lead out
        return Files.exists(at) && !at.toRealPath().startsWith(root) ? null : at;
    }
}
