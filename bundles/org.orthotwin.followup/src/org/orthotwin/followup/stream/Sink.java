/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

/** Takes messages over from a line, and lets it wait while there are too many. */
@FunctionalInterface
public interface Sink {

    /** @return whether the message will be seen to */
    boolean offer(Arrival message) throws InterruptedException;
}
