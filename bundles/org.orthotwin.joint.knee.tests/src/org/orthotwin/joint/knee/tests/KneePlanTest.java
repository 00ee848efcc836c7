/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.RayCast;
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
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.joint.knee.KneeMeasurement;
import org.orthotwin.joint.knee.KneeRevisionMeasurement;
import org.orthotwin.joint.knee.KneePlacement;
import org.orthotwin.joint.knee.PatellarPlacement;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.synthesis.Resolution;

/** Plans that are proposed for synthetic knees with the reference catalogue, measured against its truth and what was wanted. */
class KneePlanTest {

    private static final double DEGREE = Math.toRadians(1);
    private static final KneeJoint JOINT = new KneeJoint(Resolution.COARSE);
    private static final LoadedCatalogue CATALOGUE = LoadedCatalogue.load(catalogue());
    private static final Map<String, List<PartModel>> PARTS = new LinkedHashMap<>();
    private static final Map<PartModel, Catalogs.Item> ITEMS = new HashMap<>();

    private static GeneratedSubject subject;
    private static List<Body> bodies;

    private static Path catalogue() {
        return bundles().resolve("org.orthotwin.catalog.generic/catalogue/knee.implant");
    }

    static Path bundles() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("bundles/org.orthotwin.catalog.generic"))) {
            folder = folder.getParent();
        }
        return folder.resolve("bundles");
    }

    @BeforeAll
    static void make() {
        offer(Side.RIGHT);
        subject = JOINT.generator().orElseThrow().generate(Map.of("sex", 2.0), Side.RIGHT, null, Monitor.NONE);
        bodies = framed(subject);
    }

    /** Sizes around those that fit; inserts of two heights. */
    static void offer(Side side) {
        offer(side, "total-knee");
    }

    /** As above, the parts of an assembly. */
    static void offer(Side side, String assembly) {
        PARTS.clear();
        List<Component> parts = CATALOGUE.model().getAssemblies().stream().filter(a -> a.getId().equals(assembly)).findFirst().orElseThrow()
                .getSlots().stream().flatMap(s -> s.getComponents().stream()).toList();
        for (Component c : parts) {
            List<PartModel> list = new ArrayList<>();
            for (Size s : c.getSizes()) {
                if (s.getLabel().matches("[67](-10|-12)?|29|41")) {
                    Catalogs.Item item = new Catalogs.Item(CATALOGUE, c, s);
                    PartModel p = item.realise(side);
                    ITEMS.put(p, item);
                    list.add(p);
                }
            }
            PARTS.put(c.getKind().substring(c.getKind().indexOf('.') + 1), list);
        }
    }

    static List<Body> framed(GeneratedSubject g) {
        List<Body> all = new ArrayList<>();
        for (Body b : g.bodies()) {
            Map<String, RigidTransform> frames = new LinkedHashMap<>();
            for (FrameDefinition d : JOINT.frames()) {
                if (d.boneType().equals(b.type()) && b.landmarks().keySet().containsAll(d.landmarks(b.side()))) {
                    frames.put(d.id(), d.rule().pose(b.landmarks(), b.side()));
                }
            }
            all.add(new Body(b.id(), b.type(), b.side(), b.surfaces(), b.landmarks(), frames));
        }
        return all;
    }

    private static Body body(List<Body> of, String type) {
        return of.stream().filter(b -> b.type().equals(type)).findFirst().orElseThrow();
    }

    static List<Proposal> propose(List<Body> bones, Side side, Map<String, Double> targets) {
        return JOINT.proposer().orElseThrow().propose(bones, side, PARTS, (a, b) -> Compatibility.of(ITEMS.get(a), ITEMS.get(b)).verdict()
                == Verdict.ALLOWED, targets, Monitor.NONE);
    }

    private static Proposal role(List<Proposal> plan, String role) {
        return plan.stream().filter(p -> p.role().equals(role)).findFirst().orElseThrow();
    }

    private static PartModel part(Proposal p) {
        return PARTS.get(p.role()).stream().filter(x -> x.size().equals(p.size())).findFirst().orElseThrow();
    }

    static Problem problem(List<Body> bones, Side side, List<Proposal> plan) {
        Body femur = body(bones, "femur");
        Body tibia = body(bones, "tibia");
        Proposal f = role(plan, "femoral");
        Proposal t = role(plan, "tray");
        PlacedPart femoral = new PlacedPart("femoral", part(f), femur.id(), femur.frame(f.frame()).times(
                KneePlacement.femoral().pose(f.coordinates(), side)));
        PlacedPart tray = new PlacedPart("tray", part(t), tibia.id(), tibia.frame(t.frame()).times(
                KneePlacement.tibial().pose(t.coordinates(), side)));
        PartModel i = part(role(plan, "insert"));
        PlacedPart insert = new PlacedPart("insert", i, tibia.id(), Mating.pose(tray.part(), tray.pose(), "insert", i, "tray"));
        List<PlacedPart> parts = new ArrayList<>(List.of(femoral, tray, insert));
        plan.stream().filter(p -> p.role().equals("patella")).forEach(p -> {
            Body patella = body(bones, "patella");
            parts.add(new PlacedPart("patella", part(p), patella.id(), patella.frame(p.frame()).times(
                    new PatellarPlacement().pose(p.coordinates(), side))));
        });
        return new Problem(new Person(80, 1.8, 60), bones, new JointModel("knee", "knee", JOINT, side, femur.id(), tibia.id(),
                femur.frame(JOINT.parentFrame()), tibia.frame(JOINT.childFrame())), parts, List.of());
    }

    /** The typical man's knee with the parts of an assembly, as they are proposed, and his ligaments. */
    static Problem replaced(Side side, String assembly) throws IOException {
        offer(side, assembly);
        GeneratedSubject subject = new KneeJoint(Resolution.COARSE).generator().orElseThrow().generate(Map.of("sex", 2.0), side, null,
                Monitor.NONE);
        List<Body> bodies = framed(subject);
        Problem p = problem(bodies, side, propose(bodies, side, Map.of()));
        String femur = p.joint().parent();
        String tibia = p.joint().child();
        Map<String, RigidTransform> posture = Map.of(femur, RigidTransform.IDENTITY, tibia,
                subject.poses().get(femur).inverse().times(subject.poses().get(tibia)));
        return new Problem(p.person(), p.bodies(), p.joint(), p.parts(), List.of(), new SoftTissue(subject.tissue().ligaments(), List.of(),
                List.of(), posture));
    }

    private static Map<String, Double> measured(Problem p) {
        Map<String, Double> all = new TreeMap<>();
        for (String id : KneeMeasurement.ids()) {
            if (id.startsWith("knee.gap.") || id.startsWith("knee.laxity.") || id.startsWith("knee.flexion.") || id.contains(".partial.")
                    || id.contains(".volume.")) {
                // answers of a solver, of another operation, of bones that are cut
                continue;
            }
            if (id.startsWith("knee.patella.") && p.part("patella").isEmpty()) {
                continue;
            }
            all.put(id, new KneeMeasurement().measure(new MeasurementContext(id, p, p, Map.of(), Monitor.NONE)).si());
        }
        return all;
    }

    @Test
    void everyMeasurementIsDeclaredInBothLanguages() throws IOException {
        String plugin = Files.readString(bundles().resolve("org.orthotwin.joint.knee/plugin.xml"));
        List<String> declared = Pattern.compile("<measurement id=\"([^\"]+)\"").matcher(plugin).results().map(m -> m.group(1)).sorted()
                .toList();
        assertEquals(Stream.concat(KneeMeasurement.ids().stream(), KneeRevisionMeasurement.ids().stream()).sorted().toList(), declared);
        for (String attribute : List.of("name.fr", "description.fr")) {
            Pattern words = Pattern.compile("<measurement [^>]* " + Pattern.quote(attribute) + "=\"");
            assertEquals(declared.size(), words.matcher(plugin).results().count(), attribute);
        }
    }

    /** The lowest place of the lateral condyle lies before that of the medial one, so that a flexed cut takes less of it, m. */
    private static double ahead(Map<String, Double> measured) {
        Body femur = body(bodies, "femur");
        return (femur.landmark("DIST_LC").x() - femur.landmark("DIST_MC").x()) * Math.sin(measured.get("knee.alignment.femoral-flexion"));
    }

    @Test
    void mechanicalAlignmentIsSquareToBothAxes() {
        Map<String, Double> m = measured(problem(bodies, Side.RIGHT, propose(bodies, Side.RIGHT, Map.of())));
        assertEquals(180 * DEGREE, m.get("knee.alignment.hka"), 1e-12);
        assertEquals(3 * DEGREE, m.get("knee.alignment.slope"), 1e-12);
        // the alignment that the knee was made with
        assertEquals(subject.truth().get("knee.hka"), m.get("knee.native.hka"), 0.1 * DEGREE);
        assertEquals(subject.truth().get("femur.mldfa"), m.get("knee.native.mldfa"), 0.1 * DEGREE);
        assertEquals(subject.truth().get("tibia.mpta"), m.get("knee.native.mpta"), 0.1 * DEGREE);
        assertEquals(subject.truth().get("tibia.slope.medial"), m.get("knee.native.slope.medial"), 0.1 * DEGREE);
        assertEquals(subject.truth().get("femur.condylar-twist"), m.get("knee.native.condylar-twist"), 0.1 * DEGREE);
        // 9 mm of metal for 7 mm of bone and 2 mm of cartilage at the lower condyle, 10 mm of plastic and metal for 8 between the plateaus
        assertEquals(0.007, m.get("knee.resection.distal.medial"), 1e-9);
        double across = Math.abs(body(bodies, "femur").landmark("DIST_LC").z() - body(bodies, "femur").landmark("DIST_MC").z());
        assertEquals(across * Math.tan(90 * DEGREE - m.get("knee.native.mldfa")) + ahead(m),
                m.get("knee.resection.distal.medial") - m.get("knee.resection.distal.lateral"), 1e-4);
        assertEquals(0.008, 0.5 * (m.get("knee.resection.tibial.lateral") + m.get("knee.resection.tibial.medial")), 1e-9);
        assertEquals(0, m.get("knee.joint-line.tibial"), 1e-9);
        assertEquals(0, m.get("knee.joint-line.posterior-offset"), 1e-9);
        // an outward turn against the posterior condyles takes more behind the inner one
        assertEquals(m.get("knee.native.condylar-twist"), m.get("knee.rotation.femoral.posterior-condyles"), 1e-12);
        assertTrue(m.get("knee.resection.posterior.medial") > m.get("knee.resection.posterior.lateral") + 0.003);
        assertTrue(m.get("knee.fit.notching") <= 0.0005 && m.get("knee.fit.notching") > -0.004, m.toString());
        assertTrue(m.get("knee.fit.tray-overhang") <= 0.001 && m.get("knee.fit.bone-cover") > 0.85, m.toString());
        m.forEach((id, v) -> assertTrue(Double.isFinite(v), id));
    }

    @Test
    void kinematicAlignmentRestoresTheJointLines() {
        Map<String, Double> m = measured(problem(bodies, Side.RIGHT, propose(bodies, Side.RIGHT, Map.of("alignment.kinematic", 1.0))));
        assertEquals(m.get("knee.native.hka"), m.get("knee.alignment.hka"), 1e-12);
        assertEquals(m.get("knee.native.slope.medial"), m.get("knee.alignment.slope"), 1e-12);
        for (String c : List.of("medial", "lateral")) {
            assertEquals(c.equals("medial") ? 0.007 : 0.007 - ahead(m), m.get("knee.resection.distal." + c), 1e-4, c);
            assertEquals(0.007, m.get("knee.resection.posterior." + c), 2e-4, c);
            assertEquals(0.008, m.get("knee.resection.tibial." + c), 3e-4, c);
        }
        assertEquals(0, m.get("knee.joint-line.distal"), 1e-4);
        assertEquals(0, m.get("knee.joint-line.tibial"), 3e-4);
    }

    /** As thick as before with its cartilage, bone enough, the button on bone; on the left as on the right. */
    @Test
    void aPatellaIsResurfacedWhereItIsAskedFor() {
        assertTrue(propose(bodies, Side.RIGHT, Map.of()).stream().noneMatch(p -> p.role().equals("patella")));
        Map<String, Double> m = null;
        for (Side side : new Side[] {Side.RIGHT, Side.LEFT}) {
            List<Body> bones = side == Side.RIGHT ? bodies
                    : framed(JOINT.generator().orElseThrow().generate(Map.of("sex", 2.0), side, null, Monitor.NONE));
            Problem p = problem(bones, side, propose(bones, side, Map.of("patella.resurface", 1.0)));
            Map<String, Double> found = measured(p);
            assertEquals("29", p.part("patella").orElseThrow().part().size());
            assertEquals(0, found.get("knee.patella.thickness"), 1e-9);
            // 20 mm of bone and 2 of cartilage, of which 8 mm of plastic take the place
            assertEquals(subject.truth().get("patella.thickness") + 0.002 - 0.008, found.get("knee.patella.bone"), 2e-4);
            assertTrue(found.get("knee.patella.overhang") < 0.001, found.toString());
            if (m != null) {
                assertEquals(m.get("knee.patella.overhang"), found.get("knee.patella.overhang"), 1e-6);
            }
            m = found;
        }
    }

    @Test
    @Tag("long")
    void targetsAreKept() {
        List<Proposal> plan = propose(bodies, Side.RIGHT, Map.of("femoral.varus", 0.02, "femoral.flexion", 0.08, "tibial.varus", 0.03,
                "tibial.slope", 0.1, "tibial.resection", 0.012, "femoral.rotation", -0.01, "tibial.rotation", 0.04));
        Map<String, Double> m = measured(problem(bodies, Side.RIGHT, plan));
        assertEquals(Math.PI / 2 + 0.02, m.get("knee.alignment.mldfa"), 1e-12);
        assertEquals(0.08, m.get("knee.alignment.femoral-flexion"), 1e-12);
        assertEquals(Math.PI / 2 - 0.03, m.get("knee.alignment.mpta"), 1e-12);
        assertEquals(0.1, m.get("knee.alignment.slope"), 1e-12);
        assertEquals(-0.01, m.get("knee.rotation.femoral.epicondyles"), 1e-12);
        assertEquals(0.04, m.get("knee.rotation.tray"), 1e-12);
        assertEquals(0.010, 0.5 * (m.get("knee.resection.tibial.medial") + m.get("knee.resection.tibial.lateral")), 1e-9);
        assertTrue(role(plan, "insert").size().endsWith("-12"), role(plan, "insert").size());
        assertThrows(IllegalArgumentException.class, () -> propose(bodies, Side.RIGHT, Map.of("cup.inclination", 1.0)));
    }

    @Test
    @Tag("long")
    void aLeftKneeIsPlannedAsTheMirroredRightOne() {
        List<Proposal> right = propose(bodies, Side.RIGHT, Map.of());
        List<Body> mirrored = framed(JOINT.generator().orElseThrow().generate(Map.of("sex", 2.0), Side.LEFT, null, Monitor.NONE));
        try {
            offer(Side.LEFT);
            List<Proposal> left = propose(mirrored, Side.LEFT, Map.of());
            for (int i = 0; i < right.size(); i++) {
                assertEquals(right.get(i).size(), left.get(i).size());
                Map<String, Double> l = left.get(i).coordinates();
                right.get(i).coordinates().forEach((name, v) -> assertEquals(v, l.get(name), 1e-9, name));
            }
            Map<String, Double> b = measured(problem(mirrored, Side.LEFT, left));
            offer(Side.RIGHT);
            measured(problem(bodies, Side.RIGHT, right)).forEach((id, v) -> assertEquals(v, b.get(id), id.contains("cover") ? 2e-3 : 1e-9,
                    id));
        } finally {
            offer(Side.RIGHT);
        }
    }

    @Test
    void theSawTakesTheBoneThatTheComponentStandsInFor() {
        Problem p = problem(bodies, Side.RIGHT, propose(bodies, Side.RIGHT, Map.of()));
        PlacedPart femoral = p.part("femoral").orElseThrow();
        TriangleMesh bone = body(bodies, "femur").surface("outer");
        TriangleMesh cut = Resection.byEnvelope(bone, femoral.part().surfaces().get("resection").transformed(femoral.pose()));
        assertTrue(MeshChecks.check(cut).isSolid());
        double taken = MassProperties.of(bone).volume() - MassProperties.of(cut).volume();
        assertTrue(taken > 25e-6 && taken < 70e-6, "took " + 1e6 * taken + " cm3");
        assertEquals(taken, volume(p, cut, "femoral"), 1e-15);
        // nothing is left below the distal cut
        double[] v = femoral.pose().inverse().applyAll(cut.vertices());
        double lowest = Double.POSITIVE_INFINITY;
        for (int i = 1; i < v.length; i += 3) {
            lowest = Math.min(lowest, v[i]);
        }
        assertEquals(femoral.part().parameter("femoral.distal-thickness"), lowest, 1e-7);
    }

    /** What the measurement says of a femur that was cut. */
    private static double volume(Problem p, TriangleMesh cut, String bone) {
        List<Body> bodies = p.bodies().stream().map(b -> {
            Map<String, TriangleMesh> surfaces = new LinkedHashMap<>(b.surfaces());
            if (b.type().equals("femur")) {
                surfaces.put("resected", cut);
            }
            return new Body(b.id(), b.type(), b.side(), surfaces, b.landmarks(), b.deviations(), b.frames());
        }).toList();
        Problem of = new Problem(p.person(), bodies, p.joint(), p.parts(), List.of());
        return new KneeMeasurement().measure(new MeasurementContext("knee.resection.volume." + bone, of, of, Map.of(), Monitor.NONE)).si();
    }

    /**
     * Of a posterior-stabilised component: no bone stands in its box nor where its cam is, and more bone is taken than for the other design
     * of the same size.
     */
    @Test
    void noBoneStandsInTheBox() throws IOException {
        try {
            Problem p = replaced(Side.RIGHT, "total-knee-ps");
            PlacedPart femoral = p.part("femoral").orElseThrow();
            TriangleMesh bone = p.body(femoral.body()).surface("outer");
            TriangleMesh saw = Resection.byEnvelope(bone, femoral.part().surfaces().get("resection").transformed(femoral.pose()));
            TriangleMesh cut = Resection.byEnvelope(saw, femoral.part().surfaces().get("resection.box").transformed(femoral.pose()));
            assertTrue(MeshChecks.check(cut).isSolid());
            double more = MassProperties.of(saw).volume() - MassProperties.of(cut).volume();
            assertTrue(more > 2e-6 && more < 15e-6, "the box took " + 1e6 * more + " cm3");
            RigidTransform inPart = femoral.pose().inverse();
            RayCast left = new RayCast(Bvh.of(cut));
            RayCast before = new RayCast(Bvh.of(saw));
            double half = femoral.part().parameter("femoral.notch");
            double roof = femoral.part().parameter("femoral.roof");
            int in = 0;
            for (double x = -0.9 * femoral.part().parameter("femoral.cam-back"); x < femoral.part().parameter("femoral.box-front");
                    x += 0.002) {
                for (double y = 0.001; y < roof; y += 0.002) {
                    for (double z = -half; z <= half; z += half / 4) {
                        Vec3 at = femoral.pose().apply(new Vec3(x, y, z));
                        assertFalse(left.inside(at), inPart.apply(at).toString());
                        in += before.inside(at) ? 1 : 0;
                    }
                }
            }
            assertTrue(in > 100, in + " places of the box were bone");
            double[] cam = femoral.part().surfaces().get("cam").transformed(femoral.pose()).vertices();
            for (int i = 0; i < cam.length; i += 3) {
                assertFalse(left.inside(cam[i], cam[i + 1], cam[i + 2]));
            }
        } finally {
            offer(Side.RIGHT);
        }
    }
}
