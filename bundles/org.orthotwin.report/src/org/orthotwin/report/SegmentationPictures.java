/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.render.Camera;
import org.orthotwin.render.Image;
import org.orthotwin.render.RenderOptions;
import org.orthotwin.render.Renderer;
import org.orthotwin.render.Scene;
import org.orthotwin.solver.Value;

/** Pictures by which a person can judge a segmentation: slices with outlines, and the histogram with the thresholds. */
public final class SegmentationPictures {

    /** sRGB by label, from label 1 on, again and again. */
    private static final int[] COLORS = {0xF2635C, 0x4FA3F7, 0xF5C542, 0xE05CE0, 0x4FD97B, 0xA98BFF, 0x35E0E0, 0xFF9A3C};
    /** Pixels along the longest side. */
    private static final int LEAST = 600;
    private static final int MOST = 900;
    private static final int GAP = 6;
    private static final int GROUND = 0xff202020;
    /** What is black and white, in HU: fat still shows, cortex does not drown. */
    private static final Window BONES = new Window(-200, 1100);
    /** Where the histogram of a CT begins and ends, HU. */
    private static final Window SCALE = new Window(-1200, 3200);
    /** Shares of the values that may be black and white where values have no unit. */
    private static final double BLACK = 0.005;
    private static final double WHITE = 0.995;
    private static final int BINS = 440;
    /** Least number of marks below a histogram. */
    private static final int MARKS = 6;

    /** From one value to another. */
    private record Window(double low, double high) {

        /** 0 at the lower end, 1 at the upper one. */
        double share(double value) {
            return (value - low) / (high - low);
        }
    }

    private SegmentationPictures() {
    }

    /** The colour of a label in these pictures, sRGB. */
    public static int color(int label) {
        return COLORS[(label - 1) % COLORS.length];
    }

    /**
     * Slices along the patient's planes through a place, side by side, the labels outlined: axial as seen from the feet, coronal from the
     * front, sagittal from the left; the patient's right is on the left of the first two.
     *
     * @param at LPS, m
     */
    public static Image slices(Volume image, LabelMap labels, Vec3 at) {
        return slices(image, labels, at, Double.POSITIVE_INFINITY);
    }

    /**
     * The same of what is near the place.
     *
     * @param reach half the width of what is shown, along each axis, m
     */
    public static Image slices(Volume image, LabelMap labels, Vec3 at, double reach) {
        double[] box = bounds(image.geometry());
        double[] middle = at.toArray();
        for (int a = 0; a < 3; a++) {
            box[a] = Math.max(box[a], middle[a] - reach);
            box[3 + a] = Math.min(box[3 + a], middle[a] + reach);
        }
        VolumeGeometry g = image.geometry();
        double pixel = Math.min(g.iSpacing(), Math.min(g.jSpacing(), g.kSpacing()));
        double longest = Math.max(box[3] - box[0], Math.max(box[4] - box[1], box[5] - box[2]));
        pixel = longest / Math.clamp(Math.ceil(longest / pixel), LEAST, MOST);
        int w = size(box[3] - box[0], pixel);
        int d = size(box[4] - box[1], pixel);
        int h = size(box[5] - box[2], pixel);
        int height = Math.max(d, h);
        int width = 2 * w + d + 2 * GAP;
        int[] argb = new int[width * height];
        Arrays.fill(argb, GROUND);
        double p = pixel;
        Window grey = isCt(image) ? BONES : window(image, BLACK, WHITE);
        plane(image, grey, labels, new Vec3(box[0], box[1], at.z()), Vec3.X.times(p), Vec3.Y.times(p), w, d, argb, 0, width);
        plane(image, grey, labels, new Vec3(box[0], at.y(), box[5]), Vec3.X.times(p), Vec3.Z.times(-p), w, h, argb, w + GAP, width);
        plane(image, grey, labels, new Vec3(at.x(), box[1], box[5]), Vec3.Y.times(p), Vec3.Z.times(-p), d, h, argb, 2 * (w + GAP), width);
        return new Image(width, height, argb);
    }

    /** Middle of all labelled voxels, LPS, m; of the image if there are none. */
    public static Vec3 middle(LabelMap labels) {
        VolumeGeometry g = labels.geometry();
        double[] sum = IntStream.range(0, g.nz()).parallel().mapToObj(k -> {
            double[] s = new double[4];
            for (int j = 0; j < g.ny(); j++) {
                for (int i = 0; i < g.nx(); i++) {
                    if (labels.at(i, j, k) != 0) {
                        s[0] += i;
                        s[1] += j;
                        s[2] += k;
                        s[3]++;
                    }
                }
            }
            return s;
        }).reduce(new double[4], (a, b) -> new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]});
        return sum[3] == 0 ? g.point(0.5 * (g.nx() - 1), 0.5 * (g.ny() - 1), 0.5 * (g.nz() - 1))
                : g.point(sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]);
    }

    private static int size(double length, double pixel) {
        return Math.max(1, (int) Math.round(length / pixel));
    }

    private static double[] bounds(VolumeGeometry g) {
        double[] box = {1e9, 1e9, 1e9, -1e9, -1e9, -1e9};
        for (int c = 0; c < 8; c++) {
            double[] p = g.point((c & 1) == 0 ? -0.5 : g.nx() - 0.5, (c & 2) == 0 ? -0.5 : g.ny() - 0.5, (c & 4) == 0 ? -0.5 : g.nz() - 0.5)
                    .toArray();
            for (int a = 0; a < 3; a++) {
                box[a] = Math.min(box[a], p[a]);
                box[3 + a] = Math.max(box[3 + a], p[a]);
            }
        }
        return box;
    }

    /** Whether the values are Hounsfield units, or look like them where a file does not say: nothing else has a lot of air at -1000. */
    private static boolean isCt(Volume image) {
        return image.mapping().unit().equals("HU") || window(image, BLACK, WHITE).low < BONES.low;
    }

    /** Values that two shares of the voxels lie below; of some slices and every fourth voxel. */
    private static Window window(Volume image, double least, double most) {
        int n = image.geometry().nx() * image.geometry().ny();
        int nz = image.geometry().nz();
        int step = Math.max(1, Math.min(8, nz / 8));
        float[] slice = new float[n];
        float[] all = new float[Math.multiplyExact((nz + step - 1) / step, n / 4 + 1)];
        int count = 0;
        for (int k = 0; k < nz; k += step) {
            image.values(k, slice);
            // not the same columns in every slice
            for (int p = k / step % 4; p < n; p += 4) {
                if (Float.isFinite(slice[p])) {
                    all[count++] = slice[p];
                }
            }
        }
        if (count == 0) {
            return new Window(0, 1);
        }
        Arrays.parallelSort(all, 0, count);
        double low = all[(int) (least * (count - 1))];
        double high = all[(int) (most * (count - 1))];
        return new Window(low, high > low ? high : low + 1);
    }

    private static void plane(Volume image, Window grey, LabelMap labels, Vec3 corner, Vec3 right, Vec3 down, int w, int h, int[] argb,
            int at, int width) {
        int[] label = new int[w * h];
        IntStream.range(0, h).parallel().forEach(y -> {
            for (int x = 0; x < w; x++) {
                Vec3 p = corner.plus(right.times(x + 0.5)).plus(down.times(y + 0.5));
                double v = image.at(p, Double.NaN);
                int g = (int) Math.clamp(Math.round(255 * grey.share(v)), 0, 255);
                argb[y * width + at + x] = Double.isNaN(v) ? GROUND : 0xff000000 | g * 0x10101;
                label[y * w + x] = nearest(labels, p);
            }
        });
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int l = label[y * w + x];
                boolean rim = x > 0 && label[y * w + x - 1] != l || x + 1 < w && label[y * w + x + 1] != l || y > 0
                        && label[(y - 1) * w + x] != l
                        || y + 1 < h && label[(y + 1) * w + x] != l;
                if (l != 0 && rim) {
                    argb[y * width + at + x] = 0xff000000 | color(l);
                }
            }
        }
    }

    private static int nearest(LabelMap labels, Vec3 p) {
        return labels.geometry().voxel(p).map(v -> labels.at(v[0], v[1], v[2])).orElse(0);
    }

    /**
     * How often each value occurs, on a logarithmic scale, with what was found on it.
     *
     * @param values those named {@code threshold.*} and {@code peak.*} without a dimension are drawn, in the image's unit
     */
    public static Image histogram(Volume image, Map<String, Value> values, int width, int height) {
        Window scale = isCt(image) ? SCALE : window(image, 0, WHITE);
        double bin = (scale.high - scale.low) / BINS;
        int bins = BINS;
        int n = image.geometry().nx() * image.geometry().ny();
        long[] counts = IntStream.range(0, image.geometry().nz()).parallel().mapToObj(k -> {
            float[] v = new float[n];
            image.values(k, v);
            long[] c = new long[bins];
            for (float x : v) {
                if (!Float.isNaN(x)) {
                    c[(int) Math.clamp((long) Math.floor((x - scale.low) / bin), 0, bins - 1)]++;
                }
            }
            return c;
        }).reduce(new long[bins], (a, b) -> IntStream.range(0, bins).mapToLong(i -> a[i] + b[i]).toArray());
        double most = Math.log10(1 + Arrays.stream(counts).max().orElse(1));
        Scene.Builder scene = Scene.builder();
        List<Vec3> line = new ArrayList<>();
        for (int b = 0; b < bins; b++) {
            line.add(place(scale, scale.low + (b + 0.5) * bin, Math.log10(1 + counts[b]) / most));
        }
        scene.line(0x1B2733, 1.5, line.toArray(Vec3[]::new));
        scene.line(0x707880, 1, place(scale, scale.low, 0), place(scale, scale.high, 0));
        double step = step(scale);
        double wide = scale.high - scale.low;
        for (double mark = Math.ceil(scale.low / step) * step; mark <= scale.high; mark += step) {
            scene.line(0x707880, 1, place(scale, mark, 0), place(scale, mark, -0.015));
            scene.add(new Scene.Label(place(scale, mark - 60 / 4400.0 * wide, -0.06), Numbers.shortest(Numbers.edge(mark)), 0x404850, 8));
        }
        int row = 0;
        for (Map.Entry<String, Value> e : new TreeMap<>(values).entrySet()) {
            boolean threshold = e.getKey().startsWith("threshold.");
            if (e.getValue().dimension() == Dimension.NONE && (threshold || e.getKey().startsWith("peak."))) {
                double x = e.getValue().si();
                int color = threshold ? 0xC8322B : 0x2B5FC8;
                scene.line(color, 1.2, place(scale, x, 0), place(scale, x, 1));
                scene.add(new Scene.Label(place(scale, x + 15 / 4400.0 * wide, 0.98 - 0.06 * (row++ % 8)), e.getKey() + " "
                        + Math.round(x), color, 8));
            }
        }
        Camera camera = Camera.orthographic(new Vec3(0.5, 0.47, 0), new Vec3(0, 0, -1), Vec3.Y, 0.7);
        return Renderer.render(scene.build(), camera.fit(scene.build(), width / (double) height, 0.06),
                RenderOptions.print(width, height).withAmbientOcclusion(0).withUiScale(1));
    }

    /** 1, 2 or 5 times a power of ten, so that there are some marks. */
    private static double step(Window scale) {
        double most = (scale.high - scale.low) / MARKS;
        double ten = Math.pow(10, Math.floor(Math.log10(most)));
        return most >= 5 * ten ? 5 * ten : most >= 2 * ten ? 2 * ten : ten;
    }

    /** On a sheet of 1 m by 0.5 m. */
    private static Vec3 place(Window scale, double value, double share) {
        return new Vec3(scale.share(value), 0.5 * share, 0);
    }
}
