/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;

/**
 * A component of a knee placed in the words of its alignment, in a frame with x anterior, y proximal and z to the right: by choice {@code
 * femur.mechanical} for a femoral component, {@code tibia.knee} for a tray.
 *
 * <p>On the right R = Rx(a) Rz(b) Ry(-rotation) with a = varus, b = -flexion for a femoral component and a = -varus, b = slope for a tray:
 * varus and flexion or slope say where the part's y axis points, which is at a right angle to its cut; rotation turns the part about that
 * axis, its lateral side backwards (external). Varus of a femoral component adds to the mechanical lateral distal femoral angle, that of a
 * tray takes from the medial proximal tibial angle. A flexed component opens forwards, a slope falls backwards. Shifts are those of the
 * part's origin. The left side is the right side mirrored in z, as the parts are.
 *
 * <p>Parts in the shaft and the metaphysis, stems and cones, are drawn with y towards the joint; their tilts are those of the axis up along
 * the bone, and they are turned about it by any angle, external, from where their x axis points forwards.
 */
public final class KneePlacement implements PlacementConvention {

    public static final String FEMORAL = "knee.femoral";
    public static final String TIBIAL = "knee.tibial";
    public static final String FEMORAL_SHAFT = "knee.femoral.shaft";
    public static final String TIBIAL_SHAFT = "knee.tibial.shaft";
    public static final String VARUS = "varus";
    /** Of a femoral component. */
    public static final String FLEXION = "flexion";
    /** Of a tray. */
    public static final String SLOPE = "slope";
    public static final String ROTATION = "rotation";
    public static final String ANTERIOR = "shift.anterior";
    public static final String PROXIMAL = "shift.proximal";
    public static final String LATERAL = "shift.lateral";

    private static final double MAX_TILT = Math.toRadians(30);
    private static final double REACH = 0.1;

    /** Of a part that is drawn with y towards the joint, into a femur. */
    private static final RigidTransform OVER = RigidTransform.rotation(Vec3.X, Math.PI);

    private final boolean femoral;
    private final boolean shaft;
    private final List<CoordinateDefinition> coordinates;

    private KneePlacement(boolean femoral, boolean shaft) {
        this.femoral = femoral;
        this.shaft = shaft;
        double turn = shaft ? Math.PI : MAX_TILT;
        double reach = shaft ? 2 * REACH : REACH;
        coordinates = List.of(
                new CoordinateDefinition(VARUS, "tilt of the cut in the coronal plane towards varus", Dimension.ANGLE, -MAX_TILT, MAX_TILT),
                femoral ? new CoordinateDefinition(FLEXION, "tilt of the component in the sagittal plane, opening forwards",
                        Dimension.ANGLE, -MAX_TILT, MAX_TILT)
                        : new CoordinateDefinition(SLOPE, "tilt of the cut in the sagittal plane, falling backwards", Dimension.ANGLE,
                        -MAX_TILT, MAX_TILT),
                new CoordinateDefinition(ROTATION, shaft ? "turn about its axis, external"
                        : "turn about the axis square to the cut, external", Dimension.ANGLE, -turn, turn),
                new CoordinateDefinition(ANTERIOR, "the part's origin, forwards", Dimension.LENGTH, -reach, reach),
                new CoordinateDefinition(PROXIMAL, "the part's origin, upwards", Dimension.LENGTH, -reach, reach),
                new CoordinateDefinition(LATERAL, "the part's origin, away from the midplane", Dimension.LENGTH, -reach, reach));
    }

    /** Of femoral components. */
    public static KneePlacement femoral() {
        return new KneePlacement(true, false);
    }

    /** Of tibial trays. */
    public static KneePlacement tibial() {
        return new KneePlacement(false, false);
    }

    /** Of stems and cones in the femur. */
    public static KneePlacement femoralShaft() {
        return new KneePlacement(true, true);
    }

    /** Of stems and cones in the tibia. */
    public static KneePlacement tibialShaft() {
        return new KneePlacement(false, true);
    }

    @Override
    public String id() {
        return shaft ? femoral ? FEMORAL_SHAFT : TIBIAL_SHAFT : femoral ? FEMORAL : TIBIAL;
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return coordinates;
    }

    @Override
    public RigidTransform pose(Map<String, Double> values, Side side) {
        double[] v = CoordinateDefinition.check(id(), coordinates, values);
        RigidTransform right = tilt(v[0], v[1]).times(RigidTransform.rotation(Vec3.Y, -v[2])).withTranslation(new Vec3(v[3], v[4], v[5]));
        right = shaft && femoral ? right.times(OVER) : right;
        return side == Side.LEFT ? right.mirroredZ() : right;
    }

    private RigidTransform tilt(double varus, double sagittal) {
        return RigidTransform.rotation(Vec3.X, femoral ? varus : -varus)
                .times(RigidTransform.rotation(Vec3.Z, femoral ? -sagittal : sagittal));
    }

    @Override
    public Map<String, Double> values(RigidTransform pose, Side side) {
        RigidTransform right = side == Side.LEFT ? pose.mirroredZ() : pose;
        right = shaft && femoral ? right.times(OVER.inverse()) : right;
        Vec3 y = right.axis(1);
        double varus = Math.atan2(femoral ? y.z() : -y.z(), y.y());
        double sagittal = Math.atan2(femoral ? y.x() : -y.x(), Math.hypot(y.y(), y.z()));
        Vec3 x = tilt(varus, sagittal).inverse().rotate(right.axis(0));
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(VARUS, varus);
        values.put(femoral ? FLEXION : SLOPE, sagittal);
        values.put(ROTATION, Math.atan2(x.z(), x.x()));
        values.put(ANTERIOR, right.translation().x());
        values.put(PROXIMAL, right.translation().y());
        values.put(LATERAL, right.translation().z());
        return values;
    }
}
