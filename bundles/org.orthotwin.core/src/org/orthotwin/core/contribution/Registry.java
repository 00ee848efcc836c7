/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core.contribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The contributions of one kind by id. Works with and without OSGi; safe for many threads. A second contribution of an id is refused and both
 * contributors are named; the order of {@link #all()} is that of the ids.
 *
 * @param <T> SPI type
 */
public final class Registry<T> {

    private final String kind;
    private final Consumer<String> log;
    private final Map<String, Contribution<T>> byId = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

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

    /** Adds a contribution, or refuses it where its id is taken. */
    public synchronized boolean add(Contribution<T> c) {
        Contribution<T> first = byId.putIfAbsent(c.id(), c);
        if (first != null) {
            refuse(kind + " '" + c.id() + "' is contributed by " + first.contributor() + " and by " + c.contributor() + "; the one of "
                    + first.contributor() + " is used");
            return false;
        }
        return true;
    }

    /** Names a contribution that cannot be taken; the same words are logged once only. */
    public synchronized void refuse(String message) {
        if (!problems.contains(message)) {
            problems.add(message);
            log.accept(message);
        }
    }

    /** Takes out everything that a bundle contributed. */
    public synchronized void removeContributor(String contributor) {
        byId.values().removeIf(c -> c.contributor().equals(contributor));
    }

    public synchronized Optional<Contribution<T>> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** All contributions, ordered by id. */
    public synchronized List<Contribution<T>> all() {
        return List.copyOf(byId.values());
    }

    /**
     * The object of {@code id}. One that cannot be made is taken out, so that the rest goes on, and named once.
     *
     * @throws ContributionException if it cannot be made
     * @throws java.util.NoSuchElementException if nothing has this id; the message lists the known ids
     */
    public T get(String id) {
        Contribution<T> c = find(id).orElseThrow(() -> new java.util.NoSuchElementException(
                "no " + kind + " '" + id + "'; known are " + String.join(", ", ids())));
        try {
            return c.get();
        } catch (ContributionException e) {
            refuse(kind + " " + e.getMessage());
            throw e;
        }
    }

    /** Every object that can be made, in the order of the ids; the others are named once and left out. */
    public List<T> instances() {
        List<T> list = new ArrayList<>();
        for (Contribution<T> c : all()) {
            try {
                list.add(c.get());
            } catch (ContributionException e) {
                refuse(kind + " " + e.getMessage());
            }
        }
        return list;
    }

    public synchronized List<String> ids() {
        return List.copyOf(byId.keySet());
    }

    /** What was refused so far, in words, in the order in which it was found. */
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }
}
