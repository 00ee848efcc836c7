/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.Path;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.SlicePlane;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.ui.internal.SlicesModel.Ruler;
import org.orthotwin.imaging.ui.internal.SlicesModel.Tool;

/**
 * One slice. The left button does what the tool says, the right one drags the window, the middle one (or Shift with the left) moves the
 * picture, the wheel goes through the slices, with Ctrl it zooms at the pointer.
 */
final class SlicePane extends Canvas {

    /** Where a pane's plane lies. */
    interface Plane {

        /** For people. */
        String name();

        /** Of the name, {@code 0xRRGGBB}. */
        int color();

        /** Unit vector to the right of the picture, in the space of the content. */
        Vec3 right();

        /** Unit vector down the picture. */
        Vec3 down();

        /** How far from the origin along the normal a plane lies that does not follow the cursor; null for those that do. */
        default Double depth() {
            return null;
        }

        /** A source of rays in front of the plane makes a radiograph of it; null for a slice. */
        default Vec3 source() {
            return null;
        }

        default Vec3 normal() {
            return right().cross(down());
        }
    }

    private static final Color GROUND = new Color(0x0B, 0x0E, 0x12);
    private static final Color TEXT = new Color(0xE8, 0xEC, 0xF0);
    private static final Color SOFT = new Color(0xA7, 0xB2, 0xBD);
    private static final Color SHADOW = new Color(0, 0, 0);
    private static final Color RULER = new Color(0x7F, 0xE0, 0xD0);
    private static final Color EDGE = new Color(0x2A, 0x33, 0x3D);
    private static final int MARGIN = 8;
    /** Of the crosshair, so that what is looked at stays free. */
    private static final int GAP = 14;
    private static final double FREE = 1.04;
    /** Metres to a point: a picture is never smaller or larger. */
    private static final double MOST = 0.004;
    private static final double LEAST = 0.00001;
    /** Part of the window's width that a drag of one point changes. */
    private static final double WINDOW_DRAG = 0.004;
    private static final double[] BARS = {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2};
    /** Distance of the balls of a stroke, in radii. */
    private static final double DENSE = 0.5;
    /** A measurement is seen on slices no further from it. */
    private static final double NEAR = 0.0015;

    private final SlicesModel model;
    private final Plane plane;
    private final List<String> letters;
    private final PictureJob job;
    private List<Plane> others = List.of();
    private Runnable maximize = () -> { };
    private Consumer<Vec3> pointed = p -> { };
    private Consumer<Vec3> filled = p -> { };
    private double u;
    private double v;
    private double scale = 0.0005;
    private boolean fitted;
    private boolean stale;
    /** How much is to be seen around the cursor once there is room, m; 0 for everything. */
    private double wanted;
    private PictureJob.Picture picture;
    private Image image;
    private PictureJob.Request asked;
    private String probe = "";
    private Point pressed;
    private int button;
    private boolean panning;
    private final List<Vec3> drawing = new ArrayList<>();
    /** The tool that the points being drawn are of. */
    private Tool drawer = Tool.POINT;
    private Vec3 hover;
    /** Where the brush is while it is pressed; and how many edits there were before. */
    private Vec3 painted;
    private int kept;

    /** @param letters of anterior, posterior, superior, inferior, left and right */
    SlicePane(Composite parent, SlicesModel model, Plane plane, List<String> letters) {
        super(parent, SWT.DOUBLE_BUFFERED | SWT.NO_BACKGROUND);
        this.model = model;
        this.plane = plane;
        this.letters = List.copyOf(letters);
        job = new PictureJob(getDisplay(), this::take);
        setBackground(GROUND);
        addListener(SWT.Paint, e -> paint(e.gc));
        addListener(SWT.Resize, e -> {
            fitted = fitted && getClientArea().width > 1;
            ask();
        });
        addListener(SWT.MouseDown, this::down);
        addListener(SWT.MouseMove, this::move);
        addListener(SWT.MouseUp, e -> up());
        addListener(SWT.MouseExit, e -> {
            probe = "";
            hover = null;
            redraw();
        });
        addListener(SWT.MouseDoubleClick, e -> {
            if (e.button == 1 && model.tool() == Tool.POINT) {
                maximize.run();
            }
        });
        addListener(SWT.MouseVerticalWheel, this::wheel);
        addListener(SWT.KeyDown, this::key);
        addListener(SWT.FocusIn, e -> redraw());
        addListener(SWT.FocusOut, e -> redraw());
        addListener(SWT.Dispose, e -> {
            job.dispose();
            if (image != null) {
                image.dispose();
            }
        });
        model.addListener(() -> {
            if (drawer != model.tool()) {
                drawer = model.tool();
                drawing.clear();
            }
            ask();
        });
    }

    /** The panes whose planes are drawn as lines in this one. */
    void cross(List<Plane> all) {
        others = all.stream().filter(p -> p != plane && p.source() == null).toList();
    }

    void onMaximize(Runnable r) {
        maximize = r;
    }

    /** @param r hears of places that a person points at */
    void onPoint(Consumer<Vec3> r) {
        pointed = r;
    }

    /** @param r hears of places whose region is to be filled */
    void onFill(Consumer<Vec3> r) {
        filled = r;
    }

    /** Unit vector across the slice, away from who looks. */
    Vec3 normal() {
        return plane.normal();
    }

    // ---- where things are

    private double w() {
        Double own = plane.depth();
        return own != null ? own : model.cursor().dot(plane.normal());
    }

    /** The place under a point of the control. */
    Vec3 placeAt(double x, double y) {
        Rectangle r = getClientArea();
        return plane.right().times(u + (x - r.width / 2.0) * scale).plus(plane.down().times(v + (y - r.height / 2.0) * scale))
                .plus(plane.normal().times(w()));
    }

    /** Where in the control a place is seen, x and y. */
    double[] seenAt(Vec3 place) {
        Vec3 source = plane.source();
        Vec3 p = place;
        if (source != null) {
            // along the ray through it to the plane
            Vec3 ray = place.minus(source);
            double t = (w() - source.dot(plane.normal())) / ray.dot(plane.normal());
            p = source.plus(ray.times(t));
        }
        return new double[] {x(p.dot(plane.right())), y(p.dot(plane.down()))};
    }

    private double x(double alongRight) {
        return getClientArea().width / 2.0 + (alongRight - u) / scale;
    }

    private double y(double alongDown) {
        return getClientArea().height / 2.0 + (alongDown - v) / scale;
    }

    /** Brings all there is into the picture. */
    void fit() {
        fitted = false;
        ask();
    }

    private void fitNow() {
        Rectangle r = getClientArea();
        List<Vec3> corners = model.content().corners();
        if (corners.isEmpty() || r.width < 2 || r.height < 2) {
            return;
        }
        double[] low = {Double.MAX_VALUE, Double.MAX_VALUE};
        double[] high = {-Double.MAX_VALUE, -Double.MAX_VALUE};
        for (Vec3 c : corners) {
            double[] p = {c.dot(plane.right()), c.dot(plane.down())};
            for (int a = 0; a < 2; a++) {
                low[a] = Math.min(low[a], p[a]);
                high[a] = Math.max(high[a], p[a]);
            }
        }
        u = (low[0] + high[0]) / 2;
        v = (low[1] + high[1]) / 2;
        scale = Math.clamp(FREE * Math.max((high[0] - low[0]) / r.width, (high[1] - low[1]) / r.height), LEAST, MOST);
        fitted = true;
    }

    /** Brings what lies around the cursor into the picture, and no more than there is. */
    void around(double size) {
        wanted = size;
        fit();
    }

    /** Brings the cursor into the middle. */
    void center() {
        u = model.cursor().dot(plane.right());
        v = model.cursor().dot(plane.down());
        ask();
    }

    private void zoom(double factor, double x, double y) {
        Rectangle r = getClientArea();
        double next = Math.clamp(scale * factor, LEAST, MOST);
        u += (x - r.width / 2.0) * (scale - next);
        v += (y - r.height / 2.0) * (scale - next);
        scale = next;
        ask();
    }

    /** Goes to another slice. */
    void scroll(double slices) {
        Vec3 n = plane.normal();
        double step = Math.max(model.content().step(n), model.slab().thickness() / 4);
        List<Vec3> corners = model.content().corners();
        double low = corners.stream().mapToDouble(c -> c.dot(n)).min().orElse(0);
        double high = corners.stream().mapToDouble(c -> c.dot(n)).max().orElse(0);
        double to = Math.clamp(w() + slices * step, Math.min(low, high), high);
        say(model.cursor().plus(n.times(to - w())));
    }

    private void say(Vec3 place) {
        model.cursor(place);
        pointed.accept(place);
    }

    /** The surface whose outline in this plane is nearest to a place, and how far it is, m. */
    record Near(Shape shape, double distance) {
    }

    Optional<Near> nearest(Vec3 place) {
        if (picture == null) {
            return Optional.empty();
        }
        double pu = place.dot(plane.right());
        double pv = place.dot(plane.down());
        Near best = null;
        for (PictureJob.Outline o : picture.outlines()) {
            for (double[] loop : o.loops()) {
                for (int i = 0; i < loop.length; i += 2) {
                    double d = Math.hypot(loop[i] - pu, loop[i + 1] - pv);
                    if (best == null || d < best.distance()) {
                        best = new Near(o.shape(), d);
                    }
                }
            }
        }
        return Optional.ofNullable(best);
    }

    // ---- pictures

    private void ask() {
        if (isDisposed()) {
            return;
        }
        redraw();
        Rectangle r = getClientArea();
        if (model.content().isEmpty()) {
            return;
        }
        if (!isVisible() || r.width < 2 || r.height < 2) {
            stale = true;
            return;
        }
        stale = false;
        if (!fitted && wanted > 0) {
            double size = wanted;
            wanted = 0;
            fitNow();
            scale = Math.min(scale, size / Math.min(r.width, r.height));
            u = model.cursor().dot(plane.right());
            v = model.cursor().dot(plane.down());
        } else if (!fitted) {
            fitNow();
        }
        double pixels = Math.max(1, getMonitor().getZoom() / 100.0);
        int width = (int) Math.ceil(r.width * pixels);
        int height = (int) Math.ceil(r.height * pixels);
        double size = scale / pixels;
        Vec3 origin = placeAt(0.5 / pixels, 0.5 / pixels);
        SlicePlane p = new SlicePlane(origin, plane.right(), plane.down(), size, width, height);
        PictureJob.Request next = new PictureJob.Request(p, plane.source(), model.content(), model.slab(), model.window(), model.labels(),
                model.outlines(), model.strokes());
        if (!next.equals(asked)) {
            asked = next;
            job.ask(next);
        }
    }

    private void take(PictureJob.Picture p) {
        if (isDisposed()) {
            return;
        }
        if (image != null) {
            image.dispose();
            image = null;
        }
        picture = p;
        if (p.data() != null) {
            int zoom = Math.max(100, getMonitor().getZoom());
            ImageData d = p.data();
            image = new Image(getDisplay(), (int z) -> z == zoom ? d : d.scaledTo(Math.max(1, d.width * z / zoom), Math.max(1, d.height * z
                    / zoom)));
        }
        redraw();
    }

    /** Whether what is shown is what was asked for last, for tests. */
    boolean isCurrent() {
        return picture != null && picture.request() == asked;
    }

    private void paint(GC gc) {
        Rectangle r = getClientArea();
        if (stale) {
            // it was hidden when something changed
            getDisplay().asyncExec(this::ask);
        }
        gc.setBackground(GROUND);
        gc.fillRectangle(r);
        gc.setAntialias(SWT.ON);
        gc.setTextAntialias(SWT.ON);
        if (!model.content().isEmpty() && picture != null) {
            if (image != null) {
                image(gc);
            }
            outlines(gc);
            cross(gc, r);
            rulers(gc);
            brush(gc);
            letters(gc, r);
            bar(gc, r);
        }
        words(gc, r);
        gc.setForeground(isFocusControl() ? color(plane.color()) : EDGE);
        gc.setLineWidth(1);
        gc.drawRectangle(0, 0, r.width - 1, r.height - 1);
    }

    private static Color color(int rgb) {
        return new Color(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    }

    /** The last picture where it belongs now: a new one comes in a moment. */
    private void image(GC gc) {
        SlicePlane p = picture.request().plane();
        Rectangle b = image.getBounds();
        double left = x(p.origin().dot(plane.right()) - p.pixel() / 2);
        double top = y(p.origin().dot(plane.down()) - p.pixel() / 2);
        double width = p.width() * p.pixel() / scale;
        double height = p.height() * p.pixel() / scale;
        if (Math.abs(width - b.width) < 1 && Math.abs(height - b.height) < 1) {
            gc.drawImage(image, (int) Math.round(left), (int) Math.round(top));
        } else {
            gc.drawImage(image, 0, 0, b.width, b.height, (int) Math.round(left), (int) Math.round(top),
                    Math.max(1, (int) Math.round(width)), Math.max(1, (int) Math.round(height)));
        }
    }

    private void outlines(GC gc) {
        for (PictureJob.Outline o : picture.outlines()) {
            Path path = new Path(getDisplay());
            for (double[] loop : o.loops()) {
                for (int i = 0; i < loop.length; i += 2) {
                    float px = (float) x(loop[i]);
                    float py = (float) y(loop[i + 1]);
                    if (i == 0) {
                        path.moveTo(px, py);
                    } else {
                        path.lineTo(px, py);
                    }
                }
                path.close();
            }
            Color c = color(o.shape().color());
            if (o.shape().part()) {
                gc.setBackground(c);
                gc.setAlpha(70);
                gc.setFillRule(SWT.FILL_EVEN_ODD);
                gc.fillPath(path);
                gc.setAlpha(255);
            } else if (model.content().grid().isEmpty()) {
                gc.setBackground(c);
                gc.setAlpha(56);
                gc.setFillRule(SWT.FILL_EVEN_ODD);
                gc.fillPath(path);
                gc.setAlpha(255);
            }
            gc.setForeground(c);
            gc.setLineWidth(o.shape().part() ? 2 : 1);
            gc.drawPath(path);
            path.dispose();
        }
    }

    /** Where the planes of the other panes cut this one; what is looked at stays free. */
    private void cross(GC gc, Rectangle r) {
        double[] c = seenAt(model.cursor());
        gc.setLineWidth(1);
        gc.setAlpha(190);
        double far = r.width + (double) r.height;
        if (plane.source() != null) {
            gc.setForeground(TEXT);
            line(gc, c[0] - GAP, c[1], c[0] - GAP / 3.0, c[1]);
            line(gc, c[0] + GAP / 3.0, c[1], c[0] + GAP, c[1]);
            line(gc, c[0], c[1] - GAP, c[0], c[1] - GAP / 3.0);
            line(gc, c[0], c[1] + GAP / 3.0, c[0], c[1] + GAP);
        } else {
            for (Plane o : others) {
                Vec3 along = plane.normal().cross(o.normal());
                if (along.norm() > 0.05) {
                    double dx = along.dot(plane.right()) / along.norm();
                    double dy = along.dot(plane.down()) / along.norm();
                    gc.setForeground(color(o.color()));
                    line(gc, c[0] - far * dx, c[1] - far * dy, c[0] - GAP * dx, c[1] - GAP * dy);
                    line(gc, c[0] + GAP * dx, c[1] + GAP * dy, c[0] + far * dx, c[1] + far * dy);
                }
            }
        }
        gc.setAlpha(255);
    }

    private static void line(GC gc, double x0, double y0, double x1, double y1) {
        gc.drawLine((int) Math.round(x0), (int) Math.round(y0), (int) Math.round(x1), (int) Math.round(y1));
    }

    private void rulers(GC gc) {
        List<Ruler> all = new ArrayList<>(model.rulers());
        if (!drawing.isEmpty() && hover != null) {
            List<Vec3> open = new ArrayList<>(drawing);
            open.add(hover);
            all.add(new Ruler(open));
        }
        for (Ruler m : all) {
            if (plane.source() != null || m.points().stream().anyMatch(p -> Math.abs(p.dot(plane.normal()) - w()) > NEAR)) {
                continue;
            }
            gc.setForeground(RULER);
            gc.setBackground(RULER);
            gc.setLineWidth(2);
            double[] from = null;
            for (Vec3 p : m.points()) {
                double[] at = seenAt(p);
                gc.fillOval((int) at[0] - 3, (int) at[1] - 3, 6, 6);
                if (from != null) {
                    line(gc, from[0], from[1], at[0], at[1]);
                }
                from = at;
            }
            double[] at = seenAt(m.points().size() == 2 ? m.points().get(0).mid(m.points().get(1)) : m.points().get(1));
            String text = m.points().size() == 2 ? Texts.text("ruler.distance", number(1000 * m.value(), 1)) : Texts.text("ruler.angle",
                    number(Math.toDegrees(m.value()), 1));
            text(gc, text, (int) at[0] + 8, (int) at[1] + 4, RULER);
        }
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Letters of the directions at the edges: of one, or of two where the plane lies between them. */
    private void letters(GC gc, Rectangle r) {
        String right = letter(plane.right());
        String left = letter(plane.right().negate());
        String down = letter(plane.down());
        String up = letter(plane.down().negate());
        Point e = gc.textExtent(right);
        text(gc, right, r.width - MARGIN - e.x, r.height / 2 - e.y / 2, TEXT);
        text(gc, left, MARGIN, r.height / 2 - e.y / 2, TEXT);
        e = gc.textExtent(up);
        text(gc, up, r.width / 2 - e.x / 2, MARGIN, TEXT);
        text(gc, down, r.width / 2 - e.x / 2, r.height - MARGIN - e.y, TEXT);
    }

    private String letter(Vec3 direction) {
        Vec3 d = model.content().axes().inverse().rotate(direction);
        double[] c = {-d.y(), d.y(), d.z(), -d.z(), d.x(), -d.x()};
        StringBuilder b = new StringBuilder();
        // the strongest first, a second where it is more than a quarter of a right angle away
        while (b.length() < 2) {
            int best = 0;
            for (int i = 1; i < 6; i++) {
                best = c[i] > c[best] + 1e-9 ? i : best;
            }
            if (c[best] < Math.sin(Math.PI / 8)) {
                break;
            }
            b.append(letters.get(best));
            c[best] = -1;
        }
        return b.toString();
    }

    private void bar(GC gc, Rectangle r) {
        double length = BARS[0];
        for (double b : BARS) {
            if (b / scale < r.width * 0.3) {
                length = b;
            }
        }
        int width = (int) Math.round(length / scale);
        String text = Texts.text("ruler.distance", number(1000 * length, length < 0.001 ? 1 : 0));
        Point e = gc.textExtent(text);
        int right = r.width - MARGIN;
        int y = r.height - MARGIN - 4;
        gc.setLineWidth(3);
        gc.setForeground(SHADOW);
        gc.drawLine(right - width, y + 1, right, y + 1);
        gc.setLineWidth(2);
        gc.setForeground(TEXT);
        gc.drawLine(right - width, y, right, y);
        gc.drawLine(right - width, y - 4, right - width, y);
        gc.drawLine(right, y - 4, right, y);
        text(gc, text, right - width / 2 - e.x / 2, y - 6 - e.y, TEXT);
    }

    private void words(GC gc, Rectangle r) {
        text(gc, plane.name(), MARGIN, MARGIN - 2, color(plane.color()));
        if (model.content().isEmpty()) {
            return;
        }
        int line = gc.getFontMetrics().getHeight() + 1;
        if (plane.source() == null) {
            text(gc, position(plane.normal()), MARGIN, MARGIN - 2 + line, SOFT);
        }
        String top = plane.source() != null || model.content().image().isEmpty() ? "" : Texts.text("window.text",
                number(model.window().level(), 0), number(model.window().width(), 0));
        text(gc, top, r.width - MARGIN - gc.textExtent(top).x, MARGIN - 2, SOFT);
        if (model.slab().thickness() > 0 && plane.source() == null) {
            String slab = Texts.text(model.slab().maximum() ? "slab.text.max" : "slab.text.mean",
                    number(1000 * model.slab().thickness(), 0));
            text(gc, slab, r.width - MARGIN - gc.textExtent(slab).x, MARGIN - 2 + line, SOFT);
        }
        // above the letter of the direction
        text(gc, probe, MARGIN, r.height - MARGIN - 2 * line, TEXT);
        if (isFocusControl()) {
            List<String> lines = lines(gc, model.notice(), r.width - 2 * MARGIN);
            for (int i = 0; i < lines.size(); i++) {
                text(gc, lines.get(i), MARGIN, r.height - MARGIN - (2 + lines.size() - i) * line, TEXT);
            }
        }
    }

    /** A text in lines that fit into a width, in points. */
    private static List<String> lines(GC gc, String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String word : text.isEmpty() ? new String[0] : text.split(" ")) {
            String longer = lines.isEmpty() ? word : lines.getLast() + " " + word;
            if (lines.isEmpty() || gc.textExtent(longer).x > width) {
                lines.add(word);
            } else {
                lines.set(lines.size() - 1, longer);
            }
        }
        return lines;
    }

    /** How far the plane is from the origin of the patient's axes, in words of the body where it lies along them. */
    private String position(Vec3 normal) {
        Vec3 n = model.content().axes().inverse().rotate(normal);
        Vec3 p = patient(model.cursor());
        double[] along = {n.x(), n.y(), n.z()};
        double[] at = {p.x(), p.y(), p.z()};
        for (int a = 0; a < 3; a++) {
            if (Math.abs(along[a]) > 0.9999) {
                return coordinate(a, at[a]);
            }
        }
        return "";
    }

    private Vec3 patient(Vec3 place) {
        return model.content().axes().inverse().apply(place);
    }

    private String coordinate(int axis, double value) {
        int[][] of = {{4, 5}, {1, 0}, {2, 3}};
        return letters.get(of[axis][value < 0 ? 1 : 0]) + " " + Texts.text("ruler.distance", number(1000 * Math.abs(value), 1));
    }

    private static void text(GC gc, String text, int x, int y, Color c) {
        if (text.isEmpty()) {
            return;
        }
        gc.setForeground(SHADOW);
        gc.setAlpha(170);
        gc.drawText(text, x + 1, y + 1, true);
        gc.setAlpha(255);
        gc.setForeground(c);
        gc.drawText(text, x, y, true);
    }

    /** What is under the pointer: where it is, the value of the image, the structure. */
    private String probe(Vec3 place) {
        Vec3 p = patient(place);
        StringBuilder b = new StringBuilder();
        b.append(coordinate(0, p.x())).append("  ").append(coordinate(1, p.y())).append("  ").append(coordinate(2, p.z()));
        Optional<Volume> v = model.content().image();
        if (v.isPresent()) {
            double value = v.get().at(place, Double.NaN);
            if (!Double.isNaN(value)) {
                b.append("   ").append(number(value, Math.abs(value) < 10 && v.get().type().isFloating() ? 2 : 0));
                b.append(v.get().mapping().unit().isEmpty() ? "" : " " + v.get().mapping().unit());
            }
        }
        Optional<LabelMap> l = model.content().labels();
        if (l.isPresent()) {
            l.get().geometry().voxel(place).map(i -> l.get().at(i[0], i[1], i[2])).filter(n -> n > 0).ifPresent(n -> b.append("   ")
                    .append(l.get().names().getOrDefault(n, String.valueOf(n))));
        }
        return b.toString();
    }

    // ---- the hand

    private void down(Event e) {
        setFocus();
        pressed = new Point(e.x, e.y);
        model.notice("");
        button = e.button;
        panning = e.button == 2 || e.button == 1 && (e.stateMask & SWT.SHIFT) != 0;
        if (e.button != 1 || panning || model.content().isEmpty() || plane.source() != null) {
            return;
        }
        Vec3 at = placeAt(e.x, e.y);
        switch (model.tool()) {
            case POINT -> say(at);
            case DISTANCE, ANGLE -> {
                drawing.add(at);
                if (drawing.size() == (model.tool() == Tool.DISTANCE ? 2 : 3)) {
                    finish();
                }
            }
            case BRUSH -> {
                model.editor().ifPresent(x -> {
                    kept = x.edits().size();
                    model.paint(at, plane.normal());
                    painted = at;
                });
                model.painting().filter(Painting::isBusy).ifPresent(b -> model.notice(Texts.text("busy")));
            }
            case FILL -> filled.accept(at);
            case WINDOW -> {
                // the drag does it
            }
        }
    }

    private void finish() {
        List<Ruler> all = new ArrayList<>(model.rulers());
        all.add(new Ruler(drawing));
        drawing.clear();
        model.rulers(all);
    }

    private void move(Event e) {
        if (model.content().isEmpty()) {
            return;
        }
        hover = placeAt(e.x, e.y);
        probe = plane.source() == null ? probe(hover) : "";
        if (pressed == null) {
            redraw();
            return;
        }
        int dx = e.x - pressed.x;
        int dy = e.y - pressed.y;
        if (panning) {
            u -= dx * scale;
            v -= dy * scale;
            pressed = new Point(e.x, e.y);
            ask();
        } else if (button == 3 || button == 1 && model.tool() == Tool.WINDOW) {
            GreyWindow w = model.window();
            pressed = new Point(e.x, e.y);
            model.window(new GreyWindow(w.level() + dy * w.width() * WINDOW_DRAG, Math.max(1e-6, w.width() * Math.exp(dx * WINDOW_DRAG))));
        } else if (button == 1 && model.tool() == Tool.POINT && plane.source() == null) {
            say(hover);
        } else if (painted != null) {
            stroke(hover);
        } else {
            redraw();
        }
    }

    private void up() {
        pressed = null;
        panning = false;
        if (painted != null) {
            painted = null;
            // a stroke is one step for undo
            model.editor().ifPresent(x -> x.join(kept));
            model.edited();
        }
    }

    /** Paints from where the brush was to where it is, without gaps. */
    private void stroke(Vec3 to) {
        int steps = (int) Math.ceil(painted.distance(to) / (model.brush().radius() * DENSE));
        for (int i = 1; i <= steps; i++) {
            model.paint(painted.plus(to.minus(painted).times(i / (double) steps)), plane.normal());
        }
        painted = to;
    }

    private void brush(GC gc) {
        if (model.tool() == Tool.BRUSH && hover != null && plane.source() == null) {
            double[] at = seenAt(hover);
            int r = (int) Math.max(2, Math.round(model.brush().radius() / scale));
            gc.setForeground(TEXT);
            gc.setLineWidth(1);
            gc.drawOval((int) Math.round(at[0]) - r, (int) Math.round(at[1]) - r, 2 * r, 2 * r);
        }
    }

    private void wheel(Event e) {
        if ((e.stateMask & SWT.CTRL) != 0) {
            zoom(Math.pow(1.15, -e.count / 3.0), e.x, e.y);
        } else if ((e.stateMask & SWT.ALT) == 0 && plane.source() == null) {
            scroll(-Math.signum(e.count));
        }
        e.doit = false;
    }

    private void key(Event e) {
        Rectangle r = getClientArea();
        switch (e.keyCode) {
            case SWT.ARROW_UP -> scroll(-1);
            case SWT.ARROW_DOWN -> scroll(1);
            case SWT.PAGE_UP -> scroll(-10);
            case SWT.PAGE_DOWN -> scroll(10);
            case SWT.ESC -> {
                drawing.clear();
                redraw();
            }
            case SWT.DEL -> model.rulers(model.rulers().isEmpty() ? List.of() : model.rulers().subList(0, model.rulers().size() - 1));
            default -> {
                switch (Character.toLowerCase(e.character)) {
                    case '+', '=' -> zoom(1 / 1.25, r.width / 2.0, r.height / 2.0);
                    case '-' -> zoom(1.25, r.width / 2.0, r.height / 2.0);
                    case 'f' -> fit();
                    case 'c' -> center();
                    case 'o' -> model.outlines(!model.outlines());
                    case 'l' -> model.labels(!model.labels());
                    case ' ' -> maximize.run();
                    default -> {
                        // not ours
                    }
                }
            }
        }
    }
}
