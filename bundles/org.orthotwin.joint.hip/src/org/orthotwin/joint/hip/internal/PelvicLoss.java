/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.Isosurface;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Smoothing;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.HipFrames;
import org.orthotwin.landmarks.AcetabularRim;

/**
 * The bone that a pelvis has lost about one hip, against its other side ({@link Counterpart}), along lines of sight of an anteroposterior
 * radiograph {@link #STEP} apart. Pieces shorter than {@link #LEAST} along a line are not taken for a loss. Lengths m, in axes of the
 * anterior pelvic plane of the side: x forwards, y upwards, w away from the midline, from the anatomical centre. Cost: some 40,000 rays,
 * kept for the last bones and landmarks.
 */
public final class PelvicLoss {

    /** Landmark in the centre of the implant that was taken out. */
    public static final String OLD_CENTRE = "PHC";
    static final double STEP = 0.001;
    /** Twice {@link Counterpart#ASYMMETRY}. */
    static final double LEAST = 2 * Counterpart.ASYMMETRY;

    private static final double LOW = -0.075;
    private static final double HIGH = 0.070;
    private static final double MEDIAL = -0.065;
    private static final double LATERAL = 0.045;
    /** What is farther from the way between the anatomical and the old centre than this is none of this hip's; m. */
    private static final double AROUND = 0.055;
    private static final int NY = (int) Math.round((HIGH - LOW) / STEP) + 1;
    private static final int NW = (int) Math.round((LATERAL - MEDIAL) / STEP) + 1;
    private static final double ISCHIUM_FRONT = -0.008;
    /** The teardrop from its lowest point: height, and half its depth and width; m. */
    private static final double TEARDROP_HEIGHT = 0.018;
    private static final double TEARDROP_HALF = 0.008;
    /** Where the rim's bone is asked for: off its edge, outwards and into the bone; m. */
    private static final double RIM_OUT = 0.002;
    private static final double RIM_IN = 0.004;
    /** Clipped distance within the field from which the surface is made; m. */
    private static final double CLIP = 0.002;
    private static final int SMOOTHING = 12;
    /** Lines of sight from one to the next on which the surface is made. */
    private static final int COARSE = 2;
    /** The medial wall as seen from the side, from the centre: half its depth, lowest and highest, and how far to the midline; m. */
    private static final double WALL_HALF = 0.025;
    private static final double[] WALL_HEIGHT = {-0.020, 0.030};
    private static final double WALL_MEDIAL = -0.060;
    /** Bone thinner than this along a line is none, and bone thicker than twice this was there; m. */
    private static final double WALL_LEAST = 0.0005;

    /** Whether an implant was taken out of this pelvis. */
    public static boolean isRevision(Body pelvis) {
        return pelvis.landmarks().containsKey(OLD_CENTRE);
    }

    /**
     * @throws NoSuchElementException if the pelvis has no landmark {@link #OLD_CENTRE}
     * @throws IllegalArgumentException if its sides cannot be compared
     */
    public static PelvicLoss of(Body pelvis, Side side) {
        if (!isRevision(pelvis)) {
            throw new NoSuchElementException("bone '" + pelvis.id() + "' has no landmark '" + OLD_CENTRE
                    + "', the centre of an implant that was taken out");
        }
        List<Vec3> key = new ArrayList<>(pelvis.landmarks().values());
        key.add(new Vec3(side.sign(), 0, 0));
        return Surfaces.kept(pelvis.surface("outer"), PelvicLoss.class, key, () -> new PelvicLoss(pelvis, side));
    }

    /** Height of the superior obturator line of a pelvis that may be whole, m. */
    public static double obturatorLine(Body pelvis, Side side) {
        return PelvisLines.of(new Columns(KeptTrees.of(pelvis.surface("outer")), pelvis.frame(HipFrames.PELVIS_APP), side,
                Counterpart.of(pelvis))).obturator();
    }

    private final PelvisLines lines;
    private final Vec3 old;
    private final double volume;
    private final double ischium;
    private final double teardrop;
    private final double koehler;
    private final double hole;
    private final double rim;
    private final double[][] lost;
    private final RigidTransform app;
    private final Side side;
    private TriangleMesh surface;

    private PelvicLoss(Body pelvis, Side side) {
        this.side = side;
        app = pelvis.frame(HipFrames.PELVIS_APP);
        Bvh tree = KeptTrees.of(pelvis.surface("outer"));
        Counterpart other = Counterpart.of(pelvis);
        Columns host = new Columns(tree, app, side, null);
        Columns whole = new Columns(tree, app, side, other);
        lines = PelvisLines.of(whole);
        old = inSide(app, side, pelvis.landmark(OLD_CENTRE));
        Vec3 tear = inSide(app, side, other.back(pelvis.landmark(Counterpart.code("TEAR", side.opposite()))));
        lost = new double[NY * NW][];
        double sum = 0;
        double lowest = lines.obturator();
        double beyond = Double.NEGATIVE_INFINITY;
        double drop = 0;
        double dropLost = 0;
        for (int j = 0; j < NY; j++) {
            double y = LOW + j * STEP;
            for (int k = 0; k < NW; k++) {
                double w = MEDIAL + k * STEP;
                if (distance(y, w, old) > AROUND) {
                    continue;
                }
                double[] was = whole.at(y, w);
                double[] gone = was.length == 0 ? was : Columns.without(was, host.at(y, w), LEAST);
                boolean inDrop = y >= tear.y() && y <= tear.y() + TEARDROP_HEIGHT && Math.abs(w - tear.z()) <= TEARDROP_HALF;
                if (inDrop) {
                    drop += within(was, tear.x() - TEARDROP_HALF, tear.x() + TEARDROP_HALF);
                    dropLost += within(gone, tear.x() - TEARDROP_HALF, tear.x() + TEARDROP_HALF);
                }
                if (gone.length == 0) {
                    continue;
                }
                lost[j * NW + k] = gone;
                for (int i = 0; i < gone.length; i += 2) {
                    sum += gone[i + 1] - gone[i];
                    if (0.5 * (gone[i] + gone[i + 1]) < ISCHIUM_FRONT) {
                        lowest = Math.min(lowest, y - 0.5 * STEP);
                    }
                }
                beyond = Math.max(beyond, lines.koehler(y) - (w - 0.5 * STEP));
            }
        }
        volume = sum * STEP * STEP;
        ischium = lines.obturator() - lowest;
        teardrop = drop > 0 ? dropLost / drop : 0;
        koehler = beyond;
        hole = hole(host, whole);
        rim = rim(pelvis, side, app, host, whole, other);
    }

    /** Area of the medial wall, as seen from the side, where there was bone and is none, m2. */
    private static double hole(Columns host, Columns whole) {
        int n = 0;
        for (double y = WALL_HEIGHT[0]; y < WALL_HEIGHT[1] + 1e-9; y += STEP) {
            for (double x = -WALL_HALF; x < WALL_HALF + 1e-9; x += STEP) {
                if (host.across(x, y, WALL_MEDIAL, 0) < WALL_LEAST && whole.across(x, y, WALL_MEDIAL, 0) > 2 * WALL_LEAST) {
                    n++;
                }
            }
        }
        return n * STEP * STEP;
    }

    private static Vec3 inSide(RigidTransform app, Side side, Vec3 p) {
        Vec3 q = app.inverse().apply(p);
        return new Vec3(q.x(), q.y(), side.sign() * q.z());
    }

    /** From the way between the anatomical centre, which is the origin, and the old one, as seen from the front. */
    private static double distance(double y, double w, Vec3 old) {
        double n = old.y() * old.y() + old.z() * old.z();
        double t = n == 0 ? 0 : Math.max(0, Math.min(1, (y * old.y() + w * old.z()) / n));
        return Math.hypot(y - t * old.y(), w - t * old.z());
    }

    private static double within(double[] ends, double from, double to) {
        double sum = 0;
        for (int i = 0; i < ends.length; i += 2) {
            sum += Math.max(0, Math.min(ends[i + 1], to) - Math.max(ends[i], from));
        }
        return sum;
    }

    /** Of the other side's rim, in this side's place, the part under which there was bone and is none. */
    private static double rim(Body pelvis, Side side, RigidTransform app, Columns host, Columns whole, Counterpart other) {
        Surfaces.Socket socket = otherSocket(pelvis, side);
        int all = 0;
        int gone = 0;
        Vec3 axis = socket.rim().axis();
        Vec3 centre = socket.sphere().center();
        for (Vec3 p : socket.rim().points()) {
            Vec3 out = p.minus(centre);
            out = out.minus(axis.times(out.dot(axis))).normalized();
            Vec3 q = inSide(app, side, other.back(p.plus(out.times(RIM_OUT)).minus(axis.times(RIM_IN))));
            if (whole.inside(q.x(), q.y(), q.z())) {
                all++;
                gone += host.inside(q.x(), q.y(), q.z()) ? 0 : 1;
            }
        }
        return all == 0 ? 0 : (double) gone / all;
    }

    /** Sphere and rim of the acetabulum on the other side, where they are. @throws IllegalArgumentException if there is none */
    public static Surfaces.Socket otherSocket(Body pelvis, Side side) {
        Vec3 rough = pelvis.landmark(side == Side.LEFT ? "RAC" : "LAC");
        return Surfaces.socket(pelvis.surface("outer"), pelvis.frame(HipFrames.PELVIS_APP).withTranslation(rough), side.opposite());
    }

    /** The lost bone in the pelvis' surface frame, smoothed, m; for pictures. */
    public synchronized TriangleMesh surface() {
        if (surface == null) {
            surface = makeSurface();
        }
        return surface;
    }

    private TriangleMesh makeSurface() {
        double h = COARSE * STEP;
        int nx = (int) Math.round(2 * Columns.REACH / h) + 1;
        int ny = (NY + COARSE - 1) / COARSE;
        int nw = (NW + COARSE - 1) / COARSE;
        double[] field = new double[nx * ny * nw];
        Arrays.fill(field, CLIP);
        for (int j = 0; j < ny; j++) {
            for (int k = 0; k < nw; k++) {
                double[] gone = lost[j * COARSE * NW + k * COARSE];
                for (int i = 0; gone != null && i < nx; i++) {
                    double x = -Columns.REACH + i * h;
                    double best = CLIP;
                    for (int e = 0; e < gone.length; e += 2) {
                        best = Math.min(best, Math.max(gone[e] - x, x - gone[e + 1]));
                    }
                    field[i + nx * (j + ny * k)] = Math.max(-CLIP, best);
                }
            }
        }
        TriangleMesh m = Isosurface.extract(field, nx, ny, nw, new Vec3(-Columns.REACH, LOW, MEDIAL), h, 0);
        if (m.isEmpty()) {
            return m;
        }
        TriangleMesh smooth = Smoothing.taubin(m, SMOOTHING, 0.5, -0.52);
        return (side == Side.LEFT ? smooth.mirroredZ() : smooth).transformed(app);
    }

    /** Height of the old centre over the superior obturator line, m. */
    public double height() {
        return old.y() - lines.obturator();
    }

    /** Centre of the implant that was taken out: x forwards, y upwards, z away from the midline, from the anatomical centre, m. */
    public Vec3 old() {
        return old;
    }

    /** Of the lost bone, m3. */
    public double volume() {
        return volume;
    }

    /** How far below the superior obturator line bone of the ischium is lost, m; 0 where none is. */
    public double ischium() {
        return ischium;
    }

    /** Part of the teardrop's bone that is lost, 0 to 1. */
    public double teardrop() {
        return teardrop;
    }

    /** Standard uncertainty of {@link #teardrop}, for a likeness that is off by {@link Counterpart#ASYMMETRY} on every side. */
    public double teardropUncertainty() {
        return Counterpart.ASYMMETRY / TEARDROP_HALF;
    }

    /** Standard uncertainty of {@link #rim}: each of the ends of the gap is known to about the step of the rim's points. */
    public double rimUncertainty() {
        return rim == 0 ? 0 : 1.5 / AcetabularRim.MERIDIANS;
    }

    /** How far the lost bone reaches towards the midline beyond Köhler's line, m, negative where it does not; -infinity without a loss. */
    public double koehler() {
        return koehler;
    }

    /** Area of the hole in the medial wall as seen from the side, m2. */
    public double hole() {
        return hole;
    }

    /** Part of the acetabulum's rim that is lost, 0 to 1. */
    public double rim() {
        return rim;
    }
}
