/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.orthotwin.core.Monitor;

/** The installation that the program runs from. */
public final class Installation {

    private static final long MAX_MINUTES = 10;

    private Installation() {
    }

    /** Its folder; nothing where the program does not run from an installation. */
    private static Optional<Path> folder() {
        String location = System.getProperty("osgi.install.area", "");
        return location.startsWith("file:") ? Optional.of(Path.of(URI.create(location.replace(" ", "%20")))) : Optional.empty();
    }

    /** Address of the p2 repository that was built with it, where it is still where it was built. */
    public static Optional<String> repository() {
        for (Path p = folder().orElse(null); p != null; p = p.getParent()) {
            if (p.endsWith("products") && Files.isDirectory(p.resolveSibling("repository").resolve("plugins"))) {
                return Optional.of(p.resolveSibling("repository").toUri().toString());
            }
        }
        return Optional.empty();
    }

    /**
     * What a call of the program said.
     *
     * @param exitCode of its process
     * @param lines of both its streams, without empty ones
     */
    public record Answer(int exitCode, List<String> lines) {
    }

    /**
     * Puts a unit into it, by the verb {@code install}; it is there from the next start on.
     *
     * @param repository folder of a p2 repository
     * @param language of what is said when it fails, ISO code
     * @throws IOException if it cannot be installed; the message says why
     * @throws CancellationException if the monitor asks to stop
     */
    public static void install(Path repository, String unit, String language, Monitor monitor) throws IOException {
        monitor.begin(Texts.CATALOG.text(language, "install.task", unit), 0);
        Answer a = call(List.of("install", "--repository", repository.toString(), unit, "--quiet", "--lang", language), monitor);
        if (a.exitCode != 0) {
            throw new IOException(a.lines.isEmpty() ? "exit code " + a.exitCode : a.lines.getLast());
        }
    }

    /**
     * Calls it in a process of its own: whoever changes an installation must not be what is changed.
     *
     * @param words behind the name of the program
     * @throws org.orthotwin.core.InputException if the program does not run from an installation
     * @throws CancellationException if the monitor asks to stop, or after {@value #MAX_MINUTES} minutes
     */
    public static Answer call(List<String> words, Monitor monitor) throws IOException {
        Path script = folder().map(f -> f.resolve(File.separatorChar == '\\' ? "orthotwin.cmd" : "orthotwin")).filter(Files::exists)
                .orElseThrow(() -> Texts.refuse("install.nowhere"));
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(words);
        Path output = Files.createTempFile("orthotwin", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process p = builder.start();
            p.getOutputStream().close();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MAX_MINUTES);
            while (!p.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (monitor.isCancelled() || System.nanoTime() > end) {
                    p.destroy();
                    throw new CancellationException("cancelled");
                }
            }
            return new Answer(p.exitValue(), Files.readAllLines(output).stream().filter(l -> !l.isBlank()).toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled");
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
