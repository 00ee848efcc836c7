/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A screen of its own for a workbench that is tried from outside: Xvfb, whose picture is a file (of the X window dump format). */
final class Screen implements AutoCloseable {

    /** Of the header's 32-bit words. */
    private static final int HEADER = 0;
    private static final int WIDTH = 4;
    private static final int HEIGHT = 5;
    private static final int PIXEL_BITS = 11;
    private static final int LINE_BYTES = 12;
    private static final int COLORS = 19;
    private static final int COLOR_BYTES = 12;

    private final Process server;
    private final Path picture;
    private final String display;

    private Screen(Process server, Path picture, String display) {
        this.server = server;
        this.picture = picture;
        this.display = display;
    }

    /** @param folder for the picture's file; empty where there is no Xvfb */
    static Optional<Screen> open(Path folder) throws IOException {
        Process server;
        try {
            server = new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1600x1000x24", "+extension", "GLX", "-nolisten", "tcp",
                    "-fbdir", folder.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            return Optional.empty();
        }
        String number = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII)).readLine();
        if (number == null) {
            throw new IOException("Xvfb did not start");
        }
        return Optional.of(new Screen(server, folder.resolve("Xvfb_screen0"), ":" + number));
    }

    /** For the variable {@code DISPLAY}. */
    String display() {
        return display;
    }

    /** How many pixels have a colour, 0xRRGGBB. */
    int count(int rgb) throws IOException {
        ByteBuffer words = ByteBuffer.wrap(Files.readAllBytes(picture)).order(ByteOrder.BIG_ENDIAN);
        if (words.getInt(4 * PIXEL_BITS) != Integer.SIZE) {
            throw new IOException("pixels of " + words.getInt(4 * PIXEL_BITS) + " bits");
        }
        int start = words.getInt(4 * HEADER) + COLOR_BYTES * words.getInt(4 * COLORS);
        int line = words.getInt(4 * LINE_BYTES);
        int found = 0;
        ByteBuffer pixels = words.duplicate().order(ByteOrder.nativeOrder());
        for (int y = 0; y < words.getInt(4 * HEIGHT); y++) {
            for (int x = 0; x < words.getInt(4 * WIDTH); x++) {
                found += (pixels.getInt(start + y * line + 4 * x) & 0xFFFFFF) == rgb ? 1 : 0;
            }
        }
        return found;
    }

    @Override
    public void close() {
        server.destroy();
    }
}
