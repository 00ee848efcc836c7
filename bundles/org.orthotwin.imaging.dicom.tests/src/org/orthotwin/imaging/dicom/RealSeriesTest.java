/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.dicom.internal.DicomVolumeReader;

/** Series of real scanners. Expected numbers are those of the READMEs beside the files and of dcmdump on single files. */
class RealSeriesTest {

    private static List<ImageSeries> scan(String name) throws IOException {
        return new DicomVolumeReader().scan(SharedData.path(name), Monitor.NONE);
    }

    private static List<String> codes(ImageSeries s) {
        return s.problems().stream().map(Diagnostic::code).toList();
    }

    /** 24 slices of 256 x 256 pixels at 0.625 mm in each of three echoes, 4 mm apart, sagittal and a little oblique. */
    @Test
    void multiEchoKnee() throws IOException {
        List<ImageSeries> found = scan("dicom-series/knee-MR-multiecho");
        assertEquals(List.of("6.312", "25.248", "50.496"), found.stream().map(s -> s.attributes().get("echoTimeMs")).toList());
        for (ImageSeries s : found) {
            assertEquals("MR", s.modality());
            assertEquals(24, s.images());
            assertEquals(List.of("dicom.mixed"), codes(s));
            VolumeGeometry g = s.geometry().orElseThrow();
            assertEquals(List.of(256, 256, 24), List.of(g.nx(), g.ny(), g.nz()));
            assertEquals(0.000625, g.iSpacing(), 0);
            assertEquals(0.000625, g.jSpacing(), 0);
            assertEquals(0.004, g.kSpacing(), 1e-7);
            assertTrue(g.isRightHanded());
            Volume v = s.read(ReadOptions.DEFAULT, Monitor.NONE);
            assertEquals(g, v.geometry());
            assertEquals(ScalarType.INT16, v.type());
            assertEquals(24, v.origins().size());
        }
        Volume first = found.get(0).read(new ReadOptions(false, 1), Monitor.NONE);
        // E3655S8I001 lies at (-29.0364, -103.429, 56.2757) mm; its normal points to the patient's right
        int k = first.origins().get(0).source().equals("E3655S8I001.MR.dcm") ? 0 : 23;
        assertEquals("E3655S8I001.MR.dcm", first.origins().get(k).source());
        assertEquals(0, first.geometry().point(0, 0, k).distance(new Vec3(-0.0290364, -0.103429, 0.0562757)), 2e-6);
        // the least and the highest number of that slice by the reference
        double max = 0;
        for (int j = 0; j < 256; j++) {
            for (int i = 0; i < 256; i++) {
                max = Math.max(max, first.stored(i, j, k));
            }
        }
        assertEquals(8019, max);
        assertEquals(first.sha256(), found.get(0).read(new ReadOptions(false, 3), Monitor.NONE).sha256());
    }

    /** Tilt 18.5 degrees; steps along the normal of 4.002, 1.081 and 6.999 mm (4.22, 1.14 and 7.38 mm along the table). */
    @Test
    void tiltedAndUnevenHead() throws IOException {
        List<ImageSeries> found = scan("dicom-series/head-CT-gantry-tilt-GE");
        assertEquals(1, found.size());
        ImageSeries s = found.get(0);
        assertEquals(List.of("dicom.uneven", "dicom.tilt"), codes(s));
        assertEquals("the slices are unevenly spaced: 4.002, 1.081, 6.999 mm", s.problems().get(0).toString());
        assertTrue(s.problems().get(1).toString().contains("18.5 degrees"), s.problems().get(1).toString());
        InputException e = assertThrows(InputException.class, () -> s.read(ReadOptions.DEFAULT, Monitor.NONE));
        assertEquals("dicom.uneven", e.diagnostic().code());
        Volume v = s.read(new ReadOptions(true, 2), Monitor.NONE);
        VolumeGeometry g = v.geometry();
        // 48.08 mm along the normal in steps of about 1.081 mm; the shift of 16.1 mm needs 33 more rows
        assertEquals(45, g.nz());
        assertEquals(48.08, g.kSpacing() * 44 * 1000, 0.01);
        assertEquals(512, g.nx());
        assertEquals(512 + 33, g.ny());
        assertEquals("HU", v.mapping().unit());
        // voxels of the first slice stay on their places: nothing is shifted there, and it is the lowest
        assertEquals(0, g.index(new Vec3(-0.125, -0.1235404569, 0.0480360586)).z(), 1e-6);
        // a place in the last slice, whose pixel (200, 250) keeps its value within the shift of less than a pixel
        Volume last = new DicomVolumeReader().scan(SharedData.path("dicom-series/head-CT-gantry-tilt-GE/20.dcm"), Monitor.NONE).get(0)
                .read(ReadOptions.DEFAULT, Monitor.NONE);
        double sum = 0;
        for (int i = 100; i < 400; i++) {
            sum += Math.abs(last.value(i, 250, 0) - v.at(last.geometry().point(i, 250, 0), Double.NaN));
        }
        assertTrue(sum / 300 < 40, "mean difference " + sum / 300 + " HU");
    }

    @Test
    void singleKnee() throws IOException {
        List<ImageSeries> found = scan("dicom-series/knee-MR-single/DICOM_KNEE.dcm");
        assertEquals(1, found.size());
        assertEquals(1, found.get(0).images());
        assertTrue(codes(found.get(0)).contains("dicom.single"), codes(found.get(0)).toString());
    }

    /** Enhanced multi-frame: its three frames are the three files beside it. */
    @Test
    void enhancedImageEqualsItsSlices() throws IOException {
        for (String folder : List.of("dicom-transfer-syntaxes/dcmqi-seg/24x38x3/", "dicom-transfer-syntaxes/dcmqi-seg/23x38x3/")) {
            Volume many = scan(folder + "multiframe/mf.dcm").get(0).read(ReadOptions.DEFAULT, Monitor.NONE);
            Volume slices = scan(folder + "image").get(0).read(ReadOptions.DEFAULT, Monitor.NONE);
            assertEquals(slices.geometry(), many.geometry());
            assertEquals(slices.sha256(), many.sha256());
            assertEquals(0.0007, many.geometry().iSpacing(), 0);
        }
    }

    /** Localizers of three directions are three stacks; all files of the medium are found through its directory and without it. */
    @Test
    void mediumWithDirectory() throws IOException {
        Path folder = SharedData.path("dicom-transfer-syntaxes/pydicom/dicomdirtests");
        DicomInventory byDirectory = DicomInventory.scan(folder.resolve("DICOMDIR"), Monitor.NONE);
        assertEquals(List.of(), byDirectory.problems());
        assertEquals(2, byDirectory.patients().size());
        assertEquals(31, byDirectory.patients().stream().flatMap(p -> p.studies().stream()).flatMap(s -> s.series().stream())
                .mapToInt(DicomInventory.Series::instances).sum());
        for (String other : List.of("DICOMDIR-bigEnd", "DICOMDIR-implicit", "DICOMDIR-reordered")) {
            DicomInventory same = DicomInventory.scan(folder.resolve(other), Monitor.NONE);
            assertEquals(byDirectory.volumes().stream().map(ImageSeries::id).sorted().toList(),
                    same.volumes().stream().map(ImageSeries::id).sorted().toList(), other);
        }
        // its last record says 248 bytes and has 224
        InputException e = assertThrows(InputException.class, () -> DicomInventory.scan(folder.resolve("DICOMDIR-nooffset"), Monitor.NONE));
        assertEquals("dicom.in", e.diagnostic().code());
        List<ImageSeries> localizers = new DicomVolumeReader().scan(folder.resolve("98892003/MR2"), Monitor.NONE);
        assertEquals(7, localizers.size());
        assertEquals(3, localizers.stream().map(s -> s.geometry().orElseThrow().kDirection()).distinct().count());
        DicomInventory tiny = DicomInventory.scan(folder.resolve("TINY_ALPHA"), Monitor.NONE);
        assertEquals(50, tiny.patients().stream().flatMap(p -> p.studies().stream()).flatMap(s -> s.series().stream())
                .mapToInt(DicomInventory.Series::instances).sum());
    }

    /** Everything that is shown about a series is free of the names in the files. */
    @Test
    void namesStayInTheFiles() throws IOException {
        DicomInventory inventory = DicomInventory.scan(SharedData.path("dicom-transfer-syntaxes/pydicom"), Monitor.NONE);
        assertTrue(inventory.volumes().size() > 60, inventory.volumes().size() + " volumes");
        for (DicomInventory.Patient p : inventory.patients()) {
            String name = p.name().replaceAll("\\^.*", "");
            for (ImageSeries s : p.studies().stream().flatMap(st -> st.series().stream()).flatMap(x -> x.volumes().stream()).toList()) {
                String shown = s.id() + s.description() + s.attributes() + s.problems();
                assertFalse(name.length() > 3 && shown.contains(name), name + " in " + shown);
            }
        }
    }

    /** Lossy ones, whose decoders may round differently: JPEG with DCT, and JPEG 2000. */
    private static final Set<String> LOSSY = Set.of("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.53",
            "1.2.840.10008.1.2.4.55", "1.2.840.10008.1.2.4.91");

    /**
     * Each file of the reference has the reference's numbers as one volume: what {@code volume info} prints. Lossy ones have its least,
     * highest and mean number within what rounding and the interpolation of chroma make.
     */
    @Test
    void everySingleFileIsOneVolumeWithTheHashOfTheReference() throws IOException {
        int same = 0;
        int near = 0;
        var toolkit = DicomToolkits.best();
        StringBuilder wrong = new StringBuilder();
        for (String line : Files.readAllLines(SharedData.path("dicom-transfer-syntaxes/PIXEL_REFERENCE.tsv"))) {
            String[] c = line.split("\t", -1);
            if (c.length < 13 || c[10].isEmpty() || !toolkit.decodes(c[1]) || c[0].endsWith("MR_truncated.dcm")) {
                continue;
            }
            List<ImageSeries> found = scan(c[0]);
            if (found.size() != 1) {
                wrong.append(c[0]).append(": ").append(found.size()).append(" volumes\n");
                continue;
            }
            try {
                Volume v = found.get(0).read(new ReadOptions(true, 1), Monitor.NONE);
                if (v.sha256().equals(c[10])) {
                    same++;
                } else if (LOSSY.contains(c[1])) {
                    Volume.Statistics x = v.statistics();
                    double[] expected = {Double.parseDouble(c[13]), Double.parseDouble(c[14]), Double.parseDouble(c[15])};
                    if (Math.abs(x.min() - expected[0]) > 2 || Math.abs(x.max() - expected[1]) > 2
                            || Math.abs(x.mean() - expected[2]) > 0.3) {
                        wrong.append(c[0]).append(": ").append(x).append(" instead of ").append(Arrays.toString(expected)).append('\n');
                    }
                    near++;
                } else {
                    wrong.append(c[0]).append(": another hash\n");
                }
            } catch (InputException e) {
                wrong.append(e.getMessage()).append('\n');
            }
        }
        assertEquals("", wrong.toString());
        assertTrue(same > 180 && near < 25, same + " files and " + near + " lossy ones");
    }
}
