/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.Platform;
import org.orthotwin.core.JsonText;
import org.osgi.framework.FrameworkUtil;

/**
 * A file of observables, causes, interventions and visits as it is written. Its form is described by the schema of the extension point.
 *
 * @param observables what may be observed
 * @param causes patterns of causes, and what known causes do to these observables
 * @param interventions what might be done, and what known ones do to these observables
 * @param visits when patients are to be seen
 */
public record ObservableFile(List<Map<?, ?>> observables, List<Map<?, ?>> causes, List<Map<?, ?>> interventions,
        List<Map<?, ?>> visits) {

    /** One that says nothing of visits. */
    public ObservableFile(List<Map<?, ?>> observables, List<Map<?, ?>> causes, List<Map<?, ?>> interventions) {
        this(observables, causes, interventions, List.of());
    }

    /** @throws IllegalStateException if the file that is declared is not there, or not of this form */
    static ObservableFile read(IConfigurationElement e) {
        String file = e.getAttribute("file");
        URL url = file == null ? null : url(e.getContributor().getName(), file);
        if (url == null) {
            throw new IllegalStateException("there is no file '" + file + "' in it");
        }
        try (InputStream in = url.openStream()) {
            return of(JsonText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException x) {
            throw new IllegalStateException(file + ": " + x.getMessage(), x);
        }
    }

    /** @throws IllegalStateException if it is not of this form */
    static ObservableFile of(Object json) {
        if (!(json instanceof Map<?, ?> m)) {
            throw new IllegalStateException("it is no object");
        }
        try {
            FileForm.FILE.check(m);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        return new ObservableFile(maps(m, "observables"), maps(m, "causes"), maps(m, "interventions"), maps(m, "visits"));
    }

    private static URL url(String bundle, String file) {
        // without a platform the bundles are on the class path
        return FrameworkUtil.getBundle(ObservableFile.class) == null ? ObservableFile.class.getResource("/" + file)
                : Platform.getBundle(bundle).getEntry(file);
    }

    private static List<Map<?, ?>> maps(Map<?, ?> m, String key) {
        return m.get(key) instanceof List<?> l ? l.stream().<Map<?, ?>>map(o -> (Map<?, ?>) o).toList() : List.of();
    }
}
