/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * A bone in a tendon that passes over a joint, as the patella: it slides on the proximal body, and lines tie it to both bodies. It has six
 * degrees of freedom of its own and is at rest in every pose of the distal body that is tried; what its ties do to the distal body, and how
 * that changes with the latter's pose, is as if it were a spring.
 *
 * <p>With A the stiffness that the ties to the distal body have for motions of that body, B what they have for motions of the sesamoid and
 * K all that holds the sesamoid, it follows a motion t of the distal body by K^-1 A t, and the wrench on the distal body changes by
 * (A - B K^-1 A) t. Not for several threads at once: it starts from where it was at rest last.
 */
public final class Sesamoid {

    /** A body that a tie has a point on. */
    public enum On {
        PROXIMAL, DISTAL, SESAMOID
    }

    /**
     * A surface that a tie goes round.
     *
     * @param on the body that it is fixed to
     * @param pose of the shape's frame in the frame of that body
     * @param length of a cylinder, m; infinity for one without ends
     */
    public record Round(WrapShape shape, On on, RigidTransform pose, double length) {

        public Round {
            Objects.requireNonNull(shape);
            Objects.requireNonNull(on);
            Objects.requireNonNull(pose);
        }

        /** A surface without ends. */
        public Round(WrapShape shape, On on, RigidTransform pose) {
            this(shape, on, pose, Double.POSITIVE_INFINITY);
        }
    }

    /**
     * A line between the sesamoid and one of the bodies: a ligament's fibre, or a muscle that pulls with a given tension.
     *
     * @param points each in the frame of its body: the joint's frame of the proximal and distal one, the surface frame of the sesamoid, m
     * @param on the body of each
     * @param round surfaces in its way
     * @param law of the fibre; null for a given tension
     * @param tension N, where there is no law
     */
    public record Tie(String name, List<Vec3> points, List<On> on, List<Round> round, FibreLaw law, double tension) {

        public Tie {
            points = List.copyOf(points);
            on = List.copyOf(on);
            round = List.copyOf(round);
            if (points.size() != on.size() || !on.contains(On.SESAMOID) || on.contains(On.PROXIMAL) && on.contains(On.DISTAL)) {
                throw new IllegalArgumentException("tie '" + name + "' has to go from the sesamoid to one of the two bodies, and has "
                        + points.size() + " points on " + on);
            }
        }

        boolean distal() {
            return on.contains(On.DISTAL);
        }

        /** The same tie pulling with another tension, N. */
        public Tie pulling(double other) {
            return new Tie(name, points, on, round, null, other);
        }

        /** The same tie as a fibre with a law. */
        Tie held(FibreLaw by) {
            return new Tie(name, points, on, round, by, 0);
        }

        /**
         * The tie as a line of which one body moves and the other one is where it is.
         *
         * @param moving whose points are left in its own frame
         * @param other pose of the other of the two bodies in the joint's proximal frame
         */
        Line line(On moving, RigidTransform other) {
            List<Vec3> at = new ArrayList<>();
            List<Boolean> moves = new ArrayList<>();
            for (int i = 0; i < on.size(); i++) {
                boolean m = on.get(i) == moving;
                moves.add(m);
                at.add(m ? points.get(i) : other.apply(points.get(i)));
            }
            Line line = law == null ? new Line(name, at, moves, tension) : new Line(name, at, moves, law);
            return round.isEmpty() ? line : line.round(round.stream().map(r -> new FibrePath.Surface(r.shape, r.on == moving,
                    r.on == moving || r.on == On.PROXIMAL ? r.pose : other.times(r.pose), r.length)).toList());
        }
    }

    /** Pivot below which nothing holds the sesamoid, part of the largest stiffness. */
    private static final double SINGULAR = 1e-9;
    /** Largest turn over which it is foreseen how it follows, rad. */
    private static final double FARTHEST_TURN = 0.2;
    private static final boolean[] FREE = {true, true, true, true, true, true};

    private final Side side;
    private List<Tie> ties;
    private List<Line> proximal;
    private final List<ContactPair> contacts;
    private final List<Load> loads;
    private double[] q;
    /** Pose of the distal body for which it is at rest; null where that is not so. */
    private RigidTransform settled;
    private Equilibrium.Ending ending = Equilibrium.Ending.BALANCED;
    private double residual;
    private final Wrench distal = new Wrench();
    private final Wrench between = new Wrench();
    private final double[] held = new double[36];
    private final double[] follows = new double[36];

    /**
     * @param contacts of the sesamoid, as the distal one of the pair, with the proximal body
     * @param loads on the sesamoid, in its frame
     * @param start pose of its surface frame in the joint's proximal frame from which it looks for rest
     */
    public Sesamoid(Side side, List<Tie> ties, List<ContactPair> contacts, List<Load> loads, RigidTransform start) {
        this.side = side;
        this.contacts = List.copyOf(contacts);
        this.loads = List.copyOf(loads);
        q = FreeBody.TYPE.coordinates(start, side);
        held(ties);
    }

    /**
     * Lets other ties hold it from now on.
     *
     * @throws IllegalArgumentException if none goes to the distal body
     */
    void held(List<Tie> others) {
        ties = List.copyOf(others);
        settled = null;
        proximal = ties.stream().filter(t -> !t.distal()).map(t -> t.line(On.SESAMOID, RigidTransform.IDENTITY)).toList();
        if (ties.stream().noneMatch(Tie::distal)) {
            throw new IllegalArgumentException("nothing ties the sesamoid to the distal body");
        }
    }

    /** Puts it where it looks for rest from. */
    void moved(RigidTransform start) {
        q = FreeBody.TYPE.coordinates(start, side);
        settled = null;
    }

    public List<Tie> ties() {
        return ties;
    }

    public List<ContactPair> contacts() {
        return contacts;
    }

    /** Where it was at rest last, in the joint's proximal frame. */
    public RigidTransform pose() {
        return FreeBody.TYPE.childInParent(q, side);
    }

    /** Tension of a tie with the sesamoid as last at rest and the distal body in this pose, N. */
    public double tension(Tie tie, RigidTransform child) {
        return tie.line(On.SESAMOID, tie.distal() ? child : RigidTransform.IDENTITY).tension(pose());
    }

    /** How the last search for rest ended. */
    public Equilibrium.Ending ending() {
        return ending;
    }

    /** Force that was left over then, N. */
    public double residual() {
        return residual;
    }

    /** Brings it to rest with the distal body's joint frame in this pose in the proximal one. */
    public void settle(RigidTransform child, Monitor monitor) {
        if (settled != null && ending == Equilibrium.Ending.BALANCED && same(settled, child)) {
            return;
        }
        List<Line> lines = new ArrayList<>(proximal);
        ties.stream().filter(Tie::distal).forEach(t -> lines.add(t.line(On.SESAMOID, child)));
        Equilibrium e = new Equilibrium(FreeBody.TYPE, side, lines, contacts, loads);
        double[] from = foreseen(child);
        Equilibrium.Found f = e.solve(from, FREE, monitor);
        if (!f.balanced() && from != q) {
            f = e.solve(q, FREE, monitor);
        }
        ending = f.ending();
        residual = f.residual();
        if (f.balanced()) {
            q = f.q();
        }
        settled = child;
        Wrench w = e.wrench(e.pose(q));
        System.arraycopy(w.k, 0, held, 0, held.length);
        RigidTransform pose = pose();
        distal.clear();
        between.clear();
        for (Tie t : ties) {
            if (t.distal()) {
                t.line(On.DISTAL, pose).addTo(distal, child);
                t.line(On.SESAMOID, child).addTo(between, pose);
            }
        }
        follow();
    }

    private static boolean same(RigidTransform a, RigidTransform b) {
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                if (a.r(i, k) != b.r(i, k)) {
                    return false;
                }
            }
            if (a.t(i) != b.t(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where it would be if it followed the distal body from where it was at rest last; where it was then if that is far away. */
    private double[] foreseen(RigidTransform child) {
        if (settled == null || ending != Equilibrium.Ending.BALANCED) {
            return q;
        }
        RigidTransform moved = child.times(settled.inverse());
        Vec3 turn = new Vec3(moved.r(2, 1) - moved.r(1, 2), moved.r(0, 2) - moved.r(2, 0), moved.r(1, 0) - moved.r(0, 1)).times(0.5);
        double[] motion = {moved.t(0), moved.t(1), moved.t(2), turn.x(), turn.y(), turn.z()};
        double[] p = new double[6];
        for (int i = 0; i < 6; i++) {
            for (int k = 0; k < 6; k++) {
                p[i] += follows[6 * i + k] * motion[k];
            }
        }
        Vec3 w = new Vec3(p[3], p[4], p[5]);
        if (!(w.norm() < FARTHEST_TURN) || !(turn.norm() < FARTHEST_TURN)) {
            return q;
        }
        RigidTransform by = (w.norm() > 0 ? RigidTransform.rotation(w.normalized(), w.norm()) : RigidTransform.IDENTITY)
                .withTranslation(new Vec3(p[0], p[1], p[2]));
        return FreeBody.TYPE.coordinates(by.times(pose()), side);
    }

    /** Adds what its ties do to the distal body, after it came to rest. */
    void addTo(Wrench w, RigidTransform child) {
        settle(child, Monitor.NONE);
        for (int r = 0; r < 6; r++) {
            w.w[r] += distal.w[r];
            for (int c = 0; c < 6; c++) {
                double sum = distal.k[6 * r + c];
                for (int i = 0; i < 6; i++) {
                    sum -= between.k[6 * r + i] * follows[6 * i + c];
                }
                w.k[6 * r + c] += sum;
            }
        }
    }

    /** Solves {@link #held} times {@link #follows} = {@link Wrench#k} of the distal ties; along what nothing holds it does not follow. */
    private void follow() {
        double[] a = held.clone();
        System.arraycopy(distal.k, 0, follows, 0, follows.length);
        // turns are taken as ways, so that pivots compare
        for (int i = 0; i < 36; i++) {
            a[i] /= way(i / 6) * way(i % 6);
            follows[i] /= way(i / 6);
        }
        double least = SINGULAR * Arrays.stream(a).map(Math::abs).max().orElse(0);
        int[] rowOf = new int[6];
        int row = 0;
        for (int k = 0; k < 6; k++) {
            int pivot = row;
            for (int i = row + 1; i < 6; i++) {
                pivot = Math.abs(a[6 * i + k]) > Math.abs(a[6 * pivot + k]) ? i : pivot;
            }
            rowOf[k] = -1;
            if (!(Math.abs(a[6 * pivot + k]) > least)) {
                continue;
            }
            for (int c = 0; c < 6; c++) {
                swap(a, 6 * row + c, 6 * pivot + c);
                swap(follows, 6 * row + c, 6 * pivot + c);
            }
            for (int i = 0; i < 6; i++) {
                double f = i == row ? 0 : a[6 * i + k] / a[6 * row + k];
                for (int c = 0; f != 0 && c < 6; c++) {
                    a[6 * i + c] -= f * a[6 * row + c];
                    follows[6 * i + c] -= f * follows[6 * row + c];
                }
            }
            rowOf[k] = row++;
        }
        double[] b = follows.clone();
        for (int i = 0; i < 36; i++) {
            int k = i / 6;
            follows[i] = rowOf[k] < 0 ? 0 : b[6 * rowOf[k] + i % 6] / (a[6 * rowOf[k] + k] * way(k));
        }
    }

    /** Way in m for the unit of a motion: 1 m or 1 rad. */
    private static double way(int motion) {
        return motion < 3 ? 1 : Equilibrium.LEVER;
    }

    private static void swap(double[] a, int i, int k) {
        double x = a[i];
        a[i] = a[k];
        a[k] = x;
    }
}
