/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.PlacementConvention;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipFrames;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.joint.hip.HipRevisionMeasurement;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.model.implant.AssemblySlot;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.synthesis.Resolution;

/** Synthetic hips from which an implant was taken out, and the bundled system for them. */
final class RevisionCase {

    private static final Map<String, RevisionCase> CASES = new HashMap<>();
    private static final Map<Side, Map<String, List<PartModel>>> PARTS = new HashMap<>();
    private static final Map<PartModel, Catalogs.Item> ITEMS = new HashMap<>();

    /** Up and out under a broken roof: of type 3A. */
    static final Map<String, Double> UP_AND_OUT = Map.of("oldCupRadius", 0.028, "migrationSuperior", 0.026, "migrationMedial", -0.004,
            "ischialLysis", 0.010, "canalLoss", 0.008, "canalLossLength", 0.050);
    /** Up and in, through the wall, with the ischium dissolved: of type 3B. */
    static final Map<String, Double> UP_AND_IN = Map.of("oldCupRadius", 0.028, "migrationSuperior", 0.026, "migrationMedial", 0.008,
            "ischialLysis", 0.020, "medialLysis", 0.018, "canalLoss", 0.008, "canalLossLength", 0.165);

    /** What {@code hip-revision.subject} says. */
    static final Map<String, Double> BUNDLED = bundled();

    private static Map<String, Double> bundled() {
        Map<String, Double> m = new TreeMap<>(UP_AND_OUT);
        m.put("sex", 1.0);
        m.put("stature", 1.66);
        return m;
    }

    final Side side;
    final GeneratedSubject subject;
    final Body pelvis;
    final Body femur;

    private RevisionCase(Side side, GeneratedSubject subject, Body pelvis, Body femur) {
        this.side = side;
        this.subject = subject;
        this.pelvis = pelvis;
        this.femur = femur;
    }

    static synchronized RevisionCase of(Side side, Map<String, Double> loss) {
        return CASES.computeIfAbsent(side + " " + new TreeMap<>(loss), k -> {
            GeneratedSubject s = new HipJoint(Resolution.COARSE).generator().orElseThrow().generate(loss, side, null, Monitor.NONE);
            return new RevisionCase(side, s, withDeviations(s.bodies().get(0), side), withDeviations(s.bodies().get(1), side));
        });
    }

    /** The subject of the bundled case, as fine as there. */
    static RevisionCase bundled(Side side) {
        GeneratedSubject s = new HipJoint().generator().orElseThrow().generate(BUNDLED, side, null, Monitor.NONE);
        return new RevisionCase(side, s, withDeviations(s.bodies().get(0), side), withDeviations(s.bodies().get(1), side));
    }

    private static Body withDeviations(Body b, Side side) {
        Body f = HipCase.framed(b, side);
        return new Body(f.id(), f.type(), f.side(), f.surfaces(), f.landmarks(), b.deviations(), f.frames());
    }

    /** The same hip after a motion of the whole patient: the pelvis' surfaces and landmarks lie elsewhere in its surface frame. */
    RevisionCase moved(RigidTransform m) {
        return new RevisionCase(side, subject, moved(pelvis, m), moved(femur, m));
    }

    private static Body moved(Body b, RigidTransform m) {
        Map<String, org.orthotwin.geometry.TriangleMesh> surfaces = new LinkedHashMap<>(b.surfaces());
        surfaces.replaceAll((k, v) -> v.transformed(m));
        Map<String, org.orthotwin.geometry.Vec3> marks = new LinkedHashMap<>(b.landmarks());
        marks.replaceAll((k, v) -> m.apply(v));
        Map<String, RigidTransform> frames = new LinkedHashMap<>(b.frames());
        frames.replaceAll((k, v) -> m.times(v));
        return new Body(b.id(), b.type(), b.side(), surfaces, marks, b.deviations(), frames);
    }

    Problem problem(List<PlacedPart> parts) {
        JointModel joint = new JointModel("hip", "hip", new HipJoint(), side, pelvis.id(), femur.id(), pelvis.frame(HipFrames.ISB_PELVIS),
                femur.frame(HipFrames.ISB_FEMUR));
        return new Problem(new Person(70, 1.7, Double.NaN), List.of(pelvis, femur), joint, parts, List.of());
    }

    MeasuredValue measure(String id, List<PlacedPart> parts) {
        return new HipRevisionMeasurement().measure(new MeasurementContext("hip.revision." + id, problem(parts), problem(List.of()),
                Map.of(), Monitor.NONE));
    }

    // ------------------------------------------------------------------------------------------------------------------- parts

    static Path bundles() {
        Path p = Path.of("").toAbsolutePath();
        while (p != null && !Files.isDirectory(p.resolve("bundles/org.orthotwin.catalog.generic"))) {
            p = p.getParent();
        }
        return java.util.Objects.requireNonNull(p, "the bundles are not above the working directory").resolve("bundles");
    }

    static synchronized Map<String, List<PartModel>> parts(Side side) {
        return PARTS.computeIfAbsent(side, s -> {
            LoadedCatalogue all = LoadedCatalogue.load(bundles().resolve("org.orthotwin.catalog.generic/catalogue/hip-revision.implant"));
            Map<String, List<PartModel>> parts = new LinkedHashMap<>();
            for (AssemblySlot slot : all.model().getAssemblies().getFirst().getSlots()) {
                List<PartModel> list = new ArrayList<>();
                for (Component c : slot.getComponents()) {
                    for (Size z : c.getSizes()) {
                        Catalogs.Item item = new Catalogs.Item(all, c, z);
                        PartModel p = item.realise(side);
                        ITEMS.put(p, item);
                        list.add(p);
                    }
                }
                parts.put(slot.getRole(), list);
            }
            return parts;
        });
    }

    static final BiPredicate<PartModel, PartModel> COMPATIBLE = (a, b) -> Compatibility.of(ITEMS.get(a), ITEMS.get(b)).verdict()
            == Verdict.ALLOWED;

    static PartModel part(Side side, String role, String size) {
        return parts(side).get(role).stream().filter(p -> p.size().equals(size)).findFirst().orElseThrow();
    }

    List<Proposal> propose(Map<String, Double> targets) {
        return new HipJoint().proposer().orElseThrow().propose(List.of(pelvis, femur), side, parts(side), COMPATIBLE, targets,
                Monitor.NONE);
    }

    /** The parts of a plan that lie on bones. */
    List<PlacedPart> placed(List<Proposal> plan) {
        List<PlacedPart> list = new ArrayList<>();
        for (Proposal p : plan) {
            if (!p.body().isEmpty()) {
                PlacementConvention c = new HipJoint().placements().stream().filter(x -> x.id().equals(p.convention())).findFirst()
                        .orElseThrow();
                Body b = p.body().equals(pelvis.id()) ? pelvis : femur;
                list.add(new PlacedPart(p.role(), part(side, p.role(), p.size()), b.id(), b.frame(p.frame()).times(c.pose(p.coordinates(),
                        side))));
            }
        }
        return list;
    }
}
