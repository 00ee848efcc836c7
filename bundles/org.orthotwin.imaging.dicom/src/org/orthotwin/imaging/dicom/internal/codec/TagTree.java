/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.util.Arrays;

/** A tag tree of JPEG 2000 (ITU-T T.800 B.10.2): numbers of a small grid, coded top down as far as they are asked for. */
final class TagTree {

    private final int[] width;
    private final int[] first;
    private final int[] value;
    private final int[] low;

    TagTree(int w, int h) {
        int levels = 1;
        for (int a = w, b = h; a > 1 || b > 1; a = a + 1 >> 1, b = b + 1 >> 1) {
            levels++;
        }
        width = new int[levels];
        first = new int[levels];
        int at = 0;
        int a = w;
        int b = h;
        for (int l = 0; l < levels; l++) {
            width[l] = a;
            first[l] = at;
            at += a * b;
            a = a + 1 >> 1;
            b = b + 1 >> 1;
        }
        value = new int[at];
        Arrays.fill(value, Integer.MAX_VALUE);
        low = new int[at];
    }

    /** Reads as many bits as tell whether the number at x, y is below {@code threshold}. */
    boolean isBelow(int x, int y, int threshold, HeaderBits bits) {
        int bound = 0;
        int node = 0;
        for (int l = width.length - 1; l >= 0; l--) {
            node = first[l] + (y >> l) * width[l] + (x >> l);
            bound = Math.max(bound, low[node]);
            while (bound < threshold && bound < value[node]) {
                if (bits.bit() == 1) {
                    value[node] = bound;
                } else {
                    bound++;
                }
            }
            low[node] = bound;
        }
        return value[node] < threshold;
    }
}
