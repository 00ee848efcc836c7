/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.util.HashMap;
import java.util.Map;
import org.orthotwin.imaging.Label;
import org.orthotwin.imaging.LabelMap;

/** A colour for each label: the one that its file says, else one of a row that can be told apart. */
final class LabelColors {

    private static final int[] ROW = {0xE0B34A, 0x4FA3E0, 0x5FAE6B, 0xC86A9A, 0xE07A3F, 0x8B6FC9, 0x3FB8AF, 0xD45D5D, 0xA3B84A, 0xB08968,
        0x6C8EBF, 0xD9A0C9};

    private final Map<Integer, Integer> said = new HashMap<>();

    LabelColors(LabelMap labels) {
        for (Label l : labels.labels()) {
            if (!l.colour().isEmpty()) {
                said.put(l.value(), Integer.parseInt(l.colour().substring(1), 16));
            }
        }
    }

    /** {@code 0xRRGGBB} of a label other than 0. */
    int of(int label) {
        Integer c = said.get(label);
        return c != null ? c : ROW[(label - 1) % ROW.length];
    }
}
