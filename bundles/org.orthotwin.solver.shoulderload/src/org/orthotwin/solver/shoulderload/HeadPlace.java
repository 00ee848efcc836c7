/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import java.util.List;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;

/** A humerus that is held in its turn and free in its place: three ways along axes of the scapula, m. */
final class HeadPlace implements JointType {

    private static final List<CoordinateDefinition> COORDINATES = List.of(length("first"), length("second"), length("third"));

    private final Vec3 origin;
    private final RigidTransform turn;
    private final RigidTransform axes;

    /**
     * @param origin from which the ways are, in the frame of the scapula, m
     * @param turn of the humerus in the scapula
     * @param axes whose x, y and z the ways go along, turned in the scapula
     */
    HeadPlace(Vec3 origin, RigidTransform turn, RigidTransform axes) {
        this.origin = origin;
        this.turn = turn;
        this.axes = axes;
    }

    private static CoordinateDefinition length(String name) {
        return new CoordinateDefinition(name, name, Dimension.LENGTH, -1, 1);
    }

    @Override
    public String parentBone() {
        return "scapula";
    }

    @Override
    public String childBone() {
        return "humerus";
    }

    @Override
    public String parentFrame() {
        return "joint";
    }

    @Override
    public String childFrame() {
        return "joint";
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
        return turn.withTranslation(origin.plus(axes.rotate(new Vec3(q[0], q[1], q[2]))));
    }

    @Override
    public double[] coordinates(RigidTransform t, Side side) {
        Vec3 way = axes.inverse().rotate(t.translation().minus(origin));
        return new double[] {way.x(), way.y(), way.z()};
    }

    @Override
    public List<ClinicalMotion> motions() {
        return List.of();
    }
}
