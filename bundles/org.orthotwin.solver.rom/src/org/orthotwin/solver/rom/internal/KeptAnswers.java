/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom.internal;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * What was asked about two surfaces before, for a plan that changes again and again: a cup that turns about its centre leaves bone against
 * bone and stem against bone as they were, to the last bit of every pose.
 *
 * <p>An answer depends on nothing but the two trees, the pose of one in the frame of the other, the centre of the turn and its angle, so
 * one that was kept is the one that would be found. Kept are the last {@value #GENERATION} questions about a pair of trees, and up to as
 * many before them, as long as both trees live. Safe for threads; an answer may be worked out twice.
 */
final class KeptAnswers {

    /** Some times the questions that three activities and all limits of a hip take. */
    private static final int GENERATION = 4096;
    /** Of a question about one pose. */
    private static final double POSE = -1;

    private static final Map<Bvh, Map<Bvh, KeptAnswers>> ALL = new WeakHashMap<>();

    private record Question(RigidTransform pose, double x, double y, double z, double angle) {
    }

    private volatile Map<Question, Boolean> recent = new ConcurrentHashMap<>();
    private volatile Map<Question, Boolean> earlier = Map.of();

    private volatile TurnCones cones;

    private KeptAnswers() {
    }

    static KeptAnswers of(Bvh parent, Bvh child) {
        synchronized (ALL) {
            return ALL.computeIfAbsent(parent, p -> Collections.synchronizedMap(new WeakHashMap<>()))
                    .computeIfAbsent(child, c -> new KeptAnswers());
        }
    }

    /** Whether the surfaces touch at a pose. */
    boolean touch(RigidTransform pose, BooleanSupplier answer) {
        return answer(new Question(pose, 0, 0, 0, POSE), answer);
    }

    /** Whether they are proved to stay apart where one turns about a point by at most an angle. */
    boolean apart(RigidTransform pose, Vec3 centre, double angle, BooleanSupplier answer) {
        return answer(new Question(pose, centre.x(), centre.y(), centre.z(), angle), answer);
    }

    /** The cones of both surfaces round the point of the turn, which the pose leaves where it is. */
    TurnCones cones(Bvh parent, Bvh child, Vec3 centre, RigidTransform pose) {
        TurnCones c = cones;
        if (c == null || !c.fits(centre, pose)) {
            synchronized (this) {
                c = cones;
                if (c == null || !c.fits(centre, pose)) {
                    c = TurnCones.of(parent.mesh(), child.mesh(), centre, pose.inverse().apply(centre));
                    cones = c;
                }
            }
        }
        return c;
    }

    private boolean answer(Question q, BooleanSupplier answer) {
        Boolean known = recent.get(q);
        if (known == null) {
            known = earlier.get(q);
            boolean said = known == null ? answer.getAsBoolean() : known;
            if (recent.size() >= GENERATION) {
                earlier = recent;
                recent = new ConcurrentHashMap<>();
            }
            recent.put(q, said);
            return said;
        }
        return known;
    }
}
