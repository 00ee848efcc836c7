/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Tag;
import org.dcm4che3.data.UID;
import org.dcm4che3.io.DicomOutputStream;
import org.dcm4che3.net.Association;
import org.dcm4che3.net.PDVInputStream;
import org.dcm4che3.net.Status;
import org.dcm4che3.net.pdu.PresentationContext;
import org.dcm4che3.net.service.BasicCStoreSCP;
import org.dcm4che3.net.service.DicomServiceException;
import org.orthotwin.core.InputException;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;
import org.orthotwin.imaging.dicom.spi.DicomReceiver;

/** C-STORE as a provider: instances become Part 10 files byte for byte as they come, in bounded memory, and go to a receiver. */
final class StoreProvider extends BasicCStoreSCP {

    private static final int CHUNK = 1 << 16;

    private final DicomNetwork.Limits limits;
    private final DicomReceiver receiver;

    StoreProvider(DicomNetwork.Limits limits, DicomReceiver receiver) {
        this.limits = limits;
        this.receiver = receiver;
    }

    @Override
    protected void store(Association association, PresentationContext context, Attributes request, PDVInputStream data, Attributes response)
            throws IOException {
        if (data == null) {
            throw new DicomServiceException(Status.MistypedArgument);
        }
        String sopClass = request.getString(Tag.AffectedSOPClassUID, "");
        String instance = request.getString(Tag.AffectedSOPInstanceUID, "");
        GuardedSocket line = (GuardedSocket) association.getSocket();
        Path file;
        try {
            file = Files.createTempFile(Files.createDirectories(receiver.making()), "coming", ".tmp");
        } catch (IOException e) {
            data.skipAll();
            throw new DicomServiceException(Status.OutOfResources, e);
        }
        try {
            write(file, association.createFileMetaInformation(instance, sopClass, context.getTransferSyntax()), data, line);
            hand(new DicomReceiver.Arrival(association.getSerialNo(), association.getCallingAET(), sopClass, instance), file);
        } catch (FileSystemException e) {
            // the disk is full, or the folder is gone; what still comes of the instance is thrown away
            data.skipAll();
            throw new DicomServiceException(Status.OutOfResources, e, false);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** All of it has come: whatever goes wrong now is no trouble of the line, which goes on. */
    private void hand(DicomReceiver.Arrival arrival, Path file) throws DicomServiceException {
        try {
            receiver.received(arrival, file);
        } catch (InputException e) {
            throw new DicomServiceException(Status.CannotUnderstand, e, false);
        } catch (IOException e) {
            throw new DicomServiceException(Status.OutOfResources, e, false);
        }
    }

    private void write(Path file, Attributes meta, PDVInputStream data, GuardedSocket line) throws IOException {
        try (OutputStream out = new Disk(new BufferedOutputStream(Files.newOutputStream(file), CHUNK), file)) {
            DicomOutputStream head = new DicomOutputStream(out, UID.ExplicitVRLittleEndian);
            head.writeFileMetaInformation(meta);
            head.flush();
            byte[] chunk = new byte[CHUNK];
            long came = 0;
            for (int n = data.read(chunk); n >= 0; n = data.read(chunk)) {
                came += n;
                if (came > limits.instanceBytes()) {
                    // it may go on for ever: there is no point in listening to the end
                    line.cut(GuardedSocket.Cut.TOO_MUCH);
                    throw new IOException("an instance of more than " + limits.instanceBytes() + " bytes");
                }
                line.touch();
                out.write(chunk, 0, n);
            }
        }
    }

    /** Tells failures of the disk from those of the line. */
    private static final class Disk extends OutputStream {
        private final OutputStream out;
        private final Path file;

        Disk(OutputStream out, Path file) {
            this.out = out;
            this.file = file;
        }

        private FileSystemException failed(IOException e) {
            FileSystemException named = new FileSystemException(file.getFileName().toString(), null, e.getMessage());
            named.initCause(e);
            return named;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int off, int len) throws IOException {
            try {
                out.write(b, off, len);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    @Override
    public void onClose(Association association) {
        receiver.ended(association.getSerialNo(), association.getCallingAET(), association.getException() == null
                && ((GuardedSocket) association.getSocket()).why() == GuardedSocket.Cut.NOT);
    }
}
