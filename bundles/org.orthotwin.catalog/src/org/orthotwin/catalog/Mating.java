/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.Optional;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.PartModel;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.MatingFeature;

/** How parts join: two mating features coincide, z on z. */
public final class Mating {

    private Mating() {
    }

    /** The mating feature that a connection of an assembly means: the one of that name, else the first of that kind. */
    public static Optional<MatingFeature> feature(Component component, String nameOrKind) {
        return component.getMatingFeatures().stream().filter(f -> nameOrKind.equals(f.getName())).findFirst()
                .or(() -> component.getMatingFeatures().stream().filter(f -> nameOrKind.equals(f.getKind())).findFirst());
    }

    /**
     * @param base the part that is in place
     * @param basePose of its frame, in any frame
     * @param baseFeature name of its feature
     * @param added the part that joins it
     * @param addedFeature name of its feature
     * @return the pose of the added part's frame in that same frame
     * @throws java.util.NoSuchElementException if a part lacks the feature, naming both
     */
    public static RigidTransform pose(PartModel base, RigidTransform basePose, String baseFeature, PartModel added, String addedFeature) {
        return basePose.times(base.feature(baseFeature)).times(added.feature(addedFeature).inverse());
    }
}
