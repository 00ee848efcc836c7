/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The p2 repository that was built together with the running program. */
public final class OwnRepository {

    private OwnRepository() {
    }

    /** Its address, where the program runs from where it was built; what was installed elsewhere does not know it. */
    public static Optional<String> find() {
        String location = System.getProperty("osgi.install.area", "");
        if (!location.startsWith("file:")) {
            return Optional.empty();
        }
        for (Path p = Path.of(URI.create(location.replace(" ", "%20"))); p != null; p = p.getParent()) {
            if (p.endsWith("products") && Files.isDirectory(p.resolveSibling("repository").resolve("plugins"))) {
                return Optional.of(p.resolveSibling("repository").toUri().toString());
            }
        }
        return Optional.empty();
    }
}
