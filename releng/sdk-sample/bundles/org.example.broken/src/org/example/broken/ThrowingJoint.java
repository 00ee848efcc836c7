/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.example.broken;

/** Cannot be made. */
public final class ThrowingJoint {
    public ThrowingJoint() {
        throw new IllegalStateException("this joint always throws");
    }
}
