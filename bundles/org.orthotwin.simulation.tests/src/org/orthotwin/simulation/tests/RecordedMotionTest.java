/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.Exchange;
import org.orthotwin.exchange.Imported;
import org.orthotwin.exchange.spi.Importer;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.ActivityData;

/** Recordings as activities of a scenario, read by whoever imports their files. */
class RecordedMotionTest {

    @TempDir
    Path folder;
    private SyntheticHip hip;

    /** A reader of nothing: the same motion whatever the file holds. */
    private final Contribution<Importer> importer = new Contribution<>("test.motion", "Motion", "", "org.example",
            Map.of("content", "motion", "extensions", "walk"), Map.of(), () -> (file, options, monitor) -> new Imported(
                    new Content.Motion(List.of(
                    new Content.Series("markers", List.of("heel.x"), List.of("m"), new double[] {0}, new double[][] {{1}}),
                    new Content.Series("coordinates", List.of("hip", "list", "weight", "wild", "gap"),
                            List.of("deg", "rad", "N", "rad", "m"), new double[] {1, 2, 3},
                            new double[][] {{0, 0.1, 700, 40, 1}, {30, 0.2, 800, 50, Double.NaN}, {-10, 0, 750, 60,
                                1}}))), List.of()));

    @BeforeEach
    void contribute() throws IOException {
        hip = SyntheticHip.shared().copy(folder);
        Exchange.importers().add(importer);
    }

    @AfterEach
    void takeOut() {
        Exchange.importers().remove(importer);
    }

    private Case walking(String path, Object... parameters) {
        return hip.with(s -> {
            Activity a = ScenarioFactory.eINSTANCE.createActivity();
            a.setId("walk");
            a.setType("recorded");
            DataReference r = AnatomyFactory.eINSTANCE.createDataReference();
            r.setPath(path);
            a.setMotion(r);
            for (int i = 0; i < parameters.length; i += 2) {
                Setting p = ScenarioFactory.eINSTANCE.createSetting();
                p.setName((String) parameters[i]);
                if (parameters[i + 1] instanceof Double d) {
                    p.setNumber(d);
                } else {
                    p.setText((String) parameters[i + 1]);
                }
                a.getParameters().add(p);
            }
            s.getRequests().getFirst().getActivities().add(a);
        });
    }

    @Test
    void columnsBecomeChannels() throws IOException {
        Case c = walking("trial.walk", "columns", "flexion=hip, abduction = -list, force=weight", "from", 2.0);
        Files.writeString(c.file().resolveSibling("trial.walk"), "a trial");
        // the case has activities of its own
        ActivityData a = Simulation.activities(SyntheticHip.run(c)).stream().filter(x -> x.id().equals("walk")).findFirst().orElseThrow();
        assertEquals(List.of("flexion", "abduction", "force"), a.channels());
        assertEquals(List.of("rad", "rad", "N"), a.units());
        assertArrayEquals(new double[] {0, 1}, a.times());
        assertArrayEquals(new double[] {Math.toRadians(30), -0.2, 800}, a.values()[0], 1e-15);
        assertEquals("trial.walk", a.source());
    }

    @Test
    void whatCannotBeUsedIsNamed() throws IOException {
        Files.writeString(walking("trial.walk").file().resolveSibling("trial.walk"), "a trial");
        Files.writeString(walking("trial.walk").file().resolveSibling("trial.other"), "a trial");
        Object[][] cases = {{"trial.walk", "'knee'", "columns", "flexion=knee"}, {"trial.walk", "wild", "columns", "flexion=wild"},
            {"trial.walk", "2", "columns", "flexion=gap"}, {"trial.walk", "hip", "columns", "hip"}, {"trial.walk", "9", "from", 9.0},
            {"trial.walk", "speed", "speed", 1.0}, {"trial.other", "trial.other"}, {"none.walk", "none.walk"}};
        for (Object[] x : cases) {
            Case c = walking((String) x[0], java.util.Arrays.copyOfRange(x, 2, x.length));
            InputException e = assertThrows(InputException.class, () -> SyntheticHip.run(c), java.util.Arrays.toString(x));
            String word = ((String) x[1]).replace("'", "");
            assertTrue(e.diagnostic().text("en").contains(word) && e.diagnostic().text("fr").contains(word), e.getMessage());
        }
    }
}
