/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

/** A message that has arrived by a line, and waits to be taken. */
public interface Arrival {

    /** A message of one device at one time is not longer, bytes: one that is, is put aside. */
    int MOST_BYTES = 64 << 10;
    /** The topic of what comes by a line without topics begins so, as no topic of a broker does: whose it is says the message alone. */
    String NO_TOPIC = "#";

    /** Where it came by, such as {@code orthotwin/P-7/observations}. */
    String topic();

    /** What it says, as it came; of a message that is too long one byte too many is enough. */
    byte[] payload();

    /**
     * It is safe: whoever sent it need not send it again. Called once, on any thread, and only when the message is on the
     * disk. A line that is gone by then is nobody's fault: the message comes again and is known.
     */
    void acknowledge();
}
