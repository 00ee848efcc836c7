/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.widgets.Display;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Severity;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.LabelCorrections;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.ui.JobMonitor;
import org.orthotwin.ui.UiLanguage;

/** Reads an image in the background: it can be cancelled, and asks where there are several series. */
final class ImageJob extends Job {

    /**
     * What was read.
     *
     * @param volume the voxels, whole
     * @param labels the same as a label map, if it is one
     * @param corrections the same as corrections of a label map, if it says of some voxels nothing
     * @param series id of the one that was chosen of several; empty where there was but one
     */
    record Opened(Path path, Volume volume, Optional<LabelMap> labels, Optional<LabelCorrections> corrections, GreyWindow window,
            String series) {
    }

    private final Display display;
    private final Path path;
    private final String series;
    private final BiConsumer<ImageJob, Opened> then;
    private Runnable before = () -> { };

    /**
     * @param series id of the one that is taken of several without asking; empty for none
     * @param then gets this job and the image in the user interface's thread
     */
    ImageJob(Display display, Path path, String series, BiConsumer<ImageJob, Opened> then) {
        super(Texts.text("job.open", path.getFileName()));
        this.display = display;
        this.path = path;
        this.series = series;
        this.then = then;
        setUser(true);
    }

    /** @param check is run before it is read; an {@link InputException} of it is why it is not */
    void before(Runnable check) {
        before = check;
    }

    @Override
    protected IStatus run(IProgressMonitor monitor) {
        JobMonitor m = new JobMonitor(monitor);
        try {
            before.run();
            List<ImageSeries> all = Volumes.scan(path, m);
            List<ImageSeries> sound = all.stream().filter(s -> s.problems().stream().noneMatch(ImageJob::isError)).toList();
            if (sound.isEmpty()) {
                return Status.error(all.stream().flatMap(s -> s.problems().stream()).filter(ImageJob::isError).findFirst().map(d -> d.text(
                        UiLanguage.code())).orElse(Texts.text("open.none", path.getFileName())));
            }
            ImageSeries chosen = sound.size() == 1 ? sound.get(0) : sound.stream().filter(s -> s.id().equals(series)).findFirst().orElseGet(
                    () -> choose(sound));
            if (chosen == null) {
                return Status.CANCEL_STATUS;
            }
            Volume v = chosen.read(ReadOptions.DEFAULT, m);
            boolean said = isLabels(v, chosen.modality());
            Optional<LabelMap> labels;
            Optional<LabelCorrections> corrections;
            try {
                corrections = said && LabelCorrections.areIn(v) ? Optional.of(LabelCorrections.of(v)) : Optional.empty();
                labels = said && corrections.isEmpty() ? Optional.of(LabelMap.of(v)) : Optional.empty();
            } catch (IllegalArgumentException e) {
                return Status.error(Texts.text("open.failed", path, Texts.text("labels.wrong", String.valueOf(LabelMap.LARGEST))), e);
            }
            Opened opened = new Opened(path, v, labels, corrections, said ? new GreyWindow(0.5, 1) : GreyWindow.first(v),
                    sound.size() == 1 ? "" : chosen.id());
            m.checkCancelled();
            if (!display.isDisposed()) {
                display.asyncExec(() -> then.accept(this, opened));
            }
            return Status.OK_STATUS;
        } catch (CancellationException e) {
            return Status.CANCEL_STATUS;
        } catch (InputException e) {
            return Status.error(e.diagnostic().text(UiLanguage.code()));
        } catch (IOException e) {
            return Status.error(Texts.text("open.failed", path, String.valueOf(e.getMessage())), e);
        }
    }

    private static boolean isError(Diagnostic d) {
        return d.severity() == Severity.ERROR;
    }

    /** Whether it says of itself that its numbers are labels. */
    private static boolean isLabels(Volume v, String modality) {
        boolean said = modality.equals("SEG") || v.attributes().keySet().stream().anyMatch(k -> k.matches("label\\.[0-9]+"));
        return said && !v.type().isFloating() && v.components() == 1;
    }

    private ImageSeries choose(List<ImageSeries> all) {
        AtomicReference<ImageSeries> chosen = new AtomicReference<>();
        display.syncExec(() -> {
            SeriesDialog dialog = new SeriesDialog(display.getActiveShell(), all);
            if (dialog.open() == Window.OK) {
                chosen.set(dialog.chosen());
            }
        });
        return chosen.get();
    }
}
