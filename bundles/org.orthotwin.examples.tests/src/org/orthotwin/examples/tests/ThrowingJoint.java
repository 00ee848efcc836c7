/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

/** What a broken bundle brings: it can be found and loaded, but not made. */
public class ThrowingJoint {

    public ThrowingJoint() {
        throw new UnsupportedOperationException("no licence for this joint");
    }
}
