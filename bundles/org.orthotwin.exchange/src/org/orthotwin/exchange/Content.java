/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange;

import java.util.List;
import org.eclipse.emf.ecore.EObject;
import org.orthotwin.geometry.TriangleMesh;

/** What is read from or written to a file of others. */
public sealed interface Content {

    /** Name of the kind, as declared by importers and exporters. */
    String kind();

    /**
     * A surface.
     *
     * @param mesh in m, in the file's own frame
     */
    record Mesh(TriangleMesh mesh) implements Content {
        @Override
        public String kind() {
            return "mesh";
        }
    }

    /**
     * A model.
     *
     * @param root an anatomy, catalogue, scenario or twin
     */
    record Model(EObject root) implements Content {
        @Override
        public String kind() {
            return "model";
        }
    }

    /**
     * A recorded motion, with the loads that were recorded with it.
     *
     * @param series what was sampled together: coordinates, markers, or force plates at a rate of their own
     */
    record Motion(List<Series> series) implements Content {

        /** @throws IllegalArgumentException if there is none */
        public Motion {
            series = List.copyOf(series);
            if (series.isEmpty()) {
                throw new IllegalArgumentException("a motion without series");
            }
        }

        @Override
        public String kind() {
            return "motion";
        }
    }

    /**
     * Quantities sampled at the same times.
     *
     * @param name what they are: coordinates, markers, plates
     * @param channels names; a vector is three of them that end in .x, .y and .z
     * @param units symbol of each: m, N, N.m, rad or deg; empty where the file does not say
     * @param times s, ascending
     * @param values by time, then channel; NaN where nothing was seen
     */
    record Series(String name, List<String> channels, List<String> units, double[] times, double[][] values) {

        /** @throws IllegalArgumentException if these are not as many as those */
        public Series {
            channels = List.copyOf(channels);
            units = List.copyOf(units);
            if (channels.size() != units.size() || times.length != values.length) {
                throw new IllegalArgumentException(channels.size() + " channels with " + units.size() + " units, " + times.length
                        + " times for " + values.length + " rows");
            }
        }
    }
}
