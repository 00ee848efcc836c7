/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.catalog.CatalogueCheck;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.MeshDistance;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;

/** The reference knee: whole, closed, and its parts fit each other. */
class KneeCatalogueTest {

    private static final LoadedCatalogue KNEE = LoadedCatalogue.load(Generic.url("catalogue/knee.implant"));

    private static Catalogs.Item item(String component, String label) {
        return Generic.item(KNEE, component, label);
    }

    private static Verdict verdict(String a, String sizeOfA, String b, String sizeOfB) {
        return Compatibility.of(item(a, sizeOfA), item(b, sizeOfB)).verdict();
    }

    @Test
    void isOfficiallyWhole() {
        assertEquals(List.of(), ModelValidator.validate(KNEE.model()));
        Map<String, Integer> sizes = Map.of("femoral-cr", 8, "insert-cr", 56, "tray", 8, "femoral-ps", 8, "insert-ps", 56, "femoral-mp", 8,
                "insert-mp", 56);
        sizes.forEach((id, n) -> assertEquals(n, KNEE.component(id).orElseThrow().getSizes().size(), id));
        assertTrue(KNEE.model().isFictional());
        for (String insert : List.of("insert-cr", "insert-ps", "insert-mp")) {
            for (Size s : KNEE.component(insert).orElseThrow().getSizes()) {
                // less polyethylene wears through: DL Bartel et al. 1986, J Bone Joint Surg Am 68:1041-1051
                assertTrue(KNEE.parameters(KNEE.component(insert).orElseThrow(), s).get("bearing.layer") >= 0.006 - 1e-12, s.getLabel());
            }
        }
    }

    @Test
    void smallestAndLargestPartsAreSolids() {
        for (Catalogs.Item i : List.of(item("femoral-cr", "1"), item("femoral-cr", "8"), item("insert-cr", "1-10"),
                item("insert-cr", "8-18"), item("tray", "1"), item("tray", "8"), item("femoral-ps", "1"), item("femoral-ps", "8"),
                item("insert-ps", "1-10"), item("insert-ps", "8-18"), item("femoral-mp", "1"), item("femoral-mp", "8"),
                item("insert-mp", "1-10"), item("insert-mp", "8-18"))) {
            i.realise(Side.LEFT).surfaces().forEach((role, m) -> assertTrue(MeshChecks.check(m).isSolid(), i.size().getLabel() + role));
        }
    }

    @Test
    void sizesGoTogetherWithinTwo() {
        assertEquals(Verdict.ALLOWED, verdict("femoral-cr", "4", "insert-cr", "5-10"));
        assertEquals(Verdict.WARNED, verdict("femoral-cr", "4", "insert-cr", "6-10"));
        assertEquals(Verdict.FORBIDDEN, verdict("femoral-cr", "4", "insert-cr", "7-10"));
        assertEquals(Verdict.ALLOWED, verdict("tray", "4", "insert-cr", "4-18"));
        assertEquals(Verdict.FORBIDDEN, verdict("tray", "4", "insert-cr", "5-18"));
        assertEquals(Verdict.ALLOWED, verdict("tray", "4", "femoral-cr", "8"));
    }

    @Test
    void aPostNeedsABoxAndACamAPost() {
        assertEquals(Verdict.ALLOWED, verdict("femoral-ps", "4", "insert-ps", "5-10"));
        assertEquals(Verdict.FORBIDDEN, verdict("femoral-ps", "4", "insert-ps", "6-10"));
        assertEquals(Verdict.FORBIDDEN, verdict("femoral-ps", "4", "insert-cr", "4-10"));
        assertEquals(Verdict.FORBIDDEN, verdict("femoral-cr", "4", "insert-ps", "4-10"));
        assertEquals(Verdict.ALLOWED, verdict("tray", "4", "insert-ps", "4-10"));
        assertEquals(Verdict.FORBIDDEN, verdict("tray", "4", "insert-ps", "5-10"));
    }

    /** Designs are not mixed, and a ball is no larger than its socket. */
    @Test
    void aSocketNeedsItsBall() {
        assertEquals(Verdict.ALLOWED, verdict("femoral-mp", "5", "insert-mp", "4-10"));
        assertEquals(Verdict.FORBIDDEN, verdict("femoral-mp", "6", "insert-mp", "4-10"));
        assertEquals(Verdict.FORBIDDEN, verdict("tray", "5", "insert-mp", "4-10"));
        for (String other : List.of("cr", "ps")) {
            assertEquals(Verdict.FORBIDDEN, verdict("femoral-mp", "4", "insert-" + other, "4-10"), other);
            assertEquals(Verdict.FORBIDDEN, verdict("femoral-" + other, "4", "insert-mp", "4-10"), other);
        }
        for (int insert = 1; insert <= 7; insert++) {
            double socket = item("insert-mp", insert + "-10").realise(Side.RIGHT).parameter("insert.socket");
            assertTrue(item("femoral-mp", String.valueOf(insert + 1)).realise(Side.RIGHT).parameter("femoral.ball") < socket, "" + insert);
        }
    }

    /** From 13 degrees before the lowest point to 90 behind, and 60 degrees across, the condyle is a part of a ball, to its facets. */
    @Test
    void medialPivotHasABallForACondyle() {
        PartModel femoral = item("femoral-mp", "5").realise(Side.RIGHT);
        double ball = femoral.parameter("femoral.ball");
        double depth = femoral.parameter("femoral.depth");
        double[] v = femoral.surfaces().get("envelope").vertices();
        assertEquals(depth, femoral.surfaces().get("envelope").bounds()[3] - femoral.surfaces().get("envelope").bounds()[0], 1e-4);
        Vec3 centre = new Vec3(0, ball, -femoral.parameter("femoral.condyle"));
        int on = 0;
        for (int i = 0; i < v.length; i += 3) {
            Vec3 d = Vec3.of(v, i).minus(centre);
            double flexion = Math.toDegrees(Math.atan2(-d.x(), -d.y()));
            double across = Math.abs(d.z()) / ball;
            // only what looks outwards: the inner side of the shell is nearer
            if (flexion > -12 && flexion < 88 && across < 0.3 && Math.hypot(d.x(), d.y()) > ball - 0.0035) {
                assertEquals(ball, d.norm(), 4e-4, "at " + flexion + " degrees, " + across);
                on++;
            }
        }
        assertTrue(on > 1000, on + " vertices");
    }

    /**
     * In extension the post stands free in the box, and the cam behind it is out of reach; rolled on the circle of its back to 70 degrees,
     * the condyles 2 to 4 mm behind the lowest points, the cam is within 2 mm of the back of the post. So in every size.
     */
    @Test
    void postStandsInTheBoxAndTheCamComesBehindIt() {
        for (String size : List.of("1", "5", "8")) {
            PartModel femoral = item("femoral-ps", size).realise(Side.RIGHT);
            PartModel insert = item("insert-ps", size + "-12").realise(Side.RIGHT);
            RigidTransform mated = Mating.pose(insert, RigidTransform.IDENTITY, "articulation", femoral, "articulation");
            Bvh post = Bvh.of(insert.surfaces().get("post"));
            for (String role : List.of("envelope", "box.roof", "box.medial", "box.lateral")) {
                double free = new MeshDistance(post, Bvh.of(femoral.surfaces().get(role))).distance(mated);
                assertTrue(free > 0.0004, size + " " + role + ": " + free + " m");
            }
            MeshDistance cam = new MeshDistance(post, Bvh.of(femoral.surfaces().get("cam")));
            assertTrue(cam.distance(mated) > 0.004, size);
            double[] v = femoral.surfaces().get("envelope").vertices();
            double turn = Math.toRadians(66);
            // the centre of the circle of the back, put a radius above the place where it touches
            Vec3 centre = new Vec3(-femoral.parameter("femoral.back"), 0.019592768 * femoral.parameter("femoral.scale"), 0)
                    .plus(new Vec3(0.0172 * femoral.parameter("femoral.scale"), 0, 0));
            RigidTransform flexed = RigidTransform.rotationAbout(centre, Vec3.Z, turn);
            double low = Double.POSITIVE_INFINITY;
            for (int i = 0; i < v.length; i += 3) {
                low = Math.min(low, flexed.apply(Vec3.of(v, i)).y());
            }
            Vec3 dwell = insert.feature("articulation").translation();
            double away = cam.distance(RigidTransform.translation(new Vec3(dwell.x() - 0.003 - centre.x(), dwell.y() - low, 0))
                    .times(flexed));
            assertTrue(away < 0.002, size + ": " + away + " m");
        }
    }

    /** Condyles of 42 mm across in hollows of 47 mm, 36 mm from front to back in 60 and 80: they touch at the lowest points alone. */
    @Test
    void condylesRestInTheHollows() {
        PartModel femoral = item("femoral-cr", "5").realise(Side.RIGHT);
        PartModel insert = item("insert-cr", "5-12").realise(Side.RIGHT);
        RigidTransform mated = Mating.pose(insert, RigidTransform.IDENTITY, "articulation", femoral, "articulation");
        MeshDistance d = new MeshDistance(Bvh.of(insert.surfaces().get("envelope")), Bvh.of(femoral.surfaces().get("envelope")));
        double raised = d.distance(RigidTransform.translation(new Vec3(0, 0.001, 0)).times(mated));
        assertEquals(0.001, raised, 5e-5);
        TriangleMesh whole = femoral.surfaces().get("envelope");
        assertEquals(femoral.parameter("femoral.depth"), whole.bounds()[3] - whole.bounds()[0], 1e-4);
        assertEquals(femoral.parameter("femoral.width"), whole.bounds()[5] - whole.bounds()[2], 1e-12);
    }

    /**
     * The backs of people's condyles have a radius of 22 mm (H Iwaki et al. 2000, J Bone Joint Surg Br 82:1189-1195), about a third of
     * their depth: in the knee of RL Lenhart et al. 2015 21 of 69 mm. Towards extension hers leave the circle of the back by 0.6, 1.0, 1.7
     * and 2.9 mm at 30, 20, 10 and 0 degrees (mean of both condyles).
     */
    @Test
    void condylesAreAsRoundAsThoseOfBones() {
        PartModel femoral = item("femoral-cr", "5").realise(Side.RIGHT);
        double depth = femoral.parameter("femoral.depth");
        double[] v = femoral.surfaces().get("envelope").vertices();
        // the circle that touches what touches the condyles at 50, 70 and 90 degrees: three lines in radius and place
        double[] h = {reach(v, 50), reach(v, 70), reach(v, 90)};
        double c5 = Math.cos(Math.toRadians(50));
        double c7 = Math.cos(Math.toRadians(70));
        double s5 = 1 - Math.sin(Math.toRadians(50));
        double s7 = 1 - Math.sin(Math.toRadians(70));
        // h(t) = r - x sin t - y cos t and h(90) = r - x, so h(t) - h(90) = x (1 - sin t) - y cos t
        double x = ((h[0] - h[2]) * c7 - (h[1] - h[2]) * c5) / (s5 * c7 - s7 * c5);
        double y = (x * s5 - (h[0] - h[2])) / c5;
        double radius = h[2] + x;
        assertEquals(0.341, radius / depth, 0.02);
        double[] stands = {2.9, 1.7, 1.0, 0.6, 0, 0, 0, 0, 0, 0};
        for (int i = 0; i < stands.length; i++) {
            double t = Math.toRadians(10 * i);
            assertEquals(1e-3 * stands[i], reach(v, 10 * i) - (radius - x * Math.sin(t) - y * Math.cos(t)), i < 4 ? 6e-4 : 1e-4,
                    10 * i + " degrees");
        }
    }

    /** How far the surface reaches in the direction that looks down at this flexion, m. */
    private static double reach(double[] v, double flexion) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < v.length; i += 3) {
            most = Math.max(most, -v[i] * Math.sin(Math.toRadians(flexion)) - v[i + 1] * Math.cos(Math.toRadians(flexion)));
        }
        return most;
    }

    @Test
    @Tag("long")
    void hasNoFindings() {
        assertEquals(List.of(), CatalogueCheck.check(KNEE));
    }
}
