/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.MeshDistance;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;

/**
 * The way of a replaced knee through flexion as solver {@code balance} found it, and how near the bone of the femur comes to the tibia and
 * the parts on it. The bones are as they are cut; the femoral component, which bears, is not asked.
 */
public final class FlexionPath {

    /** Angle between two poses of the solver within which the first contact is told, rad. */
    private static final double WITHIN = Math.toRadians(0.1);
    private static final String TABLE = "balance-motion";
    private static final String FLEXION = "flexion";

    /** A pose on the way. */
    private record Pose(double flexion, double[] coordinates) {
    }

    /**
     * Where the bone touches first.
     *
     * @param flexion rad
     * @param on id of the bone or role of the part that it touches
     * @param point in the femur's surface frame, m
     */
    public record Contact(double flexion, String on, Vec3 point) {
    }

    private record Pair(String id, RigidTransform inTibia, MeshDistance distance) {
    }

    private final JointModel joint;
    private final List<Pose> poses = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();

    /** @throws NoSuchElementException if the solution does not tell the way */
    public FlexionPath(Problem problem, Solution balance) {
        joint = problem.joint();
        Table t = balance.tables().stream().filter(x -> x.name().equals(TABLE) && x.columns().contains(FLEXION)).findFirst()
                .orElseThrow(() -> new NoSuchElementException("solver balance gave no way through flexion"));
        List<CoordinateDefinition> definitions = joint.type().coordinates();
        for (double[] row : t.rows()) {
            double[] q = new double[definitions.size()];
            for (int i = 0; i < row.length; i++) {
                String name = t.columns().get(i);
                ClinicalMotion m = joint.type().motions().stream().filter(x -> x.id().equals(name)).findFirst().orElseThrow(
                        () -> new NoSuchElementException("the knee has no motion '" + name + "'"));
                for (int k = 0; k < q.length; k++) {
                    if (definitions.get(k).name().equals(m.coordinate())) {
                        q[k] = m.sign(joint.side()) * row[i];
                    }
                }
            }
            poses.add(new Pose(row[t.columns().indexOf(FLEXION)], q));
        }
        Bvh femur = KeptTrees.of(cut(problem.body(joint.parent())));
        Body tibia = problem.body(joint.child());
        pairs.add(new Pair(tibia.id(), RigidTransform.IDENTITY, new MeshDistance(femur, KeptTrees.of(cut(tibia)))));
        for (PlacedPart p : problem.parts()) {
            for (String role : List.of("envelope", "post")) {
                TriangleMesh m = p.part().surfaces().get(role);
                if (p.body().equals(joint.child()) && m != null) {
                    pairs.add(new Pair(p.role(), p.pose(), new MeshDistance(femur, KeptTrees.of(m))));
                }
            }
        }
    }

    private static TriangleMesh cut(Body b) {
        return b.surfaces().getOrDefault("resected", b.surface("outer"));
    }

    /** The deepest flexion of the way, rad. */
    public double deepest() {
        return poses.stream().mapToDouble(Pose::flexion).max().orElseThrow();
    }

    /** The first contact towards deeper flexion; null where there is none. */
    public Contact first() {
        Pose before = null;
        for (Pose p : poses) {
            if (touching(p) != null) {
                Pose free = before;
                Pose touches = p;
                while (free != null && touches.flexion - free.flexion > WITHIN) {
                    Pose middle = between(free, touches);
                    if (touching(middle) == null) {
                        free = middle;
                    } else {
                        touches = middle;
                    }
                }
                Pair on = touching(touches);
                return new Contact(touches.flexion, on.id, on.distance.pointA());
            }
            before = p;
        }
        return null;
    }

    /** The distance of the femur's bone in the deepest flexion of the way, m; 0 if it touches. */
    public double clearance() {
        Pose p = poses.stream().max(Comparator.comparingDouble(Pose::flexion)).orElseThrow();
        RigidTransform tibia = joint.childInParent(p.coordinates);
        return pairs.stream().mapToDouble(x -> x.distance.distance(tibia.times(x.inTibia))).min().orElseThrow();
    }

    private Pair touching(Pose p) {
        for (Pair pair : pairs) {
            if (!(pair.distance.distance(joint.childInParent(p.coordinates).times(pair.inTibia)) > 0)) {
                return pair;
            }
        }
        return null;
    }

    private static Pose between(Pose a, Pose b) {
        double[] q = new double[a.coordinates.length];
        for (int i = 0; i < q.length; i++) {
            q[i] = 0.5 * (a.coordinates[i] + b.coordinates[i]);
        }
        return new Pose(0.5 * (a.flexion + b.flexion), q);
    }
}
