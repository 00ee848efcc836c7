/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.InverseKinematics;
import org.orthotwin.multibody.MultibodyModel;

/**
 * The motion of a model that follows markers.
 *
 * @param motion values of all coordinates, angles in degrees
 * @param markers how many of the file are in the model
 * @param rms root of the mean squared distance of the markers in each frame, m; NaN where none was seen
 * @param largest largest distance of a marker, m
 * @param failed times (s) at which the search did not end, or with those of {@code sparse}
 * @param sparse times (s) at which fewer than {@value #FEWEST} markers that count were seen
 */
public record MarkerTracking(MotionTable motion, int markers, double[] rms, double largest, List<Double> failed,
        List<Double> sparse) {

    /** Markers that a posture takes. */
    static final int FEWEST = 3;

    /**
     * @param weights by the name of a marker; 1 where there is none
     * @param from first time, s
     * @param to last time, s
     * @throws InputException if fewer than three markers are in the model, or a weight is of none
     */
    public static MarkerTracking run(MultibodyModel body, MarkerTable seen, Map<String, Double> weights, double from, double to,
            Monitor monitor) {
        List<Integer> markers = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < body.markers().size(); i++) {
            int c = seen.names().indexOf(body.markers().get(i).name());
            if (c >= 0) {
                markers.add(i);
                columns.add(c);
            }
        }
        for (String w : weights.keySet()) {
            if (columns.stream().noneMatch(c -> seen.names().get(c).equals(w))) {
                throw new InputException(Diagnostic.error(OsimElement.TEXTS, "ik.weight", w));
            }
        }
        if (markers.size() < FEWEST) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "ik.few", markers.size(), body.name(), FEWEST));
        }
        List<Integer> frames = new ArrayList<>();
        for (int f = 0; f < seen.times().length; f++) {
            if (seen.times()[f] >= from - 1e-9 && seen.times()[f] <= to + 1e-9) {
                frames.add(f);
            }
        }
        if (frames.isEmpty()) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "motion.empty", from, to));
        }
        monitor.begin("inverse kinematics", frames.size());
        double[] w = markers.stream().mapToDouble(i -> weights.getOrDefault(body.markers().get(i).name(), 1.0)).toArray();
        InverseKinematics search = new InverseKinematics(body, markers.stream().mapToInt(i -> i).toArray(), w, null, null);
        double[] q = body.defaults();
        double[][] rows = new double[frames.size()][];
        double[] times = new double[rows.length];
        double[] rms = new double[rows.length];
        double largest = 0;
        List<Double> failed = new ArrayList<>();
        List<Double> sparse = new ArrayList<>();
        for (int k = 0; k < rows.length; k++) {
            monitor.checkCancelled();
            int f = frames.get(k);
            Vec3[] at = new Vec3[columns.size()];
            int count = 0;
            for (int i = 0; i < at.length; i++) {
                at[i] = seen.positions()[f][columns.get(i)];
                count += at[i] != null && w[i] > 0 ? 1 : 0;
            }
            InverseKinematics.Fit fit = search.fit(q, at);
            q = fit.coordinates();
            times[k] = seen.times()[f];
            rms[k] = fit.rms();
            largest = Math.max(largest, fit.largest());
            if (count < FEWEST) {
                sparse.add(times[k]);
            }
            if (!fit.converged() || count < FEWEST) {
                failed.add(times[k]);
            }
            rows[k] = q.clone();
            for (int c = 0; c < q.length; c++) {
                rows[k][c] = body.coordinates().get(c).angular() ? Math.toDegrees(q[c]) : q[c];
            }
            monitor.worked(1);
        }
        MotionTable motion = new MotionTable("Inverse kinematics", true, body.coordinates().stream().map(Coordinate::name).toList(), times,
                rows);
        return new MarkerTracking(motion, markers.size(), rms, largest, List.copyOf(failed), List.copyOf(sparse));
    }

    /** The largest of {@link #rms}, m; 0 if no marker was seen at all. */
    public double worst() {
        return Arrays.stream(rms).filter(Double::isFinite).max().orElse(0);
    }
}
