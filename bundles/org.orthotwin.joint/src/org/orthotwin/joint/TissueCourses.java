/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;

/**
 * Where ligaments and muscles run while the bones move, on the surfaces that they name, and how far ligaments are strained: their slack
 * lengths follow from the strain in the posture in which the anatomy was recorded, L0 = L_ref / (1 + e_ref). Immutable.
 */
public final class TissueCourses {

    /** Length of the straight pieces on a surface, m. */
    private static final double STEP = 0.002;

    /**
     * One line of action in a posture.
     *
     * @param id of the bundle or the muscle
     * @param of id of the ligament, or the muscle's own
     * @param muscle whether it is a muscle
     * @param points from origin to insertion, three coordinates each, in the proximal bone's surface frame, m
     * @param length m
     * @param strain of a ligament, negative where it is slack; NaN of muscles and where the reference is not known
     */
    public record Course(String id, String of, boolean muscle, double[] points, double length, double strain) {
    }

    private record Line(String id, String of, boolean muscle, List<Attachment> path, List<WrapSurface> wraps, double slack) {
    }

    private final String proximal;
    private final List<Line> lines = new ArrayList<>();

    /** @param proximal id of the bone in whose surface frame postures are given */
    public TissueCourses(SoftTissue tissue, String proximal) {
        this.proximal = Objects.requireNonNull(proximal);
        Map<String, RigidTransform> posture = withProximal(tissue.posture());
        for (LigamentBundle b : tissue.ligaments()) {
            double slack = path(b.path(), usable(b.recordedWraps()), posture)
                    .map(recorded -> recorded.length(RigidTransform.IDENTITY) / (1 + b.referenceStrain())).filter(l -> l > 0)
                    .orElse(Double.NaN);
            lines.add(new Line(b.id(), b.ligament(), false, b.path(), usable(b.wraps()), slack));
        }
        for (MuscleUnit m : tissue.muscles()) {
            lines.add(new Line(m.id(), m.id(), true, m.path(), usable(m.wraps()), Double.NaN));
        }
    }

    /** Surfaces that have a shape; of the others solvers say what is wrong. */
    private static List<WrapSurface> usable(List<WrapSurface> wraps) {
        return wraps.stream().filter(w -> {
            try {
                return w.form() != null;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }).toList();
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /**
     * The courses with the bones in a posture, in the order of the tissue; without those on bones whose pose is not known.
     *
     * @param poses of the bones' surface frames in the proximal bone's, by id
     */
    public List<Course> in(Map<String, RigidTransform> poses) {
        List<Course> all = new ArrayList<>();
        Map<String, RigidTransform> known = withProximal(poses);
        for (Line l : lines) {
            path(l.path, l.wraps, known).ifPresent(path -> {
                double length = path.length(RigidTransform.IDENTITY);
                all.add(new Course(l.id, l.of, l.muscle, path.course(RigidTransform.IDENTITY, STEP), length, length / l.slack - 1));
            });
        }
        return all;
    }

    private Map<String, RigidTransform> withProximal(Map<String, RigidTransform> poses) {
        Map<String, RigidTransform> known = new HashMap<>(poses);
        known.put(proximal, RigidTransform.IDENTITY);
        return known;
    }

    /**
     * The course through points over surfaces with the bones in a posture; empty where the place of a point is not known. Surfaces whose
     * place is not known are passed.
     *
     * @param poses of the bones' surface frames in one frame, by id
     */
    static Optional<FibrePath> path(List<Attachment> through, List<WrapSurface> wraps, Map<String, RigidTransform> poses) {
        List<Vec3> points = new ArrayList<>();
        for (Attachment a : through) {
            if (!poses.containsKey(a.body()) || !a.position().isFinite()) {
                return Optional.empty();
            }
            points.add(poses.get(a.body()).apply(a.position()));
        }
        List<FibrePath.Surface> surfaces = new ArrayList<>();
        for (WrapSurface w : wraps) {
            if (poses.containsKey(w.body())) {
                surfaces.add(new FibrePath.Surface(w.form(), false, poses.get(w.body()).times(w.pose()), w.length()));
            }
        }
        return Optional.of(new FibrePath(points, points.stream().map(p -> false).toList(), surfaces));
    }
}
