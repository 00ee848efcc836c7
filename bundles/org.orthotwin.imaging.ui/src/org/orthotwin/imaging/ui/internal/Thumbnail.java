/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.nio.ByteBuffer;
import org.eclipse.swt.graphics.Device;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.graphics.RGB;
import org.orthotwin.imaging.Volume;

/** A small picture of one slice, as it is first shown, whole and undistorted in a square. */
final class Thumbnail {

    /** Points along a side. */
    static final int SIZE = 64;
    /** Pixels for a point that are made: enough for the screens that there are. */
    private static final int DENSE = 2;

    private Thumbnail() {
    }

    /** The first slice of a volume; each pixel is the mean of the values that it covers. */
    static ImageData of(Volume v) {
        int n = SIZE * DENSE;
        ImageData data = new ImageData(n, n, 8, new PaletteData(greys()));
        GreyWindow w = GreyWindow.first(v);
        int nx = v.geometry().nx();
        int ny = v.geometry().ny();
        double width = nx * v.geometry().iSpacing();
        double height = ny * v.geometry().jSpacing();
        double pixel = Math.max(width, height) / n;
        ByteBuffer slice = v.store().slice(0);
        int bytes = v.type().bytes() * v.components();
        for (int y = 0; y < n; y++) {
            int[] rows = covered(y, n, height, pixel, v.geometry().jSpacing(), ny);
            for (int x = 0; x < n; x++) {
                int[] columns = covered(x, n, width, pixel, v.geometry().iSpacing(), nx);
                double sum = 0;
                int count = 0;
                for (int j = rows[0]; j < rows[1]; j++) {
                    for (int i = columns[0]; i < columns[1]; i++) {
                        sum += v.mapping().value(v.type().get(slice, (i + nx * j) * bytes));
                        count++;
                    }
                }
                data.data[x + data.bytesPerLine * y] = (byte) (count == 0 ? 0 : w.grey(sum / count));
            }
        }
        return data;
    }

    /** From the first to behind the last voxel of a row that a pixel covers, at least one; none beside the picture. */
    private static int[] covered(int pixel, int pixels, double length, double size, double spacing, int voxels) {
        double from = (pixel - pixels / 2.0) * size + length / 2;
        int first = (int) Math.floor(from / spacing);
        if (from + size / 2 < 0 || from + size / 2 >= length) {
            return new int[] {0, 0};
        }
        first = Math.clamp(first, 0, voxels - 1);
        return new int[] {first, Math.clamp((int) Math.round((from + size) / spacing), first + 1, Math.max(first + 1, voxels))};
    }

    private static RGB[] greys() {
        RGB[] all = new RGB[256];
        for (int g = 0; g < 256; g++) {
            all[g] = new RGB(g, g, g);
        }
        return all;
    }

    /** The same for a screen. */
    static Image image(Device device, ImageData data) {
        return new Image(device, (int zoom) -> {
            int side = Math.max(1, SIZE * zoom / 100);
            return side == data.width ? data : data.scaledTo(side, side);
        });
    }
}
