/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.net.URL;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.graphics.Image;

/** The icons in the folder {@code icons} of a bundle, each drawn once and never disposed of by who shows it. */
public final class BundleIcons {

    private final Class<?> anchor;

    /** @param anchor a class of the bundle */
    public BundleIcons(Class<?> anchor) {
        this.anchor = anchor;
    }

    /** @param name of the file without its ending, {@code .svg} */
    public Image get(String name) {
        ImageRegistry registry = JFaceResources.getImageRegistry();
        String key = anchor.getPackageName() + '/' + name;
        if (registry.getDescriptor(key) == null) {
            registry.put(key, descriptor(name));
        }
        return registry.get(key);
    }

    /** @param name of the file without its ending, {@code .svg} */
    public ImageDescriptor descriptor(String name) {
        URL url = anchor.getResource("/icons/" + name + ".svg");
        return url == null ? ImageDescriptor.getMissingImageDescriptor() : ImageDescriptor.createFromURL(url);
    }
}
