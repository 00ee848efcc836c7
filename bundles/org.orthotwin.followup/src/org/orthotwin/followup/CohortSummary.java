/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.Hierarchy;
import org.orthotwin.model.twin.TwinState;

/**
 * What a cohort may tell another site: counts, means, variances and what was learned of the mean, by observable and kind of patient. No
 * patient, no date, no single value; nothing of fewer than {@value #LEAST} patients; numbers of four digits, which is far more than a few
 * patients tell.
 *
 * <p>What this is not: differential privacy. No noise is added, which of a few patients would be as large as what they say; so whoever
 * knows all patients of a summary but one can estimate what the last one has said, and who has two summaries can estimate what those say
 * by whom they differ. {@link ShareLedger} keeps a site from giving away two that differ by a few. Nothing in a summary tells who is in
 * it, not even a list of hashes: pseudonyms are few, and a list of their hashes is a list of them to whoever tries them all. That a
 * patient of another site is in a summary can therefore only be known there.
 *
 * @param site as somebody calls it; may be empty
 * @param parts what is told
 * @param contributions for each stratum what each patient has said, as a hash; stays here, and is empty of what was read
 */
public record CohortSummary(String site, List<Cohort.Part> parts, Map<Cohort.Stratum, Map<String, String>> contributions) {

    /** Of fewer patients nothing is told. */
    public static final int LEAST = 5;

    private static final int DIGITS = 4;
    private static final String FORMAT = "orthotwin.cohort";
    private static final long MOST_BYTES = 8L << 20;

    /**
     * @param least patients of whom something is told, at least {@value #LEAST}
     * @throws org.orthotwin.core.InputException if a smaller number is asked for, or there are too few patients for anything
     */
    public static CohortSummary of(String site, List<FollowUp> followed, int least, Estimator estimator) {
        if (least < LEAST) {
            throw Texts.refuse("share.least", least, LEAST);
        }
        List<Cohort.Member> members = followed.stream().flatMap(f -> Cohort.members(f, estimator).stream()).toList();
        List<Cohort.Part> all = Cohort.together(members);
        List<Cohort.Part> told = all.stream().filter(p -> p.summary().patients() >= least).toList();
        if (told.isEmpty()) {
            throw Texts.refuse("share.few", all.stream().mapToInt(p -> p.summary().patients()).max().orElse(0), least);
        }
        Map<Cohort.Stratum, Map<String, String>> contributions = new LinkedHashMap<>();
        Map<Cohort.Stratum, Map<String, Cohort.Member>> by = Cohort.byPatient(members);
        told.forEach(p -> {
            Map<String, String> own = new TreeMap<>();
            by.get(p.stratum()).forEach((patient, m) -> own.put(patient, said(m)));
            contributions.put(p.stratum(), own);
        });
        return new CohortSummary(site, told, contributions);
    }

    /** The same where a patient has said the same. */
    private static String said(Cohort.Member m) {
        return Sha256.of((Arrays.toString(m.posterior().means()) + Arrays.deepToString(m.posterior().covariances()) + m.observations())
                .getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    /** What tells it from any other, the same when it is read again. */
    String fingerprint() {
        StringBuilder b = new StringBuilder(site);
        parts.forEach(p -> b.append('\n').append(p.stratum().observable().id()).append(p.stratum().facts()).append(p.summary().patients())
                .append(' ').append(p.observations()).append(row(Arrays.stream(p.summary().information()).map(CohortSummary::rounded)
                        .toArray())));
        return Sha256.of(b.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** How many patients there are at most in one of its parts. */
    public int patients() {
        return parts.stream().mapToInt(p -> p.summary().patients()).max().orElse(0);
    }

    /**
     * The file's content. Parameters are in the course's own coordinates, logarithms where it has them, SI; matrices in published spreads.
     */
    public Map<String, Object> json() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("format", FORMAT);
        o.put("version", "1");
        o.put("site", site);
        o.put("doubt", Cohort.DOUBT);
        o.put("weight", Cohort.WEIGHT);
        List<Object> list = new ArrayList<>();
        for (Cohort.Part p : parts) {
            Observable d = p.stratum().observable();
            Course c = d.course().orElseThrow();
            Gaussian published = p.stratum().published();
            Gaussian mean = p.stratum().hierarchy().mean(p.summary());
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("observable", d.id());
            x.put("version", d.version());
            x.put("course", c.id());
            x.put("courseVersion", c.version());
            x.put("facts", new TreeMap<>(p.stratum().facts()));
            x.put("patients", (double) p.summary().patients());
            x.put("observations", (double) p.observations());
            List<Object> parameters = new ArrayList<>();
            for (int i = 0; i < c.size(); i++) {
                Map<String, Object> q = new LinkedHashMap<>();
                q.put("name", c.parameter(i));
                q.put("unit", d.parameterUnit(i));
                q.put("logarithmic", c.logarithmic(i));
                q.put("publishedMean", published.mean(i));
                q.put("publishedSd", published.deviation(i));
                q.put("mean", rounded(mean.mean(i)));
                q.put("meanSd", rounded(mean.deviation(i)));
                q.put("spread", rounded(Math.sqrt(p.summary().spread()[i][i]) * published.deviation(i)));
                parameters.add(q);
            }
            x.put("parameters", parameters);
            x.put("precision", matrix(covariance(p.summary().precision())));
            x.put("information", row(Arrays.stream(p.summary().information()).map(CohortSummary::rounded).toArray()));
            x.put("between", matrix(covariance(p.summary().spread())));
            list.add(x);
        }
        o.put("parts", list);
        return o;
    }

    /** Four digits. */
    private static double rounded(double v) {
        return v == 0 || !Double.isFinite(v) ? v : new BigDecimal(v).round(new MathContext(DIGITS)).doubleValue();
    }

    /** Four digits of the largest; what rounding has taken below zero is lifted by as little as was rounded. */
    private static double[][] covariance(double[][] m) {
        double largest = Arrays.stream(m).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
        if (largest == 0) {
            return m;
        }
        int places = DIGITS - 1 - (int) Math.floor(Math.log10(largest));
        double step = new BigDecimal(1).movePointLeft(places).doubleValue();
        double[][] r = Arrays.stream(m).map(row -> Arrays.stream(row).map(v -> new BigDecimal(v).setScale(places, RoundingMode.HALF_EVEN)
                .doubleValue()).toArray()).toArray(double[][]::new);
        for (int lift = 0; lift <= m.length; lift++) {
            try {
                new Gaussian(new double[m.length], r);
                return r;
            } catch (IllegalArgumentException e) {
                for (int i = 0; i < r.length; i++) {
                    r[i][i] = new BigDecimal(r[i][i] + step).setScale(places, RoundingMode.HALF_EVEN).doubleValue();
                }
            }
        }
        return m;
    }

    private static List<Object> matrix(double[][] m) {
        return Arrays.stream(m).<Object>map(CohortSummary::row).toList();
    }

    private static List<Object> row(double[] v) {
        return Arrays.stream(v).<Object>mapToObj(x -> x).toList();
    }

    /** Writes it, whole or not at all. */
    public void write(Path file) throws IOException {
        AtomicFiles.writeString(file, JsonText.write(json()));
    }

    /**
     * @throws org.orthotwin.core.InputException if there is no such file, it is no summary, or one of another version or of observables
     *             that are defined otherwise here
     */
    public static CohortSummary read(Path file) throws IOException {
        String text;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw Texts.refuse("share.form", file, "it is too large");
            }
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw Texts.refuse("file.missing", file);
        }
        Map<?, ?> m;
        try {
            m = (Map<?, ?>) JsonText.parse(text);
        } catch (RuntimeException e) {
            // what the parser says is about the parser
            throw Texts.refuse("share.form", file, "no JSON object");
        }
        try {
            if (!FORMAT.equals(m.get("format")) || !"1".equals(m.get("version"))) {
                throw new IllegalArgumentException("its format is " + m.get("format") + " " + m.get("version") + ", not " + FORMAT + " 1");
            }
            List<Cohort.Part> parts = new ArrayList<>();
            for (Object o : (List<?>) m.get("parts")) {
                parts.add(part((Map<?, ?>) o));
            }
            return new CohortSummary(String.valueOf(m.get("site")), List.copyOf(parts), Map.of());
        } catch (InputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw Texts.refuse("share.form", file, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    private static Cohort.Part part(Map<?, ?> m) {
        Observable d = Observables.get((String) m.get("observable"));
        Course c = d.course().orElseThrow(() -> new IllegalArgumentException("nothing is predicted of " + d.id()));
        if (!d.version().equals(m.get("version")) || !c.id().equals(m.get("course")) || !c.version().equals(m.get("courseVersion"))) {
            throw new IllegalArgumentException(d.id() + " is of version " + m.get("version") + " with the course " + m.get("course") + " "
                    + m.get("courseVersion") + ", and here of " + d.version() + " with " + c.id() + " " + c.version());
        }
        Map<String, Double> facts = new TreeMap<>();
        ((Map<?, ?>) m.get("facts")).forEach((k, v) -> facts.put((String) k, (Double) v));
        Cohort.Stratum s = Cohort.Stratum.of(d, facts);
        if (!s.facts().equals(facts)) {
            throw new IllegalArgumentException(d.id() + " does not depend on all of " + facts.keySet());
        }
        Gaussian published = s.published();
        List<?> parameters = (List<?>) m.get("parameters");
        for (int i = 0; i < c.size(); i++) {
            Map<?, ?> q = (Map<?, ?>) parameters.get(i);
            if (!c.parameter(i).equals(q.get("name")) || !near(published.mean(i), (Double) q.get("publishedMean"))
                    || !near(published.deviation(i), (Double) q.get("publishedSd"))) {
                throw new IllegalArgumentException(d.parameter(i) + " has another published value or spread than here");
            }
        }
        int patients = whole(m, "patients");
        if (patients < LEAST) {
            throw new IllegalArgumentException(d.id() + " is of " + patients + " patients; at least " + LEAST + " are needed");
        }
        double[][] precision = covariance(m, "precision", c.size(), false);
        double[][] between = covariance(m, "between", c.size(), true);
        double[] information = numbers(m.get("information"), c.size());
        return new Cohort.Part(s, whole(m, "observations"), new Hierarchy.Summary(patients, precision, information, between));
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
    }

    private static int whole(Map<?, ?> m, String key) {
        double v = (Double) m.get(key);
        if (v != Math.rint(v) || v < 0 || v > 1e9) {
            throw new IllegalArgumentException(key + " is " + v);
        }
        return (int) v;
    }

    private static double[] numbers(Object list, int n) {
        double[] v = ((List<?>) list).stream().mapToDouble(x -> (Double) x).toArray();
        if (v.length != n || !Arrays.stream(v).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("a list of " + v.length + " numbers, not " + n);
        }
        return v;
    }

    private static double[][] covariance(Map<?, ?> m, String key, int n, boolean positive) {
        double[][] a = ((List<?>) m.get(key)).stream().map(r -> numbers(r, n)).toArray(double[][]::new);
        try {
            Gaussian g = new Gaussian(new double[n], a);
            for (int i = 0; i < n; i++) {
                if (positive && !(g.deviation(i) > 0)) {
                    throw new IllegalArgumentException("a spread of 0");
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
        return a;
    }

    /**
     * What a twin expected and expects of an observable.
     *
     * @param sites how many summaries have it
     * @param patients in all of them
     * @param before at first, by the literature
     * @param after what is believed now of the next such patient
     */
    public record Adopted(Observable observable, int sites, int patients, Gaussian before, Gaussian after) {
    }

    /**
     * Begins a twin again with what cohorts say of such a patient in place of the literature; what was observed is then taken again. The
     * patient must not be among those of the summaries: what was seen would count twice.
     *
     * @param f a twin whose first beliefs are those of the population
     * @param summaries of cohorts without a common patient
     * @throws org.orthotwin.core.InputException if a person has said what to expect, the same summary is there twice, or none has anything
     *             on such a patient
     */
    public static List<Adopted> adopt(FollowUp f, List<CohortSummary> summaries, Estimator estimator, String method, Instant now,
            List<String> software, Monitor monitor) {
        f.absorb(estimator, method, software, monitor);
        List<String> texts = summaries.stream().map(s -> JsonText.write(s.json())).toList();
        if (texts.stream().distinct().count() < texts.size()) {
            throw Texts.refuse("share.twice");
        }
        TwinState first = Histories.course(f.twin().getCurrentState()).getFirst();
        TwinState alone = Histories.alone(f.twin().getCurrentState());
        if (alone != first && !FollowUp.COHORT.equals(alone.getCause())) {
            throw Texts.refuse("share.person", alone.getId(), String.valueOf(alone.getCause()));
        }
        Belief belief = f.belief(first);
        List<Adopted> adopted = new ArrayList<>();
        Map<Observable, String> sources = new LinkedHashMap<>();
        for (Observable d : belief.observables()) {
            Cohort.Stratum s = Cohort.Stratum.of(d, f.facts());
            List<Hierarchy.Summary> own = summaries.stream().flatMap(x -> x.parts.stream()).filter(p -> p.stratum().equals(s))
                    .map(Cohort.Part::summary).toList();
            Optional<Gaussian> said = own.isEmpty() ? Optional.empty() : Cohort.next(s, own, f.facts());
            if (said.isPresent()) {
                Gaussian next = said.get();
                int patients = own.stream().mapToInt(Hierarchy.Summary::patients).sum();
                adopted.add(new Adopted(d, own.size(), patients, belief.of(d), next));
                belief = belief.with(d, next);
                sources.put(d, "cohort: " + patients + " patients of " + own.size() + " summaries, " + texts.stream().map(t -> Sha256.of(t
                        .getBytes(StandardCharsets.UTF_8)).substring(0, 12)).toList());
            }
        }
        if (adopted.isEmpty()) {
            throw Texts.refuse("share.nothing", f.joint(), String.valueOf(f.facts()));
        }
        Histories.rebase(f.twin(), first, FollowUp.COHORT, belief, sources, now, software);
        f.absorb(estimator, method, software, monitor);
        return adopted;
    }
}
