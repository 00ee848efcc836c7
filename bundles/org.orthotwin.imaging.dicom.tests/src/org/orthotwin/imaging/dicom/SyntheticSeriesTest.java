/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Resampling;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.dicom.internal.DicomVolumeReader;
import org.orthotwin.imaging.dicom.internal.EmbeddedToolkit;

/** Series of ours, whose truth is known, whole and with every trap put in. */
class SyntheticSeriesTest {

    private static final int NX = 20;
    private static final int NY = 24;
    private static final int NZ = 12;
    @TempDir
    Path folder;
    private Path images;
    private Volume truth;

    /** An oblique grid with a linear field, so that interpolation is exact. */
    @BeforeEach
    void write() throws IOException {
        Vec3 i = new Vec3(0.96, 0.28, 0);
        Vec3 j = new Vec3(-0.28 * 0.8, 0.96 * 0.8, 0.6);
        VolumeGeometry g = new VolumeGeometry(NX, NY, NZ, new Vec3(-0.0123, 0.2345, 0.5), i, j, i.cross(j), 0.0007, 0.0009, 0.002);
        short[] stored = new short[NX * NY * NZ];
        for (int p = 0; p < stored.length; p++) {
            stored[p] = (short) (10 * (p % NX) + 20 * (p / NX % NY) + 30 * (p / NX / NY) - 700);
        }
        truth = Volume.ofShorts(g, stored, new ValueMapping(0.5, -100, "HU"));
        images = folder.resolve("series");
        SeriesWriter.write(truth, images, SeriesFacts.syntheticCt("S1", "KNEE", 120), Monitor.NONE);
    }

    private List<ImageSeries> scan() throws IOException {
        return new DicomVolumeReader().scan(images, Monitor.NONE);
    }

    private static List<String> codes(ImageSeries s) {
        return s.problems().stream().map(Diagnostic::code).toList();
    }

    private Path file(int slice) {
        return images.resolve(String.format(java.util.Locale.ROOT, "%04d.dcm", slice + 1));
    }

    private void change(int slice, UnaryOperator<Dataset.Builder> edit) throws IOException {
        EmbeddedToolkit toolkit = new EmbeddedToolkit();
        DicomObject o = toolkit.read(file(slice));
        toolkit.write(new DicomObject("", o.meta(), o.syntax(), edit.apply(o.data().toBuilder()).build(), o.pixels()), file(slice));
    }

    private void move(int slice, Vec3 mm) throws IOException {
        change(slice, b -> b.numbers(Tag.ImagePositionPatient, Vr.DS, mm.x(), mm.y(), mm.z()));
    }

    private static void near(VolumeGeometry expected, VolumeGeometry g) {
        assertEquals(List.of(expected.nx(), expected.ny(), expected.nz()), List.of(g.nx(), g.ny(), g.nz()));
        assertEquals(0, expected.point(3, 5, 7).distance(g.point(3, 5, 7)), 1e-9);
        assertEquals(0, expected.point(0, 0, 0).distance(g.point(0, 0, 0)), 1e-9);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        ImageSeries s = scan().get(0);
        assertEquals(1, scan().size());
        assertEquals(List.of(), s.problems());
        assertEquals("CT 1 Phantom CT", s.description());
        assertEquals("KNEE", s.attributes().get("bodyPartExamined"));
        Volume v = s.read(ReadOptions.DEFAULT, Monitor.NONE);
        near(truth.geometry(), v.geometry());
        assertEquals(truth.sha256(), v.sha256());
        assertEquals(truth.mapping(), v.mapping());
        assertEquals("0003.dcm", v.origins().get(2).source());
        assertEquals(v.sha256(), s.read(new ReadOptions(false, 5), Monitor.NONE).sha256());
    }

    @Test
    void theSliceInTheMiddleIsReadAlone() throws IOException {
        change(NZ / 2, b -> b.numbers(Tag.RescaleSlope, Vr.DS, 2).numbers(Tag.RescaleIntercept, Vr.DS, 7));
        // nothing else is looked at
        Files.delete(file(0));
        ImageSeries s = scan().get(0);
        Files.delete(file(1));
        Volume v = s.middle(Monitor.NONE).orElseThrow();
        assertEquals(List.of(NX, NY, 1), List.of(v.geometry().nx(), v.geometry().ny(), v.geometry().nz()));
        assertEquals(0.0007, v.geometry().iSpacing(), 1e-12);
        assertEquals(0.0009, v.geometry().jSpacing(), 1e-12);
        assertEquals("HU", v.mapping().unit());
        for (int p = 0; p < NX * NY; p++) {
            assertEquals(2 * truth.stored(p % NX, p / NX, NZ / 2) + 7, v.value(p % NX, p / NX, 0));
        }
    }

    @Test
    void writingAgainGivesTheSameFilesAndNeverOverwrites() throws IOException {
        Path again = folder.resolve("again");
        SeriesWriter.write(truth, again, SeriesFacts.syntheticCt("S1", "KNEE", 120), Monitor.NONE);
        EmbeddedToolkit t = new EmbeddedToolkit();
        assertEquals(t.read(file(4)).data().texts(Tag.SOPInstanceUID), t.read(again.resolve("0005.dcm")).data().texts(Tag.SOPInstanceUID));
        assertThrows(IOException.class, () -> SeriesWriter.write(truth, again, SeriesFacts.syntheticCt("S1", "KNEE", 120), Monitor.NONE));
        Path cancelled = folder.resolve("cancelled");
        assertThrows(CancellationException.class, () -> SeriesWriter.write(truth, cancelled, SeriesFacts.syntheticCt("S1", "", 0),
                Monitor.until(() -> true)));
        try (var rest = Files.list(folder)) {
            assertEquals(2, rest.count());
        }
    }

    @Test
    void otherNumbersAreWrittenWithSixteenBits() throws IOException {
        VolumeGeometry g = VolumeGeometry.axisAligned(4, 3, 2, Vec3.ZERO, 0.001);
        for (boolean whole : new boolean[] {true, false}) {
            Volume floats = Volume.zeros(g, ScalarType.FLOAT32, ValueMapping.HOUNSFIELD);
            for (int p = 0; p < 12; p++) {
                floats.store().slice(1).putFloat(4 * p, whole ? 100 * p - 500 : 12.3f * p - 55.5f);
            }
            Path out = folder.resolve("floats" + whole);
            SeriesWriter.write(floats, out, SeriesFacts.syntheticCt("S2", "", 0), Monitor.NONE);
            Volume back = new DicomVolumeReader().scan(out, Monitor.NONE).get(0).read(ReadOptions.DEFAULT, Monitor.NONE);
            for (int p = 0; p < 12; p++) {
                double expected = floats.value(p % 4, p / 4, 1);
                assertEquals(expected, back.value(p % 4, p / 4, 1), whole ? 0 : 0.51 * (12.3 * 11) / 65534, "voxel " + p);
            }
        }
    }

    /** Slices that lie one above the other along the table of a gantry tilted by 20 degrees: the linear field comes back on a straight
     * grid. */
    @Test
    void tiltIsUndone() throws IOException {
        VolumeGeometry g = truth.geometry();
        double tilt = Math.tan(Math.toRadians(20)) * g.kSpacing();
        Vec3 shift = g.jDirection().times(tilt);
        for (int k = 0; k < NZ; k++) {
            Vec3 p = g.point(0, 0, k).plus(shift.times(k)).times(1000);
            move(k, p);
            // the field in space is that of the truth, as far as the shifted slice reaches it
            double rows = tilt * k / g.jSpacing();
            int slice = k;
            ByteBuffer numbers = ByteBuffer.allocate(2 * NX * NY).order(ByteOrder.LITTLE_ENDIAN);
            for (int q = 0; q < NX * NY; q++) {
                numbers.putShort((short) Math.rint(10 * (q % NX) + 20 * (q / NX + rows) + 30 * slice - 700));
            }
            EmbeddedToolkit t = new EmbeddedToolkit();
            DicomObject o = t.read(file(k));
            t.write(new DicomObject("", o.meta(), o.syntax(), o.data(), PixelData.of(Tag.PixelData, Vr.OW, numbers.flip())), file(k));
        }
        ImageSeries s = scan().get(0);
        assertEquals(List.of("dicom.tilt"), codes(s));
        assertTrue(s.problems().get(0).toString().contains("by 20 degrees"), s.problems().get(0).toString());
        Volume v = s.read(ReadOptions.DEFAULT, Monitor.NONE);
        assertEquals(s.geometry().orElseThrow(), v.geometry());
        double rows = tilt * (NZ - 1) / g.jSpacing();
        assertEquals(NY + (int) Math.ceil(rows), v.geometry().ny());
        int compared = 0;
        for (int k = 0; k < NZ; k++) {
            for (int j = 0; j < v.geometry().ny(); j++) {
                double at = j - tilt * k / g.jSpacing();
                for (int i = 0; i < NX; i++) {
                    if (at >= 0 && at <= NY - 1) {
                        assertEquals(10 * i + 20 * j + 30 * k - 700, v.stored(i, j, k), 1.01, i + " " + j + " " + k);
                        compared++;
                    } else {
                        // beside the slice: the least number there is
                        assertEquals(-700, v.stored(i, j, k));
                    }
                }
            }
        }
        assertTrue(compared > NX * NY * NZ * 0.9, compared + " voxels");
    }

    /** Numbers of 32 bits keep all of them: on a tilted stack where nothing is between pixels, and where distances are filled. */
    @Test
    void wideNumbersKeepTheirBits() throws IOException {
        int[] numbers = {0x7fffffff, -0x7fffffff, 123_456_789, 16_777_217, -1, 1_000_000_001};
        EmbeddedToolkit t = new EmbeddedToolkit();
        VolumeGeometry g = truth.geometry();
        for (int k = 0; k < NZ; k++) {
            ByteBuffer b = ByteBuffer.allocate(4 * NX * NY).order(ByteOrder.LITTLE_ENDIAN);
            for (int p = 0; p < NX * NY; p++) {
                b.putInt(numbers[(p + p / NX + k) % numbers.length]);
            }
            DicomObject o = t.read(file(k));
            Vec3 p = g.point(0, 0, k).plus(g.jDirection().times(g.jSpacing() * k)).times(1000);
            Dataset d = o.data().toBuilder().numbers(Tag.BitsAllocated, Vr.US, 32).numbers(Tag.BitsStored, Vr.US, 32)
                    .numbers(Tag.HighBit, Vr.US, 31).numbers(Tag.ImagePositionPatient, Vr.DS, p.x(), p.y(), p.z()).build();
            t.write(new DicomObject("", o.meta(), o.syntax(), d, PixelData.of(Tag.PixelData, Vr.OW, b.flip())), file(k));
        }
        Volume v = scan().get(0).read(ReadOptions.DEFAULT, Monitor.NONE);
        assertEquals(ScalarType.INT32, v.type());
        for (int k = 0; k < NZ; k++) {
            for (int p = 0; p < NX * NY; p++) {
                // positions have 16 characters in the file, and a float would be 3 off at 123456789
                assertEquals(numbers[(p + p / NX + k) % numbers.length], v.stored(p % NX, p / NX + k, k), 1);
            }
        }
        // values of slices with mappings of their own
        for (int k = 0; k < NZ; k++) {
            move(k, g.point(0, 0, k).times(1000));
        }
        change(5, b -> b.numbers(Tag.RescaleSlope, Vr.DS, 2).numbers(Tag.RescaleIntercept, Vr.DS, 7));
        v = scan().get(0).read(ReadOptions.DEFAULT, Monitor.NONE);
        assertEquals(ScalarType.FLOAT64, v.type());
        assertEquals(16_777_217 * 0.5 - 100, v.value(3, 0, 0));
        assertEquals(16_777_217 * 2.0 + 7, v.value(4, 0, 5));
    }

    /** What was looked at and is another file when it is read is refused, not read from the wrong place. */
    @Test
    void filesThatChangeBetweenLookingAndReading() throws IOException {
        ImageSeries s = scan().get(0);
        change(4, b -> b.text(Tag.SeriesDescription, Vr.LO, "a longer description than it had, which moves the pixels"));
        InputException e = assertThrows(InputException.class, () -> s.read(ReadOptions.DEFAULT, Monitor.NONE));
        assertEquals("dicom.changed", e.diagnostic().code());
        assertTrue(e.getMessage().contains("0005.dcm"), e.getMessage());
    }

    /** The padding of a file lies beside shifted slices: also one written as an unsigned number, and never one that does not fit. */
    @Test
    void paddingOfTiltedStacks() throws IOException {
        VolumeGeometry g = truth.geometry();
        for (int[] padding : new int[][] {{63536, -2000}, {-2000, -2000}, {131_072, -700}}) {
            for (int k = 0; k < NZ; k++) {
                Vec3 p = g.point(0, 0, k).plus(g.jDirection().times(g.jSpacing() * k)).times(1000);
                change(k, b -> b.numbers(Tag.PixelPaddingValue, Vr.SL, padding[0]).numbers(Tag.ImagePositionPatient, Vr.DS, p.x(), p.y(),
                        p.z()));
            }
            Volume v = scan().get(0).read(ReadOptions.DEFAULT, Monitor.NONE);
            assertEquals(padding[1], v.stored(0, 0, NZ - 1), padding[0] + "");
        }
    }

    /** Slices that each have their own place: a straight stack is the volume itself, a tilted one says its angle and is named as tilted. */
    @Test
    void slicesOfTheirOwnPlaces() throws IOException {
        VolumeGeometry g = truth.geometry();
        for (double degrees : new double[] {0, 20, -12.5}) {
            Vec3 shift = g.jDirection().times(Math.tan(Math.toRadians(degrees)) * g.kSpacing());
            List<Volume> slices = new ArrayList<>();
            for (int k = 0; k < NZ; k++) {
                Volume one = Resampling.crop(truth, 0, 0, k, NX, NY, 1);
                slices.add(new Volume(new VolumeGeometry(NX, NY, 1, g.point(0, 0, k).plus(shift.times(k)), g.iDirection(), g.jDirection(),
                        g.kDirection(), g.iSpacing(), g.jSpacing(), g.kSpacing()), one.type(), 1, one.mapping(), one.store(), List.of(),
                        one.attributes()));
            }
            Path out = folder.resolve("slices" + degrees);
            List<Path> files = SeriesWriter.write(slices, out, SeriesFacts.syntheticCt("S3", "KNEE", 120), Monitor.NONE);
            assertEquals(NZ, files.size());
            ImageSeries s = new DicomVolumeReader().scan(out, Monitor.NONE).get(0);
            Dataset first = new EmbeddedToolkit().read(files.getFirst()).data();
            if (degrees == 0) {
                assertEquals(List.of(), s.problems());
                assertEquals(List.of(), first.texts(Tag.GantryDetectorTilt));
                Volume back = s.read(ReadOptions.DEFAULT, Monitor.NONE);
                near(g, back.geometry());
                assertEquals(truth.sha256(), back.sha256());
            } else {
                assertEquals(List.of("dicom.tilt"), codes(s));
                assertEquals(degrees, Double.parseDouble(first.texts(Tag.GantryDetectorTilt).getFirst()), 1e-6);
                // every slice alone is what it was, where it was
                for (int k = 0; k < NZ; k++) {
                    Volume back = new DicomVolumeReader().scan(files.get(k), Monitor.NONE).get(0).read(ReadOptions.DEFAULT, Monitor.NONE);
                    assertEquals(0, slices.get(k).geometry().origin().distance(back.geometry().origin()), 1e-9);
                    assertEquals(slices.get(k).sha256(), back.sha256());
                }
            }
        }
        Volume whole = truth;
        assertThrows(IllegalArgumentException.class, () -> SeriesWriter.write(List.of(whole), folder.resolve("none"),
                SeriesFacts.syntheticCt("S3", "", 0), Monitor.NONE));
        assertThrows(IllegalArgumentException.class, () -> SeriesWriter.write(List.of(), folder.resolve("none"),
                SeriesFacts.syntheticCt("S3", "", 0), Monitor.NONE));
    }

    @Test
    void missingSlicesAreNamedAndRefusedOrFilled() throws IOException {
        Files.delete(file(4));
        Files.delete(file(5));
        Files.delete(file(9));
        ImageSeries s = scan().get(0);
        assertEquals(List.of("dicom.gap"), codes(s));
        assertEquals("3 slices are missing between 0004.dcm - 0007.dcm, 0009.dcm - 0011.dcm, where the others are 2 mm apart",
                s.problems().get(0).toString());
        assertTrue(s.geometry().isEmpty());
        assertEquals("dicom.gap", assertThrows(InputException.class, () -> s.read(ReadOptions.DEFAULT, Monitor.NONE)).diagnostic().code());
        Volume v = s.read(new ReadOptions(true, 2), Monitor.NONE);
        // the field is linear: nothing of it is lost
        near(truth.geometry(), v.geometry());
        assertEquals(truth.sha256(), v.sha256());
    }

    @Test
    void unevenStepsAreNamedAndRefusedOrResampled() throws IOException {
        VolumeGeometry g = truth.geometry();
        // 2 mm, but the last five 3.3 mm
        for (int k = 7; k < NZ; k++) {
            move(k, g.point(0, 0, 6 + (k - 6) * 1.65).times(1000));
        }
        ImageSeries s = scan().get(0);
        assertEquals(List.of("dicom.uneven"), codes(s));
        assertTrue(s.problems().get(0).toString().endsWith("2, 3.3 mm"), s.problems().get(0).toString());
        assertThrows(InputException.class, () -> s.read(ReadOptions.DEFAULT, Monitor.NONE));
        Volume v = s.read(new ReadOptions(true, 2), Monitor.NONE);
        // 12 + 5 * 3.3 = 28.5 mm in steps of about 2 mm
        assertEquals(15, v.geometry().nz());
        assertEquals(0.0285 / 14, v.geometry().kSpacing(), 1e-9);
        // a row in the middle of the uneven part, against the values by hand
        double z = 12 * 0.0285 / 14;
        double slice = 6 + (z - 0.012) / 0.0033;
        assertEquals(30 * slice - 700, v.stored(0, 0, 12), 0.51);
    }

    @Test
    void copiesAndDoublesAreLeftOutByName() throws IOException {
        Files.copy(file(3), images.resolve("copy.dcm"));
        assertEquals(List.of("dicom.copy"), codes(scan().get(0)));
        near(truth.geometry(), scan().get(0).read(ReadOptions.DEFAULT, Monitor.NONE).geometry());
        Files.delete(images.resolve("copy.dcm"));
        Files.copy(file(3), images.resolve("0099.dcm"));
        EmbeddedToolkit t = new EmbeddedToolkit();
        DicomObject o = t.read(images.resolve("0099.dcm"));
        t.write(new DicomObject("", o.meta(), o.syntax(), o.data().toBuilder().text(Tag.SOPInstanceUID, Vr.UI, "1.2.3")
                .numbers(Tag.InstanceNumber, Vr.IS, 99).build(), o.pixels()), images.resolve("0099.dcm"));
        ImageSeries s = scan().get(0);
        assertEquals(List.of("dicom.double"), codes(s));
        assertTrue(s.problems().get(0).toString().contains("0099.dcm"));
        assertEquals(truth.sha256(), s.read(ReadOptions.DEFAULT, Monitor.NONE).sha256());
    }

    /** Slices of other mappings: values are right whatever they are, and the odd ones are named. */
    @Test
    void slopesOfTheirOwn() throws IOException {
        change(5, b -> b.numbers(Tag.RescaleSlope, Vr.DS, 2).numbers(Tag.RescaleIntercept, Vr.DS, 7));
        ImageSeries s = scan().get(0);
        assertEquals(List.of("dicom.slopes"), codes(s));
        assertTrue(s.problems().get(0).toString().contains("0006.dcm (2 * x + 7)"), s.problems().get(0).toString());
        Volume v = s.read(ReadOptions.DEFAULT, Monitor.NONE);
        assertEquals(ScalarType.FLOAT32, v.type());
        assertEquals("HU", v.mapping().unit());
        assertEquals(truth.value(3, 4, 6), v.value(3, 4, 6));
        assertEquals(2 * truth.stored(3, 4, 5) + 7, v.value(3, 4, 5));
        change(5, b -> b.numbers(Tag.RescaleSlope, Vr.DS, 0));
        assertTrue(codes(scan().get(0)).contains("dicom.slope"));
        assertThrows(InputException.class, () -> scan().get(0).read(ReadOptions.DEFAULT, Monitor.NONE));
    }

    /** One series identifier for two stacks of other orientation, and a second phase over the same places. */
    @Test
    void mixedSeries() throws IOException {
        List<Path> more = SeriesWriter.write(Volume.zeros(VolumeGeometry.axisAligned(NX, NY, 3, Vec3.ZERO, 0.001), ScalarType.INT16,
                ValueMapping.HOUNSFIELD), folder.resolve("other"), SeriesFacts.syntheticCt("S1", "KNEE", 120), Monitor.NONE);
        EmbeddedToolkit t = new EmbeddedToolkit();
        for (Path p : more) {
            DicomObject o = t.read(p);
            t.write(new DicomObject("", o.meta(), o.syntax(), o.data().toBuilder().text(Tag.SOPInstanceUID, Vr.UI, Uids.random()).build(),
                    o.pixels()), images.resolve("x" + p.getFileName()));
        }
        for (int k = 0; k < NZ; k++) {
            DicomObject o = t.read(file(k));
            t.write(new DicomObject("", o.meta(), o.syntax(), o.data().toBuilder().text(Tag.SOPInstanceUID, Vr.UI, Uids.random())
                    .numbers(Tag.TemporalPositionIdentifier, Vr.IS, 2).build(), o.pixels()), images.resolve("phase" + k + ".dcm"));
        }
        List<ImageSeries> found = scan();
        List<Integer> sizes = new ArrayList<>(found.stream().map(ImageSeries::images).sorted().toList());
        assertEquals(List.of(3, NZ, NZ), sizes);
        assertTrue(found.stream().allMatch(s -> codes(s).contains("dicom.mixed")));
        assertEquals(3, found.stream().map(ImageSeries::id).distinct().count());
        assertEquals(1, found.stream().filter(s -> s.description().contains("temporalPosition 2")).count());
        assertEquals(found.stream().map(ImageSeries::id).toList(), scan().stream().map(ImageSeries::id).toList());
    }

    /** An acquisition number that counts up with every slice does not tear the stack apart. */
    @Test
    void acquisitionsThatCountSlices() throws IOException {
        for (int k = 0; k < NZ; k++) {
            int number = k + 1;
            change(k, b -> b.numbers(Tag.AcquisitionNumber, Vr.IS, number));
        }
        assertEquals(1, scan().size());
        assertEquals(List.of(), scan().get(0).problems());
    }

    @Test
    void brokenFilesOfAFolder() throws IOException {
        byte[] whole = Files.readAllBytes(file(3));
        // cut off in the pixels: the series is told and cannot be read
        Files.write(file(3), java.util.Arrays.copyOf(whole, whole.length - 100));
        ImageSeries s = scan().get(0);
        assertEquals(List.of("dicom.in"), codes(s));
        InputException e = assertThrows(InputException.class, () -> s.read(ReadOptions.DEFAULT, Monitor.NONE));
        assertTrue(e.getMessage().contains("0004.dcm") && e.getMessage().contains("960"), e.getMessage());
        // cut off in the header: it says no series; those beside it are told, and the gap shows
        Files.write(file(3), java.util.Arrays.copyOf(whole, 300));
        assertEquals(List.of("dicom.beside", "dicom.gap"), codes(scan().get(0)));
        // no DICOM at all
        Files.writeString(file(3), "hello");
        assertEquals(List.of("dicom.gap"), codes(scan().get(0)));
        assertEquals(1, DicomInventory.scan(images, Monitor.NONE).others());
        assertThrows(InputException.class, () -> new DicomVolumeReader().scan(file(3), Monitor.NONE));
    }

    @Test
    void directoriesCannotLeadOut() throws IOException {
        EmbeddedToolkit t = new EmbeddedToolkit();
        Files.writeString(folder.resolve("secret.dcm"), "x");
        for (String path : List.of("..\\secret.dcm", "/etc\\passwd", "0001.dcm\\..\\..\\secret.dcm", "a/../../secret.dcm", ".")) {
            Dataset record = new Dataset.Builder().text(Tag.DirectoryRecordType, Vr.CS, "IMAGE").text(Tag.ReferencedFileID, Vr.CS, path)
                    .build();
            t.write(new DicomObject("", Dataset.EMPTY, "", new Dataset.Builder().items(Tag.DirectoryRecordSequence, record).build(), null),
                    images.resolve("DICOMDIR"));
            InputException e = assertThrows(InputException.class, () -> DicomInventory.scan(images.resolve("DICOMDIR"), Monitor.NONE),
                    path);
            assertEquals("dicom.dir.path", e.diagnostic().code());
        }
        List<Dataset> records = new ArrayList<>();
        for (int k = 0; k < NZ; k++) {
            records.add(new Dataset.Builder().text(Tag.ReferencedFileID, Vr.CS, file(k).getFileName().toString()
                    .toUpperCase(java.util.Locale.ROOT)).build());
        }
        records.add(new Dataset.Builder().text(Tag.ReferencedFileID, Vr.CS, "GONE", "IM1").build());
        t.write(new DicomObject("", Dataset.EMPTY, "", new Dataset.Builder().items(Tag.DirectoryRecordSequence, records).build(), null),
                images.resolve("DICOMDIR"));
        DicomInventory found = DicomInventory.scan(images.resolve("DICOMDIR"), Monitor.NONE);
        assertEquals(NZ, found.volumes().get(0).images());
        assertEquals(List.of("dicom.dir.missing"), found.problems().stream().map(Diagnostic::code).toList());
        // with its directory the folder has the same images, once
        assertEquals(NZ, scan().get(0).images());
    }
}
