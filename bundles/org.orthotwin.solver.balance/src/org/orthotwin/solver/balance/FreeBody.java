/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.List;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.CardanAngles;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;

/**
 * A body that no joint guides: Cardan angles about z, x and y and the place of its origin, all in the proximal body's joint frame. For a
 * patella these are extension, rotation and tilt, as in RL Lenhart et al. 2015.
 */
final class FreeBody implements JointType {

    static final FreeBody TYPE = new FreeBody();
    private static final List<CoordinateDefinition> COORDINATES = List.of(angle("alpha"), angle("beta"), angle("gamma"), length("x"),
            length("y"), length("z"));

    private FreeBody() {
    }

    private static CoordinateDefinition angle(String name) {
        return new CoordinateDefinition(name, name, Dimension.ANGLE, -Math.PI, Math.PI);
    }

    private static CoordinateDefinition length(String name) {
        return new CoordinateDefinition(name, name, Dimension.LENGTH, -1, 1);
    }

    @Override
    public String parentBone() {
        return "proximal";
    }

    @Override
    public String childBone() {
        return "free";
    }

    @Override
    public String parentFrame() {
        return "joint";
    }

    @Override
    public String childFrame() {
        return "surface";
    }

    @Override
    public List<FrameDefinition> frames() {
        return List.of();
    }

    @Override
    public List<CoordinateDefinition> coordinates() {
        return COORDINATES;
    }

    @Override
    public RigidTransform childInParent(double[] q, Side side) {
        return new CardanAngles(CardanAngles.Sequence.ZXY, q[0], q[1], q[2]).toRotation().withTranslation(new Vec3(q[3], q[4], q[5]));
    }

    @Override
    public double[] coordinates(RigidTransform t, Side side) {
        CardanAngles a = CardanAngles.of(t, CardanAngles.Sequence.ZXY);
        return new double[] {a.first(), a.second(), a.third(), t.t(0), t.t(1), t.t(2)};
    }

    @Override
    public List<ClinicalMotion> motions() {
        return List.of();
    }
}
