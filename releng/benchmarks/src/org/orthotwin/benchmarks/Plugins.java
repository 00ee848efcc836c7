/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.spi.RegistryContributor;
import org.eclipse.core.runtime.spi.RegistryStrategy;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.contribution.Contribution;

/** The product's bundles as a plain class path: the extension registry is filled from their {@code plugin.xml}, no framework is started. */
final class Plugins {

    private static final String GENERIC = "org.orthotwin.catalog.generic";

    private Plugins() {
    }

    /** @param folder with the bundles of a built product, which are on the class path too */
    static void register(Path folder) throws IOException, CoreException {
        Object key = new Object();
        IExtensionRegistry registry = RegistryFactory.createRegistry(new RegistryStrategy(null, null), key, key);
        RegistryFactory.setDefaultRegistryProvider(() -> registry);
        List<Path> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.filter(f -> f.getFileName().toString().matches("org\\.orthotwin\\..*\\.jar")).sorted().toList();
        }
        if (jars.isEmpty()) {
            throw new IOException("no OrthoTwin bundles in " + folder);
        }
        for (Path jar : jars) {
            String name = jar.getFileName().toString().replaceFirst("_.*", "");
            try (JarFile file = new JarFile(jar.toFile())) {
                ZipEntry entry = file.getEntry("plugin.xml");
                if (entry != null && !name.startsWith("org.orthotwin.model.")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        registry.addContribution(in, new RegistryContributor(name, name, null, null), false, name, null, key);
                    }
                }
            }
        }
        // a contributed file is found through its bundle, and here are no bundles
        Path generic = jars.stream().filter(f -> f.getFileName().toString().startsWith(GENERIC + "_")).findFirst().orElseThrow();
        Catalogs.registry().removeContributor(GENERIC);
        try (JarFile file = new JarFile(generic.toFile())) {
            for (String entry : file.stream().map(ZipEntry::getName).filter(n -> n.endsWith(".implant")).sorted().toList()) {
                LoadedCatalogue c = LoadedCatalogue.load(URI.create("jar:" + generic.toUri() + "!/" + entry).toURL());
                Catalogs.registry().add(new Contribution<>(c.id(), c.id(), "", GENERIC + " as a file", Map.of(), Map.of(), () -> c));
            }
        }
    }
}
