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
     * @param flat whether it stays on the slice that is painted on: a disc, no ball
     */
    record Brush(int label, double radius, double from, boolean flat) {
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
    private Painting painting;
    private Brush brush = new Brush(1, 0.004, Double.NEGATIVE_INFINITY, false);
    private long strokes;
    private String notice = "";

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

    /** The label map that is corrected; empty as long as nobody has begun to. */
    Optional<Painting> painting() {
        return Optional.ofNullable(painting);
    }

    /** @param p of the labels that are shown; null for none */
    void painting(Painting p) {
        painting = p;
        notice = "";
        edited();
    }

    /** What corrects the label map; empty as long as nobody has begun to, and while something works on it in the background. */
    Optional<LabelEditor> editor() {
        return painting().filter(p -> !p.isBusy()).map(Painting::editor);
    }

    /** Something that is to be read on the pictures; empty for nothing. */
    String notice() {
        return notice;
    }

    void notice(String text) {
        if (!notice.equals(text)) {
            notice = text;
            changed();
        }
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

    /**
     * Gives the voxels in a ball the label of the brush, or those of it on one slice.
     *
     * @param normal unit vector across the slice that is painted on
     */
    void paint(Vec3 place, Vec3 normal) {
        LabelEditor editor = editor().orElse(null);
        if (editor == null) {
            return;
        }
        Volume image = content.image().orElse(null);
        boolean everywhere = image == null || brush.from() == Double.NEGATIVE_INFINITY;
        if (everywhere && !brush.flat()) {
            editor.brush(place, brush.radius(), brush.label());
        } else {
            // half a voxel to both sides, and of two that are as near only one
            double half = Content.step(editor.geometry(), normal) / 2;
            double level = place.dot(normal);
            editor.brush(place, brush.radius(), brush.label(), p -> (!brush.flat() || p.dot(normal) - level > -half && p.dot(normal)
                    - level <= half) && (everywhere || image.at(p, Double.NEGATIVE_INFINITY) >= brush.from()));
        }
        edited();
    }

    List<Ruler> rulers() {
        return rulers;
    }

    void rulers(List<Ruler> all) {
        rulers = List.copyOf(all);
        changed();
    }
}
