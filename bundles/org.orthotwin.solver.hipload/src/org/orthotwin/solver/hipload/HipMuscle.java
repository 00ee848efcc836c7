/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.hipload;

import java.util.Locale;
import org.orthotwin.geometry.Vec3;

/**
 * The muscles over the hip as straight lines between pelvis and femur, as they were measured on one cadaver in upright standing: WF Dostal,
 * JG Andrews 1981, A three-dimensional biomechanical model of hip musculature, J Biomech 14:803-812, doi:10.1016/0021-9290(81)90036-1,
 * table 1; the origin of iliopsoas and the insertions of muscles that go on below the knee are where their lines leave the bones. Forward,
 * up and to the (right) side from the hip's centre, the anterior pelvic plane vertical, the femur along its mechanical axis.
 *
 * <p>Cross-sections are those of RC Johnston, RA Brand, RD Crowninshield 1979, Reconstruction of the hip, J Bone Joint Surg Am 61:639-652,
 * table I, over that of gluteus maximus; that of a muscle of several lines is shared evenly among them.
 */
public enum HipMuscle {
    ILIOPSOAS(0.58, 28, 24, 5, -2, -61, 15),
    PECTINEUS(0.05, 44, -3, -38, -4, -114, 35),
    SARTORIUS(0.07, 51, 68, 50, -8, -435, -42),
    RECTUS_FEMORIS(0.40, 43, 37, 26, 43, -415, 2),
    ADDUCTOR_LONGUS(0.23, 41, -31, -65, 5, -204, 26),
    ADDUCTOR_BREVIS(0.21, 21, -45, -67, -2, -131, 38),
    ADDUCTOR_MINIMUS(0.59 / 3, 7, -49, -61, -4, -124, 40),
    ADDUCTOR_MAGNUS_MIDDLE(0.59 / 3, -31, -61, -44, 5, -228, 27),
    ADDUCTOR_MAGNUS_POSTERIOR(0.59 / 3, -48, -59, -34, 1, -404, -31),
    GRACILIS(0.10, 10, -49, -68, -14, -434, -41),
    GLUTEUS_MAXIMUS(1, -87, 68, -44, -9, -103, 47),
    GLUTEUS_MEDIUS_ANTERIOR(0.80 / 3, 27, 102, 62, -18, -26, 73),
    GLUTEUS_MEDIUS_MIDDLE(0.80 / 3, -2, 132, 18, -18, -26, 73),
    GLUTEUS_MEDIUS_POSTERIOR(0.80 / 3, -48, 97, -15, -18, -26, 73),
    GLUTEUS_MINIMUS_ANTERIOR(0.34 / 3, 29, 73, 41, 4, -27, 69),
    GLUTEUS_MINIMUS_MIDDLE(0.34 / 3, -4, 88, 20, 4, -27, 69),
    GLUTEUS_MINIMUS_POSTERIOR(0.34 / 3, -26, 71, 0, 4, -27, 69),
    TENSOR_FASCIAE_LATAE(0.12, 45, 78, 56, 22, -436, 33),
    PIRIFORMIS(0.10, -78, 55, -47, -1, -1, 55),
    OBTURATOR_INTERNUS(0.12, -53, -11, -18, -6, -5, 47),
    GEMELLUS_SUPERIOR(0.02, -55, 5, -28, -6, -5, 47),
    GEMELLUS_INFERIOR(0.02, -49, -12, -9, -6, -5, 47),
    QUADRATUS_FEMORIS(0.12, -36, -46, -15, -29, -40, 47),
    OBTURATOR_EXTERNUS(0.12, 9, -35, -49, -17, -16, 50),
    BICEPS_FEMORIS(0.26, -53, -36, -13, -23, -441, 39),
    SEMITENDINOSUS(0.20, -53, -36, -13, -22, -433, -40),
    SEMIMEMBRANOSUS(0.40, -44, -31, -8, -29, -428, -34);

    /** Of that cadaver, m: from the hip's centre up to the anterior superior iliac spines, between these, back to the posterior. */
    static final double SPINE_HEIGHT = 0.083;
    static final double SPINE_WIDTH = 0.260;
    static final double PELVIC_DEPTH = 0.165;
    /** From the hip's centre down to the epicondyles, m. */
    static final double FEMUR_LENGTH = 0.423;

    private final double area;
    private final Vec3 origin;
    private final Vec3 insertion;

    HipMuscle(double area, double... mm) {
        this.area = area;
        origin = new Vec3(mm[0], mm[1], mm[2]).times(0.001);
        insertion = new Vec3(mm[3], mm[4], mm[5]).times(0.001);
    }

    /** Cross-section over that of gluteus maximus. */
    public double area() {
        return area;
    }

    /** On the pelvis of the cadaver: forward, up, to the side from the hip's centre, m. */
    public Vec3 origin() {
        return origin;
    }

    /** On its femur in upright standing: likewise. */
    public Vec3 insertion() {
        return insertion;
    }

    /** Gluteus medius and minimus and tensor fasciae latae. */
    public boolean isAbductor() {
        return ordinal() >= GLUTEUS_MEDIUS_ANTERIOR.ordinal() && ordinal() <= TENSOR_FASCIAE_LATAE.ordinal();
    }

    /** As in results: lower case with hyphens. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
