/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.MeshDistance;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.synthesis.internal.FemurShape;
import org.orthotwin.synthesis.internal.PelvisShape;

/**
 * A hip whose truth is known: a whole pelvis (two innominate bones and the sacrum, three closed surfaces in one mesh), one femur and its
 * medullary canal, made from {@link HipParameters} as implicit solids and cut into triangles.
 *
 * <p>Frames. The pelvis is in its ISB frame (z from the left to the right anterior superior iliac spine, x forward in the plane of these
 * and the
 * middle of the posterior ones, y up; Wu 2002, doi 10.1016/S0021-9290(01)00222-6) with the origin in the acetabulum's centre on the hip's
 * side. The femur and its canal are in the femur's ISB frame, z to the right. Head and acetabulum are concentric. The left hip is the right
 * one with every z negated.
 *
 * <p>Exact are: the head outside the neck's transition (4.5 mm wide), the lunate surface, the rim's plane, the medial wall where
 * {@code acetabulum.wall.direction} crosses it, the sections of the canal, the epicondyles and posterior condyles; vertices lie on them
 * within a micrometre.
 * Everything else follows the implicit shape and is realistic rather than measured. The neck's radius is that of the neck before the
 * transitions to head and trochanter.
 *
 * <p>Landmarks are defined by the sentences of the landmarkers of pelvis and femur (bundle {@code org.orthotwin.landmarks}), of the exact
 * shape instead of a mesh; where the canal itself is narrowest is {@code femur.canal.isthmus.depth} below the lesser trochanter.
 *
 * <p>{@code hip.ischiofemoral-space} is measured on the surfaces made, standing in neutral without rotation of the femur: the smallest
 * distance between the ischium below the acetabulum and the femur at the lesser trochanter. It is 22.9 mm, SD 7.0, range 10.3 to 55, in 250
 * hips without complaints (Schroeder 2015, doi 10.1093/jhps/hnv067) and 26.0, SD 8.0, in the controls of a meta-analysis (Singer 2015,
 * Skeletal Radiology).
 *
 * @param parameters what it was made from
 * @param side of the hip
 * @param pelvis surface in the pelvis's frame, m
 * @param femur surface in the femur's frame, m
 * @param canal surface of the medullary canal in the femur's frame, m
 * @param pelvisLandmarks by code, in the pelvis's frame, m
 * @param femurLandmarks by code, in the femur's frame, m
 * @param axes unit vectors by name: {@code femur.neck} (towards the head), {@code femur.shaft} (upwards, proximal shaft), in the
 *         femur's frame;
 *         {@code acetabulum.opening} (outwards), {@code acetabulum.wall.direction} (from the centre to the thinnest place), in
 *         the pelvis's frame
 * @param truth named quantities in SI
 * @param units SI symbol of each truth value
 * @param pelvisFromApp pose of the anterior pelvic plane's axes (x forward at a right angle to it, y up, z right; same origin) in
 *         the pelvis's frame: in them Murray's angles are stated
 * @param worldFromPelvis pose, standing in neutral, in a world with x forward, y up, z right and the origin in the hip centre
 * @param worldFromFemur the same of the femur
 */
public record SyntheticHip(HipParameters parameters, Side side, TriangleMesh pelvis, TriangleMesh femur, TriangleMesh canal,
        Map<String, Vec3> pelvisLandmarks, Map<String, Vec3> femurLandmarks, Map<String, Vec3> axes, Map<String, Double> truth,
        Map<String, String> units, RigidTransform pelvisFromApp, RigidTransform worldFromPelvis, RigidTransform worldFromFemur) {

    /** One obturator foramen. */
    private static final int INNOMINATE_EULER = 2 - 2;
    /** Eight sacral foramina. */
    private static final int SACRUM_EULER = 2 - 2 * 8;
    /** How often, and by what factor, the grid of a bone of other topology is made finer. */
    private static final int REFINEMENTS = 5;
    private static final double REFINEMENT = 0.85;
    /** Half the height of the lesser trochanter over which the ischiofemoral space is measured, m. */
    private static final double TROCHANTER_HALF_HEIGHT = 0.012;

    public SyntheticHip {
        pelvisLandmarks = Collections.unmodifiableMap(new LinkedHashMap<>(pelvisLandmarks));
        femurLandmarks = Collections.unmodifiableMap(new LinkedHashMap<>(femurLandmarks));
        axes = Collections.unmodifiableMap(new LinkedHashMap<>(axes));
        truth = Collections.unmodifiableMap(new LinkedHashMap<>(truth));
        units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
    }

    /**
     * Makes a hip. The same parameters give the same numbers, on any number of threads.
     *
     * @throws IllegalArgumentException if the side is the midline
     */
    public static SyntheticHip generate(HipParameters p, Side side, Resolution resolution) {
        return generate(p, side, resolution, Monitor.NONE);
    }

    /**
     * The same, which can be stopped.
     *
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop
     */
    public static SyntheticHip generate(HipParameters p, Side side, Resolution resolution, Monitor monitor) {
        if (side == Side.MIDLINE) {
            throw new IllegalArgumentException("a hip is left or right, not in the midline");
        }
        SyntheticHip right = right(p, resolution, monitor);
        return side == Side.RIGHT ? right : right.mirrored();
    }

    private static SyntheticHip right(HipParameters p, Resolution resolution, Monitor monitor) {
        FemurShape f = new FemurShape(p);
        PelvisShape s = new PelvisShape(p);
        TriangleMesh femur = f.boneMesh(resolution.femurSpacing(), monitor);
        TriangleMesh canal = f.canalMesh(resolution.femurSpacing(), monitor);
        TriangleMesh innominate = whole(h -> s.innominateMesh(h, monitor), resolution.pelvisSpacing(), INNOMINATE_EULER);
        TriangleMesh sacrum = whole(h -> s.sacrumMesh(h, monitor), resolution.pelvisSpacing(), SACRUM_EULER);
        Vec3 across = new Vec3(0, 0, 2 * s.midplane());
        TriangleMesh left = innominate.mirroredZ().transformed(RigidTransform.translation(across));
        RigidTransform isbFromApp = s.isbFromApp();
        TriangleMesh pelvis = TriangleMesh.concat(innominate, left, sacrum).transformed(isbFromApp);
        Map<String, Vec3> marks = new LinkedHashMap<>();
        s.landmarks().forEach((code, q) -> marks.put(code, isbFromApp.apply(q)));
        Map<String, Vec3> axes = new LinkedHashMap<>();
        axes.put("femur.neck", f.neckAxis());
        axes.put("femur.shaft", f.shaftAxis());
        axes.put("acetabulum.opening", isbFromApp.rotate(s.opening()));
        axes.put("acetabulum.wall.direction", isbFromApp.rotate(s.wallDirection()));
        Map<String, Double> truth = new LinkedHashMap<>();
        Map<String, String> units = new LinkedHashMap<>();
        truth(p, f, s, marks, truth, units);
        RigidTransform tilt = RigidTransform.rotation(Vec3.Z, p.pelvicTilt());
        put(truth, units, "hip.ischiofemoral-space", ischiofemoralSpace(innominate, s.landmarks().get("ISCH_R"), femur,
                f.landmarks().get("LT"), tilt.inverse()), "m");
        return new SyntheticHip(p, Side.RIGHT, pelvis, femur, canal, marks, f.landmarks(), axes, truth, units, isbFromApp,
                tilt.times(isbFromApp.inverse()), RigidTransform.IDENTITY);
    }

    private static void truth(HipParameters p, FemurShape f, PelvisShape s, Map<String, Vec3> marks, Map<String, Double> t,
            Map<String, String> u) {
        put(t, u, "femur.head.radius", p.headRadius(), "m");
        put(t, u, "femur.neck-shaft-angle", p.neckShaftAngle(), "rad");
        put(t, u, "femur.version", p.femoralVersion(), "rad");
        put(t, u, "femur.version.transepicondylar", p.femoralVersion() - FemurShape.CONDYLAR_TWIST, "rad");
        put(t, u, "femur.offset", p.femoralOffset(), "m");
        put(t, u, "femur.neck.radius", p.neckRadius(), "m");
        put(t, u, "femur.length", p.femurLength(), "m");
        put(t, u, "femur.mechanical-length", -f.landmarks().get("KNEE_C").y(), "m");
        put(t, u, "femur.epicondylar-width", p.epicondylarWidth(), "m");
        put(t, u, "femur.canal.isthmus.diameter", p.isthmusDiameter(), "m");
        put(t, u, "femur.canal.isthmus.depth", f.isthmusDepth(), "m");
        put(t, u, "femur.canal.flare-index", p.canalFlareIndex(), "1");
        put(t, u, "femur.canal.flare-width", p.canalFlareIndex() * p.isthmusDiameter(), "m");
        put(t, u, "femur.canal.flare-height", FemurShape.FLARE_HEIGHT, "m");
        double ri = p.acetabularInclination();
        double ra = p.acetabularAnteversion();
        put(t, u, "acetabulum.radius", p.acetabularRadius(), "m");
        put(t, u, "acetabulum.inclination.radiographic", ri, "rad");
        put(t, u, "acetabulum.anteversion.radiographic", ra, "rad");
        put(t, u, "acetabulum.inclination.anatomic", StrictMath.acos(StrictMath.cos(ri) * StrictMath.cos(ra)), "rad");
        put(t, u, "acetabulum.anteversion.anatomic", StrictMath.atan2(StrictMath.tan(ra), StrictMath.sin(ri)), "rad");
        put(t, u, "acetabulum.inclination.operative", StrictMath.asin(StrictMath.sin(ri) * StrictMath.cos(ra)), "rad");
        put(t, u, "acetabulum.anteversion.operative", StrictMath.atan2(StrictMath.tan(ra), StrictMath.cos(ri)), "rad");
        put(t, u, "acetabulum.centre-edge-angle", p.centreEdgeAngle(), "rad");
        put(t, u, "acetabulum.rim.offset", s.rimOffset(), "m");
        put(t, u, "acetabulum.rim.radius", Math.sqrt(p.acetabularRadius() * p.acetabularRadius() - s.rimOffset() * s.rimOffset()), "m");
        put(t, u, "acetabulum.depth", p.acetabularRadius() + s.rimOffset(), "m");
        put(t, u, "acetabulum.fossa.depth", PelvisShape.FOSSA_DEPTH, "m");
        put(t, u, "acetabulum.wall.thickness", p.medialWallThickness(), "m");
        put(t, u, "hip.cartilage-gap", p.acetabularRadius() - p.headRadius(), "m");
        put(t, u, "pelvis.inter-asis", p.interAsisDistance(), "m");
        put(t, u, "pelvis.inter-hip", p.interHipDistance(), "m");
        Vec3 front = marks.get("RASIS").mid(marks.get("LASIS"));
        put(t, u, "pelvis.depth", front.distance(marks.get("RPSIS").mid(marks.get("LPSIS"))), "m");
        put(t, u, "pelvis.tilt", p.pelvicTilt(), "rad");
    }

    /** A surface of the expected topology: a grid too wide for a thin place pierces or bridges it, so it is made finer. */
    private static TriangleMesh whole(DoubleFunction<TriangleMesh> surface, double spacing, int euler) {
        TriangleMesh m = surface.apply(spacing);
        for (int i = 1; i <= REFINEMENTS && MeshChecks.check(m).eulerCharacteristic() != euler; i++) {
            m = surface.apply(spacing * Math.pow(REFINEMENT, i));
        }
        return m;
    }

    /**
     * The smallest distance of the ischium below and behind the acetabulum (the lower half of the height from the hip centre to the
     * tuberosity's lowest point) from the femur at the height of the lesser trochanter, standing in neutral.
     *
     * @param tuberosity lowest point, in the design's axes
     * @param trochanter tip of the lesser one, in the femur's frame
     */
    private static double ischiofemoralSpace(TriangleMesh innominate, Vec3 tuberosity, TriangleMesh femur, Vec3 trochanter,
            RigidTransform appFromFemur) {
        TriangleMesh ischium = part(innominate, c -> c.y() < 0.5 * tuberosity.y() && c.x() < 0.5 * tuberosity.x());
        TriangleMesh proximal = part(femur, c -> Math.abs(c.y() - trochanter.y()) < TROCHANTER_HALF_HEIGHT);
        return new MeshDistance(Bvh.of(ischium), Bvh.of(proximal)).distance(appFromFemur);
    }

    /** The triangles whose middles are wanted. */
    private static TriangleMesh part(TriangleMesh m, Predicate<Vec3> wanted) {
        int[] all = m.triangles();
        int[] some = new int[all.length];
        int n = 0;
        for (int t = 0; t < m.triangleCount(); t++) {
            if (wanted.test(m.corner(t, 0).plus(m.corner(t, 1)).plus(m.corner(t, 2)).times(1 / 3.0))) {
                System.arraycopy(all, 3 * t, some, n, 3);
                n += 3;
            }
        }
        return new TriangleMesh(m.vertices(), Arrays.copyOf(some, n));
    }

    private static void put(Map<String, Double> truth, Map<String, String> units, String name, double value, String unit) {
        truth.put(name, value);
        units.put(name, unit);
    }

    /** The hip of the other side: every z negated, sides of landmark codes exchanged. */
    public SyntheticHip mirrored() {
        return new SyntheticHip(parameters, side.opposite(), pelvis.mirroredZ(), femur.mirroredZ(), canal.mirroredZ(),
                mirrored(pelvisLandmarks), mirrored(femurLandmarks), mirrored(axes), truth, units, pelvisFromApp.mirroredZ(),
                worldFromPelvis.mirroredZ(), worldFromFemur.mirroredZ());
    }

    private static Map<String, Vec3> mirrored(Map<String, Vec3> points) {
        Map<String, Vec3> m = new LinkedHashMap<>();
        for (String code : points.keySet()) {
            Vec3 q = points.get(otherSide(code));
            m.put(code, new Vec3(q.x(), q.y(), -q.z()));
        }
        return m;
    }

    /** The code of the same landmark on the other side; a code without a side names its own. */
    static String otherSide(String code) {
        return switch (code) {
            case "RASIS" -> "LASIS";
            case "LASIS" -> "RASIS";
            case "RPSIS" -> "LPSIS";
            case "LPSIS" -> "RPSIS";
            case "RAC" -> "LAC";
            case "LAC" -> "RAC";
            default -> code.endsWith("_R") ? code.substring(0, code.length() - 1) + "L"
                    : code.endsWith("_L") ? code.substring(0, code.length() - 1) + "R" : code;
        };
    }
}
