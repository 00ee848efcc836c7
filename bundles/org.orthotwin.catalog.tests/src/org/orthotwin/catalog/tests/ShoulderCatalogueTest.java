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
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.implant.Verdict;

/** The reference shoulder: whole, closed, and its parts fit each other. */
class ShoulderCatalogueTest {

    private static final LoadedCatalogue SHOULDER = LoadedCatalogue.load(Generic.url("catalogue/shoulder.implant"));

    private static Catalogs.Item item(String component, String label) {
        return Generic.item(SHOULDER, component, label);
    }

    private static Verdict verdict(String a, String sizeOfA, String b, String sizeOfB) {
        return Compatibility.of(item(a, sizeOfA), item(b, sizeOfB)).verdict();
    }

    @Test
    void isOfficiallyWhole() {
        assertEquals(List.of(), ModelValidator.validate(SHOULDER.model()));
        Map<String, Integer> sizes = Map.of("baseplate", 2, "glenosphere", 41, "stem", 24, "tray", 3, "liner", 15);
        sizes.forEach((id, n) -> assertEquals(n, SHOULDER.component(id).orElseThrow().getSizes().size(), id));
        assertTrue(SHOULDER.model().isFictional());
    }

    @Test
    void smallestAndLargestPartsAreSolids() {
        for (Catalogs.Item i : List.of(item("baseplate", "24"), item("baseplate", "28"), item("glenosphere", "36-0-0"),
                item("glenosphere", "36-8-2"), item("glenosphere", "44-8-4"), item("stem", "1-135"), item("stem", "8-155"),
                item("tray", "4"), item("liner", "36-5"), item("liner", "44-11"))) {
            i.realise(Side.LEFT).surfaces().forEach((role, m) -> assertTrue(MeshChecks.check(m).isSolid(), i.size().getLabel() + role));
        }
    }

    @Test
    void whatGoesTogether() {
        assertEquals(Verdict.ALLOWED, verdict("glenosphere", "38-4-2", "liner", "38-5"));
        assertEquals(Verdict.FORBIDDEN, verdict("glenosphere", "38-4-2", "liner", "36-5"));
        assertEquals(Verdict.FORBIDDEN, verdict("baseplate", "28", "glenosphere", "38-4-2"));
        assertEquals(Verdict.ALLOWED, verdict("baseplate", "24", "glenosphere", "42-0-4"));
        assertEquals(Verdict.WARNED, verdict("tray", "8", "liner", "36-11"));
    }

    /** The centre lies as far outside of the seat and below the post as the labels say, on both sides of the body. */
    @Test
    void centreIsWhereTheLabelsSay() {
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            PartModel plate = item("baseplate", "24").realise(side);
            PartModel ball = item("glenosphere", "38-8-2").realise(side);
            RigidTransform pose = Mating.pose(plate, RigidTransform.IDENTITY, "glenosphere", ball, "baseplate");
            Vec3 centre = pose.times(ball.feature("bearing")).translation();
            assertEquals(0, centre.distance(new Vec3(0, -0.002, side.sign() * 0.009)), 1e-12);
        }
    }

    /** A glenosphere of 40 mm in its liner: facets apart they touch everywhere, and the solid ball for collisions stays 1 mm away. */
    @Test
    void ballRestsInTheLiner() {
        PartModel ball = item("glenosphere", "40-4-2").realise(Side.RIGHT);
        PartModel liner = item("liner", "40-5").realise(Side.RIGHT);
        RigidTransform mated = Mating.pose(liner, RigidTransform.IDENTITY, "bearing", ball, "bearing");
        assertEquals(0, mated.translation().norm(), 1e-12);
        Bvh hollow = Bvh.of(liner.surfaces().get("envelope"));
        MeshDistance d = new MeshDistance(hollow, Bvh.of(ball.surfaces().get("envelope")));
        double drawn = d.distance(RigidTransform.translation(new Vec3(0, 0, 0.001)).times(mated));
        assertTrue(drawn > 0.0003 && drawn < 0.001, drawn + " m");
        assertEquals(0.001, new MeshDistance(hollow, Bvh.of(ball.surfaces().get("collision"))).distance(mated), 2e-5);
    }

    @Test
    @Tag("long")
    void hasNoFindings() {
        assertEquals(List.of(), CatalogueCheck.check(SHOULDER));
    }
}
