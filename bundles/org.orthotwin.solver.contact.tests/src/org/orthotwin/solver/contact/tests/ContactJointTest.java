/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.contact.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.spi.Solver;
import org.orthotwin.solver.testkit.SolverSymmetry;

/** Two bones: a ball on a flat layer, whose closed form is known, and uneven surfaces for the symmetries. */
class ContactJointTest extends SolverSymmetry {

    /** A hinge. */
    private static final JointType TYPE = new JointType() {
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
            return "f";
        }

        @Override
        public String childFrame() {
            return "t";
        }

        @Override
        public List<FrameDefinition> frames() {
            return List.of();
        }

        @Override
        public List<CoordinateDefinition> coordinates() {
            return List.of(new CoordinateDefinition("alpha", "alpha", Dimension.ANGLE, -3, 3),
                    new CoordinateDefinition("beta", "beta", Dimension.ANGLE, -3, 3));
        }

        @Override
        public RigidTransform childInParent(double[] q, Side side) {
            return RigidTransform.rotation(Vec3.Z, q[0]).times(RigidTransform.rotation(Vec3.X, q[1]));
        }

        @Override
        public double[] coordinates(RigidTransform t, Side side) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<ClinicalMotion> motions() {
            return List.of(new ClinicalMotion("flexion", "alpha", -1, -1, 2), new ClinicalMotion("adduction", "beta", 1, -1, 1));
        }
    };

    /** From z up to y up. */
    private static final RigidTransform UP = RigidTransform.rotation(Vec3.X, -Math.PI / 2);

    private static Problem problem(TriangleMesh femur, TriangleMesh tibia) {
        RigidTransform centre = RigidTransform.translation(new Vec3(0, 0.001, 0));
        Body f = new Body("femur.right", "femur", Side.RIGHT, Map.of("outer", femur.transformed(UP)), Map.of(), Map.of());
        Body t = new Body("tibia.right", "tibia", Side.RIGHT, Map.of("outer", tibia.transformed(UP)), Map.of(), Map.of());
        return new Problem(new Person(70, 1.7, 1e9), List.of(f, t),
                new JointModel("knee", "knee", TYPE, Side.RIGHT, f.id(), t.id(), RigidTransform.IDENTITY, centre), List.of(), List.of());
    }

    @Override
    protected Contribution<Solver> declaration() {
        return Contact.DECLARATION;
    }

    @Override
    protected Problem problem() {
        return problem(Contact.sheet(23, 0.02, false, (x, y) -> 22 * x * x + 31 * (y - 0.001) * y),
                Contact.sheet(30, 0.02, true, (x, y) -> 6 * x * x - 3 * y * x));
    }

    @Override
    protected Map<String, ?> settings() {
        return Map.of("layered", "tibia/outer", "counter", "femur", "flexion", "4deg", "adduction", "1.5deg", "load", "400N",
                "layer.thickness", "6mm");
    }

    /** The search for the load ends within 1e-9 of it; a pose on the edge of a triangle may be decided either way. */
    @Override
    protected double tolerance() {
        return 1e-6;
    }

    /** The ball's bone is the proximal one: pressed together along y, whichever of the two carries the layer. */
    @Test
    void ballOnLayer() {
        TriangleMesh ball = Contact.sheet(80, 0.004, false, (x, y) -> (x * x + y * y) / 0.04);
        Problem p = problem(ball, Contact.sheet(80, 0.004, true, (x, y) -> 0));
        Solution s = Contact.solve(p, "layered", "tibia", "counter", "femur");
        assertEquals(1000, Contact.si(s, "load"), 1e-5);
        assertEquals(-1000, Contact.si(s, "force.y"), 1e-5);
        assertEquals(0.00127267, Contact.si(s, "travel"), 0.001 * 0.00027267);
        assertEquals(58.36816e6, Contact.si(s, "pressure.peak"), 0.001 * 58.4e6);
        assertEquals(0, Contact.si(s, "centre.x"), 1e-9);
        assertEquals(0, Contact.si(s, "moment.z"), 1e-6);
        Solution other = Contact.solve(p, "layered", "femur", "counter", "tibia");
        assertEquals(1000, Contact.si(other, "load"), 1e-5);
        assertEquals(1000, Contact.si(other, "force.y"), 1e-5);
        assertTrue(Contact.si(other, "pressure.peak") > 55e6);
    }

    @Test
    void saysWhatIsWrong() {
        Problem p = problem();
        for (String[] bad : new String[][] {{"layered", "tibia"}, {"layered", "tibia", "counter", "tibia"},
            {"layered", "tibia", "counter", "cup"}, {"layered", "tibia", "counter", "femur", "internal-rotation", "5deg"},
            {"layered", "tibia", "counter", "femur", "direction.y", "0"}}) {
            SolverException e = assertThrows(SolverException.class, () -> Contact.solve(p, bad));
            assertEquals(SolverException.Code.INCOMPLETE_PROBLEM, e.code());
        }
        Solution s = Contact.solve(p, "layered", "tibia", "counter", "femur", "direction.y", "-1");
        assertEquals(Solution.Status.NOT_CONVERGED, s.status());
        assertEquals("contact.searched", s.messages().get(0).code());
    }
}
