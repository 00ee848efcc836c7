/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.emf.common.util.TreeIterator;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EClassifier;
import org.eclipse.emf.ecore.EModelElement;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EPackage;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.anatomy.ModelFormat;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.UnitAnnotations;
import org.orthotwin.model.implant.ImplantPackage;
import org.orthotwin.model.scenario.ScenarioPackage;

/** What the house asks of every metamodel. */
class MetamodelTest {

    /** What a catalogue must be able to say in DICOM (PS3.6): templates, size runs and assemblies. */
    private static final String DICOM = "0068,6210 0068,6221 0068,6222 0068,6224 0068,6225 0068,6226 0068,6230 0068,6265 0068,6280 "
            + "0068,62A0 0068,62A5 0068,63A0 0068,63A4 0068,63AC 0068,63B0 0068,63E0 0068,6420 0068,6490 0068,64A0 0068,64C0 0068,64D0 "
            + "0068,6500 0068,6510 0068,6520 0068,6545 0076,0032 0076,0036 0076,0038 0076,0060 0076,0070 0076,0090 0076,00A0 0076,00C0 "
            + "0078,00B2 0078,00B8";

    /** Ranges whose unit follows from the type of the freedom; their documentation says so. */
    private static final Set<EStructuralFeature> UNIT_BY_TYPE =
            Set.of(ImplantPackage.Literals.DEGREE_OF_FREEDOM__MINIMUM, ImplantPackage.Literals.DEGREE_OF_FREEDOM__MAXIMUM);

    private static List<EClass> classes() {
        List<EClass> classes = new ArrayList<>();
        for (ModelFormat<? extends NamedElement> format : Golden.FORMATS) {
            for (EClassifier c : format.ePackage().getEClassifiers()) {
                if (c instanceof EClass k) {
                    classes.add(k);
                }
            }
        }
        return classes;
    }

    @Test
    void everythingIsDocumented() {
        List<String> missing = new ArrayList<>();
        for (ModelFormat<? extends NamedElement> format : Golden.FORMATS) {
            EPackage p = format.ePackage();
            p.eAllContents().forEachRemaining(e -> {
                boolean told = e instanceof EClassifier || e instanceof EStructuralFeature
                        || e instanceof org.eclipse.emf.ecore.EEnumLiteral;
                String text = told ? EcoreUtil.getDocumentation((EModelElement) e) : ".";
                if (text == null || !text.endsWith(".")) {
                    missing.add(e.toString());
                }
            });
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyNumberHasAUnit() {
        List<String> missing = new ArrayList<>();
        for (EClass c : classes()) {
            for (EStructuralFeature f : c.getEStructuralFeatures()) {
                Class<?> type = f.getEType().getInstanceClass();
                boolean number = type == double.class || type == Double.class || type == Vec3.class;
                if (number && !UNIT_BY_TYPE.contains(f) && UnitAnnotations.unitOf(f).isEmpty()
                        && UnitAnnotations.unitFeatureOf(f).isEmpty()) {
                    missing.add(c.getName() + "." + f.getName());
                }
                UnitAnnotations.unitOf(f).ifPresent(u -> assertEquals(u.numerator(), u.denominator(), u + " is not SI"));
                UnitAnnotations.unitFeatureOf(f).ifPresent(u -> assertEquals(String.class, u.getEType().getInstanceClass()));
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void unitsAreReadFromTheAnnotations() {
        assertEquals(Unit.of("m"), UnitAnnotations.unitOf(AnatomyPackage.Literals.LANDMARK__POSITION).orElseThrow());
        assertEquals("N.s", UnitAnnotations.symbolOf(AnatomyPackage.Literals.LIGAMENT_BUNDLE__DAMPING).orElseThrow());
        assertTrue(UnitAnnotations.unitOf(AnatomyPackage.Literals.LANDMARK__CODE).isEmpty());
        assertEquals(Unit.of("kg"), UnitAnnotations.unitOf(Golden.anatomy().getSubject().getMass(),
                AnatomyPackage.Literals.QUANTITY__VALUE).orElseThrow());
        assertEquals(ScenarioPackage.Literals.SETTING__UNIT,
                UnitAnnotations.unitFeatureOf(ScenarioPackage.Literals.SETTING__NUMBER).orElseThrow());
    }

    @Test
    void dicomTagsAreWellFormed() {
        int mapped = 0;
        Set<String> tags = new TreeSet<>();
        for (TreeIterator<EObject> all = ImplantPackage.eINSTANCE.eAllContents(); all.hasNext();) {
            if (all.next() instanceof EModelElement e && EcoreUtil.getAnnotation(e, "https://orthotwin.org/dicom", "tag") != null) {
                mapped++;
                List<String> some = List.of(EcoreUtil.getAnnotation(e, "https://orthotwin.org/dicom", "tag").split(", "));
                some.forEach(t -> assertTrue(t.matches("\\([0-9A-F]{4},[0-9A-F]{4}\\)"), t));
                tags.addAll(some);
                assertNotNull(EcoreUtil.getAnnotation(e, "https://orthotwin.org/dicom", "attribute"));
            }
        }
        assertTrue(mapped >= 40, mapped + " elements are mapped to DICOM");
        assertEquals("(0068,6210)", EcoreUtil.getAnnotation(ImplantPackage.Literals.SIZE__LABEL, "https://orthotwin.org/dicom", "tag"));
        Set<String> missing = new TreeSet<>(List.of(DICOM.split(" ")));
        missing.removeIf(t -> tags.contains("(" + t + ")"));
        assertEquals(Set.of(), missing, "attributes of DICOM's implant templates that nothing is mapped to");
    }

    @Test
    void referencesBetweenFilesAreTextNeverProxies() {
        for (EClass c : classes()) {
            for (EReference r : c.getEReferences()) {
                if (!r.isContainment()) {
                    assertEquals(c.getEPackage(), r.getEReferenceType().getEPackage().equals(AnatomyPackage.eINSTANCE)
                            && r.getEReferenceType() == AnatomyPackage.Literals.PROVENANCE ? c.getEPackage()
                            : r.getEReferenceType().getEPackage(), c.getName() + "." + r.getName());
                    assertTrue(!r.isResolveProxies(), c.getName() + "." + r.getName());
                }
            }
        }
    }

    @Test
    void goldenFilesHoldEveryClassAndFeature() {
        Set<String> missing = new TreeSet<>();
        Set<EClass> seen = new java.util.HashSet<>();
        Set<EStructuralFeature> set = new java.util.HashSet<>();
        for (ModelFormat<? extends NamedElement> format : Golden.FORMATS) {
            EObject root = Golden.load(format);
            see(root, seen, set);
            root.eAllContents().forEachRemaining(o -> see(o, seen, set));
        }
        for (EClass c : classes()) {
            if (!c.isAbstract() && !seen.contains(c)) {
                missing.add(c.getName());
            }
            for (EStructuralFeature f : c.getEStructuralFeatures()) {
                // A default is never written: an attribute must be seen with another value.
                if (!set.contains(f) && !(f instanceof EAttribute a && a.isDerived())) {
                    missing.add(c.getName() + "." + f.getName());
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static void see(EObject o, Set<EClass> seen, Set<EStructuralFeature> set) {
        seen.add(o.eClass());
        o.eClass().getEAllStructuralFeatures().stream().filter(o::eIsSet).forEach(set::add);
    }
}
