/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.wear;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;

/**
 * Wears a bearing under a mix of activities, cycle by cycle in blocks, its surface moved after each.
 *
 * <pre>  dh = k p ds      (J F Archard 1953, J Appl Phys 24:981-988, doi:10.1063/1.1721448)</pre>
 *
 * with ds the way that the ball's surface slides over the cell. With a cross-shear reference CS_r the factor is k CS / CS_r, where CS is
 * the share of the frictional work that is done across the cell's principal direction: with the tensor M = sum of p ds s s^T over the
 * cycles (s: direction of sliding), CS = smaller / (smaller + larger) of its two eigenvalues, 0 for motion on one line to 0.5 for no
 * preferred direction. Work across the direction in which the chains are drawn is what wears polyethylene (A Wang 2001, Wear 248:38-47,
 * doi:10.1016/S0043-1648(00)00496-1; L Kang et al. 2008, J Biomech 41:340-346, doi:10.1016/j.jbiomech.2007.09.005); that it does so in
 * proportion is the simplest of the laws proposed.
 *
 * <p>A block is as long as keeps the depth that it wears below half of the layer's compression that goes with it (K k s N &lt;= 0.5):
 * larger ones would make the pressure swing from block to block.
 */
public final class WearHistory {

    private static final double STABLE = 0.5;
    /** Share of the work across a principal direction where there is none. */
    private static final double LARGEST_SHEAR = 0.5;

    /**
     * The state at one time.
     *
     * @param years since the operation
     * @param volume worn so far, m3
     * @param linear largest depth worn so far, m
     * @param penetration of the ball's centre under the largest load against the new bearing, m
     * @param peakPressure in the mix, Pa
     * @param crossShear mean over the cells, weighted by their frictional work
     */
    public record State(double years, double volume, double linear, double penetration, double peakPressure, double crossShear) {
    }

    private final SphericalBearing bearing;
    private final List<LoadedMotion> mix;
    private final double factor;
    private final double reference;
    private final double[] work;
    private final double[] tensor;
    private double peakPressure;
    private double crossShear;
    private Vec3 firstShift;
    private Vec3 loadDirection = Vec3.ZERO;
    private double largestLoad;
    private Vec3 largestForce = Vec3.ZERO;

    /**
     * @param factor k, m3/(N.m)
     * @param reference CS_r at which k holds; 0 for a wear factor that does not ask for cross-shear
     */
    public WearHistory(SphericalBearing bearing, List<LoadedMotion> mix, double factor, double reference) {
        this.bearing = bearing;
        this.mix = List.copyOf(mix);
        this.factor = factor;
        this.reference = reference;
        work = new double[bearing.size()];
        tensor = new double[6 * bearing.size()];
        for (LoadedMotion m : mix) {
            for (Vec3 f : m.forces()) {
                if (f.norm() > largestLoad) {
                    largestLoad = f.norm();
                    largestForce = f;
                    loadDirection = f.normalized();
                }
            }
        }
    }

    /**
     * Runs the years.
     *
     * @param years more than 0
     * @param rows how many states are kept beside the first, evenly spaced
     * @return null where a load of the mix has no equilibrium in the socket
     */
    public List<State> run(double years, int rows, Monitor monitor) {
        List<State> states = new ArrayList<>();
        if (!cycle(monitor)) {
            return null;
        }
        firstShift = shiftUnderLargestLoad();
        states.add(state(0));
        monitor.begin("wear", rows);
        double time = 0;
        for (int row = 1; row <= rows; row++) {
            double end = years * row / rows;
            while (time < end) {
                double rate = slidingPerYear();
                double block = rate > 0 ? STABLE / (bearing.stiffness() * factor * rate) : end - time;
                // blocks of equal length up to the next row
                double left = end - time;
                block = left / Math.ceil(left / Math.min(block, left));
                for (int i = 0; i < work.length; i++) {
                    bearing.wear(i, factorOf(i) * work[i] * block);
                }
                time = left - block <= 1e-12 * end ? end : time + block;
                if (!cycle(monitor)) {
                    return null;
                }
            }
            states.add(state(end));
            monitor.worked(1);
        }
        return states;
    }

    /** More than the ball slides over any cell, m a year, times what cross-shear may make of the factor. */
    private double slidingPerYear() {
        double sum = 0;
        for (LoadedMotion m : mix) {
            for (Vec3 t : m.turns()) {
                sum += m.perYear() * t.norm() * bearing.radius();
            }
        }
        return reference > 0 ? sum * Math.max(1, LARGEST_SHEAR / reference) : sum;
    }

    private double factorOf(int cell) {
        return reference > 0 ? factor * shear(cell) / reference : factor;
    }

    private double shear(int cell) {
        int o = 6 * cell;
        return shear(tensor[o], tensor[o + 1], tensor[o + 2], tensor[o + 3], tensor[o + 4], tensor[o + 5]);
    }

    /** The smaller over the sum of the two eigenvalues of a symmetric tensor whose third is 0: that along the normal. */
    static double shear(double xx, double xy, double xz, double yy, double yz, double zz) {
        double trace = xx + yy + zz;
        if (!(trace > 0)) {
            return 0;
        }
        double minors = xx * yy - xy * xy + xx * zz - xz * xz + yy * zz - yz * yz;
        double root = Math.sqrt(Math.max(0, 0.25 * trace * trace - minors));
        return Math.max(0, 0.5 * trace - root) / trace;
    }

    /** Frictional work over the friction coefficient of a year on every cell, N/m, and its tensor. */
    private boolean cycle(Monitor monitor) {
        java.util.Arrays.fill(work, 0);
        java.util.Arrays.fill(tensor, 0);
        peakPressure = 0;
        double[] n = bearing.normals();
        double[] before = new double[bearing.size()];
        for (LoadedMotion m : mix) {
            for (int i = 0; i < m.forces().size(); i++) {
                monitor.checkCancelled();
                Vec3 f = m.forces().get(i);
                if (!bearing.load(f.x(), f.y(), f.z())) {
                    return false;
                }
                double[] p = bearing.pressures();
                for (double x : p) {
                    peakPressure = Math.max(peakPressure, x);
                }
                if (i > 0) {
                    Vec3 t = m.turns().get(i - 1).times(bearing.radius());
                    for (int c = 0; c < before.length; c++) {
                        double pressure = 0.5 * (p[c] + before[c]);
                        if (pressure > 0) {
                            double sx = t.y() * n[3 * c + 2] - t.z() * n[3 * c + 1];
                            double sy = t.z() * n[3 * c] - t.x() * n[3 * c + 2];
                            double sz = t.x() * n[3 * c + 1] - t.y() * n[3 * c];
                            double s = Math.sqrt(sx * sx + sy * sy + sz * sz);
                            if (s > 0) {
                                double w = m.perYear() * pressure;
                                work[c] += w * s;
                                w /= s;
                                int o = 6 * c;
                                tensor[o] += w * sx * sx;
                                tensor[o + 1] += w * sx * sy;
                                tensor[o + 2] += w * sx * sz;
                                tensor[o + 3] += w * sy * sy;
                                tensor[o + 4] += w * sy * sz;
                                tensor[o + 5] += w * sz * sz;
                            }
                        }
                    }
                }
                System.arraycopy(p, 0, before, 0, before.length);
            }
        }
        double all = 0;
        double across = 0;
        for (int c = 0; c < work.length; c++) {
            all += work[c] * bearing.area(c);
            across += work[c] * bearing.area(c) * shear(c);
        }
        crossShear = all > 0 ? across / all : 0;
        return true;
    }

    private Vec3 shiftUnderLargestLoad() {
        bearing.load(largestForce.x(), largestForce.y(), largestForce.z());
        return bearing.shift();
    }

    private State state(double years) {
        double volume = 0;
        double linear = 0;
        for (int c = 0; c < work.length; c++) {
            volume += bearing.worn(c) * bearing.area(c);
            linear = Math.max(linear, bearing.worn(c));
        }
        return new State(years, volume, linear, shiftUnderLargestLoad().minus(firstShift).dot(loadDirection), peakPressure, crossShear);
    }
}
