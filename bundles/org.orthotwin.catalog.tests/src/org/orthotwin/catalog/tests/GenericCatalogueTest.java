/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Mating;
import org.orthotwin.catalog.Notices;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Severity;
import org.orthotwin.core.Translated;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.ImplantFiles;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;

class GenericCatalogueTest {

    private static final LoadedCatalogue CATALOGUE = Generic.CATALOGUE;

    private static Stream<Catalogs.Item> items() {
        return CATALOGUE.components().stream().flatMap(c -> c.getSizes().stream().map(s -> new Catalogs.Item(CATALOGUE, c, s)));
    }

    @Test
    void everySizeIsASolidOnBothSidesAndLeftIsTheExactMirrorImage() {
        int[] count = {0};
        items().forEach(item -> {
            PartModel right = item.realise(Side.RIGHT);
            PartModel left = item.realise(Side.LEFT);
            int axis = item.component().getMirrorAxis().equals("y") ? 1 : 2;
            assertEquals(right.surfaces().keySet(), left.surfaces().keySet());
            right.surfaces().forEach((role, r) -> {
                String name = right.partNumber() + " " + role;
                TriangleMesh l = left.surfaces().get(role);
                for (TriangleMesh m : List.of(r, l)) {
                    MeshChecks.Report report = MeshChecks.check(m);
                    assertTrue(report.isSolid() && report.degenerateTriangles() == 0, name + ": " + report);
                    assertEquals(1, report.components(), name);
                    assertEquals(2, report.eulerCharacteristic() + (role.equals("skirt") ? 2 : 0), name
                            + ": a skirt is a ring, all else has no hole");
                }
                for (int i = 0; i < r.vertexCount(); i++) {
                    double[] v = {r.vertex(i).x(), r.vertex(i).y(), r.vertex(i).z()};
                    v[axis] = -v[axis];
                    assertEquals(new Vec3(v[0] + 0.0, v[1] + 0.0, v[2] + 0.0), l.vertex(i).plus(Vec3.ZERO), name);
                }
            });
            right.features().forEach((feature, r) -> {
                RigidTransform l = left.feature(feature);
                assertMirror(r.translation(), l.translation(), axis, right.partNumber() + " " + feature);
                assertMirror(r.axis(2), l.axis(2), axis, right.partNumber() + " " + feature);
            });
            count[0]++;
        });
        assertEquals(72 + 24 + 16 + 12 + 14 + 14 + 5 + 7, count[0]);
    }

    private static void assertMirror(Vec3 right, Vec3 left, int axis, String name) {
        assertEquals(right.x(), left.x(), 0, name);
        assertEquals(axis == 1 ? -right.y() : right.y(), left.y(), 0, name);
        assertEquals(axis == 2 ? -right.z() : right.z(), left.z(), 0, name);
    }

    @Test
    void runsAreComplete() {
        Set<String> stems = new HashSet<>();
        for (int size = 1; size <= 12; size++) {
            for (String offset : List.of("standard", "high")) {
                for (int ccd : new int[] {127, 131, 135}) {
                    stems.add(size + "-" + offset + "-" + ccd);
                    assertEquals(Math.toRadians(ccd), Generic.part("stem-taper", size + "-" + offset + "-" + ccd).parameter("stem.ccd"),
                            1e-15);
                }
            }
        }
        assertEquals(stems, labels("stem-taper"));
        List<String> cups = new ArrayList<>();
        for (int d = 44; d <= 66; d += 2) {
            cups.add(String.valueOf(d));
            assertEquals(d / 1000.0, Generic.part("cup-pressfit", "" + d).parameter("cup.outer-diameter"), 1e-15);
        }
        assertEquals(new HashSet<>(cups), labels("cup-pressfit"));
        assertTrue(labels("head-cocr").containsAll(List.of("22.2+0", "28-4", "32+0", "36+4", "40+8", "28+12")));
        assertTrue(labels("head-ceramic").containsAll(List.of("28+0", "32-4", "36+8", "40+0")));
    }

    private static Set<String> labels(String component) {
        return new HashSet<>(Generic.component(component).getSizes().stream().map(Size::getLabel).toList());
    }

    @Test
    void ballsAndBearingsHaveTheirRadii() {
        items().filter(i -> i.component().getKind().equals("hip.head")).forEach(i -> {
            PartModel p = i.realise(Side.RIGHT);
            assertEquals(p.parameter("head.diameter") / 2, farthest(p.surfaces().get("envelope")), 1e-12, p.partNumber());
        });
        items().filter(i -> i.component().getKind().equals("hip.liner")).forEach(i -> {
            PartModel p = i.realise(Side.RIGHT);
            TriangleMesh m = p.surfaces().get("envelope");
            assertEquals(p.parameter("liner.inner-diameter") / 2, nearest(m), 1e-12, p.partNumber());
            assertEquals(p.parameter("liner.outer-diameter") / 2, -m.bounds()[2], 1e-12, p.partNumber());
            double wall = p.parameter("liner.thickness");
            assertTrue(i.component().getId().equals("liner-mobility") ? wall >= 0.002 - 1e-12 : wall >= 0.005 - 1e-12, p.partNumber()
                    + " has a wall of " + wall + " m");
        });
        items().filter(i -> i.component().getKind().equals("hip.mobility-insert")).forEach(i -> {
            PartModel p = i.realise(Side.RIGHT);
            assertEquals(p.parameter("outer.diameter") / 2, farthest(p.surfaces().get("envelope")), 1e-12, p.partNumber());
            assertEquals(p.parameter("insert.inner-diameter") / 2, nearest(p.surfaces().get("envelope")), 1e-12, p.partNumber());
            assertTrue(p.parameter("liner.thickness") >= 0.005 - 1e-12, p.partNumber());
        });
        items().filter(i -> i.component().getKind().equals("hip.cup")).forEach(i -> {
            PartModel p = i.realise(Side.RIGHT);
            assertEquals(p.parameter("cup.inner-diameter") / 2, nearest(p.surfaces().get("envelope")), 1e-12, p.partNumber());
            assertEquals(p.parameter("cup.outer-diameter") / 2, -p.surfaces().get("envelope").bounds()[2], 1e-12, p.partNumber());
            assertEquals(p.parameter("cup.outer-diameter") - p.parameter("cup.reaming-diameter"), 0.001, 1e-12);
        });
    }

    private static double farthest(TriangleMesh m) {
        double d = 0;
        for (int i = 0; i < m.vertexCount(); i++) {
            d = Math.max(d, m.vertex(i).norm());
        }
        return d;
    }

    private static double nearest(TriangleMesh m) {
        double d = Double.POSITIVE_INFINITY;
        for (int i = 0; i < m.vertexCount(); i++) {
            d = Math.min(d, m.vertex(i).norm());
        }
        return d;
    }

    @Test
    void headCentreIsAtTheTaperPlusTheNeckLength() {
        Component head = Generic.component("head-cocr");
        for (Size stemSize : Generic.component("stem-taper").getSizes()) {
            for (Size headSize : head.getSizes()) {
                for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
                    PartModel s = CATALOGUE.realise(Generic.component("stem-taper"), stemSize, side);
                    PartModel h = CATALOGUE.realise(head, headSize, side);
                    Vec3 centre = Mating.pose(s, RigidTransform.IDENTITY, "taper", h, "taper").translation();
                    double length = h.parameter("head.neck-length");
                    double ccd = s.parameter("stem.ccd");
                    double medial = s.parameter("stem.offset") + length * Math.sin(ccd);
                    assertEquals(0, centre.x(), 1e-15);
                    assertEquals(s.parameter("stem.head-height") - length * Math.cos(ccd), centre.y(), 1e-15);
                    assertEquals(-side.sign() * medial, centre.z(), 1e-15, "the head is medial: left of a right stem, right of a left one");
                    assertEquals(ccd, s.feature("taper").axis(2).angle(Vec3.Y.negate()), 1e-12);
                }
            }
        }
    }

    @Test
    void highOffsetMovesTheHeadMediallyAndNothingElse() {
        for (int size = 1; size <= 12; size++) {
            for (int ccd : new int[] {127, 131, 135}) {
                Vec3 standard = Generic.part("stem-taper", size + "-standard-" + ccd).feature("taper").translation();
                Vec3 high = Generic.part("stem-taper", size + "-high-" + ccd).feature("taper").translation();
                assertEquals(0, high.plus(new Vec3(0, 0, 0.006)).minus(standard).norm(), 1e-12);
            }
        }
    }

    @Test
    void largerStemsFillLargerCanals() {
        for (String rest : List.of("-standard-127", "-high-131", "-standard-135")) {
            for (int size = 2; size <= 12; size++) {
                TriangleMesh small = Generic.part("stem-taper", size - 1 + rest).surfaces().get("envelope");
                TriangleMesh large = Generic.part("stem-taper", size + rest).surfaces().get("envelope");
                assertTrue(MassProperties.of(large).volume() > 1.03 * MassProperties.of(small).volume(), size + rest);
                for (double depth : new double[] {0, 0.03, 0.06, 0.08}) {
                    for (int axis : new int[] {0, 2}) {
                        assertTrue(width(large, depth, axis) > width(small, depth, axis), size + rest + " at " + depth + " m, axis "
                                + axis);
                    }
                }
            }
        }
    }

    /** Extent along an axis of the section at {@code -depth}, from the edges that cross it. */
    private static double width(TriangleMesh m, double depth, int axis) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < m.triangleCount(); t++) {
            for (int k = 0; k < 3; k++) {
                Vec3 a = m.corner(t, k);
                Vec3 b = m.corner(t, (k + 1) % 3);
                double s = (-depth - a.y()) / (b.y() - a.y());
                if (s >= 0 && s <= 1) {
                    Vec3 p = a.plus(b.minus(a).times(s));
                    least = Math.min(least, axis == 0 ? p.x() : p.z());
                    most = Math.max(most, axis == 0 ? p.x() : p.z());
                }
            }
        }
        return most - least;
    }

    @Test
    void neckIsACylinderOfItsDiameterWhereRimsMeetIt() {
        items().filter(i -> i.component().getKind().equals("hip.stem")).forEach(i -> {
            PartModel p = i.realise(Side.RIGHT);
            RigidTransform toTaper = p.feature("taper").inverse();
            double r = p.parameter("neck.diameter") / 2;
            int seen = 0;
            for (TriangleMesh m : p.surfaces().values()) {
                for (int k = 0; k < m.vertexCount(); k++) {
                    Vec3 v = toTaper.apply(m.vertex(k));
                    if (v.z() < -0.0094 && v.z() > -0.020) {
                        assertTrue(Math.hypot(v.x(), v.y()) < r + 1e-12, p.partNumber() + " is thicker than its neck at " + v);
                        seen += Math.abs(Math.hypot(v.x(), v.y()) - r) < 1e-12 ? 1 : 0;
                    }
                }
            }
            assertTrue(seen >= 64, p.partNumber());
        });
    }

    /**
     * The neck leans until it touches the rim: pi/2 - asin(r / R) from the liner's axis, where both are closed forms with the rim at the
     * centre.
     */
    @ParameterizedTest
    @CsvSource({"7-standard-131, 28+0, C-28, 0", "1-high-127, 32+4, D-32, 0", "12-standard-135, 36+4, E-36, 0",
            "7-standard-131, 40+8, E-40, 0",
        "7-high-135, 28-4, B-28, 0", "7-standard-131, 32+0, C-32, 10", "7-standard-131, 36+0, D-36, 10"})
    void neckMeetsTheRimWhereTheClosedFormSays(String stem, String head, String liner, double lipDegrees) {
        PartModel s = Generic.part("stem-taper", stem);
        PartModel h = Generic.part("head-cocr", head);
        TriangleMesh rim = Generic.part(lipDegrees > 0 ? "liner-lip10" : "liner-flat", liner).surfaces().get("envelope");
        RigidTransform headFromStem = Mating.pose(s, RigidTransform.IDENTITY, "taper", h, "taper").inverse();
        MeshCollision collision = new MeshCollision(Bvh.of(rim), Bvh.of(s.surfaces().get("neck")));
        double r = s.parameter("neck.diameter") / 2;
        double expected = Math.PI / 2 - Math.asin(r / (h.parameter("head.diameter") / 2)) - Math.toRadians(lipDegrees);
        for (int k = 0; k < 4; k++) {
            // on the side of the lip only, where there is one
            double direction = lipDegrees > 0 ? 0 : 0.3 + k;
            Vec3 axis = new Vec3(-Math.sin(direction), Math.cos(direction), 0);
            double free = 0;
            double touching = Math.PI / 2;
            while (touching - free > 1e-6) {
                double middle = (free + touching) / 2;
                // the neck leaves by the opening at 0
                RigidTransform pose = RigidTransform.rotation(axis, middle).times(RigidTransform.rotation(Vec3.X, Math.PI))
                        .times(headFromStem);
                if (collision.intersects(pose)) {
                    touching = middle;
                } else {
                    free = middle;
                }
            }
            assertEquals(Math.toDegrees(expected), Math.toDegrees(free), lipDegrees > 0 ? 2.5 : 0.15, stem + " " + head + " " + liner);
        }
    }

    @Test
    void lipRaisesOneHalfOfTheRimByItsAngle() {
        for (Size s : Generic.component("liner-lip10").getSizes()) {
            PartModel p = CATALOGUE.realise(Generic.component("liner-lip10"), s, Side.RIGHT);
            TriangleMesh m = p.surfaces().get("envelope");
            double r = p.parameter("liner.inner-diameter") / 2;
            Vec3 lip = p.feature("lip").translation();
            boolean there = false;
            for (int i = 0; i < m.vertexCount(); i++) {
                Vec3 v = m.vertex(i);
                there |= v.minus(lip).norm() < 1e-12;
                assertTrue(v.z() <= 0.0007 + Math.max(0, v.x()) * Math.tan(Math.toRadians(10)), "raised more than 10 degrees at " + v);
            }
            assertTrue(there, p.partNumber() + ": no vertex where the lip is highest");
            assertEquals(Math.toRadians(10), Math.atan2(lip.z(), r), 1e-12);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "head-cocr, 36+0, liner-flat, C-28, FORBIDDEN", "head-cocr, 28+0, liner-flat, C-28, ALLOWED",
        "head-ceramic, 32+0, liner-lip10, D-32, ALLOWED",
        "cup-pressfit, 52, liner-flat, C-28, ALLOWED", "cup-pressfit, 52, liner-flat, D-32, FORBIDDEN",
        "cup-pressfit, 44, liner-mobility, A, ALLOWED",
        "cup-pressfit, 44, liner-mobility, B, FORBIDDEN", "stem-taper, 7-standard-131, head-cocr, 32+12, ALLOWED",
        "stem-taper, 7-standard-131, head-ceramic, 36+12, FORBIDDEN", "stem-taper, 2-high-127, head-cocr, 28+8, WARNED",
        "stem-taper, 2-high-127, head-ceramic, 36+12, FORBIDDEN", "stem-taper, 3-high-127, head-cocr, 28+8, ALLOWED",
        "head-cocr, 32+12, liner-lip10, C-32, WARNED", "head-cocr, 28+12, liner-lip10, C-32, FORBIDDEN",
        "liner-mobility, C, insert-mobility, C-28, ALLOWED",
        "liner-mobility, C, insert-mobility, D-28, FORBIDDEN", "head-cocr, 28+4, insert-mobility, D-28, ALLOWED",
        "head-cocr, 22.2+4, insert-mobility, D-28, FORBIDDEN", "stem-taper, 1-high-127, cup-pressfit, 44, ALLOWED"})
    void matrix(String a, String sizeA, String b, String sizeB, Verdict expected) {
        Compatibility straight = Compatibility.of(Generic.item(a, sizeA), Generic.item(b, sizeB));
        assertEquals(expected, straight.verdict(), straight.toString());
        assertEquals(straight, Compatibility.of(Generic.item(b, sizeB), Generic.item(a, sizeA)));
        if (expected != Verdict.ALLOWED) {
            for (String language : List.of("en", "fr")) {
                assertTrue(straight.source().text(language).contains("OR-") && straight.date().matches("2026-\\d\\d-\\d\\d")
                        && straight.reason().text(language).endsWith("."), straight.toString());
            }
        }
    }

    @Test
    void everyTextThatPeopleReadIsThereInFrench() {
        for (Component c : CATALOGUE.components()) {
            for (Translated t : List.of(CATALOGUE.name(c), CATALOGUE.description(c))) {
                assertFalse(t.text("fr").equals(t.text("en")), t.toString());
                assertEquals(t.text("en"), t.text("de"));
            }
        }
        assertEquals("Implants de r\u00e9f\u00e9rence OrthoTwin", CATALOGUE.name().text("fr"));
        Diagnostic recall = Notices.of(Generic.item("liner-lip10", "D-40")).getFirst();
        assertTrue(recall.text("fr").contains("ne pas implanter") && recall.text("en").contains("do not implant"), recall.text("fr"));
    }

    @Test
    void everyCupTakesALinerAndAHeadOnEveryStem() {
        for (Size cup : Generic.component("cup-pressfit").getSizes()) {
            long complete = Generic.component("liner-flat").getSizes().stream().filter(l -> allowed("cup-pressfit", cup.getLabel(),
                    "liner-flat", l.getLabel()))
                    .filter(l -> Generic.component("head-cocr").getSizes().stream().anyMatch(h -> allowed("head-cocr", h.getLabel(),
                            "liner-flat", l.getLabel())))
                    .count();
            assertTrue(complete >= 2, "cup " + cup.getLabel() + " has " + complete + " complete bearings");
        }
        for (Size stem : Generic.component("stem-taper").getSizes()) {
            assertTrue(allowed("stem-taper", stem.getLabel(), "head-cocr", "28+0") && allowed("stem-taper", stem.getLabel(), "head-ceramic",
                    "36+0"));
        }
    }

    private static boolean allowed(String a, String sizeA, String b, String sizeB) {
        return Compatibility.of(Generic.item(a, sizeA), Generic.item(b, sizeB)).verdict() == Verdict.ALLOWED;
    }

    @Test
    void noticesNamePartDateAndSource() {
        assertNotice("liner-lip10", "D-40", Severity.ERROR, "notice.recall", "Part ORI-LL-D-40 has been recalled", "2026-05-18",
                "OR-FSN-2026-03");
        assertNotice("head-ceramic", "36+12", Severity.ERROR, "notice.disapproval", "Part ORI-HC-36-P12", "2026-03-02", "2026/117");
        assertNotice("head-cocr", "28+0-A", Severity.WARNING, "notice.replacement", "replaced by ORI-HM-28-P00", "2026-01-01",
                "OR-PL-2026-01");
        assertNotice("stem-taper", "12-high-131", Severity.INFO, "notice.information", "ORI-ST-131-H-12", "2026-02-10", "OR-PL-2026-02");
        assertEquals(List.of(), Notices.of(Generic.item("liner-lip10", "D-36")));
        assertEquals(List.of(), Notices.of(Generic.item("head-cocr", "28+0")));
    }

    private static void assertNotice(String component, String size, Severity severity, String code, String... words) {
        List<Diagnostic> found = Notices.of(Generic.item(component, size));
        assertEquals(1, found.size());
        assertEquals(severity, found.getFirst().severity());
        assertEquals(code, found.getFirst().code());
        for (String w : words) {
            assertTrue(found.getFirst().text("en").contains(w), found.getFirst().text("en"));
        }
        assertNotEquals(found.getFirst().text("en"), found.getFirst().text("fr"));
    }

    @Test
    void realisesTheSameMeshesAgainAndFromManyThreads() {
        LoadedCatalogue again = Generic.load();
        List<PartModel> parts = again.components().parallelStream().flatMap(c -> c.getSizes().stream().map(s -> again.realise(c, s,
                Side.RIGHT))).toList();
        List<PartModel> here = items().map(i -> i.realise(Side.RIGHT)).toList();
        assertEquals(here.size(), parts.size());
        for (int i = 0; i < here.size(); i++) {
            PartModel p = here.get(i);
            PartModel q = parts.get(i);
            assertEquals(p.partNumber(), q.partNumber());
            assertEquals(p.parameters(), q.parameters());
            p.surfaces().forEach((role, m) -> {
                assertArrayEquals(m.vertices(), q.surfaces().get(role).vertices(), 0);
                assertArrayEquals(m.triangles(), q.surfaces().get(role).triangles());
            });
        }
        Catalogs.Item item = Generic.item("cup-pressfit", "52");
        assertSame(item.realise(Side.RIGHT), item.realise(Side.RIGHT));
        assertEquals("52", item.realise(Side.RIGHT).size());
    }

    @Test
    void fileIsCanonicalText(@TempDir Path folder) throws Exception {
        Path copy = folder.resolve("generic.implant");
        ImplantFiles.save(copy, Generic.load().model());
        assertArrayEquals(Generic.bytes(), Files.readAllBytes(copy));
    }
}
