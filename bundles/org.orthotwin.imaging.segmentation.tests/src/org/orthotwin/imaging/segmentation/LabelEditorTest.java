/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/** Corrections by hand: done, undone, done again, and kept. */
class LabelEditorTest {

    private static final VolumeGeometry GRID = new VolumeGeometry(20, 16, 12, new Vec3(0.01, 0, 0), Vec3.X, Vec3.Y, Vec3.Z, 0.001, 0.001, 0.002);

    private static LabelMap half() {
        Volume v = Volume.zeros(GRID, ScalarType.UINT8, ValueMapping.IDENTITY);
        for (int k = 0; k < 12; k++) {
            for (int p = 0; p < 20 * 16; p++) {
                v.store().slice(k).put(p, (byte) (p % 20 < 10 ? 4 : 0));
            }
        }
        return LabelMap.of(v, Map.of(4, "femur.right"));
    }

    @Test
    void theBrushIsARoundBallInSpace() {
        LabelEditor e = new LabelEditor(half());
        Vec3 c = GRID.point(14, 8, 6);
        int changed = e.brush(c, 0.0031, 1);
        int inside = 0;
        LabelMap m = e.labels();
        for (int k = 0; k < 12; k++) {
            for (int j = 0; j < 16; j++) {
                for (int i = 0; i < 20; i++) {
                    boolean in = GRID.point(i, j, k).distance(c) <= 0.0031;
                    inside += in ? 1 : 0;
                    assertEquals(in ? 1 : i < 10 ? 4 : 0, m.at(i, j, k));
                }
            }
        }
        assertEquals(inside, changed);
        assertTrue(inside > 50);
    }

    @Test
    void everythingCanBeUndoneAndDoneAgain() {
        LabelEditor e = new LabelEditor(half());
        String start = e.labels().volume().sha256();
        e.brush(GRID.point(10, 8, 6), 0.004, 1);
        String one = e.labels().volume().sha256();
        e.brush(GRID.point(5, 8, 6), 0.003, 0, 4);
        e.fill(0, 0, 0, 2);
        String three = e.labels().volume().sha256();
        assertEquals(List.of("brush", "erase", "fill"), e.edits());
        assertTrue(e.undo());
        assertTrue(e.undo());
        assertEquals(one, e.labels().volume().sha256());
        assertTrue(e.redo());
        assertTrue(e.redo());
        assertFalse(e.redo());
        assertEquals(three, e.labels().volume().sha256());
        while (e.undo()) {
            // to the start
        }
        assertEquals(start, e.labels().volume().sha256());
        assertEquals(LabelCorrections.FREE, e.corrections().at(10, 8, 6));
        // a new edit forgets what was undone
        e.brush(GRID.point(10, 8, 6), 0.002, 3);
        assertFalse(e.redo());
    }

    @Test
    void fillingStopsAtOtherLabels() {
        LabelEditor e = new LabelEditor(half());
        assertEquals(10 * 16 * 12, e.fill(15, 3, 3, 7));
        assertEquals(7, e.labels().at(10, 0, 11));
        assertEquals(4, e.labels().at(9, 0, 11));
        assertEquals(0, e.fill(15, 3, 3, 7));
    }

    @Test
    void correctionsSurviveALaterRun() {
        LabelEditor e = new LabelEditor(half());
        e.brush(GRID.point(3, 8, 6), 0.002, 0);
        e.brush(GRID.point(15, 8, 6), 0.002, 4);
        LabelCorrections c = e.corrections();
        // a later run says the opposite everywhere
        Volume v = Volume.zeros(GRID, ScalarType.UINT8, ValueMapping.IDENTITY);
        for (int k = 0; k < 12; k++) {
            for (int p = 0; p < 20 * 16; p++) {
                v.store().slice(k).put(p, (byte) (p % 20 < 10 ? 4 : 9));
            }
        }
        LabelMap again = c.applyTo(LabelMap.of(v, Map.of(4, "femur.right")));
        assertEquals(0, again.at(3, 8, 6));
        assertEquals(4, again.at(15, 8, 6));
        assertEquals(9, again.at(19, 0, 0));
        LabelEditor next = new LabelEditor(again, c);
        assertEquals(0, next.corrections().at(3, 8, 6));
        assertEquals("femur.right", again.names().get(4));
    }
}
