/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.joint.Body;
import org.orthotwin.solver.Problem;

/**
 * A fibre across a joint: of a scenario, {@code name: A>B>C k=2000N e=2%}, straight from landmark to landmark over any number of others, or
 * a bundle of the anatomy with the surfaces that it wraps.
 *
 * @param name dotted lower case
 * @param path in the surface frames of the two bones
 * @param stiffness N per unit of strain
 * @param reference strain in the reference position: the native joint's neutral one, for a bundle the posture that was recorded
 */
record Fibre(String name, FibrePath path, double stiffness, double reference) {

    /** @throws IllegalArgumentException naming what is wrong */
    static List<Fibre> parse(String text, Problem problem) {
        List<Fibre> fibres = new ArrayList<>();
        for (String line : text.split(";")) {
            if (line.isBlank()) {
                continue;
            }
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(0, colon)).strip();
            String[] words = line.substring(colon + 1).strip().split("\\s+");
            if (!name.matches("[a-z][a-z0-9.\\-]*") || words.length != 3) {
                throw new IllegalArgumentException("'" + line.strip() + "' is not of the form name: A>B k=2000N e=2%");
            }
            double stiffness = Double.NaN;
            double strain = Double.NaN;
            for (int i = 1; i < 3; i++) {
                if (words[i].startsWith("k=")) {
                    stiffness = Quantity.parseSi(words[i].substring(2), Dimension.FORCE);
                } else if (words[i].startsWith("e=")) {
                    strain = Quantity.parseSi(words[i].substring(2), Dimension.NONE);
                }
            }
            if (!(stiffness > 0) || !(strain > -0.9 && strain < 1)) {
                throw new IllegalArgumentException("fibre '" + name + "' needs a stiffness k above 0 N and a reference strain e from "
                        + "-90 % to 100 %");
            }
            if (fibres.stream().anyMatch(f -> f.name.equals(name))) {
                throw new IllegalArgumentException("there are two fibres '" + name + "'");
            }
            fibres.add(located(name, words[0].split(">"), stiffness, strain, problem));
        }
        return fibres;
    }

    private static Fibre located(String name, String[] codes, double stiffness, double strain, Problem problem) {
        Body parent = problem.body(problem.joint().parent());
        Body child = problem.body(problem.joint().child());
        List<Vec3> points = new ArrayList<>();
        List<Boolean> onChild = new ArrayList<>();
        for (String code : codes) {
            boolean distal = child.landmarks().containsKey(code);
            if (!distal && !parent.landmarks().containsKey(code)) {
                throw new IllegalArgumentException("fibre '" + name + "': neither '" + parent.id() + "' nor '" + child.id()
                        + "' has a landmark '" + code + "'");
            }
            points.add((distal ? child : parent).landmark(code));
            onChild.add(distal);
        }
        if (!onChild.contains(true) || !onChild.contains(false)) {
            throw new IllegalArgumentException("fibre '" + name + "' does not cross the joint");
        }
        if (points.stream().anyMatch(p -> !p.isFinite())) {
            throw new IllegalArgumentException("fibre '" + name + "': the position of a landmark is not known");
        }
        return new Fibre(name, new FibrePath(points, onChild, List.of()), stiffness, strain);
    }

    /**
     * The bundles of the anatomy between the two bones of the joint. Their names are the bundles' ids in dotted lower case.
     *
     * @param leftOut takes the ids of bundles that go to other bones, do not cross the joint or have no stiffness
     * @throws IllegalArgumentException if the position of a point is not known or two names are the same
     */
    static List<Fibre> of(Problem problem, List<String> leftOut) {
        return CrossingBundle.of(problem.tissue(), problem.joint(), leftOut).stream()
                .map(b -> new Fibre(b.name(), b.path(problem.joint(), RigidTransform.IDENTITY, RigidTransform.IDENTITY),
                        b.bundle().stiffness(), b.bundle().referenceStrain()))
                .toList();
    }

    /** Length in m with the distal bone in a pose in the proximal bone's surface frame. */
    double length(RigidTransform child) {
        return path.length(child);
    }

    /** The law that its strain gives with the distal bone in this pose in the proximal one. */
    FibreLaw law(RigidTransform referencePose) {
        return FibreLaw.ofReference(stiffness, length(referencePose), reference);
    }
}
