/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The codecs that the embedded toolkit has, by the transfer syntaxes that they decode. */
public final class FrameCodecs {

    private static final Map<String, FrameCodec> BY_SYNTAX = Map.ofEntries();

    private FrameCodecs() {
    }

    /** @param syntax UID of a compressed transfer syntax */
    public static Optional<FrameCodec> of(String syntax) {
        return Optional.ofNullable(BY_SYNTAX.get(syntax));
    }

    /** UIDs of all that can be decoded. */
    public static Set<String> syntaxes() {
        return BY_SYNTAX.keySet();
    }
}
