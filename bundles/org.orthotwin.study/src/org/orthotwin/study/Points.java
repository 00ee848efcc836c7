/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/**
 * The points of a design in the unit cube, one probability for each input. A point is made when it is asked for, from its number and the
 * seed alone. Safe for threads.
 *
 * <p>Latin hypercube: McKay, Beckman, Conover (1979), Technometrics 21:239-245; its rank correlations brought near zero after Iman and
 * Conover (1982), Commun. Stat. B 11:311-334, on ranks themselves. Sobol's sequence: direction numbers of Joe and Kuo (2008), SIAM J. Sci.
 * Comput. 30:2635-2654, as in Commons Math, without its first point, the corner; a random digital shift. Saltelli's design: Saltelli et
 * al. (2010), Comput. Phys. Commun. 181:259-270, on one sequence of twice as many dimensions.
 */
public abstract class Points {

    /** Most inputs of the sequence. */
    static final int SOBOL_DIMENSIONS = 1000;
    /** Probabilities at which an input stands alone in a one-at-a-time study. */
    static final double LOW = 0.05;
    static final double HIGH = 0.95;

    /** Ranks follow scores only nearly: what is left of a correlation is less after each pass. */
    private static final int PASSES = 3;

    private static final int POINTS = 1;
    private static final int ORDER = 2;
    private static final int SHIFT = 3;

    private final int dimensions;
    private final long size;

    private Points(int dimensions, long size) {
        this.dimensions = dimensions;
        this.size = size;
    }

    /**
     * @param dimensions number of inputs, at least 1
     * @param samples as asked for; of Saltelli's design in each of its dimensions + 2 sets, of no meaning for one-at-a-time
     * @throws org.orthotwin.core.InputException for more inputs than the design takes
     */
    static Points of(Design design, int dimensions, int samples, long seed) {
        return switch (design) {
            case MONTE_CARLO -> monteCarlo(dimensions, samples, seed);
            case LATIN_HYPERCUBE -> latinHypercube(dimensions, samples, seed);
            case SOBOL -> new Sequence(dimensions, samples, seed);
            case SENSITIVITY -> saltelli(dimensions, samples, seed);
            case ONE_AT_A_TIME -> oneAtATime(dimensions);
        };
    }

    /** How many there are. */
    final long size() {
        return size;
    }

    final int dimensions() {
        return dimensions;
    }

    /** One of them; each coordinate in (0, 1). */
    abstract double[] at(long index);

    private static Points monteCarlo(int dimensions, int samples, long seed) {
        return new Points(dimensions, samples) {
            @Override
            double[] at(long index) {
                double[] u = new double[dimensions];
                Arrays.setAll(u, k -> Philox.uniform(seed, POINTS, index, k));
                return u;
            }
        };
    }

    private static Points latinHypercube(int dimensions, int samples, long seed) {
        int[][] slices = new int[dimensions][];
        Arrays.setAll(slices, k -> order(seed, k, samples));
        // one column more than inputs would leave nothing to turn
        int[][] chosen = slices;
        for (int pass = 0; pass < PASSES && samples > dimensions + 1 && dimensions > 1; pass++) {
            chosen = uncorrelated(chosen, samples);
        }
        int[][] order = chosen;
        return new Points(dimensions, samples) {
            @Override
            double[] at(long index) {
                double[] u = new double[dimensions];
                Arrays.setAll(u, k -> (order[k][(int) index] + Philox.uniform(seed, POINTS, index, k)) / samples);
                return u;
            }
        };
    }

    /** A random order of 0 to n - 1. */
    private static int[] order(long seed, int dimension, int n) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = (int) (Philox.uniform(seed, ORDER, i, dimension) * (i + 1));
            int t = order[i];
            order[i] = order[j];
            order[j] = t;
        }
        return order;
    }

    /** Orders with the ranks of orders that were made uncorrelated as they are: each column keeps its slices. */
    private static int[][] uncorrelated(int[][] slices, int n) {
        double[][] scores = new double[n][slices.length];
        for (int k = 0; k < slices.length; k++) {
            for (int i = 0; i < n; i++) {
                scores[i][k] = slices[k][i] - 0.5 * (n - 1);
            }
        }
        RealMatrix m = new Array2DRowRealMatrix(scores, false);
        RealMatrix correlation = new PearsonsCorrelation(m).getCorrelationMatrix();
        RealMatrix root = new CholeskyDecomposition(correlation, 1e-9, 1e-12).getLT();
        RealMatrix turned = m.multiply(new LUDecomposition(root).getSolver().getInverse());
        int[][] ranks = new int[slices.length][n];
        for (int k = 0; k < slices.length; k++) {
            double[] column = turned.getColumn(k);
            int[] byValue = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble((Integer i) -> column[i])).mapToInt(i -> i)
                    .toArray();
            for (int rank = 0; rank < n; rank++) {
                ranks[k][byValue[rank]] = rank;
            }
        }
        return ranks;
    }

    /** Sobol's sequence from its second point on. */
    private static final class Sequence extends Points {

        private static final double SCALE = 0x1p52;
        private final SobolSequenceGenerator generator;
        private final long[] shift;

        Sequence(int dimensions, int samples, long seed) {
            super(dimensions, samples);
            if (dimensions > SOBOL_DIMENSIONS) {
                throw Texts.refuse("design.dimensions", dimensions, SOBOL_DIMENSIONS);
            }
            generator = new SobolSequenceGenerator(dimensions);
            shift = new long[dimensions];
            Arrays.setAll(shift, k -> Philox.bits(seed, SHIFT, 0, k));
        }

        @Override
        synchronized double[] at(long index) {
            double[] u = generator.skipTo(Math.toIntExact(index + 1));
            for (int k = 0; k < u.length; k++) {
                u[k] = (((long) (u[k] * SCALE) ^ shift[k]) + 0.5) / SCALE;
            }
            return u;
        }
    }

    /** Blocks of a point of each of two sets A and B, and of A with one input after the other from B. */
    private static Points saltelli(int dimensions, int samples, long seed) {
        if (2 * dimensions > SOBOL_DIMENSIONS) {
            throw Texts.refuse("design.dimensions", dimensions, SOBOL_DIMENSIONS / 2);
        }
        Points both = new Sequence(2 * dimensions, samples, seed);
        int block = dimensions + 2;
        return new Points(dimensions, (long) samples * block) {
            @Override
            double[] at(long index) {
                double[] ab = both.at(index / block);
                int set = (int) (index % block);
                double[] u = Arrays.copyOfRange(ab, set == 1 ? dimensions : 0, set == 1 ? 2 * dimensions : dimensions);
                if (set > 1) {
                    u[set - 2] = ab[dimensions + set - 2];
                }
                return u;
            }
        };
    }

    /** All at their median, then each of them low and high. */
    private static Points oneAtATime(int dimensions) {
        return new Points(dimensions, 2L * dimensions + 1) {
            @Override
            double[] at(long index) {
                double[] u = new double[dimensions];
                Arrays.fill(u, 0.5);
                if (index > 0) {
                    u[(int) ((index - 1) / 2)] = index % 2 == 1 ? LOW : HIGH;
                }
                return u;
            }
        };
    }
}
