/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

/** The side of the body that a bone, joint or plan belongs to. */
public enum Side {
    LEFT, RIGHT, MIDLINE;

    /** +1 on the right, where ISB's z axis points laterally, -1 on the left; the midline counts as right. */
    public int sign() {
        return this == LEFT ? -1 : 1;
    }

    public Side opposite() {
        return this == LEFT ? RIGHT : this == RIGHT ? LEFT : MIDLINE;
    }
}
