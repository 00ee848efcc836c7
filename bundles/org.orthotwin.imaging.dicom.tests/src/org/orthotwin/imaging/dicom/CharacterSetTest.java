/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.imaging.dicom.internal.EmbeddedToolkit;

/** Names in the character sets of PS3.5 Annexes H, I, J and K; expected ones as the standard's examples give them. */
class CharacterSetTest {

    private final EmbeddedToolkit toolkit = new EmbeddedToolkit();

    @ParameterizedTest
    @CsvSource({"chrArab,قباني^لنزار", "chrFren,Buc^Jérôme", "chrFrenMulti,Buc^Jérôme", "chrGerm,Äneas^Rüdiger", "chrGreek,Διονυσιος",
            "chrH31,Yamada^Tarou=山田^太郎=やまだ^たろう", "chrH32,ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", "chrHbrw,שרון^דבורה", "chrI2,Hong^Gildong=洪^吉洞=홍^길동",
            "chrJapMulti,やまだ^たろう", "chrJapMultiExplicitIR6,やまだ^たろう", "chrKoreanMulti,김희중", "chrRuss,Люкceмбypг",
            "chrX1,Wang^XiaoDong=王^小東=",
            "chrX2,Wang^XiaoDong=王^小东="})
    void names(String file, String name) throws IOException {
        DicomObject o = toolkit.read(SharedData.path("dicom-transfer-syntaxes/pydicom/" + file + ".dcm"));
        assertEquals(List.of(name), o.data().texts(Tag.PatientName));
    }

    /** An item has its own set, or that of what is around it. */
    @Test
    void sequences() throws IOException {
        for (String file : List.of("chrSQEncoding", "chrSQEncoding1")) {
            Dataset d = toolkit.read(SharedData.path("dicom-transfer-syntaxes/pydicom/" + file + ".dcm")).data();
            assertEquals("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", d.item(0x00321064).textOrEmpty(Tag.PatientName));
        }
    }

    /** In GB18030 the second byte of a character may be that of a backslash. */
    @Test
    void backslashWithinACharacter() {
        byte[] text = new String(new int[] {0x8bba}, 0, 1).getBytes(java.nio.charset.Charset.forName("GB18030"));
        byte[] tricky = {(byte) 0x81, 0x5c, '\\', 'b', text[0], text[1]};
        Dataset d = new Dataset.Builder().text(Tag.SpecificCharacterSet, Vr.CS, "GB18030")
                .raw(Tag.PatientName, Vr.PN, tricky, 0, tricky.length, false).build();
        assertEquals(List.of(new String(tricky, 0, 2, java.nio.charset.Charset.forName("GB18030")), "b论"), d.texts(Tag.PatientName));
    }

    @Test
    void whatIsWrittenInAnotherSetSaysUtf8(@TempDir Path folder) throws IOException {
        Dataset item = new Dataset.Builder().text(Tag.SeriesDescription, Vr.LO, "Knie links").build();
        byte[] latin = "Äneas".getBytes(StandardCharsets.ISO_8859_1);
        Dataset d = new Dataset.Builder().text(Tag.SpecificCharacterSet, Vr.CS, "ISO_IR 100").raw(Tag.PatientName, Vr.PN, latin, 0,
                latin.length,
                false).text(Tag.StudyDescription, Vr.LO, "Hüfte 股関節").text(Tag.SOPInstanceUID, Vr.UI, "1.2.3")
                .items(Tag.ReferencedSeriesSequence, item).build();
        Path file = folder.resolve("a.dcm");
        toolkit.write(new DicomObject("", Dataset.EMPTY, "", d, null), file);
        Dataset back = toolkit.read(file).data();
        assertEquals("ISO_IR 192", back.textOrEmpty(Tag.SpecificCharacterSet));
        assertEquals("Äneas", back.textOrEmpty(Tag.PatientName));
        assertEquals("Hüfte 股関節", back.textOrEmpty(Tag.StudyDescription));
        assertEquals("Knie links", back.item(Tag.ReferencedSeriesSequence).textOrEmpty(Tag.SeriesDescription));
    }
}
