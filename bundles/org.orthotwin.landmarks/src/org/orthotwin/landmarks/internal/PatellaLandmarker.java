/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.orthotwin.core.Monitor;
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
 * The whole patella.
 *
 * <p>Its thinnest direction is from back to front. Seen along it, the apex is where the outline is most pointed: the direction in which it
 * is
 * narrowest {@value #TIP} m below the outermost point. The front is the side to which borders and apex lie, since the facets rise
 * from the borders to the ridge behind. Base, apex and borders are extreme points in axes that are turned
 * until they agree; the ridge is what lies farthest back at the middle of the height, the front opposite to it. The
 * lateral facet is the wider one, so that the ridge lies medial of the middle: that tells the side.
 */
public final class PatellaLandmarker implements BoneLandmarker {

    private static final int ROUNDS = 20;
    private static final int DIRECTIONS = 120;
    /** Height of the tip that is compared, m: the apex is 6 to 10 mm high, the borders are rounder. */
    private static final double TIP = 0.005;
    /** How far the ridge lies from the middle of the width where the side is sure, as a part of the width: a facet of 3 : 2. */
    private static final double SURE = 0.06;
    /** How far above and below the middle the ridge is sought again, as a part of the height. */
    private static final double RIDGE = 0.16;
    /** Least and largest length of an adult patella, m. */
    private static final double LEAST = 0.025;
    private static final double MOST = 0.070;

    @Override
    public String method() {
        return "patella.surface/1";
    }

    @Override
    public List<FrameDefinition> frames() {
        return BoneFrames.patella();
    }

    @Override
    public List<MeasureDefinition> measures() {
        return BoneMeasures.patella();
    }

    @Override
    public Finding find(TriangleMesh bone, Monitor monitor) {
        BoneShape shape = new BoneShape(bone);
        RigidTransform principal = BoneShape.principalFrame(bone);
        Vec3 thin = principal.axis(2);
        Vec3 c = principal.translation();
        double[] across = shape.range(principal.axis(0));
        double[] thick = shape.range(thin);
        if (!(across[1] - across[0] > LEAST && across[1] - across[0] < MOST && thick[1] - thick[0] < 0.85 * (across[1] - across[0]))) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                    "no patella: it is %s long and %s thick; %s to %s, and flatter than 0.85 of it, are expected",
                    BoneShape.mm(across[1] - across[0]), BoneShape.mm(thick[1] - thick[0]), BoneShape.mm(LEAST), BoneShape.mm(MOST)));
        }
        Vec3 down = pointed(shape, principal);
        Vec3 y = down.negate();
        // both borders and the apex lie before the middle of the thickness
        RigidTransform frame = frame(c, thin, y);
        double middle = 0.5 * (shape.extreme(frame, p -> true, Vec3.X, "front").x()
                + shape.extreme(frame, p -> true, Vec3.X.negate(), "back").x());
        double rim = (shape.extreme(frame, p -> true, Vec3.Z, "border").x() + shape.extreme(frame, p -> true, Vec3.Z.negate(), "border").x()
                + shape.extreme(frame, p -> true, Vec3.Y.negate(), "apex").x()) / 3;
        if (rim < middle) {
            frame = frame(c, thin.negate(), y);
        }
        Finding.Builder f = new Finding.Builder();
        for (int i = 0; i < ROUNDS; i++) {
            monitor.checkCancelled();
            points(shape, f, frame);
            Vec3 up = f.get("PP").minus(f.get("PA")).normalized();
            Vec3 z = BoneShape.across(f.get("PL").minus(f.get("PM")), up);
            Vec3 o = f.get("PP").mid(f.get("PA")).mid(f.get("PL").mid(f.get("PM")));
            RigidTransform next = RigidTransform.frame(o, up.cross(z), up, z);
            double turn = next.inverse().times(frame).angle();
            frame = next;
            if (turn < 1e-6) {
                break;
            }
        }
        RigidTransform in = frame.inverse();
        double lateral = in.apply(f.get("PL")).z();
        double medial = in.apply(f.get("PM")).z();
        double offset = 0.5 * (lateral + medial) - in.apply(f.get("PRIDGE")).z();
        return f.build(Math.clamp(offset / (SURE * (lateral - medial)), -1, 1), "whole");
    }

    private static RigidTransform frame(Vec3 o, Vec3 front, Vec3 up) {
        Vec3 x = BoneShape.across(front, up);
        return RigidTransform.frame(o, x, up, x.cross(up));
    }

    /** The direction across the thinnest one in which the outline is most pointed. */
    private static Vec3 pointed(BoneShape shape, RigidTransform principal) {
        List<double[]> points = new ArrayList<>();
        RigidTransform in = principal.inverse();
        shape.forEach((p, n, area) -> points.add(in.apply(p).toArray()));
        Vec3 best = null;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < DIRECTIONS; i++) {
            double c = Math.cos(2 * Math.PI * i / DIRECTIONS);
            double s = Math.sin(2 * Math.PI * i / DIRECTIONS);
            double top = Double.NEGATIVE_INFINITY;
            for (double[] p : points) {
                top = Math.max(top, c * p[0] + s * p[1]);
            }
            double left = Double.POSITIVE_INFINITY;
            double right = Double.NEGATIVE_INFINITY;
            for (double[] p : points) {
                if (c * p[0] + s * p[1] > top - TIP) {
                    left = Math.min(left, c * p[1] - s * p[0]);
                    right = Math.max(right, c * p[1] - s * p[0]);
                }
            }
            if (right - left < least) {
                least = right - left;
                best = principal.axis(0).times(c).plus(principal.axis(1).times(s));
            }
        }
        return best;
    }

    private static void points(BoneShape shape, Finding.Builder f, RigidTransform frame) {
        Predicate<Vec3> all = p -> true;
        Vec3 base = shape.extreme(frame, all, Vec3.Y, 0.001, 0.010, "base");
        Vec3 apex = shape.extreme(frame, all, Vec3.Y.negate(), 0.001, 0.006, "apex");
        Vec3 lateral = shape.extreme(frame, all, Vec3.Z, 0.001, 0.008, "lateral border");
        Vec3 medial = shape.extreme(frame, all, Vec3.Z.negate(), 0.001, 0.008, "medial border");
        f.point("PP", frame.apply(base));
        f.point("PA", frame.apply(apex));
        f.point("PL", frame.apply(lateral));
        f.point("PM", frame.apply(medial));
        double height = base.y() - apex.y();
        double width = lateral.z() - medial.z();
        double zm = 0.5 * (lateral.z() + medial.z());
        double ym = 0.5 * (base.y() + apex.y());
        // the ridge at the middle of the height, and above and below it
        for (int i = -1; i <= 1; i++) {
            double level = ym + RIDGE * i * height;
            f.point(i == 0 ? "PRIDGE" : i > 0 ? "RIDGE_P" : "RIDGE_D", frame.apply(shape.extreme(frame, p -> Math.abs(p.z() - zm) < 0.3
                    * width
                    && Math.abs(p.y() - level) < 0.05 * height, Vec3.X.negate(), 0.0005, 0.005, "ridge")));
        }
        Vec3 ridge = frame.inverse().apply(f.get("PRIDGE"));
        Vec3 front = shape.extreme(frame, p -> Math.hypot(p.y() - ridge.y(), p.z() - ridge.z()) < 0.003, Vec3.X, 0.0005, 0.004, "front");
        f.point("PANT", frame.apply(new Vec3(front.x(), ridge.y(), ridge.z())));
    }
}
