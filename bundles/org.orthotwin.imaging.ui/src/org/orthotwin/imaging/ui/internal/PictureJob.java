/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MeshSection;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Interpolation;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Reslicing;
import org.orthotwin.imaging.Slab;
import org.orthotwin.imaging.SlicePlane;
import org.orthotwin.imaging.Volume;

/** Makes the pictures of one pane, one after the other, only the latest that was asked for; what has not changed is not computed again. */
final class PictureJob extends Job {

    private static final double LABEL_OPACITY = 0.3;
    /**
     * Part of the rays of a radiograph that met something and are not white, with an image and without one, where there is little but
     * parts of metal and bones; and part of the strongest attenuation that is still black in an image.
     */
    private static final double BRIGHT = 0.998;
    private static final double BRIGHT_SURFACES = 0.93;
    private static final double NOTHING = 1e-3;
    private static final double SOFT = 0.3;

    /**
     * What is to be seen.
     *
     * @param plane the pixels
     * @param source of the rays of a radiograph; null for a slice
     * @param strokes how often the labels were changed
     */
    record Request(SlicePlane plane, Vec3 source, Content content, Slab slab, GreyWindow window, boolean labels, boolean outlines,
            long strokes) {
    }

    /**
     * Where a surface meets the plane.
     *
     * @param loops closed lines, each as u0 v0 u1 v1 ..., m along the plane's directions
     */
    record Outline(Shape shape, List<double[]> loops) {
    }

    /** A picture of what was asked for; without data where there is no image. */
    record Picture(Request request, ImageData data, List<Outline> outlines) {
    }

    private final Display display;
    private final Consumer<Picture> then;
    private final AtomicReference<Request> wanted = new AtomicReference<>();
    private Request last;
    private float[] values;
    private float[] labels;
    private List<Outline> outlines = List.of();
    private volatile boolean disposed;

    /** @param then gets the pictures in the user interface's thread */
    PictureJob(Display display, Consumer<Picture> then) {
        super("slice");
        this.display = display;
        this.then = then;
        setSystem(true);
        setPriority(INTERACTIVE);
    }

    void ask(Request r) {
        wanted.set(r);
        schedule();
    }

    void dispose() {
        disposed = true;
        wanted.set(null);
        cancel();
    }

    @Override
    protected IStatus run(IProgressMonitor monitor) {
        Request r = wanted.getAndSet(null);
        if (r == null || disposed) {
            return Status.OK_STATUS;
        }
        try {
            Picture p = picture(r);
            if (!display.isDisposed()) {
                display.asyncExec(() -> {
                    if (!disposed) {
                        then.accept(p);
                    }
                });
            }
        } catch (CancellationException e) {
            // another one is wanted, which comes next
        }
        return Status.OK_STATUS;
    }

    private Picture picture(Request r) {
        Request before = last;
        // until all is done: what is kept may be of another size by then
        last = null;
        boolean place = before != null && before.plane.equals(r.plane);
        Volume image = r.content.image().orElse(null);
        if (!place || before.content.image().orElse(null) != image || !before.slab.equals(r.slab) || !equal(before.source, r.source)
                || r.source != null && (before.outlines != r.outlines || !before.content.shapes().equals(r.content.shapes()))) {
            // a slice is quick and would never be seen if each took the place of the one before; a radiograph is not
            Monitor m = Monitor.until(() -> disposed || r.source != null && wanted.get() != null);
            values = r.source != null ? film(r, m) : image == null ? null : new Reslicing(image).slice(r.plane, r.slab,
                    Interpolation.LINEAR, m);
        }
        LabelMap map = r.labels && r.source == null ? r.content.labels().orElse(null) : null;
        if (map == null) {
            labels = null;
        } else if (labels == null || !place || before.content.labels().orElse(null) != map || before.strokes != r.strokes) {
            labels = new Reslicing(map.volume()).slice(r.plane, Slab.THIN, Interpolation.NEAREST, Monitor.until(() -> disposed));
        }
        if (!r.outlines || r.source != null) {
            outlines = List.of();
        } else if (!place || !before.outlines || !before.content.shapes().equals(r.content.shapes())) {
            outlines = outlines(r.plane, r.content.shapes());
        }
        last = r;
        return new Picture(r, values == null && labels == null ? null : data(r, map), outlines);
    }

    private static float[] film(Request r, Monitor m) {
        SlicePlane film = behind(r.plane, r.source, r.content.corners());
        Volume image = r.content.image().orElse(null);
        float[] values = image == null ? new float[film.width() * film.height()] : new Reslicing(image).radiograph(film, r.source, m);
        if (r.outlines) {
            FilmShapes.add(values, film, r.source, r.content.shapes(), image != null, m);
        }
        return values;
    }

    /** The film behind all there is on which the rays through the pixels of a plane end. */
    private static SlicePlane behind(SlicePlane p, Vec3 source, List<Vec3> corners) {
        double plane = p.origin().minus(source).dot(p.normal());
        double far = corners.stream().mapToDouble(c -> c.minus(source).dot(p.normal())).max().orElse(plane);
        double f = Math.max(1, far / plane);
        return new SlicePlane(source.plus(p.origin().minus(source).times(f)), p.right(), p.down(), p.pixel() * f, p.width(), p.height());
    }

    private static boolean equal(Object a, Object b) {
        return a == null ? b == null : a.equals(b);
    }

    private List<Outline> outlines(SlicePlane p, List<Shape> shapes) {
        // sections lie in the coordinates z, x of a frame whose y axis is the normal
        RigidTransform frame = RigidTransform.frame(Vec3.ZERO, p.down(), p.normal(), p.right());
        double level = p.origin().dot(p.normal());
        List<Outline> found = new ArrayList<>();
        for (Shape s : shapes) {
            MeshSection cut = MeshSection.of(s.mesh(), s.pose().inverse().times(frame), level);
            if (!cut.loops().isEmpty()) {
                found.add(new Outline(s, cut.loops()));
            }
        }
        return found;
    }

    /** To all but the most absorbing few of what the rays met; what only soft tissue absorbs stays dark where an image has some. */
    private GreyWindow film(boolean imaged) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        int none = 0;
        while (none < sorted.length - 1 && sorted[none] <= NOTHING) {
            none++;
        }
        double most = Math.max(NOTHING, sorted[none + (int) ((imaged ? BRIGHT : BRIGHT_SURFACES) * (sorted.length - 1 - none))]);
        double least = imaged ? SOFT * most : 0;
        return new GreyWindow((least + most) / 2, most - least);
    }

    private ImageData data(Request r, LabelMap map) {
        SlicePlane p = r.plane;
        ImageData data = new ImageData(p.width(), p.height(), 24, new PaletteData(0xFF0000, 0xFF00, 0xFF));
        LabelColors colors = map == null ? null : new LabelColors(map);
        GreyWindow w = r.source == null ? r.window : film(r.content.image().isPresent());
        for (int y = 0; y < p.height(); y++) {
            int to = y * data.bytesPerLine;
            for (int x = 0; x < p.width(); x++, to += 3) {
                int n = x + y * p.width();
                int grey = values == null ? 0 : w.grey(values[n]);
                int red = grey;
                int green = grey;
                int blue = grey;
                if (labels != null && labels[n] >= 1) {
                    int c = colors.of((int) labels[n]);
                    // where there is nothing but labels they are shown in full
                    double a = values == null ? 1 : LABEL_OPACITY;
                    red += (int) (a * ((c >> 16 & 0xFF) - grey));
                    green += (int) (a * ((c >> 8 & 0xFF) - grey));
                    blue += (int) (a * ((c & 0xFF) - grey));
                }
                data.data[to] = (byte) red;
                data.data[to + 1] = (byte) green;
                data.data[to + 2] = (byte) blue;
            }
        }
        return data;
    }
}
