/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.Dataset;
import org.orthotwin.imaging.dicom.Deidentification;
import org.orthotwin.imaging.dicom.DicomNetworks;
import org.orthotwin.imaging.dicom.DicomPeer;
import org.orthotwin.imaging.dicom.DicomReception;
import org.orthotwin.imaging.dicom.SeriesRetrieval;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.Vr;
import org.orthotwin.imaging.dicom.spi.DicomNetwork;
import org.orthotwin.imaging.dicomweb.Found;

/** A DICOM node behind the verbs that also speak to DICOMweb servers, and {@code dicom serve}: the node that we are ourselves. */
final class DicomNode implements DicomArchive.Server {

    /** Environment variable with the password of {@code --keys} and {@code --trust}. */
    static final String PASSWORD = "ORTHOTWIN_DICOM_PASSWORD";
    private static final int PORT = 11112;
    /** What has not been told to be open to a network is not. */
    private static final String LOCAL = "localhost";
    private static final long LOOK_MILLIS = 100;
    /** What a query wants to be told; matching adds to it. */
    private static final List<Integer> STUDY = List.of(Tag.StudyInstanceUID, Tag.StudyDate, Tag.StudyDescription, Tag.PatientName,
            Tag.PatientID, Tag.ModalitiesInStudy, Tag.NumberOfStudyRelatedInstances);
    private static final List<Integer> SERIES = List.of(Tag.SeriesInstanceUID, Tag.Modality, Tag.SeriesDescription,
            Tag.NumberOfSeriesRelatedInstances);

    private final Invocation call;
    private final DicomNetwork network;
    private final DicomPeer peer;
    private final Map<String, String> environment;

    /** A node to talk to. */
    DicomNode(Invocation call, String address, Map<String, String> environment) throws IOException {
        this.call = call;
        this.environment = environment;
        // what is wrong with the address is said first: it needs no provider
        DicomPeer at = DicomPeer.at(address).withCalling(title(call)).withSilence(silence(call));
        network = DicomNetworks.required();
        peer = at.withTls(tls(call, environment));
    }

    private static String title(Invocation call) {
        return DicomPeer.checkTitle(call.option("--as").orElse(DicomPeer.TITLE));
    }

    private static Duration silence(Invocation call) {
        return Duration.ofSeconds(number(call, "--timeout", 3600).orElse((int) DicomPeer.SILENCE.toSeconds()));
    }

    /**
     * An option that is a whole number from 1 on.
     *
     * @throws org.orthotwin.core.InputException if it is another text, in a sentence
     */
    static OptionalInt number(Invocation call, String option, int most) {
        Optional<String> text = call.option(option);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.orElseThrow().matches("[1-9][0-9]{0,8}") || Integer.parseInt(text.orElseThrow()) > most) {
            throw Texts.refusal("dicom.number", option, text.orElseThrow(), most);
        }
        return OptionalInt.of(Integer.parseInt(text.orElseThrow()));
    }

    private static DicomNetwork.Limits limits(Invocation call) {
        DicomNetwork.Limits usual = DicomNetwork.Limits.DEFAULT;
        OptionalInt most = number(call, "--most", 1_000_000);
        if (most.isEmpty()) {
            return usual;
        }
        long bytes = (long) most.getAsInt() << 30;
        return new DicomNetwork.Limits(Math.min(usual.instanceBytes(), bytes), bytes, usual.associations());
    }

    // ---- certificates

    /** Null where the line is not to be encrypted. */
    private static SSLContext tls(Invocation call, Map<String, String> environment) throws IOException {
        Optional<String> keys = call.option("--keys");
        Optional<String> trust = call.option("--trust");
        if (!call.flag("--tls")) {
            if (keys.isPresent() || trust.isPresent()) {
                throw Texts.refusal("dicom.tls", keys.isPresent() ? "--keys" : "--trust");
            }
            return null;
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] own = null;
            if (keys.isPresent()) {
                KeyManagerFactory f = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                f.init(store(call, keys.orElseThrow(), environment), password(environment));
                own = f.getKeyManagers();
            }
            TrustManager[] trusted = null;
            if (trust.isPresent()) {
                TrustManagerFactory f = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                f.init(store(call, trust.orElseThrow(), environment));
                trusted = f.getTrustManagers();
            }
            context.init(own, trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw Texts.refusal(e, "dicom.certificates", Texts.reason(e));
        }
    }

    private static char[] password(Map<String, String> environment) {
        String p = environment.get(PASSWORD);
        if (p == null) {
            throw Texts.refusal("dicom.certificates.password", PASSWORD);
        }
        return p.toCharArray();
    }

    private static KeyStore store(Invocation call, String file, Map<String, String> environment) throws IOException,
            GeneralSecurityException {
        Path path = call.path(file);
        try (InputStream in = Files.newInputStream(path)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password(environment));
            return store;
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            throw Texts.refusal(e, "dicom.certificates.opened", path.getFileName(), PASSWORD);
        }
    }

    // ---- the node as an archive

    @Override
    public List<Found> studies(Map<String, String> matching, int limit, Monitor monitor) throws IOException {
        return find(DicomNetwork.Level.STUDY, STUDY, matching, limit, monitor);
    }

    @Override
    public List<Found> series(String study, Map<String, String> matching, Monitor monitor) throws IOException {
        Map<String, String> all = new TreeMap<>(matching);
        all.put(DicomArchive.STUDY_UID, study);
        return find(DicomNetwork.Level.SERIES, SERIES, all, MOST_SERIES, monitor);
    }

    private List<Found> find(DicomNetwork.Level level, List<Integer> told, Map<String, String> matching, int limit, Monitor monitor)
            throws IOException {
        Dataset.Builder keys = new Dataset.Builder();
        told.forEach(t -> keys.bytes(t, Tag.vr(t)));
        matching.forEach((name, value) -> {
            int tag = Tag.named(name).orElseThrow(() -> Texts.refusal("dicom.match.unknown", name));
            Vr vr = Tag.vr(tag);
            if (!vr.isText()) {
                throw Texts.refusal("dicom.match.unused", name);
            }
            keys.text(tag, vr, value);
        });
        List<Found> found = new ArrayList<>();
        for (Dataset d : network.find(peer, level, keys.build(), limit, monitor)) {
            Map<String, List<String>> values = new LinkedHashMap<>();
            for (int i = 0; i < d.size(); i++) {
                values.put(String.format(Locale.ROOT, "%08X", d.tag(i)), d.texts(d.tag(i)));
            }
            found.add(new Found(values));
        }
        return found;
    }

    @Override
    public int retrieve(String study, String series, Path folder, Monitor monitor) throws IOException {
        OptionalInt port = number(call, "--port", 65535);
        // many archives send under another title than they are asked by; what comes must be of this series and wanted in any case
        DicomNetwork.Post post = port.isEmpty() ? null : new DicomNetwork.Post(peer.calling(), null, port.getAsInt(), Set.of(),
                tls(call, environment), peer.silence());
        return new SeriesRetrieval(network, peer, post, limits(call)).fetch(study, series, folder, monitor).size();
    }

    @Override
    public void store(List<Path> files, String study, Monitor monitor) throws IOException {
        if (study != null) {
            throw Texts.refusal("dicom.study.web");
        }
        network.store(peer, files, monitor);
    }

    /** {@code dicom echo}. */
    int echo() throws IOException {
        network.echo(peer, call.monitor());
        call.print(peer + " answers");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("title", peer.called());
        json.put("host", peer.host());
        json.put("port", peer.port());
        call.printJson(json);
        return Invocation.OK;
    }

    @Override
    public void close() {
        // every call has a line of its own
    }

    // ---- serve

    /** Receives until it is stopped or its time is over. */
    static int serve(Invocation call, Map<String, String> environment) throws IOException {
        Path out = call.path(call.option("--out").orElseThrow(() -> Texts.refusal("dicom.serve.out")));
        if (call.common().dryRun()) {
            throw Texts.refusal("dicom.serve.dry");
        }
        if (call.option("--key").isPresent() && !call.flag("--deidentify")) {
            throw Texts.refusal("dicom.key");
        }
        if (call.flag("--tls") && call.option("--keys").isEmpty()) {
            throw Texts.refusal("dicom.serve.tls");
        }
        OptionalInt seconds = number(call, "--for", 100_000_000);
        DicomNetwork.Post post = new DicomNetwork.Post(title(call), call.option("--address").orElse(LOCAL), number(call, "--port", 65535)
                .orElse(PORT), Set.copyOf(call.options("--allow")), tls(call, environment), silence(call));
        DicomNetwork network = DicomNetworks.required();
        List<Object> sendings = new ArrayList<>();
        DicomReception reception = new DicomReception(out, call.flag("--deidentify") ? new Deidentification(call.option("--key").orElse(""))
                : null, s -> tell(call, s, sendings));
        try (DicomNetwork.Listening listening = network.listen(post, limits(call), reception)) {
            call.print(listening.title() + " listens on port " + listening.port() + " of " + call.option("--address").orElse(LOCAL)
                    + "; " + (call.options("--allow").isEmpty() ? "any node may send" : String.join(", ", call.options("--allow"))
                    + " may send") + "; " + (call.flag("--deidentify") ? "names are taken out"
                    : "files are kept as they come, with names"));
            long end = seconds.isEmpty() ? Long.MAX_VALUE : System.nanoTime() + seconds.getAsInt() * 1_000_000_000L;
            while (!call.monitor().isCancelled() && (seconds.isEmpty() || System.nanoTime() < end)) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reception.finish();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("files", reception.files());
        json.put("sendings", List.copyOf(sendings));
        reception.report().ifPresentOrElse(r -> DicomVerb.tellChanges(call, r, json), () -> reception.warnings().forEach(
                w -> call.warn(w.text(call.common().language()))));
        call.printJson(json);
        return Invocation.OK;
    }

    private static synchronized void tell(Invocation call, DicomReception.Sending s, List<Object> sendings) {
        List<Object> list = new ArrayList<>();
        s.series().forEach((series, instances) -> {
            boolean whole = s.whole().contains(series);
            call.print(s.calling() + "  " + series + "  " + instances + " instances" + (whole ? "" : ", not known to be whole"));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("uid", series);
            o.put("instances", instances);
            o.put("whole", whole);
            list.add(o);
        });
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("from", s.calling());
        o.put("released", s.orderly());
        o.put("series", list);
        sendings.add(o);
    }
}
