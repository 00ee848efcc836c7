/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.eclipse.core.runtime.ILogListener;
import org.eclipse.core.runtime.IStatus;

/** The log of the command line, one file of the user for all calls; where it cannot be written, the program goes on without. */
final class LogFile implements ILogListener, AutoCloseable {

    /** From this size on the file is put aside and a new one begun. */
    private static final long MAX_BYTES = 4L << 20;

    private final Path file;
    private final Writer writer;

    private LogFile(Path file, Writer writer) {
        this.file = file;
        this.writer = writer;
    }

    /** In the folder that {@code ORTHOTWIN_LOG_DIR} names, or in the platform's place for the state of programs. */
    static LogFile open() {
        Path file = folder().resolve("orthotwin.log");
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
                Files.move(file, file.resolveSibling("orthotwin.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            return new LogFile(file, Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND));
        } catch (IOException e) {
            return new LogFile(file, Writer.nullWriter());
        }
    }

    private static Path folder() {
        String chosen = System.getenv("ORTHOTWIN_LOG_DIR");
        if (chosen != null && !chosen.isBlank()) {
            return Path.of(chosen);
        }
        String windows = System.getenv("LOCALAPPDATA");
        if (windows != null) {
            return Path.of(windows, "OrthoTwin");
        }
        String state = System.getenv("XDG_STATE_HOME");
        return state != null && !state.isBlank() ? Path.of(state, "orthotwin")
                : Path.of(System.getProperty("user.home"), ".local", "state", "orthotwin");
    }

    Path file() {
        return file;
    }

    synchronized void line(String text) {
        try {
            writer.write(Instant.now() + " [" + ProcessHandle.current().pid() + "] " + text + "\n");
            writer.flush();
        } catch (IOException e) {
            // a full disk must not stop the work; the user's own output says what matters
        }
    }

    void failure(String text, Throwable t) {
        StringWriter trace = new StringWriter();
        t.printStackTrace(new PrintWriter(trace));
        line(text + "\n" + trace);
    }

    @Override
    public void logging(IStatus status, String plugin) {
        if (status.getException() == null) {
            line(plugin + ": " + status.getMessage());
        } else {
            failure(plugin + ": " + status.getMessage(), status.getException());
        }
    }

    @Override
    public synchronized void close() {
        try {
            writer.close();
        } catch (IOException e) {
            // as in line()
        }
    }
}
