/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.solver.Solvers;
import org.orthotwin.solver.spi.ActivitySource;

/** Input that cannot be used: each is refused by a sentence that names the file, the object, the number and the limit. */
class BadInputTest {

    private static final String PELVIS = "meshes/pelvis-outer.ply";

    @TempDir
    Path folder;

    private SyntheticHip hip;

    @BeforeEach
    void copy() throws IOException {
        hip = SyntheticHip.shared().copy(folder);
    }

    private void refused(String code, String... words) {
        says(SyntheticHip.refusal(code, () -> SyntheticHip.assemble(hip.load())), words);
    }

    private static void says(Exception e, String... words) {
        for (String w : words) {
            assertTrue(e.getMessage().contains(w), "'" + w + "' in: " + e.getMessage());
        }
    }

    private static Bone pelvis(Anatomy a) {
        return a.getBones().stream().filter(b -> b.getId().equals("pelvis")).findFirst().orElseThrow();
    }

    private static Landmark landmark(Anatomy a, String code) {
        return pelvis(a).getLandmarks().stream().filter(l -> l.getCode().equals(code)).findFirst().orElseThrow();
    }

    /** Puts another mesh in the place of the pelvis, with its hash. */
    private void replacePelvis(byte[] content) throws IOException {
        Files.write(folder.resolve(PELVIS), content);
        hip.rewriteAnatomy(a -> {
            DataReference r = pelvis(a).getSurfaces().getFirst();
            try {
                r.setSha256(DataFiles.reference(hip.anatomyFile(), folder.resolve(PELVIS), "mm").getSha256());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private void replacePelvis(TriangleMesh mesh) throws IOException {
        Path made = folder.resolve("made.ply");
        MeshWriter.write(made, mesh, LengthUnit.MILLIMETRE);
        replacePelvis(Files.readAllBytes(made));
    }

    // ---- surfaces

    @Test
    void aMissingMesh() throws IOException {
        Files.delete(folder.resolve(PELVIS));
        refused("data.missing", "hip-tha.anatomy", PELVIS);
    }

    @Test
    void aChangedMesh() throws IOException {
        byte[] content = Files.readAllBytes(folder.resolve(PELVIS));
        content[content.length - 1] ^= 1;
        Files.write(folder.resolve(PELVIS), content);
        refused("data.changed", PELVIS, "SHA-256");
    }

    @Test
    void aTruncatedMesh() throws IOException {
        byte[] content = Files.readAllBytes(folder.resolve(PELVIS));
        replacePelvis(Arrays.copyOf(content, content.length / 2));
        refused("bone.surface.broken", "'pelvis'", "pelvis-outer.ply");
    }

    @Test
    void aMeshWithoutATriangle() throws IOException {
        replacePelvis(("ply\nformat ascii 1.0\nelement vertex 0\nproperty double x\nproperty double y\nproperty double z\nelement face 0\n"
                + "property list uchar int vertex_indices\nend_header\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        InputException e = assertThrows(InputException.class, () -> SyntheticHip.assemble(hip.load()));
        assertTrue(e.diagnostic().code().matches("bone\\.surface\\.(empty|broken)"), e.diagnostic().code());
        says(e, "'pelvis'");
    }

    @Test
    void aCoordinateThatIsNoNumber() throws IOException {
        replacePelvis(("ply\nformat ascii 1.0\nelement vertex 3\nproperty double x\nproperty double y\nproperty double z\nelement face 1\n"
                + "property list uchar int vertex_indices\nend_header\n0 0 0\n10 nan 0\n0 10 0\n3 0 1 2\n")
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        refused("bone.surface.broken", "'pelvis'", "pelvis-outer.ply");
    }

    @Test
    void aMeshWithAHole() throws IOException {
        TriangleMesh whole = MeshReader.read(folder.resolve(PELVIS), LengthUnit.MILLIMETRE);
        replacePelvis(new TriangleMesh(whole.vertices(), Arrays.copyOf(whole.triangles(), whole.triangles().length - 30)));
        refused("bone.surface.leaky", "'pelvis'", "outer");
    }

    @Test
    void aMeshInTheWrongUnit() throws IOException {
        hip.rewriteAnatomy(a -> pelvis(a).getSurfaces().getFirst().setLengthUnit("m"));
        refused("bone.surface.broken", "'pelvis'", PELVIS, " m");
    }

    @Test
    void aMeshWithoutAUnit() throws IOException {
        hip.rewriteAnatomy(a -> pelvis(a).getSurfaces().getFirst().setLengthUnit(null));
        InputException e = assertThrows(InputException.class, () -> SyntheticHip.assemble(hip.load()));
        says(e, "pelvis", PELVIS);
    }

    // ---- landmarks and frames

    @Test
    void aLandmarkOutsideItsBone() throws IOException {
        hip.rewriteAnatomy(a -> {
            Landmark l = landmark(a, "RASIS");
            l.setPosition(l.getPosition().plus(new Vec3(0, 0, 0.05)));
        });
        refused("bone.landmark.outside", "'RASIS'", "'pelvis'", " mm outside", "at most 20 mm");
    }

    /** In front of the belly: within the box round the pelvis, but on no bone. */
    @Test
    void aLandmarkFarFromItsBone() throws IOException {
        hip.rewriteAnatomy(a -> {
            Landmark l = landmark(a, "RASIS");
            l.setPosition(l.getPosition().plus(new Vec3(0, 0, -0.11)));
        });
        refused("bone.landmark.far", "'RASIS'", "'pelvis'", " mm from its surface", "at most 40 mm");
    }

    @Test
    void aMirroredLandmarkMayLieOutside() throws IOException {
        hip.rewriteAnatomy(a -> {
            Landmark l = landmark(a, "LASIS");
            l.setPosition(l.getPosition().plus(new Vec3(0, 0, -0.05)));
            l.setMethod("mirrored");
        });
        SyntheticHip.assemble(hip.load());
    }

    @Test
    void aFrameOfLandmarksOnOneLine() throws IOException {
        hip.rewriteAnatomy(a -> {
            Vec3 right = landmark(a, "RASIS").getPosition();
            Vec3 left = landmark(a, "LASIS").getPosition();
            landmark(a, "RPSIS").setPosition(right.plus(left.minus(right).times(0.03)));
            landmark(a, "LPSIS").setPosition(left.plus(left.minus(right).times(-0.01)));
        });
        InputException e = assertThrows(InputException.class, () -> SyntheticHip.assemble(hip.load()));
        assertTrue(e.diagnostic().code().matches("frame\\.(failed|collinear)"), e.getMessage());
        says(e, "pelvis", "line");
    }

    @Test
    void aFrameWithoutItsLandmarks() {
        Case c = hip.load();
        pelvis(c.anatomy().orElseThrow()).getFrames().clear();
        c.anatomy().orElseThrow().getJoints().forEach(j -> j.setParentFrame(null));
        pelvis(c.anatomy().orElseThrow()).getLandmarks().removeIf(l -> l.getCode().equals("RASIS"));
        InputException e = assertThrows(InputException.class, () -> SyntheticHip.assemble(c));
        says(e, "pelvis");
    }

    // ---- models

    @Test
    void anAnatomyThatWasChangedBehindTheScenario() throws IOException {
        Files.writeString(hip.anatomyFile(), Files.readString(hip.anatomyFile()).replace("Synthetic", "Symthetic"));
        says(SyntheticHip.refusal("data.changed", () -> hip.load()), "hip-tha.anatomy", "SHA-256");
    }

    @Test
    void aMissingAnatomy() throws IOException {
        Files.delete(hip.anatomyFile());
        says(SyntheticHip.refusal("data.missing", () -> hip.load()), "hip-tha.scenario", "hip-tha.anatomy");
    }

    @Test
    void aScenarioOfANewerVersion() throws IOException {
        Files.writeString(hip.scenarioFile(), Files.readString(hip.scenarioFile()).replace("model/scenario/1", "model/scenario/9"));
        says(SyntheticHip.refusal("file.newer", () -> hip.load()), "hip-tha.scenario", "/9", "/1");
    }

    @Test
    void aScenarioThatIsCutOff() throws IOException {
        String text = Files.readString(hip.scenarioFile());
        Files.writeString(hip.scenarioFile(), text.substring(0, text.length() / 2));
        InputException e = assertThrows(InputException.class, () -> hip.load());
        says(e, "hip-tha.scenario", "line");
    }

    @Test
    void aMissingScenario() throws IOException {
        Files.delete(hip.scenarioFile());
        says(SyntheticHip.refusal("file.missing", () -> hip.load()), "hip-tha.scenario");
    }

    @Test
    void aJointThatNobodyContributes() throws IOException {
        hip.rewriteAnatomy(a -> a.getJoints().getFirst().setType("elbow"));
        refused("joint.unknown", "'elbow'", "hip");
        Case other = hip.with(s -> s.setJoint("knee"));
        says(SyntheticHip.refusal("joint.missing", () -> SyntheticHip.assemble(other)), "'knee'", "hip");
    }

    @Test
    void aSolverThatNobodyContributes() {
        Case c = hip.with(s -> s.getRequests().getFirst().setSolver("finite-elements"));
        says(SyntheticHip.refusal("solver.unknown", () -> SyntheticHip.run(c)), "'finite-elements'",
                "contact, hipload, kneeload, ligament, muscle, rom, shoulderbalance, shoulderload, wear");
        Simulation s = new Simulation(c, List.of(), Monitor.NONE);
        SyntheticHip.refusal("solver.unknown", () -> s.check(s.source().plan(Optional.empty()), Monitor.NONE));
    }

    @Test
    void aSettingThatTheSolverDoesNotHave() {
        Case c = hip.with(s -> {
            SolverRequest r = s.getRequests().getFirst();
            r.getSettings().getFirst().setName("mapp");
        });
        says(SyntheticHip.refusal("solver.settings", () -> SyntheticHip.run(c)), "'rom'", "mapp");
    }

    @Test
    void aPlanThatIsNotThere() {
        Simulation s = new Simulation(hip.load(), List.of(), Monitor.NONE);
        says(SyntheticHip.refusal("plan.none", () -> s.source().plan(Optional.of("third"))), "'third'");
    }

    // ---- contributions

    /** What an activity refuses stays in its words; one that breaks is named with its bundle. */
    @Test
    void anActivityThatRefusesAndOneThatBreaks() {
        InputException own = assertThrows(InputException.class, () -> new Simulation(hip.load(), List.of("cup"), Monitor.NONE));
        assertSame(own, refusalOfAnActivity(own));
        says(refusalOfAnActivity(new IllegalStateException("no steps")), "'walk' contributed by org.example failed", "no steps");
    }

    private InputException refusalOfAnActivity(RuntimeException thrown) {
        ActivitySource throwing = (id, settings, person) -> {
            throw thrown;
        };
        Contribution<ActivitySource> c = new Contribution<>("test.throwing", "Throwing", "", "org.example", Map.of(), Map.of(),
                () -> throwing);
        Solvers.activities().add(c);
        try {
            Case walking = hip.with(s -> {
                Activity a = ScenarioFactory.eINSTANCE.createActivity();
                a.setId("walk");
                a.setType("test.throwing");
                s.getRequests().getFirst().getActivities().add(a);
            });
            return assertThrows(InputException.class, () -> SyntheticHip.run(walking));
        } finally {
            Solvers.activities().remove(c);
        }
    }
}
