/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import java.util.Arrays;

/**
 * Draws one square of a {@link Frame} at a time; the workspace of one thread. First the nearest opaque triangle of each sample, then a
 * list of translucent fragments for each sample, then light, ink and mixing, and the mean over each pixel.
 */
final class Tile {

    private static final int NONE = -1;
    private static final float ON_TOP = Float.MAX_VALUE;
    /** Cosine between the normals of two samples below which an edge is inked. */
    private static final float CREASE_FROM = 0.86f;
    private static final float CREASE_TO = 0.55f;
    /** Ink on a translucent surface, as a share of that on an opaque one. */
    private static final float VEIL_INK = 0.55f;
    /** Triangles of one pixel whose light is kept for its other samples; further ones are lit for each sample. */
    private static final int KEPT = 16;

    private final Frame f;
    private final int side;
    /** Upper left sample of the square with its rim. */
    private int ox;
    private int oy;
    /** Nearness of the nearest opaque surface, and who it is: a triangle, or {@code triangleCount + part} for a section. */
    final float[] w;
    final int[] id;
    final float[] normal;
    /** The same for the nearest translucent surface in front of it, which gets ink too. */
    private final float[] veilW;
    private final int[] veilId;
    private final short[] inside;
    private final int[] head;
    private int fragments;
    private int[] fNext = new int[4096];
    private int[] fId = new int[4096];
    private float[] fW = new float[4096];
    private float[] fAlpha = new float[4096];
    private int[] order = new int[64];
    private final float[] rgb = new float[3];
    private final float[] back = new float[3];
    private final float[] n = new float[3];
    private final double[] p = new double[3];
    private final double[] bary = new double[3];
    /** Between normal and view, of the surface lit last. */
    private float cosine;
    /** Who has been lit in this pixel, with red, green, blue and the opacity: a triangle is lit once in a pixel, as graphics cards do. */
    private final int[] litId = new int[KEPT];
    private final float[] litLight = new float[4 * KEPT];
    private int lit;
    private float litAlpha;

    Tile(Frame frame) {
        f = frame;
        side = f.tileSize + 2 * f.guard;
        w = new float[side * side];
        id = new int[side * side];
        normal = new float[3 * side * side];
        inside = new short[side * side];
        veilW = new float[side * side];
        veilId = new int[side * side];
        head = new int[side * side];
    }

    int side() {
        return side;
    }

    /** Draws tile {@code index} into the picture. */
    void draw(int index, int[] argb) {
        scan(index, true);
        int s = f.s;
        int g = f.guard;
        int pixels = f.tileSize / s;
        int px0 = (ox + g) / s;
        int py0 = (oy + g) / s;
        int pw = f.options.width();
        int ph = f.options.height();
        float share = 1f / (s * s);
        for (int y = 0; y < pixels && py0 + y < ph; y++) {
            background(py0 + y);
            for (int x = 0; x < pixels && px0 + x < pw; x++) {
                float r = 0;
                float gr = 0;
                float b = 0;
                lit = 0;
                for (int j = 0; j < s; j++) {
                    for (int i = 0; i < s; i++) {
                        resolve(g + x * s + i, g + y * s + j);
                        r += rgb[0];
                        gr += rgb[1];
                        b += rgb[2];
                    }
                }
                argb[(py0 + y) * pw + px0 + x] = Srgb.encode(r * share, gr * share, b * share);
            }
        }
    }

    private void background(int row) {
        float t = (row + 0.5f) / f.options.height();
        for (int k = 0; k < 3; k++) {
            float a = Srgb.linear(f.options.backgroundTop() >> 16 - 8 * k & 255);
            float b = Srgb.linear(f.options.backgroundBottom() >> 16 - 8 * k & 255);
            back[k] = a + t * (b - a);
        }
    }

    /** Finds what each sample of a tile sees, with the normals of what is opaque. */
    void scan(int index, boolean translucent) {
        ox = index % f.tilesX * f.tileSize - f.guard;
        oy = index / f.tilesX * f.tileSize - f.guard;
        Arrays.fill(w, Float.NEGATIVE_INFINITY);
        Arrays.fill(id, NONE);
        Arrays.fill(head, NONE);
        Arrays.fill(veilW, Float.NEGATIVE_INFINITY);
        Arrays.fill(veilId, NONE);
        fragments = 0;
        parts(index, true);
        if (translucent) {
            parts(index, false);
            for (int i = 0; i < f.strokes.length; i++) {
                stroke(i);
            }
        }
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int k = y * side + x;
                if (id[k] == NONE) {
                    continue;
                }
                // the samples of a pixel that see one triangle share the normal that the first of them finds
                int column = (x + side * f.s - f.guard) % f.s;
                int row = (y + side * f.s - f.guard) % f.s;
                int same = column > 0 && x > 0 && id[k - 1] == id[k] ? k - 1 : row > 0 && y > 0 && id[k - side] == id[k] ? k - side : NONE;
                if (same != NONE) {
                    System.arraycopy(normal, 3 * same, normal, 3 * k, 3);
                } else {
                    surface(id[k], x, y, w[k]);
                    normal[3 * k] = n[0];
                    normal[3 * k + 1] = n[1];
                    normal[3 * k + 2] = n[2];
                }
            }
        }
    }

    private void parts(int index, boolean opaque) {
        int end = f.binStart[index + 1];
        int i = f.binStart[index];
        while (i < end) {
            int k = f.partOf(f.binned[i]);
            Frame.Part part = f.parts[k];
            int last = part.firstTriangle + part.triangles.length / 3;
            if (part.opaque != opaque || part.material.opacity() == 0) {
                while (i < end && f.binned[i] < last) {
                    i++;
                }
                continue;
            }
            boolean cut = part.clipped && f.planes.length > 0;
            if (cut) {
                Arrays.fill(inside, (short) 0);
            }
            for (; i < end && f.binned[i] < last; i++) {
                triangle(part, f.binned[i], cut);
            }
            if (cut) {
                section(k, part);
            }
        }
    }

    private void triangle(Frame.Part part, int global, boolean cut) {
        int t = 3 * (global - part.firstTriangle);
        int a = part.firstVertex + part.triangles[t];
        int b = part.firstVertex + part.triangles[t + 1];
        int c = part.firstVertex + part.triangles[t + 2];
        if (f.behind(a) || f.behind(b) || f.behind(c)) {
            nearClipped(part, global, t, cut);
        } else {
            fill(part, global, cut, f.sx[a], f.sy[a], f.sw[a], f.sx[b], f.sy[b], f.sw[b], f.sx[c], f.sy[c], f.sw[c]);
        }
    }

    /** A triangle that reaches behind the eye: the one or two triangles that are left of it in front. */
    private void nearClipped(Frame.Part part, int global, int t, boolean cut) {
        double[][] q = new double[3][3];
        for (int k = 0; k < 3; k++) {
            int v = 3 * part.triangles[t + k];
            for (int r = 0; r < 3; r++) {
                double[] m = part.m;
                double[] u = part.vertices;
                q[k][r] = m[4 * r] * u[v] + m[4 * r + 1] * u[v + 1] + m[4 * r + 2] * u[v + 2] + m[4 * r + 3];
            }
        }
        int[] x = new int[4];
        int[] y = new int[4];
        float[] z = new float[4];
        int count = 0;
        for (int k = 0; k < 3; k++) {
            double[] u = q[k];
            double[] v = q[(k + 1) % 3];
            if (u[2] >= f.near) {
                x[count] = Frame.snap(f.cx + f.focal * u[0] / u[2]);
                y[count] = Frame.snap(f.cy - f.focal * u[1] / u[2]);
                z[count++] = (float) (1 / u[2]);
            }
            if (u[2] >= f.near != v[2] >= f.near) {
                double h = (f.near - u[2]) / (v[2] - u[2]);
                x[count] = Frame.snap(f.cx + f.focal * (u[0] + h * (v[0] - u[0])) / f.near);
                y[count] = Frame.snap(f.cy - f.focal * (u[1] + h * (v[1] - u[1])) / f.near);
                z[count++] = (float) (1 / f.near);
            }
        }
        for (int k = 2; k < count; k++) {
            fill(part, global, cut, x[0], y[0], z[0], x[k - 1], y[k - 1], z[k - 1], x[k], y[k], z[k]);
        }
    }

    private void fill(Frame.Part part, int global, boolean cut, int x0, int y0, float w0, int xb, int yb, float wb, int xc, int yc,
            float wc) {
        int minX = Math.max(0, Frame.first(Math.min(x0, Math.min(xb, xc))) - ox);
        int maxX = Math.min(side - 1, Frame.last(Math.max(x0, Math.max(xb, xc))) - ox);
        int minY = Math.max(0, Frame.first(Math.min(y0, Math.min(yb, yc))) - oy);
        int maxY = Math.min(side - 1, Frame.last(Math.max(y0, Math.max(yb, yc))) - oy);
        if (minX > maxX || minY > maxY) {
            return;
        }
        long area = (long) (xb - x0) * (yc - y0) - (long) (xc - x0) * (yb - y0);
        if (area == 0) {
            return;
        }
        boolean front = area < 0;
        int x1 = front ? xc : xb;
        int y1 = front ? yc : yb;
        float w1 = front ? wc : wb;
        int x2 = front ? xb : xc;
        int y2 = front ? yb : yc;
        float w2 = front ? wb : wc;
        area = Math.abs(area);
        long px = (long) (minX + ox) * Frame.SUB + Frame.SUB / 2;
        long py = (long) (minY + oy) * Frame.SUB + Frame.SUB / 2;
        long r0 = edge(x1, y1, x2, y2, px, py);
        long r1 = edge(x2, y2, x0, y0, px, py);
        long r2 = edge(x0, y0, x1, y1, px, py);
        long dx0 = (long) (y1 - y2) << Frame.SUB_BITS;
        long dx1 = (long) (y2 - y0) << Frame.SUB_BITS;
        long dx2 = (long) (y0 - y1) << Frame.SUB_BITS;
        long dy0 = (long) (x2 - x1) << Frame.SUB_BITS;
        long dy1 = (long) (x0 - x2) << Frame.SUB_BITS;
        long dy2 = (long) (x1 - x0) << Frame.SUB_BITS;
        double g1 = ((double) w1 - w0) / area;
        double g2 = ((double) w2 - w0) / area;
        boolean opaque = part.opaque;
        for (int y = minY; y <= maxY; y++) {
            long e0 = r0;
            long e1 = r1;
            long e2 = r2;
            int k = y * side + minX;
            for (int x = minX; x <= maxX; x++, k++) {
                if ((e0 | e1 | e2) >= 0) {
                    float z = (float) (w0 + e1 * g1 + e2 * g2);
                    if (cut) {
                        clipped(opaque, global, front, x, y, z);
                    } else if (z > w[k]) {
                        if (opaque) {
                            w[k] = z;
                            id[k] = global;
                        } else {
                            fragment(k, global, z, 1);
                        }
                    }
                }
                e0 += dx0;
                e1 += dx1;
                e2 += dx2;
            }
            r0 += dy0;
            r1 += dy1;
            r2 += dy2;
        }
    }

    /** Twice the area to the inner side of an edge, less one where a point on the edge belongs to the neighbour. */
    private static long edge(int ax, int ay, int bx, int by, long px, long py) {
        long e = (bx - ax) * (py - ay) - (by - ay) * (px - ax);
        boolean owns = by < ay || by == ay && bx < ax;
        return owns ? e : e - 1;
    }

    /** The view point of a sample at a nearness, into {@link #p}. */
    private void unproject(int x, int y, float z) {
        double u = (ox + x + 0.5 - f.cx) / f.focal;
        double v = (f.cy - oy - y - 0.5) / f.focal;
        if (f.ortho) {
            p[0] = u;
            p[1] = v;
            p[2] = -z;
        } else {
            p[2] = 1.0 / z;
            p[0] = u * p[2];
            p[1] = v * p[2];
        }
    }

    private void clipped(boolean opaque, int global, boolean front, int x, int y, float z) {
        unproject(x, y, z);
        boolean kept = true;
        for (Frame.Plane q : f.planes) {
            if (q.distance(p[0], p[1], p[2]) > 0) {
                if (slope(q, x, y) < 0) {
                    return;
                }
                kept = false;
            }
        }
        int k = y * side + x;
        // What survives the planes that open the view, counted over all depths, says whether the section plane lies inside the solid.
        inside[k] += front ? -1 : 1;
        if (kept && z > w[k]) {
            if (opaque) {
                w[k] = z;
                id[k] = global;
            } else {
                fragment(k, global, z, 1);
            }
        }
    }

    /** How fast the distance to a plane grows along the view ray of a sample, for each m of depth. */
    private double slope(Frame.Plane q, int x, int y) {
        if (f.ortho) {
            return q.nz();
        }
        double u = (ox + x + 0.5 - f.cx) / f.focal;
        double v = (f.cy - oy - y - 0.5) / f.focal;
        return q.nx() * u + q.ny() * v + q.nz();
    }

    /** Closes the solid that the planes have opened: samples whose ray enters what is left of space inside the solid. */
    private void section(int partIndex, Frame.Part part) {
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int k = y * side + x;
                if (inside[k] <= 0) {
                    continue;
                }
                double z = entryDepth(x, y);
                if (!f.ortho && z < f.near || z == Double.NEGATIVE_INFINITY) {
                    continue;
                }
                float near = (float) (f.ortho ? -z : 1 / z);
                unproject(x, y, near);
                boolean kept = true;
                for (Frame.Plane q : f.planes) {
                    kept &= slope(q, x, y) < 0 || q.distance(p[0], p[1], p[2]) <= 0;
                }
                if (kept && near > w[k]) {
                    if (part.opaque) {
                        w[k] = near;
                        id[k] = f.triangleCount + partIndex;
                    } else {
                        fragment(k, f.triangleCount + partIndex, near, 1);
                    }
                }
            }
        }
    }

    /** The depth at which the view ray of a sample has passed all planes that open the view. */
    private double entryDepth(int x, int y) {
        double deepest = Double.NEGATIVE_INFINITY;
        double u = (ox + x + 0.5 - f.cx) / f.focal;
        double v = (f.cy - oy - y - 0.5) / f.focal;
        for (Frame.Plane q : f.planes) {
            double slope = slope(q, x, y);
            if (slope < 0) {
                double start = f.ortho ? q.distance(u, v, 0) : q.d();
                deepest = Math.max(deepest, -start / slope);
            }
        }
        return deepest;
    }

    private void fragment(int k, int who, float z, float alpha) {
        if (fragments == fNext.length) {
            int size = 2 * fragments;
            fNext = Arrays.copyOf(fNext, size);
            fId = Arrays.copyOf(fId, size);
            fW = Arrays.copyOf(fW, size);
            fAlpha = Arrays.copyOf(fAlpha, size);
        }
        fNext[fragments] = head[k];
        fId[fragments] = who;
        fW[fragments] = z;
        fAlpha[fragments] = alpha;
        head[k] = fragments++;
        if (who >= 0 && z > veilW[k]) {
            veilW[k] = z;
            veilId[k] = who;
        }
    }

    private void stroke(int i) {
        Frame.Stroke q = f.strokes[i];
        double reach = q.radius() + 1;
        int minX = (int) Math.max(0, Math.floor(Math.min(q.x0(), q.x1()) - reach) - ox);
        int maxX = (int) Math.min(side - 1, Math.ceil(Math.max(q.x0(), q.x1()) + reach) - ox);
        int minY = (int) Math.max(0, Math.floor(Math.min(q.y0(), q.y1()) - reach) - oy);
        int maxY = (int) Math.min(side - 1, Math.ceil(Math.max(q.y0(), q.y1()) + reach) - oy);
        double dx = q.x1() - q.x0();
        double dy = q.y1() - q.y0();
        double ll = dx * dx + dy * dy;
        for (int y = minY; y <= maxY; y++) {
            for (int x = minX; x <= maxX; x++) {
                double ax = ox + x + 0.5 - q.x0();
                double ay = oy + y + 0.5 - q.y0();
                double t = ll > 0 ? Math.max(0, Math.min(1, (ax * dx + ay * dy) / ll)) : 0;
                double ex = ax - t * dx;
                double ey = ay - t * dy;
                double cover = q.radius() + 0.5 - Math.sqrt(ex * ex + ey * ey);
                if (cover > 0) {
                    int k = y * side + x;
                    float z = q.onTop() ? ON_TOP : (float) (q.w0() + t * (q.w1() - q.w0()));
                    if (z > w[k]) {
                        fragment(k, -2 - i, z, (float) Math.min(1, cover));
                    }
                }
            }
        }
    }

    /**
     * The unit normal of a surface at a sample, towards the viewer, into {@link #n}; its view point stays in {@link #p} and, for a
     * triangle, the weights of its corners in {@link #bary}.
     */
    private void surface(int who, int x, int y, float z) {
        unproject(x, y, z);
        double vx = 0;
        double vy = 0;
        double vz = -1;
        if (!f.ortho) {
            double d = 1 / Math.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
            vx = -p[0] * d;
            vy = -p[1] * d;
            vz = -p[2] * d;
        }
        double nx;
        double ny;
        double nz;
        if (who >= f.triangleCount) {
            Frame.Plane best = null;
            double least = Double.MAX_VALUE;
            for (Frame.Plane q : f.planes) {
                double d = Math.abs(q.distance(p[0], p[1], p[2]));
                if (slope(q, x, y) < 0 && d < least) {
                    least = d;
                    best = q;
                }
            }
            nx = best.nx();
            ny = best.ny();
            nz = best.nz();
        } else {
            Frame.Part part = f.parts[f.partOf(who)];
            double[] m = part.inverse;
            int t = who - part.firstTriangle;
            double[] v = part.vertices;
            int a = 3 * part.triangles[3 * t];
            int b = 3 * part.triangles[3 * t + 1];
            int c = 3 * part.triangles[3 * t + 2];
            double qx = m[0] * p[0] + m[1] * p[1] + m[2] * p[2] + m[3] - v[a];
            double qy = m[4] * p[0] + m[5] * p[1] + m[6] * p[2] + m[7] - v[a + 1];
            double qz = m[8] * p[0] + m[9] * p[1] + m[10] * p[2] + m[11] - v[a + 2];
            double ux = v[b] - v[a];
            double uy = v[b + 1] - v[a + 1];
            double uz = v[b + 2] - v[a + 2];
            double wx = v[c] - v[a];
            double wy = v[c + 1] - v[a + 1];
            double wz = v[c + 2] - v[a + 2];
            double uu = ux * ux + uy * uy + uz * uz;
            double uw = ux * wx + uy * wy + uz * wz;
            double ww = wx * wx + wy * wy + wz * wz;
            double uq = ux * qx + uy * qy + uz * qz;
            double wq = wx * qx + wy * qy + wz * qz;
            double den = uu * ww - uw * uw;
            double b1 = den > 0 ? Math.max(0, Math.min(1, (ww * uq - uw * wq) / den)) : 0;
            double b2 = den > 0 ? Math.max(0, Math.min(1 - b1, (uu * wq - uw * uq) / den)) : 0;
            double b0 = 1 - b1 - b2;
            bary[0] = b0;
            bary[1] = b1;
            bary[2] = b2;
            float[] q = part.normals;
            int o = 9 * t;
            double sx = b0 * q[o] + b1 * q[o + 3] + b2 * q[o + 6];
            double sy = b0 * q[o + 1] + b1 * q[o + 4] + b2 * q[o + 7];
            double sz = b0 * q[o + 2] + b1 * q[o + 5] + b2 * q[o + 8];
            float[] r = part.rotation;
            double gx = uy * wz - uz * wy;
            double gy = uz * wx - ux * wz;
            double gz = ux * wy - uy * wx;
            // The flat normal decides which side is seen; the view direction turned into the object's frame is the transposed rotation's.
            double facing = gx * (r[0] * vx + r[3] * vy + r[6] * vz) + gy * (r[1] * vx + r[4] * vy + r[7] * vz)
                    + gz * (r[2] * vx + r[5] * vy + r[8] * vz);
            double side = facing < 0 ? -1 : 1;
            nx = side * (r[0] * sx + r[1] * sy + r[2] * sz);
            ny = side * (r[3] * sx + r[4] * sy + r[5] * sz);
            nz = side * (r[6] * sx + r[7] * sy + r[8] * sz);
        }
        double nv = nx * vx + ny * vy + nz * vz;
        if (nv < 0.02) {
            nx += (0.02 - nv) * vx;
            ny += (0.02 - nv) * vy;
            nz += (0.02 - nv) * vz;
        }
        double len = nx * nx + ny * ny + nz * nz;
        double inv = len > 0 ? 1 / Math.sqrt(len) : 0;
        n[0] = (float) (nx * inv);
        n[1] = (float) (ny * inv);
        n[2] = (float) (nz * inv);
    }

    /** The light that leaves a surface, into {@link #rgb}, after {@link #surface}. */
    private void light(int who, float ao) {
        Frame.Part part = f.parts[who >= f.triangleCount ? who - f.triangleCount : f.partOf(who)];
        rgb[0] = part.color[0];
        rgb[1] = part.color[1];
        rgb[2] = part.color[2];
        if (part.map != null && who < f.triangleCount) {
            int t = 3 * (who - part.firstTriangle);
            double[] v = part.scalars.values();
            double value = bary[0] * v[part.triangles[t]] + bary[1] * v[part.triangles[t + 1]] + bary[2] * v[part.triangles[t + 2]];
            if (value == value) {
                Srgb.linear(part.map.color((value - part.scalars.min()) / (part.scalars.max() - part.scalars.min())), rgb, 0);
            }
        }
        float vx = 0;
        float vy = 0;
        float vz = -1;
        if (!f.ortho) {
            double d = 1 / Math.sqrt(p[0] * p[0] + p[1] * p[1] + p[2] * p[2]);
            vx = (float) (-p[0] * d);
            vy = (float) (-p[1] * d);
            vz = (float) (-p[2] * d);
        }
        cosine = n[0] * vx + n[1] * vy + n[2] * vz;
        part.shader.shade(rgb, n[0], n[1], n[2], vx, vy, vz, ao);
        if (part.fades && f.zMax > f.zMin) {
            float t = (float) (f.options.depthCue() * Math.max(0, Math.min(1, (p[2] - f.zMin) / (f.zMax - f.zMin))));
            for (int k = 0; k < 3; k++) {
                rgb[k] += t * (back[k] - rgb[k]);
            }
        }
    }

    /** The colour of a sample, linear, into {@link #rgb}. */
    private void resolve(int x, int y) {
        int k = y * side + x;
        float r = back[0];
        float g = back[1];
        float b = back[2];
        if (id[k] != NONE) {
            if (!kept(id[k])) {
                unproject(x, y, w[k]);
                n[0] = normal[3 * k];
                n[1] = normal[3 * k + 1];
                n[2] = normal[3 * k + 2];
                float ao = f.occlusion == null ? 1 : f.occlusion.at(ox + x, oy + y, f.s, w[k]);
                if (part(id[k]).map != null && id[k] < f.triangleCount) {
                    surface(id[k], x, y, w[k]);
                }
                light(id[k], ao);
                keep(id[k], 1);
            }
            float ink = f.options.outlineWidth() > 0 ? ink(k, id, w, true) : 0;
            r = rgb[0] * (1 - 0.88f * ink);
            g = rgb[1] * (1 - 0.89f * ink);
            b = rgb[2] * (1 - 0.88f * ink);
        }
        int count = 0;
        for (int i = head[k]; i != NONE; i = fNext[i]) {
            if (!(fW[i] > w[k])) {
                continue;
            }
            if (count == order.length) {
                order = Arrays.copyOf(order, 2 * count);
            }
            int j = count++;
            // Farthest first; of equals the first added is the farther.
            while (j > 0 && farther(i, order[j - 1])) {
                order[j] = order[j - 1];
                j--;
            }
            order[j] = i;
        }
        for (int j = 0; j < count; j++) {
            int i = order[j];
            float alpha;
            if (fId[i] <= -2) {
                float[] c = f.strokes[-2 - fId[i]].color();
                rgb[0] = c[0];
                rgb[1] = c[1];
                rgb[2] = c[2];
                alpha = fAlpha[i];
            } else {
                if (kept(fId[i])) {
                    alpha = litAlpha;
                } else {
                    surface(fId[i], x, y, fW[i]);
                    light(fId[i], 1);
                    float at = Math.max(0, Math.min(1, cosine)) * 64;
                    int cell = Math.min(63, (int) at);
                    float[] table = part(fId[i]).opacity;
                    alpha = table[cell] + (at - cell) * (table[cell + 1] - table[cell]);
                    keep(fId[i], alpha);
                }
                if (fW[i] == veilW[k] && fId[i] == veilId[k] && f.options.outlineWidth() > 0) {
                    float ink = VEIL_INK * ink(k, veilId, veilW, false);
                    rgb[0] *= 1 - 0.8f * ink;
                    rgb[1] *= 1 - 0.8f * ink;
                    rgb[2] *= 1 - 0.8f * ink;
                    alpha += ink * (1 - alpha);
                }
            }
            r += alpha * (rgb[0] - r);
            g += alpha * (rgb[1] - g);
            b += alpha * (rgb[2] - b);
        }
        rgb[0] = r;
        rgb[1] = g;
        rgb[2] = b;
    }

    /** Whether somebody has been lit in this pixel; the light is then in {@link #rgb}, the opacity in {@link #litAlpha}. */
    private boolean kept(int who) {
        for (int i = 0; i < lit; i++) {
            if (litId[i] == who) {
                System.arraycopy(litLight, 4 * i, rgb, 0, 3);
                litAlpha = litLight[4 * i + 3];
                return true;
            }
        }
        return false;
    }

    private void keep(int who, float alpha) {
        if (lit < KEPT) {
            litId[lit] = who;
            System.arraycopy(rgb, 0, litLight, 4 * lit, 3);
            litLight[4 * lit++ + 3] = alpha;
        }
    }

    private Frame.Part part(int who) {
        return f.parts[who >= f.triangleCount ? who - f.triangleCount : f.partOf(who)];
    }

    private boolean farther(int a, int b) {
        return fW[a] < fW[b] || fW[a] == fW[b] && (Math.abs(fId[a]) < Math.abs(fId[b]));
    }

    private double depth(float z) {
        return f.ortho ? -z : 1.0 / z;
    }

    /**
     * How much ink lies on a sample, 0 to 1: it is nearer than its neighbourhood, or the surface has an edge there.
     *
     * @param layer who is seen, of the opaque or of the nearest translucent surfaces
     * @param nearness how near
     * @param creases whether edges of the surface itself count; the normals of translucent surfaces are not kept
     */
    private float ink(int k, int[] layer, float[] nearness, boolean creases) {
        Frame.Part part = part(layer[k]);
        float strength = (float) part.material.outline();
        if (strength == 0) {
            return 0;
        }
        int d = Math.max(1, (int) (0.75 * f.options.outlineWidth() * f.s + 0.5));
        int diagonal = (int) (0.7071 * d + 0.5);
        double z = depth(nearness[k]);
        double unit = (f.ortho ? 1 : z) / f.focal * f.s;
        float most = 0;
        for (int e = 0; e < 4; e++) {
            int u = e == 0 ? d : e == 1 ? 0 : diagonal;
            int v = e == 0 ? 0 : e == 1 ? d : e == 2 ? diagonal : -diagonal;
            int ka = k + v * side + u;
            int kb = k - v * side - u;
            if (layer[ka] == NONE || layer[kb] == NONE) {
                return strength;
            }
            if (layer[ka] == layer[k] && layer[kb] == layer[k]) {
                continue;
            }
            double za = depth(nearness[ka]);
            double zb = depth(nearness[kb]);
            // A step in depth beyond what the slope on the other side foretells, in widths of a pixel.
            double jump = Math.max(za - z - Math.max(0, z - zb), zb - z - Math.max(0, z - za)) / unit;
            float edge = ramp(jump, 3, 9);
            if (creases) {
                if (part(layer[ka]) != part || part(layer[kb]) != part) {
                    edge = Math.max(edge, 0.55f);
                }
                edge = Math.max(edge, 0.5f * ramp(CREASE_FROM - Math.min(cos(k, ka), cos(k, kb)), 0, CREASE_FROM - CREASE_TO));
            }
            most = Math.max(most, edge);
        }
        return most * strength;
    }

    private float cos(int a, int b) {
        return normal[3 * a] * normal[3 * b] + normal[3 * a + 1] * normal[3 * b + 1] + normal[3 * a + 2] * normal[3 * b + 2];
    }

    private static float ramp(double x, double from, double to) {
        float t = (float) Math.max(0, Math.min(1, (x - from) / (to - from)));
        return t * t * (3 - 2 * t);
    }
}
