/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.CardanAngles;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.BodyPath;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;

/** What the muscles over a joint, the bone in their tendon and the tendon do, pose by pose. */
final class ExtensorResults {

    /** Motion; flexion, lateral tilt, lateral shift, force, area, peak pressure of the bone; force of muscles, of the tendon, moment. */
    private final List<double[]> rows = new ArrayList<>();
    private final List<RigidTransform> poses = new ArrayList<>();

    /**
     * Adds a pose in which all is at rest.
     *
     * @param angle of the prescribed motion, rad
     * @param pose of the distal joint frame in the proximal one
     * @param pull of the muscles, N
     * @param moment on the distal bone towards extension, N.m
     */
    void add(double angle, ExtensorApparatus x, RigidTransform pose, Side side, double pull, double moment) {
        double outwards = side == Side.LEFT ? -1 : 1;
        RigidTransform at = x.sesamoid().pose();
        poses.add(x.inBone(at));
        CardanAngles turn = CardanAngles.of(at.times(x.recorded().inverse()), CardanAngles.Sequence.ZXY);
        double force = 0;
        double area = 0;
        double peak = 0;
        for (ContactPair c : x.sesamoid().contacts()) {
            force += c.contact().force().norm();
            area += c.contact().area();
            peak = Math.max(peak, c.contact().peakPressure());
        }
        rows.add(new double[] {angle, -turn.first(), -outwards * turn.third(), outwards * (at.t(2) - x.recorded().t(2)), force, area, peak,
            pull, x.tendon(pose), moment});
    }

    /** Values, tables and the way of the bone, which is named by its type. */
    void write(ExtensorApparatus x, String motion, Solution.Builder out) {
        String bone = x.type().toLowerCase(Locale.ROOT);
        out.value("balance." + bone + ".contact.force.largest", Value.of(largest(4), Dimension.FORCE));
        out.value("balance." + bone + ".contact.pressure.largest", Value.of(largest(6), Dimension.PRESSURE));
        out.value("balance." + bone + ".muscle.force.largest", Value.of(largest(7), Dimension.FORCE));
        out.value("balance." + bone + ".tendon.force.largest", Value.of(largest(8), Dimension.FORCE));
        Unit deg = Unit.of("deg");
        Unit newton = Unit.of("N");
        out.table(new Table("balance-extensor", List.of(motion, "muscle.force", "tendon.force", "moment"),
                List.of(deg, newton, newton, Unit.of("N.m")),
                rows.stream().map(r -> new double[] {r[0], r[7], r[8], r[9]}).toList()));
        out.table(new Table("balance-sesamoid", List.of(motion, bone + ".flexion", bone + ".tilt", bone + ".shift", bone + ".force",
                bone + ".area", bone + ".pressure"), List.of(deg, deg, deg, Unit.of("mm"), newton, Unit.of("mm2"), Unit.of("MPa")),
                rows.stream().map(r -> Arrays.copyOf(r, 7)).toList()));
        out.path(new BodyPath(BalanceSolver.MOTION, x.bone(), poses));
    }

    private double largest(int column) {
        return rows.stream().mapToDouble(r -> r[column]).max().orElse(0);
    }
}
