/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One call of the command line within the tests' own process, as the application makes it: what a start of the product costs is left out,
 * what it prints and answers is the same.
 */
record Call(int exitCode, String out, String err) {

    /** A call with words that begin with @ for files of a folder. */
    static Call in(Path folder, String... words) {
        return of(Stream.of(words).map(w -> w.startsWith("@") ? folder.resolve(w.substring(1)).toString() : w).toList());
    }

    static Call of(List<String> line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = CommandLine.call(Path.of(""), new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), line.toArray(String[]::new));
        return new Call(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
