/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

/**
 * Motions of a rigid body and loads on it by six coordinates in one frame: a motion is the velocity of its point in the origin (0 to 2, m)
 * and a turn (3 to 5, rad), a load is the force (N) and the moment about the origin (N.m).
 */
public final class Screw {

    private Screw() {
    }

    /**
     * Coordinate i, 0 to 2, of the velocity of a point of the body, m, for a unit motion.
     *
     * @param motion 0 to 5
     * @param px the point, m
     */
    public static double velocity(int motion, int i, double px, double py, double pz) {
        if (motion < 3) {
            return motion == i ? 1 : 0;
        }
        int r = motion - 3;
        return r == i ? 0 : switch (3 * r + i) {
            // w x p for w along r
            case 1 -> -pz;
            case 2 -> py;
            case 3 -> pz;
            case 5 -> -px;
            case 6 -> -py;
            default -> px;
        };
    }

    /**
     * Adds a force through a point to a load.
     *
     * @param load takes it, six coordinates
     * @param px the point, m
     * @param fx the force, N
     */
    public static void addForce(double[] load, double px, double py, double pz, double fx, double fy, double fz) {
        load[0] += fx;
        load[1] += fy;
        load[2] += fz;
        load[3] += py * fz - pz * fy;
        load[4] += pz * fx - px * fz;
        load[5] += px * fy - py * fx;
    }
}
