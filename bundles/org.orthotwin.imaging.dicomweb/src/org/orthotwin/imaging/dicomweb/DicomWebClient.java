/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicomweb;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.DicomToolkits;
import org.orthotwin.imaging.dicom.PartialSeries;
import org.orthotwin.imaging.dicom.Tag;
import org.orthotwin.imaging.dicom.Uids;

/**
 * Asks, fetches from and sends to a DICOMweb server (PS3.18): QIDO-RS, WADO-RS, STOW-RS. Instances are stored byte for byte as the server
 * sends them, in bounded memory. A series arrives whole or not at all; what came of an interrupted one is kept aside, and the next try
 * fetches the rest.
 */
public final class DicomWebClient implements AutoCloseable {

    private static final String JSON = "application/dicom+json";
    /** A page of a query: what servers give at once without complaint. */
    private static final int PAGE = 500;
    /** An answer to a query longer than this is none. */
    private static final int MOST_JSON_BYTES = 64 << 20;
    /** Instances in one message to the server: enough to hide the round trips, few enough to lose little when the line breaks. */
    private static final int BATCH = 50;
    private static final long BATCH_BYTES = 64L << 20;
    /** So few missing instances are fetched one by one, whatever part of the series they are. */
    private static final int MOST_SINGLY = 80;

    private final DicomWebServer server;
    private final HttpClient http;

    public DicomWebClient(DicomWebServer server) {
        this.server = server;
        HttpClient.Builder b = HttpClient.newBuilder().connectTimeout(server.connect()).followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1);
        if (server.trust() != null) {
            b.sslContext(server.trust());
        }
        http = b.build();
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }

    // ---- query

    /**
     * Studies that match.
     *
     * @param matching attributes by keyword or tag ({@code PatientID}, {@code StudyDate}) with the values to match
     * @param limit most studies to be told
     */
    public List<Found> studies(Map<String, String> matching, int limit, Monitor monitor) throws IOException {
        return query("studies", matching, limit, monitor);
    }

    /** The series of a study. */
    public List<Found> series(String study, Map<String, String> matching, Monitor monitor) throws IOException {
        return query("studies/" + uid(study) + "/series", matching, Integer.MAX_VALUE, monitor);
    }

    /** The instances of a series. */
    public List<Found> instances(String study, String series, Monitor monitor) throws IOException {
        return query("studies/" + uid(study) + "/series/" + uid(series) + "/instances", Map.of(), Integer.MAX_VALUE, monitor);
    }

    private List<Found> query(String path, Map<String, String> matching, int limit, Monitor monitor) throws IOException {
        Map<String, Found> all = new LinkedHashMap<>();
        while (all.size() < limit) {
            StringBuilder q = new StringBuilder("?limit=" + Math.min(PAGE, limit - all.size()) + "&offset=" + all.size());
            new TreeMap<>(matching).forEach((k, v) -> q.append('&').append(escaped(k)).append('=').append(escaped(v)));
            List<?> page = page(path, q.toString(), monitor);
            int before = all.size();
            for (Object o : page) {
                if (!(o instanceof Map<?, ?> m)) {
                    throw Texts.refuse("web.answer", path, "a list of objects is expected");
                }
                Found f = Found.of(m);
                all.putIfAbsent(f.study() + "/" + f.series() + "/" + f.instance(), f);
            }
            // a server that does not know pages tells everything again
            if (page.size() < PAGE || all.size() == before) {
                break;
            }
        }
        return all.values().stream().limit(limit).toList();
    }

    private List<?> page(String path, String query, Monitor monitor) throws IOException {
        HttpResponse<InputStream> r = send(request(path + query).header("Accept", JSON).GET().build(), path, monitor);
        try (InputStream in = watched(r, monitor, path)) {
            if (r.statusCode() == 204) {
                return List.of();
            }
            byte[] body = in.readNBytes(MOST_JSON_BYTES + 1);
            if (body.length > MOST_JSON_BYTES) {
                throw Texts.refuse("web.answer", path, "more than " + MOST_JSON_BYTES + " bytes");
            }
            if (body.length == 0) {
                return List.of();
            }
            if (JsonText.parse(new String(body, StandardCharsets.UTF_8)) instanceof List<?> list) {
                return list;
            }
            throw Texts.refuse("web.answer", path, "a list is expected");
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("web.answer", path, e.getMessage());
        }
    }

    // ---- retrieve

    /**
     * Fetches a series into a folder, one file for each instance, named by its identifier.
     *
     * @param folder made here; must not exist. Until the series is whole its files are in {@code <folder>.partial}
     * @return the files, sorted by name
     * @throws InputException if the server does not send all instances that it names, or sends others
     * @throws IOException if the line breaks or a file cannot be written; the next call goes on
     * @throws CancellationException if the monitor asked to stop; the next call goes on
     */
    public List<Path> retrieve(String study, String series, Path folder, Monitor monitor) throws IOException {
        PartialSeries.refuseExisting(folder);
        Set<String> wanted = new LinkedHashSet<>();
        for (Found f : instances(study, series, monitor)) {
            wanted.add(uid(f.instance()));
        }
        if (wanted.isEmpty()) {
            throw Texts.refuse("web.none", series, study);
        }
        PartialSeries coming = new PartialSeries(folder, wanted);
        int missing = coming.missing().size();
        monitor.begin("Fetching " + coming.size() + " instances", coming.size());
        monitor.worked(coming.size() - (long) missing);
        String path = "studies/" + study + "/series/" + series;
        if (missing == coming.size() || missing > Math.max(MOST_SINGLY, coming.size() / 2)) {
            fetch(path, coming, monitor);
        }
        // what is left one by one: few, or a server that sends series in pieces
        for (String instance : coming.missing()) {
            fetch(path + "/instances/" + instance, coming, monitor);
        }
        int left = coming.missing().size();
        if (left > 0) {
            throw Texts.refuse("web.missing", coming.size() - left, coming.size(), series, coming.making().getFileName());
        }
        return coming.finish();
    }

    private void fetch(String path, PartialSeries series, Monitor monitor) throws IOException {
        // as the server has it: no other transfer syntax
        HttpResponse<InputStream> r = send(request(path).header("Accept",
                "multipart/related; type=\"application/dicom\"; transfer-syntax=*").GET().build(), path, monitor);
        try (InputStream in = watched(r, monitor, path)) {
            String boundary = MultipartReader.boundary(r.headers().firstValue("Content-Type").orElse(""));
            if (boundary == null || boundary.isEmpty()) {
                throw Texts.refuse("web.answer", path, "a multipart message is expected");
            }
            MultipartReader parts = new MultipartReader(in, boundary);
            while (parts.next() != null) {
                Path coming = Files.createTempFile(series.making(), "coming", ".tmp");
                try {
                    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(coming), 1 << 16)) {
                        parts.copyTo(out);
                    }
                    if (series.take(coming, instanceOf(coming, path))) {
                        monitor.worked(1);
                    }
                } finally {
                    Files.deleteIfExists(coming);
                }
            }
        }
    }

    private static String instanceOf(Path file, String path) throws IOException {
        try {
            DicomObject o = DicomToolkits.best().read(file);
            return uid(o.data().textOrEmpty(Tag.SOPInstanceUID));
        } catch (InputException e) {
            throw Texts.refuse(e, "web.answer", path, "a part is no DICOM file");
        }
    }

    // ---- store

    /**
     * Sends files as they are.
     *
     * @param study to which they belong, or null to let each say so
     * @throws InputException if the server refuses an instance, with its reason
     */
    public void store(List<Path> files, String study, Monitor monitor) throws IOException {
        monitor.begin("Sending " + files.size() + " instances", files.size());
        List<String> refused = new ArrayList<>();
        String first = "";
        for (int from = 0; from < files.size();) {
            int to = from;
            long bytes = 0;
            while (to < files.size() && to - from < BATCH && (to == from || bytes + Files.size(files.get(to)) <= BATCH_BYTES)) {
                bytes += Files.size(files.get(to++));
            }
            for (Map.Entry<String, String> f : send(files.subList(from, to), study, monitor).entrySet()) {
                first = refused.isEmpty() ? f.getValue() : first;
                refused.add(f.getKey());
            }
            monitor.worked(to - (long) from);
            from = to;
        }
        if (!refused.isEmpty()) {
            throw Texts.refuse("web.stored", refused.size(), files.size(), refused.getFirst(), first);
        }
    }

    /** @return reasons by the instances that were refused */
    private Map<String, String> send(List<Path> files, String study, Monitor monitor) throws IOException {
        String boundary = "orthotwin-" + UUID.nameUUIDFromBytes(files.toString().getBytes(StandardCharsets.UTF_8));
        List<HttpRequest.BodyPublisher> body = new ArrayList<>();
        for (Path f : files) {
            body.add(text("--" + boundary + "\r\nContent-Type: application/dicom\r\n\r\n"));
            body.add(HttpRequest.BodyPublishers.ofFile(f));
            body.add(text("\r\n"));
        }
        body.add(text("--" + boundary + "--\r\n"));
        String path = study == null ? "studies" : "studies/" + uid(study);
        HttpRequest request = request(path).header("Content-Type", "multipart/related; type=\"application/dicom\"; boundary=" + boundary)
                .header("Accept", JSON)
                .POST(HttpRequest.BodyPublishers.concat(body.toArray(HttpRequest.BodyPublisher[]::new))).build();
        HttpResponse<InputStream> r = exchange(request, path, monitor);
        try (InputStream in = watched(r, monitor, path)) {
            // 202 and 409: some or all were refused, and the answer says which
            if (r.statusCode() != 200 && r.statusCode() != 202 && r.statusCode() != 409) {
                throw status(r, path);
            }
            byte[] answer = in.readNBytes(MOST_JSON_BYTES);
            if (answer.length == 0) {
                if (r.statusCode() == 200) {
                    return Map.of();
                }
                throw status(r, path);
            }
            return failures(JsonText.parse(new String(answer, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("web.answer", path, e.getMessage());
        }
    }

    private static HttpRequest.BodyPublisher text(String s) {
        return HttpRequest.BodyPublishers.ofString(s, StandardCharsets.ISO_8859_1);
    }

    /** Failed SOP Sequence (0008,1198): Referenced SOP Instance UID and Failure Reason. */
    private static Map<String, String> failures(Object answer) {
        Map<String, String> failed = new LinkedHashMap<>();
        Object object = answer instanceof List<?> list && !list.isEmpty() ? list.getFirst() : answer;
        if (object instanceof Map<?, ?> m && m.get("00081198") instanceof Map<?, ?> s && s.get("Value") instanceof List<?> items) {
            for (Object item : items) {
                if (item instanceof Map<?, ?> i) {
                    Found f = Found.of(i);
                    failed.put(f.text("00081155"), f.text("00081197"));
                }
            }
        }
        return failed;
    }

    // ---- HTTP

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder b = HttpRequest.newBuilder(URI.create(server.base() + "/" + path));
        server.header().ifPresent(h -> b.header("Authorization", h));
        return b;
    }

    private HttpResponse<InputStream> send(HttpRequest request, String path, Monitor monitor) throws IOException {
        HttpResponse<InputStream> r = exchange(request, path, monitor);
        if (r.statusCode() != 200 && r.statusCode() != 204) {
            r.body().close();
            throw status(r, path);
        }
        return r;
    }

    private InputException status(HttpResponse<?> r, String path) {
        int s = r.statusCode();
        if (s == 401 || s == 403) {
            return Texts.refuse("web.denied", s);
        }
        if (s >= 300 && s < 400) {
            return Texts.refuse("web.redirect", path, r.headers().firstValue("Location").orElse("?"));
        }
        return Texts.refuse("web.status", s, s == 404 ? "(not found)" : s >= 500 ? "(server error)" : "", path);
    }

    private HttpResponse<InputStream> exchange(HttpRequest request, String path, Monitor monitor) throws IOException {
        CompletableFuture<HttpResponse<InputStream>> answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        // an upload has as long as its bytes need; silence is measured from the first byte of the answer on
        boolean upload = request.bodyPublisher().isPresent();
        long end = System.nanoTime() + server.silence().toNanos() * (upload ? 10 : 1);
        while (true) {
            try {
                return answer.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (monitor.isCancelled()) {
                    answer.cancel(true);
                    throw new CancellationException("cancelled");
                }
                if (System.nanoTime() > end) {
                    answer.cancel(true);
                    throw Texts.refuse("web.silent", server.silence().toSeconds(), path);
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            } catch (InterruptedException e) {
                answer.cancel(true);
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted");
            }
        }
    }

    private InputStream watched(HttpResponse<InputStream> r, Monitor monitor, String doing) {
        return new WatchedStream(r.body(), server.silence(), monitor, doing);
    }

    private static String escaped(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Identifiers become parts of addresses and file names: nothing but digits and points. */
    private static String uid(String text) {
        if (!Uids.isUid(text)) {
            throw Texts.refuse("web.uid", text);
        }
        return text;
    }
}
