/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.Uids;
import org.orthotwin.imaging.dicom.Unfinished;
import org.orthotwin.imaging.dicomweb.DicomWebClient;
import org.orthotwin.imaging.dicomweb.DicomWebServer;
import org.orthotwin.imaging.dicomweb.Found;

/**
 * {@code dicom query}, {@code retrieve} and {@code send}: what a DICOMweb server or a DICOM node has, fetched from it and brought to it.
 * Passwords and tokens come from the environment, since other users of a machine can read command lines.
 */
final class DicomArchive {

    /** Environment variable with the password of {@code --user}. */
    static final String PASSWORD = "ORTHOTWIN_DICOMWEB_PASSWORD";
    /** Environment variable with a bearer token, which is taken where no user is named. */
    static final String TOKEN = "ORTHOTWIN_DICOMWEB_TOKEN";

    /** A keyword of PS3.6 or a tag; the parameters of a query itself, such as offset, begin with a lower-case letter. */
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Z][A-Za-z0-9]*|[0-9A-Fa-f]{8}");
    private static final String SERIES_UID = "SeriesInstanceUID";
    static final String STUDY_UID = "StudyInstanceUID";
    private static final String PATIENT_NAME = "00100010";
    private static final String PATIENT_ID = "00100020";
    private static final int MARK_AT = 128;
    private static final byte[] MARK = "DICM".getBytes(StandardCharsets.US_ASCII);

    private final Invocation call;
    private final Connecting connecting;

    /** What is asked, whatever it speaks. */
    interface Server extends AutoCloseable {

        /** More series than a study has. */
        int MOST_SERIES = 100_000;

        List<Found> studies(Map<String, String> matching, int limit, Monitor monitor) throws IOException;

        List<Found> series(String study, Map<String, String> matching, Monitor monitor) throws IOException;

        /** @return number of files in the folder, which was made */
        int retrieve(String study, String series, Path folder, Monitor monitor) throws IOException;

        /** @param study to which the files belong, or null */
        void store(List<Path> files, String study, Monitor monitor) throws IOException;

        @Override
        void close();
    }

    private interface Connecting {
        Server connect() throws IOException;
    }

    /** @throws org.orthotwin.core.InputException if there is no server or no way in, in a sentence */
    DicomArchive(Invocation call) throws IOException {
        this(call, System.getenv());
    }

    DicomArchive(Invocation call, Map<String, String> environment) throws IOException {
        this.call = call;
        Optional<String> address = call.option("--server");
        Optional<String> node = call.option("--from");
        if (address.isPresent() == node.isPresent()) {
            throw Texts.refusal("dicom.where", call.operand("action"));
        }
        if (node.isPresent()) {
            DicomNode there = new DicomNode(call, node.orElseThrow(), environment);
            connecting = () -> there;
        } else {
            DicomWebServer at = server(address.orElseThrow(), environment);
            connecting = () -> new Web(at, new DicomWebClient(at));
        }
    }

    private DicomWebServer server(String address, Map<String, String> environment) {
        DicomWebServer at = DicomWebServer.at(address);
        Optional<String> user = call.option("--user");
        String token = environment.getOrDefault(TOKEN, "");
        if (user.isPresent()) {
            String password = environment.get(PASSWORD);
            if (password == null) {
                throw Texts.refusal("dicom.user", PASSWORD);
            }
            return at.withBasic(user.orElseThrow(), password);
        }
        return token.isEmpty() ? at : at.withBearer(token);
    }

    /** A DICOMweb server. */
    private record Web(DicomWebServer at, DicomWebClient client) implements Server {

        private interface Call<T> {
            T go() throws IOException;
        }

        private <T> T said(Call<T> call) throws IOException {
            try {
                return call.go();
            } catch (ConnectException | HttpConnectTimeoutException e) {
                // their own messages are empty
                throw new IOException("no server answers at " + at.base(), e);
            }
        }

        @Override
        public List<Found> studies(Map<String, String> matching, int limit, Monitor monitor) throws IOException {
            return said(() -> client.studies(matching, limit, monitor));
        }

        @Override
        public List<Found> series(String study, Map<String, String> matching, Monitor monitor) throws IOException {
            return said(() -> client.series(study, matching, monitor));
        }

        @Override
        public int retrieve(String study, String series, Path folder, Monitor monitor) throws IOException {
            return said(() -> client.retrieve(study, series, folder, monitor)).size();
        }

        @Override
        public void store(List<Path> files, String study, Monitor monitor) throws IOException {
            said(() -> {
                client.store(files, study, monitor);
                return null;
            });
        }

        @Override
        public void close() {
            client.close();
        }
    }

    // ---- query

    /** The studies of the server, or the series of a study. */
    int query() throws IOException {
        Map<String, String> matching = new TreeMap<>();
        for (String m : call.options("--match")) {
            int eq = m.indexOf('=');
            if (eq < 1 || !ATTRIBUTE.matcher(m.substring(0, eq)).matches()) {
                throw Texts.refusal("dicom.match", m);
            }
            matching.put(m.substring(0, eq), m.substring(eq + 1));
        }
        int limit = DicomNode.number(call, "--limit", 999_999).orElse(100);
        Optional<String> study = uid("--study");
        Optional<String> series = uid("--series");
        if (series.isPresent() && study.isEmpty()) {
            throw Texts.refusal("dicom.series");
        }
        series.ifPresent(s -> matching.put(SERIES_UID, s));
        // one more than asked for says whether there are more
        List<Found> found = connected(client -> study.isPresent() ? client.series(study.orElseThrow(), matching, call.monitor())
                : client.studies(matching, limit + 1, call.monitor()));
        boolean complete = found.size() <= limit;
        List<Object> list = found.stream().limit(limit).map(f -> (Object) told(f, study.isPresent())).toList();
        if (!complete) {
            call.warn("there are more than " + limit + "; --limit tells more of them, --match fewer");
        }
        Map<String, Object> json = new LinkedHashMap<>();
        study.ifPresent(s -> json.put("study", s));
        json.put(study.isPresent() ? "series" : "studies", list);
        json.put("complete", complete);
        call.printJson(json);
        return Invocation.OK;
    }

    private Map<String, Object> told(Found f, boolean series) {
        boolean identify = call.flag("--identify");
        String uid = series ? f.series() : f.study();
        String instances = f.instances() < 0 ? "" : "  " + f.instances() + " instances";
        call.print(uid + "  " + f.modality() + instances + (!identify ? "" : series ? "  " + f.description()
                : "  " + f.text(PATIENT_NAME) + " (" + f.text(PATIENT_ID) + ")  " + f.date() + "  " + f.description()));
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("uid", uid);
        o.put("modality", f.modality());
        o.put("instances", f.instances() < 0 ? null : f.instances());
        if (identify) {
            if (!series) {
                o.put("name", f.text(PATIENT_NAME));
                o.put("id", f.text(PATIENT_ID));
                o.put("date", f.date());
            }
            o.put("description", f.description());
        }
        return o;
    }

    // ---- retrieve

    /** A series into a folder, or all series of a study into folders of their own in it. */
    int retrieve() throws IOException {
        String study = uid("--study").orElseThrow(() -> Texts.refusal("dicom.retrieve.study"));
        Optional<String> one = uid("--series");
        Path out = call.path(call.option("--out").orElseThrow(() -> Texts.refusal("dicom.retrieve.out")));
        if (call.common().dryRun()) {
            throw Texts.refusal("dicom.retrieve.dry");
        }
        List<Object> fetched = connected(client -> {
            List<Object> list = new ArrayList<>();
            if (one.isPresent()) {
                list.add(fetch(client, study, one.orElseThrow(), out));
                return list;
            }
            List<Found> all = client.series(study, Map.of(), call.monitor());
            if (all.isEmpty()) {
                throw Texts.refusal("dicom.study.empty", study);
            }
            for (Found f : all) {
                // no name that a server made up becomes a path
                if (!Uids.isUid(f.series())) {
                    throw Texts.refusal("dicom.uid.foreign", f.series());
                }
                list.add(fetch(client, study, f.series(), out.resolve(f.series())));
            }
            return list;
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("study", study);
        json.put("series", fetched);
        call.printJson(json);
        return Invocation.OK;
    }

    private Map<String, Object> fetch(Server client, String study, String series, Path folder) throws IOException {
        // a folder is there only when its series was whole; of a study that broke off the rest is fetched
        boolean there = call.option("--series").isEmpty() && Files.isDirectory(folder);
        int files = there ? count(folder) : client.retrieve(study, series, folder, call.monitor());
        call.print(folder + "  " + files + " files" + (there ? ", there already" : ""));
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("uid", series);
        o.put("folder", folder.toString());
        o.put("files", files);
        o.put("fetched", !there);
        return o;
    }

    private static int count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.filter(Files::isRegularFile).count();
        }
    }

    // ---- send

    /** The DICOM files of a folder, as they are. */
    int send(Path from) throws IOException {
        Unfinished.refuse(from);
        Optional<String> study = uid("--study");
        List<Path> files = new ArrayList<>();
        Set<Diagnostic> leftOut = new LinkedHashSet<>();
        int others = 0;
        try (Stream<Path> all = Files.walk(from)) {
            for (Path p : all.filter(Files::isRegularFile).sorted().toList()) {
                Path unfinished = Unfinished.around(from, p);
                if (unfinished != null) {
                    leftOut.add(Unfinished.leftOut(unfinished));
                    others++;
                } else if (isDicom(p) && !p.getFileName().toString().equalsIgnoreCase("DICOMDIR")) {
                    files.add(p);
                } else {
                    others++;
                }
            }
        }
        leftOut.forEach(w -> call.warn(w.text(call.common().language())));
        if (files.isEmpty()) {
            throw Texts.refusal("dicom.files.none", from.getFileName());
        }
        boolean dry = call.common().dryRun();
        if (!dry) {
            connected(client -> {
                client.store(files, study.orElse(null), call.monitor());
                return null;
            });
        }
        call.print(files.size() + (dry ? " files would be sent" : " files sent")
                + (others > 0 ? "; " + others + " others were left out" : ""));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("files", files.size());
        json.put("otherFiles", others);
        json.put("sent", !dry);
        call.printJson(json);
        return Invocation.OK;
    }

    private static boolean isDicom(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(MARK_AT + MARK.length);
            return head.length == MARK_AT + MARK.length
                    && Arrays.equals(head, MARK_AT, head.length, MARK, 0, MARK.length);
        }
    }

    // ---- both

    private Optional<String> uid(String option) {
        Optional<String> uid = call.option(option);
        if (uid.isPresent() && !Uids.isUid(uid.orElseThrow())) {
            throw Texts.refusal("dicom.uid", option, uid.orElseThrow());
        }
        return uid;
    }

    /** What is done with the server. */
    private interface Exchange<T> {
        T with(Server client) throws IOException;
    }

    private <T> T connected(Exchange<T> exchange) throws IOException {
        try (Server server = connecting.connect()) {
            return exchange.with(server);
        }
    }
}
