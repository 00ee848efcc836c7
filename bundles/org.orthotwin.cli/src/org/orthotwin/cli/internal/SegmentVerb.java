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
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.Segmenters;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.imaging.dicom.SegmentationWriter;
import org.orthotwin.imaging.spi.Segmenter;
import org.orthotwin.render.Png;
import org.orthotwin.report.SegmentationPictures;
import org.orthotwin.solver.Value;

/** {@code segment}: an image to a label map, with pictures by which it can be judged. */
public class SegmentVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        Path from = call.path(call.operand("image"));
        Path out = call.path(call.option("--out").orElseThrow());
        String joint = call.option("--joint").orElseThrow();
        boolean dicom = out.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".dcm");
        if (!dicom) {
            Volumes.requireWriter(out);
        }
        ImageSeries series = SeriesInput.choose(call, from);
        String modality = call.option("--modality").map(m -> m.toUpperCase(Locale.ROOT)).orElse(series.modality());
        // what does not say what it is, is tried as a CT by its values
        Contribution<Segmenter> segmenter = SeriesInput.segmenter(call).map(SegmentVerb::segmenter)
                .orElseGet(() -> Segmenters.unattended(modality, joint));
        Map<String, String> settings = SeriesInput.settings(call);
        for (Diagnostic d : series.problems()) {
            call.warn(d.text(call.common().language()));
        }
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.segment"));
            call.printJson(json(out, segmenter, series, List.of(), List.of(), List.of(), List.of()));
            return Invocation.OK;
        }
        ReadOptions reading = new ReadOptions(call.flag("--resample-uneven"), call.common().threads());
        Volume image = series.read(reading, call.monitor());
        Optional<LabelCorrections> corrections = Optional.empty();
        if (call.option("--corrections").isPresent()) {
            Path file = call.path(call.option("--corrections").get());
            corrections = Optional.of(LabelCorrections.of(SeriesInput.only(call, file).read(reading, call.monitor())));
        }
        Segmentation s = Segmenters.run(segmenter, image, modality, joint, settings, corrections, call.common().threads(), call.monitor());
        if (dicom) {
            // in the study of the image, but without the person's name
            boolean unattended = corrections.isEmpty() && segmenter.attribute("unattended").equals("true");
            SegmentationWriter.write(s.labels(), List.of(), Optional.of(image), out, new SegmentationWriter.Facts("", "", "Segmentation",
                    segmenter.id() + "/" + segmenter.attribute("version"), unattended, ""), call.monitor());
        } else {
            Volumes.write(s.labels().volume(), out, call.monitor());
        }
        List<Path> written = pictures(call, out, image, s);
        Findings.say(call, s.findings());
        print(call, out, segmenter, series, s, written, image.mapping().unit());
        return Invocation.OK;
    }

    private static Contribution<Segmenter> segmenter(String id) {
        return Segmenters.registry().find(id).orElseThrow(() -> Texts.refusal("segment.unknown", id, String.join(", ",
                Segmenters.registry().ids())));
    }

    private static List<Path> pictures(Invocation call, Path out, Volume image, Segmentation s) throws IOException {
        String name = out.getFileName().toString();
        String base = name.substring(0, name.indexOf('.') < 1 ? name.length() : name.indexOf('.'));
        List<Path> written = new ArrayList<>();
        call.monitor().begin("Pictures", 0);
        List<Map.Entry<String, Vec3>> places = new ArrayList<>();
        for (String side : new String[] {"right", "left"}) {
            Value x = s.values().get("head." + side + ".x");
            if (x != null) {
                places.add(Map.entry("slices-" + side, new Vec3(x.si(), s.values().get("head." + side + ".y").si(),
                        s.values().get("head." + side + ".z").si())));
            }
        }
        if (places.isEmpty()) {
            places.add(Map.entry("slices", SegmentationPictures.middle(s.labels())));
        }
        for (Map.Entry<String, Vec3> p : places) {
            Path file = out.resolveSibling(base + "-" + p.getKey() + ".png");
            Png.write(file, SegmentationPictures.slices(image, s.labels(), p.getValue()));
            written.add(file);
        }
        Path file = out.resolveSibling(base + "-histogram.png");
        Png.write(file, SegmentationPictures.histogram(image, s.values(), 1200, 600));
        written.add(file);
        return written;
    }

    private static void print(Invocation call, Path out, Contribution<Segmenter> segmenter, ImageSeries series, Segmentation s,
            List<Path> pictures, String unit) {
        double voxel = s.labels().geometry().voxelVolume();
        List<Object> structures = new ArrayList<>();
        TextTable t = new TextTable("rlrr");
        Map<Integer, Long> counts = s.labels().counts();
        s.labels().names().forEach((label, name) -> {
            long n = counts.getOrDefault(label, 0L);
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("label", label);
            o.put("id", name);
            o.put("voxels", n);
            o.put("volume", Map.of("value", Math.round(n * voxel * 1e11) / 100.0, "unit", "mm3"));
            structures.add(o);
            t.row(String.valueOf(label), name, String.valueOf(n), String.format(Locale.ROOT, "%.1f cm3", n * voxel * 1e6));
        });
        call.print(t.toString());
        call.print(Texts.of(call, "labels.at", out));
        pictures.forEach(p -> call.print(Texts.of(call, "picture.at", p)));
        List<Object> values = new ArrayList<>();
        s.values().forEach((name, value) -> {
            Map<String, Object> o = new LinkedHashMap<>();
            boolean grey = value.dimension() == Dimension.NONE && name.matches("(threshold|peak|spread)\\..*");
            o.put("id", name);
            o.putAll(EdgeUnit.json(value.dimension().siSymbol(), value.si()));
            if (grey && !unit.isEmpty()) {
                o.put("unit", unit);
            }
            values.add(o);
        });
        call.printJson(json(out, segmenter, series, structures, values, Findings.json(call, s.findings()), pictures));
    }

    private static Map<String, Object> json(Path out, Contribution<Segmenter> segmenter, ImageSeries series, List<Object> structures,
            List<Object> values, List<Object> findings, List<Path> pictures) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("labels", out.toString());
        json.put("series", series.id());
        json.put("segmenter", segmenter.id());
        json.put("version", segmenter.attribute("version"));
        json.put("structures", structures);
        json.put("values", values);
        json.put("findings", findings);
        json.put("pictures", pictures.stream().map(Path::toString).toList());
        return json;
    }
}
