/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dcm4che.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.dcm4che3.data.Attributes;
import org.dcm4che3.data.Implementation;
import org.dcm4che3.data.Tag;
import org.dcm4che3.data.UID;
import org.dcm4che3.data.VR;
import org.dcm4che3.io.DicomInputStream;
import org.dcm4che3.net.Association;
import org.dcm4che3.net.DataWriter;
import org.dcm4che3.net.DataWriterAdapter;
import org.dcm4che3.net.DimseRSP;
import org.dcm4che3.net.DimseRSPHandler;
import org.dcm4che3.net.InputStreamDataWriter;
import org.dcm4che3.net.Priority;
import org.dcm4che3.net.Status;
import org.dcm4che3.net.pdu.AAssociateRQ;
import org.dcm4che3.net.pdu.PresentationContext;
import org.dcm4che3.net.pdu.RoleSelection;
import org.dcm4che3.net.service.DicomServiceRegistry;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.DicomPeer;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;
import org.orthotwin.imaging.dicom.spi.DicomReceiver;

/** DICOM's network services by dcm4che. */
public final class Dcm4cheNetwork implements DicomNetwork {

    /** PS3.8, 9.3.2.2: identifiers of presentation contexts are odd and fit into a byte. */
    private static final int MOST_CONTEXTS = 128;
    /** Bytes of a whole query's answers: a study of 100,000 instances has about a fifth. */
    private static final long MOST_ANSWER_BYTES = 64L << 20;
    private static final String[] PLAIN = {UID.ExplicitVRLittleEndian, UID.ImplicitVRLittleEndian};
    private static final List<String> COMPRESSED = List.of(UID.JPEGLosslessSV1, UID.JPEGLossless, UID.JPEGLSLossless, UID.JPEG2000Lossless,
            UID.RLELossless, UID.JPEGBaseline8Bit, UID.JPEGExtended12Bit, UID.JPEGLSNearLossless, UID.JPEG2000,
            UID.DeflatedExplicitVRLittleEndian);
    /** What a series of a joint consists of, where the peer does not say. */
    private static final List<String> USUAL = List.of(Uids.CT_IMAGE, UID.EnhancedCTImageStorage, Uids.MR_IMAGE, UID.EnhancedMRImageStorage,
            Uids.SEGMENTATION, UID.SecondaryCaptureImageStorage, UID.ComputedRadiographyImageStorage,
            UID.DigitalXRayImageStorageForPresentation, UID.PositronEmissionTomographyImageStorage);

    static {
        Dcm4che.prepare();
    }

    @Override
    public boolean isUsable() {
        return !Implementation.getVersionName().isEmpty();
    }

    private static AAssociateRQ request(String sopClass) {
        AAssociateRQ rq = named();
        rq.addPresentationContext(new PresentationContext(1, sopClass, PLAIN));
        return rq;
    }

    private static AAssociateRQ named() {
        AAssociateRQ rq = new AAssociateRQ();
        rq.setImplClassUID(Uids.IMPLEMENTATION);
        rq.setImplVersionName(Uids.IMPLEMENTATION_NAME);
        return rq;
    }

    // ---- C-ECHO

    @Override
    public void echo(DicomPeer peer, Monitor monitor) throws IOException {
        try (Line line = new Line(peer, request(UID.Verification), MOST_ANSWER_BYTES, null, monitor)) {
            line.checkStatus(line.await(() -> {
                DimseRSP answer = line.association().cecho();
                answer.next();
                return answer.getCommand();
            }));
        }
    }

    // ---- C-FIND

    /** Collects answers as they come, and none beyond what is wanted. */
    private static final class Answers extends DimseRSPHandler {
        private final List<Dataset> found = new ArrayList<>();
        private final CompletableFuture<Attributes> last = new CompletableFuture<>();
        private final int limit;

        Answers(int message, int limit) {
            super(message);
            this.limit = limit;
        }

        @Override
        public void onDimseRSP(Association association, Attributes command, Attributes data) {
            super.onDimseRSP(association, command, data);
            ((GuardedSocket) association.getSocket()).touch();
            if (!Status.isPending(command.getInt(Tag.Status, 0))) {
                last.complete(command);
            } else if (data != null && found.size() < limit) {
                try {
                    found.add(AttributeSets.from(data));
                    if (found.size() == limit) {
                        cancel(association);
                    }
                } catch (IOException | RuntimeException e) {
                    last.completeExceptionally(e);
                }
            }
        }

        @Override
        public void onClose(Association association) {
            super.onClose(association);
            last.completeExceptionally(association.getException() != null ? association.getException()
                    : new IOException("released in the middle of an answer"));
        }

        Attributes last() throws IOException, InterruptedException {
            try {
                return last.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            }
        }
    }

    @Override
    public List<Dataset> find(DicomPeer peer, Level level, Dataset keys, int limit, Monitor monitor) throws IOException {
        String model = UID.StudyRootQueryRetrieveInformationModelFind;
        try (Line line = new Line(peer, request(model), MOST_ANSWER_BYTES, null, monitor)) {
            Answers answers = new Answers(line.association().nextMessageID(), limit);
            Attributes end = line.await(() -> {
                line.association().cfind(model, Priority.NORMAL, identifier(keys, level), null, answers);
                return answers.last();
            });
            if (end.getInt(Tag.Status, 0) != Status.Cancel) {
                line.checkStatus(end);
            }
            return List.copyOf(answers.found);
        }
    }

    private static Attributes identifier(Dataset keys, Level level) {
        Attributes a = AttributeSets.to(keys);
        a.setString(Tag.QueryRetrieveLevel, VR.CS, level.name());
        return a;
    }

    // ---- C-GET and C-MOVE

    @Override
    public void get(DicomPeer peer, Level level, Dataset keys, Set<String> classes, Limits limits, DicomReceiver receiver, Monitor monitor)
            throws IOException {
        String model = UID.StudyRootQueryRetrieveInformationModelGet;
        DicomServiceRegistry services = new DicomServiceRegistry();
        services.addDicomService(new StoreProvider(limits, receiver));
        try (Line line = new Line(peer, getting(model, classes), limits.associationBytes(), services, monitor)) {
            Answers answers = new Answers(line.association().nextMessageID(), 0);
            checkOperations(peer, line, line.await(() -> {
                line.association().cget(model, Priority.NORMAL, identifier(keys, level), null, answers);
                return answers.last();
            }));
        }
    }

    private static AAssociateRQ getting(String model, Set<String> classes) {
        AAssociateRQ rq = request(model);
        int context = 1;
        // the plain form of everything first: there may not be room for all
        List<String> all = List.copyOf(classes.isEmpty() ? USUAL : classes);
        for (String c : all.subList(0, Math.min(all.size(), MOST_CONTEXTS - 1))) {
            rq.addRoleSelection(new RoleSelection(c, false, true));
            context += 2;
            rq.addPresentationContext(new PresentationContext(context, c, PLAIN));
        }
        for (String syntax : COMPRESSED) {
            for (String c : all) {
                if (context + 2 < 2 * MOST_CONTEXTS) {
                    context += 2;
                    rq.addPresentationContext(new PresentationContext(context, c, syntax));
                }
            }
        }
        return rq;
    }

    @Override
    public void move(DicomPeer peer, Level level, Dataset keys, Listening to, Monitor monitor) throws IOException {
        String model = UID.StudyRootQueryRetrieveInformationModelMove;
        Listener post = (Listener) to;
        try (Line line = new Line(peer, request(model), MOST_ANSWER_BYTES, null, monitor)) {
            // while it sends to the post it need not speak here
            line.alsoAlive(post::last);
            Answers answers = new Answers(line.association().nextMessageID(), 0);
            checkOperations(peer, line, line.await(() -> {
                line.association().cmove(model, Priority.NORMAL, identifier(keys, level), null, to.title(), answers);
                return answers.last();
            }));
        }
    }

    private static void checkOperations(DicomPeer peer, Line line, Attributes end) {
        int failed = end.getInt(Tag.NumberOfFailedSuboperations, 0);
        if (failed > 0) {
            throw Texts.refuse("dcm4che.suboperations", peer.called(), failed, end.getInt(Tag.NumberOfCompletedSuboperations, 0));
        }
        line.checkStatus(end);
    }

    // ---- C-STORE as a user

    /** A file with what its meta information says and where its data set begins. */
    private record Outgoing(Path file, String sopClass, String instance, String syntax, long start) {

        static Outgoing of(Path file) throws IOException {
            String name = file.getFileName().toString();
            try (DicomInputStream in = DicomInputStream.createWithLimit(new BufferedInputStream(Files.newInputStream(file)),
                    Files.size(file))) {
                Attributes meta = in.readFileMetaInformation();
                String sopClass = meta == null ? null : meta.getString(Tag.MediaStorageSOPClassUID);
                String instance = meta == null ? null : meta.getString(Tag.MediaStorageSOPInstanceUID);
                String syntax = meta == null ? null : meta.getString(Tag.TransferSyntaxUID);
                if (sopClass == null || instance == null || syntax == null) {
                    throw Texts.refuse("dcm4che.meta", name);
                }
                return new Outgoing(file, sopClass, instance, syntax, in.getPosition());
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
                throw Texts.refuse(e, "dcm4che.meta", name);
            }
        }
    }

    @Override
    public void store(DicomPeer peer, List<Path> files, Monitor monitor) throws IOException {
        monitor.begin("Sending " + files.size() + " instances", files.size());
        List<Outgoing> all = new ArrayList<>();
        for (Path f : files) {
            monitor.checkCancelled();
            all.add(Outgoing.of(f));
        }
        List<String> refused = new ArrayList<>();
        for (List<Outgoing> part : parts(all)) {
            store(peer, part, refused, monitor);
        }
        if (!refused.isEmpty()) {
            throw Texts.refuse("dcm4che.stored", peer.called(), refused.size(), files.size(), refused.getFirst());
        }
    }

    /** As many files as one association has presentation contexts for. */
    private static List<List<Outgoing>> parts(List<Outgoing> all) {
        List<List<Outgoing>> parts = new ArrayList<>();
        Set<List<String>> contexts = new LinkedHashSet<>();
        List<Outgoing> part = new ArrayList<>();
        for (Outgoing o : all) {
            // one context for each form, and one for the default form of each class
            contexts.add(List.of(o.sopClass, o.syntax));
            contexts.add(List.of(o.sopClass, UID.ImplicitVRLittleEndian));
            if (contexts.size() > MOST_CONTEXTS) {
                parts.add(part);
                part = new ArrayList<>();
                contexts.clear();
                contexts.add(List.of(o.sopClass, o.syntax));
                contexts.add(List.of(o.sopClass, UID.ImplicitVRLittleEndian));
            }
            part.add(o);
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private static void store(DicomPeer peer, List<Outgoing> files, List<String> refused, Monitor monitor) throws IOException {
        AAssociateRQ rq = named();
        Map<List<String>, Integer> contexts = new LinkedHashMap<>();
        for (Outgoing o : files) {
            contexts.putIfAbsent(List.of(o.sopClass, o.syntax), 2 * contexts.size() + 1);
            contexts.putIfAbsent(List.of(o.sopClass, UID.ImplicitVRLittleEndian), 2 * contexts.size() + 1);
        }
        contexts.forEach((c, id) -> rq.addPresentationContext(new PresentationContext(id, c.get(0), c.get(1))));
        try (Line line = new Line(peer, rq, MOST_ANSWER_BYTES, null, monitor)) {
            Association a = line.association();
            for (Outgoing o : files) {
                if (!a.getTransferSyntaxesFor(o.sopClass).contains(o.syntax) && !isRewritable(a, o)) {
                    throw Texts.refuse("dcm4che.syntax", peer.called(), o.file.getFileName(), TransferSyntax.describe(o.syntax));
                }
            }
            for (Outgoing o : files) {
                Attributes answer = line.await(() -> send(a, o));
                int status = answer.getInt(Tag.Status, 0);
                // warnings say that it is stored, if not quite as it was
                if (status != Status.Success && (status & 0xf000) != 0xb000) {
                    refused.add(String.format(Locale.ROOT, "%04X", status));
                }
                ((GuardedSocket) a.getSocket()).touch();
                monitor.worked(1);
            }
        }
    }

    /** Plain numbers lose nothing when their elements are written in the form that every application must take. */
    private static boolean isRewritable(Association a, Outgoing o) {
        return o.syntax.equals(UID.ExplicitVRLittleEndian) && a.getTransferSyntaxesFor(o.sopClass).contains(UID.ImplicitVRLittleEndian);
    }

    private static Attributes send(Association a, Outgoing o) throws IOException, InterruptedException {
        boolean asItIs = a.getTransferSyntaxesFor(o.sopClass).contains(o.syntax);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(o.file), 1 << 16)) {
            DataWriter data;
            if (asItIs) {
                in.skipNBytes(o.start);
                data = new InputStreamDataWriter(in);
            } else {
                data = new DataWriterAdapter(DicomInputStream.createWithLimit(in, Files.size(o.file)).readDataset());
            }
            DimseRSP answer = a.cstore(o.sopClass, o.instance, Priority.NORMAL, data, asItIs ? o.syntax : UID.ImplicitVRLittleEndian);
            answer.next();
            return answer.getCommand();
        }
    }

    // ---- providers

    @Override
    public Listening listen(Post post, Limits limits, DicomReceiver receiver) throws IOException {
        return new Listener(post, limits, receiver);
    }
}
