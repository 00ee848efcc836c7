/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import org.orthotwin.followup.testkit.DetectorContract;

/** The detector example against what every detector promises. */
class ThreeInARowTest extends DetectorContract {

    @Override
    protected String id() {
        return "example.runs";
    }
}
