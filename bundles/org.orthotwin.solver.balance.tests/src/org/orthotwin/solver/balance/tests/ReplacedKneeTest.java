/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Table;

/** A joint that parts carry: against the same joint on cartilage, and gaps against the closed form of two fibres. */
class ReplacedKneeTest {

    private static final String[] SOFT = {"polyethylene.modulus", "10MPa", "polyethylene.poisson", "0.45", "to", "40deg", "step", "20deg",
        "load.compression", "200N"};

    private static PartModel part(String kind, TriangleMesh bearing, Map<String, Double> parameters) {
        return new PartModel("test/" + kind, "1", "knee." + kind, kind, parameters, Map.of("envelope", bearing), Map.of());
    }

    /** The small knee with its condyles and dishes as parts, placed as they lay in the bones. */
    private static Problem replaced(double layer, SoftTissue tissue) {
        Problem p = SmallKnee.problem();
        JointModel j = p.joint();
        PlacedPart femoral = new PlacedPart("femoral", part("femoral", TriangleMesh.concat(SmallKnee.condyle(-0.022),
                SmallKnee.condyle(0.022)), Map.of()), j.parent(), j.parentFrame());
        PlacedPart insert = new PlacedPart("insert", part("insert", TriangleMesh.concat(SmallKnee.dish(-0.022), SmallKnee.dish(0.022)),
                Map.of("bearing.layer", layer)), j.child(), j.childFrame());
        return new Problem(p.person(), p.bodies(), j, List.of(femoral, insert), List.of(), tissue);
    }

    private static SoftTissue ligaments() {
        SoftTissue t = SmallKnee.problem().tissue();
        return new SoftTissue(t.ligaments(), List.of(), List.of(), t.posture());
    }

    @Test
    void partsAsSoftAndThickAsCartilageCarryAsCartilage() {
        Solution parts = SmallKnee.solve(replaced(0.006, ligaments()), SOFT);
        Solution cartilage = SmallKnee.solve(SmallKnee.problem(), "to", "40deg", "step", "20deg", "load.compression", "200N");
        for (String name : List.of("balance-motion", "balance-contact", "balance-tension")) {
            List<double[]> a = table(parts, name).rows();
            List<double[]> b = table(cartilage, name).rows();
            assertEquals(3, a.size());
            for (int i = 0; i < 3; i++) {
                for (int k = 0; k < a.get(i).length; k++) {
                    assertEquals(b.get(i)[k], a.get(i)[k], 1e-6 * (1 + Math.abs(b.get(i)[k])), name + " row " + i + " column " + k);
                }
            }
        }
    }

    private static Table table(Solution s, String name) {
        return s.tables().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void polyethylenePressesHarderOnLess() {
        Solution plastic = SmallKnee.solve(replaced(0.006, ligaments()), "to", "0deg", "load.compression", "200N", "pressure", "0deg");
        Solution soft = SmallKnee.solve(replaced(0.006, ligaments()), SOFT);
        assertTrue(SmallKnee.si(plastic, "start.contact.pressure") > 3 * SmallKnee.si(soft, "start.contact.pressure"));
        assertTrue(SmallKnee.si(plastic, "start.contact.area") < 0.5 * SmallKnee.si(soft, "start.contact.area"));
        // the map has the pressure of the whole contact
        double peak = table(plastic, "balance-map").rows().stream().mapToDouble(r -> r[4]).max().orElseThrow();
        assertEquals(SmallKnee.si(plastic, "start.contact.pressure"), peak, 1e-6 * peak);
    }

    /** Two upright fibres of 60 mm, strained by 3 % at rest, share the force: strain by the toe of the law, F = k e^2 / (2 * 0.06). */
    @Test
    void gapIsTheStretchOfWhatHolds() {
        double k = 3000;
        double force = 170;
        JointModel j = SmallKnee.problem().joint();
        RigidTransform stance = RigidTransform.translation(new Vec3(0, -SmallKnee.RADIUS + 0.0003, 0));
        List<LigamentBundle> two = List.of(fibre(j, stance, "MCL", -0.03, k, 0.03), fibre(j, stance, "LCL", 0.03, k, 0.03));
        SoftTissue tissue = new SoftTissue(two, List.of(), List.of(), SmallKnee.problem().tissue().posture());
        Solution s = SmallKnee.solve(replaced(0.006, tissue), "to", "0deg", "gap", "0deg", "gap.force", "170N", "load.compression", "100N");
        double slack = 0.06 / 1.03;
        double stretch = slack * (1 + Math.sqrt(0.5 * force * 2 * 0.06 / k)) - 0.06;
        // at rest the condyles lie 0.3 mm in the dishes
        assertEquals(stretch - 0.0003, SmallKnee.si(s, "gap.0.medial"), 3e-5);
        assertEquals(stretch - 0.0003, SmallKnee.si(s, "gap.0.lateral"), 3e-5);
    }

    private static LigamentBundle fibre(JointModel j, RigidTransform stance, String id, double z, double k, double strain) {
        Vec3 above = new Vec3(0, 0.01, z);
        Vec3 below = stance.inverse().apply(new Vec3(0, -0.05, z));
        return new LigamentBundle(id + ".1", id, List.of(new Attachment(j.parent(), j.parentFrame().apply(above)),
                new Attachment(j.child(), j.childFrame().apply(below))), k, strain, 0);
    }

    /** A ring on the femur just before which a plate stands up from the tibia; the posterior cruciate ligament goes with it. */
    private static Problem stabilised(Map<String, Double> ofPost, SoftTissue tissue) {
        Problem p = replaced(0.006, tissue);
        List<PlacedPart> parts = new java.util.ArrayList<>();
        for (PlacedPart q : p.parts()) {
            boolean insert = q.role().equals("insert");
            Map<String, TriangleMesh> surfaces = new java.util.LinkedHashMap<>(q.part().surfaces());
            RigidTransform upright = RigidTransform.rotation(Vec3.Z, Math.PI / 2).withTranslation(new Vec3(SmallKnee.RADIUS,
                    SmallKnee.RADIUS, 0));
            surfaces.put(insert ? "post" : "cam", insert ? SmallKnee.dish(0).transformed(upright) : SmallKnee.condyle(0));
            Map<String, Double> parameters = new java.util.LinkedHashMap<>(q.part().parameters());
            parameters.putAll(insert ? ofPost : Map.of());
            parts.add(new PlacedPart(q.role(), new PartModel(q.part().component(), "1", q.part().kind(), q.part().partNumber(), parameters,
                    surfaces, Map.of()), q.body(), q.pose()));
        }
        return new Problem(p.person(), p.bodies(), p.joint(), parts, List.of(), p.tissue());
    }

    /**
     * Pushed backwards without a posterior cruciate ligament and with the other ones slack, the tibia hangs by its post on the cam, which
     * carries all of the force: the condyles lie at the lowest points of their dishes, where these do not hold it.
     */
    @Test
    void postCarriesWhatPushesTheTibiaBack() {
        JointModel j = SmallKnee.problem().joint();
        RigidTransform stance = RigidTransform.translation(new Vec3(0, -SmallKnee.RADIUS + 0.0003, 0));
        SoftTissue slack = new SoftTissue(List.of(fibre(j, stance, "MCL", -0.03, 3000, -0.1), fibre(j, stance, "LCL", 0.03, 3000, -0.1)),
                List.of(), List.of(), SmallKnee.problem().tissue().posture());
        Problem p = stabilised(Map.of("post.layer", 0.006), slack);
        Solution s = SmallKnee.solve(p, "to", "0deg", "load.compression", "400N", "load.anterior", "-50N");
        Table post = table(s, "balance-post");
        assertEquals(0, table(s, "balance-tension").rows().getFirst()[1], 1e-9);
        assertEquals(50, SmallKnee.si(s, "post.force.largest"), 0.02 * 50);
        assertEquals(0, SmallKnee.si(s, "post.engagement"), 1e-12);
        // on the middle of the plate, and what else is said of contact is without it
        assertEquals(SmallKnee.RADIUS, post.rows().getFirst()[4], 5e-4);
        assertEquals(400, SmallKnee.si(s, "start.contact.force"), 4);
        // without a layer there is no post
        Solution loose = SmallKnee.solve(stabilised(Map.of(), slack), "to", "0deg", "load.compression", "400N");
        assertTrue(loose.values().keySet().stream().noneMatch(k -> k.startsWith("balance.post.")), loose.values().toString());
    }

    @Test
    void whatAPartResectsIsAsIfCut() {
        Solution by = SmallKnee.solve(stabilised(Map.of("resects.PCL", 1.0), ligaments()), "to", "20deg", "step", "20deg",
                "load.compression", "200N");
        Solution cut = SmallKnee.solve(stabilised(Map.of("resects.PCL", 0.0), ligaments()), "to", "20deg", "step", "20deg",
                "load.compression", "200N", "cut", "PCL");
        assertEquals(cut.values(), by.values());
        assertTrue(!by.values().containsKey("balance.pcl.force.largest") && by.values().containsKey("balance.acl.force.largest"),
                by.values().keySet().toString());
    }

    @Test
    void whatIsMissingIsNamed() {
        Problem p = replaced(0.006, ligaments());
        SolverException e = assertThrows(SolverException.class, () -> SmallKnee.solve(p, "gap", "0deg"));
        assertTrue(e.getMessage().contains("gap.force"), e.getMessage());
        Problem bare = new Problem(p.person(), p.bodies(), p.joint(), List.of(p.parts().getFirst()), List.of(), p.tissue());
        e = assertThrows(SolverException.class, () -> SmallKnee.solve(bare));
        assertTrue(e.getMessage().contains("parts that bear"), e.getMessage());
        Body femur = p.body(p.joint().parent());
        assertTrue(femur.surfaces().isEmpty(), "the bones themselves carry nothing");
    }
}
