/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.neural;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Resampling;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.SegmentationRequest;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.solver.ParameterDefinition;
import org.orthotwin.solver.Settings;

/** Networks that the test writes itself, so that every label is known. */
class OnnxSegmenterTest {

    private static final List<ParameterDefinition> DECLARED = List.of(new ParameterDefinition("model", "", null, "", Double.NaN, Double.NaN,
            List.of()), new ParameterDefinition("provider", "", null, "cpu", Double.NaN, Double.NaN, List.of("cpu", "auto", "cuda")));

    @TempDir
    private Path folder;

    /** Three channels: 0, v - 100 and 2 v - 300: the highest changes at 100 and at 200. */
    private static byte[] levels(long... shape) {
        return new OnnxBytes().input("in", OnnxBytes.FLOAT, shape).output("out", OnnxBytes.FLOAT, 1, 3, -1, -1, -1)
                .constant("w", new long[] {3, 1, 1, 1, 1}, 0, 1, 2).constant("b", new long[] {3}, 0, -100, -300)
                .conv("out", 3, 0, "in", "w", "b").model();
    }

    private static byte[] levels() {
        return levels(1, 1, -1, -1, -1);
    }

    private Map<String, Object> manifest() {
        Map<String, Object> m = new LinkedHashMap<>();
        m.put("format", ModelManifest.FORMAT);
        m.put("version", 1);
        m.put("name", "levels");
        m.put("modalities", List.of("MR"));
        m.put("joints", List.of("knee"));
        m.put("orientation", "LPS");
        m.put("spacingMm", List.of(1, 1, 1));
        m.put("normalisation", Map.of("kind", "none"));
        m.put("patch", List.of(8, 6, 4));
        m.put("labels", List.of(Map.of("channel", 1, "label", 3, "id", "femur"), Map.of("channel", 2, "label", 7, "id", "tibia")));
        return m;
    }

    private Path model(byte[] network, Map<String, Object> manifest) {
        try {
            Path file = folder.resolve("net.onnx");
            Files.write(file, network);
            Files.writeString(folder.resolve("net.json"), JsonText.write(manifest));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Segmentation run(Path model, Volume image, int threads, Monitor monitor, String... more) {
        Map<String, String> settings = new LinkedHashMap<>();
        if (model != null) {
            settings.put("model", model.toString());
        }
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return new OnnxSegmenter().segment(new SegmentationRequest(image, "MR", "knee", Settings.of("segmenter", DECLARED, settings),
                Optional.empty(), threads, monitor));
    }

    private String refused(byte[] network, Map<String, Object> manifest) {
        return refused(model(network, manifest), image(9, 9, 9));
    }

    private static String refused(Path model, Volume image) {
        InputException e = assertThrows(InputException.class, () -> run(model, image, 1, Monitor.NONE));
        assertFalse(e.diagnostic().text("fr").equals(e.diagnostic().text("en")), e.diagnostic().code());
        return e.diagnostic().code() + ": " + e.getMessage();
    }

    private static int value(int i, int j, int k) {
        return Math.floorMod(i * 37 + j * 101 + k * 53, 300);
    }

    /** Values 0 to 299 without any order, 1 mm. */
    private static Volume image(int nx, int ny, int nz) {
        return image(VolumeGeometry.axisAligned(nx, ny, nz, new Vec3(0.01, -0.02, 0.03), 0.001));
    }

    private static Volume image(VolumeGeometry g) {
        Volume v = Volume.zeros(g, ScalarType.INT16, ValueMapping.IDENTITY);
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    v.store().slice(k).putShort(2 * (i + g.nx() * j), (short) value(i, j, k));
                }
            }
        }
        return v;
    }

    private static int level(double v) {
        return v > 200 ? 7 : v > 100 ? 3 : 0;
    }

    private static void assertLevels(LabelMap labels, Volume image) {
        VolumeGeometry g = image.geometry();
        assertEquals(g, labels.geometry());
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    double v = image.value(i, j, k);
                    // equal scores at a limit: the channel that comes first
                    assertEquals(level(v), labels.at(i, j, k), "voxel " + i + " " + j + " " + k + " of value " + v);
                }
            }
        }
    }

    @Test
    void labelsAreExactForSizesThatNoPatchFits() {
        Path model = model(levels(), manifest());
        for (int[] n : new int[][] {{8, 6, 4}, {9, 7, 5}, {23, 17, 11}, {3, 2, 1}, {30, 3, 4}}) {
            Volume image = image(n[0], n[1], n[2]);
            Segmentation s = run(model, image, 2, Monitor.NONE);
            assertLevels(s.labels(), image);
            assertEquals(Map.of(3, "femur", 7, "tibia"), s.labels().names());
            assertEquals("done", s.findings().getFirst().code());
        }
    }

    @Test
    void manifestOrNetworkNamesTheModel() throws IOException {
        Map<String, Object> m = manifest();
        m.put("sha256", Sha256.of(levels()));
        model(levels(), m);
        Volume image = image(9, 9, 9);
        assertLevels(run(folder.resolve("net.json"), image, 1, Monitor.NONE).labels(), image);
        assertLevels(run(folder.resolve("net.onnx"), image, 1, Monitor.NONE, "provider", "auto").labels(), image);
    }

    @Test
    void networksOfSingleSlicesWork() {
        byte[] flat = new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, 6, 8).output("out", OnnxBytes.FLOAT, 1, 3, 6, 8)
                .constant("w", new long[] {3, 1, 1, 1}, 0, 1, 2).constant("b", new long[] {3}, 0, -100, -300)
                .conv("out", 2, 0, "in", "w", "b").model();
        Map<String, Object> m = manifest();
        m.put("patch", List.of(8, 6, 1));
        Volume image = image(13, 10, 5);
        assertLevels(run(model(flat, m), image, 1, Monitor.NONE).labels(), image);
    }

    /**
     * A network that sees a neighbour on every side: at a patch's border it sees zeros instead, so what comes out depends on how patches
     * are laid and blended. Compared with the same done here in another way, in doubles, for every voxel.
     */
    @Test
    void patchesAreBlendedByTheirWeights() {
        float[] w = new float[54];
        Arrays.fill(w, 27, 54, 1f / 27);
        byte[] mean = new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, 4, 6, 8).output("out", OnnxBytes.FLOAT, 1, 2, 4, 6, 8)
                .constant("w", new long[] {2, 1, 3, 3, 3}, w).constant("b", new long[] {2}, 100, 0).conv("out", 3, 1, "in", "w", "b")
                        .model();
        Map<String, Object> m = manifest();
        m.put("labels", List.of(Map.of("channel", 1, "label", 300, "id", "femur")));
        int[] n = {19, 13, 10};
        Volume image = image(n[0], n[1], n[2]);
        Segmentation s = run(model(mean, m), image, 2, Monitor.NONE);
        int[][] starts = {{0, 4, 7, 11}, {0, 2, 5, 7}, {0, 2, 4, 6}};
        int[] p = {8, 6, 4};
        int differ = 0;
        for (int k = 0; k < n[2]; k++) {
            for (int j = 0; j < n[1]; j++) {
                for (int i = 0; i < n[0]; i++) {
                    double sum = 0;
                    double weights = 0;
                    for (int a : starts[0]) {
                        for (int b : starts[1]) {
                            for (int c : starts[2]) {
                                if (i >= a && i < a + p[0] && j >= b && j < b + p[1] && k >= c && k < c + p[2]) {
                                    double g = gauss(i - a, p[0]) * gauss(j - b, p[1]) * gauss(k - c, p[2]);
                                    weights += g;
                                    sum += g * meanInside(i, j, k, new int[] {a, b, c}, p);
                                }
                            }
                        }
                    }
                    double score = sum / weights;
                    if (Math.abs(score - 100) > 1e-3) {
                        assertEquals(score > 100 ? 300 : 0, s.labels().at(i, j, k), "voxel " + i + " " + j + " " + k + " of score "
                                + score);
                    }
                    differ += score > 100 == meanInside(i, j, k, new int[3], n) > 100 ? 0 : 1;
                }
            }
        }
        // where all patches saw the same there would be nothing to show
        assertTrue(differ > 10, differ + " voxels");
        assertEquals(4 * 4 * 4, s.values().get("patches").si());
        assertEquals(ScalarType.UINT16, s.labels().volume().type());
    }

    private static double gauss(int at, int patch) {
        double z = (at - (patch - 1) / 2.0) / (patch / 8.0);
        return Math.exp(-z * z / 2);
    }

    private static double meanInside(int i, int j, int k, int[] start, int[] size) {
        double sum = 0;
        for (int c = k - 1; c <= k + 1; c++) {
            for (int b = j - 1; b <= j + 1; b++) {
                for (int a = i - 1; a <= i + 1; a++) {
                    boolean in = a >= start[0] && b >= start[1] && c >= start[2] && a < start[0] + size[0] && b < start[1] + size[1]
                            && c < start[2] + size[2];
                    sum += in ? value(a, b, c) : 0;
                }
            }
        }
        return sum / 27;
    }

    @Test
    void resultDoesNotDependOnThreads() {
        Path model = model(levels(), manifest());
        Volume image = image(21, 22, 23);
        assertEquals(run(model, image, 1, Monitor.NONE).labels().volume().sha256(), run(model, image, 2, Monitor.NONE).labels().volume()
                .sha256());
    }

    /** The network weights i, j and k differently: the answer tells whether the image lay before it as the manifest says. */
    @Test
    void imageIsTurnedToTheModelsOrientation() {
        // the difference to the next voxel along the network's fastest axis
        float[] w = new float[27];
        w[13] = -1;
        w[14] = 1;
        float[] two = new float[54];
        System.arraycopy(w, 0, two, 27, 27);
        byte[] rise = new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, -1, -1, -1).output("out", OnnxBytes.FLOAT, 1, 2, -1, -1, -1)
                .constant("w", new long[] {2, 1, 3, 3, 3}, two).constant("b", new long[] {2}, 0.5f, 0).conv("out", 3, 1, "in", "w", "b")
                        .model();
        VolumeGeometry g = new VolumeGeometry(7, 8, 9, Vec3.ZERO, Vec3.Z, Vec3.X.negate(), Vec3.Y, 0.001, 0.001, 0.001);
        Volume v = Volume.zeros(g, ScalarType.INT16, ValueMapping.IDENTITY);
        for (int k = 0; k < 9; k++) {
            for (int p = 0; p < 56; p++) {
                // rises by 1 a voxel towards the back, the image's third index
                v.store().slice(k).putShort(2 * p, (short) (10 + k));
            }
        }
        for (String[] o : new String[][] {{"PLS", "1"}, {"ALS", "0"}, {"LPS", "0"}, {"SPL", "0"}}) {
            Map<String, Object> m = manifest();
            m.put("orientation", o[0]);
            m.put("patch", List.of(9, 9, 9));
            m.put("labels", List.of(Map.of("channel", 1, "label", 1, "id", "rising")));
            LabelMap labels = run(model(rise, m), v, 1, Monitor.NONE).labels();
            assertEquals(g, labels.geometry());
            assertEquals(Integer.parseInt(o[1]), labels.at(3, 4, 4), o[0]);
        }
    }

    @Test
    void otherSpacingsAndObliqueImagesAreResampledThereAndBack() {
        double c = Math.cos(0.3);
        double s = Math.sin(0.3);
        VolumeGeometry g = new VolumeGeometry(31, 27, 14, new Vec3(0.1, 0.2, 0.3), new Vec3(c, s, 0), new Vec3(-s, c, 0), Vec3.Z, 0.0007,
                0.0009,
                0.0021);
        Volume v = Volume.zeros(g, ScalarType.FLOAT32, new ValueMapping(2, 50, ""));
        for (int k = 0; k < g.nz(); k++) {
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    // a plane is kept by linear interpolation; 20 a mm along i, value 60 to 480
                    v.store().slice(k).putFloat(4 * (i + g.nx() * j), (float) ((60 + 14 * i - 50) / 2.0));
                }
            }
        }
        for (List<Double> spacing : List.of(List.of(0.5, 1.3, 2.0), List.of(1.1, 1.1, 1.1), List.of(2.9, 0.4, 5.0))) {
            Map<String, Object> m = manifest();
            m.put("spacingMm", spacing);
            LabelMap labels = run(model(levels(), m), v, 2, Monitor.NONE).labels();
            int wrong = 0;
            for (int k = 0; k < g.nz(); k++) {
                for (int j = 0; j < g.ny(); j++) {
                    for (int i = 0; i < g.nx(); i++) {
                        double value = 60 + 14.0 * i;
                        // scores have corners at 100 and 200, which a coarse grid rounds off within a voxel of its own
                        boolean near = Math.min(Math.abs(value - 100), Math.abs(value - 200)) < 20 * spacing.get(0);
                        wrong += !near && labels.at(i, j, k) != level(value) ? 1 : 0;
                    }
                }
            }
            assertEquals(0, wrong, spacing.toString());
        }
    }

    @Test
    void valuesAreNormalisedAsTheManifestSays() {
        Volume image = image(20, 20, 10);
        double[] sorted = new double[4000];
        double sum = 0;
        for (int at = 0; at < 4000; at++) {
            sorted[at] = value(at % 20, at / 20 % 20, at / 400);
            sum += sorted[at];
        }
        Arrays.sort(sorted);
        double mean = sum / 4000;
        double sd = Math.sqrt(Arrays.stream(sorted).map(x -> (x - mean) * (x - mean)).sum() / 4000);
        assertThreshold(image, Map.of("kind", "zscore"), 0.7, mean + 0.7 * sd);
        assertThreshold(image, Map.of("kind", "fixed", "mean", 120, "sd", 40), 1.26, 120 + 1.26 * 40);
        assertThreshold(image, Map.of("kind", "range"), 0.4002, 0.4002 * 299);
        assertThreshold(image, Map.of("kind", "range", "clip", List.of(-100, 400)), 0.5001, 150.05);
        double low = sorted[400];
        double high = sorted[3600];
        assertThreshold(image, Map.of("kind", "range", "clipPercentiles", List.of(10, 90)), 0.502, low + 0.502 * (high - low));
        // above the clip there is nothing
        assertThreshold(image, Map.of("kind", "none", "clip", List.of(50, 180)), 180.5, 1000);
    }

    /** A network of one channel that gives what it gets, and a threshold for it. */
    private void assertThreshold(Volume image, Map<String, Object> normalisation, double threshold, double value) {
        byte[] same = new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, -1, -1, -1).output("out", OnnxBytes.FLOAT, 1, 1, -1, -1, -1)
                .node("Identity", "out", "in").model();
        Map<String, Object> m = manifest();
        m.put("normalisation", normalisation);
        m.put("decision", Map.of("kind", "threshold", "threshold", threshold));
        m.put("labels", List.of(Map.of("channel", 0, "label", 1, "id", "bright")));
        LabelMap labels = run(model(same, m), image, 1, Monitor.NONE).labels();
        for (int at = 0; at < 4000; at++) {
            double v = value(at % 20, at / 20 % 20, at / 400);
            assertEquals(v > value ? 1 : 0, labels.at(at % 20, at / 20 % 20, at / 400), normalisation + ", value " + v);
        }
    }

    @Test
    void scoresBecomeProbabilitiesWherePatchesAreBlended() {
        Volume image = image(11, 11, 11);
        Map<String, Object> m = manifest();
        // softmax keeps the order; a sigmoid above 0.5 is a score above 0
        m.put("decision", Map.of("kind", "highest", "activation", "softmax"));
        assertLevels(run(model(levels(), m), image, 1, Monitor.NONE).labels(), image);
        m.put("decision", Map.of("kind", "threshold", "activation", "sigmoid"));
        LabelMap labels = run(model(levels(), m), image, 1, Monitor.NONE).labels();
        int above = 0;
        for (int at = 0; at < 11 * 11 * 11; at++) {
            int v = value(at % 11, at / 11 % 11, at / 121);
            // from 150 on both sigmoids are above 0.5, and soon 1 in single precision; at 100 the last digits decide
            if (v < 150 && v != 100) {
                assertEquals(v > 100 ? 3 : 0, labels.at(at % 11, at / 11 % 11, at / 121), "value " + v);
                above += v > 100 ? 1 : 0;
            }
        }
        assertTrue(above > 100, above + " voxels above the threshold");
    }

    @Test
    void cancelIsAnsweredWithinASecond() throws IOException {
        // 400 convolutions of 15 x 15 x 15 one after the other: a minute and more
        OnnxBytes slow = new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, 48, 48, 48).output("out", OnnxBytes.FLOAT, 1, 1, 48, 48, 48)
                .constant("w", new long[] {1, 1, 15, 15, 15}, new float[3375]);
        for (int n = 0; n < 400; n++) {
            slow.conv(n == 399 ? "out" : "c" + n, 3, 7, n == 0 ? "in" : "c" + (n - 1), "w");
        }
        Map<String, Object> m = manifest();
        m.put("patch", List.of(48, 48, 48));
        m.put("labels", List.of(Map.of("channel", 0, "label", 1, "id", "never")));
        Path model = model(slow.model(), m);
        Volume image = image(60, 60, 60);
        AtomicLong asked = new AtomicLong();
        AtomicLong began = new AtomicLong(Long.MAX_VALUE);
        Monitor monitor = new Monitor() {
            @Override
            public void begin(String task, long total) {
                if (task.startsWith("Network, patch")) {
                    assertEquals(8, total);
                    began.set(System.nanoTime());
                }
            }

            @Override
            public void worked(long units) {
                // none is ever done
            }

            @Override
            public boolean isCancelled() {
                boolean now = began.get() != Long.MAX_VALUE && System.nanoTime() - began.get() > 300_000_000L;
                if (now) {
                    asked.compareAndSet(0, System.nanoTime());
                }
                return now;
            }
        };
        assertThrows(CancellationException.class, () -> run(model, image, 1, monitor));
        double seconds = (System.nanoTime() - asked.get()) * 1e-9;
        assertTrue(seconds < 1, seconds + " s");
    }

    @Test
    void progressCountsPatches() {
        AtomicLong total = new AtomicLong();
        AtomicLong done = new AtomicLong();
        Monitor monitor = new Monitor() {
            private boolean patches;

            @Override
            public void begin(String task, long all) {
                patches = task.startsWith("Network, patch");
                total.addAndGet(patches ? all : 0);
            }

            @Override
            public void worked(long units) {
                done.addAndGet(patches ? units : 0);
            }

            @Override
            public boolean isCancelled() {
                return false;
            }
        };
        run(model(levels(), manifest()), image(20, 6, 4), 1, monitor);
        assertEquals(4, total.get());
        assertEquals(4, done.get());
    }

    @Test
    void brokenNetworksAreRefused() {
        byte[] good = levels();
        for (int n : new int[] {0, 1, 10, good.length / 2, good.length - 3}) {
            String message = refused(Arrays.copyOf(good, n), manifest());
            assertTrue(message.startsWith("network.broken") || message.startsWith("network.choice"), n + " bytes: " + message);
        }
        byte[] noise = new byte[500];
        new Random(5).nextBytes(noise);
        assertTrue(refused(noise, manifest()).startsWith("network.broken"));
        byte[] unknown = new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, -1, -1, -1).output("out", OnnxBytes.FLOAT, 1, 3, -1, -1, -1)
                .node("NoSuchOperator", "out", "in").model();
        assertTrue(refused(unknown, manifest()).contains("NoSuchOperator"));
    }

    @Test
    void networksThatDoNotFitTheirManifestAreRefused() {
        Map<String, Object> m = manifest();
        String missing = refused(new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, -1, -1, -1).output("out", OnnxBytes.FLOAT, 1, 2, -1,
                -1, -1)
                .constant("w", new long[] {2, 1, 1, 1, 1}, 0, 1).conv("out", 3, 0, "in", "w").model(), m);
        assertTrue(missing.startsWith("network.channel") && missing.contains("tibia"), missing);
        // the same where the network does not say beforehand
        missing = refused(new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, -1, -1, -1).output("out", OnnxBytes.FLOAT, -1, -1, -1, -1, -1)
                .constant("w", new long[] {2, 1, 1, 1, 1}, 0, 1).conv("out", 3, 0, "in", "w").model(), m);
        assertTrue(missing.startsWith("network.channel") && missing.contains("2 channels"), missing);
        assertTrue(refused(levels(1, 1, 5, 5, 5), m).startsWith("network.input"));
        assertTrue(refused(levels(1, 2, -1, -1, -1), m).startsWith("network."));
        // no padding: the answer is smaller than the patch
        String smaller = refused(new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, -1, -1, -1).output("out", OnnxBytes.FLOAT, 1, -1, -1,
                -1, -1)
                .constant("w", new long[] {3, 1, 3, 3, 3}, new float[81]).conv("out", 3, 0, "in", "w").model(), m);
        assertTrue(smaller.startsWith("network.output") && smaller.contains("1 x 3 x 2 x 4 x 6"), smaller);
        assertTrue(refused(new OnnxBytes().input("in", OnnxBytes.DOUBLE, 1, 1, -1, -1, -1).output("out", OnnxBytes.DOUBLE, 1, 3, -1, -1, -1)
                .node("Identity", "out", "in").model(), m).startsWith("network.input"));
        String nan = refused(new OnnxBytes().input("in", OnnxBytes.FLOAT, 1, 1, -1, -1, -1).output("out", OnnxBytes.FLOAT, 1, 3, -1, -1, -1)
                .constant("w", new long[] {3, 1, 1, 1, 1}, Float.NaN, 1, 1).conv("out", 3, 0, "in", "w").model(), m);
        assertTrue(nan.startsWith("network.nan"), nan);
        m.put("output", "logits");
        assertTrue(refused(levels(), m).startsWith("network.name"));
    }

    @Test
    void manifestsThatCannotBeMeantAreRefused() throws IOException {
        assertManifest("spacingMm", List.of(1, 0, 1), "spacingMm");
        assertManifest("spacingMm", List.of(1, 1), "spacingMm");
        assertManifest("patch", List.of(8, 8.5, 4), "patch");
        assertManifest("patch", List.of(4096, 4096, 4096), "voxels");
        assertManifest("overlap", 1.0, "overlap");
        assertManifest("orientation", "LRS", "orientation");
        assertManifest("labels", List.of(), "labels");
        assertManifest("labels", List.of(Map.of("channel", 1, "label", 0, "id", "femur")), "label");
        assertManifest("labels", List.of(Map.of("channel", 1, "label", 1)), "id is missing");
        assertManifest("labels", List.of(Map.of("channel", 1, "label", 1, "id", "a"), Map.of("channel", 1, "label", 2, "id", "b")),
                "twice");
        assertManifest("normalisation", Map.of("kind", "fixed", "mean", 0), "sd");
        assertManifest("normalisation", Map.of("kind", "magic"), "zscore");
        assertManifest("version", 2, "version");
        assertManifest("format", "other", "format");
        assertManifest("treshold", 1, "treshold");
        Path model = model(levels(), manifest());
        Files.writeString(folder.resolve("net.json"), "{\"format\": ");
        assertTrue(refused(model, image(9, 9, 9)).startsWith("model.manifest"));
        Files.delete(folder.resolve("net.json"));
        assertTrue(refused(model, image(9, 9, 9)).startsWith("model.file"));
        assertTrue(refused((Path) null, image(9, 9, 9)).startsWith("model.missing"));
        Map<String, Object> m = manifest();
        m.put("network", "elsewhere.onnx");
        assertTrue(refused(levels(), m).startsWith("model.file"));
        m = manifest();
        m.put("sha256", "00");
        assertTrue(refused(levels(), m).startsWith("model.changed"));
        m = manifest();
        m.put("modalities", List.of("CT"));
        assertTrue(refused(levels(), m).startsWith("model.unfit"));
        m = manifest();
        m.put("joints", List.of("hip"));
        assertTrue(refused(levels(), m).startsWith("model.unfit"));
    }

    private void assertManifest(String field, Object value, String said) {
        Map<String, Object> m = manifest();
        m.put(field, value);
        String message = refused(levels(), m);
        assertTrue(message.startsWith("model.manifest") && message.contains(said), message);
    }

    @Test
    void imagesThatCannotBeWorkedOnAreRefused() {
        Map<String, Object> m = manifest();
        m.put("normalisation", Map.of("kind", "zscore"));
        Volume flat = Volume.zeros(VolumeGeometry.axisAligned(9, 9, 9, Vec3.ZERO, 0.001), ScalarType.INT16, ValueMapping.IDENTITY);
        assertTrue(refused(model(levels(), m), flat).startsWith("image.flat"));
        Volume holes = Volume.zeros(flat.geometry(), ScalarType.FLOAT32, ValueMapping.IDENTITY);
        holes.store().slice(3).putFloat(16, Float.NaN);
        assertTrue(refused(model(levels(), manifest()), holes).startsWith("image.values"));
        m = manifest();
        m.put("spacingMm", List.of(0.01, 0.01, 0.01));
        Volume wide = Volume.zeros(VolumeGeometry.axisAligned(40, 40, 40, Vec3.ZERO, 0.01), ScalarType.INT16, ValueMapping.IDENTITY);
        assertTrue(refused(model(levels(), m), wide).startsWith("image.large"));
    }

    @Test
    void providerThatIsNotThereIsNamed() {
        Path model = model(levels(), manifest());
        InputException e = assertThrows(InputException.class, () -> run(model, image(9, 9, 9), 1, Monitor.NONE, "provider", "cuda"));
        assertEquals("network.provider", e.diagnostic().code());
        assertTrue(e.getMessage().contains("CPU"), e.getMessage());
    }

    @Test
    void orientationOfAGridIsThatOfItsLetters() {
        // guards the test above: the grid there is the one that its letters say
        assertEquals("SRP", Resampling.orientation(new VolumeGeometry(7, 8, 9, Vec3.ZERO, Vec3.Z, Vec3.X.negate(), Vec3.Y, 1, 1, 1)));
        assertArrayEquals(new int[] {0, 3, 7}, new int[] {level(100), level(101), level(201)});
    }
}
