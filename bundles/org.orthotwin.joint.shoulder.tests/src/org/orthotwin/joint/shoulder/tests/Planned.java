/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Resection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.BaseplatePlacement;
import org.orthotwin.joint.shoulder.HumeralPlacement;
import org.orthotwin.joint.shoulder.ShoulderJoint;
import org.orthotwin.joint.shoulder.ShoulderMeasurement;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.synthesis.Resolution;

/**
 * A reverse shoulder planned with the reference catalogue on the typical woman's synthetic shoulder, and the problem that it comes to.
 *
 * @param proposals of the plan
 * @param problem with the bones cut for their parts
 */
record Planned(List<Proposal> proposals, Problem problem) {

    static final ShoulderJoint JOINT = new ShoulderJoint(Resolution.COARSE);
    static final GeneratedSubject SUBJECT = JOINT.generator().orElseThrow().generate(Map.of("sex", 1.0), Side.RIGHT, null, Monitor.NONE);
    private static final LoadedCatalogue CATALOGUE = LoadedCatalogue.load(bundles().resolve(
            "org.orthotwin.catalog.generic/catalogue/shoulder.implant"));
    private static final Map<String, List<String>> ROLES = roles();
    private static final Map<Side, Map<String, List<PartModel>>> OFFERED = new HashMap<>();
    private static final Map<String, Planned> KNOWN = new HashMap<>();
    private static final Map<PartModel, Catalogs.Item> ITEMS = new HashMap<>();

    static Path bundles() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("bundles/org.orthotwin.catalog.generic"))) {
            folder = folder.getParent();
        }
        return folder.resolve("bundles");
    }

    /** The sizes that these plans may come to. */
    private static Map<String, List<PartModel>> offered(Side side) {
        return OFFERED.computeIfAbsent(side, s -> {
            Map<String, List<PartModel>> parts = new LinkedHashMap<>();
            for (Component c : CATALOGUE.components()) {
                List<PartModel> list = new ArrayList<>();
                for (Size size : c.getSizes()) {
                    if (size.getLabel().matches("24|36-0-[024]|36-4-2|36-8-2|[345]-1.5|4|36-5")) {
                        Catalogs.Item item = new Catalogs.Item(CATALOGUE, c, size);
                        PartModel p = item.realise(side);
                        ITEMS.put(p, item);
                        list.add(p);
                    }
                }
                parts.put(c.getKind().substring(c.getKind().indexOf('.') + 1), list);
            }
            return parts;
        });
    }

    static List<Body> bones(Side side) {
        return bones(SUBJECT, side);
    }

    static List<Body> bones(GeneratedSubject subject, Side side) {
        List<Body> all = new ArrayList<>();
        for (Body b : subject.bodies()) {
            Map<String, TriangleMesh> surfaces = new LinkedHashMap<>(b.surfaces());
            Map<String, Vec3> marks = new LinkedHashMap<>(b.landmarks());
            if (side == Side.LEFT) {
                surfaces.replaceAll((role, m) -> m.mirroredZ());
                marks.replaceAll((code, p) -> new Vec3(p.x(), p.y(), -p.z()));
            }
            Map<String, RigidTransform> frames = new LinkedHashMap<>();
            for (FrameDefinition d : JOINT.frames()) {
                if (d.boneType().equals(b.type())) {
                    frames.put(d.id(), d.rule().pose(marks, side));
                }
            }
            all.add(new Body(b.id(), b.type(), side, surfaces, marks, frames));
        }
        return all;
    }

    /** Made once. */
    static Planned of(Side side, Map<String, Double> targets) {
        String key = side + new TreeMap<>(targets).toString();
        Planned known = KNOWN.get(key);
        if (known == null) {
            known = make(side, targets);
            KNOWN.put(key, known);
        }
        return known;
    }

    private static Planned make(Side side, Map<String, Double> targets) {
        List<Body> bones = bones(side);
        Body scapula = bones.get(0);
        Body humerus = bones.get(1);
        List<Proposal> plan = JOINT.proposer().orElseThrow().propose(bones, side, offered(side), (a, b) ->
                Compatibility.of(ITEMS.get(a), ITEMS.get(b)).verdict() == Verdict.ALLOWED, targets, Monitor.NONE);
        Map<String, PartModel> parts = new LinkedHashMap<>();
        plan.forEach(p -> parts.put(p.role(), offered(side).get(p.role()).stream().filter(x -> x.size().equals(p.size())).findFirst()
                .orElseThrow()));
        Map<String, PlacedPart> placed = new LinkedHashMap<>();
        placed.put("baseplate", new PlacedPart("baseplate", parts.get("baseplate"), scapula.id(), scapula.frame(plan.get(0).frame())
                .times(new BaseplatePlacement().pose(plan.get(0).coordinates(), side))));
        placed.put("stem", new PlacedPart("stem", parts.get("stem"), humerus.id(), humerus.frame(plan.get(2).frame())
                .times(new HumeralPlacement().pose(plan.get(2).coordinates(), side))));
        join(placed, parts, "baseplate", "glenosphere", "glenosphere", "baseplate");
        join(placed, parts, "stem", "tray", "tray", "stem");
        join(placed, parts, "tray", "liner", "liner", "tray");
        JointModel joint = new JointModel("shoulder", "shoulder", JOINT, side, scapula.id(), humerus.id(),
                scapula.frame(JOINT.parentFrame()).withTranslation(centre(placed.get("glenosphere"))),
                humerus.frame(JOINT.childFrame()).withTranslation(centre(placed.get("liner"))));
        return new Planned(plan, new Problem(new Person(65, 1.6, 70), List.of(cut(scapula, placed.get("baseplate")),
                cut(humerus, placed.get("stem"))), joint, List.copyOf(placed.values()), List.of()));
    }

    /** What is proposed for bones as scans give them: without a canal. @param aside where the surface of the humerus lies instead, m */
    static List<Proposal> withoutCanal(double aside) {
        List<Body> bones = bones(Side.RIGHT);
        Body h = bones.get(1);
        TriangleMesh outer = aside == 0 ? h.surface("outer") : h.surface("outer").transformed(
                RigidTransform.translation(new Vec3(aside, 0, 0)));
        return JOINT.proposer().orElseThrow().propose(List.of(bones.get(0), new Body(h.id(), h.type(), h.side(), Map.of("outer", outer),
                h.landmarks(), h.frames())), Side.RIGHT, offered(Side.RIGHT), (a, b) ->
                        Compatibility.of(ITEMS.get(a), ITEMS.get(b)).verdict() == Verdict.ALLOWED, Map.of(), Monitor.NONE);
    }

    private static void join(Map<String, PlacedPart> placed, Map<String, PartModel> parts, String base, String feature, String role,
            String other) {
        PlacedPart b = placed.get(base);
        placed.put(role, new PlacedPart(role, parts.get(role), b.body(), Mating.pose(b.part(), b.pose(), feature, parts.get(role), other)));
    }

    private static Vec3 centre(PlacedPart p) {
        return p.pose().times(p.part().feature("bearing")).translation();
    }

    private static Body cut(Body b, PlacedPart p) {
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>(b.surfaces());
        surfaces.put("resected", Resection.byEnvelope(b.surface("outer"), p.part().surfaces().get("resection").transformed(p.pose())));
        return new Body(b.id(), b.type(), b.side(), surfaces, b.landmarks(), b.frames());
    }

    Body body(String type) {
        return problem.bodies().stream().filter(b -> b.type().equals(type)).findFirst().orElseThrow();
    }

    /** The roles that each measurement is declared to need. */
    private static Map<String, List<String>> roles() {
        try {
            Map<String, List<String>> roles = new TreeMap<>();
            Pattern.compile("<measurement id=\"([^\"]+)\"([^>]*)>").matcher(Files.readString(bundles().resolve(
                    "org.orthotwin.joint.shoulder/plugin.xml"))).results().forEach(m -> {
                        Matcher r = Pattern.compile(" roles=\"([^\"]+)\"").matcher(m.group(2));
                        roles.put(m.group(1), r.find() ? List.of(r.group(1).split(",")) : List.of());
                    });
            return roles;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All measurements whose parts are in the plan and that need no solver but these, as a run asks for them. */
    Map<String, Double> measured(Map<String, Solution> solutions) {
        return measured(problem, solutions);
    }

    static Map<String, Double> measured(Problem problem, Map<String, Solution> solutions) {
        Map<String, Double> all = new TreeMap<>();
        for (String id : ShoulderMeasurement.ids()) {
            boolean planned = ROLES.get(id).stream().allMatch(r -> problem.part(r).isPresent());
            if (planned && (!id.contains(".rom.") || solutions.containsKey("rom"))) {
                all.put(id, new ShoulderMeasurement().measure(new MeasurementContext(id, problem, problem, solutions, Monitor.NONE)).si());
            }
        }
        return all;
    }
}
