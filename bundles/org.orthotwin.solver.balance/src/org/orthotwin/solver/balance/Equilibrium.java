/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.List;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;

/**
 * The pose in which a joint's distal body is at rest under lines, contacts and loads, some of its coordinates being prescribed.
 *
 * <p>With the wrench W(q) on the body and the twist t_i(q) of the joint's coordinate i the residual is r_i = W . t_i for each free
 * coordinate. Its derivative is exact but for the change of the twists, which is differenced: (K t_j) . t_i + W . dt_i/dq_j. Angles are
 * taken as ways at 25 mm, so that all residuals are forces. Steps are Levenberg's, (J'J + m 1) s = -J'r, with m such that they are no
 * longer than a radius of trust, at most 3 mm, which follows the ratio of the decrease that came to the one that was foreseen. Where the
 * residual has no slope but is not zero (everything is slack or apart) the body is pushed along it until something catches it.
 *
 * <p>Forces are continuous, but have kinks where triangles of a contact meet or part and fibres get taut. Not for several threads at once.
 */
public final class Equilibrium {

    /** How it ended. */
    public enum Ending {
        /** Every residual is below the tolerance. */
        BALANCED,
        /** No step makes the residual smaller. */
        STALLED,
        /** Nothing holds the body against what pushes it. */
        LOOSE,
        /** The steps that are allowed were not enough. */
        STEPS
    }

    /**
     * What was found.
     *
     * @param q coordinates, SI
     * @param ending how
     * @param iterations steps tried
     * @param residual largest one left, N
     */
    public record Found(double[] q, Ending ending, int iterations, double residual) {

        public boolean balanced() {
            return ending == Ending.BALANCED;
        }
    }

    /** What else acts on the distal body. */
    @FunctionalInterface
    public interface Effect {

        /**
         * Adds its force and how that changes.
         *
         * @param child pose of the distal body's joint frame in the proximal one
         */
        void addTo(Wrench w, RigidTransform child);
    }

    /** Way that an angle of 1 rad is taken for, m: half the distance of a knee's compartments. */
    static final double LEVER = 0.025;
    /** Residual at which a body is at rest, N: a thousandth of what a knee carries; most searches end far below, some at an edge of a
     * triangle. */
    public static final double TOLERANCE = 0.1;
    /** Residual that is aimed at, N, so that results do not show where the search ended. */
    private static final double AIM = 1e-8;
    /** Largest step, m: half the layers of cartilage of a knee. */
    private static final double LARGEST_STEP = 0.003;
    private static final double SMALLEST_STEP = 1e-13;
    private static final int MOST_STEPS = 300;
    /** How often a search that stalls goes on downhill in energy, and by how many steps. */
    private static final int MOST_RELAXED = 2;
    private static final int RELAXING = 100;
    private static final double H = 1e-6;

    private final JointType type;
    private final Side side;
    private final List<Line> lines;
    private final List<ContactPair> contacts;
    private final List<Load> loads;
    private final Sesamoid sesamoid;
    private final List<Effect> effects;
    private final double[] pushes;
    private final double grip;
    private final double[] scale;
    private final Wrench wrench = new Wrench();
    private final double[] local = new double[6];
    private final double[] stiffness = new double[36];

    public Equilibrium(JointType type, Side side, List<Line> lines, List<ContactPair> contacts, List<Load> loads) {
        this(type, side, lines, contacts, loads, null);
    }

    /** @param sesamoid a bone that is tied to both bodies; null where there is none */
    public Equilibrium(JointType type, Side side, List<Line> lines, List<ContactPair> contacts, List<Load> loads, Sesamoid sesamoid) {
        this(type, side, lines, contacts, loads, sesamoid, List.of(), new double[type.coordinates().size()],
                Double.POSITIVE_INFINITY);
    }

    private Equilibrium(JointType type, Side side, List<Line> lines, List<ContactPair> contacts, List<Load> loads, Sesamoid sesamoid,
            List<Effect> effects, double[] pushes, double grip) {
        this.sesamoid = sesamoid;
        this.effects = List.copyOf(effects);
        this.pushes = pushes.clone();
        this.grip = grip;
        this.type = type;
        this.side = side;
        this.lines = List.copyOf(lines);
        this.contacts = List.copyOf(contacts);
        this.loads = List.copyOf(loads);
        List<CoordinateDefinition> c = type.coordinates();
        scale = new double[c.size()];
        for (int i = 0; i < scale.length; i++) {
            scale[i] = c.get(i).dimension() == Dimension.ANGLE ? LEVER : 1;
        }
    }

    /** The same joint under other loads. */
    public Equilibrium under(List<Load> others) {
        return new Equilibrium(type, side, lines, contacts, others, sesamoid, effects, pushes, grip);
    }

    /** The same joint with others of what else acts. */
    public Equilibrium with(List<Effect> others) {
        return new Equilibrium(type, side, lines, contacts, loads, sesamoid, others, pushes, grip);
    }

    /** The same joint, whose body is loose where it goes farther from where the search begins, m (radians as in the residual). */
    public Equilibrium within(double farthest) {
        return new Equilibrium(type, side, lines, contacts, loads, sesamoid, effects, pushes, farthest);
    }

    /** The same joint with a force along or a moment about each coordinate besides, N or N.m. */
    public Equilibrium pushed(double... along) {
        return new Equilibrium(type, side, lines, contacts, loads, sesamoid, effects, along, grip);
    }

    /** The same joint whose surfaces pass through each other and whose tendon is slack, under other loads. */
    public Equilibrium apart(List<Load> others) {
        return new Equilibrium(type, side, lines, List.of(), others, null, List.of(), pushes, grip);
    }

    public List<Line> lines() {
        return lines;
    }

    public List<ContactPair> contacts() {
        return contacts;
    }

    /** The bone that is tied to both bodies, at rest in the pose that was asked for last; null where there is none. */
    public Sesamoid sesamoid() {
        return sesamoid;
    }

    /** Pose of the distal body's joint frame in the proximal one. */
    public RigidTransform pose(double... q) {
        return type.childInParent(q, side);
    }

    /** What acts along a coordinate in a pose, contacts evaluated there: N for a length, N.m for an angle. */
    double along(double[] q, int coordinate) {
        Wrench w = wrench(pose(q));
        double[] t = twists(q);
        double sum = pushes[coordinate];
        for (int k = 0; k < 6; k++) {
            sum += w.w[k] * t[6 * coordinate + k];
        }
        return sum;
    }

    /** What the loads do along a coordinate in a pose: N for a length, N.m for an angle. */
    double loaded(double[] q, int coordinate) {
        return new Equilibrium(type, side, List.of(), List.of(), loads).along(q, coordinate);
    }

    /** What the ties of the sesamoid do along a coordinate in a pose: N for a length, N.m for an angle. */
    double pulled(double[] q, int coordinate) {
        return new Equilibrium(type, side, List.of(), List.of(), List.of(), sesamoid).along(q, coordinate);
    }

    /** What acts on the distal body in a pose, contacts evaluated there. The wrench is reused at the next call. */
    public Wrench wrench(RigidTransform child) {
        wrench.clear();
        for (Line l : lines) {
            l.addTo(wrench, child);
        }
        for (ContactPair c : contacts) {
            c.addTo(wrench, child, local, stiffness);
        }
        for (Load l : loads) {
            l.addTo(wrench, child);
        }
        for (Effect e : effects) {
            e.addTo(wrench, child);
        }
        if (sesamoid != null) {
            sesamoid.addTo(wrench, child);
        }
        return wrench;
    }

    /**
     * Looks for rest.
     *
     * @param start coordinates, SI, those that are prescribed among them
     * @param free which coordinates may change
     */
    public Found solve(double[] start, boolean[] free, Monitor monitor) {
        int n = 0;
        for (boolean f : free) {
            n += f ? 1 : 0;
        }
        int[] at = new int[n];
        for (int i = 0, k = 0; i < free.length; i++) {
            if (free[i]) {
                at[k++] = i;
            }
        }
        double[] q = start.clone();
        State s = new State(n);
        s.evaluate(q, at);
        double[] step = new double[n];
        double[] trial = q.clone();
        State t = new State(n);
        double radius = LARGEST_STEP;
        int i = 0;
        int relaxed = 0;
        double[] stalledAt = null;
        double left = Double.POSITIVE_INFINITY;
        while (s.largest() > AIM && i < MOST_STEPS) {
            monitor.checkCancelled();
            i++;
            if (distance(q, start) > grip) {
                return new Found(q, Ending.LOOSE, i, s.largest());
            }
            if (s.flat()) {
                // everything is slack or apart: along the force
                double norm = Math.sqrt(s.merit);
                for (int k = 0; k < n; k++) {
                    q[at[k]] += LARGEST_STEP / 3 * s.r[k] / norm / scale[at[k]];
                }
                if (distance(q, start) > 0.1) {
                    return new Found(q, Ending.LOOSE, i, s.largest());
                }
                s.evaluate(q, at);
                radius = LARGEST_STEP;
                continue;
            }
            double length = s.within(radius, step);
            if (length < SMALLEST_STEP) {
                if (s.largest() <= TOLERANCE || relaxed == MOST_RELAXED) {
                    break;
                }
                // the residual is least here, but not gone: where it goes on gives way, and rest lies beyond, downhill in energy
                relaxed++;
                double stalled = s.merit;
                if (stalledAt == null || s.largest() < left) {
                    stalledAt = q.clone();
                    left = s.largest();
                }
                for (int m = 0; m < RELAXING && i < MOST_STEPS && (m < 3 || s.merit > 0.25 * stalled); m++) {
                    monitor.checkCancelled();
                    i++;
                    s.downhill(LARGEST_STEP / 10, step);
                    for (int k = 0; k < n; k++) {
                        q[at[k]] += step[k] / scale[at[k]];
                    }
                    s.evaluate(q, at);
                }
                radius = LARGEST_STEP;
                continue;
            }
            System.arraycopy(q, 0, trial, 0, q.length);
            for (int k = 0; k < n; k++) {
                trial[at[k]] += step[k] / scale[at[k]];
            }
            t.evaluate(trial, at);
            double gain = (s.merit - t.merit) / s.foreseen(step);
            if (gain > 0.75) {
                radius = Math.min(Math.max(radius, (gain > 0.9 ? 4 : 2) * length), LARGEST_STEP);
            } else if (gain < 0.25) {
                radius = s.shorter(t.merit, step) * length;
            }
            if (gain > 1e-4) {
                double[] x = q;
                q = trial;
                trial = x;
                State y = s;
                s = t;
                t = y;
            }
        }
        if (s.largest() > Math.max(TOLERANCE, left)) {
            return new Found(stalledAt, Ending.STALLED, i, left);
        }
        Ending ending = s.largest() <= TOLERANCE ? Ending.BALANCED : i >= MOST_STEPS ? Ending.STEPS : Ending.STALLED;
        if (sesamoid != null && ending == Ending.BALANCED) {
            sesamoid.settle(pose(q), monitor);
            ending = sesamoid.ending();
            return new Found(q, ending, i, Math.max(s.largest(), sesamoid.residual()));
        }
        return new Found(q, ending, i, s.largest());
    }

    private double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double d = (a[i] - b[i]) * scale[i];
            sum += d * d;
        }
        return Math.sqrt(sum);
    }

    /** Twists of all coordinates about the origin of the proximal frame: velocity and turn, six numbers for each. */
    private double[] twists(double[] q) {
        double[] all = new double[6 * q.length];
        RigidTransform x = pose(q);
        double[] moved = q.clone();
        for (int i = 0; i < q.length; i++) {
            moved[i] = q[i] + H;
            RigidTransform b = pose(moved);
            moved[i] = q[i] - H;
            RigidTransform a = pose(moved);
            moved[i] = q[i];
            // dX X^-1 = [w]x, v at the origin
            double wx = 0;
            double wy = 0;
            double wz = 0;
            for (int k = 0; k < 3; k++) {
                double d0 = (b.r(0, k) - a.r(0, k)) / (2 * H);
                double d1 = (b.r(1, k) - a.r(1, k)) / (2 * H);
                double d2 = (b.r(2, k) - a.r(2, k)) / (2 * H);
                wx += 0.5 * (d2 * x.r(1, k) - d1 * x.r(2, k));
                wy += 0.5 * (d0 * x.r(2, k) - d2 * x.r(0, k));
                wz += 0.5 * (d1 * x.r(0, k) - d0 * x.r(1, k));
            }
            Vec3 w = new Vec3(wx, wy, wz);
            Vec3 v = b.translation().minus(a.translation()).times(1 / (2 * H)).minus(w.cross(x.translation()));
            all[6 * i] = v.x();
            all[6 * i + 1] = v.y();
            all[6 * i + 2] = v.z();
            all[6 * i + 3] = wx;
            all[6 * i + 4] = wy;
            all[6 * i + 5] = wz;
        }
        return all;
    }

    /** Residual and its derivative in one pose, scaled: forces in N, ways in m. */
    private final class State {
        private final int n;
        private final double[] r;
        private final double[] j;
        private final double[] a;
        private final double[] g;
        private final double[] w;
        private double merit;

        State(int n) {
            this.n = n;
            r = new double[n];
            j = new double[n * n];
            a = new double[n * n];
            g = new double[n];
            w = new double[n];
        }

        void evaluate(double[] q, int[] at) {
            Wrench w = wrench(pose(q));
            double[] t = twists(q);
            merit = 0;
            for (int i = 0; i < n; i++) {
                double sum = pushes[at[i]];
                for (int k = 0; k < 6; k++) {
                    sum += w.w[k] * t[6 * at[i] + k];
                }
                r[i] = sum / scale[at[i]];
                merit += r[i] * r[i];
            }
            double[] moved = q.clone();
            double h = 1e-4;
            for (int c = 0; c < n; c++) {
                moved[at[c]] = q[at[c]] + h;
                double[] b = twists(moved);
                moved[at[c]] = q[at[c]] - h;
                double[] a0 = twists(moved);
                moved[at[c]] = q[at[c]];
                for (int i = 0; i < n; i++) {
                    double sum = 0;
                    for (int k = 0; k < 6; k++) {
                        double kt = 0;
                        for (int l = 0; l < 6; l++) {
                            kt += w.k[6 * k + l] * t[6 * at[c] + l];
                        }
                        sum += kt * t[6 * at[i] + k] + w.w[k] * (b[6 * at[i] + k] - a0[6 * at[i] + k]) / (2 * h);
                    }
                    j[n * i + c] = sum / scale[at[i]] / scale[at[c]];
                }
            }
            for (int i = 0; i < n; i++) {
                g[i] = 0;
                for (int k = 0; k < n; k++) {
                    g[i] += j[n * k + i] * r[k];
                }
            }
        }

        double largest() {
            double m = 0;
            for (double x : r) {
                m = Math.max(m, Math.abs(x));
            }
            return m;
        }

        double trace() {
            double sum = 0;
            for (double x : j) {
                sum += x * x;
            }
            return sum;
        }

        /** Whether no way of a metre would change the residual by as much as it is. */
        boolean flat() {
            double sum = 0;
            for (double x : g) {
                sum += x * x;
            }
            return Math.sqrt(sum) <= merit;
        }

        /**
         * A step along which the energy falls: Newton's with as much added to the stiffness that it is positive definite and the step no
         * longer than allowed, m.
         */
        void downhill(double longest, double[] s) {
            double least = 1e-6 * Math.sqrt(trace());
            double length = Double.POSITIVE_INFINITY;
            double added = 0;
            for (int i = 0; i < 60 && !(length <= longest); i++) {
                length = factored(added) ? solved(r, 1, s) : Double.POSITIVE_INFINITY;
                added = Math.max(4 * added, least);
            }
        }

        /** Cholesky of the symmetric part of the stiffness with something added; whether there is one. */
        private boolean factored(double added) {
            for (int i = 0; i < n; i++) {
                for (int k = 0; k <= i; k++) {
                    double sum = -0.5 * (j[n * i + k] + j[n * k + i]) + (i == k ? added : 0);
                    for (int l = 0; l < k; l++) {
                        sum -= a[n * i + l] * a[n * k + l];
                    }
                    if (i == k && !(sum > 0)) {
                        return false;
                    }
                    a[n * i + k] = i == k ? Math.sqrt(sum) : sum / a[n * k + k];
                }
            }
            return true;
        }

        /** The step of the factored matrix along {@code sign} times a force; its length in m. */
        private double solved(double[] force, double sign, double[] s) {
            for (int i = 0; i < n; i++) {
                double sum = sign * force[i];
                for (int l = 0; l < i; l++) {
                    sum -= a[n * i + l] * s[l];
                }
                s[i] = sum / a[n * i + i];
            }
            double length = 0;
            for (int i = n - 1; i >= 0; i--) {
                double sum = s[i];
                for (int l = i + 1; l < n; l++) {
                    sum -= a[n * l + i] * s[l];
                }
                s[i] = sum / a[n * i + i];
                length += s[i] * s[i];
            }
            return Math.sqrt(length);
        }

        /** Decrease of the merit that the linear model foresees for a step. */
        double foreseen(double[] s) {
            double m = 0;
            for (int i = 0; i < n; i++) {
                double x = r[i];
                for (int k = 0; k < n; k++) {
                    x += j[n * i + k] * s[k];
                }
                m += x * x;
            }
            return Math.max(merit - m, Double.MIN_NORMAL);
        }

        /** Part of a step that went too far at which a parabola through what is known of the merit has its least, a tenth to a half. */
        double shorter(double there, double[] s) {
            double slope = 0;
            for (int i = 0; i < n; i++) {
                slope += 2 * g[i] * s[i];
            }
            double part = -slope / (2 * (there - merit - slope));
            return part > 0.1 ? Math.min(part, 0.5) : 0.1;
        }

        /**
         * Gauss and Newton's step, or where it is longer than allowed Levenberg's of that length, to a tenth, whose damping is found as in
         * Moré, The Levenberg-Marquardt algorithm (1978); returns its length in m.
         */
        double within(double radius, double[] s) {
            double damping = 0;
            double length = step(damping, s);
            for (int i = 0; i < 30 && (length > 1.1 * radius || damping > 0 && length < 0.9 * radius); i++) {
                // L w = s: how fast the length falls with the damping
                double fall = 0;
                for (int k = 0; k < n; k++) {
                    double sum = s[k];
                    for (int l = 0; l < k; l++) {
                        sum -= a[n * k + l] * w[l];
                    }
                    w[k] = sum / a[n * k + k];
                    fall += w[k] * w[k];
                }
                damping = Math.max(damping + length * length / fall * (length - radius) / radius, 0);
                length = step(damping, s);
            }
            return length;
        }

        /** Levenberg's step; returns its length in m. */
        double step(double damping, double[] s) {
            // the least damping keeps directions that nothing holds from running away
            double least = Math.max(damping, 1e-14 * trace());
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < n; k++) {
                    double sum = i == k ? least : 0;
                    for (int l = 0; l < n; l++) {
                        sum += j[n * l + i] * j[n * l + k];
                    }
                    a[n * i + k] = sum;
                }
            }
            // Cholesky
            for (int i = 0; i < n; i++) {
                for (int k = 0; k <= i; k++) {
                    double sum = a[n * i + k];
                    for (int l = 0; l < k; l++) {
                        sum -= a[n * i + l] * a[n * k + l];
                    }
                    a[n * i + k] = i == k ? Math.sqrt(Math.max(sum, 1e-300)) : sum / a[n * k + k];
                }
            }
            return solved(g, -1, s);
        }
    }
}
