/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.Optional;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.landmarks.internal.FemurLandmarker;
import org.orthotwin.landmarks.internal.PelvisLandmarker;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/** The landmarkers that the installed bundles contribute. */
public final class Landmarkers {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.landmarks.landmarkers";

    private static final Registry<BoneLandmarker> REGISTRY = new ContributionReader<>(POINT, "landmarker", BoneLandmarker.class,
            "landmarker").connect();

    private Landmarkers() {
    }

    public static Registry<BoneLandmarker> registry() {
        return REGISTRY;
    }

    /** The landmarker of a type of bone: of several the first in the order of their ids. */
    public static Optional<BoneLandmarker> ofBone(String type) {
        return REGISTRY.all().stream().filter(c -> type.equals(bone(c))).findFirst().map(c -> REGISTRY.get(c.id()));
    }

    /** Ours for the femur, with or without a registry. */
    public static BoneLandmarker femur() {
        return new FemurLandmarker();
    }

    /** Ours for the pelvis, with or without a registry. */
    public static BoneLandmarker pelvis() {
        return new PelvisLandmarker();
    }

    /** The type of bone that a contribution declares. */
    public static String bone(Contribution<BoneLandmarker> c) {
        return c.attributes().getOrDefault("bone", "");
    }
}
