/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.core.contribution;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One thing that a bundle adds: what is known about it without loading a class, and the thing itself, made at first use.
 *
 * @param <T> SPI type
 */
public final class Contribution<T> {

    private final String id;
    private final String name;
    private final String description;
    private final String contributor;
    private final Map<String, String> attributes;
    private final Map<String, List<Map<String, String>>> elements;
    private final Supplier<? extends T> factory;
    private T instance;
    private RuntimeException failure;

    /**
     * @param id unique in its registry, dotted lower case
     * @param name for people
     * @param description one sentence, may be empty
     * @param contributor symbolic name of the bundle it comes from
     * @param attributes what else was declared
     * @param elements declared sub-elements by name, each as its attributes, in the order of declaration
     * @param factory makes the object; called once at most
     */
    public Contribution(String id, String name, String description, String contributor, Map<String, String> attributes,
            Map<String, List<Map<String, String>>> elements, Supplier<? extends T> factory) {
        this.id = Objects.requireNonNull(id);
        this.name = Objects.requireNonNull(name);
        this.description = Objects.requireNonNull(description);
        this.contributor = Objects.requireNonNull(contributor);
        this.attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
        this.elements = Map.copyOf(elements);
        this.factory = Objects.requireNonNull(factory);
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    public String description() {
        return description;
    }

    public String contributor() {
        return contributor;
    }

    /** A declared attribute, or the empty string. */
    public String attribute(String key) {
        return attributes.getOrDefault(key, "");
    }

    /** All declared attributes, sorted by name. */
    public Map<String, String> attributes() {
        return attributes;
    }

    /** The attributes of each declared sub-element of this name, in the order of declaration. */
    public List<Map<String, String>> elements(String element) {
        return elements.getOrDefault(element, List.of());
    }

    /**
     * A declared text in a language: what stands in the attribute of the same name with the language behind a dot, such as
     * {@code description.fr}, of the contribution or of one of its sub-elements.
     *
     * @param text as declared, in English
     * @param language ISO code
     * @return the text itself where it is not declared here, or not in that language
     */
    public String translated(String text, String language) {
        return Stream.concat(Stream.of(attributes), elements.values().stream().flatMap(List::stream))
                .flatMap(a -> a.entrySet().stream().filter(e -> e.getValue().equals(text)).map(e -> a.get(e.getKey() + "." + language)))
                .filter(Objects::nonNull).findFirst().orElse(text);
    }

    /**
     * The object, made now if this is the first use.
     *
     * @throws ContributionException if its maker threw or gave nothing; the same again at each further call
     */
    public synchronized T get() {
        if (failure != null) {
            throw failure;
        }
        if (instance == null) {
            try {
                instance = Objects.requireNonNull(factory.get(), "no object");
            } catch (RuntimeException | Error e) {
                // whatever a stranger's constructor does, an exhausted heap alone is not its own affair
                if (e instanceof OutOfMemoryError) {
                    throw e;
                }
                failure = new ContributionException(id, contributor, e);
                throw failure;
            }
        }
        return instance;
    }

    @Override
    public String toString() {
        return id + " (" + contributor + ")";
    }
}
