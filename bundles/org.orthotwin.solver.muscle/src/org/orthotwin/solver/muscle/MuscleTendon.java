/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.muscle;

/**
 * A muscle of Hill's type with its tendon in line: fibres of constant thickness that pull as much as the tendon does,
 *
 * <pre>  (a FL(l) FV(v) + FP(l) + d v) cos(phi) = FT(e),     l cos(phi) + Ls (1 + e) = L,     l sin(phi) = l0 sin(phi0)</pre>
 *
 * with the fibre length l over l0, its velocity v over vmax l0, the activation a, the damping d, the tendon's strain e and all forces over
 * F0 (FE Zajac 1989, Crit Rev Biomed Eng 17:359-411; M Millard et al. 2013, J Biomech Eng 135:021005, doi:10.1115/1.4023390). The fibre
 * length is the muscle's state: {@link #still} is where it comes to rest, {@link #next} follows it in time by Euler's implicit method,
 * which is stable for any step and of first order in it; with {@link #rigid} the tendon keeps its slack length and there is no state.
 *
 * <p>One equation in one unknown is solved between the shortest fibre (an angle of 84.3 degrees or a hundredth of l0) and where the
 * tendon is slack; the forces at these ends have different signs, so that it always has a solution. A tendon longer than twenty fibres may
 * have several on the descending limb, of which one is found. A tendon that is slack at the shortest fibre pulls with nothing.
 */
public final class MuscleTendon {

    /** Cosine of the largest angle between fibre and tendon. */
    private static final double FLATTEST = 0.1;
    /** Shortest fibre, of l0. */
    private static final double SHORTEST = 0.01;
    private static final int MOST = 200;
    /** Of F0: a balance that rounding allows. */
    private static final double BALANCED = 1e-13;

    private final double force;
    private final double fibre;
    private final double tendon;
    private final double thickness;
    private final double speed;
    private final double damping;
    private final MuscleCurves curves;

    /**
     * What a muscle does.
     *
     * @param fibre length, m
     * @param velocity of the fibre, m/s, negative in shortening
     * @param pennation angle between fibre and tendon, rad
     * @param tendon force along the tendon, N
     * @param active what of it activation makes, N
     * @param passive what of it stretched and damped fibres bear, N
     * @param residual what is left between fibre and tendon, N
     */
    public record State(double fibre, double velocity, double pennation, double tendon, double active, double passive, double residual) {
    }

    /**
     * @param force F0, largest isometric force, N
     * @param fibre l0, optimal fibre length, m
     * @param tendon Ls, slack length of the tendon, m; may be 0 if it is taken as rigid
     * @param pennation phi0, angle at the optimal fibre length, rad
     * @param speed vmax, largest shortening velocity, optimal fibre lengths per second
     * @param damping d, of F0 at vmax
     * @throws IllegalArgumentException if one is not possible
     */
    public MuscleTendon(double force, double fibre, double tendon, double pennation, double speed, double damping, MuscleCurves curves) {
        if (!(force >= 0 && fibre > 0 && tendon >= 0 && pennation >= 0 && pennation < 0.5 * Math.PI && speed > 0 && damping >= 0)
                || Double.isInfinite(force + fibre + tendon + speed + damping)) {
            throw new IllegalArgumentException("a muscle of " + force + " N with fibres of " + fibre + " m at " + pennation
                    + " rad, a tendon of " + tendon + " m, a speed of " + speed + " fibres per second and a damping of " + damping);
        }
        this.force = force;
        this.fibre = fibre;
        this.tendon = tendon;
        thickness = fibre * Math.sin(pennation);
        this.speed = speed;
        this.damping = damping;
        this.curves = curves;
    }

    /**
     * Where the fibres come to rest.
     *
     * @param length of muscle and tendon, m
     * @param activation 0 to 1
     * @throws IllegalArgumentException if the tendon has no length
     */
    public State still(double length, double activation) {
        return balanced(length, activation, Double.NaN, Double.POSITIVE_INFINITY);
    }

    /**
     * What follows from a state.
     *
     * @param step s
     * @param length of muscle and tendon at the end of the step, m
     * @param activation at the end of the step, 0 to 1
     * @throws IllegalArgumentException if the step is not positive, or the tendon has no length
     */
    public State next(State before, double step, double length, double activation) {
        if (!(step > 0)) {
            throw new IllegalArgumentException("a step of " + step + " s");
        }
        return balanced(length, activation, before.fibre, step);
    }

    /**
     * With a tendon that keeps its slack length.
     *
     * @param length of muscle and tendon, m
     * @param velocity at which it grows, m/s
     * @param activation 0 to 1
     */
    public State rigid(double length, double velocity, double activation) {
        double along = length - tendon;
        if (!(along > 0)) {
            return new State(thickness, 0, 0.5 * Math.PI, 0, 0, 0, 0);
        }
        double l = Math.hypot(along, thickness);
        double v = velocity * along / l;
        double[] parts = parts(along, v, activation);
        return new State(l, v, Math.atan2(thickness, along), parts[0] + parts[1], parts[0], parts[1], 0);
    }

    /** Active and passive force along the tendon, N. */
    private double[] parts(double along, double velocity, double activation) {
        double l = Math.hypot(along, thickness);
        double v = velocity / (speed * fibre);
        double scale = force * along / l;
        return new double[] {
            scale * activation * curves.activeForceLength(l / fibre) * Math.max(0, curves.forceVelocity(v, activation)),
            scale * (curves.passiveForceLength(l / fibre) + damping * v)};
    }

    private double velocity(double along, double before, double step) {
        return Double.isNaN(before) ? 0 : (Math.hypot(along, thickness) - before) / step;
    }

    private double pull(double along, double length) {
        return force * Math.max(0, curves.tendonForce((length - along) / tendon - 1));
    }

    private double excess(double along, double length, double activation, double before, double step) {
        double[] parts = parts(along, velocity(along, before, step), activation);
        return parts[0] + parts[1] - pull(along, length);
    }

    private State balanced(double length, double activation, double before, double step) {
        if (!(tendon > 0)) {
            throw new IllegalArgumentException("a tendon of " + tendon + " m does not stretch");
        }
        double shortest = Math.max(SHORTEST * fibre, thickness * FLATTEST / Math.sqrt(1 - FLATTEST * FLATTEST));
        double low = shortest;
        double high = Math.max(length - tendon, low);
        if (!Double.isNaN(before)) {
            high = Math.max(high, Math.sqrt(Math.max(0, (before - thickness) * (before + thickness))));
        }
        double atLow = excess(low, length, activation, before, step);
        double atHigh = excess(high, length, activation, before, step);
        if (atLow >= 0) {
            return state(low, length, activation, before, step);
        }
        double at = high;
        // regula falsi that halves the force at an end that stays (Illinois)
        for (int k = 0, stayed = 0; k < MOST && high - low > 1e-15 * fibre && Math.abs(atHigh) > BALANCED * force; k++) {
            at = Math.abs(stayed) > 3 ? 0.5 * (low + high) : high - atHigh * (high - low) / (atHigh - atLow);
            at = at > low && at < high ? at : 0.5 * (low + high);
            double e = excess(at, length, activation, before, step);
            if (Math.abs(e) <= BALANCED * force) {
                break;
            }
            if (e < 0) {
                low = at;
                atLow = e;
                atHigh = stayed < 0 ? 0.5 * atHigh : atHigh;
                stayed = Math.min(stayed, 0) - 1;
            } else {
                high = at;
                atHigh = e;
                atLow = stayed > 0 ? 0.5 * atLow : atLow;
                stayed = Math.max(stayed, 0) + 1;
            }
        }
        return state(at, length, activation, before, step);
    }

    private State state(double along, double length, double activation, double before, double step) {
        double v = velocity(along, before, step);
        double[] parts = parts(along, v, activation);
        double pull = pull(along, length);
        return new State(Math.hypot(along, thickness), v, Math.atan2(thickness, along), pull, parts[0], parts[1],
                pull == 0 && parts[0] + parts[1] > 0 ? 0 : parts[0] + parts[1] - pull);
    }
}
