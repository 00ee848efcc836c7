/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.hipload.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.Side;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.hipload.HipMuscle;
import org.orthotwin.solver.testkit.BallJoint;

/** The hip's muscles share the work of standing on one leg. */
class HipMusclesTest {

    private static final RigidTransform PELVIS = RigidTransform.rotationAbout(new Vec3(0.1, 0.2, 0.3), new Vec3(1, 2, -1), 0.7);
    private static final RigidTransform FEMUR = RigidTransform.rotationAbout(new Vec3(-0.3, 0.1, 0.2), new Vec3(2, -1, 1), -1.1);

    /** The published cadaver, of 70 kg, hips 169 mm apart, with its landmarks. */
    static Problem cadaver(Side side, double offset, String without) {
        int s = side.sign();
        Map<String, Vec3> pelvis = new LinkedHashMap<>();
        double mid = -s * 0.0845;
        pelvis.put("RASIS", new Vec3(0.059, 0.083, mid + 0.130));
        pelvis.put("LASIS", new Vec3(0.059, 0.083, mid - 0.130));
        pelvis.put("RPSIS", new Vec3(0.059 - 0.165, 0.080, mid + 0.040));
        pelvis.put("LPSIS", new Vec3(0.059 - 0.165, 0.080, mid - 0.040));
        pelvis.put("RAC", new Vec3(0, 0, mid + 0.0845));
        pelvis.put("LAC", new Vec3(0, 0, mid - 0.0845));
        Map<String, Vec3> femur = new LinkedHashMap<>();
        femur.put("FHC", Vec3.ZERO);
        femur.put("LEC", new Vec3(0, -0.423, s * 0.044));
        femur.put("MEC", new Vec3(0, -0.423, -s * 0.044));
        pelvis.remove(without);
        femur.remove(without);
        pelvis.replaceAll((code, p) -> PELVIS.apply(p));
        femur.replaceAll((code, p) -> FEMUR.apply(p));
        Body p = new Body("pelvis", "pelvis", Side.MIDLINE, Map.of(), pelvis, Map.of("pelvis.app", PELVIS));
        Body f = new Body("femur", "femur", side, Map.of(), femur, Map.of());
        RigidTransform head = FEMUR.times(RigidTransform.translation(new Vec3(0, 0, -s * offset)));
        return new Problem(new Person(70, 1.75, 0), List.of(p, f), new JointModel("hip", "hip",
                new BallJoint(List.of(new ClinicalMotion("adduction", "beta", 1, -1, 0.5))), side, "pelvis", "femur", PELVIS, head),
                List.of(), List.of());
    }

    /**
     * Computed apart from this code, as non-negative least squares and then in closed form over the muscles that pull: N on the femoral
     * head, forwards, up and to the side.
     */
    @Test
    void workedExample() {
        for (Side side : List.of(Side.RIGHT, Side.LEFT)) {
            Solution s = Subject.solve(cadaver(side, 0, ""), "model", "muscles");
            assertEquals(-78.61669542, Subject.si(s, "force.x"), 1e-6);
            assertEquals(-1679.70520049, Subject.si(s, "force.y"), 1e-6);
            assertEquals(side.sign() * 288.51391228, Subject.si(s, "force.z"), 1e-6);
            assertEquals(2.485362476, Subject.si(s, "magnitude-bw"), 1e-8);
            assertEquals(575.9445545, Subject.si(s, "partial-weight"), 1e-6);
            assertEquals(262.669733, Subject.si(s, "muscles.force.gluteus-medius-anterior"), 1e-5);
            assertEquals(182.749605, Subject.si(s, "muscles.force.rectus-femoris"), 1e-5);
            assertEquals(0.118956, Subject.si(s, "muscles.force.gemellus-superior"), 1e-5);
            assertEquals(0, Subject.si(s, "muscles.force.adductor-longus"), 1e-9);
            assertEquals(Subject.si(s, "magnitude"), Subject.si(s, "muscles.magnitude"));
            assertFalse(s.values().containsKey("hip.load.lever.abductor"));
        }
    }

    /** Bergmann et al. 2016, ten instrumented hips: 219 to 328 % of body weight in one-leg stance, 217 to 282 in level walking. */
    @Test
    void isInWhatWasMeasured() {
        double bw = Subject.si(Subject.solve(cadaver(Side.RIGHT, 0, "")), "muscles.magnitude-bw");
        assertTrue(bw > 2.194 && bw < 2.817, "" + bw);
    }

    @Test
    void offsetSparesTheJoint() {
        double planned = Subject.si(Subject.solve(cadaver(Side.LEFT, 0, "")), "muscles.magnitude-bw");
        assertTrue(Subject.si(Subject.solve(cadaver(Side.LEFT, 0.010, "")), "muscles.magnitude-bw") < planned - 0.05);
        assertTrue(Subject.si(Subject.solve(cadaver(Side.LEFT, -0.010, "")), "muscles.magnitude-bw") > planned + 0.05);
    }

    /** Without gluteus medius among the landmarks the one line of the other models is its middle part. */
    @Test
    void standsInForLandmarksOfTheAbductors() {
        Vec3 o = HipMuscle.GLUTEUS_MEDIUS_MIDDLE.origin();
        Vec3 i = HipMuscle.GLUTEUS_MEDIUS_MIDDLE.insertion();
        double y = o.y() - i.y();
        double z = o.z() - i.z();
        Solution s = Subject.solve(cadaver(Side.RIGHT, 0, ""));
        assertEquals((i.z() * y - i.y() * z) / Math.hypot(y, z), Subject.si(s, "pauwels.lever.abductor"), 1e-12);
        assertTrue(s.messages().isEmpty(), s.messages().toString());
    }

    @Test
    void saysWhatIsMissing() {
        for (String code : List.of("RPSIS", "RAC", "FHC", "MEC")) {
            Problem p = cadaver(Side.RIGHT, 0, code);
            SolverException e = assertThrows(SolverException.class, () -> Subject.solve(p, "model", "muscles"));
            assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, e.code());
            assertTrue(e.getMessage().contains(code), e.getMessage());
            assertThrows(SolverException.class, () -> Subject.solve(p), "no line of the abductors is left");
        }
        Solution s = Subject.solve(Subject.right());
        assertTrue(s.messages().stream().anyMatch(m -> m.code().equals("hipload.muscles")), s.messages().toString());
        assertFalse(s.values().containsKey("hip.load.muscles.magnitude"));
    }
}
