/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NoSuchElementException;
import org.eclipse.core.runtime.Platform;
import org.junit.jupiter.api.Test;
import org.orthotwin.catalog.CatalogueCheck;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;

/** The catalogue example: data only, no class. */
class PlatesTest {

    @Test
    void thereIsNoClassInTheBundle() {
        assertEquals(null, Platform.getBundle("org.orthotwin.examples.catalog").findEntries("/", "*.class", true));
    }

    @Test
    void sizesAreBoxesOfTheirOwnLength() {
        for (String[] size : new String[][] {{"6 holes", "EX-P-06", "0.084"}, {"8 holes", "EX-P-08", "0.11"}}) {
            double length = Double.parseDouble(size[2]);
            for (Side side : new Side[] {Side.LEFT, Side.RIGHT}) {
                PartModel part = Catalogs.find("example.plates/plate", size[0]).realise(side);
                assertEquals(size[1], part.partNumber());
                assertEquals(length, part.parameter("length"), 0);
                assertTrue(MeshChecks.check(part.surfaces().get("envelope")).isSolid());
                MassProperties m = MassProperties.of(part.surfaces().get("envelope"));
                assertEquals(length * 0.011 * 0.0035, m.volume(), 1e-18);
                assertEquals(side == Side.RIGHT ? 0.00175 : -0.00175, m.centroid().z(), 1e-15);
            }
        }
    }

    @Test
    void anUnknownSizeIsNamedWithTheKnownOnes() {
        String message = assertThrows(NoSuchElementException.class, () -> Catalogs.find("example.plates/plate", "7 holes")).getMessage();
        assertTrue(message.contains("6 holes") && message.contains("8 holes"), message);
    }

    @Test
    void theMakersCheckFindsNothing() {
        assertEquals("[]", CatalogueCheck.check(Catalogs.registry().get("example.plates")).toString());
    }
}
