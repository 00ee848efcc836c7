/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.MuscleUnit;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;

/**
 * Ligaments and cartilage of a synthetic knee.
 *
 * <p>Stiffness and reference strain of each ligament are those of the model of RL Lenhart et al. 2015 (Ann Biomed Eng 43:2675-2685,
 * doi:10.1007/s10439-015-1326-3): the sum of its fibres' stiffnesses, shared equally, and strains within those
 * that its fibres have in extension in its published passive flexion. Cartilage has that model's modulus of 10 MPa and Poisson's ratio of
 * 0.45; each layer fills half of the gap between the bones. Lengths scale with the epicondylar width. Fibres are straight but for
 * the superficial medial collateral ligament, which lies on the tibia's medial border (L Blankevoort, R Huiskes 1991,
 * doi:10.1115/1.2894883), and the capsule, which lies on the backs of the condyles.
 *
 * <p>Where they attach is given beside the line through the centres of both condyles' backs, about which the knee flexes: what attaches
 * before it stays taut in flexion, what attaches behind or above it is taut in extension.
 * <ul>
 * <li>Superficial medial collateral ligament: 32 mm above the femoral joint line and 61 mm below the tibial one (31.1 and 62.4 mm: F Liu
 * et al. 2010, doi:10.1186/1749-799X-5-69; 61.2 mm and a length of 94.8 mm: RF LaPrade et al. 2007, doi:10.2106/JBJS.F.01176); front,
 * middle and back of the footprint 4 mm before to 2 mm behind the centre of the medial condyle (Lenhart's fibres 8.7 to 2.0 before it),
 * leaning forwards by 8, 6 and 5 degrees, as hers do. Her fibres
 * lie on an ellipsoid in the tibia with half axes of 30, 18 and 12 mm, whose radius where they pass is 27 mm: so do these on a cylinder
 * which touches the border. So the front stays taut through flexion and the back slackens (L Willinger et al.
 * 2020, doi:10.1007/s00167-020-06050-0).
 * <li>Lateral collateral ligament: 2 to 4.5 mm before and 4.5 mm above the centre of the lateral condyle, Lenhart's fibres 1 to 3.5, which
 * would slacken more with the turn of the tibia that her knee has not; to the
 * outside of the fibula's head below its tip, 28 mm under the joint line, which gives it 61 mm (66 mm, 59 to 74: BR Meister et al. 2000,
 * Am J Sports Med 28:869-878). The head moves with the tibia.
 * <li>Anterior cruciate ligament: as far before the centres of the condyles as Lenhart's fibres (0 to 4.6 mm); on the tibia 37 % of the
 * plateau's depth behind its front (21 of 51 mm, 41 %: HU Staubli, W Rauschning 1994, doi:10.1007/BF01467915).
 * <li>Posterior cruciate ligament: 3 to 8 mm below the line through the centres, the posteromedial bundle lower, as hers; 1 to 3 mm before
 * it, hers 4 to 10, with which it would become tauter than hers does; 9 and 11 mm below the plateau behind.
 * <li>Capsule: her places on the femur, and her cylinder of 18 mm in the condyles, on which it lies.
 * <li>Deep medial collateral, posterior oblique and popliteofibular ligament: a choice of ours.
 * <li>Patellar tendon: from the apex to 9 mm above the most prominent point of the tuberosity, 18 mm wide. Medial and lateral
 * patellofemoral ligament: from before and above the epicondyles, where they keep their lengths in flexion as hers do, to the borders of
 * the patella.
 * <li>The four heads of the quadriceps and the cylinder of the trochlea that they lie on in deep flexion: as in Lenhart's model, moved
 * backwards by the 10 mm that its trochlea lies further forwards; rectus femoris comes from where it has its origin on the pelvis of a
 * person who stands. Strengths and lengths of the muscles are that model's (EM Arnold et al. 2010, doi:10.1007/s10439-009-9852-5).
 * </ul>
 * Reference strains are chosen within those of her fibres such that the ligaments have her strains in passive flexion.
 */
final class SyntheticKneeTissue {

    /** Epicondylar width of the knee that the places are given for, m. */
    private static final double WIDTH = 0.084;
    private static final double MODULUS = 10e6;
    private static final double POISSON = 0.45;
    /** Half width of the strip of each condyle that carries cartilage, m. */
    private static final double CONDYLE = 0.0215;

    /** Radius of the hollow that the menisci make, m. */
    private static final double MENISCUS_RADIUS = 0.040;
    /**
     * How much of a condyle's way forwards and backwards is one against its meniscus. The lateral condyle rolls back by 22 mm, the medial
     * one hardly at all (P Johal et al. 2005, J Biomech 38:269-276), and both menisci go back, the lateral one further (HN Chen et al.
     * 2014, doi:10.1186/s13018-014-0065-8). That the lateral one goes along by 5.6 mm of its condyle's way and the medial one stays is an
     * assumption.
     */
    private static final double LATERAL_WAY = 1 - 5.6 / 22;
    /** Radius of the tibia's medial border where the ligament passes, and how far below the joint line its axis is, m. */
    private static final double BORDER = 0.027;
    private static final double BORDER_DEPTH = 0.010;
    /** Radius of what the capsule lies on, and the place of its axis beside that of the condyles, m. */
    private static final double CONDYLES = 0.018;
    private static final double CONDYLES_BEHIND = 0.0006;
    private static final double CONDYLES_BELOW = 0.0032;
    /** Where the rise begins and ends, from the middle of the compartment, m. */
    private static final double MENISCUS_INNER = 0.004;
    private static final double MENISCUS_OUTER = 0.018;

    /** How far Lenhart's trochlea lies before this one, mm. */
    private static final double FORWARD = 10;
    /** Middle of the trochlea's groove, where no condyle is: half width and how far forwards of the epicondyles it begins, m. */
    private static final double GROOVE = 0.0025;
    private static final double GROOVE_FROM = 0.012;

    private final Body femur;
    private final Body tibia;
    private final Body patella;
    /** Pose of the patella in the femur. */
    private final RigidTransform onFemur;
    private final double scale;
    private final double lateral;
    /** Centres of the backs of both condyles. */
    private final Vec3 medialCentre;
    private final Vec3 lateralCentre;
    private final List<LigamentBundle> bundles = new ArrayList<>();

    private SyntheticKneeTissue(Body femur, Body tibia, Body patella, RigidTransform onFemur, Side side) {
        this.femur = femur;
        this.tibia = tibia;
        this.patella = patella;
        this.onFemur = onFemur;
        lateral = side == Side.LEFT ? -1 : 1;
        scale = femur.landmark("LEC").distance(femur.landmark("MEC")) / WIDTH;
        medialCentre = femur.landmark("CYL_MC");
        lateralCentre = femur.landmark("CYL_LC");
    }

    /**
     * @param onFemur pose of the patella in the femur
     * @param gap between the bones in the middle of both compartments, m
     */
    static SoftTissue of(Body femur, Body tibia, Body fibula, Body patella, RigidTransform onFemur, Side side, double gap) {
        SyntheticKneeTissue t = new SyntheticKneeTissue(femur, tibia, patella, onFemur, side);
        t.ligaments(fibula.landmark("FIB_HEAD"));
        t.patellarLigaments();
        String suffix = side == Side.LEFT ? ".left" : ".right";
        List<CartilageLayer> cartilages = List.of(
                new CartilageLayer("cartilage.femoral" + suffix, femur.id(), t.femoral(gap / 2), gap / 2, MODULUS, POISSON),
                new CartilageLayer("cartilage.tibial" + suffix, tibia.id(), t.tibial(gap / 2), gap / 2, MODULUS, POISSON),
                new CartilageLayer("cartilage.patellar" + suffix, patella.id(), t.patellar(gap / 2), gap / 2, MODULUS, POISSON));
        return new SoftTissue(t.bundles, t.quadriceps(suffix, gap / 2), cartilages, Map.of());
    }

    // ---- ligaments: femoral places beside the axis of the condyles, tibial ones beside the middle of the eminences, mm, z to the side;
    // strain

    private void ligaments(Vec3 fibularHead) {
        fibres("ACL", "ACL-am", 4920, null, new double[][] {{3.0, 2.0, 8, 6, -1, -3, -0.02}, {2.0, 1.0, 8, 4, -1, -4, -0.05},
            {3.5, 1.0, 8, 5, -1, -1.5, -0.09}});
        fibres("ACL", "ACL-pl", 4920, null, new double[][] {{1.0, -2.5, 8, 2.5, -2, -2, 0.005}, {0.0, -3.5, 8, 1, -2, -3, -0.025},
            {1.0, -3.5, 8, 1.5, -2, -0.5, -0.035}});
        fibres("PCL", "PCL-al", 4500, null, new double[][] {{3.0, -3.5, -7, -23, -9, 2, -0.045}, {2.0, -4.0, -8, -23.5, -9, 0, -0.085}});
        fibres("PCL", "PCL-pm", 1500, null, new double[][] {{2.5, -7.0, -9, -24, -11, -1, -0.165},
            {1.0, -8.0, -10, -24, -11, -3, -0.195}});
        fibres("MCL", "MCL-s", 3000, this::border, new double[][] {{5.2, 6.5, -41, 4, -60, -24, 0.036},
            {0.8, 6.5, -41, -2, -61, -24, 0.036}, {-2.8, 6.5, -41, -8, -61, -20, 0.036}});
        fibres("MCL", "MCL-d", 2500, null, new double[][] {{3.1, 0.5, -40, -6, -8, -38, -0.007}, {0.6, 1.0, -40, -11, -8, -38, -0.057}});
        fibres("POL", "POL", 2500, null, new double[][] {{-3.0, 4.0, -37, -20, -9, -31, -0.010},
            {-4.0, 3.0, -36, -21, -9, -28, -0.030}});
        double x = 1000 * fibularHead.x() / scale;
        double y = 1000 * fibularHead.y() / scale;
        double z = 1000 * lateral * fibularHead.z() / scale;
        fibres("LCL", "LCL", 2400, null, new double[][] {{4.5, 4.5, 40, x + 4, y - 14, z + 6, 0.071},
            {2.0, 4.5, 40, x + 1, y - 14, z + 6, 0.071}});
        fibres("PFL", "PFL", 2200, null, new double[][] {{0.5, -3.0, 39, x, y, z - 2, -0.06},
            {-0.5, -3.0, 39, x - 1, y, z - 4, -0.13}});
        fibres("capsule", "capsule", 4000, this::backs, new double[][] {{-6.3, 16.6, -24, -23, -12, -22, 0.026},
            {-6.3, 16.6, -17, -23, -12, -15, 0.026}, {-6.3, 16.6, 17, -23, -12, 15, 0.026}, {-6.3, 16.6, 24, -23, -12, 22, 0.026}});
    }

    /** @param over surface that the fibre of this id lies on; null for none */
    private void fibres(String ligament, String part, double stiffness, Function<String, WrapSurface> over, double[][] places) {
        for (int i = 0; i < places.length; i++) {
            double[] p = places[i];
            String id = part + "." + (i + 1);
            bundles.add(new LigamentBundle(id, ligament, List.of(new Attachment(femur.id(), onFemur(p)),
                    new Attachment(tibia.id(), place(p, 3))), over == null ? List.of() : List.of(over.apply(id)),
                    stiffness / places.length, p[6], 0));
        }
    }

    /** The medial border of the tibia: a cylinder from front to back that touches it. */
    private WrapSurface border(String fibre) {
        double side = tibia.landmark("TPA_MC").z() + lateral * BORDER * scale;
        return new WrapSurface("border." + fibre, tibia.id(), "cylinder",
                RigidTransform.rotation(Vec3.Y, Math.PI / 2).withTranslation(new Vec3(0, -BORDER_DEPTH * scale, side)),
                Map.of("radius", BORDER * scale));
    }

    /** The backs of the condyles: a cylinder along the line through their centres. */
    private WrapSurface backs(String fibre) {
        Vec3 z = lateralCentre.minus(medialCentre).times(lateral).normalized();
        Vec3 x = Vec3.Y.cross(z).normalized();
        Vec3 y = z.cross(x);
        Vec3 at = medialCentre.mid(lateralCentre).plus(new Vec3(-CONDYLES_BEHIND, -CONDYLES_BELOW, 0).times(scale));
        return new WrapSurface("condyles." + fibre, femur.id(), "cylinder",
                RigidTransform.of(new double[] {x.x(), y.x(), z.x(), x.y(), y.y(), z.y(), x.z(), y.z(), z.z()}, at),
                Map.of("radius", CONDYLES * scale));
    }

    // ---- the patella: places on the femur beside the middle of the epicondyles, on the patella beside its origin, mm, z to the side

    private void patellarLigaments() {
        Vec3 apex = patella.landmark("PA").times(1000 / scale);
        Vec3 tuberosity = tibia.landmark("TT").times(1000 / scale);
        for (int i = -1; i <= 1; i++) {
            double front = forwards(tibia.surface("outer"), tuberosity.y() + 9, lateral * tuberosity.z() + 8 * i);
            bundle("PT", "PT." + (i + 2), new Attachment(patella.id(), aside(apex.x() + 3, apex.y() + (i == 0 ? 2 : 5), 9 * i)),
                    new Attachment(tibia.id(), aside(front, tuberosity.y() + 9, lateral * tuberosity.z() + 8 * i)), 18_000 / 3.0, 0.02);
        }
        double[][] medial = {{2.0, 9.5, -38.0, 0.2, 7.8, -18.8}, {2.9, 6.5, -38.8, 0.9, 0, -20.7}, {3.0, 3.8, -39.6, 1.1, -7.5, -17.5}};
        double[][] outer = {{1.5, 12.0, 35.5, -1.0, 8.8, 19.6}, {1.7, 9.5, 35.5, -1.5, 1.0, 21.3}, {2.5, 6.0, 35.5, -1.0, -6.0, 18.5}};
        for (int i = 0; i < 3; i++) {
            patellofemoral("MPFL", i, medial[i], 900 / 3.0, 0.01);
            patellofemoral("LPFL", i, outer[i], 1200 / 3.0, -0.05);
        }
    }

    private void patellofemoral(String ligament, int i, double[] p, double stiffness, double strain) {
        bundle(ligament, ligament + "." + (i + 1), new Attachment(femur.id(), femur.landmark("KNEE_C").plus(aside(p[0], p[1], p[2]))),
                new Attachment(patella.id(), aside(p[3], p[4], p[5])), stiffness, strain);
    }

    private void bundle(String ligament, String id, Attachment from, Attachment to, double stiffness, double strain) {
        bundles.add(new LigamentBundle(id, ligament, List.of(from, to), stiffness, strain, 0));
    }

    private List<MuscleUnit> quadriceps(String suffix, double cartilage) {
        double radius = 0.0259 * scale;
        Vec3 ridge = onFemur.apply(patella.landmark("PRIDGE"));
        Vec3 knee = femur.landmark("KNEE_C");
        // the surface of the cartilage in the groove lies as far before the axis as the radius says
        double front = ridge.x() - 0.001 - cartilage;
        RigidTransform axis = RigidTransform.translation(new Vec3(front - radius, knee.y() + 0.0069 * scale, 0));
        Vec3 head = femur.landmark("FHC");
        return List.of(
                muscle("rectus-femoris" + suffix, axis, radius, new double[] {848.8, 0.0710, 0.3405, 0.2431},
                        new double[] {-0.1, 15, 1.1},
                        head.plus(aside(38.6, 42.1, 19.2))),
                muscle("vastus-intermedius" + suffix, axis, radius, new double[] {1024.2, 0.0911, 0.1116, 0.0792},
                        new double[] {-3.8, 18.1, -0.4},
                        besideKnee(32.4, 196.2, 29.9), besideKnee(36.5, 181.4, 27.5)),
                muscle("vastus-lateralis" + suffix, axis, radius, new double[] {2255.4, 0.0915, 0.1310, 0.3208},
                        new double[] {1.7, 15.1, 11.8},
                        besideKnee(10, 202.6, 33.5), besideKnee(30.4, 134.5, 39)),
                muscle("vastus-medialis" + suffix, axis, radius, new double[] {1443.7, 0.0890, 0.1164, 0.5168},
                        new double[] {-0.4, 15.7, -9.3},
                        besideKnee(18.5, 180, 18.6), besideKnee(38.5, 118, 2)));
    }

    /**
     * @param trochlea axis of the cylinder that it lies on in deep flexion, m, as its radius
     * @param of largest force N, fibre and tendon m, pennation rad
     */
    private MuscleUnit muscle(String id, RigidTransform trochlea, double radius, double[] of, double[] onPatella, Vec3... femoral) {
        WrapSurface wrap = new WrapSurface("trochlea." + id, femur.id(), "cylinder", trochlea, Map.of("radius", radius));
        List<Attachment> path = new ArrayList<>();
        for (Vec3 p : femoral) {
            path.add(new Attachment(femur.id(), p));
        }
        path.add(new Attachment(patella.id(), aside(onPatella[0], onPatella[1], onPatella[2])));
        return new MuscleUnit(id, "millard", path, List.of(wrap), of[0], of[1] * scale, of[2] * scale, of[3], 10 * of[1] * scale);
    }

    private Vec3 besideKnee(double x, double y, double z) {
        return femur.landmark("KNEE_C").plus(aside(x - FORWARD, y, z));
    }

    private Vec3 aside(double x, double y, double z) {
        return new Vec3(x, y, lateral * z).times(scale / 1000.0);
    }

    /** How far a surface reaches forwards at a height and distance from the midline, mm of the knee that places are given for. */
    private double forwards(TriangleMesh surface, double y, double z) {
        double most = Double.NEGATIVE_INFINITY;
        Vec3 at = aside(0, y, z);
        for (int i = 0; i < surface.vertexCount(); i++) {
            Vec3 v = surface.vertex(i);
            if (Math.hypot(v.y() - at.y(), v.z() - at.z()) < 0.0025) {
                most = Math.max(most, v.x());
            }
        }
        return 1000 * most / scale;
    }

    /** Beside the line through both condyles' centres, where it passes at the place's own distance from the middle. */
    private Vec3 onFemur(double[] mm) {
        Vec3 place = place(mm, 0);
        Vec3 line = lateralCentre.minus(medialCentre);
        Vec3 axis = medialCentre.plus(line.times((place.z() - medialCentre.z()) / line.z()));
        return new Vec3(axis.x() + place.x(), axis.y() + place.y(), place.z());
    }

    private Vec3 place(double[] mm, int at) {
        return new Vec3(mm[at], mm[at + 1], lateral * mm[at + 2]).times(scale / 1000.0);
    }

    // ---- cartilage: a part of the bone's surface, moved out by the thickness of the layer

    private TriangleMesh femoral(double thickness) {
        TriangleMesh bone = femur.surface("outer");
        Vec3 knee = femur.landmark("KNEE_C");
        double top = knee.y() + 0.020 * scale;
        Vec3[] centres = {femur.landmark("CYL_LC"), femur.landmark("CYL_MC")};
        return layer(bone, thickness, t -> {
            Vec3 c = bone.corner(t, 0).plus(bone.corner(t, 1)).plus(bone.corner(t, 2)).times(1 / 3.0);
            Vec3 n = bone.corner(t, 1).minus(bone.corner(t, 0)).cross(bone.corner(t, 2).minus(bone.corner(t, 0))).normalized();
            for (Vec3 o : centres) {
                Vec3 out = new Vec3(c.x() - o.x(), c.y() - o.y(), 0);
                if (c.y() < top && Math.abs(c.z() - o.z()) < CONDYLE * scale && out.norm() > 0 && n.dot(out.normalized()) > 0) {
                    return true;
                }
            }
            // of the trochlea what no condyle has: its upper end, and the middle of the groove
            boolean upper = c.y() >= top && c.y() < top + 0.010 * scale && Math.abs(c.z()) < 0.024 * scale;
            boolean middle = c.y() < top && Math.abs(c.z()) < GROOVE * scale;
            return (upper || middle) && c.x() - knee.x() > GROOVE_FROM * scale && n.x() > 0.2;
        });
    }

    /** Both facets: what looks backwards above the apex. */
    private TriangleMesh patellar(double thickness) {
        TriangleMesh bone = patella.surface("outer");
        double apex = patella.landmark("PA").y() + 0.012 * scale;
        return layer(bone, thickness, t -> {
            Vec3 c = bone.corner(t, 0).plus(bone.corner(t, 1)).plus(bone.corner(t, 2)).times(1 / 3.0);
            Vec3 n = bone.corner(t, 1).minus(bone.corner(t, 0)).cross(bone.corner(t, 2).minus(bone.corner(t, 0))).normalized();
            return c.y() > apex && n.x() < -0.45;
        });
    }

    /** The menisci are a part of the tibial layer: its surface rises away from the middle of each compartment. */
    private TriangleMesh tibial(double thickness) {
        TriangleMesh bone = tibia.surface("outer");
        double rim = Math.abs(tibia.landmark("LC").z());
        TriangleMesh flat = layer(bone, thickness, t -> {
            Vec3 c = bone.corner(t, 0).plus(bone.corner(t, 1)).plus(bone.corner(t, 2)).times(1 / 3.0);
            Vec3 n = bone.corner(t, 1).minus(bone.corner(t, 0)).cross(bone.corner(t, 2).minus(bone.corner(t, 0))).normalized();
            double aside = Math.abs(c.z());
            return c.y() > -0.012 * scale && n.y() > 0.3 && aside > 0.002 * scale && aside < rim;
        });
        double[] v = flat.vertices().clone();
        for (int i = 0; i < v.length; i += 3) {
            Vec3 middle = tibia.landmark(v[i + 2] * lateral > 0 ? "PLAT_LC" : "PLAT_MC");
            double dx = v[i] - middle.x();
            double dz = v[i + 2] - middle.z();
            double way = v[i + 2] * lateral > 0 ? LATERAL_WAY * dx : dx;
            double d = Math.max(0, Math.min(Math.sqrt(way * way + dz * dz), MENISCUS_OUTER * scale) - MENISCUS_INNER * scale);
            v[i + 1] += d * d / (2 * MENISCUS_RADIUS * scale);
        }
        return new TriangleMesh(v, flat.triangles());
    }

    private static TriangleMesh layer(TriangleMesh bone, double thickness, IntPredicate takes) {
        double[] normals = Normals.ofVertices(bone);
        int[] corners = bone.triangles();
        int[] index = new int[bone.vertexCount()];
        java.util.Arrays.fill(index, -1);
        List<Integer> triangles = new ArrayList<>();
        int n = 0;
        for (int t = 0; t < bone.triangleCount(); t++) {
            if (takes.test(t)) {
                for (int k = 0; k < 3; k++) {
                    int v = corners[3 * t + k];
                    if (index[v] < 0) {
                        index[v] = n++;
                    }
                    triangles.add(index[v]);
                }
            }
        }
        double[] vertices = new double[3 * n];
        for (int v = 0; v < index.length; v++) {
            if (index[v] >= 0) {
                Vec3 p = bone.vertex(v).plus(Vec3.of(normals, 3 * v).times(thickness));
                vertices[3 * index[v]] = p.x();
                vertices[3 * index[v] + 1] = p.y();
                vertices[3 * index[v] + 2] = p.z();
            }
        }
        return new TriangleMesh(vertices, triangles.stream().mapToInt(Integer::intValue).toArray());
    }
}
