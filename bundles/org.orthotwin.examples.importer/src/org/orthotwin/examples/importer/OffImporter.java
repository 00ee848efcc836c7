/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.importer;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.exchange.Imported;
import org.orthotwin.exchange.spi.Importer;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;

/**
 * Reads the Object File Format: the word OFF, three counts (vertices, faces, edges), a line of three numbers for each vertex and a line "n
 * i1 ... in" for each face, as Geomview's manual describes it. Polygons are cut into fans; colours behind a face are named and left out.
 * The format does not say its unit of length.
 */
public final class OffImporter implements Importer {

    private static final MessageCatalog TEXTS = new MessageCatalog(OffImporter.class);
    /** More than any surface that fits into an array of triangles; a count above it is a broken file. */
    private static final int LIMIT = 100_000_000;

    @Override
    public Imported read(Path file, ExchangeOptions options, Monitor monitor) throws IOException {
        String name = file.getFileName().toString();
        LengthUnit unit = options.unit().orElseThrow(() -> new InputException(Diagnostic.error(TEXTS, "unit.unsaid", name)));
        // what is no ASCII can only be in a comment
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return new Lines(in, name, monitor).read(unit);
        }
    }

    private record Lines(Tokens tokens, String name, Monitor monitor) {

        Lines(BufferedReader in, String name, Monitor monitor) {
            this(new Tokens(in), name, monitor);
        }

        Imported read(LengthUnit unit) throws IOException {
            if (!tokens.next() || !tokens.words[0].equals("OFF")) {
                throw broken("no.off", tokens.words.length == 0 ? "" : tokens.words[0]);
            }
            // the counts may stand on the first line
            if (tokens.words.length > 1) {
                tokens.words = Arrays.copyOfRange(tokens.words, 1, tokens.words.length);
            } else {
                line("counts");
            }
            int vertices = integer(0, 0, LIMIT);
            int faces = integer(1, 1, LIMIT);
            monitor.begin(name, 0);
            // grown as lines come, so that a count that lies costs no memory
            double[] v = new double[Math.min(3 * vertices, 3 << 12)];
            for (int i = 0; i < vertices; i++) {
                line("vertex " + (i + 1));
                v = v.length < 3 * i + 3 ? Arrays.copyOf(v, (int) Math.min(3L * vertices, 2L * v.length)) : v;
                for (int k = 0; k < 3; k++) {
                    v[3 * i + k] = unit.toMetres(number(k));
                }
            }
            int[] t = new int[Math.min(3 * faces, 3 << 12)];
            int n = 0;
            boolean coloured = false;
            for (int i = 0; i < faces; i++) {
                line("face " + (i + 1));
                int corners = integer(0, 3, vertices);
                coloured |= tokens.words.length > corners + 1;
                for (int k = 2; k < corners; k++) {
                    t = t.length < n + 3 ? Arrays.copyOf(t, 2 * t.length + 3) : t;
                    t[n++] = integer(1, 0, vertices - 1);
                    t[n++] = integer(k, 0, vertices - 1);
                    t[n++] = integer(k + 1, 0, vertices - 1);
                }
            }
            return new Imported(new Content.Mesh(new TriangleMesh(Arrays.copyOf(v, 3 * vertices), Arrays.copyOf(t, n))),
                    coloured ? List.of(TEXTS.text("en", "colours", name)) : List.of());
        }

        private void line(String wanted) throws IOException {
            monitor.checkCancelled();
            if (!tokens.next()) {
                throw broken("cut.off", tokens.line, wanted);
            }
        }

        private double number(int k) {
            double d;
            try {
                d = Double.parseDouble(word(k));
            } catch (NumberFormatException e) {
                throw broken("no.number", tokens.line, word(k));
            }
            if (!Double.isFinite(d)) {
                throw broken("no.number", tokens.line, word(k));
            }
            return d;
        }

        private int integer(int k, int least, int most) {
            int i;
            try {
                i = Integer.parseInt(word(k));
            } catch (NumberFormatException e) {
                throw broken("no.number", tokens.line, word(k));
            }
            if (i < least || i > most) {
                throw broken("out.of.range", tokens.line, i, least, most);
            }
            return i;
        }

        private String word(int k) {
            if (k >= tokens.words.length) {
                throw broken("too.few", tokens.line, tokens.words.length, k + 1);
            }
            return tokens.words[k];
        }

        private InputException broken(String code, Object... args) {
            Object[] all = new Object[args.length + 1];
            all[0] = name;
            System.arraycopy(args, 0, all, 1, args.length);
            return new InputException(Diagnostic.error(TEXTS, code, all));
        }
    }

    /** The words of one line after the other, without comments and empty lines. */
    private static final class Tokens {
        private final BufferedReader in;
        private String[] words = {};
        private int line;

        Tokens(BufferedReader in) {
            this.in = in;
        }

        boolean next() throws IOException {
            for (String s = in.readLine(); s != null; s = in.readLine()) {
                line++;
                int comment = s.indexOf('#');
                String text = (comment < 0 ? s : s.substring(0, comment)).strip();
                if (!text.isEmpty()) {
                    words = text.split("\\s+");
                    return true;
                }
            }
            return false;
        }
    }
}
