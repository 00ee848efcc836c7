/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.wear;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.balance.LoadedCycle;

/**
 * Wear of the insert of a replaced knee in walking: Archard's law on each triangle of its bearing, dh = k p ds, along the rest of the knee
 * under its ligaments through a cycle ({@link LoadedCycle}); its surface is moved after each block of cycles, on which the femoral
 * component sinks and tilts until it is carried as before. Blocks are as long as keeps the depth below the compression that goes with it.
 *
 * <p>A cycle: flexion 0, 15, 5, 58 and 0 degrees at 0, 15, 40, 72 and 100 % (ISO 14243-3 for knee simulators, rounded), between them as
 * cosines; the force along the tibia has the two peaks of a step ({@link WearSolver}), the largest 2.61 times body weight, the average of
 * five instrumented knees in walking (I Kutzner et al. 2010, doi:10.1016/j.jbiomech.2010.03.046). Forwards and in rotation the tibia is
 * led by its ligaments and the bearing alone; neither the pull of muscles nor the moments of a step turn it, so that less slides across
 * than in life. Of a partial knee the insert carries what the cartilage of the other compartment leaves to it under that force, which acts
 * along the tibia's axis; the moment that adducts the knee in a step, and would load a medial insert more, is not there. Cartilage is not
 * worn, and the share of the insert stays.
 */
final class KneeWear {

    private static final double[] TIMES = {0, 0.15, 0.40, 0.72, 1};
    private static final double[] FLEXION = {0, 15, 5, 58, 0};
    private static final int SAMPLES = 13;
    /** Parts of the years that are told. */
    private static final int ROWS = 10;
    private static final int MOST_BLOCKS = 400;
    /** Depth that a block may wear where most slides, of the compression that goes with it. */
    private static final double STABLE = 1;
    private static final double LARGEST_SHEAR = 0.5;
    private static final double YEAR = Unit.of("yr").toSi(1);

    private final LoadedCycle cycle;
    private final double factor;
    private final double reference;

    private KneeWear(LoadedCycle cycle, double factor, double reference) {
        this.cycle = cycle;
        this.factor = factor;
        this.reference = reference;
    }

    /** @param reference cross-shear at which the wear factor holds; 0 where it does not ask for it */
    static void answer(Problem problem, Settings s, double weight, double reference, Monitor monitor, Solution.Builder out) {
        List<LoadedCycle.Sample> samples = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            double t = (double) i / (SAMPLES - 1);
            samples.add(new LoadedCycle.Sample(Math.toRadians(flexion(t)), s.number("knee.load") * weight * WearSolver.gait(t)));
        }
        LoadedCycle cycle;
        try {
            cycle = new LoadedCycle(problem, "flexion", samples, s.has("cut") ? List.of(s.text("cut").strip().split("[\\s;]+")) : List.of(),
                    s.number("layer.modulus"), s.number("layer.poisson"));
        } catch (IllegalArgumentException e) {
            throw WearSolver.incomplete(e.getMessage());
        }
        new KneeWear(cycle, s.number("wear.factor"), reference).run(s.number("years") / YEAR,
                s.number("knee.steps") * s.number("mix.times"), monitor, out);
    }

    private static double flexion(double t) {
        for (int i = 1; i < TIMES.length; i++) {
            if (t <= TIMES[i]) {
                double w = 0.5 - 0.5 * Math.cos(Math.PI * (t - TIMES[i - 1]) / (TIMES[i] - TIMES[i - 1]));
                return FLEXION[i - 1] + w * (FLEXION[i] - FLEXION[i - 1]);
            }
        }
        return FLEXION[FLEXION.length - 1];
    }

    private void run(double years, double perYear, Monitor monitor, Solution.Builder out) {
        monitor.begin("wear", SAMPLES);
        int failed = cycle.settle(monitor);
        if (failed >= 0) {
            throw new SolverException(SolverException.Code.NO_SOLUTION, "wear: the knee finds no rest in sample " + (failed + 1) + " of "
                    + SAMPLES + " of a step");
        }
        cycle.rub(monitor);
        double newPressure = cycle.peakPressure();
        // more in a block would make the pressure swing from block to block
        double whole = cycle.stiffness() * factor * (reference > 0 ? LARGEST_SHEAR / reference : 1) * cycle.largestWay() * perYear * years;
        int blocks = (int) Math.clamp(Math.ceil(whole / STABLE), ROWS, MOST_BLOCKS);
        blocks = (blocks + ROWS - 1) / ROWS * ROWS;
        List<double[]> rows = new ArrayList<>();
        for (int block = 0; block <= blocks; block++) {
            if (block > 0) {
                cycle.rub(monitor);
            }
            if (block % (blocks / ROWS) == 0) {
                rows.add(row(years * block / blocks));
            }
            if (block < blocks) {
                double[] depths = new double[cycle.size()];
                for (int t = 0; t < depths.length; t++) {
                    depths[t] = factor * share(t) * cycle.work(t) * perYear * years / blocks;
                }
                cycle.wear(depths);
            }
        }
        double[] end = rows.getLast();
        out.value("wear.volume", Value.of(end[2], Dimension.VOLUME));
        out.value("wear.linear", Value.of(end[1], Dimension.LENGTH));
        out.value("wear.volume.rate", Value.of(end[2] / (years * YEAR), Dimension.VOLUME_RATE));
        out.value("wear.linear.rate", Value.of(end[1] / (years * YEAR), Dimension.SPEED));
        if (perYear > 0) {
            out.value("wear.volume.per-million", Value.of(end[2] / (years * perYear) * 1e6, Dimension.VOLUME));
            out.value("wear.linear.per-million", Value.of(end[1] / (years * perYear) * 1e6, Dimension.LENGTH));
        }
        out.value("wear.pressure.new", Value.of(newPressure, Dimension.PRESSURE));
        out.value("wear.pressure.worn", Value.of(end[5], Dimension.PRESSURE));
        out.value("wear.cross-shear", Value.of(meanShear(), Dimension.NONE));
        out.value("wear.cycles", Value.of(perYear, Dimension.NONE));
        out.value("wear.steps", Value.of(WearSolver.stepsADay(perYear), Dimension.NONE));
        Unit mm = Unit.of("mm");
        Unit mm3 = Unit.of("mm3");
        out.table(new Table("wear-years", List.of("time", "linear-wear", "volume", "volume.medial", "volume.lateral", "peak-pressure"),
                List.of(Unit.of("yr"), mm, mm3, mm3, mm3, Unit.of("MPa")), rows));
        List<double[]> map = new ArrayList<>();
        for (int t = 0; t < cycle.size(); t++) {
            if (cycle.worn(t) > 0) {
                Vec3 p = cycle.place(t);
                map.add(new double[] {p.x(), p.y(), p.z(), cycle.worn(t)});
            }
        }
        out.table(new Table("wear-map", List.of("x", "y", "z", "depth"), List.of(mm, mm, mm, mm), map));
    }

    private double[] row(double years) {
        double volume = 0;
        double lateral = 0;
        double linear = 0;
        for (int t = 0; t < cycle.size(); t++) {
            double v = cycle.worn(t) * cycle.area(t);
            volume += v;
            lateral += cycle.isLateral(t) ? v : 0;
            linear = Math.max(linear, cycle.worn(t));
        }
        return new double[] {years * YEAR, linear, volume, volume - lateral, lateral, cycle.peakPressure()};
    }

    /** By how much the wear factor is multiplied. */
    private double share(int place) {
        return reference > 0 ? shear(place) / reference : 1;
    }

    /** Share of the work across the principal direction of sliding, which is in the surface: two of three eigenvalues count. */
    private double shear(int place) {
        return WearHistory.shear(cycle.tensor(place, 0), cycle.tensor(place, 1), cycle.tensor(place, 2), cycle.tensor(place, 3),
                cycle.tensor(place, 4), cycle.tensor(place, 5));
    }

    private double meanShear() {
        double all = 0;
        double across = 0;
        for (int t = 0; t < cycle.size(); t++) {
            all += cycle.work(t) * cycle.area(t);
            across += cycle.work(t) * cycle.area(t) * shear(t);
        }
        return all > 0 ? across / all : 0;
    }
}
