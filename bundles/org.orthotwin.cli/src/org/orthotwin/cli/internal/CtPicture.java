/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.util.Arrays;
import org.orthotwin.render.Image;
import org.orthotwin.synthesis.ct.CtImage;
import org.orthotwin.synthesis.ct.SliceStack;

/** Three slices through the middle of a scan side by side, axial, coronal and sagittal, in a window that shows bone and muscle. */
final class CtPicture {

    private static final double DARK = -350;
    private static final double BRIGHT = 1150;
    private static final int MOST = 700;
    private static final int GAP = 6;

    private CtPicture() {
    }

    static Image of(CtImage image) {
        SliceStack s = image.stack();
        double w = s.nx() * s.iSpacing();
        double d = s.ny() * s.jSpacing();
        double h = s.nz() * s.step().norm();
        double pixel = Math.max(Math.min(s.iSpacing(), Math.min(s.jSpacing(), s.step().norm())), Math.max(w, Math.max(d, h)) / MOST);
        int pw = size(w, pixel);
        int pd = size(d, pixel);
        int ph = size(h, pixel);
        int height = Math.max(pd, ph);
        int width = 2 * pw + pd + 2 * GAP;
        int[] argb = new int[width * height];
        Arrays.fill(argb, 0xff202020);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < Math.max(pw, pd); x++) {
                double up = (ph - 1 - y + 0.5) / ph;
                if (y < pd && x < pw) {
                    argb[y * width + x] = grey(image, (x + 0.5) / pw, (y + 0.5) / pd, 0.5);
                }
                if (y < ph && x < pw) {
                    argb[y * width + pw + GAP + x] = grey(image, (x + 0.5) / pw, 0.5, up);
                }
                if (y < ph && x < pd) {
                    argb[y * width + 2 * (pw + GAP) + x] = grey(image, 0.5, (x + 0.5) / pd, up);
                }
            }
        }
        return new Image(width, height, argb);
    }

    private static int size(double length, double pixel) {
        return Math.max(1, (int) Math.round(length / pixel));
    }

    /** Linear between voxels; u, v, w in 0..1 across the whole scan. */
    private static int grey(CtImage image, double u, double v, double w) {
        SliceStack s = image.stack();
        double[] p = {u * s.nx() - 0.5, v * s.ny() - 0.5, w * s.nz() - 0.5};
        int[] n = {s.nx(), s.ny(), s.nz()};
        int[] low = new int[3];
        for (int a = 0; a < 3; a++) {
            p[a] = Math.max(0, Math.min(n[a] - 1.0, p[a]));
            low[a] = Math.min(Math.max(0, n[a] - 2), (int) p[a]);
            p[a] -= low[a];
        }
        double sum = 0;
        for (int c = 0; c < 8; c++) {
            double f = ((c & 1) == 0 ? 1 - p[0] : p[0]) * ((c & 2) == 0 ? 1 - p[1] : p[1]) * ((c & 4) == 0 ? 1 - p[2] : p[2]);
            if (f > 0) {
                sum += f * image.hu()[low[0] + (c & 1) + n[0] * (low[1] + (c >> 1 & 1) + n[1] * (low[2] + (c >> 2)))];
            }
        }
        int g = (int) Math.max(0, Math.min(255, Math.round(255 * (sum - DARK) / (BRIGHT - DARK))));
        return 0xff000000 | g << 16 | g << 8 | g;
    }
}
