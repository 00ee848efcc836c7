/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * A hip put together from two real surfaces of different bodies, for load only: the left os coxae, and the right femur mirrored and scaled
 * isotropically until a joint space is left around its head. All in m, in the frame of the os coxae's file (z up, y medial, x backward).
 *
 * @param pelvis surface of the os coxae, its file's frame
 * @param femur surface of the femur, mirrored and scaled, in its own frame: origin at the head centre, x to the right, y forward, z up
 * @param centre of the acetabulum, pelvis frame
 * @param scale of the femur
 */
record HipBones(TriangleMesh pelvis, TriangleMesh femur, Vec3 centre, double scale) {

    /** Gap between head and acetabulum, m: cartilage on both sides. */
    private static final double JOINT_SPACE = 0.0015;
    /** The socket is not a sphere: its centre is where a ball has most room within this distance (mm) of the fitted centre. */
    private static final double REACH = 4;
    /** The sagittal plane is turned by this much (rad) about z against the file's y axis: pubis and sacro-iliac joint then lie on it. */
    private static final double PELVIS_TURN = Math.toRadians(20);
    /** Where the spheres are, roughly, in the files' mm; refined by least squares. */
    private static final double[] HEAD_SEED = {274, 357, -545, 20.5};
    private static final double[] SOCKET_SEED = {9, -132, 518, 20.9};
    /** Points within this distance (mm) of the seed sphere take part in the fit. */
    private static final double SHELL = 1.5;

    /** From axes to the right, forward and up to those of the os coxae's file. */
    private static final RigidTransform PELVIS_FROM_BODY = RigidTransform.of(new double[] {Math.sin(PELVIS_TURN), -Math.cos(PELVIS_TURN), 0,
        Math.cos(PELVIS_TURN), Math.sin(PELVIS_TURN), 0, 0, 0, 1}, Vec3.ZERO);

    static HipBones read(Path folder) throws IOException {
        TriangleMesh coxa = readObj(folder.resolve("OsCoxaeLeft.obj"));
        TriangleMesh femurRight = readObj(folder.resolve("SmoothFemurRight.obj"));
        double[] socket = fitSphere(coxa, SOCKET_SEED);
        double[] head = fitSphere(femurRight, HEAD_SEED);
        roomiest(coxa, socket);
        double scale = (socket[3] / 1000.0 - JOINT_SPACE) / (head[3] / 1000.0);
        // The mirrored femur's axes: proximal -x, anterior -z, left -y; to up z, forward y, left -x.
        RigidTransform upright = RigidTransform.of(new double[] {0, 1, 0, 0, 0, -1, -1, 0, 0}, Vec3.ZERO);
        TriangleMesh femur = femurRight.transformed(RigidTransform.translation(new Vec3(-head[0], -head[1], -head[2])))
                .mirroredZ().transformed(upright);
        return new HipBones(metres(coxa, 1), metres(femur, scale),
                new Vec3(socket[0] / 1000.0, socket[1] / 1000.0, socket[2] / 1000.0), scale);
    }

    /**
     * The femur's pose in the pelvis.
     *
     * @param flexion rad, forward
     * @param abduction rad, sideways
     * @param rotation rad, internal
     * @param offset of the head centre from the socket's, m, pelvis frame
     */
    RigidTransform pose(double flexion, double abduction, double rotation, Vec3 offset) {
        RigidTransform r = RigidTransform.rotation(Vec3.X, flexion).times(RigidTransform.rotation(Vec3.Y, abduction))
                .times(RigidTransform.rotation(Vec3.Z, -rotation));
        return PELVIS_FROM_BODY.times(r).withTranslation(centre.plus(offset));
    }

    /** Every triangle cut into four at the midpoints of its edges. */
    static TriangleMesh subdivided(TriangleMesh mesh) {
        int[] t = mesh.triangles();
        double[] v = mesh.vertices();
        Map<Long, Integer> middle = new HashMap<>();
        double[] points = Arrays.copyOf(v, v.length + 3 * t.length);
        int[] out = new int[4 * t.length];
        int n = v.length / 3;
        for (int i = 0; i < t.length; i += 3) {
            int[] m = new int[3];
            for (int k = 0; k < 3; k++) {
                int a = Math.min(t[i + k], t[i + (k + 1) % 3]);
                int b = Math.max(t[i + k], t[i + (k + 1) % 3]);
                Integer known = middle.get((long) a << 32 | b);
                if (known == null) {
                    for (int c = 0; c < 3; c++) {
                        points[3 * n + c] = 0.5 * (v[3 * a + c] + v[3 * b + c]);
                    }
                    known = n++;
                    middle.put((long) a << 32 | b, known);
                }
                m[k] = known;
            }
            int[] four = {t[i], m[0], m[2], m[0], t[i + 1], m[1], m[2], m[1], t[i + 2], m[0], m[1], m[2]};
            System.arraycopy(four, 0, out, 4 * i, 12);
        }
        return new TriangleMesh(Arrays.copyOf(points, 3 * n), out);
    }

    private static TriangleMesh metres(TriangleMesh millimetres, double factor) {
        double[] v = millimetres.vertices().clone();
        for (int i = 0; i < v.length; i++) {
            v[i] = v[i] * factor / 1000.0;
        }
        return new TriangleMesh(v, millimetres.triangles());
    }

    /** Least squares sphere through the points near the seed (x y z radius, mm), refitted until the choice of points has settled. */
    private static double[] fitSphere(TriangleMesh mesh, double[] seed) {
        double[] s = seed.clone();
        double[] v = mesh.vertices();
        for (int round = 0; round < 20; round++) {
            double[][] m = new double[4][5];
            for (int i = 0; i < v.length; i += 3) {
                double x = v[i] - seed[0];
                double y = v[i + 1] - seed[1];
                double z = v[i + 2] - seed[2];
                double d = Math.sqrt((v[i] - s[0]) * (v[i] - s[0]) + (v[i + 1] - s[1]) * (v[i + 1] - s[1])
                        + (v[i + 2] - s[2]) * (v[i + 2] - s[2]));
                if (Math.abs(d - s[3]) < SHELL) {
                    double[] row = {2 * x, 2 * y, 2 * z, 1, x * x + y * y + z * z};
                    for (int a = 0; a < 4; a++) {
                        for (int b = 0; b < 5; b++) {
                            m[a][b] += row[a] * row[b];
                        }
                    }
                }
            }
            double[] c = solve(m);
            s = new double[] {seed[0] + c[0], seed[1] + c[1], seed[2] + c[2],
                Math.sqrt(c[3] + c[0] * c[0] + c[1] * c[1] + c[2] * c[2])};
        }
        return s;
    }

    /** Moves the centre (first three numbers, mm) to where the nearest vertex is farthest, and puts that distance into the fourth. */
    private static void roomiest(TriangleMesh mesh, double[] socket) {
        double[] start = socket.clone();
        socket[3] = clearance(mesh, socket);
        for (double step = 1; step > 0.01; step *= 0.5) {
            boolean moved = true;
            while (moved) {
                moved = false;
                for (int k = 0; k < 27; k++) {
                    double[] c = {socket[0] + step * (k % 3 - 1), socket[1] + step * (k / 3 % 3 - 1), socket[2] + step * (k / 9 - 1), 0};
                    double far = Math.sqrt((c[0] - start[0]) * (c[0] - start[0]) + (c[1] - start[1]) * (c[1] - start[1])
                            + (c[2] - start[2]) * (c[2] - start[2]));
                    c[3] = clearance(mesh, c);
                    if (far <= REACH && c[3] > socket[3]) {
                        System.arraycopy(c, 0, socket, 0, 4);
                        moved = true;
                    }
                }
            }
        }
    }

    private static double clearance(TriangleMesh mesh, double[] c) {
        double[] v = mesh.vertices();
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < v.length; i += 3) {
            double x = v[i] - c[0];
            double y = v[i + 1] - c[1];
            double z = v[i + 2] - c[2];
            least = Math.min(least, x * x + y * y + z * z);
        }
        return Math.sqrt(least);
    }

    private static double[] solve(double[][] m) {
        int n = m.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (j != i) {
                    double f = m[j][i] / m[i][i];
                    for (int k = i; k <= n; k++) {
                        m[j][k] -= f * m[i][k];
                    }
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = m[i][n] / m[i][i];
        }
        return x;
    }

    /** Vertices and triangles of an OBJ file; the rest is passed over. */
    private static TriangleMesh readObj(Path file) throws IOException {
        double[] v = new double[1 << 16];
        int[] t = new int[1 << 16];
        int nv = 0;
        int nt = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (line.startsWith("v ") || line.startsWith("f ")) {
                StringTokenizer words = new StringTokenizer(line.substring(2));
                for (int k = 0; k < 3; k++) {
                    String word = words.nextToken();
                    if (line.charAt(0) == 'v') {
                        v = nv == v.length ? Arrays.copyOf(v, 2 * nv) : v;
                        v[nv++] = Double.parseDouble(word);
                    } else {
                        t = nt == t.length ? Arrays.copyOf(t, 2 * nt) : t;
                        int slash = word.indexOf('/');
                        t[nt++] = Integer.parseInt(slash < 0 ? word : word.substring(0, slash)) - 1;
                    }
                }
            }
        }
        return new TriangleMesh(Arrays.copyOf(v, nv), Arrays.copyOf(t, nt));
    }
}
