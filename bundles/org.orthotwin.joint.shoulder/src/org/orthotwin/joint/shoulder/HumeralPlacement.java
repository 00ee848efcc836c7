/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder;

import java.util.List;
import org.orthotwin.core.Dimension;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.ShaftPlacement;

/**
 * A stem in the humerus, by choice in {@code humerus.stem}: origin on the shaft's axis at the height of the head's centre, y along the
 * shaft, z along the epicondyles to the right, x anterior.
 *
 * <p>On the right R = Rx(-varus) Rz(-flexion) Ry(retroversion): varus and flexion say where the part's y axis points, along its shaft;
 * retroversion turns the stem about that axis, the seat of its tray, which looks to the midline, backwards. Varus brings the upper end to
 * the medial side, flexion brings it forwards. Depth is distal. The left side is the right side mirrored in z, as the parts are.
 */
public final class HumeralPlacement extends ShaftPlacement {

    public static final String ID = "shoulder.stem";
    public static final String RETROVERSION = "retroversion";
    public static final String VARUS = "varus";
    public static final String FLEXION = "flexion";
    public static final String DEPTH = "depth";
    public static final String ANTERIOR = "shift.anterior";
    public static final String MEDIAL = "shift.medial";

    private static final double MAX_VERSION = Math.toRadians(90);
    private static final double MAX_TILT = Math.toRadians(20);
    private static final double REACH = 0.1;

    public HumeralPlacement() {
        super(ID, List.of(
                new CoordinateDefinition(RETROVERSION, "turn about the stem's axis against the epicondyles, backwards", Dimension.ANGLE,
                        -MAX_VERSION, MAX_VERSION),
                new CoordinateDefinition(VARUS, "tilt in the plane of the epicondyles, upper end medial", Dimension.ANGLE, -MAX_TILT,
                        MAX_TILT),
                new CoordinateDefinition(FLEXION, "tilt in the sagittal plane, upper end forwards", Dimension.ANGLE, -MAX_TILT, MAX_TILT),
                new CoordinateDefinition(DEPTH, "the part's origin, down the shaft", Dimension.LENGTH, -REACH, REACH),
                new CoordinateDefinition(ANTERIOR, "the part's origin, forwards", Dimension.LENGTH, -REACH, REACH),
                new CoordinateDefinition(MEDIAL, "the part's origin, to the midplane", Dimension.LENGTH, -REACH, REACH)), false);
    }
}
