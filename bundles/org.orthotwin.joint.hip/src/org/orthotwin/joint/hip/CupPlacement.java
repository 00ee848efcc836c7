/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

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
 * A cup placed by inclination and anteversion of one of Murray's definitions, in a frame with x anterior, y superior, z right whose origin
 * is the native centre (by choice {@code pelvis.app}).
 *
 * <p>The part's z axis is the axis out of the cup and its origin the centre of rotation. At spin 0 the part's x axis lies in the plane of
 * the axis and superior, on the superior side; a positive spin turns it backwards on both sides. Shifts are from the native centre. The
 * left side is the right side mirrored ({@link Mirror}, part rule y).
 */
public final class CupPlacement implements PlacementConvention {

    public static final String INCLINATION = "inclination";
    public static final String ANTEVERSION = "anteversion";
    public static final String SPIN = "spin";
    public static final String ANTERIOR = "shift.anterior";
    public static final String SUPERIOR = "shift.superior";
    public static final String LATERAL = "shift.lateral";

    private static final double REACH = 0.1;
    private static final double MAX_INCLINATION = Math.toRadians(90);
    private static final double MIN_ANTEVERSION = Math.toRadians(-60);
    private static final double MAX_ANTEVERSION = Math.toRadians(89);

    private final CupDefinition definition;
    private final List<CoordinateDefinition> coordinates;

    public CupPlacement(CupDefinition definition) {
        this.definition = definition;
        coordinates = List.of(
                new CoordinateDefinition(INCLINATION, definition.id() + " inclination", Dimension.ANGLE, 0, MAX_INCLINATION),
                new CoordinateDefinition(ANTEVERSION, definition.id() + " anteversion, negative in retroversion", Dimension.ANGLE,
                        MIN_ANTEVERSION, MAX_ANTEVERSION),
                new CoordinateDefinition(SPIN, "turn about the cup's axis, positive backwards from superior", Dimension.ANGLE, -Math.PI,
                Math.PI),
                new CoordinateDefinition(ANTERIOR, "centre from the native centre, forwards", Dimension.LENGTH, -REACH, REACH),
                new CoordinateDefinition(SUPERIOR, "centre from the native centre, upwards", Dimension.LENGTH, -REACH, REACH),
                new CoordinateDefinition(LATERAL, "centre from the native centre, away from the midplane", Dimension.LENGTH, -REACH,
                REACH));
    }

    @Override
    public String id() {
        return "hip.cup." + definition.id();
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return coordinates;
    }

    @Override
    public RigidTransform pose(Map<String, Double> values, Side side) {
        double[] v = CoordinateDefinition.check(id(), coordinates, values);
        Vec3 n = CupOrientation.of(definition, v[0], v[1]).axis(Side.RIGHT);
        Vec3 x = reference(n);
        Vec3 spun = x.times(Math.cos(v[2])).plus(n.cross(x).times(Math.sin(v[2])));
        RigidTransform right = RigidTransform.frame(new Vec3(v[3], v[4], v[5]), spun, n.cross(spun), n);
        return side == Side.LEFT ? Mirror.mirror(right, Mirror.PartRule.Y) : right;
    }

    @Override
    public Map<String, Double> values(RigidTransform pose, Side side) {
        RigidTransform right = side == Side.LEFT ? Mirror.mirror(pose, Mirror.PartRule.Y) : pose;
        Vec3 n = right.axis(2);
        CupOrientation o = CupOrientation.ofAxis(n, Side.RIGHT);
        Vec3 x = reference(n);
        Map<String, Double> values = new LinkedHashMap<>();
        values.put(INCLINATION, o.inclination(definition));
        values.put(ANTEVERSION, o.anteversion(definition));
        values.put(SPIN, Math.atan2(right.axis(0).dot(n.cross(x)), right.axis(0).dot(x)));
        values.put(ANTERIOR, right.translation().x());
        values.put(SUPERIOR, right.translation().y());
        values.put(LATERAL, right.translation().z());
        return values;
    }

    /** Superior, made orthogonal to the axis; anterior where the axis is vertical. */
    private static Vec3 reference(Vec3 n) {
        Vec3 up = Vec3.Y.minus(n.times(n.y()));
        return up.norm() > 1e-9 ? up.normalized() : Vec3.X.minus(n.times(n.x())).normalized();
    }
}
