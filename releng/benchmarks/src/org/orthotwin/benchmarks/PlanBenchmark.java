/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.cases.Cases;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.ClinicalMotion;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.CompositeHip;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.scenario.Activity;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.model.scenario.SolverRequest;
import org.orthotwin.simulation.Case;
import org.orthotwin.simulation.Proposals;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Simulation;
import org.orthotwin.simulation.SubjectFolder;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.rom.internal.ContactScene;

/**
 * A plan on two real bones, with everything that the product does for it: how long a proposal takes, the whole range-of-motion map, and one
 * changed cup angle with all its measurements and limits, with and without activities, there and in the bundled case. {@code measure}
 * writes the map's poses and the bones for the reference program, which is asked for bone against bone alone; {@code compare} holds its
 * answers and its time against ours.
 */
final class PlanBenchmark {

    private static final String ASSEMBLY = "generic/total-hip";
    /** Flexion -30..140, rotation -60..90, abduction -40..60 degrees in steps of 5. */
    private static final int CELLS = 35 * 31 * 21;
    private static final List<String> LIMITS = List.of("flexion", "extension", "abduction", "adduction", "external-rotation",
            "internal-rotation");
    /** Those of the bundled case. */
    private static final List<String> ACTIVITIES = List.of("level-walking", "stooping", "squatting-to-floor");
    /** The bars for a changed angle. Pose by pose it would take some 20,000 questions for the limits and 300,000 with the activities. */
    private static final int QUESTIONS = 2_000;
    private static final int QUESTIONS_OF_ACTIVITIES = 3_000;
    private static final int THREADS = 2;
    private static final int WARM = 30;
    private static final int ROUNDS = 31;
    private static final int PEER_ROUNDS = 5;
    /** The bars that the check mode sets: bone against bone faster than the reference, the whole map not too slow. */
    private static final double REQUIRED_RATIO = 1.5;
    private static final double ALLOWED_FACTOR = 10;

    private final PrintStream out;
    private final Path work;
    private boolean ok = true;

    private PlanBenchmark(PrintStream out, Path work) {
        this.out = out;
        this.work = work;
    }

    public static void main(String[] args) throws Exception {
        PlanBenchmark b = new PlanBenchmark(new PrintStream(System.out, true, StandardCharsets.UTF_8), Path.of(args[1]));
        switch (args[0]) {
            case "measure" -> {
                Plugins.register(Path.of(args[4]));
                b.measure(Path.of(args[2]));
            }
            case "compare" -> b.compare(Path.of(args[2]));
            default -> throw new IllegalArgumentException("no mode " + args[0]);
        }
        System.exit(b.ok || !"check".equals(args[3]) ? 0 : 1);
    }

    // ---- measuring

    private void measure(Path data) throws Exception {
        long start = System.nanoTime();
        CompositeHip hip = composite(data);
        double made = seconds(start);
        Path file = write(hip);
        start = System.nanoTime();
        Simulation unplanned = new Simulation(Case.load(file), List.of(), Monitor.NONE);
        double loaded = seconds(start);
        double[] proposing = new double[3];
        List<Proposal> proposals = List.of();
        for (int i = 0; i < proposing.length; i++) {
            start = System.nanoTime();
            proposals = Proposals.propose(unplanned.assembler(), ASSEMBLY, Map.of(), Monitor.NONE);
            proposing[i] = seconds(start);
        }
        Proposals.addPlan(unplanned.source().scenario(), unplanned.assembler(), "proposed", ASSEMBLY, proposals, "en");
        Proposals.save(unplanned.source(), file);
        print("A plan on real bones: %s", hip.report());
        print("Proposed: %s", String.join(", ", proposals.stream().map(p -> p.role() + " " + p.size()).toList()));
        print("%-74s %10.2f s", "two meshes to a hip with landmarks and frames", made);
        print("%-74s %10.2f s", "the case read and checked", loaded);
        print("%-74s %10.2f s (then %.2f and %.2f)", "a proposal of all parts and places, first time", proposing[0], proposing[1],
                proposing[2]);
        ok &= proposals.size() == 4;
        map(file);
        change("real bones", withActivities(file, List.of()), QUESTIONS);
        change("real bones, 3 activities", withActivities(file, ACTIVITIES), QUESTIONS_OF_ACTIVITIES);
        Path bundled = Cases.open("hip-tha", work.resolve("hip-tha"), Monitor.NONE);
        change("bundled case", withActivities(bundled, List.of()), QUESTIONS);
        change("bundled case, 3 activities", Case.load(bundled), QUESTIONS_OF_ACTIVITIES);
    }

    private static CompositeHip composite(Path data) {
        Path folder = data.resolve("bones").resolve("artisynth-core");
        return CompositeHip.of(MeshReader.read(folder.resolve("OsCoxaeLeft.obj"), LengthUnit.MILLIMETRE), Side.LEFT,
                MeshReader.read(folder.resolve("SmoothFemurRight.obj"), LengthUnit.MILLIMETRE), Side.RIGHT);
    }

    private Path write(CompositeHip hip) throws IOException {
        Path folder = work.resolve("case");
        Path anatomyFile = SubjectFolder.write(folder, "composite", "hip", Joints.registry().get("hip"), Side.LEFT, new GeneratedSubject(
                hip.bodies(), Map.of("sex", 2.0, "mass", 80.0, "height", 1.75, "age", 2e9), Map.of(), Map.of(), hip.report()));
        Anatomy anatomy = AnatomyFiles.load(anatomyFile);
        anatomy.getBones().getFirst().getLandmarks().stream().filter(l -> l.getCode().startsWith("R") || l.getCode().endsWith("_R"))
                .forEach(l -> l.setMethod("mirrored"));
        AnatomyFiles.save(anatomyFile, anatomy);
        Scenario scenario = ScenarioFactory.eINSTANCE.createScenario();
        scenario.setId("composite");
        scenario.setName("Composite of two people");
        scenario.setJoint("hip");
        SolverRequest rom = ScenarioFactory.eINSTANCE.createSolverRequest();
        rom.setId("rom");
        rom.setName("Range of motion");
        rom.setSolver("rom");
        scenario.getRequests().add(rom);
        Path file = folder.resolve("composite.scenario");
        scenario.setAnatomy(DataFiles.reference(file, anatomyFile, null));
        ScenarioFiles.save(file, scenario);
        return file;
    }

    private static RunResult run(Simulation s, int threads) {
        return s.run(s.source().plan(Optional.empty()), 1, threads, Monitor.NONE);
    }

    private void map(Path file) throws IOException {
        Simulation s = new Simulation(Case.load(file), List.of("rom.map=true", "rom.reference.frame=joint"), Monitor.NONE);
        Table first = null;
        Problem problem = null;
        double[] wall = new double[3];
        for (int i = 0; i < wall.length; i++) {
            long start = System.nanoTime();
            RunResult r = run(s, THREADS);
            wall[i] = seconds(start);
            Table t = map(r);
            if (first == null) {
                first = t;
                problem = r.problem();
            }
            ok &= same(first, t);
        }
        var clock = ManagementFactory.getThreadMXBean();
        long before = clock.getCurrentThreadCpuTime();
        Table alone = map(run(s, 1));
        double processor = (clock.getCurrentThreadCpuTime() - before) * 1e-9;
        boolean same = same(first, alone);
        int[] kinds = new int[4];
        Set<List<Double>> cells = new HashSet<>();
        for (double[] row : first.rows()) {
            if (row[3] >= 0 && row[3] <= 3 && row[3] == Math.rint(row[3])) {
                kinds[(int) row[3]]++;
                cells.add(List.of(row[0], row[1], row[2]));
            }
        }
        boolean whole = cells.size() == CELLS && first.rows().size() == CELLS;
        ok &= whole && same;
        print("%-74s %10.2f s (then %.2f and %.2f)", "the map and all limits and measurements, " + THREADS + " threads, first time",
                wall[0], wall[1], wall[2]);
        print("%-74s %10.2f s", "the same on one thread, processor time", processor);
        print("  %d of %d cells answered by surfaces: %d free, %s in contact; one thread and %d: %s", cells.size(), CELLS, kinds[0],
                kinds[1] + kinds[2] + kinds[3], THREADS, same ? "the same map" : "ANOTHER MAP");
        writePeer(problem, first, processor);
    }

    private static Table map(RunResult r) {
        Solution rom = r.solutions().get("rom");
        return rom.tables().stream().filter(t -> t.name().equals("rom-map")).findFirst().orElseThrow();
    }

    private static boolean same(Table a, Table b) {
        boolean same = a.rows().size() == b.rows().size();
        for (int i = 0; same && i < a.rows().size(); i++) {
            same = Arrays.equals(a.rows().get(i), b.rows().get(i));
        }
        return same;
    }

    /** The case with or without activities, which the solver for range of motion gets all of. */
    private static Case withActivities(Path file, List<String> types) {
        Case c = Case.load(file);
        Scenario s = c.scenario();
        // wear counts the steps of activities, which are not the same in the cases that are compared
        s.getRequests().removeIf(r -> r.getSolver().equals("wear"));
        s.getRequests().forEach(r -> r.getActivities().clear());
        s.getActivities().clear();
        for (String type : types) {
            Activity a = ScenarioFactory.eINSTANCE.createActivity();
            a.setId(type);
            a.setName(type);
            a.setType(type);
            s.getActivities().add(a);
            s.getRequests().stream().filter(r -> r.getSolver().equals("rom")).forEach(r -> r.getActivities().add(a));
        }
        return c;
    }

    private void change(String name, Case source, int mostQuestions) {
        Simulation base = new Simulation(source, List.of("rom.map=false"), Monitor.NONE);
        int measurements = run(base, THREADS).measurements().size();
        double[] times = new double[ROUNDS];
        double[] processor = new double[ROUNDS];
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        boolean all = true;
        for (int i = -WARM; i < ROUNDS; i++) {
            // each angle once, so that what is kept is only what a cup that turns does not change: bone and stem against bone
            String angle = "plan.cup.inclination.radiographic=" + (36 + 0.137 * (i + WARM)) + "deg";
            long before = process.getProcessCpuTime();
            long start = System.nanoTime();
            RunResult r = run(base.with(List.of(angle), Monitor.NONE), THREADS);
            double s = seconds(start);
            all &= r.measurements().size() == measurements && LIMITS.stream().allMatch(l -> Double.isFinite(value(r, "hip.rom." + l)));
            if (i >= 0) {
                times[i] = s;
                processor[i] = (process.getProcessCpuTime() - before) * 1e-9;
            }
        }
        // on one thread the number of questions depends on nothing but the plan
        long asked = ContactScene.questions();
        run(base.with(List.of("plan.cup.inclination.radiographic=41.5deg"), Monitor.NONE), 1);
        asked = ContactScene.questions() - asked;
        double mean = Arrays.stream(processor).average().orElseThrow();
        Arrays.sort(times);
        boolean held = all && asked <= mostQuestions;
        ok &= held;
        print("%-74s %10.1f ms (95 %% within %.1f; processor time %.1f ms)", "one changed cup angle, " + name + ": " + measurements
                + " measurements; median of " + ROUNDS, 1000 * times[ROUNDS / 2], 1000 * times[(int) Math.ceil(0.95 * ROUNDS) - 1],
                1000 * mean);
        print("  %d questions about two surfaces (at most %d): %s", asked, mostQuestions, held ? "held" : "NOT held");
    }

    private static double value(RunResult r, String id) {
        return r.measurements().stream().filter(m -> m.definition().id().equals(id)).mapToDouble(m -> m.value().si()).findFirst()
                .orElse(Double.NaN);
    }

    // ---- the reference

    private Path peerInput() {
        return work.resolve("map.bin");
    }

    private Path mapCodes() {
        return work.resolve("map.txt");
    }

    private void writePeer(Problem p, Table map, double processor) throws IOException {
        JointModel joint = p.joint();
        Body pelvis = p.body(joint.parent());
        Body femur = p.body(joint.child());
        StringBuilder codes = new StringBuilder();
        List<RigidTransform> poses = new ArrayList<>();
        try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(peerInput()))) {
            write(stream, pelvis.surface("outer"));
            write(stream, femur.surface("resected"));
            ByteBuffer b = ByteBuffer.allocate(8 + 96 * map.rows().size()).order(ByteOrder.LITTLE_ENDIAN);
            b.putLong(map.rows().size());
            for (double[] row : map.rows()) {
                RigidTransform t = joint.childInParent(coordinates(joint, row));
                for (double x : t.rotationMatrix()) {
                    b.putDouble(x);
                }
                for (double x : t.translation().toArray()) {
                    b.putDouble(x);
                }
                codes.append((int) row[3]);
                poses.add(t);
            }
            stream.write(b.array());
        }
        StringBuilder answers = new StringBuilder();
        double alone = boneAgainstBone(pelvis.surface("outer"), femur.surface("resected"), poses, answers);
        Files.writeString(mapCodes(), processor + "\n" + alone + "\n" + codes + "\n" + answers + "\n");
        print("%-74s %10.2f s", "bone against bone alone at the same poses, one thread, processor time", alone);
    }

    /** Best of some rounds, in s of processor time. */
    private static double boneAgainstBone(TriangleMesh a, TriangleMesh b, List<RigidTransform> poses, StringBuilder answers) {
        MeshCollision collision = new MeshCollision(Bvh.of(a), Bvh.of(b));
        var clock = ManagementFactory.getThreadMXBean();
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < PEER_ROUNDS; round++) {
            collision.reset();
            answers.setLength(0);
            long start = clock.getCurrentThreadCpuTime();
            for (RigidTransform t : poses) {
                answers.append(collision.intersects(t) ? '1' : '0');
            }
            best = Math.min(best, (clock.getCurrentThreadCpuTime() - start) * 1e-9);
        }
        return best;
    }

    private static double[] coordinates(JointModel joint, double[] row) {
        List<CoordinateDefinition> definitions = joint.type().coordinates();
        double[] q = new double[definitions.size()];
        for (ClinicalMotion m : joint.type().motions()) {
            int column = List.of("flexion", "internal-rotation", "abduction").indexOf(m.id());
            for (int i = 0; column >= 0 && i < q.length; i++) {
                if (definitions.get(i).name().equals(m.coordinate())) {
                    q[i] += m.sign(joint.side()) * row[column];
                }
            }
        }
        return q;
    }

    private static void write(OutputStream stream, TriangleMesh mesh) throws IOException {
        ByteBuffer b = ByteBuffer.allocate(16 + 8 * mesh.vertices().length + 4 * mesh.triangles().length).order(ByteOrder.LITTLE_ENDIAN);
        b.putLong(mesh.vertexCount());
        b.putLong(mesh.triangleCount());
        for (double x : mesh.vertices()) {
            b.putDouble(x);
        }
        for (int i : mesh.triangles()) {
            b.putInt(i);
        }
        stream.write(b.array());
    }

    /** Bone against bone the same answers; and the map is nowhere free where bone is in bone. */
    private void compare(Path reference) throws IOException {
        List<String> ours = Files.readAllLines(mapCodes(), StandardCharsets.UTF_8);
        List<String> theirs = Files.readAllLines(reference, StandardCharsets.UTF_8);
        double map = Double.parseDouble(ours.get(0));
        double alone = Double.parseDouble(ours.get(1));
        String codes = ours.get(2);
        double fcl = Double.parseDouble(theirs.get(1).substring("query ".length()));
        String answers = theirs.get(2);
        int touching = 0;
        int missed = 0;
        int differing = 0;
        for (int i = 0; i < CELLS; i++) {
            boolean bones = answers.charAt(i) == '1';
            touching += bones ? 1 : 0;
            missed += bones && codes.charAt(i) == '0' ? 1 : 0;
            differing += ours.get(3).charAt(i) == answers.charAt(i) ? 0 : 1;
        }
        double ratio = fcl / alone;
        double factor = map / fcl;
        boolean held = answers.length() == CELLS && missed == 0 && differing == 0 && ratio >= REQUIRED_RATIO && factor <= ALLOWED_FACTOR;
        ok &= held;
        print("%-74s %10.2f s", "FCL BVHModel<OBBRSS> on these, one thread, processor time", fcl);
        print("  ratio %.2f (at least %.1f), differing answers %d (none); the whole map takes %.1f times as long as FCL (at most %.0f)",
                ratio, REQUIRED_RATIO, differing, factor, ALLOWED_FACTOR);
        print("  bone in bone at %d poses, the map free at %d of them (none): %s", touching, missed, held ? "held" : "NOT held");
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    private void print(String format, Object... args) {
        out.println(String.format(Locale.ROOT, format, args));
    }
}
