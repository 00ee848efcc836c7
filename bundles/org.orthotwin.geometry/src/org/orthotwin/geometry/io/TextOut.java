/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** ASCII text with LF line ends and the shortest decimals. */
final class TextOut {

    private final OutputStream out;

    TextOut(OutputStream out) {
        this.out = out;
    }

    TextOut text(String s) throws IOException {
        out.write(s.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    TextOut line(String s) throws IOException {
        text(s);
        out.write('\n');
        return this;
    }

    /** Point {@code i} of a flat array in m, as a line in the unit. */
    TextOut point(double[] v, int i, LengthUnit unit) throws IOException {
        return line(unit.format(v[3 * i]) + " " + unit.format(v[3 * i + 1]) + " " + unit.format(v[3 * i + 2]));
    }
}
