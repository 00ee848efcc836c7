/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;

/** {@code path=value}: what it reaches, what it leaves alone, what it refuses. */
class OverridesTest {

    private static final List<String> DEFINITIONS = List.of("radiographic", "operative", "anatomic");

    @TempDir
    static Path folder;

    private static SyntheticHip hip;
    private static Case plan;
    private static Case analytic;

    @BeforeAll
    static void open() throws IOException {
        hip = SyntheticHip.shared();
        plan = hip.planOnly();
        analytic = Case.load(Cases.open("hip-rom-analytic", folder, Monitor.NONE));
    }

    private static Map<String, Double> values(String... overrides) {
        return SyntheticHip.values(SyntheticHip.run(plan, overrides));
    }

    @ParameterizedTest
    @ValueSource(strings = {"radiographic", "operative", "anatomic"})
    void cupAnglesAreSetInEveryDefinition(String definition) {
        String inclination = "hip.cup.inclination." + definition;
        String anteversion = "hip.cup.anteversion." + definition;
        Map<String, Double> before = values();
        Map<String, Double> after = values("plan.cup.inclination." + definition + "=47.5deg");
        assertEquals(Math.toRadians(47.5), after.get(inclination), 1e-9);
        assertEquals(before.get(anteversion), after.get(anteversion), 1e-9, "the other angle of that definition stays");
        Map<String, Double> both = values("plan.cup.inclination." + definition + "=41deg", "plan.cup.anteversion." + definition + "=12deg");
        assertEquals(Math.toRadians(41), both.get(inclination), 1e-9);
        assertEquals(Math.toRadians(12), both.get(anteversion), 1e-9);
    }

    /** Rows of Murray's conversions: radiographic, anatomic and operative angles of the same cup. */
    @ParameterizedTest
    @CsvSource({"45,15,46.9205,20.7536,43.0795,20.7536", "40,20,43.9582,29.5202,37.1586,25.4138", "30,5,30.3755,9.9250,29.8742,5.7686"})
    void theSameCupHasMurraysAngles(double ri, double ra, double ai, double aa, double oi, double oa) {
        Map<String, Double> v = values("plan.cup.inclination.radiographic=" + ri + "deg",
                "plan.cup.anteversion.radiographic=" + ra + "deg");
        assertEquals(ai, Math.toDegrees(v.get("hip.cup.inclination.anatomic")), 5e-5);
        assertEquals(aa, Math.toDegrees(v.get("hip.cup.anteversion.anatomic")), 5e-5);
        assertEquals(oi, Math.toDegrees(v.get("hip.cup.inclination.operative")), 5e-5);
        assertEquals(oa, Math.toDegrees(v.get("hip.cup.anteversion.operative")), 5e-5);
    }

    @Test
    void anglesOfOneDefinitionComeBackFromAnother() {
        Map<String, Double> first = values("plan.cup.inclination.radiographic=43deg", "plan.cup.anteversion.radiographic=17deg");
        for (String d : DEFINITIONS) {
            Map<String, Double> again = values("plan.cup.inclination." + d + "=" + first.get("hip.cup.inclination." + d) + "rad",
                    "plan.cup.anteversion." + d + "=" + first.get("hip.cup.anteversion." + d) + "rad",
                    "plan.cup.inclination." + d + "=" + first.get("hip.cup.inclination." + d) + "rad");
            assertEquals(Math.toRadians(43), again.get("hip.cup.inclination.radiographic"), 1e-9, d);
            assertEquals(Math.toRadians(17), again.get("hip.cup.anteversion.radiographic"), 1e-9, d);
        }
    }

    @Test
    void aDefinitionIsNotNeededWhereThePlansOwnIsMeant() {
        assertEquals(values("plan.cup.inclination.radiographic=44deg"), values("plan.cup.inclination=44deg"));
    }

    @Test
    void unitsOfTheSameDimensionAreConverted() {
        assertEquals(values("plan.cup.inclination=45deg").get("hip.cup.inclination.radiographic"),
                values("plan.cup.inclination=0.7853981633974483rad").get("hip.cup.inclination.radiographic"), 1e-15);
        assertEquals(values("plan.cup.shift.lateral=-3mm"), values("plan.cup.shift.lateral=-0.003 m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan.cup.inclination.radiographic=45", "plan.cup.inclination.radiographic=45mm",
        "plan.cup.inclination.operative=steep", "plan.cup.shift.lateral=2deg", "subject.mass=80m", "plan.cup.inclination.radiographic=NaN"})
    void aMissingOrWrongUnitIsRefused(String override) {
        InputException e = assertThrows(InputException.class, () -> values(override));
        String value = override.substring(override.indexOf('=') + 1);
        assertTrue(e.getMessage().contains(value), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan.cup.inclinatoin=45deg", "plan.cap.size=52", "plans.none.cup.size=52",
        "plan.cup.inclination.anatomical=45deg", "rom.head.diametre=28mm", "subject.weight=80kg"})
    void anUnknownPathIsRefusedByName(String override) {
        InputException e = assertThrows(InputException.class, () -> SyntheticHip.run(hip.load(), override));
        String path = override.substring(0, override.indexOf('='));
        assertTrue(e.getMessage().contains("'" + path + "'"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan.cup.size", "=52", "plan.cup.size="})
    void anOverrideHasTwoSides(String override) {
        InputException e = SyntheticHip.refusal("set.form", () -> values(override));
        assertTrue(e.getMessage().contains("'" + override + "'"), e.getMessage());
    }

    @Test
    void theSettingOfASolverIsReachedWithAndWithoutItsName() {
        double shown = SyntheticHip.values(SyntheticHip.run(analytic, "head.diameter=36mm")).get("hip.rom.flexion");
        assertEquals(shown, SyntheticHip.values(SyntheticHip.run(analytic, "rom.head.diameter=36mm")).get("hip.rom.flexion"));
        assertTrue(shown > SyntheticHip.values(SyntheticHip.run(analytic)).get("hip.rom.flexion"));
        InputException bare = assertThrows(InputException.class, () -> SyntheticHip.run(analytic, "head.diameter=28"));
        assertTrue(bare.getMessage().contains("no unit"), bare.getMessage());
        InputException angle = assertThrows(InputException.class, () -> SyntheticHip.run(analytic, "head.diameter=28deg"));
        assertTrue(angle.getMessage().contains("the unit deg"), angle.getMessage());
        InputException outside = assertThrows(InputException.class, () -> SyntheticHip.run(analytic, "head.diameter=200mm"));
        assertTrue(outside.getMessage().contains("head.diameter") && outside.getMessage().contains("80"), outside.getMessage());
    }

    /** Rows of the closed form: radiographic angles, neck-shaft angle, version, head and neck; then six limits and rotation at 90 deg. */
    @ParameterizedTest
    @CsvSource({"45,15,135,15,28,12,129.342,58.813,60.91,58.93,60.29,131.80,38.93",
        "40,20,130,15,28,12,134.520,49.408,48.37,66.41,49.16,138.20,38.14",
        "45,20,135,15,32,12,140.051,56.557,62.72,60.73,58.10,142.58,48.44",
        "40,15,127,15,36,12,145.210,68.740,53.80,77.88,64.40,139.66,41.69",
        "50,25,135,10,28,14,133.976,42.356,57.59,46.71,39.86,122.52,41.71",
        "45,15,135,15,36,12,139.720,69.191,67.36,65.37,71.09,142.59,47.29"})
    void plainNumbersGiveTheClosedForm(double ri, double ra, double ccd, double at, double head, double neck, double flexion,
            double extension, double abduction, double adduction, double external, double internal, double internalAt90) {
        Map<String, Double> v = SyntheticHip.values(SyntheticHip.run(analytic, "cup.inclination.radiographic=" + ri + "deg",
                "cup.anteversion.radiographic=" + ra + "deg", "stem.ccd=" + ccd + "deg", "stem.anteversion=" + at + "deg",
                "head.diameter=" + head + "mm", "neck.diameter=" + neck + "mm"));
        double[] expected = {flexion, extension, abduction, adduction, external, internal, internalAt90};
        String[] names = {"flexion", "extension", "abduction", "adduction", "external-rotation", "internal-rotation",
            "internal-rotation-at-90-flexion"};
        for (int i = 0; i < names.length; i++) {
            assertEquals(expected[i], Math.toDegrees(v.get("hip.rom." + names[i])), 0.01, names[i]);
        }
    }

    /** Of a plan the parts and their places count, and no number that stands for them where there are none. */
    @ParameterizedTest
    @CsvSource({"cup.inclination.radiographic=60deg,plan.cup.inclination.radiographic", "rom.head.diameter=28mm,plan.head.size",
        "stem.anteversion=5deg,plan.stem.anteversion", "requests.rom.settings.stem.ccd=130deg,plan.stem.size"})
    void aSettingThatDoesNotCountIsRefusedWithWhatToSet(String override, String instead) {
        InputException e = SyntheticHip.refusal("set.idle.instead", () -> new Simulation(hip.load(), List.of(override), Monitor.NONE));
        assertTrue(e.getMessage().contains("set " + instead) && e.getMessage().contains("plain numbers"), e.getMessage());
    }

    @Test
    void whetherASettingCountsIsSeenWhenAllAreSet() {
        InputException e = SyntheticHip.refusal("set.idle", () -> new Simulation(hip.load(), List.of("rom.step=1deg", "method=analytic"),
                Monitor.NONE));
        assertTrue(e.getMessage().contains("'step'") && e.getMessage().contains("method=auto|mesh"), e.getMessage());
        SyntheticHip.refusal("set.idle", () -> new Simulation(hip.load(), List.of("map.step=30deg", "map=false"), Monitor.NONE));
        SyntheticHip.refusal("set.idle", () -> new Simulation(analytic, List.of("map.step=30deg"), Monitor.NONE));
        new Simulation(analytic, List.of("map.step=30deg", "map=true"), Monitor.NONE);
        SyntheticHip.refusal("set.idle", () -> new Simulation(analytic, List.of("reference.frame=joint"), Monitor.NONE));
    }

    @Test
    void whatDidNotCountIsNotRecorded() {
        Case closedForm = hip.with(s -> s.getRequests().removeIf(r -> !r.getSolver().equals("rom")));
        RunResult parts = SyntheticHip.run(closedForm, "method=analytic", "map=false");
        Map<?, ?> settings = settings(parts, 0);
        assertEquals("analytic", settings.get("method"));
        for (String idle : List.of("cup.inclination.radiographic", "stem.ccd", "head.diameter", "neck.diameter", "step", "map.step")) {
            assertFalse(settings.containsKey(idle), idle);
        }
        assertTrue(settings.containsKey("search.end") && settings.containsKey("reference.frame"), settings.toString());
        assertTrue(settings(SyntheticHip.run(analytic), 0).containsKey("head.diameter"));
    }

    private static Map<?, ?> settings(RunResult r, int solver) {
        return (Map<?, ?>) ((Map<?, ?>) ((List<?>) r.provenance().get("solvers")).get(solver)).get("settings");
    }

    /** The closed form of a plan is that of its cup: a steeper one leaves more abduction and less adduction. */
    @Test
    void theClosedFormOfAPlanIsThatOfItsParts() {
        Case closedForm = hip.with(s -> s.getRequests().removeIf(r -> !r.getSolver().equals("rom")));
        Map<String, Double> v = SyntheticHip.values(SyntheticHip.run(closedForm, "method=analytic", "map=false"));
        Map<String, Double> steep = SyntheticHip.values(SyntheticHip.run(closedForm, "method=analytic", "map=false",
                "plan.cup.inclination.radiographic=55deg"));
        assertTrue(steep.get("hip.rom.abduction") > v.get("hip.rom.abduction") + Math.toRadians(5), v + " " + steep);
        assertTrue(steep.get("hip.rom.adduction") < v.get("hip.rom.adduction") - Math.toRadians(5), v + " " + steep);
    }

    @Test
    void aSettingThatTwoSolversDeclareIsSetInBoth() {
        Simulation s = new Simulation(hip.load(), List.of("pelvic.tilt.standing=10deg"), Monitor.NONE);
        List<String> solvers = s.source().scenario().getRequests().stream().filter(r -> r.getSettings().stream()
                .anyMatch(x -> x.getName().equals("pelvic.tilt.standing") && Math.abs(x.getNumber() - Math.toRadians(10)) < 1e-15))
                .map(r -> r.getSolver()).toList();
        assertEquals(List.of("rom", "hipload"), solvers);
        Simulation one = new Simulation(hip.load(), List.of("hipload.pelvic.tilt.standing=10deg"), Monitor.NONE);
        assertEquals(List.of("hipload"), one.source().scenario().getRequests().stream().filter(r -> r.getSettings().stream()
                .anyMatch(x -> x.getName().equals("pelvic.tilt.standing"))).map(r -> r.getSolver()).toList());
    }

    /** What the proposal said of a cup at 21.8 degrees is not so at 10, nor what it said of the leg's length with it. */
    @ParameterizedTest
    @CsvSource({"plan.cup.anteversion.radiographic=10deg,stem", "plan.cup.size=54,stem", "plan.stem.anteversion=5deg,''",
        "plan.head.size=36+0,cup stem", "subject.mass=70kg,cup liner head stem", "plan.cup.size=52,cup liner head stem"})
    void reasonsOfWhatWasChangedAreDropped(String override, String kept) {
        Plan p = new Simulation(plan, List.of(override), Monitor.NONE).source().plan(Optional.empty()).orElseThrow();
        assertEquals(kept, p.getPlacements().stream().filter(x -> x.getDescription() != null).map(Placement::getRole)
                .collect(Collectors.joining(" ")));
    }

    @Test
    void aReasonThatIsGivenStays() {
        Plan p = new Simulation(plan, List.of("plan.cup.size=54", "plan.cup.description=by hand"), Monitor.NONE).source()
                .plan(Optional.empty()).orElseThrow();
        assertEquals("by hand", p.getPlacements().getFirst().getDescription());
    }

    @ParameterizedTest
    @CsvSource({"cup.inclination=45deg,cup.inclination.radiographic", "head=28mm,head.diameter", "rom.cup=1deg,rom.cup.",
        "cup.nonsense=3deg,cup."})
    void theBeginningOfANameIsEnoughToBeToldIt(String override, String first) {
        InputException e = SyntheticHip.refusal("set.near", () -> new Simulation(analytic, List.of(override), Monitor.NONE));
        assertTrue(e.getMessage().contains("near to it: " + first), e.getMessage());
    }

    @Test
    void onlyWhatCanBeSetIsNamed() {
        InputException e = SyntheticHip.refusal("set.none", () -> new Simulation(analytic, List.of("weight=80kg"), Monitor.NONE));
        assertTrue(e.getMessage().contains("'weight'") && e.getMessage().contains("head.diameter"), e.getMessage());
        assertFalse(e.getMessage().contains("activePlan") || e.getMessage().contains("Range of motion"), e.getMessage());
    }

    @Test
    void theLoadIsInProportionToTheSubjectsMass() {
        Case load = hip.with(s -> s.getRequests().removeIf(r -> !r.getSolver().equals("hipload")));
        Map<String, Double> light = SyntheticHip.values(SyntheticHip.run(load, "subject.mass=50kg"));
        Map<String, Double> heavy = SyntheticHip.values(SyntheticHip.run(load, "subject.mass=100 kg"));
        assertEquals(2 * light.get("hip.load.magnitude"), heavy.get("hip.load.magnitude"), 1e-9);
        assertEquals(light.get("hip.load.magnitude-bw"), heavy.get("hip.load.magnitude-bw"), 1e-12);
        assertEquals(light.get("hip.load.angle"), heavy.get("hip.load.angle"), 1e-12);
    }

    @Test
    void theLastOfTwoCounts() {
        assertEquals(values("plan.cup.size=54", "plan.cup.inclination=35deg"),
                values("plan.cup.inclination=50deg", "plan.cup.size=54", "plan.cup.inclination=35deg"));
    }

    @Test
    void onePlanIsChangedAndNotTheOther() {
        Simulation s = new Simulation(plan, List.of("plans.lewinnek.cup.inclination.operative=33deg"), Monitor.NONE);
        RunResult changed = s.run(s.source().plan(Optional.of("lewinnek")), 1, 1, Monitor.NONE);
        assertEquals(Math.toRadians(33), SyntheticHip.values(changed).get("hip.cup.inclination.operative"), 1e-9);
        assertEquals(values(), SyntheticHip.values(s.run(s.source().plan(Optional.of("restore")), 1, 1, Monitor.NONE)));
    }

    @Test
    void theCaseItselfIsNotChanged() {
        double mass = plan.anatomy().orElseThrow().getSubject().getMass().getValue();
        values("subject.mass=99kg", "plan.cup.size=54", "plan.cup.inclination=35deg");
        assertEquals(mass, plan.anatomy().orElseThrow().getSubject().getMass().getValue());
        assertEquals("52", plan.plan(Optional.empty()).orElseThrow().getPlacements().getFirst().getSize());
    }
}
