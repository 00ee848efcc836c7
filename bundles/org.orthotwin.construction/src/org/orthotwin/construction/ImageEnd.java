/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.landmarks.CutPlane;

/** Where a structure goes on beyond its image. */
final class ImageEnd {

    /** Rounded edge of a cut, m. */
    private static final double EDGE = 0.003;
    /** A structure that only touches the image's end with less is not cut there, m^2. */
    private static final double TOUCH = 20e-6;

    private ImageEnd() {
    }

    /** The sides of the image at which a label is, LPS, m. */
    static List<CutPlane> of(LabelMap labels, int label) {
        VolumeGeometry g = labels.geometry();
        ScalarType type = labels.volume().type();
        int[] at = new int[6];
        for (int k = 0; k < g.nz(); k++) {
            ByteBuffer slice = labels.volume().store().slice(k);
            for (int j = 0; j < g.ny(); j++) {
                boolean all = k == 0 || k == g.nz() - 1 || j == 0 || j == g.ny() - 1;
                for (int i = 0; i < g.nx(); i += all ? 1 : Math.max(1, g.nx() - 1)) {
                    if ((int) type.get(slice, (j * g.nx() + i) * type.bytes()) == label) {
                        at[0] += i == 0 ? 1 : 0;
                        at[1] += i == g.nx() - 1 ? 1 : 0;
                        at[2] += j == 0 ? 1 : 0;
                        at[3] += j == g.ny() - 1 ? 1 : 0;
                        at[4] += k == 0 ? 1 : 0;
                        at[5] += k == g.nz() - 1 ? 1 : 0;
                    }
                }
            }
        }
        Vec3[] axes = {g.iDirection(), g.jDirection(), g.kDirection()};
        double[] spacing = {g.iSpacing(), g.jSpacing(), g.kSpacing()};
        List<CutPlane> cuts = new ArrayList<>();
        for (int side = 0; side < 6; side++) {
            int a = side / 2;
            double pixel = spacing[(a + 1) % 3] * spacing[(a + 2) % 3];
            if (at[side] * pixel > TOUCH) {
                Vec3 out = side % 2 == 0 ? axes[a].negate() : axes[a];
                Vec3 corner = side % 2 == 0 ? g.point(0, 0, 0) : g.point(g.nx() - 1, g.ny() - 1, g.nz() - 1);
                cuts.add(new CutPlane(corner.plus(out.times(0.5 * spacing[a])), out, Math.max(EDGE, spacing[a])));
            }
        }
        return cuts;
    }
}
