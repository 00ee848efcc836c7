/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.orthotwin.core.Dimension;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.CardanAngles;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.solver.balance.ContactPair;
import org.orthotwin.solver.balance.Line;
import org.orthotwin.solver.balance.Load;
import org.orthotwin.solver.balance.Sesamoid;
import org.orthotwin.solver.contact.ElasticFoundation;
import org.orthotwin.solver.contact.ElasticLayer;
import org.orthotwin.solver.contact.FoundationContact;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * The published knee of RL Lenhart et al. 2015 (Ann Biomed Eng 43:2675-2685, doi:10.1007/s10439-015-1326-3) and the published results of
 * its simulations, as far as the tests need them. Bodies: {@code femur_distal_r} is the proximal one, {@code tibia_proximal_r} the distal
 * one; the joint's frames are those of the bodies.
 */
final class Lenhart {

    /** What is fixed to the tibia while only the knee moves: translation of the body in the frame of {@code tibia_proximal_r}. */
    private static final double TIBIA_SHIFT = 0.006;
    /** Of {@code calcn_r} in {@code tibia_r} with ankle and subtalar joint at zero. */
    private static final Vec3 HEEL = new Vec3(-0.010082668143607483 - 0.049173172536373697, -0.40330672574429932 - 0.042296792862433388,
            0.007985473169737127);
    /** Masses of {@code tibia_r}, {@code talus_r}, {@code calcn_r} and {@code toes_r}, kg. */
    private static final double[] MASSES = {2.6520679662802946, 0.036749209694415162, 1.0085616438356162, 0.16128819810326656};
    /** Their centres in {@code tibia_r}. */
    private static final List<Vec3> CENTRES = List.of(new Vec3(0, -0.17313251949432718, 0),
            new Vec3(-0.010082668143607483 + 0.0055454674789841155, -0.40330672574429932 + 0.0023190136730297209, 0),
            HEEL.plus(new Vec3(0.10270709904485761, 0.015728962304027674, 0)),
            HEEL.plus(new Vec3(0.18027810640770178 + 0.030953791200874974, -0.0020165336287214968 - 0.0026214937173379455,
                    0.0010889281595096081 + 0.010586801550787858)));
    private static final List<String> MUSCLES = List.of("bflh_r", "bfsh_r", "gaslat_r", "gasmed_r", "grac_r", "sart_r", "semimem_r",
            "semiten_r", "tfl_r");
    private static final List<String> QUADRICEPS = List.of("recfem_r", "vasint_r", "vaslat_r", "vasmed_r");
    /** kg. */
    private static final double PATELLA_MASS = 0.39811643835616428;
    /** Of {@code femur_r} in {@code femur_distal_r}. */
    private static final Vec3 FEMUR_SHIFT = new Vec3(0.0055513564376633642, 0.37418143637169787, 0.0011706232813375212);

    /** One fibre of the model. */
    record Fibre(String name, List<String> bodies, List<Vec3> points, List<String> wraps, FibreLaw law) {
    }

    /** The coordinates of a result: x, then translations. */
    record Row(double time, double[] q, RigidTransform patella, Map<String, Double> values) {
    }

    /** The knee's six coordinates as the model has them: Z, X', Y'' and a translation in the femur's frame. */
    static final JointType KNEE = new JointType() {
        @Override
        public String parentBone() {
            return "femur";
        }

        @Override
        public String childBone() {
            return "tibia";
        }

        @Override
        public String parentFrame() {
            return "femur_distal_r";
        }

        @Override
        public String childFrame() {
            return "tibia_proximal_r";
        }

        @Override
        public List<FrameDefinition> frames() {
            return List.of();
        }

        @Override
        public List<CoordinateDefinition> coordinates() {
            List<CoordinateDefinition> all = new ArrayList<>();
            for (String n : List.of("knee_flex", "knee_add", "knee_rot")) {
                all.add(new CoordinateDefinition(n, n, Dimension.ANGLE, -3, 3));
            }
            for (String n : List.of("knee_tx", "knee_ty", "knee_tz")) {
                all.add(new CoordinateDefinition(n, n, Dimension.LENGTH, -0.1, 0.1));
            }
            return all;
        }

        @Override
        public RigidTransform childInParent(double[] q, Side side) {
            return new CardanAngles(CardanAngles.Sequence.ZXY, -q[0], q[1], q[2]).toRotation().withTranslation(new Vec3(q[3], q[4], q[5]));
        }

        @Override
        public double[] coordinates(RigidTransform t, Side side) {
            CardanAngles a = CardanAngles.of(t, CardanAngles.Sequence.ZXY);
            return new double[] {-a.first(), a.second(), a.third(), t.t(0), t.t(1), t.t(2)};
        }

        @Override
        public List<ClinicalMotion> motions() {
            return List.of(new ClinicalMotion("flexion", "knee_flex", 1, 1, 2));
        }
    };

    private final String osim;
    private final Map<String, TriangleMesh> meshes = new HashMap<>();

    Lenhart() {
        osim = text("lenhart2015/models/lenhart2015/lenhart2015.osim");
    }

    static Path data(String name) {
        String set = System.getProperty("orthotwin.data");
        Path file = Path.of(set == null ? "../../../shared/data" : set, "knee-model", name);
        assumeTrue(Files.exists(file), "skipped: no " + name + " (set -Dorthotwin.data=<folder>)");
        return file;
    }

    private static String text(String name) {
        try {
            return Files.readString(data(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TriangleMesh mesh(String name) {
        return MeshReader.read(data(name), LengthUnit.METRE);
    }

    /** The published femoral cartilage is missing; this is the same subject's, decimated. */
    static TriangleMesh femur(String resolution) {
        return mesh("wisco/fbknee/meniscus/Geometry/ACLC01-R-femur-cart-" + resolution + ".stl");
    }

    static TriangleMesh tibia() {
        return mesh("lenhart2015/models/lenhart2015/Geometry/lenhart2015-R-tibia-cartilage.stl");
    }

    static TriangleMesh patellarCartilage() {
        return mesh("lenhart2015/models/lenhart2015/Geometry/lenhart2015-R-patella-cartilage.stl");
    }

    /** Fibres of the model, straight as they are listed; which wrap surfaces they have is in {@link Fibre#wraps}. */
    List<Fibre> fibres() {
        List<Fibre> all = new ArrayList<>();
        Matcher m = Pattern.compile("<Blankevoort1991Ligament name=\"([^\"]+)\">(.*?)</Blankevoort1991Ligament>",
                Pattern.DOTALL).matcher(osim);
        while (m.find()) {
            String t = m.group(2);
            all.add(new Fibre(m.group(1), all(t, "socket_parent_frame").stream().map(s -> s.replaceAll(".*/", "")).toList(),
                    all(t, "location").stream().map(Lenhart::vec).toList(), all(t, "wrap_object"),
                    new FibreLaw(number(t, "linear_stiffness"), number(t, "slack_length"))));
        }
        return all;
    }

    /** The path of a muscle. */
    Fibre muscle(String name) {
        Matcher m = Pattern.compile("<Millard2012EquilibriumMuscle name=\"" + name + "\">(.*?)</Millard2012EquilibriumMuscle>",
                Pattern.DOTALL)
                .matcher(osim);
        if (!m.find()) {
            throw new IllegalArgumentException(name);
        }
        String t = m.group(1);
        String path = t.substring(t.indexOf("<PathPointSet>"), t.indexOf("</PathPointSet>"));
        return new Fibre(name, all(path, "socket_parent_frame").stream().map(s -> s.replaceAll(".*/", "")).toList(),
                all(path, "location").stream().map(Lenhart::vec).toList(), all(t, "wrap_object"), null);
    }

    private static List<String> all(String text, String tag) {
        List<String> list = new ArrayList<>();
        Matcher m = Pattern.compile("<" + tag + ">([^<]*)</" + tag + ">").matcher(text);
        while (m.find()) {
            list.add(m.group(1).strip());
        }
        return list;
    }

    private static double number(String text, String tag) {
        return Double.parseDouble(all(text, tag).getFirst());
    }

    private static Vec3 vec(String text) {
        double[] v = Arrays.stream(text.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
        return new Vec3(v[0], v[1], v[2]);
    }

    /** Where a point of a body is in the frame of the proximal or distal body of the knee; hip and ankle are as in the model's defaults. */
    static Optional<Vec3> inKnee(String body, Vec3 p, RigidTransform patella, double hip) {
        return switch (body) {
            case "femur_distal_r", "tibia_proximal_r" -> Optional.of(p);
            case "tibia_r" -> Optional.of(p.plus(new Vec3(TIBIA_SHIFT, 0, 0)));
            case "calcn_r" -> Optional.of(p.plus(HEEL).plus(new Vec3(TIBIA_SHIFT, 0, 0)));
            case "femur_r" -> Optional.of(p.plus(FEMUR_SHIFT));
            case "patella_r" -> Optional.of(patella.apply(p));
            // hip_r: femur in pelvis turned by the flexion about z at the hip's centre, where femur_r has its origin
            case "pelvis" -> Optional.of(RigidTransform.rotation(Vec3.Z, -hip)
                    .apply(p.minus(new Vec3(-0.06729784863619219, -0.083241463212077774, 0.092391637387735592))).plus(FEMUR_SHIFT));
            default -> Optional.empty();
        };
    }

    static boolean onTibia(String body) {
        return body.startsWith("tibia") || body.startsWith("calcn");
    }

    /** Lines of a pose: the fibres between femur and tibia, and the patellar tendon and muscles with their published tensions. */
    List<Line> lines(Row row, double hip, List<String> cut) {
        List<Line> lines = new ArrayList<>();
        for (Fibre f : fibres()) {
            if (f.bodies().stream().anyMatch(Lenhart::onTibia) && cut.stream().noneMatch(f.name()::startsWith)) {
                boolean tendon = f.bodies().contains("patella_r");
                lines.add(wrapped(f, row, hip, tendon ? row.values().get(f.name() + ".force_total") : Double.NaN));
            }
        }
        for (String m : MUSCLES) {
            lines.add(wrapped(muscle(m), row, hip, Math.max(0, row.values().get(m))));
        }
        return lines;
    }

    /** Quadriceps, patellar tendon and patellofemoral ligaments, which hold the patella; the muscles with their published tensions. */
    Sesamoid patella(Row row, double hip, Vec3 down, TriangleMesh femur, RigidTransform start) {
        List<Sesamoid.Tie> ties = new ArrayList<>();
        for (Fibre f : fibres()) {
            if (f.bodies().contains("patella_r")) {
                ties.add(tie(f, row, hip, Double.NaN));
            }
        }
        for (String m : QUADRICEPS) {
            ties.add(tie(muscle(m), row, hip, Math.max(0, row.values().get(m))));
        }
        ElasticLayer cartilage = new ElasticLayer(10e6, 0.45, 0.003);
        ElasticFoundation law = new ElasticFoundation(ElasticFoundation.Law.LINEAR, List.of(cartilage, cartilage));
        ContactPair contact = new ContactPair(new FoundationContact(patellarCartilage(), Bvh.of(femur), law), true,
                RigidTransform.IDENTITY, RigidTransform.IDENTITY);
        return new Sesamoid(Side.RIGHT, ties, List.of(contact), List.of(new Load(Vec3.ZERO, down.times(9.80665 * PATELLA_MASS), Vec3.ZERO,
                false)), start);
    }

    private Sesamoid.Tie tie(Fibre f, Row row, double hip, double tension) {
        List<Vec3> points = new ArrayList<>();
        List<Sesamoid.On> on = new ArrayList<>();
        for (int i = 0; i < f.points().size(); i++) {
            String body = f.bodies().get(i);
            boolean patella = body.equals("patella_r");
            points.add(patella ? f.points().get(i) : inKnee(body, f.points().get(i), row.patella(), hip).orElseThrow());
            on.add(patella ? Sesamoid.On.SESAMOID : onTibia(body) ? Sesamoid.On.DISTAL : Sesamoid.On.PROXIMAL);
        }
        List<Sesamoid.Round> round = f.wraps().stream().flatMap(w -> surface(w).stream()).toList();
        return new Sesamoid.Tie(f.name(), points, on, round, f.law(), f.law() == null ? tension : 0);
    }

    /** The line of a fibre round the model's surfaces. */
    Line wrapped(Fibre f, Row r, double hip, double tension) {
        return line(f, r, hip, tension).round(f.wraps().stream().flatMap(w -> wrap(w, r).stream()).toList());
    }

    /** A wrap surface of the model on femur, patella or tibia. */
    private Optional<FibrePath.Surface> wrap(String name, Row r) {
        return surface(name).map(s -> new FibrePath.Surface(s.shape(), s.on() == Sesamoid.On.DISTAL,
                s.on() == Sesamoid.On.SESAMOID ? r.patella().times(s.pose()) : s.pose()));
    }

    private Optional<Sesamoid.Round> surface(String name) {
        Matcher m = Pattern.compile("<Wrap(Ellipsoid|Cylinder) name=\"" + name + "\">(.*?)</Wrap", Pattern.DOTALL).matcher(osim);
        if (!m.find()) {
            return Optional.empty();
        }
        String t = m.group(2);
        Vec3 turn = vec(all(t, "xyz_body_rotation").getFirst());
        RigidTransform pose = RigidTransform.rotation(Vec3.X, turn.x()).times(RigidTransform.rotation(Vec3.Y, turn.y()))
                .times(RigidTransform.rotation(Vec3.Z, turn.z())).withTranslation(vec(all(t, "translation").getFirst()));
        String body = osim.substring(0, m.start()).replaceAll("(?s).*<Body name=\"([^\"]+)\">.*", "$1");
        RigidTransform at = switch (body) {
            case "tibia_r" -> RigidTransform.translation(new Vec3(TIBIA_SHIFT, 0, 0)).times(pose);
            case "femur_r" -> RigidTransform.translation(FEMUR_SHIFT).times(pose);
            default -> pose;
        };
        Vec3 d = m.group(1).equals("Ellipsoid") ? vec(all(t, "dimensions").getFirst()) : null;
        WrapShape shape = d == null ? new WrapShape.Cylinder(number(t, "radius")) : new WrapShape.Ellipsoid(d.x(), d.y(), d.z());
        return Optional.of(new Sesamoid.Round(shape, onTibia(body) ? Sesamoid.On.DISTAL
                : body.equals("patella_r") ? Sesamoid.On.SESAMOID : Sesamoid.On.PROXIMAL, at));
    }

    static Line line(Fibre f, Row r, double hip, double tension) {
        List<Vec3> points = new ArrayList<>();
        List<Boolean> on = new ArrayList<>();
        for (int i = 0; i < f.points().size(); i++) {
            points.add(inKnee(f.bodies().get(i), f.points().get(i), r.patella(), hip).orElseThrow());
            on.add(onTibia(f.bodies().get(i)));
        }
        return Double.isNaN(tension) ? new Line(f.name(), points, on, f.law()) : new Line(f.name(), points, on, tension);
    }

    /** What the dampers of the published model, which simulates a motion in time, do to the coordinates, N and N.m. */
    static double[] viscous(Row row) {
        double[] q = new double[6];
        List<String> knee = List.of("flex", "add", "rot", "tx", "ty", "tz");
        for (int k = 0; k < 6; k++) {
            q[k] = row.values().get("knee_" + knee.get(k) + "_r_Force");
        }
        return q;
    }

    /** Weight of shank and foot; {@code down} is where the earth is in the femur's frame. */
    static List<Load> weight(Vec3 down) {
        List<Load> all = new ArrayList<>();
        for (int i = 0; i < MASSES.length; i++) {
            all.add(new Load(CENTRES.get(i).plus(new Vec3(TIBIA_SHIFT, 0, 0)), down.times(9.80665 * MASSES[i]), Vec3.ZERO, false));
        }
        return all;
    }

    static ContactPair contact(TriangleMesh femur, TriangleMesh tibia) {
        return contact(femur, tibia, 10e6);
    }

    static ContactPair contact(TriangleMesh femur, TriangleMesh tibia, double modulus) {
        ElasticLayer cartilage = new ElasticLayer(modulus, 0.45, 0.003);
        ElasticFoundation law = new ElasticFoundation(ElasticFoundation.Law.LINEAR, List.of(cartilage, cartilage));
        return new ContactPair(new FoundationContact(tibia, Bvh.of(femur), law), true, RigidTransform.IDENTITY,
                RigidTransform.IDENTITY);
    }

    /** Every row of a published simulation. */
    static List<Row> results(String base) {
        List<Map<String, Double>> states = table("lenhart2015-results/" + base + "_states.sto");
        List<Map<String, Double>> forces = table("lenhart2015-results/" + base + "_ForceReporter_forces.sto");
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < states.size(); i++) {
            Map<String, Double> s = states.get(i);
            double[] q = new double[6];
            double[] p = new double[6];
            List<String> knee = List.of("flex", "add", "rot", "tx", "ty", "tz");
            List<String> pf = List.of("flex", "rot", "tilt", "tx", "ty", "tz");
            for (int k = 0; k < 6; k++) {
                q[k] = s.get("/jointset/knee_r/knee_" + knee.get(k) + "_r/value");
                p[k] = s.get("/jointset/pf_r/pf_" + pf.get(k) + "_r/value");
            }
            RigidTransform patella = new CardanAngles(CardanAngles.Sequence.ZXY, -p[0], p[1], p[2]).toRotation()
                    .withTranslation(new Vec3(p[3], p[4], p[5]));
            rows.add(new Row(s.get("time"), q, patella, forces.get(i)));
        }
        return rows;
    }

    private static List<Map<String, Double>> table(String name) {
        String[] lines = text(name).split("\n");
        int header = Arrays.asList(lines).indexOf("endheader") + 1;
        String[] columns = lines[header].strip().split("\t");
        List<Map<String, Double>> rows = new ArrayList<>();
        for (int i = header + 1; i < lines.length; i++) {
            String[] v = lines[i].strip().split("\\s+");
            Map<String, Double> row = new HashMap<>();
            for (int k = 0; k < columns.length; k++) {
                row.put(columns[k].strip(), Double.parseDouble(v[k]));
            }
            rows.add(row);
        }
        return rows;
    }
}
