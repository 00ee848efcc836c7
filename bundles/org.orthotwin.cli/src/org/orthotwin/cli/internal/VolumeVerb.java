/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Severity;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.Interpolation;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Resampling;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.Volumes;

/** {@code volume info|convert|resample}: images in three dimensions, by whatever readers and writers are installed. */
public class VolumeVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        return switch (call.operand("action")) {
            case "info" -> info(call);
            case "convert" -> write(call, false);
            case "resample" -> write(call, true);
            default -> throw Texts.refusal("volume.actions", call.operand("action"));
        };
    }

    // --- info ---

    private static int info(Invocation call) throws IOException {
        if (call.option("--out").isPresent()) {
            throw Texts.refusal("volume.info.out");
        }
        Path path = call.path(call.operand("images"));
        List<ImageSeries> series = Volumes.scan(path, call.monitor());
        Optional<String> wanted = call.option("--series");
        if (wanted.isPresent()) {
            series = List.of(choose(series, wanted));
        }
        List<Object> list = new ArrayList<>();
        for (ImageSeries s : series) {
            List<Diagnostic> problems = new ArrayList<>(s.problems());
            Optional<Volume> volume = Optional.empty();
            if (!call.common().dryRun()) {
                try {
                    volume = Optional.of(s.read(options(call), call.monitor()));
                } catch (InputException e) {
                    boolean said = problems.stream().anyMatch(d -> d.severity() == Severity.ERROR);
                    if (series.size() == 1 && !said) {
                        // nothing more is known than that it is broken
                        throw e;
                    }
                    if (!problems.contains(e.diagnostic())) {
                        problems.add(e.diagnostic());
                    }
                }
            }
            list.add(describe(call, s, volume, problems));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("path", path.toString());
        json.put("volumes", list);
        call.printJson(json);
        // what cannot be read is described, too: that was asked for
        return Invocation.OK;
    }

    private static Map<String, Object> describe(Invocation call, ImageSeries s, Optional<Volume> volume, List<Diagnostic> problems) {
        Map<String, String> attributes = volume.map(Volume::attributes).orElse(s.attributes());
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", s.id());
        o.put("description", s.description());
        o.put("modality", s.modality());
        o.put("images", s.images());
        Optional<VolumeGeometry> geometry = volume.map(Volume::geometry).or(s::geometry);
        o.putAll(grid(geometry));
        o.put("scalarType", volume.map(v -> v.type().code()).orElse(null));
        o.put("components", volume.map(Volume::components).orElse(null));
        o.put("transferSyntax", attributes.get("transferSyntax"));
        Volume.Statistics statistics = volume.map(Volume::statistics).orElse(null);
        o.put("min", statistics == null ? null : statistics.min());
        o.put("max", statistics == null ? null : statistics.max());
        o.put("mean", statistics == null ? null : statistics.mean());
        o.put("notFinite", statistics == null ? null : statistics.notFinite());
        o.put("sha256", volume.map(Volume::sha256).orElse(null));
        o.put("slope", volume.map(v -> v.mapping().slope()).orElse(null));
        o.put("intercept", volume.map(v -> v.mapping().intercept()).orElse(null));
        o.put("unit", volume.map(v -> v.mapping().unit()).orElse(null));
        o.put("attributes", attributes);
        o.put("problems", Findings.json(call, problems));
        call.print(s.id() + (s.id().endsWith(s.description()) ? "" : "  " + s.description()));
        geometry.ifPresent(g -> call.print("    " + size(g) + " voxels of " + mm(g.iSpacing()) + " x " + mm(g.jSpacing()) + " x "
                + mm(g.kSpacing())
                + " mm, " + Resampling.orientation(g) + ", from " + Arrays.toString(mm(g.origin())) + " mm (" + VolumeGeometry.FRAME
                        + ")"));
        volume.ifPresent(v -> call.print("    " + v.type().code() + (v.components() > 1 ? " x " + v.components() : "") + ", stored "
                + Numbers.shortest(statistics.min()) + " to " + Numbers.shortest(statistics.max()) + ", mean "
                        + Numbers.shortest(Numbers.edge(
                        statistics.mean())) + ", sha256 " + v.sha256()));
        for (Diagnostic d : problems) {
            call.print("    " + d.severity().name().toLowerCase(Locale.ROOT) + ": " + d.text(call.common().language()));
        }
        return o;
    }

    private static Map<String, Object> grid(Optional<VolumeGeometry> geometry) {
        Map<String, Object> o = new LinkedHashMap<>();
        VolumeGeometry g = geometry.orElse(null);
        o.put("size", g == null ? null : new int[] {g.nx(), g.ny(), g.nz()});
        o.put("spacingMm", g == null ? null : new double[] {mmNumber(g.iSpacing()), mmNumber(g.jSpacing()), mmNumber(g.kSpacing())});
        o.put("originMm", g == null ? null : mm(g.origin()));
        o.put("direction", g == null ? null : List.of(unit(g.iDirection()), unit(g.jDirection()), unit(g.kDirection())));
        o.put("orientation", g == null ? null : Resampling.orientation(g));
        o.put("frame", VolumeGeometry.FRAME);
        return o;
    }

    private static String size(VolumeGeometry g) {
        return g.nx() + " x " + g.ny() + " x " + g.nz();
    }

    private static double[] unit(Vec3 v) {
        return new double[] {v.x() + 0.0, v.y() + 0.0, v.z() + 0.0};
    }

    private static double[] mm(Vec3 v) {
        return new double[] {mmNumber(v.x()), mmNumber(v.y()), mmNumber(v.z())};
    }

    private static double mmNumber(double metres) {
        return Double.parseDouble(mm(metres));
    }

    private static String mm(double metres) {
        return LengthUnit.MILLIMETRE.format(metres + 0.0);
    }

    // --- convert and resample ---

    private static int write(Invocation call, boolean resample) throws IOException {
        Path from = call.path(call.operand("images"));
        Path to = call.path(call.option("--out").orElseThrow(() -> Texts.refusal("volume.out", call.operand("action"))));
        boolean grid = call.option("--spacing").isPresent() || call.option("--like").isPresent();
        if (resample != grid || call.option("--spacing").isPresent() && call.option("--like").isPresent()) {
            throw Texts.refusal(resample ? "volume.resample.grid" : "volume.convert.grid");
        }
        Volumes.requireWriter(to);
        ImageSeries series = choose(Volumes.scan(from, call.monitor()), call.option("--series"));
        series.problems().forEach(d -> call.warn(d.text(call.common().language())));
        Optional<VolumeGeometry> written = series.geometry();
        Map<String, Object> values = new LinkedHashMap<>();
        if (!call.common().dryRun()) {
            Volume v = changed(call, series.read(options(call), call.monitor()));
            Volumes.write(v, to, call.monitor());
            written = Optional.of(v.geometry());
            values.put("scalarType", v.type().code());
            values.put("sha256", v.sha256());
        }
        call.print(from + (series.id().equals(String.valueOf(from.getFileName())) ? "" : " (" + series.id() + ")") + " -> " + to
                + written.map(
                g -> ", " + size(g)).orElse(""));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", from.toString());
        json.put("series", series.id());
        json.put("to", to.toString());
        json.putAll(grid(call.common().dryRun() ? Optional.empty() : written));
        json.put("scalarType", values.get("scalarType"));
        json.put("sha256", values.get("sha256"));
        json.put("problems", Findings.json(call, series.problems()));
        call.printJson(json);
        return Invocation.OK;
    }

    private static Volume changed(Invocation call, Volume volume) throws IOException {
        Volume v = volume;
        if (call.option("--crop").isPresent()) {
            int[] box = box(call.option("--crop").get());
            v = Resampling.crop(v, box[0], box[1], box[2], box[3], box[4], box[5]);
        }
        if (call.option("--orientation").isPresent()) {
            v = Resampling.reorient(v, call.option("--orientation").get(), call.common().threads(), call.monitor());
        }
        Optional<VolumeGeometry> target = target(call, v);
        if (target.isPresent()) {
            Interpolation how = interpolation(call, v);
            double outside = call.option("--outside").isPresent() ? number("--outside", call.option("--outside").get()) : lowest(v, how);
            v = Resampling.resample(v, target.get(), how, outside, call.common().threads(), call.monitor());
        }
        return v;
    }

    private static double lowest(Volume v, Interpolation how) {
        // of labels, 0 is nothing
        return how == Interpolation.NEAREST && !v.type().isFloating() ? 0 : v.mapping().value(v.statistics().min());
    }

    private static Interpolation interpolation(Invocation call, Volume v) {
        boolean labels = v.attributes().keySet().stream().anyMatch(k -> k.startsWith("label."));
        String name = call.option("--interpolation").orElse(labels ? "nearest" : "linear");
        return switch (name) {
            case "nearest" -> Interpolation.NEAREST;
            case "linear" -> Interpolation.LINEAR;
            case "cubic" -> Interpolation.CUBIC;
            default -> throw Texts.refusal("volume.interpolation", name);
        };
    }

    private static Optional<VolumeGeometry> target(Invocation call, Volume v) throws IOException {
        if (call.option("--like").isPresent()) {
            List<ImageSeries> other = Volumes.scan(call.path(call.option("--like").get()), call.monitor());
            ImageSeries like = choose(other, Optional.empty());
            return Optional.of(like.geometry().orElseThrow(() -> Texts.refusal("volume.like", call.option("--like").get())));
        }
        if (call.option("--spacing").isEmpty()) {
            return Optional.empty();
        }
        String[] words = call.option("--spacing").get().split(",");
        if (words.length != 1 && words.length != 3) {
            throw Texts.refusal("volume.spacing", call.option("--spacing").get());
        }
        double[] s = Arrays.stream(words).mapToDouble(w -> Quantity.parseSi(w.strip(), Dimension.LENGTH)).toArray();
        return Optional.of(Resampling.withSpacing(v.geometry(), s[0], s[s.length == 1 ? 0 : 1], s[s.length == 1 ? 0 : 2]));
    }

    private static double number(String option, String text) {
        try {
            double v = Double.parseDouble(text);
            if (Double.isFinite(v)) {
                return v;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Texts.refusal("option.number", option, text);
    }

    private static int[] box(String text) {
        String[] words = text.split(",");
        try {
            if (words.length == 6) {
                return Arrays.stream(words).mapToInt(w -> Integer.parseInt(w.strip())).toArray();
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Texts.refusal("volume.crop", text);
    }

    private static ReadOptions options(Invocation call) {
        return new ReadOptions(call.flag("--resample-uneven"), call.common().threads());
    }

    private static ImageSeries choose(List<ImageSeries> series, Optional<String> id) {
        if (id.isEmpty() && series.size() == 1) {
            return series.getFirst();
        }
        List<String> ids = series.stream().map(ImageSeries::id).toList();
        if (ids.isEmpty()) {
            throw Texts.refusal("volume.series.none");
        }
        String known = String.join(", ", ids.subList(0, Math.min(20, ids.size()))) + (ids.size() > 20 ? " ..." : "");
        return series.stream().filter(s -> id.isPresent() && s.id().equals(id.get())).findFirst().orElseThrow(
                () -> id.isEmpty() ? Texts.refusal("volume.series.which", known) : Texts.refusal("volume.series.unknown", id.get(), known));
    }
}
