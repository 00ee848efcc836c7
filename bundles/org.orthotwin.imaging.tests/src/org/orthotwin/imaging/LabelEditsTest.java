/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;

/** What an edit of labels holds, and what it refuses. */
class LabelEditsTest {

    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(12, 10, 8, Vec3.ZERO, 0.001);

    private static LabelEditor empty() {
        return new LabelEditor(LabelMap.of(Volume.zeros(GRID, ScalarType.UINT16, ValueMapping.IDENTITY), Map.of(1, "structure")));
    }

    @Test
    void aRegionThatIsTooLargeIsLeft() {
        LabelEditor e = empty();
        int all = 12 * 10 * 8;
        assertEquals(-1, e.fill(3, 3, 3, 1, all - 1, Monitor.NONE));
        assertEquals(List.of(), e.edits());
        assertEquals(Map.of(), e.labels().counts());
        assertEquals(all, e.fill(3, 3, 3, 1, all, Monitor.NONE));
        assertEquals(Map.of(1, (long) all), e.labels().counts());
        assertTrue(e.undo());
        assertEquals(Map.of(), e.labels().counts());
    }

    @Test
    void filledIsWhatFacesConnect() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 40; round++) {
            Volume v = Volume.zeros(GRID, ScalarType.UINT16, ValueMapping.IDENTITY);
            int[] label = new int[12 * 10 * 8];
            for (int n = 0; n < label.length; n++) {
                label[n] = random.nextInt(10) < 6 ? 1 : 2;
                v.store().slice(n / 120).putShort(2 * (n % 120), (short) label[n]);
            }
            int start = random.nextInt(label.length);
            // spread over faces until nothing more comes
            boolean[] in = new boolean[label.length];
            in[start] = true;
            int count = 1;
            for (int last = 0; last != count;) {
                last = count;
                for (int n = 0; n < label.length; n++) {
                    boolean reached = n % 12 > 0 && in[n - 1] || n % 12 < 11 && in[n + 1] || n % 120 >= 12 && in[n - 12]
                            || n % 120 < 108 && in[n + 12] || n >= 120 && in[n - 120] || n < label.length - 120 && in[n + 120];
                    if (!in[n] && label[n] == label[start] && reached) {
                        in[n] = true;
                        count++;
                    }
                }
            }
            LabelEditor e = new LabelEditor(LabelMap.of(v, Map.of()));
            assertEquals(-1, count == 1 ? -1 : e.fill(start % 12, start / 12 % 10, start / 120, 3, count - 1, Monitor.NONE));
            assertEquals(count, e.fill(start % 12, start / 12 % 10, start / 120, 3, count, Monitor.NONE));
            LabelMap m = e.labels();
            for (int n = 0; n < label.length; n++) {
                assertEquals(in[n] ? 3 : label[n], m.at(n % 12, n / 12 % 10, n / 120));
            }
        }
    }

    @Test
    void whatIsPaintedAlreadyIsNoEdit() {
        LabelEditor e = empty();
        Vec3 c = GRID.point(5, 5, 4);
        e.brush(c, 0.002, 2);
        e.brush(c, 0.0035, 1);
        assertTrue(e.undo());
        assertEquals(0, e.brush(c, 0.002, 2));
        assertEquals(List.of("brush"), e.edits());
        assertTrue(e.canRedo());
        assertTrue(e.redo());
        // erasing where nothing is locks it, once
        assertEquals(0, e.brush(GRID.point(1, 1, 1), 0.001, 0));
        assertEquals(0, e.brush(GRID.point(1, 1, 1), 0.001, 0));
        assertEquals(List.of("brush", "brush", "erase"), e.edits());
        assertEquals(0, e.corrections().at(1, 1, 1));
        assertTrue(e.undo());
        assertEquals(LabelCorrections.FREE, e.corrections().at(1, 1, 1));
    }

    @Test
    void aStrokeOverItselfIsTakenBackWhole() {
        LabelEditor e = empty();
        e.brush(GRID.point(6, 5, 4), 0.002, 3);
        String before = e.labels().volume().sha256();
        String locks = e.corrections().volume().sha256();
        for (int i : new int[] {3, 4, 5, 4, 3, 8}) {
            e.brush(GRID.point(i, 5, 4), 0.003, 1);
        }
        String after = e.labels().volume().sha256();
        e.join(1);
        assertEquals(2, e.edits().size());
        assertTrue(e.undo());
        assertEquals(before, e.labels().volume().sha256());
        assertEquals(locks, e.corrections().volume().sha256());
        assertTrue(e.redo());
        assertEquals(after, e.labels().volume().sha256());
        assertFalse(e.canRedo());
    }
}
