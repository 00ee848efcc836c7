/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.net.URL;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.jface.resource.ImageRegistry;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.graphics.Image;

/** The icons of this bundle, drawn once. */
final class Icons {

    private static final String PREFIX = "org.orthotwin.diagram.ui/";

    private Icons() {
    }

    /** @param name of the file in {@code icons/} without its ending */
    static Image get(String name) {
        ImageRegistry registry = JFaceResources.getImageRegistry();
        String key = PREFIX + name;
        if (registry.getDescriptor(key) == null) {
            registry.put(key, descriptor(name));
        }
        return registry.get(key);
    }

    static ImageDescriptor descriptor(String name) {
        URL url = Icons.class.getResource("/icons/" + name + ".svg");
        return url == null ? ImageDescriptor.getMissingImageDescriptor() : ImageDescriptor.createFromURL(url);
    }
}
