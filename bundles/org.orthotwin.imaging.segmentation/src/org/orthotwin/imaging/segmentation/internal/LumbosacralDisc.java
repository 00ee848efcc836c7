/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;

/**
 * The disc between the last lumbar vertebra and the sacrum, and the cut through what joins the two behind it.
 *
 * <p>Model: a disc is a dark slab between two bright plates. Over places and inclinations near the midplane, HU are averaged over oval
 * patches along the slab's normal; a disc is where the middle is darkest against the less bright one of both sides, and where nothing
 * nearby is better. Of the discs that are found the lumbosacral one is that which lies and leans most as it does in adults: its middle
 * {@value #HEIGHT} m (SD {@value #HEIGHT_SD}) above the hip axis, the plateau of the sacrum inclined by {@value #SLOPE} degrees (SD
 * {@value #SLOPE_SD}; Vialle 2005, J Bone Joint Surg Am 87:260-267: 41.2, SD 8.4, standing; pelvic thickness and tilt of the same give the
 * height). Bodies above and below are seeds; the facet joints between them are parted by the smallest cut along valleys of HU
 * ({@link SheetCut}).
 *
 * <p>Failure: a lumbosacral joint that is fused or a disc that has gone is not found; a transitional vertebra is taken for what it is
 * like.
 *
 * @param centre of the disc, LPS, m
 * @param normal to the head, unit, LPS
 * @param contrast of both plates over the disc, HU
 */
record LumbosacralDisc(Vec3 centre, Vec3 normal, double contrast) {

    private static final double HEIGHT = 0.100;
    private static final double HEIGHT_SD = 0.015;
    private static final double SLOPE = 41;
    private static final double SLOPE_SD = 12;
    /** The lowest disc within so many standard deviations of what is expected is it, if it is so dark against the darkest one. */
    private static final double LIKELY = 2.0;
    private static final double LEAST_SHARE = 0.65;
    /** If there is none: the likeliest within so many. */
    private static final double MOST_UNLIKELY = 3.2;
    /** Where discs are looked for: above the hip axis and behind it, m. */
    private static final double[] UP = {0.055, 0.200};
    private static final double[] BACK = {-0.030, 0.080};
    private static final double[] LEAN = {-10, 74};
    /** Half axes of the patches, from side to side and from front to back, m: a plateau's are 24 and 16, those of a disc's remains less. */
    private static final double PATCH_WIDTH = 0.018;
    private static final double PATCH = 0.011;
    private static final double PATCH_STEP = 0.003;
    /** Half the height of the darkest part of a disc, and how far from its middle plates are looked for, m. */
    private static final double DARK = 0.0015;
    private static final double[] PLATE = {0.0035, 0.0095};
    private static final double LAYER = 0.0015;
    /** A disc's plates are so much brighter than it at least, HU. */
    private static final double LEAST_CONTRAST = 60;
    /** Discs are no nearer to each other, m. */
    private static final double APART = 0.022;
    /** Half axes of a vertebral body seen along its axis, m; a seed stays off its rim and off the plane. */
    private static final double ACROSS = 0.022;
    private static final double ALONG = 0.013;
    private static final double OFF = 0.002;
    /** The last lumbar vertebra with its spinous process is above the plane no farther than this, m. */
    private static final double VERTEBRA = 0.042;
    /** How far below the disc's middle, and below its plane, all is sacrum, m. */
    private static final double BELOW = 0.030;

    /** Inclination to the horizontal, degrees: positive where the plateau looks forwards. */
    double slope() {
        return Math.toDegrees(Math.atan2(-normal.y(), normal.z()));
    }

    /**
     * @param middle between the hips' centres, LPS, m
     * @return null if none is seen
     */
    static LumbosacralDisc find(Ct ct, Vec3 middle, Monitor monitor) {
        List<LumbosacralDisc> all = new ArrayList<>();
        int heights = (int) Math.round((UP[1] - UP[0]) / 0.003);
        List<List<LumbosacralDisc>> rows = IntStream.rangeClosed(0, heights).parallel().mapToObj(k -> {
            monitor.checkCancelled();
            List<LumbosacralDisc> row = new ArrayList<>();
            for (double y = BACK[0]; y <= BACK[1] + 1e-9; y += 0.004) {
                Vec3 c = middle.plus(new Vec3(0, y, UP[0] + 0.003 * k));
                for (double lean = LEAN[0]; lean <= LEAN[1]; lean += 7) {
                    LumbosacralDisc d = of(ct, c, lean, 0);
                    if (d.contrast >= LEAST_CONTRAST) {
                        row.add(d);
                    }
                }
            }
            return row;
        }).toList();
        rows.forEach(all::addAll);
        all.sort((a, b) -> Double.compare(b.contrast, a.contrast));
        List<LumbosacralDisc> near = apart(all).stream().map(d -> d.refined(ct)).sorted((a, b) -> Double.compare(b.contrast, a.contrast))
                .toList();
        List<LumbosacralDisc> discs = apart(near).stream().filter(d -> d.unlikely(middle) < MOST_UNLIKELY).toList();
        // the next one above lies and leans nearly as likely where the sacrum is steep; what is left of a disc within it is less dark
        double most = discs.stream().mapToDouble(LumbosacralDisc::contrast).max().orElse(0);
        return discs.stream().filter(d -> d.unlikely(middle) < LIKELY && d.contrast > LEAST_SHARE * most)
                .min(Comparator.comparingDouble(d -> d.centre.z()))
                .or(() -> discs.stream().min(Comparator.comparingDouble(d -> d.unlikely(middle)))).orElse(null);
    }

    /** Those that no better one lies near. */
    private static List<LumbosacralDisc> apart(List<LumbosacralDisc> bestFirst) {
        List<LumbosacralDisc> kept = new ArrayList<>();
        for (LumbosacralDisc d : bestFirst) {
            if (kept.stream().allMatch(o -> o.centre.distance(d.centre) > APART)) {
                kept.add(d);
            }
        }
        return kept;
    }

    private static LumbosacralDisc of(Ct ct, Vec3 c, double lean, double tilt) {
        double t = Math.toRadians(lean);
        double s = Math.toRadians(tilt);
        Vec3 n = new Vec3(Math.sin(s), -Math.sin(t) * Math.cos(s), Math.cos(t) * Math.cos(s));
        return new LumbosacralDisc(c, n, contrast(ct, c, n));
    }

    /** Standard deviations from where the lumbosacral disc is and how it leans. */
    private double unlikely(Vec3 middle) {
        return Math.hypot((centre.z() - middle.z() - HEIGHT) / HEIGHT_SD, (slope() - SLOPE) / SLOPE_SD);
    }

    /** From the best of what was tried to the best near it, leaning to the sides, too. */
    private LumbosacralDisc refined(Ct ct) {
        LumbosacralDisc best = this;
        for (double step = 1; step > 0.2; step *= 0.5) {
            boolean better = true;
            for (int round = 0; better && round < 12; round++) {
                better = false;
                double lean = best.slope();
                double tilt = Math.toDegrees(Math.asin(best.normal.x()));
                for (int a = 0; a < 4; a++) {
                    for (int sense = -1; sense <= 1; sense += 2) {
                        double by = sense * step;
                        Vec3 c = best.centre.plus(new Vec3(a == 3 ? 0.003 * by : 0, 0, a == 0 ? 0.002 * by : 0));
                        LumbosacralDisc d = of(ct, c, lean + (a == 1 ? 5 * by : 0), Math.clamp(tilt + (a == 2 ? 5 * by : 0), -20, 20));
                        if (d.contrast > best.contrast + 1e-6 && c.distance(centre) < 0.012) {
                            best = d;
                            better = true;
                        }
                    }
                }
            }
        }
        return best;
    }

    /** How much brighter the less bright plate is than the middle, HU; beyond the image there is none. */
    private static double contrast(Ct ct, Vec3 c, Vec3 n) {
        double dark = 0;
        int layers = 0;
        for (double t = -DARK; t <= DARK + 1e-9; t += DARK) {
            dark += layer(ct, c.plus(n.times(t)), n);
            layers++;
        }
        dark /= layers;
        double least = Double.POSITIVE_INFINITY;
        for (int sense = -1; sense <= 1; sense += 2) {
            double most = Double.NEGATIVE_INFINITY;
            for (double t = PLATE[0]; t <= PLATE[1]; t += LAYER) {
                most = Math.max(most, layer(ct, c.plus(n.times(sense * t)), n));
            }
            least = Math.min(least, most);
        }
        return least - dark;
    }

    private static double layer(Ct ct, Vec3 c, Vec3 n) {
        Vec3 u = new Vec3(1, 0, 0).minus(n.times(n.x())).normalized();
        Vec3 w = n.cross(u);
        double sum = 0;
        int count = 0;
        int wide = (int) (PATCH_WIDTH / PATCH_STEP);
        int reach = (int) (PATCH / PATCH_STEP);
        for (int i = -wide; i <= wide; i++) {
            for (int j = -reach; j <= reach; j++) {
                if (i * i * reach * reach + j * j * wide * wide <= wide * wide * reach * reach) {
                    Vec3 q = ct.geometry.index(c.plus(u.times(i * PATCH_STEP)).plus(w.times(j * PATCH_STEP)));
                    sum += ct.atIndex(q.x(), q.y(), q.z());
                    count++;
                }
            }
        }
        return sum / count;
    }

    /**
     * What of a set belongs to the spine above the disc.
     *
     * @param set 1 for the sacrum with all that hangs together with it
     * @return 1 for what is above, 2 for the sacrum, 0 elsewhere
     */
    byte[] cut(Ct ct, byte[] set, Monitor monitor) {
        Grid g = ct.grid;
        Vec3 u = new Vec3(1, 0, 0).minus(normal.times(normal.x())).normalized();
        Vec3 w = normal.cross(u);
        byte[] seeds = new byte[set.length];
        byte[] zone = new byte[set.length];
        int n = g.nx() * g.ny();
        IntStream.range(0, g.nz()).parallel().forEach(k -> {
            for (int p = k * n; p < (k + 1) * n; p++) {
                if (set[p] != 0) {
                    Vec3 d = ct.lps(g.place(p)).minus(centre);
                    double above = d.dot(normal);
                    double body = Math.hypot(d.dot(u) / ACROSS, d.dot(w) / ALONG);
                    boolean spine = above > VERTEBRA || d.z() > VERTEBRA || body < 1 && above > OFF;
                    boolean sacrum = d.z() < -BELOW || body < 1 && above < -OFF && above > -BELOW
                            || Math.abs(d.x()) > 1.3 * ACROSS && above < -0.008;
                    seeds[p] = (byte) (spine ? 1 : sacrum ? 2 : 3);
                    zone[p] = (byte) (seeds[p] == 3 ? 1 : 0);
                }
            }
        });
        byte[] out = new byte[set.length];
        for (int p = 0; p < out.length; p++) {
            out[p] = seeds[p] == 3 ? 2 : seeds[p];
        }
        Grid.Box box = g.boxOf(zone, (byte) 1, 1);
        if (box != null) {
            byte[] in = new byte[box.grid().size()];
            for (int p = 0; p < in.length; p++) {
                in[p] = seeds[box.outer(p)];
            }
            byte[] parted = SheetCut.cut(ct, box, in, Math.max(0.004, g.largestSpacing()), monitor);
            for (int p = 0; p < parted.length; p++) {
                if (parted[p] != 0) {
                    out[box.outer(p)] = parted[p];
                }
            }
        }
        return out;
    }
}
