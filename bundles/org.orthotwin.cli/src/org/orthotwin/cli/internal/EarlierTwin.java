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
 * @param changedLabels its label map, if it is not the one that was written
 * @param locked landmarks that a person placed, by type of bone and code, m
 */
record EarlierTwin(Optional<Path> changedLabels, Map<String, Map<String, Vec3>> locked) {

    /** @param folder of the twin, which need not be there */
    static EarlierTwin of(Path folder) throws IOException {
        Path file = folder.resolve(folder.toAbsolutePath().normalize().getFileName() + ".anatomy");
        if (!Files.exists(file)) {
            return new EarlierTwin(Optional.empty(), Map.of());
        }
        Anatomy a = AnatomyFiles.load(file);
        Optional<Path> labels = Optional.empty();
        Map<String, Map<String, Vec3>> locked = new LinkedHashMap<>();
        for (Bone b : a.getBones()) {
            for (DataReference r : b.getVolumes()) {
                // not as other data is resolved: a hash that does not match is what is looked for
                Path p = file.resolveSibling(r.getPath());
                if ("labels".equals(r.getRole()) && Files.exists(p) && !Sha256.of(p).equals(r.getSha256())) {
                    labels = Optional.of(p);
                }
            }
            for (Landmark l : b.getLandmarks()) {
                if (l.isLocked()) {
                    locked.computeIfAbsent(b.getType(), k -> new LinkedHashMap<>()).put(l.getCode(), l.getPosition());
                }
            }
        }
        return new EarlierTwin(labels, locked);
    }
}
