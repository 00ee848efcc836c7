/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.SoftTissue;

/**
 * What a solver is asked: a snapshot of the model in plain records, immutable, SI. Never a reference to the model itself.
 *
 * @param person the subject
 * @param bodies bones
 * @param joint the joint of the scenario; null where the problem has none
 * @param parts implants in place
 * @param activities motions and loads
 * @param tissue ligaments, muscles and cartilage
 */
public record Problem(Person person, List<Body> bodies, JointModel joint, List<PlacedPart> parts, List<ActivityData> activities,
        SoftTissue tissue) {

    public Problem {
        bodies = List.copyOf(bodies);
        parts = List.copyOf(parts);
        activities = List.copyOf(activities);
        Objects.requireNonNull(tissue);
    }

    /** A problem of bones and parts alone. */
    public Problem(Person person, List<Body> bodies, JointModel joint, List<PlacedPart> parts, List<ActivityData> activities) {
        this(person, bodies, joint, parts, activities, SoftTissue.NONE);
    }

    /** The same problem with other soft tissue. */
    public Problem with(SoftTissue other) {
        return new Problem(person, bodies, joint, parts, activities, other);
    }

    /** @throws NoSuchElementException naming the body and the ones there are */
    public Body body(String id) {
        return bodies.stream().filter(b -> b.id().equals(id)).findFirst().orElseThrow(() -> new NoSuchElementException(
                "no bone '" + id + "'; there are " + String.join(", ", bodies.stream().map(Body::id).toList())));
    }

    public Optional<PlacedPart> part(String role) {
        return parts.stream().filter(p -> p.role().equals(role)).findFirst();
    }
}
