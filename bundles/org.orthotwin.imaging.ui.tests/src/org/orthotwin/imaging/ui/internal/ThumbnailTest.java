/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.eclipse.swt.graphics.ImageData;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/** A small picture is the whole slice, undistorted, in the middle of a square. */
class ThumbnailTest {

    @Test
    void oblongPixelsMakeNoOblongPicture() {
        // 100 mm to the right and 50 mm down; the right half is bright
        int nx = 200;
        int ny = 20;
        VolumeGeometry g = new VolumeGeometry(nx, ny, 1, Vec3.ZERO, Vec3.X, Vec3.Y, Vec3.Z, 0.0005, 0.0025, 0.001);
        Volume v = Volume.zeros(g, ScalarType.INT16, ValueMapping.HOUNSFIELD);
        for (int p = 0; p < nx * ny; p++) {
            v.store().slice(0).putShort(2 * p, (short) (p % nx >= nx / 2 ? 3000 : 400));
        }
        ImageData d = Thumbnail.of(v);
        int n = d.width;
        assertEquals(n, d.height);
        for (int y = 0; y < n; y++) {
            boolean in = y >= n / 4 && y < 3 * n / 4;
            // level 400 is in the middle between black and white
            assertEquals(in ? 127 : 0, d.getPixel(0, y), 1, "row " + y);
            assertEquals(in ? 127 : 0, d.getPixel(n / 2 - 1, y), 1, "row " + y);
            assertEquals(in ? 255 : 0, d.getPixel(n / 2, y), "row " + y);
            assertEquals(in ? 255 : 0, d.getPixel(n - 1, y), "row " + y);
        }
    }

    @Test
    void fewVoxelsFillThePicture() {
        Volume v = Volume.zeros(VolumeGeometry.axisAligned(2, 2, 1, Vec3.ZERO, 0.001), ScalarType.INT16, ValueMapping.HOUNSFIELD);
        v.store().slice(0).putShort(6, (short) 3000);
        ImageData d = Thumbnail.of(v);
        assertEquals(255, d.getPixel(d.width - 1, d.height - 1));
        assertEquals(255, d.getPixel(d.width / 2, d.height / 2));
        // water in the window for bone
        assertEquals(new GreyWindow(400, 1800).grey(0), d.getPixel(d.width / 2 - 1, d.height / 2));
    }
}
