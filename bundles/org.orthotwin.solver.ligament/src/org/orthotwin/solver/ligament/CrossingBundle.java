/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.FibrePath;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.solver.JointModel;

/**
 * A bundle of the anatomy that goes from one bone of a joint to the other and carries.
 *
 * @param name its id in dotted lower case, its own among those of the joint
 * @param ligament the ligament's id in dotted lower case; two ligaments have two names
 * @param bundle with points whose positions are known
 * @param onChild for each of its points whether it is on the distal bone
 */
public record CrossingBundle(String name, String ligament, LigamentBundle bundle, List<Boolean> onChild) {

    /** The name of all fibres together, which no ligament may have. */
    public static final String ALL = "sum";

    public CrossingBundle {
        Objects.requireNonNull(name);
        Objects.requireNonNull(ligament);
        Objects.requireNonNull(bundle);
        onChild = List.copyOf(onChild);
    }

    /**
     * The bundles between the two bones of a joint, in the order of the anatomy.
     *
     * @param leftOut takes the ids of bundles that go to other bones, do not cross the joint or have no stiffness
     * @throws IllegalArgumentException if the position of a point is not known, or two bundles or two ligaments would have one name
     */
    public static List<CrossingBundle> of(SoftTissue tissue, JointModel joint, List<String> leftOut) {
        List<CrossingBundle> all = new ArrayList<>();
        Map<String, String> bundles = new HashMap<>();
        Map<String, String> ligaments = new HashMap<>(Map.of(ALL, ""));
        for (LigamentBundle b : tissue.ligaments()) {
            List<String> bodies = b.path().stream().map(Attachment::body).toList();
            if (!(b.stiffness() > 0) || !bodies.contains(joint.parent()) || !bodies.contains(joint.child())
                    || !bodies.stream().allMatch(id -> id.equals(joint.parent()) || id.equals(joint.child()))) {
                leftOut.add(b.id());
                continue;
            }
            if (b.path().stream().anyMatch(a -> !a.position().isFinite())) {
                throw new IllegalArgumentException("ligament bundle '" + b.id() + "': the position of a point is not known");
            }
            String name = name(b.id(), "fibre");
            if (bundles.putIfAbsent(name, b.id()) != null) {
                throw new IllegalArgumentException("there are two fibres '" + name + "'");
            }
            String ligament = name(b.ligament(), "ligament");
            String other = ligaments.putIfAbsent(ligament, b.ligament());
            if (other != null && !other.equals(b.ligament())) {
                throw new IllegalArgumentException(ligament.equals(ALL) ? "no ligament may be named '" + b.ligament() + "'"
                        : "ligaments '" + other + "' and '" + b.ligament() + "' would both be named '" + ligament + "'");
            }
            all.add(new CrossingBundle(name, ligament, b, bodies.stream().map(joint.child()::equals).toList()));
        }
        return all;
    }

    /**
     * Its course over the joint. Surfaces on other bones than the joint's two do not move with either and are passed.
     *
     * @param parent from the proximal bone's surface frame to the joint's frame
     * @param child from the distal bone's surface frame to the joint's frame
     * @throws IllegalArgumentException for a surface without its dimensions, by name
     */
    public FibrePath path(JointModel joint, RigidTransform parent, RigidTransform child) {
        return path(joint, parent, child, bundle.wraps());
    }

    /** Its course as {@link #path} before parts changed its surfaces, from which it has its length at rest. */
    public FibrePath recordedPath(JointModel joint, RigidTransform parent, RigidTransform child) {
        return path(joint, parent, child, bundle.recordedWraps());
    }

    private FibrePath path(JointModel joint, RigidTransform parent, RigidTransform child, List<WrapSurface> wraps) {
        List<Vec3> points = new ArrayList<>();
        List<FibrePath.Surface> surfaces = new ArrayList<>();
        for (int i = 0; i < onChild.size(); i++) {
            points.add((onChild.get(i) ? child : parent).apply(bundle.path().get(i).position()));
        }
        for (WrapSurface w : wraps) {
            boolean distal = w.body().equals(joint.child());
            if (distal || w.body().equals(joint.parent())) {
                surfaces.add(new FibrePath.Surface(w.form(), distal, (distal ? child : parent).times(w.pose()), w.length()));
            }
        }
        return new FibrePath(points, onChild, surfaces);
    }

    /** An id in dotted lower case, as the names of values are. */
    private static String name(String id, String otherwise) {
        String n = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+", "-").replaceAll("^[^a-z]+", "");
        return n.isEmpty() ? otherwise : n;
    }
}
