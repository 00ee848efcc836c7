/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.orthotwin.imaging.ImageSeries;

/** Which of several series is opened: the one with most images first, each with a picture of its slice in the middle. */
final class SeriesDialog extends TitleAreaDialog {

    private static final int[] WIDTHS = {440, 60, 70, 280};
    /** Voxels and their spacing. */
    private static final String SIZE = "%d \u00D7 %d \u00D7 %d, %.2f \u00D7 %.2f \u00D7 %.2f mm";

    private final List<ImageSeries> series;
    private final List<Image> pictures = new ArrayList<>();
    private Table table;
    private ImageSeries chosen;

    SeriesDialog(Shell shell, List<ImageSeries> all) {
        super(shell);
        series = all.stream().sorted(Comparator.comparingInt(ImageSeries::images).reversed()).toList();
        chosen = series.get(0);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText(Texts.text("open.title"));
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(Texts.text("series.title"));
        setMessage(Texts.text("series.message"));
        Composite area = (Composite) super.createDialogArea(parent);
        table = new Table(area, SWT.FULL_SELECTION | SWT.SINGLE | SWT.V_SCROLL);
        table.setHeaderVisible(true);
        GridData d = new GridData(SWT.FILL, SWT.FILL, true, true);
        d.heightHint = 4 * Thumbnail.SIZE + 40;
        table.setLayoutData(d);
        List<String> columns = List.of("series.description", "series.modality", "series.images", "series.size");
        for (int i = 0; i < columns.size(); i++) {
            TableColumn c = new TableColumn(table, SWT.LEFT);
            c.setText(Texts.text(columns.get(i)));
            c.setWidth(WIDTHS[i]);
        }
        // rows of one height, whichever pictures there are
        Image none = new Image(parent.getDisplay(), Thumbnail.SIZE, Thumbnail.SIZE);
        pictures.add(none);
        for (ImageSeries s : series) {
            String size = s.geometry().map(g -> String.format(Locale.ROOT, SIZE, g.nx(), g.ny(), g.nz(), 1000 * g.iSpacing(), 1000
                    * g.jSpacing(), 1000 * g.kSpacing())).orElse("");
            TableItem item = new TableItem(table, SWT.NONE);
            item.setText(new String[] {s.description(), s.modality(), String.valueOf(s.images()), size});
            item.setImage(none);
        }
        ThumbnailJob job = new ThumbnailJob(parent.getDisplay(), series, (at, data) -> {
            if (!table.isDisposed()) {
                pictures.add(Thumbnail.image(table.getDisplay(), data));
                table.getItem(at).setImage(pictures.getLast());
            }
        });
        table.addListener(SWT.Dispose, e -> {
            job.cancel();
            pictures.forEach(Image::dispose);
        });
        job.schedule();
        table.select(0);
        table.addListener(SWT.Selection, e -> chosen = series.get(table.getSelectionIndex()));
        table.addListener(SWT.DefaultSelection, e -> buttonPressed(IDialogConstants.OK_ID));
        return area;
    }

    ImageSeries chosen() {
        return chosen;
    }
}
