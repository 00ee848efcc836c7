/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.HipParameters;
import org.orthotwin.synthesis.internal.Tube.Station;

/**
 * The right femur and its medullary canal as implicit solids in the femur's ISB frame (origin head centre, y from the middle of the
 * epicondyles to the head centre, z lateral in the plane of head centre and epicondyles, x anterior).
 *
 * <p>The neck axis meets the straight axis of the proximal shaft in K. Its elevation over the transverse plane is found such that the angle
 * between the two axes is the neck-shaft angle, while the shaft's curved lower part ends above the knee. The rest (trochanters, crest,
 * fossa,
 * linea aspera, condyles, trochlea, notch) is placed relative to these axes and scaled with length, head and condylar width.
 */
public final class FemurShape {

    /** Posterior condylar line against the transepicondylar axis: the mean of many series, about 5 degrees, internal. */
    public static final double CONDYLAR_TWIST = Math.toRadians(5);
    /** From the neck's plane back to the lesser trochanter: mean of 250 hips, Schroeder 2015, doi 10.1093/jhps/hnv067 (SD 9.6 degrees). */
    private static final double TROCHANTER_TWIST = Math.toRadians(38.4);
    /** Radius of the shaft's anterior bow, m: mean of 1,232 femora (PMC6177158). */
    private static final double BOW_RADIUS = 0.943;
    /** Height over the lesser trochanter at which the canal flare index is measured, m (Noble 1988). */
    public static final double FLARE_HEIGHT = 0.020;

    /** The condyles of a knee 84 mm wide, m: half the distance of their middles, centre of the posterior circle. */
    private static final double CONDYLE_HALF_DISTANCE = 0.0235;
    private static final double BACK_X = -0.0125;
    private static final double BACK_Y = -0.0035;
    private static final double BACK_RADIUS = 0.0205;
    /**
     * From the back's circle to the larger one below, which it touches at this flexion: 22 and 32 mm in six knees (Iwaki 2000, doi
     * 10.1302/0301-620x.82b8.0821189), and the bone of one of 24 years stands 2.9, 1.7, 1.0, 0.6 mm below the back's circle at 0, 10, 20
     * and 30 degrees (Lenhart 2015, doi 10.1007/s10439-015-1326-3, mean of both sides).
     */
    private static final double DISTAL_BEGIN = Math.toRadians(40);
    private static final double DISTAL_GAIN = 0.0105;

    /**
     * Where the shaft's medial side leaves the neck's lower edge, radii of the head from its centre (as {@link #freeNeck}): from the first
     * on shaft and neck pass over into each other as in most people; at the second the transition is at its narrowest. A wider
     * one would fill the neck's lower side up to the head, and the middle of its narrowest section would lie up to 5 degrees off the axis.
     */
    private static final double FREE_NECK = 1.16;
    private static final double HIDDEN_NECK = 1.05;
    /** The narrowest transition, part of the usual one, and how much less wide the shaft is medially there, m. */
    private static final double NARROWEST = 0.4;
    private static final double LESS_MEDIALLY = 0.007;
    /** Width of the transition from shaft to neck of a head of 24.5 mm radius, m. */
    private static final double NECK_TRANSITION = 0.012;

    private final HipParameters p;
    private final double sl;
    private final double sd;
    private final double sp;
    private final double rise;
    private final Vec3 knee;
    private final Vec3 neckAxis;
    private final Vec3 k;
    private final Vec3 up;
    private final Vec3 medial;
    private final Vec3 front;
    private final double shaftLength;
    private final double straightLength;
    private final double isthmusLevel;
    /** How far the transition from shaft to neck is narrowed, 0 to 1. */
    private final double narrowed;
    private final Blend bone = new Blend();
    private final Blend canal = new Blend();
    private final Map<String, Vec3> landmarks = new LinkedHashMap<>();

    /** With both condyles equally low, at a right angle to the mechanical axis. */
    public FemurShape(HipParameters p) {
        this(p, 0);
    }

    /** @param tilt of the line through the lowest points of both condyles, the lateral one higher, rad */
    public FemurShape(HipParameters p, double tilt) {
        this.p = p;
        rise = Math.tan(tilt);
        sl = p.femurLength() / 0.460;
        sd = p.epicondylarWidth() / 0.084;
        sp = p.headRadius() / 0.0245;
        double condyle = 0.0265 * sd;
        knee = new Vec3(0, -(p.femurLength() - p.headRadius() - condyle), 0);
        double length = p.femoralOffset() / Math.sin(p.neckShaftAngle());
        Vec3 target = knee.plus(new Vec3(0.004 * sd, 0.024 * sd, -0.001));
        double low = Math.toRadians(5);
        double high = Math.toRadians(75);
        for (int i = 0; i < 80; i++) {
            double mid = 0.5 * (low + high);
            Vec3 n = neckDirection(mid);
            if (n.angle(down(n.times(-length), target)) < p.neckShaftAngle()) {
                low = mid;
            } else {
                high = mid;
            }
        }
        neckAxis = neckDirection(0.5 * (low + high));
        k = neckAxis.times(-length);
        up = down(k, target).negate();
        medial = neckAxis.minus(up.times(neckAxis.dot(up))).normalized();
        front = medial.cross(up);
        straightLength = straight(k, target);
        shaftLength = k.distance(target);
        // the lesser trochanter lies FLARE_HEIGHT below K, so that the flare is measured at the height of K
        isthmusLevel = FLARE_HEIGHT + 0.100 * sl;
        narrowed = Math.clamp((FREE_NECK - freeNeck()) / (FREE_NECK - HIDDEN_NECK), 0, 1);
        buildShaft();
        buildProximal();
        buildDistal(target);
        placeLandmarks();
    }

    private Vec3 neckDirection(double elevation) {
        // the version is stated against the posterior condyles, which lie twisted against z
        double v = p.femoralVersion() - CONDYLAR_TWIST;
        double c = Math.cos(elevation);
        return new Vec3(c * Math.sin(v), Math.sin(elevation), -c * Math.cos(v));
    }

    private static double straight(Vec3 from, Vec3 target) {
        return 0.36 * from.distance(target);
    }

    private static double drop(Vec3 from, Vec3 target) {
        double curved = from.distance(target) - straight(from, target);
        return curved * curved / (2 * BOW_RADIUS);
    }

    /** Direction of the straight shaft, downwards, such that the bow behind it ends in the target. */
    private static Vec3 down(Vec3 from, Vec3 target) {
        return target.plus(new Vec3(drop(from, target), 0, 0)).minus(from).normalized();
    }

    /** Point of the shaft's centre line, {@code s} m below K. */
    private Vec3 shaft(double s) {
        Vec3 q = k.minus(up.times(s));
        double u = Math.max(0, s - straightLength);
        return q.minus(new Vec3(u * u / (2 * BOW_RADIUS), 0, 0));
    }

    /** A point of the proximal femur: {@code m} medial, {@code u} up, {@code f} forward of K. */
    private Vec3 local(double m, double u, double f) {
        return k.plus(medial.times(m)).plus(up.times(u)).plus(front.times(f));
    }

    /** Half-width of the canal medially at the height of K: no wider than the neck's lower edge, or a short neck would vanish. */
    private double medially() {
        double flare = p.canalFlareIndex() * p.isthmusDiameter();
        return Math.min(0.58 * flare, 1.1 * p.neckRadius() / neckAxis.dot(up) - 0.5 * (1 + sl) * 0.0035);
    }

    /**
     * How far from the head's centre, along the neck, the shaft's medial side leaves the neck's lower edge, in head radii; less where
     * the neck is short or lies low, for there the transition between them is long.
     */
    private double freeNeck() {
        double flare = p.canalFlareIndex() * p.isthmusDiameter();
        double d = p.isthmusDiameter();
        double c = 0.5 * (1 + sl);
        // level below K and the shaft's half-width medially, as in its first stations
        double[] level = {0, 0.5 * FLARE_HEIGHT, FLARE_HEIGHT, FLARE_HEIGHT + 0.020 * sl};
        double[] width = {medially() + c * 0.0035, 0.45 * flare + c * 0.0045, Math.max(0.6 * d, 0.345 * flare) + c * 0.0052,
            Math.max(0.57 * d, 0.25 * flare) + c * 0.0062};
        double sin = neckAxis.dot(up);
        double cos = Math.sqrt(1 - sin * sin);
        double length = p.neckLength();
        double nearest = length;
        int steps = 200;
        for (int i = 0; i < steps; i++) {
            double s = level[3] * i / steps;
            int k = s < level[1] ? 0 : s < level[2] ? 1 : 2;
            double w = width[k] + (width[k + 1] - width[k]) * (s - level[k]) / (level[k + 1] - level[k]);
            if (w * sin + s * cos >= 1.1 * p.neckRadius()) {
                nearest = Math.min(nearest, length - w * cos + s * sin);
            }
        }
        return nearest / p.headRadius() + 0.6 * (length / p.headRadius() - 2.16) + 0.6 * (p.neckShaftAngle() - Math.toRadians(121.5));
    }

    private void buildShaft() {
        double d = p.isthmusDiameter();
        double flare = p.canalFlareIndex() * d;
        double lt = FLARE_HEIGHT;
        double end = shaftLength;
        double medially = medially() - LESS_MEDIALLY * sp * narrowed;
        // level below K, canal: medial, lateral, front-back half-widths; cortex: medial, lateral, front-back
        double[][] rows = {
            {0, medially, flare - medially, 0.29 * flare, 0.0035, 0.0040, 0.0040},
            {0.5 * lt, 0.45 * flare, 0.38 * flare, 0.27 * flare, 0.0045, 0.0045, 0.0045},
            {lt, Math.max(0.6 * d, 0.345 * flare), Math.max(0.58 * d, 0.325 * flare), Math.max(0.56 * d, 0.25 * flare), 0.0052, 0.0052,
                0.005},
            {lt + 0.020 * sl, Math.max(0.57 * d, 0.25 * flare), Math.max(0.56 * d, 0.235 * flare), Math.max(0.54 * d, 0.21 * flare), 0.0062,
                0.0062, 0.0058},
            {lt + 0.050 * sl, Math.max(0.53 * d, 0.185 * flare), Math.max(0.53 * d, 0.18 * flare), Math.max(0.52 * d, 0.17 * flare), 0.0070,
                0.0070, 0.0065},
            {isthmusLevel, 0.5 * d, 0.5 * d, 0.5 * d, 0.0073, 0.0073, 0.0073},
            {0.60 * end, 0.56 * d, 0.56 * d, 0.56 * d, 0.0067, 0.0067, 0.0075},
            {0.74 * end, 0.76 * d, 0.76 * d, 0.69 * d, 0.0050 , 0.0050, 0.0055},
            {0.84 * end, 0.0130 * sd + 0.1 * d, 0.0130 * sd + 0.1 * d, 0.0105 * sd, 0.0040, 0.0040, 0.0045},
            {0.92 * end, 0.0200 * sd, 0.0200 * sd, 0.0130 * sd, 0.0035, 0.0035, 0.0040}};
        int n = rows.length;
        Station[] inner = new Station[n + 1];
        Station[] outer = new Station[n + 2];
        Vec3 side = new Vec3(0, 0, -1);
        for (int i = 0; i < n; i++) {
            double[] r = rows[i];
            double w = Math.max(0, Math.min(1, (r[0] - isthmusLevel) / (0.4 * end)));
            Vec3 dir = medial.times(1 - w).plus(side.times(w));
            Vec3 q = shaft(r[0]);
            inner[i + 1] = new Station(q, r[1], r[2], r[3], dir);
            double c = 0.5 + 0.5 * sl;
            outer[i + 1] = new Station(q, r[1] + c * r[4], r[2] + c * r[5], r[3] + c * r[6], dir);
        }
        inner[0] = new Station(k.plus(up.times(0.010 * sp)), 0.97 * inner[1].forward(), 0.86 * inner[1].backward(),
                0.94 * inner[1].across(),
                medial);
        Station top = outer[1];
        outer[0] = new Station(k.plus(up.times(0.008 * sp)), 0.80 * top.forward(), 0.90 * top.backward(), 0.85 * top.across(), medial);
        outer[n + 1] = new Station(shaft(end), 0.0300 * sd, 0.0300 * sd, 0.0190 * sd, side);
        bone.add(new Tube(0.5, 0.6, outer), 0);
        canal.add(new Tube(0.45, 0.7, inner), 0);
        // linea aspera: a low ridge behind the middle third
        Station[] ridge = new Station[6];
        for (int i = 0; i < ridge.length; i++) {
            double s = (0.22 + 0.10 * i) * end;
            double r = radiusBehind(s);
            double fade = i == 0 || i == ridge.length - 1 ? 0.0035 : 0.0008;
            ridge[i] = Station.round(shaft(s).minus(front.times(r - fade)), 0.0026 * sl);
        }
        bone.add(new Tube(ridge), 0.006);
    }

    /** Front-back half-width of the shaft at a level. */
    private double radiusBehind(double s) {
        Vec3 q = shaft(s);
        return q.distance(bone.exit(q, front.negate(), 0.06));
    }

    private void buildProximal() {
        double length = k.norm();
        double a = 1.10 * p.neckRadius();
        double b = p.neckRadius() / 1.10;
        Vec3 rise = up.minus(neckAxis.times(up.dot(neckAxis))).normalized();
        bone.add(new Tube(
                Station.ellipse(k.plus(neckAxis.times(-0.004)), 1.18 * a, 1.12 * b, rise),
                Station.ellipse(k.plus(neckAxis.times(0.36 * length)), 1.08 * a, 1.05 * b, rise),
                Station.ellipse(k.plus(neckAxis.times(0.62 * length)), a, b, rise),
                Station.ellipse(k.plus(neckAxis.times(0.98 * length)), 1.02 * a, 1.06 * b, rise)),
                NECK_TRANSITION * (1 - (1 - NARROWEST) * narrowed) * sp);
        // greater trochanter
        bone.add(new Tube(
                Station.ellipse(local(-0.004 * sp, -0.046 * sp, 0), 0.0080 * sp, 0.0110 * sp, medial),
                Station.ellipse(local(-0.0155 * sp, -0.014 * sp, -0.001 * sp), 0.0115 * sp, 0.0175 * sp, medial),
                Station.ellipse(local(-0.0165 * sp, 0.006 * sp, -0.003 * sp), 0.0115 * sp, 0.0175 * sp, medial),
                Station.ellipse(local(-0.0140 * sp, 0.017 * sp, -0.0065 * sp), 0.0085 * sp, 0.0135 * sp, medial),
                Station.ellipse(local(-0.0105 * sp, 0.023 * sp, -0.0105 * sp), 0.0055 * sp, 0.0080 * sp, medial)), 0.014 * sp);
        // lesser trochanter
        Vec3 dir = medial.times(Math.cos(TROCHANTER_TWIST)).minus(front.times(Math.sin(TROCHANTER_TWIST)));
        Vec3 base = local(0, -FLARE_HEIGHT, 0);
        double out = base.distance(bone.exit(base, dir, 0.08));
        Vec3 lt = base.plus(dir.times(out - 0.0010 * sp));
        bone.add(Field.ellipsoid(lt, dir.plus(up.times(0.25)), up, 0.0085 * sp, 0.0105 * sp, 0.0080 * sp), 0.012 * sp, lt, 0.012 * sp);
        // intertrochanteric crest, and the fossa before it
        Vec3 crestTop = local(-0.011 * sp, 0.016 * sp, -0.016 * sp);
        bone.add(new Tube(Station.round(crestTop, 0.006 * sp),
                Station.round(local(-0.004 * sp, -0.002 * sp, -0.0195 * sp), 0.0055 * sp),
                Station.round(lt.minus(dir.times(0.002)), 0.0055 * sp)), 0.010 * sp);
        Vec3 fossa = local(-0.001 * sp, 0.017 * sp, -0.0135 * sp);
        bone.cut(Field.ellipsoid(fossa, up.plus(medial.times(0.35)), front, 0.0095 * sp, 0.0065 * sp, 0.0055 * sp), 0.006 * sp, fossa,
                0.010 * sp);
        bone.add(Field.sphere(Vec3.ZERO, p.headRadius()), 0.0045 * sp, Vec3.ZERO, p.headRadius());
        landmarks.put("LT", lesserTrochanter());
        canal.keep((x, y, z) -> bone.at(x, y, z) + 0.0025, 0.002);
    }

    /** The distance of the surface from the shaft's axis, {@code u} m over K, {@code a} rad behind the medial side. */
    private double radius(double u, double a) {
        Vec3 q = k.plus(up.times(u));
        return q.distance(bone.exit(q, medial.times(Math.cos(a)).minus(front.times(Math.sin(a))), 0.09));
    }

    /** How much farther a place lies from the axis than eight around it, three quarters of the head's radius away. */
    private double standsOut(double u, double a) {
        double r = radius(u, a);
        double reach = 0.75 * p.headRadius();
        double sum = 0;
        for (int i = 0; i < 8; i++) {
            sum += radius(u + reach * Math.sin(Math.PI * i / 4), a + reach / r * Math.cos(Math.PI * i / 4));
        }
        return r - sum / 8;
    }

    /** The middle of what stands out at least 0.85 as far as the place behind the medial side that stands out most. */
    private Vec3 lesserTrochanter() {
        double u = -FLARE_HEIGHT;
        double a = TROCHANTER_TWIST;
        double most = standsOut(u, a);
        for (double step = 0.004; step > 2e-4; step *= 0.5) {
            for (boolean higher = true; higher; ) {
                higher = false;
                for (int i = 0; i < 4; i++) {
                    double uu = u + step * (i == 0 ? 1 : i == 1 ? -1 : 0);
                    double aa = a + step / 0.03 * (i == 2 ? 1 : i == 3 ? -1 : 0);
                    double out = standsOut(uu, aa);
                    if (out > most) {
                        most = out;
                        u = uu;
                        a = aa;
                        higher = true;
                    }
                }
            }
        }
        double[] sum = new double[4];
        int n = 6;
        for (int i = -n; i <= n; i++) {
            for (int j = -n; j <= n; j++) {
                double uu = u + 0.55 * p.headRadius() * i / n;
                double aa = a + Math.toRadians(30) * j / n;
                double w = standsOut(uu, aa) - 0.85 * most;
                if (w > 0) {
                    sum[0] += w;
                    sum[1] += w * uu;
                    sum[2] += w * aa;
                    sum[3] += w * radius(uu, aa);
                }
            }
        }
        double angle = sum[2] / sum[0];
        return k.plus(up.times(sum[1] / sum[0])).plus(medial.times(Math.cos(angle)).minus(front.times(Math.sin(angle)))
                .times(sum[3] / sum[0]));
    }

    private void buildDistal(Vec3 target) {
        double tan = Math.tan(CONDYLAR_TWIST);
        double sin = Math.sin(DISTAL_BEGIN);
        double cos = Math.cos(DISTAL_BEGIN);
        Field body = (x, y, z) -> {
            double qx = x / sd;
            double qy = (y - knee.y() - z * rise) / sd;
            double qz = z / sd;
            // rounded in the middle, where the groove has no crease
            double u = CONDYLE_HALF_DISTANCE - Math.sqrt(qz * qz + 0.004 * 0.004 * Math.exp(-qz * qz / 0.0001));
            double valley = 0.0085 * (1 - Math.exp(-u * u / (2 * 0.0115 * 0.0115)));
            // trochlea: shallower and higher on the outside
            double lateral = 0.5 * (1 + Math.tanh(qz / 0.010));
            double bx = qx - BACK_X - qz * tan;
            double by = qy - BACK_Y;
            double back = circle(bx, by, BACK_RADIUS);
            // the larger circle from where both touch forwards; above, others are the surface
            double distal = Math.max(circle(bx - DISTAL_GAIN * sin, by - DISTAL_GAIN * cos, BACK_RADIUS + DISTAL_GAIN),
                    Math.max(by * sin - bx * cos, by - 0.0035));
            double under = Math.min(back, distal);
            double below = circle(qx - 0.0030 - qz * tan, qy - 0.0045, 0.0300);
            double before = circle(qx - 0.0110, qy - 0.0030, 0.0200 + 0.0035 * lateral) ;
            double above = circle(qx - 0.0075, qy - 0.0170, 0.0190 + 0.0020 * lateral);
            double d = Field.smoothMin(Field.smoothMin(under, below, 0.0024), Field.smoothMin(before, above, 0.012), 0.008);
            double side = Math.abs(qz) - (0.0370 - 0.05 * Math.max(0, qx) - 0.10 * Math.max(0, qy - 0.012));
            return sd * Field.smoothMax(d + valley, side, 0.012);
        };
        bone.add(body, 0.016 * sd, knee.plus(new Vec3(0, 0.006 * sd, 0)), 0.062 * sd);
        // intercondylar notch: a slot under a sloping roof
        double nx = -0.78;
        double ny = -0.62;
        Field notch = (x, y, z) -> {
            double qx = x / sd;
            double qy = (y - knee.y() - z * rise) / sd;
            double roof = -((qx - 0.0120) * nx + (qy + 0.0240) * ny);
            double w = Math.abs(z / sd - 0.001) - 0.0098;
            return sd * Field.smoothMax(w, roof, 0.010);
        };
        bone.cut(notch, 0.006 * sd, knee.plus(new Vec3(-0.02 * sd, -0.01 * sd, 0)), 0.070 * sd);
        double we = 0.5 * p.epicondylarWidth();
        double re = 0.0105 * sd;
        for (int s = -1; s <= 1; s += 2) {
            Vec3 c = new Vec3(0, knee.y(), s * (we - re));
            Vec3 rear = c.plus(new Vec3(-0.005 * sd, 0.011 * sd, -s * 0.003 * sd));
            bone.add(Field.sphere(rear, 0.0095 * sd), 0.012 * sd, rear, 0.0095 * sd);
            bone.add(Field.sphere(c, re), 0.0028 * sd, c, re);
        }
    }

    private static double circle(double x, double y, double r) {
        return Math.sqrt(x * x + y * y) - r;
    }

    private void placeLandmarks() {
        Vec3 tip = local(-0.0105 * sp, 0.022 * sp, -0.0105 * sp);
        landmarks.put("FHC", Vec3.ZERO);
        landmarks.put("LEC", bone.exit(new Vec3(0, knee.y(), 0.3 * p.epicondylarWidth()), Vec3.Z, 0.1));
        landmarks.put("MEC", bone.exit(new Vec3(0, knee.y(), -0.3 * p.epicondylarWidth()), Vec3.Z.negate(), 0.1));
        landmarks.put("GT", bone.farthest(tip, up, 0.002, 0.012));
        landmarks.put("GT_LAT", bone.farthest(local(-0.0165 * sp, -0.004 * sp, 0), medial.negate(), 0.002, 0.012));
        landmarks.put("NECK_C", neckAxis.times(-0.42 * k.norm()));
        landmarks.put("ISTH", isthmus());
        landmarks.put("KNEE_C", knee);
        for (int s = -1; s <= 1; s += 2) {
            Vec3 centre = centreOfCondyle(s);
            // at a right angle to the line of both condyles, which touches them here
            landmarks.put(s > 0 ? "POST_LC" : "POST_MC", bone.exit(centre, new Vec3(-1, 0, 0), 0.06));
        }
        landmarks.put("GMED_I", bone.project(landmarks.get("GT").mid(landmarks.get("GT_LAT"))));
        landmarks.put("GMIN_I", bone.exit(local(-0.0130 * sp, -0.002 * sp, 0), front.plus(medial.times(-0.5)), 0.05));
        landmarks.put("ILF_SUP_I", bone.exit(local(-0.006 * sp, 0.004 * sp, 0), front, 0.05));
        landmarks.put("ILF_INF_I", bone.exit(local(0.010 * sp, -0.016 * sp, 0), front, 0.05));
        Vec3 rise = up.minus(neckAxis.times(up.dot(neckAxis))).normalized();
        Vec3 side = neckAxis.cross(rise);
        Vec3 forward = side.dot(front) > 0 ? side : side.negate();
        landmarks.put("PUF_I", bone.exit(neckAxis.times(-0.68 * k.norm()), rise.negate().plus(forward.times(0.4)), 0.06));
        landmarks.put("ISF_I", bone.exit(neckAxis.times(-0.66 * k.norm()), rise.minus(forward), 0.06));
    }

    /**
     * The place of the shaft's axis at the height of its smallest outer section, from 49 to 70 % of the length above the lowest condyle:
     * sections that are at most a twentieth larger share it by how much they are below that. It is not where the canal is narrowest, which
     * nobody sees from outside.
     */
    private Vec3 isthmus() {
        int levels = 61;
        int rays = 120;
        double[] area = new double[levels];
        double[] level = new double[levels];
        Vec3[] u = new Vec3[rays];
        for (int i = 0; i < rays; i++) {
            double a = 2 * Math.PI * i / rays;
            u[i] = medial.times(Math.cos(a)).plus(front.times(Math.sin(a)));
        }
        double smallest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < levels; i++) {
            double part = 0.49 + 0.21 * (i + 0.5) / levels;
            double y = p.headRadius() - p.femurLength() * (1 - part);
            level[i] = (k.y() - y) / up.y();
            Vec3 c = shaft(level[i]);
            for (Vec3 d : u) {
                double t = bone.exit(c, d, 0.05).distance(c);
                area[i] += Math.PI / rays * t * t;
            }
            smallest = Math.min(smallest, area[i]);
        }
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < levels; i++) {
            double w = Math.max(0, 1.05 * smallest - area[i]);
            sum += w * level[i];
            weight += w;
        }
        return k.minus(up.times(sum / weight));
    }

    /** The centre of the circle of the lateral (side 1) or medial (-1) condyle's back in its middle. */
    public Vec3 centreOfCondyle(int side) {
        double z = side * CONDYLE_HALF_DISTANCE;
        return knee.plus(new Vec3((BACK_X + z * Math.tan(CONDYLAR_TWIST)) * sd, (BACK_Y + z * rise) * sd, z * sd));
    }

    /** The lowest point in the middle of the lateral (side 1) or medial (-1) condyle. */
    public Vec3 lowestOfCondyle(int side) {
        double z = side * CONDYLE_HALF_DISTANCE;
        double from = BACK_X;
        double to = -BACK_X;
        while (to - from > 1e-8) {
            double third = (to - from) / 3;
            if (below(from + third, z).y() < below(to - third, z).y()) {
                to -= third;
            } else {
                from += third;
            }
        }
        return below(0.5 * (from + to), z);
    }

    /** The surface below a place of a condyle, m in a knee 84 mm wide. */
    private Vec3 below(double x, double z) {
        return bone.exit(knee.plus(new Vec3(x * sd, z * rise * sd, z * sd)), Vec3.Y.negate(), 0.06);
    }

    public Vec3 neckAxis() {
        return neckAxis;
    }

    /** Axis of the straight proximal part of the shaft, upwards. */
    public Vec3 shaftAxis() {
        return up;
    }

    /** How far the isthmus lies below the lesser trochanter along the shaft, m. */
    public double isthmusDepth() {
        return isthmusLevel - FLARE_HEIGHT;
    }

    public Field bone() {
        return bone;
    }

    public Field canal() {
        return canal;
    }

    public Map<String, Vec3> landmarks() {
        return landmarks;
    }

    public TriangleMesh boneMesh(double spacing, Monitor monitor) {
        double r = p.headRadius();
        double side = 0.055 * Math.max(sd, sp);
        return Polygoniser.polygonise(bone, new Vec3(-0.050 * sd, knee.y() - 0.035 * sd, -side), new Vec3(0.055 * sd, r + 0.016,
                k.z() + side),
                spacing, monitor);
    }

    public TriangleMesh canalMesh(double spacing, Monitor monitor) {
        double side = 0.045 * Math.max(sd, sp);
        return Polygoniser.polygonise(canal, new Vec3(-0.050 * sd, knee.y(), Math.min(k.z(), 0) - side),
                new Vec3(0.055 * sd, k.y() + 0.040 * sp, k.z() + side), spacing, monitor);
    }
}
