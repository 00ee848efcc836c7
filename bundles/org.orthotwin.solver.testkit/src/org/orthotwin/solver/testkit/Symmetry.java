/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;

/** The same subject described otherwise: in other axes, or as the other side of the body. */
public final class Symmetry {

    /** Turns y into z. */
    private static final RigidTransform Y_TO_Z = RigidTransform.of(new double[] {1, 0, 0, 0, 0, -1, 0, 1, 0}, Vec3.ZERO);

    private Symmetry() {
    }

    /**
     * The problem with the surface frame of every bone moved, each by another motion: the same bones and parts in the same places of each
     * other.
     *
     * @param motions by id of the bone; a bone that is left out stays
     */
    public static Problem moved(Problem p, Map<String, RigidTransform> motions) {
        Function<String, RigidTransform> by = id -> motions.getOrDefault(id, RigidTransform.IDENTITY);
        JointModel j = p.joint();
        return new Problem(p.person(), p.bodies().stream().map(b -> {
            RigidTransform t = by.apply(b.id());
            return new Body(b.id(), b.type(), b.side(), map(b.surfaces(), m -> m.transformed(t)), map(b.landmarks(), t::apply),
                    b.deviations(), map(b.frames(), t::times));
        }).toList(), j == null ? null : new JointModel(j.id(), j.typeId(), j.type(), j.side(), j.parent(), j.child(),
                by.apply(j.parent()).times(j.parentFrame()), by.apply(j.child()).times(j.childFrame())),
                p.parts().stream().map(x -> new PlacedPart(x.role(), x.part(), x.body(), by.apply(x.body()).times(x.pose()))).toList(),
                p.activities(), moved(p.tissue(), j == null ? "" : j.parent(), by));
    }

    /**
     * The mirror image: the other side of the body. Landmarks whose code names a side ({@code LASIS} and {@code RASIS}, {@code GMED_O_L}
     * and {@code GMED_O_R}) change places.
     */
    public static Problem mirrored(Problem p) {
        JointModel j = p.joint();
        return new Problem(p.person(), p.bodies().stream().map(b -> {
            Map<String, Vec3> landmarks = new LinkedHashMap<>();
            Map<String, Double> deviations = new LinkedHashMap<>();
            b.landmarks().forEach((code, v) -> landmarks.put(other(code, b), mirrored(v)));
            b.deviations().forEach((code, v) -> deviations.put(other(code, b), v));
            return new Body(b.id(), b.type(), mirrored(b.side()), map(b.surfaces(), TriangleMesh::mirroredZ), landmarks, deviations,
                    map(b.frames(), Symmetry::mirrored));
        }).toList(), j == null ? null : new JointModel(j.id(), j.typeId(), j.type(), mirrored(j.side()), j.parent(), j.child(),
                mirrored(j.parentFrame()), mirrored(j.childFrame())),
                p.parts().stream().map(x -> new PlacedPart(x.role(), mirrored(x.part()), x.body(),
                        mirrored(x.pose().times(Y_TO_Z.inverse())).times(Y_TO_Z))).toList(),
                p.activities(), mirrored(p.tissue(), p));
    }

    private static SoftTissue moved(SoftTissue s, String parent, Function<String, RigidTransform> by) {
        UnaryOperator<Attachment> point = a -> a.moved(by.apply(a.body()));
        UnaryOperator<WrapSurface> wrap = w -> w.at(by.apply(w.body()).times(w.pose()));
        Map<String, RigidTransform> posture = new LinkedHashMap<>();
        s.posture().forEach((id, pose) -> posture.put(id, by.apply(parent).times(pose).times(by.apply(id).inverse())));
        return new SoftTissue(s.ligaments().stream().map(l -> l.with(point, wrap)).toList(),
                s.muscles().stream().map(m -> m.with(point, wrap)).toList(),
                s.cartilages().stream().map(c -> c.with(c.surface().transformed(by.apply(c.body())))).toList(), posture);
    }

    private static SoftTissue mirrored(SoftTissue s, Problem p) {
        UnaryOperator<Attachment> point = a -> new Attachment(a.body(), a.landmark().isEmpty() ? "" : other(a.landmark(), p.body(a.body())),
                mirrored(a.position()));
        UnaryOperator<WrapSurface> wrap = w -> w.at(mirrored(w.pose()));
        return new SoftTissue(s.ligaments().stream().map(l -> l.with(point, wrap)).toList(),
                s.muscles().stream().map(m -> m.with(point, wrap)).toList(),
                s.cartilages().stream().map(c -> c.with(c.surface().mirroredZ())).toList(), map(s.posture(), Symmetry::mirrored));
    }

    private static String other(String code, Body b) {
        String swapped = code.endsWith("_L") ? code.substring(0, code.length() - 1) + "R"
                : code.endsWith("_R") ? code.substring(0, code.length() - 1) + "L" : code;
        if (swapped.equals(code) && !code.isEmpty()) {
            String first = code.charAt(0) == 'L' ? "R" : code.charAt(0) == 'R' ? "L" : "";
            String other = first + code.substring(1);
            return !first.isEmpty() && b.landmarks().containsKey(other) ? other : code;
        }
        return swapped;
    }

    /** A part is mirrored in its own y, for its z is the axis along which it mates. */
    private static PartModel mirrored(PartModel m) {
        return new PartModel(m.component(), m.size(), m.kind(), m.partNumber(), m.parameters(),
                map(m.surfaces(), s -> s.transformed(Y_TO_Z).mirroredZ().transformed(Y_TO_Z.inverse())),
                map(m.features(), f -> Y_TO_Z.inverse().times(mirrored(Y_TO_Z.times(f).times(Y_TO_Z.inverse()))).times(Y_TO_Z)));
    }

    private static Side mirrored(Side s) {
        return s == Side.LEFT ? Side.RIGHT : s == Side.RIGHT ? Side.LEFT : s;
    }

    private static Vec3 mirrored(Vec3 v) {
        return new Vec3(v.x(), v.y(), -v.z());
    }

    private static RigidTransform mirrored(RigidTransform t) {
        double[] r = t.rotationMatrix();
        for (int i : new int[] {2, 5, 6, 7}) {
            r[i] = -r[i];
        }
        return RigidTransform.of(r, mirrored(t.translation()));
    }

    private static <V> Map<String, V> map(Map<String, V> of, UnaryOperator<V> change) {
        Map<String, V> m = new LinkedHashMap<>();
        of.forEach((k, v) -> m.put(k, change.apply(v)));
        return m;
    }
}
