/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.joint.hip.HipActivity;
import org.orthotwin.joint.hip.HipMeasurement;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.spi.ActivitySource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The contributed activities against their declaration and against the published numbers, written here once more. */
class HipActivityTest {

    private static final Person PERSON = new Person(80, 1.8, 0);

    private static List<Element> declared() throws Exception {
        try (InputStream in = HipActivity.class.getResourceAsStream("/plugin.xml")) {
            NodeList nodes = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getElementsByTagName("activity");
            List<Element> list = new ArrayList<>();
            for (int i = 0; i < nodes.getLength(); i++) {
                list.add((Element) nodes.item(i));
            }
            return list;
        }
    }

    private static ActivityData create(Element e) throws Exception {
        ActivitySource source = (ActivitySource) Class.forName(e.getAttribute("class")).getConstructor().newInstance();
        return source.create("mine", Settings.of("activity", List.of(), java.util.Map.of()), PERSON);
    }

    private static ActivityData create(String type) throws Exception {
        for (Element e : declared()) {
            if (e.getAttribute("id").equals(type)) {
                return create(e);
            }
        }
        throw new AssertionError("not declared: " + type);
    }

    @Test
    void everyActivityIsWhatItsDeclarationSays() throws Exception {
        assertEquals(10, declared().size());
        for (Element e : declared()) {
            String id = e.getAttribute("id");
            ActivityData a = create(e);
            assertEquals("mine", a.id());
            assertEquals(id, a.type());
            assertEquals(e.getAttribute("source"), a.source(), id);
            assertFalse(a.source().isBlank(), id);
            assertEquals(List.of("flexion", "abduction", "internal-rotation"), a.channels(), id);
            assertEquals(List.of("rad", "rad", "rad"), a.units(), id);
            assertEquals(a.times().length, a.values().length, id);
            for (int i = 1; i < a.times().length; i++) {
                assertTrue(a.times()[i] > a.times()[i - 1], id);
                // 10 pieces of a key posture or 2 % of a cycle: nothing jumps
                for (int k = 0; k < 3; k++) {
                    assertTrue(Math.abs(a.values()[i][k] - a.values()[i - 1][k]) < Math.toRadians(24), id);
                }
            }
            assertTrue(HipMeasurement.ids().contains("hip.activity." + id + ".margin"), id);
        }
    }

    /** Extremes in degrees: of flexion the least and the greatest, of abduction, of internal rotation. */
    @ParameterizedTest
    @CsvSource({"stair-ascent, 0,66.3, 0,0, 0,0", "chair-rising, 0,81.3, 0,0, 0,0", "stooping, 0,81.4, 0,0, 0,3.4",
        "squatting-to-floor, 0,93.3, 0,0, 0,10.1", "squatting, 0,102.4, 0,0, 0,0", "cross-legged-sitting, 0,114.1, 0,35.2, -41,0",
        "standing-twist, 0,0, 0,0, -30.7,29.2", "supine-external-rotation, 0,0, 0,0, -38.5,0", "daily-living-demand, 0,120, 0,20, -20,0",
        "level-walking, -17.3,25.1, -5.2,7.1, -5.3,1.2"})
    void extremesArePublished(String type, double f0, double f1, double a0, double a1, double r0, double r1) throws Exception {
        double[] expected = {f0, f1, a0, a1, r0, r1};
        ActivityData a = create(type);
        for (int k = 0; k < 6; k++) {
            double extreme = k % 2 == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            for (double[] row : a.values()) {
                extreme = k % 2 == 0 ? Math.min(extreme, row[k / 2]) : Math.max(extreme, row[k / 2]);
            }
            assertEquals(expected[k], Math.toDegrees(extreme), 0.051, type + " " + k);
        }
    }

    /** Half of the way at half of the time, at rest at both ends. */
    @Test
    void keyPosturesAreJoinedSmoothly() throws Exception {
        ActivityData a = create("squatting");
        int n = a.times().length - 1;
        assertEquals(10, n);
        assertEquals(Math.toRadians(51.2), a.values()[n / 2][0], 1e-12);
        assertEquals(Math.toRadians(102.4) * 0.00856, a.values()[1][0], 1e-12);
        assertEquals(Math.toRadians(102.4) * (1 - 0.00856), a.values()[n - 1][0], 1e-12);
    }

    /** A cycle of walking ends about where it began, and extends the hip before the foot leaves the ground. */
    @Test
    void walkingIsACycle() throws Exception {
        ActivityData a = create("level-walking");
        assertEquals(51, a.times().length);
        for (int k = 0; k < 3; k++) {
            assertEquals(a.values()[0][k], a.values()[50][k], Math.toRadians(0.5));
        }
        int most = 0;
        for (int i = 0; i < 51; i++) {
            most = a.values()[i][0] < a.values()[most][0] ? i : most;
        }
        assertTrue(a.times()[most] > 0.45 && a.times()[most] < 0.6, String.valueOf(a.times()[most]));
    }
}
