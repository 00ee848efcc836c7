/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.util.Objects;

/**
 * A structure of a label map.
 *
 * @param value the label: the number that its voxels have, from 1 to {@link LabelMap#LARGEST}
 * @param id dotted lower case by custom: {@code femur.left}
 * @param name for people, may be empty
 * @param code what terminologies call it, as 3D Slicer writes it in its segments' tags; may be empty
 * @param colour red, green and blue as {@code #rrggbb}, or empty
 */
public record Label(int value, String id, String name, String code, String colour) {

    public Label {
        if (value < 1 || value > LabelMap.LARGEST) {
            throw new IllegalArgumentException("label " + value + " ('" + id + "') is not from 1 to " + LabelMap.LARGEST);
        }
        if (id.isBlank()) {
            throw new IllegalArgumentException("label " + value + " has no id");
        }
        Objects.requireNonNull(name);
        Objects.requireNonNull(code);
        if (!colour.isEmpty() && !colour.matches("#[0-9a-fA-F]{6}")) {
            throw new IllegalArgumentException("the colour of label " + value + " is '" + colour + "', expected #rrggbb");
        }
    }
}
