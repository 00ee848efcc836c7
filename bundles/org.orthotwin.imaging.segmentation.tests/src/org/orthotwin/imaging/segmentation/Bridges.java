/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.VolumeGeometry;

/** Where bones that should be apart are not. */
public final class Bridges {

    private Bridges() {
    }

    /** Pairs of voxels of two labels of which the second lies by 0 or 1 farther along each axis; background is no label. */
    public static int count(LabelMap m) {
        VolumeGeometry g = m.geometry();
        int n = 0;
        for (int k = 0; k + 1 < g.nz(); k++) {
            for (int j = 0; j + 1 < g.ny(); j++) {
                for (int i = 0; i + 1 < g.nx(); i++) {
                    int a = m.at(i, j, k);
                    for (int d = 1; d < 8 && a != 0; d++) {
                        int b = m.at(i + (d & 1), j + (d >> 1 & 1), k + (d >> 2));
                        n += b != 0 && a != b ? 1 : 0;
                    }
                }
            }
        }
        return n;
    }
}
