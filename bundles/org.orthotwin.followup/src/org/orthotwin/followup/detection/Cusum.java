/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.detection;

/**
 * The tabular cumulative sum: S = max(0, S + z - k) upwards, and the same of -z downwards; a signal where one exceeds h. The quickest for a
 * lasting shift of 2 k among all with the same time between false alarms. The change is dated after the last time the sum was 0.
 *
 * <p>Page, Biometrika 41 (1954) 100-115; Lorden, Ann Math Stat 42 (1971) 1897-1908. Run lengths: {@link RunLength}.
 */
public final class Cusum implements Detector {

    private final double k;
    private final double h;
    private final Side side;
    private double up;
    private double down;
    private int upRun;
    private int downRun;

    /**
     * @param k half the shift that is looked for, standard deviations
     * @param h limit, standard deviations
     */
    public Cusum(double k, double h, Side side) {
        if (!(k >= 0) || !(h > 0)) {
            throw new IllegalArgumentException("a cumulative sum with k = " + k + " and h = " + h);
        }
        this.k = k;
        this.h = h;
        this.side = side;
    }

    @Override
    public boolean add(double z) {
        Detector.finite(z);
        if (side.up()) {
            up = Math.max(0, up + z - k);
            upRun = up > 0 ? upRun + 1 : 0;
        }
        if (side.down()) {
            down = Math.max(0, down - z - k);
            downRun = down > 0 ? downRun + 1 : 0;
        }
        return statistic() > h;
    }

    @Override
    public double statistic() {
        return Math.max(up, down);
    }

    @Override
    public double limit() {
        return h;
    }

    @Override
    public int run() {
        return up >= down ? upRun : downRun;
    }

    @Override
    public void reset() {
        up = 0;
        down = 0;
        upRun = 0;
        downRun = 0;
    }
}
