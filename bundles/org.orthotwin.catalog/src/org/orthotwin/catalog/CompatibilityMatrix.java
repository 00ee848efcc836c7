/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.ArrayList;
import java.util.List;
import org.orthotwin.model.implant.Assembly;
import org.orthotwin.model.implant.AssemblyConnection;
import org.orthotwin.model.implant.CompatibilityRule;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;

/**
 * Which sizes of two components of a catalogue may be combined, and why.
 *
 * @param first whose sizes are the rows
 * @param second whose sizes are the columns
 * @param cells by row, then column
 */
public record CompatibilityMatrix(Component first, Component second, List<List<Compatibility>> cells) {

    /** Asks {@link Compatibility} about every pair of sizes. */
    public static CompatibilityMatrix of(LoadedCatalogue catalogue, Component first, Component second) {
        List<List<Compatibility>> rows = new ArrayList<>();
        for (Size a : first.getSizes()) {
            List<Compatibility> row = new ArrayList<>();
            for (Size b : second.getSizes()) {
                row.add(Compatibility.of(new Catalogs.Item(catalogue, first, a), new Catalogs.Item(catalogue, second, b)));
            }
            rows.add(List.copyOf(row));
        }
        return new CompatibilityMatrix(first, second, List.copyOf(rows));
    }

    /** The components that an assembly joins to one, or about which there is a rule with it, in the order of the catalogue. */
    public static List<Component> partners(LoadedCatalogue catalogue, Component component) {
        return catalogue.components().stream().filter(c -> c != component && (hasRule(catalogue, c, component)
                || isJoined(catalogue, c, component))).toList();
    }

    private static boolean hasRule(LoadedCatalogue catalogue, Component a, Component b) {
        for (CompatibilityRule r : catalogue.model().getRules()) {
            if (r.getFirst() == a && r.getSecond() == b || r.getFirst() == b && r.getSecond() == a) {
                return true;
            }
        }
        return false;
    }

    private static boolean isJoined(LoadedCatalogue catalogue, Component a, Component b) {
        for (Assembly assembly : catalogue.model().getAssemblies()) {
            for (AssemblyConnection c : assembly.getConnections()) {
                List<Component> first = c.getFirst().getComponents();
                List<Component> second = c.getSecond().getComponents();
                if (first.contains(a) && second.contains(b) || first.contains(b) && second.contains(a)) {
                    return true;
                }
            }
        }
        return false;
    }
}
