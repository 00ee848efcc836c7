/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.TreeMap;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.Estimators;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Scoring;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Operation;
import org.orthotwin.followup.OwnObservables;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.TwinFile;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.interop.fhir.FhirCodes;
import org.orthotwin.interop.fhir.FhirReader;
import org.orthotwin.interop.fhir.FhirServer;
import org.orthotwin.model.twin.Notes;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFiles;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.report.Wording;
import org.orthotwin.simulation.RunResult;

/** {@code observe}: adds one observation to a twin, or those of a file, of FHIR or of a FHIR server; withdraws one that was wrong. */
public class ObserveVerb implements Verb {

    /** Environment variable with the bearer token for a FHIR server. */
    static final String TOKEN = "ORTHOTWIN_FHIR_TOKEN";
    private static final Set<String> ACTIONS = Set.of("add", "import", "fetch", "withdraw", "restore", "aside");
    private static final Pattern COMMA = Pattern.compile("[-+]?\\d+,\\d");
    private static final Pattern BARE = Pattern.compile("[-+]?\\d+(\\.\\d+)?");

    /** What sources of FHIR files are called that have no identifier of their own. */
    private static final String FHIR = "fhir";
    static final String MANUAL = "manual";
    /** So many rows are named of each reason for which they were put aside. */
    private static final int NAMED = 3;

    /** So many patients are named where a table is of several. */
    private static final int MOST_NAMED = 5;

    /** What is to be taken, and what cannot be judged. */
    record Given(List<ObservationFile.Row> rows, List<Intake.Quarantined> aside, String origin, Map<String, Integer> left,
            boolean fhir) {

        /** The same with who has typed the rows that do not say it. */
        Given by(Optional<String> who) {
            return who.isEmpty() ? this : new Given(rows.stream().map(r -> r.text("by").isBlank() ? r.with("by", who.get()) : r).toList(),
                    aside, origin, left, fhir);
        }

        /** Whether rows are known by their place, not by a line. */
        boolean entries() {
            return fhir || origin.toLowerCase(Locale.ROOT).endsWith(".json");
        }
    }

    @Override
    public int run(Invocation call) throws IOException {
        try (OwnObservables own = TwinInput.own(call)) {
            return with(call);
        }
    }

    private static int with(Invocation call) throws IOException {
        Optional<String> patient = call.option("--patient");
        Path twin = call.path(call.operand("twin"));
        String action = call.operand("action");
        if (!ACTIONS.contains(action)) {
            throw Texts.refusal("observe.actions", action);
        }
        boolean aside = action.equals("aside");
        if (call.operands("what").isEmpty() != aside) {
            throw Texts.refusal(aside ? "observe.aside.what" : "observe.what", aside ? call.operand("what") : action);
        }
        if (aside) {
            return ObserveAside.run(call, twin);
        }
        String what = call.operand("what");
        // a table may say whose it is
        if (patient.isEmpty() && !Files.exists(twin) && !action.equals("import")) {
            throw Texts.refusal("observe.no-twin", twin);
        }
        boolean begin = call.flag("--begin");
        // a folder that is not there is made, in one that is
        boolean anew = begin && action.equals("import") && !Files.exists(twin) && !twin.toString().endsWith(TwinFile.ENDING);
        boolean folder = action.equals("import") && Files.isDirectory(twin);
        if (begin && !folder && !anew) {
            throw Texts.refusal("observe.begin.folder", twin);
        }
        if (anew && (call.common().dryRun() || !Files.isDirectory(twin.toAbsolutePath().getParent()))) {
            throw Texts.refusal(call.common().dryRun() ? "observe.begin.dry" : "observe.begin.parent", twin);
        }
        if (folder || anew) {
            Given given = file(call, call.path(what), true).by(call.option("--by"));
            Files.createDirectories(twin);
            return ObserveFolder.take(call, twin, given);
        }
        if (action.equals("withdraw") || action.equals("restore")) {
            try (TwinInput input = TwinInput.open(call, twin)) {
                return withdraw(call, input, what, action.equals("withdraw"));
            }
        }
        Given given = switch (action) {
            case "add" -> new Given(List.of(row(call, what)), List.of(), MANUAL, Map.of(), false);
            case "import" -> file(call, call.path(what), false).by(call.option("--by"));
            default -> fetched(call, what, Files.exists(twin) || patient.isEmpty() ? TwinFiles.load(twin).getPseudonym()
                    : patient.get()).by(call.option("--by"));
        };
        Optional<String> whose = patient.isEmpty() && !Files.exists(twin) ? Optional.of(whose(twin, given)) : patient;
        try (TwinInput input = TwinInput.openOrBegin(call, twin, whose)) {
            return take(call, input, given, patient);
        }
    }

    /** Whose the rows of a table are with which a twin begins, as its column says: it must be of one patient. */
    private static String whose(Path twin, Given given) {
        List<String> patients = given.rows.stream().map(r -> r.text("patient")).filter(p -> !p.isBlank()).map(String::strip).distinct()
                .sorted().toList();
        if (patients.size() > 1) {
            throw Texts.refusal("observe.no-twin.several", twin, patients.size(), String.join(", ", patients.subList(0, Math.min(MOST_NAMED,
                    patients.size()))) + (patients.size() > MOST_NAMED ? ", \u2026" : ""));
        }
        return patients.stream().findFirst().orElseThrow(() -> Texts.refusal("observe.no-twin", twin));
    }

    /** Says that an observation was wrong, or that it was not. */
    private static int withdraw(Invocation call, TwinInput input, String what, boolean withdraw) throws IOException {
        String meant = what.indexOf('@') < 0 && call.option("--time").isPresent() ? what + "@" + call.option("--time").get() : what;
        Observation o = Withdrawals.find(input.twin(), meant, !withdraw);
        String by = call.option("--by").orElse(MANUAL);
        String why = call.option("--why").orElse("");
        Observation entry = withdraw ? Withdrawals.withdraw(input.twin(), o, why, by, Timestamps.now())
                : Withdrawals.restore(input.twin(), o, why, by, Timestamps.now());
        List<TwinState> left = Withdrawals.leftBehind(input.twin());
        input.save();
        leftBehind(call, left);
        call.print(Texts.of(call, withdraw ? "observe.withdrawn" : "observe.restored", o.getId(), shown(call, o)));
        call.printJson(json(call, input.file(), input.twin(), new Intake.Result(List.of(), List.of(entry), 0, 0, List.of(), List.of(),
                List.of(), Optional.empty(), 0),
                new Given(List.of(), List.of(), MANUAL, Map.of(), false), left));
        return Invocation.OK;
    }

    private static void leftBehind(Invocation call, List<TwinState> left) {
        left.forEach(s -> call.warn(Texts.of(call, "observe.left-behind", s.getId(), new Wording(call.common().language()).cause(s
                .getCause()))));
    }

    /** An observation in a few words: what, when, and the value in the unit in which it is shown. */
    private static String shown(Invocation call, Observation o) {
        return Observables.find(o.getDefinition()).map(d -> d.name(call.common().language()) + ", " + o.getTime() + ", " + Wording.given(d
                .unit(), o.getValue())).orElse(o.getDefinition() + ", " + o.getTime());
    }

    private static Given file(Invocation call, Path file, boolean many) throws IOException {
        if (!FhirReader.isFhir(file)) {
            List<Intake.Quarantined> aside = new ArrayList<>();
            List<ObservationFile.Row> rows = many ? ObservationFile.readMany(file, aside, call.monitor())
                    : ObservationFile.read(file, aside, call.monitor());
            return new Given(rows, aside, file.getFileName().toString(), Map.of(), false);
        }
        FhirReader reader = reader(call, FHIR);
        reader.read(file, call.monitor());
        return new Given(reader.rows(), reader.quarantined(), FHIR, reader.left(), true);
    }

    private static FhirReader reader(Invocation call, String origin) throws IOException {
        FhirReader reader = new FhirReader(codes(call), origin);
        return call.flag("--notes") ? reader.withNotes() : reader;
    }

    private static Given fetched(Invocation call, String server, String patient) throws IOException {
        Optional<Instant> since = call.option("--since").map(Times::typed);
        Optional<String> token = token(System.getenv());
        try (FhirServer s = new FhirServer(server, token)) {
            FhirReader reader = reader(call, s.address());
            call.monitor().begin(Texts.of(call, "task.fetch"), 0);
            s.read(patient, since, reader, call.monitor());
            // a server has much that no twin is about
            Map<String, Integer> left = new TreeMap<>(reader.left());
            List<Intake.Quarantined> aside = new ArrayList<>();
            for (Intake.Quarantined q : reader.quarantined()) {
                if (FhirReader.isUnknown(q)) {
                    left.merge(String.valueOf(q.reason().args().get(1)), 1, Integer::sum);
                } else {
                    aside.add(q);
                }
            }
            return new Given(reader.rows(), aside, s.address(), left, true);
        }
    }

    /** A bearer token for FHIR servers. */
    static Optional<String> token(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(TOKEN)).filter(t -> !t.isBlank());
    }

    /** What codes mean, with the table of {@code --codes}. */
    static FhirCodes codes(Invocation call) throws IOException {
        FhirCodes known = FhirCodes.known();
        return call.option("--codes").isPresent() ? known.with(call.path(call.option("--codes").get())) : known;
    }

    private static int take(Invocation call, TwinInput input, Given given, Optional<String> patient) throws IOException {
        boolean add = call.operand("action").equals("add");
        // one observation that is typed in belongs to the twin that was named
        Optional<String> whose = patient.or(() -> add ? Optional.of(input.twin().getPseudonym()) : Optional.empty());
        Intake.Result judged = Intake.take(input.twin(), given.rows, whose, given.origin, Timestamps.now(),
                call.flag("--both"), Texts.of(call, "task.observe"), call.monitor());
        Intake.Result result = judged.with(given.aside);
        if (add && !result.quarantined().isEmpty()) {
            throw new InputException(result.quarantined().getFirst().reason());
        }
        if (result.added() > 0) {
            input.save();
        }
        if (!call.common().dryRun() && !input.twin().getObservations().isEmpty()) {
            Aside.remember(input.file(), input.twin(), result.quarantined(), result.taken(), Timestamps.now());
        }
        if (call.option("--quarantine").isPresent() && !call.common().dryRun()) {
            ObservationFile.writeAside(call.path(call.option("--quarantine").get()), result.quarantined(), call.common().language());
        }
        aside(call, result.quarantined(), given);
        if (patient.isEmpty() && !given.rows.isEmpty() && given.rows.stream().allMatch(r -> r.text("patient").isEmpty()) && !add) {
            call.warn(Texts.of(call, "observe.whose", input.twin().getPseudonym()));
        }
        if (!given.left.isEmpty()) {
            call.print(Texts.of(call, "observe.left", given.left.toString().replaceAll("[{}]", "")));
        }
        if (add && result.taken().size() == 1) {
            far(call, input, result.taken().getFirst());
        }
        List<TwinState> left = told(call, input.twin(), result, given);
        call.print(Texts.of(call, "observe.done", result.rows(), result.known(), result.quarantined().size()));
        call.printJson(json(call, input.file(), input.twin(), result, given, left));
        return result.quarantined().isEmpty() ? Invocation.OK : Invocation.CHECK_FAILED;
    }

    /** Says what was put aside, and why: of each reason the first few, and how many there are. */
    static void aside(Invocation call, List<Intake.Quarantined> aside, Given given) {
        Map<String, List<Intake.Quarantined>> reasons = new LinkedHashMap<>();
        aside.forEach(q -> reasons.computeIfAbsent(q.reason().code(), c -> new ArrayList<>()).add(q));
        for (Map.Entry<String, List<Intake.Quarantined>> e : reasons.entrySet()) {
            // one more than the few is named, too: a line that counts it would be no shorter
            List<Intake.Quarantined> all = e.getValue();
            List<Intake.Quarantined> named = all.size() <= NAMED + 1 ? all : all.subList(0, NAMED);
            for (Intake.Quarantined q : named) {
                call.warn(Texts.of(call, given.fhir ? "observe.aside.entry" : given.entries() ? "observe.aside.item"
                        : "observe.aside", q.row().place(), q.reason()));
            }
            if (named.size() < all.size()) {
                call.warn(Texts.of(call, "observe.aside.more", all.size() - named.size(), e.getKey()));
            }
        }
    }

    /** The operations that are taken for a revision by what came in, of which nobody says so. */
    private static List<Operation> revisions(Twin twin, Intake.Result result) {
        return result.taken().stream().anyMatch(o -> Histories.isOperation(o.getDefinition())) ? new FollowUp(twin).revisionsBy(
                result.taken()) : List.of();
    }

    /**
     * Says what else is to be known of what a twin has taken.
     *
     * @return states that are left behind by what was withdrawn
     */
    static List<TwinState> told(Invocation call, Twin twin, Intake.Result result, Given given) {
        result.side().ifPresent(o -> call.warn(Texts.of(call, "observe.side-taken", shown(call, o), Texts.of(call, "side." + Histories.side(
                twin).orElse("")))));
        revisions(twin, result).forEach(o -> call.warn(Texts.of(call, "observe.revision", o.day(), o.said().getFirst().getId())));
        for (Observation o : result.notStanding()) {
            call.warn(Texts.of(call, "observe.not-standing", o.getId(), shown(call, o)));
        }
        for (Intake.Beside b : result.beside()) {
            String source = b.row().text("source").isEmpty() ? given.origin : b.row().text("source");
            String said = !b.counts() ? "observe.beside.same" : source.equals(b.there().getSource()) ? "observe.beside.again"
                    : "observe.beside";
            call.warn(Texts.of(call, said, shown(call, b.there()), b.there().getSource(), b.there().getId()));
        }
        List<Observation> theirs = result.withdrawals().stream().filter(w -> !Intake.OURSELVES.equals(w.getSource())).toList();
        if (!theirs.isEmpty()) {
            call.print(Texts.of(call, "observe.withdrawals", theirs.size(), String.join(", ", theirs.stream().map(Observation::getName)
                    .toList())));
        }
        result.withdrawals().stream().filter(w -> !theirs.contains(w)).forEach(w -> call.warn(Texts.of(call, "observe.long-before", w
                .getName(), w.getDescription())));
        if (result.never() > 0) {
            call.print(Texts.of(call, "observe.never", result.never()));
        }
        List<TwinState> left = result.withdrawals().isEmpty() ? List.of() : Withdrawals.leftBehind(twin);
        leftBehind(call, left);
        return left;
    }

    /** Says so where what was typed in is far from what the twin expected; it is taken all the same. */
    private static void far(Invocation call, TwinInput input, Observation o) {
        if (!FollowUp.canFollow(input.twin())) {
            return;
        }
        // in memory alone: follow writes states
        FollowUp f = new FollowUp(input.twin());
        f.absorb(Estimators.standard(), Estimators.DEFAULT, TwinInput.software(), call.monitor());
        f.steps(input.twin().getCurrentState()).stream().filter(s -> s.observation() == o && Math.abs(s.residual()) > FollowUp.FAR)
                .forEach(s -> call.warn(Texts.of(call, "observe.far", s.observable().name(call.common().language()), Wording.given(s
                        .observable().unit(), o.getValue()), Wording.pair(s.observable().unit(), s.prediction().getMean(), s.prediction()
                                .getStandardDeviation()), o.getId())));
    }

    /** {@code knee.flexion=104deg} with the options, as a row. */
    private static ObservationFile.Row row(Invocation call, String what) {
        int eq = what.indexOf('=');
        if (eq < 1) {
            throw Texts.refusal("observe.form", what);
        }
        Map<String, String> texts = new HashMap<>();
        texts.put("observable", what.substring(0, eq));
        call.option("--by").ifPresent(by -> texts.put("by", by));
        call.option("--note").ifPresent(note -> texts.put(ObservationFile.NOTE, note));
        String value = what.substring(eq + 1);
        if (Scoring.isItems(value)) {
            texts.put("value", value);
            return rest(call, texts, Unit.of("1"));
        }
        if (texts.get("observable").equals(Histories.SIDE)) {
            // a word or its number
            texts.put("value", value);
            return rest(call, texts, Unit.of("1"));
        }
        if (COMMA.matcher(value).lookingAt()) {
            throw Texts.refusal("observe.comma", value, value.replaceFirst(",", "."));
        }
        if (BARE.matcher(value).matches()) {
            // what its unit is, is asked by whoever knows what it is
            texts.put("value", value);
            return rest(call, texts, Unit.of("1"));
        }
        Quantity q = Quantity.parse(value);
        texts.put("value", Numbers.shortest(q.value()));
        return rest(call, texts, q.unit());
    }

    private static ObservationFile.Row rest(Invocation call, Map<String, String> texts, Unit unit) {
        texts.put("unit", unit.symbol().equals("1") ? "" : unit.symbol());
        texts.put("time", call.option("--time").map(t -> Times.written(t, call.common().language())).orElseThrow(
                () -> new IllegalArgumentException(Texts.of(call, "observe.no-time"))));
        call.option("--uncertainty").ifPresent(u -> texts.put("uncertainty",
                Numbers.shortest(Numbers.edge(unit.fromSi(Quantity.parseSi(u, unit.dimension()))))));
        call.option("--source").ifPresent(s -> texts.put("source", s));
        call.option("--side").ifPresent(s -> texts.put(Histories.SIDE, s));
        call.option("--id").ifPresent(s -> texts.put("id", s));
        return new ObservationFile.Row(1, texts);
    }

    /** Where a row stands: its line in a table, or its place in the list or among the resources of its file. */
    private static void place(Map<String, Object> o, ObservationFile.Row row, boolean entry) {
        o.put("line", entry ? null : row.line());
        o.put("entry", entry ? row.line() : null);
        o.put("file", row.text(ObservationFile.FILE).isEmpty() ? null : row.text(ObservationFile.FILE));
    }

    static Map<String, Object> json(Invocation call, Path file, Twin twin, Intake.Result result, Given given,
            List<TwinState> behind) {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("twin", file.toString());
        o.put("patient", twin.getPseudonym());
        List<Object> taken = new ArrayList<>();
        for (Observation x : result.taken()) {
            Observable d = Observables.get(x.getDefinition());
            Map<String, Object> t = new LinkedHashMap<>();
            t.put("id", x.getId());
            t.put("observable", d.id());
            t.put("version", d.version());
            t.put("time", x.getTime());
            t.put("value", RunResult.shown(d.unit(), x.getValue()));
            t.put("unit", d.unit().symbol());
            t.put("uncertainty", x.getStandardUncertainty() > 0 ? RunResult.shown(d.unit(), x.getStandardUncertainty()) : null);
            t.put("source", x.getSource());
            t.put("identity", x.getIdentity());
            t.put("note", Notes.of(x).orElse(null));
            taken.add(t);
        }
        o.put("taken", taken);
        o.put("withdrawals", result.withdrawals().stream().map(FollowUpResult::withdrawal).toList());
        o.put("side", Histories.side(twin).orElse(null));
        o.put("sideFrom", result.side().map(Observation::getId).orElse(null));
        o.put("known", result.known());
        o.put("neverCame", result.never());
        o.put("notStanding", result.notStanding().stream().map(Observation::getId).toList());
        o.put("revisions", revisions(twin, result).stream().map(x -> x.said().getFirst().getId()).toList());
        o.put("quarantined", json(call, result.quarantined(), given));
        o.put("beside", result.beside().stream().map(b -> {
            Map<String, Object> x = new LinkedHashMap<>();
            place(x, b.row(), given.entries());
            x.put("there", b.there().getId());
            x.put("source", b.there().getSource());
            x.put("counts", b.counts());
            return x;
        }).toList());
        o.put("left", given.left);
        o.put("leftBehind", behind.stream().map(TwinState::getId).toList());
        return o;
    }

    /** What was put aside, as JSON. */
    static List<Object> json(Invocation call, List<Intake.Quarantined> quarantined, Given given) {
        List<Object> aside = new ArrayList<>();
        for (Intake.Quarantined q : quarantined) {
            Map<String, Object> a = new LinkedHashMap<>();
            place(a, q.row(), given.entries());
            a.put("code", q.reason().code());
            a.put("reason", q.reason().text(call.common().language()));
            aside.add(a);
        }
        return aside;
    }
}
