/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicomweb.DicomWebClient;
import org.orthotwin.imaging.dicomweb.DicomWebServer;
import org.orthotwin.imaging.dicomweb.Found;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.UiLanguage;

/** Asks a DICOMweb server in the background. */
final class ArchiveJob extends Job {

    /** What is asked. */
    interface Question {

        List<Found> of(DicomWebClient client, Monitor monitor) throws IOException;
    }

    /** Hears the answer. */
    interface Answer {

        /** @param found empty where the status is not OK */
        void take(ArchiveJob job, List<Found> found, IStatus status);
    }

    private final Display display;
    private final DicomWebServer server;
    private final Question question;
    private final Answer then;

    /** @param then is told in the user interface's thread */
    ArchiveJob(Display display, DicomWebServer server, Question question, Answer then) {
        super(Texts.text("archive.asking", server.base()));
        this.display = display;
        this.server = server;
        this.question = question;
        this.then = then;
        setSystem(true);
    }

    @Override
    protected IStatus run(IProgressMonitor monitor) {
        try (DicomWebClient client = new DicomWebClient(server)) {
            List<Found> found = question.of(client, new JobMonitor(monitor));
            tell(found, Status.OK_STATUS);
        } catch (CancellationException e) {
            tell(List.of(), Status.CANCEL_STATUS);
        } catch (InputException | IOException e) {
            tell(List.of(), status(server, e));
        }
        // the one who asked is told, nobody else
        return Status.OK_STATUS;
    }

    private void tell(List<Found> found, IStatus status) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> then.take(this, found, status));
        }
    }

    /** Why a server did not answer, in words. */
    static IStatus status(DicomWebServer server, Exception e) {
        return switch (e) {
            case InputException x -> Status.error(x.diagnostic().text(UiLanguage.code()), x);
            // their own messages are empty
            case ConnectException x -> Status.error(Texts.text("archive.silent", server.base()), x);
            case HttpConnectTimeoutException x -> Status.error(Texts.text("archive.silent", server.base()), x);
            default -> Status.error(Texts.text("archive.failed", server.base(), String.valueOf(e.getMessage())), e);
        };
    }
}
