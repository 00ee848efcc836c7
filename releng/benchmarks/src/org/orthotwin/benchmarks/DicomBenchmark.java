/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.dicom.DicomInventory;
import org.orthotwin.imaging.dicom.SeriesFacts;
import org.orthotwin.imaging.dicom.SeriesWriter;

/**
 * A DICOM series from a folder to a volume, against GDCM on as many threads: 512 slices of 512 x 512 numbers of 16 bits as they are, files
 * in the page cache, and a few slices in each lossless syntax. Both list the folder, sort the files by their places and decode all slices;
 * they take turns, and both must come to the same numbers. {@code MALLOC_MMAP_THRESHOLD_} in the environment keeps memory from being used
 * again, which the reference, a new process each time, cannot do either. {@code measure FOLDER table|check PEER PYDICOM} does it, the last
 * two empty where they are not there; {@code once FOLDER} reads once and says how much memory the process took.
 */
public final class DicomBenchmark {

    private static final int N = 512;
    private static final int COMPRESSED = 8;
    /** Distinct slices: what is not compressed takes as long whatever it is. */
    private static final int DISTINCT = 8;
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    /** The reference's processor seconds by ours: a neighbour on the machine does not take them away. */
    private static final double LEAST_RATIO = 1.0;
    /** Of wall seconds: generous, for the neighbour. */
    private static final double LEAST_WALL_RATIO = 0.8;
    private static final double MOST_MEMORY = 2.5;

    private enum Syntax {
        RLE("RLE", "1.2.840.10008.1.2.5"), JPEG("JPEG lossless", "1.2.840.10008.1.2.4.70"),
        JPEG_LS("JPEG-LS", "1.2.840.10008.1.2.4.80"), JPEG_2000("JPEG 2000", "1.2.840.10008.1.2.4.90");

        private final String title;
        private final String uid;

        Syntax(String title, String uid) {
            this.title = title;
            this.uid = uid;
        }
    }

    /**
     * What it takes to read a series.
     *
     * @param wall s
     * @param processor s, of all threads
     * @param sum of all numbers in their order, to be compared
     */
    private record Taken(double wall, double processor, String sum) {
    }

    private DicomBenchmark() {
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[1]);
        if (args[0].equals("once")) {
            ours(folder);
            System.out.println(Files.readAllLines(Path.of("/proc/self/status")).stream().filter(l -> l.startsWith("VmHWM:")).findFirst()
                    .map(l -> l.replaceAll("\\D", "")).orElseThrow());
            return;
        }
        String peer = args[3].isEmpty() ? null : args[3];
        Path plain = folder.resolve("plain");
        write(plain, N);
        boolean good = plain(plain, peer, args[4]);
        if (peer != null) {
            write(folder.resolve("few"), COMPRESSED);
            for (Syntax s : Syntax.values()) {
                Path out = Files.createDirectories(folder.resolve(s.name()));
                run(peer, "compress", folder.resolve("few").toString(), out.toString(), s.uid);
                Taken[] best = best(out, peer, 2, 2);
                print("  %s, %d slices: ours %.0f ms, GDCM %.0f ms, ratio %.2f%n", s.title, COMPRESSED, 1e3 * best[0].wall,
                        1e3 * best[1].wall, best[1].wall / best[0].wall);
                good &= best[0].sum.equals(best[1].sum);
            }
        }
        if (!good) {
            print("  FAILED: slower than GDCM, too large or not the same numbers%n");
        }
        System.exit(good || !args[2].equals("check") ? 0 : 1);
    }

    private static boolean plain(Path folder, String peer, String pydicom) throws IOException, InterruptedException {
        print("DICOM series of %d x %d x %d, int16, %d threads, from files to a volume%n", N, N, N, THREADS);
        double kib = Double.parseDouble(run(ProcessHandle.current().info().command().orElseThrow(), "-XX:+UseParallelGC", "-cp",
                System.getProperty("java.class.path"), DicomBenchmark.class.getName(), "once", folder.toString()).strip());
        double memory = 1024 * kib / (2.0 * N * N * N);
        print("  most memory of the process: %.2f of the volume (at most %.1f)%n", memory, MOST_MEMORY);
        // processor time is counted in hundredths of a second, of which these are forty
        Taken[] best = best(folder, peer, 5, 10);
        boolean good = memory <= MOST_MEMORY;
        if (peer == null) {
            print("  ours %.0f ms, processor %.0f ms%n", 1e3 * best[0].wall, 1e3 * best[0].processor);
            return good;
        }
        double wall = best[1].wall / best[0].wall;
        double processor = best[1].processor / best[0].processor;
        print("  wall: ours %.0f ms, GDCM %.0f ms, ratio %.2f (at least %.1f)%n", 1e3 * best[0].wall, 1e3 * best[1].wall, wall,
                LEAST_WALL_RATIO);
        print("  processor: ours %.0f ms, GDCM %.0f ms, ratio %.2f (at least %.1f)%n", 1e3 * best[0].processor, 1e3 * best[1].processor,
                processor, LEAST_RATIO);
        if (!pydicom.isEmpty()) {
            double seconds = Double.parseDouble(run(pydicom, "-c", """
                    import os, sys, time
                    import numpy, pydicom
                    start = time.perf_counter()
                    files = [os.path.join(sys.argv[1], f) for f in os.listdir(sys.argv[1])]
                    slices = sorted((pydicom.dcmread(f) for f in files), key=lambda d: float(d.ImagePositionPatient[2]))
                    volume = numpy.stack([d.pixel_array for d in slices])
                    print(time.perf_counter() - start)
                    """, folder.toString()).strip());
            print("  pydicom, one thread: %.0f ms, ratio %.2f%n", 1e3 * seconds, seconds / best[0].wall);
        }
        return good && wall >= LEAST_WALL_RATIO && processor >= LEAST_RATIO && best[0].sum.equals(best[1].sum);
    }

    /** Least seconds of ours and of the reference, which take turns. */
    private static Taken[] best(Path folder, String peer, int warmUp, int rounds) throws IOException, InterruptedException {
        Taken[] best = {ours(folder), null};
        for (int round = 1; round < warmUp; round++) {
            ours(folder);
        }
        best[0] = new Taken(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, best[0].sum);
        best[1] = new Taken(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, "");
        for (int round = 0; round < rounds; round++) {
            best[0] = less(best[0], ours(folder));
            if (peer != null) {
                String[] said = run(peer, "read", folder.toString(), Integer.toString(THREADS)).strip().split(" ");
                best[1] = less(best[1], new Taken(Double.parseDouble(said[1]), Double.parseDouble(said[2]), said[3]));
            }
        }
        return best;
    }

    private static Taken less(Taken a, Taken b) {
        return new Taken(Math.min(a.wall, b.wall), Math.min(a.processor, b.processor), b.sum);
    }

    private static Taken ours(Path folder) throws IOException {
        System.gc();
        double before = processorSeconds();
        long start = System.nanoTime();
        Volume v = DicomInventory.scan(folder, Monitor.NONE).volumes().getFirst().read(new ReadOptions(false, THREADS), Monitor.NONE);
        double wall = 1e-9 * (System.nanoTime() - start);
        double processor = processorSeconds() - before;
        long sum = 0;
        for (int k = 0; k < v.geometry().nz(); k++) {
            ByteBuffer slice = v.store().slice(k);
            for (int at = 0; at + 8 <= slice.capacity(); at += 8) {
                sum = (sum ^ slice.getLong(at)) * 1_099_511_628_211L;
            }
        }
        return new Taken(wall, processor, Long.toHexString(sum));
    }

    /** Of all threads of this process. */
    private static double processorSeconds() {
        return 1e-9 * ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Slices of a body with the noise of a CT. */
    private static void write(Path folder, int slices) throws IOException {
        short[][] distinct = new short[DISTINCT][N * N];
        IntStream.range(0, DISTINCT).parallel().forEach(k -> SurfaceBenchmark.bone(k * N / DISTINCT, distinct[k], 0));
        Volume v = Volume.zeros(VolumeGeometry.axisAligned(N, N, slices, new Vec3(-0.18, -0.18, 0.3), 7e-4), ScalarType.INT16,
                ValueMapping.HOUNSFIELD);
        for (int k = 0; k < slices; k++) {
            v.store().slice(k).asShortBuffer().put(distinct[k % DISTINCT]);
        }
        SeriesWriter.write(v, folder, SeriesFacts.syntheticCt("S1", "", 120), Monitor.NONE);
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (p.waitFor() != 0) {
            throw new IOException(command[0] + " failed");
        }
        return out;
    }

    private static void print(String format, Object... args) {
        System.out.print(String.format(Locale.ROOT, format, args));
    }
}
