/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.Slab;
import org.orthotwin.imaging.Volume;

/**
 * What the panes show together: the content, the place at which all their planes meet, and how it is drawn. For the thread of the user
 * interface.
 */
final class SlicesModel {

    /** What the left button does. */
    enum Tool {
        POINT, WINDOW, DISTANCE, ANGLE, BRUSH, FILL
    }

    /**
     * A measurement on a slice.
     *
     * @param points two for a distance, three for an angle whose vertex is the second; in the space of the content, m
     */
    record Ruler(List<Vec3> points) {

        Ruler {
            points = List.copyOf(points);
        }

        /** Distance of the two points (m), or angle between the legs (rad). */
        double value() {
            Vec3 a = points.get(0);
            Vec3 b = points.get(1);
            return points.size() == 2 ? a.distance(b) : a.minus(b).angle(points.get(2).minus(b));
        }
    }

    /**
     * What the brush does.
     *
     * @param label that it gives; 0 erases
     * @param radius of its ball, m
     * @param from value of the image from which on it works; minus infinity for everywhere
     */
    record Brush(int label, double radius, double from) {
    }

    private final List<Runnable> listeners = new ArrayList<>();
    private Content content = Content.NONE;
    private Vec3 cursor = Vec3.ZERO;
    private GreyWindow window = GreyWindow.Preset.BONE.window();
    private Slab slab = Slab.THIN;
    private boolean labels = true;
    private boolean outlines = true;
    private Tool tool = Tool.POINT;
    private List<Ruler> rulers = List.of();
    private LabelEditor editor;
    private Brush brush = new Brush(1, 0.004, Double.NEGATIVE_INFINITY);
    private long strokes;

    void addListener(Runnable r) {
        listeners.add(r);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    Content content() {
        return content;
    }

    void content(Content c) {
        content = Objects.requireNonNull(c);
        changed();
    }

    /** Where the planes meet, in the space of the content, m. */
    Vec3 cursor() {
        return cursor;
    }

    void cursor(Vec3 place) {
        if (!cursor.equals(place)) {
            cursor = place;
            changed();
        }
    }

    GreyWindow window() {
        return window;
    }

    void window(GreyWindow w) {
        if (!window.equals(w)) {
            window = w;
            changed();
        }
    }

    Slab slab() {
        return slab;
    }

    void slab(Slab s) {
        if (!slab.equals(s)) {
            slab = s;
            changed();
        }
    }

    boolean labels() {
        return labels;
    }

    void labels(boolean shown) {
        labels = shown;
        changed();
    }

    boolean outlines() {
        return outlines;
    }

    void outlines(boolean shown) {
        outlines = shown;
        changed();
    }

    Tool tool() {
        return tool;
    }

    void tool(Tool t) {
        tool = t;
        changed();
    }

    /** What corrects the label map; empty as long as nobody has begun to. */
    Optional<LabelEditor> editor() {
        return Optional.ofNullable(editor);
    }

    /** @param e with the labels that are shown; null for none */
    void editor(LabelEditor e) {
        editor = e;
        edited();
    }

    Brush brush() {
        return brush;
    }

    void brush(Brush b) {
        brush = b;
        changed();
    }

    /** How often labels were changed: pictures of them are made anew when this is another number. */
    long strokes() {
        return strokes;
    }

    /** Labels were changed. */
    void edited() {
        strokes++;
        changed();
    }

    /** Gives the voxels in a ball the label of the brush. */
    void paint(Vec3 place) {
        Volume image = content.image().orElse(null);
        if (editor != null) {
            if (image == null || brush.from() == Double.NEGATIVE_INFINITY) {
                editor.brush(place, brush.radius(), brush.label());
            } else {
                editor.brush(place, brush.radius(), brush.label(), p -> image.at(p, Double.NEGATIVE_INFINITY) >= brush.from());
            }
            edited();
        }
    }

    /** Gives the region of one label round a place the label of the brush. @return false where it is too large for that */
    boolean fill(Vec3 place) {
        int[] at = editor == null ? null : editor.geometry().voxel(place).orElse(null);
        int changed = at == null ? 0 : editor.fill(at[0], at[1], at[2], brush.label());
        if (changed > 0) {
            edited();
        }
        return changed >= 0;
    }

    List<Ruler> rulers() {
        return rulers;
    }

    void rulers(List<Ruler> all) {
        rulers = List.copyOf(all);
        changed();
    }
}
