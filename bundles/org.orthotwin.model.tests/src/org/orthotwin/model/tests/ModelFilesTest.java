/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.InputException;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.anatomy.ModelFormat;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.edit.ModelEditing;
import org.orthotwin.model.implant.ImplantFiles;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.model.twin.TwinFiles;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class ModelFilesTest {

    @TempDir
    Path folder;

    static Stream<org.junit.jupiter.params.provider.Arguments> formatsAndLocales() {
        return Golden.FORMATS.stream().flatMap(f -> Stream.of("en-US", "fr-FR", "de-DE", "ar-EG", "tr-TR")
                .map(l -> org.junit.jupiter.params.provider.Arguments.of(f.name(), l)));
    }

    @ParameterizedTest
    @MethodSource("formatsAndLocales")
    void goldenFilesAreWrittenByteForByte(String kind, String locale) throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag(locale));
        try {
            Path file = folder.resolve("x." + kind);
            ModelFiles.save(file, Golden.load(kind));
            byte[] expected = Golden.bytes("expected/v1." + kind);
            assertEquals(new String(expected, StandardCharsets.UTF_8), Files.readString(file));
            ModelFiles.save(file, ModelEditing.load(file));
            assertArrayEquals(expected, Files.readAllBytes(file));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void eachKindHasItsOwnFiles() throws IOException {
        for (String kind : List.of("anatomy", "implant", "scenario", "twin")) {
            Files.write(folder.resolve("x." + kind), Golden.bytes("expected/v1." + kind));
            assertEquals(kind, ModelFiles.kindOf(folder.resolve("x." + kind)));
        }
        assertEquals("hip-1", AnatomyFiles.load(folder.resolve("x.anatomy")).getId());
        assertEquals("acme", ImplantFiles.load(folder.resolve("x.implant")).getId());
        assertEquals("case-1", ScenarioFiles.load(folder.resolve("x.scenario")).getId());
        assertEquals("twin-1", TwinFiles.load(folder.resolve("x.twin")).getId());
    }

    @Test
    void numbersSurviveBitForBit() {
        Random random = new Random(7);
        Anatomy a = Golden.anatomy();
        Bone bone = a.getBones().getFirst();
        for (int i = 0; i < 2000; i++) {
            Landmark l = AnatomyFactory.eINSTANCE.createLandmark();
            l.setId("l" + i);
            double tiny = Double.longBitsToDouble(random.nextLong() & 0x7fefffffffffffffL);
            l.setPosition(new Vec3(random.nextGaussian(), -tiny, i == 0 ? -0.0 : 1 / (double) i));
            l.setUncertainty(tiny);
            bone.getLandmarks().add(l);
        }
        RigidTransform pose = RigidTransform.rotation(new Vec3(1, 2, 3), 0.7).withTranslation(new Vec3(1e-17, 1 / 3.0, -2));
        bone.getFrames().getFirst().setPose(pose);
        Path file = folder.resolve("numbers.anatomy");
        AnatomyFiles.save(file, a);
        Anatomy back = AnatomyFiles.load(file);
        assertTrue(EcoreUtil.equals(a, back));
        assertEquals(pose, back.getBones().getFirst().getFrames().getFirst().getPose());
    }

    @Test
    void textOfAnyKindSurvives() {
        Anatomy a = Golden.anatomy();
        String text = "<>&\"' \t\n\r\n ]]> \u00e9\u20ac\ud83e\uddb4 a=\"b\" " + "x ".repeat(100);
        a.setDescription(text);
        a.getKinematics().getFirst().getCoordinates().set(0, "a < b\n  <c d=\"e\"> & f");
        Path file = folder.resolve("text.anatomy");
        AnatomyFiles.save(file, a);
        Anatomy back = AnatomyFiles.load(file);
        assertEquals(text, back.getDescription());
        assertEquals("a < b\n  <c d=\"e\"> & f", back.getKinematics().getFirst().getCoordinates().getFirst());
    }

    @Test
    void savingLeavesTheModelWhereItIs() {
        Anatomy a = Golden.anatomy();
        assertNull(a.eResource());
        ModelFiles.text(a);
        assertNull(a.eResource());
    }

    @Test
    void aReferenceOutOfTheModelIsNotWritten() {
        Anatomy a = Golden.anatomy();
        a.getJoints().getFirst().setParent(Golden.anatomy().getBones().getFirst());
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ModelFiles.text(a));
        assertEquals("joint 'hip-r' refers to bone 'pelvis', which is not in anatomy 'hip-1'", e.getMessage());
    }

    private String refused(String content, ModelFormat<? extends NamedElement> format) throws IOException {
        Path file = folder.resolve("bad.file");
        Files.writeString(file, content);
        InputException e = assertThrows(InputException.class, () -> ModelFiles.load(file, format));
        String text = e.diagnostic().text("en").replace(file.toString(), "FILE");
        assertTrue(text.startsWith("FILE"), text);
        assertFalse(e.diagnostic().text("fr").equals(e.diagnostic().text("en")));
        return text;
    }

    private static String golden(String kind) {
        return new String(Golden.bytes("expected/v1." + kind), StandardCharsets.UTF_8);
    }

    @Test
    void whatCannotBeReadIsNamedInOneSentence() throws IOException {
        String good = golden("anatomy");
        assertEquals("FILE is empty.", refused("", AnatomyFiles.FORMAT));
        assertEquals("FILE, line 1: this is not an XML file.", refused("solid femur\n", AnatomyFiles.FORMAT));
        assertEquals("FILE, line 1: the root element 'html' belongs to no OrthoTwin model.", refused("<html/>", AnatomyFiles.FORMAT));
        assertEquals("FILE holds the model 'anatomy' where 'scenario' is wanted.", refused(good, ScenarioFiles.FORMAT));
        assertEquals("FILE was written by a newer version: https://orthotwin.org/model/anatomy/2, this program reads up to /1.",
                refused(good.replace("anatomy/1", "anatomy/2"), AnatomyFiles.FORMAT));
        assertEquals("FILE was written by an older version, https://orthotwin.org/model/anatomy/0, from which there is no way to /1.",
                refused(good.replace("anatomy/1", "anatomy/0"), AnatomyFiles.FORMAT));
        assertEquals("FILE, line 11: 'weight' is unknown in quantity 'mass' of subject 'subject-1'.",
                refused(good.replace("<mass value", "<mass weight"), AnatomyFiles.FORMAT));
        assertEquals("FILE, line 11: 'value' of quantity 'mass' of subject 'subject-1' cannot be '72,5'.",
                refused(good.replace("72.5", "72,5"), AnatomyFiles.FORMAT));
        assertEquals("FILE, line 15: 'gadgets' is unknown in anatomy 'hip-1'.",
                refused(good.replace("<bones\n", "<gadgets/><bones\n"), AnatomyFiles.FORMAT));
        assertTrue(refused(good.replace("parent=\"pelvis\"", "parent=\"plevis\""), AnatomyFiles.FORMAT)
                .endsWith(": there is no element with the id 'plevis'."));
        assertTrue(refused(good.replace("0.06 0.09 0.12", "0.06 0.09"), AnatomyFiles.FORMAT)
                .endsWith("'position' of landmark 'pelvis.RASIS' of bone 'pelvis' cannot be '0.06 0.09'."));
        assertEquals("FILE, line 1: the root element is 'Bone' where 'Anatomy' is wanted.",
                refused("<a:Bone xmlns:a='https://orthotwin.org/model/anatomy/1'/>", AnatomyFiles.FORMAT));
        assertTrue(refused(golden("implant").replace("implant:FileGeometry", "implant:Hologram"), ImplantFiles.FORMAT)
                .contains("'Hologram'"));
    }

    @Test
    void aFileThatIsNotThereAndAFolderAreNamed() {
        Path file = folder.resolve("none.anatomy");
        InputException e = assertThrows(InputException.class, () -> AnatomyFiles.load(file));
        assertEquals(file + ": there is no such file.", e.getMessage());
        e = assertThrows(InputException.class, () -> AnatomyFiles.load(folder));
        assertEquals(folder + " is a folder, not a model file.", e.getMessage());
    }

    @Test
    void aFileThatCannotBeWrittenLeavesTheOldOne() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x").resolve("below.anatomy");
        InputException e = assertThrows(InputException.class, () -> AnatomyFiles.save(file, Golden.anatomy()));
        assertTrue(e.getMessage().startsWith(file + " cannot be written"), e.getMessage());
        assertEquals("x", Files.readString(folder.resolve("file")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"anatomy", "implant", "scenario", "twin"})
    void aFileCutOffAnywhereIsRefused(String kind) throws IOException {
        String good = golden(kind);
        ModelFormat<? extends NamedElement> format = Golden.FORMATS.stream().filter(f -> f.name().equals(kind)).findFirst().orElseThrow();
        int cutOff = 0;
        for (int end = 0; end < good.stripTrailing().length(); end += 37) {
            String text = refused(good.substring(0, end), format);
            cutOff += text.contains("is cut off") ? 1 : 0;
            assertTrue(text.contains("is cut off") || text.contains("is empty") || text.contains("not an XML file"), text);
        }
        assertTrue(cutOff > 10);
    }

    @Test
    void entitiesAreRefused() throws IOException {
        String bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n";
        String body = golden("anatomy").substring(golden("anatomy").indexOf('\n') + 1);
        assertEquals("FILE, line 2: a document type declaration is refused, as it can define entities.",
                refused(bomb + body.replace("Hip of subject 1", "&b;"), AnatomyFiles.FORMAT));
        Path secret = Files.writeString(folder.resolve("secret"), "top secret");
        String external = "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>\n";
        assertTrue(refused(external + body.replace("Hip of subject 1", "&x;"), AnatomyFiles.FORMAT).contains("document type"));
    }

    @Test
    void brokenBytesNeverGiveAModelOrAnotherException() {
        Random random = new Random(11);
        for (ModelFormat<? extends NamedElement> format : Golden.FORMATS) {
            byte[] good = Golden.bytes("expected/v1." + format.name());
            for (int i = 0; i < 400; i++) {
                byte[] bad = good.clone();
                for (int k = 0; k <= i % 3; k++) {
                    bad[random.nextInt(bad.length)] = (byte) (32 + random.nextInt(95));
                }
                try {
                    ModelFiles.load(new java.io.ByteArrayInputStream(bad), "bad", format);
                } catch (InputException e) {
                    assertTrue(e.getMessage().startsWith("bad"), e.getMessage());
                }
            }
        }
    }

    /** Version 0 of the test called the subject a patient and gave the mass as an attribute. */
    private static void fromVersion0(Document document) {
        Element patient = (Element) document.getElementsByTagName("patient").item(0);
        document.renameNode(patient, null, "subject");
        Element mass = document.createElement("mass");
        mass.setAttribute("value", patient.getAttribute("weight"));
        mass.setAttribute("unit", "kg");
        patient.removeAttribute("weight");
        patient.appendChild(mass);
    }

    @Test
    void olderVersionsAreMigrated() throws IOException {
        ModelFormat<Anatomy> format = AnatomyFiles.FORMAT.withMigration(0, ModelFilesTest::fromVersion0);
        Path file = folder.resolve("old.anatomy");
        Files.writeString(file, """
                <?xml version="1.0" encoding="UTF-8"?>
                <old:Anatomy xmlns:old="https://orthotwin.org/model/anatomy/0" id="a">
                  <patient id="p" weight="71"/>
                  <bones id="femur" type="femur"/>
                </old:Anatomy>
                """);
        Anatomy a = ModelFiles.load(file, format);
        assertEquals(71, a.getSubject().getMass().getValue());
        assertEquals("kg", a.getSubject().getMass().getUnit());
        assertEquals("femur", a.getBones().getFirst().getId());
        assertTrue(ModelFiles.text(a).contains("https://orthotwin.org/model/anatomy/1"));
        assertThrows(IllegalArgumentException.class, () -> AnatomyFiles.FORMAT.withMigration(1, d -> { }));
    }

    @Test
    void anEmfResourceOfTheFileReadsTheSame() throws IOException {
        Path file = folder.resolve("x.anatomy");
        Files.write(file, Golden.bytes("expected/v1.anatomy"));
        org.eclipse.emf.ecore.resource.Resource r = new org.orthotwin.model.anatomy.ModelResourceFactory()
                .createResource(org.eclipse.emf.common.util.URI.createFileURI(file.toString()));
        org.eclipse.emf.ecore.resource.ResourceSet set = new org.eclipse.emf.ecore.resource.impl.ResourceSetImpl();
        set.getPackageRegistry().put(AnatomyFiles.FORMAT.ePackage().getNsURI(), AnatomyFiles.FORMAT.ePackage());
        set.getResources().add(r);
        r.load(null);
        assertTrue(EcoreUtil.equals(Golden.anatomy(), r.getContents().getFirst()));
    }
}
