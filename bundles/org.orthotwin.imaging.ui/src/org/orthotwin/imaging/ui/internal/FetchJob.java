/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicomweb.DicomWebClient;
import org.orthotwin.imaging.dicomweb.DicomWebServer;
import org.orthotwin.ui.JobMonitor;

/** Fetches series from a DICOMweb server into folders of their own; it can be cancelled, and goes on where it was when asked again. */
final class FetchJob extends Job {

    /**
     * What to fetch.
     *
     * @param study identifier
     * @param series identifiers
     * @param folder gets a folder for the study and in it one for each series
     */
    record Order(DicomWebServer server, String study, List<String> series, Path folder) {

        Order {
            series = List.copyOf(series);
        }
    }

    private final Display display;
    private final Order order;
    private final Consumer<Path> then;

    /** @param then gets the folder of the series, or that of the study for several, in the user interface's thread */
    FetchJob(Display display, Order order, Consumer<Path> then) {
        super(Texts.text("job.fetch", order.server().base()));
        this.display = display;
        this.order = order;
        this.then = then;
        setUser(true);
    }

    @Override
    protected IStatus run(IProgressMonitor monitor) {
        try {
            Path made = fetch(order, new JobMonitor(monitor));
            if (!display.isDisposed()) {
                display.asyncExec(() -> then.accept(made));
            }
            return Status.OK_STATUS;
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (InputException | IOException e) {
            return ArchiveJob.status(order.server(), e);
        }
    }

    /** @return the folder of the series, or that of the study for several */
    static Path fetch(Order order, Monitor monitor) throws IOException {
        Path study = order.folder().resolve(name(order.study()));
        for (String s : order.series()) {
            name(s);
        }
        try (DicomWebClient client = new DicomWebClient(order.server())) {
            for (String s : order.series()) {
                // a folder is there only when its series was whole
                if (!Files.isDirectory(study.resolve(s))) {
                    client.retrieve(order.study(), s, study.resolve(s), monitor);
                }
            }
        }
        return order.series().size() == 1 ? study.resolve(order.series().getFirst()) : study;
    }

    /** No name that a server made up becomes a path. */
    private static String name(String uid) throws IOException {
        if (!Uids.isUid(uid)) {
            throw new IOException(Texts.text("archive.uid", uid));
        }
        return uid;
    }
}
