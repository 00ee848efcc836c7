/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.synthesis.ct.internal.BoneFilling;
import org.orthotwin.synthesis.ct.internal.Fraction;
import org.orthotwin.synthesis.ct.internal.Kernel;
import org.orthotwin.synthesis.ct.internal.Noise;
import org.orthotwin.synthesis.ct.internal.Scan;
import org.orthotwin.synthesis.ct.internal.SoftTissue;

/**
 * Scans closed surfaces with densities: CT numbers whose truth is known.
 *
 * <p>Model. A voxel has the mean of what is in its box (columns by rows by the slice's thickness). Near a surface the box is cut into cells
 * of at most {@link Scan#CELL}, and of each cell the exact part beyond the tangent plane at the nearest surface point is taken
 * ({@link Fraction}); the error is of the order of cell^2 / (8 R) of the distance, 5 micrometres for a radius R of 24 mm. Then the point
 * spread, a Gaussian on top of the box; streaks of metal; noise; rounding to whole HU within -1024 to 3071, as scanners store them.
 * Range: a layer thinner than a cell, or two surfaces in one cell, is seen from the nearer side only. Cost: grows with the bones' volume
 * and
 * the scan's voxels, some seconds for 256^3. Two threads or twenty give the same numbers.
 */
public final class SyntheticCt {

    private static final int LOWEST = -1024;
    private static final int HIGHEST = 3071;
    /** Decides the arrangement of muscles; the same in every scan. */
    private static final long TEXTURE = 0x5EED;

    private SyntheticCt() {
    }

    /** @throws java.util.concurrent.CancellationException if the monitor asked to stop */
    public static CtImage scan(CtScene scene, CtProtocol protocol, Monitor monitor) {
        SliceStack s = protocol.stack();
        int n = s.nx() * s.ny() * s.nz();
        if (scene.bones().size() + scene.implants().size() > 255
                || scene.bones().stream().mapToInt(b -> b.zones().size()).sum() > 255) {
            throw new IllegalArgumentException("more than 255 bones and implants, or zones");
        }
        monitor.begin("Synthetic CT", scene.bones().size() + scene.implants().size() + 3L);
        Scan scan = new Scan(s);
        int label = 1;
        int zone = 1;
        List<Bvh> trees = scene.bones().stream().map(b -> Bvh.of(b.outer())).toList();
        for (int i = 0; i < trees.size(); i++) {
            CtBone b = scene.bones().get(i);
            Bvh own = trees.get(i);
            List<Bvh> others = trees.stream().filter(t -> t != own).toList();
            new BoneFilling(scan, b, own, others, label++, zone, scene.jointGap()).run(monitor);
            zone += b.zones().size();
            monitor.worked(1);
        }
        float[] metal = null;
        float[] implant = new float[n];
        float[] implantHu = new float[n];
        for (CtImplant i : scene.implants()) {
            float[] part = scan.fractions(i.surface(), monitor);
            if (i.metal() && metal == null) {
                metal = new float[n];
            }
            scan.implant(part, implant, implantHu, i.metal() ? metal : null, i.hu(), label++);
            monitor.worked(1);
        }
        float[] hu = new float[n];
        compose(scene, scan, s, hu, monitor);
        monitor.worked(1);
        if (metal != null && protocol.streaks()) {
            scan.streaks(hu, metal);
        }
        for (int i = 0; i < n; i++) {
            hu[i] = implant[i] > 0 ? implantHu[i] + (1 - implant[i]) * hu[i] : hu[i];
        }
        monitor.checkCancelled();
        double sx = protocol.blurAcross() / Kernel.FWHM / s.iSpacing();
        double sy = protocol.blurAcross() / Kernel.FWHM / s.jSpacing();
        double sz = protocol.blurAlong() / Kernel.FWHM / s.step().norm();
        // saturated before blurring, or metal would spread its thousands of HU far
        for (int i = 0; i < n; i++) {
            hu[i] = Math.max(LOWEST, Math.min(HIGHEST, hu[i]));
        }
        Kernel.convolve(hu, s.nx(), s.ny(), s.nz(), 0, Kernel.gaussian(sx));
        Kernel.convolve(hu, s.nx(), s.ny(), s.nz(), 1, Kernel.gaussian(sy));
        Kernel.convolve(hu, s.nx(), s.ny(), s.nz(), 2, Kernel.gaussian(sz));
        monitor.worked(1);
        monitor.checkCancelled();
        Noise.add(hu, s.nx(), s.ny(), s.nz(), protocol.noise(), protocol.seed(), sx, sy, sz);
        short[] stored = new short[n];
        for (int i = 0; i < n; i++) {
            stored[i] = (short) Math.max(LOWEST, Math.min(HIGHEST, Math.round(hu[i])));
        }
        monitor.worked(1);
        return new CtImage(s, stored, scan.labels(), scan.zones());
    }

    private static void compose(CtScene scene, Scan scan, SliceStack s, float[] hu, Monitor monitor) {
        Vec3 ex = s.iDirection().times(s.iSpacing());
        Vec3 ey = s.jDirection().times(s.jSpacing());
        Vec3 ez = s.normal().times(s.thickness());
        IntStream.range(0, s.nz()).parallel().forEach(k -> {
            monitor.checkCancelled();
            SoftTissue soft = new SoftTissue(scene.outline(), TEXTURE);
            for (int j = 0; j < s.ny(); j++) {
                Vec3 p = s.point(0, j, k);
                for (int i = 0; i < s.nx(); i++) {
                    int v = (k * s.ny() + j) * s.nx() + i;
                    double other = 1 - scan.bone(v);
                    double back = other <= 0 ? 0 : scan.isCartilage(v) ? Attenuation.CARTILAGE
                            : soft.at(p.x() + i * ex.x(), p.y() + i * ex.y(), p.z() + i * ex.z(), ex, ey, ez);
                    hu[v] = (float) (scan.boneHu(v) + other * back);
                }
            }
        });
    }

    /** Names of the labels, from 1. */
    public static List<String> labelNames(CtScene scene) {
        List<String> names = new ArrayList<>(scene.bones().stream().map(CtBone::name).toList());
        names.addAll(scene.implants().stream().map(CtImplant::name).toList());
        return names;
    }

    /** The zones in their order, from 1, without doubles of a name in one bone. */
    public static List<Zone> zones(CtScene scene) {
        return scene.bones().stream().flatMap(b -> b.zones().stream()).toList();
    }

    /** Smallest x, y, z and largest x, y, z of all bones, LPS, m. */
    public static double[] bounds(CtScene scene) {
        double[] all = new double[6];
        Arrays.fill(all, 0, 3, Double.POSITIVE_INFINITY);
        Arrays.fill(all, 3, 6, Double.NEGATIVE_INFINITY);
        for (TriangleMesh m : scene.bones().stream().map(CtBone::outer).toList()) {
            double[] b = m.bounds();
            for (int i = 0; i < 3; i++) {
                all[i] = Math.min(all[i], b[i]);
                all[3 + i] = Math.max(all[3 + i], b[3 + i]);
            }
        }
        return all;
    }
}
