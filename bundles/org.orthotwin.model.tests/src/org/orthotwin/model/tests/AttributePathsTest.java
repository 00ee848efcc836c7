/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.Sex;
import org.orthotwin.model.scenario.AttributePaths;
import org.orthotwin.model.scenario.Scenario;

class AttributePathsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            seed                                      | 42
            name                                      | Case 1
            anatomy.path                              | v1.anatomy
            plan.cup.size                             | cup.52
            plans.a.placements.cup.size               | cup.52
            plans.a.placements.a.cup.size             | cup.52
            plan.cup.inclination                      | 0.6981317007977318 rad
            plan.cup.coordinates.inclination          | 0.6981317007977318 rad
            plan.cup.coordinates.inclination.number   | 0.6981317007977318 rad
            plan.pelvic-tilt                          | 0.1 rad
            plan.note                                 | standing
            plan.resections.a.neck.point              | 0 -0.02 0.02 m
            plan.a.neck.normal                        | 0 0.7 0.7
            requests.rom.settings.neck.diameter       | 0.012 m
            requests.rom.neck.diameter                | 0.012 m
            rom.neck.diameter                         | 0.012 m
            requests.rom.solver                       | rom
            requests.rom.activities                   | sitting
            activities.sitting.flexion                | 1.5707963267948966 rad
            measurements.hip.rom.flexion.lower        | 1.9198621771937625 rad
            measurements.hip.rom.extension.upper      | ''
            tolerances.hip.rom.flexion.relative       | 0.000001
            catalogues.acme.version                   | 2.1
            activePlan                                | a
            results.hip.rom.flexion.provenance.inputs | v1.anatomy e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            """)
    void valuesAreRead(String path, String value) {
        assertEquals(value, AttributePaths.get(Golden.scenario(), path));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plan.cup.inclination                  | 45deg         | 0.7853981633974483 rad
            plan.cup.inclination                  | 0.5 rad       | 0.5 rad
            requests.rom.settings.neck.diameter   | 10.5mm        | 0.0105 m
            plan.cup.size                         | cup.54        | cup.54
            plan.resections.a.neck.point          | 1 -2 3.5 mm   | 0.001 -0.002 0.0035 m
            plan.resections.a.neck.point          | 0.1, 0, 0     | 0.1 0 0 m
            plan.note                             | sitting       | sitting
            plan.note                             | 12 deg        | 0.20943951023931953 rad
            measurements.hip.rom.extension.upper  | 30deg         | 0.5235987755982988 rad
            measurements.hip.rom.flexion.upper    | ''            | ''
            activePlan                            | b             | b
            seed                                  | 7             | 7
            requests.rom.activities               | sitting       | sitting
            """)
    void valuesAreSetWithTheirUnits(String path, String text, String value) {
        Scenario s = Golden.scenario();
        AttributePaths.set(s, path, text);
        assertEquals(value, AttributePaths.get(s, path));
        // What was written can be given back as it is.
        AttributePaths.set(s, path, AttributePaths.get(s, path));
        assertEquals(value, AttributePaths.get(s, path));
    }

    @Test
    void theSubjectIsReachedInTheAnatomy() {
        Anatomy a = Golden.anatomy();
        AttributePaths.set(a, "subject.mass", "80000 g");
        AttributePaths.set(a, "subject.height", "172cm");
        AttributePaths.set(a, "subject.sex", "male");
        AttributePaths.set(a, "subject.bone.quality", "0.5");
        AttributePaths.set(a, "bones.pelvis.landmarks.RASIS.position", "61 90 120mm");
        AttributePaths.set(a, "bones.pelvis.RASIS.locked", "false");
        AttributePaths.set(a, "kinematics.gait.rate", "120 Hz");
        AttributePaths.set(a, "iliofemoral.iliofemoral.lateral.damping", "4");
        assertEquals(80, a.getSubject().getMass().getValue());
        assertEquals(1.72, a.getSubject().getHeight().getValue());
        assertEquals(Sex.MALE, a.getSubject().getSex());
        assertEquals(0.5, a.getSubject().getProperties().getFirst().getValue());
        assertEquals(new Vec3(0.061, 0.09, 0.12), a.getBones().getFirst().getLandmarks().getFirst().getPosition());
        assertEquals(false, a.getBones().getFirst().getLandmarks().getFirst().isLocked());
        assertEquals(120, a.getKinematics().getFirst().getRate());
        assertEquals(4, a.getLigaments().getFirst().getBundles().getFirst().getDamping());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plan.cup.inclinatoin        | 45deg | 'plan.cup.inclinatoin': placement 'a.cup' of plan 'a' has no \
            'inclinatoin'; near to it: inclination.
            plan.cop.size               | x     | 'plan.cop.size': plan 'a' has no 'cop.size'; near to it: cup.
            plans.z.strategy            | x     | 'plans.z.strategy': scenario 'case-1' has no 'z.strategy'; near to it: a, b.
            requests.rom.settings.nek   | 1     | 'requests.rom.settings.nek': solver request 'rom' has no 'nek'; near to \
            it: method, neck.diameter.
            plan.cup                    | x     | 'plan.cup' is placement 'a.cup' of plan 'a', not a value; below it: \
            anteversion, bone, component, convention, coordinates, description, frame, id, inclination, name, role, size.
            plan.cup.inclination        | 45kg  | 'plan.cup.inclination' cannot be '45kg': it needs a number with a unit such as rad, deg.
            plan.cup.inclination        | 45    | 'plan.cup.inclination' cannot be '45': it needs a number with a unit such as rad, deg.
            plan.cup.inclination        | steep | 'plan.cup.inclination' cannot be 'steep': it needs a number with a unit such as rad, deg.
            plan.cup.inclination        | NaN   | 'plan.cup.inclination' cannot be 'NaN': it needs a number with a unit such as rad, deg.
            tolerances.hip.rom.flexion.relative | 1mm | 'tolerances.hip.rom.flexion.relative' cannot be '1mm': it needs a number.
            activePlan                  | c     | 'activePlan': there is no plan with the id 'c'; there are: a, b.
            seed                        | 1.5   | 'seed' cannot be '1.5'.
            plan.a.neck.point           | 1 2 kg | 'plan.a.neck.point' cannot be '1 2 kg'.
            """)
    void whatDoesNotFitIsRefusedAndNothingChanges(String path, String text, String said) {
        Scenario s = Golden.scenario();
        String before = ModelFiles.text(s);
        InputException e = assertThrows(InputException.class, () -> AttributePaths.set(s, path, text));
        assertEquals(said, e.getMessage());
        assertNotEquals(said, e.diagnostic().text("fr"));
        assertEquals(before, ModelFiles.text(s));
    }

    @Test
    void choicesAreListed() {
        InputException e = assertThrows(InputException.class, () -> AttributePaths.set(Golden.anatomy(), "subject.sex", "m"));
        assertEquals("'subject.sex' cannot be 'm'; possible are unknown, female, male.", e.getMessage());
        e = assertThrows(InputException.class, () -> AttributePaths.set(Golden.anatomy(), "bones.pelvis.RASIS.locked", "yes"));
        assertEquals("'bones.pelvis.RASIS.locked' cannot be 'yes'; possible are true, false.", e.getMessage());
    }

    @Test
    void withoutAnActivePlanThereIsNoPlan() {
        Scenario s = Golden.scenario();
        s.setActivePlan(null);
        InputException e = assertThrows(InputException.class, () -> AttributePaths.get(s, "plan.cup.size"));
        assertEquals("'plan.cup.size': the scenario has no active plan.", e.getMessage());
        s.getPlans().removeLast();
        assertEquals("cup.52", AttributePaths.get(s, "plan.cup.size"));
        assertThrows(InputException.class, () -> AttributePaths.get(s, " "));
        assertTrue(AttributePaths.find(s, "plan.cop.size").isEmpty());
    }

    @Test
    void aSettingIsAddedOnlyWhereAskedFor() {
        Scenario s = Golden.scenario();
        assertThrows(InputException.class, () -> AttributePaths.set(s, "requests.rom.settings.step.size", "1mm"));
        AttributePaths.setOrAdd(s, "requests.rom.settings.step.size", "1mm");
        assertEquals("0.001 m", AttributePaths.get(s, "requests.rom.step.size"));
        AttributePaths.setOrAdd(s, "plan.cup.coordinates.medial", "2 mm");
        assertEquals("0.002 m", AttributePaths.get(s, "plan.cup.medial"));
        AttributePaths.setOrAdd(s, "plan.settings.mood", "good");
        assertEquals("good", AttributePaths.get(s, "plan.mood"));
        AttributePaths.setOrAdd(s, "plan.cup.inclination", "50deg");
        assertEquals(2 + 1, s.getPlans().getFirst().getPlacements().getFirst().getCoordinates().size());
        assertThrows(InputException.class, () -> AttributePaths.setOrAdd(s, "plan.cup.medail", "2 mm"));
        assertThrows(InputException.class, () -> AttributePaths.setOrAdd(s, "plan.colour.settings.x", "2 mm"));
    }

    @Test
    void everyListedPathCanBeReadAndWritten() {
        for (org.eclipse.emf.ecore.EObject root : List.of(Golden.scenario(), Golden.anatomy(), Golden.twin(), Golden.catalogue())) {
            String before = ModelFiles.text((org.orthotwin.model.anatomy.NamedElement) root);
            List<String> paths = AttributePaths.paths(root);
            assertTrue(paths.size() > 15, paths.toString());
            for (String path : paths) {
                AttributePaths.set(root, path, AttributePaths.get(root, path));
            }
            assertEquals(before, ModelFiles.text(root));
        }
        assertTrue(AttributePaths.paths(Golden.scenario()).contains("plans.a.placements.a.cup.coordinates.inclination"));
    }
}
