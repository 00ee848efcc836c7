/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.interop.opensim.OsimReader;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.Coupling;
import org.orthotwin.multibody.CubicSpline;
import org.orthotwin.multibody.ForwardDynamics;
import org.orthotwin.multibody.InverseKinematics;
import org.orthotwin.multibody.Link;
import org.orthotwin.multibody.Marker;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.Posture;
import org.orthotwin.multibody.Segment;

/**
 * The mechanics of a whole body against Simbody's, on one thread each: places of markers, inverse dynamics, accelerations under forces, and
 * the postures that come nearest to markers, as in a study of gait. The model is that of Rajagopal et al. (2016,
 * doi:10.1109/TBME.2016.2586891), twice: with hinges for knees and patellae, a tree of joints that are Simbody's own, and as published,
 * knees and patellae by splines and the patellae by couplings, which Simbody solves as constraints. Both sides read one text file of ours
 * and must come to the same numbers before anything is timed; then they take turns. {@code measure FOLDER MODEL table|check PEER}, the last
 * empty where it is not there.
 */
public final class MultibodyBenchmark {

    private static final int FRAMES = 500;
    private static final int TRACKED = 12;
    private static final int TURNS = 3;
    /** s: of a turn of ours, of which processor time counts hundredths at worst. */
    private static final double ROUND = 0.2;
    /** Of the largest number of a posture: rounding of some thousand operations on masses from 0.09 to 35 kg. */
    private static final double SAME = 1e-9;
    /** rad or m: the accuracy that Simbody's search is given is 1e-5, as OpenSim does by default. */
    private static final double SAME_TRACKED = 2e-3;

    private enum Task {
        KINEMATICS("places of markers", 1.6, 2.5), INVERSE("inverse dynamics", 2.8, 3.5), FORWARD("accelerations", 1.3, 3),
        TRACKING("posture by markers", 2.5, 20);

        private final String title;
        /** Simbody's processor seconds by ours, hinges and splines: well below what was measured. */
        private final double[] least;

        Task(String title, double... least) {
            this.title = title;
            this.least = least;
        }
    }

    private final MultibodyModel model;
    private final double[][] q = new double[FRAMES][];
    private final double[][] u = new double[FRAMES][];
    private final double[][] a = new double[FRAMES][];
    private final double[][] f = new double[FRAMES][];
    private final Vec3[][] seen = new Vec3[TRACKED][];
    private final double[][] answers = new double[Task.values().length][];

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(args[1]));
        String peer = args[4];
        MultibodyModel read = exact(open(OsimReader.read(Path.of(args[2]), Monitor.NONE).body()));
        boolean good = new MultibodyBenchmark(hinged(read)).measure("hinges", folder, peer, 0);
        good &= new MultibodyBenchmark(read).measure("splines and couplings", folder, peer, 1);
        if (!good) {
            print("  FAILED: slower than Simbody, or not the same numbers%n");
        }
        System.exit(good || !args[3].equals("check") ? 0 : 1);
    }

    private MultibodyBenchmark(MultibodyModel model) {
        this.model = model;
        Posture posture = new Posture(model);
        Random random = new Random(3);
        int n = model.coordinates().size();
        for (int k = 0; k < FRAMES; k++) {
            q[k] = new double[n];
            u[k] = new double[n];
            a[k] = new double[n];
            for (int c = 0; c < n; c++) {
                Coordinate x = model.coordinates().get(c);
                double middle = 0.5 * (x.minimum() + x.maximum());
                double way = Math.min(0.4 * (x.maximum() - x.minimum()), x.kind() == Coordinate.Kind.TRANSLATION ? 0.1 : 0.5);
                if (x.maximum() - x.minimum() > 3) {
                    middle = x.value();
                }
                // s: steps of 10 ms, a movement in one to two seconds
                double w = 3 + 3 * ((0.618 * c) % 1);
                double phase = c + w * 0.01 * k;
                q[k][c] = middle + way * Math.sin(phase);
                u[k][c] = way * w * Math.cos(phase);
                a[k][c] = -way * w * w * Math.sin(phase);
            }
            model.follow(q[k], u[k], a[k]);
            f[k] = posture.at(q[k], u[k], a[k]).requiredForces(null);
            if (k < TRACKED) {
                seen[k] = model.markers().stream().map(m -> posture.point(m.segment(), m.position())
                        .plus(new Vec3(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()).times(0.003)))
                        .toArray(Vec3[]::new);
            }
            // half of what holds it, so that it falls
            for (int c = 0; c < n; c++) {
                f[k][c] *= 0.5;
            }
        }
    }

    private boolean measure(String title, Path folder, String peer, int column) throws IOException, InterruptedException {
        String name = folder.resolve(title.replace(' ', '-')).toString();
        Path file = Path.of(name + ".txt");
        Path poses = Path.of(name + ".poses");
        write(file, poses);
        double[] ours = new double[Task.values().length];
        Arrays.fill(ours, Double.POSITIVE_INFINITY);
        for (Task t : Task.values()) {
            // warm
            time(t, 2 * ROUND);
        }
        boolean good = true;
        if (!peer.isEmpty()) {
            Path out = Path.of(name + ".answers");
            DicomBenchmark.run(peer, "answer", file.toString(), poses.toString(), out.toString());
            good = compare(title, out);
        }
        Map<String, Double> theirs = new HashMap<>();
        for (int turn = 0; turn < TURNS; turn++) {
            for (Task t : Task.values()) {
                ours[t.ordinal()] = Math.min(ours[t.ordinal()], time(t, ROUND));
            }
            if (!peer.isEmpty()) {
                for (String line : DicomBenchmark.run(peer, "time", file.toString(), poses.toString(), "1").strip().split("\n")) {
                    String[] w = line.split(" ");
                    theirs.merge(w[0], Double.parseDouble(w[1]) * 1e-9, Math::min);
                }
            }
        }
        print("whole body with %s: %d segments, %d coordinates, %d markers, processor time of one thread%n", title, model.segments().size(),
                model.coordinates().size(), model.markers().size());
        for (Task t : Task.values()) {
            double mine = ours[t.ordinal()];
            Double other = theirs.get(t.name().toLowerCase(Locale.ROOT));
            if (other == null) {
                print("  %-20s ours %8.2f us%n", t.title, 1e6 * mine);
                continue;
            }
            print("  %-20s ours %8.2f us, Simbody %8.2f us, ratio %.2f (at least %.1f)%n", t.title, 1e6 * mine, 1e6 * other, other / mine,
                    t.least[column]);
            good &= other / mine >= t.least[column];
        }
        return good;
    }

    /** Least processor seconds of one evaluation. */
    private double time(Task t, double seconds) {
        int evaluations = 0;
        double start = processorSeconds();
        double taken;
        do {
            evaluations += evaluate(t);
            taken = processorSeconds() - start;
        } while (taken < seconds);
        return taken / evaluations;
    }

    private int evaluate(Task t) {
        int n = model.coordinates().size();
        int m = model.markers().size();
        Posture posture = new Posture(model);
        double[] out;
        switch (t) {
            case KINEMATICS -> {
                out = new double[FRAMES * m * 3];
                for (int k = 0; k < FRAMES; k++) {
                    posture.at(q[k]);
                    for (int i = 0; i < m; i++) {
                        Marker marker = model.markers().get(i);
                        Vec3 p = posture.point(marker.segment(), marker.position());
                        out[(k * m + i) * 3] = p.x();
                        out[(k * m + i) * 3 + 1] = p.y();
                        out[(k * m + i) * 3 + 2] = p.z();
                    }
                }
            }
            case INVERSE -> {
                out = new double[FRAMES * n];
                for (int k = 0; k < FRAMES; k++) {
                    System.arraycopy(posture.at(q[k], u[k], a[k]).requiredForces(null), 0, out, k * n, n);
                }
            }
            case FORWARD -> {
                out = new double[FRAMES * n];
                for (int k = 0; k < FRAMES; k++) {
                    System.arraycopy(ForwardDynamics.accelerations(posture, q[k], u[k], f[k], null), 0, out, k * n, n);
                }
            }
            default -> {
                out = new double[TRACKED * n];
                double[] weights = new double[m];
                Arrays.fill(weights, 1);
                InverseKinematics search = new InverseKinematics(model, IntStream.range(0, m).toArray(), weights, null, null);
                double[] start = q[0];
                for (int k = 0; k < TRACKED; k++) {
                    InverseKinematics.Fit fit = search.fit(start, seen[k]);
                    if (!fit.converged()) {
                        throw new IllegalStateException("no posture by the markers of frame " + k);
                    }
                    start = fit.coordinates();
                    System.arraycopy(start, 0, out, k * n, n);
                }
            }
        }
        answers[t.ordinal()] = out;
        return t == Task.TRACKING ? TRACKED : FRAMES;
    }

    private boolean compare(String title, Path out) throws IOException {
        ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.nativeOrder());
        boolean good = true;
        for (Task t : Task.values()) {
            double[] mine = answers[t.ordinal()];
            double worst = 0;
            double largest = 0;
            for (double x : mine) {
                double other = b.getDouble();
                worst = Math.max(worst, Double.isNaN(other) ? Double.POSITIVE_INFINITY : Math.abs(x - other));
                largest = Math.max(largest, Math.abs(x));
            }
            boolean same = worst <= (t == Task.TRACKING ? SAME_TRACKED : SAME * largest);
            good &= same;
            print("  %s, %s: largest difference %.1e of %.3g%s%n", title, t.title, worst, largest, same ? "" : " NOT THE SAME");
        }
        return good;
    }

    private void write(Path file, Path poses) throws IOException {
        StringBuilder s = new StringBuilder();
        s.append("coordinates ").append(model.coordinates().size()).append('\n');
        s.append("gravity");
        vector(s, model.gravity()).append('\n');
        for (int i = 0; i < model.segments().size(); i++) {
            Segment x = model.segments().get(i);
            s.append("segment ").append(i).append(' ').append(x.mass());
            vector(s, x.centre());
            numbers(s, x.xx(), x.yy(), x.zz(), x.xy(), x.xz(), x.yz()).append('\n');
        }
        for (int i = 0; i < model.links().size(); i++) {
            Link l = model.links().get(i);
            s.append("link ").append(i).append(' ').append(l.parent()).append(' ').append(l.child());
            pose(s, l.inParent());
            pose(s, l.inChild());
            s.append(' ').append(l.turns().size() + l.shifts().size()).append('\n');
            l.turns().forEach(x -> axis(s, "turn", x));
            l.shifts().forEach(x -> axis(s, "shift", x));
        }
        for (Coupling c : model.couplings()) {
            s.append("coupling ").append(c.dependent()).append(' ').append(c.independent());
            function(s, c.function());
        }
        for (Marker m : model.markers()) {
            s.append("marker ").append(m.segment());
            vector(s, m.position()).append('\n');
        }
        Files.writeString(file, s, StandardCharsets.US_ASCII);
        int n = model.coordinates().size();
        int m = model.markers().size();
        ByteBuffer b = ByteBuffer.allocate(16 + 8 * (4 * FRAMES * n + 3 * TRACKED * m)).order(ByteOrder.nativeOrder());
        b.putInt(FRAMES).putInt(n).putInt(m).putInt(TRACKED);
        for (double[][] table : List.of(q, u, a, f)) {
            for (double[] row : table) {
                for (double x : row) {
                    b.putDouble(x);
                }
            }
        }
        for (Vec3[] frame : seen) {
            for (Vec3 p : frame) {
                b.putDouble(p.x()).putDouble(p.y()).putDouble(p.z());
            }
        }
        Files.write(poses, b.array());
    }

    private static void axis(StringBuilder s, String kind, Link.Axis x) {
        s.append(kind);
        vector(s, x.direction()).append(' ').append(x.coordinate());
        function(s, x.function());
    }

    private static void function(StringBuilder s, MotionFunction f) {
        switch (f) {
            case MotionFunction.Constant c -> numbers(s.append(" polynomial 1"), c.constant());
            case MotionFunction.Linear l -> numbers(s.append(" polynomial 2"), l.factor(), l.offset());
            case MotionFunction.Polynomial p -> numbers(s.append(" polynomial ").append(p.coefficients().length), p.coefficients());
            case CubicSpline c -> spline(s, c.knots(), c);
            case MotionFunction.Scaled x when x.function() instanceof CubicSpline c -> spline(s, c.knots(), x);
            case MotionFunction.Scaled x when x.function() instanceof MotionFunction.Constant c ->
                numbers(s.append(" polynomial 1"), x.factor() * c.constant());
            default -> throw new IllegalArgumentException("the benchmark knows no function " + f);
        }
        s.append('\n');
    }

    private static void spline(StringBuilder s, double[] knots, MotionFunction f) {
        s.append(" spline ").append(knots.length);
        for (double x : knots) {
            numbers(s, x, f.value(x), f.slope(x));
        }
    }

    private static StringBuilder vector(StringBuilder s, Vec3 v) {
        return numbers(s, v.x(), v.y(), v.z());
    }

    private static void pose(StringBuilder s, RigidTransform x) {
        numbers(s, x.rotationMatrix());
        vector(s, x.translation());
    }

    private static StringBuilder numbers(StringBuilder s, double... all) {
        for (double x : all) {
            s.append(' ').append(x);
        }
        return s;
    }

    /** Nothing locked, nothing clamped: ways to hold coordinates differ too much to be compared. */
    private static MultibodyModel open(MultibodyModel m) {
        List<Coordinate> free = m.coordinates().stream()
                .map(c -> new Coordinate(c.name(), c.kind(), c.value(), c.minimum(), c.maximum(), false, false)).toList();
        return new MultibodyModel(m.name(), m.gravity(), m.segments(), free, m.links(), m.couplings(), m.markers(), List.of(), List.of());
    }

    /** The model with hinges for knees and patellae. */
    static MultibodyModel hingedBody(String file) throws IOException {
        return hinged(open(OsimReader.read(Path.of(file), Monitor.NONE).body()));
    }

    /**
     * The third turn of a joint that turns by one coordinate thrice stays where it is: Simbody's FunctionBased takes it for a part of the
     * turn that the second axis goes with (buildHdot in MobilizedBodyImpl.h, 3.7), an error in the fifth digit of forces.
     */
    private static MultibodyModel exact(MultibodyModel m) {
        List<Link> links = new ArrayList<>();
        for (Link l : m.links()) {
            List<Link.Axis> turns = new ArrayList<>(l.turns());
            if (turns.size() == 3 && turns.get(0).coordinate() == turns.get(2).coordinate()) {
                turns.set(2, new Link.Axis(turns.get(2).direction(), new MotionFunction.Constant(0), -1));
            }
            links.add(new Link(l.name(), l.parent(), l.child(), l.inParent(), l.inChild(), turns, l.shifts()));
        }
        return new MultibodyModel(m.name(), m.gravity(), m.segments(), m.coordinates(), links, m.couplings(), m.markers(), List.of(),
                List.of());
    }

    /** Each joint with one coordinate turns by it about its first axis; what else moves there stays where it is by default. */
    private static MultibodyModel hinged(MultibodyModel m) {
        double[] q = m.defaults();
        List<Link> links = new ArrayList<>();
        for (Link l : m.links()) {
            long own = Stream.concat(l.turns().stream(), l.shifts().stream()).mapToInt(Link.Axis::coordinate).filter(c -> c >= 0).distinct()
                    .count();
            links.add(own != 1 ? l : new Link(l.name(), l.parent(), l.child(), l.inParent(), l.inChild(), fixed(l.turns(), q, true),
                    fixed(l.shifts(), q, false)));
        }
        return new MultibodyModel(m.name(), m.gravity(), m.segments(), m.coordinates(), links, List.of(), m.markers(), List.of(),
                List.of());
    }

    private static List<Link.Axis> fixed(List<Link.Axis> axes, double[] q, boolean first) {
        List<Link.Axis> fixed = new ArrayList<>();
        boolean turns = first;
        for (Link.Axis x : axes) {
            if (turns && x.coordinate() >= 0) {
                fixed.add(new Link.Axis(x.direction(), MotionFunction.IDENTITY, x.coordinate()));
                turns = false;
            } else {
                double at = x.function().value(x.coordinate() < 0 ? 0 : q[x.coordinate()]);
                fixed.add(new Link.Axis(x.direction(), new MotionFunction.Constant(at), -1));
            }
        }
        return fixed;
    }

    /** Of all threads of this process. */
    private static double processorSeconds() {
        return 1e-9 * ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void print(String format, Object... args) {
        System.out.print(String.format(Locale.ROOT, format, args));
    }
}
