/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.core.runtime.Status;
import org.eclipse.draw2d.FreeformLayer;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.IFigure;
import org.eclipse.draw2d.PrintFigureOperation;
import org.eclipse.draw2d.SWTGraphics;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.GraphicalViewer;
import org.eclipse.gef.LayerConstants;
import org.eclipse.gef.editparts.LayerManager;
import org.eclipse.gef.print.PrintGraphicalViewerOperation;
import org.eclipse.jface.dialogs.ErrorDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.printing.PrintDialog;
import org.eclipse.swt.printing.Printer;
import org.eclipse.swt.printing.PrinterData;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;

/** The whole diagram as a picture, whatever part of it is seen. */
final class Pictures {

    private static final int MARGIN = 20;
    /** Pixels of a picture to points of the diagram. */
    private static final int FINE = 2;

    private Pictures() {
    }

    private static IFigure layers(GraphicalViewer viewer) {
        return ((LayerManager) viewer.getEditPartRegistry().get(LayerManager.ID)).getLayer(LayerConstants.PRINTABLE_LAYERS);
    }

    /** What the diagram takes, with a margin, in its own points. */
    static Rectangle area(GraphicalViewer viewer) {
        return area(layers(viewer));
    }

    private static Rectangle area(IFigure layers) {
        Rectangle r = null;
        for (IFigure f : figures(layers)) {
            r = r == null ? f.getBounds().getCopy() : r.union(f.getBounds());
        }
        return (r == null ? new Rectangle(0, 0, 1, 1) : r).getExpanded(MARGIN, MARGIN);
    }

    static byte[] svg(GraphicalViewer viewer, Look look, String title) {
        IFigure layers = layers(viewer);
        SvgGraphics g = new SvgGraphics(viewer.getControl().getFont(), look.ink(), look.ground(), Display.getCurrent().getDPI().x);
        draw(layers, g);
        return g.document(area(layers), look.ground(), title).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] png(GraphicalViewer viewer, Look look) {
        IFigure layers = layers(viewer);
        Rectangle area = area(layers);
        Display display = Display.getCurrent();
        Image image = new Image(display, new ImageData(area.width * FINE, area.height * FINE, 24, new PaletteData(0xFF0000, 0xFF00, 0xFF)));
        GC gc = new GC(image);
        SWTGraphics g = new SWTGraphics(gc);
        try {
            g.setBackgroundColor(look.ground());
            g.fillRectangle(0, 0, area.width * FINE, area.height * FINE);
            g.scale(FINE);
            g.translate(-area.x, -area.y);
            g.setFont(viewer.getControl().getFont());
            draw(layers, g);
            ImageLoader loader = new ImageLoader();
            loader.data = new ImageData[] {image.getImageData()};
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            loader.save(out, SWT.IMAGE_PNG);
            return out.toByteArray();
        } finally {
            g.dispose();
            gc.dispose();
            image.dispose();
        }
    }

    /** Writes a picture with an ending to a file. */
    interface Writer {
        void write(Path file, String ending) throws IOException;
    }

    /**
     * Asks for a file and has a picture written to it.
     *
     * @param offered the file that is offered
     */
    static void save(Shell shell, Path offered, String ending, Writer writer) {
        FileDialog dialog = new FileDialog(shell, SWT.SAVE);
        dialog.setFilterExtensions(new String[] {"*." + ending});
        dialog.setFileName(offered.getFileName().toString());
        dialog.setFilterPath(offered.getParent().toString());
        dialog.setOverwrite(true);
        String file = dialog.open();
        if (file != null) {
            try {
                writer.write(Path.of(file), ending);
            } catch (IOException e) {
                ErrorDialog.openError(shell, Texts.text("tool.export"), null,
                        Status.error(Texts.text("export.failed", file, String.valueOf(e.getMessage()))));
            }
        }
    }

    /**
     * Asks for a printer and prints all of a diagram on one page, in the colours for a light ground, as paper is.
     *
     * @param seen the colours in which it is seen
     * @param painter has the diagram drawn in other colours
     * @param name of the job
     */
    static void print(Shell shell, GraphicalViewer viewer, Look seen, Consumer<Look> painter, String name) {
        PrinterData to = new PrintDialog(shell).open();
        if (to == null) {
            return;
        }
        Printer printer = new Printer(to);
        try {
            if (seen.dark()) {
                painter.accept(Look.LIGHT);
                viewer.flush();
            }
            PrintGraphicalViewerOperation job = new PrintGraphicalViewerOperation(printer, viewer);
            job.setPrintMode(PrintFigureOperation.FIT_PAGE);
            job.run(name);
        } finally {
            printer.dispose();
            if (seen.dark()) {
                painter.accept(seen);
            }
        }
    }

    private static void draw(IFigure layers, Graphics g) {
        // each figure by itself: the panes that hold them would cut off what is not seen
        for (IFigure f : figures(layers)) {
            g.pushState();
            f.paint(g);
            g.popState();
        }
    }

    /** What is on the layers and on what fills them, from the back to the front. */
    private static List<IFigure> figures(IFigure layers) {
        List<IFigure> all = new ArrayList<>();
        for (Object layer : layers.getChildren()) {
            for (Object o : ((IFigure) layer).getChildren()) {
                if (o instanceof FreeformLayer inner) {
                    inner.getChildren().forEach(f -> all.add((IFigure) f));
                } else {
                    all.add((IFigure) o);
                }
            }
        }
        all.removeIf(f -> !f.isVisible());
        return all;
    }
}
