/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Unit;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.study.Design;
import org.orthotwin.study.Readout;
import org.orthotwin.study.Sample;
import org.orthotwin.study.StudyInput;
import org.orthotwin.study.StudyResult;

/** The page of a study: bands over targets, what varies, every measurement, and what its spread comes from. */
public final class StudyPage {

    /** Measurements that are drawn, those with a target first. */
    private static final int MOST_DRAWN = 12;
    /** Inputs that are listed; a study of landmarks has a hundred. */
    private static final int MOST_LISTED = 40;
    /** Where less than this is probable, a target is called uncertain. */
    private static final double SURE = 0.9;

    private final StudyResult r;
    private final RunResult nominal;
    private final Words w;
    private final StudyCharts charts;
    private final Html h = new Html();

    public StudyPage(StudyResult result, Words words) {
        this.r = result;
        this.nominal = result.nominal();
        this.w = words;
        charts = new StudyCharts(result, words);
    }

    public String write() {
        Page.head(h, w, title());
        header();
        glance();
        inputs();
        influences();
        measurements();
        method();
        Page.foot(h, w);
        return h.toString();
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(t -> !t.isBlank());
    }

    private String caseName() {
        Scenario s = nominal.source().scenario();
        return given(s.getName()).or(() -> given(s.getId())).orElse("");
    }

    private String title() {
        return w.text("study.of", nominal.plan().flatMap(p -> given(p.getName()).or(() -> given(p.getId()))).orElse(caseName()));
    }

    private boolean drawn() {
        return r.design() != Design.ONE_AT_A_TIME;
    }

    private void entry(String key, String text) {
        h.element("dt", w.text(key)).element("dd", text).line();
    }

    private void header() {
        h.open("header").open("div").element("div", w.text("study.title"), "class", "kind").element("h1", title());
        h.element("p", w.text("study.design." + r.design().id()), "class", "muted");
        h.close().open("dl").line();
        entry("case", caseName());
        nominal.plan().map(Plan::getId).ifPresent(id -> entry("study.plan", id));
        entry("study.samples", w.text("study.samples.of", r.samples().size(), r.inputs().size()));
        entry("study.seed", Long.toString(r.seed()));
        entry("date", r.date().replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d).*Z$", "$1 $2 UTC"));
        entry("software", String.valueOf(nominal.provenance().getOrDefault("software", "OrthoTwin")));
        h.close().closeLine();
    }

    private List<Readout> targets() {
        return r.readouts().stream().filter(x -> x.hasTarget() && !Double.isNaN(x.met()))
                .sorted(Comparator.comparingDouble(Readout::met)).toList();
    }

    private void glance() {
        h.element("h2", w.text("glance")).open("div", "class", "tiles").line();
        List<Readout> targets = targets();
        long lost = r.samples().stream().filter(s -> s.status() != Sample.Status.CONVERGED).count();
        if (!targets.isEmpty()) {
            long sure = targets.stream().filter(x -> x.met() >= SURE).count();
            Page.tile(h, sure == targets.size() ? "good" : "bad", Long.toString(sure), w.text("study.sure", targets.size()));
            Readout least = targets.getFirst();
            Page.tile(h, least.met() >= SURE ? "good" : "bad", StudyCharts.percent(least.met()),
                    w.text("study.least", w.measurement(least.definition())));
        }
        Page.tile(h, "", Integer.toString(r.samples().size()), w.text("study.runs"));
        Page.tile(h, lost == 0 ? "good" : "bad", Long.toString(lost), w.text("study.lost"));
        h.closeLine();
        if (!targets.isEmpty()) {
            h.element("h3", w.text("study.bands"));
            charts.bands(h, targets);
        }
        List<Diagnostic> warnings = r.warnings();
        if (!warnings.isEmpty()) {
            Page.diagnostics(h, w, warnings);
        }
    }

    private void inputs() {
        h.element("h2", w.text("study.inputs")).open("table", "class", "inputs").open("thead").open("tr");
        Stream.of("input", "distribution", "planned#", "deviation#", "source").forEach(this::heading);
        h.close().close().open("tbody").line();
        for (StudyInput in : r.inputs().stream().limit(MOST_LISTED).toList()) {
            String name = w.input(in);
            h.open("tr").open("td").text(name);
            if (!name.equals(in.path())) {
                h.element("span", in.path(), "class", "id");
            }
            h.close().element("td", in.words()).element("td", Digits.value(in.unit(), in.value()), "class", "num plain")
                    .element("td", Digits.with(Digits.uncertainty(in.unit(), in.deviation()), in.unit()), "class", "num plain")
                    .element("td", in.stated() != null ? w.text("study.stated") : in.source(), "class", "fine").closeLine();
        }
        h.close().closeLine();
        if (r.inputs().size() > MOST_LISTED) {
            h.element("p", w.text("study.inputs.more", r.inputs().size() - MOST_LISTED), "class", "fine");
        }
    }

    private void heading(String column) {
        boolean number = column.endsWith("#");
        h.element("th", w.text("study.column." + (number ? column.substring(0, column.length() - 1) : column)), "class",
                number ? "num" : null);
    }

    /** Those with a target first, the least sure of them first, then those whose spread is known; only where something varies. */
    private List<Readout> interesting() {
        return r.readouts().stream().filter(x -> x.byInfluence().length > 0)
                .sorted(Comparator.comparing((Readout x) -> !x.hasTarget()).thenComparingDouble(x -> drawn() ? x.met() : 0))
                .limit(MOST_DRAWN).toList();
    }

    private void influences() {
        List<Readout> list = interesting();
        if (list.isEmpty()) {
            return;
        }
        h.element("h2", w.text("study.influences")).element("p", w.text("study.influences." + (r.design() == Design.SENSITIVITY ? "sobol"
                : drawn() ? "rank" : "swing")), "class", "fine");
        if (!drawn()) {
            h.open("div", "class", "curves").line();
        }
        for (Readout x : list) {
            h.open("figure", "class", "study").open("figcaption").element("b", w.measurement(x.definition()));
            if (drawn()) {
                h.text(" \u2013 " + w.text("study.caption", Digits.value(x.definition().unit(), x.median()),
                        Digits.number(x.definition().unit(), x.low()).replace('-', '\u2212'),
                        Digits.value(x.definition().unit(), x.high())));
                if (!Double.isNaN(x.met())) {
                    h.text("; " + w.text("study.caption.met", StudyCharts.percent(x.met())));
                }
            }
            h.close();
            if (drawn()) {
                h.open("div", "class", "curves").line();
                charts.histogram(h, x);
                charts.influences(h, x);
                charts.scatter(h, x, x.byInfluence()[0]);
                h.close();
            } else {
                charts.influences(h, x);
            }
            h.closeLine();
        }
        if (!drawn()) {
            h.closeLine();
        }
    }

    private void measurements() {
        h.element("h2", w.text("measurements")).open("table").open("thead").open("tr");
        Stream<String> columns = drawn() ? Stream.of("measurement", "planned#", "mean#", "deviation#", "q05#", "q50#", "q95#", "met#")
                : Stream.of("measurement", "planned#", "input", "low#", "high#");
        columns.forEach(this::heading);
        h.close().close().open("tbody").line();
        for (Readout x : r.readouts()) {
            Unit u = x.definition().unit();
            h.open("tr").open("td").text(w.measurement(x.definition())).element("span", x.definition().id(), "class", "id").close()
                    .element("td", Digits.value(u, x.nominal()), "class", "num plain");
            if (drawn()) {
                band(x, u);
            } else {
                int[] by = x.byInfluence();
                h.element("td", by.length == 0 ? Page.DASH : w.input(r.inputs().get(by[0])));
                for (int side = 0; side < 2; side++) {
                    h.element("td", by.length == 0 ? Page.DASH : Digits.value(u, x.swings().get(by[0])[side]), "class", "num plain");
                }
            }
            h.closeLine();
        }
        h.close().closeLine();
    }

    private void band(Readout x, Unit u) {
        h.element("td", Digits.value(u, x.mean()), "class", "num").element("td", Digits.uncertainty(u, x.deviation()), "class",
                "num plain");
        for (double q : new double[] {x.low(), x.median(), x.high()}) {
            h.element("td", Digits.number(u, q).replace('-', '\u2212'), "class", "num plain");
        }
        h.element("td", Double.isNaN(x.met()) ? "" : StudyCharts.percent(x.met()), "class", x.met() < SURE ? "num plain below"
                : "num plain");
    }

    private void method() {
        h.element("h2", w.text("study.method")).element("p", w.text("study.method.text")).element("p",
                w.text("study.method." + r.design().id()));
        if (r.inputs().stream().anyMatch(i -> i.stated() != null)) {
            h.element("p", w.text("study.method.landmarks"));
        }
        h.element("p", w.text("study.method.not"), "class", "fine");
    }
}
