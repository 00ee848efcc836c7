/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.construction.CaseFolder;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Unit;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.Exchange;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.BoneMeasures;
import org.orthotwin.landmarks.Landmarkers;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.landmarks.MeasureDefinition;
import org.orthotwin.landmarks.spi.BoneLandmarker;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.WorkFolder;

/** {@code landmarks}: landmarks, frames and measures of bones from their surfaces, and an anatomy made of them. */
public class LandmarksVerb implements Verb {

    /** Places nearer than this are one that was written and read, m. */
    private static final double SAME = 1e-9;
    private static final String ISB = "isb.";
    /** How near a bone's ISB frame is to that of its surface where that is its own, rad and m. */
    private static final double OWN_ANGLE = Math.toRadians(2);
    private static final double OWN_ORIGIN = 0.002;

    /** A bone as it came in. */
    record Input(String bone, Path file, TriangleMesh mesh, Side side, Map<String, Vec3> locked) {
    }

    /** A bone with what was found. */
    record Found(String id, Input input, BoneLandmarks landmarks) {
    }

    @Override
    public int run(Invocation call) throws IOException {
        List<Input> inputs = inputs(call);
        int replicas = ReplicasOption.of(call);
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.run"));
            call.printJson(json(List.of(), null, List.of()));
            return Invocation.OK;
        }
        List<Found> found = find(call, inputs, new Landmarking(replicas));
        for (Found f : found) {
            print(call, f);
        }
        List<BoneLandmarks.Measure> limb = limb(call, found);
        limb.forEach(m -> call.print(line(call, m)));
        Path anatomy = null;
        List<String> pictures = new ArrayList<>();
        if (call.option("--out").isPresent()) {
            Path out = call.path(call.option("--out").get());
            if (out.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
                AtomicFiles.writeString(out, JsonText.write(json(found, null, limb)));
                call.print(Texts.of(call, "landmarks.at", out));
            } else {
                String name = out.toAbsolutePath().normalize().getFileName().toString();
                requireNothingLost(call, inputs, out, out.resolve(name + ".anatomy"));
                Set<String> own = Set.of(name + ".anatomy", "meshes", "pictures");
                try (WorkFolder work = WorkFolder.beside(out, own::contains)) {
                    CaseFolder.write(work.path(), name, found.stream().map(LandmarksVerb::item).toList());
                    Files.createDirectories(work.path().resolve("pictures"));
                    for (Found f : found) {
                        String picture = "pictures/" + f.id() + ".png";
                        LandmarkPicture.write(work.path().resolve(picture), f.input().mesh(), f.landmarks(), call.common().threads());
                        pictures.add(out.resolve(picture).toString());
                    }
                    work.moveTo(out);
                }
                anatomy = out.resolve(name + ".anatomy");
                call.print(Texts.of(call, "anatomy.at", anatomy));
            }
        }
        Map<String, Object> json = json(found, anatomy, limb);
        json.put("pictures", pictures);
        call.printJson(json);
        return Invocation.OK;
    }

    /** An earlier output is replaced, unless a person placed landmarks in it that are not those that were read. */
    private static void requireNothingLost(Invocation call, List<Input> inputs, Path out, Path anatomy) throws IOException {
        if (!Files.isRegularFile(anatomy)) {
            return;
        }
        if (!Files.isDirectory(out.resolve("pictures"))) {
            throw Texts.refusal("landmarks.folder", out);
        }
        Path read = call.path(call.operands("surface").getFirst());
        if (Files.exists(read) && Files.isSameFile(read, anatomy)) {
            return;
        }
        for (Bone b : AnatomyFiles.load(anatomy).getBones()) {
            b.getLandmarks().stream().filter(l -> l.isLocked() && !isKept(l, b.getType(), inputs)).findFirst().ifPresent(l -> {
                throw Texts.refusal("landmarks.placed", out, l.getCode(), anatomy);
            });
        }
    }

    /** Whether what is read has the landmark locked in the same place. */
    private static boolean isKept(Landmark l, String bone, List<Input> inputs) {
        return inputs.stream().filter(i -> i.bone().equals(bone)).map(i -> i.locked().get(l.getCode()))
                .anyMatch(p -> p != null && p.distance(l.getPosition()) < SAME);
    }

    private static CaseFolder.Item item(Found f) {
        BoneLandmarks l = f.landmarks();
        Side side = l.boneType().equals("pelvis") && l.part().equals("whole") ? Side.MIDLINE : l.side();
        return new CaseFolder.Item(f.id(), l.boneType(), side, f.input().mesh(), Optional.of(l), f.input().file().getFileName().toString(),
                null);
    }

    private static List<Input> inputs(Invocation call) throws IOException {
        List<String> names = call.operands("surface");
        if (names.size() == 1 && names.getFirst().toLowerCase(Locale.ROOT).endsWith(".anatomy")) {
            return again(call, call.path(names.getFirst()));
        }
        List<String> bones = call.options("--bone");
        if (bones.size() != names.size()) {
            throw Texts.refusal("landmarks.bones", names.size(), bones.size());
        }
        Side side = call.option("--side").map(SideOption::of).orElse(null);
        List<Input> inputs = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Path file = call.path(names.get(i));
            if (!(Exchange.read(file, new ExchangeOptions(call.option("--unit").map(LengthUnit::of)), call.monitor()).content()
                    instanceof Content.Mesh m)) {
                throw Texts.refusal("landmarks.surface", file);
            }
            landmarker(bones.get(i));
            inputs.add(new Input(bones.get(i), file, m.mesh(), side, Map.of()));
        }
        return inputs;
    }

    /** The bones of an anatomy that landmarkers know, with what a person placed. */
    private static List<Input> again(Invocation call, Path file) throws IOException {
        Anatomy a = AnatomyFiles.load(file);
        List<Input> inputs = new ArrayList<>();
        for (Bone b : a.getBones()) {
            DataReference outer = b.getSurfaces().stream().filter(r -> "outer".equals(r.getRole())).findFirst().orElse(null);
            if (outer == null || Landmarkers.ofBone(b.getType()).isEmpty()) {
                call.warn(Texts.of(call, "landmarks.skipped", b.getId(), b.getType()));
                continue;
            }
            Path surface = DataFiles.resolve(file, outer);
            TriangleMesh mesh = ((Content.Mesh) Exchange.read(surface,
                    new ExchangeOptions(Optional.ofNullable(outer.getLengthUnit())
                    .map(LengthUnit::of)), call.monitor()).content()).mesh();
            Map<String, Vec3> locked = new LinkedHashMap<>();
            for (Landmark l : b.getLandmarks()) {
                if (l.isLocked()) {
                    locked.put(l.getCode(), l.getPosition());
                }
            }
            Side side = switch (b.getSide()) {
                case LEFT -> Side.LEFT;
                case RIGHT -> Side.RIGHT;
                default -> call.option("--side").map(SideOption::of).orElse(null);
            };
            inputs.add(new Input(b.getType(), surface, mesh, side, locked));
        }
        if (inputs.isEmpty()) {
            throw Texts.refusal("landmarks.none", file);
        }
        return inputs;
    }

    private static BoneLandmarker landmarker(String bone) {
        return Landmarkers.ofBone(bone).orElseThrow(() -> Texts.refusal("landmarks.bone.none", bone, String.join(", ",
                Landmarkers.registry().all().stream().map(Landmarkers::bone).distinct().toList())));
    }

    /** Bones that tell their side first, so that a whole pelvis takes theirs. */
    private static List<Found> find(Invocation call, List<Input> inputs, Landmarking how) {
        Map<Input, BoneLandmarks> done = new LinkedHashMap<>();
        Side known = inputs.stream().map(Input::side).filter(s -> s != null).findFirst().orElse(null);
        for (boolean pelvis : new boolean[] {false, true}) {
            for (Input in : inputs) {
                if (in.bone().equals("pelvis") == pelvis) {
                    Side side = in.side() != null ? in.side() : pelvis ? known : null;
                    BoneLandmarks l = how.find(landmarker(in.bone()), in.bone(), in.mesh(), side, in.locked(), call.monitor());
                    if (known != null && l.side() != known && !l.part().equals("whole")) {
                        call.warn(Texts.of(call, "landmarks.side.differs", in.file().getFileName(), side(call, l.side())));
                    }
                    known = known == null ? l.side() : known;
                    done.put(in, l);
                }
            }
        }
        List<Found> found = new ArrayList<>();
        for (Input in : inputs) {
            long same = found.stream().filter(f -> f.input().bone().equals(in.bone())).count();
            found.add(new Found(same == 0 ? in.bone() : in.bone() + (same + 1), in, done.get(in)));
        }
        return found;
    }

    /** Measures over two bones of a limb where both are there and in one frame. */
    private static List<BoneLandmarks.Measure> limb(Invocation call, List<Found> found) {
        Map<String, BoneLandmarks> of = new LinkedHashMap<>();
        found.forEach(f -> of.putIfAbsent(f.id(), f.landmarks()));
        List<BoneLandmarks.Measure> limb = BoneMeasures.limb(of);
        List<String> alone = found.stream().filter(f -> isInItsOwnFrame(f.landmarks())).map(Found::id).toList();
        if (limb.isEmpty() || alone.size() < 2) {
            return limb;
        }
        // as generated subjects have their bones: two that lie in their own frames say nothing of how they stand to each other
        call.warn(Texts.of(call, "landmarks.own-frames", String.join(", ", alone)));
        return List.of();
    }

    private static boolean isInItsOwnFrame(BoneLandmarks l) {
        return l.frames().entrySet().stream().anyMatch(e -> e.getKey().startsWith(ISB) && e.getValue().pose().angle() < OWN_ANGLE
                && e.getValue().pose().translation().norm() < OWN_ORIGIN);
    }

    private static void print(Invocation call, Found f) {
        BoneLandmarks l = f.landmarks();
        String side = side(call, l.side());
        call.print(Texts.of(call, "landmarks.bone", f.id(), l.sideFound() ? Texts.of(call, "landmarks.by-shape", side) : side, l.part(),
                l.method()));
        TextTable t = new TextTable("lrrrr");
        t.row(Texts.of(call, "landmarks.columns").split("\\|"));
        l.landmarks().forEach((code, m) -> t.row(m.locked() ? Texts.of(call, "landmarks.locked", code) : code,
                mm(m.position().x()), mm(m.position().y()), mm(m.position().z()), Double.isNaN(m.sd()) ? "" : mm(m.sd())));
        call.print(t.toString());
        l.frames().forEach((id, p) -> call.print(Double.isNaN(p.angleSd()) ? Texts.of(call, "landmarks.frame", id)
                : Texts.of(call, "landmarks.frame.sd", id, mm(p.originSd()), String.format(Locale.ROOT, "%.2f",
                        Math.toDegrees(p.angleSd())))));
        l.measures().values().forEach(m -> call.print(line(call, m)));
        l.notes().forEach(call::warn);
        call.print("");
    }

    private static String side(Invocation call, Side side) {
        return Texts.of(call, "side." + side.name().toLowerCase(Locale.ROOT));
    }

    private static String line(Invocation call, BoneLandmarks.Measure m) {
        Unit unit = unit(m.definition());
        boolean ratio = m.definition().dimension() == Dimension.NONE;
        String line = m.definition().id() + " " + String.format(Locale.ROOT, ratio ? "%.2f" : "%.1f", unit.fromSi(m.value())) + " "
                + unit.symbol();
        return Double.isNaN(m.sd()) ? line : Texts.of(call, "measure.sd", line, String.format(Locale.ROOT, "%.1f",
                unit.fromSi(m.sd())));
    }

    private static String mm(double metres) {
        return String.format(Locale.ROOT, "%.2f", metres * 1000.0);
    }

    private static Unit unit(MeasureDefinition d) {
        return Unit.of(d.dimension() == Dimension.ANGLE ? "deg" : d.dimension() == Dimension.LENGTH ? "mm" : d.dimension().siSymbol());
    }

    private static Map<String, Object> json(List<Found> found, Path anatomy, List<BoneLandmarks.Measure> limb) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("anatomy", anatomy == null ? null : anatomy.toString());
        json.put("bones", found.stream().map(LandmarksVerb::bone).toList());
        json.put("measures", limb.stream().map(LandmarksVerb::measure).toList());
        json.put("pictures", List.of());
        return json;
    }

    private static Map<String, Object> bone(Found f) {
        BoneLandmarks l = f.landmarks();
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("id", f.id());
        o.put("bone", l.boneType());
        o.put("file", f.input().file().getFileName().toString());
        o.put("side", l.side().name().toLowerCase(Locale.ROOT));
        o.put("sideFound", l.sideFound());
        o.put("handedness", l.handedness());
        o.put("part", l.part());
        o.put("method", l.method());
        List<Object> landmarks = new ArrayList<>();
        l.landmarks().forEach((code, m) -> {
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("code", code);
            x.put("positionMm", vector(m.position()));
            x.put("sdMm", length(m.sd()));
            x.put("locked", m.locked());
            landmarks.add(x);
        });
        o.put("landmarks", landmarks);
        List<Object> frames = new ArrayList<>();
        l.frames().forEach((id, p) -> {
            RigidTransform t = p.pose();
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("id", id);
            x.put("originMm", vector(t.translation()));
            x.put("x", list(t.axis(0)));
            x.put("y", list(t.axis(1)));
            x.put("z", list(t.axis(2)));
            x.put("originSdMm", length(p.originSd()));
            x.put("angleSdDeg", Double.isNaN(p.angleSd()) ? null : RunResult.shown(Unit.of("deg"), p.angleSd()));
            frames.add(x);
        });
        o.put("frames", frames);
        o.put("measures", l.measures().values().stream().map(LandmarksVerb::measure).toList());
        List<Object> sizes = new ArrayList<>();
        l.sizes().forEach((id, v) -> {
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("id", id);
            x.put("value", length(v));
            x.put("unit", "mm");
            sizes.add(x);
        });
        o.put("sizes", sizes);
        o.put("notes", l.notes());
        return o;
    }

    private static Map<String, Object> measure(BoneLandmarks.Measure m) {
        Unit unit = unit(m.definition());
        Map<String, Object> x = new LinkedHashMap<>();
        x.put("id", m.definition().id());
        x.put("version", m.definition().version());
        x.put("value", RunResult.shown(unit, m.value()));
        x.put("unit", unit.symbol());
        x.put("sd", Double.isNaN(m.sd()) ? null : RunResult.shown(unit, m.sd()));
        x.put("description", m.definition().description());
        return x;
    }

    private static Object length(double metres) {
        return Double.isNaN(metres) ? null : RunResult.shown(Unit.of("mm"), metres);
    }

    private static List<Object> vector(Vec3 p) {
        return List.of(length(p.x()), length(p.y()), length(p.z()));
    }

    private static List<Double> list(Vec3 d) {
        return List.of(d.x(), d.y(), d.z());
    }
}
