/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;

/**
 * A coordinate of a joint, in the sign convention of its joint coordinate system, not in clinical words.
 *
 * @param name e.g. {@code alpha}
 * @param description what it measures, about which axis
 * @param dimension angle or length
 * @param minimum of the anatomically possible range, SI
 * @param maximum of the anatomically possible range, SI
 */
public record CoordinateDefinition(String name, String description, Dimension dimension, double minimum, double maximum) {

    /** A turn. @param minimum in degrees @param maximum in degrees */
    public static CoordinateDefinition angle(String name, String description, double minimum, double maximum) {
        return new CoordinateDefinition(name, description, Dimension.ANGLE, Math.toRadians(minimum), Math.toRadians(maximum));
    }

    /** A way. @param minimum in m @param maximum in m */
    public static CoordinateDefinition length(String name, String description, double minimum, double maximum) {
        return new CoordinateDefinition(name, description, Dimension.LENGTH, minimum, maximum);
    }

    /**
     * Values in the order of their definitions, 0 for what is missing.
     *
     * @param owner whose coordinates they are, for messages
     * @throws IllegalArgumentException for an unknown name or a value out of range, with name, number, unit and limit
     */
    public static double[] check(String owner, List<CoordinateDefinition> definitions, Map<String, Double> values) {
        List<String> names = definitions.stream().map(CoordinateDefinition::name).toList();
        for (String name : values.keySet()) {
            if (!names.contains(name)) {
                throw new IllegalArgumentException(owner + " has no coordinate '" + name + "'; it has " + String.join(", ", names));
            }
        }
        double[] v = new double[definitions.size()];
        for (int i = 0; i < v.length; i++) {
            CoordinateDefinition d = definitions.get(i);
            v[i] = values.getOrDefault(d.name(), 0.0);
            d.require(owner + ": ", v[i]);
        }
        return v;
    }

    /**
     * Takes the values of definitions out of values of more.
     *
     * @param values those that are taken are removed
     * @return those that are not 0, by name
     * @throws IllegalArgumentException for a value out of range, with name, number, unit and limit
     */
    public static Map<String, Double> take(List<CoordinateDefinition> definitions, Map<String, Double> values) {
        Map<String, Double> taken = new TreeMap<>();
        for (CoordinateDefinition d : definitions) {
            Double v = values.remove(d.name);
            if (v != null) {
                d.require("", v);
                taken.put(d.name, v);
            }
        }
        taken.values().removeIf(v -> v == 0);
        return taken;
    }

    private void require(String prefix, double v) {
        if (!(v >= minimum && v <= maximum)) {
            throw new IllegalArgumentException(prefix + name + " is " + shown(v, dimension) + ", outside " + shown(minimum, dimension)
                    + " to " + shown(maximum, dimension));
        }
    }

    private static String shown(double si, Dimension d) {
        return switch (d) {
            case ANGLE -> Numbers.shortest(Numbers.edge(Math.toDegrees(si))) + " deg";
            case LENGTH -> Numbers.shortest(Numbers.edge(si * 1000.0)) + " mm";
            default -> Numbers.shortest(si) + " " + d.siSymbol();
        };
    }
}
