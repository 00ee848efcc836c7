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
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Quantity;
import org.orthotwin.density.BoneStock;
import org.orthotwin.density.Calibration;
import org.orthotwin.density.ModulusLaw;
import org.orthotwin.density.TissuePeaks;
import org.orthotwin.density.ZoneScheme;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Volume;

/** {@code density}: how much bone the structures of a CT have, how dense it is and how stiff by a law of one's choice. */
public class DensityVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        ModulusLaw law = ModulusLaw.of(call.option("--law").orElseThrow());
        int erosion = whole(call.option("--erosion").orElseThrow());
        Optional<Calibration> declared = declared(call);
        ReadOptions reading = new ReadOptions(call.flag("--resample-uneven"), call.common().threads());
        var series = SeriesInput.choose(call, call.path(call.operand("image")));
        series.problems().forEach(d -> call.warn(d.text(call.common().language())));
        Path labelFile = call.path(call.option("--labels").orElseThrow());
        if (call.common().dryRun()) {
            call.print("everything is in order; nothing was measured");
            call.printJson(Map.of("structures", List.of()));
            return Invocation.OK;
        }
        Volume image = series.read(reading, call.monitor());
        LabelMap labels = LabelInput.read(call, labelFile, Optional.of(image.geometry()), reading);
        labels = LabelMap.of(labels.volume().on(image.geometry()), labels.names());
        Calibration calibration = declared.isPresent() ? declared.get() : Calibration.airFatMuscle(TissuePeaks.of(image));
        List<Object> structures = new ArrayList<>();
        TextTable t = new TextTable("lrrrr");
        t.row("structure", "volume", "QCT density", "mineral", "modulus");
        for (Map.Entry<Integer, String> e : named(labels).entrySet()) {
            BoneStock.Zone all = BoneStock.measure(image, labels, e.getKey(), 0, calibration, ZoneScheme.WHOLE, call.monitor()).getFirst();
            BoneStock.Zone inside = BoneStock.measure(image, labels, e.getKey(), erosion, calibration, ZoneScheme.WHOLE, call.monitor())
                    .getFirst();
            double modulus = inside.voxels() == 0 ? Double.NaN : law.modulusOfQct(inside.meanDensity());
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("label", e.getKey());
            o.put("id", e.getValue());
            o.put("volume", json(all.volume() * 1e6, "cm3"));
            o.put("mineral", json(all.mineral() * 1000, "g"));
            o.put("densityMean", json(inside.meanDensity(), "kg/m3"));
            o.put("densitySd", json(inside.sdDensity(), "kg/m3"));
            o.put("modulus", json(modulus / 1e6, "MPa"));
            structures.add(o);
            t.row(e.getValue(), text("%.1f cm3", all.volume() * 1e6), text("%.0f kg/m3", inside.meanDensity()),
                    text("%.1f g", all.mineral() * 1000), text("%.0f MPa", modulus / 1e6));
        }
        call.print(t.toString());
        call.print("");
        call.print(String.format(Locale.ROOT, "calibration %s: %.1f kg/m3 + %.4f kg/m3 for each HU; modulus of the mean density by %s (%s)",
                calibration.id(), calibration.intercept(), calibration.slope(), law.id(), law.source()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("series", series.id());
        json.put("calibration", json(calibration));
        json.put("law", law.id());
        json.put("lawVersion", law.version());
        json.put("erosion", erosion);
        json.put("structures", structures);
        call.printJson(json);
        return Invocation.OK;
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
        if (slope.isPresent() != intercept.isPresent()) {
            throw new IllegalArgumentException("--slope and --intercept are given together, or neither");
        }
        return slope.map(s -> Calibration.declared(Quantity.parseSi(intercept.get(), Dimension.DENSITY),
                Quantity.parseSi(s, Dimension.DENSITY), "declared on the command line"));
    }

    private static int whole(String text) {
        if (!text.matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException("--erosion is '" + text + "', but must be a whole number of voxels from 0 to 99");
        }
        return Integer.parseInt(text);
    }

    private static String text(String format, Object... args) {
        return args.length == 1 && args[0] instanceof Double d && Double.isNaN(d) ? "-" : String.format(Locale.ROOT, format, args);
    }

    static Map<String, Object> json(double value, String unit) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("value", Double.isNaN(value) ? null : value);
        o.put("unit", unit);
        return o;
    }

    static Map<String, Object> json(Calibration c) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", c.id());
        o.put("version", c.version());
        o.put("intercept", json(c.intercept(), "kg/m3"));
        o.put("slopePerHU", json(c.slope(), "kg/m3"));
        o.put("residual", json(c.residual(), "kg/m3"));
        o.put("source", c.source());
        return o;
    }
}
