/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/** Greys of values, and windows of images. */
class GreyWindowTest {

    private static Volume image(ValueMapping mapping, IntUnaryOperator value) {
        Volume v = Volume.zeros(VolumeGeometry.axisAligned(50, 40, 5, Vec3.ZERO, 0.001), ScalarType.INT16, mapping);
        for (int k = 0; k < 5; k++) {
            for (int p = 0; p < 2000; p++) {
                v.store().slice(k).putShort(2 * p, (short) value.applyAsInt(p + 2000 * k));
            }
        }
        return v;
    }

    @Test
    void greysRunFromBlackToWhite() {
        GreyWindow w = new GreyWindow(100, 200);
        assertEquals(0, w.grey(-1000));
        assertEquals(0, w.grey(0));
        assertEquals(127, w.grey(99.9));
        assertEquals(255, w.grey(200));
        assertEquals(255, w.grey(Double.POSITIVE_INFINITY));
        assertEquals(0, w.grey(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new GreyWindow(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new GreyWindow(Double.NaN, 1));
    }

    @Test
    void anImageIsShownFromItsDarkestToItsBrightest() {
        // 0 to 9999, each once
        Volume ramp = image(ValueMapping.IDENTITY, n -> n);
        assertEquals(new GreyWindow(9999 / 2.0, 9999), GreyWindow.full(ramp));
        GreyWindow fitting = GreyWindow.fitting(ramp);
        assertEquals(100, fitting.level() - fitting.width() / 2, 1);
        assertEquals(9950, fitting.level() + fitting.width() / 2, 1);
        assertEquals(fitting, GreyWindow.first(ramp));
        assertEquals(new GreyWindow(7, 1), GreyWindow.full(image(ValueMapping.IDENTITY, n -> 7)));
    }

    @Test
    void computedTomographyIsShownForBone() {
        GreyWindow bone = GreyWindow.Preset.BONE.window();
        assertEquals(bone, GreyWindow.first(image(ValueMapping.HOUNSFIELD, n -> n)));
        // NIfTI does not say so, but nothing else has so much air
        assertEquals(bone, GreyWindow.first(image(ValueMapping.IDENTITY, n -> n < 5000 ? -1000 : n % 1000)));
    }
}
