/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.KneeParameters;
import org.orthotwin.synthesis.internal.Tube.Station;

/**
 * The right tibia with its canal, the fibula and the patella as implicit solids. Tibia and fibula are in the tibia's frame: origin between
 * the
 * eminences at the height of the joint line, y upwards along the line from the ankle's centre, x anterior, z lateral. The patella is in a
 * frame
 * of its own with the origin in its middle.
 *
 * <p>Exact are: both plateaus' tangent planes at their middles, and so the angle of the line between them and both slopes.
 */
public final class TibiaShape {

    /** Depth of the medial plateau's hollow, m. */
    public static final double HOLLOW = 0.0027;
    /** Outward twist of the ankle against the plateau: 24 degrees, assumed. The tips of the malleoli stand a little otherwise. */
    public static final double TORSION = Math.toRadians(24);
    /** Half the distance of the two points that carry the slope of a compartment, m. */
    private static final double SLOPE_ARM = 0.012;
    /** How far the tip of the medial malleolus lies below the ankle's centre, m. */
    private static final double MALLEOLUS = 0.012;

    private final double s;
    private final double sl;
    private final double length;
    private final double tilt;
    private final double medialSlope;
    private final double lateralSlope;
    private final double zm;
    private final double zl;
    private final double xm;
    private final double xl;
    private final Blend tibia = new Blend();
    private final Blend canal = new Blend();
    private final Blend fibula = new Blend();
    private final Blend patella = new Blend();
    private final double sp;
    private final Map<String, Vec3> landmarks = new LinkedHashMap<>();
    private final Map<String, Vec3> fibulaLandmarks = new LinkedHashMap<>();
    private final Map<String, Vec3> patellaLandmarks = new LinkedHashMap<>();

    public TibiaShape(KneeParameters p) {
        s = p.plateauWidth() / 0.077;
        sp = p.femur().epicondylarWidth() / 0.084;
        length = p.tibiaLength() - MALLEOLUS;
        sl = length / 0.374;
        tilt = Math.tan(0.5 * Math.PI - p.medialProximalTibialAngle());
        medialSlope = Math.tan(p.medialSlope());
        lateralSlope = Math.tan(p.lateralSlope());
        zm = -0.0205 * s;
        zl = 0.0205 * s;
        xm = -0.0030 * s;
        xl = -0.0020 * s;
        buildTibia();
        buildFibula();
        buildPatella();
        placeLandmarks();
    }

    private Vec3 at(double x, double y, double z) {
        return new Vec3(x * s / 1000.0, y * s / 1000.0, z * s / 1000.0);
    }

    /** A point at a part of the length below the plateau; x and z in mm of the reference. */
    private Vec3 low(double x, double part, double z) {
        return new Vec3(x * s / 1000.0, -part * length, z * s / 1000.0);
    }

    private double r(double millimetres) {
        return millimetres * s / 1000.0;
    }

    /** Height of the medial plateau. */
    private double medial(double x, double z) {
        double a = (x - xm) / (0.0235 * s);
        double b = (z - zm) / (0.0160 * s);
        return z * tilt + (x - xm) * medialSlope + HOLLOW * Math.min(1.2, a * a + b * b);
    }

    private double lateral(double x, double z) {
        return z * tilt + (x - xl) * lateralSlope;
    }

    /** Height of the joint surface: both plateaus, one going over into the other between the eminences. */
    private double plateau(double x, double z) {
        double t = Math.max(-1, Math.min(1, z / (0.0060 * s)));
        double w = 0.5 + 0.25 * t * (3 - t * t);
        return (1 - w) * medial(x, z) + w * lateral(x, z);
    }

    private void buildTibia() {
        Vec3 x = Vec3.X;
        // condyles, down into the shaft
        tibia.add(new Tube(0.3, 2.5, Station.ellipse(at(-3, 22, -20.5), r(24.5), r(18.0), x), Station.ellipse(at(-3, 4, -20.5), r(24.5),
                r(18.0), x),
                Station.ellipse(at(-3.5, -16, -18.0), r(22.0), r(17.2), x), Station.ellipse(at(-1.5, -42, -9.5), r(18.5), r(15.0), x),
                Station.ellipse(at(2, -75, -2), r(14.5), r(11.5), x)), 0);
        tibia.add(new Tube(0.3, 2.5, Station.ellipse(at(-2, 22, 20.5), r(22.0), r(18.0), x), Station.ellipse(at(-2, 4, 20.5), r(22.0),
                r(18.0), x),
                Station.ellipse(at(-2.5, -16, 17.8), r(19.8), r(16.6), x), Station.ellipse(at(-0.5, -42, 8.5), r(17.5), r(14.0), x),
                Station.ellipse(at(2, -75, 1), r(14.0), r(11.0), x)), r(10));
        tibia.add(new Tube(Station.ellipse(at(4, 18, 0), r(17), r(15), x), Station.ellipse(at(4, -15, 0), r(18), r(15), x),
                Station.ellipse(at(4, -45, 0), r(16), r(13), x)), r(10));
        // shaft: forward the crest, flat behind
        Vec3 front = new Vec3(0.94, 0, 0.34);
        tibia.add(new Tube(0.6, 0.5, new Station(at(3, -55, 0), r(18), r(14), r(15), front), new Station(low(3, 0.26, -1), r(15.5), r(12),
                r(12.5), front),
                new Station(low(2, 0.45, -1.5), r(14.5), r(11), r(11.0), front), new Station(low(1, 0.64, -2.0), r(12.5), r(10), r(10.0),
                        front),
                new Station(low(0, 0.82, -2.0), r(11.5), r(11), r(11.5), front), new Station(low(-1, 0.93, -1), r(15.0), r(15), r(17.5), x),
                new Station(low(-1, 0.975, -0.5), r(17.0), r(17), r(21.0), x)), r(8));
        // tuberosity
        tibia.add(new Tube(Station.ellipse(at(17, -20, 4), r(8), r(10), x), Station.ellipse(at(22, -38, 4.5), r(6.5), r(8.5), x),
                Station.ellipse(at(20.5, -52, 4), r(5), r(6.5), x), Station.ellipse(at(16, -74, 3), r(4), r(5), x)), r(8));
        // medial malleolus
        double c = Math.cos(TORSION);
        double w = Math.sin(TORSION);
        Vec3 out = new Vec3(w, 0, -c);
        Vec3 ankle = new Vec3(0, -length, 0);
        Vec3 tip = ankle.plus(out.times(r(22))).plus(new Vec3(0.002 * s, -MALLEOLUS + r(6), 0));
        tibia.add(new Tube(Station.ellipse(ankle.plus(out.times(r(16))).plus(at(0, 28, 0)), r(12), r(9), x),
                Station.ellipse(ankle.plus(out.times(r(20))).plus(at(0, 8, 0)), r(11), r(6.5), x), Station.round(tip, r(6))), r(8));
        // roof of the ankle: a roll across
        Vec3 roof = ankle.plus(at(0, -16, 0));
        Vec3 across = out;
        double roll = r(23);
        tibia.cut((px, py, pz) -> {
            double dx = px - roof.x();
            double dy = py - roof.y();
            double dz = pz - roof.z();
            double along = dx * across.x() + dz * across.z();
            double q = Math.sqrt(Math.max(0, dx * dx + dy * dy + dz * dz - along * along)) - roll;
            return Field.smoothMax(q, along - r(15), r(3));
        }, r(2.5), roof, r(45));
        // joint surface, and the eminences on it
        tibia.keep((px, py, pz) -> (py - plateau(px, pz)) / 1.02, r(5));
        for (int side = -1; side <= 1; side += 2) {
            double ez = side * r(6.2);
            double ex = side < 0 ? 0 : -r(2.5);
            Vec3 foot = new Vec3(ex, plateau(ex, ez) - r(2), ez);
            tibia.add(Field.ellipsoid(foot, new Vec3(0, 1, 0), Vec3.X, r(side < 0 ? 10 : 9), r(7), r(3.6)), r(5), foot, r(10));
        }
        // behind, the two condyles part
        tibia.cut(new Tube(Station.round(at(-28, 22, 0), r(10)), Station.round(at(-29, -30, 0), r(9))), r(7));
        canal.add(new Tube(0.5, 0.5, Station.ellipse(at(2, -58, -1), r(11), r(11), x), Station.round(low(2.5, 0.28, -1), r(7.0)),
                Station.round(low(2, 0.46, -1.5), r(5.6)), Station.round(low(1, 0.64, -2), r(5.6)), Station.round(low(0, 0.82, -2), r(7.6)),
                Station.ellipse(low(-1, 0.90, -1.5), r(10), r(11), x)), 0);
        canal.keep((px, py, pz) -> tibia.at(px, py, pz) + 0.0025, 0.002);
    }

    private void buildFibula() {
        Vec3 ankle = new Vec3(0, -length, 0);
        Vec3 out = new Vec3(-Math.sin(TORSION), 0, Math.cos(TORSION)).times(r(29));
        fibula.add(new Tube(Station.ellipse(at(-19, -20, 32.5), r(10.5), r(9), Vec3.X), Station.ellipse(at(-18, -32, 31.5), r(8.5), r(7),
                Vec3.X),
                Station.round(low(-14, 0.16, 29), r(5.6)), Station.ellipse(low(-8, 0.40, 27), r(7.0), r(6.0), Vec3.X),
                Station.ellipse(low(-7, 0.62, 25.5), r(7.0), r(5.8), Vec3.X), Station.round(low(-9, 0.86, 25.5), r(6.2)),
                Station.ellipse(ankle.plus(out).plus(at(0, 14, -2)), r(8.0), r(6.5), Vec3.X),
                Station.ellipse(ankle.plus(out).plus(at(-1, -10, -1)), r(8.5), r(5.2), Vec3.X)), 0);
        // the two joints with the tibia stay open
        fibula.cut((px, py, pz) -> tibia.at(px, py, pz) - 0.0025, 0.002, new Vec3(0, -0.5 * length, 0), length);
        Vec3 head = at(-19, -22, 32.5);
        fibulaLandmarks.put("FIB_HEAD", fibula.exit(head, Vec3.Y, 0.05));
        fibulaLandmarks.put("LM", fibula.exit(ankle.plus(out).plus(at(-1, -10, -1)), Vec3.Y.negate(), 0.05));
    }

    private double q(double millimetres) {
        return millimetres * sp / 1000.0;
    }

    private void buildPatella() {
        patella.add(Field.ellipsoid(Vec3.ZERO, Vec3.Y, Vec3.Z, q(20.0), q(22.5), q(12.5)), 0, Vec3.ZERO, q(24));
        Vec3 apex = new Vec3(q(1.5), q(-14.5), 0);
        patella.add(Field.ellipsoid(apex, Vec3.Y, Vec3.Z, q(8), q(7), q(5.5)), q(8), apex, q(10));
        // a medial and a wider lateral facet meet in the ridge, for the upper three quarters
        Vec3 ridge = new Vec3(q(-10.5), 0, q(-1.5));
        patella.keep(Field.below(ridge, new Vec3(-1, -0.05, 0.40)), q(1.5));
        patella.keep(Field.below(ridge, new Vec3(-1, -0.05, -0.52)), q(1.5));
        patella.keep(Field.below(new Vec3(q(10.5), 0, 0), new Vec3(1, 0.12, 0)), q(6));
        patellaLandmarks.put("PP", patella.exit(Vec3.ZERO, Vec3.Y, 0.05));
        patellaLandmarks.put("PA", patella.exit(apex, Vec3.Y.negate(), 0.05));
        patellaLandmarks.put("PL", patella.exit(Vec3.ZERO, Vec3.Z, 0.05));
        patellaLandmarks.put("PM", patella.exit(Vec3.ZERO, Vec3.Z.negate(), 0.05));
        Vec3 half = new Vec3(0, 0.5 * (patellaLandmarks.get("PP").y() + patellaLandmarks.get("PA").y()), ridge.z());
        patellaLandmarks.put("PANT", patella.exit(half, Vec3.X, 0.05));
        patellaLandmarks.put("PRIDGE", patella.exit(half, Vec3.X.negate(), 0.05));
    }

    private void placeLandmarks() {
        Vec3 medial = new Vec3(xm, medial(xm, zm), zm);
        Vec3 lateral = new Vec3(xl, lateral(xl, zl), zl);
        landmarks.put("PLAT_MC", medial);
        landmarks.put("PLAT_LC", lateral);
        // on the tangent planes, before and behind
        for (int s = -1; s <= 1; s += 2) {
            String end = s < 0 ? "_P" : "_A";
            landmarks.put("PLAT_MC" + end, medial.plus(new Vec3(1, medialSlope, 0).times(s * SLOPE_ARM)));
            landmarks.put("PLAT_LC" + end, lateral.plus(new Vec3(1, lateralSlope, 0).times(s * SLOPE_ARM)));
        }
        landmarks.put("KNEE_T", medial.mid(lateral));
        landmarks.put("ANK_C", tibia.exit(new Vec3(0, -length + r(20), 0), Vec3.Y.negate(), 0.05));
        landmarks.put("TT", outermost(tibia.exit(at(15, -38, 4.5), Vec3.X, 0.05), Vec3.X));
        Vec3 out = new Vec3(Math.sin(TORSION), 0, -Math.cos(TORSION));
        Vec3 inMalleolus = new Vec3(0, -length, 0).plus(out.times(r(20))).plus(at(0, 3, 0));
        landmarks.put("MM", outermost(tibia.exit(inMalleolus.plus(out.times(r(2))), Vec3.Y.negate(), 0.05), Vec3.Y.negate()));
        landmarks.put("LM", fibulaLandmarks.get("LM"));
        landmarks.put("MC", outermost(tibia.exit(at(-3, -8, -20.5), Vec3.Z.negate(), 0.06), Vec3.Z.negate()));
        landmarks.put("LC", outermost(tibia.exit(at(-2, -8, 20.5), Vec3.Z, 0.06), Vec3.Z));
        transverse(Math.min(landmarks.get("MC").y(), landmarks.get("LC").y()) - 0.04 * landmarks.get("MC").distance(landmarks.get("LC")));
    }

    /** The tibia's surface point from which it goes no farther in a direction: climbed up to from a surface point near it. */
    private Vec3 outermost(Vec3 from, Vec3 direction) {
        double[] n = new double[3];
        Vec3 p = from;
        for (int i = 0; i < 200; i++) {
            tibia.gradient(p.x(), p.y(), p.z(), 1e-6, n);
            Vec3 normal = new Vec3(n[0], n[1], n[2]).normalized();
            Vec3 uphill = direction.minus(normal.times(direction.dot(normal)));
            if (uphill.norm() < 1e-3) {
                break;
            }
            p = tibia.project(p.plus(uphill.times(0.003)));
        }
        return p;
    }

    /** The longer principal axis of the area of a section, from border to border. */
    private void transverse(double level) {
        double[] sum = new double[6];
        double h = 0.0005;
        for (double x = -0.045 * s; x < 0.045 * s; x += h) {
            for (double z = -0.050 * s; z < 0.050 * s; z += h) {
                if (tibia.at(x, level, z) < 0) {
                    sum[0]++;
                    sum[1] += x;
                    sum[2] += z;
                    sum[3] += x * x;
                    sum[4] += z * z;
                    sum[5] += x * z;
                }
            }
        }
        double x = sum[1] / sum[0];
        double z = sum[2] / sum[0];
        double angle = 0.5 * Math.atan2(2 * (sum[5] / sum[0] - x * z), sum[4] / sum[0] - z * z - sum[3] / sum[0] + x * x);
        Vec3 half = new Vec3(Math.sin(angle), 0, Math.cos(angle)).times(0.5 * landmarks.get("LC").distance(landmarks.get("MC")));
        Vec3 c = new Vec3(x, level, z);
        landmarks.put("TPA_LC", c.plus(half));
        landmarks.put("TPA_MC", c.minus(half));
    }

    public Map<String, Vec3> landmarks() {
        return landmarks;
    }

    public Map<String, Vec3> fibulaLandmarks() {
        return fibulaLandmarks;
    }

    public Map<String, Vec3> patellaLandmarks() {
        return patellaLandmarks;
    }

    public Field tibia() {
        return tibia;
    }

    /** Of the line of the malleoli outwards from the transverse axis of the plateau, as seen along the shaft, rad: see tibia.torsion. */
    public double torsion() {
        Vec3 plateau = landmarks.get("TPA_LC").minus(landmarks.get("TPA_MC"));
        Vec3 malleoli = fibulaLandmarks.get("LM").minus(landmarks.get("MM"));
        return Math.atan2(plateau.x(), plateau.z()) - Math.atan2(malleoli.x(), malleoli.z());
    }

    /** From the middle of the compartments to the ankle. */
    public double mechanicalLength() {
        return landmarks.get("KNEE_T").distance(landmarks.get("ANK_C"));
    }

    /** Slope of a compartment against the line from the ankle to the middle of the compartments, seen from the side, rad. */
    public double slope(double againstY) {
        Vec3 up = landmarks.get("KNEE_T").minus(landmarks.get("ANK_C"));
        return againstY + Math.atan2(up.x(), up.y());
    }

    public TriangleMesh tibiaMesh(double spacing, Monitor monitor) {
        return Polygoniser.polygonise(tibia, new Vec3(-0.042 * s, -length - 0.03, -0.048 * s), new Vec3(0.042 * s, 0.030 * s, 0.048 * s),
                spacing, monitor);
    }

    public TriangleMesh canalMesh(double spacing, Monitor monitor) {
        return Polygoniser.polygonise(canal, new Vec3(-0.03 * s, -length, -0.03 * s), new Vec3(0.03 * s, -0.02 * s, 0.03 * s), spacing,
                monitor);
    }

    public TriangleMesh fibulaMesh(double spacing, Monitor monitor) {
        return Polygoniser.polygonise(fibula, new Vec3(-0.040 * s, -length - 0.035, 0.004 * s), new Vec3(0.012 * s, 0.005 * s, 0.052 * s),
                spacing, monitor);
    }

    public TriangleMesh patellaMesh(double spacing, Monitor monitor) {
        double m = 0.032 * sp;
        return Polygoniser.polygonise(patella, new Vec3(-m, -m, -m), new Vec3(m, m, m), spacing, monitor);
    }
}
