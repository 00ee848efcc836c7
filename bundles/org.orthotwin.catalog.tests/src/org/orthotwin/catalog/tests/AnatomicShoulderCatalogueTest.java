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
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.implant.Verdict;

/** The reference anatomic shoulder: whole, closed, of the volumes that its numbers say, and combined as its rules say. */
class AnatomicShoulderCatalogueTest {

    private static final LoadedCatalogue SHOULDER = LoadedCatalogue.load(Generic.url("catalogue/shoulder-anatomic.implant"));

    private static Catalogs.Item item(String component, String label) {
        return Generic.item(SHOULDER, component, label);
    }

    private static Verdict verdict(String a, String sizeOfA, String b, String sizeOfB) {
        return Compatibility.of(item(a, sizeOfA), item(b, sizeOfB)).verdict();
    }

    private static double volume(String component, String label) {
        return MassProperties.of(item(component, label).realise(Side.RIGHT).surfaces().get("envelope")).volume();
    }

    @Test
    void isOfficiallyWhole() {
        assertEquals(List.of(), ModelValidator.validate(SHOULDER.model()));
        Map<String, Integer> sizes = Map.of("glenoid-pegged", 12, "glenoid-keeled", 12, "glenoid-half-wedge", 36, "glenoid-full-wedge", 36,
                "head", 81, "stem", 24, "stemless", 6);
        sizes.forEach((id, n) -> assertEquals(n, SHOULDER.component(id).orElseThrow().getSizes().size(), id));
        assertTrue(SHOULDER.model().isFictional());
    }

    @Test
    void smallestAndLargestPartsAreSolids() {
        for (Catalogs.Item i : List.of(item("glenoid-pegged", "S-25.5"), item("glenoid-keeled", "XL-33"),
                item("glenoid-half-wedge", "S-25.5-25"), item("glenoid-full-wedge", "XL-33-25"), item("head", "38-13"),
                item("head", "54-22-superior"), item("stem", "1-130"), item("stem", "8-140"), item("stemless", "26"),
                item("stemless", "36"))) {
            i.realise(Side.LEFT).surfaces().forEach((role, m) -> assertTrue(MeshChecks.check(m).isSolid(), i.size().getLabel() + role));
        }
    }

    /** A head is a cap of a ball: pi h^2 (3 R - h) / 3. */
    @Test
    void headIsACap() {
        double r = 0.023;
        double h = 0.017;
        double v = volume("head", "46-17");
        assertEquals(Math.PI * h * h * (3 * r - h) / 3, v, 0.004 * v);
        assertEquals(2 * Math.sqrt(r * r - (r - h) * (r - h)), item("head", "46-17").realise(Side.RIGHT).parameter("head.base-diameter"),
                1e-12);
    }

    /**
     * A wedge adds to the plain part the volume under a tilted plane: of half an outline its first moment about the middle times the
     * tangent of the angle, of the whole outline its area times half of its width times the tangent.
     */
    @Test
    void wedgesAddWhatTheirAnglesSay() {
        double plain = volume("glenoid-pegged", "M-28.5");
        double a = 0.01225;
        double b = 0.01625;
        // superellipse of exponent 2.3 by the midpoint rule
        double area = 0;
        double moment = 0;
        int n = 20000;
        for (int i = 0; i < n; i++) {
            double x = a * (i + 0.5) / n;
            double y = 2 * b * Math.pow(1 - Math.pow(x / a, 2.3), 1 / 2.3);
            area += 2 * y * a / n;
            moment += x * y * a / n;
        }
        for (int angle : new int[] {8, 15, 25}) {
            double t = Math.tan(Math.toRadians(angle));
            double half = volume("glenoid-half-wedge", "M-28.5-" + angle) - plain;
            double full = volume("glenoid-full-wedge", "M-28.5-" + angle) - plain;
            assertEquals(moment * t, half, 0.01 * half, angle + " deg");
            assertEquals(area * a * t, full, 0.01 * full, angle + " deg");
        }
    }

    /** Published: 4 to 10 mm recommended (Schoch et al. 2019), below 4.5 mm more radiolucent lines (doi:10.1186/s12891-020-03219-z). */
    @Test
    void mismatchDecidesWhatGoesTogether() {
        for (String glenoid : List.of("glenoid-pegged", "glenoid-keeled")) {
            assertEquals(Verdict.ALLOWED, verdict(glenoid, "M-28.5", "head", "46-17"), "5.5 mm");
            assertEquals(Verdict.ALLOWED, verdict(glenoid, "M-28.5", "head", "44-16.5"), "6.5 mm");
            assertEquals(Verdict.ALLOWED, verdict(glenoid, "M-27", "head", "44-16.5"), "5 mm");
            assertEquals(Verdict.WARNED, verdict(glenoid, "M-27", "head", "46-17"), "4 mm");
            assertEquals(Verdict.WARNED, verdict(glenoid, "XL-33", "head", "44-16.5"), "11 mm");
            assertEquals(Verdict.FORBIDDEN, verdict(glenoid, "S-25.5", "head", "52-19.5"), "-0.5 mm");
        }
        assertEquals(Verdict.FORBIDDEN, verdict("stemless", "36", "head", "38-13"));
        assertEquals(Verdict.ALLOWED, verdict("stemless", "30", "head", "44-16.5"));
    }

    @Test
    void leftIsTheMirroredRight() {
        PartModel right = item("glenoid-half-wedge", "L-30-15").realise(Side.RIGHT);
        PartModel left = item("glenoid-half-wedge", "L-30-15").realise(Side.LEFT);
        for (String role : right.surfaces().keySet()) {
            TriangleMesh m = right.surfaces().get(role).mirroredZ();
            assertEquals(MassProperties.of(m).volume(), MassProperties.of(left.surfaces().get(role)).volume(), 1e-15, role);
            for (int i = 0; i < 6; i++) {
                assertEquals(m.bounds()[i], left.surfaces().get(role).bounds()[i], 1e-12, role);
            }
        }
    }

    @Test
    @Tag("long")
    void hasNoFindings() {
        assertEquals(List.of(), CatalogueCheck.check(SHOULDER));
    }
}
