/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.RGB;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Event;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Resampling;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.imaging.ui.internal.SlicesView;

/** Slices through the bundled hip, which has no image, and through an image whose voxels lie the wrong way round. */
class SlicesTest extends OpenHip {

    private static final Predicate<RGB> BRIGHT = c -> c.red > 225 && c.green > 225 && c.blue > 225;
    /** Outlines of the pelvis and of the femur, and their fillings. */
    /** The proximal bone and what goes with it. */
    static final Predicate<RGB> PELVIS = c -> c.red - c.blue > 15;
    private static final Predicate<RGB> FEMUR = c -> c.blue - c.red > 15;

    @TempDir
    Path folder;

    private SlicesView view;

    @Test
    void slicesShowBonesAndImagesWhereTheyAreAndLeadTheScene() throws Exception {
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.anatomy", page().getWorkbenchWindow()));
        try {
            view = hand.ui(() -> (SlicesView) page().showView(SlicesView.ID));
            current();
            Canvas coronal = pane("CORONAL");
            ImageData seen = hand.screenshot("slices-hip");
            Rectangle r = hand.place(coronal);
            double pelvis = Hand.part(seen, r, PELVIS);
            double femur = Hand.part(seen, r, FEMUR);
            assertTrue(pelvis > 0.01 && femur > 0.01, "pelvis " + pelvis + ", femur " + femur + " of " + r);

            // a click on the femur's shaft, 60 mm below the head and 30 mm beside it, leads the other planes and the scene there
            Vec3 joint = hand.ui(() -> view.cursor());
            Vec3 shaft = hand.ui(() -> {
                Vec3 corner = view.placeAt("CORONAL", 0, 0);
                Vec3 left = view.placeAt("CORONAL", 100, 0).minus(corner).normalized();
                Vec3 down = view.placeAt("CORONAL", 0, 100).minus(corner).normalized();
                return joint.minus(left.times(0.03)).plus(down.times(0.06));
            });
            click("CORONAL", shaft);
            assertEquals(0, hand.ui(() -> view.cursor()).distance(shaft), 0.002);
            hand.await("the scene looks there", 5, () -> session.spot().isPresent());
            assertEquals("femur.right", hand.ui(() -> session.spot().get().bone()));
            Vec3 before = hand.ui(() -> view.cursor());
            hand.run(coronal::setFocus);
            hand.hold(SWT.ARROW_DOWN, 5);
            hand.await("five slices on", 5, () -> Math.abs(view.cursor().distance(before) - 0.005) < 1e-9);

            // a ball at the patient's left, in front, above the middle
            Vec3 middle = new Vec3(0.1, 0.2, 0.3);
            Vec3 ball = middle.plus(new Vec3(0.03, -0.02, 0.024));
            Path file = folder.resolve("ball.nrrd");
            Volumes.write(ball(middle, ball), file, Monitor.NONE);
            Job job = hand.ui(() -> view.open(file));
            job.join();
            assertTrue(job.getResult().isOK(), job.getResult().getMessage());
            hand.await("the image is shown", 10, () -> view.image().isPresent());
            assertEquals(0, hand.ui(() -> view.cursor()).distance(middle), 1e-6);
            hand.run(() -> pane("AXIAL").setFocus());
            hand.hold(SWT.PAGE_DOWN, 1);
            hand.hold(SWT.ARROW_DOWN, 2);
            hand.await("twelve slices on", 5, () -> Math.abs(view.cursor().distance(middle) - 0.024) < 1e-9);
            current();
            quadrant("AXIAL", 1, 0);
            click("AXIAL", ball);
            current();
            assertEquals(0, hand.ui(() -> view.cursor()).distance(ball), 0.001);
            quadrant("CORONAL", 1, 0);
            quadrant("SAGITTAL", 0, 0);

            hand.press("Distance: two clicks");
            click("AXIAL", ball);
            click("AXIAL", ball.plus(new Vec3(-0.03, 0.02, 0)));
            hand.press("Look at a place: click or drag; the other slices and the scene follow");
            List<Double> measured = hand.ui(() -> view.measured());
            assertEquals(1, measured.size());
            assertEquals(Math.hypot(0.03, 0.02), measured.get(0), 0.001);
            hand.screenshot("slices-ball");
            paintedLabelsAreSavedAndNotLost(ball);
        } finally {
            if (view != null) {
                hand.run(view::forget);
            }
            hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow()));
        }
    }

    private void paintedLabelsAreSavedAndNotLost(Vec3 ball) throws Exception {
        VolumeGeometry g = hand.ui(() -> view.image().orElseThrow().geometry());
        LabelEditor before = new LabelEditor(LabelMap.of(Volume.zeros(g, ScalarType.UINT16, ValueMapping.IDENTITY), Map.of(1, "ball")));
        before.brush(ball, 0.005, 1);
        Path file = folder.resolve("corrections.nrrd");
        Volumes.write(before.corrections().volume(), file, Monitor.NONE);
        Job job = hand.ui(() -> view.open(file));
        job.join();
        hand.await("the corrections are shown", 10, () -> view.getSaveables().length == 1);
        assertFalse(hand.ui(view::isDirty));
        hand.press("Brush: paints the label map (label, size and threshold are chosen at Labels; Ctrl+Z takes a stroke back)");
        Vec3 beside = ball.plus(new Vec3(-0.03, 0.02, 0));
        click("AXIAL", beside);
        hand.await("a stroke has to be saved", 5, view::isDirty);
        hand.keys(SWT.CTRL, 'z');
        hand.await("nothing has to be saved", 5, () -> !view.isDirty());
        click("AXIAL", beside);
        hand.await("a stroke has to be saved again", 5, view::isDirty);
        hand.keys(SWT.CTRL, 's');
        hand.await("it is saved", 20, () -> !view.isDirty());
        LabelCorrections saved = LabelCorrections.of(Volumes.scan(file, Monitor.NONE).getFirst().read(ReadOptions.DEFAULT, Monitor.NONE));
        int[] old = g.voxel(ball).orElseThrow();
        int[] more = g.voxel(beside).orElseThrow();
        assertEquals(1, saved.at(old[0], old[1], old[2]));
        assertEquals(1, saved.at(more[0], more[1], more[2]));
        click("AXIAL", beside.plus(new Vec3(0.01, 0, 0)));
        hand.await("another stroke has to be saved", 5, view::isDirty);
        int shells = hand.ui(() -> PlatformUI.getWorkbench().getDisplay().getShells().length);
        hand.run(() -> PlatformUI.getWorkbench().getDisplay().asyncExec(() -> page().hideView(view)));
        hand.await("it is asked whether to save", 10, () -> PlatformUI.getWorkbench().getDisplay().getShells().length > shells);
        hand.screenshot("slices-unsaved");
        hand.key(SWT.ESC, SWT.ESC);
        hand.await("the question is gone", 10, () -> PlatformUI.getWorkbench().getDisplay().getShells().length == shells);
        assertTrue(hand.ui(() -> page().findView(SlicesView.ID) == view && view.isDirty()));
        hand.run(() -> PlatformUI.getWorkbench().getWorkbenchWindows()[0].getShell().forceActive());
        hand.press("Look at a place: click or drag; the other slices and the scene follow");
    }

    /** 12 mm in radius, 1500 HU in air, in voxels of 2 mm that run to the front, to the feet and to the right. */
    private static Volume ball(Vec3 middle, Vec3 ball) throws Exception {
        int n = 60;
        double s = 0.002;
        VolumeGeometry g = VolumeGeometry.axisAligned(n, n, n, middle.minus(new Vec3(1, 1, 1).times(s * (n - 1) / 2)), s);
        Volume v = Volume.zeros(g, ScalarType.INT16, ValueMapping.HOUNSFIELD);
        for (int k = 0; k < n; k++) {
            for (int p = 0; p < n * n; p++) {
                boolean in = g.point(p % n, p / n, k).distance(ball) < 0.012;
                v.store().slice(k).putShort(2 * p, (short) (in ? 1500 : -1000));
            }
        }
        return Resampling.reorient(v, "AIR", 1, Monitor.NONE);
    }

    private Canvas pane(String id) {
        return hand.find(Canvas.class, c -> id.equals(c.getData("pane")));
    }

    private void current() {
        hand.await("the slices are drawn", 30, () -> view.isCurrent());
        hand.pause(200);
    }

    private void click(String pane, Vec3 place) {
        double[] at = hand.ui(() -> view.seenAt(pane, place));
        Canvas canvas = pane(pane);
        hand.run(() -> {
            canvas.setFocus();
            // a press that is posted does not say to a canvas where it is
            for (int type : new int[] {SWT.MouseDown, SWT.MouseUp}) {
                Event press = new Event();
                press.button = 1;
                press.x = (int) Math.round(at[0]);
                press.y = (int) Math.round(at[1]);
                canvas.notifyListeners(type, press);
            }
        });
        hand.settle();
    }

    /** All that is bright, but for letters and lines, lies in one quarter of a pane. */
    private void quadrant(String pane, int column, int row) {
        ImageData seen = hand.screenshot("slices-" + pane.toLowerCase(java.util.Locale.ROOT));
        Rectangle r = hand.place(pane(pane));
        for (int q = 0; q < 4; q++) {
            double part = Hand.part(seen, new Rectangle(r.x + q % 2 * r.width / 2, r.y + q / 2 * r.height / 2, r.width / 2, r.height / 2),
                    BRIGHT);
            boolean wanted = q == column + 2 * row;
            assertTrue(wanted ? part > 0.02 : part < 0.015, pane + ": " + part + " of the quarter " + q + " is bright");
        }
    }
}
