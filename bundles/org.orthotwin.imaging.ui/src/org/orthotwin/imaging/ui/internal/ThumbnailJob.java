/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.ui.JobMonitor;

/** Makes small pictures of the slices in the middle of series, one after the other. */
final class ThumbnailJob extends Job {

    private final Display display;
    private final List<ImageSeries> series;
    private final BiConsumer<Integer, ImageData> then;

    /** @param then gets the place of a series in the list and its picture in the user interface's thread, unless the job was cancelled */
    ThumbnailJob(Display display, List<ImageSeries> series, BiConsumer<Integer, ImageData> then) {
        super("thumbnails");
        this.display = display;
        this.series = List.copyOf(series);
        this.then = then;
        setSystem(true);
        setPriority(DECORATE);
    }

    @Override
    protected IStatus run(IProgressMonitor monitor) {
        for (int n = 0; n < series.size() && !monitor.isCanceled(); n++) {
            int at = n;
            try {
                series.get(n).middle(new JobMonitor(monitor)).map(Thumbnail::of).ifPresent(d -> show(at, d, monitor));
            } catch (CancellationException e) {
                return Status.CANCEL_STATUS;
            } catch (IOException | InputException | IllegalArgumentException e) {
                // whoever opens the series is told why
                ILog.of(ThumbnailJob.class).info("no picture of the series " + series.get(n).id(), e);
            }
        }
        return Status.OK_STATUS;
    }

    private void show(int at, ImageData data, IProgressMonitor monitor) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                if (!monitor.isCanceled()) {
                    then.accept(at, data);
                }
            });
        }
    }
}
