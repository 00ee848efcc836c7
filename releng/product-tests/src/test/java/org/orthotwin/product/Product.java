/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The materialised product of this machine's platform, started as a process of its own through its launch script. Every start has a
 * time limit, after which the process and what it started are ended and the test fails.
 */
final class Product {
    private static final Path ROOT = Path.of(System.getProperty("orthotwin.root", "../..")).toAbsolutePath().normalize();
    private static final Path TARGET = ROOT.resolve("releng/org.orthotwin.product/target");
    private static final Duration TIME_LIMIT = Duration.ofMinutes(8);

    private final Path folder;
    private final Map<String, String> environment = new TreeMap<>();

    /** What one run left: exit code and the two streams, as UTF-8 text. */
    record Run(int exitCode, String out, String err, Duration time) {
        /** This run, or a failure that quotes both streams when the exit code is another one. */
        Run expect(int code) {
            assertTrue(exitCode == code, () -> "exit code " + exitCode + " instead of " + code + "\n--- stdout\n" + out
                    + "\n--- stderr\n" + err);
            return this;
        }
    }

    private Product(Path folder) {
        this.folder = folder;
    }

    /** The product as the build left it, or the one in the folder {@code product.folder}; tests must not install anything into it. */
    static Product built() {
        String other = System.getProperty("product.folder", "");
        return new Product(other.isEmpty() ? folder(hostPlatform()) : Path.of(other));
    }

    /** A copy of the product that a test may change. */
    static Product copyTo(Path folder) throws IOException {
        Path from = built().folder;
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : all.toList()) {
                Files.copy(source, folder.resolve(from.relativize(source).toString()), StandardCopyOption.COPY_ATTRIBUTES,
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return new Product(folder);
    }

    static Path root() {
        return ROOT;
    }

    /** The folder with the p2 repository that third parties build against. */
    static Path repository() {
        return TARGET.resolve("repository");
    }

    /** Where the product of a platform ({@code os/ws/arch}) is. */
    static Path folder(String platform) {
        Path folder = TARGET.resolve("products/org.orthotwin.product").resolve(platform);
        return platform.startsWith("macosx") ? folder.resolve("OrthoTwin.app/Contents/Eclipse") : folder;
    }

    /** The languages under which output tests run the product. */
    static List<String> languages() {
        return List.of(System.getProperty("product.languages", "en,fr").split(","));
    }

    Path folder() {
        return folder;
    }

    /** The same product, its JVM under a language: {@code fr} is a French one, with decimal comma. */
    Product language(String language) {
        String country = language.equals("en") ? "US" : language.toUpperCase(Locale.ROOT);
        return environment("ORTHOTWIN_JAVA_OPTIONS", "-Duser.language=" + language + " -Duser.country=" + country);
    }

    /** For calls that end soon: the JVM compiles less. */
    Product startingQuickly(String... options) {
        return environment("ORTHOTWIN_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 " + String.join(" ", options));
    }

    Product environment(String name, String value) {
        Product changed = new Product(folder);
        changed.environment.putAll(environment);
        changed.environment.put(name, value);
        return changed;
    }

    /** Starts {@code orthotwin} with the arguments in a current directory and returns its process, streams in files beside. */
    Process start(Path directory, Path out, Path err, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(folder.resolve(isWindows() ? "orthotwin.cmd" : "orthotwin").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().putIfAbsent("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    /** Runs {@code orthotwin} to its end. */
    Run run(Path directory, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("orthotwin", ".out");
        Path err = Files.createTempFile("orthotwin", ".err");
        try {
            long start = System.nanoTime();
            Process process = start(directory, out, err, arguments);
            if (!process.waitFor(TIME_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("no end after " + TIME_LIMIT.toSeconds() + " s: " + String.join(" ", arguments) + "\n"
                        + Files.readString(err));
            }
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err), Duration.ofNanos(System.nanoTime() - start));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    private static String hostPlatform() {
        String system = System.getProperty("os.name");
        String arch = System.getProperty("os.arch").matches("aarch64|arm64") ? "aarch64" : "x86_64";
        return (isWindows() ? "win32/win32/" : system.startsWith("Mac") ? "macosx/cocoa/" : "linux/gtk/") + arch;
    }
}
