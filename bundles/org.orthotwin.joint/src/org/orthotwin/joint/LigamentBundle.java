/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A line of action of a ligament, straight between its points but for surfaces that it lies on.
 *
 * @param id in the anatomy
 * @param ligament id of the ligament that it is a part of
 * @param path from origin to insertion, two points or more
 * @param wraps surfaces that it lies on where they are in its way
 * @param stiffness force per unit of strain, N
 * @param referenceStrain in the posture in which the anatomy was recorded ({@link SoftTissue#posture}); negative where it is slack there
 * @param damping force per unit of strain rate while it lengthens, N.s
 */
public record LigamentBundle(String id, String ligament, List<Attachment> path, List<WrapSurface> wraps, double stiffness,
        double referenceStrain, double damping) {

    public LigamentBundle {
        Objects.requireNonNull(id);
        Objects.requireNonNull(ligament);
        path = List.copyOf(path);
        wraps = List.copyOf(wraps);
        if (path.size() < 2) {
            throw new IllegalArgumentException("ligament bundle '" + id + "' has " + path.size() + " points; it needs 2 or more");
        }
    }

    /** A bundle that is straight between its points. */
    public LigamentBundle(String id, String ligament, List<Attachment> path, double stiffness, double referenceStrain, double damping) {
        this(id, ligament, path, List.of(), stiffness, referenceStrain, damping);
    }

    /** The same bundle with its points changed. */
    public LigamentBundle with(UnaryOperator<Attachment> change) {
        return with(change, UnaryOperator.identity());
    }

    /** The same bundle with its points and surfaces changed. */
    public LigamentBundle with(UnaryOperator<Attachment> change, UnaryOperator<WrapSurface> changeWrap) {
        return new LigamentBundle(id, ligament, path.stream().map(change).toList(), wraps.stream().map(changeWrap).toList(), stiffness,
                referenceStrain, damping);
    }
}
