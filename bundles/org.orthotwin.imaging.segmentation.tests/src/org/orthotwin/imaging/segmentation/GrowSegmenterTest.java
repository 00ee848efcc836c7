/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.SegmentationRequest;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Settings;

/** Growing in a synthetic MR of a knee of two ellipsoids, whose truth is known. */
class GrowSegmenterTest {

    private static final List<ParameterDefinition> DECLARED = List.of(
            new ParameterDefinition("seeds", "", null, "", Double.NaN, Double.NaN, List.of()), number("range", Dimension.NONE, "3.5"),
            number("edge", Dimension.NONE, "4"), number("neck", Dimension.LENGTH, "5mm"),
            number("seed.radius", Dimension.LENGTH, "4mm"), number("smoothing", Dimension.LENGTH, "0.7mm"),
            number("volume.most", Dimension.VOLUME, "500cm3"));
    private static final Vec3 FEMUR = new Vec3(0, 0, 0.035);
    private static final Vec3 TIBIA = new Vec3(0, 0, -0.023);
    private static final String SEEDS = "femur@0,0,35;tibia@0,0,-23";
    /** Spoils no more than the outermost voxels' rims do. */
    private static final double GOOD = 0.95;

    private static ParameterDefinition number(String name, Dimension d, String text) {
        return new ParameterDefinition(name, "", d, text, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of());
    }

    private static Segmentation run(Volume image, int threads, Monitor monitor, String seeds, String... more) {
        Map<String, String> settings = new TreeMap<>();
        if (seeds != null) {
            settings.put("seeds", seeds);
        }
        for (int n = 0; n < more.length; n += 2) {
            settings.put(more[n], more[n + 1]);
        }
        return new GrowSegmenter().segment(new SegmentationRequest(image, "MR", "knee", Settings.of("grow", DECLARED, settings),
                Optional.empty(), threads, monitor));
    }

    /** Distance from an ellipsoid's surface, about, m; negative inside. */
    private static double outside(Vec3 p, Vec3 center, double a, double b, double c) {
        Vec3 q = p.minus(center);
        double r = Math.sqrt(q.x() * q.x() / a / a + q.y() * q.y() / b / b + q.z() * q.z() / c / c);
        return (r - 1) * Math.min(a, Math.min(b, c));
    }

    private static double femur(Vec3 p) {
        return outside(p, FEMUR, 0.035, 0.028, 0.030);
    }

    private static double tibia(Vec3 p) {
        return outside(p, TIBIA, 0.034, 0.024, 0.022);
    }

    /**
     * Marrow of 1000 in 1.6 mm of dark cortex, muscle of 350 round it, a receive coil that is 25 percent brighter in front, noise of 40,
     * and a hole of 4.2 mm in the femur's cortex to fat as bright as marrow.
     */
    private static Volume knee(boolean hole) {
        VolumeGeometry g = new VolumeGeometry(72, 96, 108, new Vec3(-0.045, -0.038, -0.052), Vec3.X, Vec3.Y, Vec3.Z, 0.00125, 0.0008,
                0.001);
        Volume v = Volume.zeros(g, ScalarType.INT16, ValueMapping.IDENTITY);
        Random random = new Random(11);
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    Vec3 p = g.point(i, j, k);
                    double f = femur(p);
                    double t = tibia(p);
                    double d = Math.min(f, t);
                    // partial volume over 0.8 mm
                    double marrow = Math.clamp(0.5 - d / 0.0008, 0, 1);
                    double cortex = Math.clamp(0.5 - (d - 0.0016) / 0.0008, 0, 1) - marrow;
                    double value = 1000 * marrow + 60 * cortex + 350 * (1 - marrow - cortex);
                    if (hole && p.x() > 0 && Math.hypot(p.y(), p.z() - 0.035) < 0.0021 || hole && p.x() > 0.0385 && f > 0.0005) {
                        value = 1000;
                    }
                    double coil = 1 + 0.125 * (0.038 - p.y()) / 0.038 - 0.125;
                    int stored = (int) Math.round(Math.abs(value * coil + 40 * random.nextGaussian()));
                    v.store().slice(k).putShort(2 * (i + g.nx() * j), (short) stored);
                }
            }
        }
        return v;
    }

    private static double dice(Segmentation s, int label, boolean femur) {
        VolumeGeometry g = s.labels().geometry();
        long both = 0;
        long sum = 0;
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    Vec3 p = g.point(i, j, k);
                    boolean truth = (femur ? femur(p) : tibia(p)) < 0;
                    boolean found = s.labels().at(i, j, k) == label;
                    both += truth && found ? 1 : 0;
                    sum += (truth ? 1 : 0) + (found ? 1 : 0);
                }
            }
        }
        return 2.0 * both / sum;
    }

    @Test
    void bonesGrowToTheirCortexAndCompete() {
        Segmentation s = run(knee(false), 2, Monitor.NONE, SEEDS);
        assertEquals(Map.of(1, "femur", 2, "tibia"), s.labels().names());
        assertTrue(dice(s, 1, true) > GOOD && dice(s, 2, false) > GOOD, dice(s, 1, true) + " " + dice(s, 2, false));
        assertEquals(List.of(), s.findings());
    }

    @Test
    @Tag("long")
    void oneThreadGivesTheSame() {
        assertEquals(run(knee(false), 2, Monitor.NONE, SEEDS).labels().volume().sha256(), run(knee(false), 1, Monitor.NONE, SEEDS).labels()
                .volume().sha256());
    }

    @Test
    void narrowHoleInTheCortexIsNotGrownThrough() {
        // the gradient alone shall not hold it
        Segmentation tight = run(knee(true), 2, Monitor.NONE, SEEDS, "edge", "30");
        assertTrue(dice(tight, 1, true) > GOOD, "with a neck " + dice(tight, 1, true));
    }

    @Test
    @Tag("long")
    void nothingThatCompetesHoldsALeakWhereTheNeckDoesNot() {
        Volume image = knee(true);
        Segmentation open = run(image, 2, Monitor.NONE, SEEDS, "edge", "30", "neck", "0mm");
        assertTrue(dice(open, 1, true) < GOOD - 0.01, "without a neck " + dice(open, 1, true));
        Segmentation held = run(image, 2, Monitor.NONE, SEEDS + ";none@41,0,35", "edge", "30", "neck", "0mm");
        assertTrue(dice(held, 1, true) > dice(open, 1, true) + 0.02, "with nothing " + dice(held, 1, true));
        assertEquals(Map.of(1, "femur", 2, "tibia"), held.labels().names());
    }

    @Test
    void leakIsStoppedByItsVolumeAndSaid() {
        Segmentation s = run(knee(false), 2, Monitor.NONE, SEEDS, "volume.most", "20cm3");
        assertEquals("grow.leak", s.findings().getFirst().code());
        double grown = s.labels().counts().get(1) * s.labels().geometry().voxelVolume();
        assertTrue(grown > 19e-6 && grown < 21e-6, grown + " m3");
    }

    @Test
    void seedsThatCannotBeMeantAreRefused() {
        Volume image = knee(false);
        assertRefused("grow.seeds", image, null);
        assertRefused("grow.seeds", image, " ");
        assertRefused("grow.nothing", image, "none@0,0,35");
        assertRefused("grow.seed.form", image, "femur@1,2");
        assertRefused("grow.seed.form", image, "femur@1,2,x");
        assertRefused("grow.seed.form", image, "@1,2,3");
        assertRefused("grow.seed.form", image, "femur@1,2,NaN");
        assertRefused("grow.seed.outside", image, "femur@0,0,350");
        assertRefused("grow.seed.twice", image, "femur@0,0,35;tibia@0,0,35");
        assertRefused("grow.seed.many", image, IntStream.range(0, 121).mapToObj(n -> "s" + n + "@0,0,35").collect(Collectors.joining(";")));
        // in the middle of the cortex
        assertRefused("grow.seed.blocked", image, "femur@0,28.8,35;tibia@0,0,-23", "seed.radius", "0.6mm");
    }

    private static void assertRefused(String code, Volume image, String seeds, String... more) {
        InputException e = assertThrows(InputException.class, () -> run(image, 1, Monitor.NONE, seeds, more));
        assertEquals(code, e.diagnostic().code(), e.getMessage());
    }

    /**
     * The first echo of a real knee (T2, sagittal, 0.625 mm in slices 4 mm apart): femur and tibia from ten seeds. There is no truth; what
     * is grown must have the size of bones that the image cuts off, nothing may leak, and no voxel of muscle, fat below the skin or air may
     * be in it.
     */
    @Test
    @Tag("long")
    void bonesOfARealKneeGrowWithoutALeak() throws IOException {
        String data = System.getProperty("orthotwin.data");
        Path folder = Path.of(data == null ? "../shared/data" : data, "dicom-series", "knee-MR-multiecho");
        assumeTrue(Files.isDirectory(folder), "no knee MR in " + folder);
        VolumeGeometry g = new VolumeGeometry(256, 256, 24, Vec3.ZERO, Vec3.Y, Vec3.Z.negate(), Vec3.X.negate(), 0.000625, 0.000625, 0.004);
        Volume v = Volume.zeros(g, ScalarType.UINT16, ValueMapping.IDENTITY);
        for (int k = 0; k < 24; k++) {
            // uncompressed big endian, at the end of the file; every eighth image is of the first echo
            byte[] file = Files.readAllBytes(folder.resolve(String.format(Locale.ROOT, "E3655S8I%03d.MR.dcm", 8 * k + 1)));
            ByteBuffer pixels = ByteBuffer.wrap(file, file.length - 256 * 256 * 2, 256 * 256 * 2).order(ByteOrder.BIG_ENDIAN);
            for (int p = 0; p < 256 * 256; p++) {
                v.store().slice(k).putShort(2 * p, pixels.getShort());
            }
        }
        StringBuilder seeds = new StringBuilder();
        int[][] femur = {{110, 105, 18}, {132, 105, 5}, {108, 100, 10}, {105, 50, 12}, {125, 105, 20}};
        int[][] tibia = {{135, 180, 18}, {137, 170, 5}, {128, 190, 10}, {130, 220, 12}, {130, 185, 15}};
        for (int[] s : femur) {
            seeds.append("femur@").append(place(g, s)).append(';');
        }
        for (int[] s : tibia) {
            seeds.append("tibia@").append(place(g, s)).append(';');
        }
        Segmentation s = run(v, 2, Monitor.NONE, seeds.toString());
        assertEquals(List.of(), s.findings());
        Map<Integer, Long> counts = s.labels().counts();
        double cm3 = g.voxelVolume() * 1e6;
        assertTrue(counts.get(1) * cm3 > 110 && counts.get(1) * cm3 < 190, "femur " + counts.get(1) * cm3);
        assertTrue(counts.get(2) * cm3 > 60 && counts.get(2) * cm3 < 130, "tibia " + counts.get(2) * cm3);
        // popliteal muscle, calf, fat below the skin, Hoffa's fat, patella, fibula, air
        for (int[] p : new int[][] {{180, 200, 10}, {190, 90, 6}, {200, 60, 12}, {83, 130, 12}, {57, 80, 10}, {180, 205, 18}, {10, 10,
                10}}) {
            assertEquals(0, s.labels().at(p[0], p[1], p[2]), Arrays.toString(p));
        }
    }

    private static String place(VolumeGeometry g, int[] at) {
        Vec3 p = g.point(at[0], at[1], at[2]);
        return p.x() * 1000 + "," + p.y() * 1000 + "," + p.z() * 1000;
    }

    @Test
    void cancelIsAnswered() {
        Monitor cancelled = Monitor.until(() -> true);
        assertThrows(CancellationException.class, () -> run(knee(false), 2, cancelled, SEEDS));
    }
}
