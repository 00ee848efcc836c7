/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.CylinderFit;
import org.orthotwin.geometry.LineFit;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.landmarks.BoneFrames;
import org.orthotwin.landmarks.BoneMeasures;
import org.orthotwin.landmarks.Finding;
import org.orthotwin.landmarks.HeadSphere;
import org.orthotwin.landmarks.MeasureDefinition;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/**
 * The femur, whole, its proximal or its distal part, or its head alone.
 *
 * <p>Definitions, which the truth of generated femora follows too. "Farthest" is the height of the farthest place over the middle of what
 * is at most 2 mm less far and at most 12 mm from it, the deeper the less; the shaft's axis is that of its straight proximal part.
 * <ul>
 * <li>FHC: the centre of the sphere of the head ({@link HeadSphere}).
 * <li>NECK_C: a point of the neck's axis, which is that of the elliptic cylinder through the head's centre that fits the neck
 * ({@link NeckAxis}); where on the axis does not matter.
 * <li>GT: of what lies lateral of the shaft's axis and off the head, the farthest upwards along the shaft.
 * <li>GT_LAT: the farthest across the shaft away from the head, of the upper part of the bone.
 * <li>LT: the middle of what stands out at least 0.85 as far as the place behind the medial side of the shaft that stands out most
 * ({@link LesserTrochanter}).
 * <li>ISTH, CANAL_P, SHAFT_P: points of the shaft's axis; ISTH at the height where the outer section is smallest
 * ({@link #isthmus}), which tells where the canal is narrowest to within two centimetres only, CANAL_P and SHAFT_P at the height of LT.
 * <li>POST_LC, POST_MC: of each condyle, the farthest backwards at a right angle to the mechanical axis and the line of both.
 * <li>LEC, MEC: of the places near where the collateral ligaments leave, those that stand out most along the line that joins them.
 * <li>KNEE_C: the middle of LEC and MEC.
 * </ul>
 * Shaft: the line through the middles of the sections from 57 to 76 % of the length (proximal canal) and from 35 to 75 % (anatomical
 * axis). Knee axis: the circular cylinder of least squares to the posterior part of both condyles, from {@value #ARC_ABOVE} degrees above
 * the most posterior point to {@value #ARC_BELOW} below, where the surface faces away from the axis; the choice of points and the fit
 * alternate. Epicondyles: first along that axis, then once more along the line found. Of a distal part the head's centre is put where it
 * is in other people, with that uncertainty.
 */
public final class FemurLandmarker implements BoneLandmarker {

    private static final int ROUNDS = 15;
    /** Part of a whole bone's length, from below, where its outer section is looked for that is the smallest. */
    private static final double ISTHMUS_FROM = 0.49;
    private static final double ISTHMUS_TO = 0.70;
    /** Degrees of the posterior condyles' arc above the most posterior point. */
    private static final double ARC_ABOVE = 30;
    /** Degrees of the arc below it, towards the distal end. */
    private static final double ARC_BELOW = 60;
    private static final double[] BANDS = {0.006, 0.0045, 0.0035, 0.0025, 0.0025, 0.0025, 0.0025, 0.0025, 0.0025, 0.0025};
    private static final double EPICONDYLE_COST = 0.12;
    /** Degrees from the distal shaft to the mechanical axis, see {@link #mechanical}. */
    private static final double INWARDS = 6;
    private static final double BACKWARDS = 5;
    /** Of a ball: a whole head has more than half of it, a condyle less than a third. */
    private static final double LEAST_COVERAGE = 0.45;
    /** Of a ball: what is seen of a head at least, where a piece shows neither condyles nor shaft. */
    private static final double LEAST_PART = 0.25;
    /** Of a ball: a head has less, for a neck leaves it. */
    private static final double MOST_COVERAGE = 0.90;
    /** The shaft's highest section lies this many radii of the head below its centre, where the lesser trochanter has ended. */
    private static final double BELOW_HEAD = 3.6;
    /** The lowest section of a proximal part lies this part of the length from its end. */
    private static final double LOWEST = 0.04;
    /** Shortest range of a shaft's axis, m. */
    private static final double LEAST_SHAFT = 0.020;
    /** From the head's centre to the shaft's axis, in radii of the head: below, no stretch of neck shows; see {@link NeckAxis}. */
    private static final double SHORT_NECK = 2.0;
    /** The same where the neck lies low, at a small angle to the shaft. */
    private static final double LOW_NECK = 2.1;
    private static final double LOW_ANGLE = Math.toRadians(115);
    /** Standard deviation of the neck's axis where it does not show: drawn femora were off by 3 to 10 degrees. */
    private static final double NECK_DOUBT = Math.toRadians(6);
    /** The same where a short stretch shows, up to so many radii of the head, and where a long one does. */
    private static final double SHORTER_NECK = 2.3;
    private static final double SOME_DOUBT = Math.toRadians(1);
    private static final double LITTLE_DOUBT = Math.toRadians(0.4);
    /** Standard deviation of where along its axis the neck's middle is taken, in radii of the head. */
    private static final double ALONG_NECK = 0.1;
    /** Length of a femur over its epicondylar width: 460 mm over 84 mm. */
    private static final double LENGTH_PER_WIDTH = 5.5;
    /** The same from the middle of the epicondyles to the head's centre, and how much people differ in it. */
    private static final double REACH_PER_WIDTH = 4.9;
    private static final double LENGTH_DOUBT = 0.06;
    /** Standard deviation of a mechanical axis that is taken from the distal shaft, in each direction. */
    private static final double AXIS_DOUBT = Math.toRadians(2.5);
    /** Degrees backwards to the head's centre: 0 in eight femora of cadavers (SD 2), 5 by the bow of {@link #mechanical}. */
    private static final double HEAD_BACKWARDS = 1.5;
    private static final String ELSEWHERE = "mechanical axis 6 degrees inwards (Paley 1994: 5 to 9; PMC7875943: 3 to 7) and 1.5 degrees "
            + "backwards of the distal shaft's (0 in eight femora of cadavers, SD 2; 5 by a bow of radius 0.94 m, PMC6177158), 2.5 degrees "
            + "assumed as standard deviation; distance 4.9 times the epicondylar width, 6 % assumed";
    /** Range of the distal shaft above the lowest points of the condyles, as parts of the epicondylar width. */
    private static final double SHAFT_FROM = 0.80;
    private static final double SHAFT_TO = 1.6;
    /** What lies this deep below the extreme of a broad place and this near to it belongs to it, m. */
    private static final double BROAD = 0.002;
    private static final double BROAD_RADIUS = 0.012;
    /** Larger than the triangles of a surface, m. */
    private static final double TRIANGLE = 0.0015;
    private static final double FACING = Math.cos(Math.toRadians(35));

    @Override
    public String method() {
        return "femur.surface/7";
    }

    @Override
    public List<FrameDefinition> frames() {
        return BoneFrames.femur();
    }

    @Override
    public List<MeasureDefinition> measures() {
        return BoneMeasures.femur();
    }

    @Override
    public Finding find(TriangleMesh bone, Monitor monitor) {
        BoneShape shape = new BoneShape(bone);
        HeadSphere ball = ball(shape);
        monitor.checkCancelled();
        if (ball == null || ball.coverage() < LEAST_COVERAGE) {
            return withoutWholeHead(shape, ball, monitor);
        }
        return withHead(bone, shape, ball, monitor);
    }

    /** A distal part, or the centre of a head of which only a part is seen. */
    private static Finding withoutWholeHead(BoneShape shape, HeadSphere ball, Monitor monitor) {
        try {
            return distalPart(shape, monitor);
        } catch (IllegalArgumentException notDistal) {
            if (ball == null || ball.coverage() < LEAST_PART || hasSecond(shape, ball)) {
                throw new IllegalArgumentException((ball == null ? "no ball of a head's size"
                        : "no head: the surface covers " + Math.round(100 * ball.coverage()) + " % of the best ball, at least "
                                + Math.round(100 * LEAST_PART) + " % are needed and no second ball like it beside")
                        + "; and " + notDistal.getMessage(), notDistal);
            }
            Finding.Builder f = new Finding.Builder();
            head(f, ball);
            f.note("Only " + Math.round(100 * ball.coverage()) + " % of the head's sphere are seen, and no shaft: the head's centre alone "
                    + "is given.");
            return f.build(0, "head");
        }
    }

    /** Centre and size of the head; where the surface scatters about its sphere, with how far the centre may be off. */
    private static void head(Finding.Builder f, HeadSphere head) {
        if (head.isScattered()) {
            f.estimate("FHC", head.center(), new Finding.Estimate(head.centerBias(), ""));
            f.note("The head's surface scatters by " + BoneShape.mm(head.rms()) + " about its sphere, of which " + Math.round(100
                    * head.coverage()) + " % are seen: its centre is uncertain by " + BoneShape.mm(head.centerBias())
                    + " in each direction.");
        } else {
            f.point("FHC", head.center());
        }
        f.size("head.radius", head.radius());
        f.size("head.residual", head.rms());
    }

    /** Whether there is another ball of that size beside one, as the condyles have. */
    private static boolean hasSecond(BoneShape shape, HeadSphere ball) {
        TriangleMesh m = shape.fine();
        int[] t = new int[m.triangles().length];
        int n = 0;
        for (int i = 0; i < m.triangleCount(); i++) {
            if (m.corner(i, 0).distance(ball.center()) > 1.1 * ball.radius()) {
                System.arraycopy(m.triangles(), 3 * i, t, n, 3);
                n += 3;
            }
        }
        try {
            HeadSphere other = HeadSphere.findHead(MeshRepair.withoutUnusedVertices(new TriangleMesh(m.vertices(), Arrays.copyOf(t, n))));
            return other.coverage() > 0.7 * ball.coverage() && Math.abs(Math.log(other.radius() / ball.radius())) < Math.log(1.2);
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static Finding withHead(TriangleMesh bone, BoneShape shape, HeadSphere head, Monitor monitor) {
        Vec3 fhc = head.center();
        double r = head.radius();
        Vec3 axis = BoneShape.principalFrame(bone).axis(0);
        double[] ends = shape.range(axis);
        Vec3 up = fhc.dot(axis) > 0.5 * (ends[0] + ends[1]) ? axis : axis.negate();
        double[] range = shape.range(up);
        double length = range[1] - range[0];
        Finding.Builder f = new Finding.Builder();
        head(f, head);
        boolean whole = length > 9 * r && hasCondyles(shape, up, range);
        if (head.coverage() > MOST_COVERAGE) {
            throw new IllegalArgumentException("the surface is " + BoneShape.mm(length) + " long with a ball of " + BoneShape.mm(r)
                    + " radius that nothing is joined to; a neck at least is needed");
        }
        if (!whole && fhc.dot(up) - BELOW_HEAD * r - range[0] - LOWEST * length < LEAST_SHAFT) {
            f.note("The femur ends before its shaft: the head's centre alone is given.");
            return f.build(0, "head");
        }
        RigidTransform along = RigidTransform.frameXY(up.times(range[0]), up.anyOrthogonal(), up);
        double high = whole ? 0.765 : (fhc.dot(up) - BELOW_HEAD * r - range[0]) / length;
        LineFit proximal = proximalShaft(shape, along, length, high, whole, f);
        Vec3 shaftUp = proximal.direction().dot(up) > 0 ? proximal.direction() : proximal.direction().negate();
        Vec3 shaftPoint = proximal.point();
        Vec3 toHead = fhc.minus(shaftPoint);
        Vec3 medial = BoneShape.across(toHead, shaftUp);
        f.size("shaft.residual", proximal.rms());
        double handedness = 0;
        if (whole) {
            RigidTransform frame = distal(shape, f, fhc, medial, up, length, fhc);
            handedness = handedness(shape, f, frame, shaftPoint, shaftUp, length);
            distalShaft(shape, f, up);
        } else {
            f.note("The distal end is missing: no axes of the knee, version or ISB frame.");
        }
        neck(shape, f, fhc, r, shaftPoint, shaftUp);
        trochanters(shape, f, fhc, r, shaftPoint, shaftUp);
        f.point("CANAL_P", shaftPoint.plus(shaftUp.times(f.get("LT").minus(shaftPoint).dot(shaftUp))));
        f.point("SHAFT_P", f.get("CANAL_P"));
        return f.build(handedness, whole ? "whole" : "proximal");
    }

    /** The middle of the neck; where head and metaphysis leave little of it, with how far its axis may be off. */
    private static void neck(BoneShape shape, Finding.Builder f, Vec3 fhc, double r, Vec3 shaftPoint, Vec3 shaftUp) {
        Vec3 middle = NeckAxis.middle(shape, fhc, r, shaftPoint, shaftUp);
        double angle = fhc.minus(middle).angle(shaftUp.negate());
        Vec3 toHead = fhc.minus(shaftPoint);
        double length = toHead.minus(shaftUp.times(toHead.dot(shaftUp))).norm() / Math.sin(angle) / r;
        Vec3 along = fhc.minus(middle).normalized().times(ALONG_NECK * r);
        if (length > SHORT_NECK && (length > LOW_NECK || angle > LOW_ANGLE)) {
            double doubt = Math.tan(length > SHORTER_NECK ? LITTLE_DOUBT : SOME_DOUBT) * fhc.distance(middle);
            f.estimate("NECK_C", middle, new Finding.Estimate(doubt, "", along));
            return;
        }
        f.estimate("NECK_C", middle, new Finding.Estimate(Math.tan(NECK_DOUBT) * fhc.distance(middle), "", along));
        f.note("The neck is short (" + BoneShape.mm(length * r) + " from the head's centre to the shaft's axis, the head's radius is "
                + BoneShape.mm(r) + "): its axis is uncertain by " + Math.round(Math.toDegrees(NECK_DOUBT)) + " degrees.");
    }

    /** The ball of which the surface has most, or null where there is none. */
    private static HeadSphere ball(BoneShape shape) {
        try {
            return HeadSphere.findHead(shape.fine());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Condyles and epicondyles where the head is missing: the mechanical axis is taken from the shaft's. */
    private static Finding distalPart(BoneShape shape, Monitor monitor) {
        CutEnd cut = CutEnd.of(shape, "femur");
        Vec3 up = cut.up();
        double[] r = shape.range(up);
        // the wider direction of the condyles is from side to side; they stand out behind the shaft
        double low = r[0];
        double[] end = shape.points(true, (p, n) -> p.dot(up) < low + 0.040);
        List<Vec3> flat = BoneShape.list(end).stream().map(p -> p.minus(up.times(p.dot(up)))).toList();
        Vec3 side = BoneShape.across(LineFit.of(BoneShape.flat(flat)).direction(), up);
        Vec3 x = up.cross(side).normalized();
        double ahead = Double.NEGATIVE_INFINITY;
        double behind = Double.NEGATIVE_INFINITY;
        double width = 0;
        for (Vec3 p : flat) {
            ahead = Math.max(ahead, p.minus(cut.point()).dot(x));
            behind = Math.max(behind, -p.minus(cut.point()).dot(x));
            width = Math.max(width, 2 * Math.abs(p.minus(cut.point()).dot(side)));
        }
        x = ahead > behind ? x.negate() : x;
        Finding.Builder f = new Finding.Builder();
        Vec3 shaftUp = up;
        Vec3 right = x.cross(up);
        for (int i = 0; i < 3; i++) {
            monitor.checkCancelled();
            distal(shape, f, cut.point(), right.negate(), shaftUp, LENGTH_PER_WIDTH * width, null);
            right = BoneShape.across(f.get("CYL_LC").minus(f.get("CYL_MC")), shaftUp);
            distalShaft(shape, f, shaftUp);
            shaftUp = f.get("DSHAFT_P").minus(f.get("DSHAFT_D")).normalized();
            width = f.get("LEC").distance(f.get("MEC"));
        }
        Vec3 mechanical = mechanical(shaftUp, right, HEAD_BACKWARDS);
        double length = REACH_PER_WIDTH * width;
        f.estimate("FHC", f.get("LEC").mid(f.get("MEC")).plus(mechanical.times(length)), new Finding.Estimate(Math.tan(AXIS_DOUBT) * length,
                ELSEWHERE, mechanical.times(LENGTH_DOUBT * length)));
        f.note("The head is missing: its centre (FHC) is put where it is in other people, on a mechanical axis 6 degrees inwards and "
                + "1.5 backwards of the distal shaft's, uncertain by 2.5 degrees in each direction. Axes have this uncertainty; version "
                + "and what else is measured from the head are not given.");
        // the medial condyle is the lower one against the shaft, the trochlea's lateral side the higher one
        Vec3 y = shaftUp;
        Vec3 z = BoneShape.across(right, y);
        RigidTransform frame = RigidTransform.frame(f.get("KNEE_C"), y.cross(z), y, z);
        RigidTransform in = frame.inverse();
        double lower = in.apply(f.get("DIST_LC")).y() - in.apply(f.get("DIST_MC")).y();
        double w = width;
        double higher = shape.extreme(frame, p -> p.z() > 0.06 * w && p.z() < 0.4 * w && p.y() < 0.35 * w, Vec3.X, "trochlea").x()
                - shape.extreme(frame, p -> p.z() < -0.06 * w && p.z() > -0.4 * w && p.y() < 0.35 * w, Vec3.X, "trochlea").x();
        return f.build(Math.clamp(0.5 * Math.clamp(lower / (0.05 * w), -1, 1) + 0.5 * Math.clamp(higher / (0.05 * w), -1, 1), -1, 1),
                "distal");
    }

    /** The axis of the shaft above the condyles. */
    private static void distalShaft(BoneShape shape, Finding.Builder f, Vec3 up) {
        double width = f.get("LEC").distance(f.get("MEC"));
        Vec3 z = BoneShape.across(f.get("LEC").minus(f.get("MEC")), up);
        RigidTransform frame = RigidTransform.frame(f.get("DIST_LC").mid(f.get("DIST_MC")), up.cross(z), up, z);
        Vec3[] axis = CutEnd.axis(shape, frame, SHAFT_FROM * width, SHAFT_TO * width, "femur");
        f.point("DSHAFT_P", axis[0]);
        f.point("DSHAFT_D", axis[1]);
        f.size("distal-shaft.range", axis[0].distance(axis[1]));
    }

    /**
     * The mechanical axis as it lies to that of the distal shaft in adults: {@value #INWARDS} degrees inwards (Paley 1994: 5 to 9), and
     * {@value #BACKWARDS} backwards, since the shaft is bowed forwards (radius 0.94 m, PMC6177158: 0.08 m of it from the distal shaft to
     * the middle).
     */
    private static Vec3 mechanical(Vec3 shaftUp, Vec3 right) {
        return mechanical(shaftUp, right, BACKWARDS);
    }

    private static Vec3 mechanical(Vec3 shaftUp, Vec3 right, double backwards) {
        Vec3 z = BoneShape.across(right, shaftUp);
        Vec3 x = shaftUp.cross(z);
        return shaftUp.minus(z.times(Math.tan(Math.toRadians(INWARDS)))).minus(x.times(Math.tan(Math.toRadians(backwards)))).normalized();
    }

    /** Whether the bone widens again towards its far end. */
    private static boolean hasCondyles(BoneShape shape, Vec3 up, double[] range) {
        double length = range[1] - range[0];
        RigidTransform along = RigidTransform.frameXY(up.times(range[0]), up.anyOrthogonal(), up);
        double shaft = Double.POSITIVE_INFINITY;
        for (double part = 0.4; part < 0.75; part += 0.05) {
            double[] loop = shape.section(along, part * length).largest();
            shaft = loop == null ? shaft : Math.min(shaft, Math.abs(MeshSection.area(loop)));
        }
        double most = 0;
        for (double part = 0.03; part < 0.12; part += 0.02) {
            double[] loop = shape.section(along, part * length).largest();
            most = loop == null ? most : Math.max(most, Math.abs(MeshSection.area(loop)));
        }
        return most > 2.2 * shaft;
    }

    /** The line through the middles of the proximal shaft's sections; isthmus and anatomical axis beside it. */
    private static LineFit proximalShaft(BoneShape shape, RigidTransform along, double length, double high, boolean whole,
            Finding.Builder f) {
        double low = whole ? 0.34 : Math.max(LOWEST, high - 0.45);
        List<Vec3> all = new ArrayList<>();
        List<Vec3> proximal = new ArrayList<>();
        List<double[]> sections = new ArrayList<>();
        int n = 48;
        for (int i = 0; i <= n; i++) {
            double part = low + (high - low) * i / n;
            double[] loop = shape.section(along, part * length).largest();
            if (loop == null) {
                continue;
            }
            Vec3 c = BoneShape.inFrame(along, MeshSection.centroid(loop), part * length);
            all.add(c);
            if (!whole || part > 0.57) {
                proximal.add(c);
            }
            if (!whole || part > ISTHMUS_FROM && part < ISTHMUS_TO) {
                sections.add(new double[] {Math.abs(MeshSection.area(loop)), c.x(), c.y(), c.z()});
            }
        }
        if (proximal.size() < 4) {
            throw new IllegalArgumentException("no shaft: " + proximal.size() + " sections below the trochanters, at least 4 are needed");
        }
        if (whole) {
            LineFit anatomical = LineFit.of(BoneShape.flat(all));
            Vec3 d = anatomical.direction().dot(along.axis(1)) > 0 ? anatomical.direction() : anatomical.direction().negate();
            f.point("ANAT_P", anatomical.point().plus(d.times(0.2 * length)));
            f.point("ANAT_D", anatomical.point().minus(d.times(0.2 * length)));
        }
        LineFit line = LineFit.of(BoneShape.flat(proximal));
        f.point("ISTH", isthmus(line, sections));
        return line;
    }

    /**
     * Where the outer section is smallest: of the sections from {@value #ISTHMUS_FROM} to {@value #ISTHMUS_TO} of the length, those that
     * are at most a twentieth larger than the smallest share the height by how much they are below that, since the smallest alone is
     * nowhere in particular where a shaft is even.
     *
     * @param sections area in m^2 and middle of each
     */
    private static Vec3 isthmus(LineFit line, List<double[]> sections) {
        double smallest = sections.stream().mapToDouble(s -> s[0]).min().orElseThrow();
        double height = 0;
        double sum = 0;
        for (double[] s : sections) {
            double w = Math.max(0, 1.05 * smallest - s[0]);
            height += w * new Vec3(s[1], s[2], s[3]).minus(line.point()).dot(line.direction());
            sum += w;
        }
        return line.point().plus(line.direction().times(height / sum));
    }

    /**
     * Everything of the knee.
     *
     * @param origin a point of the bone, m
     * @param up along the bone; of a bone without its head along its shaft
     * @param length of the whole bone, m
     * @param fhc centre of the head; null where it is missing
     * @return the axes in which points are extreme: y mechanical, z along the posterior condyles
     */
    private static RigidTransform distal(BoneShape shape, Finding.Builder f, Vec3 origin, Vec3 medial, Vec3 up, double length, Vec3 fhc) {
        Vec3 right = medial.negate();
        Vec3 mechanical = fhc != null ? up : mechanical(up, right);
        Vec3 z = right;
        Vec3[] knee = new Vec3[6];
        RigidTransform frame = null;
        for (int i = 0; i < ROUNDS; i++) {
            z = BoneShape.across(right, mechanical);
            frame = RigidTransform.frame(origin, mechanical.cross(z), mechanical, z);
            double low = shape.extreme(frame, p -> true, new Vec3(0, -1, 0), "condyle").y();
            double bottom = low + 0.12 * length;
            Predicate<Vec3> epicondylar = p -> p.y() < bottom && p.y() > low + 0.035 * length;
            Vec3 rightMost = shape.extreme(frame, epicondylar, Vec3.Z, "epicondyle");
            Vec3 leftMost = shape.extreme(frame, epicondylar, Vec3.Z.negate(), "epicondyle");
            double middle = 0.5 * (rightMost.z() + leftMost.z());
            Vec3 back = Vec3.X.negate();
            Vec3 down = Vec3.Y.negate();
            Vec3 backRight = shape.extreme(frame, p -> p.y() < bottom && p.z() > middle, back, "posterior condyle");
            Vec3 backLeft = shape.extreme(frame, p -> p.y() < bottom && p.z() < middle, back, "posterior condyle");
            Vec3 lowRight = shape.extreme(frame, p -> p.y() < bottom && p.z() > middle, down, BROAD, BROAD_RADIUS,
                    "distal condyle");
            Vec3 lowLeft = shape.extreme(frame, p -> p.y() < bottom && p.z() < middle, down, BROAD, BROAD_RADIUS,
                    "distal condyle");
            Vec3[] next = {rightMost, leftMost, backRight, backLeft, lowRight, lowLeft};
            double moved = 0;
            for (int k = 0; k < 6; k++) {
                Vec3 p = frame.apply(next[k]);
                moved = Math.max(moved, knee[k] == null ? 1 : knee[k].distance(p));
                knee[k] = p;
            }
            right = knee[2].minus(knee[3]);
            mechanical = fhc != null ? fhc.minus(knee[0].mid(knee[1])).normalized() : mechanical(up, right);
            if (moved < 1e-7) {
                break;
            }
        }
        f.point("LEC", knee[0]);
        f.point("MEC", knee[1]);
        f.point("KNEE_C", knee[0].mid(knee[1]));
        f.point("POST_LC", knee[2]);
        f.point("POST_MC", knee[3]);
        f.point("DIST_LC", knee[4]);
        f.point("DIST_MC", knee[5]);
        cylinder(shape, f, frame);
        epicondyles(shape, f, fhc != null ? fhc : f.get("CYL_LC").mid(f.get("CYL_MC")).plus(frame.axis(1)));
        notch(shape, f, frame);
        return frame;
    }

    /**
     * The condyles reach farther behind the distal shaft than the trochlea before it, and the shaft is bowed to the front: with the wrong
     * side, front and back are exchanged.
     */
    private static double handedness(BoneShape shape, Finding.Builder f, RigidTransform frame, Vec3 shaftPoint, Vec3 shaftUp,
            double length) {
        RigidTransform in = frame.inverse();
        double low = in.apply(f.get("DIST_LC").mid(f.get("DIST_MC"))).y();
        List<Vec3> distal = new ArrayList<>();
        List<Vec3> middle = new ArrayList<>();
        for (double part = 0.22; part < 0.62; part += 0.02) {
            Vec3 c = shape.sectionCentre(frame, low + part * length);
            if (c != null) {
                (part < 0.32 ? distal : middle).add(in.apply(c));
            }
        }
        Vec3 d = BoneShape.mean(distal);
        double behind = d.x() - in.apply(f.get("POST_LC").mid(f.get("POST_MC"))).x();
        double before = shape.extreme(frame, p -> p.y() < low + 0.12 * length, Vec3.X, "trochlea").x() - d.x();
        double condyles = (behind - before) / (behind + before);
        // bow: the middle of the shaft against the line from the distal shaft to the one below the trochanters
        Vec3 top = in.apply(shaftPoint.plus(shaftUp.times(0.08 * length)));
        Vec3 m = BoneShape.mean(middle);
        double s = (m.y() - d.y()) / (top.y() - d.y());
        double bow = (m.x() - (d.x() + s * (top.x() - d.x()))) / (0.008 * length);
        return Math.max(-1, Math.min(1, 2.5 * condyles + 0.5 * Math.max(-1, Math.min(1, bow))));
    }

    /** The axis of the posterior condyles. */
    private static void cylinder(BoneShape shape, Finding.Builder f, RigidTransform frame) {
        RigidTransform in = frame.inverse();
        Vec3 lateral = in.apply(f.get("POST_LC"));
        Vec3 medial = in.apply(f.get("POST_MC"));
        double low = Math.max(in.apply(f.get("DIST_LC")).y(), in.apply(f.get("DIST_MC")).y());
        double radius = Math.max(0.012, Math.min(0.030, 0.5 * (lateral.y() + medial.y()) - low));
        Vec3 axis = f.get("POST_LC").minus(f.get("POST_MC")).normalized();
        Vec3 point = frame.apply(lateral.mid(medial).plus(new Vec3(radius, 0, 0)));
        double middle = 0.5 * (lateral.z() + medial.z());
        double notchHalf = 0.12 * (lateral.z() - medial.z());
        double[] ends = {in.apply(f.get("MEC")).z(), in.apply(f.get("LEC")).z()};
        CylinderFit fit = null;
        double[] points = null;
        for (double band : BANDS) {
            Vec3 from = axis;
            Vec3 at = point;
            double rr = radius;
            Vec3 back = BoneShape.across(frame.axis(0).negate(), from);
            Vec3 down = BoneShape.across(frame.axis(1).negate().minus(back.times(frame.axis(1).negate().dot(back))), from);
            points = shape.points(true, (p, n) -> {
                Vec3 q = in.apply(p);
                if (q.y() > low + 4 * rr || Math.abs(q.z() - middle) < notchHalf || q.z() < ends[0] || q.z() > ends[1]) {
                    return false;
                }
                Vec3 d = p.minus(at);
                Vec3 radial = d.minus(from.times(d.dot(from)));
                double dist = radial.norm();
                double angle = Math.toDegrees(Math.atan2(radial.dot(down), radial.dot(back)));
                return Math.abs(dist - rr) < band && angle > -ARC_ABOVE && angle < ARC_BELOW && radial.dot(n) > FACING * dist;
            });
            if (points.length < 3 * 40) {
                throw new IllegalArgumentException("no posterior condyles: " + points.length / 3 + " points around a cylinder of "
                        + BoneShape.mm(rr) + " radius, at least 40 are needed");
            }
            fit = CylinderFit.of(points, from);
            axis = fit.axis().dot(axis) < 0 ? fit.axis().negate() : fit.axis();
            point = fit.point();
            radius = fit.radius();
        }
        // the middles of the two condyles' parts, by area
        double[] sums = new double[4];
        Vec3 a = axis;
        Vec3 c = point;
        Set<Vec3> used = new HashSet<>(BoneShape.list(points));
        shape.forEach((p, n, area) -> {
            if (used.contains(p)) {
                int k = in.apply(p).z() > middle ? 0 : 1;
                sums[k] += area * p.minus(c).dot(a);
                sums[2 + k] += area;
            }
        });
        if (!(sums[2] > 0 && sums[3] > 0)) {
            throw new IllegalArgumentException("no posterior condyles: the surface around the knee axis is on one side only");
        }
        f.point("CYL_LC", point.plus(axis.times(sums[0] / sums[2])));
        f.point("CYL_MC", point.plus(axis.times(sums[1] / sums[3])));
        f.size("condyles.radius", radius);
        f.size("condyles.residual", fit.rms());
    }

    /**
     * The places that stand out most, first along the knee axis, then along their own line, near where the collateral ligaments leave: a
     * quarter of the condyles' radius in front of the axis and a fifth above it, less what a small distance from there costs, so that of
     * two bumps of one height the nearer is taken (the axis of the posterior condyles lies 6 to 8 mm behind the epicondyles, Berger 1993,
     * Yoshioka 1987).
     */
    private static void epicondyles(BoneShape shape, Finding.Builder f, Vec3 above) {
        Vec3 o = f.get("CYL_LC").mid(f.get("CYL_MC"));
        Vec3 z = f.get("CYL_LC").minus(f.get("CYL_MC")).normalized();
        for (int i = 0; i < 2; i++) {
            Vec3 y = BoneShape.across(above.minus(o), z);
            RigidTransform frame = RigidTransform.frame(o, y.cross(z), y, z);
            double r = -frame.inverse().apply(f.get("DIST_LC").mid(f.get("DIST_MC"))).y();
            for (int s : new int[] {1, -1}) {
                Vec3 e = shape.peak(frame, p -> Math.hypot(p.x() - 0.25 * r, p.y() - 0.2 * r) < 0.9 * r, p -> s * p.z()
                        - EPICONDYLE_COST * (square(p.x() - 0.25 * r) + square(p.y() - 0.2 * r)) / r, 0.0012, 0.008, "epicondyle");
                f.point(s > 0 ? "LEC" : "MEC", frame.apply(e));
            }
            z = f.get("LEC").minus(f.get("MEC")).normalized();
        }
        f.point("KNEE_C", f.get("LEC").mid(f.get("MEC")));
    }

    private static double square(double d) {
        return d * d;
    }

    /** The front edge of the notch: of the lowest points of all sections between the condyles, the highest. */
    private static void notch(BoneShape shape, Finding.Builder f, RigidTransform frame) {
        RigidTransform in = frame.inverse();
        double zl = in.apply(f.get("DIST_LC")).z();
        double zm = in.apply(f.get("DIST_MC")).z();
        // sections across z: a frame whose y axis is the knee's z
        RigidTransform across = RigidTransform.frame(frame.translation(), frame.axis(1), frame.axis(2), frame.axis(0));
        Vec3 best = null;
        for (int i = 0; i <= 24; i++) {
            double z = zm + (zl - zm) * (0.2 + 0.6 * i / 24);
            double[] loop = shape.section(across, z).largest();
            if (loop == null) {
                continue;
            }
            // coordinates of the outline: (x, y) of the knee
            int low = 0;
            for (int k = 0; k < loop.length; k += 2) {
                low = loop[k + 1] < loop[low + 1] ? k : low;
            }
            Vec3 p = new Vec3(loop[low], loop[low + 1], z);
            best = best == null || p.y() > best.y() ? p : best;
        }
        if (best != null) {
            f.point("ICN", frame.apply(best));
        }
    }

    private static Vec3 highest(BoneShape shape, RigidTransform frame, double border, double r) {
        return shape.extreme(frame, p -> p.z() > border && p.norm() > 1.2 * r, Vec3.Y, "greater trochanter");
    }

    /** In axes of shaft and neck: y along the shaft, z away from the head. */
    private static void trochanters(BoneShape shape, Finding.Builder f, Vec3 fhc, double r, Vec3 shaftPoint, Vec3 shaftUp) {
        Vec3 z = BoneShape.across(shaftPoint.minus(fhc), shaftUp);
        RigidTransform frame = RigidTransform.frame(fhc, shaftUp.cross(z), shaftUp, z);
        Vec3 a = frame.inverse().apply(shaftPoint);
        // where the neck rises beyond the trochanter, as in a valgus hip, the highest place is at the border of what is looked at
        double border = a.z() - 0.2 * r;
        while (border < a.z() + 0.5 * r && highest(shape, frame, border, r).z() < border + TRIANGLE) {
            border += 0.1 * r;
        }
        double lateral = border;
        f.point("GT", frame.apply(shape.extreme(frame, p -> p.z() > lateral && p.norm() > 1.2 * r, Vec3.Y, BROAD, BROAD_RADIUS,
                "greater trochanter")));
        f.point("GT_LAT", frame.apply(shape.extreme(frame, p -> p.y() > -3 * r, Vec3.Z, BROAD, BROAD_RADIUS, "greater trochanter")));
        f.point("LT", frame.apply(LesserTrochanter.find(shape, frame, r, a)));
        Attachments.insertion(f, shape);
    }
}
