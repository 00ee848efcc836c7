/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.LineFit;
import org.orthotwin.geometry.PlaneFit;
import org.orthotwin.geometry.RigidFit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneMeasures;
import org.orthotwin.landmarks.Finding;
import org.orthotwin.landmarks.MeasureDefinition;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/**
 * The whole scapula.
 *
 * <p>Axes: of all ways to lay the principal axes along those of the body, and after turning each to where inferior and superior angle,
 * acromial angle and coracoid tip lie on average, the one with the smallest residual where the spine stands out behind the blade; then
 * those of isb.scapula, turned until they agree.
 * Inferior angle, acromial angle (most lateral and dorsal), coracoid tip (most ventral) and the acromion's lateral edge are extreme points.
 * Root of the spine: where the line through the crest of the spine meets the medial border. Glenoid: what faces to the side below the
 * acromion around its most lateral place; centre and plane are those of that surface, its rim where it ends along and across. The
 * side has to be said: acromion and coracoid of one are much like coracoid and acromion of the other.
 */
public final class ScapulaLandmarker implements BoneLandmarker {

    private static final int ROUNDS = 10;
    /** How much a spine behind the blade counts against the residual. */
    private static final double SPINE_WEIGHT = 0.25;
    /** Where the points of a right scapula lie on average, in axes of isb.scapula from the acromial angle, m. */
    private static final Map<String, Vec3> TYPICAL = Map.of("AA", Vec3.ZERO, "AI", new Vec3(0, -0.115, -0.090), "SA",
            new Vec3(0.012, 0.040, -0.098), "PC", new Vec3(0.062, 0.003, -0.015));
    private static final List<String> ORDER = List.of("AA", "AI", "SA", "PC");
    /** How the principal axes may be turned against those of the body. */
    private static final List<RigidTransform> TURNS = List.of(RigidTransform.IDENTITY, RigidTransform.rotation(Vec3.X, 0.6),
            RigidTransform.rotation(Vec3.X, -0.6), RigidTransform.rotation(Vec3.Y, 0.6), RigidTransform.rotation(Vec3.Y, -0.6),
            RigidTransform.rotation(Vec3.Z, 0.6), RigidTransform.rotation(Vec3.Z, -0.6));
    /** A glenoid is smaller than this around its centre, m. */
    private static final double GLENOID = 0.026;

    @Override
    public String method() {
        return "scapula.surface/1";
    }

    @Override
    public List<FrameDefinition> frames() {
        return BoneFrames.scapula();
    }

    @Override
    public List<MeasureDefinition> measures() {
        return BoneMeasures.scapula();
    }

    @Override
    public Finding find(TriangleMesh bone, Monitor monitor) {
        BoneShape shape = new BoneShape(bone);
        double[] residual = new double[1];
        RigidTransform frame = oriented(shape, 1, residual);
        monitor.checkCancelled();
        Finding.Builder f = new Finding.Builder();
        for (int i = 0; i < ROUNDS; i++) {
            Map<String, Vec3> p = points(shape, frame, 1);
            p.forEach(f::point);
            f.point("TS", root(shape, frame, p));
            RigidTransform next = BoneFrames.scapula().getFirst().rule().pose(Map.of("AA", p.get("AA"), "TS", f.get("TS"), "AI",
                    p.get("AI")),
                    org.orthotwin.joint.Side.RIGHT);
            double turn = next.inverse().times(frame).angle();
            frame = next;
            if (turn < 1e-7) {
                break;
            }
        }
        glenoid(shape, f, frame);
        f.size("axes.residual", residual[0]);
        return f.build(0, "whole");
    }

    private static RigidTransform oriented(BoneShape shape, int lateral, double[] residual) {
        RigidTransform principal = BoneShape.principalFrame(shape.mesh());
        List<Vec3> few = new ArrayList<>();
        int step = Math.max(1, shape.fine().vertexCount() / 3000);
        for (int i = 0; i < shape.fine().vertexCount(); i += step) {
            few.add(shape.fine().vertex(i));
        }
        RigidTransform best = null;
        residual[0] = Double.POSITIVE_INFINITY;
        for (int k = 0; k < 6; k++) {
            for (int start = 0; start < 4 * TURNS.size(); start++) {
                int sign = start % 4;
                Vec3 x = principal.axis(k / 2).times((sign & 1) == 0 ? 1 : -1);
                Vec3 y = principal.axis((k / 2 + 1 + k % 2) % 3).times((sign & 2) == 0 ? 1 : -1);
                RigidTransform frame = RigidTransform.frame(principal.translation(), x, y, x.cross(y)).times(TURNS.get(start / 4));
                try {
                    RigidFit fit = null;
                    for (int i = 0; i < ROUNDS; i++) {
                        fit = fit(raw(few, frame, lateral), lateral);
                        frame = fit.transform();
                    }
                    double r = fit.rms() / fit.scale();
                    // not worth a look
                    if (!(fit.scale() > 0.6 && fit.scale() < 1.5 && 0.4 * r < residual[0])) {
                        continue;
                    }
                    double behind = spineBehind(shape, frame, lateral);
                    r *= 1 - SPINE_WEIGHT * behind;
                    if (r < residual[0]) {
                        residual[0] = r;
                        best = frame;
                    }
                } catch (IllegalArgumentException notThisWay) {
                    continue;
                }
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("no scapula: angles, acromion and coracoid lie nowhere as they should");
        }
        return best;
    }

    /**
     * How far the spine stands out behind the blade between a third and two thirds of the width: 1 surely, -1 before it. Acromion and
     * coracoid
     * could be taken for each other without. The faces of the spine look up and down, those of the blade to the front and the back.
     */
    private static double spineBehind(BoneShape shape, RigidTransform frame, int lateral) {
        RigidTransform in = frame.inverse();
        double[] y = range(shape, in, 1, 1);
        double[] z = range(shape, in, 2, lateral);
        double[] spine = new double[3];
        double[] blade = new double[2];
        for (int pass = 0; pass < 2; pass++) {
            int what = pass;
            shape.forEach((p, n, area) -> {
                Vec3 q = in.apply(p);
                double part = (lateral * q.z() - z[0]) / (z[1] - z[0]);
                double height = (q.y() - y[0]) / (y[1] - y[0]);
                if (part < 0.33 || part > 0.66 || height < 0.45 || height > 0.92) {
                    return;
                }
                Vec3 m = in.rotate(n);
                if (what == 0 && Math.abs(m.y()) > 0.65) {
                    spine[0] += area * q.x();
                    spine[1] += area * q.y();
                    spine[2] += area;
                } else if (what == 1 && Math.abs(m.x()) > 0.8 && Math.abs(q.y() - spine[1] / spine[2]) < 0.2 * (y[1] - y[0])) {
                    blade[0] += area * q.x();
                    blade[1] += area;
                }
            });
            if (spine[2] == 0) {
                return 0;
            }
        }
        return blade[1] == 0 ? 0 : Math.max(-1, Math.min(1, (blade[0] / blade[1] - spine[0] / spine[2]) / 0.004));
    }

    private static double[] range(BoneShape shape, RigidTransform in, int axis, int sign) {
        double[] r = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        shape.forEach((p, n, area) -> {
            double h = sign * in.apply(p).toArray()[axis];
            r[0] = Math.min(r[0], h);
            r[1] = Math.max(r[1], h);
        });
        return r;
    }

    private static RigidFit fit(Map<String, Vec3> found, int lateral) {
        List<Vec3> from = new ArrayList<>();
        List<Vec3> to = new ArrayList<>();
        for (String code : ORDER) {
            Vec3 p = TYPICAL.get(code);
            from.add(new Vec3(p.x(), p.y(), lateral * p.z()));
            to.add(found.get(code));
        }
        return RigidFit.withScale(BoneShape.flat(from), BoneShape.flat(to));
    }

    private static Vec3 dorsal(int lateral) {
        return new Vec3(-0.6, 0, lateral * 0.8);
    }

    private static Map<String, Vec3> raw(List<Vec3> points, RigidTransform frame, int lateral) {
        RigidTransform in = frame.inverse();
        List<Vec3> local = points.stream().map(in::apply).toList();
        double low = local.stream().mapToDouble(p -> lateral * p.z()).min().orElseThrow();
        double high = local.stream().mapToDouble(p -> lateral * p.z()).max().orElseThrow();
        double third = low + (high - low) / 3;
        Map<String, Vec3> found = new LinkedHashMap<>();
        found.put("AA", most(local, p -> p.dot(dorsal(lateral))));
        found.put("AI", most(local, p -> -p.y()));
        found.put("SA", most(local.stream().filter(p -> lateral * p.z() < third).toList(), Vec3::y));
        found.put("PC", most(local, Vec3::x));
        found.replaceAll((code, p) -> frame.apply(p));
        return found;
    }

    private static Vec3 most(List<Vec3> points, java.util.function.ToDoubleFunction<Vec3> measure) {
        return points.stream().max(java.util.Comparator.comparingDouble(measure)).orElseThrow(
                () -> new IllegalArgumentException("no point in the region"));
    }

    private static Map<String, Vec3> points(BoneShape shape, RigidTransform frame, int lateral) {
        Vec3 lateralMost = shape.extreme(frame, p -> true, new Vec3(0, 0, lateral), "acromion");
        Vec3 medialMost = shape.extreme(frame, p -> true, new Vec3(0, 0, -lateral), "medial border");
        double third = medialMost.z() + (lateralMost.z() - medialMost.z()) / 3;
        Map<String, Vec3> found = new LinkedHashMap<>();
        found.put("AA", shape.extreme(frame, p -> true, dorsal(lateral), 0.001, 0.006, "acromial angle"));
        found.put("AI", shape.extreme(frame, p -> true, Vec3.Y.negate(), 0.001, 0.006, "inferior angle"));
        found.put("SA", shape.extreme(frame, p -> lateral * p.z() < lateral * third, Vec3.Y, 0.001, 0.006, "superior angle"));
        found.put("PC", shape.extreme(frame, p -> true, Vec3.X, 0.001, 0.006, "coracoid"));
        found.put("ACL", lateralMost);
        found.replaceAll((code, p) -> frame.apply(p));
        return found;
    }

    /** The medial border at the height of the line through the crest of the spine. */
    private static Vec3 root(BoneShape shape, RigidTransform frame, Map<String, Vec3> p) {
        RigidTransform in = frame.inverse();
        double aa = in.apply(p.get("AA")).z();
        double medial = shape.extreme(frame, q -> true, Vec3.Z.negate(), "medial border").z();
        double low = in.apply(p.get("AI")).y();
        double high = in.apply(p.get("SA")).y();
        List<Vec3> crest = new ArrayList<>();
        int n = 16;
        double w = (aa - medial) / (2 * n);
        for (int i = 0; i <= n; i++) {
            double z = medial + (aa - medial) * (0.35 + 0.4 * i / n);
            // the spine stands out to the back in the upper half
            crest.add(shape.extreme(frame, q -> Math.abs(q.z() - z) < w && q.y() > low + 0.45 * (high - low), Vec3.X.negate(),
                    "scapular spine"));
        }
        LineFit line = LineFit.of(BoneShape.flat(crest));
        Vec3 d = line.direction();
        if (Math.abs(d.z()) < 0.3) {
            throw new IllegalArgumentException("no scapular spine: its crest runs across the blade");
        }
        double reach = medial + 0.06 * (aa - medial);
        double y = line.point().y() + d.y() / d.z() * (reach - line.point().z());
        double at = Math.max(low + 0.4 * (high - low), Math.min(high - 0.05 * (high - low), y));
        return frame.apply(shape.extreme(frame, q -> Math.abs(q.y() - at) < 0.004, Vec3.Z.negate(), 0.0015, 0.008, "root of the spine"));
    }

    private static void glenoid(BoneShape shape, Finding.Builder f, RigidTransform frame) {
        RigidTransform in = frame.inverse();
        double aa = in.apply(f.get("AA")).z();
        double medial = in.apply(f.get("TS")).z();
        double width = aa - medial;
        double low = in.apply(f.get("AI")).y();
        // the most lateral place that faces to the side below the acromion
        Vec3[] seed = new Vec3[1];
        shape.forEach((p, n, area) -> {
            Vec3 q = in.apply(p);
            boolean place = q.y() < -0.10 * width && q.y() > 0.55 * low && q.x() > -0.02 * width && q.z() > medial + 0.6 * width;
            if (place && in.rotate(n).z() > 0.8 && (seed[0] == null || q.z() > in.apply(seed[0]).z())) {
                seed[0] = p;
            }
        });
        if (seed[0] == null) {
            throw new IllegalArgumentException("no glenoid: nothing faces to the side below the acromion");
        }
        Vec3 normal = frame.axis(2);
        Vec3 centre = seed[0];
        List<Vec3> region = List.of();
        PlaneFit plane = null;
        for (int i = 0; i < 2 * ROUNDS; i++) {
            Vec3 c = centre;
            Vec3 axis = normal;
            List<Vec3> next = new ArrayList<>();
            double[] sum = new double[4];
            double facing = i < 3 ? 0.75 : 0.82;
            shape.forEach((p, n, area) -> {
                Vec3 d = p.minus(c);
                double off = d.dot(axis);
                if (Math.abs(off) < 0.006 && d.minus(axis.times(off)).norm() < GLENOID && n.dot(axis) > facing) {
                    next.add(p);
                    sum[0] += area * p.x();
                    sum[1] += area * p.y();
                    sum[2] += area * p.z();
                    sum[3] += area;
                }
            });
            if (next.size() < 40) {
                throw new IllegalArgumentException("no glenoid: " + next.size() + " points of its surface, at least 40 are needed");
            }
            region = next;
            plane = PlaneFit.of(BoneShape.flat(region));
            normal = plane.normal().dot(axis) < 0 ? plane.normal().negate() : plane.normal();
            centre = new Vec3(sum[0], sum[1], sum[2]).times(1 / sum[3]);
            if (normal.angle(axis) < 1e-6 && centre.distance(c) < 1e-7) {
                break;
            }
        }
        f.point("GC", centre);
        f.point("GLEN_N", centre.plus(normal.times(0.03)));
        f.size("glenoid.residual", plane.rms());
        // the longer direction of the surface, upwards
        List<Vec3> flat = new ArrayList<>();
        for (Vec3 p : region) {
            flat.add(p.minus(normal.times(p.minus(centre).dot(normal))));
        }
        Vec3 up = BoneShape.across(LineFit.of(BoneShape.flat(flat)).direction(), normal);
        up = up.dot(frame.axis(1)) < 0 ? up.negate() : up;
        Vec3 front = up.cross(normal).normalized();
        front = front.dot(frame.axis(0)) < 0 ? front.negate() : front;
        f.point("GLEN_S", end(region, centre, up));
        f.point("GLEN_I", end(region, centre, up.negate()));
        f.point("GLEN_A", end(region, centre, front));
        f.point("GLEN_P", end(region, centre, front.negate()));
    }

    /** The middle of the outermost of a surface in a direction. */
    private static Vec3 end(List<Vec3> region, Vec3 centre, Vec3 d) {
        double most = region.stream().mapToDouble(p -> p.minus(centre).dot(d)).max().orElseThrow();
        return BoneShape.mean(region.stream().filter(p -> p.minus(centre).dot(d) > most - 0.0012).toList());
    }
}
