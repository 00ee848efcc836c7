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
import org.orthotwin.catalog.CatalogueCheck;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.implant.Verdict;

/** The bundled revision hip: whole, and its parts what their numbers say. */
class HipRevisionCatalogueTest {

    private static final LoadedCatalogue HIP = LoadedCatalogue.load(Generic.url("catalogue/hip-revision.implant"));

    private static Catalogs.Item item(String component, String label) {
        return Generic.item(HIP, component, label);
    }

    @Test
    void isOfficiallyWhole() {
        assertEquals(List.of(), ModelValidator.validate(HIP.model()));
        Map.of("stem-conical", 78, "head-cocr", 16, "shell-revision", 16, "liner-flat", 11, "augment-dome", 64,
                "liner-mobility", 4, "insert-mobility", 4).forEach((id, n) ->
                assertEquals(n, HIP.component(id).orElseThrow().getSizes().size(), id));
        assertTrue(HIP.model().isFictional());
    }

    @Test
    void smallestAndLargestPartsAreSolids() {
        for (Catalogs.Item i : List.of(item("stem-conical", "12-190-standard"), item("stem-conical", "24-270-high"),
                item("shell-revision", "80"), item("augment-dome", "50-10"), item("augment-dome", "80-30"))) {
            i.realise(Side.LEFT).surfaces().forEach((role, m) -> assertTrue(MeshChecks.check(m).isSolid(), i.size().getLabel() + role));
        }
    }

    @Test
    @Tag("long")
    void hasNoFindings() {
        assertEquals(List.of(), CatalogueCheck.check(HIP).stream().map(Diagnostic::toString).toList());
    }

    /** The lens is the ball outside less what of it is in the ball inside; both caps by V = pi h^2 (3 r - h) / 3. */
    @ParameterizedTest
    @CsvSource({"54-10, 54, 10", "60-20, 60, 20", "66-30, 66, 30"})
    void augmentIsALensOnItsShell(String size, double diameter, double thickness) {
        PartModel p = item("augment-dome", size).realise(Side.RIGHT);
        double inner = 0.0005 * diameter;
        double t = thickness / 1000;
        double aperture = Math.toRadians(38);
        double edge = inner * Math.cos(aperture);
        double centre = p.parameter("augment.ball-centre");
        double outer = p.parameter("augment.ball-radius");
        assertEquals(inner + t, centre + outer, 1e-12);
        assertEquals(inner * Math.sin(aperture), Math.sqrt(outer * outer - (edge - centre) * (edge - centre)), 1e-12, "the balls meet");
        double volume = cap(outer, centre + outer - edge) - cap(inner, inner - edge);
        TriangleMesh m = p.surfaces().get("envelope");
        // 48 facets round and arcs of tolerance 0.1 mm: 1 %
        assertEquals(volume, MassProperties.of(m).volume(), 0.01 * volume);
        double tilt = Math.toRadians(40);
        double highest = Double.NEGATIVE_INFINITY;
        double nearest = Double.POSITIVE_INFINITY;
        double farthest = 0;
        for (int i = 0; i < m.vertexCount(); i++) {
            double along = m.vertex(i).x() * Math.cos(tilt) - m.vertex(i).z() * Math.sin(tilt);
            farthest = Math.max(farthest, along);
            highest = Math.max(highest, m.vertex(i).z());
            nearest = Math.min(nearest, m.vertex(i).norm());
        }
        assertEquals(inner + t, farthest, 1e-6);
        assertEquals(inner, nearest, 1e-6, "its inner side is the shell");
        assertTrue(highest < 0, "stands " + highest + " m over the rim");
    }

    private static double cap(double r, double h) {
        return Math.PI * h * h * (3 * r - h) / 3;
    }

    @Test
    void everyShellTakesADualMobility() {
        for (int d = 50; d <= 80; d += 2) {
            String group = d <= 52 ? "A" : d <= 56 ? "B" : d <= 60 ? "C" : "D";
            for (String g : List.of("A", "B", "C", "D")) {
                assertEquals(g.equals(group) ? Verdict.ALLOWED : Verdict.FORBIDDEN, Compatibility.of(item("shell-revision", "" + d),
                        item("liner-mobility", g)).verdict(), d + " " + g);
            }
        }
        assertEquals(Verdict.ALLOWED, Compatibility.of(item("liner-mobility", "C"), item("insert-mobility", "C-28")).verdict());
        assertEquals(Verdict.FORBIDDEN, Compatibility.of(item("liner-mobility", "C"), item("insert-mobility", "B-28")).verdict());
    }

    @Test
    void anAugmentGoesWithItsShellAlone() {
        assertEquals(Verdict.ALLOWED, Compatibility.of(item("shell-revision", "60"), item("augment-dome", "60-20")).verdict());
        assertEquals(Verdict.FORBIDDEN, Compatibility.of(item("shell-revision", "62"), item("augment-dome", "60-20")).verdict());
    }

    /** The cone of 2 degrees is as wide as its size 60 mm above the tip, and grows by 2 tan(1 deg) a metre. */
    @ParameterizedTest
    @CsvSource({"14-190-standard, 14, 190", "20-270-high, 20, 270"})
    void stemIsACone(String size, double diameter, double length) {
        TriangleMesh m = item("stem-conical", size).realise(Side.RIGHT).surfaces().get("envelope");
        assertEquals(-length / 1000, m.bounds()[1], 1e-9);
        for (double up : new double[] {0.040, 0.060, 0.100}) {
            double[] loop = org.orthotwin.geometry.MeshSection.of(m, org.orthotwin.geometry.RigidTransform.IDENTITY, up - length / 1000)
                    .largest();
            double r = 0;
            for (int i = 0; i < loop.length; i += 2) {
                r = Math.max(r, Math.hypot(loop[i], loop[i + 1]));
            }
            assertEquals(0.0005 * diameter + (up - 0.060) * Math.tan(Math.toRadians(1)), r, 5e-5, up + " m above the tip");
        }
    }
}
