/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.Assessment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.Subject;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Resection;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.report.ChartRules;
import org.orthotwin.report.internal.Pictures.Picture;
import org.orthotwin.simulation.Assembler;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;

/** The report as one document. Every section is left out where there is nothing to say in it. */
public final class Page {

    /** Where there is nothing to say. */
    static final String DASH = "\u2013";
    /** Standard uncertainties that a target should be met by: about 95 % of a normal distribution. */
    private static final double COVERAGE = 2;
    /** How many of the most limiting motions are named and pictured. */
    public static final int MOST_LIMITING = 4;
    private static final int MOST_VALUES = 200;

    private final RunResult result;
    private final Problem problem;
    private final Map<String, TriangleMesh> reamed;
    private final Words w;
    private final List<Limit> limits;
    private final Loads loads;
    private final List<Room> rooms;
    private final Html h = new Html();

    /** @param reamed the bones hollowed out for their parts, by id */
    public Page(RunResult result, Map<String, TriangleMesh> reamed, Words words) {
        this.result = result;
        this.reamed = reamed;
        this.problem = result.problem();
        this.w = words;
        limits = Limit.of(result);
        loads = Loads.of(result);
        rooms = Room.of(result);
    }

    public List<Limit> limits() {
        return limits;
    }

    /**
     * @param plan pictures of the plan
     * @param ligaments pictures of ligaments
     * @param contacts pictures of contacts
     * @param assessments what the joint has to say of its bones
     * @param assessed their pictures by their ids
     */
    public String write(List<Picture> plan, List<Picture> ligaments, List<Picture> contacts, List<Assessment> assessments,
            Map<String, List<Picture>> assessed) {
        head(h, w, title());
        header();
        Picture main = plan.stream().filter(p -> p.file().equals(Pictures.JOINT)).findFirst().orElse(null);
        glance(main);
        assessments(assessments, assessed);
        plan(plan.stream().filter(p -> p != main).toList());
        ligaments(ligaments);
        motion(contacts);
        activities();
        load();
        measurements();
        values();
        warnings();
        provenance();
        foot(h, w);
        return h.toString();
    }

    /** Everything before the content: a document with our style and what it must not be used for. */
    static void head(Html h, Words w, String title) {
        h.raw("<!DOCTYPE html>\n").open("html", "lang", w.language(), "xmlns", "http://www.w3.org/1999/xhtml").line().open("head").line();
        h.empty("meta", "charset", "utf-8").line().empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .line();
        h.element("title", title + " \u2013 OrthoTwin").line();
        h.open("style").raw("\n" + css() + paper(w, title)).closeLine().closeLine().open("body").line();
        h.open("div", "class", "banner").text(w.text("banner") + " ").element("span", w.text("banner.more")).closeLine();
        Svg.patterns(h);
        h.open("main").line();
    }

    /** What {@link #head} opened is closed. */
    static void foot(Html h, Words w) {
        h.open("footer").text(w.text("banner") + " " + w.text("banner.more")).closeLine();
        h.closeLine().closeLine().closeLine();
    }

    /** What stands in the margins of paper: of what each sheet is, and which of how many. */
    private static String paper(Words w, String title) {
        String name = title.replace("\\", "\\5c ").replace("\"", "\\22 ").replace("<", "\\3c ").replaceAll("[\\r\\n]", " ");
        return "@page { @bottom-left { content: \"" + name + " \\2013  OrthoTwin\"; } @bottom-right { content: \"" + w.text("paper.sheet")
                + " \" counter(page) \" / \" counter(pages); } }\n";
    }

    private static String css() {
        try (InputStream in = Page.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(t -> !t.isBlank());
    }

    private String title() {
        return given(result.source().scenario().getName()).or(() -> given(result.source().scenario().getId())).orElse(w.text("title"));
    }

    private void entry(String key, String text) {
        if (text != null && !text.isBlank()) {
            h.element("dt", w.text(key)).element("dd", text).line();
        }
    }

    // ---- header and glance

    private void header() {
        h.open("header").open("div").element("div", w.text("title"), "class", "kind").element("h1", planTitle());
        given(result.source().scenario().getDescription()).ifPresent(d -> h.element("p", d));
        h.close().open("dl").line();
        entry("case", title());
        if (problem.joint() != null) {
            entry("joint", w.text("joint.side", w.joint(problem.joint().typeId()), w.text("side." + side(problem.joint().side()))));
        }
        entry("date", String.valueOf(result.provenance().getOrDefault("date", ""))
                .replaceFirst("^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d).*Z$", "$1 $2 UTC"));
        entry("software", String.valueOf(result.provenance().getOrDefault("software", "OrthoTwin")));
        entry("status", w.text(result.converged() ? "status.converged" : "status.not"));
        h.close().closeLine();
    }

    private static String side(Side s) {
        return s.name().toLowerCase(Locale.ROOT);
    }

    private String planTitle() {
        if (result.plan().isPresent()) {
            Plan p = result.plan().get();
            return given(p.getName()).or(() -> given(p.getId())).orElse(w.text("plan"));
        }
        return problem.joint() != null ? w.text("plan.native") : title();
    }

    private static boolean isOut(Measured m) {
        return m.verdict() == Verdict.BELOW || m.verdict() == Verdict.ABOVE;
    }

    private static boolean hasTarget(Measured m) {
        return m.lower() > Double.NEGATIVE_INFINITY || m.upper() < Double.POSITIVE_INFINITY;
    }

    /** @param main picture of the joint, null without */
    private void glance(Picture main) {
        h.element("h2", w.text("glance")).line();
        if (main == null) {
            patient();
        } else {
            h.open("div", "class", "first").open("div").line();
            patient();
            sizes();
            h.closeLine();
            figure(main, null);
            h.closeLine();
        }
        List<Measured> targets = result.measurements().stream().filter(Page::hasTarget).toList();
        long within = targets.stream().filter(m -> m.verdict() == Verdict.WITHIN).count();
        List<Measured> out = targets.stream().filter(Page::isOut).toList();
        h.open("div", "class", "tiles").line();
        if (!targets.isEmpty()) {
            tile("good", Long.toString(within), w.text("glance.within", targets.size()));
            tile(out.isEmpty() ? "good" : "bad", Integer.toString(out.size()), w.text("glance.out"));
        }
        List<Limit> most = Limit.mostLimiting(limits, MOST_LIMITING);
        if (!most.isEmpty()) {
            Limit l = most.getFirst();
            tile(l.isShort() ? "bad" : "", Digits.value(Unit.of("deg"), l.angle()), w.text("glance.first", w.motion(l.label())));
        }
        loads.main().entrySet().stream().filter(e -> e.getKey().equals("magnitude-bw")).findFirst().ifPresent(
                e -> tile("", Digits.value(Loads.unit(e.getKey(), e.getValue()), e.getValue().si()), w.text("glance.load")));
        long warnings = result.warnings().stream().filter(d -> d.severity() != org.orthotwin.core.Severity.INFO).count();
        tile(warnings == 0 ? "good" : "bad", Long.toString(warnings), w.text("glance.warnings"));
        h.closeLine();
        if (!out.isEmpty()) {
            h.element("h3", w.text("glance.out.title")).open("table", "class", "narrow").open("tbody").line();
            for (Measured m : out) {
                h.open("tr", "class", "out").open("td");
                verdict(m);
                String u = uncertainty(m.definition().unit(), m.value().uncertainty());
                h.close().element("td", w.measurement(m.definition())).element("td", shown(m), "class", "num")
                        .element("td", u.equals(DASH) ? "" : u, "class", "num plain")
                        .element("td", w.text("glance.target", w.target(m))).element("td", reason(m)).closeLine();
            }
            h.close().closeLine();
        }
        narrow(targets);
        if (!most.isEmpty()) {
            h.element("h3", w.text("glance.limits")).open("table", "class", "narrow").open("tbody").line();
            for (Limit l : most) {
                h.open("tr").element("td", w.motion(l.label())).element("td", Digits.value(Unit.of("deg"), l.angle()), "class", "num")
                        .element("td", LimitBars.what(l, problem, w)).closeLine();
            }
            h.close().closeLine();
        }
        if (!targets.isEmpty()) {
            h.element("h3", w.text("glance.targets")).open("ul", "class", "targets").line();
            for (Measured m : targets) {
                h.open("li").element("span", sign(m.verdict()), "class", "mark " + m.verdict().id(), "title", w.text("verdict."
                        + m.verdict().id()))
                        .element("span", w.measurement(m.definition())).element("span", shown(m), "class", "num");
                bullet(m);
                h.closeLine();
            }
            h.closeLine();
        }
    }

    /** Targets that are met by less than two standard uncertainties: a measurement on another day might miss them. */
    private void narrow(List<Measured> targets) {
        List<Measured> narrow = targets.stream().filter(m -> m.verdict() == Verdict.WITHIN && Math.min(m.value().si() - m.lower(),
                m.upper() - m.value().si()) < COVERAGE * m.value().uncertainty()).toList();
        if (narrow.isEmpty()) {
            return;
        }
        h.element("h3", w.text("glance.narrow")).open("table", "class", "narrow").open("tbody").line();
        for (Measured m : narrow) {
            h.open("tr").element("td", w.measurement(m.definition())).element("td", shown(m), "class", "num")
                    .element("td", uncertainty(m.definition().unit(), m.value().uncertainty()), "class", "num plain")
                    .element("td", w.text("glance.target", w.target(m))).closeLine();
        }
        h.close().closeLine();
    }

    private void tile(String kind, String number, String text) {
        tile(h, kind, number, text);
    }

    /** A number in large type with what it is; {@code kind} is {@code good}, {@code bad} or empty. */
    static void tile(Html h, String kind, String number, String text) {
        h.open("div", "class", ("tile " + kind).strip()).element("b", number).text(text).closeLine();
    }

    /** What ends the motion that a measurement is of. */
    private String reason(Measured m) {
        return limits.stream().filter(l -> l.contact() != null && m.definition().id().endsWith(".rom." + l.label())).findFirst()
                .map(l -> LimitBars.what(l, problem, w)).orElse("");
    }

    /** The target as a band, the value as a mark in or beside it. */
    private void bullet(Measured m) {
        double lo = m.lower();
        double hi = m.upper();
        double v = m.value().si();
        double span;
        double from;
        if (Double.isFinite(lo) && Double.isFinite(hi)) {
            span = 3 * Math.max(hi - lo, 1e-12);
            from = lo - span / 3;
        } else {
            double end = Double.isFinite(lo) ? lo : hi;
            double reach = Math.max(Math.abs(end), Double.isFinite(v) ? 0.7 * Math.abs(v - end) : 0);
            reach = reach == 0 ? 1 : reach;
            span = 2.4 * reach;
            from = end - span / 2;
        }
        double a = 2 + 114 * clamp((lo - from) / span);
        double b = 2 + 114 * clamp((hi - from) / span);
        h.open("svg", "viewBox", "0 0 118 14", "aria-hidden", "true");
        Svg.rect(h, 2, 5, 114, 4, "#e6ebef", null);
        Svg.rect(h, a, 3, b - a, 8, "#a9d5be", null);
        if (Double.isFinite(v)) {
            double x = 2 + 114 * clamp((v - from) / span);
            if (isOut(m)) {
                h.empty("path", "d", "M" + Svg.n(x) + " 1l5 6l-5 6l-5 -6z", "fill", "#b3261e");
            } else {
                Svg.rect(h, x - 1.6, 0, 3.2, 14, Svg.INK, null);
            }
        }
        h.close();
    }

    private static double clamp(double t) {
        return t < 0.03 ? t == Double.NEGATIVE_INFINITY ? 0 : Math.max(0, Math.min(t, 0.03)) : Math.min(1, t);
    }

    // ---- patient

    private void patient() {
        Subject s = result.source().anatomy().map(a -> a.getSubject()).orElse(null);
        if (s == null && result.source().anatomy().isEmpty()) {
            return;
        }
        h.open("div", "class", "columns").open("div").element("h3", w.text("patient")).open("dl").line();
        if (s != null) {
            entry("patient.name", s.getName());
            entry("patient.sex", w.text("sex." + s.getSex().getName().toLowerCase(Locale.ROOT)));
            quantity("patient.age", s.getAge(), a -> w.text("years", Numbers.fixed(Assembler.years(a), 0)));
            quantity("patient.mass", s.getMass(), m -> Numbers.fixed(m, 1) + "\u00a0kg");
            quantity("patient.height", s.getHeight(), m -> Numbers.fixed(m * 100, 1) + "\u00a0cm");
            if (s.getMass() != null && s.getHeight() != null && s.getHeight().getValue() > 0) {
                entry("patient.bmi", Numbers.fixed(s.getMass().getValue() / (s.getHeight().getValue() * s.getHeight().getValue()), 1)
                        + "\u00a0kg/m\u00b2");
            }
        }
        h.close().close().open("div").element("h3", w.text("bones")).open("dl").line();
        Set<String> sources = new LinkedHashSet<>();
        for (Bone b : result.source().anatomy().orElseThrow().getBones()) {
            Provenance p = b.getProvenance();
            h.element("dt", Words.capital(w.named("bone", given(b.getType()).orElse(b.getId())))).open("dd");
            h.text(w.text("bone.surfaces", b.getSurfaces().size(), b.getLandmarks().size()) + " ");
            if (p != null) {
                h.element("span", w.text("provenance." + p.getKind().getName().toLowerCase(Locale.ROOT)), "class", "tag");
                given(p.getSource()).ifPresent(sources::add);
            }
            h.closeLine();
        }
        h.closeLine();
        sources.forEach(t -> h.element("p", t, "class", "fine"));
        h.close().closeLine();
    }

    private void quantity(String key, Quantity q, java.util.function.DoubleFunction<String> text) {
        if (q != null && Double.isFinite(q.getValue())) {
            h.element("dt", w.text(key)).open("dd").text(text.apply(q.getValue()) + " ");
            if (q.getProvenance() != null) {
                h.element("span", w.text("provenance." + q.getProvenance().getKind().getName().toLowerCase(Locale.ROOT)), "class", "tag");
            }
            h.closeLine();
        }
    }

    // ---- plan

    private void plan(List<Picture> pictures) {
        if (problem.parts().isEmpty() && pictures.isEmpty()) {
            return;
        }
        h.element("h2", w.text(problem.parts().isEmpty() ? "plan.bones" : "plan")).line();
        result.plan().flatMap(p -> given(p.getDescription())).ifPresent(d -> h.element("p", d));
        if (!problem.parts().isEmpty()) {
            parts();
            bonesTaken();
        }
        pictures(pictures);
    }

    private void ligaments(List<Picture> pictures) {
        if (!pictures.isEmpty()) {
            h.element("h2", w.text("ligaments")).element("p", w.text("ligaments.explained")).line();
            pictures(pictures);
        }
    }

    private void pictures(List<Picture> pictures) {
        if (pictures.isEmpty()) {
            return;
        }
        h.open("div", "class", "pictures").line();
        for (int i = 0; i < pictures.size(); i++) {
            // one that is left over fills the row
            figure(pictures.get(i), i == pictures.size() - 1 && i % 2 == 0 ? "wide" : null);
        }
        h.closeLine();
    }

    private void figure(Picture p, String kind) {
        h.open("figure", "class", kind)
                .empty("img", "src", "data:image/png;base64," + Base64.getEncoder().encodeToString(p.png()), "alt", p.caption(),
                        "width", Integer.toString(p.width()), "height", Integer.toString(p.height()))
                .element("figcaption", p.caption()).closeLine();
    }

    /** The parts and their sizes in a few words. */
    private void sizes() {
        h.element("h3", w.text("glance.parts")).open("dl").line();
        for (PlacedPart p : problem.parts()) {
            Catalogs.Item item = result.items().get(p.role());
            h.element("dt", Words.capital(w.named("role", p.role()))).open("dd").element("strong", size(p, item))
                    .text(" " + component(p, item)).closeLine();
        }
        h.closeLine();
    }

    private String component(PlacedPart p, Catalogs.Item item) {
        return item == null ? p.part().component() : item.catalogue().name(item.component()).text(w.language());
    }

    private static String size(PlacedPart p, Catalogs.Item item) {
        return item == null ? p.part().size() : org.orthotwin.catalog.LoadedCatalogue.label(item.size());
    }

    private void parts() {
        h.open("table").open("thead").open("tr");
        for (String k : List.of("part.role", "part.name", "part.size", "part.number", "part.material", "part.catalogue")) {
            h.element("th", w.text(k));
        }
        h.close().close().open("tbody").line();
        for (PlacedPart p : problem.parts()) {
            Catalogs.Item item = result.items().get(p.role());
            h.open("tr").open("td").element("strong", Words.capital(w.named("role", p.role()))).close();
            h.open("td").text(component(p, item));
            placement(p.role()).ifPresent(this::placement);
            h.close();
            h.element("td", size(p, item)).element("td", p.part().partNumber());
            h.element("td", item == null ? DASH : materials(item));
            h.open("td");
            if (item == null) {
                h.text(DASH);
            } else {
                Catalogue c = item.catalogue().model();
                h.text(item.catalogue().name().text(w.language()) + " " + (c.getVersion() == null ? "" : c.getVersion()) + " ");
                if (c.isFictional()) {
                    h.element("span", w.text("fictional"), "class", "tag");
                }
            }
            h.close().closeLine();
        }
        h.close().closeLine();
        result.plan().ifPresent(p -> {
            for (Resection r : p.getResections()) {
                h.element("p", w.text("resection", w.touching(problem, r.getBone()), given(r.getFrame()).orElse(w.text("frame.surface")),
                        mm(r.getPoint().x()), mm(r.getPoint().y()), mm(r.getPoint().z()), Numbers.fixed(r.getNormal().x(), 3),
                        Numbers.fixed(r.getNormal().y(), 3), Numbers.fixed(r.getNormal().z(), 3)));
            }
        });
    }

    /** How much of each bone the operation takes, where its surfaces tell: with the head and neck, and by reaming. */
    private void bonesTaken() {
        List<String> taken = new ArrayList<>();
        for (Body b : problem.bodies()) {
            TriangleMesh before = b.surfaces().get("outer");
            TriangleMesh cut = b.surfaces().get("resected");
            TriangleMesh after = reamed.getOrDefault(b.id(), cut);
            if (before != null && after != null && after != before) {
                double lost = MassProperties.of(before).volume() - MassProperties.of(after).volume();
                if (lost > 0) {
                    taken.add(w.text(cut == null ? "taken.reamed" : reamed.containsKey(b.id()) ? "taken.both" : "taken.cut",
                            w.named("bone", b.type()), Numbers.fixed(lost * 1e6, 1)));
                }
            }
        }
        if (!taken.isEmpty()) {
            h.element("p", w.text("taken", String.join("; ", taken)));
        }
    }

    private static String mm(double metres) {
        return Numbers.fixed(Numbers.edge(metres * 1000), 1);
    }

    private String materials(Catalogs.Item item) {
        List<String> all = new ArrayList<>(item.component().getMaterials());
        given(item.component().getCoating()).ifPresent(all::add);
        given(item.component().getFixation()).ifPresent(all::add);
        return all.isEmpty() ? DASH : String.join(", ", all);
    }

    private Optional<Placement> placement(String role) {
        return result.plan().flatMap(p -> p.getPlacements().stream().filter(x -> role.equals(x.getRole())).findFirst());
    }

    private void placement(Placement p) {
        if (!p.getCoordinates().isEmpty()) {
            List<String> all = new ArrayList<>();
            for (Setting s : p.getCoordinates()) {
                all.add(w.named("coordinate", s.getName()) + " " + (s.getText() != null ? s.getText() : setting(s)));
            }
            h.element("span", String.join(", ", all) + " (" + given(p.getConvention()).orElse("rigid") + ", " + p.getFrame() + ")",
                    "class", "id");
        }
        given(p.getDescription()).ifPresent(d -> h.element("span", d, "class", "id"));
    }

    private static String setting(Setting s) {
        String symbol = given(s.getUnit()).orElse("1");
        Unit si;
        try {
            si = Unit.of(symbol);
        } catch (IllegalArgumentException e) {
            return Numbers.shortest(s.getNumber()) + " " + symbol;
        }
        return Digits.value(Digits.unit(si.dimension()), si.toSi(s.getNumber()));
    }

    // ---- assessments

    private void assessments(List<Assessment> assessments, Map<String, List<Picture>> pictures) {
        if (assessments.isEmpty()) {
            return;
        }
        h.element("h2", w.text("assessed")).line();
        for (Assessment a : assessments) {
            h.element("h3", Words.capital(a.name().text(w.language())))
                    .element("p", Words.capital(a.verdict().text(w.language())) + ".").line();
            if (!a.criteria().isEmpty()) {
                h.open("table", "class", "measured").open("thead").open("tr").element("th", w.text("assessed.criterion"))
                        .element("th", w.text("measured.value"), "class", "num")
                        .element("th", w.text("measured.uncertainty"), "class", "num").element("th", w.text("assessed.limit")).close()
                        .close().open("tbody").line();
                for (Assessment.Criterion c : a.criteria()) {
                    h.open("tr", "class", c.straddles() ? "out" : null).element("td", Words.capital(c.name().text(w.language())))
                            .element("td", Digits.value(c.unit(), c.si()), "class", "num")
                            .element("td", uncertainty(c.unit(), c.uncertainty()), "class", "num plain")
                            .element("td", c.limit().text(w.language()) + (c.straddles() ? "; " + w.text("assessed.straddles") : ""))
                            .closeLine();
                }
                h.close().closeLine();
            }
            if (!a.source().isEmpty()) {
                h.element("p", a.source(), "class", "fine").line();
            }
            pictures(pictures.getOrDefault(a.id(), List.of()));
        }
    }

    // ---- motion

    private void motion(List<Picture> contacts) {
        List<Table> maps = new ArrayList<>();
        result.solutions().values().forEach(s -> s.tables().stream().filter(ContactMap::fits).forEach(maps::add));
        if (limits.isEmpty() && maps.isEmpty()) {
            return;
        }
        h.element("h2", w.text("rom")).line();
        if (!limits.isEmpty()) {
            h.element("p", w.text("rom.how"), "class", "fine").line();
            LimitBars.draw(h, limits, problem, w);
        }
        if (!contacts.isEmpty()) {
            h.element("h3", w.text("contacts")).line();
            pictures(contacts);
        }
        for (Table t : maps) {
            h.element("h3", w.text("map.title")).element("p", w.text("map.how", t.rows().size(), t.name() + ".csv"), "class", "fine")
                    .line();
            ContactMap.draw(h, t, limits, w);
        }
    }

    private void activities() {
        if (rooms.isEmpty()) {
            return;
        }
        h.element("h2", w.text("activities")).line().element("p", w.text("activities.how"), "class", "fine").open("table").open("thead")
                .open("tr").element("th", w.text("activity")).element("th", w.text("activity.margin"), "class", "num")
                .element("th", w.text("activity.at"), "class", "num").element("th", w.text("activity.contact"), "class", "after").close()
                .close().open("tbody").line();
        for (Room r : rooms) {
            h.open("tr", "class", r.margin() < 0 ? "out" : null).open("td").text(activity(r.activity())).close()
                    .element("td", Digits.value(Unit.of("deg"), r.margin()), "class", "num")
                    .element("td", Digits.value(Unit.of("%"), r.at()), "class", "num plain").open("td", "class", "after");
            if (r.contact() == null) {
                h.text(w.text("kind.free"));
            } else {
                String kind = Limit.KINDS.contains(r.contact().kind()) ? r.contact().kind() : "other";
                h.text(w.text("rom.what", w.text("kind." + kind), w.touching(problem, r.contact().first()),
                        w.touching(problem, r.contact().second())));
                h.text(", " + (r.direction().isEmpty() ? w.text("activity.way")
                        : w.text("activity.further", w.named("motion", r.direction()))));
            }
            h.close().closeLine();
        }
        h.close().closeLine();
    }

    /** The activity's name: ours for its type, else that in the scenario, else its id. */
    private String activity(String id) {
        return result.source().scenario().getActivities().stream().filter(a -> id.equals(a.getId())).findFirst()
                .flatMap(a -> w.known("activity.type." + a.getType()).or(() -> given(a.getName()))).orElse(id);
    }

    // ---- load

    private void load() {
        if (loads.isEmpty()) {
            return;
        }
        h.element("h2", w.text("load")).line().element("p", w.text("load.how"), "class", "fine").line();
        loads.draw(h, w, problem.joint() == null ? Side.RIGHT : problem.joint().side());
        loads.table(h, w);
    }

    // ---- measurements

    private void measurements() {
        if (result.measurements().isEmpty()) {
            return;
        }
        h.element("h2", w.text("measurements")).line();
        Families.of(result, w).forEach((family, list) -> {
            h.element("h3", family).open("table", "class", "measured").open("thead").open("tr").element("th", w.text("measured.name"))
                    .element("th", w.text("measured.value"), "class", "num").element("th", w.text("measured.uncertainty"), "class", "num")
                    .element("th", w.text("measured.target")).element("th", w.text("measured.verdict")).close().close().open("tbody")
                            .line();
            list.forEach(this::measured);
            h.close().closeLine();
        });
        h.element("p", w.text("measured.more"), "class", "fine");
    }

    private void measured(Measured m) {
        Unit u = m.definition().unit();
        h.open("tr", "class", isOut(m) ? "out" : null).open("td", "title", w.declared(m.definition(), m.definition().description()))
                .text(w.measurement(m.definition()))
                .element("span", m.definition().id() + " \u00b7 v" + m.definition().version()
                        + (m.value().note().isEmpty() ? "" : " \u00b7 " + m.value().note()), "class", "id").close();
        h.element("td", shown(m), "class", "num").element("td", uncertainty(u, m.value().uncertainty()), "class", "num plain").open("td");
        if (hasTarget(m)) {
            h.text(w.target(m));
            given(w.declared(m.definition(), m.targetSource())).ifPresent(t -> h.element("span", t, "class", "id"));
        } else {
            h.text(DASH);
        }
        h.close().open("td");
        verdict(m);
        h.close().closeLine();
    }

    private static String uncertainty(Unit u, double si) {
        String t = Digits.uncertainty(u, si);
        return t.equals(DASH) ? t : Digits.with("\u00b1\u202f" + t, u);
    }

    private void verdict(Measured m) {
        h.open("span", "class", "verdict " + m.verdict().id()).element("i", sign(m.verdict())).text(w.text("verdict." + m.verdict().id()))
                .close();
    }

    private static String sign(Verdict v) {
        return switch (v) {
            case WITHIN -> "\u2713";
            case BELOW -> "\u25bc";
            case ABOVE -> "\u25b2";
            case NO_TARGET -> "\u25cb";
            case NOT_MEASURED -> "\u2014";
        };
    }

    /** The value; one that misses a limit by less than its last digit is shown against the limit. */
    private static String shown(Measured m) {
        Unit u = m.definition().unit();
        String number = Digits.number(u, m.value().si());
        if (isOut(m)) {
            double limit = m.verdict() == Verdict.BELOW ? m.lower() : m.upper();
            double rounded = Double.parseDouble(number);
            double edge = Numbers.edge(u.fromSi(limit));
            if (m.verdict() == Verdict.BELOW ? rounded >= edge : rounded <= edge) {
                return (m.verdict() == Verdict.BELOW ? "< " : "> ") + Digits.with(Digits.given(u, limit), u);
            }
        }
        return Digits.value(u, m.value().si());
    }

    // ---- what else solvers said

    private void values() {
        Map<String, String> rest = new LinkedHashMap<>();
        Set<String> known = new LinkedHashSet<>();
        result.measurements().forEach(m -> known.add(m.definition().id()));
        limits.forEach(l -> known.add(l.label()));
        for (Solution s : result.solutions().values()) {
            s.values().forEach((name, v) -> {
                int rom = name.indexOf(".rom.");
                if (!known.contains(name) && !Room.shows(name)
                        && !(Loads.shows(name) && !loads.isEmpty() && name.chars().filter(c -> c == '.').count() > 2)
                        && !(rom > 0 && known.contains(name.substring(rom + 5)))) {
                    rest.put(name, Digits.value(Loads.unit(name, v), v.si())
                            + (v.uncertainty() > 0 ? " \u00b1 " + Digits.uncertainty(Loads.unit(name, v), v.uncertainty()) : ""));
                }
            });
        }
        List<Table> tables = new ArrayList<>();
        result.solutions().values().forEach(s -> s.tables().stream().filter(t -> !ContactMap.fits(t)).forEach(tables::add));
        if (rest.isEmpty() && tables.isEmpty()) {
            return;
        }
        h.element("h2", w.text("values")).line();
        if (!rest.isEmpty()) {
            h.open("div", "class", "values").line();
            rest.entrySet().stream().limit(MOST_VALUES)
                    .forEach(e -> h.open("div").element("span", e.getKey()).element("span", e.getValue()).closeLine());
            h.closeLine();
            if (rest.size() > MOST_VALUES) {
                h.element("p", w.text("values.more", rest.size() - MOST_VALUES), "class", "fine");
            }
        }
        for (Table t : tables) {
            if (ChartRules.isRim(t) || t.columns().size() < 2) {
                continue;
            }
            h.element("h3", Words.capital(w.table(t.name())))
                    .element("p", w.text("values.table", t.rows().size(), t.name() + ".csv"), "class", "fine").line();
            if (PressureMap.fits(t)) {
                PressureMap.draw(h, t, beside(t), problem, w);
            } else if (StabilityRose.fits(t)) {
                StabilityRose.draw(h, t, problem, w);
            } else if (Curves.fits(t)) {
                if (IntStream.range(0, t.columns().size()).anyMatch(c -> Curves.isBefore(t, c))) {
                    h.element("p", w.text("curves.before"), "class", "fine").line();
                }
                h.open("div", "class", "curves").line();
                for (int c = 1; c < t.columns().size(); c++) {
                    if (!Curves.isBefore(t, c)) {
                        Curves.draw(h, t, c, w);
                    }
                }
                h.closeLine();
            }
        }
    }

    /** The tables of the answer that a table is of. */
    private List<Table> beside(Table t) {
        return result.solutions().values().stream().map(Solution::tables).filter(l -> l.contains(t)).findFirst().orElse(List.of());
    }

    // ---- warnings, provenance

    private void warnings() {
        h.element("h2", w.text("warnings")).line();
        if (result.warnings().isEmpty()) {
            h.element("p", w.text("warnings.none"));
            return;
        }
        diagnostics(h, w, result.warnings());
    }

    /** A list of diagnostics, each with the sign of its severity. */
    static void diagnostics(Html h, Words w, List<Diagnostic> diagnostics) {
        h.open("ul", "class", "warnings").line();
        for (Diagnostic d : diagnostics) {
            String severity = d.severity().name().toLowerCase(Locale.ROOT);
            h.open("li", "class", severity).element("i", severity.equals("info") ? "i" : "!", "title", w.text("severity." + severity))
                    .text(d.text(w.language())).closeLine();
        }
        h.closeLine();
    }

    private void provenance() {
        h.element("h2", w.text("provenance")).line().open("dl").line();
        for (Map.Entry<String, Object> e : result.provenance().entrySet()) {
            if (e.getValue() instanceof List<?> list && (list.isEmpty() || e.getKey().equals("parts"))) {
                continue;
            }
            if (e.getKey().equals("definitions") && e.getValue() instanceof Map<?, ?> m && m.isEmpty()) {
                continue;
            }
            h.element("dt", Words.capital(w.named("key", e.getKey()))).open("dd");
            if (e.getKey().equals("solvers") && e.getValue() instanceof List<?> list) {
                list.forEach(this::solver);
            } else if (e.getKey().equals("inputs") && e.getValue() instanceof List<?> list) {
                list.forEach(this::input);
            } else {
                h.element("span", words(e.getKey(), e.getValue()), "class", e.getKey().equals("definitions") ? "fine" : null);
            }
            h.closeLine();
        }
        h.closeLine();
        h.element("p", w.text("provenance.more"), "class", "fine");
    }

    private void solver(Object o) {
        if (!(o instanceof Map<?, ?> m)) {
            h.open("div").text(words("", o)).close();
            return;
        }
        h.open("div").element("strong", String.valueOf(m.get("id"))).text(" " + w.text("measured.version",
                String.valueOf(m.get("version"))) + " ("
                + m.get("bundle") + ")");
        if (m.get("settings") instanceof Map<?, ?> settings && !settings.isEmpty()) {
            List<String> all = new ArrayList<>();
            settings.forEach((k, v) -> all.add(k + " = " + siText(String.valueOf(v))));
            h.element("div", String.join("; ", all), "class", "fine");
        }
        h.close();
    }

    /** A number with an SI unit as people read it: degrees and millimetres. */
    private static String siText(String text) {
        int blank = text.lastIndexOf(' ');
        String symbol = text.substring(blank + 1);
        if (blank < 0 || !symbol.equals("rad") && !symbol.equals("m")) {
            return text.endsWith(" 1") ? text.substring(0, text.length() - 2) : text;
        }
        try {
            Unit u = Digits.unit(symbol.equals("rad") ? Dimension.ANGLE : Dimension.LENGTH);
            return Digits.with(Digits.given(u, Double.parseDouble(text.substring(0, blank))), u);
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private void input(Object o) {
        if (o instanceof Map<?, ?> m) {
            h.open("div").text(String.valueOf(m.get("path"))).text(" ").element("span", "SHA-256 " + m.get("sha256"), "class", "hash")
                    .close();
        } else {
            h.open("div").text(words("", o)).close();
        }
    }

    /** Anything in a provenance as one line. */
    private String words(String key, Object o) {
        if (o instanceof Map<?, ?> m) {
            List<String> all = new ArrayList<>();
            m.forEach((k, v) -> {
                if (!(v instanceof List<?> list && list.isEmpty())) {
                    all.add(w.named("key", String.valueOf(k)) + " " + words(String.valueOf(k), v));
                }
            });
            return String.join(", ", all);
        }
        if (o instanceof List<?> list) {
            return String.join("; ", list.stream().map(x -> words("", x)).toList());
        }
        return o instanceof Double d ? Numbers.shortest(d) : w.said(key, String.valueOf(o));
    }
}
