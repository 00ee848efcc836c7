/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.ProvenanceKind;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.Sex;
import org.orthotwin.model.anatomy.Subject;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;

/** Results made by hand: of an ankle that no bundle of ours knows, and of plain numbers. */
final class Runs {

    /** A text that must never reach a page as it is. */
    static final String NASTY = "<script>alert('x')</script> & \"quoted\" \u0001 \u00e9";

    private Runs() {
    }

    /** One hinge about the transverse axis. */
    record Hinge() implements JointType {
        @Override
        public String parentBone() {
            return "shank";
        }

        @Override
        public String childBone() {
            return "talus";
        }

        @Override
        public String parentFrame() {
            return "shank.frame";
        }

        @Override
        public String childFrame() {
            return "talus.frame";
        }

        @Override
        public List<FrameDefinition> frames() {
            return List.of();
        }

        @Override
        public List<CoordinateDefinition> coordinates() {
            return List.of(new CoordinateDefinition("alpha", "dorsiflexion", Dimension.ANGLE, -1, 1));
        }

        @Override
        public RigidTransform childInParent(double[] c, Side side) {
            return RigidTransform.rotation(Vec3.Z, c[0]);
        }

        @Override
        public double[] coordinates(RigidTransform childInParent, Side side) {
            return new double[] {childInParent.angle()};
        }

        @Override
        public List<ClinicalMotion> motions() {
            return List.of(new ClinicalMotion("dorsiflexion", "alpha", 1, 1, 0.35), new ClinicalMotion("plantarflexion", "alpha", -1, -1,
                    0.9));
        }
    }

    static TriangleMesh box(double x0, double y0, double z0, double x1, double y1, double z1) {
        double[] v = new double[24];
        for (int i = 0; i < 8; i++) {
            v[3 * i] = (i & 1) == 0 ? x0 : x1;
            v[3 * i + 1] = (i & 2) == 0 ? y0 : y1;
            v[3 * i + 2] = (i & 4) == 0 ? z0 : z1;
        }
        return new TriangleMesh(v, new int[] {0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4, 2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1,
                3, 7, 1, 7, 5});
    }

    static Measured measured(String id, String name, String unit, double shown, double lower, double upper, Verdict verdict) {
        Unit u = Unit.of(unit);
        MeasurementDefinition d = new MeasurementDefinition(id, "3", name, "How it is measured", u.dimension(), u, List.of(), "", false,
                true,
                List.of(),
                u.toSi(lower), u.toSi(upper), "", List.of());
        return new Measured(d, new MeasuredValue(u.toSi(shown), u.toSi(0.123456), "", List.of(), ""), u.toSi(lower), u.toSi(upper),
                "A source, 1999",
                verdict);
    }

    private static Quantity quantity(double value, Provenance p) {
        Quantity q = AnatomyFactory.eINSTANCE.createQuantity();
        q.setValue(value);
        q.setProvenance(p);
        return q;
    }

    private static Anatomy anatomy() {
        AnatomyFactory f = AnatomyFactory.eINSTANCE;
        Anatomy a = f.createAnatomy();
        Provenance p = f.createProvenance();
        p.setKind(ProvenanceKind.MEASURED);
        p.setSource(NASTY);
        a.getProvenances().add(p);
        Subject s = f.createSubject();
        s.setName(NASTY);
        s.setSex(Sex.MALE);
        s.setMass(quantity(80, p));
        s.setHeight(quantity(2, p));
        a.setSubject(s);
        for (String type : List.of("shank", "talus")) {
            Bone b = f.createBone();
            b.setId(type);
            b.setType(type);
            b.setProvenance(p);
            a.getBones().add(b);
        }
        return a;
    }

    private static Map<String, Object> provenance() {
        Map<String, Object> p = new LinkedHashMap<>();
        p.put("software", "OrthoTwin 0");
        p.put("date", "2026-01-02T03:04:05Z");
        p.put("seed", 7L);
        p.put("solvers", List.of(Map.of("id", "example.touch", "version", "2", "bundle", "org.example", "settings", Map.of("step",
                "0.5 rad"))));
        p.put("inputs", List.of(Map.of("path", "meshes/shank.ply", "sha256", "abc123")));
        p.put("something.else", NASTY);
        return p;
    }

    /** An ankle with a part of a catalogue that is not there, or as it is. */
    static RunResult ankle(Side side, boolean withParts) {
        JointModel joint = new JointModel("ankle", "example.ankle", new Hinge(), side, "shank", "talus", RigidTransform.IDENTITY,
                RigidTransform.IDENTITY);
        Body shank = new Body("shank", "shank", side, Map.of("outer", box(-0.02, 0.01, -0.02, 0.02, 0.3, 0.02)), Map.of(), Map.of());
        Body talus = new Body("talus", "talus", side, Map.of("outer", box(-0.03, -0.03, -0.02, 0.03, 0.005, 0.02)), Map.of(), Map.of());
        PartModel model = new PartModel("fabrikam/talar", "3", "ankle.talar", "FB-" + NASTY, Map.of(),
                Map.of("envelope", box(-0.01, 0, -0.01, 0.01, 0.01, 0.01)), Map.of());
        List<PlacedPart> parts = withParts ? List.of(new PlacedPart("talar", model, "talus", RigidTransform.IDENTITY)) : List.of();
        Problem p = new Problem(new Person(80, 2, Double.NaN), List.of(shank, talus), joint, parts, List.of());
        Solution s = Solution.builder().value("example.ankle.rom.dorsiflexion", Value.of(Math.toRadians(12.34), Dimension.ANGLE))
                .value("example.ankle.rom.plantarflexion", Value.of(Math.toRadians(48), Dimension.ANGLE))
                .value("example.ankle.moment", Value.of(12.5, Dimension.MOMENT))
                .contact(new ContactEvent("dorsiflexion", "talus", "shank", "bony", new Vec3(0.02, 0.01, 0),
                        RigidTransform.rotation(Vec3.Z, 0.2)))
                .table(new Table("lean", List.of("lean", "moment"), List.of(Unit.of("deg"), Unit.of("N.m")),
                        List.of(new double[] {0, 0}, new double[] {0.1, 5}, new double[] {0.2, Double.NaN}, new double[] {0.3, 14})))
                .build();
        List<Measured> measured = new ArrayList<>();
        measured.add(measured("example.ankle.rom.dorsiflexion", "Dorsiflexion", "deg", 12.34, 20, Double.POSITIVE_INFINITY, Verdict.BELOW));
        measured.add(measured("example.ankle.gap.medial", NASTY, "mm", 1.25, 0, 2, Verdict.WITHIN));
        measured.add(measured("example.ankle.gap.lateral", "Lateral gap", "mm", Double.NaN, 0, 2, Verdict.NOT_MEASURED));
        measured.add(measured("example.ankle.tilt", "Tilt", "deg", -4.99999999, Double.NEGATIVE_INFINITY, -5, Verdict.ABOVE));
        Scenario scenario = ScenarioFactory.eINSTANCE.createScenario();
        scenario.setId("ankle-case");
        scenario.setName("An ankle");
        Plan plan = ScenarioFactory.eINSTANCE.createPlan();
        plan.setName(NASTY);
        scenario.getPlans().add(plan);
        return new RunResult(new Case(Path.of("ankle.scenario"), scenario, Optional.of(Path.of("ankle.anatomy")), Optional.of(anatomy())),
                withParts ? Optional.of(plan) : Optional.empty(), p, p, Map.of(), Map.of("example.touch", s), measured,
                List.of(Diagnostic.warning(Words.MESSAGES, "contact.caption", NASTY, "1", "2", "3")), provenance());
    }

    /** A scenario of plain numbers, with what solvers name in one. */
    static RunResult numbers(Solution... solutions) {
        Problem p = new Problem(new Person(Double.NaN, Double.NaN, Double.NaN), List.of(), null, List.of(), List.of());
        Scenario scenario = ScenarioFactory.eINSTANCE.createScenario();
        scenario.setId("numbers");
        Map<String, Solution> all = new LinkedHashMap<>();
        for (Solution s : solutions) {
            all.put("solver-" + all.size(), s);
        }
        return new RunResult(new Case(Path.of("numbers.scenario"), scenario, Optional.empty(), Optional.empty()), Optional.empty(), p, p,
                Map.of(),
                all, List.of(), List.of(), Map.of());
    }
}
