/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.plot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.core.runtime.Status;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.graphics.Transform;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.ScrollBar;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.ui.MenuAction;
import org.orthotwin.ui.internal.Icons;
import org.orthotwin.ui.internal.Texts;

/** Shows a drawing, scrolled where it is higher than its room, says what is under the pointer, and writes it to files. */
public final class DrawingPane {

    /** Pictures are written with so many pixels for a point. */
    private static final int FINE = 2;
    private static final int LEAST_WIDTH = 640;
    private static final int LINE = 18;

    private final Canvas canvas;
    private final Supplier<String> nothing;
    private final Supplier<String> note;
    private Optional<? extends Drawing> drawing = Optional.empty();
    private Point pointer;

    /**
     * @param nothing what is said where there is no drawing
     * @param note what is said over the drawing, in its lower right corner; empty for nothing
     */
    public DrawingPane(Composite parent, Supplier<String> nothing, Supplier<String> note) {
        this.nothing = nothing;
        this.note = note;
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.V_SCROLL | SWT.NO_BACKGROUND);
        canvas.setBackground(parent.getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND));
        canvas.setForeground(parent.getDisplay().getSystemColor(SWT.COLOR_LIST_FOREGROUND));
        canvas.getVerticalBar().setVisible(false);
        canvas.addListener(SWT.Paint, e -> paint(e.gc));
        canvas.addListener(SWT.Resize, e -> {
            lay();
            scroll();
        });
        canvas.getVerticalBar().addListener(SWT.Selection, e -> canvas.redraw());
        canvas.addListener(SWT.MouseMove, e -> {
            pointer = new Point(e.x, e.y);
            canvas.redraw();
        });
        // what is told of the place would lie over the menu there
        for (int leaving : new int[] {SWT.MouseExit, SWT.MenuDetect}) {
            canvas.addListener(leaving, e -> {
                pointer = null;
                canvas.redraw();
            });
        }
    }

    /** What is drawn on: for layout and for events, whose places are {@link #top} below those in the drawing. */
    public Canvas canvas() {
        return canvas;
    }

    /** Shows another drawing, or none. */
    public void show(Optional<? extends Drawing> other) {
        drawing = other;
        lay();
        scroll();
        canvas.redraw();
    }

    /** How much of the drawing is above what is seen. */
    public int top() {
        return canvas.getVerticalBar().isVisible() ? canvas.getVerticalBar().getSelection() : 0;
    }

    /** Lets what is to be drawn know where it is: a click may come before it is painted. */
    private void lay() {
        Rectangle area = canvas.getClientArea();
        drawing.ifPresent(d -> d.draw(new NoInk(), area.width, height(area)));
    }

    private int height(Rectangle area) {
        return Math.max(area.height, drawing.map(d -> (int) Math.ceil(d.height(area.width))).orElse(0));
    }

    private void scroll() {
        Rectangle area = canvas.getClientArea();
        int height = height(area);
        ScrollBar bar = canvas.getVerticalBar();
        bar.setVisible(height > area.height);
        bar.setValues(Math.min(bar.getSelection(), Math.max(0, height - area.height)), 0, Math.max(1, height), Math.max(1, Math.min(height,
                area.height)), 40, Math.max(1, area.height));
    }

    private void paint(GC gc) {
        Rectangle area = canvas.getClientArea();
        Ink.Palette palette = GcInk.paletteOn(canvas.getBackground());
        gc.setBackground(canvas.getBackground());
        gc.fillRectangle(area);
        GcInk ink = new GcInk(gc, palette);
        if (drawing.isEmpty()) {
            gc.setForeground(GcInk.color(palette.muted()));
            GcInk.paragraph(gc, nothing.get(), 14, 12, area.width - 28);
            return;
        }
        Transform moved = new Transform(gc.getDevice());
        try {
            moved.translate(0, -top());
            gc.setTransform(moved);
            drawing.get().draw(ink, area.width, height(area));
            if (pointer != null) {
                drawing.get().pointed(ink, pointer.x, pointer.y + top());
            }
        } finally {
            gc.setTransform(null);
            moved.dispose();
        }
        ink.text(area.width - 12, area.height - 12, note.get(), Ink.Align.END, palette.muted(), false);
        hover(ink, area, palette);
    }

    /** What is under the pointer, beside it. */
    private void hover(GcInk ink, Rectangle area, Ink.Palette p) {
        String text = pointer == null ? "" : drawing.get().at(pointer.x, pointer.y + top());
        if (text.isEmpty()) {
            return;
        }
        String[] lines = text.split("\n");
        double width = 16;
        for (String l : lines) {
            width = Math.max(width, ink.boldWidth(l) + 16);
        }
        double high = LINE * lines.length + 8;
        double x = pointer.x + 16 + width > area.width ? Math.max(2, pointer.x - 12 - width) : pointer.x + 16;
        double y = Math.clamp(pointer.y + 14, 2, Math.max(2, area.height - high - 2));
        ink.fill(x - 1, y - 1, width + 2, high + 2, p.muted());
        ink.fill(x, y, width, high, p.ground());
        for (int i = 0; i < lines.length; i++) {
            ink.text(x + 8, y + 13 + LINE * i, lines[i], Ink.Align.START, p.ink(), i == 0);
        }
    }

    // ---- files

    /**
     * The button that asks for a file and writes what is shown.
     *
     * @param name of the file without its ending
     * @param folder where it is offered to be written
     */
    public MenuAction export(Supplier<String> name, Supplier<Path> folder) {
        return new MenuAction(Texts.text("plot.export"), Icons.OURS.descriptor("export"), m -> items(m, name,
                folder));
    }

    private void items(Menu menu, Supplier<String> name, Supplier<Path> folder) {
        for (String ending : List.of("png", "svg", "csv")) {
            MenuItem i = new MenuItem(menu, SWT.PUSH);
            i.setText(Texts.text("plot.export." + ending));
            i.setEnabled(drawing.isPresent());
            i.addListener(SWT.Selection, e -> export(ending, name.get(), folder.get()));
        }
    }

    private void export(String ending, String name, Path folder) {
        FileDialog dialog = new FileDialog(canvas.getShell(), SWT.SAVE);
        dialog.setFilterExtensions(new String[] {"*." + ending});
        dialog.setFileName(name.replaceAll("[^A-Za-z0-9.-]+", "-") + "." + ending);
        dialog.setFilterPath(folder.toString());
        dialog.setOverwrite(true);
        String file = dialog.open();
        if (file != null) {
            try {
                write(Path.of(file), ending);
            } catch (IOException x) {
                ErrorDialog.openError(canvas.getShell(), Texts.text("plot.export"), null, Status.error(Texts.text("save.failed", file,
                        String.valueOf(x.getMessage()))));
            }
        }
    }

    /**
     * Writes what is shown.
     *
     * @param ending {@code png}, {@code svg} or {@code csv}
     */
    public void write(Path file, String ending) throws IOException {
        Drawing d = drawing.orElseThrow();
        int width = Math.max(LEAST_WIDTH, canvas.getClientArea().width);
        int height = Math.max((int) Math.ceil(d.height(width)), canvas.getClientArea().height);
        switch (ending) {
            case "csv" -> d.csv().write(file);
            case "svg" -> {
                SvgInk ink = new SvgInk(width, height);
                d.draw(ink, width, height);
                AtomicFiles.writeString(file, ink.finished());
            }
            case "png" -> AtomicFiles.write(file, out -> out.write(png(d, width, height)));
            default -> throw new IllegalArgumentException(ending);
        }
        lay();
    }

    private byte[] png(Drawing d, int width, int height) {
        Image image = new Image(canvas.getDisplay(), width * FINE, height * FINE);
        GC gc = new GC(image);
        Transform fine = new Transform(canvas.getDisplay());
        try {
            fine.scale(FINE, FINE);
            gc.setTransform(fine);
            d.draw(new GcInk(gc, Ink.Palette.LIGHT), width, height);
            ImageLoader loader = new ImageLoader();
            loader.data = new ImageData[] {image.getImageData(100)};
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            loader.save(out, SWT.IMAGE_PNG);
            return out.toByteArray();
        } finally {
            gc.setTransform(null);
            fine.dispose();
            gc.dispose();
            image.dispose();
        }
    }
}
