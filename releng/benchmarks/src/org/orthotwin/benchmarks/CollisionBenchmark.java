/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * Mesh against mesh, two real bones, yes or no. {@code prepare} writes meshes and poses for the reference program; {@code measure} runs the
 * same poses here, reads what the reference answered and how long it took, and compares. {@code map} runs a whole range-of-motion map.
 */
final class CollisionBenchmark {

    private static final long SEED = 20260101L;
    private static final int POSES = 1000;
    private static final int ROUNDS = 7;
    /** The bar that the check mode sets. */
    private static final double REQUIRED_RATIO = 2;
    /** Largest displacement of the head centre along each axis, m. */
    private static final double OFFSET = 0.001;

    private final PrintStream out;
    private final HipBones bones;

    private CollisionBenchmark(Path data, PrintStream out) throws IOException {
        this.out = out;
        bones = HipBones.read(data.resolve("bones/artisynth-core"));
    }

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        CollisionBenchmark benchmark = new CollisionBenchmark(Path.of(args[1]), out);
        switch (args[0]) {
            case "prepare" -> benchmark.prepare(Path.of(args[2]));
            case "measure" -> {
                boolean ok = benchmark.measure(args.length > 3 ? Path.of(args[3]) : null);
                if (!ok && "check".equals(args[2])) {
                    System.exit(1);
                }
            }
            case "map" -> benchmark.map(Integer.parseInt(args[2]));
            default -> throw new IllegalArgumentException("no mode " + args[0]);
        }
    }

    /** Random hip positions over the range of the map, half of them in contact, the head a little off centre; shuffled by construction. */
    private List<RigidTransform> poses(Bvh pelvis, Bvh femur, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        MeshCollision collision = new MeshCollision(pelvis, femur);
        List<RigidTransform> poses = new ArrayList<>();
        int room = count / 2;
        int roomApart = count - room;
        while (poses.size() < count) {
            RigidTransform t = bones.pose(Math.toRadians(random.nextDouble(-30, 140)), Math.toRadians(random.nextDouble(-40, 60)),
                    Math.toRadians(random.nextDouble(-60, 90)), new Vec3(random.nextDouble(-OFFSET, OFFSET),
                            random.nextDouble(-OFFSET, OFFSET), random.nextDouble(-OFFSET, OFFSET)));
            if (collision.intersects(t)) {
                if (room-- > 0) {
                    poses.add(t);
                }
            } else if (roomApart-- > 0) {
                poses.add(t);
            }
        }
        return poses;
    }

    private void prepare(Path file) throws IOException {
        TriangleMesh pelvis = HipBones.subdivided(bones.pelvis());
        TriangleMesh femur = HipBones.subdivided(bones.femur());
        List<RigidTransform> poses = poses(Bvh.of(pelvis), Bvh.of(femur), SEED, POSES);
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(stream, pelvis);
            write(stream, femur);
            ByteBuffer b = ByteBuffer.allocate(8 + 96 * poses.size()).order(ByteOrder.LITTLE_ENDIAN);
            b.putLong(poses.size());
            for (RigidTransform t : poses) {
                for (double x : t.rotationMatrix()) {
                    b.putDouble(x);
                }
                for (double x : t.translation().toArray()) {
                    b.putDouble(x);
                }
            }
            stream.write(b.array());
        }
    }

    private static void write(OutputStream stream, TriangleMesh mesh) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(16 + 8 * mesh.vertices().length + 4 * mesh.triangles().length).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(mesh.vertexCount());
        b.putLong(mesh.triangleCount());
        for (double x : mesh.vertices()) {
            b.putDouble(x);
        }
        for (int i : mesh.triangles()) {
            b.putInt(i);
        }
        stream.write(b.array());
    }

    private boolean measure(Path reference) throws IOException {
        TriangleMesh pelvis = HipBones.subdivided(bones.pelvis());
        TriangleMesh femur = HipBones.subdivided(bones.femur());
        long start = System.nanoTime();
        Bvh a = Bvh.of(pelvis);
        Bvh b = Bvh.of(femur);
        // the trees are made when they are first needed
        MeshCollision collision = new MeshCollision(a, b);
        double build = (System.nanoTime() - start) * 1e-9;
        List<RigidTransform> warm = poses(a, b, SEED + 1, POSES);
        List<RigidTransform> poses = poses(a, b, SEED, POSES);
        boolean[] answers = new boolean[poses.size()];
        for (int round = 0; round < ROUNDS; round++) {
            seconds(collision, warm, answers);
        }
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            collision.reset();
            best = Math.min(best, seconds(collision, poses, answers));
        }
        int contacts = 0;
        for (boolean answer : answers) {
            contacts += answer ? 1 : 0;
        }
        print("Mesh against mesh, yes or no: os coxae %d triangles, femur %d triangles (scaled by %.4f), %d poses, %d in contact",
                pelvis.triangleCount(), femur.triangleCount(), bones.scale(), poses.size(), contacts);
        print("One thread each, processor time of the thread, best of %d rounds over all poses", ROUNDS);
        print("%-34s %12s %14s %12s", "", "build (s)", "us/query", "queries/s");
        print("%-34s %12.2f %14.1f %12.0f", "OrthoTwin MeshCollision", build, best / poses.size() * 1e6, poses.size() / best);
        if (reference == null) {
            return true;
        }
        List<String> lines = Files.readAllLines(reference, StandardCharsets.UTF_8);
        double fclBuild = Double.parseDouble(lines.get(0).substring("build ".length()));
        double fclBest = Double.parseDouble(lines.get(1).substring("query ".length()));
        String fclAnswers = lines.get(2);
        print("%-34s %12.2f %14.1f %12.0f", "FCL BVHModel<OBBRSS>", fclBuild, fclBest / poses.size() * 1e6, poses.size() / fclBest);
        int differing = 0;
        for (int i = 0; i < answers.length; i++) {
            if (answers[i] != (fclAnswers.charAt(i) == '1')) {
                differing++;
                print("differing answer at pose %d: here %s; %s", i, answers[i], poses.get(i));
            }
        }
        double ratio = fclBest / best;
        boolean ok = ratio >= REQUIRED_RATIO && differing == 0 && fclAnswers.length() == answers.length && contacts == POSES / 2;
        print("ratio %.2f (at least %.1f), differing answers %d (none): %s", ratio, REQUIRED_RATIO, differing, ok ? "held" : "NOT held");
        return ok;
    }

    private static double seconds(MeshCollision collision, List<RigidTransform> poses, boolean[] answers) {
        var clock = ManagementFactory.getThreadMXBean();
        long start = clock.getCurrentThreadCpuTime();
        for (int i = 0; i < answers.length; i++) {
            answers[i] = collision.intersects(poses.get(i));
        }
        return (clock.getCurrentThreadCpuTime() - start) * 1e-9;
    }

    /** Flexion -30..140, rotation -60..90, abduction -40..60 degrees in steps of 5, every cell asked. */
    private void map(int threads) throws InterruptedException {
        Bvh a = Bvh.of(bones.pelvis());
        Bvh b = Bvh.of(bones.femur());
        int nf = 35;
        int na = 21;
        int nr = 31;
        for (int round = 0; round < 4; round++) {
            boolean[] hit = new boolean[nf * na * nr];
            long start = System.nanoTime();
            Thread[] pool = new Thread[threads];
            for (int k = 0; k < threads; k++) {
                int first = k;
                pool[k] = new Thread(() -> {
                    MeshCollision collision = new MeshCollision(a, b);
                    for (int f = first; f < nf; f += threads) {
                        for (int d = 0; d < na; d++) {
                            for (int r = 0; r < nr; r++) {
                                hit[(f * na + d) * nr + r] = collision.intersects(bones.pose(Math.toRadians(-30 + 5 * f),
                                        Math.toRadians(-40 + 5 * d), Math.toRadians(-60 + 5 * r), Vec3.ZERO));
                            }
                        }
                    }
                });
                pool[k].start();
            }
            for (Thread t : pool) {
                t.join();
            }
            double s = (System.nanoTime() - start) * 1e-9;
            int n = 0;
            for (boolean h : hit) {
                n += h ? 1 : 0;
            }
            print("Range-of-motion map, %d against %d triangles, %d poses, %d in contact, %d threads%s: %.2f s (fingerprint %08x)",
                    bones.pelvis().triangleCount(), bones.femur().triangleCount(), hit.length, n, threads,
                    round == 0 ? ", cold" : "", s, Arrays.hashCode(hit));
        }
    }

    private void print(String format, Object... args) {
        out.println(String.format(Locale.ROOT, format, args));
    }
}
