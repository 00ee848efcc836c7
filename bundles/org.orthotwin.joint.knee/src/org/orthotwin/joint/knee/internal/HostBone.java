/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;

/**
 * What the sides of a part that look at a bone lie against: host bone, another part between, or nothing. A place is against host bone where
 * it is in bone, which a cut then makes room in, or at most {@link #AGAINST} before it; the room of the canal is no bone. A place is
 * against a part where that part is at most {@link #CEMENT} before it.
 */
public final class HostBone {

    /** Largest gap that counts as contact, m. */
    public static final double AGAINST = 0.001;
    /** Largest layer of cement between two parts, m. */
    public static final double CEMENT = 0.002;
    /** Places are no farther apart than this on a face, m. */
    private static final double SPACING = 0.0015;
    /** Sine of the largest angle between a face and a cut that it lies on. */
    private static final double FLAT = 1e-3;
    /** Sides of a cone or a sleeve whose normal leans more than this to the axis are ends or steps. */
    private static final double END = 0.7;

    /** What there is at a place. */
    public enum Against {
        HOST, PART, NOTHING
    }

    /**
     * Parts of an area.
     *
     * @param host against host bone, 0 to 1
     * @param part against a part, 0 to 1
     * @param area of the whole, m2
     */
    public record Bed(double host, double part, double area) {

        public double nothing() {
            return 1 - host - part;
        }
    }

    /** A small piece of a side: three corners and what is before it, in the bone's surface frame. */
    public record Piece(Vec3 a, Vec3 b, Vec3 c, Against against) {
    }

    private record Other(RayCast ray, RigidTransform inverse) {
    }

    private final double spacing;
    private final RayCast bone;
    private final RayCast canal;
    private final List<Other> others = new ArrayList<>();

    /** @param others parts that may lie between a part and the bone, with poses in the bone's surface frame */
    public HostBone(Body bone, List<PlacedPart> others) {
        this(bone, others, SPACING);
    }

    /** As above, with places this far apart, m: for a search. */
    public HostBone(Body bone, List<PlacedPart> others, double spacing) {
        this.spacing = spacing;
        this.bone = new RayCast(KeptTrees.of(bone.surface("outer")));
        TriangleMesh c = bone.surfaces().get("canal");
        this.canal = c == null ? null : new RayCast(KeptTrees.of(c));
        for (PlacedPart p : others) {
            this.others.add(new Other(new RayCast(KeptTrees.of(p.part().surfaces().get("envelope"))), p.pose().inverse()));
        }
    }

    /** Whether there is host bone at a place of the bone's surface frame. */
    public boolean inside(Vec3 p) {
        return bone.inside(p) && (canal == null || !canal.inside(p));
    }

    Against against(Vec3 p, Vec3 normal) {
        for (Other o : others) {
            if (o.ray.inside(o.inverse.apply(p.plus(normal.times(CEMENT))))) {
                return Against.PART;
            }
        }
        return inside(p.plus(normal.times(AGAINST))) || inside(p) ? Against.HOST : Against.NOTHING;
    }

    /** What a part's sides towards bone lie against. @param at its pose in the bone's surface frame */
    public Bed bed(PartModel part, RigidTransform at) {
        double[] sum = new double[Against.values().length];
        double all = 0;
        for (Piece p : pieces(part, at)) {
            double area = 0.5 * p.b.minus(p.a).cross(p.c.minus(p.a)).norm();
            all += area;
            sum[p.against.ordinal()] += area;
        }
        return all == 0 ? new Bed(0, 0, 0) : new Bed(sum[0] / all, sum[1] / all, all);
    }

    /** The sides of a part towards bone, in pieces. */
    public List<Piece> pieces(PartModel part, RigidTransform at) {
        List<Piece> pieces = new ArrayList<>();
        TriangleMesh m = part.surfaces().get("envelope");
        List<RigidTransform> cuts = cuts(part);
        for (int t = 0; t < m.triangleCount(); t++) {
            Vec3 a = m.corner(t, 0);
            Vec3 b = m.corner(t, 1);
            Vec3 c = m.corner(t, 2);
            Vec3 n = b.minus(a).cross(c.minus(a));
            if (n.norm() < 1e-15) {
                continue;
            }
            n = n.normalized();
            if (cuts.isEmpty() ? outwards(a, b, c, n) : on(cuts, a, b, c, n)) {
                split(pieces, at.apply(a), at.apply(b), at.apply(c), at.rotate(n));
            }
        }
        return pieces;
    }

    /** Planes that a part's sides lie on, their z axes to what is removed; none of cones and sleeves, whose sides look away from y. */
    private static List<RigidTransform> cuts(PartModel part) {
        return part.features().entrySet().stream().sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .filter(e -> e.getKey().startsWith("cut.") || e.getKey().equals("face") || e.getKey().equals("resection"))
                .map(Map.Entry::getValue).toList();
    }

    private static boolean on(List<RigidTransform> cuts, Vec3 a, Vec3 b, Vec3 c, Vec3 normal) {
        for (RigidTransform p : cuts) {
            Vec3 z = p.axis(2);
            if (normal.dot(z) < FLAT - 1 && Math.abs(a.minus(p.translation()).dot(z)) < 1e-5
                    && Math.abs(b.minus(p.translation()).dot(z)) < 1e-5 && Math.abs(c.minus(p.translation()).dot(z)) < 1e-5) {
                return true;
            }
        }
        return false;
    }

    private static boolean outwards(Vec3 a, Vec3 b, Vec3 c, Vec3 n) {
        Vec3 middle = a.plus(b).plus(c).times(1 / 3.0);
        return Math.abs(n.y()) < END && middle.x() * n.x() + middle.z() * n.z() > 0;
    }

    private void split(List<Piece> pieces, Vec3 a, Vec3 b, Vec3 c, Vec3 normal) {
        double longest = Math.max(a.distance(b), Math.max(b.distance(c), c.distance(a)));
        int n = (int) Math.max(1, Math.ceil(longest / spacing));
        Vec3 u = b.minus(a).times(1.0 / n);
        Vec3 v = c.minus(a).times(1.0 / n);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n - i; k++) {
                Vec3 p = a.plus(u.times(i)).plus(v.times(k));
                piece(pieces, p, p.plus(u), p.plus(v), normal);
                if (k < n - i - 1) {
                    piece(pieces, p.plus(u), p.plus(u).plus(v), p.plus(v), normal);
                }
            }
        }
    }

    private void piece(List<Piece> pieces, Vec3 a, Vec3 b, Vec3 c, Vec3 normal) {
        pieces.add(new Piece(a, b, c, against(a.plus(b).plus(c).times(1 / 3.0), normal)));
    }
}
