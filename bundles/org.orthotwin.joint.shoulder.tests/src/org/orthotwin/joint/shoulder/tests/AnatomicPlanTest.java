/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.BearingCentre;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.BaseplatePlacement;
import org.orthotwin.joint.shoulder.HumeralPlacement;
import org.orthotwin.joint.shoulder.ShoulderMeasurement;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.model.implant.Component;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverDeclaration;
import org.orthotwin.solver.wear.WearSolver;

/** An anatomic shoulder without a stem, placed by hand on the typical woman's synthetic shoulder: what is measured is what was placed. */
class AnatomicPlanTest {

    private static final double DEGREE = Math.toRadians(1);
    private static final LoadedCatalogue CATALOGUE = LoadedCatalogue.load(Planned.bundles().resolve(
            "org.orthotwin.catalog.generic/catalogue/shoulder-anatomic.implant"));
    private static final Map<String, Double> TRUTH = Planned.SUBJECT.truth();
    private static final double VERSION = TRUTH.get("glenoid.version");
    private static final double INCLINATION = TRUTH.get("glenoid.inclination");
    private static final double RETROVERSION = TRUTH.get("humerus.retroversion");
    /** Of glenoid M-28.5 and head 44-16.5. */
    private static final double HOLLOW = 0.0285;
    private static final double BALL = 0.022;
    private static final double THICKNESS = 0.004;
    private static final double BACK = HOLLOW + THICKNESS;

    private static PartModel part(String component, String label, Side side) {
        Component c = CATALOGUE.component(component).orElseThrow();
        return new Catalogs.Item(CATALOGUE, c, c.getSizes().stream().filter(s -> s.getLabel().equals(label)).findFirst().orElseThrow())
                .realise(side);
    }

    private static RigidTransform glenoid(double version, double inclination, double depth, Side side) {
        return new BaseplatePlacement().pose(Map.of(BaseplatePlacement.VERSION, version, BaseplatePlacement.INCLINATION, inclination,
                BaseplatePlacement.DEPTH, depth), side);
    }

    private static Map<String, Double> stemAt(Vec3 rightward) {
        return Map.of(HumeralPlacement.RETROVERSION, RETROVERSION, HumeralPlacement.DEPTH, -rightward.y(), HumeralPlacement.ANTERIOR,
                rightward.x(), HumeralPlacement.MEDIAL, -rightward.z());
    }

    /**
     * Glenoid on the centre of the native one; the head's centre on that of the native one, or beside it.
     *
     * @param offset of the head's centre in humerus.stem, lateral z, m
     */
    private static Problem plan(Side side, RigidTransform glenoidInPlane, Vec3 offset) {
        List<Body> bones = Planned.bones(side);
        Body scapula = bones.get(0);
        Body humerus = bones.get(1);
        PlacedPart glenoid = new PlacedPart("glenoid", part("glenoid-pegged", "M-28.5", side), scapula.id(),
                scapula.frame("scapula.plane").times(glenoidInPlane));
        PartModel stem = part("stemless", "30", side);
        PartModel head = part("head", "44-16.5", side);
        RigidTransform frame = humerus.frame("humerus.stem");
        HumeralPlacement placement = new HumeralPlacement();
        RigidTransform at = placement.pose(stemAt(Vec3.ZERO), side);
        Vec3 found = Mating.pose(stem, at, "head", head, "stem").times(head.feature("bearing")).translation();
        Vec3 wanted = frame.inverse().apply(humerus.landmark("GH"));
        Vec3 by = wanted.minus(found);
        RigidTransform pose = frame.times(placement.pose(stemAt(new Vec3(by.x(), by.y(), side.sign() * by.z()).plus(offset)), side));
        PlacedPart shaft = new PlacedPart("stem", stem, humerus.id(), pose);
        PlacedPart ball = new PlacedPart("head", head, humerus.id(), Mating.pose(stem, pose, "head", head, "stem"));
        JointModel joint = new JointModel("shoulder", "shoulder", Planned.JOINT, side, scapula.id(), humerus.id(),
                scapula.frame(Planned.JOINT.parentFrame()).withTranslation(BearingCentre.of(glenoid, ball)),
                humerus.frame(Planned.JOINT.childFrame()).withTranslation(BearingCentre.of(ball)));
        return new Problem(new Person(65, 1.6, 70), bones, joint, List.of(glenoid, shaft, ball), List.of());
    }

    private static Problem standard(Side side) {
        return plan(side, glenoid(VERSION, INCLINATION, 0, side), Vec3.ZERO);
    }

    private static Map<String, Double> measured(Problem p) {
        return Planned.measured(p, Map.of());
    }

    private static double of(Map<String, Double> m, String name) {
        return m.get("shoulder.anatomic." + name);
    }

    @Test
    void whatWasPlacedIsMeasured() {
        Map<String, Double> m = measured(standard(Side.RIGHT));
        m.forEach((id, v) -> assertTrue(Double.isFinite(v), id));
        assertEquals(21, m.keySet().stream().filter(id -> id.startsWith("shoulder.anatomic.")).count());
        assertTrue(m.keySet().stream().noneMatch(id -> id.startsWith("shoulder.glenoid.") || id.startsWith("shoulder.shift.")
                || id.endsWith(".arm") || id.contains(".rom.")), m.keySet().toString());
        assertEquals(VERSION, of(m, "version"), 1e-9);
        assertEquals(INCLINATION, of(m, "inclination"), 1e-9);
        assertEquals(0, of(m, "version-correction"), 1e-9);
        assertEquals(0, of(m, "inclination-correction"), 1e-9);
        assertEquals(HOLLOW - BALL, of(m, "mismatch"), 1e-12);
        for (String part : List.of("", ".medial", ".superior", ".anterior")) {
            assertEquals(0, of(m, "head-offset" + part), 1e-12, part);
        }
        double native_ = TRUTH.get("humerus.head.radius");
        assertEquals(2 * (BALL - native_), of(m, "head-diameter-change"), 1e-9);
        assertEquals(BALL - native_, of(m, "head-height") - m.get("shoulder.native.head-height"), 1e-9);
        assertEquals(RETROVERSION, of(m, "head-retroversion"), 1e-9);
        assertEquals(135 * DEGREE, of(m, "neck-shaft-angle"), 1e-9);
        // the centre lies out of the glenoid by thickness and ball, before by the native head and its cartilage
        double out = THICKNESS + BALL - native_ - TRUTH.get("shoulder.cartilage-gap");
        assertEquals(out * Math.cos(VERSION) * Math.cos(INCLINATION), of(m, "centre.lateral"), 1e-9);
        assertEquals(out * Math.sin(INCLINATION), of(m, "centre.superior"), 1e-9);
        assertEquals(out * Math.sin(VERSION) * Math.cos(INCLINATION), of(m, "centre.anterior"), 1e-9);
        assertTrue(of(m, "seating") >= 0 && of(m, "seating") <= 1, of(m, "seating") + " of its back seated");
    }

    @Test
    void changesOfThePlanComeBack() {
        Map<String, Double> m = measured(plan(Side.RIGHT, glenoid(VERSION + 5 * DEGREE, INCLINATION - 3 * DEGREE, 0.001, Side.RIGHT),
                new Vec3(0.001, 0.002, -0.003)));
        assertEquals(5 * DEGREE, of(m, "version-correction"), 1e-9);
        assertEquals(-3 * DEGREE, of(m, "inclination-correction"), 1e-9);
        assertEquals(Math.sqrt(14) / 1000, of(m, "head-offset"), 1e-12);
        assertEquals(0.001, of(m, "head-offset.anterior"), 1e-12);
        assertEquals(0.002, of(m, "head-offset.superior"), 1e-12);
        assertEquals(0.003, of(m, "head-offset.medial"), 1e-12);
        double v = VERSION + 5 * DEGREE;
        double i = INCLINATION - 3 * DEGREE;
        double out = TRUTH.get("humerus.head.radius") + TRUTH.get("shoulder.cartilage-gap");
        assertEquals((THICKNESS + BALL) * Math.cos(v) * Math.cos(i) - 0.001 - out * Math.cos(VERSION) * Math.cos(INCLINATION),
                of(m, "centre.lateral"), 1e-9);
    }

    @Test
    void aLeftShoulderIsTheMirroredRightOne() {
        Map<String, Double> left = measured(standard(Side.LEFT));
        measured(standard(Side.RIGHT)).forEach((id, v) -> assertEquals(v, left.get(id), 1e-9, id));
    }

    /** The plan on a flat bone that stands out by a height over the middle of the back, its plane at a right angle to the part's axis. */
    private static Map<String, Double> onFlatBone(double height, double halfWidth) {
        Problem p = standard(Side.RIGHT);
        Body s = p.bodies().get(0);
        Map<String, TriangleMesh> surfaces = new HashMap<>(s.surfaces());
        surfaces.put("outer", box(halfWidth, height).transformed(p.part("glenoid").orElseThrow().pose()));
        Problem flat = new Problem(p.person(), List.of(new Body(s.id(), s.type(), s.side(), surfaces, s.landmarks(), s.frames()),
                p.bodies().get(1)), p.joint(), p.parts(), List.of());
        Map<String, Double> m = new TreeMap<>();
        for (String id : List.of("seating", "reaming-depth", "reaming-volume", "overhang")) {
            String full = "shoulder.anatomic." + id;
            m.put(full, new ShoulderMeasurement().measure(new MeasurementContext(full, flat, flat, Map.of(), Monitor.NONE)).si());
        }
        return m;
    }

    private static TriangleMesh box(double half, double top) {
        double[] v = new double[24];
        for (int i = 0; i < 8; i++) {
            v[3 * i] = (i & 1) == 0 ? -half : half;
            v[3 * i + 1] = (i & 2) == 0 ? -half : half;
            v[3 * i + 2] = (i & 4) == 0 ? top - 0.04 : top;
        }
        return new TriangleMesh(v, new int[] {0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2,
            1, 3, 7, 1, 7, 5});
    }

    /** A rounded back in a plane takes a cap of its ball: volume pi h^2 (3 R - h) / 3, area pi (2 R h - h^2). */
    @Test
    void bedIsACapOfTheBack() {
        Map<String, Double> touching = onFlatBone(0, 0.1);
        assertEquals(0, of(touching, "reaming-volume"), 1e-12);
        assertEquals(0, of(touching, "reaming-depth"), 1e-6);
        double h = 0.002;
        Map<String, Double> m = onFlatBone(h, 0.1);
        assertEquals(h, of(m, "reaming-depth"), 2e-5);
        double volume = Math.PI * h * h * (3 * BACK - h) / 3;
        assertEquals(volume, of(m, "reaming-volume"), 0.02 * volume);
        double near = h + 0.0002;
        double outline = 0;
        int n = 20000;
        for (int i = 0; i < n; i++) {
            outline += 4 * 0.01225 * 0.01625 * Math.pow(1 - Math.pow((i + 0.5) / n, 2.3), 1 / 2.3) / n;
        }
        double a = Math.sqrt(2 * BACK * near - near * near);
        assertTrue(a < 0.01225, "the cap lies within the outline");
        assertEquals(Math.PI * a * a / outline, of(m, "seating"), 0.02);
        assertEquals(1, of(onFlatBone(0.006, 0.1), "seating"), 1e-12);
    }

    /** On a square post the outline reaches beyond it by what its numbers say; on a wider one the bone has a margin. */
    @Test
    void overhangIsBeyondTheEdgeOfTheBone() {
        // up and down, where the outline ends 16.25 mm from the axis
        assertEquals(0.01625 - 0.010, of(onFlatBone(0.001, 0.010), "overhang"), 6e-4);
        assertTrue(of(onFlatBone(0.001, 0.020), "overhang") < -0.003, of(onFlatBone(0.001, 0.020), "overhang") + " m");
    }

    private static Solution solve(String bundle, String id, Class<? extends Solver> type, Problem p, String... settings)
            throws IOException {
        try (InputStream in = Files.newInputStream(Planned.bundles().resolve(bundle + "/plugin.xml"))) {
            Contribution<Solver> c = SolverDeclaration.of(in, id, type);
            return SolverDeclaration.solve(c, p, settings);
        }
    }

    /** Its wear is not computed: the force of the raised arm passes through the rim, beyond which an elastic foundation has no layer. */
    @Test
    void whatIsNotComputedIsRefused() {
        SolverException e = assertThrows(SolverException.class, () -> solve("org.orthotwin.solver.wear", "wear", WearSolver.class,
                standard(Side.RIGHT)));
        assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, e.code());
        assertTrue(e.getMessage().contains("'glenoid' of an anatomic shoulder"), e.getMessage());
    }
}
