/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core.contribution;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.jar.Manifest;
import org.eclipse.core.runtime.ContributorFactorySimple;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.RegistryFactory;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.spi.RegistryContributor;
import org.eclipse.core.runtime.spi.RegistryStrategy;

/** The declarations of the bundles on a class path where no platform runs: the platform's own registry, filled from their files. */
final class ClassPathExtensions {

    private ClassPathExtensions() {
    }

    /** All that has to do with one extension point. */
    static IExtensionRegistry of(String point, ClassLoader loader) {
        Object token = new Object();
        try {
            IExtensionRegistry extensions = RegistryFactory.createRegistry(new Strategy(loader), token, null);
            Set<String> seen = new HashSet<>();
            for (URL url : Collections.list(loader.getResources("plugin.xml"))) {
                String name = name(url);
                byte[] content = bytes(url);
                boolean concerned = point.startsWith(name + ".")
                        || new String(content, StandardCharsets.UTF_8).contains("point=\"" + point + "\"");
                // a bundle may be there as a folder and as a file
                if (!name.isEmpty() && concerned && seen.add(name)) {
                    extensions.addContribution(new ByteArrayInputStream(content), ContributorFactorySimple.createContributor(name), false,
                            name, null, token);
                }
            }
            return extensions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return in.readAllBytes();
        }
    }

    /** The symbolic name in the manifest beside a declaration; empty where there is none, for then it is no bundle's. */
    private static String name(URL plugin) throws IOException {
        String folder = plugin.toString().substring(0, plugin.toString().length() - "plugin.xml".length());
        try (InputStream in = URI.create(folder + "META-INF/MANIFEST.MF").toURL().openStream()) {
            String name = new Manifest(in).getMainAttributes().getValue("Bundle-SymbolicName");
            return name == null ? "" : name.split(";")[0].strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** Makes objects by their class's name, and tells of changes at once. */
    private static final class Strategy extends RegistryStrategy {

        private final ClassLoader loader;

        Strategy(ClassLoader loader) {
            super(null, null);
            this.loader = loader;
        }

        @Override
        public Object createExecutableExtension(RegistryContributor contributor, String className, String overridden) throws CoreException {
            try {
                return Class.forName(className, true, loader).getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException | LinkageError e) {
                throw new CoreException(Status.error(contributor.getName() + " could not make " + className, e));
            }
        }

        @Override
        public void scheduleChangeEvent(Object[] listeners, Map<String, ?> deltas, Object registry) {
            processChangeEvent(listeners, deltas, registry);
        }

        @Override
        public void log(IStatus status) {
            // what is wrong with a contribution the reader says itself
        }
    }
}
