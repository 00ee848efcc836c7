/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core.contribution;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The contributions of one kind by id. Works with and without OSGi; safe for many threads. Of several contributions of an id the first is
 * kept and the contributors are named; the next one has its turn when the first goes or cannot be made. One that cannot be made is named
 * and left out. The order of {@link #all()} is that of the ids.
 *
 * @param <T> SPI type
 */
public final class Registry<T> {

    private final String kind;
    private final Consumer<String> log;
    /** By id, in the order of their coming; the first that is not broken is the one in use. */
    private final Map<String, List<Contribution<T>>> byId = new TreeMap<>();
    /** By contribution, why it could not be made. */
    private final Map<Contribution<T>, ContributionException> broken = new IdentityHashMap<>();
    /** By message, what it is about: where that goes, the problem goes with it. */
    private final Map<String, Set<Object>> problems = new LinkedHashMap<>();

    /**
     * @param kind what is registered, singular, for messages: "solver"
     * @param log where a refused contribution is named, once
     */
    public Registry(String kind, Consumer<String> log) {
        this.kind = Objects.requireNonNull(kind);
        this.log = Objects.requireNonNull(log);
    }

    public String kind() {
        return kind;
    }

    /**
     * Adds a contribution.
     *
     * @return false where another one of its id is in use, for which it waits
     */
    public synchronized boolean add(Contribution<T> c) {
        List<Contribution<T>> same = byId.computeIfAbsent(c.id(), k -> new ArrayList<>());
        if (!same.contains(c)) {
            same.add(c);
            nameDuplicates(c.id());
        }
        return used(c.id()).filter(c::equals).isPresent();
    }

    private Optional<Contribution<T>> used(String id) {
        return byId.getOrDefault(id, List.of()).stream().filter(c -> !broken.containsKey(c)).findFirst();
    }

    private void nameDuplicates(String id) {
        Contribution<T> first = used(id).orElse(null);
        for (Contribution<T> c : first == null ? List.<Contribution<T>>of() : byId.get(id)) {
            if (c != first && !broken.containsKey(c)) {
                String which = first.contributor().equals(c.contributor()) ? "the first one" : "the one of " + first.contributor();
                refuse(kind + " '" + id + "' is contributed by " + first.contributor() + " and by " + c.contributor() + "; " + which
                        + " is used",
                        first, c);
            }
        }
    }

    /** Names a contribution that cannot be taken; the same words are logged once only. */
    public void refuse(String message) {
        refuse(message, new Object[0]);
    }

    /**
     * The same of what is forgotten when one of these goes.
     *
     * @param about contributions, or other things that come and go with them
     */
    public synchronized void refuse(String message, Object... about) {
        if (!problems.containsKey(message)) {
            problems.put(message, Set.of(about));
            log.accept(message);
        }
    }

    /** Takes out everything that a bundle contributed, and forgets what was wrong with it. */
    public void removeContributor(String contributor) {
        remove((Contribution<T> c) -> c.contributor().equals(contributor));
    }

    /** Takes out one contribution, and forgets what was wrong with it. */
    public void remove(Contribution<T> contribution) {
        remove((Contribution<T> c) -> c == contribution);
    }

    private synchronized void remove(Predicate<Contribution<T>> which) {
        for (List<Contribution<T>> same : byId.values()) {
            for (Contribution<T> c : same.stream().filter(which).toList()) {
                same.remove(c);
                broken.remove(c);
                forget(c);
                nameDuplicates(c.id());
            }
        }
        byId.values().removeIf(List::isEmpty);
    }

    synchronized void forget(Object about) {
        problems.values().removeIf(all -> all.contains(about));
    }

    /** What is known of {@code id} without making its object; empty where it could not be made. */
    public synchronized Optional<Contribution<T>> find(String id) {
        return used(id);
    }

    /** All contributions in use, ordered by id, without those that could not be made. */
    public synchronized List<Contribution<T>> all() {
        return byId.keySet().stream().flatMap(id -> used(id).stream()).toList();
    }

    /**
     * The object of {@code id}. A contribution that cannot be made is named once, and the next one of the same id takes its place.
     *
     * @throws ContributionException if none of this id can be made; at each further call too
     * @throws NoSuchElementException if nothing has this id; the message lists the known ids
     */
    public T get(String id) {
        while (true) {
            Contribution<T> c;
            synchronized (this) {
                Optional<Contribution<T>> used = used(id);
                if (used.isEmpty() && byId.containsKey(id)) {
                    throw broken.get(byId.get(id).getFirst());
                }
                c = used.orElseThrow(() -> new NoSuchElementException("no " + kind + " '" + id + "'; "
                        + (ids().isEmpty() ? "none is known" : "known are " + String.join(", ", ids()))));
            }
            try {
                // outside the lock: a contributor's constructor may take its time, or ask this registry
                return c.get();
            } catch (ContributionException e) {
                leaveOut(c, e);
            }
        }
    }

    private synchronized void leaveOut(Contribution<T> c, ContributionException e) {
        if (byId.getOrDefault(c.id(), List.of()).contains(c) && broken.put(c, e) == null) {
            forget(c);
            refuse(kind + " " + e.getMessage(), c);
            nameDuplicates(c.id());
        }
    }

    /** Every object that can be made, in the order of the ids; the others are named once and left out. */
    public List<T> instances() {
        List<T> list = new ArrayList<>();
        for (String id : ids()) {
            try {
                list.add(get(id));
            } catch (ContributionException | NoSuchElementException e) {
                // named by now, or gone in the meantime
            }
        }
        return list;
    }

    public synchronized List<String> ids() {
        return all().stream().map(Contribution::id).toList();
    }

    /** What is wrong with the contributions that are there, in words, in the order in which it was found. */
    public synchronized List<String> problems() {
        return List.copyOf(problems.keySet());
    }
}
