/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange;

import java.util.List;

/**
 * What a file gave.
 *
 * @param content what was read
 * @param dropped what the file holds and the content cannot, one sentence each; shown to the user
 */
public record Imported(Content content, List<String> dropped) {

    public Imported {
        dropped = List.copyOf(dropped);
    }
}
