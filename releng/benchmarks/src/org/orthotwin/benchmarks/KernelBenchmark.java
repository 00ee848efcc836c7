/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresBuilder;
import org.apache.commons.math3.fitting.leastsquares.LeastSquaresProblem;
import org.apache.commons.math3.fitting.leastsquares.LevenbergMarquardtOptimizer;
import org.apache.commons.math3.fitting.leastsquares.MultivariateJacobianFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.util.Pair;
import org.orthotwin.followup.estimation.EstimationKernels;
import org.orthotwin.geometry.GeometryKernels;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.multibody.InverseKinematics;
import org.orthotwin.multibody.Marker;
import org.orthotwin.multibody.MultibodyKernels;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.Posture;
import org.orthotwin.synthesis.internal.ScatteredSurface;

/**
 * The product's own dense kernels against Commons Math, which it has as a library, on one thread: each pair must give the same answer, then
 * they take turns. Time is the thread's own, which leaves out the collector of garbage, of which Commons Math makes more. The product has
 * no sparse matrices but the zeros between branches of a mass matrix, and Commons Math no quadratic programs with bounds: neither has a
 * peer here. {@code measure MODEL table|check}.
 */
final class KernelBenchmark {

    private static final int TURNS = 4;
    /** s: of one turn; the clock of a thread counts ns. */
    private static final double TURN = 0.02;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static boolean good = true;
    /** What nobody may leave out. */
    private static double sink;

    /** Something that gives numbers. */
    private interface Kernel {
        double[] run();
    }

    private KernelBenchmark() {
    }

    public static void main(String[] args) throws IOException {
        System.out.println("dense kernels against Commons Math, processor time of one thread");
        MultibodyModel body = MultibodyBenchmark.hingedBody(args[1]);
        double[] q = body.defaults();
        Random random = new Random(11);
        for (int c = 0; c < q.length; c++) {
            q[c] += 0.2 * random.nextGaussian();
        }
        masses(body, q, random);
        covariances(6, new double[] {0.8, 1.4, 1.4}, random);
        covariances(40, new double[] {0.9, 1.2, 1.8}, random);
        axes(random);
        markers(body, q, random);
        sphere(random);
        scattered(random);
        if (!good) {
            System.out.println("  FAILED: slower than Commons Math, or not the same numbers");
        }
        System.exit(good || !args[2].equals("check") ? 0 : 1);
    }

    private static void masses(MultibodyModel body, double[] q, Random random) {
        double[][] m = full(MultibodyKernels.masses(new Posture(body).at(q)));
        double[] b = random.doubles(m.length).toArray();
        double[][] work = new double[m.length][m.length];
        compare("solve with the masses of a body, " + m.length, 1e-9, 1.6, () -> {
            for (int i = 0; i < m.length; i++) {
                System.arraycopy(m[i], 0, work[i], 0, m.length);
            }
            double[] x = b.clone();
            MultibodyKernels.solve(work, x);
            return x;
        }, () -> new CholeskyDecomposition(new Array2DRowRealMatrix(m, false)).getSolver().solve(new ArrayRealVector(b, false)).toArray());
    }

    private static double[][] full(double[][] lower) {
        for (int i = 0; i < lower.length; i++) {
            for (int j = 0; j < i; j++) {
                lower[j][i] = lower[i][j];
            }
        }
        return lower;
    }

    private static void covariances(int n, double[] least, Random random) {
        double[][] r = new double[n][n];
        for (double[] row : r) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
        double[][] identity = new double[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        double[][] p = EstimationKernels.sandwich(r, identity);
        for (int i = 0; i < n; i++) {
            p[i][i] += 1;
        }
        double[] b = random.doubles(n).toArray();
        RealMatrix a = new Array2DRowRealMatrix(p, false);
        RealMatrix f = new Array2DRowRealMatrix(r, false);
        compare("solve with a covariance, " + n, 1e-9, least[0], () -> {
            double[] x = b.clone();
            EstimationKernels.solve(p, x);
            return x;
        }, () -> new CholeskyDecomposition(a).getSolver().solve(new ArrayRealVector(b, false)).toArray());
        compare("inverse of a covariance, " + n, 1e-9, least[1], () -> flat(EstimationKernels.inverse(p)),
                () -> flat(new CholeskyDecomposition(a).getSolver().getInverse().getData()));
        compare("F P F' of a filter, " + n, 1e-12, least[2], () -> flat(EstimationKernels.sandwich(r, p)),
                () -> flat(f.multiply(a).multiply(f.transpose()).getData()));
    }

    private static double[] flat(double[][] a) {
        double[] all = new double[a.length * a[0].length];
        for (int i = 0; i < a.length; i++) {
            System.arraycopy(a[i], 0, all, i * a[0].length, a[0].length);
        }
        return all;
    }

    private static void axes(Random random) {
        double[] v = random.doubles(6).toArray();
        double[] m = {v[0] + 2, v[3], v[4], v[1] + 1, v[5], v[2]};
        double[] work = new double[6];
        // the sign of an axis is nobody's
        compare("principal axes, 3 x 3", 1e-8, 3, () -> {
            System.arraycopy(m, 0, work, 0, 6);
            double[] axes = new double[9];
            GeometryKernels.axes(work, axes);
            return unsigned(axes);
        }, () -> {
            EigenDecomposition e = new EigenDecomposition(
                    new Array2DRowRealMatrix(new double[][] {{m[0], m[1], m[2]}, {m[1], m[3], m[4]}, {m[2], m[4], m[5]}}, false));
            double[] axes = new double[9];
            for (int i = 0; i < 3; i++) {
                System.arraycopy(e.getEigenvector(i).toArray(), 0, axes, 3 * i, 3);
            }
            return unsigned(axes);
        });
    }

    private static double[] unsigned(double[] axes) {
        for (int i = 0; i < axes.length; i++) {
            axes[i] = Math.abs(axes[i]);
        }
        return axes;
    }

    /** The posture that comes nearest to markers, from the default one. */
    private static void markers(MultibodyModel body, double[] q, Random random) {
        int n = q.length;
        int m = body.markers().size();
        Posture posture = new Posture(body).at(q);
        Vec3[] seen = body.markers().stream().map(x -> posture.point(x.segment(), x.position())
                .plus(new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()).times(0.003))).toArray(Vec3[]::new);
        double[] weights = new double[m];
        Arrays.fill(weights, 1);
        InverseKinematics search = new InverseKinematics(body, IntStream.range(0, m).toArray(), weights, null, null);
        double[] target = new double[3 * m];
        for (int i = 0; i < m; i++) {
            System.arraycopy(seen[i].toArray(), 0, target, 3 * i, 3);
        }
        Vec3[] along = {Vec3.X, Vec3.Y, Vec3.Z};
        MultivariateJacobianFunction model = x -> {
            posture.at(x.toArray());
            double[] value = new double[3 * m];
            double[][] jacobian = new double[3 * m][n];
            for (int i = 0; i < m; i++) {
                Marker marker = body.markers().get(i);
                Vec3 p = posture.point(marker.segment(), marker.position());
                System.arraycopy(p.toArray(), 0, value, 3 * i, 3);
                for (int k = 0; k < 3; k++) {
                    posture.sensitivity(marker.segment(), p, along[k], 1, jacobian[3 * i + k]);
                }
            }
            return Pair.create(new ArrayRealVector(value, false), new Array2DRowRealMatrix(jacobian, false));
        };
        LeastSquaresProblem problem = new LeastSquaresBuilder().model(model).target(target).start(body.defaults())
                .maxEvaluations(1000).maxIterations(1000).build();
        compare("posture by " + m + " markers, " + n, 1e-5, 3.5, () -> search.fit(body.defaults(), seen).coordinates(),
                () -> new LevenbergMarquardtOptimizer().optimize(problem).getPoint().toArray());
    }

    /** The sphere nearest to points of a cap, as of a femoral head. */
    private static void sphere(Random random) {
        int n = 1000;
        double[] points = new double[3 * n];
        for (int i = 0; i < points.length; i += 3) {
            Vec3 d = new Vec3(random.nextGaussian(), random.nextGaussian(), 1.5 + random.nextGaussian()).normalized();
            System.arraycopy(d.times(0.024 + 3e-4 * random.nextGaussian()).plus(new Vec3(0.1, 0.2, -0.3)).toArray(), 0, points, i, 3);
        }
        MultivariateJacobianFunction model = x -> {
            double[] value = new double[n];
            double[][] jacobian = new double[n][4];
            for (int i = 0; i < n; i++) {
                double dx = x.getEntry(0) - points[3 * i];
                double dy = x.getEntry(1) - points[3 * i + 1];
                double dz = x.getEntry(2) - points[3 * i + 2];
                double d = Math.sqrt(dx * dx + dy * dy + dz * dz);
                value[i] = d - x.getEntry(3);
                jacobian[i][0] = dx / d;
                jacobian[i][1] = dy / d;
                jacobian[i][2] = dz / d;
                jacobian[i][3] = -1;
            }
            return Pair.create(new ArrayRealVector(value, false), new Array2DRowRealMatrix(jacobian, false));
        };
        double[] start = new double[4];
        for (int i = 0; i < points.length; i++) {
            start[i % 3] += points[i] / n;
        }
        start[3] = 0.03;
        LeastSquaresProblem problem = new LeastSquaresBuilder().model(model).target(new double[n]).start(start).maxEvaluations(1000)
                .maxIterations(1000).build();
        compare("sphere by " + n + " points", 1e-7, 1.7, () -> {
            SphereFit f = SphereFit.of(points);
            return new double[] {f.center().x(), f.center().y(), f.center().z(), f.radius()};
        }, () -> new LevenbergMarquardtOptimizer().optimize(problem).getPoint().toArray());
    }

    /** A surface through scattered heights: cubes of distances and a plane. */
    private static void scattered(Random random) {
        int n = 60;
        double[][] points = new double[n][];
        Arrays.setAll(points, i -> new double[] {0.1 * random.nextDouble(), 0.1 * random.nextDouble(), 0.01 * random.nextGaussian()});
        compare("surface through " + n + " points", 1e-9, 1.3, () -> {
            ScatteredSurface s = new ScatteredSurface(points);
            return new double[] {s.at(0.05, 0.05)};
        }, () -> {
            double[][] a = new double[n + 3][n + 3];
            double[] b = new double[n + 3];
            for (int i = 0; i < n; i++) {
                double[] plane = {1, points[i][0], points[i][1]};
                for (int j = 0; j < n; j++) {
                    a[i][j] = cube(points[i][0] - points[j][0], points[i][1] - points[j][1]);
                }
                for (int k = 0; k < 3; k++) {
                    a[i][n + k] = plane[k];
                    a[n + k][i] = plane[k];
                }
                b[i] = points[i][2];
            }
            double[] w = new LUDecomposition(new Array2DRowRealMatrix(a, false)).getSolver().solve(new ArrayRealVector(b, false)).toArray();
            double s = w[n] + w[n + 1] * 0.05 + w[n + 2] * 0.05;
            for (int i = 0; i < n; i++) {
                s += w[i] * cube(0.05 - points[i][0], 0.05 - points[i][1]);
            }
            return new double[] {s};
        });
    }

    private static double cube(double dx, double dy) {
        double r2 = dx * dx + dy * dy;
        return 1e3 * r2 * Math.sqrt(r2);
    }

    private static void compare(String title, double tolerance, double least, Kernel ours, Kernel theirs) {
        double[] a = ours.run();
        double[] b = theirs.run();
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            worst = Math.max(worst, Double.isNaN(a[i] - b[i]) ? Double.POSITIVE_INFINITY : Math.abs(a[i] - b[i]));
            largest = Math.max(largest, Math.abs(b[i]));
        }
        boolean same = worst <= tolerance * largest;
        double mine = Double.POSITIVE_INFINITY;
        double other = Double.POSITIVE_INFINITY;
        time(ours, 4 * TURN);
        time(theirs, 4 * TURN);
        for (int turn = 0; turn < TURNS; turn++) {
            mine = Math.min(mine, time(ours, TURN));
            other = Math.min(other, time(theirs, TURN));
        }
        System.out.print(String.format(Locale.ROOT,
                "  %-38s ours %9.3f us, Commons Math %9.3f us, ratio %.2f (at least %.1f), difference %.0e%s%n", title, 1e6 * mine,
                1e6 * other, other / mine, least, worst / largest, same ? "" : " NOT THE SAME"));
        good &= same && other / mine >= least;
    }

    /** Processor seconds of one run. */
    private static double time(Kernel k, double seconds) {
        long start = THREADS.getCurrentThreadCpuTime();
        int runs = 0;
        int batch = 1;
        double taken;
        do {
            for (int i = 0; i < batch; i++) {
                sink += k.run()[0];
            }
            runs += batch;
            taken = 1e-9 * (THREADS.getCurrentThreadCpuTime() - start);
            // the clock itself takes a microsecond
            batch = taken < 0.1 * seconds ? 2 * batch : batch;
        } while (taken < seconds);
        return taken / runs;
    }
}
