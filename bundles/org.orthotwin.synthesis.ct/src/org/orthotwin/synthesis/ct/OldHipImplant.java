/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.Isosurface;
import org.orthotwin.geometry.ScalarField3;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;

/**
 * A total hip that has been in place for years, for scans before a revision: a cobalt-chromium head of 28 mm, a polyethylene liner in a
 * titanium
 * shell, a tapered titanium stem along the canal; head and neck of the femur are gone. Simple solids of no maker, placed by landmarks.
 *
 * @param implants in LPS, m
 * @param removed what the femur has lost, LPS, m, by the body's id
 */
public record OldHipImplant(List<CtImplant> implants, Map<String, List<TriangleMesh>> removed) {

    private static final double HEAD = 0.014;
    private static final double SHELL = 0.0045;
    private static final double STEM = 0.135;
    /** CT number of ultra-high molecular weight polyethylene. */
    private static final double POLYETHYLENE = -90;
    /** Angles of the cup in the world: Lewinnek's 40 and 15 degrees. */
    private static final double INCLINATION = Math.toRadians(40);
    private static final double ANTEVERSION = Math.toRadians(15);

    public OldHipImplant {
        implants = List.copyOf(implants);
        removed = Map.copyOf(removed);
    }

    /** @throws IllegalArgumentException if the subject has no femur with the landmarks of a hip, or no acetabulum of known size */
    public static OldHipImplant of(SubjectScene scene, Side side) {
        GeneratedSubject subject = scene.subject();
        Body femur = subject.bodies().stream().filter(b -> b.type().equals("femur")
                && b.landmarks().keySet().containsAll(List.of("FHC", "NECK_C", "CANAL_P", "ISTH"))).findFirst().orElse(null);
        Double radius = subject.truth().get("acetabulum.radius");
        Double isthmus = subject.truth().get("femur.canal.isthmus.diameter");
        if (femur == null || radius == null || isthmus == null) {
            throw new IllegalArgumentException("an old implant is known for the hip alone");
        }
        Map<String, Vec3> m = scene.landmarks(femur);
        Vec3 c = m.get("FHC");
        double s = side == Side.LEFT ? -1 : 1;
        Vec3 opening = SubjectScene.LPS_FROM_WORLD.rotate(new Vec3(Math.sin(ANTEVERSION), -Math.cos(ANTEVERSION) * Math.cos(INCLINATION),
                s * Math.cos(ANTEVERSION) * Math.sin(INCLINATION)));
        double outer = radius + 0.001;
        ScalarField3 cup = half(c, outer, opening);
        ScalarField3 shell = cup.difference(ball(c, outer - SHELL));
        ScalarField3 liner = half(c, outer - SHELL, opening).difference(ball(c, HEAD + 1e-4));
        Vec3 down = m.get("ISTH").minus(m.get("CANAL_P")).normalized();
        Vec3 top = m.get("CANAL_P").minus(down.times(0.020));
        Vec3 neck = m.get("NECK_C").minus(c).normalized();
        Vec3 tip = top.plus(down.times(STEM));
        // blunt cones: neck, metaphyseal body, shank
        ScalarField3 stem = cone(c.plus(neck.times(0.4 * HEAD)), 0.0060, top, 0.0095).union(cone(top, 0.0105, top.plus(down.times(0.05)),
                0.5 * isthmus + 0.0005)).union(cone(top.plus(down.times(0.05)), 0.5 * isthmus + 0.0005, tip, 0.42 * isthmus))
                .difference(ball(c, HEAD));
        Vec3 side3 = new Vec3(outer, outer, outer).times(1.3);
        List<CtImplant> all = List.of(
                new CtImplant("head", Isosurface.extract(ball(c, HEAD), c.minus(side3), c.plus(side3), 0.0007, 0),
                        Attenuation.COBALT_CHROMIUM,
                        true),
                new CtImplant("shell", Isosurface.extract(shell, c.minus(side3), c.plus(side3), 0.0007, 0), Attenuation.TITANIUM, true),
                new CtImplant("liner", Isosurface.extract(liner, c.minus(side3), c.plus(side3), 0.0007, 0), POLYETHYLENE, false),
                new CtImplant("stem", mesh(stem, 0.0008, 0.016, c, top, tip), Attenuation.TITANIUM, true));
        // the neck is cut at 45 degrees to the shaft, half way
        Vec3 cut = c.plus(m.get("NECK_C").minus(c).times(1.25));
        Vec3 plane = neck.negate().minus(down).normalized();
        ScalarField3 lost = ball(c, 0.060).intersection(
                (x, y, z) -> (cut.x() - x) * plane.x() + (cut.y() - y) * plane.y() + (cut.z() - z) * plane.z());
        Map<String, List<TriangleMesh>> removed = new LinkedHashMap<>();
        removed.put(femur.id(), List.of(mesh(lost, 0.002, 0.064, c)));
        return new OldHipImplant(all, removed);
    }

    private static ScalarField3 ball(Vec3 c, double r) {
        return (x, y, z) -> Math.sqrt(sq(x - c.x()) + sq(y - c.y()) + sq(z - c.z())) - r;
    }

    /** The half of a ball away from an axis. */
    private static ScalarField3 half(Vec3 c, double r, Vec3 axis) {
        return ball(c, r).intersection((x, y, z) -> (x - c.x()) * axis.x() + (y - c.y()) * axis.y() + (z - c.z()) * axis.z());
    }

    private static ScalarField3 cone(Vec3 a, double ra, Vec3 b, double rb) {
        Vec3 e = b.minus(a);
        double n = e.dot(e);
        return (x, y, z) -> {
            double t = Math.max(0, Math.min(1, ((x - a.x()) * e.x() + (y - a.y()) * e.y() + (z - a.z()) * e.z()) / n));
            return Math.sqrt(sq(x - a.x() - t * e.x()) + sq(y - a.y() - t * e.y()) + sq(z - a.z() - t * e.z())) - ra - t * (rb - ra);
        };
    }

    private static TriangleMesh mesh(ScalarField3 f, double spacing, double margin, Vec3... around) {
        Vec3 low = around[0];
        Vec3 high = around[0];
        for (Vec3 p : around) {
            low = new Vec3(Math.min(low.x(), p.x()), Math.min(low.y(), p.y()), Math.min(low.z(), p.z()));
            high = new Vec3(Math.max(high.x(), p.x()), Math.max(high.y(), p.y()), Math.max(high.z(), p.z()));
        }
        Vec3 m = new Vec3(margin, margin, margin);
        return Isosurface.extract(f, low.minus(m), high.plus(m), spacing, 0);
    }

    private static double sq(double v) {
        return v * v;
    }
}
