/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.QuinticSpline;

/**
 * How the coordinates of a model move: smooth functions of time through the values of a table, with velocities and accelerations.
 * Coordinates that the table does not have stay at their value, those that follow others follow.
 */
public final class ModelMotion {

    /** Steps that a low pass has in a period of its frequency where those of the table are uneven, unless all of the table's are longer. */
    private static final double FINE = 50;
    /** Even steps that an uneven table is taken at, with what continues it at its ends. */
    private static final int MOST = 5_000_000;

    private final MultibodyModel model;
    private final MotionFunction[] functions;
    private final double[] times;
    private final List<String> missing = new ArrayList<>();

    /**
     * @param table one column for each coordinate, by its name or a path that ends in it
     * @param file name of the table for messages
     * @param cutoff of a low pass, Hz; 0 for none
     * @throws InputException if the table has none of the coordinates, too few rows, is too coarse for the low pass, or would take more
     *     than {@value #MOST} even steps for it
     */
    public ModelMotion(MultibodyModel model, MotionTable table, String file, double cutoff) {
        this.model = model;
        int n = model.coordinates().size();
        functions = new MotionFunction[n];
        int[] kept = apart(table.times());
        double[] t = Arrays.stream(kept).mapToDouble(i -> table.times()[i]).toArray();
        if (t.length < 4) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "motion.short", file, t.length, 4));
        }
        double step = (t[t.length - 1] - t[0]) / (t.length - 1);
        double least = step;
        for (int i = 1; i < t.length; i++) {
            least = Math.min(least, t[i] - t[i - 1]);
        }
        boolean even = step - least <= 1e-6 * step;
        // fine enough for what the low pass leaves: one tiny step would else make all of them tiny
        double fine = even ? step : Math.max(least, Math.min(step, 1 / (FINE * cutoff)));
        if (cutoff > 0 && !(cutoff < 0.5 / fine)) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "motion.cutoff", file, cutoff, 0.5 / fine));
        }
        int found = 0;
        double[] used = t;
        for (int c = 0; c < n; c++) {
            Coordinate k = model.coordinates().get(c);
            int column = column(table, k.name());
            if (column < 0) {
                missing.add(k.name());
                functions[c] = new MotionFunction.Constant(k.value());
                continue;
            }
            found++;
            double[] v = Arrays.stream(kept).mapToDouble(i -> table.rows()[i][column]).toArray();
            if (table.degrees() && k.angular()) {
                for (int i = 0; i < v.length; i++) {
                    v[i] = Math.toRadians(v[i]);
                }
            }
            if (!(cutoff > 0)) {
                functions[c] = new QuinticSpline(t, v);
                continue;
            }
            int pad = v.length / 2;
            double[] pt = LowPass.padded(t, pad);
            double[] pv = LowPass.padded(v, pad);
            if (!even) {
                double size = Math.floor((pt[pt.length - 1] - pt[0]) / fine * (1 + 1e-12)) + 1;
                if (size > MOST) {
                    throw new InputException(Diagnostic.error(OsimElement.TEXTS, "motion.large", file, size, MOST, fine));
                }
                QuinticSpline s = new QuinticSpline(pt, pv);
                double[] et = new double[(int) size];
                double[] ev = new double[et.length];
                for (int i = 0; i < et.length; i++) {
                    et[i] = pt[0] + i * fine;
                    ev[i] = s.value(et[i]);
                }
                pt = et;
                pv = ev;
            }
            functions[c] = new QuinticSpline(pt, LowPass.filtered(pv, fine, cutoff));
            if (!even) {
                double[] all = pt;
                used = Arrays.stream(all).filter(x -> x >= t[0] - 1e-9 && x <= t[t.length - 1] + 1e-9).toArray();
            }
        }
        if (found == 0) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "motion.none", file, model.name()));
        }
        times = used;
    }

    /** Rows that are not the same moment over again, as simulations write at their end: no acceleration follows from two such values. */
    private static int[] apart(double[] t) {
        double step = (t[t.length - 1] - t[0]) / Math.max(1, t.length - 1);
        int[] kept = new int[t.length];
        int n = 0;
        for (int i = 0; i < t.length; i++) {
            if (n == 0 || t[i] - t[kept[n - 1]] > 1e-6 * step) {
                kept[n++] = i;
            }
        }
        return Arrays.copyOf(kept, n);
    }

    private static int column(MotionTable table, String coordinate) {
        int c = table.column(coordinate);
        for (int i = 0; c < 0 && i < table.labels().size(); i++) {
            String l = table.labels().get(i);
            c = l.endsWith("/" + coordinate + "/value") || l.endsWith("/" + coordinate) ? i : -1;
        }
        return c;
    }

    /** The moments of the table, evenly spaced if it was filtered, s. */
    public double[] times() {
        return times.clone();
    }

    /** Names of coordinates that the table does not have. */
    public List<String> missing() {
        return List.copyOf(missing);
    }

    /** Fills values (rad, m), velocities and accelerations at a time (s). */
    public void at(double time, double[] q, double[] u, double[] a) {
        for (int c = 0; c < functions.length; c++) {
            q[c] = functions[c].value(time);
            u[c] = functions[c].slope(time);
            a[c] = functions[c].curvature(time);
        }
        model.follow(q, u, a);
    }
}
