/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import org.eclipse.core.runtime.IProgressMonitor;
import org.orthotwin.core.Monitor;

/** Tells a job's progress monitor what our own is told; steps follow each other in it. */
public final class JobMonitor implements Monitor {

    private final IProgressMonitor monitor;
    private boolean begun;

    public JobMonitor(IProgressMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public synchronized void begin(String task, long total) {
        if (!begun) {
            begun = true;
            monitor.beginTask("", IProgressMonitor.UNKNOWN);
        }
        monitor.subTask(task);
    }

    @Override
    public void worked(long units) {
        monitor.worked((int) Math.min(Integer.MAX_VALUE, units));
    }

    @Override
    public boolean isCancelled() {
        return monitor.isCanceled();
    }
}
