/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.construction.CaseFolder;
import org.orthotwin.construction.Constructed;
import org.orthotwin.construction.ConstructedBone;
import org.orthotwin.construction.ConstructedCartilage;
import org.orthotwin.construction.JointSpace;
import org.orthotwin.construction.TwinConstruction;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.followup.OwnObservables;
import org.orthotwin.geometry.SurfaceDeviation;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Volume;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.render.Png;
import org.orthotwin.report.SegmentationPictures;
import org.orthotwin.report.TwinReport;
import org.orthotwin.simulation.ResultsFolder;
import org.orthotwin.simulation.WorkFolder;
import org.orthotwin.solver.Value;

/**
 * {@code twin build}: from the images of a patient to a case that can be planned and run, with pictures by which it can be judged.
 * {@code twin history}, {@code diff} and {@code branch}: the states of a twin that is followed.
 * {@code what-if} and {@code cohort}: what would come of what might be done, and where the patient is among virtual ones.
 * {@code couple}, {@code network}, {@code share} and {@code adopt}: twins and cohorts that learn from each other.
 */
public class TwinVerb implements Verb {

    /** What the picture of the joint shows round its centre, m: head and socket fill it. */
    private static final double NEAR = 0.07;

    @Override
    public int run(Invocation call) throws IOException {
        try (OwnObservables own = TwinInput.own(call)) {
            return with(call);
        }
    }

    private static int with(Invocation call) throws IOException {
        return switch (call.operand("action")) {
            case "build" -> build(call);
            case "history" -> TwinHistory.history(call);
            case "diff" -> TwinHistory.diff(call);
            case "branch" -> TwinHistory.branch(call);
            case "what-if" -> TwinAlternatives.whatIf(call);
            case "cohort" -> TwinAlternatives.cohort(call);
            case "couple" -> TwinCouplings.couple(call);
            case "network" -> TwinCouplings.network(call);
            case "share" -> TwinCouplings.share(call);
            case "adopt" -> TwinCouplings.adopt(call);
            case "serve" -> TwinServe.run(call, System.getenv());
            default -> throw Texts.refusal("twin.actions", call.operand("action"));
        };
    }

    private static String required(Invocation call, String option) {
        return call.option(option).orElseThrow(() -> new IllegalArgumentException(Texts.of(call, "twin.option", option)));
    }

    private static int build(Invocation call) throws IOException {
        Path from = call.path(call.operand("input"));
        Path out = call.path(required(call, "--out"));
        String joint = call.option("--joint").orElseThrow();
        Joints.registry().get(joint);
        Side side = SideOption.of(required(call, "--side"));
        WorkFolder.requireOnly(out, own(out)::contains);
        CaseFolder.Person person = new CaseFolder.Person(sex(call), quantity(call, "--mass", Dimension.MASS, 1, 500),
                quantity(call, "--height", Dimension.LENGTH, 0.3, 2.7));
        int replicas = ReplicasOption.of(call);
        ReadOptions reading = new ReadOptions(call.flag("--resample-uneven"), call.common().threads());
        ImageSeries series = SeriesInput.choose(call, from);
        for (Diagnostic d : series.problems()) {
            call.warn(d.text(call.common().language()));
        }
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.build"));
            call.printJson(Map.of("series", series.id(), "bones", List.of()));
            return Invocation.OK;
        }
        try (WorkFolder work = WorkFolder.beside(out)) {
            Volume image = series.read(reading, call.monitor());
            EarlierTwin earlier = EarlierTwin.of(out);
            Optional<Path> labelFile = call.option("--labels").map(call::path);
            if (labelFile.isEmpty() && earlier.labels().isPresent()) {
                labelFile = earlier.labels();
                call.warn(Texts.of(call, earlier.changed() ? "twin.changed" : "twin.given", labelFile.get()));
            }
            Optional<LabelMap> labels = labelFile.isEmpty() ? Optional.empty()
                    : Optional.of(LabelInput.read(call, labelFile.get(), Optional.of(image.geometry()), reading));
            Optional<LabelCorrections> corrections = Optional.empty();
            if (call.option("--corrections").isPresent()) {
                corrections = Optional.of(LabelCorrections.of(SeriesInput.only(call, call.path(call.option("--corrections").get()))
                        .read(reading, call.monitor())));
            }
            String modality = call.option("--modality").map(m -> m.toUpperCase(Locale.ROOT)).orElse(series.modality());
            Constructed made = TwinConstruction.build(new TwinConstruction.Request(image, modality, joint,
                    side, SeriesInput.segmenter(call).orElse(null), SeriesInput.settings(call), labels,
                    corrections, earlier.locked(), replicas, call.common().threads()), call.monitor());
            String name = out.toAbsolutePath().normalize().getFileName().toString();
            Path scenario = CaseFolder.write(work.path(), name, made, series.id(), person, call.monitor());
            List<String> pictures = pictures(call, work.path(), image, made);
            TwinReport.write(work.path(), new TwinReport.Subject(name, series.id(), side), made, pictures, call.common().language());
            Findings.say(call, made.findings());
            Map<String, Object> json = json(call, out, scenario, series, made, pictures);
            // marks the folder as results of ours, and keeps what was said
            AtomicFiles.writeString(work.path().resolve(ResultsFolder.RESULTS), JsonText.write(relative(json, scenario, pictures)));
            work.moveTo(out);
            print(call, out, scenario, made);
            call.printJson(json);
        }
        return Invocation.OK;
    }

    /** An earlier twin is replaced, but not plans and what else a person has put beside it. */
    private static Set<String> own(Path out) {
        String name = out.toAbsolutePath().normalize().getFileName().toString();
        return Set.of(name + ".scenario", name + ".anatomy", "meshes", "images", "pictures", TwinReport.FILE, ResultsFolder.RESULTS);
    }

    private static String sex(Invocation call) {
        String sex = call.option("--sex").orElse(null);
        if (sex != null && !sex.equals("female") && !sex.equals("male")) {
            throw Texts.refusal("twin.sex", sex);
        }
        return sex;
    }

    /** A number of the person in SI; what no person has is a unit that was mixed up. */
    private static Double quantity(Invocation call, String option, Dimension dimension, double least, double most) {
        if (call.option(option).isEmpty()) {
            return null;
        }
        String text = call.option(option).get();
        double v = Quantity.parseSi(text, dimension);
        if (!(v >= least && v <= most)) {
            throw Texts.refusal("twin.range", option, text, least, most, dimension.siSymbol());
        }
        return v;
    }

    private static List<String> pictures(Invocation call, Path folder, Volume image, Constructed made) throws IOException {
        call.monitor().begin("Pictures", 0);
        List<String> written = new ArrayList<>();
        Path to = folder.resolve("pictures");
        Files.createDirectories(to);
        Vec3 at = centre(made);
        Png.write(to.resolve("slices.png"), SegmentationPictures.slices(image, made.segmentation().labels(), at));
        written.add("pictures/slices.png");
        Png.write(to.resolve("joint.png"), SegmentationPictures.slices(image, made.segmentation().labels(), at, NEAR));
        written.add("pictures/joint.png");
        if (!made.segmentation().values().isEmpty()) {
            Png.write(to.resolve("histogram.png"), SegmentationPictures.histogram(image, made.segmentation().values(), 1200, 600));
            written.add("pictures/histogram.png");
        }
        for (ConstructedBone b : made.bones()) {
            LandmarkPicture.write(to.resolve(b.type() + ".png"), b.surface(), b.landmarks().orElse(null), call.common().threads());
            written.add("pictures/" + b.type() + ".png");
            double[] thickness = new double[b.surface().vertexCount()];
            List<ConstructedCartilage> own = made.cartilages().stream().filter(c -> c.bone().equals(b.type())).toList();
            own.forEach(c -> Arrays.setAll(thickness, v -> Math.max(thickness[v], c.onBone()[v])));
            if (!own.isEmpty()) {
                ThicknessPicture.write(to.resolve(b.type() + "-cartilage.png"), b.surface(), thickness, call.common().threads());
                written.add("pictures/" + b.type() + "-cartilage.png");
            }
        }
        return written;
    }

    /**
     * The centre of the joint: the origin of the distal bone's frame, or of one that it has where it is not shown whole; without any, the
     * head that the segmenter saw.
     */
    private static Vec3 centre(Constructed made) {
        JointType type = Joints.registry().get(made.joint());
        return made.bones().stream().filter(b -> b.type().equals(type.childBone())).flatMap(b -> b.landmarks().stream())
                .flatMap(l -> Stream.concat(Stream.ofNullable(l.frames().get(type.childFrame())), l.frames().values().stream()))
                .findFirst().map(f -> f.pose().translation()).or(() -> head(made))
                .orElseGet(() -> SegmentationPictures.middle(made.segmentation().labels()));
    }

    private static Optional<Vec3> head(Constructed made) {
        Map<String, Value> v = made.segmentation().values();
        String child = Joints.registry().get(made.joint()).childBone();
        return made.bones().stream().filter(b -> b.type().equals(child)).map(b -> "head." + b.side().name().toLowerCase(Locale.ROOT) + ".")
                .filter(h -> v.containsKey(h + "x")).findFirst()
                .map(h -> new Vec3(v.get(h + "x").si(), v.get(h + "y").si(), v.get(h + "z").si()));
    }

    private static Map<String, Object> json(Invocation call, Path out, Path scenario, ImageSeries series, Constructed made,
            List<String> pictures) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", out.resolve(scenario.getFileName()).toString());
        json.put("anatomy", out.resolve(anatomy(scenario)).toString());
        json.put("series", series.id());
        json.put("joint", made.joint());
        json.put("segmenter", made.segmenter());
        json.put("calibration", made.calibration().map(DensityVerb::json).orElse(null));
        json.put("bones", made.bones().stream().map(TwinVerb::bone).toList());
        json.put("measures", made.measures().stream().map(TwinVerb::measure).toList());
        json.put("cartilages", made.cartilages().stream().map(TwinVerb::cartilage).toList());
        json.put("jointSpaces", made.spaces().stream().map(TwinVerb::space).toList());
        json.put("findings", Findings.json(call, made.findings()));
        json.put("pictures", pictures.stream().map(p -> out.resolve(p).toString()).toList());
        json.put("report", out.resolve(TwinReport.FILE).toString());
        return json;
    }

    /** The same with file names as they are within the folder, which may be moved. */
    private static Map<String, Object> relative(Map<String, Object> json, Path scenario, List<String> pictures) {
        Map<String, Object> r = new LinkedHashMap<>(json);
        r.put("scenario", scenario.getFileName().toString());
        r.put("anatomy", anatomy(scenario));
        r.put("pictures", pictures);
        r.put("report", TwinReport.FILE);
        return r;
    }

    /** The name of the anatomy beside a scenario. */
    private static String anatomy(Path scenario) {
        String name = scenario.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.')) + ".anatomy";
    }

    private static Map<String, Object> bone(ConstructedBone b) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", b.type());
        o.put("side", b.side().name().toLowerCase(Locale.ROOT));
        o.put("structures", b.structures());
        o.put("triangles", b.surface().triangleCount());
        o.put("atImageEdge", Double.isNaN(b.sharp()) ? null : b.sharp());
        SurfaceDeviation d = b.deviation();
        Map<String, Object> deviation = new LinkedHashMap<>();
        deviation.put("mean", mm(d.mean()));
        deviation.put("percentile95", mm(d.percentile95()));
        deviation.put("max", mm(d.max()));
        o.put("distanceToLabels", deviation);
        List<Object> landmarks = new ArrayList<>();
        List<Object> measures = new ArrayList<>();
        b.landmarks().ifPresent(l -> {
            l.landmarks().forEach((code, m) -> {
                Map<String, Object> x = new LinkedHashMap<>();
                x.put("code", code);
                x.put("positionMm", List.of(edge(m.position().x()), edge(m.position().y()), edge(m.position().z())));
                x.put("sdMm", Double.isNaN(m.sd()) ? null : edge(m.sd()));
                landmarks.add(x);
            });
            l.measures().values().forEach(m -> measures.add(measure(m)));
        });
        o.put("landmarks", landmarks);
        o.put("measures", measures);
        o.put("quality", b.quality().map(q -> {
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("volume", EdgeUnit.quantity(q.volume() * 1e6, "cm3"));
            x.put("densityMean", EdgeUnit.quantity(q.meanDensity(), "kg/m3"));
            x.put("densitySd", EdgeUnit.quantity(q.sdDensity(), "kg/m3"));
            x.put("cortexMedian", mm(q.cortex()));
            x.put("cortexSeen", q.cortexSeen());
            return x;
        }).orElse(null));
        return o;
    }

    private static Map<String, Object> cartilage(ConstructedCartilage c) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", c.id());
        o.put("bone", c.bone());
        o.put("structure", c.structure());
        o.put("area", EdgeUnit.quantity(c.cover().area() * 1e6, "mm2"));
        o.put("mean", mm(c.cover().mean()));
        o.put("percentile95", mm(c.cover().percentile95()));
        o.put("max", mm(c.cover().max()));
        o.put("uncertainty", mm(c.uncertainty()));
        return o;
    }

    private static Map<String, Object> space(JointSpace s) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("bone", s.bone());
        o.put("other", s.other());
        o.put("minimum", mm(s.minimum()));
        o.put("atMm", List.of(edge(s.at().x()), edge(s.at().y()), edge(s.at().z())));
        o.put("uncertainty", mm(s.uncertainty()));
        o.put("regions", s.regions().stream().map(r -> {
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("cartilage", r.cartilage());
            x.put("minimum", mm(r.minimum()));
            x.put("gap", mm(r.gap()));
            x.put("contact", EdgeUnit.quantity(r.contact() * 1e6, "mm2"));
            return x;
        }).toList());
        return o;
    }

    private static Map<String, Object> measure(BoneLandmarks.Measure m) {
        Map<String, Object> x = new LinkedHashMap<>();
        x.put("id", m.definition().id());
        x.put("version", String.valueOf(m.definition().version()));
        x.putAll(EdgeUnit.json(m.definition().dimension().siSymbol(), m.value()));
        x.put("uncertainty", Double.isNaN(m.sd()) ? null : EdgeUnit.json(m.definition().dimension().siSymbol(), m.sd()).get("value"));
        return x;
    }

    private static Map<String, Object> mm(double metres) {
        return EdgeUnit.quantity(edge(metres), "mm");
    }

    private static String hundredths(double metres) {
        return Numbers.fixed(edge(metres), 2);
    }

    private static double edge(double metres) {
        return metres * 1000.0;
    }

    private static void print(Invocation call, Path out, Path scenario, Constructed made) {
        TextTable t = new TextTable("lrrrr");
        t.row(Texts.of(call, "twin.columns").split("\\|"));
        for (ConstructedBone b : made.bones()) {
            t.row(b.type(), String.valueOf(b.surface().triangleCount()),
                    String.format(Locale.ROOT, "%.2f, %.2f mm", edge(b.deviation().mean()), edge(b.deviation().percentile95())),
                    b.quality().filter(q -> !Double.isNaN(q.meanDensity())).map(q -> String.format(Locale.ROOT, "%.0f kg/m3",
                            q.meanDensity())).orElse("-"),
                    b.quality().filter(q -> !Double.isNaN(q.cortex())).map(q -> String.format(Locale.ROOT, "%.1f mm", edge(q.cortex())))
                            .orElse("-"));
        }
        call.print(t.toString());
        call.print("");
        for (ConstructedCartilage c : made.cartilages()) {
            call.print(Texts.of(call, "twin.cartilage", c.structure(), hundredths(c.cover().mean()), hundredths(c.cover().max()),
                    hundredths(c.uncertainty())));
        }
        for (JointSpace s : made.spaces()) {
            call.print(Texts.of(call, "twin.space", s.bone(), s.other(), hundredths(s.minimum()), hundredths(s.uncertainty())));
        }
        if (call.option("--mass").isEmpty() && CaseFolder.asksForMass(made.joint())) {
            call.print(Texts.of(call, "twin.loads"));
        }
        boolean planned = Joints.registry().get(made.joint()).proposer().isPresent();
        call.print(Texts.of(call, planned ? "scenario.at" : "scenario.unplanned.at", out.resolve(scenario.getFileName())));
        call.print(Texts.of(call, "twin.judge", out.resolve(TwinReport.FILE)));
    }
}
