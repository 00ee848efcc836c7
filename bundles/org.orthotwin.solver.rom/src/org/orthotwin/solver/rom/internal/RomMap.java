/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.Table;

/** What touches at every point of a grid over flexion, internal rotation and abduction. Every cell is answered for its own pose. */
public final class RomMap {

    /** Answers one cell; each thread has its own. */
    @FunctionalInterface
    public interface Cell {
        /** @param coordinates of the joint, rad */
        int code(double[] coordinates);
    }

    /** The way from neutral is halved so often to see which kind of contact comes first: to 0.1 % of the way. */
    private static final int HALVINGS = 10;

    private final double[] flexion;
    private final double[] rotation;
    private final double[] abduction;
    private final Excursion.Motions motions;

    private RomMap(double[] flexion, double[] rotation, double[] abduction, Excursion.Motions motions) {
        this.flexion = flexion;
        this.rotation = rotation;
        this.abduction = abduction;
        this.motions = motions;
    }

    /** @throws IllegalArgumentException if the grid is empty or too large, or the joint lacks one of the motions */
    public static RomMap of(Settings s, Excursion.Motions motions) {
        double step = s.number("map.step");
        RomMap map = new RomMap(grid(s, "flexion", step), grid(s, "rotation", step), grid(s, "abduction", step), motions);
        long cells = (long) map.flexion.length * map.rotation.length * map.abduction.length;
        if (cells > LARGEST) {
            throw new IllegalArgumentException("the map has " + cells + " cells, more than " + LARGEST + "; choose a larger map.step");
        }
        for (String motion : List.of("flexion", "internal-rotation", "abduction")) {
            motions.move(new double[motions.coordinates()], motion, 0);
        }
        return map;
    }

    /** Rows that a table can reasonably have. */
    private static final long LARGEST = 5_000_000;

    private static double[] grid(Settings s, String axis, double step) {
        double from = s.number("map." + axis + ".minimum");
        double to = s.number("map." + axis + ".maximum");
        if (to < from) {
            throw new IllegalArgumentException("map." + axis + ".maximum of " + Math.toDegrees(to) + " deg is below map." + axis
                    + ".minimum of "
                    + Math.toDegrees(from) + " deg");
        }
        double[] values = new double[1 + (int) Math.floor((to - from) / step + 1e-9)];
        Arrays.setAll(values, i -> Math.toRadians(Math.rint(1e9 * (Math.toDegrees(from) + i * Math.toDegrees(step))) / 1e9));
        return values;
    }

    /** The table; the same for any number of threads. */
    public Table compute(SolverContext context, Supplier<Cell> cells) {
        int lines = rotation.length * abduction.length;
        int n = flexion.length;
        int[][] codes = new int[lines][n];
        context.monitor().begin("map of contact", (long) lines * n);
        Tasks.run(lines, context.threads(), context.monitor(), cells, (cell, line) -> {
            for (int i = 0; i < n; i++) {
                context.monitor().checkCancelled();
                codes[line][i] = cell.code(coordinates(i, line));
            }
            context.monitor().worked(n);
        });
        List<double[]> rows = new ArrayList<>(lines * n);
        for (int i = 0; i < n; i++) {
            for (int line = 0; line < lines; line++) {
                rows.add(new double[] {flexion[i], rotation[line % rotation.length], abduction[line / rotation.length], codes[line][i]});
            }
        }
        Unit deg = Unit.of("deg");
        return new Table("rom-map", List.of("flexion", "internal-rotation", "abduction", "contact"), List.of(deg, deg, deg, Unit.of("1")),
                rows);
    }

    private double[] coordinates(int i, int line) {
        double[] q = new double[motions.coordinates()];
        motions.move(q, "flexion", flexion[i]);
        motions.move(q, "internal-rotation", rotation[line % rotation.length]);
        motions.move(q, "abduction", abduction[line / rotation.length]);
        return q;
    }

    /** Cells answered on surfaces. */
    public static Cell onSurfaces(ContactScene.Query query, Function<double[], RigidTransform> pose) {
        return q -> {
            int kinds = query.kinds(pose.apply(q), ContactKind.ALL);
            if (kinds == 0) {
                return 0;
            }
            double free = 0;
            double contact = 1;
            for (int k = 0; k < HALVINGS && Integer.bitCount(kinds) > 1; k++) {
                double mid = 0.5 * (free + contact);
                double[] part = q.clone();
                for (int i = 0; i < part.length; i++) {
                    part[i] *= mid;
                }
                int there = query.kinds(pose.apply(part), kinds);
                if (there == 0) {
                    free = mid;
                } else {
                    contact = mid;
                    kinds = there;
                }
            }
            return 1 + Integer.numberOfTrailingZeros(kinds);
        };
    }
}
