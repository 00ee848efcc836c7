/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.List;
import org.orthotwin.core.Dimension;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.ShaftPlacement;

/**
 * A stem placed in the canal, in a frame like {@code femur.stem}: y proximal along the canal, z to the right along the posterior condyles.
 *
 * <p>On the right R = Rx(-varus) Rz(-flexion) Ry(-anteversion): varus and flexion say where the shaft's axis (the part's y) points,
 * anteversion turns the stem about that axis. Varus brings the proximal end to the medial side and the tip to the lateral side; flexion
 * brings the proximal end forwards and the tip backwards. Depth is distal. The left side is the right side mirrored ({@link Mirror}, part
 * rule z).
 */
public final class StemPlacement extends ShaftPlacement {

    public static final String ID = "hip.stem";
    public static final String ANTEVERSION = "anteversion";
    public static final String VARUS = "varus";
    public static final String FLEXION = "flexion";
    public static final String DEPTH = "depth";
    public static final String ANTERIOR = "shift.anterior";
    public static final String MEDIAL = "shift.medial";

    private static final double MAX_VERSION = Math.toRadians(90);
    private static final double MAX_TILT = Math.toRadians(20);
    private static final double REACH = 0.1;

    public StemPlacement() {
        super(ID, List.of(
                new CoordinateDefinition(ANTEVERSION, "turn about the stem's axis against the posterior condyles", Dimension.ANGLE,
                        -MAX_VERSION, MAX_VERSION),
                new CoordinateDefinition(VARUS, "tilt in the coronal plane, tip lateral", Dimension.ANGLE, -MAX_TILT, MAX_TILT),
                new CoordinateDefinition(FLEXION, "tilt in the sagittal plane, tip backwards", Dimension.ANGLE, -MAX_TILT, MAX_TILT),
                new CoordinateDefinition(DEPTH, "distal shift along the canal", Dimension.LENGTH, -REACH, REACH),
                new CoordinateDefinition(ANTERIOR, "forward shift", Dimension.LENGTH, -REACH, REACH),
                new CoordinateDefinition(MEDIAL, "medial shift", Dimension.LENGTH, -REACH, REACH)));
    }
}
