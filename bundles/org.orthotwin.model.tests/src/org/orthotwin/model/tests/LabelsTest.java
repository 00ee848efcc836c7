/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.edit.domain.AdapterFactoryEditingDomain;
import org.eclipse.emf.edit.provider.AdapterFactoryItemDelegator;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Unit;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Side;
import org.orthotwin.model.edit.EditCommands;
import org.orthotwin.model.edit.Labels;
import org.orthotwin.model.edit.ModelEditing;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioPackage;

class LabelsTest {

    @Test
    void valuesReadAsPeopleSayThem() {
        Anatomy a = Golden.anatomy();
        Landmark l = a.getBones().getFirst().getLandmarks().getFirst();
        assertEquals("1 mm", Labels.value(l, AnatomyPackage.Literals.LANDMARK__UNCERTAINTY, "en"));
        assertEquals("(60, 90, 120) mm", Labels.value(l, AnatomyPackage.Literals.LANDMARK__POSITION, "en"));
        assertEquals("yes", Labels.value(l, AnatomyPackage.Literals.LANDMARK__LOCKED, "en"));
        assertEquals("oui", Labels.value(l, AnatomyPackage.Literals.LANDMARK__LOCKED, "fr"));
        assertEquals("60 years", Labels.value(a.getSubject().getAge(), AnatomyPackage.Literals.QUANTITY__VALUE, "en"));
        assertEquals("60 ans", Labels.value(a.getSubject().getAge(), AnatomyPackage.Literals.QUANTITY__VALUE, "fr"));
        assertEquals("1.68 m", Labels.value(a.getSubject().getHeight(), AnatomyPackage.Literals.QUANTITY__VALUE, "en"));
        assertEquals("72.5 kg", Labels.value(a.getSubject().getMass(), AnatomyPackage.Literals.QUANTITY__VALUE, "en"));
        assertEquals("female", Labels.value(a.getSubject(), AnatomyPackage.Literals.SUBJECT__SEX, "en"));
        assertEquals("f\u00e9minin", Labels.value(a.getSubject(), AnatomyPackage.Literals.SUBJECT__SEX, "fr"));
        assertEquals("bone 'pelvis'", Labels.value(a.getJoints().getFirst(), AnatomyPackage.Literals.JOINT__PARENT, "en"));
        assertEquals("os \u00ab pelvis \u00bb", Labels.value(a.getJoints().getFirst(), AnatomyPackage.Literals.JOINT__PARENT, "fr"));
        Scenario s = Golden.scenario();
        assertEquals("40 deg", Labels.value(s.getPlans().getFirst().getPlacements().getFirst().getCoordinates().getFirst(),
                ScenarioPackage.Literals.SETTING__NUMBER, "en"));
        assertEquals("standing", Labels.value(s.getPlans().getFirst().getSettings().get(1), ScenarioPackage.Literals.SETTING__NUMBER,
                "en"));
        assertEquals("\u2013", Labels.value(s.getMeasurements().get(1), ScenarioPackage.Literals.MEASUREMENT_REQUEST__UPPER, "en"));
        assertEquals("0.8", Labels.number(0.8, Unit.of(""), "en"));
    }

    @Test
    void wordsOfEnumerationsAndChangesAreToldInFrench() {
        assertEquals("non précisé", Labels.word(AnatomyPackage.Literals.PROVENANCE_KIND.getEEnumLiteral("UNSTATED"), "fr"));
        assertEquals("normale tronquée", Labels.word(ScenarioPackage.Literals.DISTRIBUTION_KIND.getEEnumLiteral("TRUNCATED_NORMAL"), "fr"));
        assertEquals("truncated normal", Labels.word(ScenarioPackage.Literals.DISTRIBUTION_KIND.getEEnumLiteral("TRUNCATED_NORMAL"), "en"));
        Anatomy a = Golden.anatomy();
        EditCommands french = new EditCommands(ModelEditing.newDomain(), "fr");
        assertEquals("Mettre articulation « hip-r » : côté à gauche", french.set(a.getJoints().getFirst(),
                AnatomyPackage.Literals.JOINT__SIDE, Side.LEFT).getLabel());
    }

    @Test
    void everyObjectHasAnItemProviderWithTextAndProperties() {
        AdapterFactoryEditingDomain domain = ModelEditing.newDomain();
        AdapterFactoryItemDelegator items = new AdapterFactoryItemDelegator(domain.getAdapterFactory());
        for (var format : Golden.FORMATS) {
            EObject root = Golden.load(format);
            for (EObject o : (Iterable<EObject>) () -> root.eAllContents()) {
                assertTrue(!items.getText(o).isBlank());
                assertTrue(domain.getAdapterFactory().adapt(o, org.eclipse.emf.edit.provider.IItemLabelProvider.class).getClass().getName()
                        .startsWith("org.orthotwin"), o.toString());
                assertEquals(o.eClass().getEAllStructuralFeatures().stream()
                        .filter(f -> !(f instanceof org.eclipse.emf.ecore.EReference r && r.isContainment())).count(),
                        items.getPropertyDescriptors(o).size());
            }
            assertNotNull(items.getChildren(root));
            assertTrue(!domain.getNewChildDescriptors(root, null).isEmpty());
        }
    }
}
