/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.report.internal.Words;
import org.orthotwin.simulation.WorkFolder;

/**
 * Prints a report as PDF by a browser that is installed (Chromium, Chrome or Edge), started without a window and with a profile of its own:
 * it knows the page, its pictures and its page breaks, and nothing of the user's is touched.
 */
public final class PdfPrinter {

    /** Names a browser that is to be used instead of one that is found. */
    public static final String VARIABLE = "ORTHOTWIN_BROWSER";

    private static final List<String> COMMANDS = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
            "microsoft-edge", "microsoft-edge-stable", "msedge.exe", "chrome.exe");
    /** Where installers put them on Windows and macOS, below the folders of programs. */
    private static final List<String> PLACES = List.of("Microsoft/Edge/Application/msedge.exe", "Google/Chrome/Application/chrome.exe",
            "Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium",
            "Microsoft Edge.app/Contents/MacOS/Microsoft Edge");
    private static final long MOST_SECONDS = 120;
    private static final byte[] HEAD = "%PDF-".getBytes(StandardCharsets.US_ASCII);

    private final Path browser;

    /**
     * @param environment of the process
     * @throws InputException if no browser is found, or the one that is named is none
     */
    public PdfPrinter(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        this.browser = (named.isBlank() ? found(environment) : Optional.of(Path.of(named)).filter(Files::isExecutable))
                .orElseThrow(() -> refuse(named.isBlank() ? "pdf.no-browser" : "pdf.not-browser", VARIABLE, named));
    }

    /** The browser that is used. */
    public Path browser() {
        return browser;
    }

    private static InputException refuse(String code, Object... args) {
        return new InputException(Diagnostic.error(Words.MESSAGES, code, args));
    }

    private static Optional<Path> found(Map<String, String> environment) {
        Stream<Path> path = Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator)).filter(d -> !d.isBlank())
                .map(Path::of).flatMap(d -> COMMANDS.stream().map(d::resolve));
        Stream<Path> programs = Stream.of("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA").map(environment::get)
                .filter(d -> d != null && !d.isBlank()).map(Path::of);
        Stream<Path> places = Stream.concat(programs, Stream.of(Path.of("/Applications"))).flatMap(d -> PLACES.stream().map(d::resolve));
        return Stream.concat(path, places).filter(p -> Files.isRegularFile(p) && Files.isExecutable(p)).findFirst();
    }

    /**
     * Prints a page.
     *
     * @param pdf is written whole or not at all
     * @throws InputException if the browser gives no PDF, with what it said last
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop; the browser has ended then
     */
    public void print(Path page, Path pdf, Monitor monitor) throws IOException {
        try (WorkFolder work = WorkFolder.temporary()) {
            Path out = work.path().resolve("report.pdf");
            Path log = work.path().resolve("log");
            List<String> command = new ArrayList<>(List.of(browser.toString(), "--headless", "--disable-gpu", "--no-first-run",
                    "--no-default-browser-check", "--disable-extensions", "--no-pdf-header-footer", "--user-data-dir=" + work.path()
                            .resolve("profile"), "--print-to-pdf=" + out));
            if ("root".equals(System.getProperty("user.name"))) {
                // it refuses to start otherwise; the page is ours
                command.add("--no-sandbox");
            }
            command.add(page.toUri().toString());
            Process p = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try {
                p.getOutputStream().close();
                await(p, monitor);
            } finally {
                stop(p);
            }
            if (!isPdf(out)) {
                throw refuse("pdf.failed", browser, said(log));
            }
            AtomicFiles.write(pdf, to -> Files.copy(out, to));
        }
    }

    private static void await(Process p, Monitor monitor) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        try {
            while (!p.waitFor(100, TimeUnit.MILLISECONDS) && System.nanoTime() < until) {
                monitor.checkCancelled();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** With what it has started. */
    private static void stop(Process p) {
        p.descendants().forEach(ProcessHandle::destroyForcibly);
        p.destroyForcibly();
        try {
            // its files are deleted next
            p.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isPdf(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(HEAD, in.readNBytes(HEAD.length));
        }
    }

    private static String said(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
        return lines.isEmpty() ? "-" : lines.getLast().strip();
    }
}
