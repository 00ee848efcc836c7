/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;
import org.orthotwin.interop.opensim.AnatomyModel;
import org.orthotwin.interop.opensim.ExternalLoads;
import org.orthotwin.interop.opensim.InverseDynamics;
import org.orthotwin.interop.opensim.JointReactions;
import org.orthotwin.interop.opensim.MarkerTable;
import org.orthotwin.interop.opensim.MarkerTracking;
import org.orthotwin.interop.opensim.ModelMotion;
import org.orthotwin.interop.opensim.ModelScaling;
import org.orthotwin.interop.opensim.MotionTable;
import org.orthotwin.interop.opensim.MuscleAnalysis;
import org.orthotwin.interop.opensim.OsimModel;
import org.orthotwin.interop.opensim.OsimReader;
import org.orthotwin.interop.opensim.OsimWriter;
import org.orthotwin.interop.opensim.ScaleSetup;
import org.orthotwin.interop.opensim.StaticOptimization;
import org.orthotwin.joint.Joints;

/**
 * {@code opensim ik|id|so|jr|ma|scale|write|export}: analyses of motion on a model of OpenSim, a model made one of a
 * subject or written again, an anatomy as such a model.
 */
public final class OpenSimVerb implements Verb {

    private static final MessageCatalog TEXTS = new MessageCatalog(OpenSimVerb.class);

    @Override
    public int run(Invocation call) throws IOException {
        String action = call.operand("action");
        Path file = existing(call, call.operand("model"));
        if (action.equals("export")) {
            return export(call, file);
        }
        OsimModel model = OsimReader.read(file, call.monitor());
        if (action.equals("scale") || action.equals("write")) {
            return model(call, action, model);
        }
        double[] span = span(call);
        boolean markers = action.equals("ik");
        refuse(call, action, markers ? List.of("--motion", "--loads", "--cutoff") : List.of("--markers", "--weight"));
        refuse(call, action, List.of("--setup", "--mass"));
        if (!action.equals("so")) {
            refuse(call, action, List.of("--reserve", "--power", "--activations"));
        }
        if (!List.of("so", "jr", "ma").contains(action)) {
            refuse(call, action, List.of("--wrapping"));
        }
        if (!action.equals("ma")) {
            refuse(call, action, List.of("--activation", "--tendon"));
        } else {
            refuse(call, action, List.of("--loads"));
        }
        if (!action.equals("jr")) {
            refuse(call, action, List.of("--forces", "--joint", "--in", "--free"));
        }
        if (!model.dropped().isEmpty()) {
            call.warn(text(call, "left", String.join(", ", dropped(model, call.common().language()))));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("action", action);
        json.put("model", call.operand("model"));
        List<Double> failed = List.of();
        MotionTable table;
        if (markers) {
            MarkerTracking t = MarkerTracking.run(model.body(), MarkerTable.read(existing(call, required(call, "--markers", action)),
                    call.monitor()), weights(call), span[0], span[1], call.monitor());
            table = t.motion();
            failed = t.failed();
            call.print(text(call, "ik", t.markers(), mm(1000 * t.worst()), mm(1000 * t.largest())));
            if (!t.sparse().isEmpty()) {
                call.warn(text(call, "sparse", t.sparse().size(), Numbers.fixed(t.sparse().get(0), 3)));
            }
            json.put("markers", t.markers());
            json.put("error", Map.of("value", 1000 * t.worst(), "unit", "mm"));
        } else {
            String name = required(call, "--motion", action);
            MotionTable given = MotionTable.read(existing(call, name), call.monitor());
            ModelMotion motion = new ModelMotion(model.body(), given, name, number(call, "--cutoff", 0, 0, 1e6));
            if (!motion.missing().isEmpty()) {
                call.warn(text(call, "missing", String.join(", ", motion.missing())));
            }
            ExternalLoads loads = call.option("--loads").isEmpty() ? null
                    : ExternalLoads.read(existing(call, call.option("--loads").get()), model.body(), call.monitor());
            switch (action) {
                case "id" -> table = InverseDynamics.run(model.body(), motion, loads, span[0], span[1], call.monitor());
                case "so" -> {
                    StaticOptimization so = StaticOptimization.run(model, motion, loads, span[0], span[1], number(call, "--power", 2, 1.01,
                            100),
                            number(call, "--reserve", 0, 0, 1e9), sections(call), call.monitor());
                    table = new MotionTable("Static optimisation: forces", false, so.names(), so.times(), so.forces());
                    failed = so.failed();
                    if (call.option("--activations").isPresent() && !call.common().dryRun()) {
                        new MotionTable("Static optimisation: activations", false, so.names(), so.times(), so.activations())
                                .write(call.path(call.option("--activations").get()));
                    }
                }
                case "ma" -> {
                    MuscleAnalysis.Result r = muscles(call, model, motion, span);
                    table = r.table();
                    failed = r.failed();
                }
                default -> {
                    Optional<String> forces = call.option("--forces");
                    table = JointReactions.run(model, motion, loads,
                            forces.isEmpty() ? null : MotionTable.read(existing(call, forces.get()), call.monitor()),
                                    call.options("--joint"),
                            JointReactions.In.valueOf(call.option("--in").orElse("child").toUpperCase(java.util.Locale.ROOT)),
                                    call.flag("--free"), sections(call),
                            span[0], span[1], call.monitor());
                }
            }
        }
        Optional<String> out = call.option("--out");
        if (out.isPresent() && !call.common().dryRun()) {
            table.write(call.path(out.get()));
            json.put("file", out.get());
        }
        report(call, table, failed, json);
        json.put("dropped", dropped(model, "en"));
        call.printJson(json);
        return failed.isEmpty() ? Invocation.OK : Invocation.CHECK_FAILED;
    }

    private static MuscleAnalysis.Result muscles(Invocation call, OsimModel model, ModelMotion motion, double[] span) throws IOException {
        String said = call.option("--activation").orElse("1");
        MotionTable table = null;
        double all = 1;
        if (Files.isRegularFile(call.path(said))) {
            table = MotionTable.read(call.path(said), call.monitor());
        } else {
            all = number(call, "--activation", 1, 0, 1);
        }
        return MuscleAnalysis.run(model, motion, table, all, call.option("--tendon").orElse("elastic").equals("rigid"), sections(call),
                span[0], span[1], call.monitor());
    }

    /** Scales a model or takes it as it is, and writes it. */
    private static int model(Invocation call, String action, OsimModel given) throws IOException {
        refuse(call, action, List.of("--motion", "--loads", "--cutoff", "--weight", "--time", "--power", "--reserve", "--activations",
                "--forces", "--joint", "--in", "--free", "--wrapping", "--activation", "--tendon"));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("action", action);
        json.put("model", call.operand("model"));
        OsimModel model = given;
        if (!model.dropped().isEmpty()) {
            call.warn(text(call, "left", String.join(", ", dropped(model, call.common().language()))));
        }
        if (action.equals("scale")) {
            ModelScaling s = scaled(call, given);
            model = s.model();
            report(call, s, json);
        } else {
            refuse(call, action, List.of("--setup", "--mass", "--markers"));
            required(call, "--out", action);
        }
        Optional<String> out = call.option("--out");
        if (out.isPresent() && !call.common().dryRun()) {
            OsimWriter.write(model, call.path(out.get()));
            json.put("file", out.get());
        }
        out.ifPresent(call::print);
        json.put("dropped", dropped(model, "en"));
        call.printJson(json);
        return Invocation.OK;
    }

    /** An anatomy as a model. */
    private static int export(Invocation call, Path file) throws IOException {
        refuse(call, "export", List.of("--motion", "--loads", "--cutoff", "--weight", "--time", "--power", "--reserve", "--activations",
                "--forces", "--joint", "--in", "--free", "--wrapping", "--activation", "--tendon", "--setup", "--mass", "--markers"));
        Path out = call.path(required(call, "--out", "export"));
        OsimModel model = AnatomyModel.export(file, call.common().dryRun() ? null : out, id -> Joints.registry().find(id)
                .map(c -> Joints.registry().get(id)), call.monitor());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("action", "export");
        json.put("model", call.operand("model"));
        call.warn(text(call, "export", String.join("; ", dropped(model, call.common().language()))));
        call.print(call.option("--out").get());
        json.put("file", call.option("--out").get());
        json.put("dropped", dropped(model, "en"));
        call.printJson(json);
        return Invocation.OK;
    }

    private static ModelScaling scaled(Invocation call, OsimModel given) throws IOException {
        Path file = existing(call, required(call, "--setup", "scale"));
        ScaleSetup setup = ScaleSetup.read(file);
        if (call.option("--mass").isPresent()) {
            setup = setup.withMass(number(call, "--mass", -1, 0.1, ScaleSetup.HEAVIEST));
        }
        OsimModel model = setup.markerSet().isEmpty() ? given
                : OsimReader.withMarkers(given, ScaleSetup.existing(setup.markerSet().get(), setup.file()));
        MarkerTable statics = null;
        if (call.option("--markers").isPresent()) {
            statics = MarkerTable.read(existing(call, call.option("--markers").get()), call.monitor());
        } else if (setup.markers().isPresent()) {
            statics = MarkerTable.read(ScaleSetup.existing(setup.markers().get(), setup.file()), call.monitor());
        }
        return ModelScaling.run(model, setup, statics, call.monitor());
    }

    private static void report(Invocation call, ModelScaling s, Map<String, Object> json) {
        List<Map<String, Object>> factors = new ArrayList<>();
        s.factors().forEach((segment, f) -> {
            call.print("  " + segment + ": " + Numbers.fixed(f.x(), 4) + " " + Numbers.fixed(f.y(), 4) + " " + Numbers.fixed(f.z(), 4));
            factors.add(Map.of("segment", segment, "x", f.x(), "y", f.y(), "z", f.z()));
        });
        json.put("factors", factors);
        call.print(text(call, "scale.mass", Numbers.fixed(s.masses()[0], 2), Numbers.fixed(s.masses()[1], 2)));
        json.put("mass", Map.of("value", s.masses()[1], "unit", "kg"));
        if (s.markers() > 0) {
            call.print(text(call, "scale.markers", s.markers(), mm(1000 * s.rms()), mm(1000 * s.largest()), s.worst()));
            json.put("markers", s.markers());
            json.put("error", Map.of("value", 1000 * s.rms(), "unit", "mm"));
        }
        if (!s.unseen().isEmpty()) {
            call.warn(text(call, "scale.unseen", String.join(", ", s.unseen())));
        }
        if (!s.absent().isEmpty()) {
            call.warn(text(call, "scale.absent", String.join(", ", s.absent())));
        }
    }

    private static void report(Invocation call, MotionTable table, List<Double> failed, Map<String, Object> json) {
        double[] t = table.times();
        call.print(text(call, "times", t.length, Numbers.fixed(t[0], 3), Numbers.fixed(t[t.length - 1], 3)));
        json.put("times", Map.of("count", t.length, "from", t[0], "to", t[t.length - 1], "unit", "s"));
        List<Map<String, Object>> columns = new ArrayList<>();
        for (int c = 0; c < table.labels().size(); c++) {
            double[] v = table.values(c);
            double least = Arrays.stream(v).min().orElseThrow();
            double most = Arrays.stream(v).max().orElseThrow();
            call.print("  " + table.labels().get(c) + ": " + Numbers.fixed(least, 3) + " .. " + Numbers.fixed(most, 3));
            Map<String, Object> column = new LinkedHashMap<>();
            column.put("name", table.labels().get(c));
            column.put("minimum", least);
            column.put("maximum", most);
            columns.add(column);
        }
        json.put("columns", columns);
        json.put("failed", failed);
        if (!failed.isEmpty()) {
            call.warn(text(call, "failed", failed.size(), Numbers.fixed(failed.get(0), 3)));
        }
    }

    private static List<String> dropped(OsimModel model, String language) {
        return model.dropped().stream().map(d -> d.text(language)).toList();
    }

    private static String mm(double v) {
        return Numbers.fixed(v, 3);
    }

    private static String text(Invocation call, String code, Object... args) {
        return TEXTS.text(call.common().language(), code, args);
    }

    private static InputException bad(String code, Object... args) {
        return new InputException(Diagnostic.error(TEXTS, code, args));
    }

    private static void refuse(Invocation call, String action, List<String> options) {
        for (String o : options) {
            if (call.flag(o) && !call.options(o).isEmpty() || o.equals("--free") && call.flag(o)) {
                throw bad("option.other", o, action);
            }
        }
    }

    private static String required(Invocation call, String option, String action) {
        return call.option(option).orElseThrow(() -> bad("option.missing", action, option));
    }

    private static Path existing(Invocation call, String name) {
        Path path = call.path(name);
        if (!Files.isRegularFile(path)) {
            throw bad("file.missing", name);
        }
        return path;
    }

    private static double number(Invocation call, String option, double otherwise, double least, double most) {
        String said = call.option(option).orElse(null);
        if (said == null) {
            return otherwise;
        }
        double v = number(option, said);
        if (!(v >= least && v <= most)) {
            throw bad("option.range", option, said, least, most);
        }
        return v;
    }

    private static double number(String option, String said) {
        try {
            double v = Double.parseDouble(said.strip());
            if (Double.isFinite(v)) {
                return v;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw bad("option.number", option, said);
    }

    private static boolean sections(Invocation call) {
        return call.option("--wrapping").orElse("shortest").equals("plane");
    }

    private static double[] span(Invocation call) {
        String said = call.option("--time").orElse(null);
        if (said == null) {
            return new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        }
        String[] words = said.split(":", -1);
        if (words.length != 2) {
            throw bad("option.span", said);
        }
        double[] span = {number("--time", words[0]), number("--time", words[1])};
        if (!(span[0] <= span[1])) {
            throw bad("option.span", said);
        }
        return span;
    }

    private static Map<String, Double> weights(Invocation call) {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String w : call.options("--weight")) {
            int at = w.lastIndexOf('=');
            double v = at < 1 ? -1 : number("--weight", w.substring(at + 1));
            if (!(v >= 0)) {
                throw bad("option.weight", w);
            }
            weights.put(w.substring(0, at), v);
        }
        return weights;
    }
}
