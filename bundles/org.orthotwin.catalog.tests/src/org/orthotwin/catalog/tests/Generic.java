/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.implant.Component;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** The generic catalogue: as contributed inside OSGi, as a file of the checkout outside of it. */
final class Generic {

    static final LoadedCatalogue CATALOGUE = load();

    private Generic() {
    }

    static LoadedCatalogue load() {
        return LoadedCatalogue.load(url("catalogue/generic.implant"));
    }

    static byte[] bytes() {
        try (InputStream in = url("catalogue/generic.implant").openStream()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A part by its component and the label of its size. */
    static Catalogs.Item item(LoadedCatalogue from, String component, String label) {
        Component c = from.component(component).orElseThrow();
        return new Catalogs.Item(from, c, c.getSizes().stream().filter(x -> x.getLabel().equals(label)).findFirst().orElseThrow());
    }

    /** A file of the bundle. */
    static URL url(String file) {
        Bundle here = FrameworkUtil.getBundle(Generic.class);
        if (here != null) {
            for (BundleWire wire : here.adapt(BundleWiring.class).getRequiredWires(BundleNamespace.BUNDLE_NAMESPACE)) {
                Bundle b = wire.getProvider().getBundle();
                if (b.getSymbolicName().equals("org.orthotwin.catalog.generic")) {
                    return b.getEntry(file);
                }
            }
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("bundles/org.orthotwin.catalog.generic"))) {
            folder = folder.getParent();
        }
        assertTrue(folder != null, "no bundle org.orthotwin.catalog.generic above " + Path.of("").toAbsolutePath());
        try {
            return folder.resolve("bundles/org.orthotwin.catalog.generic").resolve(file).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Component component(String id) {
        return CATALOGUE.component(id).orElseThrow();
    }

    static Catalogs.Item item(String component, String label) {
        return item(CATALOGUE, component, label);
    }

    static PartModel part(String component, String label) {
        return item(component, label).realise(Side.RIGHT);
    }
}
