/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct.internal;

import java.util.List;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.ct.CtBone;
import org.orthotwin.synthesis.ct.Zone;

/** Fills a scan's voxels with one bone: cortex, what is inside it by zones, and the distance that cartilage needs. */
public final class BoneFilling {

    /** Width over which the values of neighbouring zones go over into each other, m. */
    public static final double TRANSITION = 0.008;

    private final Scan scan;
    private final CtBone bone;
    private final int label;
    private final int firstZone;
    private final double gap;
    private final Bvh outer;
    private final Bvh canal;
    private final Bvh[] removed;
    private final List<Bvh> others;

    /**
     * @param outer tree of its surface
     * @param others surfaces of the other bones
     * @param label of the bone
     * @param firstZone number of its first zone
     * @param gap two bones closer together have cartilage between them, m
     */
    public BoneFilling(Scan scan, CtBone bone, Bvh outer, List<Bvh> others, int label, int firstZone, double gap) {
        this.scan = scan;
        this.bone = bone;
        this.label = label;
        this.firstZone = firstZone;
        this.gap = gap;
        this.outer = outer;
        this.others = List.copyOf(others);
        canal = bone.canal().map(Bvh::of).orElse(null);
        removed = bone.removed().stream().map(Bvh::of).toArray(Bvh[]::new);
    }

    public void run(Monitor monitor) {
        scan.blocks(bone.outer().bounds(), gap, monitor, (i0, i1, j0, j1, k0, k1) -> new Block().run(i0, i1, j0, j1, k0, k1));
    }

    /** One block of voxels, by one thread. */
    private final class Block {

        private final DistanceProbe out = new DistanceProbe(outer);
        private final DistanceProbe in = canal == null ? null : new DistanceProbe(canal);
        private final DistanceProbe[] gone = new DistanceProbe[removed.length];
        /** The joint gap where another bone is near, else 0. */
        private double near;
        /** Of the last point: HU inside the cortex, thickness of the cortex, number of the zone or 0 near a border. */
        private double hu;
        private double shell;
        private int zone;
        /** Of the last cell: part that is bone, part inside the cortex. */
        private double all;
        private double inner;

        void run(int i0, int i1, int j0, int j1, int k0, int k1) {
            Vec3 c = scan.centre(i0, i1, j0, j1, k0, k1);
            double reach = scan.radius(i0, i1, j0, j1, k0, k1);
            double d = out.at(c.x(), c.y(), c.z());
            if (d > reach + gap) {
                return;
            }
            near = 0;
            for (Bvh other : others) {
                if (new ClosestPoint(other).query(c) < reach + gap) {
                    near = gap;
                }
            }
            if (d > reach + near) {
                return;
            }
            for (int r = 0; r < gone.length; r++) {
                gone[r] = new DistanceProbe(removed[r]);
            }
            for (int k = k0; k < k1; k++) {
                for (int j = j0; j < j1; j++) {
                    for (int i = i0; i < i1; i++) {
                        voxel((k * scan.ny + j) * scan.nx + i, scan.stack.point(i, j, k));
                    }
                }
            }
        }

        private void voxel(int v, Vec3 p) {
            double r = scan.voxelRadius;
            // what is known of the distance from the last time that it was asked
            double d = out.bound(p.x(), p.y(), p.z());
            if (d > Math.max(r, near)) {
                return;
            }
            boolean deep = false;
            if (d < -r) {
                zone(p);
                deep = shell >= Zone.WALL || d < -r - shell;
            }
            if (!deep) {
                d = out.at(p.x(), p.y(), p.z());
                out.mark();
                if (d > 0 && d < near) {
                    cartilage(v, d);
                }
                if (d > r) {
                    return;
                }
                zone(p);
            }
            double dc = Double.POSITIVE_INFINITY;
            if (in != null) {
                dc = in.at(p.x(), p.y(), p.z(), r, 0);
                in.mark();
            }
            boolean uniform = d < -r && (shell >= Zone.WALL || Math.abs(d + shell) > r) && Math.abs(dc) > r;
            double left = 1;
            for (DistanceProbe g : gone) {
                double dg = g.at(p.x(), p.y(), p.z(), r, 0);
                g.mark();
                uniform &= Math.abs(dg) > r;
                left = dg < -r ? 0 : left;
            }
            if (uniform) {
                all = left;
                inner = dc < 0 || d + shell < 0 ? left : 0;
            } else {
                cells(p);
            }
            if (all <= 0) {
                return;
            }
            scan.boneHu[v] += (float) (inner * hu + (all - inner) * bone.cortexHu());
            scan.bone[v] += (float) all;
            if (all > scan.most[v]) {
                scan.most[v] = (float) all;
                scan.labels[v] = (byte) (all >= 0.5 ? label : scan.labels[v]);
            }
            if (inner > 1 - 1e-9) {
                scan.zones[v] = (byte) zone;
            }
        }

        private void cartilage(int v, double d) {
            float before = scan.near[v];
            if (before > 0 && before + d < near) {
                scan.near[v] = -1;
            } else if (before == 0 || before > 0 && d < before) {
                scan.near[v] = (float) d;
            }
        }

        private void cells(Vec3 p) {
            double sumAll = 0;
            double sumInner = 0;
            for (int c = 0; c < scan.ck; c++) {
                for (int b = 0; b < scan.cj; b++) {
                    for (int a = 0; a < scan.ci; a++) {
                        Vec3 q = scan.cell(p, a, b, c);
                        double left = 1;
                        for (DistanceProbe g : gone) {
                            left *= 1 - scan.below(g, g.at(q.x(), q.y(), q.z(), scan.cellRadius, 0));
                        }
                        if (left == 0) {
                            continue;
                        }
                        double d = out.at(q.x(), q.y(), q.z(), scan.cellRadius, shell);
                        double bony = scan.below(out, d);
                        double deep = bony > 0 ? beyond(d + shell) : 0;
                        if (in != null && bony > 0) {
                            deep = Math.max(deep, Math.min(bony, scan.below(in, in.at(q.x(), q.y(), q.z(), scan.cellRadius, 0))));
                        }
                        sumAll += left * bony;
                        sumInner += left * deep;
                    }
                }
            }
            double n = scan.ci * scan.cj * scan.ck;
            all = sumAll / n;
            inner = sumInner / n;
        }

        /** The part of the cell deeper than the cortex; where that touches the cell, the surface was asked just before. */
        private double beyond(double d) {
            if (Math.abs(d) > scan.cellRadius) {
                return d < 0 ? 1 : 0;
            }
            out.normal();
            return Fraction.below(d, out.across(scan.ei), out.across(scan.ej), out.across(scan.ek));
        }

        /** Looks up the zone: the one with the nearest centre, mixed with the second one near the border between them. */
        private void zone(Vec3 p) {
            List<Zone> zones = bone.zones();
            int first = -1;
            int second = -1;
            double d1 = Double.POSITIVE_INFINITY;
            double d2 = Double.POSITIVE_INFINITY;
            for (int z = 0; z < zones.size(); z++) {
                double d = Double.POSITIVE_INFINITY;
                for (Vec3 c : zones.get(z).centres()) {
                    d = Math.min(d, c.distance(p));
                }
                if (d < d1) {
                    d2 = d1;
                    second = first;
                    d1 = d;
                    first = z;
                } else if (d < d2) {
                    d2 = d;
                    second = z;
                }
            }
            Zone a = zones.get(first);
            double t = second < 0 ? 1 : Math.min(1, (d2 - d1) / TRANSITION);
            double w = second < 0 ? 0 : 0.5 * (1 - t * t * (3 - 2 * t));
            Zone b = second < 0 ? a : zones.get(second);
            hu = (1 - w) * a.hu() + w * b.hu();
            shell = (1 - w) * a.shell() + w * b.shell();
            zone = t >= 1 ? firstZone + first : 0;
        }
    }
}
