/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.List;
import java.util.Objects;
import org.orthotwin.geometry.RigidTransform;

/**
 * Where a body that belongs to neither side of the joint, such as a patella, is at the rows of a table.
 *
 * @param table its name in the same solution
 * @param body its id
 * @param poses of its surface frame in that of the joint's proximal body, m, one for each row
 */
public record BodyPath(String table, String body, List<RigidTransform> poses) {

    public BodyPath {
        Objects.requireNonNull(table);
        Objects.requireNonNull(body);
        poses = List.copyOf(poses);
    }
}
