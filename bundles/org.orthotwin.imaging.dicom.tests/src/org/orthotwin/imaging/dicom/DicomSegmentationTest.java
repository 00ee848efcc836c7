/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.dicom.internal.DicomVolumeReader;

/** Segmentations of dcmqi, against the label maps that it decodes them to. */
class DicomSegmentationTest {

    private static final String FOLDER = "dicom-transfer-syntaxes/dcmqi-seg/";

    /** The numbers of a compressed NRRD file of shorts. */
    private static ShortBuffer nrrd(String name) throws IOException {
        byte[] all = Files.readAllBytes(SharedData.path(FOLDER + name));
        int at = 1;
        while (all[at - 1] != '\n' || all[at] != '\n') {
            at++;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(all, at + 1, all.length - at - 1))) {
            return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        }
    }

    /** Number of voxels whose label differs; the label map lies on the slices of the image from {@code first} on. */
    private static int different(ShortBuffer expected, LabelMap map, int first) {
        VolumeGeometry g = map.geometry();
        int n = g.nx() * g.ny();
        int different = 0;
        for (int p = 0; p < expected.capacity(); p++) {
            int k = p / n - first;
            int label = k < 0 || k >= g.nz() ? 0 : map.at(p % n % g.nx(), p % n / g.nx(), k);
            different += label == expected.get(p) ? 0 : 1;
        }
        return different;
    }

    @Test
    void liver() throws IOException {
        DicomSegmentation s = DicomSegmentation.read(SharedData.path(FOLDER + "liver.dcm"), Monitor.NONE);
        assertEquals(1, s.maps().size());
        assertEquals(List.of("liver"), s.segments().stream().map(DicomSegmentation.Segment::id).toList());
        assertEquals("T-D0050", s.segments().get(0).category().value());
        LabelMap map = s.maps().get(0);
        assertEquals(0.000810547, map.geometry().iSpacing(), 1e-12);
        assertEquals(0.001, map.geometry().kSpacing(), 1e-9);
        assertEquals(-0.12869, map.geometry().origin().z(), 1e-9);
        assertEquals(0, different(nrrd("liver_seg.nrrd"), map, 0));
        assertEquals("liver", map.names().get(1));
    }

    @Test
    void smallOnes() throws IOException {
        for (String folder : List.of("24x38x3/", "23x38x3/")) {
            DicomSegmentation s = DicomSegmentation.read(SharedData.path(FOLDER + folder + "seg/label.seg"), Monitor.NONE);
            assertEquals(0, different(nrrd(folder + "nrrd/label.nrrd"), s.maps().get(0), 0), folder);
        }
    }

    /** Five segments that overlap: every voxel of every segment is in one of the maps, as the label maps of the reference together have
     * them. */
    @Test
    void overlapping() throws IOException {
        DicomSegmentation s = DicomSegmentation.read(SharedData.path(FOLDER + "partial_overlaps.dcm"), Monitor.NONE);
        assertEquals(5, s.segments().size());
        assertTrue(s.maps().size() > 1 && s.maps().size() <= 3, s.maps().size() + " maps");
        List<ShortBuffer> expected = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            expected.add(nrrd("partial_overlaps-" + i + ".nrrd"));
        }
        int n = 512 * 512;
        long inReference = 0;
        long found = 0;
        for (int p = 0; p < 3 * n; p++) {
            int at = p;
            for (int label = 1; label <= 5; label++) {
                int wanted = label;
                boolean reference = expected.stream().anyMatch(e -> e.get(at) == wanted);
                boolean ours = s.maps().stream().anyMatch(m -> m.at(at % n % 512, at % n / 512, at / n) == wanted);
                assertEquals(reference, ours, "segment " + label + " at " + p);
                inReference += reference ? 1 : 0;
                found += ours ? 1 : 0;
            }
        }
        assertEquals(inReference, found);
        assertTrue(found > 10_000, found + " voxels");
    }

    /** Label maps that leave out a slice in the middle; the reference fills it with the padding value, which means nothing. */
    @Test
    void sparseLabelMaps() throws IOException {
        for (String name : List.of("noppv", "ppv5")) {
            DicomSegmentation s = DicomSegmentation.read(SharedData.path(FOLDER + "sparse-labelmap-" + name + ".dcm"), Monitor.NONE);
            LabelMap map = s.maps().get(0);
            assertEquals(3, map.geometry().nz());
            ShortBuffer expected = nrrd("sparse_labelmap_" + name + "_seg.nrrd");
            ShortBuffer copy = ShortBuffer.allocate(expected.capacity());
            for (int p = 0; p < expected.capacity(); p++) {
                copy.put(p, expected.get(p) == 5 ? 0 : expected.get(p));
            }
            assertEquals(0, different(copy, map, 0), name);
            assertTrue(map.counts().get(1) > 100);
        }
    }

    @Test
    void onTheGridOfItsImage() throws IOException {
        VolumeGeometry image = new DicomVolumeReader().scan(SharedData.path(FOLDER + "24x38x3/image"), Monitor.NONE).get(0)
                .read(ReadOptions.DEFAULT, Monitor.NONE).geometry();
        LabelMap map = DicomSegmentation.read(SharedData.path(FOLDER + "24x38x3/seg/label.seg"), Optional.of(image), Monitor.NONE).maps()
                .get(0);
        assertEquals(image, map.geometry());
        VolumeGeometry other = image.crop(0, 0, 0, 24, 38, 1);
        assertEquals("dicom.in", assertThrows(InputException.class, () -> DicomSegmentation.read(SharedData.path(FOLDER
                + "24x38x3/seg/label.seg"), Optional.of(other), Monitor.NONE)).diagnostic().code());
        assertThrows(InputException.class, () -> DicomSegmentation.read(SharedData.path(FOLDER + "24x38x3/image/IMG0001.dcm"),
                Monitor.NONE));
    }

    /** An oblique map with labels 2 and 5, of which one leaves out slices, on an image that is read from files. */
    @Test
    void whatIsWrittenIsRead(@TempDir Path folder) throws IOException {
        Vec3 i = new Vec3(0.8, 0.6, 0);
        Vec3 j = new Vec3(0, 0, -1);
        VolumeGeometry g = new VolumeGeometry(7, 5, 6, new Vec3(0.01, -0.02, 0.3), i, j, i.cross(j), 0.0005, 0.0006, 0.002);
        SeriesWriter.write(Volume.zeros(g, ScalarType.INT16, ValueMapping.HOUNSFIELD), folder.resolve("ct"),
                SeriesFacts.syntheticCt("S1", "KNEE", 120), Monitor.NONE);
        Volume image = new DicomVolumeReader().scan(folder.resolve("ct"), Monitor.NONE).get(0).read(ReadOptions.DEFAULT, Monitor.NONE);
        Volume labels = Volume.zeros(image.geometry(), ScalarType.UINT8, ValueMapping.IDENTITY);
        for (int k = 0; k < 6; k++) {
            for (int p = 0; p < 35; p++) {
                labels.store().slice(k).put(p, (byte) (p % 7 < k ? 2 : p % 5 == 3 && k != 2 && k > 0 ? 5 : 0));
            }
        }
        LabelMap map = LabelMap.of(labels, Map.of(2, "femur.left", 5, "tibia.left"));
        Path file = folder.resolve("seg.dcm");
        DicomSegmentation.Code bone = new DicomSegmentation.Code("SCT", "71341001", "Femur");
        SegmentationWriter.write(map, List.of(new DicomSegmentation.Segment(2, "femur.left", "Femur left", bone, bone, "AUTOMATIC")),
                Optional.of(image), file, new SegmentationWriter.Facts("Synthetic^S1", "S1", "Bones", "threshold", true, "k"),
                Monitor.NONE);
        DicomSegmentation back = DicomSegmentation.read(file, Optional.of(image.geometry()), Monitor.NONE);
        // numbered without gaps
        assertEquals(List.of("Femur left", "tibia.left"), back.segments().stream().map(DicomSegmentation.Segment::label).toList());
        assertEquals("Femur", back.segments().get(0).type().meaning());
        assertEquals(image.attributes().get("studyInstanceUid"), back.source().get("studyInstanceUid"));
        assertEquals(1, back.maps().size());
        for (int k = 0; k < 6; k++) {
            for (int p = 0; p < 35; p++) {
                int expected = map.at(p % 7, p / 7, k);
                assertEquals(expected == 2 ? 1 : expected == 5 ? 2 : 0, back.maps().get(0).at(p % 7, p / 7, k), p + " in " + k);
            }
        }
        // without the image's grid, from the first slice with a label to the last
        assertEquals(5, DicomSegmentation.read(file, Monitor.NONE).maps().get(0).geometry().nz());
        Volume none = Volume.zeros(image.geometry(), ScalarType.UINT8, ValueMapping.IDENTITY);
        assertThrows(InputException.class, () -> SegmentationWriter.write(LabelMap.of(none, Map.of()), List.of(), Optional.empty(), file,
                new SegmentationWriter.Facts("", "", "", "", true, ""), Monitor.NONE));
    }

    /** Forty segments of one voxel each, in slices of their own; then the file is changed so that all lie at the same place. */
    @Test
    void numberOfOverlappingLayersIsBounded(@TempDir Path folder) throws IOException {
        VolumeGeometry g = VolumeGeometry.axisAligned(2, 2, 40, new Vec3(0, 0, 0.1), 0.001);
        Volume labels = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        java.util.TreeMap<Integer, String> names = new java.util.TreeMap<>();
        for (int k = 0; k < 40; k++) {
            labels.store().slice(k).put(0, (byte) (k + 1));
            names.put(k + 1, "part." + (k + 1));
        }
        Path file = folder.resolve("seg.dcm");
        SegmentationWriter.write(LabelMap.of(labels, names), List.of(), Optional.empty(), file,
                new SegmentationWriter.Facts("", "", "", "", true, "k"), Monitor.NONE);
        assertEquals(1, DicomSegmentation.read(file, Monitor.NONE).maps().size());
        String bytes = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
        String stacked = bytes.replaceAll("0\\\\0\\\\1[0-3][0-9]", "0\\\\0\\\\100");
        assertEquals(bytes.length(), stacked.length());
        Files.write(file, stacked.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        InputException e = assertThrows(InputException.class, () -> DicomSegmentation.read(file, Monitor.NONE));
        assertTrue(e.getMessage().contains(DicomSegmentation.MOST_MAPS + 1 + " maps"), e.getMessage());
    }
}
