/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.LabelScript;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

/** Corrections by hand: done, undone, done again, and kept. */
class LabelEditorTest {

    private static final VolumeGeometry GRID = new VolumeGeometry(20, 16, 12, new Vec3(0.01, 0, 0), Vec3.X, Vec3.Y, Vec3.Z, 0.001, 0.001,
            0.002);

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
    void aStrokeOfBallsIsOneEditAndSeesWhereItMayGo() {
        LabelEditor e = new LabelEditor(half());
        String start = e.labels().volume().sha256();
        e.brush(GRID.point(3, 3, 3), 0.002, 2);
        String before = e.labels().volume().sha256();
        LabelMap live = e.live();
        // from the labelled half into the free one, never beyond its middle
        for (int i = 6; i <= 14; i += 2) {
            e.brush(GRID.point(i, 8, 6), 0.0031, 1, p -> p.y() <= 0.008);
        }
        assertEquals(1, live.at(10, 8, 6));
        assertEquals(1, e.labels().at(12, 6, 6));
        assertEquals(0, e.labels().at(12, 9, 6));
        assertEquals(4, e.labels().at(8, 9, 6));
        String after = e.labels().volume().sha256();
        e.join(1);
        assertEquals(List.of("brush", "brush"), e.edits());
        e.undo();
        assertEquals(before, e.labels().volume().sha256());
        e.redo();
        assertEquals(after, e.labels().volume().sha256());
        assertEquals(1, e.corrections().at(12, 6, 6));
        e.undo();
        e.undo();
        assertEquals(start, e.labels().volume().sha256());
        assertEquals(LabelCorrections.FREE, e.corrections().at(12, 6, 6));
        e.brush(GRID.point(3, 3, 3), 0.002, 2);
        e.brush(GRID.point(3, 3, 3), 0.002, 3);
        assertThrows(IllegalArgumentException.class, () -> e.join(0));
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

    @Test
    void onlyTheLargestPieceIsKept() {
        LabelEditor e = new LabelEditor(half());
        // two balls of the same label apart from the half, a small and a smaller one
        e.brush(GRID.point(16, 8, 6), 0.0021, 4);
        e.brush(GRID.point(16, 2, 2), 0.0011, 4);
        long before = e.labels().counts().get(4);
        int erased = e.keepLargest(4);
        assertEquals(10L * 16 * 12, e.labels().counts().get(4));
        assertEquals(before - erased, e.labels().counts().get(4));
        assertTrue(e.undo());
        assertEquals(before, e.labels().counts().get(4));
        assertEquals(before, e.relabel(4, 9));
        assertEquals(before, e.labels().counts().get(9));
        assertEquals(0, e.relabel(9, 9));
    }

    @Test
    void wordsDoWhatTheEditorDoes() {
        LabelEditor byHand = new LabelEditor(half());
        byHand.brush(new Vec3(0.024, 0.008, 0.012), 0.003, 5);
        byHand.brush(new Vec3(0.012, 0.008, 0.012), 0.002, 0, 4);
        byHand.fill(19, 0, 0, 6);
        LabelEditor inWords = new LabelEditor(half());
        LabelScript s = new LabelScript(inWords);
        assertTrue(s.run("paint tibia.right 24,8,12 3mm") > 50);
        s.run("erase femur.right 12,8,12 2mm");
        s.run("keep tibia.right");
        s.run("erase 20,8,12 1cm");
        s.run("undo");
        s.run("fill fluid 29,0,0");
        s.run("undo");
        s.run("redo");
        assertEquals(byHand.labels().volume().sha256(), inWords.labels().volume().sha256());
        assertEquals(Map.of(4, "femur.right", 5, "tibia.right", 6, "fluid"), inWords.labels().names());
        s.run("relabel 6 tibia.right");
        assertFalse(inWords.labels().counts().containsKey(6));
        for (String wrong : new String[] {"paint femur.right 1,2 3mm", "paint femur.right 1,2,3 3", "paint femur.right 1,2,3 -3mm",
                "erase patella 1,2,3 3mm", "fill femur.right 500,0,0", "fill patella 500,0,0", "keep", "redo", "drop table",
                "relabel 70000 3"}) {
            assertThrows(IllegalArgumentException.class, () -> s.run(wrong), wrong);
        }
        assertFalse(inWords.names().containsValue("patella"), "the name of a step that was not done");
    }

    @Test
    void correctionsOfAnyTypeAreTakenAndKeepTheirNames() {
        LabelEditor e = new LabelEditor(half());
        new LabelScript(e).run("paint tibia.right 24,8,12 3mm");
        e.brush(GRID.point(2, 2, 2), 0.001, 0);
        LabelCorrections said = e.corrections();
        LabelMap later = said.applyTo(half());
        assertEquals("tibia.right", later.names().get(5));
        for (ScalarType t : ScalarType.values()) {
            Volume v = Volume.zeros(GRID, t, ValueMapping.IDENTITY);
            for (int k = 0; k < 12; k++) {
                for (int p = 0; p < 20 * 16; p++) {
                    int c = said.at(p % 20, p / 20, k);
                    double free = t.highest() >= 65535 ? 65535 : t.highest();
                    t.put(v.store().slice(k), p * t.bytes(), c != LabelCorrections.FREE ? c : t.isSigned() && p % 2 == 0 ? -1 : free);
                }
            }
            assertEquals(later.volume().sha256(), LabelCorrections.of(v.withAttributes(said.volume().attributes())).applyTo(half()).volume()
                    .sha256(), t.code());
        }
        Volume half = Volume.zeros(GRID, ScalarType.FLOAT32, ValueMapping.IDENTITY);
        half.store().slice(0).putFloat(0, 0.5f);
        assertThrows(IllegalArgumentException.class, () -> LabelCorrections.of(half));
    }
}
