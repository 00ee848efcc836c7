/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.synthesis.internal.HumerusShape;
import org.orthotwin.synthesis.internal.Mirroring;
import org.orthotwin.synthesis.internal.ScapulaShape;

/**
 * A shoulder whose truth is known, with the arm hanging: scapula and humerus made from {@link ShoulderParameters}.
 *
 * <p>Frames. The scapula is in its ISB frame (origin angulus acromialis), the humerus in its own (origin head centre; Wu 2005, doi
 * 10.1016/j.jbiomech.2004.05.042); x forward, y up, z to the right. The left shoulder is the right one with every z negated. The world's
 * origin is
 * the centre of the humeral head.
 *
 * <p>Exact are: the head's sphere, neck-shaft angle and retroversion of what of it tuberosities and neck leave free (to a fifth of a
 * degree), version
 * and inclination of the glenoid's concavity and of the worn one where the first has left room. The scapula's plane is that through the
 * glenoid's centre, TS and AI. The rest follows the implicit shape and is realistic rather than measured.
 *
 * @param parameters what it was made from
 * @param side of the shoulder
 * @param scapula surface, m
 * @param humerus surface, m
 * @param canal surface of the humerus's canal, m
 * @param landmarks by bone ({@code scapula}, {@code humerus}) and code, in the bone's frame, m
 * @param worldFrom pose of each bone's frame in the world, by bone
 * @param glenoidAxes unit vectors in the scapula's frame: {@code glenoid}, {@code neoglenoid} (behind), outwards
 * @param truth named quantities in SI
 * @param units SI symbol of each
 */
public record SyntheticShoulder(ShoulderParameters parameters, Side side, TriangleMesh scapula, TriangleMesh humerus, TriangleMesh canal,
        Map<String, Map<String, Vec3>> landmarks, Map<String, RigidTransform> worldFrom, Map<String, Vec3> glenoidAxes,
        Map<String, Double> truth, Map<String, String> units) {

    /** The scapula's plane is turned forwards by this at rest: 35 degrees, assumed. */
    private static final double PROTRACTION = Math.toRadians(35);

    public SyntheticShoulder {
        landmarks = Collections.unmodifiableMap(new LinkedHashMap<>(landmarks));
        worldFrom = Collections.unmodifiableMap(new LinkedHashMap<>(worldFrom));
        glenoidAxes = Collections.unmodifiableMap(new LinkedHashMap<>(glenoidAxes));
        truth = Collections.unmodifiableMap(new LinkedHashMap<>(truth));
        units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
    }

    /**
     * Makes a shoulder. The same parameters give the same numbers, on any number of threads.
     *
     * @throws IllegalArgumentException if the side is the midline
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop
     */
    public static SyntheticShoulder generate(ShoulderParameters p, Side side, Resolution resolution, Monitor monitor) {
        if (side == Side.MIDLINE) {
            throw new IllegalArgumentException("a shoulder is left or right, not in the midline");
        }
        SyntheticShoulder right = right(p, resolution, monitor);
        return side == Side.RIGHT ? right : right.mirrored();
    }

    private static SyntheticShoulder right(ShoulderParameters p, Resolution resolution, Monitor monitor) {
        ScapulaShape s = new ScapulaShape(p);
        HumerusShape h = HumerusShape.of(p);
        RigidTransform scapulaFromDesign = s.isb().inverse();
        RigidTransform humerusFromDesign = h.isb().inverse();
        Map<String, Map<String, Vec3>> marks = new LinkedHashMap<>();
        TriangleMesh scapula = s.mesh(0.85 * resolution.pelvisSpacing(), monitor).transformed(scapulaFromDesign);
        marks.put("scapula", onSurface(moved(s.landmarks(), scapulaFromDesign), scapula));
        marks.put("humerus", moved(h.landmarks(), humerusFromDesign));
        RigidTransform turn = RigidTransform.rotation(Vec3.Y, PROTRACTION);
        RigidTransform worldFromDesign = turn.withTranslation(turn.rotate(s.headCentre()).negate());
        Map<String, RigidTransform> poses = new LinkedHashMap<>();
        poses.put("scapula", worldFromDesign.times(s.isb()));
        // the head looks at the glenoid
        poses.put("humerus", RigidTransform.rotation(Vec3.Y, PROTRACTION - p.retroversion()));
        Map<String, Vec3> axes = new LinkedHashMap<>();
        axes.put("glenoid", scapulaFromDesign.rotate(s.axis()));
        axes.put("neoglenoid", scapulaFromDesign.rotate(p.neoglenoid() > 0 ? s.landmarks().get("NEO_N").normalized() : s.axis()));
        Map<String, Double> t = new LinkedHashMap<>();
        Map<String, String> u = new LinkedHashMap<>();
        put(t, u, "humerus.head.radius", p.headRadius(), "m");
        put(t, u, "humerus.neck-shaft-angle", h.neckShaftAngle(), "rad");
        put(t, u, "humerus.retroversion", h.retroversion(), "rad");
        put(t, u, "humerus.length", p.humerusLength(), "m");
        put(t, u, "glenoid.height", p.glenoidHeight(), "m");
        put(t, u, "glenoid.width", p.glenoidWidth(), "m");
        put(t, u, "glenoid.version", p.glenoidVersion(), "rad");
        put(t, u, "glenoid.inclination", p.glenoidInclination(), "rad");
        if (p.neoglenoid() > 0) {
            Vec3 worn = s.landmarks().get("NEO_N");
            put(t, u, "glenoid.neoglenoid.version", Math.atan2(worn.x(), worn.z()), "rad");
        }
        if (p.isWornUpOrDown()) {
            put(t, u, "glenoid.before.inclination", Math.asin(s.axisBefore().y()), "rad");
            put(t, u, "glenoid.before.lateral", s.centreBefore().z(), "m");
            put(t, u, "glenoid.before.superior", s.centreBefore().y(), "m");
        }
        put(t, u, "shoulder.cartilage-gap", p.cartilageGap(), "m");
        put(t, u, "shoulder.protraction", PROTRACTION, "rad");
        return new SyntheticShoulder(p, Side.RIGHT, scapula,
                h.boneMesh(resolution.femurSpacing(), monitor).transformed(humerusFromDesign),
                h.canalMesh(resolution.femurSpacing(), monitor).transformed(humerusFromDesign), marks, poses, axes, t, u);
    }

    private static Map<String, Vec3> moved(Map<String, Vec3> points, RigidTransform t) {
        Map<String, Vec3> m = new LinkedHashMap<>();
        points.forEach((code, q) -> m.put(code, t.apply(q)));
        return m;
    }

    /** The rim's landmarks on the surface of triangles, which cuts off its edge. */
    private static Map<String, Vec3> onSurface(Map<String, Vec3> landmarks, TriangleMesh mesh) {
        ClosestPoint closest = new ClosestPoint(Bvh.of(mesh));
        Map<String, Vec3> m = new LinkedHashMap<>(landmarks);
        m.replaceAll((code, q) -> {
            if (!ScapulaShape.isRim(code)) {
                return q;
            }
            closest.query(q);
            return closest.point();
        });
        return m;
    }

    private static void put(Map<String, Double> truth, Map<String, String> units, String name, double value, String unit) {
        truth.put(name, value);
        units.put(name, unit);
    }

    private SyntheticShoulder mirrored() {
        Map<String, Map<String, Vec3>> marks = new LinkedHashMap<>();
        landmarks.forEach((bone, m) -> marks.put(bone, Mirroring.points(m)));
        Map<String, RigidTransform> poses = new LinkedHashMap<>();
        worldFrom.forEach((bone, t) -> poses.put(bone, t.mirroredZ()));
        return new SyntheticShoulder(parameters, side.opposite(), scapula.mirroredZ(), humerus.mirroredZ(), canal.mirroredZ(), marks, poses,
                Mirroring.points(glenoidAxes), truth, units);
    }
}
