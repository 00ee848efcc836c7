/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.CompatibilityMatrix;
import org.orthotwin.catalog.Matching;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Verdict;

class MatchingTest {

    private static Map<String, Catalogs.Item> plan() {
        Map<String, Catalogs.Item> plan = new LinkedHashMap<>();
        plan.put("cup", Generic.item("cup-pressfit", "52"));
        plan.put("liner", Generic.item("liner-flat", "C-36"));
        plan.put("head", Generic.item("head-cocr", "36-4"));
        plan.put("stem", Generic.item("stem-taper", "6-high-127"));
        return plan;
    }

    @Test
    void whatGoesWithTheChosenPartStays() {
        assertEquals(Map.of(), Matching.around("stem", Generic.item("stem-taper", "7-high-127"), plan()).orElseThrow());
        assertTrue(Matching.conflict("stem", Generic.item("stem-taper", "7-high-127"), plan()).isEmpty());
    }

    @Test
    void aSmallerHeadTakesItsLinerAlong() {
        Catalogs.Item head = Generic.item("head-cocr", "32-4");
        assertEquals("liner", Matching.conflict("head", head, plan()).orElseThrow().role());
        Map<String, Catalogs.Item> others = Matching.around("head", head, plan()).orElseThrow();
        assertEquals(List.of("liner"), List.copyOf(others.keySet()));
        assertEquals("C-32", others.get("liner").size().getLabel());
    }

    /** The cup needs a liner of its own size; the head, which would go with one of them, is not to be touched. */
    @Test
    void aLargerCupTakesItsLinerAlongAndLeavesTheHead() {
        Map<String, Catalogs.Item> others = Matching.around("cup", Generic.item("cup-pressfit", "56"), plan()).orElseThrow();
        assertEquals(List.of("liner"), List.copyOf(others.keySet()));
        assertEquals("D-36", others.get("liner").size().getLabel());
    }

    /** Where no liner takes the head, the head becomes smaller and keeps the length of its neck. */
    @Test
    void aSmallCupTakesASmallerHeadOfTheSameNeck() {
        Map<String, Catalogs.Item> others = Matching.around("cup", Generic.item("cup-pressfit", "48"), plan()).orElseThrow();
        assertEquals("B-32", others.get("liner").size().getLabel());
        assertEquals("32-4", others.get("head").size().getLabel());
        assertEquals(2, others.size());
    }

    @Test
    void aPartThatNoSizeGoesWithIsRefused() {
        Map<String, Catalogs.Item> plan = plan();
        plan.put("liner", Generic.item("liner-mobility", Generic.component("liner-mobility").getSizes().getFirst().getLabel()));
        plan.put("insert", Generic.item("insert-mobility", Generic.component("insert-mobility").getSizes().getFirst().getLabel()));
        // no mobile insert takes a head of 36 mm or larger
        assertTrue(Matching.around("head", Generic.item("head-cocr", "36-4"), plan).isEmpty());
    }

    @Test
    void theMatrixIsThatOfEveryPairAndSymmetric() {
        Component stem = Generic.component("stem-taper");
        Component head = Generic.component("head-ceramic");
        CompatibilityMatrix m = CompatibilityMatrix.of(Generic.CATALOGUE, stem, head);
        CompatibilityMatrix turned = CompatibilityMatrix.of(Generic.CATALOGUE, head, stem);
        int forbidden = 0;
        for (int i = 0; i < stem.getSizes().size(); i++) {
            for (int j = 0; j < head.getSizes().size(); j++) {
                assertEquals(m.cells().get(i).get(j), turned.cells().get(j).get(i));
                forbidden += m.cells().get(i).get(j).verdict() == Verdict.FORBIDDEN ? 1 : 0;
            }
        }
        long tooLong = head.getSizes().stream().filter(s -> Generic.CATALOGUE.parameters(head, s).get("head.neck-length") > 0.008).count();
        assertEquals(tooLong * stem.getSizes().size(), forbidden);
        assertEquals(List.of("head-cocr", "head-ceramic"), CompatibilityMatrix.partners(Generic.CATALOGUE, stem).stream()
                .map(Component::getId).toList());
    }
}
