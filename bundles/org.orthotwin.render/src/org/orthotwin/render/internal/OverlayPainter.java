/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render.internal;

import org.orthotwin.render.*;

public final class OverlayPainter {
    public static void paint(Image image, Scene scene, Camera camera, RenderOptions options) {
    }
}
