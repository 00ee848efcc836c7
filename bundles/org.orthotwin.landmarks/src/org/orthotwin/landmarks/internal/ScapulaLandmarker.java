/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.SphereFit;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneMeasures;
import org.orthotwin.landmarks.CutPlane;
import org.orthotwin.landmarks.Finding;
import org.orthotwin.landmarks.MeasureDefinition;
import org.orthotwin.landmarks.internal.ScapulaTemplate.Part;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/**
 * The whole scapula.
 *
 * <p>Parts, rough places and side: {@link ScapulaTemplate}. In the axes of isb.scapula, turned until they agree with the landmarks: the
 * inferior angle (AI) is the lowest place and the superior one (SA) the highest of the medial third, the coracoid's tip (PC) its most
 * ventral place, the acromial angle (AA) the most lateral and dorsal place of the acromion, ACR_T its most ventral and ACL its most
 * lateral one. Root of the spine (TS): where the line through the crest of the spine meets the medial border. Glenoid: {@link GlenoidRim};
 * GLEN_S and GLEN_I, GLEN_A and GLEN_P are its rim above, below, before and behind the centre, in the plane of the scapula and in that of
 * Friedman at a right angle to it.
 *
 * <p>Two hollows: {@link TwoHollows} of the face; where they fit much better than one and face far enough from each other, the hinder one
 * is that of a worn glenoid (Walch B2), and both axes are given as PALEO_N and NEO_N; of two above each other (Favard E2) the middles of
 * both areas are GC_HIGH and GC_LOW, and the centres of their balls HIGH_C and LOW_C.
 *
 * <p>How far the rules themselves are off is part of the uncertainty: what was seen on generated scapulae of known truth. The root of the
 * spine is broad; the rim is an edge that surfaces round off; the middle of a rim that wear has moved is not that of the old hollow.
 */
public final class ScapulaLandmarker implements BoneLandmarker {

    private static final int ROUNDS = 12;
    /** Depth below an extreme over which the surface is averaged, and how far from it, m: tips are blunt. */
    private static final double CAP = 0.001;
    private static final double NEAR = 0.006;
    /** How far a tip may lie from where the template has it, m at its size. */
    private static final double REACH = 0.040;
    private static final double NORMAL = 0.03;
    /** The same of the inferior angle and, in reach, of the acromion's lateral edge, which are broad. */
    private static final double BROAD_CAP = 0.0025;
    private static final double BROAD_NEAR = 0.014;
    private static final int SLICES = 17;
    private static final double BESIDE_MM = 13;
    /** The medial border at the root of the spine is the mean over so many planes to either side, this far apart, m. */
    private static final int BORDER_LEVELS = 2;
    private static final double BORDER_STEP = 0.001;
    /** Depth below the border's edge over which its place is averaged, m. */
    private static final double BORDER_CAP = 0.0015;
    /** How far a bone may go on beyond an image's end, m. */
    private static final double BEYOND = 0.015;
    /** How far the rules are off on generated scapulae, root mean square of each coordinate. */
    private static final Finding.Estimate ROOT = new Finding.Estimate(0.00065, "");
    private static final Finding.Estimate EDGE = new Finding.Estimate(0.0005, "");
    private static final Finding.Estimate WORN = new Finding.Estimate(0.0007, "");
    /** A rim with one hollow that lies farther off its plane, m, is not all rim; how far its landmarks are off then, seen once. */
    private static final double UNEVEN = 0.0015;
    private static final Finding.Estimate UNSURE = new Finding.Estimate(0.004, "");
    private static final Vec3 DORSOLATERAL = new Vec3(-1, 0, 1).normalized();

    @Override
    public String method() {
        return "scapula.surface/7";
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
        return find(bone, List.of(), monitor);
    }

    @Override
    public Finding find(TriangleMesh bone, List<CutPlane> cuts, Monitor monitor) {
        BoneShape shape = new BoneShape(bone);
        ScapulaTemplate template = ScapulaTemplate.fit(shape, monitor);
        Finding.Builder f = new Finding.Builder();
        double reach = REACH * template.scale();
        List<Vec3> acromion = new ArrayList<>();
        List<Vec3> coracoid = new ArrayList<>();
        shape.forEach((p, n, area) -> {
            Part part = template.part(p);
            if (part == Part.ACROMION) {
                acromion.add(p);
            } else if (part == Part.CORACOID) {
                coracoid.add(p);
            }
        });
        RayCast ray = new RayCast(shape.tree());
        RigidTransform frame = pose(template.mark("AA"), template.mark("TS"), template.mark("AI"));
        for (int i = 0; i < ROUNDS; i++) {
            monitor.checkCancelled();
            RigidTransform in = frame.inverse();
            f.point("AA", tip(acromion, frame.rotate(DORSOLATERAL), NEAR, "acromion"));
            f.point("ACL", tip(acromion, frame.axis(2), BROAD_NEAR, "acromion"));
            f.point("ACR_T", tip(acromion, frame.axis(0), NEAR, "acromion"));
            f.point("PC", tip(coracoid, frame.axis(0), NEAR, "coracoid"));
            Vec3 low = in.apply(template.mark("AI"));
            f.point("AI", frame.apply(shape.extreme(frame, p -> p.distance(low) < reach, Vec3.Y.negate(), BROAD_CAP, BROAD_NEAR,
                    "inferior angle")));
            Vec3 high = in.apply(template.mark("SA"));
            f.point("SA", frame.apply(shape.extreme(frame, p -> p.distance(high) < reach, Vec3.Y, CAP, NEAR, "superior angle")));
            f.estimate("TS", root(shape, ray, frame, f, template), ROOT);
            RigidTransform next = pose(f.get("AA"), f.get("TS"), f.get("AI"));
            double turn = next.inverse().times(frame).angle();
            frame = next;
            if (turn < 1e-7) {
                break;
            }
        }
        atCuts(f, cuts);
        glenoid(shape, f, template);
        f.size("template.residual", template.rms());
        f.size("template.scale", template.scale());
        return f.build(template.handedness(), "whole");
    }

    /**
     * What ends where the image did is farther out, nobody knows how far: the place at the cut stays, for the plane of the scapula hardly
     * depends on how far along it a point lies, and is said to be uncertain in that direction.
     */
    private static void atCuts(Finding.Builder f, List<CutPlane> cuts) {
        List<String> cut = new ArrayList<>();
        for (String code : List.of("AA", "ACL", "ACR_T", "PC", "AI", "SA", "TS")) {
            Vec3 p = f.get(code);
            Vec3 along = Vec3.ZERO;
            for (CutPlane c : cuts) {
                along = c.holds(p) ? along.plus(c.normal().times(BEYOND)) : along;
            }
            if (along.norm() > 0) {
                cut.add(code);
                f.estimate(code, p, new Finding.Estimate(code.equals("TS") ? ROOT.sd() : 0, "", along));
            }
        }
        if (!cut.isEmpty()) {
            f.note("The surface is cut where " + String.join(", ", cut) + " would be: what is given is at the cut, uncertain by "
                    + BoneShape.mm(BEYOND) + " outwards.");
        }
    }

    private static RigidTransform pose(Vec3 aa, Vec3 ts, Vec3 ai) {
        return BoneFrames.scapula().getFirst().rule().pose(Map.of("AA", aa, "TS", ts, "AI", ai), Side.RIGHT);
    }

    /** The extreme of points in a direction: its height over the middle of what is little below and near. */
    private static Vec3 tip(List<Vec3> points, Vec3 d, double near, String what) {
        Vec3 best = points.stream().max(Comparator.comparingDouble(p -> p.dot(d)))
                .orElseThrow(() -> new IllegalArgumentException("no scapula: it has no " + what));
        double most = best.dot(d);
        Vec3 sum = Vec3.ZERO;
        double weight = 0;
        for (Vec3 p : points) {
            double w = p.dot(d) - most + CAP;
            if (w > 0 && p.distance(best) < near) {
                sum = sum.plus(p.times(w));
                weight += w;
            }
        }
        Vec3 c = sum.times(1 / weight);
        return c.plus(d.times(most - c.dot(d)));
    }

    /**
     * The medial border at the height of the line through the crest of the spine. The crest is where the dorsal surface stands out most
     * from the middle of what lies {@value #BESIDE_MM} mm above and below it.
     */
    private static Vec3 root(BoneShape shape, RayCast ray, RigidTransform frame, Finding.Builder f, ScapulaTemplate template) {
        RigidTransform in = frame.inverse();
        double aa = in.apply(f.get("AA")).z();
        Vec3 rough = in.apply(template.mark("TS"));
        double reach = 0.030 * template.scale();
        double medial = shape.extreme(frame, q -> q.distance(rough) < reach, Vec3.Z.negate(), "medial border").z();
        double width = aa - medial;
        double[] z = new double[SLICES];
        double[] y = new double[SLICES];
        int n = 0;
        for (int i = 0; i < SLICES; i++) {
            double at = medial + width * (0.10 + 0.40 * i / (SLICES - 1));
            double crest = crest(ray, frame, rough, rough.y() * (aa - at) / width, at, template.scale());
            if (!Double.isNaN(crest)) {
                z[n] = at;
                y[n++] = crest;
            }
        }
        if (n < SLICES / 2) {
            throw new IllegalArgumentException("no scapular spine: its crest is seen in " + n + " of " + SLICES + " slices");
        }
        // the line with the median of the slopes and of the heights
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int k = i + 3; k < n; k++) {
                slopes.add((y[k] - y[i]) / (z[k] - z[i]));
            }
        }
        double slope = median(slopes);
        List<Double> heights = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            heights.add(y[i] - slope * (z[i] - medial));
        }
        double height = median(heights);
        double at = Math.max(rough.y() - reach, Math.min(rough.y() + reach, height));
        Vec3 sum = Vec3.ZERO;
        int levels = 0;
        for (int i = -BORDER_LEVELS; i <= BORDER_LEVELS; i++) {
            Vec3 p = border(shape, frame, at + BORDER_STEP * i, rough, 1.5 * reach);
            sum = p == null ? sum : sum.plus(p);
            levels += p == null ? 0 : 1;
        }
        if (levels == 0) {
            throw new IllegalArgumentException("no root of the spine: the medial border is not where the spine's crest meets it");
        }
        Vec3 mean = sum.times(1.0 / levels);
        return frame.apply(new Vec3(mean.x(), at, mean.z()));
    }

    /**
     * The medial border in the plane of a height: as far medially as the outline reaches, over the middle of what is little less far; null
     * where the plane misses it. An extreme of a slab would not do, since the border leans and its most medial place is at the slab's end.
     */
    private static Vec3 border(BoneShape shape, RigidTransform frame, double y, Vec3 rough, double reach) {
        double most = Double.POSITIVE_INFINITY;
        List<double[]> edges = new ArrayList<>();
        for (double[] loop : shape.section(frame, y).loops()) {
            for (int i = 0; i < loop.length; i += 2) {
                int k = (i + 2) % loop.length;
                double z = 0.5 * (loop[i] + loop[k]);
                double x = 0.5 * (loop[i + 1] + loop[k + 1]);
                if (new Vec3(x, y, z).distance(rough) < reach) {
                    edges.add(new double[] {z, x, Math.hypot(loop[k] - loop[i], loop[k + 1] - loop[i + 1])});
                    most = Math.min(most, Math.min(loop[i], loop[k]));
                }
            }
        }
        double sum = 0;
        double weight = 0;
        for (double[] e : edges) {
            double w = e[2] * Math.max(0, most + BORDER_CAP - e[0]);
            sum += w * e[1];
            weight += w;
        }
        return weight > 0 ? new Vec3(sum / weight, y, most) : null;
    }

    private static double median(List<Double> v) {
        double[] s = v.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return s.length == 0 ? 0 : 0.5 * (s[(s.length - 1) / 2] + s[s.length / 2]);
    }

    /** Height of the spine's crest in a slice at a right angle to z, or NaN. */
    private static double crest(RayCast ray, RigidTransform frame, Vec3 rough, double middle, double z, double scale) {
        double step = 0.001;
        int beside = (int) Math.round(BESIDE_MM / 1000.0 * scale / step);
        int around = (int) Math.round(0.020 * scale / step);
        int n = 2 * (around + beside) + 1;
        double[] back = new double[n];
        for (int i = 0; i < n; i++) {
            Vec3 from = new Vec3(rough.x() - 0.08, middle + (i - around - beside) * step, z);
            double t = ray.first(frame.apply(from), frame.axis(0));
            back[i] = t < 0.14 ? 0.08 - t : Double.NaN;
        }
        double most = 0.001;
        int best = -1;
        double[] out = new double[n];
        for (int i = beside; i < n - beside; i++) {
            out[i] = back[i] - 0.5 * (back[i - beside] + back[i + beside]);
            if (out[i] > most) {
                most = out[i];
                best = i;
            }
        }
        if (best < 0) {
            return Double.NaN;
        }
        double sum = 0;
        double weight = 0;
        for (int i = beside; i < n - beside; i++) {
            double w = out[i] - 0.9 * most;
            if (w > 0 && Math.abs(i - best) <= beside / 2) {
                sum += w * i;
                weight += w;
            }
        }
        return middle + (sum / weight - around - beside) * step;
    }

    private static void glenoid(BoneShape shape, Finding.Builder f, ScapulaTemplate template) {
        Vec3 n = template.direction("GC", "GLEN_N");
        Vec3 rough = facing(shape, template, n);
        GlenoidRim rim = GlenoidRim.find(shape.tree(), rough, facing(shape, template, rough, n), template.direction("GC", "GLEN_S"));
        f.size("glenoid.rim.residual", rim.rms());
        SphereFit sphere = rim.sphere();
        if (sphere.center().minus(rim.centre()).dot(rim.normal()) > 0) {
            f.size("glenoid.radius", sphere.radius());
        } else {
            f.note("The glenoid's face is not hollow.");
        }
        f.size("glenoid.residual", sphere.rms());
        TwoHollows two = TwoHollows.of(rim);
        boolean worn = two != null && two.isSure(sphere.rms(), rim.centre());
        boolean uneven = !worn && rim.rms() > UNEVEN;
        Finding.Estimate edge = worn ? WORN : uneven ? UNSURE : EDGE;
        if (uneven) {
            f.note("The glenoid's rim lies " + BoneShape.mm(rim.rms()) + " off a plane in the mean: its ends and where it faces "
                    + "are unsure, as they are where wear has made it level with the root of the coracoid.");
        }
        f.estimate("GC", rim.centre(), edge);
        f.estimate("GLEN_N", rim.centre().plus(rim.normal().times(NORMAL)), edge);
        // the long axis of a rim that wear has moved leans by up to 7 degrees
        Vec3 up = BoneShape.across(plane(f.get("TS"), f.get("AI"), rim.centre()).axis(1), rim.normal());
        Vec3 front = up.cross(rim.normal());
        f.estimate("GLEN_S", rim.at(up), edge);
        f.estimate("GLEN_I", rim.at(up.negate()), edge);
        f.estimate("GLEN_A", rim.edgeAt(front), edge);
        f.estimate("GLEN_P", rim.edgeAt(front.negate()), edge);
        if (worn) {
            f.size("glenoid.two-hollows.residual", two.rms());
            if (two.vertical()) {
                f.point("GC_HIGH", two.front().middle());
                f.point("HIGH_C", two.front().centre());
                f.point("GC_LOW", two.hinder().middle());
                f.point("LOW_C", two.hinder().centre());
                f.note("The glenoid's face has two hollows above each other, as a worn one of Favard type E2 has.");
            } else {
                f.point("GC_NEO", two.hinder().middle());
                f.point("PALEO_N", rim.centre().plus(two.frontAxis(rim.centre()).times(NORMAL)));
                f.point("NEO_N", rim.centre().plus(two.hinder().axis().times(NORMAL)));
                f.note("The glenoid's face has two hollows, as a worn one of Walch type B2 has.");
            }
        }
    }

    private static RigidTransform plane(Vec3 ts, Vec3 ai, Vec3 gc) {
        return BoneFrames.scapula().get(1).rule().pose(Map.of("GC", gc, "TS", ts, "AI", ai), Side.RIGHT);
    }

    /** The middle of what faces to the side where the template has its glenoid. */
    private static Vec3 facing(BoneShape shape, ScapulaTemplate template, Vec3 normal) {
        Vec3 c = template.mark("GC");
        double[] s = new double[4];
        shape.forEach((p, n, area) -> {
            if (p.distance(c) < 0.025 * template.scale() && n.dot(normal) > 0.85) {
                double w = area * Math.max(0, p.minus(c).dot(normal) + 0.012);
                s[0] += w * p.x();
                s[1] += w * p.y();
                s[2] += w * p.z();
                s[3] += w;
            }
        });
        if (s[3] == 0) {
            throw new IllegalArgumentException("no glenoid: nothing faces to the side where it should be");
        }
        return new Vec3(s[0], s[1], s[2]).times(1 / s[3]);
    }

    /** The mean direction of the face around a place. */
    private static Vec3 facing(BoneShape shape, ScapulaTemplate template, Vec3 c, Vec3 normal) {
        double[] s = new double[3];
        shape.forEach((p, n, area) -> {
            if (p.distance(c) < 0.012 * template.scale() && n.dot(normal) > 0.7) {
                s[0] += area * n.x();
                s[1] += area * n.y();
                s[2] += area * n.z();
            }
        });
        Vec3 d = new Vec3(s[0], s[1], s[2]);
        return d.norm() > 0 ? d.normalized() : normal;
    }
}
