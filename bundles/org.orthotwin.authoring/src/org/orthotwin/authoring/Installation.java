/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
     * Puts a unit into it, by the verb {@code install} in a process of its own; it is there from the next start on.
     *
     * @param repository folder of a p2 repository
     * @param language of what is said when it fails, ISO code
     * @throws IOException if it cannot be installed; the message says why
     * @throws CancellationException if the monitor asks to stop
     */
    public static void install(Path repository, String unit, String language, Monitor monitor) throws IOException {
        Path script = folder().map(f -> f.resolve(File.separatorChar == '\\' ? "orthotwin.cmd" : "orthotwin")).filter(Files::exists)
                .orElseThrow(() -> Texts.refuse("install.nowhere"));
        monitor.begin(Texts.CATALOG.text(language, "install.task", unit), 0);
        Path output = Files.createTempFile("orthotwin", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(script.toString(), "install", "--repository", repository.toString(), unit,
                    "--quiet",
                    "--lang", language).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process p = builder.start();
            p.getOutputStream().close();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MAX_MINUTES);
            while (!p.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (monitor.isCancelled() || System.nanoTime() > end) {
                    // an interrupt of its own, as Ctrl-C: the verb ends what it has begun
                    p.destroy();
                    throw new CancellationException("cancelled");
                }
            }
            if (p.exitValue() != 0) {
                List<String> said = Files.readAllLines(output).stream().filter(l -> !l.isBlank()).toList();
                throw new IOException(said.isEmpty() ? "exit code " + p.exitValue() : said.getLast());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled");
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
