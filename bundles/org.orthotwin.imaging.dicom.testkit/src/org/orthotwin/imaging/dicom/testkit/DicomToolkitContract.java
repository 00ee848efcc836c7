/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicom.Vr;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/** What every toolkit must do. A toolkit's test extends it. */
public abstract class DicomToolkitContract {

    @TempDir
    Path folder;

    /** The toolkit to be tested. */
    protected abstract DicomToolkit toolkit();

    private static Dataset.Builder image(int rows, int columns, int bits, boolean signed) {
        return new Dataset.Builder().text(Tag.SOPClassUID, Vr.UI, Uids.CT_IMAGE).text(Tag.SOPInstanceUID, Vr.UI, "2.25.7")
                .text(Tag.PatientName, Vr.PN, "Näme^Ünknown").text(Tag.ImageType, Vr.CS, "DERIVED", "SECONDARY")
                .numbers(Tag.PixelSpacing, Vr.DS, 0.123456789012345678, 1e-7).numbers(Tag.Rows, Vr.US, rows).numbers(Tag.Columns, Vr.US,
                columns)
                .numbers(Tag.BitsAllocated, Vr.US, bits <= 8 ? 8 : 16).numbers(Tag.BitsStored, Vr.US, bits).numbers(Tag.HighBit, Vr.US,
                bits - 1)
                .numbers(Tag.PixelRepresentation, Vr.US, signed ? 1 : 0).numbers(Tag.SamplesPerPixel, Vr.US, 1)
                .text(Tag.PhotometricInterpretation, Vr.CS, "MONOCHROME2");
    }

    private DicomObject roundTrip(Dataset data, byte... pixels) throws IOException {
        Path file = folder.resolve("a.dcm");
        toolkit().write(new DicomObject("", Dataset.EMPTY, TransferSyntax.EXPLICIT_LITTLE, data, pixels.length == 0 ? null
                : PixelData.of(Tag.PixelData, Vr.OW, ByteBuffer.wrap(pixels))), file);
        assertTrue(toolkit().accepts(file));
        return toolkit().read(file);
    }

    @Test
    public void writtenDataSetsAreReadBack() throws IOException {
        assertTrue(toolkit().isUsable());
        Dataset inner = new Dataset.Builder().numbers(Tag.ReferencedSegmentNumber, Vr.US, 3).text(Tag.CodeMeaning, Vr.LO, "odd")
                .build();
        Dataset d = image(1, 3, 16, false).items(Tag.ReferencedSeriesSequence, inner, Dataset.EMPTY).numbers(Tag.DiffusionBValue, Vr.FD,
                0.1)
                .numbers(Tag.InstanceNumber, Vr.IS, -7).build();
        DicomObject o = roundTrip(d, (byte) 1, (byte) 0, (byte) 2, (byte) 0, (byte) 3, (byte) 0);
        assertEquals("a.dcm", o.source());
        assertEquals(TransferSyntax.EXPLICIT_LITTLE, o.syntax());
        assertEquals("2.25.7", o.meta().textOrEmpty(Tag.MediaStorageSOPInstanceUID));
        assertEquals("Näme^Ünknown", o.data().textOrEmpty(Tag.PatientName));
        assertEquals(List.of("DERIVED", "SECONDARY"), o.data().texts(Tag.ImageType));
        double[] spacing = o.data().numbers(Tag.PixelSpacing);
        assertEquals(0.123456789012345678, spacing[0], 1e-14);
        assertEquals(1e-7, spacing[1], 0);
        assertEquals(0.1, o.data().number(Tag.DiffusionBValue).orElseThrow(), 0);
        assertEquals(2, o.data().items(Tag.ReferencedSeriesSequence).size());
        assertEquals("odd", o.data().item(Tag.ReferencedSeriesSequence).textOrEmpty(Tag.CodeMeaning));
        assertEquals(0, o.data().items(Tag.ReferencedSeriesSequence).get(1).size());
        assertFalse(o.data().contains(Tag.PixelData));
        assertEquals(6, o.pixelData().orElseThrow().length());
    }

    @Test
    public void numbersOfFewerBitsAreExtended() throws IOException {
        // 12 of 16 bits: what lies above them is none of the number
        byte[] raw = {(byte) 0xff, 0x5f, 0x00, 0x08, (byte) 0xff, 0x07, 0x01, (byte) 0xf0};
        byte[] out = new byte[8];
        toolkit().decode(roundTrip(image(2, 2, 12, true).build(), raw), 0, ByteBuffer.wrap(out));
        assertArrayEquals(new byte[] {(byte) 0xff, (byte) 0xff, 0x00, (byte) 0xf8, (byte) 0xff, 0x07, 0x01, 0x00}, out);
        toolkit().decode(roundTrip(image(2, 2, 12, false).build(), raw), 0, ByteBuffer.wrap(out));
        assertArrayEquals(new byte[] {(byte) 0xff, 0x0f, 0x00, 0x08, (byte) 0xff, 0x07, 0x01, 0x00}, out);
    }

    /** Few, some and all bits, at both ends of their bytes, signed or not: the stored bits and nothing else, in any kind of buffer. */
    @Test
    public void storedBitsAreTakenFromWhereverTheyLie() throws IOException {
        Random random = new Random(3);
        for (int allocated : new int[] {8, 16, 32}) {
            for (int stored : new int[] {1, allocated - 3, allocated}) {
                for (int high : new int[] {stored - 1, allocated - 1}) {
                    for (boolean signed : new boolean[] {false, true}) {
                        byte[] raw = new byte[7 * allocated / 8 + (allocated == 8 ? 1 : 0)];
                        random.nextBytes(raw);
                        assertExtended(raw, allocated, stored, high, signed);
                    }
                }
            }
        }
    }

    private void assertExtended(byte[] raw, int allocated, int stored, int high, boolean signed) throws IOException {
        DicomObject o = roundTrip(image(1, 7, 16, signed).numbers(Tag.BitsAllocated, Vr.US, allocated)
                .numbers(Tag.BitsStored, Vr.US, stored).numbers(Tag.HighBit, Vr.US, high).build(), raw);
        for (ByteBuffer out : List.of(ByteBuffer.allocate(7 * allocated / 8), ByteBuffer.allocateDirect(7 * allocated / 8))) {
            toolkit().decode(o, 0, out);
            for (int p = 0; p < 7; p++) {
                long expected = number(ByteBuffer.wrap(raw), p, allocated) >>> high + 1 - stored & (1L << stored) - 1;
                if (signed && (expected >>> stored - 1 & 1) == 1) {
                    expected |= -1L << stored;
                }
                assertEquals(expected & (1L << allocated) - 1, number(out, p, allocated), stored + " of " + allocated + " bits to " + high);
            }
        }
    }

    private static long number(ByteBuffer b, int index, int bits) {
        long v = 0;
        for (int k = 0; k < bits / 8; k++) {
            v |= (b.get(index * bits / 8 + k) & 0xffL) << 8 * k;
        }
        return v;
    }

    @Test
    public void framesAndPlanesAndBitmaps() throws IOException {
        byte[] out = new byte[6];
        Dataset planes = image(1, 2, 8, false).numbers(Tag.SamplesPerPixel, Vr.US, 3).text(Tag.PhotometricInterpretation, Vr.CS, "RGB")
                .numbers(Tag.PlanarConfiguration, Vr.US, 1).numbers(Tag.NumberOfFrames, Vr.IS, 2).build();
        DicomObject o = roundTrip(planes, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 2, (byte) 3,
                (byte) 4,
                (byte) 5, (byte) 6);
        toolkit().decode(o, 1, ByteBuffer.wrap(out));
        assertArrayEquals(new byte[] {1, 3, 5, 2, 4, 6}, out);
        assertThrows(InputException.class, () -> toolkit().decode(o, 2, ByteBuffer.wrap(out)));
        // frames of a bitmap go on within a byte
        Dataset bits = image(1, 3, 8, false).numbers(Tag.BitsAllocated, Vr.US, 1).numbers(Tag.BitsStored, Vr.US, 1).numbers(Tag.HighBit,
                Vr.US, 0)
                .numbers(Tag.NumberOfFrames, Vr.IS, 2).build();
        byte[] three = new byte[3];
        toolkit().decode(roundTrip(bits, (byte) 0b101_110, (byte) 0), 1, ByteBuffer.wrap(three));
        assertArrayEquals(new byte[] {1, 0, 1}, three);
    }

    @Test
    public void whatIsMissingOrBrokenIsRefused() throws IOException {
        assertThrows(NoSuchFileException.class, () -> toolkit().read(folder.resolve("none.dcm")));
        Path text = folder.resolve("text.dcm");
        Files.writeString(text, "This is a text of more than a hundred and thirty-two bytes. ".repeat(5));
        assertFalse(toolkit().accepts(text));
        assertTrue(assertThrows(InputException.class, () -> toolkit().read(text)).getMessage().contains("text.dcm"));
        roundTrip(image(64, 64, 16, false).build(), new byte[64 * 64 * 2]);
        byte[] whole = Files.readAllBytes(folder.resolve("a.dcm"));
        Files.write(folder.resolve("a.dcm"), Arrays.copyOf(whole, whole.length - 2));
        DicomObject cut = toolkit().read(folder.resolve("a.dcm"));
        assertTrue(assertThrows(InputException.class, () -> toolkit().decode(cut, 0, ByteBuffer.allocate(64 * 64 * 2))).getMessage()
                .contains("a.dcm"));
        Files.write(folder.resolve("a.dcm"), Arrays.copyOf(whole, whole.length - 64 * 64 * 2 - 3));
        assertThrows(InputException.class, () -> toolkit().read(folder.resolve("a.dcm")));
        String unknown = "1.2.840.10008.1.2.4.100";
        assertFalse(toolkit().decodes(unknown));
        toolkit().write(new DicomObject("", Dataset.EMPTY, unknown, image(2, 2, 8, false).build(),
                PixelData.ofFrames(List.of(ByteBuffer.wrap(new byte[] {1, 2, 3, 4})))), folder.resolve("mpeg.dcm"));
        DicomObject video = toolkit().read(folder.resolve("mpeg.dcm"));
        assertEquals(unknown, video.syntax());
        assertEquals(4, video.pixelData().orElseThrow().fragments(0, 1).get(0).remaining());
        assertTrue(assertThrows(InputException.class, () -> toolkit().decode(video, 0, ByteBuffer.allocate(4))).getMessage()
                .contains(unknown));
    }
}
