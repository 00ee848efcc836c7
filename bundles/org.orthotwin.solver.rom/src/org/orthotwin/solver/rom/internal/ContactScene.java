/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.MeshCollision;
import org.orthotwin.geometry.MeshTurn;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;

/**
 * The pairs of surfaces that may touch when a hip moves: everything on the femur against everything on the pelvis, without the contact
 * that is meant to be (the head in its bearing). Immutable; each thread asks through a {@link Query} of its own.
 */
public final class ContactScene {

    /** Surfaces of a part that are not its outside: they lie in another part, or only shape a cavity. */
    private static final Set<String> NOT_OUTSIDE = Set.of("bearing", "reaming", "resection", "cartilage", "cavity", "canal");
    /** Surfaces of a head that reach out of the bearing. */
    private static final Set<String> SKIRTS = Set.of("skirt", "sleeve", "neck");

    private record Solid(String name, boolean bone, Bvh tree, RigidTransform inBody) {
    }

    /** Two surfaces; the second one moves. */
    public record Pair(ContactKind kind, String parent, String child, Bvh parentTree, Bvh childTree, RigidTransform parentSurface,
            RigidTransform childSurface) {
    }

    private static final LongAdder QUESTIONS = new LongAdder();

    private final List<Pair> pairs = new ArrayList<>();
    private final Vec3 centre;
    private final Monitor monitor;

    /**
     * @param problem with a joint
     * @param monitor asked before each tree, the largest of which take a good part of a second to build, here or at the first query
     */
    public ContactScene(Problem problem, Monitor monitor) {
        this.monitor = monitor;
        JointModel joint = problem.joint();
        centre = joint.type().turnsAboutOnePoint() ? joint.parentFrame().translation() : null;
        List<Solid> fixed = new ArrayList<>();
        List<Solid> moving = new ArrayList<>();
        for (PlacedPart p : problem.parts()) {
            if (isMobileBearing(p)) {
                continue;
            }
            if (p.body().equals(joint.parent())) {
                addPart(fixed, p, monitor);
            } else if (p.body().equals(joint.child())) {
                addPart(moving, p, monitor);
            }
        }
        addBone(fixed, problem, joint.parent(), monitor);
        addBone(moving, problem, joint.child(), monitor);
        for (ContactKind kind : ContactKind.values()) {
            for (Solid c : moving) {
                for (Solid p : fixed) {
                    if (kind == kind(c, p)) {
                        pairs.add(new Pair(kind, p.name, c.name, p.tree, c.tree, p.inBody.inverse(), c.inBody));
                    }
                }
            }
        }
    }

    private static ContactKind kind(Solid a, Solid b) {
        return a.bone && b.bone ? ContactKind.BONY : a.bone || b.bone ? ContactKind.BONE_IMPLANT : ContactKind.PROSTHETIC;
    }

    /** Surfaces of a bone, the one after the operation first. */
    private static final List<String> BONE = List.of("reamed", "resected", "outer");

    private static void addBone(List<Solid> solids, Problem problem, String id, Monitor monitor) {
        monitor.checkCancelled();
        Map<String, TriangleMesh> surfaces = problem.body(id).surfaces();
        BONE.stream().map(surfaces::get).filter(m -> m != null && !m.isEmpty()).findFirst()
                .ifPresent(m -> solids.add(new Solid(id, true, MeshTrees.of(m), RigidTransform.IDENTITY)));
    }

    private static boolean isOutside(String role) {
        return !NOT_OUTSIDE.contains(role) && !role.startsWith("resection.");
    }

    private static void addPart(List<Solid> solids, PlacedPart p, Monitor monitor) {
        Map<String, TriangleMesh> surfaces = p.part().surfaces();
        boolean head = isHead(p);
        boolean chosen = surfaces.containsKey("collision");
        boolean outside = surfaces.keySet().stream().anyMatch(ContactScene::isOutside);
        surfaces.forEach((role, mesh) -> {
            boolean wanted = head ? SKIRTS.contains(role) : chosen ? role.equals("collision") : !outside || isOutside(role);
            if (wanted && !mesh.isEmpty()) {
                monitor.checkCancelled();
                solids.add(new Solid(p.role(), false, MeshTrees.of(mesh), p.pose()));
            }
        });
    }

    static boolean isHead(PlacedPart p) {
        return p.role().equals("head") || p.part().kind().endsWith(".head");
    }

    /** The ball between head and socket of a dual mobility hip turns away when the neck touches it; what stops the neck is the socket. */
    static boolean isMobileBearing(PlacedPart p) {
        return p.part().kind().endsWith(".mobility-insert");
    }

    /** How many questions about a pair of surfaces this program has answered so far; for benchmarks, which hold them against the poses. */
    public static long questions() {
        return QUESTIONS.sum();
    }

    /** In the order prosthetic, bony, bone-implant. */
    public List<Pair> pairs() {
        return pairs;
    }

    public Query query() {
        return new Query(pairs, centre, monitor);
    }

    /**
     * Asks whether pairs touch; one for each thread.
     *
     * <p>Where the joint turns about one point, a {@link #staysFree ball of poses} is answered by one question, and a short way by the few
     * triangles that can meet on it ({@link #approach}). Both spare questions only: no answer is another one.
     */
    public static final class Query {
        private final List<Pair> pairs;
        private final KeptAnswers[] kept;
        private final MeshCollision[] collisions;
        private final MeshTurn[] turns;
        private final Vec3[] centres;
        /** Of which pairs nothing can meet within the last approach. */
        private final boolean[] nothing;
        private int last;
        private int approached;

        private Query(List<Pair> pairs, Vec3 centre, Monitor monitor) {
            this.pairs = pairs;
            turns = centre == null ? null : new MeshTurn[pairs.size()];
            centres = centre == null ? null : new Vec3[pairs.size()];
            for (int i = 0; turns != null && i < turns.length; i++) {
                monitor.checkCancelled();
                turns[i] = new MeshTurn(pairs.get(i).parentTree, pairs.get(i).childTree);
                centres[i] = pairs.get(i).parentSurface.apply(centre);
            }
            nothing = new boolean[pairs.size()];
            kept = new KeptAnswers[pairs.size()];
            collisions = new MeshCollision[pairs.size()];
            for (int i = 0; i < collisions.length; i++) {
                monitor.checkCancelled();
                kept[i] = KeptAnswers.of(pairs.get(i).parentTree, pairs.get(i).childTree);
                collisions[i] = new MeshCollision(pairs.get(i).parentTree, pairs.get(i).childTree);
            }
        }

        private RigidTransform parentFromChild(int pair, RigidTransform childInParent) {
            return pairs.get(pair).parentSurface.times(childInParent).times(pairs.get(pair).childSurface);
        }

        /** A turn about the joint's centre, rad, that surely keeps two parts apart; below 0 where that is not known. */
        private double freeTurn(int pair, RigidTransform pose) {
            Pair p = pairs.get(pair);
            return turns == null || p.kind != ContactKind.PROSTHETIC ? -1
                    : kept[pair].cones(p.parentTree, p.childTree, centres[pair], pose).free(pose);
        }

        /** Whether a pair touches. */
        public boolean touches(int pair, RigidTransform childInParent) {
            RigidTransform pose = parentFromChild(pair, childInParent);
            if (freeTurn(pair, pose) > 0) {
                return false;
            }
            return kept[pair].touch(pose, () -> {
                QUESTIONS.increment();
                return collisions[pair].intersects(pose);
            });
        }

        /** The pairs of these kinds, the one that {@link #any} found touching last before the others. */
        public int[] pairs(int kinds) {
            return IntStream.range(0, pairs.size()).map(k -> (last + k) % pairs.size())
                    .filter(i -> (kinds & pairs.get(i).kind.bit()) != 0).toArray();
        }

        /** Whether a ball of poses can be answered at once; if not, {@link #staysFree} never proves anything. */
        public boolean provesBalls() {
            return turns != null;
        }

        /**
         * Whether it is proved that a pair does not touch at any pose that differs by at most an angle from the given one, in joint
         * coordinates (the sum of their changes, rad).
         */
        public boolean staysFree(int pair, RigidTransform childInParent, double angle) {
            if (turns == null) {
                return false;
            }
            RigidTransform pose = parentFromChild(pair, childInParent);
            if (freeTurn(pair, pose) > angle) {
                return true;
            }
            return kept[pair].apart(pose, centres[pair], angle, () -> {
                QUESTIONS.increment();
                return turns[pair].staysApart(pose, centres[pair], angle);
            });
        }

        /**
         * Looks up which triangles can meet at poses that differ by at most an angle from the given one, for {@link #touchesThere}.
         *
         * @param angle sum of the changes of the joint coordinates, rad
         * @return false if there are too many, or the joint does not allow it
         */
        public boolean approach(RigidTransform childInParent, double angle, int kinds) {
            approached = 0;
            if (turns == null) {
                return false;
            }
            for (int i = 0; i < turns.length; i++) {
                if ((kinds & pairs.get(i).kind.bit()) != 0) {
                    RigidTransform pose = parentFromChild(i, childInParent);
                    nothing[i] = freeTurn(i, pose) > angle;
                    if (nothing[i]) {
                        continue;
                    }
                    QUESTIONS.increment();
                    if (turns[i].collect(pose, centres[i], angle, CANDIDATES) < 0) {
                        return false;
                    }
                }
            }
            approached = kinds;
            return true;
        }

        /** What {@link #any} says for the kinds of the last {@link #approach}, at a pose that it covers. */
        public boolean touchesThere(RigidTransform childInParent) {
            for (int i = 0; i < turns.length; i++) {
                if ((approached & pairs.get(i).kind.bit()) != 0 && !nothing[i] && turns[i].collected() > 0
                        && turns[i].collectedMeet(parentFromChild(i, childInParent))) {
                    return true;
                }
            }
            return false;
        }

        /** Pairs of triangles that are cheaper to ask one by one than two trees. */
        private static final int CANDIDATES = 256;

        /** Whether any pair of these kinds touches; the pair that did so last is tried first. */
        public boolean any(RigidTransform childInParent, int kinds) {
            int n = collisions.length;
            for (int k = 0; k < n; k++) {
                int i = (last + k) % n;
                if ((kinds & pairs.get(i).kind.bit()) != 0 && touches(i, childInParent)) {
                    last = i;
                    return true;
                }
            }
            return false;
        }

        /** The kinds, of those asked for, that touch: a set of {@link ContactKind#bit}. */
        public int kinds(RigidTransform childInParent, int kinds) {
            int found = 0;
            for (int i = 0; i < collisions.length; i++) {
                int bit = pairs.get(i).kind.bit();
                if ((kinds & bit) != 0 && (found & bit) == 0 && touches(i, childInParent)) {
                    found |= bit;
                }
            }
            return found;
        }

        /** The first pair that touches, in the order of the pairs; -1 if none. It and its point depend on the pose only. */
        public int first(RigidTransform childInParent, int kinds) {
            for (int i = 0; i < collisions.length; i++) {
                if ((kinds & pairs.get(i).kind.bit()) != 0) {
                    collisions[i].reset();
                    if (touches(i, childInParent)) {
                        return i;
                    }
                }
            }
            return -1;
        }

        /** Where the pair that {@link #first} named touches, in the parent body's surface frame, m: the middle of the points found. */
        public Vec3 point(int pair, RigidTransform childInParent) {
            double[] points = new double[3 * POINTS];
            int n = collisions[pair].contacts(parentFromChild(pair, childInParent), POINTS, points);
            Vec3 sum = Vec3.ZERO;
            for (int i = 0; i < n; i++) {
                sum = sum.plus(Vec3.of(points, 3 * i));
            }
            return pairs.get(pair).parentSurface.inverse().apply(sum.times(1.0 / n));
        }

        /** Enough for the few triangles that meet at a first contact. */
        private static final int POINTS = 64;
    }
}
