/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Reslicing;
import org.orthotwin.imaging.SlicePlane;

/**
 * Surfaces on a simulated radiograph: each ray is attenuated by the length of its way within them. Where there is an image, parts take the
 * place of water; bones are in the image already. Where there is none, bones count as filled with one substance.
 *
 * <p>Linear attenuation at 60 keV, 1/m, after Hubbell and Seltzer, NISTIR 5632 (1995), doi:10.18434/T4D01F: titanium 0.7661 cm2/g at
 * 4.5 g/cm3. All metal and ceramics count as titanium, polyethylene as water; bone without an image is water of 500 HU.
 */
final class FilmShapes {

    private static final double METAL = 100 * 0.7661 * 4.5;
    private static final double BONE = 1.5 * Reslicing.WATER;

    private FilmShapes() {
    }

    /**
     * Adds what shapes attenuate to a film.
     *
     * @param film as {@link Reslicing#radiograph} gives it, for the same detector and source
     * @param imaged whether an image is on it
     */
    static void add(float[] film, SlicePlane detector, Vec3 source, Iterable<Shape> shapes, boolean imaged, Monitor monitor) {
        for (Shape s : shapes) {
            double more = s.part() ? s.metal() ? METAL - (imaged ? Reslicing.WATER : 0) : imaged ? 0 : Reslicing.WATER : imaged ? 0 : BONE;
            if (more != 0 && !s.mesh().isEmpty()) {
                add(film, detector, source, s, more, monitor);
            }
        }
    }

    private static void add(float[] film, SlicePlane d, Vec3 source, Shape s, double attenuation, Monitor monitor) {
        int[] box = seen(d, source, s);
        RayCast rays = new RayCast(KeptTrees.of(s.mesh()));
        RigidTransform in = s.pose().inverse();
        Vec3 from = in.apply(source);
        for (int y = box[1]; y <= box[3]; y++) {
            monitor.checkCancelled();
            for (int x = box[0]; x <= box[2]; x++) {
                Vec3 ray = d.point(x, y).minus(source);
                double length = ray.norm();
                film[x + y * d.width()] += (float) (attenuation * rays.within(from, in.rotate(ray.times(1 / length)), length));
            }
        }
    }

    /** Columns and rows of the pixels, from first to last, that can show a shape. */
    private static int[] seen(SlicePlane d, Vec3 source, Shape s) {
        double[] b = s.mesh().bounds();
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        double film = d.origin().minus(source).dot(d.normal());
        for (int c = 0; c < 8; c++) {
            Vec3 corner = s.pose().apply(new Vec3(b[(c & 1) == 0 ? 0 : 3], b[(c & 2) == 0 ? 1 : 4], b[(c & 4) == 0 ? 2 : 5]));
            Vec3 ray = corner.minus(source);
            Vec3 hit = source.plus(ray.times(film / ray.dot(d.normal()))).minus(d.origin());
            double[] p = {hit.dot(d.right()) / d.pixel(), hit.dot(d.down()) / d.pixel()};
            for (int a = 0; a < 2; a++) {
                low[a] = Math.min(low[a], p[a]);
                high[a] = Math.max(high[a], p[a]);
            }
        }
        return new int[] {(int) Math.max(0, low[0]), (int) Math.max(0, low[1]), (int) Math.min(d.width() - 1.0, high[0] + 1),
                (int) Math.min(d.height() - 1.0, high[1] + 1)};
    }
}
