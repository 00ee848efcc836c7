/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.core.InputException;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinState;

/**
 * Observations that were wrong. What was entered is never changed or removed: that it does not count any more is an entry of its own among
 * the observations, with a reason, a time and a name, and so is that it counts again. Of several entries about one observation the last
 * holds. The next follow-up goes on below the last state that knew nothing of a withdrawn observation, and takes all others again, so that
 * what is believed then is what would be believed if it had never been observed; the states that knew it stay where they are. What was
 * said in
 * between by a person, a cohort, another twin or a case is said again in its place. Twins that have learned from this one learn anew when
 * {@link TwinNetwork} updates them.
 *
 * <p>An entry is an observation of {@value #DEFINITION}: its value is 1 for withdrawn and 0 for restored, its name the id of the
 * observation
 * that it is about, its time when it was made, its source who made it, and its description why.
 */
public final class Withdrawals {

    /** What the entries are observations of; nothing of a patient is called so. */
    public static final String DEFINITION = "withdrawal";

    private Withdrawals() {
    }

    /** Whether this is an entry about another observation. */
    public static boolean isEntry(Observation o) {
        return DEFINITION.equals(o.getDefinition());
    }

    /** Whether an entry withdraws; otherwise it restores. */
    public static boolean withdraws(Observation entry) {
        return entry.getValue() != 0;
    }

    /** The observations that do not count, each with the entry that says so, in the order in which they were withdrawn. */
    public static Map<Observation, Observation> withdrawn(Twin twin) {
        Map<Observation, Observation> gone = new LinkedHashMap<>();
        List<Observation> entries = twin.getObservations().stream().filter(Withdrawals::isEntry).toList();
        if (entries.isEmpty()) {
            return gone;
        }
        Map<String, Observation> by = new HashMap<>();
        twin.getObservations().forEach(o -> by.put(o.getId(), o));
        for (Observation e : entries) {
            Observation o = by.get(e.getName());
            if (o != null) {
                gone.remove(o);
                if (withdraws(e)) {
                    gone.put(o, e);
                }
            }
        }
        return gone;
    }

    /** The observations that count, in the order in which they came in. */
    public static List<Observation> standing(Twin twin) {
        if (twin.getObservations().stream().noneMatch(Withdrawals::isEntry)) {
            return twin.getObservations();
        }
        Set<Observation> gone = withdrawn(twin).keySet();
        return twin.getObservations().stream().filter(o -> !isEntry(o) && !gone.contains(o)).toList();
    }

    /** When something was observed last by a time, of what counts; facts are known, whenever that was noted. Empty for never. */
    public static Optional<Instant> last(Twin twin, Instant now) {
        return standing(twin).stream().filter(o -> Observables.find(String.valueOf(o.getDefinition())).filter(d -> d.kind().equals("fact"))
                .isEmpty()).map(o -> Times.instant(o.getTime())).filter(t -> !t.isAfter(now)).max(Comparator.naturalOrder());
    }

    /**
     * What counts in the place of a withdrawn observation: what came later and has its identity, or is of the same on the same day; empty
     * for nothing.
     */
    public static Optional<Observation> replacement(Twin twin, Observation withdrawn) {
        List<Observation> all = twin.getObservations();
        Set<Observation> gone = withdrawn(twin).keySet();
        List<Observation> later = all.subList(all.indexOf(withdrawn) + 1, all.size()).stream().filter(o -> !isEntry(o) && !gone.contains(o)
                && String.valueOf(withdrawn.getDefinition()).equals(o.getDefinition())).toList();
        return later.stream().filter(o -> base(withdrawn.getIdentity()).equals(base(o.getIdentity()))).findFirst().or(() -> later.stream()
                .filter(o -> FollowUpResult.day(Times.instant(o.getTime())).equals(FollowUpResult.day(Times.instant(withdrawn
                        .getTime())))).findFirst());
    }

    /**
     * Says that an observation does not count.
     *
     * @param why must say something
     * @param by who says so; may be empty
     * @return the entry
     * @throws InputException without a reason, or if it is withdrawn already
     */
    public static Observation withdraw(Twin twin, Observation o, String why, String by, Instant now) {
        Observation entry = withdrawn(twin).get(o);
        if (entry != null) {
            throw Texts.refuse("withdraw.twice", o.getId(), entry.getTime(), String.valueOf(entry.getDescription()));
        }
        Observation made = entry(twin, o, 1, why, by, now);
        CutGeometry.withdraw(twin, o, why, by, now);
        return made;
    }

    /**
     * Says that a withdrawn observation counts again.
     *
     * @return the entry
     * @throws InputException without a reason, if it counts anyway, or if another has taken its place
     */
    public static Observation restore(Twin twin, Observation o, String why, String by, Instant now) {
        Map<Observation, Observation> gone = withdrawn(twin);
        if (!gone.containsKey(o)) {
            throw Texts.refuse("withdraw.stands", o.getId());
        }
        String identity = base(o.getIdentity());
        Optional<Observation> other = twin.getObservations().stream().filter(x -> x != o && !isEntry(x) && !gone.containsKey(x)
                && identity.equals(base(x.getIdentity()))).findFirst();
        if (other.isPresent()) {
            throw Texts.refuse("withdraw.replaced", o.getId(), other.get().getId());
        }
        return entry(twin, o, 0, why, by, now);
    }

    private static Observation entry(Twin twin, Observation o, double value, String why, String by, Instant now) {
        if (isEntry(o)) {
            throw Texts.refuse("withdraw.entry", o.getId());
        }
        if (why.isBlank()) {
            throw Texts.refuse("withdraw.why");
        }
        Intake.requirePlain("why", why);
        Intake.requirePlain("by", by);
        Observation e = TwinFactory.eINSTANCE.createObservation();
        e.setId(new FreeIds(twin).next(FreeIds.OBSERVATION));
        e.setName(o.getId());
        e.setDescription(why.strip());
        e.setDefinition(DEFINITION);
        e.setVersion("1");
        e.setTime(now.toString());
        e.setValue(value);
        e.setUnit("");
        e.setSource(by);
        e.setIdentity(DEFINITION + "/" + e.getId());
        twin.getObservations().add(e);
        return e;
    }

    /**
     * The observation that somebody means.
     *
     * @param what its id, its identity at its source, or observable@time; the observable alone where only one fits
     * @param withdrawn whether one is looked for that was withdrawn, where several fit
     * @throws InputException if none fits, or several do
     */
    public static Observation find(Twin twin, String what, boolean withdrawn) {
        List<Observation> all = twin.getObservations().stream().filter(o -> !isEntry(o)).toList();
        List<Observation> fit = all.stream().filter(o -> what.equals(o.getId())).toList();
        if (fit.isEmpty()) {
            fit = all.stream().filter(o -> what.equals(base(o.getIdentity())) || what.equals(o.getDefinition())
                    || isAt(o, what)).toList();
        }
        Set<Observation> gone = withdrawn(twin).keySet();
        if (fit.size() > 1 && fit.stream().anyMatch(o -> gone.contains(o) == withdrawn)) {
            fit = fit.stream().filter(o -> gone.contains(o) == withdrawn).toList();
        }
        if (fit.size() == 1) {
            return fit.getFirst();
        }
        if (fit.isEmpty()) {
            throw Texts.refuse("withdraw.unknown", what, String.valueOf(twin.getPseudonym()));
        }
        throw Texts.refuse("withdraw.several", what, String.join(", ", fit.stream().map(o -> o.getId() + " (" + o.getTime() + ")")
                .toList()));
    }

    private static boolean isAt(Observation o, String what) {
        int at = what.lastIndexOf('@');
        if (at < 0 || !what.substring(0, at).equals(o.getDefinition())) {
            return false;
        }
        String time = Times.written(what.substring(at + 1));
        try {
            return time.equals(o.getTime()) || Times.instant(time).equals(Times.instant(o.getTime()));
        } catch (InputException e) {
            return false;
        }
    }

    // ---- identities: what takes the place of a withdrawn observation has its identity, and a number behind it

    private static final String AGAIN = "~";

    /** An identity without the number of those that took the place of another. */
    static String base(String identity) {
        return identity == null ? "" : identity.replaceFirst(AGAIN + "\\d+$", "");
    }

    /** The n-th identity, from 2 on, of what is observed anew. */
    static String again(String identity, int n) {
        return identity + AGAIN + n;
    }

    // ---- states

    /**
     * How much of a chain of states is as if what was withdrawn had never been observed, and what was restored always. What the twin does
     * not hold, as one {@linkplain AsOf as of a day} does not what was observed later, was never observed either.
     *
     * @return the number of states from the first that can stay; all of them where nothing has to be taken again
     */
    static int valid(Twin twin, List<TwinState> chain) {
        Set<Observation> gone = withdrawn(twin).keySet();
        Set<String> ids = new HashSet<>();
        gone.forEach(o -> ids.add(o.getId()));
        if (chain.getFirst().getOrigin() != null && beginsWithGone(twin, chain.getFirst(), gone)) {
            return 0;
        }
        for (int i = 0; i < chain.size(); i++) {
            for (Observation o : chain.get(i).getInputs()) {
                if (o.eContainer() != twin || gone.contains(o) || isEntry(o) && withdraws(o) != ids.contains(o.getName())) {
                    return i;
                }
            }
        }
        return chain.size();
    }

    /** Whether time counts from an observation that has been withdrawn. */
    private static boolean beginsWithGone(Twin twin, TwinState root, Set<Observation> gone) {
        Instant origin = Times.instant(root.getOrigin());
        return gone.stream().anyMatch(o -> Times.instant(o.getTime()).equals(origin))
                && standing(twin).stream().noneMatch(o -> Times.instant(o.getTime()).equals(origin));
    }

    /** The last entry of each observation that was withdrawn or restored since a state, for the state that goes on from there. */
    static List<Observation> since(Twin twin, List<TwinState> kept, List<TwinState> left) {
        Set<Observation> told = new HashSet<>();
        kept.forEach(s -> told.addAll(s.getInputs()));
        Map<String, Observation> last = new LinkedHashMap<>();
        twin.getObservations().stream().filter(Withdrawals::isEntry).forEach(e -> {
            last.remove(e.getName());
            last.put(e.getName(), e);
        });
        Set<String> known = new HashSet<>();
        left.forEach(s -> s.getInputs().forEach(o -> known.add(isEntry(o) ? o.getName() : o.getId())));
        return last.values().stream().filter(e -> !told.contains(e) && known.contains(e.getName())).toList();
    }

    private static final Set<String> OTHERS = Set.of(FollowUp.COHORT, FollowUp.COUPLING);

    /** Those of the states that will not be followed any more that say more than observations do. */
    private static List<TwinState> left(List<TwinState> chain, int valid) {
        return new ArrayList<>(chain.subList(valid, chain.size())).stream().filter(s -> Histories.isBranch(s) || s.getMechanics() != null
                || OTHERS.contains(s.getCause())).toList();
    }

    /**
     * Those of the states that will not be followed any more that the next follow-up says again, in their order: what a person, a
     * cohort, another twin or a case had said. Not what was said of another operation than those that are known, since the same numbers
     * mean something else then.
     *
     * @param valid number of states of the chain, from the first, that stay
     */
    static List<TwinState> carried(Twin twin, List<TwinState> chain, int valid) {
        return left(chain, valid).stream().filter(s -> isCarried(twin, s, valid)).toList();
    }

    private static boolean isCarried(Twin twin, TwinState s, int valid) {
        // what others say is of patients with the facts that were known
        if (!Histories.isBranch(s) && s.getMechanics() == null && valid == 0) {
            return false;
        }
        return Histories.operation(twin).isPresent() ? isOfCourse(twin, s) : s.getOrigin() != null;
    }

    /** Whether a state counts from an operation that is known, or from before any was, and was made before the next one. */
    private static boolean isOfCourse(Twin twin, TwinState s) {
        List<Operation> all = Histories.operations(twin);
        boolean disease = s.getOrigin() != null && Histories.chain(s).getFirst().getOrigin() != null;
        for (int k = 0; k < all.size(); k++) {
            if (k == 0 ? s.getOrigin() == null || disease : all.get(k).time().toString().equals(s.getOrigin())) {
                return k + 1 == all.size() || Times.instant(s.getTime()).isBefore(all.get(k + 1).time());
            }
        }
        return false;
    }

    /**
     * The states that will not be followed any more because of what was withdrawn or restored, that say more than observations do, and that
     * nothing says again. Whoever still means it must say it again.
     */
    public static List<TwinState> leftBehind(Twin twin) {
        if (twin.getCurrentState() == null) {
            return List.of();
        }
        List<TwinState> chain = Histories.chain(twin.getCurrentState());
        int valid = valid(twin, chain);
        return left(chain, valid).stream().filter(s -> !isCarried(twin, s, valid)).toList();
    }
}
