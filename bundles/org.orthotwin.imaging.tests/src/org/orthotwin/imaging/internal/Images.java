/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.spi.VolumeReader;

/** What the tests of the formats have in common. */
final class Images {

    private Images() {
    }

    /** Real data, or the test is skipped. */
    static Path data(String path) {
        String set = System.getProperty("orthotwin.data");
        Path found = set == null ? null : Path.of(set).resolve(path);
        assumeTrue(found != null && Files.exists(found), "skipped: no real data " + path + " (set -Dorthotwin.data=<folder>)");
        return found;
    }

    static ImageSeries one(VolumeReader reader, Path file) throws IOException {
        List<ImageSeries> series = reader.scan(file, Monitor.NONE);
        if (series.size() != 1) {
            throw new AssertionError(series.size() + " series in " + file);
        }
        return series.getFirst();
    }

    static Volume read(VolumeReader reader, Path file) throws IOException {
        return one(reader, file).read(ReadOptions.DEFAULT, Monitor.NONE);
    }

    static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
