/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.bundletests;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.EngineDiscoveryRequest;
import org.junit.platform.engine.ExecutionRequest;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassSelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.EngineDescriptor;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Jupiter on the test classes of every test bundle of the framework that it runs in, where {@link AllBundlesTest} is asked for: one start of
 * the framework for all, and code that one bundle's tests have warmed is warm for the next.
 */
public final class BundleTestEngine implements TestEngine {
    private static final String SUFFIX = ".tests";

    private final JupiterTestEngine jupiter = new JupiterTestEngine();

    @Override
    public String getId() {
        return "orthotwin-bundles";
    }

    @Override
    public TestDescriptor discover(EngineDiscoveryRequest request, UniqueId id) {
        if (request.getSelectorsByType(ClassSelector.class).stream().noneMatch(s -> s.getClassName().equals(AllBundlesTest.class
                .getName()))) {
            return new EngineDescriptor(id, getId());
        }
        List<ClassSelector> classes = new ArrayList<>();
        Set<String> missing = expected();
        for (Bundle bundle : bundles()) {
            missing.remove(bundle.getSymbolicName());
            classes.addAll(testClasses(bundle));
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("test bundles that nobody would run: " + missing + "; name them in releng/bundle-tests/pom.xml");
        }
        return jupiter.discover(LauncherDiscoveryRequestBuilder.request().selectors(classes).build(), id);
    }

    @Override
    public void execute(ExecutionRequest request) {
        if (!request.getRootTestDescriptor().getChildren().isEmpty()) {
            jupiter.execute(request);
        }
    }

    /** The test bundles of the source tree but those that say that they are run alone. */
    private static Set<String> expected() {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("orthotwin.root"), "bundles"))) {
            Set<String> names = new TreeSet<>();
            for (Path folder : all.filter(f -> f.toString().endsWith(SUFFIX)).toList()) {
                Properties build = new Properties();
                try (Reader in = Files.newBufferedReader(folder.resolve("build.properties"))) {
                    build.load(in);
                }
                if (!"false".equals(build.getProperty("pom.model.property.tests.skip"))) {
                    names.add(folder.getFileName().toString());
                }
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By name, so that every run has the same order. */
    private static List<Bundle> bundles() {
        Bundle own = FrameworkUtil.getBundle(BundleTestEngine.class);
        try {
            // only a started bundle is told of the others
            own.start();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
        return Stream.of(own.getBundleContext().getBundles()).filter(b -> b != own && b.getSymbolicName().startsWith("org.orthotwin.") && b
                .getSymbolicName().endsWith(SUFFIX)).sorted((a, b) -> a.getSymbolicName().compareTo(b.getSymbolicName())).toList();
    }

    private static List<ClassSelector> testClasses(Bundle bundle) {
        // a fragment's classes are its host's
        Bundle loader = bundle.adapt(BundleWiring.class).getRequiredWires(HostNamespace.HOST_NAMESPACE).stream().map(w -> w.getProvider()
                .getBundle()).findFirst().orElse(bundle);
        List<String> names = new ArrayList<>();
        for (URL file : Collections.list(bundle.findEntries("/", "*Test*.class", true))) {
            String name = file.getPath().substring(1, file.getPath().length() - ".class".length()).replace('/', '.');
            if (name.endsWith("Test") || name.endsWith("Tests")) {
                names.add(name);
            }
        }
        Collections.sort(names);
        List<ClassSelector> classes = new ArrayList<>();
        for (String name : names) {
            try {
                classes.add(DiscoverySelectors.selectClass(loader.loadClass(name)));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("no class " + name + " in " + loader, e);
            }
        }
        return classes;
    }
}
