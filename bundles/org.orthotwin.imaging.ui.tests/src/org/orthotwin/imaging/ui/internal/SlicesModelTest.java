/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.ui.internal.SlicesModel.Brush;
import org.orthotwin.imaging.ui.internal.SlicesModel.Ruler;

/** What the panes share, and what is painted through it. */
class SlicesModelTest {

    private static final int N = 40;
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(N, N, N, Vec3.ZERO, 0.001);
    private static final Vec3 MIDDLE = GRID.point(20, 20, 20);

    private final SlicesModel model = new SlicesModel();

    /** An image that is 1000 where x is 20 mm or more, else 0, and nothing painted on it. */
    private Painting paint() {
        Volume image = Volume.zeros(GRID, ScalarType.INT16, ValueMapping.HOUNSFIELD);
        for (int k = 0; k < N; k++) {
            for (int p = 0; p < N * N; p++) {
                image.store().slice(k).putShort(2 * p, (short) (p % N >= 20 ? 1000 : 0));
            }
        }
        LabelEditor e = new LabelEditor(LabelMap.of(Volume.zeros(GRID, ScalarType.UINT16, ValueMapping.IDENTITY), Map.of(1, "structure")));
        Painting p = new Painting(e, "image", true, Optional.empty());
        model.content(new Content(Optional.of(image), Optional.of(e.live()), List.of(), RigidTransform.IDENTITY));
        model.painting(p);
        return p;
    }

    private long count() {
        return model.content().labels().orElseThrow().counts().getOrDefault(1, 0L);
    }

    @Test
    void aBallIsPaintedAndOnOneSliceADisc() {
        Painting p = paint();
        model.brush(new Brush(1, 0.0101, Double.NEGATIVE_INFINITY, false));
        model.paint(MIDDLE, Vec3.Z);
        assertEquals(4 * Math.PI / 3 * Math.pow(10.1, 3), count(), 80);
        assertTrue(p.editor().undo());
        for (Vec3 normal : new Vec3[] {Vec3.X, Vec3.Y.negate(), Vec3.Z}) {
            model.brush(new Brush(1, 0.0101, Double.NEGATIVE_INFINITY, true));
            // not quite on the slice, as a cursor is
            model.paint(MIDDLE.plus(normal.times(0.0003)), normal);
            assertEquals(Math.PI * 100, count(), 12);
            LabelMap m = model.content().labels().get();
            assertEquals(1, m.at(20, 20, 20));
            assertEquals(0, m.at(20 + (int) normal.x(), 20 + (int) normal.y(), 20 + (int) normal.z()));
            assertTrue(p.editor().undo());
        }
        model.brush(new Brush(1, 0.0101, 500, true));
        model.paint(MIDDLE, Vec3.Z);
        // half of the disc and the voxels in its middle, and what is interpolated there
        assertEquals(Math.PI * 50 + 10, count(), 12);
        assertEquals(0, model.content().labels().get().at(18, 20, 20));
    }

    @Test
    void nobodyPaintsWhileSomethingWorks() {
        Painting p = paint();
        p.busy(true);
        assertTrue(model.editor().isEmpty());
        model.paint(MIDDLE, Vec3.Z);
        assertEquals(0, count());
        p.busy(false);
        model.paint(MIDDLE, Vec3.Z);
        assertTrue(count() > 0);
    }

    @Test
    void whatIsInAFileNeedsNotBeSaved() {
        Painting p = paint();
        assertFalse(p.isDirty());
        assertFalse(p.isTouched());
        model.paint(MIDDLE, Vec3.Z);
        assertTrue(p.isDirty());
        p.saved(Path.of("corrections.nrrd"), p.editor().state());
        assertFalse(p.isDirty());
        assertTrue(p.isTouched());
        p.editor().undo();
        assertTrue(p.isDirty(), "the file has more than there is");
        p.editor().redo();
        assertFalse(p.isDirty());
        model.paint(MIDDLE.plus(Vec3.X.times(0.005)), Vec3.Z);
        Object before = p.editor().state();
        model.paint(MIDDLE.plus(Vec3.X.times(0.01)), Vec3.Z);
        // what was painted while it was written is not in the file
        p.saved(Path.of("corrections.nrrd"), before);
        assertTrue(p.isDirty());
        p.editor().undo();
        assertFalse(p.isDirty());
    }

    @Test
    void onlyChangesAreTold() {
        AtomicInteger told = new AtomicInteger();
        model.addListener(told::incrementAndGet);
        model.cursor(Vec3.X);
        model.cursor(Vec3.X);
        model.window(GreyWindow.Preset.SOFT.window());
        model.window(GreyWindow.Preset.SOFT.window());
        model.slab(model.slab());
        model.notice("");
        assertEquals(2, told.get());
        long strokes = model.strokes();
        paint();
        assertTrue(model.strokes() > strokes);
    }

    @Test
    void rulersMeasure() {
        assertEquals(0.05, new Ruler(List.of(Vec3.ZERO, new Vec3(0.03, 0, -0.04))).value(), 1e-15);
        assertEquals(Math.PI / 3, new Ruler(List.of(Vec3.X.plus(MIDDLE), MIDDLE, MIDDLE.plus(new Vec3(0.5, Math.sqrt(0.75), 0)))).value(),
                1e-12);
    }

    @Test
    void aContentOfSurfacesAloneHasSlicesOfAMillimetre() {
        assertTrue(Content.NONE.isEmpty());
        assertEquals(0.001, Content.NONE.step(Vec3.Z));
        VolumeGeometry g = new VolumeGeometry(4, 4, 4, Vec3.ZERO, Vec3.X, Vec3.Y, Vec3.Z, 0.001, 0.002, 0.004);
        assertEquals(0.004, Content.step(g, Vec3.Z.negate()), 1e-15);
        assertEquals(0.002, Content.step(g, Vec3.Y), 1e-15);
    }
}
