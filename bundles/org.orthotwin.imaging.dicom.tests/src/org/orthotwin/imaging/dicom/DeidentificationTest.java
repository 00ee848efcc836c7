/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.dicom.Deidentification.Action;
import org.orthotwin.imaging.dicom.Deidentification.Change;
import org.orthotwin.imaging.dicom.internal.EmbeddedToolkit;

class DeidentificationTest {

    private static DicomObject person() {
        Dataset physician = new Dataset.Builder().text(0x00081070, Vr.PN, "Secret^Operator").text(Tag.ReferencedSOPInstanceUID, Vr.UI,
                "1.2.3.4")
                .text(Tag.CodeMeaning, Vr.LO, "kept").build();
        return new DicomObject("x.dcm", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE,
                new Dataset.Builder().text(Tag.PatientName, Vr.PN, "Secret^Patient").text(Tag.PatientID, Vr.LO, "Secret-17")
                        .text(Tag.PatientBirthDate, Vr.DA, "19501224").text(Tag.StudyDate, Vr.DA, "20200101")
                        .text(Tag.SOPInstanceUID, Vr.UI, "1.2.3.4").text(Tag.StudyInstanceUID, Vr.UI, "1.2.3")
                        .text(Tag.SOPClassUID, Vr.UI, Uids.CT_IMAGE).text(0x00080080, Vr.LO, "Secret Hospital")
                        .text(0x00090010, Vr.LO, "VENDOR").text(0x00091001, Vr.LO, "Secret").text(Tag.Modality, Vr.CS, "US")
                        .bytes(0x60003000, Vr.OW, (byte) 1, (byte) 2).numbers(Tag.Rows, Vr.US, 1)
                        .items(Tag.ReferencedSeriesSequence, physician).numbers(Tag.SliceThickness, Vr.DS, 2.5).build(),
                PixelData.of(Tag.PixelData, Vr.OW, java.nio.ByteBuffer.allocate(2)));
    }

    @Test
    void everythingThatNamesSomebodyGoes() {
        Deidentification.Result r = new Deidentification("k").apply(person());
        Dataset d = r.object().data();
        assertTrue(d.textOrEmpty(Tag.PatientName).matches("OT-[0-9A-F]{10}"));
        assertEquals(d.textOrEmpty(Tag.PatientName), d.textOrEmpty(Tag.PatientID));
        assertTrue(d.contains(Tag.PatientBirthDate) && !d.hasValue(Tag.PatientBirthDate));
        assertTrue(d.contains(Tag.StudyDate) && !d.hasValue(Tag.StudyDate));
        assertFalse(d.contains(0x00090010) || d.contains(0x00091001) || d.contains(0x60003000));
        assertNotEquals("Secret Hospital", d.textOrEmpty(0x00080080));
        // references still lead to what they led to
        String uid = d.textOrEmpty(Tag.SOPInstanceUID);
        assertTrue(uid.startsWith("2.25."));
        Dataset item = d.item(Tag.ReferencedSeriesSequence);
        assertEquals(uid, item.textOrEmpty(Tag.ReferencedSOPInstanceUID));
        assertNotEquals("Secret^Operator", item.textOrEmpty(0x00081070));
        assertEquals("kept", item.textOrEmpty(Tag.CodeMeaning));
        assertEquals(Uids.CT_IMAGE, d.textOrEmpty(Tag.SOPClassUID));
        assertEquals(2.5, d.number(Tag.SliceThickness).orElseThrow());
        assertEquals("YES", d.textOrEmpty(Tag.PatientIdentityRemoved));
        assertEquals("113100", d.item(Tag.DeidentificationMethodCodeSequence).textOrEmpty(Tag.CodeValue));
        assertTrue(r.changes().containsAll(List.of(new Change(0x00091001, Action.REMOVED), new Change(Tag.StudyDate, Action.EMPTIED),
                new Change(Tag.SOPInstanceUID, Action.NEW_UID), new Change(0x00081070, Action.REPLACED))), r.changes().toString());
        // ultrasound has names in its pixels as a rule
        assertEquals(List.of("dicom.burned"), r.warnings().stream().map(w -> w.code()).toList());
    }

    @Test
    void theKeyKeepsThingsTogether() {
        Dataset one = new Deidentification("k").apply(person()).object().data();
        assertEquals(one.texts(Tag.StudyInstanceUID), new Deidentification("k").apply(person()).object().data()
                .texts(Tag.StudyInstanceUID));
        assertNotEquals(one.texts(Tag.StudyInstanceUID), new Deidentification("l").apply(person()).object().data()
                .texts(Tag.StudyInstanceUID));
        assertNotEquals(one.texts(Tag.PatientID), new Deidentification("").apply(person()).object().data().texts(Tag.PatientID));
    }

    /** Actions of Table E.1-1, some of each kind. */
    @Test
    void table() {
        assertEquals("Z", Deidentification.action(Tag.PatientName));
        assertEquals("Z", Deidentification.action(Tag.AccessionNumber));
        assertEquals("X", Deidentification.action(0x00104000));
        assertEquals("U", Deidentification.action(Tag.FrameOfReferenceUID));
        assertEquals("X/Z/D", Deidentification.action(0x00080080));
        assertEquals("X", Deidentification.action(0x50000010));
        assertEquals("", Deidentification.action(Tag.PixelSpacing));
        assertEquals("", Deidentification.action(Tag.SOPClassUID));
    }

    /** A real series: the same voxels on the same places, none of the old names and identifiers in any byte of the new files. */
    @Test
    void folders(@TempDir Path folder) throws IOException {
        Path from = SharedData.path("dicom-transfer-syntaxes/pydicom/dicomdirtests/98892001");
        Path to = folder.resolve("clean");
        Deidentification.Report report = new Deidentification("k").folder(from, to, Monitor.NONE);
        assertEquals(7, report.files());
        List<ImageSeries> before = DicomInventory.scan(from, Monitor.NONE).volumes();
        List<ImageSeries> after = DicomInventory.scan(to, Monitor.NONE).volumes();
        ReadOptions uneven = new ReadOptions(true, 1);
        Set<String> old = new TreeSet<>();
        Set<String> fresh = new TreeSet<>();
        for (ImageSeries s : before) {
            old.add(s.geometry() + s.read(uneven, Monitor.NONE).sha256());
        }
        for (ImageSeries s : after) {
            fresh.add(s.geometry() + s.read(uneven, Monitor.NONE).sha256());
        }
        assertEquals(old, fresh);
        EmbeddedToolkit toolkit = new EmbeddedToolkit();
        Set<String> secrets = new TreeSet<>();
        try (Stream<Path> walk = Files.walk(from)) {
            for (Path p : walk.filter(Files::isRegularFile).toList()) {
                Dataset d = toolkit.read(p).data();
                for (int tag : new int[] {Tag.PatientName, Tag.PatientID, Tag.StudyInstanceUID, Tag.SeriesInstanceUID, Tag.SOPInstanceUID,
                        Tag.FrameOfReferenceUID, Tag.AccessionNumber, Tag.ReferringPhysicianName}) {
                    if (d.textOrEmpty(tag).length() > 3) {
                        secrets.add(d.textOrEmpty(tag));
                    }
                }
            }
        }
        assertTrue(secrets.size() > 8, secrets.toString());
        try (Stream<Path> files = Files.list(to)) {
            for (Path p : files.toList()) {
                String bytes = Files.readString(p, StandardCharsets.ISO_8859_1);
                for (String s : secrets) {
                    assertFalse(bytes.contains(s), p.getFileName() + " holds a name or identifier");
                }
            }
        }
        assertThrows(FileAlreadyExistsException.class, () -> new Deidentification("k").folder(from, to, Monitor.NONE));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThrows(InputException.class, () -> new Deidentification("k").folder(empty, folder.resolve("none"), Monitor.NONE));
        assertFalse(Files.exists(folder.resolve("none")));
    }
}
