/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange;

import java.util.List;
import java.util.Optional;
import org.orthotwin.geometry.io.LengthUnit;

/**
 * What a file gave.
 *
 * @param content what was read
 * @param dropped what the file holds and the content cannot, one sentence each; shown to the user
 * @param unit unit of length in the file, as the user gave it or the file states it; empty where there is none to say
 */
public record Imported(Content content, List<String> dropped, Optional<LengthUnit> unit) {

    public Imported {
        dropped = List.copyOf(dropped);
    }

    /** Of content whose file has no unit of its own choice. */
    public Imported(Content content, List<String> dropped) {
        this(content, dropped, Optional.empty());
    }
}
