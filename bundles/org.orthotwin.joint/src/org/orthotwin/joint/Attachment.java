/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.Objects;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * A point of a line of action, fixed to a bone.
 *
 * @param body id of the bone
 * @param landmark code of the bone's landmark that it coincides with and moves with; empty where it is a place of its own
 * @param position in the bone's surface frame, m
 */
public record Attachment(String body, String landmark, Vec3 position) {

    public Attachment {
        Objects.requireNonNull(body);
        Objects.requireNonNull(landmark);
        Objects.requireNonNull(position);
    }

    /** A place of its own. */
    public Attachment(String body, Vec3 position) {
        this(body, "", position);
    }

    /** The point where the bone's landmark is now; a place of its own stays. */
    public Attachment on(Body bone) {
        return landmark.isEmpty() || !bone.id().equals(body) || !bone.landmarks().containsKey(landmark) ? this
                : new Attachment(body, landmark, bone.landmark(landmark));
    }

    /** The same point after its bone's surface frame was described otherwise. */
    public Attachment moved(RigidTransform t) {
        return new Attachment(body, landmark, t.apply(position));
    }
}
