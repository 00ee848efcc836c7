/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import org.orthotwin.cli.Invocation;
import org.orthotwin.landmarks.Landmarking;

/** The option {@code --replicas}: on how many replicas of a surface the uncertainty of its landmarks rests. */
final class ReplicasOption {
    private static final int MOST = 1000;

    private ReplicasOption() {
    }

    /**
     * What was given, or as many as are usual.
     *
     * @throws IllegalArgumentException if it is no whole number from 0 to 1000
     */
    static int of(Invocation call) {
        String text = call.option("--replicas").orElse(String.valueOf(Landmarking.DEFAULT_REPLICAS));
        try {
            int n = Integer.parseInt(text);
            if (n >= 0 && n <= MOST) {
                return n;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(Texts.of(call, "replicas", text, String.valueOf(MOST)));
    }
}
