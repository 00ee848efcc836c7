/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.HipParameters;
import org.orthotwin.synthesis.Sex;
import org.orthotwin.synthesis.internal.Tube.Station;

/**
 * The right innominate bone and the sacrum as implicit solids, in axes of the anterior pelvic plane (x anterior at a right angle to the
 * plane of both anterior superior iliac spines and the pubic tubercles, y superior in that plane, z right) with the origin in the right
 * acetabulum's centre. The left innominate bone is the right one mirrored in the midplane.
 *
 * <p>The acetabulum's cavity is a sphere around the origin; its rim lies in a plane at a right angle to the opening axis, whose distance
 * from
 * the centre follows from the centre-edge angle. In the fossa the cavity is {@link #FOSSA_DEPTH} deeper. The medial wall is bounded inside
 * by a sphere, so that its smallest thickness is known.
 */
public final class PelvisShape {

    /** How much deeper than the lunate surface the acetabular fossa lies, m. */
    public static final double FOSSA_DEPTH = 0.0035;
    /** Half the width of the symphysis, m. */
    private static final double HALF_SYMPHYSIS = 0.0022;
    /** Width of the sacroiliac joint space, m. */
    private static final double SACROILIAC_GAP = 0.0018;
    /** What lies this deep below an extreme point and this near to it belongs to it, m. */
    private static final double CAP = 0.0007;
    private static final double CAP_RADIUS = 0.008;
    private static final double CREST_RADIUS = 0.020;
    private static final double INNER_RADIUS = 0.046;
    /** The fossa's axis runs from here to there, rad from the deepest point towards the notch. */
    private static final double FOSSA_TOP = 0.45;
    private static final double FOSSA_BOTTOM = 1.65;

    private final HipParameters p;
    private final double sx;
    private final double sy;
    private final double s;
    private final double medialScale;
    private final double lateralScale;
    private final double female;
    private final double midplane;
    private final Vec3 opening;
    private final double rimOffset;
    private final Vec3 wallDirection;
    private Blend innominate;
    private double tubercleShift;
    private final RigidTransform isbFromApp;
    private final Blend sacrum = new Blend();
    private final Plate wing;
    private final Map<String, Vec3> landmarks = new LinkedHashMap<>();

    public PelvisShape(HipParameters p) {
        this.p = p;
        double w = p.interAsisDistance();
        sx = p.pelvicDepth() / 0.155;
        sy = w / 0.240;
        midplane = -0.5 * p.interHipDistance();
        medialScale = p.interHipDistance() / 0.173;
        lateralScale = (0.5 * w + midplane) / 0.0336;
        s = Math.cbrt(sx * sy * medialScale);
        female = p.sex() == Sex.FEMALE ? 1 : 0;
        double ri = p.acetabularInclination();
        double ra = p.acetabularAnteversion();
        opening = new Vec3(Math.sin(ra), -Math.cos(ra) * Math.cos(ri), Math.cos(ra) * Math.sin(ri));
        rimOffset = p.acetabularRadius() * Math.cos(ra) * Math.sin(p.centreEdgeAngle() + ri - 0.5 * Math.PI);
        wallDirection = new Vec3(-0.16, -0.02, -0.98).normalized();
        wing = wing();
        buildSacrum();
        // the tubercles are moved until they lie in the spines' plane: the design's axes are then those of the anterior pelvic plane
        for (int i = 0; i < 30; i++) {
            buildInnominate();
            double miss = asis().x() - tubercle().x();
            if (Math.abs(miss) < 1e-10) {
                break;
            }
            tubercleShift += miss;
        }
        placeLandmarks();
        isbFromApp = isb().inverse();
    }

    /** A point of the reference pelvis (mm, ASIS distance 240, depth 155, hip distance 173) in this one (m). */
    private Vec3 at(double x, double y, double z) {
        double depth = z < 0 ? z * medialScale : z * lateralScale;
        return new Vec3(x * sx / 1000.0, y * sy / 1000.0, depth / 1000.0);
    }

    private static double mm(double v) {
        return v / 1000.0;
    }

    private double r(double millimetres) {
        return millimetres * s / 1000.0;
    }

    private Plate wing() {
        double[][] outline = {{51, 73}, {46, 89}, {33, 107}, {15, 121}, {-8, 131}, {-33, 136}, {-56, 133}, {-76, 123}, {-91, 111},
            {-98, 101}, {-98, 92}, {-93, 84}, {-92, 74}, {-85, 66}, {-75, 63}, {-64, 63}, {-54, 57}, {-48, 46}, {-46, 30}, {-43, 10},
            {-28, -8}, {-6, -10}, {14, -4},
            {28, 6}, {36, 20}, {40, 32}, {37, 43}, {40, 55}, {48, 64}};
        double[][] o = new double[outline.length][];
        for (int i = 0; i < o.length; i++) {
            o[i] = new double[] {mm(outline[i][0] * sx), mm(outline[i][1] * sy)};
        }
        double[][] f = {{52, 72, 32}, {46, 90, 40}, {32, 109, 49}, {14, 123, 53}, {-8, 133, 46}, {-34, 137, 24}, {-58, 133, 0},
            {-78, 122, -22},
            {-93, 109, -38}, {-98, 97, -43}, {-90, 76, -42}, {-60, 52, -34}, {-48, 34, -28}, {-40, 4, -26}, {-8, 0, -27}, {20, 4, -20},
            {38, 32, 3}, {38, 45, 12}, {44, 58, 24}, {0, 40, -8}, {20, 45, 5}, {-25, 40, -20}, {20, 80, 26}, {0, 90, 25}, {-25, 90, 6},
            {-45, 90, -15}, {-65, 90, -30}, {0, 65, 9}, {-28, 62, -12}, {5, 112, 43}};
        double[][] g = new double[f.length][];
        for (int i = 0; i < f.length; i++) {
            Vec3 q = at(f[i][0], f[i][1], f[i][2]);
            g[i] = new double[] {q.x(), q.y(), q.z()};
        }
        double[][] t = {{52, 72, 8}, {32, 107, 5.5}, {14, 121, 8.5}, {-8, 131, 6}, {-34, 135, 5.5}, {-58, 131, 8}, {-78, 120, 13},
            {-95, 100, 13},
            {-88, 78, 12}, {-62, 60, 15}, {-50, 38, 14}, {-40, 4, 14}, {0, 0, 14}, {38, 32, 12}, {36, 48, 9}, {0, 38, 16}, {20, 40, 13},
            {-25, 40, 17}, {22, 80, 5.5}, {5, 80, 6.0}, {-15, 92, 4.5}, {-28, 100, 4.8}, {-50, 95, 10}, {-70, 92, 17}, {-60, 112, 12},
            {5, 60, 9}, {-25, 65, 9}, {8, 105, 7.0}};
        double[][] h = new double[t.length][];
        for (int i = 0; i < t.length; i++) {
            h[i] = new double[] {mm(t[i][0] * sx), mm(t[i][1] * sy), r(t[i][2])};
        }
        ScatteredSurface middle = new ScatteredSurface(g);
        ScatteredSurface thick = new ScatteredSurface(h);
        // the crest is thicker than the wing below it; the notches are not
        return new Plate(o, middle::at, thick::at, (x, y) -> r(4.5) * sigmoid((y / sy - 0.070 - 0.10 * Math.max(0, x / sx)) / 0.012));
    }

    private static double sigmoid(double v) {
        return 1 / (1 + Math.exp(-v));
    }

    private void buildSacrum() {
        Vec3 z = Vec3.Z;
        double mid = midplane * 1000.0 / medialScale;
        // bodies
        Tube bodies = new Tube(0.3, 0.8, Station.ellipse(at(-20, 116, mid), r(25), r(16), z),
                Station.ellipse(at(-32, 98, mid), r(24), r(15), z),
                Station.ellipse(at(-50, 77, mid), r(20), r(12.5), z), Station.ellipse(at(-66, 55, mid), r(16), r(10), z),
                Station.ellipse(at(-76, 33, mid), r(13), r(8.5), z), Station.ellipse(at(-80, 13, mid), r(10), r(7), z),
                Station.ellipse(at(-78, -3, mid), r(7.5), r(5.5), z), Station.ellipse(at(-71, -16, mid), r(5.5), r(4.5), z),
                Station.ellipse(at(-61, -26, mid), r(3.5), r(3.5), z));
        sacrum.add(bodies, 0);
        Vec3 plate = at(-23, 110, mid);
        sacrum.keep(Field.below(plate, new Vec3(0.62, 0.785, 0)), r(3));
        // alae and lateral masses of both sides
        for (int side = -1; side <= 1; side += 2) {
            Vec3 dir = new Vec3(0, 0, 1);
            sacrum.add(new Tube(Station.ellipse(at(-42, 93, mid + side * 39), r(24), r(14), dir),
                    Station.ellipse(at(-52, 82, mid + side * 36), r(23), r(14), dir),
                    Station.ellipse(at(-66, 60, mid + side * 29), r(20), r(11.5), dir),
                    Station.ellipse(at(-77, 36, mid + side * 20), r(14), r(8), dir),
                    Station.ellipse(at(-82, 14, mid + side * 10), r(10), r(6), dir)), r(9));
            sacrum.add(new Tube(Station.ellipse(at(-37, 97, mid + side * 16), r(12), r(11), Vec3.X),
                    Station.ellipse(at(-47, 91, mid + side * 34), r(13), r(14), Vec3.X),
                    Station.ellipse(at(-55, 84, mid + side * 58), r(15), r(18), Vec3.X)), r(16));
            Vec3 art = at(-52, 110, mid + side * 21);
            sacrum.add(Field.ellipsoid(art, new Vec3(0.2, 1, 0), z, r(10), r(7), r(6)), r(8), art, r(10));
        }
        // back: laminae, middle crest
        sacrum.add(new Tube(Station.ellipse(at(-64, 98, mid), r(16), r(7), z), Station.ellipse(at(-76, 76, mid), r(14), r(7), z),
                Station.ellipse(at(-88, 50, mid), r(10.5), r(6), z), Station.ellipse(at(-92, 30, mid), r(7.5), r(5), z)), r(8));
        double[][] spines = {{-75, 93}, {-87, 71}, {-96, 50}, {-97, 33}};
        Station[] crest = new Station[spines.length * 2 - 1];
        for (int i = 0; i < crest.length; i++) {
            double[] a = spines[i / 2];
            double[] b = spines[(i + 1) / 2];
            double back = i % 2 == 0 ? 0 : 4;
            crest[i] = Station.ellipse(at(0.5 * (a[0] + b[0]) + back, 0.5 * (a[1] + b[1]), mid), r(3.5), r(i % 2 == 0 ? 6.5 - 0.4 * i : 5),
                    z);
        }
        sacrum.add(new Tube(crest), r(7));
        // from the articular processes down to the laminae: closes what would be narrow slits between them
        for (int side = -1; side <= 1; side += 2) {
            sacrum.add(new Tube(Station.round(at(-54, 107, mid + side * 18), r(7)), Station.round(at(-63, 99, mid + side * 14), r(7)),
                    Station.round(at(-71, 88, mid + side * 11), r(6))), r(8));
        }
        // joint surfaces: narrower behind and below
        Vec3 a = at(-38, 95, mid + 63);
        Vec3 b = at(-88, 82, mid + 44);
        Vec3 c = at(-62, 52, mid + 49);
        Vec3 n = c.minus(a).cross(b.minus(a)).normalized();
        Vec3 right = n.z() < 0 ? n.negate() : n;
        sacrum.keep(Field.below(a, right), r(5));
        Vec3 mirrored = new Vec3(a.x(), a.y(), 2 * midplane - a.z());
        sacrum.keep(Field.below(mirrored, new Vec3(right.x(), right.y(), -right.z())), r(5));
        // canal and foramina
        sacrum.cut(new Tube(Station.ellipse(at(-42, 124, mid), r(12), r(8), z), Station.ellipse(at(-55, 102, mid), r(8.5), r(5.5), z),
                Station.ellipse(at(-60, 94, mid), r(6), r(4), z)), r(3));
        double[][] holes = {{-44, 84, 24, 5}, {-60, 63, 21.5, 4.6}, {-72, 42, 17, 4}, {-79, 22, 12.5, 3.2}};
        double[][] axis = {{-0.78, 0.62}, {-0.86, 0.50}, {-0.95, 0.30}, {-0.99, 0.12}};
        for (int i = 0; i < holes.length; i++) {
            for (int side = -1; side <= 1; side += 2) {
                double[] q = holes[i];
                Vec3 from = at(q[0] - 24 * axis[i][0], q[1] - 24 * axis[i][1], mid + side * (q[2] + 1.5));
                Vec3 middle = at(q[0], q[1], mid + side * q[2]);
                Vec3 to = at(q[0] + 34 * axis[i][0], q[1] + 34 * axis[i][1], mid + side * (q[2] + 0.5));
                sacrum.cut(new Tube(Station.round(from, r(q[3] + 2.2)), Station.round(middle, r(q[3])), Station.round(to, r(q[3] * 0.75))),
                        r(4));
            }
        }
    }

    private void buildInnominate() {
        double mid = midplane * 1000.0 / medialScale;
        double ra = p.acetabularRadius();
        Vec3 z = Vec3.Z;
        Vec3 x = Vec3.X;
        double wide = 5 * female;
        Blend b = new Blend();
        innominate = b;
        b.add(wing, 0, wing.centre(), wing.radius());
        // brim: from the sacroiliac joint to the acetabulum
        b.add(new Tube(Station.ellipse(at(-62, 86, -33), r(9), r(13), z), Station.ellipse(at(-46, 68, -27), r(9.5), r(12), z),
                Station.ellipse(at(-30, 42, -24), r(11), r(15), z), Station.ellipse(at(-10, 18, -24), r(9), r(16), z)), r(12));
        // outer side over and behind the acetabulum
        b.add(new Tube(Station.ellipse(at(-6, 44, -6), r(9), r(14), x), Station.ellipse(at(-20, 24, -6), r(12), r(12), x),
                Station.ellipse(at(-28, 0, -13), r(11), r(11), x), Station.ellipse(at(-33, -21, -20), r(11), r(11), x)), r(14));
        // ischium: it runs backwards, so that the lesser trochanter passes before the tuberosity in adduction and outward rotation
        b.add(new Tube(Station.ellipse(at(-18, 6, -24), r(10), r(17), z), Station.ellipse(at(-31, -13, -25), r(11), r(15), z),
                Station.ellipse(at(-39, -30, -24 + 0.4 * wide), r(11), r(13.5), z),
                Station.ellipse(at(-42, -46, -27 + 0.8 * wide), r(12), r(13), z),
                Station.ellipse(at(-37, -59, -31 + 0.8 * wide), r(11.5), r(11), z)), r(12));
        Vec3 tuber = at(-45, -47, -27 + 0.8 * wide);
        b.add(Field.ellipsoid(tuber, new Vec3(-0.22, 1, 0.15), z, r(20), r(11), r(11)), r(9), tuber, r(20));
        // superior ramus
        b.add(new Tube(Station.ellipse(at(8, 2, -24), r(12), r(14), new Vec3(0.5, -0.8, 0)),
                Station.ellipse(at(24, -5, -37), r(10), r(9), new Vec3(0.5, -0.8, 0)),
                Station.ellipse(at(37, -12, -53), r(8.5), r(7), new Vec3(0.5, -0.8, 0)),
                Station.ellipse(at(44, -21, -67), r(9.5), r(6.5), new Vec3(0.4, -0.9, 0)),
                Station.ellipse(at(44, -30, mid + 6), r(14), r(6.5), new Vec3(0.5, -0.85, 0))), r(12));
        // body of the pubis along the symphysis
        b.add(new Tube(Station.ellipse(at(43, -24, mid + 10), r(15), r(7), z), Station.ellipse(at(37, -37, mid + 9), r(15), r(7.5), z),
                Station.ellipse(at(28, -50, mid + 9), r(12), r(6), z)), r(12));
        // inferior ramus, to the tuberosity
        b.add(new Tube(Station.ellipse(at(29, -46, mid + 10), r(8), r(5.5), new Vec3(0.7, -0.7, 0)),
                Station.ellipse(at(16, -55, mid + 21 + 0.6 * wide), r(7.5), r(5), new Vec3(0.6, -0.7, -0.2)),
                Station.ellipse(at(-3, -61, mid + 35 + wide), r(7.5), r(5), new Vec3(0.2, -0.9, -0.2)),
                Station.ellipse(at(-22, -63, mid + 48 + wide), r(8.5), r(6.5), new Vec3(-0.1, -1, 0)),
                Station.ellipse(at(-36, -58, mid + 56 + 0.8 * wide), r(9), r(9), new Vec3(-0.3, -1, 0))), r(10));
        // inner wall of the acetabulum
        Vec3 wall = wallDirection.times(ra + FOSSA_DEPTH + 0.5 * p.medialWallThickness()).plus(at(-6, 0, 0));
        b.add(Field.ellipsoid(wall, x, Vec3.Y, r(27), r(29), r(8)), r(10), wall, r(29));
        // ischial spine
        b.add(new Tube(Station.ellipse(at(-34, -6, -26), r(10), r(7), Vec3.Y), Station.ellipse(at(-47, -12, -32), r(6.5), r(4.5), Vec3.Y),
                Station.ellipse(at(-55, -17, -38), r(3.5), r(2.8), Vec3.Y)), r(9));
        // socket: a thick shell behind the rim
        Vec3 back = opening.times(-0.12 * ra);
        double shell = ra + r(6.5);
        b.add((px, py, pz) -> {
            double q = Math.sqrt(sq(px - back.x()) + sq(py - back.y()) + sq(pz - back.z())) - shell;
            double over = px * opening.x() + py * opening.y() + pz * opening.z() - rimOffset - r(3);
            return Field.smoothMax(q, over, r(4));
        }, r(15), back, shell);
        // spines of the front edge
        Vec3 aiis = at(37, 32, 4);
        b.add(Field.ellipsoid(aiis, new Vec3(0.75, -0.45, 0.3), Vec3.Y, r(10.5), r(7), r(7)), r(14), aiis, r(11));
        Vec3 asis = asisCentre();
        Vec3 behind = at(43, 78, 36);
        b.add(Field.ellipsoid(behind, new Vec3(-0.5, 0.8, 0.3), z, r(14), r(6.5), r(6)), r(12), behind, r(14));
        b.add(Field.sphere(asis, r(6.5)), r(13), asis, r(6.5));
        Vec3 psis = at(-95, 98, -43);
        b.add(Field.ellipsoid(psis, new Vec3(-0.3, 1, -0.1), z, r(12), r(6), r(6)), r(12), psis, r(12));
        Vec3 tubercle = tubercleCentre();
        b.add(Field.sphere(tubercle, r(5.5)), r(8), tubercle, r(5.5));
        // the true pelvis, which bounds the medial wall
        Vec3 hollow = wallDirection.times(ra + FOSSA_DEPTH + p.medialWallThickness() + INNER_RADIUS * s);
        b.cut(Field.sphere(hollow, INNER_RADIUS * s), r(5), hollow, INNER_RADIUS * s);
        // room before the rim's plane
        b.cut((px, py, pz) -> {
            double along = px * opening.x() + py * opening.y() + pz * opening.z();
            double off = Math.sqrt(Math.max(0, px * px + py * py + pz * pz - along * along));
            return Field.smoothMax(off - ra - r(12), rimOffset - along, r(6));
        }, r(3), opening.times(0.7 * ra), 2.2 * ra);
        // notch and fossa
        Vec3 lowest = Vec3.Y.negate().minus(opening.times(-opening.y())).normalized();
        Vec3 across = opening.cross(lowest);
        Vec3 inferior = lowest.times(Math.cos(0.25)).plus(across.times(across.x() > 0 ? Math.sin(0.25) : -Math.sin(0.25)));
        Vec3 notch = inferior.times(ra - r(1)).plus(opening.times(rimOffset + r(0.5)));
        Field gap = Field.ellipsoid(notch, inferior, opening, r(13), Math.max(r(4), r(11) + 0.7 * rimOffset), r(10));
        // where the acetabulum faces far down the notch comes near the true pelvis; the wall between them stays
        b.cut((px, py, pz) -> {
            double wallLeft = Math.sqrt(sq(px - hollow.x()) + sq(py - hollow.y()) + sq(pz - hollow.z())) - INNER_RADIUS * s;
            return Field.smoothMax(gap.at(px, py, pz), p.medialWallThickness() + r(1.5) - wallLeft, r(3));
        }, r(5), notch, r(13));
        Vec3 deep = opening.negate();
        b.cut((px, py, pz) -> {
            double q = Math.sqrt(px * px + py * py + pz * pz);
            return q - ra - FOSSA_DEPTH * fossa(px, py, pz, q, deep, inferior);
        }, r(2.2), Vec3.ZERO, ra + FOSSA_DEPTH);
        // symphysis and sacroiliac joint
        b.keep(Field.below(new Vec3(0, 0, midplane + HALF_SYMPHYSIS), Vec3.Z.negate()), r(3));
        b.cut((px, py, pz) -> sacrum.at(px, py, pz) - SACROILIAC_GAP, r(2.5), at(-58, 78, -45), r(70));
    }

    /**
     * 1 in the acetabular fossa, 0 on the lunate surface: a band around the arc from the deep middle of the acetabulum down to the notch,
     * narrowing towards the notch.
     */
    private static double fossa(double x, double y, double z, double q, Vec3 deep, Vec3 inferior) {
        if (q < 1e-6) {
            return 0;
        }
        double u = (x * deep.x() + y * deep.y() + z * deep.z()) / q;
        double w = (x * inferior.x() + y * inferior.y() + z * inferior.z()) / q;
        double arc = Math.max(FOSSA_TOP, Math.min(FOSSA_BOTTOM, Math.atan2(w, u)));
        double away = Math.acos(Math.max(-1, Math.min(1, u * Math.cos(arc) + w * Math.sin(arc))));
        double width = 0.56 - 0.16 * (arc - FOSSA_TOP) / (FOSSA_BOTTOM - FOSSA_TOP);
        double e = Math.max(0, Math.min(1, (width - away) / 0.16));
        return e * e * (3 - 2 * e);
    }

    private Vec3 asisCentre() {
        return at(46.5, 72, 33.6);
    }

    private Vec3 tubercleCentre() {
        return at(47, -16, -62).plus(new Vec3(tubercleShift, 0, 0));
    }

    private Vec3 asis() {
        // its sphere's foremost point, which makes the width exact; within 0.2 mm of the middle of what is about it
        return innominate.exit(asisCentre(), Vec3.X, 0.05);
    }

    private Vec3 tubercle() {
        return innominate.exit(tubercleCentre(), Vec3.X, 0.05);
    }

    private void placeLandmarks() {
        double mid = midplane * 1000.0 / medialScale;
        double wide = 5 * female;
        Vec3 down = Vec3.Y.negate();
        both("RASIS", "LASIS", asis());
        both("RPSIS", "LPSIS", innominate.farthest(at(-93, 98, -42), Vec3.X.negate(), CAP, CAP_RADIUS));
        both("PT_R", "PT_L", tubercle());
        Vec3 top = innominate.exit(at(42, -26, mid).plus(new Vec3(0, 0, 0.005)), Vec3.Y, 0.05);
        landmarks.put("SYM", new Vec3(top.x(), top.y(), midplane));
        both("RAC", "LAC", Vec3.ZERO);
        double ra = p.acetabularRadius();
        both("TEAR_R", "TEAR_L",
                innominate.exit(wallDirection.times(ra + FOSSA_DEPTH + 0.5 * p.medialWallThickness()), down, 0.12));
        both("ISCH_R", "ISCH_L", innominate.farthest(at(-35, -57, -31 + 0.8 * wide), down, CAP, CAP_RADIUS));
        both("CREST_R", "CREST_L", innominate.farthest(onWing(-34, 130), Vec3.Y, CAP, CREST_RADIUS));
        both("GMED_O_R", "GMED_O_L", abductors());
        Vec3 gmin = innominate.exit(onWing(6, 66), Vec3.Z, 0.04);
        both("GMIN_O_R", "GMIN_O_L", gmin);
        landmarks.put("GMIN_O", gmin);
        landmarks.put("ILF_SUP_O", innominate.project(at(27, 26, 9)));
        landmarks.put("ILF_INF_O", innominate.project(at(33, 22, 0)));
        landmarks.put("PUF_O", innominate.project(at(30, -14, -40)));
        landmarks.put("ISF_O", innominate.project(at(-24, -22, -8)));
    }

    /**
     * The middle of the gluteus medius' origin, as published models of the leg have it: 11.3 mm before the hollow outer face, 0.241 of the
     * depth from the anterior to the posterior spines behind the hip's centre and 0.567 of the crest's height above it, in the pelvis' ISB
     * frame.
     */
    private Vec3 abductors() {
        RigidTransform isb = isb();
        RigidTransform in = isb.inverse();
        double depth = in.apply(landmarks.get("RASIS")).x() - in.apply(landmarks.get("RPSIS")).x();
        Vec3 q = isb.apply(new Vec3(-0.241 * depth, 0.567 * in.apply(landmarks.get("CREST_R")).y(), 0));
        return innominate.exit(new Vec3(q.x(), q.y(), wing.middle(q.x(), q.y())), Vec3.Z, 0.04).plus(Vec3.Z.times(0.0113));
    }

    private Vec3 onWing(double x, double y) {
        Vec3 q = at(x, y, 0);
        return new Vec3(q.x(), q.y(), wing.middle(q.x(), q.y()));
    }

    private void both(String right, String left, Vec3 q) {
        landmarks.put(right, q);
        landmarks.put(left, new Vec3(q.x(), q.y(), 2 * midplane - q.z()));
    }

    /** The pelvis's ISB frame in the design's axes. */
    private RigidTransform isb() {
        Vec3 r = landmarks.get("RASIS");
        Vec3 l = landmarks.get("LASIS");
        Vec3 back = landmarks.get("RPSIS").mid(landmarks.get("LPSIS"));
        Vec3 z = r.minus(l).normalized();
        Vec3 forward = r.mid(l).minus(back);
        Vec3 x = forward.minus(z.times(forward.dot(z))).normalized();
        return RigidTransform.frame(Vec3.ZERO, x, z.cross(x), z);
    }

    public RigidTransform isbFromApp() {
        return isbFromApp;
    }

    /** Outward axis of the acetabulum. */
    public Vec3 opening() {
        return opening;
    }

    /** Distance of the rim's plane from the centre along the opening's axis, m; negative where the rim lies medial of the centre. */
    public double rimOffset() {
        return rimOffset;
    }

    /** From the centre through the thinnest place of the medial wall. */
    public Vec3 wallDirection() {
        return wallDirection;
    }

    private static double sq(double v) {
        return v * v;
    }

    public Field innominate() {
        return innominate;
    }

    public Field sacrum() {
        return sacrum;
    }

    public Map<String, Vec3> landmarks() {
        return landmarks;
    }

    public TriangleMesh innominateMesh(double spacing, Monitor monitor) {
        return Polygoniser.polygonise(innominate, at(-116, -92, 0).plus(new Vec3(0, 0, midplane - 0.004)),
                at(66, 152, 70), spacing, monitor);
    }

    public TriangleMesh sacrumMesh(double spacing, Monitor monitor) {
        double h = 0.070 * Math.max(1, medialScale);
        return Polygoniser.polygonise(sacrum, at(-114, -38, 0).plus(new Vec3(0, 0, midplane - h)),
                at(10, 136, 0).plus(new Vec3(0, 0, midplane + h)), spacing, monitor);
    }

    public double midplane() {
        return midplane;
    }
}
