/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.bundletests;

/** Stands for the tests of all bundles: who selects it gets what {@link BundleTestEngine} finds. */
final class AllBundlesTest {
    private AllBundlesTest() {
    }
}
