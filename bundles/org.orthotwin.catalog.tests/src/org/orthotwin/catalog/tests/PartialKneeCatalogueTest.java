/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
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
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;

/** The reference partial knee: whole, closed, and its parts fit each other. */
class PartialKneeCatalogueTest {

    private static final LoadedCatalogue KNEE = LoadedCatalogue.load(Generic.url("catalogue/knee-partial.implant"));

    private static Catalogs.Item item(String component, String label) {
        return Generic.item(KNEE, component, label);
    }

    private static Verdict verdict(String a, String sizeOfA, String b, String sizeOfB) {
        return Compatibility.of(item(a, sizeOfA), item(b, sizeOfB)).verdict();
    }

    @Test
    void isOfficiallyWhole() {
        assertEquals(List.of(), ModelValidator.validate(KNEE.model()));
        assertTrue(KNEE.model().isFictional());
        for (String compartment : List.of("medial", "lateral")) {
            assertEquals(8, KNEE.component("uni-tray-" + compartment).orElseThrow().getSizes().size());
            assertEquals(40, KNEE.component("uni-insert-" + compartment).orElseThrow().getSizes().size());
            for (Size s : KNEE.component("uni-insert-" + compartment).orElseThrow().getSizes()) {
                // less polyethylene wears through: DL Bartel et al. 1986, J Bone Joint Surg Am 68:1041-1051
                assertTrue(KNEE.parameters(KNEE.component("uni-insert-" + compartment).orElseThrow(), s).get("bearing.layer")
                        >= 0.006 - 1e-12, s.getLabel());
            }
        }
    }

    @Test
    void smallestAndLargestPartsAreSolids() {
        for (String size : List.of("1", "8")) {
            for (Catalogs.Item i : List.of(item("uni-femoral", size), item("uni-tray-medial", size), item("uni-tray-lateral", size),
                    item("uni-insert-medial", size + "-8"), item("uni-insert-lateral", size + "-12"))) {
                for (Side side : List.of(Side.LEFT, Side.RIGHT)) {
                    i.realise(side).surfaces().forEach((role, m) -> assertTrue(MeshChecks.check(m).isSolid(), i.size().getLabel() + role));
                }
            }
        }
    }

    @Test
    void partsOfOneCompartmentAndSizeGoTogether() {
        assertEquals(Verdict.ALLOWED, verdict("uni-tray-medial", "4", "uni-insert-medial", "4-9"));
        assertEquals(Verdict.FORBIDDEN, verdict("uni-tray-medial", "4", "uni-insert-medial", "5-9"));
        assertEquals(Verdict.FORBIDDEN, verdict("uni-tray-medial", "4", "uni-insert-lateral", "4-9"));
        assertEquals(Verdict.FORBIDDEN, verdict("uni-tray-lateral", "4", "uni-insert-medial", "4-9"));
        assertEquals(Verdict.ALLOWED, verdict("uni-femoral", "5", "uni-insert-lateral", "3-9"));
        assertEquals(Verdict.FORBIDDEN, verdict("uni-femoral", "8", "uni-insert-medial", "1-9"));
    }

    /** The declared length, width and rear are those of the surface; its lowest point is the origin. */
    @Test
    void condyleIsAsDeclared() {
        for (String size : List.of("1", "5", "8")) {
            PartModel p = item("uni-femoral", size).realise(Side.RIGHT);
            double[] b = p.surfaces().get("envelope").bounds();
            assertEquals(-p.parameter("femoral.back"), b[0], 5e-5, size);
            assertEquals(p.parameter("femoral.length"), b[3] - b[0], 1e-4, size);
            assertEquals(p.parameter("femoral.width"), b[5] - b[2], 1e-12, size);
            assertEquals(0, b[1], 2e-5, size);
            assertEquals(p.parameter("femoral.front-height"), p.feature("front").translation().y(), 1e-12);
            // the highest place is the upper end of the back
            assertEquals(p.parameter("femoral.tip-height"), b[4], 1e-3, size);
        }
    }

    /** A condyle of 45 mm across in a nearly flat hollow touches at the lowest points alone, medially and laterally. */
    @Test
    void condyleRestsInTheHollow() {
        PartModel femoral = item("uni-femoral", "5").realise(Side.RIGHT);
        for (String compartment : List.of("medial", "lateral")) {
            PartModel insert = item("uni-insert-" + compartment, "5-9").realise(Side.RIGHT);
            RigidTransform mated = Mating.pose(insert, RigidTransform.IDENTITY, "articulation", femoral, "articulation");
            MeshDistance d = new MeshDistance(Bvh.of(insert.surfaces().get("envelope")), Bvh.of(femoral.surfaces().get("envelope")));
            assertEquals(0.001, d.distance(RigidTransform.translation(new Vec3(0, 0.001, 0)).times(mated)), 5e-5, compartment);
        }
    }

    /** The medial tray of the right knee is round on its medial side, that of the left knee its mirror image. */
    @Test
    void traysAreRoundOnTheirOuterSide() {
        for (String compartment : List.of("medial", "lateral")) {
            double outer = compartment.equals("medial") ? -1 : 1;
            double[] v = item("uni-tray-" + compartment, "5").realise(Side.RIGHT).surfaces().get("envelope").vertices();
            double[] m = item("uni-tray-" + compartment, "5").realise(Side.LEFT).surfaces().get("envelope").vertices();
            double[] depth = new double[2];
            double[] mirrored = new double[2];
            double half = 0.5 * item("uni-tray-" + compartment, "5").realise(Side.RIGHT).parameter("tray.width");
            for (int i = 0; i < v.length; i += 3) {
                int k = v[i + 2] * outer > 0.9 * half ? 1 : v[i + 2] * outer < -0.9 * half ? 0 : -1;
                if (k >= 0) {
                    depth[k] = Math.max(depth[k], v[i]);
                }
                k = m[i + 2] * -outer > 0.9 * half ? 1 : m[i + 2] * -outer < -0.9 * half ? 0 : -1;
                if (k >= 0) {
                    mirrored[k] = Math.max(mirrored[k], m[i]);
                }
            }
            assertTrue(depth[1] < 0.75 * depth[0], compartment + ": " + depth[1] + " and " + depth[0] + " m");
            assertEquals(depth[0], mirrored[0], 1e-12);
            assertEquals(depth[1], mirrored[1], 1e-12);
        }
    }

    @Test
    @Tag("long")
    void hasNoFindings() {
        assertEquals(List.of(), CatalogueCheck.check(KNEE));
    }
}
