/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import java.util.LinkedHashMap;
import java.util.Map;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.Mirror;

/** A plausible pelvis and femur as landmarks only, made up, in axes x anterior, y superior, z right, m. */
final class Bones {

    private Bones() {
    }

    static Map<String, Vec3> pelvis() {
        Map<String, Vec3> m = new LinkedHashMap<>();
        put(m, "RASIS", 50, 75, 120);
        put(m, "LASIS", 50, 77, -118);
        put(m, "RPSIS", -95, 100, 42);
        put(m, "LPSIS", -96, 99, -43);
        put(m, "PT_R", 48, -15, 28);
        put(m, "PT_L", 47, -16, -27);
        put(m, "RAC", 2, 1, 87);
        put(m, "LAC", 1, 0, -88);
        return m;
    }

    static Map<String, Vec3> femur(Side side) {
        Map<String, Vec3> m = new LinkedHashMap<>();
        put(m, "FHC", 10, 0, 85);
        put(m, "NECK_C", 5, -14, 103);
        put(m, "ISTH", -5, -165, 125);
        put(m, "CANAL_P", -9, -55, 129);
        put(m, "KNEE_C", -20, -415, 98);
        put(m, "LEC", -22, -405, 140);
        put(m, "MEC", -18, -407, 56);
        put(m, "POST_LC", -52, -412, 122);
        put(m, "POST_MC", -49, -412, 72);
        if (side == Side.LEFT) {
            m.replaceAll((code, p) -> Mirror.mirror(p));
        }
        return m;
    }

    private static void put(Map<String, Vec3> m, String code, double x, double y, double z) {
        m.put(code, new Vec3(x / 1000.0, y / 1000.0, z / 1000.0));
    }
}
