/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal.codec;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.core.InputException;

/** The codecs that the embedded toolkit has, by the transfer syntaxes that they decode. */
public final class FrameCodecs {

    private static final FrameCodec JPEG = guarded("JPEG", new JpegCodec());
    private static final FrameCodec JPEG_LS = guarded("JPEG-LS", new JpegLsCodec());
    private static final FrameCodec JPEG_2000 = guarded(Jpeg2000Codec.NAME, new Jpeg2000Codec());
    private static final Map<String, FrameCodec> BY_SYNTAX = Map.ofEntries(
            Map.entry("1.2.840.10008.1.2.5", guarded("RLE", new RleCodec())),
            Map.entry("1.2.840.10008.1.2.4.50", JPEG),
            Map.entry("1.2.840.10008.1.2.4.51", JPEG),
            // retired processes of the same code: spectral selection and full progression
            Map.entry("1.2.840.10008.1.2.4.53", JPEG),
            Map.entry("1.2.840.10008.1.2.4.55", JPEG),
            Map.entry("1.2.840.10008.1.2.4.57", JPEG),
            Map.entry("1.2.840.10008.1.2.4.70", JPEG),
            Map.entry("1.2.840.10008.1.2.4.80", JPEG_LS),
            Map.entry("1.2.840.10008.1.2.4.81", JPEG_LS),
            Map.entry("1.2.840.10008.1.2.4.90", JPEG_2000),
            Map.entry("1.2.840.10008.1.2.4.91", JPEG_2000));

    private FrameCodecs() {
    }

    /** What a hostile stream might make a decoder stumble over becomes the refusal that the interface promises. */
    private static FrameCodec guarded(String name, FrameCodec codec) {
        return (fragments, format) -> {
            try {
                return codec.decode(fragments, format);
            } catch (IndexOutOfBoundsException | NegativeArraySizeException | ArithmeticException e) {
                throw new InputException(Texts.broken(name, "it contradicts itself").diagnostic(), e);
            }
        };
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
