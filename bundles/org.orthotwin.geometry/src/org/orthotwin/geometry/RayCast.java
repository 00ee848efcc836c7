/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Objects;

/**
 * Rays against a mesh: the first hit, the number of crossings, and whether a point is inside a closed mesh. One instance for each thread;
 * the tree is shared. Queries allocate nothing.
 *
 * <p>Watertight: the corners are brought into a frame of the ray, rounded once each, and which side of an edge the ray passes is decided
 * exactly there, the same for both triangles of the edge. A ray through an edge or a corner is treated as one that passes beside it by
 * an infinitesimal amount (always the same way), so it hits a closed surface neither between two triangles nor twice. Degenerate
 * triangles and those that the ray only grazes in their own plane are not hit.
 */
public final class RayCast {

    /** Widening of bounding boxes against the rounding of the ray's frame, relative to the largest coordinate. */
    private static final double ROUNDING = 1e-12;
    /** A ray goes on this far behind where it met a surface, m. */
    private static final double BEYOND = 1e-7;

    private final BoxTree tree;
    private final ExactPredicates exact = new ExactPredicates();
    private final double[] origin = new double[3];
    private final int[] stack;
    private final double[] enters;
    private int triangle = -1;
    private boolean leaves;

    private double ox;
    private double oy;
    private double oz;
    private double dx;
    private double dy;
    private double dz;
    /** One over the direction; infinite along an axis that the ray does not move along. */
    private double ix;
    private double iy;
    private double iz;
    private double slack;
    private int kx;
    private int ky;
    private int kz;
    private double sx;
    private double sy;
    private double depth;
    private int winding;

    public RayCast(Bvh tree) {
        this.tree = Objects.requireNonNull(tree).boxes();
        stack = new int[this.tree.depth + 2];
        enters = new double[this.tree.depth + 2];
    }

    /**
     * The distance from the origin to the first point of the surface in the direction.
     *
     * @param origin m, mesh frame
     * @param direction of any length but zero
     * @return m, 0 or more; infinity if nothing is hit
     * @throws IllegalArgumentException if the direction is zero or not finite, or the origin is not finite
     */
    public double first(Vec3 origin, Vec3 direction) {
        return first(origin.x(), origin.y(), origin.z(), direction.x(), direction.y(), direction.z(), Double.POSITIVE_INFINITY);
    }

    /**
     * As {@link #first(Vec3, Vec3)}, looking no further than {@code within}, which spares most of the tree.
     *
     * @param x of the origin, m
     * @param u of the direction, of any length but zero
     * @param within m, 0 or more
     * @return m; infinity if nothing nearer than {@code within} is hit
     */
    public double first(double x, double y, double z, double u, double v, double w, double within) {
        aim(x, y, z, u, v, w);
        triangle = -1;
        leaves = false;
        double nearest = traverse(true, within);
        return triangle < 0 ? Double.POSITIVE_INFINITY : nearest;
    }

    /** Whether the ray of the last {@link #first} left the body there: it hit the triangle from behind. */
    public boolean leaves() {
        return leaves;
    }

    /** The triangle that the last {@link #first} hit; -1 if none. */
    public int triangle() {
        return triangle;
    }

    /**
     * How many triangles the ray crosses, from the origin to infinity.
     *
     * @throws IllegalArgumentException as for {@link #first}
     */
    public int crossings(Vec3 origin, Vec3 direction) {
        aim(origin.x(), origin.y(), origin.z(), direction.x(), direction.y(), direction.z());
        return (int) traverse(false, Double.POSITIVE_INFINITY);
    }

    /**
     * Length of a ray's way within a closed mesh, whose pieces may overlap: what lies in several counts once. Surfaces less than 0.1 um
     * apart may be taken as one.
     *
     * @param from m, mesh frame, outside the mesh
     * @param direction of unit length
     * @param length of the ray, m
     * @return m
     */
    public double within(Vec3 from, Vec3 direction, double length) {
        double in = 0;
        double at = 0;
        double entered = 0;
        double left = 0;
        int pieces = 0;
        while (at < length) {
            double next = first(from.x() + at * direction.x(), from.y() + at * direction.y(), from.z() + at * direction.z(), direction.x(),
                    direction.y(), direction.z(), length - at);
            if (Double.isInfinite(next)) {
                break;
            }
            at += next;
            if (!leaves) {
                entered = pieces == 0 ? at : entered;
                pieces++;
            } else if (pieces > 0) {
                left = at;
                pieces--;
                in += pieces == 0 ? left - entered : 0;
            }
            at += BEYOND;
        }
        // where one of two surfaces that nearly coincide was passed over, the last one that was left is the end
        return pieces > 0 && left > entered ? in + left - entered : in;
    }

    /**
     * Whether a point (m, mesh frame) is inside a closed mesh: the winding number is not zero, so parts may overlap and a body may be
     * turned inside out. A point on the surface counts as one or the other, always the same.
     */
    public boolean inside(Vec3 p) {
        return inside(p.x(), p.y(), p.z());
    }

    /** As {@link #inside(Vec3)}. */
    public boolean inside(double x, double y, double z) {
        // Along an axis the ray's frame is the mesh's own, and nothing is rounded at all.
        aim(x, y, z, 0, 0, 1);
        traverse(false, Double.POSITIVE_INFINITY);
        return winding != 0;
    }

    private void aim(double x, double y, double z, double u, double v, double w) {
        double norm = Math.sqrt(u * u + v * v + w * w);
        if (!(norm > 0) || !Double.isFinite(norm) || !Double.isFinite(x + y + z)) {
            throw new IllegalArgumentException("no ray from (" + x + ", " + y + ", " + z + ") m along (" + u + ", " + v + ", " + w + ")");
        }
        ox = x;
        oy = y;
        oz = z;
        dx = u / norm;
        dy = v / norm;
        dz = w / norm;
        ix = 1 / dx;
        iy = 1 / dy;
        iz = 1 / dz;
        slack = ROUNDING * (Math.abs(x) + Math.abs(y) + Math.abs(z) + tree.largest);
        kz = Math.abs(dx) > Math.abs(dy) ? Math.abs(dx) > Math.abs(dz) ? 0 : 2 : Math.abs(dy) > Math.abs(dz) ? 1 : 2;
        kx = (kz + 1) % 3;
        ky = (kz + 2) % 3;
        double along = kz == 0 ? dx : kz == 1 ? dy : dz;
        sx = (kx == 0 ? dx : kx == 1 ? dy : dz) / along;
        sy = (ky == 0 ? dx : ky == 1 ? dy : dz) / along;
    }

    /** With {@code nearest}, the distance of the first hit before {@code within}; else the number of hits, and {@link #winding} set. */
    private double traverse(boolean nearest, double within) {
        double best = within;
        int hits = 0;
        winding = 0;
        if (tree.isEmpty()) {
            return nearest ? best : 0;
        }
        double[] nodes = tree.nodes;
        int[] children = tree.children;
        int top = 0;
        stack[top] = 0;
        enters[top++] = enter(nodes, 0);
        while (top > 0) {
            int i = stack[--top];
            if (!(enters[top] <= best)) {
                continue;
            }
            int c = children[i];
            if (c < 0) {
                for (int k = ~c; k < tree.ends[i]; k++) {
                    int w = hit(9 * k);
                    if (w != 0 && nearest) {
                        if (depth < best || depth == best && tree.triangleOf[k] < triangle) {
                            best = depth;
                            triangle = tree.triangleOf[k];
                            leaves = w > 0;
                        }
                    } else if (w != 0) {
                        hits++;
                        winding += w;
                    }
                }
                continue;
            }
            double first = enter(nodes, 6 * c);
            double second = enter(nodes, 6 * c + 6);
            boolean inOrder = first <= second;
            double later = inOrder ? second : first;
            double sooner = inOrder ? first : second;
            // a box that the ray misses is not a number, which is not below anything
            if (later <= best) {
                stack[top] = inOrder ? c + 1 : c;
                enters[top++] = later;
            }
            if (sooner <= best) {
                stack[top] = inOrder ? c : c + 1;
                enters[top++] = sooner;
            }
        }
        return nearest ? best : hits;
    }

    /** Where the ray enters a box, in m from the origin, 0 if it starts inside; NaN if it misses. */
    private double enter(double[] n, int i) {
        double ax = (n[i] - slack - ox) * ix;
        double bx = (n[i + 3] + slack - ox) * ix;
        double ay = (n[i + 1] - slack - oy) * iy;
        double by = (n[i + 4] + slack - oy) * iy;
        double az = (n[i + 2] - slack - oz) * iz;
        double bz = (n[i + 5] + slack - oz) * iz;
        double in = Math.max(Math.max(0, Math.min(ax, bx)), Math.max(Math.min(ay, by), Math.min(az, bz)));
        double out = Math.min(Math.max(ax, bx), Math.min(Math.max(ay, by), Math.max(az, bz)));
        return in <= out && in < Double.POSITIVE_INFINITY ? in : Double.NaN;
    }

    /**
     * The ray against the triangle whose corners start at {@code o}.
     *
     * @return 1 where it leaves along the triangle's normal, -1 where it enters against it, 0 if it misses; sets {@link #depth}
     */
    private int hit(int o) {
        double[] p = tree.corners;
        double okx = axis(kx);
        double oky = axis(ky);
        double okz = axis(kz);
        double az = p[o + kz] - okz;
        double bz = p[o + 3 + kz] - okz;
        double cz = p[o + 6 + kz] - okz;
        double ax;
        double ay;
        double bx;
        double by;
        double cx;
        double cy;
        if (sx == 0 && sy == 0) {
            ax = p[o + kx];
            ay = p[o + ky];
            bx = p[o + 3 + kx];
            by = p[o + 3 + ky];
            cx = p[o + 6 + kx];
            cy = p[o + 6 + ky];
        } else {
            ax = p[o + kx] - okx - sx * az;
            ay = p[o + ky] - oky - sy * az;
            bx = p[o + 3 + kx] - okx - sx * bz;
            by = p[o + 3 + ky] - oky - sy * bz;
            cx = p[o + 6 + kx] - okx - sx * cz;
            cy = p[o + 6 + ky] - oky - sy * cz;
            okx = 0;
            oky = 0;
        }
        int u = side(ax, ay, bx, by, okx, oky);
        int v = side(bx, by, cx, cy, okx, oky);
        if (u != v) {
            return 0;
        }
        int w = side(cx, cy, ax, ay, okx, oky);
        if (w != u || u == 0) {
            return 0;
        }
        ax -= okx;
        ay -= oky;
        bx -= okx;
        by -= oky;
        cx -= okx;
        cy -= oky;
        double wa = Math.abs(bx * cy - by * cx);
        double wb = Math.abs(cx * ay - cy * ax);
        double wc = Math.abs(ax * by - ay * bx);
        double sum = wa + wb + wc;
        if (!(sum > 0)) {
            return 0;
        }
        double along = kz == 0 ? dx : kz == 1 ? dy : dz;
        double t = (wa * az + wb * bz + wc * cz) / sum / along;
        if (sx == 0 && sy == 0) {
            // Above or below the plane, exactly, where the point is near it; the projection turned the same way as kx, ky, kz.
            int s = above(p, o, u);
            if (along > 0 ? s <= 0 : s >= 0) {
                return 0;
            }
            t = Math.max(t, 0);
        } else if (!(t >= 0)) {
            return 0;
        }
        depth = t;
        return along > 0 ? u : -u;
    }

    /** Whether the triangle's plane is above (1), below (-1) or at (0) the origin along kz; u is the triangle's turn seen along kz. */
    private int above(double[] p, int o, int u) {
        origin[0] = ox;
        origin[1] = oy;
        origin[2] = oz;
        return u * exact.orient3d(p, o, p, o + 3, p, o + 6, origin, 0);
    }

    private double axis(int k) {
        return k == 0 ? ox : k == 1 ? oy : oz;
    }

    /** On which side of the line from a to b the point passes when it is moved by an infinitesimal step, first in x, then in y. */
    private int side(double ax, double ay, double bx, double by, double px, double py) {
        int s = exact.orient2d(ax, ay, bx, by, px, py);
        if (s != 0) {
            return s;
        }
        // The derivative of (a - p) x (b - p) with respect to p: (ay - by, bx - ax).
        if (ay != by) {
            return ay > by ? 1 : -1;
        }
        return bx > ax ? 1 : bx < ax ? -1 : 0;
    }
}
