/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle;

/**
 * The curves of M Millard, T Uchida, A Seth, SL Delp 2013, J Biomech Eng 135:021005, doi:10.1115/1.4023390, as OpenSim's
 * Millard2012EquilibriumMuscle has them: Bezier pieces of fifth degree between points and slopes that mean something. The active curve
 * falls to a least value on both sides; velocities beyond the largest shortening one give no force.
 */
public final class MillardCurves implements MuscleCurves {

    private final QuinticBezierCurve active;
    private final QuinticBezierCurve passive;
    private final QuinticBezierCurve velocity;
    private final QuinticBezierCurve tendon;

    /**
     * The active curve over fibre length.
     *
     * @param shortest length below which only the least value is left; 0.4441
     * @param transition length between the steep and the shallow ascending limb; 0.73
     * @param longest length above which only the least value is left; 1.8123
     * @param shallow slope of the shallow limb; 0.8616
     * @param least value; 0.1, 0 where no fibre state is integrated
     */
    public record Active(double shortest, double transition, double longest, double shallow, double least) {

        /** With the numbers of the paper. */
        public Active() {
            this(0.4441, 0.73, 1.8123, 0.8616, 0.1);
        }
    }

    /**
     * The passive curve over fibre length.
     *
     * @param slack strain up to which there is no force; 0
     * @param strain at the largest isometric force; 0.7
     * @param low stiffness in the foot, 0.2; and at that force, 2 / (strain - slack), and curviness 0.75
     */
    public record Passive(double slack, double strain, double low, double stiff, double curviness) {

        /** @param slack strain without force; @param strain at the largest isometric force; the rest as that asks for */
        public Passive(double slack, double strain) {
            this(slack, strain, 0.2, 2 / (strain - slack), 0.75);
        }
    }

    /**
     * The force over velocity.
     *
     * @param shorteningEnd slope at the largest shortening velocity; 0
     * @param shortening slope near it; 0.25
     * @param isometric slope at rest; 5
     * @param lengtheningEnd slope at the largest lengthening velocity; 0
     * @param lengthening slope near it; 0.15
     * @param most force there; 1.4
     * @param bendShortening curviness; 0.6
     * @param bendLengthening curviness; 0.9
     */
    public record Velocity(double shorteningEnd, double shortening, double isometric, double lengtheningEnd, double lengthening,
            double most, double bendShortening, double bendLengthening) {

        /** With OpenSim's numbers. */
        public Velocity() {
            this(0, 0.25, 5, 0, 0.15, 1.4, 0.6, 0.9);
        }
    }

    /**
     * The tendon's force over its strain.
     *
     * @param strain at the largest isometric force; 0.049
     * @param stiff stiffness there, 1.375 / strain
     * @param toe force where the toe ends, 2/3
     * @param curviness 0.5
     */
    public record Tendon(double strain, double stiff, double toe, double curviness) {

        /** @param strain at the largest isometric force; the rest as that asks for */
        public Tendon(double strain) {
            this(strain, 1.375 / strain, 2.0 / 3, 0.5);
        }
    }

    /** With the numbers of the paper and of OpenSim. */
    public MillardCurves() {
        this(new Active(), new Passive(0, 0.7), new Velocity(), new Tendon(0.049));
    }

    /** @throws IllegalArgumentException if numbers make no such curve */
    public MillardCurves(Active a, Passive p, Velocity v, Tendon t) {
        active = active(a);
        passive = passive(p);
        velocity = velocity(v);
        tendon = tendon(t);
    }

    private static QuinticBezierCurve active(Active a) {
        if (!(a.shortest >= 0 && a.transition > a.shortest && 1 > a.transition && a.longest > 1 && a.least >= 0 && a.shallow >= 0
                && a.shallow < (1 - a.least) / (1 - a.transition))) {
            throw new IllegalArgumentException("an active curve from " + a.shortest + " by " + a.transition + " to " + a.longest
                    + " with the slope " + a.shallow + " and the least value " + a.least);
        }
        double shoulder = 0.05;
        double plateau = 1 - shoulder;
        double steepEnd = 1 - a.shallow * (plateau - a.transition);
        double steep = 1.25 * steepEnd / (a.transition - a.shortest);
        double fall = -1 / (a.longest - shoulder - (1 + shoulder));
        return new QuinticBezierCurve(new double[][] {{a.shortest, a.least, 0},
            {0.5 * (a.shortest + a.transition), 0.5 * steepEnd, steep},
            {0.5 * (a.transition + plateau), 0.5 * (1 + steepEnd), a.shallow}, {1, 1, 0},
            {0.5 * (1 + shoulder + a.longest), 0.5, fall}, {a.longest, a.least, 0}}, QuinticBezierCurve.bend(1));
    }

    private static QuinticBezierCurve passive(Passive p) {
        double range = p.strain - p.slack;
        if (!(range > 0 && p.stiff > 1 / range && p.low > 0 && p.low < 1 / range)) {
            throw new IllegalArgumentException("a passive curve from the strain " + p.slack + " to " + p.strain + " with stiffnesses of "
                    + p.low + " and " + p.stiff);
        }
        double foot = Math.min(0.1 / p.stiff, 0.1 * range);
        return new QuinticBezierCurve(new double[][] {{1 + p.slack, 0, 0}, {1 + p.slack + foot, 0.5 * p.low * foot, p.low},
            {1 + p.strain, 1, p.stiff}}, QuinticBezierCurve.bend(p.curviness));
    }

    private static QuinticBezierCurve velocity(Velocity v) {
        if (!(v.most > 1 && v.isometric > 1 && v.shortening > v.shorteningEnd && v.lengthening >= v.lengtheningEnd)) {
            throw new IllegalArgumentException("a curve of velocity to the force " + v.most + " with the slope " + v.isometric
                    + " at rest");
        }
        double near = 0.1;
        double c = QuinticBezierCurve.bend(v.bendShortening);
        double e = QuinticBezierCurve.bend(v.bendLengthening);
        return new QuinticBezierCurve(new double[][] {{-1, 0, v.shorteningEnd},
            {near - 1, 0.5 * near * (v.shortening + v.shorteningEnd), v.shortening}, {0, 1, v.isometric},
            {1 - near, v.most - 0.5 * near * (v.lengthening + v.lengtheningEnd), v.lengthening}, {1, v.most, v.lengtheningEnd}}, c, c, e,
            e);
    }

    private static QuinticBezierCurve tendon(Tendon t) {
        if (!(t.strain > 0 && t.toe > 0 && t.toe < 1 && t.stiff > 1 / t.strain)) {
            throw new IllegalArgumentException("a tendon's curve to the strain " + t.strain + " with a toe to " + t.toe
                    + " and a stiffness of " + t.stiff);
        }
        double toe = (t.toe - 1) / t.stiff + t.strain;
        double foot = toe / 10;
        double middle = (0.5 * t.toe - 1) / t.stiff + t.strain;
        double slope = 0.5 * t.toe / (middle - foot);
        double control = foot + 0.5 * (middle - foot);
        return new QuinticBezierCurve(new double[][] {{0, 0, 0}, {control, slope * (control - foot), slope}, {toe, t.toe, t.stiff}},
                QuinticBezierCurve.bend(t.curviness));
    }

    @Override
    public double activeForceLength(double length) {
        return active.value(length);
    }

    @Override
    public double passiveForceLength(double length) {
        return passive.value(length);
    }

    @Override
    public double forceVelocity(double speed, double activation) {
        return Math.max(0, velocity.value(speed));
    }

    @Override
    public double tendonForce(double strain) {
        return tendon.value(strain);
    }
}
