/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import static org.orthotwin.report.internal.Page.DASH;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.orthotwin.construction.Constructed;
import org.orthotwin.construction.ConstructedBone;
import org.orthotwin.construction.ConstructedCartilage;
import org.orthotwin.construction.JointSpace;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Severity;
import org.orthotwin.core.Unit;
import org.orthotwin.density.Calibration;
import org.orthotwin.geometry.SurfaceDeviation;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.report.TwinReport;

/** The page of a twin that was built from images. */
public final class TwinPage {

    private static final Unit MM = Unit.of("mm");

    private final Path folder;
    private final TwinReport.Subject subject;
    private final Constructed made;
    private final List<String> pictures;
    private final Words w;
    private final Html h = new Html();

    public TwinPage(Path folder, TwinReport.Subject subject, Constructed made, List<String> pictures, Words words) {
        this.folder = folder;
        this.subject = subject;
        this.made = made;
        this.pictures = List.copyOf(pictures);
        this.w = words;
    }

    /** @throws IOException if a picture cannot be read */
    public String write() throws IOException {
        Page.head(h, w, subject.name());
        header();
        glance();
        findings();
        overview();
        for (ConstructedBone b : made.bones()) {
            bone(b);
        }
        images();
        Page.foot(h, w);
        return h.toString();
    }

    private void entry(String key, String text) {
        h.element("dt", w.text(key)).element("dd", text).line();
    }

    private void header() {
        h.open("header").open("div").element("div", w.text("twin.title"), "class", "kind").element("h1", subject.name());
        h.close().open("dl").line();
        entry("joint", w.text("joint.side", w.joint(made.joint()), w.text("side." + lower(subject.side()))));
        entry("twin.series", subject.series());
        entry("twin.segmenter", made.segmenter());
        h.close().closeLine();
    }

    private static String lower(Enum<?> e) {
        return e.name().toLowerCase(Locale.ROOT);
    }

    private void glance() {
        h.element("h2", w.text("glance")).open("div", "class", "tiles").line();
        Page.tile(h, "", Integer.toString(made.bones().size()), w.text("twin.bones"));
        double mean = made.bones().stream().mapToDouble(b -> b.deviation().mean()).max().orElse(Double.NaN);
        Page.tile(h, "", Digits.value(MM, mean), w.text("twin.deviation"));
        double sure = made.bones().stream().flatMap(b -> b.landmarks().stream()).flatMap(l -> l.landmarks().values().stream())
                .mapToDouble(BoneLandmarks.Mark::sd).filter(s -> !Double.isNaN(s)).max().orElse(Double.NaN);
        Page.tile(h, "", Digits.value(MM, sure), w.text("twin.least-sure"));
        long warnings = made.findings().stream().filter(d -> d.severity() != Severity.INFO).count();
        Page.tile(h, warnings == 0 ? "good" : "bad", Long.toString(warnings), w.text("glance.warnings"));
        h.closeLine();
        h.element("p", w.text("twin.judge"));
    }

    private void findings() {
        if (!made.findings().isEmpty()) {
            Page.diagnostics(h, w, made.findings());
        }
    }

    private void overview() throws IOException {
        figure("pictures/joint.png", w.text("twin.picture.joint"));
        h.element("h2", w.text("bones")).open("table").open("thead").open("tr");
        for (String column : List.of("bone", "structures", "deviation", "edge", "volume", "density", "cortex")) {
            h.element("th", w.text("twin.column." + column), "class", column.equals("bone") || column.equals("structures") ? null : "num");
        }
        h.close().close().open("tbody").line();
        for (ConstructedBone b : made.bones()) {
            SurfaceDeviation d = b.deviation();
            h.open("tr").element("td", name(b)).element("td", String.join(", ", b.structures()))
                    .element("td", Numbers.fixed(d.mean() * 1000, 2) + " / " + Numbers.fixed(d.percentile95() * 1000, 2) + " / "
                            + Numbers.fixed(d.max() * 1000, 2) + "\u00a0mm", "class", "num plain")
                    .element("td", Double.isNaN(b.sharp()) ? DASH : Numbers.fixed(100 * b.sharp(), 0) + "\u00a0%", "class", "num plain");
            h.element("td", b.quality().map(q -> Numbers.fixed(q.volume() * 1e6, 1) + "\u00a0cm\u00b3").orElse(DASH), "class", "num plain");
            h.element("td", b.quality().filter(q -> !Double.isNaN(q.meanDensity())).map(q -> Numbers.fixed(q.meanDensity(), 0) + " \u00b1 "
                    + Numbers.fixed(q.sdDensity(), 0) + "\u00a0kg/m\u00b3").orElse(DASH), "class", "num plain");
            h.element("td", b.quality().filter(q -> !Double.isNaN(q.cortex())).map(q -> Digits.value(MM, q.cortex())).orElse(DASH), "class",
                    "num plain");
            h.closeLine();
        }
        h.close().closeLine();
        h.element("p", w.text("twin.column.more"), "class", "fine");
        made.calibration().map(this::calibration).ifPresent(t -> h.element("p", t, "class", "fine"));
        // of several bones together
        measures(made.measures());
        spaces();
    }

    private void spaces() {
        if (made.spaces().isEmpty()) {
            return;
        }
        columns("twin.spaces", List.of("space", "minimum", "gap", "contact"));
        for (JointSpace s : made.spaces()) {
            String pair = w.text("twin.space", w.named("bone", s.bone()), w.named("bone", s.other()));
            h.open("tr").element("td", Words.capital(pair)).element("td", sure(s.minimum(), s.uncertainty()), "class", "num plain")
                    .element("td", DASH, "class", "num plain").element("td", DASH, "class", "num plain").closeLine();
            for (JointSpace.Region r : s.regions()) {
                h.open("tr").element("td", w.text("twin.space.region", pair, structure(r.cartilage())))
                        .element("td", sure(r.minimum(), s.uncertainty()), "class", "num plain")
                        .element("td", sure(r.gap(), s.uncertainty()), "class", "num plain")
                        .element("td", area(r.contact()), "class", "num plain").closeLine();
            }
        }
        h.close().closeLine();
        h.element("p", w.text("twin.space.more"), "class", "fine");
    }

    /** The head of a table with a title; its body is open. */
    private void columns(String title, List<String> columns) {
        h.element("h3", w.text(title)).open("table").open("thead").open("tr");
        for (String column : columns) {
            h.element("th", w.text(title + "." + column), "class", column.equals(columns.getFirst()) ? null : "num");
        }
        h.close().close().open("tbody").line();
    }

    private String structure(String cartilage) {
        return made.cartilages().stream().filter(c -> c.id().equals(cartilage)).findFirst().orElseThrow().structure();
    }

    private static String sure(double metres, double uncertainty) {
        return Double.isNaN(metres) ? DASH : Numbers.fixed(metres * 1000, 2) + " \u00b1 " + Numbers.fixed(uncertainty * 1000, 2)
                + "\u00a0mm";
    }

    private static String area(double squareMetres) {
        return Double.isNaN(squareMetres) ? DASH : Numbers.fixed(squareMetres * 1e6, 0) + "\u00a0mm\u00b2";
    }

    private void cartilages(ConstructedBone b) throws IOException {
        List<ConstructedCartilage> own = made.cartilages().stream().filter(c -> c.bone().equals(b.type())).toList();
        if (own.isEmpty()) {
            return;
        }
        columns("twin.cartilages", List.of("structure", "covers", "mean", "percentile95", "max"));
        for (ConstructedCartilage c : own) {
            h.open("tr").element("td", c.structure()).element("td", area(c.cover().area()), "class", "num plain")
                    .element("td", sure(c.cover().mean(), c.uncertainty()), "class", "num plain")
                    .element("td", sure(c.cover().percentile95(), c.uncertainty()), "class", "num plain")
                    .element("td", sure(c.cover().max(), c.uncertainty()), "class", "num plain").closeLine();
        }
        h.close().closeLine();
        h.element("p", w.text("twin.cartilage.more"), "class", "fine");
        figure("pictures/" + b.type() + "-cartilage.png", w.text("twin.picture.cartilage", w.named("bone", b.type())));
    }

    private void measures(Collection<BoneLandmarks.Measure> measures) {
        if (measures.isEmpty()) {
            return;
        }
        h.element("h3", w.text("twin.measures")).open("table").open("tbody").line();
        for (BoneLandmarks.Measure m : measures) {
            Unit u = Digits.unit(m.definition().dimension());
            h.open("tr").element("td", Words.capital(w.named("measure", m.definition().id())), "title", m.definition().description())
                    .element("td", Digits.value(u, m.value()), "class", "num")
                    .element("td", Double.isNaN(m.sd()) ? "" : "\u00b1 " + Digits.uncertainty(u, m.sd()), "class", "num plain").closeLine();
        }
        h.close().closeLine();
    }

    private String calibration(Calibration c) {
        return w.text("twin.calibration", c.id(), Numbers.fixed(c.intercept(), 1), Numbers.fixed(c.slope(), 4), c.source());
    }

    private String name(ConstructedBone b) {
        String side = lower(b.side());
        return Words.capital(w.named("bone", b.type())) + (side.equals("midline") ? "" : ", " + w.text("side." + side));
    }

    private void bone(ConstructedBone b) throws IOException {
        h.element("h2", name(b)).line();
        if (b.landmarks().isEmpty()) {
            h.element("p", w.text("twin.no-landmarks"));
            figure("pictures/" + b.type() + ".png", w.text("twin.picture.surface", w.named("bone", b.type())));
            cartilages(b);
            return;
        }
        BoneLandmarks l = b.landmarks().get();
        figure("pictures/" + b.type() + ".png", w.text("twin.picture.bone", w.named("bone", b.type())));
        h.open("div", "class", "columns").open("div").line();
        measures(l.measures().values());
        for (String note : l.notes()) {
            h.element("p", note, "class", "fine");
        }
        h.closeLine().open("div").line();
        h.element("h3", w.text("twin.landmarks")).open("table").open("thead").open("tr").element("th", w.text("twin.landmark"));
        for (String axis : List.of("x", "y", "z")) {
            h.element("th", axis + ", mm", "class", "num");
        }
        h.element("th", w.text("twin.uncertainty"), "class", "num").close().close().open("tbody").line();
        l.landmarks().forEach((code, m) -> {
            h.open("tr").open("td").text(code);
            if (m.locked()) {
                h.text(" ").element("span", w.text("twin.locked"), "class", "tag");
            } else if (!m.source().isEmpty()) {
                h.text(" ").element("span", w.text("provenance.literature"), "class", "tag", "title", m.source());
            }
            h.close().element("td", coordinate(m.position().x()), "class", "num plain")
                    .element("td", coordinate(m.position().y()), "class", "num plain")
                    .element("td", coordinate(m.position().z()), "class", "num plain")
                    .element("td", Double.isNaN(m.sd()) ? DASH : Digits.uncertainty(MM, m.sd()), "class", "num plain").closeLine();
        });
        h.close().closeLine();
        h.element("p", w.text("twin.method", l.method()), "class", "fine");
        h.closeLine().closeLine();
        cartilages(b);
    }

    private static String coordinate(double metres) {
        return Numbers.fixed(metres * 1000, 1).replace('-', '\u2212');
    }

    private void images() throws IOException {
        if (!pictures.contains("pictures/slices.png")) {
            return;
        }
        h.element("h2", w.text("twin.images")).line();
        figure("pictures/slices.png", w.text("twin.picture.slices"));
        figure("pictures/histogram.png", w.text("twin.picture.histogram"));
    }

    private void figure(String file, String caption) throws IOException {
        if (pictures.contains(file)) {
            h.open("figure", "class", "wide whole").empty("img", "src", "data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve(file))), "alt", caption)
                    .element("figcaption", caption).closeLine();
        }
    }
}
