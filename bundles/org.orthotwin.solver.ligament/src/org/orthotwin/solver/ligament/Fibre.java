/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FibreField;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.solver.Problem;

/**
 * A fibre across a joint: of a scenario, {@code name: A>B>C k=2000N e=2%}, straight from landmark to landmark over any number of others, or
 * one of a field between rows of landmarks, {@code name: A,B>C,D n=10 k=2000N e=2%}, or a bundle of the anatomy with the surfaces that it
 * wraps.
 *
 * @param name dotted lower case
 * @param ligament that it is a part of; the fibre's own name where it is alone
 * @param path in the surface frames of the two bones
 * @param recordedPath the same before parts took the place of surfaces that it lies on
 * @param stiffness N per unit of strain
 * @param reference strain in the reference position: the native joint's neutral one, for a bundle the posture that was recorded
 */
record Fibre(String name, String ligament, FibrePath path, FibrePath recordedPath, double stiffness, double reference) {

    private static final int MOST_WORDS = 4;

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
            if (!name.matches("[a-z][a-z0-9.\\-]*") || words.length < MOST_WORDS - 1 || words.length > MOST_WORDS) {
                throw new IllegalArgumentException("'" + line.strip() + "' is not of the form name: A>B k=2000N e=2%, or "
                        + "name: A,B>C,D n=10 k=2000N e=2%");
            }
            if (name.equals(CrossingBundle.ALL)) {
                throw new IllegalArgumentException("no ligament may be named '" + name + "'");
            }
            double stiffness = Double.NaN;
            double strain = Double.NaN;
            double number = words.length == MOST_WORDS ? Double.NaN : 0;
            for (int i = 1; i < words.length; i++) {
                if (words[i].startsWith("k=")) {
                    stiffness = Quantity.parseSi(words[i].substring(2), Dimension.FORCE);
                } else if (words[i].startsWith("e=")) {
                    strain = Quantity.parseSi(words[i].substring(2), Dimension.NONE);
                } else if (words[i].startsWith("n=")) {
                    number = Quantity.parseSi(words[i].substring(2), Dimension.NONE);
                }
            }
            if (!(stiffness > 0) || !(strain > -0.9 && strain < 1)) {
                throw new IllegalArgumentException("fibre '" + name + "' needs a stiffness k above 0 N and a reference strain e from "
                        + "-90 % to 100 %");
            }
            if (!(number >= 0 && number <= FibreField.MOST && number == Math.rint(number)) || words.length == MOST_WORDS && number == 0) {
                throw new IllegalArgumentException("field '" + name + "' needs a number n of fibres from 1 to " + FibreField.MOST);
            }
            List<Fibre> parsed = number == 0 ? List.of(located(name, words[0].split(">"), stiffness, strain, problem))
                    : field(name, words[0].split(">"), (int) number, stiffness, strain, problem);
            for (Fibre f : parsed) {
                if (fibres.stream().anyMatch(x -> x.name.equals(f.name) || x.ligament.equals(f.ligament))) {
                    throw new IllegalArgumentException("there are two fibres '" + f.name + "'");
                }
            }
            fibres.addAll(parsed);
        }
        return fibres;
    }

    /** Fibres from one row of landmarks to another, each row on one bone. */
    private static List<Fibre> field(String name, String[] rows, int number, double stiffness, double strain, Problem problem) {
        if (rows.length != 2) {
            throw new IllegalArgumentException("field '" + name + "' goes from one row of landmarks to another: A,B>C,D");
        }
        FibreField field = new FibreField(name, row(name, rows[0], problem), row(name, rows[1], problem), number, stiffness, strain,
                List.of());
        return CrossingBundle.of(new SoftTissue(field.bundles(), List.of(), List.of(), Map.of()), problem.joint(), new ArrayList<>())
                .stream().map(b -> of(b, problem)).toList();
    }

    private static FibreField.Curve row(String name, String codes, Problem problem) {
        List<Place> places = new ArrayList<>();
        for (String code : codes.split(",")) {
            places.add(Place.of(name, code, problem));
        }
        if (places.stream().map(Place::distal).distinct().count() > 1) {
            throw new IllegalArgumentException("field '" + name + "': the landmarks " + codes + " are not of one bone");
        }
        return new FibreField.Curve(places.getFirst().distal ? problem.joint().child() : problem.joint().parent(),
                places.stream().map(Place::position).toList());
    }

    /** A landmark of one of the joint's bones, m in its surface frame. */
    private record Place(Vec3 position, boolean distal) {

        static Place of(String fibre, String code, Problem problem) {
            Body parent = problem.body(problem.joint().parent());
            Body child = problem.body(problem.joint().child());
            boolean distal = child.landmarks().containsKey(code);
            if (!distal && !parent.landmarks().containsKey(code)) {
                throw new IllegalArgumentException("fibre '" + fibre + "': neither '" + parent.id() + "' nor '" + child.id()
                        + "' has a landmark '" + code + "'");
            }
            Vec3 p = (distal ? child : parent).landmark(code);
            if (!p.isFinite()) {
                throw new IllegalArgumentException("fibre '" + fibre + "': the position of a landmark is not known");
            }
            return new Place(p, distal);
        }
    }

    private static Fibre located(String name, String[] codes, double stiffness, double strain, Problem problem) {
        List<Place> places = new ArrayList<>();
        for (String code : codes) {
            places.add(Place.of(name, code, problem));
        }
        if (places.stream().map(Place::distal).distinct().count() < 2) {
            throw new IllegalArgumentException("fibre '" + name + "' does not cross the joint");
        }
        FibrePath path = new FibrePath(places.stream().map(Place::position).toList(), places.stream().map(Place::distal).toList(),
                List.of());
        return new Fibre(name, name, path, path, stiffness, strain);
    }

    /**
     * The bundles of a tissue between the two bones of the joint. Their names are the bundles' ids in dotted lower case.
     *
     * @param leftOut takes the ids of bundles that go to other bones, do not cross the joint or have no stiffness
     * @throws IllegalArgumentException if the position of a point is not known or two names are the same
     */
    static List<Fibre> of(Problem problem, SoftTissue tissue, List<String> leftOut) {
        return CrossingBundle.of(tissue, problem.joint(), leftOut).stream().map(b -> of(b, problem)).toList();
    }

    private static Fibre of(CrossingBundle b, Problem problem) {
        return new Fibre(b.name(), b.ligament(), b.path(problem.joint(), RigidTransform.IDENTITY, RigidTransform.IDENTITY),
                b.recordedPath(problem.joint(), RigidTransform.IDENTITY, RigidTransform.IDENTITY), b.bundle().stiffness(),
                b.bundle().referenceStrain());
    }

    /** The law that its strain gives with the distal bone in this pose in the proximal one, before any part. */
    FibreLaw law(RigidTransform referencePose) {
        return FibreLaw.ofReference(stiffness, recordedPath.length(referencePose), reference);
    }
}
