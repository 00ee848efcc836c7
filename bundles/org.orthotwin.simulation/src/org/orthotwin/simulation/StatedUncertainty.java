/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.Subject;
import org.orthotwin.solver.Person;

/**
 * What an anatomy says of itself that it does not know exactly: each coordinate of a landmark with a standard deviation, and the subject's
 * mass, height and age where theirs is stated; all of them independent.
 */
public final class StatedUncertainty {

    /**
     * A number that is not exactly known.
     *
     * @param body id of the bone of a landmark; empty for what is of the subject
     * @param name code of a landmark; {@code mass}, {@code height} or {@code age}
     * @param axis 0, 1 or 2 in the bone's surface frame
     * @param deviation standard deviation: m of a landmark, kg, m or s of the subject
     */
    public record Input(String body, String name, int axis, double deviation) {

        /** {@code pelvis.RASIS.x}, {@code subject.mass}. */
        public String path() {
            return body.isEmpty() ? "subject." + name : body + "." + name + "." + "xyz".charAt(axis);
        }

        /** Symbol of the SI unit. */
        public String unit() {
            return !body.isEmpty() || name.equals("height") ? "m" : name.equals("mass") ? "kg" : "s";
        }
    }

    /**
     * Inputs that are elsewhere than the anatomy has them.
     *
     * @param by how much, SI, for each of them
     */
    public record Shift(List<Input> inputs, double[] by) {

        /** @throws IllegalArgumentException for another number of shifts than of inputs */
        public Shift {
            inputs = List.copyOf(inputs);
            by = by.clone();
            if (inputs.size() != by.length) {
                throw new IllegalArgumentException(by.length + " shifts for " + inputs.size() + " inputs");
            }
        }

        Person of(Person p) {
            return new Person(p.mass() + subject("mass"), p.height() + subject("height"), p.age() + subject("age"));
        }

        private double subject(String name) {
            double sum = 0;
            for (int k = 0; k < by.length; k++) {
                sum += inputs.get(k).body.isEmpty() && inputs.get(k).name.equals(name) ? by[k] : 0;
            }
            return sum;
        }

        /** @throws IllegalArgumentException if a frame cannot be built any more */
        Body of(Body b, Bones bones) {
            Map<String, Vec3> moved = null;
            for (int k = 0; k < by.length; k++) {
                Input in = inputs.get(k);
                if (by[k] != 0 && in.body.equals(b.id())) {
                    moved = moved == null ? new LinkedHashMap<>(b.landmarks()) : moved;
                    double d = by[k];
                    Vec3 step = new Vec3(in.axis == 0 ? d : 0, in.axis == 1 ? d : 0, in.axis == 2 ? d : 0);
                    moved.computeIfPresent(in.name, (code, q) -> q.plus(step));
                }
            }
            return moved == null ? b : bones.displaced(b, moved);
        }
    }

    private StatedUncertainty() {
    }

    /** The inputs of a run, in the order of its bones and their landmarks; none for a scenario of plain numbers. */
    public static List<Input> inputs(RunResult run) {
        List<Input> inputs = new ArrayList<>();
        for (Body b : run.problem().bodies()) {
            for (String code : b.landmarks().keySet()) {
                Double sd = b.deviations().get(code);
                for (int axis = 0; sd != null && axis < 3; axis++) {
                    inputs.add(new Input(b.id(), code, axis, sd));
                }
            }
        }
        Subject s = run.source().anatomy().map(a -> a.getSubject()).orElse(null);
        if (s != null) {
            add(inputs, "mass", s.getMass());
            add(inputs, "height", s.getHeight());
            add(inputs, "age", s.getAge());
        }
        return inputs;
    }

    private static void add(List<Input> inputs, String name, Quantity q) {
        if (q != null && q.getStandardUncertainty() > 0) {
            inputs.add(new Input("", name, 0, q.getStandardUncertainty()));
        }
    }
}
