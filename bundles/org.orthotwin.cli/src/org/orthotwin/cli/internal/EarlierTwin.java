/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.construction.TwinConstruction;
import org.orthotwin.core.Sha256;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Landmark;

/**
 * What a person did to a twin that is about to be built anew, and that must survive it.
 *
 * @param labels its label map, if that is not the segmenter's: it was given when the twin was built, or is not the one that was written
 * @param changed whether it is not the one that was written
 * @param locked landmarks that a person placed, by type of bone and code, m
 */
record EarlierTwin(Optional<Path> labels, boolean changed, Map<String, Map<String, Vec3>> locked) {

    /** @param folder of the twin, which need not be there */
    static EarlierTwin of(Path folder) throws IOException {
        Path file = folder.resolve(folder.toAbsolutePath().normalize().getFileName() + ".anatomy");
        if (!Files.exists(file)) {
            return new EarlierTwin(Optional.empty(), false, Map.of());
        }
        Anatomy a = AnatomyFiles.load(file);
        Optional<Path> labels = Optional.empty();
        boolean changed = false;
        Map<String, Map<String, Vec3>> locked = new LinkedHashMap<>();
        for (Bone b : a.getBones()) {
            for (DataReference r : b.getVolumes()) {
                // not as other data is resolved: a hash that does not match is what is looked for
                Path p = file.resolveSibling(r.getPath());
                if ("labels".equals(r.getRole()) && Files.exists(p)) {
                    boolean other = !Sha256.of(p).equals(r.getSha256());
                    // what replaced the segmenter's labels once is written with a hash that matches, and must not be lost the next time
                    if (other || isGiven(b)) {
                        labels = Optional.of(p);
                    }
                    changed |= other;
                }
            }
            for (Landmark l : b.getLandmarks()) {
                if (l.isLocked()) {
                    locked.computeIfAbsent(b.getType(), k -> new LinkedHashMap<>()).put(l.getCode(), l.getPosition());
                }
            }
        }
        return new EarlierTwin(labels, changed, locked);
    }

    private static boolean isGiven(Bone b) {
        return b.getProvenance() != null && String.valueOf(b.getProvenance().getMethod()).startsWith(TwinConstruction.GIVEN);
    }
}
