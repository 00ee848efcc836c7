/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.estimation.CoupledPriors;
import org.orthotwin.followup.estimation.Estimator;
import org.orthotwin.followup.estimation.Gaussian;
import org.orthotwin.followup.estimation.Hierarchy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.scenario.ScenarioFactory;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.twin.Coupling;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinState;

/**
 * Twins that are coupled: what was observed of each sharpens what is expected of the others.
 *
 * <p>What others say is a prior. So a twin that learns from others begins again, at the state before any coupling, with the belief that
 * their observations give ({@code coupling} is the cause of that state), and takes its own observations again on top: nothing counts
 * twice, whichever way couplings go and whether they close a circle. First the cohorts: of each patient the prior is that of the other
 * patients ({@link Hierarchy}). Then the couplings within a patient, all that hang together at once ({@link CoupledPriors}), whose
 * correlations must be possible together. A twin that nothing new is said of keeps its state.
 *
 * <p>A coupling is written in one of the two twins and holds both ways. Where both say the same it counts once.
 */
public final class TwinNetwork {

    /** How the source of a prior begins that others have said; their ids follow. */
    static final String SAID_BY = "coupling: what was observed of ";

    private static final String CORRELATION = "correlation";
    /** A prior that moves by less is the same, standard deviations. */
    public static final double SAME = 1e-6;
    private static final double SHOWN = 2 * FollowUp.YEAR;

    /**
     * Two twins and what ties them.
     *
     * @param first id of the twin that says so
     * @param correlation as it is stated
     */
    public record Tied(String first, String second, CouplingKind kind, Optional<Double> correlation) {

        private boolean isSamePair(Tied t) {
            return kind == t.kind && Set.of(first, second).equals(Set.of(t.first, t.second));
        }
    }

    /**
     * What a twin has learned of others about an observable.
     *
     * @param from the twins that have said something
     * @param t time for which is predicted, s since the operation
     * @param before what the twin expected to observe then
     * @param after what it expects now
     */
    public record Learned(Observable observable, List<String> from, double t, Gaussian before, Gaussian after) {
    }

    /**
     * What became of a twin.
     *
     * @param state the new current state; empty where nothing new was said of it
     */
    public record Updated(String twin, Optional<TwinState> state, List<Learned> learned) {
    }

    /**
     * What an update did.
     *
     * @param order the twins in the order in which they were updated: from each the ones that are coupled to it
     * @param circles how often the couplings of a group that closes a circle were gone through until all were met
     */
    public record Result(List<Updated> order, List<Circle> circles) {
    }

    /** A group of twins whose couplings close a circle. */
    public record Circle(List<String> twins, int passes) {
    }

    private final Map<String, Twin> twins = new LinkedHashMap<>();
    private final List<Tied> ties = new ArrayList<>();
    private final Map<String, FollowUp> followed = new HashMap<>();

    /**
     * @throws org.orthotwin.core.InputException if two twins have one id, or a coupling is of a kind that there is not, leads to a twin
     *             that is not among them, does not fit the two, or is stated twice in two ways
     */
    public TwinNetwork(List<Twin> members) {
        for (Twin t : members) {
            if (twins.put(t.getId(), t) != null) {
                throw Texts.refuse("network.twice", t.getId());
            }
        }
        for (Twin t : members) {
            for (Coupling c : t.getCouplings()) {
                Tied tied = tied(t, c);
                Twin other = twins.get(c.getTwin());
                if (other == null) {
                    throw Texts.refuse("network.missing", t.getId(), c.getTwin());
                }
                requireFit(t, other, tied.kind);
                Optional<Tied> same = ties.stream().filter(tied::isSamePair).findFirst();
                if (same.isPresent() && !same.get().correlation.equals(tied.correlation)) {
                    throw Texts.refuse("network.two-ways", t.getId(), c.getTwin(), tied.kind.id());
                }
                if (same.isEmpty()) {
                    ties.add(tied);
                }
            }
        }
    }

    private static Tied tied(Twin t, Coupling c) {
        CouplingKind kind = CouplingKind.of(String.valueOf(c.getKind()));
        Optional<Double> correlation = Optional.empty();
        for (Setting s : c.getParameters()) {
            if (!CORRELATION.equals(s.getName()) || !kind.ofOnePatient()) {
                throw Texts.refuse("coupling.setting", kind.id(), s.getName(), kind.ofOnePatient() ? CORRELATION : "-");
            }
            requireCorrelation(s.getNumber());
            correlation = Optional.of(s.getNumber());
        }
        return new Tied(t.getId(), c.getTwin(), kind, correlation);
    }

    private static void requireCorrelation(double c) {
        if (!(Math.abs(c) < 1)) {
            throw Texts.refuse("coupling.correlation", c);
        }
    }

    private static void requireFit(Twin a, Twin b, CouplingKind kind) {
        boolean same = String.valueOf(a.getPseudonym()).equals(b.getPseudonym());
        if (same != kind.ofOnePatient()) {
            throw Texts.refuse(same ? "coupling.one-patient" : "coupling.two-patients", kind.id(), a.getId(), b.getId(), a.getPseudonym(),
                    b.getPseudonym());
        }
        String first = Histories.joint(a);
        String second = Histories.joint(b);
        if (!kind.ofAnyJoints() && !first.equals(second)) {
            throw Texts.refuse("coupling.joints", kind.id(), a.getId(), first, b.getId(), second);
        }
        if (kind == CouplingKind.LEFT_RIGHT && Histories.side(a).isPresent() && Histories.side(a).equals(Histories.side(b))) {
            throw Texts.refuse("coupling.one-side", kind.id(), a.getId(), b.getId(), Histories.side(a).get());
        }
        if (kind == CouplingKind.USE && kind.ties(null, null, Belief.population(first, Map.of()), Belief.population(second, Map.of()),
                Optional.empty()).isEmpty()) {
            throw Texts.refuse("coupling.no-wear", a.getId(), b.getId());
        }
    }

    /**
     * Writes a coupling into a twin. One of the same kind to the same twin is replaced.
     *
     * @param twin whose file is beside the other's, or above it
     * @param file of the twin
     * @throws org.orthotwin.core.InputException if it does not fit the two, or the file of the other cannot be reached from here
     */
    public static Coupling couple(Twin twin, Path file, Twin other, Path otherFile, CouplingKind kind, Optional<Double> correlation) {
        if (twin.getId().equals(other.getId())) {
            throw Texts.refuse("network.twice", twin.getId());
        }
        requireFit(twin, other, kind);
        if (correlation.isPresent() && !kind.ofOnePatient()) {
            throw Texts.refuse("coupling.setting", kind.id(), CORRELATION, "-");
        }
        correlation.ifPresent(TwinNetwork::requireCorrelation);
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path to = otherFile.toAbsolutePath().normalize();
        if (!to.startsWith(folder)) {
            throw Texts.refuse("coupling.elsewhere", otherFile, folder);
        }
        uncouple(twin, other.getId(), kind);
        Coupling c = TwinFactory.eINSTANCE.createCoupling();
        Set<String> used = new HashSet<>();
        twin.getCouplings().forEach(x -> used.add(x.getId()));
        int n = 1;
        while (!used.add("coupling-" + n)) {
            n++;
        }
        c.setId("coupling-" + n);
        c.setKind(kind.id());
        c.setTwin(other.getId());
        DataReference path = AnatomyFactory.eINSTANCE.createDataReference();
        path.setPath(folder.relativize(to).toString().replace('\\', '/'));
        c.setPath(path);
        correlation.ifPresent(v -> {
            Setting s = ScenarioFactory.eINSTANCE.createSetting();
            s.setName(CORRELATION);
            s.setNumber(v);
            c.getParameters().add(s);
        });
        twin.getCouplings().add(c);
        return c;
    }

    /** Takes a coupling out of a twin. */
    public static boolean uncouple(Twin twin, String other, CouplingKind kind) {
        return twin.getCouplings().removeIf(c -> kind.id().equals(c.getKind()) && other.equals(c.getTwin()));
    }

    /**
     * The files of all twins that hang together with one, itself first, as far as couplings lead to them.
     *
     * @throws org.orthotwin.core.InputException if a coupling leads to a file that is not there, or has another twin in it
     */
    public static List<Path> reach(Path file) throws IOException {
        Map<Path, Path> seen = new LinkedHashMap<>();
        Deque<Path> next = new ArrayDeque<>(List.of(file));
        seen.put(file.toAbsolutePath().normalize(), file);
        while (!next.isEmpty()) {
            Path at = next.poll();
            Twin t = TwinFile.load(at).twin();
            for (Coupling c : t.getCouplings()) {
                Path to = c.getPath() == null || c.getPath().getPath() == null ? null : at.resolveSibling(c.getPath().getPath());
                if (to == null || !Files.isRegularFile(to)) {
                    throw Texts.refuse("network.no-file", t.getId(), c.getTwin(), to);
                }
                if (!TwinFile.load(to).twin().getId().equals(c.getTwin())) {
                    throw Texts.refuse("network.other-twin", t.getId(), c.getTwin(), to);
                }
                if (seen.putIfAbsent(to.toAbsolutePath().normalize(), to) == null) {
                    next.add(to);
                }
            }
        }
        return List.copyOf(seen.values());
    }

    /** What ties the twins, each once. */
    public List<Tied> ties() {
        return List.copyOf(ties);
    }

    /** A belief that couplings may change: an observable of a twin. */
    private record Node(String twin, Observable observable) {
    }

    /** A prior with those that it comes from. */
    private record Prior(Gaussian belief, Set<String> from) {
    }

    /**
     * Takes what is not known yet into each twin, and what the twins say of each other. What it changes is in memory.
     *
     * @param method name of the estimator, which is kept with the predictions
     * @param now when it is done
     * @throws org.orthotwin.core.InputException if couplings contradict each other
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop; the twins must then be thrown away
     */
    public Result update(Estimator estimator, String method, List<String> software, Instant now, Monitor monitor) {
        return update(estimator, method, software, now, SAME, monitor);
    }

    /**
     * The same for twins that are told again and again: who begins again takes all that was observed of it anew, so that little news waits
     * until it has come to more.
     *
     * @param news a twin begins again when what others say has moved by more since it did last, standard deviations
     */
    public Result update(Estimator estimator, String method, List<String> software, Instant now, double news, Monitor monitor) {
        for (Twin t : twins.values()) {
            monitor.checkCancelled();
            FollowUp f = new FollowUp(t);
            f.absorb(estimator, method, software, monitor);
            followed.put(t.getId(), f);
        }
        Map<Node, Prior> priors = new LinkedHashMap<>();
        cohorts(estimator, priors, monitor);
        List<Circle> circles = new ArrayList<>();
        List<String> order = new ArrayList<>();
        for (List<String> group : groups(t -> true)) {
            order.addAll(group);
        }
        for (List<String> group : groups(t -> t.kind.ofOnePatient())) {
            monitor.checkCancelled();
            if (group.size() > 1) {
                couple(group, estimator, priors).ifPresent(circles::add);
            }
        }
        List<Updated> updated = new ArrayList<>();
        for (String id : order) {
            monitor.checkCancelled();
            updated.add(rebase(id, estimator, method, software, now, news, priors));
        }
        return new Result(updated, circles);
    }

    /** The twins that hang together by some ties, from the first of each group outwards; every twin is in one. */
    private List<List<String>> groups(Predicate<Tied> which) {
        List<List<String>> groups = new ArrayList<>();
        Set<String> left = new LinkedHashSet<>(new TreeSet<>(twins.keySet()));
        while (!left.isEmpty()) {
            List<String> group = new ArrayList<>();
            Deque<String> next = new ArrayDeque<>(List.of(left.iterator().next()));
            left.remove(next.peek());
            while (!next.isEmpty()) {
                String id = next.poll();
                group.add(id);
                ties.stream().filter(which).filter(t -> t.first.equals(id) || t.second.equals(id))
                        .map(t -> t.first.equals(id) ? t.second : t.first).sorted().filter(left::remove).forEach(next::add);
            }
            groups.add(group);
        }
        return groups;
    }

    private void cohorts(Estimator estimator, Map<Node, Prior> priors, Monitor monitor) {
        for (List<String> group : groups(t -> t.kind == CouplingKind.COHORT)) {
            Map<FollowUp, List<Cohort.Member>> members = new LinkedHashMap<>();
            for (String id : group.size() > 1 ? group : List.<String>of()) {
                monitor.checkCancelled();
                members.put(followed.get(id), Cohort.members(followed.get(id), estimator));
            }
            for (String id : group.size() > 1 ? group : List.<String>of()) {
                monitor.checkCancelled();
                FollowUp f = followed.get(id);
                if (!FollowUp.POPULATION.equals(Histories.alone(f.twin().getCurrentState()).getCause())) {
                    // a person, or another cohort, has said what to expect of this patient
                    continue;
                }
                List<FollowUp> others = group.stream().map(followed::get).filter(o -> !String.valueOf(o.twin().getPseudonym())
                        .equals(f.twin().getPseudonym())).toList();
                for (Cohort.Part p : Cohort.together(others.stream().flatMap(o -> members.get(o).stream()).toList())) {
                    Observable d = p.stratum().observable();
                    if (Cohort.Stratum.of(d, f.facts()).equals(p.stratum())) {
                        Set<String> from = new TreeSet<>();
                        others.stream().filter(o -> members.get(o).stream().anyMatch(m -> m.stratum().equals(p.stratum())))
                                .forEach(o -> from.add(o.twin().getId()));
                        Cohort.next(p.stratum(), List.of(p.summary()), f.facts()).ifPresent(g -> priors.put(new Node(id, d),
                                new Prior(g, from)));
                    }
                }
            }
        }
    }

    private Optional<Circle> couple(List<String> group, Estimator estimator, Map<Node, Prior> priors) {
        Map<Node, Integer> index = new LinkedHashMap<>();
        List<CoupledPriors.Link> links = new ArrayList<>();
        Map<String, Belief> beliefs = new HashMap<>();
        for (String id : group) {
            FollowUp f = followed.get(id);
            Belief b = f.belief(Histories.alone(f.twin().getCurrentState()));
            for (Observable d : b.observables()) {
                Prior p = priors.get(new Node(id, d));
                b = p == null ? b : b.with(d, p.belief);
            }
            beliefs.put(id, b);
        }
        for (Tied t : ties) {
            if (group.contains(t.first) && t.kind.ofOnePatient()) {
                for (CouplingKind.Tie k : t.kind.ties(followed.get(t.first), followed.get(t.second), beliefs.get(t.first),
                        beliefs.get(t.second), t.correlation)) {
                    Node a = new Node(t.first, k.first());
                    Node b = new Node(t.second, k.second());
                    if (isUncertain(beliefs.get(a.twin).of(a.observable)) && isUncertain(beliefs.get(b.twin).of(b.observable))) {
                        links.add(new CoupledPriors.Link(index.computeIfAbsent(a, n -> index.size()), k.wa(), index.computeIfAbsent(b,
                                n -> index.size()), k.wb(), k.correlation()));
                    }
                }
            }
        }
        List<Node> nodes = List.copyOf(index.keySet());
        List<FollowUp.Own> own = nodes.stream().map(n -> followed.get(n.twin).own(n.observable, beliefs.get(n.twin).of(n.observable),
                estimator)).toList();
        CoupledPriors coupled;
        try {
            coupled = new CoupledPriors(own.stream().map(FollowUp.Own::prior).toList(), own.stream().map(FollowUp.Own::posterior).toList(),
                    links);
        } catch (CoupledPriors.ContradictionException e) {
            throw Texts.refuse("network.contradiction", String.join(", ", new TreeSet<>(e.beliefs().stream().map(i -> nodes.get(i).twin)
                    .toList())));
        }
        for (int i = 0; i < nodes.size(); i++) {
            Set<String> from = new TreeSet<>();
            heard(i, links, from, nodes, own);
            Prior before = priors.get(nodes.get(i));
            if (before != null) {
                from.addAll(before.from);
            }
            priors.put(nodes.get(i), new Prior(coupled.informed(i), from));
        }
        return coupled.passes() > 1 ? Optional.of(new Circle(group, coupled.passes())) : Optional.empty();
    }

    private static boolean isUncertain(Gaussian g) {
        for (int i = 0; i < g.dimension(); i++) {
            if (!(g.deviation(i) > 0)) {
                return false;
            }
        }
        return true;
    }

    /** The twins with observations that a belief is tied to, over others or not. */
    private static void heard(int i, List<CoupledPriors.Link> links, Set<String> from, List<Node> nodes, List<FollowUp.Own> own) {
        Set<Integer> seen = new HashSet<>(Set.of(i));
        Deque<Integer> next = new ArrayDeque<>(seen);
        while (!next.isEmpty()) {
            int at = next.poll();
            for (CoupledPriors.Link l : links) {
                int to = l.a() == at ? l.b() : l.b() == at ? l.a() : at;
                if (seen.add(to)) {
                    next.add(to);
                    if (!own.get(to).observations().isEmpty()) {
                        from.add(nodes.get(to).twin);
                    }
                }
            }
        }
    }

    private Updated rebase(String id, Estimator estimator, String method, List<String> software, Instant now, double least,
            Map<Node, Prior> priors) {
        FollowUp f = followed.get(id);
        TwinState current = f.twin().getCurrentState();
        TwinState alone = Histories.alone(current);
        TwinState base = Histories.base(current);
        Belief first = f.belief(alone);
        Belief held = f.belief(base);
        Belief belief = first;
        Map<Observable, String> sources = new LinkedHashMap<>();
        boolean news = false;
        List<Observable> changed = new ArrayList<>();
        for (Observable d : first.observables()) {
            Prior p = priors.get(new Node(id, d));
            Gaussian wanted = p == null ? first.of(d) : p.belief;
            if (!isSame(wanted, held.of(d), least)) {
                news = true;
                changed.add(d);
            }
            if (!isSame(wanted, first.of(d), SAME)) {
                belief = belief.with(d, wanted);
                sources.put(d, SAID_BY + String.join(", ", p.from));
            }
        }
        if (!news) {
            return new Updated(id, Optional.empty(), List.of());
        }
        Belief before = f.belief(current);
        Histories.rebase(f.twin(), alone, FollowUp.COUPLING, belief, sources, now, software);
        f.absorb(estimator, method, software, Monitor.NONE);
        Belief after = f.belief(f.twin().getCurrentState());
        List<Learned> learned = changed.stream().map(d -> new Learned(d, Optional.ofNullable(priors.get(new Node(id, d)))
                .map(p -> List.copyOf(p.from)).orElse(List.of()), SHOWN, before.observed(d, SHOWN), after.observed(d, SHOWN))).toList();
        return new Updated(id, Optional.of(f.twin().getCurrentState()), learned);
    }

    private static boolean isSame(Gaussian a, Gaussian b, double within) {
        for (int i = 0; i < a.dimension(); i++) {
            double s = Math.max(a.deviation(i), b.deviation(i));
            if (Math.abs(a.mean(i) - b.mean(i)) > within * s || Math.abs(a.deviation(i) - b.deviation(i)) > within * s) {
                return false;
            }
            for (int j = 0; j < i; j++) {
                double c = s * Math.max(a.deviation(j), b.deviation(j));
                if (Math.abs(a.covariance(i, j) - b.covariance(i, j)) > within * c) {
                    return false;
                }
            }
        }
        return true;
    }
}
