/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import java.util.List;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.balance.Equilibrium;

/**
 * Concavity compression in one direction: the humerus is pressed along the axis of the hollow and drawn aside, free across and along the
 * axis; the largest force that this takes, over what presses (SB Lippitt et al. 1993, J Shoulder Elbow Surg 2:27-35,
 * doi:10.1016/S1058-2746(09)80134-1).
 *
 * @param ratio largest force aside over the force that presses
 * @param way by which the humerus is aside there, m
 * @param rigid tangent of the angle from the axis to the rim: the ratio of rigid bodies without friction; NaN for a rim beyond 90 degrees
 * @param settled whether an equilibrium was found at every way up to where the force has fallen by a fifth, or nothing holds any more
 */
record StabilityRatio(double ratio, double way, double rigid, boolean settled) {

    /** Part of the hollow's radius by which the humerus is moved on. */
    private static final double STEP = 1.0 / 60;
    /** The force has passed its largest where it has fallen to this part of it. */
    private static final double FALLEN = 0.8;
    private static final int REFINED = 12;
    private static final double GOLDEN = 0.5 * (Math.sqrt(5) - 1);

    /**
     * @param hollow of the joint
     * @param turn of the humerus in the scapula
     * @param origin where the origin of the humerus's frame lies at rest, in the frame of the scapula, m
     * @param angle of the direction in which the humerus is drawn: from upwards to forwards along the hollow's rim, rad
     * @param press N
     */
    static StabilityRatio of(Hollow hollow, RigidTransform turn, Vec3 origin, double angle, double press, Monitor monitor) {
        Vec3 z = hollow.inScapula(turn.withTranslation(origin)).axis(2);
        RigidTransform plane = Hollow.axes(z, Vec3.Y, Vec3.ZERO);
        Vec3 aside = plane.rotate(new Vec3(Math.sin(angle), Math.cos(angle), 0));
        if (!hollow.onHumerus()) {
            aside = hollow.frame().rotate(new Vec3(Math.sin(angle), Math.cos(angle), 0));
        }
        HeadPlace place = new HeadPlace(origin, turn, RigidTransform.frame(Vec3.ZERO, aside, z.cross(aside), z));
        Vec3 pressed = z.times(hollow.onHumerus() ? press : -press);
        Equilibrium e = hollow.under(pressed, place, List.of());
        double radius = hollow.contact().radius();
        double step = STEP * radius;
        double[] q = hollow.seated(pressed, place, new double[3]);
        double most = 0;
        double[] best = null;
        boolean settled = false;
        for (int i = 0; step * i <= 2 * radius; i++) {
            double[] start = q.clone();
            start[0] = step * i;
            Equilibrium.Found f = e.solve(start, new boolean[] {false, true, true}, monitor);
            if (!f.balanced()) {
                // nothing presses back any more where it has slipped out
                settled = best != null && f.ending() == Equilibrium.Ending.LOOSE;
                break;
            }
            q = f.q();
            double force = force(hollow, place, q, aside);
            if (i > 0 && force > most) {
                most = force;
                best = q.clone();
            } else if (best != null && force < FALLEN * most) {
                settled = true;
                break;
            }
        }
        double rigid = rigid(hollow, aside, z, turn.withTranslation(origin));
        if (best == null) {
            return new StabilityRatio(Double.NaN, Double.NaN, rigid, false);
        }
        double low = best[0] - step;
        double high = best[0] + step;
        double at = best[0];
        double[] x = {high - GOLDEN * (high - low), low + GOLDEN * (high - low)};
        double[] y = {again(e, hollow, place, best, x[0], aside, monitor), again(e, hollow, place, best, x[1], aside, monitor)};
        for (int i = 0; i < REFINED; i++) {
            int better = y[0] >= y[1] ? 0 : 1;
            if (y[better] > most) {
                most = y[better];
                at = x[better];
            }
            if (better == 0) {
                high = x[1];
                x[1] = x[0];
                y[1] = y[0];
                x[0] = high - GOLDEN * (high - low);
                y[0] = again(e, hollow, place, best, x[0], aside, monitor);
            } else {
                low = x[0];
                x[0] = x[1];
                y[0] = y[1];
                x[1] = low + GOLDEN * (high - low);
                y[1] = again(e, hollow, place, best, x[1], aside, monitor);
            }
        }
        return new StabilityRatio(most / press, at, rigid, settled);
    }

    private static double again(Equilibrium e, Hollow hollow, HeadPlace place, double[] near, double way, Vec3 aside, Monitor monitor) {
        double[] start = near.clone();
        start[0] = way;
        Equilibrium.Found f = e.solve(start, new boolean[] {false, true, true}, monitor);
        return f.balanced() ? force(hollow, place, f.q(), aside) : 0;
    }

    /** What the contact pushes the humerus back with, N. */
    private static double force(Hollow hollow, HeadPlace place, double[] q, Vec3 aside) {
        RigidTransform pose = place.childInParent(q, Side.RIGHT);
        hollow.evaluate(pose);
        return -hollow.onHumerus(pose).dot(aside);
    }

    private static double rigid(Hollow hollow, Vec3 aside, Vec3 z, RigidTransform humerus) {
        // the ball is pressed against the rim on the side to which it goes; a hollow that is drawn has it on the other one
        Vec3 to = hollow.inScapula(humerus).inverse().rotate(hollow.onHumerus() ? aside.negate() : aside);
        double a = hollow.contact().rim(Math.atan2(to.y(), to.x()));
        return a < 0.5 * Math.PI ? Math.tan(a) : Double.NaN;
    }
}
