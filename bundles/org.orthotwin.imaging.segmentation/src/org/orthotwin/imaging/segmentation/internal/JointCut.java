/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;

/**
 * Parts a head from its socket: the smallest cut of the graph of bone voxels in a box round the head. Links are weak where HU have a valley
 * along the ray from the head's centre, since that is what a joint space is, however much blur and partial volume lift it above the
 * threshold of bone. The shape prior is the fitted sphere: inside 0.8 radii is head, bone on the socket's side beyond 1.35 radii is socket,
 * and between them each voxel leans to its side of the middle of the joint space; where voxels are coarse the sphere alone tells all but
 * those in that middle. Voxels in the valley itself belong to neither bone.
 */
final class JointCut {

    static final byte FREE = 0;
    static final byte HEAD = 1;
    static final byte SOCKET = 2;
    /** Bone by its HU, but in the joint space. */
    static final byte GAP = 3;

    private static final double REACH = 0.016;
    /** Half a joint space, if none is seen: cartilage of 3.5 mm together (hip, adults). */
    private static final double HALF_GAP = 0.00175;
    /** A valley of this depth makes a link e times weaker, HU. */
    private static final double VALLEY = 40;
    private static final int LINK = 2000;
    private static final int LEAN = 60;

    /** What each voxel of the box is. */
    final byte[] side;
    final Grid.Box box;
    /** Middle of the joint space beyond the head's radius, m. */
    final double middle;
    /** Share of rays into the socket with a visible valley. */
    final double visible;

    /**
     * What is known of a joint before anything is seen, in LPS.
     *
     * @param into from the head into the depth of the socket, unit
     * @param shaft from the head along the neck or shaft of its bone, unit
     * @param least least cosine from {@code into} within which the socket's joint space is looked for
     * @param lean the same within which bone leans to its side of the joint space
     * @param anatomy what bone at a place must be
     */
    record Prior(Vec3 into, Vec3 shaft, double least, double lean, Anatomy anatomy) {
    }

    /** What bone near a joint must be. */
    @FunctionalInterface
    interface Anatomy {
        /**
         * @param d from the head's centre, LPS, m
         * @param radius of the head, m
         * @return {@link #HEAD}, {@link #SOCKET} or {@link #FREE}
         */
        byte of(Vec3 d, double radius);
    }

    private final Ct ct;
    private final HeadSearch.Head head;
    private final Prior prior;
    /** From the head into the depth of the socket, along the image's axes. */
    private final Vec3 into;

    /**
     * @param bone mask on the whole grid
     * @param prior of the joint and its side
     * @param fixed labels that a person gave in the whole grid, in the terms of this class; FREE elsewhere; may be null
     */
    JointCut(Ct ct, byte[] bone, HeadSearch.Head head, Prior prior, byte[] fixed, Monitor monitor) {
        this.ct = ct;
        this.head = head;
        this.prior = prior;
        this.into = ct.alongAxes(prior.into());
        Vec3 shaft = ct.alongAxes(prior.shaft());
        Grid g = ct.grid;
        double reach = head.radius() + REACH;
        Vec3 c = head.center();
        box = g.box((int) Math.floor((c.x() - reach) / g.si()), (int) Math.floor((c.y() - reach) / g.sj()),
                (int) Math.floor((c.z() - reach) / g.sk()), (int) Math.ceil((c.x() + reach) / g.si()),
                (int) Math.ceil((c.y() + reach) / g.sj()), (int) Math.ceil((c.z() + reach) / g.sk()));
        Grid b = box.grid();
        double[] gap = gap();
        middle = gap[0];
        visible = gap[1];
        double r0 = head.radius();
        int[] node = new int[b.size()];
        Arrays.fill(node, -1);
        int nodes = 0;
        for (int p = 0; p < node.length; p++) {
            int q = box.outer(p);
            if (bone[q] != 0 || place(q).distance(c) < 0.8 * r0) {
                node[p] = nodes++;
            }
        }
        float[] valley = new float[b.size()];
        boolean[] low = new boolean[b.size()];
        IntStream.range(0, b.nz()).parallel().forEach(k -> {
            monitor.checkCancelled();
            for (int p = k * b.nx() * b.ny(); p < (k + 1) * b.nx() * b.ny(); p++) {
                if (node[p] >= 0) {
                    low[p] = valley(p, valley);
                }
            }
        });
        MaxFlow flow = new MaxFlow(nodes, 3 * nodes);
        int[] step = {1, b.nx(), b.nx() * b.ny()};
        double[] spacing = {g.si(), g.sj(), g.sk()};
        double mean = Math.cbrt(g.voxelVolume());
        for (int p = 0; p < node.length; p++) {
            if (node[p] < 0) {
                continue;
            }
            int q = box.outer(p);
            flow.link(node[p], terminal(place(q), shaft, fixed == null ? FREE : fixed[q]));
            int[] at = {b.i(p), b.j(p), b.k(p)};
            int[] end = {b.nx() - 1, b.ny() - 1, b.nz() - 1};
            for (int a = 0; a < 3; a++) {
                if (at[a] < end[a] && node[p + step[a]] >= 0) {
                    double v = Math.max(0, Math.max(valley[p], valley[p + step[a]]));
                    // the face between two voxels, relative to that of a cube of the same volume
                    double face = g.voxelVolume() / spacing[a] / (mean * mean);
                    flow.edge(node[p], node[p + step[a]], 1 + (int) Math.round(LINK * face * Math.exp(-v / VALLEY)));
                }
            }
        }
        flow.solve(monitor);
        side = new byte[b.size()];
        for (int p = 0; p < side.length; p++) {
            if (node[p] >= 0) {
                int q = box.outer(p);
                byte person = fixed == null ? FREE : fixed[q];
                side[p] = flow.isSource(node[p]) ? HEAD : SOCKET;
                if (person == HEAD || person == SOCKET) {
                    side[p] = person;
                } else if (low[p]) {
                    side[p] = GAP;
                } else if (bone[q] == 0) {
                    // inside of the head, which the filling of cavities decides
                    side[p] = FREE;
                }
            }
        }
    }

    private Vec3 place(int q) {
        return ct.grid.place(q);
    }

    private int terminal(Vec3 p, Vec3 shaft, byte person) {
        int certain = 1 << 24;
        if (person == HEAD || person == SOCKET) {
            return person == HEAD ? 4 * certain : -4 * certain;
        }
        Vec3 d = p.minus(head.center());
        double r = d.norm();
        double ratio = r / head.radius();
        if (ratio < 0.8) {
            return certain;
        }
        double inward = d.dot(into) / r;
        byte anatomy = prior.anatomy().of(ct.lps(p).minus(ct.lps(head.center())), head.radius());
        if (anatomy == SOCKET || ratio > 1.35 && inward > 0.5) {
            return -certain;
        }
        if (anatomy == HEAD || ratio > 1.25 && d.dot(shaft) / r > Math.cos(Math.toRadians(30))) {
            return certain;
        }
        if (inward > prior.lean() && ct.grid.largestSpacing() > BoneCt.COARSE) {
            // the smallest cut would pass where thin bone has holes rather than where no joint space is seen
            double off = r - head.radius() - middle;
            if (Math.abs(off) > 0.5 * ct.grid.largestSpacing()) {
                return off > 0 ? -certain : certain;
            }
        }
        if (inward > prior.lean() && ratio < 1.35) {
            double beyond = (head.radius() + middle - r) / 0.001;
            return (int) Math.round(LEAN * Math.clamp(beyond, -5, 5));
        }
        return 0;
    }

    /** Half the width of the joint space, and how often it is seen. */
    private double[] gap() {
        Vec3[] rays = HeadSearch.fibonacci(2000);
        double[] at = new double[rays.length];
        int n = 0;
        int all = 0;
        for (Vec3 ray : rays) {
            if (ray.dot(into) < prior.least()) {
                continue;
            }
            all++;
            double best = Double.POSITIVE_INFINITY;
            double where = Double.NaN;
            for (double r = head.radius() - 0.001; r < head.radius() + 0.006; r += 0.00025) {
                double v = hu(ray, r);
                if (v < best) {
                    best = v;
                    where = r;
                }
            }
            double in = highest(ray, where - 0.005, where);
            double out = highest(ray, where, where + 0.005);
            if (Math.min(in, out) - best > 80) {
                at[n++] = where - head.radius();
            }
        }
        double seen = all == 0 ? 0 : n / (double) all;
        if (n < 50) {
            return new double[] {HALF_GAP, seen};
        }
        Arrays.sort(at, 0, n);
        return new double[] {at[n / 2], seen};
    }

    private double hu(Vec3 ray, double r) {
        Vec3 c = head.center();
        return ct.at(c.x() + r * ray.x(), c.y() + r * ray.y(), c.z() + r * ray.z());
    }

    private double highest(Vec3 ray, double from, double to) {
        double most = Double.NEGATIVE_INFINITY;
        for (double r = from; r <= to; r += 0.00025) {
            most = Math.max(most, hu(ray, r));
        }
        return most;
    }

    /** Depth of the valley at a voxel along its ray; true if it lies below the half of it, in the joint space. */
    private boolean valley(int p, float[] depth) {
        int q = box.outer(p);
        Vec3 d = place(q).minus(head.center());
        double r = d.norm();
        if (r < 0.8 * head.radius() || r > head.radius() + 0.010) {
            return false;
        }
        Vec3 ray = d.times(1 / r);
        double reach = Math.max(0.0045, 2 * ct.grid.largestSpacing());
        double step = Math.min(0.0005, 0.5 * ct.grid.smallestSpacing());
        double here = ct.hu[q];
        double in = here;
        double out = here;
        double least = here;
        for (double s = step; s <= reach; s += step) {
            in = Math.max(in, hu(ray, r - s));
            out = Math.max(out, hu(ray, r + s));
        }
        // only the valley that this voxel lies in: down from it on both sides until HU rise again
        for (int sign = -1; sign <= 1; sign += 2) {
            double last = here;
            for (double s = step; s <= reach; s += step) {
                double v = hu(ray, r + sign * s);
                if (v > last + 15) {
                    break;
                }
                last = Math.min(last, v);
                least = Math.min(least, v);
            }
        }
        double peak = Math.min(in, out);
        depth[p] = (float) (peak - here);
        boolean cap = d.dot(into) / r > prior.lean() - 0.2 && r > head.radius() - 0.003 && r < head.radius() + 0.008;
        return cap && peak - least > 80 && here < 0.5 * (peak + least);
    }
}
