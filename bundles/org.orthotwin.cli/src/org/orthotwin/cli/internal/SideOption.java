/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import org.orthotwin.joint.Side;

/** The words of {@code --side}. */
final class SideOption {

    private SideOption() {
    }

    /** @throws org.orthotwin.core.InputException if the text is neither {@code left} nor {@code right} */
    static Side of(String text) {
        return switch (text) {
            case "left" -> Side.LEFT;
            case "right" -> Side.RIGHT;
            default -> throw Texts.refusal("option.side", text);
        };
    }
}
