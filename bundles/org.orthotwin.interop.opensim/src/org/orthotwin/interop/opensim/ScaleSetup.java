/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.Vec3;

/**
 * What a setup file of OpenSim's scale tool asks for.
 *
 * @param file its name, for messages
 * @param mass of the subject, kg; not positive if the file does not say
 * @param scales whether the model is scaled
 * @param order of {@code measurements} and {@code manualScale}
 * @param measurements distances of markers
 * @param manual factors by segment
 * @param scaleTime span of the static trial for measurements, s; empty for all of it
 * @param preserve whether segments keep their shares of the mass
 * @param places whether the posture of the trial is searched
 * @param moves whether markers are moved to where they were seen then
 * @param weights by marker
 * @param held coordinates that are held near a value
 * @param placeTime span of the static trial for placing, s; empty for all of it
 * @param markers file of the static trial, empty if none is named
 * @param markerSet file of markers that replace those of the same names and join the others, empty if none is named
 */
public record ScaleSetup(String file, double mass, boolean scales, List<String> order, List<Measurement> measurements,
        Map<String, Vec3> manual, double[] scaleTime, boolean preserve, boolean places, boolean moves, Map<String, Double> weights,
        List<Held> held, double[] placeTime, Optional<Path> markers, Optional<Path> markerSet) {

    /** Least factor of a segment. */
    public static final double LEAST = 0.05;
    /** Largest factor of a segment. */
    public static final double MOST = 20;
    /** kg; the largest mass of a subject. */
    public static final double HEAVIEST = 1000;

    /**
     * A distance.
     *
     * @param pairs of markers
     * @param axes letters of X, Y and Z by segment
     */
    public record Measurement(String name, List<String[]> pairs, Map<String, String> axes) {
    }

    /**
     * A coordinate that is held.
     *
     * @param value rad or m; NaN for the default one
     */
    public record Held(String coordinate, double value, double weight) {
    }

    /**
     * Reads a setup; files that it names are looked for beside it.
     *
     * @throws IOException if it cannot be read
     * @throws InputException if it is none, or names files that are not there
     */
    public static ScaleSetup read(Path path) throws IOException {
        OsimElement root = OsimElement.read(path);
        OsimElement tool = root.tag().equals("ScaleTool") ? root : root.child("ScaleTool").orElseThrow(() -> root.broken("xml.missing",
                "ScaleTool"));
        OsimElement scaler = tool.requireChild("ModelScaler");
        Optional<OsimElement> placer = tool.child("MarkerPlacer");
        double mass = tool.number("mass", -1);
        if (mass > HEAVIEST) {
            throw tool.broken("scale.mass", mass, HEAVIEST);
        }
        List<String> order = scaler.words("scaling_order");
        for (String o : order) {
            if (!o.equals("measurements") && !o.equals("manualScale")) {
                throw scaler.broken("scale.order", o);
            }
        }
        List<Measurement> measurements = new ArrayList<>();
        for (OsimElement m : scaler.set("MeasurementSet")) {
            if (m.flag("apply", true)) {
                measurements.add(measurement(m));
            }
        }
        Map<String, Vec3> manual = new LinkedHashMap<>();
        for (OsimElement s : scaler.set("ScaleSet")) {
            if (s.flag("apply", true)) {
                manual.put(s.require("segment"), s.vector("scales"));
            }
        }
        boolean scales = scaler.flag("apply", true);
        boolean places = placer.isPresent() && placer.get().flag("apply", true) && file(placer.get(), "marker_file", path).isPresent();
        Map<String, Double> weights = new LinkedHashMap<>();
        List<Held> held = new ArrayList<>();
        for (OsimElement t : placer.map(p -> p.set("IKTaskSet")).orElse(List.of())) {
            double weight = t.number("weight", 1);
            if (!(weight >= 0)) {
                throw t.broken("scale.weight", weight);
            }
            if (t.flag("apply", true) && t.tag().equals("IKMarkerTask")) {
                weights.put(t.name(), weight);
            } else if (t.flag("apply", true) && t.tag().equals("IKCoordinateTask")) {
                String kind = t.text("value_type").orElse("default_value");
                if (kind.equals("from_file")) {
                    throw t.broken("scale.from-file", t.name());
                }
                held.add(new Held(t.name(), kind.equals("manual_value") ? t.number("value", 0) : Double.NaN, weight));
            }
        }
        Optional<Path> measured = scales && order.contains("measurements") && !measurements.isEmpty() ? file(scaler, "marker_file", path)
                : Optional.empty();
        Optional<Path> placing = places ? file(placer.get(), "marker_file", path) : Optional.empty();
        if (measured.isPresent() && placing.isPresent() && !measured.equals(placing)) {
            throw tool.broken("scale.trials", measured.get().getFileName(), placing.get().getFileName());
        }
        return new ScaleSetup(String.valueOf(path.getFileName()), mass, scales, order, measurements, manual, span(scaler),
                scaler.flag("preserve_mass_distribution", false), places, places && placer.get().flag("move_model_markers", true), weights,
                held, placer.map(ScaleSetup::span).orElse(new double[0]), measured.or(() -> placing),
                tool.child("GenericModelMaker").flatMap(g -> file(g, "marker_set_file", path)));
    }

    /** The same for a subject of another mass, kg. */
    public ScaleSetup withMass(double other) {
        return new ScaleSetup(file, other, scales, order, measurements, manual, scaleTime, preserve, places, moves, weights, held,
                placeTime, markers, markerSet);
    }

    private static double[] span(OsimElement e) {
        double[] t = e.numbers("time_range");
        if (t.length != 0 && t.length != 2) {
            throw e.broken("xml.count", "time_range", t.length, 2);
        }
        // -1 -1 is how OpenSim writes that nothing is said
        return t.length == 2 && t[1] > t[0] ? t : new double[0];
    }

    private static Measurement measurement(OsimElement m) {
        List<String[]> pairs = new ArrayList<>();
        for (OsimElement p : m.set("MarkerPairSet")) {
            List<String> names = p.words("markers");
            if (names.size() != 2) {
                throw p.broken("xml.count", "markers", names.size(), 2);
            }
            pairs.add(names.toArray(String[]::new));
        }
        Map<String, String> axes = new LinkedHashMap<>();
        for (OsimElement b : m.set("BodyScaleSet")) {
            String said = String.join("", b.words("axes")).toUpperCase(Locale.ROOT);
            if (!said.matches("[XYZ]+")) {
                throw b.broken("scale.axes", said);
            }
            axes.put(b.name(), said);
        }
        return new Measurement(m.name(), pairs, axes);
    }

    private static Optional<Path> file(OsimElement of, String tag, Path setup) {
        String name = of.text(tag).orElse("");
        return name.isEmpty() || name.equalsIgnoreCase("Unassigned") ? Optional.empty()
                : Optional.of(setup.toAbsolutePath().resolveSibling(Path.of(name.replace('\\', '/'))));
    }

    /** A path that is a file, else a refusal that says which is missing. */
    public static Path existing(Path file, String setup) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(Diagnostic.error(OsimElement.TEXTS, "scale.no-file", setup,
                    String.valueOf(file.getFileName())));
        }
        return file;
    }
}
