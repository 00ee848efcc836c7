/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import org.orthotwin.ui.BundleIcons;

/** The icons of this bundle. */
final class Icons {

    static final BundleIcons OURS = new BundleIcons(Icons.class);

    private Icons() {
    }
}
