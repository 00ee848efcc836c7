/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Timestamps;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Cohort;
import org.orthotwin.followup.CohortSummary;
import org.orthotwin.followup.CouplingKind;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ShareLedger;
import org.orthotwin.followup.TwinNetwork;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.simulation.RunResult;

/**
 * {@code twin couple}, {@code network}, {@code share} and {@code adopt}: twins that tell each other something, and cohorts that tell other
 * sites something.
 */
final class TwinCouplings {

    /** Twins that are named in a row of the table. */
    private static final int NAMED = 3;

    private static final double DAY = 86400;

    private TwinCouplings() {
    }

    static int couple(Invocation call) throws IOException {
        Path file = call.path(call.operand("input"));
        Path otherFile = call.path(required(call, "--with"));
        CouplingKind kind = CouplingKind.of(required(call, "--kind"));
        Optional<Double> correlation = call.option("--correlation").map(t -> Quantity.parseSi(t, Dimension.NONE));
        try (TwinInput input = TwinInput.open(call, file)) {
            Twin other = TwinInput.load(call, otherFile).twin();
            boolean remove = call.flag("--remove");
            if (remove) {
                if (!TwinNetwork.uncouple(input.twin(), other.getId(), kind)) {
                    throw Texts.refusal("twin.not-coupled", input.twin().getId(), other.getId(), kind.id());
                }
            } else {
                TwinNetwork.couple(input.twin(), file, other, otherFile, kind, correlation);
            }
            input.save();
            call.print(Texts.of(call, remove ? "twin.uncoupled" : "twin.coupled", input.twin().getId(), other.getId(), kind.id()));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("twin", file.toString());
            o.put("id", input.twin().getId());
            o.put("with", other.getId());
            o.put("kind", kind.id());
            o.put("correlation", correlation.orElse(Double.isNaN(kind.usual()) ? null : kind.usual()));
            o.put("removed", remove);
            o.put("couplings", input.twin().getCouplings().size());
            call.printJson(o);
        }
        return Invocation.OK;
    }

    private static String required(Invocation call, String option) {
        return call.option(option).orElseThrow(() -> new IllegalArgumentException(Texts.of(call, "twin.needs", call.operand("action"),
                option)));
    }

    /** The twins' files of a folder, or those that hang together with one. */
    private static List<Path> files(Invocation call, boolean reach) throws IOException {
        Path from = call.path(call.operand("input"));
        List<Path> files = List.of(from);
        if (Files.isDirectory(from)) {
            try (Stream<Path> all = Files.list(from)) {
                files = all.filter(p -> p.getFileName().toString().endsWith(".twin") && Files.isRegularFile(p)).sorted().toList();
            }
            if (files.isEmpty()) {
                throw Texts.refusal("twin.no-twins", from);
            }
        } else if (reach) {
            files = TwinNetwork.reach(from);
        }
        // all who lock several do so in one order
        return files.stream().sorted((a, b) -> a.toAbsolutePath().normalize().compareTo(b.toAbsolutePath().normalize())).toList();
    }

    static int network(Invocation call) throws IOException {
        List<TwinInput> open = new ArrayList<>();
        try {
            Map<String, TwinInput> byId = new LinkedHashMap<>();
            List<Twin> twins = new ArrayList<>();
            for (Path p : files(call, true)) {
                TwinInput input = TwinInput.open(call, p);
                open.add(input);
                byId.put(input.twin().getId(), input);
                twins.add(input.twin());
            }
            strange(call, twins);
            List<Integer> states = twins.stream().map(t -> t.getStates().size()).toList();
            TwinNetwork network = new TwinNetwork(twins);
            call.monitor().begin(Texts.of(call, "task.network"), 0);
            TwinNetwork.Result r = network.update(Estimators.of(call.option("--estimator").orElse(Estimators.DEFAULT),
                    call.common().seed().orElse(1L)), call.option("--estimator").orElse(Estimators.DEFAULT), TwinInput.software(),
                    Timestamps.now(), call.monitor());
            for (int i = 0; i < open.size(); i++) {
                if (twins.get(i).getStates().size() > states.get(i)) {
                    open.get(i).save();
                }
            }
            print(call, network, r);
            call.printJson(json(network, r, byId));
        } finally {
            for (TwinInput input : open) {
                input.close();
            }
        }
        return Invocation.OK;
    }

    /** Names what these twins have and nobody here knows. */
    private static void strange(Invocation call, List<Twin> twins) {
        FollowUpResult.strange(twins).ifPresent(d -> call.warn(d.text(call.common().language())));
    }

    private static void print(Invocation call, TwinNetwork network, TwinNetwork.Result r) {
        for (TwinNetwork.Circle c : r.circles()) {
            call.print(Texts.of(call, "twin.circle", String.join(", ", c.twins()), c.passes()));
        }
        TextTable t = new TextTable("llrrll");
        t.row(Texts.of(call, "twin.network.columns").split("\\|"));
        for (TwinNetwork.Updated u : r.order()) {
            for (TwinNetwork.Learned l : u.learned()) {
                Unit unit = l.observable().unit();
                t.row(u.twin(), l.observable().name(call.common().language()), pair(unit, l.before()), pair(unit, l.after()),
                        unit.symbol().equals("1") ? "" : unit.symbol(), from(call, l.from()));
            }
        }
        if (r.order().stream().allMatch(u -> u.learned().isEmpty())) {
            call.print(Texts.of(call, "twin.network.nothing", r.order().size(), network.ties().size()));
        } else {
            call.print(t.toString());
        }
    }

    private static String pair(Unit u, Gaussian g) {
        return String.format(Locale.ROOT, "%.4g +- %.2g", u.fromSi(g.mean(0)), u.fromSi(g.deviation(0)));
    }

    private static Map<String, Object> json(TwinNetwork network, TwinNetwork.Result r, Map<String, TwinInput> byId) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("couplings", network.ties().stream().map(t -> {
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("first", t.first());
            x.put("second", t.second());
            x.put("kind", t.kind().id());
            x.put("correlation", t.correlation().orElse(Double.isNaN(t.kind().usual()) ? null : t.kind().usual()));
            return x;
        }).toList());
        o.put("circles", r.circles().stream().map(c -> {
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("twins", c.twins());
            x.put("passes", c.passes());
            return x;
        }).toList());
        List<Object> twins = new ArrayList<>();
        for (TwinNetwork.Updated u : r.order()) {
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("id", u.twin());
            x.put("twin", byId.get(u.twin()).file().toString());
            x.put("patient", byId.get(u.twin()).twin().getPseudonym());
            x.put("state", byId.get(u.twin()).twin().getCurrentState().getId());
            x.put("updated", u.state().isPresent());
            x.put("learned", u.learned().stream().map(l -> {
                Map<String, Object> y = new LinkedHashMap<>();
                y.put("observable", l.observable().id());
                y.put("unit", l.observable().unit().symbol());
                y.put("from", l.from());
                y.put("day", Numbers.edge(l.t() / DAY));
                y.put("before", FollowUpResult.band(l.observable(), l.before()));
                y.put("after", FollowUpResult.band(l.observable(), l.after()));
                return y;
            }).toList());
            twins.add(x);
        }
        o.put("twins", twins);
        return o;
    }

    static int share(Invocation call) throws IOException {
        Path out = call.path(required(call, "--out"));
        int least = call.option("--least").map(t -> {
            if (!t.matches("\\d{1,6}")) {
                throw Texts.refusal("twin.least", t);
            }
            return Integer.parseInt(t);
        }).orElse(CohortSummary.LEAST);
        if (Files.isDirectory(out)) {
            throw Texts.refusal("twin.share.folder", out);
        }
        List<FollowUp> followed = new ArrayList<>();
        List<Path> files = files(call, false);
        call.monitor().begin(Texts.of(call, "task.follow"), files.size());
        for (Path p : files) {
            call.monitor().checkCancelled();
            Twin t = TwinInput.load(call, p).twin();
            if (!FollowUp.canFollow(t) || new FollowUp(t).operation().isEmpty()) {
                call.warn(Texts.of(call, "twin.share.no-operation", p));
                continue;
            }
            FollowUp f = new FollowUp(t);
            // in memory only: what is shared is what is known, kept or not
            f.absorb(Estimators.standard(), Estimators.DEFAULT, TwinInput.software(), Monitor.until(call.monitor()::isCancelled));
            followed.add(f);
            call.monitor().worked(1);
        }
        strange(call, followed.stream().map(FollowUp::twin).toList());
        CohortSummary s = CohortSummary.of(call.option("--site").orElse(""), followed, least, Estimators.standard());
        Path input = call.path(call.operand("input"));
        ShareLedger ledger = ShareLedger.of(Files.isDirectory(input) ? input : input.toAbsolutePath().getParent());
        List<ShareLedger.Difference> earlier = ledger.differences(s);
        ledger.require(earlier, call.flag("--again"));
        earlier.forEach(d -> call.warn(Texts.of(call, "twin.share.earlier", d.part(), d.patients(), FollowUpResult.day(d.earlier()))));
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.write"));
        } else {
            // what cannot be noted is not given away
            ledger.add(s, Timestamps.now());
            s.write(out);
        }
        TextTable t = new TextTable("lrrl");
        t.row(Texts.of(call, "twin.share.columns").split("\\|"));
        List<Object> parts = new ArrayList<>();
        for (Cohort.Part p : s.parts()) {
            t.row(p.stratum().observable().name(call.common().language()), String.valueOf(p.summary().patients()), String.valueOf(
                    p.observations()), p.stratum().facts().isEmpty() ? "" : p.stratum().facts().toString());
            Map<String, Object> x = new LinkedHashMap<>();
            x.put("observable", p.stratum().observable().id());
            x.put("patients", p.summary().patients());
            x.put("observations", p.observations());
            x.put("facts", p.stratum().facts());
            parts.add(x);
        }
        call.print(t.toString());
        call.print("");
        call.print(Texts.of(call, "twin.shared", out));
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("summary", out.toString());
        o.put("site", s.site());
        o.put("twins", followed.size());
        o.put("least", least);
        o.put("differsBy", earlier.stream().mapToInt(ShareLedger.Difference::patients).min().stream().boxed().findFirst().orElse(null));
        o.put("parts", parts);
        call.printJson(o);
        return Invocation.OK;
    }

    static int adopt(Invocation call) throws IOException {
        Path file = call.path(call.operand("input"));
        List<String> names = call.options("--summary");
        if (names.isEmpty()) {
            required(call, "--summary");
        }
        List<CohortSummary> summaries = new ArrayList<>();
        for (String n : names) {
            summaries.add(CohortSummary.read(call.path(n)));
        }
        try (TwinInput input = TwinInput.open(call, file)) {
            FollowUp f = new FollowUp(input.twin());
            // the site knows who is in its own summaries; nothing in a summary says it
            Set<Path> ledgers = new LinkedHashSet<>(List.of(file.toAbsolutePath().getParent()));
            names.forEach(n -> ledgers.add(call.path(n).toAbsolutePath().getParent()));
            for (Path folder : ledgers) {
                ShareLedger.of(folder).requireOthers(summaries, input.twin());
            }
            List<CohortSummary.Adopted> adopted = CohortSummary.adopt(f, summaries, Estimators.standard(), Estimators.DEFAULT,
                    Timestamps.now(), TwinInput.software(), call.monitor());
            input.save();
            TextTable t = new TextTable("lrrrl");
            t.row(Texts.of(call, "twin.adopt.columns").split("\\|"));
            List<Object> list = new ArrayList<>();
            for (CohortSummary.Adopted a : adopted) {
                Observable d = a.observable();
                for (int i = 0; i < a.before().dimension(); i++) {
                    boolean log = d.course().orElseThrow().logarithmic(i);
                    Unit u = d.unitOf(i);
                    t.row(d.parameter(i), String.valueOf(a.patients()), told(u, log, a.before(), i), told(u, log, a.after(), i),
                            u.symbol().equals("1") ? "" : u.symbol());
                    Map<String, Object> x = new LinkedHashMap<>();
                    x.put("name", d.parameter(i));
                    x.put("unit", u.symbol());
                    x.put("logarithmic", log);
                    x.put("patients", a.patients());
                    x.put("summaries", a.sites());
                    x.put("before", RunResult.shown(u, value(log, a.before(), i)));
                    x.put("beforeSd", RunResult.shown(u, deviation(log, a.before(), i)));
                    x.put("after", RunResult.shown(u, value(log, a.after(), i)));
                    x.put("afterSd", RunResult.shown(u, deviation(log, a.after(), i)));
                    list.add(x);
                }
            }
            call.print(t.toString());
            call.print("");
            TwinState s = input.twin().getCurrentState();
            call.print(Texts.of(call, "twin.adopted", input.twin().getId(), s.getId()));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("twin", file.toString());
            o.put("patient", input.twin().getPseudonym());
            o.put("state", s.getId());
            o.put("parameters", list);
            call.printJson(o);
        }
        return Invocation.OK;
    }

    /** Mean, or median of what is estimated as its logarithm. */
    private static double value(boolean log, Gaussian g, int i) {
        return log ? Math.exp(g.mean(i)) : g.mean(i);
    }

    /** Of what is estimated as its logarithm the median times the deviation of that, as in a twin's file. */
    private static double deviation(boolean log, Gaussian g, int i) {
        return log ? Math.exp(g.mean(i)) * g.deviation(i) : g.deviation(i);
    }

    private static String told(Unit u, boolean log, Gaussian g, int i) {
        return String.format(Locale.ROOT, "%.4g +- %.2g", u.fromSi(value(log, g, i)), u.fromSi(deviation(log, g, i)));
    }

    /** The first of them, and how many more: the patients of a cohort fill no line. */
    private static String from(Invocation call, List<String> twins) {
        return twins.size() <= NAMED + 1 ? String.join(", ", twins) : Texts.of(call, "twin.network.more", String.join(", ",
                twins.subList(0, NAMED)), twins.size() - NAMED);
    }
}
