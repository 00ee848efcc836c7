/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.tests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.eclipse.core.runtime.Platform;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** A bundle that is made while the program runs, put in and taken out. */
final class StrangerBundle implements AutoCloseable {

    private final Map<String, byte[]> entries = new LinkedHashMap<>();
    private final Manifest manifest;
    private Bundle bundle;

    private StrangerBundle(Manifest manifest, String symbolicName) {
        this.manifest = manifest;
        manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName + ";singleton:=true");
    }

    static StrangerBundle of(String symbolicName, String requires, String pluginXml, Class<?>... classes) throws IOException {
        Manifest m = new Manifest();
        m.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        m.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        m.getMainAttributes().putValue(Constants.BUNDLE_VERSION, "1.0.0");
        m.getMainAttributes().putValue(Constants.REQUIRE_BUNDLE, requires);
        StrangerBundle b = new StrangerBundle(m, symbolicName);
        b.entries.put("plugin.xml", ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><?eclipse version=\"3.4\"?><plugin>" + pluginXml
                + "</plugin>")
                .getBytes(StandardCharsets.UTF_8));
        for (Class<?> c : classes) {
            String path = c.getName().replace('.', '/') + ".class";
            try (InputStream in = c.getClassLoader().getResourceAsStream(path)) {
                b.entries.put(path, in.readAllBytes());
            }
        }
        return b;
    }

    /** A second bundle with all that is in an installed one, under another name and with other ids. */
    static StrangerBundle copyOf(Bundle original, String symbolicName, String idFrom, String idTo) throws IOException {
        Manifest m;
        try (InputStream in = original.getEntry("META-INF/MANIFEST.MF").openStream()) {
            m = new Manifest(in);
        }
        StrangerBundle b = new StrangerBundle(m, symbolicName);
        for (URL url : Collections.list(original.findEntries("/", "*", true))) {
            String path = url.getPath().substring(1);
            if (!path.endsWith("/") && !path.startsWith("META-INF/")) {
                try (InputStream in = url.openStream()) {
                    byte[] content = in.readAllBytes();
                    b.entries.put(path, path.endsWith(".class") ? content : new String(content, StandardCharsets.UTF_8)
                            .replace("id=\"" + idFrom + "\"", "id=\"" + idTo + "\"").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return b;
    }

    Bundle install() throws IOException, BundleException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                jar.putNextEntry(new ZipEntry(e.getKey()));
                jar.write(e.getValue());
                jar.closeEntry();
            }
        }
        Bundle system = Platform.getBundle(Constants.SYSTEM_BUNDLE_SYMBOLICNAME);
        bundle = (system == null ? Platform.getBundle("org.eclipse.osgi") : system).getBundleContext().installBundle(
                "made:" + manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME),
                new ByteArrayInputStream(bytes.toByteArray()));
        FrameworkWiring wiring = Platform.getBundle("org.eclipse.osgi").adapt(FrameworkWiring.class);
        if (!wiring.resolveBundles(List.of(bundle))) {
            throw new BundleException("not resolved: " + bundle);
        }
        return bundle;
    }

    void uninstall() throws BundleException {
        if (bundle != null) {
            bundle.uninstall();
            bundle = null;
        }
    }

    @Override
    public void close() throws BundleException {
        uninstall();
    }
}
