/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.joint.knee.KneeRevisionMeasurement;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.synthesis.Resolution;

/** A synthetic knee from which an implant was taken out. */
record RevisionCase(GeneratedSubject subject, List<Body> bodies, Side side) {

    static final KneeJoint JOINT = new KneeJoint(Resolution.COARSE);
    private static final Map<String, RevisionCase> CASES = new HashMap<>();

    static synchronized RevisionCase of(Side side, Map<String, Double> loss) {
        return CASES.computeIfAbsent(side + " " + new java.util.TreeMap<>(loss), k -> {
            GeneratedSubject s = JOINT.generator().orElseThrow().generate(loss, side, null, Monitor.NONE);
            return new RevisionCase(s, s.bodies().stream().map(b -> framed(b, side)).toList(), side);
        });
    }

    /** The knee that {@code knee-revision.subject} says. */
    static RevisionCase bundled(Side side) {
        Map<String, Double> loss = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(KneePlanTest.bundles().resolve(
                    "org.orthotwin.cases/src/org/orthotwin/cases/knee-revision.subject"))) {
                String[] kv = line.split("=");
                if (line.startsWith("#") || kv[0].equals("joint") || kv[0].equals("side")) {
                    continue;
                }
                loss.put(kv[0], kv[1].endsWith("mm") ? Double.parseDouble(kv[1].replace("mm", "")) / 1000 : Double.parseDouble(kv[1]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        GeneratedSubject s = new KneeJoint().generator().orElseThrow().generate(loss, side, null, Monitor.NONE);
        return new RevisionCase(s, s.bodies().stream().map(b -> framed(b, side)).toList(), side);
    }

    static Body framed(Body b, Side side) {
        Map<String, RigidTransform> frames = new LinkedHashMap<>();
        for (FrameDefinition f : JOINT.frames()) {
            if (f.boneType().equals(b.type()) && b.landmarks().keySet().containsAll(f.landmarks())) {
                frames.put(f.id(), f.rule().pose(b.landmarks(), side));
            }
        }
        return new Body(b.id(), b.type(), b.side(), b.surfaces(), b.landmarks(), b.deviations(), frames);
    }

    /** The same knee elsewhere. */
    RevisionCase moved(RigidTransform m) {
        return new RevisionCase(subject, bodies.stream().map(b -> {
            Map<String, TriangleMesh> surfaces = new LinkedHashMap<>();
            b.surfaces().forEach((n, s) -> surfaces.put(n, s.transformed(m)));
            Map<String, Vec3> marks = new LinkedHashMap<>();
            b.landmarks().forEach((n, p) -> marks.put(n, m.apply(p)));
            return framed(new Body(b.id(), b.type(), b.side(), surfaces, marks, b.deviations(), Map.of()), side);
        }).toList(), side);
    }

    /** The same knee with a landmark not marked. */
    RevisionCase without(String code) {
        return new RevisionCase(subject, bodies.stream().map(b -> {
            Map<String, Vec3> marks = new LinkedHashMap<>(b.landmarks());
            marks.remove(code);
            return framed(new Body(b.id(), b.type(), b.side(), b.surfaces(), marks, b.deviations(), Map.of()), side);
        }).toList(), side);
    }

    Body body(String type) {
        return bodies.stream().filter(b -> b.type().equals(type)).findFirst().orElseThrow();
    }

    MeasuredValue measure(String id, List<PlacedPart> parts) {
        JointModel model = new JointModel("knee", "knee", JOINT, side, body("femur").id(), body("tibia").id(),
                body("femur").frame(JOINT.parentFrame()), body("tibia").frame(JOINT.childFrame()));
        Problem p = new Problem(new Person(80, 1.75, 60), bodies, model, parts, List.of());
        return new KneeRevisionMeasurement().measure(new MeasurementContext(id, p, p, Map.of(), Monitor.NONE));
    }

    // ------------------------------------------------------------------------------------------------------------------- parts

    private static final Map<Side, Map<String, List<PartModel>>> PARTS = new HashMap<>();
    private static final Map<PartModel, Catalogs.Item> ITEMS = new IdentityHashMap<>();
    private static LoadedCatalogue catalogue;

    /** All sizes of the bundled revision by role. */
    static synchronized Map<String, List<PartModel>> parts(Side side) {
        load();
        return PARTS.computeIfAbsent(side, s -> {
            Map<Component, List<PartModel>> made = new HashMap<>();
            Map<String, List<PartModel>> all = new LinkedHashMap<>();
            catalogue.model().getAssemblies().getFirst().getSlots().forEach(slot -> {
                List<PartModel> of = all.computeIfAbsent(slot.getRole(), r -> new ArrayList<>());
                slot.getComponents().forEach(c -> of.addAll(made.computeIfAbsent(c, k -> realise(k, side))));
            });
            return all;
        });
    }

    private static List<PartModel> realise(Component c, Side side) {
        List<PartModel> all = new ArrayList<>();
        for (Size z : c.getSizes()) {
            Catalogs.Item i = new Catalogs.Item(catalogue, c, z);
            PartModel p = i.realise(side);
            ITEMS.put(p, i);
            all.add(p);
        }
        return all;
    }

    static final BiPredicate<PartModel, PartModel> COMPATIBLE = (a, b) -> Compatibility.of(ITEMS.get(a), ITEMS.get(b)).verdict()
            != Verdict.FORBIDDEN;

    /** One part alone, without the others of its component. */
    static PartModel one(Side side, String component, String size) {
        load();
        Component c = catalogue.component(component).orElseThrow();
        return new Catalogs.Item(catalogue, c, c.getSizes().stream().filter(z -> z.getLabel().equals(size)).findFirst().orElseThrow())
                .realise(side);
    }

    private static synchronized void load() {
        if (catalogue == null) {
            catalogue = LoadedCatalogue.load(KneePlanTest.bundles().resolve(
                    "org.orthotwin.catalog.generic/catalogue/knee-revision.implant"));
        }
    }

    static PartModel part(Side side, String role, String size) {
        return parts(side).get(role).stream().filter(p -> p.size().equals(size)).findFirst().orElseThrow();
    }

    List<Proposal> propose(Map<String, Double> targets) {
        return JOINT.proposer().orElseThrow().propose(bodies, side, parts(side), COMPATIBLE, targets, Monitor.NONE);
    }

    /** The parts of a plan where it puts them. */
    List<PlacedPart> placed(List<Proposal> plan) {
        Map<String, PlacedPart> all = new LinkedHashMap<>();
        for (Proposal p : plan) {
            if (!p.convention().isEmpty()) {
                Body b = bodies.stream().filter(x -> x.id().equals(p.body())).findFirst().orElseThrow();
                all.put(p.role(), new PlacedPart(p.role(), part(side, p), b.id(), b.frame(p.frame()).times(JOINT.placements().stream()
                        .filter(c -> c.id().equals(p.convention())).findFirst().orElseThrow().pose(p.coordinates(), side))));
            }
        }
        for (var c : catalogue.model().getAssemblies().getFirst().getConnections()) {
            Proposal added = plan.stream().filter(p -> p.role().equals(c.getSecond().getRole())).findFirst().orElse(null);
            PlacedPart base = all.get(c.getFirst().getRole());
            if (added != null && base != null && !all.containsKey(added.role())) {
                PartModel m = part(side, added);
                all.put(added.role(), new PlacedPart(added.role(), m, base.body(), Mating.pose(base.part(), base.pose(),
                        c.getFirstFeature(), m, c.getSecondFeature())));
            }
        }
        return List.copyOf(all.values());
    }

    private static PartModel part(Side side, Proposal p) {
        return parts(side).get(p.role()).stream().filter(m -> m.component().equals(p.component()) && m.size().equals(p.size())).findFirst()
                .orElseThrow();
    }

    double value(String id) {
        return measure("knee.revision." + id, List.of()).si();
    }
}
