/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.render;

import java.util.List;
import java.util.Objects;

import org.orthotwin.geometry.RigidTransform;

/** Something drawn flat over a picture, each kind at a place of its own. Texts hold Latin-1 and the signs that measures need. */
public sealed interface Overlay {

    /** A bar of a round length in mm, bottom left; true in an orthographic picture and, in a central one, at the target. */
    record ScaleBar() implements Overlay {
    }

    /**
     * The anatomical directions at the picture's four edges, where the frame's axes lie near enough in the picture's plane.
     *
     * @param frame pose of a frame with ISB axes (x anterior, y superior, z right) in the world
     * @param letters for anterior, posterior, superior, inferior, left and right, in this order
     */
    record OrientationLetters(RigidTransform frame, List<String> letters) implements Overlay {
        public OrientationLetters {
            Objects.requireNonNull(frame);
            letters = List.copyOf(letters);
            if (letters.size() != 6) {
                throw new IllegalArgumentException(letters.size() + " orientation letters; 6 are needed");
            }
        }

        /** With the letters A, P, S, I, L and R. */
        public OrientationLetters(RigidTransform frame) {
            this(frame, List.of("A", "P", "S", "I", "L", "R"));
        }
    }

    /** A text of one or more lines (separated by LF), top left. */
    record Caption(String text) implements Overlay {
        public Caption {
            Objects.requireNonNull(text);
        }
    }

    /**
     * The scale of a colour map, at the right edge.
     *
     * @param min value at the low end, in {@code unit}
     * @param max value at the high end, in {@code unit}
     * @param title above the bar, may be empty
     * @param unit behind the title, may be empty
     */
    record ColorBar(ColorMap map, double min, double max, String title, String unit) implements Overlay {
        public ColorBar {
            Objects.requireNonNull(map);
            Objects.requireNonNull(title);
            Objects.requireNonNull(unit);
            if (!(max > min) || Double.isInfinite(max - min)) {
                throw new IllegalArgumentException("colour range from " + min + " to " + max + " " + unit + " is empty or infinite");
            }
        }
    }

    /** What the colours stand for, top right. */
    record Legend(List<Entry> entries) implements Overlay {
        public Legend {
            entries = List.copyOf(entries);
        }

        /**
         * One row of a legend.
         *
         * @param color sRGB 0xRRGGBB
         */
        public record Entry(int color, String text) {
            public Entry {
                Objects.requireNonNull(text);
            }
        }
    }
}
