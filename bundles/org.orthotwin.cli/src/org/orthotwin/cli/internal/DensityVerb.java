/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.construction.BoneLabels;
import org.orthotwin.construction.ImplantBed;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.density.BoneStock;
import org.orthotwin.density.Calibration;
import org.orthotwin.density.ModulusLaw;
import org.orthotwin.density.TissuePeaks;
import org.orthotwin.density.ZoneScheme;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Volume;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Assembler;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.Problem;

/** {@code density}: how much bone the structures of a CT have and the zones round a planned implant, how dense it is and how stiff. */
public class DensityVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        ModulusLaw law = ModulusLaw.of(call.option("--law").orElseThrow());
        int erosion = whole(call.option("--erosion").orElseThrow());
        Optional<Calibration> declared = declared(call);
        Optional<Assembler.Assembled> plan = plan(call);
        ReadOptions reading = new ReadOptions(call.flag("--resample-uneven"), call.common().threads());
        var series = SeriesInput.choose(call, call.path(call.operand("image")));
        series.problems().forEach(d -> call.warn(d.text(call.common().language())));
        Path labelFile = call.path(call.option("--labels").orElseThrow());
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.measure"));
            call.printJson(Map.of("structures", List.of(), "implants", List.of()));
            return Invocation.OK;
        }
        Volume image = series.read(reading, call.monitor());
        LabelMap labels = LabelInput.read(call, labelFile, Optional.of(image.geometry()), reading);
        labels = LabelMap.of(labels.volume().on(image.geometry()), labels.names());
        Calibration calibration = declared.isPresent() ? declared.get() : Calibration.airFatMuscle(TissuePeaks.of(image));
        List<Object> structures = structures(call, image, labels, calibration, law, erosion);
        List<Object> implants = new ArrayList<>();
        if (plan.isPresent()) {
            for (ImplantBed bed : beds(call, image, labels, plan.get().problem(), calibration)) {
                implants.add(implant(call, bed, law));
            }
        }
        call.print("");
        call.print(Texts.of(call, "density.calibration", calibration.id(), text("%.1f", calibration.intercept()),
                text("%.4f", calibration.slope()), law.id(), law.source()));
        if (calibration.slopeSd() > 0) {
            call.print(Texts.of(call, "density.uncertain", text("%.1f", calibration.interceptSd()), text("%.4f", calibration.slopeSd()),
                    text("%.0f", 100 * calibration.sd(200) / calibration.density(200))));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("series", series.id());
        json.put("calibration", json(calibration));
        json.put("law", law.id());
        json.put("lawVersion", law.version());
        json.put("erosion", erosion);
        json.put("structures", structures);
        json.put("implants", implants);
        call.printJson(json);
        return Invocation.OK;
    }

    private static List<Object> structures(Invocation call, Volume image, LabelMap labels, Calibration calibration, ModulusLaw law,
            int erosion) {
        List<Object> structures = new ArrayList<>();
        TextTable t = new TextTable("lrrrr");
        t.row(Texts.of(call, "density.columns").split("\\|"));
        for (Map.Entry<Integer, String> e : named(labels).entrySet()) {
            BoneStock.Zone all = BoneStock.measure(image, labels, e.getKey(), 0, calibration, ZoneScheme.WHOLE, call.monitor()).getFirst();
            BoneStock.Zone inside = BoneStock.measure(image, labels, e.getKey(), erosion, calibration, ZoneScheme.WHOLE, call.monitor())
                    .getFirst();
            double modulus = modulus(law, inside);
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("label", e.getKey());
            o.put("id", e.getValue());
            put(o, all, inside, modulus);
            structures.add(o);
            t.row(e.getValue(), text("%.1f cm3", all.volume() * 1e6), text("%.0f kg/m3", inside.meanDensity()),
                    text("%.1f g", all.mineral() * 1000), text("%.0f MPa", modulus / 1e6));
        }
        call.print(t.toString());
        return structures;
    }

    /**
     * What is said of every piece of bone.
     *
     * @param inside the part of it whose density is told
     * @param modulus of that, Pa
     */
    private static void put(Map<String, Object> o, BoneStock.Zone all, BoneStock.Zone inside, double modulus) {
        o.put("volume", EdgeUnit.quantity(all.volume() * 1e6, "cm3"));
        o.put("mineral", EdgeUnit.quantity(all.mineral() * 1000, "g"));
        o.put("densityMean", EdgeUnit.quantity(inside.meanDensity(), "kg/m3"));
        o.put("densitySd", EdgeUnit.quantity(inside.sdDensity(), "kg/m3"));
        o.put("modulus", EdgeUnit.quantity(modulus / 1e6, "MPa"));
    }

    /** The modulus of a zone's mean density, Pa; not a number where there is no bone. */
    private static double modulus(ModulusLaw law, BoneStock.Zone zone) {
        return zone.voxels() == 0 ? Double.NaN : law.modulusOfQct(Math.max(0, zone.meanDensity()));
    }

    private static Optional<Assembler.Assembled> plan(Invocation call) throws IOException {
        if (call.option("--scenario").isEmpty()) {
            return Optional.empty();
        }
        Simulation s = new Simulation(Case.load(call.path(call.option("--scenario").get())), List.of(), call.monitor());
        Optional<Plan> plan = s.source().plan(call.option("--plan"));
        if (plan.isEmpty() || plan.get().getPlacements().isEmpty()) {
            throw new IllegalArgumentException(Texts.of(call, "density.plan", call.option("--scenario").get()));
        }
        return Optional.of(s.assembler().assemble(plan, call.monitor()));
    }

    private static List<ImplantBed> beds(Invocation call, Volume image, LabelMap labels, Problem problem, Calibration calibration) {
        Side side = problem.joint().side();
        Function<Body, Optional<LabelMap>> own = bone -> {
            List<String> structures = BoneLabels.structures(labels, bone.type(), side);
            if (structures.isEmpty()) {
                call.warn(Texts.of(call, "density.bone", bone.id()));
                return Optional.empty();
            }
            requireThere(call, image, bone);
            return Optional.of(BoneLabels.merged(labels, structures, bone.type()));
        };
        return ImplantBed.of(image, own, problem, side, calibration, call.monitor());
    }

    /** A plan on bones of another frame would be measured anywhere. */
    private static void requireThere(Invocation call, Volume image, Body bone) {
        TriangleMesh surface = bone.surface("outer");
        long there = IntStream.range(0, surface.vertexCount()).filter(v -> !Double.isNaN(image.at(surface.vertex(v), Double.NaN))).count();
        if (2 * there < surface.vertexCount()) {
            throw new IllegalArgumentException(
                    Texts.of(call, "density.frame", bone.id(), Math.round(100.0 * there / surface.vertexCount())));
        }
    }

    private static Map<String, Object> implant(Invocation call, ImplantBed bed, ModulusLaw law) {
        List<Object> zones = new ArrayList<>();
        TextTable t = new TextTable("lrrrrr");
        t.row(Texts.of(call, "density.zone.columns").split("\\|"));
        for (ImplantBed.Zone z : bed.zones()) {
            BoneStock.Zone stock = z.stock();
            double modulus = modulus(law, stock);
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("zone", stock.zone());
            put(o, stock, stock, modulus);
            o.put("cortex", EdgeUnit.quantity(z.cortex() * 1000, "mm"));
            zones.add(o);
            t.row(stock.zone(), text("%.2f cm3", stock.volume() * 1e6), text("%.0f kg/m3", stock.meanDensity()),
                    text("%.2f g", stock.mineral() * 1000), text("%.0f MPa", modulus / 1e6), text("%.1f mm", z.cortex() * 1000));
        }
        call.print("");
        call.print(Texts.of(call, "density.zones", bed.role(), bed.bone(), bed.scheme()));
        call.print(t.toString());
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("role", bed.role());
        o.put("bone", bed.bone());
        o.put("scheme", bed.scheme());
        o.put("zones", zones);
        return o;
    }

    /** Every label that occurs; one without a name is called by its number. */
    private static Map<Integer, String> named(LabelMap labels) {
        Map<Integer, String> all = new TreeMap<>();
        labels.counts().keySet().forEach(l -> all.put(l, labels.names().getOrDefault(l, String.valueOf(l))));
        return all;
    }

    private static Optional<Calibration> declared(Invocation call) {
        Optional<String> slope = call.option("--slope");
        Optional<String> intercept = call.option("--intercept");
        List<String> inserts = call.options("--insert");
        if (slope.isPresent() != intercept.isPresent()) {
            throw Texts.refusal("density.line");
        }
        if (!inserts.isEmpty()) {
            if (slope.isPresent()) {
                throw Texts.refusal("density.either");
            }
            return Optional.of(Calibration.phantom(inserts.stream().map(DensityVerb::insert).toList(),
                    "inserts given on the command line"));
        }
        return slope.map(s -> Calibration.declared(Quantity.parseSi(intercept.get(), Dimension.DENSITY),
                Quantity.parseSi(s, Dimension.DENSITY), "declared on the command line"));
    }

    private static Calibration.Point insert(String text) {
        String[] words = text.split("=", 2);
        if (words.length != 2 || !words[0].matches("-?[0-9]{1,5}(\\.[0-9]+)?")) {
            throw Texts.refusal("density.insert", text);
        }
        return new Calibration.Point(text, Double.parseDouble(words[0]), Quantity.parseSi(words[1], Dimension.DENSITY));
    }

    private static int whole(String text) {
        if (!text.matches("[0-9]{1,2}")) {
            throw Texts.refusal("density.erosion", text);
        }
        return Integer.parseInt(text);
    }

    private static String text(String format, Object... args) {
        return args.length == 1 && args[0] instanceof Double d && Double.isNaN(d) ? "-" : String.format(Locale.ROOT, format, args);
    }

    static Map<String, Object> json(Calibration c) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", c.id());
        o.put("version", c.version());
        o.put("intercept", EdgeUnit.quantity(c.intercept(), "kg/m3"));
        o.put("slopePerHU", EdgeUnit.quantity(c.slope(), "kg/m3"));
        o.put("residual", EdgeUnit.quantity(c.residual(), "kg/m3"));
        o.put("interceptSd", EdgeUnit.quantity(c.interceptSd(), "kg/m3"));
        o.put("slopeSdPerHU", EdgeUnit.quantity(c.slopeSd(), "kg/m3"));
        o.put("source", c.source());
        return o;
    }
}
