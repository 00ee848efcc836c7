/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

/** What the library needs before its first class is used. */
final class Dcm4che {

    private Dcm4che() {
    }

    /**
     * Its log goes nowhere: it speaks of data sets, and with them of patients. The facade says on the standard error that it found nobody
     * to log to, which is what is wanted and need not be said.
     */
    static void prepare() {
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
    }
}
