/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

/**
 * The curves that OpenSim's Millard2012EquilibriumMuscle had in August 2012, of when its results of static optimisation are: a shoulder
 * of half a sarcomere (0.0259) in the active curve, velocities of one corner to either side. By the same Bezier pieces as today's.
 */
final class EarlierMillardCurves {

    private static final double HALF = 0.0259;
    private static final double[][] ACTIVE = active(0.47 - HALF, 0.6259, 1.57 + HALF, 0.8616, 0.01);
    private static final double[][] VELOCITY = {{-1, 0, 0.1}, {0, 1, 5}, {1, 1.8, 0.1}};

    private EarlierMillardCurves() {
    }

    private static double[][] active(double shortest, double transition, double longest, double shallow, double least) {
        double plateau = 1 - HALF;
        double steepEnd = 1 - shallow * (plateau - transition);
        double foot = shortest + HALF;
        double fall = (least - 1) / (longest - HALF - (1 + HALF));
        return new double[][] {{shortest, least, 0},
            {foot + 0.5 * (transition - foot), 0.5 * (least + steepEnd), (steepEnd - least) / (transition - foot)},
            {0.5 * (transition + plateau), 0.5 * (1 + steepEnd), shallow}, {1, 1, 0},
            {0.5 * (1 + HALF + longest - HALF), 0.5 * (1 + least), fall}, {longest, least, 0}};
    }

    static double activeForceLength(double length) {
        return value(ACTIVE, length, 0.9);
    }

    static double forceVelocity(double velocity) {
        return value(VELOCITY, velocity, velocity < 0 ? 0.1 + 0.8 * 0.4 : 0.1 + 0.8 * 0.9);
    }

    /** Within the corners: x, y and slope of each. */
    private static double value(double[][] corners, double at, double bend) {
        int i = 0;
        while (at > corners[i + 1][0]) {
            i++;
        }
        double[] a = corners[i];
        double[] b = corners[i + 1];
        double cx = (b[1] - a[1] - b[0] * b[2] + a[0] * a[2]) / (a[2] - b[2]);
        double cy = (cx - b[0]) * b[2] + b[1];
        double low = 0;
        double high = 1;
        for (int k = 0; k < 60; k++) {
            double u = 0.5 * (low + high);
            if (bezier(a[0], b[0], cx, bend, u) < at) {
                low = u;
            } else {
                high = u;
            }
        }
        return bezier(a[1], b[1], cy, bend, low);
    }

    private static double bezier(double a, double b, double corner, double bend, double u) {
        double v = 1 - u;
        double near = a + bend * (corner - a);
        double far = b + bend * (corner - b);
        return a * Math.pow(v, 5) + near * (5 * u * Math.pow(v, 4) + 10 * u * u * Math.pow(v, 3)) + far * (10 * Math.pow(u, 3) * v * v
                + 5 * Math.pow(u, 4) * v) + b * Math.pow(u, 5);
    }
}
