/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.util.Arrays;
import java.util.function.Function;

/** Gives each distinct point one number; equal means equal in every coordinate, without a tolerance. */
final class ExactWeld {

    private final MeshBuilder mesh;
    private double[] points = new double[3 * 1024];
    private int[] slots = new int[4096];
    private int size;

    ExactWeld(MeshBuilder mesh) {
        this.mesh = mesh;
        Arrays.fill(slots, -1);
    }

    /** The number of the point in the builder, where it is added if it is new. Coordinates as in the file. */
    int vertex(double x, double y, double z, Function<String, MeshFormatException> fail) {
        // -0 and 0 are one place
        double px = x + 0.0;
        double py = y + 0.0;
        double pz = z + 0.0;
        int i = hash(px, py, pz) & slots.length - 1;
        while (slots[i] >= 0) {
            int k = 3 * slots[i];
            if (points[k] == px && points[k + 1] == py && points[k + 2] == pz) {
                return slots[i];
            }
            i = i + 1 & slots.length - 1;
        }
        mesh.vertex(px, py, pz, fail);
        if (3 * size + 3 > points.length) {
            points = Arrays.copyOf(points, 2 * points.length);
        }
        points[3 * size] = px;
        points[3 * size + 1] = py;
        points[3 * size + 2] = pz;
        slots[i] = size++;
        if (2 * size > slots.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, -1);
        for (int n = 0; n < size; n++) {
            int i = hash(points[3 * n], points[3 * n + 1], points[3 * n + 2]) & slots.length - 1;
            while (slots[i] >= 0) {
                i = i + 1 & slots.length - 1;
            }
            slots[i] = n;
        }
    }

    private static int hash(double x, double y, double z) {
        long h = Double.doubleToLongBits(x) * 0x9E3779B97F4A7C15L;
        h = (h ^ h >>> 29 ^ Double.doubleToLongBits(y)) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 32 ^ Double.doubleToLongBits(z)) * 0x94D049BB133111EBL;
        return (int) (h ^ h >>> 31);
    }
}
