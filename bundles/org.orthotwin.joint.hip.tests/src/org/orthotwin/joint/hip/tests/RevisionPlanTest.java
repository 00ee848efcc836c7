/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.PlanProposer.Proposal;

/** Proposals for a revision from the bundled system. */
@Tag("long")
class RevisionPlanTest {

    private static final Map<String, Double> NO_AUGMENT = Map.of("augment.thickness", 0.0);

    private static Proposal role(List<Proposal> plan, String role) {
        return plan.stream().filter(p -> p.role().equals(role)).findFirst().orElseThrow();
    }

    @Test
    void anAugmentHoldsMoreOfTheSameShell() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, RevisionCase.UP_AND_OUT);
        List<Proposal> with = c.propose(Map.of());
        List<Proposal> without = c.propose(NO_AUGMENT);
        assertEquals(List.of("cup", "augment", "liner", "head", "stem"), with.stream().map(Proposal::role).toList());
        assertEquals(List.of("cup", "liner", "head", "stem"), without.stream().map(Proposal::role).toList());
        assertEquals(role(without, "cup").size(), role(with, "cup").size());
        List<PlacedPart> parts = c.placed(with);
        List<PlacedPart> bare = c.placed(without);
        double host = c.measure("host-contact", parts).si();
        assertEquals(host, c.measure("host-contact", bare).si(), 1e-12);
        double radius = 0.5 * RevisionCase.part(Side.RIGHT, "cup", role(with, "cup").size()).parameter("cup.outer-diameter");
        double backed = c.measure("augment-contact", parts).si();
        assertTrue(backed > 0.15, "backs " + backed);
        assertEquals(2 * Math.PI * radius * radius * (1 - host - backed), c.measure("uncovered-area", parts).si(), 1e-12);
        assertEquals(2 * Math.PI * radius * radius * (1 - host), c.measure("uncovered-area", bare).si(), 1e-12);
        assertTrue(c.measure("augment.host-contact", parts).si() >= 0.25);
        assertEquals(0, c.measure("augment.offset", parts).si(), 1e-12);
        assertTrue(c.measure("stem.distal-contact", parts).si() >= 0.040);
        for (Proposal p : with) {
            assertTrue(p.reason().text("en").matches(".*\\d.*") && !p.reason().text("fr").equals(p.reason().text("en")), p.role());
        }
        assertTrue(host > 0.4, "host " + host);
    }

    @Test
    void bothSidesGetTheSamePlan() {
        List<Proposal> right = RevisionCase.of(Side.RIGHT, RevisionCase.UP_AND_OUT).propose(Map.of());
        List<Proposal> left = RevisionCase.of(Side.LEFT, RevisionCase.UP_AND_OUT).propose(Map.of());
        assertEquals(right.size(), left.size());
        for (int i = 0; i < right.size(); i++) {
            assertEquals(right.get(i).component(), left.get(i).component());
            assertEquals(right.get(i).size(), left.get(i).size(), right.get(i).role());
            for (String name : right.get(i).coordinates().keySet()) {
                assertEquals(right.get(i).coordinates().get(name), left.get(i).coordinates().get(name), 1e-6, name);
            }
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        RevisionCase c = RevisionCase.of(Side.RIGHT, RevisionCase.UP_AND_OUT);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> c.propose(Map.of("cup.size", 1.0))).getMessage()
                .contains("augment.thickness, cup.anteversion"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> c.propose(Map.of("head.diameter", 0.029))).getMessage()
                .contains("role head"));
    }

    /** The bundled case's plans are what is proposed today for its subject, with the same reasons in both languages. */
    @Test
    void theBundledPlansAreProposedToday() throws IOException {
        RevisionCase c = RevisionCase.bundled(Side.RIGHT);
        Path cases = RevisionCase.bundles().resolve("org.orthotwin.cases/src/org/orthotwin/cases");
        String scenario = Files.readString(cases.resolve("hip-revision.scenario"));
        String texts = Files.readString(cases.resolve("hip-revision_fr.texts"));
        for (String plan : List.of("augmented", "jumbo")) {
            for (Proposal p : c.propose(plan.equals("jumbo") ? NO_AUGMENT : Map.of())) {
                String where = plan + "." + p.role();
                Matcher m = Pattern.compile("id=\"" + where + "\"[^>]*?description=\"([^\"]*)\"[^>]*?size=\"([^\"]*)\"[^>]*?"
                        + "(?:/>|>(.*?)</placements>)", Pattern.DOTALL).matcher(scenario);
                assertTrue(m.find(), where);
                assertEquals(p.reason().text("en"), m.group(1).replace("&apos;", "'"), where);
                assertEquals(p.size(), m.group(2), where);
                assertTrue(texts.contains(where + ".description=" + p.reason().text("fr") + "\n"), where + ": " + p.reason().text("fr"));
                Map<String, Double> kept = new TreeMap<>();
                Pattern.compile("<coordinates\\s+name=\"([^\"]*)\"(?:\\s+number=\"([^\"]*)\")?").matcher(m.group(3) == null ? ""
                        : m.group(3)).results().forEach(x -> kept.put(x.group(1), x.group(2) == null ? 0 : Double.parseDouble(x.group(2))));
                assertEquals(p.coordinates().keySet(), kept.keySet(), where);
                p.coordinates().forEach((name, v) -> assertEquals(v, kept.get(name), 1e-7, where + ", " + name));
            }
        }
    }
}
