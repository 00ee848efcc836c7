/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.examples.volume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.spi.VolumeWriter;

/**
 * Writes MetaImage with header and voxels in one file. The format has neither a mapping of the stored numbers nor 64-bit integers: such
 * volumes are refused, so that nobody reads wrong values.
 */
public final class MetaImageWriter implements VolumeWriter {

    private static final MessageCatalog TEXTS = new MessageCatalog(MetaImageWriter.class);

    @Override
    public void write(Volume volume, Path file, Monitor monitor) throws IOException {
        String type = MetaImageReader.TYPES.entrySet().stream().filter(e ->
                e.getValue() == volume.type()).map(Map.Entry::getKey).findFirst()
                .orElse("");
        if (type.isEmpty() || volume.components() != 1 || volume.mapping().slope() != 1 || volume.mapping().intercept() != 0) {
            throw new InputException(Diagnostic.error(TEXTS, "not.held", volume.type().code(), volume.components(),
                    volume.mapping().slope(),
                    volume.mapping().intercept()));
        }
        VolumeGeometry g = volume.geometry();
        String header = "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = False\n"
                + "TransformMatrix = " + Stream.of(g.iDirection(), g.jDirection(), g.kDirection()).map(MetaImageWriter::plain).collect(
                        Collectors.joining(" "))
                + "\nOffset = " + mm(g.origin()) + "\nElementSpacing = " + mm(new Vec3(g.iSpacing(), g.jSpacing(), g.kSpacing()))
                + "\nDimSize = " + g.nx() + " " + g.ny() + " " + g.nz() + "\nElementType = " + type + "\nElementDataFile = LOCAL\n";
        monitor.begin(file.getFileName().toString(), g.nz());
        AtomicFiles.write(file, out -> {
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            WritableByteChannel channel = Channels.newChannel(out);
            for (int k = 0; k < g.nz(); k++) {
                monitor.checkCancelled();
                // in memory, volumes are little-endian
                ByteBuffer slice = volume.store().slice(k).duplicate();
                while (slice.hasRemaining()) {
                    channel.write(slice);
                }
                monitor.worked(1);
            }
        });
    }

    private static String plain(Vec3 v) {
        return v.x() + " " + v.y() + " " + v.z();
    }

    private static String mm(Vec3 v) {
        return LengthUnit.MILLIMETRE.format(v.x()) + " " + LengthUnit.MILLIMETRE.format(v.y()) + " " + LengthUnit.MILLIMETRE.format(v.z());
    }
}
