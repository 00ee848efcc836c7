/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.solver.Value;

/**
 * What a segmenter answers.
 *
 * @param labels on the image's grid
 * @param values what it found on the way, by name: thresholds ({@code threshold.bone}, in the image's unit), centres and radii (SI)
 * @param findings what a person should know: metal, bones cut by the image's border, joints that it could not part
 */
public record Segmentation(LabelMap labels, Map<String, Value> values, List<Diagnostic> findings) {

    public Segmentation {
        Objects.requireNonNull(labels);
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        findings = List.copyOf(findings);
    }
}
