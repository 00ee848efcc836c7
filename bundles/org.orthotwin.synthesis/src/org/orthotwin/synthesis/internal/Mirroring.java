/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.geometry.Vec3;

/** From right to left: every z negated. */
public final class Mirroring {

    private Mirroring() {
    }

    public static Map<String, Vec3> points(Map<String, Vec3> right) {
        Map<String, Vec3> m = new LinkedHashMap<>();
        right.forEach((code, q) -> m.put(code, new Vec3(q.x(), q.y(), -q.z())));
        return m;
    }
}
