/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.orthotwin.geometry.RigidTransform;

/**
 * A line of action of a ligament, straight between its points but for surfaces that it lies on.
 *
 * @param id in the anatomy
 * @param ligament id of the ligament that it is a part of
 * @param path from origin to insertion, two points or more
 * @param wraps surfaces that it lies on where they are in its way
 * @param recordedWraps those that it lay on when the anatomy was recorded, on which its length at rest depends: the same, but where a part
 *     has taken the place of what it lay on
 * @param stiffness force per unit of strain, N
 * @param referenceStrain in the posture in which the anatomy was recorded ({@link SoftTissue#posture}); negative where it is slack there
 * @param damping force per unit of strain rate while it lengthens, N.s
 */
public record LigamentBundle(String id, String ligament, List<Attachment> path, List<WrapSurface> wraps, List<WrapSurface> recordedWraps,
        double stiffness, double referenceStrain, double damping) {

    public LigamentBundle {
        Objects.requireNonNull(id);
        Objects.requireNonNull(ligament);
        path = List.copyOf(path);
        wraps = List.copyOf(wraps);
        recordedWraps = List.copyOf(recordedWraps);
        if (path.size() < 2) {
            throw new IllegalArgumentException("ligament bundle '" + id + "' has " + path.size() + " points; it needs 2 or more");
        }
    }

    /** A bundle as the anatomy has it. */
    public LigamentBundle(String id, String ligament, List<Attachment> path, List<WrapSurface> wraps, double stiffness,
            double referenceStrain, double damping) {
        this(id, ligament, path, wraps, wraps, stiffness, referenceStrain, damping);
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
        return new LigamentBundle(id, ligament, path.stream().map(change).toList(), wraps.stream().map(changeWrap).toList(),
                recordedWraps.stream().map(changeWrap).toList(), stiffness, referenceStrain, damping);
    }

    /** The same bundle, as long at rest as it was, on what has taken the place of its surfaces. */
    public LigamentBundle over(UnaryOperator<WrapSurface> now) {
        return new LigamentBundle(id, ligament, path, wraps.stream().map(now).toList(), recordedWraps, stiffness, referenceStrain,
                damping);
    }

    /** The same bundle before any part took the place of its surfaces. */
    public LigamentBundle recorded() {
        return new LigamentBundle(id, ligament, path, recordedWraps, stiffness, referenceStrain, damping);
    }

    /**
     * The same bundle with the reference strain that gives it a strain in another posture, in which it is known to be taut.
     *
     * @param strain in that posture, above -1
     * @param posture poses of the bones' surface frames in one frame, by id
     * @param reference the same of the posture in which the anatomy was recorded
     * @throws IllegalArgumentException where one of them lacks a bone of the bundle
     */
    public LigamentBundle tautIn(double strain, Map<String, RigidTransform> posture, Map<String, RigidTransform> reference) {
        double slack = length(posture) / (1 + strain);
        return new LigamentBundle(id, ligament, path, wraps, recordedWraps, stiffness, length(reference) / slack - 1, damping);
    }

    private double length(Map<String, RigidTransform> poses) {
        return TissueCourses.path(path, recordedWraps, poses).orElseThrow(() -> new IllegalArgumentException("ligament bundle '" + id
                + "': the place of one of its points is not known")).length(RigidTransform.IDENTITY);
    }
}
