/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solvers;

/** Settings against their declaration, and the declaration itself. */
class SettingsTest {

    private static final List<ParameterDefinition> DECLARED = List.of(
            new ParameterDefinition("angle", "some angle", Dimension.ANGLE, "45deg", 0, Math.PI, List.of()),
            new ParameterDefinition("length", "optional", Dimension.LENGTH, "", 0, 1, List.of()),
            new ParameterDefinition("model", "which", null, "first", 0, 0, List.of("first", "second")),
            new ParameterDefinition("list", "any text", null, "", 0, 0, List.of()));

    private static Settings of(Map<String, ?> given) {
        return Settings.of("solver 'x'", DECLARED, given);
    }

    private static String refused(Map<String, ?> given) {
        return assertThrows(IllegalArgumentException.class, () -> of(given)).getMessage();
    }

    @Test
    void defaultsAreFilledInAndNumbersAreSi() {
        Settings s = of(Map.of("length", "28mm"));
        assertEquals(Math.PI / 4, s.number("angle"), 1e-15);
        assertEquals(28 / 1000.0, s.number("length"));
        assertEquals("first", s.text("model"));
        assertFalse(s.has("list"));
        assertEquals(List.of("angle", "length", "model"), List.copyOf(s.all().keySet()));
        assertEquals(1.25, of(Map.of("angle", 1.25)).number("angle"));
        assertEquals(2.0, of(Map.of("angle", 2)).number("angle"));
    }

    @Test
    void whatWasNotDeclaredOrDoesNotFitIsRefusedInWords() {
        assertTrue(refused(Map.of("angel", "45deg")).contains("solver 'x' has no setting 'angel'; it has angle, length, model, list"));
        assertTrue(refused(Map.of("model", "third")).contains("must be one of first, second"));
        assertTrue(refused(Map.of("angle", "45")).contains("'angle'"));
        assertTrue(refused(Map.of("angle", "45mm")).contains("deg"));
        assertTrue(refused(Map.of("angle", "steep")).contains("steep"));
        String range = refused(Map.of("length", "1500mm"));
        assertTrue(range.contains("1500 mm") && range.contains("0 mm to 1000 mm"), range);
        refused(Map.of("length", Double.NaN));
        refused(Map.of("length", Double.POSITIVE_INFINITY));
    }

    @Test
    void missingOnesAreNamed() {
        Settings s = of(Map.of());
        assertTrue(assertThrows(NoSuchElementException.class, () -> s.number("length")).getMessage().contains("'length'"));
        assertTrue(assertThrows(NoSuchElementException.class, () -> s.text("list")).getMessage().contains("'list'"));
        assertThrows(NoSuchElementException.class, () -> s.number("model"));
        assertThrows(UnsupportedOperationException.class, () -> s.all().clear());
    }

    private static List<ParameterDefinition> parameters(Map<String, String> parameter) {
        return Solvers.parameters(new Contribution<>("x", "X", "", "test", Map.of(), Map.of("parameter", List.of(parameter)), Object::new));
    }

    @Test
    void declarationsAreRead() {
        ParameterDefinition p = parameters(Map.of("name", "tilt", "dimension", "angle", "default", "10deg", "minimum", "-90deg",
                "description", "d"))
                .get(0);
        assertEquals(Dimension.ANGLE, p.dimension());
        assertEquals(-Math.PI / 2, p.minimum());
        assertEquals(Double.POSITIVE_INFINITY, p.maximum());
        assertEquals("10deg", p.defaultText());
        ParameterDefinition text = parameters(Map.of("name", "model", "choices", "a, b,c")).get(0);
        assertFalse(text.isNumber());
        assertEquals(List.of("a", "b", "c"), text.choices());
        assertTrue(Solvers.parameters(new Contribution<>("x", "X", "", "test", Map.of(), Map.of(), Object::new)).isEmpty());
    }

    @Test
    void aSettingSaysWhenItCounts() {
        List<ParameterDefinition> all = Solvers.parameters(new Contribution<>("x", "X", "", "test", Map.of(), Map.of("parameter", List.of(
                Map.of("name", "method", "choices", "a,b,c", "default", "a"), Map.of("name", "always"),
                Map.of("name", "step", "dimension", "angle", "default", "1deg", "when", "joint=any, method=a|b"),
                Map.of("name", "plain", "when", "joint=none"))), Object::new));
        Settings a = Settings.of("x", all, Map.of());
        Settings c = Settings.of("x", all, Map.of("method", "c"));
        assertTrue(all.get(1).when().broken(c, false).isEmpty());
        assertTrue(all.get(2).when().broken(a, true).isEmpty());
        assertTrue(all.get(2).when().broken(a, false).orElseThrow().isJoint());
        assertEquals("method=a|b", all.get(2).when().broken(c, true).orElseThrow().toString());
        assertTrue(all.get(3).when().broken(a, false).isEmpty());
        assertTrue(all.get(3).when().broken(a, true).orElseThrow().isPlain());
        assertEquals(List.of("", "", "joint=any, method=a|b", "joint=none"), all.stream().map(p -> p.when().toString()).toList());
    }

    @Test
    void wrongDeclarationsNameContributionAndParameter() {
        for (Map<String, String> wrong : List.of(Map.of("name", "tilt", "dimension", "angel"),
                Map.of("name", "tilt", "dimension", "angle", "minimum", "-90"),
                Map.of("name", "tilt", "when", "joint"), Map.of("name", "tilt", "when", "joint=hip"), Map.of("name", "tilt", "when", "=a"),
                Map.of("name", "tilt", "when", "joint=any,"), Map.of("name", "tilt", "when", "no.such=a"),
                Map.of("name", "tilt", "choices", "a,b", "when", "tilt=c"),
                Map.of("name", "tilt", "dimension", "angle", "maximum", "90mm"))) {
            String m = assertThrows(IllegalArgumentException.class, () -> parameters(wrong)).getMessage();
            assertTrue(m.contains("parameter 'tilt' of x (test)"), m);
        }
    }
}
