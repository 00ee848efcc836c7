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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.orthotwin.catalog.CatalogueCheck;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.implant.Verdict;

/** The bundled knee revision: whole, and its parts what their numbers say. */
class KneeRevisionCatalogueTest {

    private static final LoadedCatalogue KNEE = LoadedCatalogue.load(Generic.url("catalogue/knee-revision.implant"));

    private static Catalogs.Item item(String component, String label) {
        return Generic.item(KNEE, component, label);
    }

    private static PartModel part(String component, String label, Side side) {
        return item(component, label).realise(side);
    }

    private static TriangleMesh envelope(String component, String label) {
        return part(component, label, Side.RIGHT).surfaces().get("envelope");
    }

    @Test
    void isOfficiallyWhole() {
        assertEquals(List.of(), ModelValidator.validate(KNEE.model()));
        Map.of("femoral-rev", 8, "insert-cck", 56, "tray-rev", 8, "augment-distal", 32, "augment-posterior", 16, "augment-tibial-medial",
                24,
                "cone-tibial", 10, "sleeve-femoral", 4, "stem-press-fit", 180, "stem-cemented", 12).forEach((id, n) ->
                assertEquals(n, KNEE.component(id).orElseThrow().getSizes().size(), id));
        assertTrue(KNEE.model().isFictional());
    }

    @Test
    void smallestAndLargestPartsAreSolids() {
        for (Catalogs.Item i : List.of(item("femoral-rev", "1"), item("femoral-rev", "8"), item("insert-cck", "1-10"), item("insert-cck",
                "8-24"), item("tray-rev", "8"), item("augment-distal", "1-4"), item("augment-posterior", "8-8"),
                item("augment-tibial-lateral", "8-15"), item("cone-femoral", "28-25"), item("cone-tibial", "44-35"),
                item("sleeve-femoral", "28"), item("sleeve-tibial", "43"), item("stem-press-fit", "10-75-2"),
                item("stem-press-fit", "24-155"), item("stem-cemented", "10-50"))) {
            i.realise(Side.LEFT).surfaces().forEach((role, m) -> assertTrue(MeshChecks.check(m).isSolid(), i.size().getLabel() + role));
        }
    }

    @Test
    @Tag("long")
    void hasNoFindings() {
        assertEquals(List.of(), CatalogueCheck.check(KNEE).stream().map(Diagnostic::toString).toList());
    }

    /** Volumes by their formulas: a cone is a ring between two frustums, pi h (R^2 + R r + r^2) / 3, with 64 facets round. */
    @Test
    void partsHaveTheVolumesOfTheirShapes() {
        double outer = frustum(0.018, 0.8 * 0.018, 0.035);
        double inner = frustum(0.015, 0.8 * 0.018 - 0.003, 0.035);
        assertEquals(outer - inner, MassProperties.of(envelope("cone-tibial", "36-35")).volume(), 0.003 * (outer - inner));
        PartModel block = part("augment-distal", "5-8", Side.RIGHT);
        assertEquals(0.008 * block.parameter("augment.length") * block.parameter("augment.width"),
                MassProperties.of(block.surfaces().get("envelope")).volume(), 1e-12);
        double thin = MassProperties.of(envelope("augment-tibial-medial", "5-5")).volume();
        assertEquals(3 * thin, MassProperties.of(envelope("augment-tibial-medial", "5-15")).volume(), 1e-9);
    }

    private static double frustum(double r, double s, double h) {
        return Math.PI * h * (r * r + r * s + s * s) / 3;
    }

    @ParameterizedTest
    @CsvSource({"14-115, 14, 115, 0", "18-155-6, 18, 155, 6"})
    void stemIsAsWideAndLongAsItsSizeSays(String size, double diameter, double length, double offset) {
        TriangleMesh m = envelope("stem-press-fit", size);
        assertEquals(-length / 1000, m.bounds()[1], 1e-9);
        double[] loop = MeshSection.of(m, RigidTransform.IDENTITY, -0.6 * length / 1000).largest();
        double[] c = MeshSection.centroid(loop);
        assertEquals(offset / 1000, c[1], 1e-6, "forwards");
        assertEquals(0, c[0], 1e-6, "aside");
        // 48 sides
        assertEquals(Math.PI * diameter * diameter / 4e6, MeshSection.area(loop), 0.004 * Math.PI * diameter * diameter / 4e6);
    }

    /** Blocks lie with their sides on the cuts, on the side of their name; stems lean outwards by 6 degrees, up from the femur. */
    @ParameterizedTest
    @EnumSource(value = Side.class, names = {"LEFT", "RIGHT"})
    void partsJoinTheComponentWhereTheyShould(Side side) {
        PartModel femoral = part("femoral-rev", "6", side);
        PartModel block = part("augment-distal", "6-12", side);
        PartModel rear = part("augment-posterior", "6-4", side);
        double cut = femoral.parameter("femoral.distal-thickness");
        for (String s : List.of("medial", "lateral")) {
            double out = (s.equals("medial") ? -1 : 1) * side.sign();
            double[] b = placed(femoral, "block.distal." + s, block).bounds();
            assertEquals(cut, b[1], 1e-9);
            assertEquals(cut + 0.012, b[4], 1e-9);
            assertEquals(out, Math.signum(b[2]));
            assertEquals(out, Math.signum(b[5]));
            assertTrue(Math.max(Math.abs(b[2]), Math.abs(b[5])) < 0.5 * femoral.parameter("femoral.width"));
            // between the corners of the cuts
            assertEquals(femoral.parameter("femoral.chamfer") - femoral.parameter("femoral.cut-back"), b[0], 1e-6);
            assertEquals(femoral.parameter("femoral.cut-front") - femoral.parameter("femoral.chamfer"), b[3], 1e-6);
            double[] r = placed(femoral, "block.posterior." + s, rear).bounds();
            assertEquals(-femoral.parameter("femoral.cut-back"), r[0], 1e-9);
            assertEquals(0.004 - femoral.parameter("femoral.cut-back"), r[3], 1e-9);
            assertEquals(femoral.parameter("femoral.tip-height"), r[4], 1e-6);
        }
        PartModel stem = part("stem-press-fit", "14-115", side);
        RigidTransform at = Mating.pose(femoral, RigidTransform.IDENTITY, "stem", stem, "component");
        Vec3 up = at.apply(stem.feature("tip").translation()).minus(at.translation());
        assertEquals(Math.toRadians(6), Math.atan2(side.sign() * up.z(), up.y()), 1e-6);
        assertEquals(0, up.x(), 1e-9);
        PartModel tray = part("tray-rev", "5", side);
        Vec3 down = Mating.pose(tray, RigidTransform.IDENTITY, "stem", stem, "component").apply(stem.feature("tip").translation());
        assertEquals(0, down.distance(new Vec3(0, -0.025 - 0.115, 0)), 1e-9);
        double[] t = placed(tray, "augment.medial", part("augment-tibial-medial", "5-10", side)).bounds();
        assertEquals(-0.010, t[1], 1e-9);
        assertEquals(0, t[4], 1e-9);
        assertEquals(0.010, side == Side.RIGHT ? -t[5] : t[2], 1e-6);
    }

    private static TriangleMesh placed(PartModel base, String feature, PartModel added) {
        return added.surfaces().get("envelope").transformed(Mating.pose(base, RigidTransform.IDENTITY, feature, added, "component"));
    }

    /** The post fills the box but for half a millimetre on either side, and stays under its roof. */
    @ParameterizedTest
    @CsvSource({"1", "5", "8"})
    void thePostGuidesInTheBox(int size) {
        PartModel insert = part("insert-cck", size + "-12", Side.RIGHT);
        PartModel femoral = part("femoral-rev", "" + size, Side.RIGHT);
        double[] b = insert.surfaces().get("post").bounds();
        assertEquals(femoral.parameter("femoral.notch") - 0.0005, b[5], 1e-6);
        double over = b[4] - insert.parameter("bearing.layer");
        assertTrue(over < femoral.parameter("femoral.roof") && over > femoral.parameter("femoral.roof") - 0.002, over + " m");
    }

    @Test
    void whatGoesTogether() {
        assertEquals(Verdict.ALLOWED, verdict("femoral-rev", "6", "augment-distal", "6-8"));
        assertEquals(Verdict.FORBIDDEN, verdict("femoral-rev", "6", "augment-distal", "5-8"));
        assertEquals(Verdict.FORBIDDEN, verdict("tray-rev", "6", "augment-tibial-lateral", "5-10"));
        assertEquals(Verdict.ALLOWED, verdict("femoral-rev", "6", "insert-cck", "5-12"));
        assertEquals(Verdict.FORBIDDEN, verdict("femoral-rev", "5", "insert-cck", "6-12"));
        assertEquals(Verdict.FORBIDDEN, verdict("femoral-rev", "6", "insert-cck", "4-12"));
        assertEquals(Verdict.FORBIDDEN, verdict("cone-tibial", "36-25", "sleeve-tibial", "38"));
        assertEquals(Verdict.ALLOWED, verdict("cone-femoral", "36-25", "sleeve-tibial", "38"));
        assertEquals(Verdict.ALLOWED, verdict("tray-rev", "6", "stem-cemented", "12-75"));
    }

    private static Verdict verdict(String a, String sizeA, String b, String sizeB) {
        return Compatibility.of(item(a, sizeA), item(b, sizeB)).verdict();
    }
}
