/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.shoulderload;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.balance.Line;
import org.orthotwin.solver.ligament.CrossingBundle;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * The ligaments of the anatomy between scapula and humerus, in the frames of {@link ShoulderLines}. They keep the lengths at rest that they
 * have in the posture in which the anatomy was recorded, also round a prosthesis.
 *
 * @param lines one for each bundle
 * @param names of the ligament of each
 * @param leftOut ids of bundles that go elsewhere or have no stiffness
 */
record ShoulderLigaments(List<Line> lines, List<String> names, List<String> leftOut) {

    /**
     * @param cut ids of ligaments or bundles that are cut, beside those that parts of the plan take
     * @throws NoSuchElementException for an id that the anatomy does not have, or where the posture was not recorded
     * @throws IllegalArgumentException for a bundle without a place or a surface without its dimensions, by name
     */
    static ShoulderLigaments of(Problem problem, ShoulderLines shoulder, List<String> cut) {
        JointModel joint = problem.joint();
        List<String> taken = new ArrayList<>(cut);
        for (String c : cut) {
            if (problem.tissue().ligaments().stream().noneMatch(l -> l.id().equals(c) || l.ligament().equals(c))) {
                throw new NoSuchElementException("setting 'cut': the anatomy has no ligament or bundle '" + c + "'; it has "
                        + String.join(", ", problem.tissue().ligaments().stream().map(LigamentBundle::ligament).distinct().toList()));
            }
        }
        for (PlacedPart part : problem.parts()) {
            taken.addAll(part.part().resectedLigaments());
        }
        SoftTissue tissue = problem.tissue().without(taken);
        List<String> leftOut = new ArrayList<>();
        List<CrossingBundle> bundles = CrossingBundle.of(tissue, joint, leftOut);
        List<Line> lines = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (bundles.isEmpty()) {
            return new ShoulderLigaments(lines, names, leftOut);
        }
        RigidTransform recorded = tissue.posture().get(joint.child());
        if (recorded == null) {
            throw new NoSuchElementException("the posture in which bone '" + joint.child()
                    + "' was recorded is not known, and so not how long its ligaments are at rest");
        }
        RigidTransform reference = mirrored(shoulder.toScapula().times(recorded).times(shoulder.toHumerus().inverse()),
                joint.side() == Side.LEFT);
        for (CrossingBundle b : bundles) {
            lines.add(new Line(b.name(), path(b, b.bundle().wraps(), joint, shoulder), FibreLaw.ofReference(b.bundle().stiffness(),
                    path(b, b.bundle().recordedWraps(), joint, shoulder).length(reference), b.bundle().referenceStrain())));
            names.add(b.ligament());
        }
        return new ShoulderLigaments(lines, names, leftOut);
    }

    private static FibrePath path(CrossingBundle b, List<WrapSurface> wraps, JointModel joint, ShoulderLines shoulder) {
        boolean left = joint.side() == Side.LEFT;
        List<Vec3> points = new ArrayList<>();
        for (int i = 0; i < b.onChild().size(); i++) {
            Vec3 p = (b.onChild().get(i) ? shoulder.toHumerus() : shoulder.toScapula()).apply(b.bundle().path().get(i).position());
            points.add(left ? new Vec3(p.x(), p.y(), -p.z()) : p);
        }
        List<FibrePath.Surface> surfaces = new ArrayList<>();
        for (WrapSurface w : wraps) {
            boolean distal = w.body().equals(joint.child());
            if (distal || w.body().equals(joint.parent())) {
                RigidTransform pose = (distal ? shoulder.toHumerus() : shoulder.toScapula()).times(w.pose());
                surfaces.add(new FibrePath.Surface(w.form(), distal, mirrored(pose, left), w.length()));
            }
        }
        return new FibrePath(points, b.onChild(), surfaces);
    }

    private static RigidTransform mirrored(RigidTransform t, boolean left) {
        return left ? t.mirroredZ() : t;
    }

    /** The ligaments, each once, in their order. */
    List<String> ligaments() {
        return names.stream().distinct().toList();
    }

    /** Tension of all bundles of a ligament with the humerus in a pose, N. */
    double tension(String ligament, RigidTransform humerus) {
        double sum = 0;
        for (int i = 0; i < lines.size(); i++) {
            sum += names.get(i).equals(ligament) ? lines.get(i).tension(humerus) : 0;
        }
        return sum;
    }
}
