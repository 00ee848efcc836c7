/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.CompositeHip;
import org.orthotwin.joint.hip.Mirror;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Proposals;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.SubjectFolder;

/** A case of the real left os coxae and the real right femur of the shared data, mirrored and scaled to it: for bands only. */
final class RealHip {

    static final String ASSEMBLY = "generic/total-hip";

    private RealHip() {
    }

    /** The bones; the test is skipped where they are not. */
    static CompositeHip composite() {
        String property = System.getProperty("orthotwin.data");
        Path data = property == null ? null : Path.of(property);
        for (Path up = Path.of("").toAbsolutePath(); data == null && up != null; up = up.getParent()) {
            Path beside = up.resolveSibling("shared").resolve("data");
            data = Files.isDirectory(beside) ? beside : null;
        }
        assumeTrue(data != null, "skipped: no shared data beside the checkout (set -Dorthotwin.data=<folder>)");
        Path folder = data.resolve("bones").resolve("artisynth-core");
        assumeTrue(Files.isRegularFile(folder.resolve("OsCoxaeLeft.obj")), "skipped: no real data " + folder
                + " (set -Dorthotwin.data=<folder>)");
        TriangleMesh innominate = MeshReader.read(folder.resolve("OsCoxaeLeft.obj"), LengthUnit.MILLIMETRE);
        TriangleMesh femur = MeshReader.read(folder.resolve("SmoothFemurRight.obj"), LengthUnit.MILLIMETRE);
        return CompositeHip.of(innominate, Side.LEFT, femur, Side.RIGHT);
    }

    /** Writes anatomy and scenario without a plan. The half of the pelvis that was not imaged has landmarks mirrored from the other. */
    static Path write(Path folder, List<Body> bodies, Side side, String source) throws IOException {
        GeneratedSubject subject = new GeneratedSubject(bodies, Map.of("sex", 2.0, "mass", 80.0, "height", 1.75, "age", 2e9), Map.of(),
                Map.of(), source);
        Path anatomyFile = SubjectFolder.write(folder, "composite", "hip", Joints.registry().get("hip"), side, subject);
        Anatomy anatomy = AnatomyFiles.load(anatomyFile);
        String other = side == Side.LEFT ? "R" : "L";
        for (Bone bone : anatomy.getBones()) {
            for (Landmark l : bone.getLandmarks()) {
                if (bone.getId().equals("pelvis") && (l.getCode().startsWith(other) || l.getCode().endsWith("_" + other))) {
                    l.setMethod("mirrored");
                }
            }
        }
        AnatomyFiles.save(anatomyFile, anatomy);
        Scenario scenario = ScenarioFactory.eINSTANCE.createScenario();
        scenario.setId("composite");
        scenario.setName("Composite of two people");
        scenario.setJoint("hip");
        Path file = folder.resolve("composite.scenario");
        scenario.setAnatomy(DataFiles.reference(file, anatomyFile, null));
        for (String solver : List.of("rom", "hipload")) {
            SolverRequest r = ScenarioFactory.eINSTANCE.createSolverRequest();
            r.setId(solver);
            r.setName(solver);
            r.setSolver(solver);
            if (solver.equals("hipload")) {
                // surfaces do not show where muscles are: arm and angle of the abductors after Pauwels
                r.getSettings().add(setting("abductor.lever", 0.04, "m"));
                r.getSettings().add(setting("abductor.angle", Math.toRadians(21), "rad"));
            }
            scenario.getRequests().add(r);
        }
        ScenarioFiles.save(file, scenario);
        return file;
    }

    private static Setting setting(String name, double value, String unit) {
        Setting s = ScenarioFactory.eINSTANCE.createSetting();
        s.setName(name);
        s.setNumber(value);
        s.setUnit(unit);
        return s;
    }

    /** Puts the proposed plan into the scenario of the file. */
    static List<Proposal> plan(Path file) throws IOException {
        Simulation s = new Simulation(Case.load(file), List.of(), Monitor.NONE);
        List<Proposal> proposals = Proposals.propose(s.assembler(), ASSEMBLY, Map.of(), Monitor.NONE);
        Proposals.addPlan(s.source().scenario(), s.assembler(), "proposed", ASSEMBLY, proposals, "en");
        Proposals.save(s.source(), file);
        return proposals;
    }

    /** The bones of the other side: every point mirrored in the plane z = 0 of the file, left and right exchanged in all names. */
    static List<Body> mirrored(List<Body> bodies) {
        List<Body> all = new ArrayList<>();
        for (Body b : bodies) {
            Map<String, TriangleMesh> surfaces = new LinkedHashMap<>();
            b.surfaces().forEach((role, mesh) -> surfaces.put(role, mesh.mirroredZ()));
            Map<String, Vec3> landmarks = new LinkedHashMap<>();
            b.landmarks().forEach((code, p) -> landmarks.put(b.type().equals("pelvis") ? exchanged(code) : code, Mirror.mirror(p)));
            all.add(new Body(b.id().replace("left", "right"), b.type(), b.side().opposite(), surfaces, landmarks, Map.of()));
        }
        return all;
    }

    private static String exchanged(String code) {
        String front = code.startsWith("L") ? "R" + code.substring(1) : code.startsWith("R") ? "L" + code.substring(1) : code;
        return front.endsWith("_L") ? front.substring(0, front.length() - 1) + "R"
                : front.endsWith("_R") ? front.substring(0, front.length() - 1) + "L" : front;
    }

    /** The same parts with the same coordinates, on the femur of the other side. */
    static Plan onTheOtherSide(Plan plan) {
        Plan other = EcoreUtil.copy(plan);
        other.getPlacements().stream().filter(p -> "femur.left".equals(p.getBone())).forEach(p -> p.setBone("femur.right"));
        return other;
    }
}
