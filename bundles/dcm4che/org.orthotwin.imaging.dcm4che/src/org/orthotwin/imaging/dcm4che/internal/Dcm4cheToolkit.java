/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Fragments;
import org.dcm4che3.data.Implementation;
import org.dcm4che3.data.UID;
import org.dcm4che3.data.VR;
import org.dcm4che3.io.DicomInputStream;
import org.dcm4che3.io.DicomOutputStream;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.PixelData;
import org.orthotwin.imaging.dicom.PlainFrames;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicom.Vr;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/**
 * Files by dcm4che's core. It has no codecs: those of its project come with native libraries, so compressed frames are left to the toolkits
 * below this one.
 */
public final class Dcm4cheToolkit implements DicomToolkit {

    private static final int PREAMBLE = 128;
    /** Bytes of an inflated data set, with pixel data. */
    private static final long MAX_INFLATED = 256L << 20;

    static {
        Dcm4che.prepare();
    }

    @Override
    public boolean isUsable() {
        // its core is resolved with this bundle; a broken installation shows here and not in the middle of work
        return !Implementation.getVersionName().isEmpty();
    }

    @Override
    public boolean accepts(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        byte[] head = new byte[PREAMBLE + 4];
        int n;
        try (InputStream in = Files.newInputStream(file)) {
            n = in.readNBytes(head, 0, head.length);
        }
        return n == head.length && isMarked(head) || n >= 8 && beginsLikeDataset(head);
    }

    private static boolean isMarked(byte[] b) {
        return b[PREAMBLE] == 'D' && b[PREAMBLE + 1] == 'I' && b[PREAMBLE + 2] == 'C' && b[PREAMBLE + 3] == 'M';
    }

    /** Group 0002 or 0008 in either order, with a representation or a length that makes sense. */
    private static boolean beginsLikeDataset(byte[] b) {
        boolean little = (b[0] == 2 || b[0] == 8) && b[1] == 0;
        boolean big = b[0] == 0 && b[1] == 8;
        boolean explicit = Vr.of(b[4] & 0xff, b[5] & 0xff) != null;
        return explicit && (little || big) || little && !explicit && b[6] == 0 && b[7] == 0 && (b[5] & 0xff) <= 4;
    }

    @Override
    public DicomObject read(Path file) throws IOException {
        String name = file.getFileName().toString();
        if (!accepts(file)) {
            if (!Files.exists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            throw Texts.refuse("dcm4che.not", name);
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 15)) {
            return parse(file, name, DicomInputStream.createWithLimit(in, Files.size(file)));
        } catch (FileSystemException e) {
            throw e;
        } catch (EOFException e) {
            throw Texts.refuse(e, "dcm4che.short", name);
        } catch (InputException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // what its parser says of bytes that it did not expect
            throw Texts.refuse(e, "dcm4che.broken", name, String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw Texts.refuse(e, "dcm4che.deep", name);
        } catch (OutOfMemoryError e) {
            throw Texts.refuse(e, "dcm4che.memory", name);
        }
    }

    private static boolean isPixelData(DicomInputStream in) {
        return in.level() == 0 && (in.tag() == Tag.PixelData || in.tag() == Tag.FloatPixelData || in.tag() == Tag.DoubleFloatPixelData);
    }

    private static DicomObject parse(Path file, String name, DicomInputStream in) throws IOException {
        Attributes meta = in.readFileMetaInformation();
        String syntax = meta == null ? in.getTransferSyntax() : meta.getString(Tag.TransferSyntaxUID, UID.ImplicitVRLittleEndian);
        boolean deflated = syntax.equals(TransferSyntax.DEFLATED);
        if (deflated) {
            return inflated(file, name, meta, in.getPosition());
        }
        Attributes data = in.readDataset(Dcm4cheToolkit::isPixelData);
        Dataset ours = AttributeSets.from(data);
        PixelData pixels = isPixelData(in) ? PixelData.in(file, in.tag(), vr(in), in.getPosition(), in.length() == -1 ? -1
                : in.unsignedLength()) : null;
        return new DicomObject(name, meta == null ? Dataset.EMPTY : AttributeSets.from(meta), syntax, ours, pixels);
    }

    private static DicomObject inflated(Path file, String name, Attributes meta, long from) throws IOException {
        Inflater inflater = new Inflater(true);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            raw.skipNBytes(from);
            // one byte more than is allowed says that there is more
            byte[] all = new InflaterInputStream(raw, inflater, 1 << 14).readNBytes((int) MAX_INFLATED + 1);
            if (all.length > MAX_INFLATED) {
                throw Texts.refuse("dcm4che.inflated", name, MAX_INFLATED);
            }
            DicomInputStream in = DicomInputStream.createWithLimit(new ByteArrayInputStream(all), UID.ExplicitVRLittleEndian,
                    all.length);
            Attributes data = in.readDataset(Dcm4cheToolkit::isPixelData);
            PixelData pixels = null;
            if (isPixelData(in)) {
                if (in.length() == -1) {
                    throw Texts.refuse("dcm4che.broken", name, TransferSyntax.describe(TransferSyntax.DEFLATED));
                }
                int at = (int) in.getPosition();
                long length = in.unsignedLength();
                if (length > all.length - at) {
                    throw Texts.refuse("dcm4che.short", name);
                }
                pixels = PixelData.of(in.tag(), vr(in), ByteBuffer.wrap(all, at, (int) length));
            }
            return new DicomObject(name, AttributeSets.from(meta), TransferSyntax.DEFLATED, AttributeSets.from(data), pixels);
        } finally {
            inflater.end();
        }
    }

    private static Vr vr(DicomInputStream in) {
        return switch (in.tag()) {
            case Tag.FloatPixelData -> Vr.OF;
            case Tag.DoubleFloatPixelData -> Vr.OD;
            default -> in.vr() == VR.OB ? Vr.OB : Vr.OW;
        };
    }

    @Override
    public void write(DicomObject object, Path file) throws IOException {
        PixelData pixels = object.pixels();
        boolean encapsulated = pixels != null && pixels.isEncapsulated();
        String syntax = encapsulated ? object.syntax() : UID.ExplicitVRLittleEndian;
        Attributes data = AttributeSets.to(object.data());
        if (encapsulated) {
            int frames = object.frames();
            Fragments fragments = data.newFragments(Tag.PixelData, VR.OB, frames + 1);
            // an empty table of offsets: allowed, and never wrong
            fragments.add(new byte[0]);
            for (int f = 0; f < frames; f++) {
                for (ByteBuffer part : pixels.fragments(f, frames)) {
                    byte[] b = new byte[part.remaining() + (part.remaining() & 1)];
                    part.duplicate().get(b, 0, part.remaining());
                    fragments.add(b);
                }
            }
        } else if (pixels != null) {
            int allocated = pixels.tag() == Tag.PixelData ? object.data().integer(Tag.BitsAllocated).orElse(16) : 8 * pixels.vr().unit();
            Vr vr = pixels.tag() != Tag.PixelData ? pixels.vr() : allocated > 8 ? Vr.OW : pixels.vr();
            data.setValue(pixels.tag(), VR.valueOf(vr.name()), new PlainValue(pixels, !object.syntax().equals(
                    TransferSyntax.EXPLICIT_BIG) ? 1 : Math.max(allocated / 8, pixels.vr() == Vr.OW ? 2 : 1)));
        }
        Attributes meta = new Attributes();
        meta.setBytes(Tag.FileMetaInformationVersion, VR.OB, new byte[] {0, 1});
        meta.setString(Tag.MediaStorageSOPClassUID, VR.UI, object.data().textOrEmpty(Tag.SOPClassUID));
        meta.setString(Tag.MediaStorageSOPInstanceUID, VR.UI, object.data().textOrEmpty(Tag.SOPInstanceUID));
        meta.setString(Tag.TransferSyntaxUID, VR.UI, syntax);
        meta.setString(Tag.ImplementationClassUID, VR.UI, Uids.IMPLEMENTATION);
        meta.setString(Tag.ImplementationVersionName, VR.SH, Uids.IMPLEMENTATION_NAME);
        AtomicFiles.write(file, out -> {
            // closing it ends its data set and must not end the file
            DicomOutputStream to = new DicomOutputStream(out, UID.ExplicitVRLittleEndian);
            to.writeDataset(meta, data);
            to.flush();
        });
    }

    @Override
    public boolean decodes(String syntax) {
        return TransferSyntax.isNative(syntax);
    }

    @Override
    public void decode(DicomObject object, int frame, ByteBuffer into) throws IOException {
        PlainFrames.decode(object, frame, into);
    }
}
