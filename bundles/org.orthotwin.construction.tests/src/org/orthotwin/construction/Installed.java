/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.imaging.Segmenters;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.imaging.segmentation.CtBoneSegmenter;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.landmarks.Landmarkers;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/** What bundles contribute to a twin, put into the registries where no platform does. */
final class Installed {

    private Installed() {
    }

    /** A joint, the segmenter of CT, and a writer of volumes. */
    static void joint(String id, Supplier<JointType> joint) {
        register(Joints.registry(), id, Map.of(), Map.of(), joint);
        register(Segmenters.registry(), "ct.bone",
                Map.of("modalities", "CT", "joints", "hip,knee,shoulder", "unattended", "true", "version", "1"),
                Map.of("parameter", List.of(Map.of("name", "bone.threshold", "dimension", "none", "minimum", "-200", "maximum", "1500"),
                        Map.of("name", "metal.threshold", "dimension", "none", "default", "2300", "minimum", "1200", "maximum", "20000"),
                        Map.of("name", "gap", "dimension", "length", "default", "2.5mm", "minimum", "0mm", "maximum", "10mm"))),
                CtBoneSegmenter::new);
        register(Volumes.writers(), "nrrd", Map.of("extensions", "nrrd"), Map.of(),
                () -> (volume, file, monitor) -> Files.writeString(Files.createDirectories(file.getParent()).resolve(file.getFileName()),
                        volume.sha256()));
    }

    static void landmarkers(BoneLandmarker... landmarkers) {
        for (BoneLandmarker l : landmarkers) {
            String bone = l.method().substring(0, l.method().indexOf('.'));
            register(Landmarkers.registry(), bone, Map.of("bone", bone), Map.of(), () -> l);
        }
    }

    private static <T> void register(Registry<T> registry, String id, Map<String, String> attributes,
            Map<String, List<Map<String, String>>> elements, Supplier<T> factory) {
        if (registry.find(id).isEmpty()) {
            registry.add(new Contribution<>(id, id, "", "test", attributes, elements, factory));
        }
    }
}
