/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The product as a whole: it is there for every platform, starts, answers and leaves nothing behind. */
class StartTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"linux/gtk/x86_64", "linux/gtk/aarch64", "win32/win32/x86_64", "macosx/cocoa/x86_64", "macosx/cocoa/aarch64"})
    void isMaterialised(String platform) throws IOException {
        Path folder = Product.folder(platform);
        for (String script : List.of("orthotwin", "orthotwin.cmd", "find-java.sh", "find-java.cmd")) {
            assertTrue(Files.exists(folder.resolve(script)), folder + " has no " + script);
        }
        assertEquals(1, jars(folder.resolve("plugins"), "org.eclipse.equinox.launcher_").size());
        // of SWT, what every platform shares and the natives of this one
        String[] p = platform.split("/");
        assertEquals(1, jars(folder.resolve("plugins"), "org.eclipse.swt_").size());
        assertEquals(1, jars(folder.resolve("plugins"), "org.eclipse.swt." + p[1] + "." + p[0] + "." + p[2] + "_").size());
        assertEquals(3, jars(folder.resolve("plugins"), "org.eclipse.swt").size());
    }

    @Test
    void repositoryServesThirdParties() throws IOException {
        Path plugins = Product.repository().resolve("plugins");
        for (String bundle : List.of("org.orthotwin.joint_", "org.orthotwin.solver_", "org.orthotwin.joint.testkit_",
                "org.orthotwin.solver.testkit_", "org.eclipse.core.runtime_")) {
            assertEquals(1, jars(plugins, bundle).size(), "bundles " + bundle + " in " + plugins);
        }
    }

    @Test
    void answersAndLeavesTheCurrentDirectoryAlone() throws Exception {
        Product.Run run = Product.built().run(directory, "version").expect(0);
        assertTrue(run.out().contains("0.1.0"), run.out());
        assertEquals("", run.err());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** The workbench is in the same product; of it, declarative services make a few small components that draw nothing. */
    @Test
    void theCommandLineLoadsNoUserInterface() throws Exception {
        Path classes = directory.resolve("classes");
        Product.built().environment("ORTHOTWIN_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes).run(directory, "solvers").expect(0);
        List<String> loaded = Files.readAllLines(classes);
        assertTrue(loaded.stream().anyMatch(l -> l.contains("org.orthotwin.cli.")), "nothing of ours is in " + classes);
        assertEquals(List.of(), loaded.stream().filter(l -> l.contains(" org.eclipse.swt.")
                || l.contains(" org.lwjgl.")).toList());
    }

    /** Java shares no classes of a jar that is signed; those of the framework are the first that a start needs. */
    @Test
    void theSecondStartOfTheWorkbenchParsesNoClassOfTheFramework() throws Exception {
        Path classes = directory.resolve("classes");
        Product product = Product.built().environment("ORTHOTWIN_WORKSPACE", directory.resolve("workspace").toString())
                .environment("ORTHOTWIN_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes);
        product.run(directory, "ui", "--help").expect(0);
        product.run(directory, "ui", "--help").expect(0);
        List<String> framework = Files.readAllLines(classes).stream().filter(l -> l.contains(" org.eclipse.osgi.")
                || l.contains(" org.eclipse.equinox.launcher.")).filter(l -> !l.contains("$$Lambda")).toList();
        assertTrue(framework.size() > 300, framework.size() + " classes of the framework in " + classes);
        assertEquals(List.of(), framework.stream().filter(l -> !l.contains("source: shared objects file")).toList());
    }

    @Test
    void allBundlesStayOpen() throws IOException {
        Path configuration = Product.built().folder().resolve("configuration");
        Properties settings = new Properties();
        try (Reader in = Files.newBufferedReader(configuration.resolve("config.ini"))) {
            settings.load(in);
        }
        long bundles = Files.readAllLines(configuration.resolve("org.eclipse.equinox.simpleconfigurator/bundles.info")).stream()
                .filter(l -> !l.startsWith("#")).count();
        long limit = Long.parseLong(settings.getProperty("osgi.bundlefile.limit", "100"));
        assertTrue(bundles < limit, bundles + " bundles, but " + limit + " files");
    }

    @Test
    void refusesAnUnknownVerb() throws Exception {
        Product.Run run = Product.built().run(directory, "no-such-verb").expect(2);
        assertEquals("", run.out());
        assertTrue(run.err().contains("no-such-verb"), run.err());
        assertFalse(run.err().contains("\tat "), "a stack trace:\n" + run.err());
    }

    @Test
    void runsManyTimesAtOnce() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(Product.built().start(directory, directory.resolve(i + ".out"), directory.resolve(i + ".err"), "version"));
        }
        for (int i = 0; i < processes.size(); i++) {
            assertTrue(processes.get(i).waitFor(60, TimeUnit.SECONDS), "run " + i + " does not end");
            assertEquals(0, processes.get(i).exitValue(), Files.readString(directory.resolve(i + ".err")));
            assertEquals(Files.readString(directory.resolve("0.out")), Files.readString(directory.resolve(i + ".out")));
        }
    }

    private static List<String> jars(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).filter(n -> n.startsWith(prefix)).sorted().toList();
        }
    }
}
