/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.fhir;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.orthotwin.core.Monitor;

/**
 * Searches a server's REST interface (FHIR R4) for a patient's observations, answers, procedures and images, page by page. It only reads.
 */
public final class FhirServer implements AutoCloseable {

    /** What is asked for, in this order: whoever is observed was operated on before. */
    static final List<String> TYPES = List.of("Procedure", "Observation", "QuestionnaireResponse");
    /** What is asked for once, too; a server need not have it, nor the token be for it. */
    private static final String IMAGES = "ImagingStudy";
    private static final Set<Integer> NOT_THERE = Set.of(400, 403, 404, 501);
    private static final int PAGE = 200;
    private static final int MOST_PAGES = 5000;
    private static final int MOST_BYTES = 64 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final URI base;
    private final Optional<String> token;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1).build();

    /**
     * @param address below which the types lie, such as {@code https://fhir.clinic/r4}
     * @param token bearer token; only over https or to this machine
     * @throws org.orthotwin.core.InputException if it is no such address
     */
    public FhirServer(String address, Optional<String> token) {
        try {
            this.base = URI.create(address.replaceFirst("/+$", "") + "/");
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("server.address", address);
        }
        if (base.getHost() == null || !List.of("http", "https").contains(String.valueOf(base.getScheme())) || base.getUserInfo() != null
                || base.getQuery() != null || base.getFragment() != null) {
            throw Texts.refuse("server.address", address);
        }
        boolean local = List.of("localhost", "127.0.0.1", "[::1]").contains(base.getHost());
        if (token.isPresent() && base.getScheme().equals("http") && !local) {
            throw Texts.refuse("server.plain", address);
        }
        this.token = token.map(String::strip);
        if (!this.token.orElse("t").matches("[\\x21-\\x7e]+")) {
            throw Texts.refuse("server.token");
        }
    }

    /** The address, with which sources begin. */
    public String address() {
        return base.toString().replaceFirst("/$", "");
    }

    /**
     * Reads what the server has of a patient.
     *
     * @param patient logical id at the server, which is the twin's pseudonym
     * @param since only what the server has changed since then
     * @throws org.orthotwin.core.InputException if it cannot be reached, refuses, or answers with something else
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public void read(String patient, Optional<Instant> since, FhirReader into, Monitor monitor) {
        for (String type : TYPES) {
            search(type, List.of(patient), since, (name, json) -> into.read(name, json, monitor), monitor);
        }
        search(IMAGES, List.of(patient), since, (name, json) -> into.read(name, json, monitor), monitor);
    }

    /** Takes a page of what was found. */
    @FunctionalInterface
    interface Page {

        /** @return what it was read from */
        Map<?, ?> read(String name, byte[] json);
    }

    /**
     * Asks for the resources of a type that are about patients, what was changed first first, page by page.
     *
     * @param since only what the server has changed since then, to the second before
     * @throws org.orthotwin.core.InputException if it cannot be reached, refuses, or answers with something else
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    void search(String type, List<String> patients, Optional<Instant> since, Page page, Monitor monitor) {
        String whose = String.join(",", patients.stream().map(p -> "Patient/" + p).toList());
        String changed = since.map(s -> "&_lastUpdated=ge" + encoded(s.truncatedTo(ChronoUnit.SECONDS).toString())).orElse("");
        URI next = base.resolve(type + "?subject=" + encoded(whose) + changed + "&_sort=_lastUpdated&_count=" + PAGE);
        Set<URI> seen = new HashSet<>();
        while (next != null) {
            if (!seen.add(next)) {
                throw Texts.refuse("server.circle", base, next);
            }
            if (seen.size() > MOST_PAGES) {
                throw Texts.refuse("server.pages", base, MOST_PAGES);
            }
            Optional<byte[]> answer = get(next, type.equals(IMAGES) && seen.size() == 1 ? NOT_THERE : Set.of(), monitor);
            if (answer.isEmpty()) {
                return;
            }
            Map<?, ?> bundle = page.read(next.toString(), answer.get());
            if (!FhirReader.text(bundle, "resourceType").equals("Bundle")) {
                throw Texts.refuse("server.no-bundle", base);
            }
            monitor.worked(1);
            next = next(next, bundle);
        }
    }

    private URI next(URI at, Map<?, ?> bundle) {
        Optional<String> link = FhirReader.maps(bundle, "link").stream().filter(l -> FhirReader.text(l, "relation").equals("next"))
                .map(l -> FhirReader.text(l, "url")).findFirst();
        if (link.isEmpty()) {
            return null;
        }
        URI to;
        try {
            to = at.resolve(link.get());
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("server.next", base, link.get());
        }
        // the token is for this server and no other
        if (!base.getScheme().equals(to.getScheme()) || !base.getHost().equals(to.getHost()) || base.getPort() != to.getPort()) {
            throw Texts.refuse("server.next", base, to);
        }
        return to;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Empty for an answer that says that there is no such thing. */
    private Optional<byte[]> get(URI uri, Set<Integer> none, Monitor monitor) {
        HttpRequest.Builder b = HttpRequest.newBuilder(uri).header("Accept", "application/fhir+json")
                // who asks the same again wants to know what is new, and no answer that was kept
                .header("Cache-Control", "no-cache").timeout(PATIENCE);
        token.ifPresent(t -> b.header("Authorization", "Bearer " + t));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> answer = http.sendAsync(b.build(), HttpResponse.BodyHandlers.ofByteArrayConsumer(
                part -> part.ifPresent(p -> add(body, p))));
        try {
            while (true) {
                try {
                    HttpResponse<Void> r = answer.get(100, TimeUnit.MILLISECONDS);
                    if (none.contains(r.statusCode())) {
                        return Optional.empty();
                    }
                    if (r.statusCode() != 200) {
                        throw Texts.refuse("server.answer", base, r.statusCode());
                    }
                    return Optional.of(body.toByteArray());
                } catch (TimeoutException e) {
                    monitor.checkCancelled();
                }
            }
        } catch (ExecutionException e) {
            String why = e.getCause().getMessage();
            throw Texts.refuse("server.unreachable", base, why == null ? e.getCause().getClass().getSimpleName() : why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Texts.refuse("server.unreachable", base, "interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    private static void add(ByteArrayOutputStream body, byte[] part) {
        if (body.size() + part.length > MOST_BYTES) {
            throw new IllegalStateException("more than " + (MOST_BYTES >> 20) + " MiB");
        }
        body.writeBytes(part);
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
