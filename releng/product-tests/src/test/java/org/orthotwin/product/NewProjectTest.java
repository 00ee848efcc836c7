/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/**
 * What {@code new solver}, {@code new joint} and {@code new followup} write compiles against the product and the published
 * test kits, and its own tests pass. The build around it is that of the sample.
 */
class NewProjectTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"solver", "joint", "followup"})
    void compilesAndPassesItsTests(String kind) throws Exception {
        Path project = directory.resolve("project");
        WarmProduct.run(directory, "new", kind, "--id", "com.acme.thumb", "--name", "Thumb & finger", "--repository",
                Product.repository().toUri().toString(), "--out", project.toString()).expect(0);
        List<Path> jars = jars();
        Path classes = Files.createDirectories(directory.resolve("classes"));
        compile(project, jars, classes);
        Path bundle = project.resolve("bundles/com.acme.thumb");
        Files.copy(bundle.resolve("plugin.xml"), classes.resolve("plugin.xml"));
        List<String> tests = switch (kind) {
            case "solver" -> List.of("SolverTest");
            case "joint" -> List.of("Test");
            default -> {
                // its declarations are read from the class path, as a bundle's
                Files.createDirectory(classes.resolve("META-INF"));
                Files.copy(bundle.resolve("META-INF/MANIFEST.MF"), classes.resolve("META-INF/MANIFEST.MF"));
                Files.createDirectory(classes.resolve("observables"));
                Files.copy(bundle.resolve("observables/thumb.json"), classes.resolve("observables/thumb.json"));
                yield List.of("CourseTest", "EstimatorTest", "DetectorTest", "ObservableTest");
            }
        };
        List<URL> path = new ArrayList<>(List.of(classes.toUri().toURL()));
        for (Path jar : jars) {
            path.add(jar.toUri().toURL());
        }
        try (URLClassLoader loader = new URLClassLoader(path.toArray(URL[]::new), new JUnitOnly())) {
            int run = 0;
            for (String test : tests) {
                run += runTests(loader.loadClass("com.acme.thumb.tests.Thumb" + test));
            }
            assertTrue(run > 5, run + " tests ran: the contract's and its own");
        }
    }

    private static List<Path> jars() throws IOException {
        List<Path> jars = new ArrayList<>();
        try (Stream<Path> all = Files.list(Product.built().folder().resolve("plugins"))) {
            all.filter(f -> f.toString().endsWith(".jar")).sorted().forEach(jars::add);
        }
        try (Stream<Path> kits = Files.list(Product.repository().resolve("plugins"))) {
            kits.filter(f -> f.getFileName().toString().matches("org\\.orthotwin\\.(solver|joint|followup)\\.testkit_.*\\.jar"))
                    .forEach(jars::add);
        }
        return jars;
    }

    private static void compile(Path project, List<Path> jars, Path classes) throws IOException {
        List<String> options = new ArrayList<>(List.of("--release", "21", "-proc:none", "-d", classes.toString(), "-cp",
                Stream.concat(jars.stream().map(Path::toString), Stream.of(System.getProperty("java.class.path"))).collect(Collectors
                        .joining(File.pathSeparator))));
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> all = Files.walk(project); var files = javac.getStandardFileManager(null, null, null)) {
            List<Path> sources = all.filter(f -> f.toString().endsWith(".java")).sorted().toList();
            StringWriter said = new StringWriter();
            assertTrue(javac.getTask(said, files, null, options, null, files.getJavaFileObjectsFromPaths(sources)).call(), said::toString);
        }
    }

    /** As JUnit runs them: each method on an object of its own; those that do not apply are passed over. */
    private static int runTests(Class<?> type) throws ReflectiveOperationException {
        Set<Method> tests = new LinkedHashSet<>(List.of(type.getMethods()));
        tests.addAll(List.of(type.getDeclaredMethods()));
        tests.removeIf(m -> !m.isAnnotationPresent(Test.class));
        Constructor<?> maker = type.getDeclaredConstructor();
        maker.setAccessible(true);
        int run = 0;
        for (Method m : tests) {
            m.setAccessible(true);
            assertEquals(0, m.getParameterCount(), m.toString());
            try {
                m.invoke(maker.newInstance());
                run++;
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof TestAbortedException)) {
                    throw e;
                }
            }
        }
        return run;
    }

    /** The tests' own class path holds the product's classes too, which would not find the project's declarations beside them. */
    private static final class JUnitOnly extends ClassLoader {

        JUnitOnly() {
            super(getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.junit.") || name.startsWith("org.opentest4j.")) {
                return NewProjectTest.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
