/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.List;

/**
 * A smooth line through given points: cubic pieces whose direction in each point is that between its neighbours
 * (Catmull and Rom 1974), parabolas at the ends; through three points it is one parabola.
 */
public final class Curve {

    /** Pieces of a curve between two of its points where it is drawn or hit as a chain of straight lines. */
    private static final int PIECES = 12;

    private final double[] x;
    private final double[] y;

    /** @param points x, y, x, y ...; two points or more */
    public Curve(List<double[]> points) {
        if (points.size() < 2) {
            throw new IllegalArgumentException("a curve needs two points, not " + points.size());
        }
        x = points.stream().mapToDouble(p -> p[0]).toArray();
        y = points.stream().mapToDouble(p -> p[1]).toArray();
    }

    int segments() {
        return x.length - 1;
    }

    /**
     * The control points of a piece as a cubic of Bezier.
     *
     * @return x and y of its beginning, its two control points and its end
     */
    double[] bezier(int segment) {
        int a = segment;
        int b = segment + 1;
        return new double[] {x[a], y[a], x[a] + direction(x, a) / 3, y[a] + direction(y, a) / 3, x[b] - direction(x, b) / 3,
            y[b] - direction(y, b) / 3, x[b], y[b]};
    }

    /** Where the line goes in a point, as far as to the next; at its ends so that the last piece is a parabola. */
    private static double direction(double[] p, int i) {
        int last = p.length - 1;
        if (i > 0 && i < last) {
            return (p[i + 1] - p[i - 1]) / 2;
        }
        if (last == 1) {
            return p[1] - p[0];
        }
        return i == 0 ? 2 * (p[1] - p[0]) - direction(p, 1) : 2 * (p[last] - p[last - 1]) - direction(p, last - 1);
    }

    /** @param t from 0 at the beginning to the number of {@link #segments()} at the end */
    public double[] at(double t) {
        int s = Math.min(segments() - 1, Math.max(0, (int) Math.floor(t)));
        double u = Math.min(1, Math.max(0, t - s));
        double v = 1 - u;
        double[] b = bezier(s);
        double p = v * v * v;
        double q = 3 * v * v * u;
        double r = 3 * v * u * u;
        double w = u * u * u;
        return new double[] {p * b[0] + q * b[2] + r * b[4] + w * b[6], p * b[1] + q * b[3] + r * b[5] + w * b[7]};
    }

    /** The point in the middle of the way along the line. */
    public double[] middle() {
        double[] chain = chain();
        double length = 0;
        for (int i = 2; i < chain.length; i += 2) {
            length += Math.hypot(chain[i] - chain[i - 2], chain[i + 1] - chain[i - 1]);
        }
        double rest = length / 2;
        for (int i = 2; i < chain.length; i += 2) {
            double d = Math.hypot(chain[i] - chain[i - 2], chain[i + 1] - chain[i - 1]);
            if (d >= rest && d > 0) {
                double u = rest / d;
                return new double[] {chain[i - 2] + u * (chain[i] - chain[i - 2]), chain[i - 1] + u * (chain[i + 1] - chain[i - 1])};
            }
            rest -= d;
        }
        return new double[] {x[0], y[0]};
    }

    /** Points along the line: x, y, x, y ... */
    double[] chain() {
        int n = segments() * PIECES;
        double[] all = new double[2 * n + 2];
        for (int i = 0; i <= n; i++) {
            double[] p = at((double) i / PIECES);
            all[2 * i] = p[0];
            all[2 * i + 1] = p[1];
        }
        return all;
    }
}
