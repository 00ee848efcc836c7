/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;

/**
 * A way to say in numbers where a part is, relative to a named frame of its bone: six degrees of freedom in the terms that its users know
 * (inclination and anteversion of a cup, version and depth of a stem).
 */
public interface PlacementConvention {

    /** E.g. {@code hip.cup.radiographic}. */
    String id();

    /** The coordinates, six of them; together they determine the pose. */
    List<CoordinateDefinition> coordinates();

    /**
     * @param values by coordinate name, SI; a missing one counts as 0
     * @return the pose of the part's frame in the named frame
     * @throws IllegalArgumentException for a coordinate that is unknown or outside its range, with name, number, unit and limit
     */
    RigidTransform pose(Map<String, Double> values, Side side);

    /** The coordinates of a pose, SI, in the order of {@link #coordinates()}; the inverse of {@link #pose}. */
    Map<String, Double> values(RigidTransform pose, Side side);
}
