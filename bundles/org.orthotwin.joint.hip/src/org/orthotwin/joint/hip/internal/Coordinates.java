/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.List;
import java.util.Map;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.joint.CoordinateDefinition;

/** Checks the coordinates of a placement against their definitions. */
public final class Coordinates {

    private Coordinates() {
    }

    /**
     * The values in the order of the definitions, 0 for what is missing.
     *
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
            if (!(v[i] >= d.minimum() && v[i] <= d.maximum())) {
                throw new IllegalArgumentException(owner + ": " + d.name() + " is " + shown(v[i], d.dimension()) + ", outside "
                        + shown(d.minimum(), d.dimension()) + " to " + shown(d.maximum(), d.dimension()));
            }
        }
        return v;
    }

    private static String shown(double si, Dimension d) {
        return switch (d) {
            case ANGLE -> Numbers.shortest(Numbers.edge(Math.toDegrees(si))) + " deg";
            case LENGTH -> Numbers.shortest(Numbers.edge(si * 1000.0)) + " mm";
            default -> Numbers.shortest(si) + " " + d.siSymbol();
        };
    }
}
