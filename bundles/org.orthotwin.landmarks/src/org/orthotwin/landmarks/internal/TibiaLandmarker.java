/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.LineFit;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.PlaneFit;
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
 * The tibia: whole, alone or with the fibula, as a part of its own or grown together with it; or its proximal part.
 *
 * <p>Proximal is the end with the larger sections; the front is where the tuberosity is and the plateau is not, which overhangs to the
 * back;
 * the medial side is that of the malleolus, or not that of the fibula. Axes of tibia.knee are turned until they agree. Compartments: what
 * faces upwards between the eminence and the border on each side, with a plane of least squares round its middle. Ankle: what faces
 * downwards above the malleolus. The transverse axis is the longer principal
 * axis of the plateau's section (TPA). Tuberosity, borders, malleoli and eminence are extreme points. Of a proximal part the ankle's centre
 * is put where it is in other people, with that uncertainty.
 */
public final class TibiaLandmarker implements BoneLandmarker {

    private static final int ROUNDS = 8;
    /** How far from the plane of a compartment its surface may lie, round by round, m. */
    private static final double[] BANDS = {0.008, 0.004, 0.003, 0.003};
    /** Half the distance of the two points that carry the slope of a compartment, m. */
    private static final double SLOPE_ARM = 0.012;
    /** How far below the lower border the section is whose axis is the transverse one, as a part of the plateau's width. */
    private static final double SECTION = 0.04;
    /** Below this length over the largest width a tibia is not whole. */
    private static final double LEAST_WHOLE = 3.6;
    /** Length of a tibia over the width of its plateau: 374 mm over 77 mm. */
    private static final double LENGTH_PER_WIDTH = 4.86;
    /** The same from the middle of the compartments to the ankle's centre, and how much people differ in it. */
    private static final double REACH_PER_WIDTH = 4.55;
    private static final double LENGTH_DOUBT = 0.06;
    /** The mechanical axis as it lies to that of the proximal shaft, and its standard deviation in each direction. */
    private static final double BACKWARDS = Math.toRadians(1.1);
    private static final double AXIS_DOUBT = Math.toRadians(2);
    private static final String ELSEWHERE = "mechanical axis 1.1 degrees backwards of the proximal shaft's (196 radiographs, SD 1.2, doi "
            + "10.1177/23259671241296858) and parallel to it from the front, 2 degrees assumed as standard deviation; distance 4.55 "
            + "times the plateau's width, 6 % assumed";
    /** Range of the proximal shaft below the middle of the compartments, as parts of the plateau's width. */
    private static final double SHAFT_FROM = 0.75;
    private static final double SHAFT_TO = 1.5;
    /** Least area of the ankle's surface, m2: a quarter of that of a small adult. */
    private static final double LEAST_ANKLE = 1e-4;

    @Override
    public String method() {
        return "tibia.surface/3";
    }

    @Override
    public List<FrameDefinition> frames() {
        return BoneFrames.tibia();
    }

    @Override
    public List<MeasureDefinition> measures() {
        return BoneMeasures.tibia();
    }

    @Override
    public Finding find(TriangleMesh bone, Monitor monitor) {
        List<TriangleMesh> parts = MeshRepair.components(bone).stream()
                .sorted(Comparator.comparingDouble((TriangleMesh m) -> -MassProperties.area(m))).toList();
        BoneShape shape = new BoneShape(parts.getFirst());
        Vec3 axis = BoneShape.principalFrame(parts.getFirst()).axis(0);
        double[] r = shape.range(axis);
        double length = r[1] - r[0];
        if (length < LEAST_WHOLE * width(shape, axis)) {
            return proximalPart(shape, monitor);
        }
        Vec3 up = endArea(shape, axis, r, 0.94) > endArea(shape, axis, r, 0.06) ? axis : axis.negate();
        r = shape.range(up);
        double proximal = endArea(shape, up, r, 0.95);
        double middle = endArea(shape, up, r, 0.5);
        if (!(proximal > 2.5 * middle)) {
            throw new IllegalArgumentException("no whole tibia: the section near the upper end is " + String.format(Locale.ROOT, "%.1f",
                    proximal / middle) + " times that of the middle, at least 2.5 are expected");
        }
        TriangleMesh fibula = parts.size() > 1 && extent(parts.get(1), up) > 0.6 * length ? parts.get(1) : null;
        RigidTransform along = RigidTransform.frameXY(up.times(r[0]), up.anyOrthogonal(), up);
        List<Vec3> centres = new ArrayList<>();
        Vec3 beside = Vec3.ZERO;
        int two = 0;
        for (double part = 0.3; part < 0.72; part += 0.02) {
            MeshSection s = shape.section(along, part * length);
            double[] loop = s.largest();
            if (loop == null) {
                continue;
            }
            Vec3 c = BoneShape.inFrame(along, MeshSection.centroid(loop), part * length);
            centres.add(c);
            double[] second = s.loops().stream().filter(l -> l != loop && Math.abs(MeshSection.area(l)) > 3e-5).findFirst().orElse(null);
            if (second != null) {
                beside = beside.plus(BoneShape.inFrame(along, MeshSection.centroid(second), part * length).minus(c));
                two++;
            }
        }
        if (centres.size() < 8) {
            throw new IllegalArgumentException("no whole tibia: the shaft has " + centres.size() + " sections, at least 8 are needed");
        }
        boolean grown = fibula == null && two > 8;
        LineFit shaft = LineFit.of(BoneShape.flat(centres));
        Vec3 shaftUp = shaft.direction().dot(up) > 0 ? shaft.direction() : shaft.direction().negate();
        RigidTransform frame = oriented(shape, shaft.point(), shaftUp, length);
        double handedness = handedness(shape, fibula, grown ? beside.times(1.0 / two) : null, frame, length);
        Finding.Builder f = new Finding.Builder();
        for (int i = 0; i < ROUNDS; i++) {
            monitor.checkCancelled();
            knee(shape, f, frame, length);
            ankle(shape, f, frame, grown);
            Vec3 y = f.get("KNEE_T").minus(f.get("ANK_C")).normalized();
            Vec3 zz = BoneShape.across(f.get("TPA_LC").minus(f.get("TPA_MC")), y);
            RigidTransform next = RigidTransform.frame(f.get("KNEE_T"), y.cross(zz), y, zz);
            double turn = next.inverse().times(frame).angle();
            frame = next;
            if (turn < 1e-7) {
                break;
            }
        }
        tuberosity(shape, f, frame, length);
        proximalShaft(shape, f, shaftUp);
        if (fibula != null) {
            f.point("LM", frame.apply(new BoneShape(fibula).extreme(frame, p -> true, Vec3.Y.negate(), 0.001, 0.006, "lateral malleolus")));
        }
        f.point("SHAFT_P", shaft.point().plus(shaftUp.times(0.25 * length)));
        f.point("SHAFT_D", shaft.point().minus(shaftUp.times(0.25 * length)));
        f.size("shaft.residual", shaft.rms());
        if (fibula == null && !grown) {
            f.note("No fibula: no lateral malleolus and no isb.tibia.");
        }
        return f.build(handedness, fibula == null && !grown ? "whole" : "whole with fibula");
    }

    /** Axes by plateau and tuberosity: y along the shaft, x to the front. */
    private static RigidTransform oriented(BoneShape shape, Vec3 point, Vec3 shaftUp, double length) {
        double top = shape.range(shaftUp)[1];
        // the plateau's longer direction is from side to side
        double[] plateau = shape.points(true, (p, n) -> p.dot(shaftUp) > top - 0.035 * length);
        List<Vec3> flat = BoneShape.list(plateau).stream().map(p -> p.minus(shaftUp.times(p.dot(shaftUp)))).toList();
        Vec3 side = BoneShape.across(LineFit.of(BoneShape.flat(flat)).direction(), shaftUp);
        Vec3 x = side.cross(shaftUp).normalized();
        double overhang = BoneShape.mean(flat).minus(point).dot(x);
        RigidTransform probe = RigidTransform.frameXY(point, x, shaftUp);
        double high = top - point.dot(shaftUp);
        Predicate<Vec3> tuberosity = p -> p.y() < high - 0.06 * length && p.y() > high - 0.17 * length && Math.abs(p.z()) < 0.06 * length;
        double front = shape.extreme(probe, tuberosity, Vec3.X, "tibial tuberosity").x();
        double back = -shape.extreme(probe, tuberosity, Vec3.X.negate(), "back of the tibia").x();
        x = 0.5 * (front - back) - overhang + crest(shape, probe, high, length) > 0 ? x : x.negate();
        Vec3 z = x.cross(shaftUp).normalized();
        return RigidTransform.frame(point, shaftUp.cross(z), shaftUp, z);
    }

    /**
     * How much farther the sections at and below the tuberosity reach from their middles to the front than to the back, m: the crest does.
     */
    private static double crest(BoneShape shape, RigidTransform frame, double high, double length) {
        double sum = 0;
        int n = 0;
        for (double part = 0.10; part < 0.21; part += 0.01) {
            double[] loop = shape.section(frame, high - part * length).largest();
            if (loop == null) {
                continue;
            }
            double c = MeshSection.centroid(loop)[1];
            double ahead = 0;
            double behind = 0;
            for (int k = 1; k < loop.length; k += 2) {
                ahead = Math.max(ahead, loop[k] - c);
                behind = Math.max(behind, c - loop[k]);
            }
            sum += ahead - behind;
            n++;
        }
        return n == 0 ? 0 : sum / n;
    }

    /** The largest extent at a right angle to an axis, m. */
    private static double width(BoneShape shape, Vec3 axis) {
        Vec3 a = axis.anyOrthogonal();
        Vec3 b = axis.cross(a);
        double most = 0;
        for (int i = 0; i < 24; i++) {
            double[] r = shape.range(a.times(Math.cos(Math.PI * i / 24)).plus(b.times(Math.sin(Math.PI * i / 24))));
            most = Math.max(most, r[1] - r[0]);
        }
        return most;
    }

    /** Plateau, tuberosity and eminence where the ankle is missing: the long axis is that of the proximal shaft. */
    private static Finding proximalPart(BoneShape shape, Monitor monitor) {
        CutEnd cut = CutEnd.of(shape, "tibia");
        Vec3 up = cut.up().negate();
        double length = LENGTH_PER_WIDTH * width(shape, up);
        RigidTransform frame = oriented(shape, cut.point(), up, length);
        Finding.Builder f = new Finding.Builder();
        for (int i = 0; i < ROUNDS; i++) {
            monitor.checkCancelled();
            knee(shape, f, frame, length);
            proximalShaft(shape, f, up);
            up = f.get("PSHAFT_P").minus(f.get("PSHAFT_D")).normalized();
            Vec3 z = BoneShape.across(f.get("TPA_LC").minus(f.get("TPA_MC")), up);
            RigidTransform next = RigidTransform.frame(f.get("KNEE_T"), up.cross(z), up, z);
            double turn = next.inverse().times(frame).angle();
            frame = next;
            if (turn < 1e-7) {
                break;
            }
        }
        tuberosity(shape, f, frame, length);
        Vec3 mechanical = up.minus(frame.axis(0).times(Math.tan(BACKWARDS))).normalized();
        double reach = REACH_PER_WIDTH * f.get("LC").distance(f.get("MC"));
        f.estimate("ANK_C", f.get("KNEE_T").minus(mechanical.times(reach)), new Finding.Estimate(Math.tan(AXIS_DOUBT) * reach, ELSEWHERE,
                mechanical.times(LENGTH_DOUBT * reach)));
        f.note("The ankle is missing: its centre (ANK_C) is put where it is in other people, on a mechanical axis 1.1 degrees backwards of "
                + "the proximal shaft's, uncertain by 2 degrees in each direction. Axes have this uncertainty; slopes and angles are "
                + "against the proximal shaft; torsion and isb.tibia are not given.");
        // the tuberosity lies lateral of the middle, and the medial condyle is the deeper one
        RigidTransform in = frame.inverse();
        double lateral = in.apply(f.get("LC")).z();
        double medial = in.apply(f.get("MC")).z();
        double w = lateral - medial;
        double mid = 0.5 * (lateral + medial);
        double aside = in.apply(f.get("TT")).z() - mid;
        double deeper = depth(shape, frame, mid - 0.25 * w, 0.1 * w) - depth(shape, frame, mid + 0.25 * w, 0.1 * w);
        return f.build(0.5 * Math.clamp(aside / (0.04 * w), -1, 1) + 0.5 * Math.clamp(deeper / (0.05 * w), -1, 1), "proximal");
    }

    /** From back to front below the plateau. */
    private static double depth(BoneShape shape, RigidTransform frame, double z, double half) {
        Predicate<Vec3> there = p -> Math.abs(p.z() - z) < half && p.y() < 0 && p.y() > -0.02;
        return shape.extreme(frame, there, Vec3.X, "condyle").x() - shape.extreme(frame, there, Vec3.X.negate(), "condyle").x();
    }

    /** The axis of the shaft below the plateau. */
    private static void proximalShaft(BoneShape shape, Finding.Builder f, Vec3 up) {
        double w = f.get("LC").distance(f.get("MC"));
        Vec3 down = up.negate();
        Vec3 z = BoneShape.across(f.get("LC").minus(f.get("MC")), down);
        Vec3[] axis = CutEnd.axis(shape, RigidTransform.frame(f.get("KNEE_T"), down.cross(z), down, z), SHAFT_FROM * w, SHAFT_TO * w,
                "tibia");
        f.point("PSHAFT_P", axis[1]);
        f.point("PSHAFT_D", axis[0]);
        f.size("proximal-shaft.range", axis[0].distance(axis[1]));
    }

    private static void tuberosity(BoneShape shape, Finding.Builder f, RigidTransform frame, double length) {
        double level = frame.inverse().apply(f.get("MC").mid(f.get("LC"))).y();
        f.point("TT", frame.apply(shape.extreme(frame, p -> p.y() < level - 0.04 * length && p.y() > level - 0.15 * length
                && Math.abs(p.z()) < 0.06 * length, Vec3.X, 0.0015, 0.008, "tibial tuberosity")));
    }

    private static double extent(TriangleMesh m, Vec3 d) {
        double[] r = new BoneShape(m).range(d);
        return r[1] - r[0];
    }

    private static double endArea(BoneShape shape, Vec3 up, double[] r, double part) {
        RigidTransform along = RigidTransform.frameXY(up.times(r[0]), up.anyOrthogonal(), up);
        double most = 0;
        for (double d = -0.025; d < 0.03; d += 0.0125) {
            double[] loop = shape.section(along, (part + d) * (r[1] - r[0])).largest();
            most = loop == null ? most : Math.max(most, Math.abs(MeshSection.area(loop)));
        }
        return most;
    }

    /** The fibula is lateral; without one, the lowest point is the medial malleolus. */
    private static double handedness(BoneShape shape, TriangleMesh fibula, Vec3 beside, RigidTransform frame, double length) {
        RigidTransform in = frame.inverse();
        if (fibula != null) {
            Vec3 c = in.apply(BoneShape.principalFrame(fibula).translation());
            return Math.max(-1, Math.min(1, c.z() / (0.04 * length)));
        }
        if (beside != null) {
            return Math.max(-1, Math.min(1, in.rotate(beside).z() / (0.04 * length)));
        }
        Vec3 low = shape.extreme(frame, p -> true, Vec3.Y.negate(), "malleolus");
        Vec3 c = in.apply(shape.sectionCentre(frame, low.y() + 0.06 * length));
        return Math.max(-1, Math.min(1, (c.z() - low.z()) / (0.025 * length)));
    }

    private static void knee(BoneShape shape, Finding.Builder f, RigidTransform frame, double length) {
        RigidTransform in = frame.inverse();
        double top = shape.extreme(frame, p -> true, Vec3.Y, "eminence").y();
        Predicate<Vec3> rim = p -> p.y() > top - 0.055 * length;
        Vec3 lateral = shape.extreme(frame, rim, Vec3.Z, 0.001, 0.012, "lateral condyle");
        Vec3 medial = shape.extreme(frame, rim, Vec3.Z.negate(), 0.001, 0.012, "medial condyle");
        f.point("LC", frame.apply(lateral));
        f.point("MC", frame.apply(medial));
        double mid = 0.5 * (lateral.z() + medial.z());
        double w = 0.5 * (lateral.z() - medial.z());
        transverse(shape, f, frame, Math.min(lateral.y(), medial.y()) - SECTION * 2 * w, w);
        for (int s : new int[] {1, -1}) {
            PlaneFit plane = null;
            Vec3 centre = null;
            // first the whole compartment, then what lies round its middle, away from the borders that lift it
            for (int round = 0; round < BANDS.length; round++) {
                double band = BANDS[round];
                PlaneFit before = plane;
                Vec3 middle = round < 2 ? null : centre;
                double[] sum = new double[4];
                List<Vec3> points = new ArrayList<>();
                shape.forEach((p, n, area) -> {
                    Vec3 q = in.apply(p);
                    double off = s * (q.z() - mid);
                    double up = in.rotate(n).y();
                    if (q.y() > top - 0.06 * length && off > 0.25 * w && off < 0.85 * w && up > 0.85
                            && (middle == null || Math.hypot((q.x() - middle.x()) / 0.32, (q.z() - middle.z()) / 0.21) < w)
                            && (before == null || Math.abs(q.minus(before.point()).dot(before.normal())) < band)) {
                        points.add(q);
                        sum[0] += area * q.x();
                        sum[1] += area * q.y();
                        sum[2] += area * q.z();
                        sum[3] += area;
                    }
                });
                if (points.size() < 30) {
                    throw new IllegalArgumentException("no tibial plateau: " + points.size()
                            + " points face upwards on one side, at least 30 are "
                            + "needed");
                }
                plane = PlaneFit.of(BoneShape.flat(points));
                centre = new Vec3(sum[0], sum[1], sum[2]).times(1 / sum[3]);
            }
            Vec3 n = plane.normal().y() < 0 ? plane.normal().negate() : plane.normal();
            String code = s > 0 ? "PLAT_LC" : "PLAT_MC";
            f.point(code, frame.apply(centre));
            // on the plane, before and behind the centre
            Vec3 along = new Vec3(1, -n.x() / n.y(), 0).times(SLOPE_ARM);
            f.point(code + "_A", frame.apply(centre.plus(along)));
            f.point(code + "_P", frame.apply(centre.minus(along)));
            f.size((s > 0 ? "plateau.lateral" : "plateau.medial") + ".residual", plane.rms());
        }
        f.point("KNEE_T", f.get("PLAT_LC").mid(f.get("PLAT_MC")));
        Vec3 lateralSpine = frame.apply(shape.extreme(frame, p -> p.z() > mid && p.z() < mid + 0.3 * w, Vec3.Y, 0.001, 0.006, "eminence"));
        Vec3 medialSpine = frame.apply(shape.extreme(frame, p -> p.z() < mid && p.z() > mid - 0.3 * w, Vec3.Y, 0.001, 0.006, "eminence"));
        f.point("TE_LC", lateralSpine);
        f.point("TE_MC", medialSpine);
        f.point("TE", lateralSpine.mid(medialSpine));
    }

    /** The longer principal axis of the area of sections below the condyles' borders, which a tilted plateau does not reach. */
    private static void transverse(BoneShape shape, Finding.Builder f, RigidTransform frame, double level, double w) {
        double[] sum = new double[3];
        double[] moments = new double[3];
        for (int i = -2; i <= 2; i++) {
            double[] loop = shape.section(frame, level + 0.001 * i).largest();
            if (loop == null) {
                continue;
            }
            double[] c = MeshSection.centroid(loop);
            sum[0] += c[0];
            sum[1] += c[1];
            sum[2]++;
            double[] m = MeshSection.secondMoments(loop);
            for (int k = 0; k < 3; k++) {
                moments[k] += m[k];
            }
        }
        if (sum[2] == 0) {
            throw new IllegalArgumentException("no tibial plateau: no section below the condyles' borders");
        }
        double angle = 0.5 * Math.atan2(2 * moments[2], moments[0] - moments[1]);
        Vec3 c = new Vec3(sum[1] / sum[2], level, sum[0] / sum[2]);
        Vec3 d = new Vec3(Math.sin(angle), 0, Math.cos(angle)).times(w);
        f.point("TPA_LC", frame.apply(c.plus(d)));
        f.point("TPA_MC", frame.apply(c.minus(d)));
    }

    private static void ankle(BoneShape shape, Finding.Builder f, RigidTransform frame, boolean grown) {
        RigidTransform in = frame.inverse();
        Vec3 low = shape.extreme(frame, p -> true, Vec3.Y.negate(), "malleolus");
        // with a fibula grown to it, the lowest is the lateral malleolus, 5 to 15 mm below the medial one
        double bottom = low.y() + 0.060;
        double[] ends = {shape.extreme(frame, p -> p.y() < bottom, Vec3.Z.negate(), "ankle").z(),
            shape.extreme(frame, p -> p.y() < bottom, Vec3.Z, "ankle").z()};
        Vec3 tip = low;
        if (grown) {
            f.point("LM", frame.apply(shape.extreme(frame, p -> p.z() > 0.5 * (ends[0] + ends[1]), Vec3.Y.negate(), 0.001, 0.006,
                    "lateral malleolus")));
            tip = shape.extreme(frame, p -> p.z() < ends[0] + 0.3 * (ends[1] - ends[0]), Vec3.Y.negate(), 0.001, 0.006, "medial malleolus");
        }
        f.point("MM", frame.apply(tip));
        double from = tip.y() + 0.004;
        double to = tip.y() + 0.026;
        double right = grown ? ends[0] + 0.68 * (ends[1] - ends[0]) : ends[1];
        double[] sum = new double[4];
        for (double facing : new double[] {-0.8, -0.6}) {
            if (sum[3] > LEAST_ANKLE) {
                break;
            }
            Arrays.fill(sum, 0);
            shape.forEach((p, n, area) -> {
                Vec3 q = in.apply(p);
                if (q.y() > from && q.y() < to && q.z() < right && in.rotate(n).y() < facing) {
                    sum[0] += area * q.x();
                    sum[1] += area * q.y();
                    sum[2] += area * q.z();
                    sum[3] += area;
                }
            });
        }
        if (!(sum[3] > LEAST_ANKLE)) {
            throw new IllegalArgumentException("no ankle: nothing faces downwards above the medial malleolus");
        }
        f.point("ANK_C", frame.apply(new Vec3(sum[0], sum[1], sum[2]).times(1 / sum[3])));
    }
}
