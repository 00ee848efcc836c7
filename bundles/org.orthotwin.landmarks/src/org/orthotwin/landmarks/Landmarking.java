/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.landmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Decimation;
import org.orthotwin.geometry.MeshRepair;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.internal.BoneShape;
import org.orthotwin.landmarks.internal.Texts;
import org.orthotwin.landmarks.spi.BoneLandmarker;

/**
 * Runs a landmarker on a surface in any pose, of either side, and says how certain its answers are.
 *
 * <p>The surface is welded, its holes are filled, it is turned outside out, decimated above {@link #MOST_TRIANGLES}, mirrored if it is
 * of the left and brought into the frame of
 * its own shape; what is found is brought back. Uncertainty: the same is done on replicas of the surface whose points are moved along their
 * normals by a smooth random field of {@link #NOISE} standard deviation and {@link #CORRELATION} correlation length, which is how far
 * and how
 * smoothly a surface from clinical CT errs; a standard uncertainty is the root mean square by which the replicas differ. It holds the
 * effect
 * of the surface's error on the rule by which a landmark is found, and not how far experts differ about where the landmark is. What a
 * landmarker only estimates has the spread that it states as well, and so have the frames and measures of it. Of landmarks that lie where
 * other people have them there are frames, with that uncertainty, but no measures.
 *
 * <p>The same surface gives the same numbers; a mirrored one gives mirrored numbers. Cost: one run of the landmarker for each replica
 * and one
 * more, two where nobody says the side.
 *
 * @param replicas how many; 0 for no uncertainties
 */
public record Landmarking(int replicas) {

    /** Standard deviation of the error of a surface that the replicas have, m: about a third of a voxel of clinical CT. */
    public static final double NOISE = 0.0003;
    /** Distance over which errors of a surface go together, m, as for {@link HeadSphere#CORRELATION}. */
    public static final double CORRELATION = 0.005;
    /** Larger surfaces are decimated; the error of that is below 0.1 mm on a bone. */
    public static final int MOST_TRIANGLES = 120_000;
    /** Replicas that give a standard uncertainty to within about a fifth. */
    public static final int DEFAULT_REPLICAS = 8;
    /** From here on the shape contradicts the side that was said. */
    public static final double CONTRADICTION = -0.25;

    /** From this angle on a frame is said to be unstable, rad. */
    private static final double UNSTABLE = 0.2;
    private static final int WAVES = 48;
    /** Step of a derivative, m. */
    private static final double SMALL = 1e-6;
    private static final Pattern CODE = Pattern.compile("\\b[A-Z][A-Z_]+\\b");
    /** Edges around a hole that is filled. */
    private static final int HOLE = 400;

    /**
     * @param boneType type of the bone, for the result
     * @param surface m
     * @param side of the bone, null to find it by the shape
     * @param locked landmarks that a person placed, in the surface's frame, m; they stay as they are
     * @throws InputException if the surface is no such bone or of the other side
     */
    public BoneLandmarks find(BoneLandmarker landmarker, String boneType, TriangleMesh surface, Side side, Map<String, Vec3> locked,
            Monitor monitor) {
        return find(landmarker, boneType, surface, List.of(), side, locked, monitor);
    }

    /** As above, of a bone that an image shows in part; a landmarker that does not ask for the cuts takes the surface for whole. */
    public BoneLandmarks find(BoneLandmarker landmarker, String boneType, TriangleMesh surface, List<CutPlane> cuts, Side side,
            Map<String, Vec3> locked, Monitor monitor) {
        monitor.begin("Landmarks of the " + boneType, replicas + 1L);
        TriangleMesh mesh = prepared(surface, boneType);
        Attempt first;
        try {
            first = side != null ? attempt(landmarker, mesh, cuts, side, monitor) : ofEitherSide(landmarker, mesh, cuts, monitor);
        } catch (IllegalArgumentException e) {
            throw new InputException(Diagnostic.error(Texts.CATALOG, "landmarks.none", boneType, e.getMessage()), e);
        }
        if (side == null && first.finding.handedness() == 0) {
            throw new InputException(Diagnostic.error(Texts.CATALOG, "landmarks.no-side", boneType));
        }
        if (side != null && side != Side.MIDLINE && first.finding.handedness() < CONTRADICTION) {
            throw new InputException(Diagnostic.error(Texts.CATALOG, "landmarks.other-side", boneType, side.name().toLowerCase(Locale.ROOT),
                    Numbers.fixed(first.finding.handedness(), 2)));
        }
        monitor.worked(1);
        Side of = first.side;
        Result main = new Result(landmarker, first, locked);
        List<Result> others = new ArrayList<>();
        int failed = 0;
        for (int k = 1; k <= replicas; k++) {
            monitor.checkCancelled();
            try {
                Attempt a = attempt(landmarker, jittered(first, k), first.cuts, Side.RIGHT, monitor).mapped(first.canonical, of);
                others.add(new Result(landmarker, a, locked));
            } catch (IllegalArgumentException e) {
                failed++;
            }
            monitor.worked(1);
        }
        List<String> notes = new ArrayList<>();
        // a landmarker sees a right bone, whose codes its notes name
        first.finding.notes().forEach(n -> notes.add(of == Side.LEFT ? CODE.matcher(n).replaceAll(m -> otherSide(m.group())) : n));
        if (failed > 0) {
            notes.add(failed + " of " + replicas + " replicas gave no result and are not in the uncertainties.");
        }
        notes.addAll(main.problems);
        main.frames.forEach((id, f) -> {
            double turn = spread(others, r -> r.frames.containsKey(id) ? f.inverse().times(r.frames.get(id)).angle() : Double.NaN);
            if (turn > UNSTABLE) {
                notes.add("The frame " + id + " turns by " + Numbers.fixed(Math.toDegrees(turn), 0)
                        + " degrees between the replicas: the surface is too coarse for it, or its side or ends cannot be told.");
            }
        });
        return result(landmarker, boneType, side, first, locked, main, others, notes);
    }

    private static BoneLandmarks result(BoneLandmarker landmarker, String boneType, Side said, Attempt first, Map<String, Vec3> locked,
            Result main, List<Result> others, List<String> notes) {
        Map<String, BoneLandmarks.Mark> marks = new LinkedHashMap<>();
        main.points.forEach((code, p) -> {
            boolean placed = locked.containsKey(code);
            double sd = spread(others, r -> r.points.containsKey(code) ? r.points.get(code).minus(p).norm() : Double.NaN) / Math.sqrt(3);
            Finding.Estimate e = placed ? null : first.finding.estimates().get(first.side == Side.LEFT ? otherSide(code) : code);
            marks.put(code, new BoneLandmarks.Mark(p, placed ? 0 : e == null ? sd : Double.isNaN(sd) ? e.total() : Math.hypot(sd,
                    e.total()), placed, e == null ? "" : e.source()));
        });
        Map<String, BoneLandmarks.Placed> frames = new LinkedHashMap<>();
        for (FrameDefinition d : landmarker.frames()) {
            RigidTransform f = main.frames.get(d.id());
            if (f != null) {
                double origin = spread(others, r -> r.frames.containsKey(d.id()) ? r.frames.get(d.id()).translation().distance(
                        f.translation()) : Double.NaN) / Math.sqrt(3);
                double angle = spread(others, r -> r.frames.containsKey(d.id()) ? f.inverse().times(r.frames.get(d.id())).angle()
                        : Double.NaN);
                double[] more = ofEstimates(d, f, first, locked, main);
                frames.put(d.id(), new BoneLandmarks.Placed(f, Double.isNaN(origin) ? origin : Math.hypot(origin, more[0]),
                        Double.isNaN(angle) ? angle : Math.hypot(angle, more[1])));
            }
        }
        Map<String, BoneLandmarks.Measure> measures = new LinkedHashMap<>();
        for (MeasureDefinition d : landmarker.measures()) {
            Double value = main.values.get(d.id());
            if (value != null) {
                double noise = spread(others, r -> r.values.containsKey(d.id()) ? r.values.get(d.id()) - value : Double.NaN);
                double estimates = ofEstimates(d, value, first, locked, main);
                measures.put(d.id(), new BoneLandmarks.Measure(d, value, Double.isNaN(noise) ? noise : Math.hypot(noise, estimates)));
            }
        }
        return new BoneLandmarks(boneType, first.side, said == null, first.finding.handedness(), first.finding.part(), landmarker.method(),
                marks, frames, measures, first.finding.sizes(), notes);
    }

    /** Whether a landmark, by its code on a right bone, lies where other people have it: of that no measure of this person is made. */
    private static boolean isElsewhere(Finding f, String code, Map<String, Vec3> locked, boolean left) {
        Finding.Estimate e = f.estimates().get(code);
        return e != null && !e.source().isEmpty() && !locked.containsKey(left ? otherSide(code) : code);
    }

    /** What the landmarks that are only estimated make of a frame's uncertainty, to first order: its origin's coordinates, its turn. */
    private static double[] ofEstimates(FrameDefinition d, RigidTransform frame, Attempt first, Map<String, Vec3> locked, Result main) {
        boolean left = first.side == Side.LEFT;
        double[] sum = new double[2];
        for (String code : d.landmarks(first.side)) {
            String onRight = left ? otherSide(code) : code;
            Finding.Estimate e = first.finding.estimates().get(onRight);
            if (e == null || locked.containsKey(code)) {
                continue;
            }
            Vec3 along = first.canonical.rotate(e.along());
            for (Vec3 off : new Vec3[] {Vec3.X.times(e.sd()), Vec3.Y.times(e.sd()), Vec3.Z.times(e.sd()), along}) {
                double norm = off.norm();
                if (norm > 0) {
                    Map<String, Vec3> moved = new LinkedHashMap<>(main.points);
                    Vec3 step = off.times(SMALL / norm);
                    moved.put(code, main.points.get(code).plus(left ? mirror(step) : step));
                    RigidTransform then = d.rule().pose(moved, first.side);
                    double part = norm / SMALL;
                    sum[0] += Math.pow(then.translation().distance(frame.translation()) * part, 2) / 3;
                    sum[1] += Math.pow(turn(frame, then) * part, 2);
                }
            }
        }
        return new double[] {Math.sqrt(sum[0]), Math.sqrt(sum[1])};
    }

    /** A small angle between two frames by how far their axes move, rad; the trace of the rotation says nothing of small ones. */
    private static double turn(RigidTransform a, RigidTransform b) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double d = a.axis(k).distance(b.axis(k));
            sum += d * d;
        }
        return Math.sqrt(0.5 * sum);
    }

    /** What the landmarks that are only estimated make of a measure's uncertainty, to first order. */
    private static double ofEstimates(MeasureDefinition d, double value, Attempt first, Map<String, Vec3> locked, Result main) {
        boolean left = first.side == Side.LEFT;
        double sum = 0;
        for (Map.Entry<String, Finding.Estimate> e : first.finding.estimates().entrySet()) {
            if (!d.landmarks().contains(e.getKey()) || locked.containsKey(left ? otherSide(e.getKey()) : e.getKey())) {
                continue;
            }
            Map<String, Vec3> moved = new LinkedHashMap<>(main.right);
            double sd = e.getValue().sd();
            Vec3 along = first.canonical.rotate(e.getValue().along());
            for (Vec3 off : new Vec3[] {Vec3.X.times(sd), Vec3.Y.times(sd), Vec3.Z.times(sd), along}) {
                double norm = off.norm();
                if (norm > 0) {
                    moved.put(e.getKey(), main.right.get(e.getKey()).plus(off.times(SMALL / norm)));
                    double slope = (d.rule().value(moved) - value) / SMALL;
                    sum += slope * slope * norm * norm;
                }
            }
        }
        return Math.sqrt(sum);
    }

    /** The root mean square of what is no NaN; NaN without any. */
    private static double spread(List<Result> others, java.util.function.ToDoubleFunction<Result> difference) {
        double sum = 0;
        int n = 0;
        for (Result r : others) {
            double d = difference.applyAsDouble(r);
            if (!Double.isNaN(d)) {
                sum += d * d;
                n++;
            }
        }
        return n == 0 ? Double.NaN : Math.sqrt(sum / n);
    }

    private static TriangleMesh prepared(TriangleMesh surface, String boneType) {
        if (surface.triangleCount() < 50) {
            throw new InputException(Diagnostic.error(Texts.CATALOG, "landmarks.few", boneType, surface.triangleCount()));
        }
        TriangleMesh m = MeshRepair.orient(MeshRepair.fillHoles(MeshRepair.dropDegenerate(MeshRepair.weld(surface, 0)), HOLE));
        return m.triangleCount() > MOST_TRIANGLES ? Decimation.toTriangles(m, MOST_TRIANGLES) : m;
    }

    private static Attempt ofEitherSide(BoneLandmarker landmarker, TriangleMesh mesh, List<CutPlane> cuts, Monitor monitor) {
        Attempt right = null;
        IllegalArgumentException why = null;
        try {
            right = attempt(landmarker, mesh, cuts, Side.RIGHT, monitor);
            if (right.finding.handedness() > 0) {
                return right;
            }
        } catch (IllegalArgumentException e) {
            why = e;
        }
        Attempt left;
        try {
            left = attempt(landmarker, mesh, cuts, Side.LEFT, monitor);
        } catch (IllegalArgumentException e) {
            // the shape says left, but nothing can be found as on a left bone
            if (right == null || right.finding.handedness() < CONTRADICTION) {
                throw right == null ? why : e;
            }
            return right;
        }
        if (right == null && left.finding.handedness() < CONTRADICTION) {
            throw why;
        }
        return right == null || left.finding.handedness() > right.finding.handedness() ? left : right;
    }

    /** A finding, in the frame of the surface of a bone of that side. */
    private record Attempt(Finding finding, Side side, RigidTransform canonical, TriangleMesh mesh, List<CutPlane> cuts,
            Map<String, Vec3> rightPoints) {

        /** Of a replica that was made in {@code frame}: as if it were of the bone itself. */
        Attempt mapped(RigidTransform frame, Side of) {
            Map<String, Vec3> p = new LinkedHashMap<>();
            rightPoints.forEach((code, q) -> p.put(code, frame.apply(q)));
            return new Attempt(finding, of, frame, mesh, cuts, p);
        }
    }

    /** @param mesh of a bone of {@code side} */
    private static Attempt attempt(BoneLandmarker landmarker, TriangleMesh mesh, List<CutPlane> cuts, Side side, Monitor monitor) {
        TriangleMesh right = side == Side.LEFT ? mesh.mirroredZ() : mesh;
        RigidTransform canonical = BoneShape.principalFrame(right);
        TriangleMesh turned = right.transformed(canonical.inverse());
        RigidTransform in = canonical.inverse();
        List<CutPlane> ends = cuts.stream().map(c -> (side == Side.LEFT ? c.mirroredZ() : c).transformed(in)).toList();
        Finding f = landmarker.find(turned, ends, monitor);
        Map<String, Vec3> points = new LinkedHashMap<>();
        f.points().forEach((code, p) -> points.put(code, canonical.apply(p)));
        return new Attempt(f, side, canonical, turned, ends, points);
    }

    /** The first attempt's surface with smooth noise. */
    private static TriangleMesh jittered(Attempt first, int k) {
        SplittableRandom random = new SplittableRandom(0x9E3779B97F4A7C15L * k);
        double[][] wave = new double[WAVES][];
        for (int i = 0; i < WAVES; i++) {
            wave[i] = new double[] {gaussian(random) / CORRELATION, gaussian(random) / CORRELATION, gaussian(random) / CORRELATION,
                2 * Math.PI * random.nextDouble()};
        }
        double[] v = first.mesh.vertices().clone();
        double[] n = Normals.ofVertices(first.mesh);
        for (int i = 0; i < v.length; i += 3) {
            double s = 0;
            for (double[] w : wave) {
                s += Math.cos(w[0] * v[i] + w[1] * v[i + 1] + w[2] * v[i + 2] + w[3]);
            }
            s *= NOISE * Math.sqrt(2.0 / WAVES);
            v[i] += s * n[i];
            v[i + 1] += s * n[i + 1];
            v[i + 2] += s * n[i + 2];
        }
        return new TriangleMesh(v, first.mesh.triangles());
    }

    private static double gaussian(SplittableRandom r) {
        return Math.sqrt(-2 * Math.log(1 - r.nextDouble())) * Math.cos(2 * Math.PI * r.nextDouble());
    }

    /** A place in axes of the body on its other side. */
    static Vec3 mirror(Vec3 p) {
        return new Vec3(p.x(), p.y(), -p.z());
    }

    /** The landmark of the same meaning on the other side of a body; most codes name no side. */
    static String otherSide(String code) {
        if (code.endsWith("_R") || code.endsWith("_L")) {
            return code.substring(0, code.length() - 1) + (code.endsWith("_R") ? "L" : "R");
        }
        for (String pair : List.of("ASIS", "PSIS", "AC")) {
            if (code.equals("R" + pair) || code.equals("L" + pair)) {
                return (code.startsWith("R") ? "L" : "R") + pair;
            }
        }
        return code;
    }

    /** What follows from an attempt: everything in the surface's own frame, of the bone's side. */
    private static final class Result {
        private final Map<String, Vec3> points = new LinkedHashMap<>();
        /** The same as if the bone were of the right side. */
        private final Map<String, Vec3> right = new LinkedHashMap<>();
        private final Map<String, RigidTransform> frames = new LinkedHashMap<>();
        private final Map<String, Double> values = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();

        Result(BoneLandmarker landmarker, Attempt a, Map<String, Vec3> locked) {
            boolean left = a.side == Side.LEFT;
            a.rightPoints.forEach((code, p) -> points.put(left ? otherSide(code) : code, left ? mirror(p) : p));
            points.putAll(locked);
            for (FrameDefinition d : landmarker.frames()) {
                if (points.keySet().containsAll(d.landmarks(a.side))) {
                    try {
                        frames.put(d.id(), d.rule().pose(points, a.side));
                    } catch (IllegalArgumentException e) {
                        problems.add(e.getMessage());
                    }
                }
            }
            points.forEach((code, p) -> right.put(left ? otherSide(code) : code, left ? mirror(p) : p));
            for (MeasureDefinition d : landmarker.measures()) {
                if (right.keySet().containsAll(d.landmarks()) && d.landmarks().stream().noneMatch(c -> isElsewhere(a.finding, c, locked,
                        left))) {
                    try {
                        values.put(d.id(), d.rule().value(right));
                    } catch (IllegalArgumentException e) {
                        problems.add(d.id() + ": " + e.getMessage());
                    }
                }
            }
        }
    }
}
