/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import java.util.Arrays;
import java.util.List;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * Round tubes along lines as one surface. Rings are carried along a line without a twist of their own (J Bloomenthal 1990, Graphics Gems,
 * 567-571); at a bend they stand across its middle. Immutable.
 */
public final class Tubes {

    private static final int SIDES = 10;

    private final Surface surface;
    private final int[] vertices;

    private Tubes(Surface surface, int[] vertices) {
        this.surface = surface;
        this.vertices = vertices;
    }

    /**
     * @param lines of each x y z of two points or more, m
     * @param radius m
     */
    public static Tubes of(List<double[]> lines, double radius) {
        int[] count = lines.stream().mapToInt(l -> SIDES * (l.length / 3)).toArray();
        double[] v = new double[3 * Arrays.stream(count).sum()];
        int[] t = new int[3 * lines.stream().mapToInt(l -> 2 * SIDES * (l.length / 3 - 1) + 2 * (SIDES - 2)).sum()];
        int ring = 0;
        int n = 0;
        for (double[] line : lines) {
            int points = line.length / 3;
            Vec3 across = null;
            for (int i = 0; i < points; i++, ring += SIDES) {
                Vec3 at = Vec3.of(line, 3 * i);
                Vec3 before = i == 0 ? Vec3.ZERO : direction(line, i - 1);
                Vec3 after = i == points - 1 ? Vec3.ZERO : direction(line, i);
                Vec3 along = before.plus(after);
                along = along.norm() > 1e-9 ? along.normalized() : after.norm() > 0 ? after : Vec3.X;
                Vec3 u = across == null ? along.anyOrthogonal() : across.minus(along.times(across.dot(along)));
                u = u.norm() > 1e-9 ? u.normalized() : along.anyOrthogonal();
                across = u;
                Vec3 w = along.cross(u);
                for (int k = 0; k < SIDES; k++) {
                    double a = 2 * Math.PI * k / SIDES;
                    Vec3 p = at.plus(u.times(radius * StrictMath.cos(a))).plus(w.times(radius * StrictMath.sin(a)));
                    System.arraycopy(p.toArray(), 0, v, 3 * (ring + k), 3);
                    if (i > 0) {
                        int b = ring - SIDES;
                        int next = (k + 1) % SIDES;
                        n = triangle(t, n, b + k, b + next, ring + next);
                        n = triangle(t, n, b + k, ring + next, ring + k);
                    }
                }
                for (int k = 2; k < SIDES && (i == 0 || i == points - 1); k++) {
                    n = i == 0 ? triangle(t, n, ring, ring + k, ring + k - 1) : triangle(t, n, ring, ring + k - 1, ring + k);
                }
            }
        }
        return new Tubes(Surface.of(new TriangleMesh(v, t)), count);
    }

    private static Vec3 direction(double[] line, int i) {
        Vec3 d = Vec3.of(line, 3 * i + 3).minus(Vec3.of(line, 3 * i));
        return d.norm() > 0 ? d.normalized() : Vec3.ZERO;
    }

    private static int triangle(int[] t, int n, int a, int b, int c) {
        t[n] = a;
        t[n + 1] = b;
        t[n + 2] = c;
        return n + 3;
    }

    public Surface surface() {
        return surface;
    }

    /** A value of each line on the surface's vertices. */
    public double[] onVertices(double[] ofLines) {
        double[] all = new double[Arrays.stream(vertices).sum()];
        int at = 0;
        for (int i = 0; i < vertices.length; i++) {
            Arrays.fill(all, at, at + vertices[i], ofLines[i]);
            at += vertices[i];
        }
        return all;
    }

    /** The line to whose tube a triangle belongs. */
    public int lineOf(int triangle) {
        int end = 0;
        for (int i = 0; i < vertices.length; i++) {
            end += 2 * (vertices[i] - SIDES) + 2 * (SIDES - 2);
            if (triangle < end) {
                return i;
            }
        }
        throw new IndexOutOfBoundsException("triangle " + triangle + " of " + end);
    }
}
