/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

class NiftiTest {

    private static final NiftiReader READER = new NiftiReader();

    @TempDir
    Path folder;

    private Volume read(byte[] file) throws IOException {
        return Images.read(READER, Files.write(folder.resolve("a.nii"), file));
    }

    private List<String> codes(byte[] file) throws IOException {
        return Images.one(READER, Files.write(folder.resolve("a.nii"), file)).problems().stream().map(Diagnostic::code).toList();
    }

    private static void near(double x, double y, double z, Vec3 v, double tolerance) {
        assertEquals(0, new Vec3(x, y, z).distance(v), tolerance, v::toString);
    }

    @ParameterizedTest
    @CsvSource({"2,UINT8", "4,INT16", "8,INT32", "16,FLOAT32", "64,FLOAT64", "256,INT8", "512,UINT16", "768,UINT32", "1024,INT64",
        "1280,UINT64"})
    void everyTypeInBothOrdersAndVersions(int code, ScalarType type) throws IOException {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            for (NiftiBytes h : List.of(NiftiBytes.one(order), NiftiBytes.two(order))) {
                h.dims(3, 2, 2).type(code, 8 * type.bytes()).pixdims(1, 2, 3).slope(0.5, 10);
                h.sform(1, new double[] {1, 0, 0, 0}, new double[] {0, 2, 0, 0}, new double[] {0, 0, 3, 0});
                ByteBuffer voxels = ByteBuffer.allocate(12 * type.bytes()).order(order);
                for (int p = 0; p < 12; p++) {
                    type.put(voxels, p * type.bytes(), p + 100);
                }
                for (boolean packed : new boolean[] {false, true}) {
                    byte[] file = h.with(voxels.array());
                    Volume v = read(packed ? Images.packed(file) : file);
                    assertEquals(type, v.type());
                    assertEquals(100 + 1 + 3 * (1 + 2), v.stored(1, 1, 1));
                    assertEquals(new Volume.Statistics(100, 111, 105.5, 0), v.statistics());
                    assertEquals(0.5 * 110 + 10, v.value(1, 1, 1));
                    assertEquals("a.nii", v.origins().get(1).source());
                }
            }
        }
    }

    @Test
    void theAxesTurnFromRasToLps() throws IOException {
        NiftiBytes h = NiftiBytes.simple(2, 2, 2, 2, 8).pixdims(2, 3, 4);
        h.sform(1, new double[] {2, 0, 0, 10}, new double[] {0, 3, 0, 20}, new double[] {0, 0, 4, 30});
        VolumeGeometry g = read(h.with(new byte[8])).geometry();
        assertEquals(new Vec3(-0.01, -0.02, 0.03), g.origin());
        assertEquals(new Vec3(-1, 0, 0), g.iDirection());
        assertEquals(new Vec3(0, -1, 0), g.jDirection());
        assertEquals(new Vec3(0, 0, 1), g.kDirection());
        assertEquals(0.002, g.iSpacing());
        assertEquals(0.003, g.jSpacing());
        assertEquals(0.004, g.kSpacing());
        assertEquals(List.of(), codes(h.with(new byte[8])));
    }

    /** A quarter turn about z: the first index runs along A, the second along L; qfac turns the third round. */
    @Test
    void aQuaternionIsARotation() throws IOException {
        double s = Math.sqrt(0.5);
        NiftiBytes h = NiftiBytes.two(ByteOrder.BIG_ENDIAN).dims(2, 2, 2).type(2, 8).pixdims(1, 2, 3);
        VolumeGeometry g = read(h.qform(1, 1, 0, 0, s, 1, 2, 3).with(new byte[8])).geometry();
        near(0, -1, 0, g.iDirection(), 1e-15);
        near(1, 0, 0, g.jDirection(), 1e-15);
        near(0, 0, 1, g.kDirection(), 1e-15);
        near(-0.001, -0.002, 0.003, g.origin(), 1e-18);
        assertEquals(0.002, g.jSpacing(), 1e-18);
        near(0, 0, -1, read(h.qform(1, -1, 0, 0, s, 1, 2, 3).with(new byte[8])).geometry().kDirection(), 1e-15);
        // half a turn about y in single precision, where nothing is left for the first part
        NiftiBytes half = NiftiBytes.one(ByteOrder.LITTLE_ENDIAN).dims(2, 2, 2).type(2, 8).pixdims(1, 1, 1);
        g = read(half.qform(1, 0, 0, 1.0000001, 0, 0, 0, 0).with(new byte[8])).geometry();
        near(1, 0, 0, g.iDirection(), 1e-6);
        near(0, -1, 0, g.jDirection(), 1e-6);
        // qfac 0 counts as 1
        near(0, 0, 1, read(half.qform(1, 0, 0, 0, 0, 0, 0, 0).with(new byte[8])).geometry().kDirection(), 0);
    }

    @Test
    void theSformComesFirst() throws IOException {
        NiftiBytes h = NiftiBytes.simple(10, 10, 10, 2, 8).qform(1, 1, 0, 0, 0, 0, 0, 0);
        byte[] voxels = new byte[1000];
        assertEquals("sform", read(h.with(voxels)).attributes().get("orientation"));
        assertEquals(List.of(), codes(h.with(voxels)));
        h.qform(1, 1, 0, 0, 0, 5, 0, 0);
        assertEquals(List.of("nifti.disagree"), codes(h.with(voxels)));
        assertEquals(0, read(h.with(voxels)).geometry().origin().x());
        // of code 0, it does not count
        h.sform(0, new double[] {1, 0, 0, 0}, new double[] {0, 1, 0, 0}, new double[] {0, 0, 1, 0});
        assertEquals(-0.005, read(h.with(voxels)).geometry().origin().x());
        assertEquals("qform", read(h.with(voxels)).attributes().get("orientation"));
        // nor where it is no matrix
        h.sform(2, new double[] {0, 0, 0, 0}, new double[] {0, 1, 0, 0}, new double[] {0, 0, 1, 0});
        assertEquals(List.of("nifti.sform.ignored"), codes(h.with(voxels)));
        assertEquals(-0.005, read(h.with(voxels)).geometry().origin().x());
    }

    @Test
    void withoutOrientationTheAxesAreNamed() throws IOException {
        NiftiBytes h = NiftiBytes.one(ByteOrder.LITTLE_ENDIAN).dims(2, 2, 2).type(2, 8).pixdims(1, 1, 1);
        assertEquals(List.of("nifti.unoriented"), codes(h.with(new byte[8])));
        VolumeGeometry g = read(h.with(new byte[8])).geometry();
        assertEquals(new Vec3(-1, 0, 0), g.iDirection());
        assertEquals(new Vec3(0, -1, 0), g.jDirection());
    }

    @ParameterizedTest
    @CsvSource({"1,0.001,", "2,1,", "3,1000,", "0,1,nifti.unit.unsaid", "5,1,nifti.unit.unknown"})
    void unitsOfLength(int unit, double spacing, String problem) throws IOException {
        NiftiBytes h = NiftiBytes.simple(2, 2, 2, 2, 8).units(unit | 16).pixdims(spacing, spacing, spacing);
        h.sform(1, new double[] {spacing, 0, 0, 0}, new double[] {0, spacing, 0, 0}, new double[] {0, 0, spacing, 0});
        assertEquals(0.001, read(h.with(new byte[8])).geometry().kSpacing(), 1e-10);
        assertEquals(problem == null ? List.of() : List.of(problem), codes(h.with(new byte[8])));
    }

    @Test
    void aSlopeThatIsNoneCountsAsOne() throws IOException {
        for (double slope : new double[] {0, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertEquals(ValueMapping.IDENTITY, read(NiftiBytes.simple(2, 2, 2, 2, 8).slope(slope, 7).with(new byte[8])).mapping());
        }
        byte[] file = NiftiBytes.simple(2, 2, 2, 2, 8).slope(2, Double.NaN).with(new byte[8]);
        assertEquals(new ValueMapping(2, 0, ""), read(file).mapping());
        assertEquals(List.of("nifti.inter"), codes(file));
    }

    @Test
    void colours() throws IOException {
        byte[] rgb = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, (byte) 200};
        Volume v = read(NiftiBytes.simple(2, 1, 2, 128, 24).slope(3, 3).with(rgb));
        assertEquals(3, v.components());
        assertEquals("rgb", v.attributes().get("kind"));
        assertEquals(200, v.stored(1, 0, 1, 2));
        assertEquals(4, v.stored(1, 0, 0, 0));
        assertEquals(ValueMapping.IDENTITY, v.mapping());
        Volume a = read(NiftiBytes.simple(1, 1, 2, 2304, 32).with(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        assertEquals("rgba", a.attributes().get("kind"));
        assertEquals(8, a.stored(0, 0, 1, 3));
    }

    @Test
    void eachPointInTimeIsASeries() throws IOException {
        NiftiBytes h = NiftiBytes.simple(2, 1, 1, 2, 8).dims(2, 1, 1, 3).pixdim(4, 500).units(2 | 16);
        for (boolean packed : new boolean[] {false, true}) {
            byte[] file = h.with(new byte[] {1, 2, 3, 4, 5, 6});
            Files.write(folder.resolve("t.nii"), packed ? Images.packed(file) : file);
            List<ImageSeries> series = READER.scan(folder.resolve("t.nii"), Monitor.NONE);
            assertEquals(List.of("t.nii#1", "t.nii#2", "t.nii#3"), series.stream().map(ImageSeries::id).toList());
            Volume last = series.get(2).read(ReadOptions.DEFAULT, Monitor.NONE);
            assertEquals(5, last.stored(0, 0, 0));
            assertEquals(6, last.stored(1, 0, 0));
            assertEquals("3", last.attributes().get("timePoint"));
            assertEquals("0.5", last.attributes().get("timeStepS"));
            assertEquals(2, last.origins().getFirst().frame());
        }
    }

    @Test
    void theFifthDimensionIsTheComponents() throws IOException {
        // x, y, z, t, component: two points in time, two components
        byte[] voxels = {1, 2, 11, 12, 101, 102, 111, 112};
        Files.write(folder.resolve("v.nii"), NiftiBytes.simple(2, 1, 1, 2, 8).dims(2, 1, 1, 2, 2).with(voxels));
        Volume second = READER.scan(folder.resolve("v.nii"), Monitor.NONE).get(1).read(ReadOptions.DEFAULT, Monitor.NONE);
        assertEquals(2, second.components());
        assertEquals("vector", second.attributes().get("kind"));
        assertEquals(12, second.stored(1, 0, 0, 0));
        assertEquals(112, second.stored(1, 0, 0, 1));
        assertEquals(111, second.stored(0, 0, 0, 1));
    }

    @Test
    void aPairOfFiles() throws IOException {
        NiftiBytes h = NiftiBytes.simple(2, 2, 2, 2, 8).magic(false).offset(16);
        byte[] voxels = Images.join(new byte[16], new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        Path header = Files.write(folder.resolve("p.hdr"), h.b.array());
        assertTrue(READER.accepts(header));
        assertThrows(NoSuchFileException.class, () -> READER.scan(header, Monitor.NONE));
        Files.write(folder.resolve("p.img"), voxels);
        assertEquals(8, Images.read(READER, header).stored(1, 1, 1));
        Files.write(folder.resolve("q.hdr.gz"), Images.packed(h.b.array()));
        Files.write(folder.resolve("q.img.gz"), Images.packed(voxels));
        assertTrue(READER.accepts(folder.resolve("q.hdr.gz")));
        assertEquals(8, Images.read(READER, folder.resolve("q.hdr.gz")).stored(1, 1, 1));
        // an Analyze 7.5 header has no magic: it is left to somebody who knows what it does not say
        h.b.putInt(344, 0);
        assertFalse(READER.accepts(Files.write(folder.resolve("r.hdr"), h.b.array())));
    }

    @Test
    void aFolderIsSearchedAndWhatIsBrokenInItIsNamed() throws IOException {
        Files.createDirectories(folder.resolve("below/further"));
        assertFalse(READER.accepts(folder));
        Files.write(folder.resolve("below/further/b.nii.gz"), Images.packed(NiftiBytes.simple(1, 1, 1, 2, 8).with(new byte[] {9})));
        Files.write(folder.resolve("a.NII"), NiftiBytes.simple(1, 1, 1, 2, 8).with(new byte[] {7}));
        Files.write(folder.resolve("c.nii"), new byte[100]);
        Files.write(folder.resolve("readme.txt"), new byte[3]);
        assertTrue(READER.accepts(folder));
        List<ImageSeries> series = READER.scan(folder, Monitor.NONE);
        assertEquals(List.of("a.NII", "below/further/b.nii.gz", "c.nii"), series.stream().map(ImageSeries::id).toList());
        assertEquals(9, series.get(1).read(ReadOptions.DEFAULT, Monitor.NONE).stored(0, 0, 0));
        assertEquals("nifti.none", series.get(2).problems().getFirst().code());
        assertThrows(InputException.class, () -> series.get(2).read(ReadOptions.DEFAULT, Monitor.NONE));
    }

    private void refused(String code, Consumer<NiftiBytes> change) throws IOException {
        NiftiBytes h = NiftiBytes.simple(4, 3, 2, 4, 16);
        change.accept(h);
        InputException e = assertThrows(InputException.class, () -> read(h.with(new byte[48])), code);
        assertEquals(code, e.diagnostic().code());
        assertTrue(e.getMessage().contains("a.nii"), e.getMessage());
        assertFalse(e.getMessage().equals(e.diagnostic().text("fr")));
    }

    @Test
    void whatIsBrokenOrNotReadIsRefusedByName() throws IOException {
        refused("nifti.none", h -> h.b.put(344, (byte) 'x'));
        refused("nifti.size", h -> h.b.putInt(0, 349));
        refused("nifti.dimensions", h -> h.dim(0, 0));
        refused("nifti.dimensions", h -> h.dim(0, 8));
        refused("nifti.dim", h -> h.dim(2, 0));
        refused("nifti.dim", h -> h.dim(3, -5));
        refused("nifti.six", h -> h.dims(4, 3, 1, 1, 1, 2));
        refused("nifti.offset", h -> h.offset(351));
        refused("nifti.offset", h -> h.offset(Double.NaN));
        refused("nifti.offset", h -> h.offset(-1));
        refused("nifti.offset", h -> h.offset(352.5));
        refused("data.short", h -> h.offset(354));
        refused("data.short", h -> h.dim(3, 3));
        refused("data.short", h -> h.dims(4, 3, 2, 30000));
        refused("volume.large", h -> h.dims(32767, 32767, 1).type(64, 64));
        refused("nifti.coloured.vectors", h -> h.dims(4, 3, 2, 1, 2).type(128, 24));
        for (int code : new int[] {1, 32, 1536, 1792, 2048, 0, 255, -3}) {
            refused("type.unread", h -> h.type(code, 16));
        }
        refused("grid.flat", h -> h.sform(1, new double[] {1, 0, 0, 0}, new double[] {1, 0, 0, 0}, new double[] {0, 0, 1, 0}));
        refused("grid.flat", h -> h.sform(1, new double[] {Double.NaN, 0, 0, 0}, new double[] {0, 1, 0, 0}, new double[] {0, 0, 1, 0}));
        refused("nifti.quaternion", h -> h.qform(1, 1, 1, 1, 1, 0, 0, 0).sform(0, new double[4], new double[4], new double[4]));
        refused("spacing.none", h -> h.pixdim(2, 0).sform(0, new double[4], new double[4], new double[4]));
        InputException complex = assertThrows(InputException.class, () -> read(NiftiBytes.simple(1, 1, 1, 32, 64).with(new byte[8])));
        assertTrue(complex.getMessage().contains("complex64"), complex.getMessage());
    }

    @Test
    void whatStopsHalfWayIsRefused() throws IOException {
        byte[] whole = Images.packed(NiftiBytes.simple(20, 20, 20, 2, 8).with(noise(8000)));
        for (int length : new int[] {0, 1, 9, 10, 30, 200, 300, 1000, whole.length - 9, whole.length - 1}) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(InputException.class, () -> read(part), () -> length + " of " + whole.length + " bytes");
        }
        // the check sum at the end counts
        for (int at : new int[] {whole.length / 2, whole.length - 6}) {
            byte[] broken = whole.clone();
            broken[at] ^= 0x55;
            assertThrows(InputException.class, () -> read(broken));
        }
        byte[] raw = NiftiBytes.simple(20, 20, 20, 2, 8).with(noise(8000));
        for (int length : new int[] {0, 4, 347, 348, 351, 352, 8351}) {
            assertThrows(InputException.class, () -> read(Arrays.copyOf(raw, length)));
        }
    }

    /** 30 million voxels promised by some hundred bytes: refused before anything is made for them. */
    @Test
    void whatPackedBytesCannotHoldIsRefusedAtOnce() {
        byte[] file = Images.packed(NiftiBytes.simple(1000, 1000, 30, 2, 8).with(new byte[100]));
        InputException e = assertThrows(InputException.class, () -> read(file));
        assertEquals("data.impossible", e.diagnostic().code());
    }

    @Test
    void strangeButReadable() throws IOException {
        assertEquals(List.of("nifti.bitpix"), codes(NiftiBytes.simple(2, 2, 2, 2, 16).with(new byte[8])));
        assertEquals(List.of("data.long"), codes(NiftiBytes.simple(2, 2, 2, 2, 8).with(new byte[9])));
        assertEquals(List.of("spacing.differs"), codes(NiftiBytes.simple(2, 2, 2, 2, 8).pixdim(2, 1.1).with(new byte[8])));
        assertEquals(0.001, read(NiftiBytes.simple(2, 2, 2, 2, 8).pixdim(2, 1.1).with(new byte[8])).geometry().jSpacing());
        // an offset of 0 is what some programs write for "behind the header"
        assertEquals(3, read(NiftiBytes.simple(2, 1, 1, 2, 8).offset(0).with(new byte[] {3, 4})).stored(0, 0, 0));
        // a single image in the plane
        VolumeGeometry g = read(NiftiBytes.one(ByteOrder.LITTLE_ENDIAN).dims(2, 2).type(2, 8).pixdims(1, 1, 0).qform(1, 1, 0, 0, 0, 0, 0, 0)
                .with(new byte[4])).geometry();
        assertEquals(0.001, g.kSpacing());
        assertEquals(1, g.nz());
    }

    /** A linear field on axes sheared by 10 degrees, as a tilted gantry makes them: straightened, it is the same field. */
    @Test
    void aShearedGridIsRefusedOrResampledWhereThatIsAllowed() throws IOException {
        double t = Math.tan(Math.toRadians(10));
        NiftiBytes h = NiftiBytes.one(ByteOrder.LITTLE_ENDIAN).dims(20, 30, 10).type(64, 64).pixdims(1, 1, Math.hypot(2, 2 * t));
        h.sform(1, new double[] {-1, 0, 0, 5}, new double[] {0, -1, 2 * t, 6}, new double[] {0, 0, 2, 7});
        ByteBuffer voxels = ByteBuffer.allocate(6000 * 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < 10; k++) {
            for (int j = 0; j < 30; j++) {
                for (int i = 0; i < 20; i++) {
                    voxels.putDouble(field(new Vec3(-(5 - i), -(6 - j + 2 * t * k), 7 + 2 * k).times(0.001)));
                }
            }
        }
        Path file = Files.write(folder.resolve("s.nii"), h.with(voxels.array()));
        ImageSeries series = Images.one(READER, file);
        assertTrue(series.geometry().isEmpty());
        assertEquals(List.of("sheared"), series.problems().stream().map(Diagnostic::code).toList());
        InputException e = assertThrows(InputException.class, () -> series.read(ReadOptions.DEFAULT, Monitor.NONE));
        assertTrue(e.getMessage().contains("by 10 deg"), e.getMessage());
        Volume v = series.read(new ReadOptions(true, 2), Monitor.NONE);
        VolumeGeometry g = v.geometry();
        int inside = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    double expected = field(g.point(i, j, k));
                    Vec3 mm = g.point(i, j, k).times(1000);
                    double row = mm.y() + 6 + t * (mm.z() - 7);
                    if (row > 0 && row < 29 && mm.z() > 7 && mm.z() < 25) {
                        assertEquals(expected, v.value(i, j, k), 1e-5, g.point(i, j, k)::toString);
                        inside++;
                    }
                }
            }
        }
        assertTrue(inside > 4000, inside + " voxels");
    }

    private static double field(Vec3 p) {
        return 1000 + 3000 * p.x() - 2000 * p.y() + 500 * p.z();
    }

    @ParameterizedTest
    @EnumSource
    void aVolumeComesBackAsItWas(ScalarType type) throws IOException {
        SplittableRandom random = new SplittableRandom(type.ordinal());
        VolumeGeometry g = new VolumeGeometry(7, 5, 3, new Vec3(-0.1234, 0.2, 0.03125), new Vec3(0, 0.6, -0.8), new Vec3(-1, 0, 0),
                new Vec3(
                0, 0.8, 0.6), 0.0007, 0.0007, 0.0025);
        Volume v = Volume.zeros(g, type, new ValueMapping(0.5, -1024, ""));
        for (int k = 0; k < 3; k++) {
            for (int p = 0; p < v.store().slice(k).capacity(); p++) {
                v.store().slice(k).put(p, (byte) random.nextInt());
            }
        }
        for (String name : new String[] {"r.nii", "r.nii.gz", "r.hdr"}) {
            new NiftiWriter().write(v, folder.resolve(name), Monitor.NONE);
            Volume back = Images.read(READER, folder.resolve(name));
            assertEquals(v.sha256(), back.sha256(), name);
            assertEquals(v.mapping(), back.mapping());
            assertEquals(v.type(), back.type());
            same(g, back.geometry(), 1e-7);
            assertEquals(List.of(), Images.one(READER, folder.resolve(name)).problems());
            assertArrayEquals(Files.readAllBytes(folder.resolve(name)), again(back, name), "the same bytes again");
        }
    }

    private byte[] again(Volume v, String name) throws IOException {
        Path other = Files.createDirectories(folder.resolve("again")).resolve(name);
        new NiftiWriter().write(v, other, Monitor.NONE);
        return Files.readAllBytes(other);
    }

    private static void same(VolumeGeometry a, VolumeGeometry b, double tolerance) {
        assertEquals(List.of(a.nx(), a.ny(), a.nz()), List.of(b.nx(), b.ny(), b.nz()));
        for (int c = 0; c < 8; c++) {
            Vec3 p = a.point((c & 1) * a.nx(), (c >> 1 & 1) * a.ny(), (c >> 2) * a.nz());
            assertEquals(0, p.distance(b.point((c & 1) * a.nx(), (c >> 1 & 1) * a.ny(), (c >> 2) * a.nz())), tolerance);
        }
    }

    /** Every proper rotation by quarter turns and its mirror image: quaternion and matrix of the header must agree. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyOrientationSurvives(boolean mirrored) throws IOException {
        Vec3[] axes = {Vec3.X, Vec3.Y, Vec3.Z, Vec3.X.negate(), Vec3.Y.negate(), Vec3.Z.negate()};
        int count = 0;
        for (Vec3 i : axes) {
            for (Vec3 j : axes) {
                if (i.dot(j) == 0) {
                    Vec3 k = mirrored ? i.cross(j).negate() : i.cross(j);
                    VolumeGeometry g = new VolumeGeometry(3, 4, 5, new Vec3(0.01, 0.02, 0.03), i, j, k, 0.001, 0.002, 0.003);
                    Path file = folder.resolve("o.nii");
                    new NiftiWriter().write(Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY), file, Monitor.NONE);
                    ImageSeries s = Images.one(READER, file);
                    assertEquals(List.of(), s.problems());
                    same(g, s.geometry().orElseThrow(), 1e-8);
                    // by the quaternion alone
                    byte[] bytes = Files.readAllBytes(file);
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(254, (short) 0);
                    same(g, read(bytes).geometry(), 1e-8);
                    count++;
                }
            }
        }
        assertEquals(24, count);
    }

    @Test
    void obliqueQuaternionsAgreeWithTheMatrix() throws IOException {
        SplittableRandom random = new SplittableRandom(17);
        for (int n = 0; n < 20; n++) {
            Vec3 i = new Vec3(random.nextDouble(-1, 1), random.nextDouble(-1, 1), random.nextDouble(-1, 1)).normalized();
            Vec3 j = i.cross(new Vec3(random.nextDouble(-1, 1), random.nextDouble(-1, 1), random.nextDouble(-1, 1))).normalized();
            Vec3 k = i.cross(j).times(n % 2 == 0 ? 1 : -1);
            VolumeGeometry g = new VolumeGeometry(9, 8, 7, new Vec3(0.1, 0.2, -0.3), i, j, k, 0.0005, 0.0006, 0.003);
            Path file = folder.resolve("o.nii");
            new NiftiWriter().write(Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY), file, Monitor.NONE);
            same(g, Images.one(READER, file).geometry().orElseThrow(), 1e-7);
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(254, (short) 0);
            same(g, read(bytes).geometry(), 1e-7);
        }
    }

    @Test
    void coloursVectorsAndLongSidesAreWritten() throws IOException {
        VolumeGeometry g = VolumeGeometry.axisAligned(3, 2, 2, Vec3.ZERO, 0.001);
        for (String kind : new String[] {"rgb", "vector"}) {
            Volume v = Volume.zeros(g, ScalarType.UINT8, 3, ValueMapping.IDENTITY).withAttributes(Map.of("kind", kind, "orientationCode",
                    "4"));
            for (int k = 0; k < 2; k++) {
                v.store().slice(k).put(0, noise(18));
            }
            Path file = folder.resolve("c.nii");
            new NiftiWriter().write(v, file, Monitor.NONE);
            assertEquals(kind.equals("rgb") ? 128 : 2, Files.readAllBytes(file)[70] & 0xff);
            Volume back = Images.read(READER, file);
            assertEquals(v.sha256(), back.sha256());
            assertEquals(kind, back.attributes().get("kind"));
            assertEquals("4", back.attributes().get("orientationCode"));
        }
        VolumeGeometry line = VolumeGeometry.axisAligned(40_000, 1, 1, new Vec3(1.0 / 3, 0, 0), 0.0001);
        Path file = folder.resolve("l.nii.gz");
        new NiftiWriter().write(Volume.zeros(line, ScalarType.INT8, new ValueMapping(0.1, 1.0 / 3, "")), file, Monitor.NONE);
        Volume back = Images.read(READER, file);
        assertEquals("NIfTI-2", back.attributes().get("format"));
        assertEquals(new ValueMapping(0.1, 1.0 / 3, ""), back.mapping());
        same(line, back.geometry(), 1e-14);
    }

    @Test
    void aCancelledWriteLeavesWhatWasThere() throws IOException {
        Path file = Files.writeString(folder.resolve("w.nii"), "old");
        Monitor stop = Monitor.until(() -> true);
        Volume v = Volume.zeros(VolumeGeometry.axisAligned(2, 2, 2, Vec3.ZERO, 1), ScalarType.INT8, ValueMapping.IDENTITY);
        assertThrows(CancellationException.class, () -> new NiftiWriter().write(v, file, stop));
        assertEquals("old", Files.readString(file));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
        new NiftiWriter().write(v, file, Monitor.NONE);
        assertThrows(CancellationException.class, () -> Images.one(READER, file).read(ReadOptions.DEFAULT, stop));
    }

    private static byte[] noise(int n) {
        byte[] b = new byte[n];
        SplittableRandom random = new SplittableRandom(n);
        for (int p = 0; p < n; p++) {
            b[p] = (byte) random.nextInt();
        }
        return b;
    }

    /** Sizes, places and hashes of the stored numbers as nibabel 5.0.0 reads them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nifti-nrrd/nibabel/tests/data/anatomical.nii|INT16|33 41 25|2 2 2|-32 40 -16|-610 "
                + "30393|9fd5b46df2ca061797370be9c0ee9776042ccfb83333593e6058faf0709f39e4",
        "nifti-nrrd/nibabel/tests/data/reoriented_anat_moved.nii|FLOAT32|21 26 22|4 4 4|35.297897 47.977585 -27.599409|0 "
                + "21199.935546875|eb44bfa9c00d851f37b52fc4d3219776b451c2fb5e7f3139f926ddc94bc4a054",
        "nifti-nrrd/pynrrd/data/BallBinary30x30x30.nii.gz|INT16|30 30 30|1 1 1|0 0 0|0 "
                + "257|283a970d9df9586bf9c7f44175cbf60a845a3991c12a53a120113f1e1c0e8eac",
        "ct-pelvis/totalsegmentator/example_ct.nii.gz|INT32|122 101 112|3 3 3|177.956329 -11.319 94.301758|-1207 "
                + "3382|7fc9e1b8361fe920fd3fdea405c31449282a21404780407eb80511e388d0945d",
        "ct-pelvis/totalsegmentator/example_ct_sm.nii.gz|INT16|122 101 30|3 3 3|177.956329 -11.319 94.301758|-1100 "
                + "1207|d46fabdda64cab23afd3eee9d16f527d0531ce53b377d7de040603b9e991c77b",
        "ct-pelvis/totalsegmentator/example_mr_sm.nii.gz|INT16|117 91 20|3 3 3|-168.59964 -166.359436 28.989641|-47 "
                + "833|106a917e27ebae44425365b5b97b14c710262478b3e93f4099ab5a66f7f20e1f",
        "ct-pelvis/totalsegmentator/example_seg.nii.gz|UINT8|122 101 30|3 3 3|177.956329 -11.319 94.301758|0 "
                + "117|f266b56668d97b06817a7ae88814321eb3ce32d0cc50229ad56504f2b2f4fa36"})
    void realFilesAreReadAsAnotherProgramReadsThem(String path, ScalarType type, String size, String spacing, String origin, String range,
            String sha256) throws IOException {
        Volume v = Images.read(READER, Images.data(path));
        VolumeGeometry g = v.geometry();
        assertEquals(type, v.type());
        assertEquals(size, g.nx() + " " + g.ny() + " " + g.nz());
        double[] s = numbers(spacing);
        assertEquals(s[0], 1000 * g.iSpacing(), 1e-6);
        assertEquals(s[2], 1000 * g.kSpacing(), 1e-6);
        double[] o = numbers(origin);
        near(o[0], o[1], o[2], g.origin().times(1000), 2e-6);
        assertArrayEquals(numbers(range), new double[] {v.statistics().min(), v.statistics().max()});
        assertEquals(sha256, v.sha256());
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    /** nibabel's affine of both files: -2 in the first column, the others turned by 9.3 degrees about the first axis. */
    @ParameterizedTest
    @CsvSource({"example4d.nii.gz,128,c375bdf18eba0821aa7b31c3cec1ebcd053b77922f66bb978bb5e2dea569aafa",
        "example_nifti2.nii.gz,32,9c5003a6fbce8ba0b8826cce8780925e719b4529f528154f9b29791b9678b956"})
    void realSeriesInTimeAreObliqueAndSplit(String name, int nx, String sha256) throws IOException {
        List<ImageSeries> series = READER.scan(Images.data("nifti-nrrd/nibabel/tests/data/" + name), Monitor.NONE);
        assertEquals(2, series.size());
        Volume v = series.getFirst().read(ReadOptions.DEFAULT, Monitor.NONE);
        assertEquals(nx, v.geometry().nx());
        near(1, 0, 0, v.geometry().iDirection(), 1e-6);
        near(0, -1.973711 / 2, 0.323208 / 2, v.geometry().jDirection(), 1e-6);
        near(0, 0.355528 / 2.2, 2.171082 / 2.2, v.geometry().kDirection(), 1e-6);
        near(-117.855103, 35.722942, -7.248798, v.geometry().origin().times(1000), 1e-6);
        assertEquals(sha256, v.sha256());
        assertFalse(sha256.equals(series.get(1).read(ReadOptions.DEFAULT, Monitor.NONE).sha256()));
    }
}
