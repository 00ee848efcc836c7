/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.core.runtime.IConfigurationElement;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.NearNames;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionException;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.followup.estimation.ChangePoints;
import org.orthotwin.followup.spi.CourseModel;

/**
 * What may be observed, and the patterns of causes that fit a deviation: what the files say that the installed bundles contribute. An entry
 * that is wrong is left out and named; everything else goes on. Of two observables of one id the first in the order of the bundles' names
 * is used, and both are named. What somebody gives beside ({@link OwnObservables}) comes last.
 */
public final class Observables {

    /** Id of the extension point. */
    public static final String POINT = "org.orthotwin.followup.observables";

    /** Times at which a course is tried before it is used, days after the operation. */
    private static final double[] TRIED = {-30, 0, 1, 60, 365.25, 7305};
    private static final double DAY = 86400;
    /** A log-normal prior that is wider is none that points round its median stand for. */
    private static final double MOST_RATIO = 4;
    /** A spread of a logarithm or of a pure number that is less is none. */
    private static final double LEAST_SPREAD = 1e-9;
    private static final int MOST_NEAR = 6;

    private static final Registry<ObservableFile> REGISTRY =
            new ContributionReader<>(POINT, "observables", ObservableFile.class, "file of observables") {
                @Override
                protected ObservableFile create(IConfigurationElement e) {
                    return ObservableFile.read(e);
                }
            }.connect(Observables.class);

    private static volatile Known known;

    private Observables() {
    }

    /** The files, each with all that it says. */
    public static Registry<ObservableFile> registry() {
        return REGISTRY;
    }

    /**
     * What the contributions come to that were there when it was made.
     *
     * @param works whether the course of an observable can be used, as far as that was asked
     */
    private record Known(List<Contribution<ObservableFile>> files, List<Contribution<CourseModel>> courses,
            Map<String, Observable> observables, Map<String, Contribution<ObservableFile>> from, List<Cause> causes,
            List<Intervention> interventions, Map<String, VisitSchedule> visits, Map<String, Boolean> works,
            List<Cause.Marker> chance) {

        static Known of() {
            Known k = new Known(new ArrayList<>(), List.copyOf(Courses.registry().all()), new LinkedHashMap<>(), new HashMap<>(),
                    new ArrayList<>(), new ArrayList<>(), new HashMap<>(), new ConcurrentHashMap<>(), new ArrayList<>());
            List<Map.Entry<Contribution<ObservableFile>, ObservableFile>> read = new ArrayList<>();
            for (Contribution<ObservableFile> c : REGISTRY.all().stream().sorted(Comparator.comparing((Contribution<ObservableFile> c) -> c
                    .attribute(OwnObservables.OWN)).thenComparing(Contribution::contributor).thenComparing(Contribution::id)).toList()) {
                try {
                    read.add(Map.entry(c, REGISTRY.get(c.id())));
                } catch (ContributionException e) {
                    // the registry has named it
                }
            }
            read.forEach(e -> e.getValue().observables().forEach(o -> k.take(e.getKey(), "an observable", o, FileForm.OBSERVABLE,
                    m -> k.add(e.getKey(), m))));
            k.leaveOutOfUnknownFacts();
            // an intervention before what others add to it
            for (boolean whole : new boolean[] {true, false}) {
                read.forEach(e -> e.getValue().interventions().stream().filter(m -> m.containsKey("source") == whole)
                        .forEach(m -> k.take(e.getKey(), "an intervention", m, FileForm.INTERVENTION, whole ? k::addIntervention
                                : k::addChanges)));
            }
            // a cause before what others add to it
            for (boolean whole : new boolean[] {true, false}) {
                read.forEach(e -> e.getValue().causes().stream().filter(m -> m.containsKey("probability") == whole)
                        .forEach(m -> k.take(e.getKey(), "a cause", m, FileForm.CAUSE, whole ? k::addCause : k::addEffects)));
            }
            k.causes.replaceAll(c -> c.with(Stream.concat(c.patterns().stream(), k.causes.stream().filter(o -> c.like().contains(o.id()))
                    .map(o -> o.patterns().getFirst())).toList(), c.markers(), c.signs()));
            read.forEach(e -> e.getValue().visits().forEach(m -> k.take(e.getKey(), "a schedule of visits", m, FileForm.VISITS,
                    k::addVisits)));
            k.files.addAll(REGISTRY.all());
            return k;
        }

        private void take(Contribution<ObservableFile> from, String what, Map<?, ?> entry, FileForm form, Consumer<Map<?, ?>> by) {
            try {
                form.check(entry);
                by.accept(entry);
            } catch (RuntimeException e) {
                leaveOut(from, what, entry.get("id"), e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            }
        }

        private static void leaveOut(Contribution<ObservableFile> from, String what, Object id, String why) {
            REGISTRY.refuse(REGISTRY.kind() + " '" + from.id() + "' contributed by " + from.contributor() + ": " + what + ", '" + id
                    + "', is left out: " + why, from);
        }

        /** A prior or a limit of patients with a fact that nobody can have would never be in force. */
        private void leaveOutOfUnknownFacts() {
            Set<String> known = Set.copyOf(observables.keySet());
            observables.values().removeIf(d -> {
                Optional<String> none = d.facts().filter(f -> !known.contains(f) && !f.equals(FollowUp.AGAIN)).findFirst();
                none.ifPresent(f -> leaveOut(from.get(d.id()), "an observable", d.id(), "there is no fact '" + f + "'"));
                return none.isPresent();
            });
        }

        private void add(Contribution<ObservableFile> file, Map<?, ?> m) {
            Observable d = observable(m);
            if (observables.containsKey(d.id())) {
                throw new IllegalArgumentException(from.get(d.id()).contributor() + " has one of this id, which is used");
            }
            observables.put(d.id(), d);
            from.put(d.id(), file);
        }

        private void addCause(Map<?, ?> m) {
            Cause c = cause(m, observables);
            if (c.id().equals(CauseComparison.NONE) || causes.stream().anyMatch(x -> x.id().equals(c.id()))) {
                throw new IllegalArgumentException("there is a cause of this id");
            }
            Stream.ofNullable(c.past()).flatMap(p -> Stream.of(p.kept(), p.exchanged())).filter(id -> interventions.stream().noneMatch(
                    i -> i.id().equals(id) && i.ends())).findFirst().ifPresent(id -> {
                        throw new IllegalArgumentException("what treated it, '" + id + "', is no intervention that ends a cause");
                    });
            Set<String> joints = observables.values().stream().map(Observable::joint).collect(Collectors.toCollection(TreeSet::new));
            for (String joint : joints) {
                for (boolean operated : new boolean[] {false, true}) {
                    double sum = causes.stream().filter(x -> x.when().fits(operated) && x.setting().fits(joint, Map.of())).mapToDouble(
                            Cause::probability).sum() + c.probability();
                    boolean counts = c.when().fits(operated) && c.setting().fits(joint, Map.of());
                    if (!(c.probability() > 0) || counts && !(sum < 1)) {
                        throw new IllegalArgumentException("the probabilities of all causes come to " + sum
                                + "; chance needs a part of 1, too");
                    }
                }
            }
            causes.add(c);
        }

        /** What another bundle says a known cause does to what is observed by that bundle. */
        private void addEffects(Map<?, ?> m) {
            if (CauseComparison.NONE.equals(m.get("id"))) {
                chance.addAll(markers(m, observables));
                return;
            }
            Cause c = causes.stream().filter(x -> x.id().equals(text(m, "id"))).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("it has no probability, and there is no such cause to add to"));
            Map<String, Cause.Effect> all = new LinkedHashMap<>(c.patterns().getFirst());
            effects(m, observables).forEach(all::putIfAbsent);
            List<Cause.Marker> markers = new ArrayList<>(c.markers());
            markers.addAll(markers(m, observables));
            List<Cause.Sign> signs = new ArrayList<>(c.signs());
            signs.addAll(signs(m, observables));
            // those that it may have instead are whole where they are said
            List<Map<String, Cause.Effect>> patterns = new ArrayList<>(List.of(all));
            patterns.addAll(c.patterns().subList(1, c.patterns().size()));
            causes.set(causes.indexOf(c), c.with(patterns, markers, signs));
        }

        private void addIntervention(Map<?, ?> m) {
            boolean operates = Boolean.TRUE.equals(m.get("operates"));
            Intervention i = new Intervention(text(m, "id"), names(m), text(m, "source"), translations(m, "source"), when(m, operates
                    ? "before" : "any"), operates,
                    list(m, "restarts").stream().map(String::valueOf)
                    .collect(Collectors.toUnmodifiableSet()), changes(m, observables),
                    list(m, "also").stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet()), risks(m), words(m,
                            "for"), words(m, "unless"), facts(m, "cures"), regains(m), window(m), then(m), acute(m));
            if (i.id().equals(WhatIf.WAIT) || interventions.stream().anyMatch(x -> x.id().equals(i.id()))) {
                throw new IllegalArgumentException("there is an intervention of this id");
            }
            interventions.add(i);
        }

        private void addChanges(Map<?, ?> m) {
            Intervention i = interventions.stream().filter(x -> x.id().equals(text(m, "id"))).findFirst().orElseThrow(
                    () -> new IllegalArgumentException("it has no source, and there is no such intervention to add to"));
            Map<String, Intervention.Change> all = new LinkedHashMap<>(i.changes());
            changes(m, observables).forEach(all::putIfAbsent);
            interventions.set(interventions.indexOf(i), new Intervention(i.id(), i.names(), i.source(), i.sources(), i.when(), i.operates(),
                    i.restarts(),
                    all, i.also(), i.risks(), i.causes(), i.unless(), i.cures(), i.regains(), i.window(), i.then(), i.acute()));
        }

        /** Of one joint, or of all that have none of their own; the first in the order of the bundles' names is used. */
        private void addVisits(Map<?, ?> m) {
            text(m, "source");
            String joint = m.containsKey("joint") ? text(m, "joint") : "";
            if (visits.putIfAbsent(joint, VisitSchedule.read(m, false)) != null) {
                throw new IllegalArgumentException("there is a schedule of this joint");
            }
        }

        private static Optional<Intervention.Window> window(Map<?, ?> m) {
            return Optional.ofNullable((Map<?, ?>) m.get("window")).map(w -> new Intervention.Window(Quantity.parseSi(text(w, "from"),
                    Dimension.TIME), Quantity.parseSi(text(w, "until"), Dimension.TIME)));
        }

        private static Optional<Intervention.Then> then(Map<?, ?> m) {
            return Optional.ofNullable((Map<?, ?>) m.get("then")).map(t -> {
                String what = text(t, "what");
                if (what.equals(m.get("id"))) {
                    throw new IllegalArgumentException("what is done where it fails is '" + what + "' again");
                }
                return new Intervention.Then(what, Quantity.parseSi(text(t, "after"), Dimension.TIME));
            });
        }

        private static Optional<Intervention.Acute> acute(Map<?, ?> m) {
            return Optional.ofNullable((Map<?, ?>) m.get("acute")).map(a -> new Intervention.Acute(Quantity.parseSi(text(a, "operation"),
                    Dimension.TIME), Quantity.parseSi(text(a, "signs"), Dimension.TIME), a.get("unless") instanceof String u ? u : ""));
        }

        private static double regains(Map<?, ?> m) {
            double part = m.containsKey("regains") ? (Double) m.get("regains") : Double.NaN;
            if (part < 0 || part > 1) {
                throw new IllegalArgumentException("what comes back is a part from 0 to 1, not " + part);
            }
            return part;
        }

        private static Set<String> words(Map<?, ?> m, String key) {
            return list(m, key).stream().map(String::valueOf).collect(Collectors.toUnmodifiableSet());
        }

        private static Map<String, String> risks(Map<?, ?> m) {
            Map<String, String> all = new HashMap<>(translations(m, "risk"));
            if (m.containsKey("risk")) {
                all.put("en", text(m, "risk"));
            }
            return all;
        }

        /** Whether the course of an observable can be used: its code is tried at what is believed of the population. */
        boolean works(Observable d) {
            // not while the map computes: a stranger's code may ask us
            Boolean w = works.get(d.id());
            if (w == null) {
                w = tried(d);
                works.put(d.id(), w);
            }
            return w;
        }

        private boolean tried(Observable d) {
            Course c = d.course().orElseThrow();
            try {
                Courses.registry().get(c.id());
                for (double t : TRIED) {
                    double[] x = d.belief(d.priors()).means();
                    c.at(x, t * DAY);
                    c.untreated(c.counted(x, DAY), t * DAY);
                }
                return true;
            } catch (ContributionException e) {
                // the registry has named it
            } catch (RuntimeException e) {
                Courses.registry().refuse(e.getMessage(), c.contribution());
            }
            return false;
        }
    }

    private static Known known() {
        Known k = known;
        if (k == null || !k.files.equals(REGISTRY.all()) || !k.courses.equals(Courses.registry().all())) {
            // made twice where two ask at once, and the same both times
            k = Known.of();
            known = k;
        }
        return k;
    }

    /** Every observable, in a fixed order. */
    public static List<Observable> all() {
        return List.copyOf(known().observables.values());
    }

    /** @throws org.orthotwin.core.InputException if there is no such observable, with those of similar names */
    public static Observable get(String id) {
        Map<String, Observable> all = known().observables;
        Observable o = all.get(id);
        if (o == null) {
            List<String> near = near(id, all);
            throw near.isEmpty() ? Texts.refuse("observable.unlisted", id) : Texts.refuse("observable.unknown", id, String.join(", ",
                    near));
        }
        return o;
    }

    /**
     * What somebody means by an id or a name, in any language and case; empty where nothing or several are called so.
     *
     * @param joint of which several of one name may be; empty where it is not known
     */
    public static Optional<Observable> meant(String text, String joint) {
        Map<String, Observable> all = known().observables;
        String said = plain(text);
        Optional<Observable> exact = Optional.ofNullable(all.get(text)).or(() -> Optional.ofNullable(all.get(said)));
        if (exact.isPresent()) {
            return exact;
        }
        List<Observable> named = all.values().stream().filter(d -> d.names().values().stream().anyMatch(n -> plain(n).equals(said)))
                .toList();
        List<Observable> own = named.size() < 2 ? named : named.stream().filter(d -> d.joint().equals(joint)).toList();
        return own.size() == 1 ? Optional.of(own.getFirst()) : Optional.empty();
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s\\u00a0\\u202f]+", " ").replace('\u2019', '\'');
    }

    /** Initial letters of the words of a name, as people call a score. */
    private static String initials(String name) {
        return Stream.of(name.split("[^\\p{L}]+")).filter(w -> !w.isEmpty()).map(w -> w.substring(0, 1)).collect(Collectors.joining())
                .toLowerCase(Locale.ROOT);
    }

    /** A few that may be meant: ids that are written alike, then those that have a word of it in their id or name. */
    private static List<String> near(String id, Map<String, Observable> all) {
        String said = plain(id);
        // what people call by a short name: the last part of an id, or initials
        List<String> near = all.values().stream().filter(d -> d.id().endsWith("." + said) || said.length() > 2 && d.names().values()
                .stream().anyMatch(n -> initials(n).equals(said))).map(Observable::id).toList();
        near = near.isEmpty() ? NearNames.of(id, all.keySet()) : near;
        return (near.isEmpty() ? withWordsOf(said, all) : near).stream().limit(MOST_NEAR).toList();
    }

    /** Ids of those that have words of what was said in their id, name or initials: who has the rarest, and who is not far behind. */
    private static List<String> withWordsOf(String said, Map<String, Observable> all) {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String word : new TreeSet<>(List.of(said.split("[^\\p{L}\\d]+")))) {
            List<String> having = word.length() < 3 ? List.of() : all.values().stream().filter(d -> d.id().contains(word) || d.names()
                    .values().stream().anyMatch(n -> plain(n).contains(word) || initials(n).equals(word))).map(Observable::id).toList();
            having.forEach(id -> weights.merge(id, 1.0 / having.size(), Double::sum));
        }
        double most = weights.values().stream().mapToDouble(w -> w).max().orElse(0);
        return weights.entrySet().stream().filter(e -> e.getValue() >= most / 2).sorted(Map.Entry.<String, Double>comparingByValue()
                .reversed().thenComparing(Map.Entry.comparingByKey())).map(Map.Entry::getKey).toList();
    }

    /**
     * Whether a fact is one of a joint: that of a patient always, that of an implant where something that is observed of the joint asks
     * for it, or a cause.
     */
    public static boolean isFactOf(Observable fact, String joint) {
        return !fact.id().startsWith(FollowUpResult.IMPLANT) || all().stream().anyMatch(d -> d.joint().equals(joint) && d.asks(fact.id()))
                || causes().stream().anyMatch(c -> c.setting().joints().contains(joint) && c.setting().facts().containsKey(fact.id()));
    }

    /** Empty where there is none of this id. */
    public static Optional<Observable> find(String id) {
        return Optional.ofNullable(known().observables.get(id));
    }

    /** Symbolic name of the bundle that an observable comes from. */
    public static String contributor(Observable d) {
        return Optional.ofNullable(known().from.get(d.id())).map(Contribution::contributor).orElse("");
    }

    /** Id of the file that an observable comes from. */
    static String file(Observable d) {
        return Optional.ofNullable(known().from.get(d.id())).map(Contribution::id).orElse("");
    }

    /** What is wrong with files and courses, in words. */
    public static List<String> problems() {
        List<String> all = new ArrayList<>(REGISTRY.problems());
        all.addAll(Courses.registry().problems());
        return all;
    }

    /** Those of a joint that have a course that works, in a fixed order. */
    public static List<Observable> predicted(String joint) {
        return known().observables.values().stream().filter(d -> isPredicted(d, joint)).toList();
    }

    static boolean isPredicted(Observable d, String joint) {
        return d.course().isPresent() && (d.joint().isEmpty() || d.joint().equals(joint)) && known().works(d);
    }

    /** Whether a test or an event of an observable is evidence of a cause. */
    public static boolean isEvidence(String observable) {
        return causes().stream().anyMatch(c -> c.isToldBy(observable));
    }

    /** The causes that are compared, in a fixed order. */
    static List<Cause> causes() {
        return known().causes;
    }

    /** Tests that say how probable it is that nothing has changed, of whatever cause. */
    static List<Cause.Marker> chance() {
        return known().chance;
    }

    /** What might be done with a patient, in a fixed order; to wait is not among them. */
    public static List<Intervention> interventions() {
        return List.copyOf(known().interventions);
    }

    /** When patients with a joint are to be seen after an operation; empty where no file says. */
    static Optional<VisitSchedule> visits(String joint) {
        Map<String, VisitSchedule> all = known().visits;
        return Optional.ofNullable(all.getOrDefault(joint, all.get("")));
    }

    private static Observable observable(Map<?, ?> m) {
        Unit unit = Unit.of(text(m, "unit"));
        Dimension d = unit.dimension();
        Optional<Course> course = Optional.ofNullable((String) m.get("course")).map(c -> Courses.find(c)
                .orElseThrow(() -> new IllegalArgumentException("no course '" + c + "' is installed that can be used")));
        List<Observable.Factor> factors = new ArrayList<>();
        for (Object o : list(m, "factors")) {
            Map<?, ?> f = (Map<?, ?>) o;
            factors.add(new Observable.Factor(text(f, "fact"), (Double) f.get("value"), facts(f, "and"), priors(list(f,
                    "parameters"), course, d)));
        }
        List<Observable.Limit> limits = list(m, "limits").stream().map(o -> limit((Map<?, ?>) o, d)).toList();
        String better = (String) m.get("better");
        if (better != null && !List.of("up", "down").contains(better)) {
            throw new IllegalArgumentException("better is up or down, not " + better);
        }
        if (!text(m, "id").matches("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)*")) {
            throw new IllegalArgumentException("its id is not dotted lower case");
        }
        Observable made = new Observable(text(m, "id"), text(m, "version"), m.get("joint") == null ? "" : text(m, "joint"), text(m,
                "kind"), unit,
                Quantity.parseSi(text(m, "lower"), d), Quantity.parseSi(text(m, "upper"), d),
                Optional.ofNullable(better).map(b -> b.equals("up")), names(m), course,
                course.isEmpty() ? 0 : Quantity.parseSi(text(m, "error"), d), course.isEmpty() ? "" : text(m, "errorSource"),
                allPriors(list(m, "parameters"), course, d), List.copyOf(factors), limits,
                Optional.ofNullable(m.get("scoring")).map(o -> scoring((Map<?, ?>) o)), Boolean.TRUE.equals(m.get("whole")),
                m.get("visit") instanceof Boolean b ? b : VisitSchedule.isOfVisits(text(m, "kind")),
                Optional.ofNullable(m.get("fading")).map(o -> fading((Map<?, ?>) o)),
                list(m, "ties").stream().map(o -> tie((Map<?, ?>) o, course, d)).toList(),
                Optional.ofNullable(m.get("change")).map(o -> change((Map<?, ?>) o, m, course, d)),
                list(m, "regressions").stream().map(o -> regression((Map<?, ?>) o, course, d)).toList(),
                Optional.ofNullable(m.get("target")).map(o -> target((Map<?, ?>) o, d)));
        course.ifPresent(c -> plausible(made, c));
        return made;
    }

    /** @throws IllegalArgumentException if an error or a spread is one that nobody can mean, as of observations */
    private static void plausible(Observable o, Course c) {
        if (!o.canBeUncertainBy(o.error())) {
            throw new IllegalArgumentException("its error is below a billionth of its scale, or above the whole");
        }
        Stream.concat(o.priors().stream(), o.factors().stream().flatMap(f -> f.priors().stream())).forEach(p -> plausible(o, c, p.name(),
                p.spread()));
        o.regressions().stream().flatMap(r -> r.slopes().stream()).filter(s -> !Double.isNaN(s.spread())).forEach(s -> plausible(o, c, s
                .name(), s.spread()));
    }

    private static void plausible(Observable o, Course c, String parameter, double spread) {
        boolean fits = switch (c.kind(c.parameters().stream().map(Course.Parameter::name).toList().indexOf(parameter))) {
            case VALUE -> o.canBeUncertainBy(spread);
            case RATE -> spread >= o.leastUncertainty() / FollowUp.YEAR && spread <= o.mostUncertainty() / DAY;
            // of a pure number there is no scale
            case LOG_VALUE, LOG_TIME, NUMBER -> spread >= LEAST_SPREAD && Double.isFinite(spread);
        };
        // 0 is of one that is the same in all patients
        if (!fits && spread != 0) {
            throw new IllegalArgumentException("its parameter " + parameter + " has a spread that nobody can mean; it is 0, or from a"
                    + " billionth of the scale (of a rate, of that a year) to the whole (a day)");
        }
    }

    private static Observable.Target target(Map<?, ?> m, Dimension d) {
        Observable.Target t = new Observable.Target(Quantity.parseSi(text(m, "lower"), d), Quantity.parseSi(text(m, "upper"), d), text(m,
                "source"), translations(m, "source"));
        if (!(t.lower() < t.upper())) {
            throw new IllegalArgumentException("its target is from " + text(m, "lower") + " to " + text(m, "upper"));
        }
        return t;
    }

    private static Observable.Regression regression(Map<?, ?> m, Optional<Course> course, Dimension d) {
        Course c = course.orElseThrow(() -> new IllegalArgumentException("it has a regression, but no course"));
        String fact = text(m, "fact");
        double per = Quantity.parse(text(m, "per")).si();
        if (!(per > 0)) {
            throw new IllegalArgumentException("its regression on " + fact + " is for a difference of " + text(m, "per")
                    + ", which must be above 0");
        }
        List<Observable.Slope> slopes = list(m, "parameters").stream().map(o -> slope((Map<?, ?>) o, fact, per, c, d)).toList();
        if (slopes.isEmpty() || m.containsKey("from") == m.containsKey("centre")) {
            throw new IllegalArgumentException("its regression on " + fact + " needs parameters, and either a centre or from where it"
                    + " counts");
        }
        return new Observable.Regression(fact, m.containsKey("centre") ? Quantity.parse(text(m, "centre")).si() : Double.NaN, m.containsKey(
                "from") ? Quantity.parse(text(m, "from")).si() : Double.NaN, slopes, text(m, "source"));
    }

    private static Observable.Slope slope(Map<?, ?> m, String fact, double per, Course c, Dimension d) {
        String name = text(m, "name");
        Course.Kind kind = c.parameters().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("its regression on " + fact + " is of a parameter '" + name
                        + "', which its course does not have")).kind();
        double slope = kind.logarithmic() ? Math.log((Double) m.get("ratio")) : Quantity.parseSi(text(m, "slope"), measures(kind, d));
        double spread = m.containsKey("sd") ? spread(m, kind, d) : Double.NaN;
        if (!Double.isFinite(slope) || spread <= 0 || kind.logarithmic() && m.containsKey("sd")) {
            throw new IllegalArgumentException("its regression on " + fact + " has no finite slope of " + name
                    + ", or a spread that is not above 0 or is one of a logarithm");
        }
        return new Observable.Slope(name, slope / per, spread);
    }

    private static Observable.Change change(Map<?, ?> m, Map<?, ?> of, Optional<Course> course, Dimension d) {
        if (course.isEmpty() || course.get().tellsBefore() || of.containsKey("fading") || of.containsKey("ties")) {
            throw new IllegalArgumentException("its course cannot change: it has none, tells of before the operation, fades, or is tied");
        }
        Dimension rate = Observable.rateUnit(d).dimension();
        return new Observable.Change(new ChangePoints.Law(Quantity.parseSi(text(m, "hazard"), Observable.rateUnit(Dimension.NONE)
                .dimension()), Quantity.parseSi(text(m, "rate"), rate), Quantity.parseSi(text(m, "sd"), rate)), text(m, "source"));
    }

    private static Fading fading(Map<?, ?> m) {
        Fading f = new Fading(Quantity.parseSi(text(m, "after"), Dimension.TIME), Quantity.parseSi(text(m, "time"), Dimension.TIME),
                text(m, "source"));
        if (!(f.after() >= 0) || !(f.time() > 0)) {
            throw new IllegalArgumentException("it cannot fade in the time " + text(m, "time") + " after " + text(m, "after"));
        }
        return f;
    }

    private static Scoring scoring(Map<?, ?> m) {
        List<Scoring.Block> blocks = list(m, "blocks").stream().map(o -> {
            Map<?, ?> b = (Map<?, ?>) o;
            int items = ((Double) b.get("items")).intValue();
            int missing = ((Double) b.get("missing")).intValue();
            Scoring.Block block = new Scoring.Block(items, (Double) b.get("lower"), (Double) b.get("upper"), missing);
            if (items < 1 || missing < 0 || missing >= items && items > 1 || !(block.lower() < block.upper())) {
                throw new IllegalArgumentException("a block of its scoring has " + items + " items, of which " + missing
                        + " may be missing, from " + block.lower() + " to " + block.upper());
            }
            return block;
        }).toList();
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("its scoring has no blocks");
        }
        return new Scoring((Double) m.get("start"), (Double) m.get("factor"), blocks, text(m, "source"));
    }

    private static Observable.Tie tie(Map<?, ?> m, Optional<Course> course, Dimension d) {
        Course c = course.orElseThrow(() -> new IllegalArgumentException("it has a tie, but no course"));
        String measurement = text(m, "measurement");
        double factor = m.containsKey("factor") ? (Double) m.get("factor") : 1;
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("its tie to " + measurement + " has the factor " + factor + ", which must be above 0");
        }
        boolean level = m.containsKey("at");
        double time = level ? Quantity.parseSi(text(m, "at"), Dimension.TIME) : 0;
        if (level && (m.containsKey("parameter") || !(time > 0))) {
            throw new IllegalArgumentException("its tie to " + measurement
                    + " is to a parameter or to a value at a time after the operation, not to both, and not at " + text(m, "at"));
        }
        String name = level ? "" : text(m, "parameter");
        int i = c.parameters().stream().map(Course.Parameter::name).toList().indexOf(name);
        if (!level && i < 0) {
            throw new IllegalArgumentException("its tie is to a parameter '" + name + "', which its course does not have");
        }
        double trust = spread(m, level ? Course.Kind.VALUE : c.kind(i), d);
        if (!(trust > 0)) {
            throw new IllegalArgumentException("its tie to " + measurement + " has no spread above 0");
        }
        return new Observable.Tie(measurement, i, time, factor, trust, text(m, "source"));
    }

    private static Dimension measures(Course.Kind kind, Dimension d) {
        return switch (kind) {
            case VALUE, LOG_VALUE -> d;
            case RATE -> Observable.rateUnit(d).dimension();
            case LOG_TIME -> Dimension.TIME;
            case NUMBER -> Dimension.NONE;
        };
    }

    /** A spread as the course has the parameter: SI, or of the logarithm. */
    private static double spread(Map<?, ?> m, Course.Kind kind, Dimension d) {
        return kind.logarithmic() ? Math.log((Double) m.get("ratio")) : Quantity.parseSi(text(m, "sd"), measures(kind, d));
    }

    private static Map<String, String> names(Map<?, ?> m) {
        Map<String, String> names = new HashMap<>(translations(m, "name"));
        names.put("en", text(m, "name"));
        return Map.copyOf(names);
    }

    /** A text in other languages, by language. */
    private static Map<String, String> translations(Map<?, ?> m, String of) {
        Map<String, String> all = new HashMap<>();
        for (Map.Entry<?, ?> e : m.entrySet()) {
            if (e.getKey() instanceof String key && key.startsWith(of + ".")) {
                all.put(key.substring(of.length() + 1), text(m, key));
            }
        }
        return Map.copyOf(all);
    }

    /** As many as the course has, in its order. */
    private static List<Observable.Prior> allPriors(List<?> parameters, Optional<Course> course, Dimension d) {
        List<Observable.Prior> found = priors(parameters, course, d);
        List<String> wanted = course.map(c -> c.parameters().stream().map(Course.Parameter::name).toList()).orElse(List.of());
        if (!found.stream().map(Observable.Prior::name).toList().equals(wanted)) {
            throw new IllegalArgumentException("its parameters must be those of its course, in that order: " + String.join(", ", wanted));
        }
        for (Observable.Prior p : found) {
            if (!p.on().isEmpty() && wanted.indexOf(p.on()) >= wanted.indexOf(p.name()) || !wanted.contains(p.on()) && !p.on().isEmpty()) {
                throw new IllegalArgumentException("its parameter " + p.name() + " goes with '" + p.on()
                        + "', which is no earlier parameter of its course");
            }
        }
        return found;
    }

    private static List<Observable.Prior> priors(List<?> parameters, Optional<Course> course, Dimension d) {
        return parameters.stream().map(o -> {
            Map<?, ?> p = (Map<?, ?>) o;
            Course.Kind kind = course.orElseThrow().parameters().stream().filter(c -> c.name().equals(p.get("name"))).findFirst()
                    .orElseThrow(() -> new IllegalStateException(course.get().id() + " has no parameter " + p.get("name"))).kind();
            double spread = spread(p, kind, d);
            double value = Quantity.parseSi(text(p, "value"), measures(kind, d));
            if (kind.logarithmic() && spread > Math.log(MOST_RATIO)) {
                throw new IllegalArgumentException("its parameter " + p.get("name") + " is spread by a factor of " + p.get("ratio")
                        + "; a filter can take " + MOST_RATIO + " at most");
            }
            if (!(spread >= 0) || kind.logarithmic() && !(value > 0)) {
                throw new IllegalArgumentException("its parameter " + p.get("name") + " cannot have the value " + text(p, "value")
                        + " or its spread");
            }
            boolean goes = p.containsKey("on");
            return new Observable.Prior(text(p, "name"), value, spread, text(p, "source"), goes ? text(p, "on") : "", goes ? (Double) p
                    .get("slope") : 0);
        }).toList();
    }

    private static Observable.Limit limit(Map<?, ?> m, Dimension d) {
        Observable.Limit.Kind kind = m.containsKey("rate") ? Observable.Limit.Kind.RATE : m.containsKey("change")
                ? Observable.Limit.Kind.CHANGE : m.containsKey("increase") ? Observable.Limit.Kind.INCREASE : m.containsKey("progress")
                        ? Observable.Limit.Kind.PROGRESS : m.containsKey("on") ? Observable.Limit.Kind.LASTING
                                : Observable.Limit.Kind.VALUE;
        double value = switch (kind) {
            case RATE -> Quantity.parseSi(text(m, "rate"), Observable.rateUnit(d).dimension());
            case CHANGE -> Quantity.parseSi(text(m, "change"), d);
            case INCREASE -> Quantity.parseSi(text(m, "increase"), d);
            case PROGRESS -> Quantity.parseSi(text(m, "progress"), d);
            case VALUE, LASTING -> Quantity.parseSi(text(m, "value"), d);
        };
        double from = kind == Observable.Limit.Kind.LASTING ? Quantity.parseSi(text(m, "on"), Dimension.TIME)
                : kind == Observable.Limit.Kind.INCREASE || kind == Observable.Limit.Kind.PROGRESS ? Quantity.parseSi(text(m, "from"),
                Dimension.TIME) : 0;
        double time = switch (kind) {
            case RATE, PROGRESS, LASTING -> 0;
            case CHANGE -> Quantity.parseSi(text(m, "after"), Dimension.TIME);
            case INCREASE -> Quantity.parseSi(text(m, "to"), Dimension.TIME);
            case VALUE -> Quantity.parseSi(text(m, "at"), Dimension.TIME);
        };
        if (kind == Observable.Limit.Kind.INCREASE && !(time > from)) {
            throw new IllegalArgumentException("its limit " + text(m, "name") + " is from " + text(m, "from") + " to " + text(m, "to"));
        }
        return new Observable.Limit(text(m, "name"), kind, value, from, time, text(m, "level"), text(m, "source"), translations(m,
                "source"), facts(m, "when"), facts(m, "unless"));
    }

    /** Values of facts by their ids. */
    private static Map<String, Double> facts(Map<?, ?> m, String key) {
        Map<String, Double> all = new TreeMap<>();
        if (m.get(key) instanceof Map<?, ?> own) {
            own.forEach((k, v) -> all.put(String.valueOf(k), (Double) v));
        }
        return Map.copyOf(all);
    }

    private static Cause cause(Map<?, ?> m, Map<String, Observable> all) {
        return new Cause(text(m, "id"), names(m), (Double) m.get("probability"), text(m, "source"), when(m, "after"),
                list(m, "like").stream().map(String::valueOf).toList(), patterns(m, all), markers(m, all), needs(m, all),
                !Boolean.FALSE.equals(m.get("improves")), m.containsKey("complication") ? text(m, "complication") : "",
                m.containsKey("repeated") ? ((Double) m.get("repeated")).intValue() : 1, signs(m, all), Boolean.TRUE.equals(m.get(
                        "infection")), Boolean.TRUE.equals(m.get("urgent")), spoken(m, "next"), spoken(m, "known"), setting(m, all), past(m,
                                all));
    }

    /** Its own pattern, and those that it may have instead. */
    private static List<Map<String, Cause.Effect>> patterns(Map<?, ?> m, Map<String, Observable> all) {
        List<Map<String, Cause.Effect>> patterns = new ArrayList<>(List.of(effects(m, all)));
        list(m, "or").forEach(o -> patterns.add(effects(Map.of("effects", o), all)));
        return List.copyOf(patterns);
    }

    private static Cause.Setting setting(Map<?, ?> m, Map<String, Observable> all) {
        double earliest = m.containsKey("earliest") ? Quantity.parseSi(text(m, "earliest"), Dimension.TIME) : Double.NEGATIVE_INFINITY;
        double latest = m.containsKey("latest") ? Quantity.parseSi(text(m, "latest"), Dimension.TIME) : Double.POSITIVE_INFINITY;
        if (!(earliest < latest)) {
            throw new IllegalArgumentException("it begins from " + text(m, "earliest") + " to " + text(m, "latest"));
        }
        Map<String, Double> facts = facts(m, "facts");
        facts.keySet().stream().filter(id -> !all.containsKey(id)).findFirst().ifPresent(id -> {
            throw new IllegalArgumentException("there is no fact '" + id + "'");
        });
        boolean sudden = Boolean.TRUE.equals(m.get("sudden"));
        if (sudden && !m.containsKey("complication")) {
            throw new IllegalArgumentException("it begins with its complication, and has none");
        }
        return new Cause.Setting(m.containsKey("joint") ? Set.of(text(m, "joint").split(" ")) : Set.of(), facts, earliest, latest, sudden,
                m.containsKey("least") ? (Double) m.get("least") : 0);
    }

    private static Cause.Own own(Map<?, ?> k, String id, Map<String, Observable> all) {
        if (!(k.get("own") instanceof Map<?, ?> m)) {
            return null;
        }
        Cause.Own own = new Cause.Own(text(m, "fact"), (Double) m.get("by"));
        if (!all.containsKey(own.fact()) || !(own.by() > 1)) {
            throw new IllegalArgumentException("its marker " + id + " is held against the patient's own results by the fact '" + own.fact()
                    + "', which must be one, from " + own.by() + " times as much on, which must be above 1");
        }
        return own;
    }

    private static Cause.Past past(Map<?, ?> m, Map<String, Observable> all) {
        if (!(m.get("past") instanceof Map<?, ?> p)) {
            return null;
        }
        // both are said of whoever was treated for it
        text(p, "source");
        if (!all.containsKey(text(m, "complication"))) {
            throw new IllegalArgumentException("nothing can be observed that is called '" + text(m, "complication") + "'");
        }
        Cause.Past past = new Cause.Past(text(p, "kept"), text(p, "exchanged"), Quantity.parseSi(text(p, "half"), Dimension.TIME),
                (Double) p.get("amiss"), spoken(p, "source"));
        if (!(past.half() > 0 && past.amiss() > 0 && past.amiss() <= 1)) {
            throw new IllegalArgumentException("what is left after it has been treated is halved in " + past.half()
                    + " s, which must be above 0, and the part in which something else is amiss is " + past.amiss());
        }
        return past;
    }

    /** What is said by a key, by language; empty where it is not there. */
    private static Map<String, String> spoken(Map<?, ?> m, String key) {
        Map<String, String> all = new HashMap<>(translations(m, key));
        if (m.containsKey(key)) {
            all.put("en", text(m, key));
        }
        return Map.copyOf(all);
    }

    private static List<Cause.Sign> signs(Map<?, ?> m, Map<String, Observable> all) {
        return list(m, "signs").stream().map(o -> {
            Map<?, ?> k = (Map<?, ?>) o;
            String id = text(k, "observable");
            boolean event = all.containsKey(id) && all.get(id).kind().equals("event");
            Cause.Sign s = new Cause.Sign(id, event ? "" : text(k, "limit"), k.containsKey("after") ? Quantity.parseSi(text(k, "after"),
                    Dimension.TIME) : Double.NEGATIVE_INFINITY, (Double) k.get("ratio"), event && Boolean.TRUE.equals(k.get("urgent")),
                    event && k.get("confirms") instanceof String c ? c : "");
            if (!event) {
                limited(s.observable(), s.limit(), all);
            }
            if (!(s.ratio() > 0) || Double.isInfinite(s.ratio())) {
                throw new IllegalArgumentException("its sign " + s.observable() + " has the ratio " + s.ratio()
                        + ", which must be above 0");
            }
            return s;
        }).toList();
    }

    /** @throws IllegalArgumentException if there is no such limit */
    private static void limited(String observable, String limit, Map<String, Observable> all) {
        if (!all.containsKey(observable) || all.get(observable).limits().stream().noneMatch(l -> l.name().equals(limit))) {
            throw new IllegalArgumentException("there is no limit '" + limit + "' of '" + observable + "'");
        }
    }

    private static List<Cause.Need> needs(Map<?, ?> m, Map<String, Observable> all) {
        return list(m, "needs").stream().map(o -> {
            Cause.Need n = new Cause.Need(text((Map<?, ?>) o, "observable"), text((Map<?, ?>) o, "limit"));
            limited(n.observable(), n.limit(), all);
            return n;
        }).toList();
    }

    private static List<Cause.Stratum> strata(Map<?, ?> m, Dimension d) {
        List<Cause.Stratum> all = list(m, "strata").stream().map(o -> new Cause.Stratum(Quantity.parseSi(text((Map<?, ?>) o, "from"), d),
                (Double) ((Map<?, ?>) o).get("ratio"))).toList();
        for (int i = 0; i < all.size(); i++) {
            if (!(all.get(i).ratio() > 0) || i > 0 && !(all.get(i).from() > all.get(i - 1).from())) {
                throw new IllegalArgumentException("its strata rise, and their ratios are above 0");
            }
        }
        return all;
    }

    private static Cause.Rise rise(Map<?, ?> marker, String id) {
        if (!(marker.get("rise") instanceof Map<?, ?> m)) {
            return null;
        }
        Cause.Rise r = new Cause.Rise(Quantity.parseSi(text(m, "from"), Dimension.TIME), (Double) m.get("by"), (Double) m.get("ratio"));
        if (!(r.by() > 1) || !(r.ratio() > 0)) {
            throw new IllegalArgumentException("its marker " + id + " rises by " + r.by() + " with the ratio " + r.ratio()
                    + "; it rises by more than 1, with a ratio above 0");
        }
        return r;
    }

    private static Cause.Repeat repeat(Map<?, ?> marker, String id, Dimension d) {
        if (!(marker.get("repeat") instanceof Map<?, ?> m)) {
            return null;
        }
        if (!marker.containsKey("rise")) {
            throw new IllegalArgumentException("its marker " + id + " is repeated and has no rise");
        }
        return new Cause.Repeat(Quantity.parseSi(text(m, "alone"), d), Quantity.parseSi(text(m, "beside"), d), Quantity.parseSi(text(m,
                "pain"), Dimension.NONE), Quantity.parseSi(text(m, "half"), Dimension.TIME));
    }

    private static List<Cause.Marker> markers(Map<?, ?> m, Map<String, Observable> all) {
        return list(m, "markers").stream().map(o -> {
            Map<?, ?> k = (Map<?, ?>) o;
            String id = text(k, "observable");
            if (!all.containsKey(id)) {
                throw new IllegalArgumentException("nothing can be observed that is called '" + id + "'");
            }
            double sensitivity = (Double) k.get("sensitivity");
            double specificity = (Double) k.get("specificity");
            if (!(sensitivity > 0 && sensitivity < 1 && specificity > 0 && specificity < 1)) {
                throw new IllegalArgumentException("its marker " + id + " has the sensitivity " + sensitivity + " and the specificity "
                        + specificity + "; both are above 0 and below 1");
            }
            double after = k.containsKey("after") ? Quantity.parseSi(text(k, "after"), Dimension.TIME) : 0;
            double until = k.containsKey("until") ? Quantity.parseSi(text(k, "until"), Dimension.TIME) : Double.POSITIVE_INFINITY;
            if (!(until > after)) {
                throw new IllegalArgumentException("its marker " + id + " is from " + text(k, "after") + " until " + text(k, "until"));
            }
            Dimension d = all.get(id).unit().dimension();
            double from = Quantity.parseSi(text(k, "from"), d);
            double undecided = k.containsKey("undecided") ? Quantity.parseSi(text(k, "undecided"), d) : from;
            if (!(undecided <= from)) {
                throw new IllegalArgumentException("its marker " + id + " is undecided from " + text(k, "undecided")
                        + " on, which is above " + text(k, "from"));
            }
            boolean confirming = k.containsKey("confirms");
            return new Cause.Marker(id, from, after, until, sensitivity, specificity, strata(k, d), text(k, "source"), undecided, rise(k,
                    id), confirming ? Quantity.parseSi(text(k, "confirms"), d) : Double.POSITIVE_INFINITY, confirming ? text(k,
                            "criterion") : "", repeat(k, id, d), own(k, id, all));
        }).toList();
    }

    private static Map<String, Cause.Effect> effects(Map<?, ?> m, Map<String, Observable> all) {
        Map<String, Cause.Effect> effects = new LinkedHashMap<>();
        ((Map<?, ?>) m.get("effects")).forEach((id, o) -> {
            Map<?, ?> e = (Map<?, ?>) o;
            if (!all.containsKey(id)) {
                throw new IllegalArgumentException("nothing can be observed that is called '" + id + "'");
            }
            boolean drift = e.containsKey("drift");
            Dimension d = all.get(id).unit().dimension();
            Quantity q = Quantity.parse(text(e, drift ? "drift" : "step"));
            // lengths drift in a unit of speed; what has no unit, or is no length, drifts by so much a year
            boolean rate = drift && q.unit().dimension() == Dimension.SPEED && d == Dimension.LENGTH;
            if (!rate && q.unit().dimension() != d) {
                throw new IllegalArgumentException(id + " cannot change by " + q);
            }
            effects.put((String) id, new Cause.Effect(drift, rate || !drift ? q.si() : q.si() / FollowUp.YEAR));
        });
        return effects;
    }

    private static Map<String, Intervention.Change> changes(Map<?, ?> m, Map<String, Observable> all) {
        Map<String, Intervention.Change> changes = new LinkedHashMap<>();
        ((Map<?, ?>) m.get("effects")).forEach((id, o) -> {
            Map<?, ?> e = (Map<?, ?>) o;
            if (!all.containsKey(id)) {
                throw new IllegalArgumentException("nothing can be observed that is called '" + id + "'");
            }
            Dimension d = all.get(id).unit().dimension();
            Intervention.Change c = new Intervention.Change(Quantity.parseSi(text(e, "change"), d), Quantity.parseSi(text(e, "sd"), d),
                    Quantity.parseSi(text(e, "time"), Dimension.TIME));
            if (!(c.deviation() >= 0) || !(c.time() > 0)) {
                throw new IllegalArgumentException(id + " cannot change with the spread " + text(e, "sd") + " in the time " + text(e,
                        "time"));
            }
            changes.put((String) id, c);
        });
        return changes;
    }

    private static Intervention.When when(Map<?, ?> m, String usual) {
        return Intervention.When.of(m.containsKey("when") ? text(m, "when") : usual);
    }

    private static List<?> list(Map<?, ?> m, String key) {
        return m.get(key) instanceof List<?> l ? l : List.of();
    }

    private static String text(Map<?, ?> m, String key) {
        if (m.get(key) instanceof String s && !s.isBlank()) {
            return s;
        }
        throw new IllegalArgumentException("it has no text '" + key + "'");
    }
}
