/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.BodyPath;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Table;
import org.orthotwin.ui.Posture;

/**
 * What a joint can be led through: the samples of an activity, or one coordinate from end to end. Immutable.
 *
 * @param id of the activity, or of the motion behind {@code motion:}
 * @param name for people
 * @param times s, ascending, from 0
 * @param motions in clinical words
 * @param values SI, by time, then motion
 * @param activity whether the angles are those of an activity
 * @param further poses of further bones at the times, by id
 */
record Track(String id, String name, double[] times, List<String> motions, double[][] values, boolean activity,
        Map<String, List<RigidTransform>> further) {

    /** How long one coordinate takes from end to end, s. */
    private static final double SWEEP = 4;
    private static final String MOTION = "motion:";
    private static final String TABLE = "table:";
    /** How long a row of a table takes, s. */
    private static final double ROW = 0.3;

    /** The samples of an activity; without motions of the joint it has nothing to show. */
    static Track of(ActivityData a, String name, JointModel joint) {
        List<String> known = joint.type().motions().stream().map(ClinicalMotion::id).toList();
        List<Integer> columns = new ArrayList<>();
        List<String> motions = new ArrayList<>();
        for (int c = 0; c < a.channels().size(); c++) {
            if (known.contains(a.channels().get(c))) {
                columns.add(c);
                motions.add(a.channels().get(c));
            }
        }
        double[] times = a.times().clone();
        double[][] values = new double[times.length][columns.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] -= a.times()[0];
            for (int k = 0; k < columns.size(); k++) {
                values[i][k] = a.values()[i][columns.get(k)];
            }
        }
        return new Track(a.id(), name, times, motions, values, true, Map.of());
    }

    /**
     * What a solver found: a table all of whose columns are motions of the joint, with where further bones are at its rows.
     *
     * @return empty for any other table, and for one of a single row
     */
    static Optional<Track> of(Table table, List<BodyPath> paths, String name, JointModel joint) {
        List<String> known = joint.type().motions().stream().map(ClinicalMotion::id).toList();
        if (table.rows().size() < 2 || !known.containsAll(table.columns())) {
            return Optional.empty();
        }
        double[] times = new double[table.rows().size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = ROW * i;
        }
        Map<String, List<RigidTransform>> further = new LinkedHashMap<>();
        paths.stream().filter(p -> p.table().equals(table.name()) && p.poses().size() == times.length)
                .forEach(p -> further.put(p.body(), p.poses()));
        return Optional.of(new Track(TABLE + table.name(), name, times, table.columns(), table.rows().toArray(double[][]::new), false,
                further));
    }

    /**
     * One coordinate of a joint from the typical end of one motion to that of its opposite.
     *
     * @param motion the one that counts upwards
     */
    static Track sweep(JointModel joint, ClinicalMotion motion, String name) {
        int up = motion.sign(joint.side());
        double low = joint.type().motions().stream().filter(m -> m.coordinate().equals(motion.coordinate()) && m.sign(joint.side()) != up)
                .mapToDouble(m -> -m.typical()).filter(Double::isFinite).min().orElse(0);
        return new Track(MOTION + motion.id(), name, new double[] {0, SWEEP}, List.of(motion.id()), new double[][] {{low}, {motion
                .typical()}}, false, Map.of());
    }

    /** The motions that stand for the angles of a joint, one for each: the one that goes farther of two opposite ones. */
    static List<ClinicalMotion> sweeps(JointType type) {
        Map<String, ClinicalMotion> best = new LinkedHashMap<>();
        for (ClinicalMotion m : type.motions()) {
            boolean angle = type.coordinates().stream().filter(c -> c.name().equals(m.coordinate())).map(CoordinateDefinition::dimension)
                    .anyMatch(Dimension.ANGLE::equals);
            if (angle && Double.isFinite(m.typical())) {
                best.merge(m.coordinate(), m, (a, b) -> b.typical() > a.typical() ? b : a);
            }
        }
        return List.copyOf(best.values());
    }

    /** s. */
    double duration() {
        return times[times.length - 1];
    }

    /** The posture at a part of the duration, 0 to 1. */
    Posture at(double part) {
        double t = Math.clamp(part, 0, 1) * duration();
        int i = 1;
        while (i < times.length - 1 && times[i] < t) {
            i++;
        }
        Map<String, Double> m = new LinkedHashMap<>();
        double w = times.length < 2 ? 0 : (t - times[i - 1]) / (times[i] - times[i - 1]);
        for (int k = 0; k < motions.size(); k++) {
            m.put(motions.get(k), times.length < 2 ? values[0][k] : values[i - 1][k] + w * (values[i][k] - values[i - 1][k]));
        }
        Map<String, RigidTransform> f = new LinkedHashMap<>();
        int to = i;
        // there are two times at least where there are further bones
        further.forEach((bone, poses) -> f.put(bone, poses.get(to - 1).towards(poses.get(to), w)));
        return new Posture(m, activity, f);
    }
}
