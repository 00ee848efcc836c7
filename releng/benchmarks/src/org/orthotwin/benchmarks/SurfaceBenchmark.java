/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.orthotwin.geometry.GridFrame;
import org.orthotwin.geometry.GridSamples;
import org.orthotwin.geometry.GridSurface;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * Isosurfaces of grids of 512^3 numbers against vtkFlyingEdges3D on the same numbers and cores, without normals or gradients on either
 * side: a smooth analytic field with noise in single precision, and a body of cortex and trabeculae with the noise of a CT in 16 bits.
 * {@code prepare FOLDER} writes the numbers for the reference, {@code time FOLDER ROUND} times ours and keeps the result beside the
 * reference's of the same round, {@code measure FOLDER table|check} compares the best rounds.
 */
public final class SurfaceBenchmark {

    private static final int N = 512;
    private static final double SPACING = 5e-4;
    private static final int WARM_UP = 5;
    private static final int ROUNDS = 4;
    /** Of processor seconds, which a neighbour on the machine does not take away. */
    private static final double LEAST_RATIO = 1.0;
    /** Of wall seconds: generous, for the neighbour. */
    private static final double LEAST_WALL_RATIO = 0.7;
    private static final double MOST_MEMORY = 2.5;

    private enum Grid {
        SMOOTH("smooth field with noise, float", 4, 0), BONE("bone-like, int16", 2, 250);

        private final String title;
        private final int bytes;
        private final double iso;

        Grid(String title, int bytes, double iso) {
            this.title = title;
            this.bytes = bytes;
            this.iso = iso;
        }
    }

    private SurfaceBenchmark() {
    }

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        if (args[0].equals("prepare")) {
            for (Grid g : Grid.values()) {
                write(g, folder.resolve(g + ".raw"));
            }
            return;
        }
        if (args[0].equals("time")) {
            for (Grid g : Grid.values()) {
                time(g, folder.resolve("ours-" + g + "-" + args[2] + ".txt"));
            }
            return;
        }
        boolean good = true;
        for (Grid g : Grid.values()) {
            good &= measure(g, folder);
        }
        System.exit(good || !args[2].equals("check") ? 0 : 1);
    }

    private static GridSamples samples(Grid g) {
        return g == Grid.SMOOTH ? GridSamples.of(N, N, N, smooth()) : GridSamples.of(N, N, N, bone(), false);
    }

    private static TriangleMesh extract(Grid g, GridSamples samples) {
        GridFrame frame = GridFrame.axisAligned(Vec3.ZERO, SPACING, SPACING, SPACING);
        return GridSurface.extract(samples, frame, g.iso, GridSurface.Inside.BELOW, GridSurface.Border.OPEN);
    }

    private static void time(Grid g, Path file) throws IOException {
        GridSamples samples = samples(g);
        double wall = Double.POSITIVE_INFINITY;
        double processor = Double.POSITIVE_INFINITY;
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            System.gc();
            double before = processorSeconds();
            long start = System.nanoTime();
            TriangleMesh mesh = extract(g, samples);
            double seconds = 1e-9 * (System.nanoTime() - start);
            double used = processorSeconds() - before;
            if (round >= WARM_UP && !mesh.isEmpty()) {
                wall = Math.min(wall, seconds);
                processor = Math.min(processor, used);
            }
        }
        Files.writeString(file, "update " + wall + "\nprocessor " + processor + "\n");
    }

    /** Of all threads of this process. */
    private static double processorSeconds() {
        return 1e-9 * ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static boolean measure(Grid g, Path folder) throws IOException {
        GridSamples samples = samples(g);
        long before = allocated();
        TriangleMesh mesh = extract(g, samples);
        double memory = allocated() - before - 8.0 * mesh.vertices().length - 4.0 * mesh.triangles().length;
        double volume = (double) g.bytes * N * N * N;
        print("surface of %d^3, %s: %d vertices, %d triangles, %d threads%n", N, g.title, mesh.vertexCount(), mesh.triangleCount(),
                Runtime.getRuntime().availableProcessors());
        print("  memory, mesh aside: %.2f of the volume%n", (volume + memory) / volume);
        boolean good = volume + memory <= MOST_MEMORY * volume;
        double[] ours = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] theirs = ours.clone();
        String[] kinds = {"update", "processor"};
        for (int round = 1; Files.exists(folder.resolve("vtk-" + g + "-" + round + ".txt")); round++) {
            Map<String, String> vtk = read(folder.resolve("vtk-" + g + "-" + round + ".txt"));
            Map<String, String> own = read(folder.resolve("ours-" + g + "-" + round + ".txt"));
            for (int kind = 0; kind < 2; kind++) {
                theirs[kind] = Math.min(theirs[kind], Double.parseDouble(vtk.get(kinds[kind])));
                ours[kind] = Math.min(ours[kind], Double.parseDouble(own.get(kinds[kind])));
            }
            if (round == 1) {
                long points = Long.parseLong(vtk.get("points"));
                print("  VTK: backend %s, memory with its mesh %.2f of the volume, %d points, %s triangles%n", vtk.get("backend"),
                        1 + Double.parseDouble(vtk.get("memory")) / volume, points, vtk.get("triangles"));
                // the same edges are crossed, but for numbers that are equal to the value; ours has vertices in the middle of some cells
                good &= Math.abs(points - mesh.vertexCount()) <= 0.02 * mesh.vertexCount();
            }
        }
        if (ours[0] < Double.POSITIVE_INFINITY) {
            print("  wall: ours %.3f s, VTK %.3f s, ratio %.2f%n", ours[0], theirs[0], theirs[0] / ours[0]);
            print("  processor: ours %.3f s, VTK %.3f s, ratio %.2f%n", ours[1], theirs[1], theirs[1] / ours[1]);
            good &= theirs[1] / ours[1] >= LEAST_RATIO && theirs[0] / ours[0] >= LEAST_WALL_RATIO;
        }
        if (!good) {
            print("  FAILED: slower than VTK, too large or not the same surface%n");
        }
        return good;
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            values.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1).trim());
        }
        return values;
    }

    /** Bytes that all threads have allocated so far. */
    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    /** Gyroid-like waves about a large ball, noise of two hundredths. */
    private static float[] smooth() {
        float[] v = new float[N * N * N];
        IntStream.range(0, N).parallel().forEach(k -> {
            for (int j = 0; j < N; j++) {
                for (int i = 0; i < N; i++) {
                    int at = i + N * (j + N * k);
                    double r = Math.sqrt((i - 255.5) * (i - 255.5) + (j - 255.5) * (j - 255.5) + (k - 255.5) * (k - 255.5)) / 180;
                    double wave = Math.sin(0.05 * i) * Math.cos(0.05 * j) + Math.sin(0.05 * j) * Math.cos(0.05 * k)
                            + Math.sin(0.05 * k) * Math.cos(0.05 * i);
                    v[at] = (float) (r - 1 + 0.15 * wave + 0.02 * noise(at));
                }
            }
        });
        return v;
    }

    private static short[] bone() {
        short[] v = new short[N * N * N];
        IntStream.range(0, N).parallel().forEach(k -> bone(k, v, k * N * N));
        return v;
    }

    /**
     * A slice: soft tissue about 50, a tube of cortex of 1200 with trabeculae of 150 to 450 in it, air outside the body; noise of 30.
     *
     * @param k which of {@link #N}
     * @param from where it begins in {@code v}
     */
    static void bone(int k, short[] v, int from) {
        double radius = 70 + 30 * Math.cos(2 * Math.PI * k / N);
        for (int j = 0; j < N; j++) {
            for (int i = 0; i < N; i++) {
                double x = i - 255.5 - 20 * Math.sin(0.01 * k);
                double y = j - 255.5;
                double r = Math.hypot(x, 0.8 * y);
                double trabeculae = 300 + 150 * Math.sin(0.4 * i) * Math.sin(0.4 * j) * Math.sin(0.4 * k);
                double inner = blend(r - radius + 9, trabeculae, 1200);
                double tissue = blend(r - radius, inner, 50);
                double all = blend(Math.hypot(i - 255.5, y) - 240, tissue, -1000);
                v[from + i + N * j] = (short) Math.round(all + 30 * noise(i + N * (j + N * k)));
            }
        }
    }

    /** From a below to b above, over two points. */
    private static double blend(double d, double a, double b) {
        double s = Math.clamp(0.5 + 0.5 * d, 0.0, 1.0);
        return a + s * (b - a);
    }

    /** About normal, variance one, from a hash: the same on any number of threads. */
    private static double noise(int at) {
        long h = (at + 1) * 0x9E3779B97F4A7C15L;
        h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
        h ^= h >>> 31;
        double sum = 0;
        for (int s = 0; s < 64; s += 16) {
            sum += (h >>> s & 0xffff) / 65536.0 - 0.5;
        }
        return sum * Math.sqrt(3);
    }

    private static void write(Grid g, Path file) throws IOException {
        float[] floats = g == Grid.SMOOTH ? smooth() : null;
        short[] shorts = g == Grid.BONE ? bone() : null;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            ByteBuffer head = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
            for (long x : new long[] {N, N, N, g.bytes}) {
                head.putLong(x);
            }
            out.write(head.putDouble(g.iso).array());
            ByteBuffer slice = ByteBuffer.allocate(g.bytes * N * N).order(ByteOrder.LITTLE_ENDIAN);
            for (int k = 0; k < N; k++) {
                if (floats != null) {
                    slice.asFloatBuffer().put(0, floats, k * N * N, N * N);
                } else {
                    slice.asShortBuffer().put(0, shorts, k * N * N, N * N);
                }
                out.write(slice.array());
            }
        }
    }

    private static void print(String format, Object... args) {
        System.out.print(String.format(Locale.ROOT, format, args));
    }
}
