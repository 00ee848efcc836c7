/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.edit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;

/**
 * Where an element is in the models of a case, in words that lead to the same element of an equal model:
 * {@code scenario/plans/restore/placements/cup/coordinates/inclination}. Unlike the paths of
 * {@link org.orthotwin.model.scenario.AttributePaths} each element has exactly one, however it is named: where nothing tells an element of
 * a list apart, its place does, counted from 0 ({@code plans/#2}).
 */
final class ElementPaths {

    /** What tells elements of a list apart, the best first. */
    private static final List<String> KEYS = List.of("role", "id", "name", "code", "definition", "solver", "catalogue");

    private static final Map<EClass, List<EStructuralFeature>> FEATURES = new ConcurrentHashMap<>();

    private ElementPaths() {
    }

    /** @return empty for what is in none of the models */
    static Optional<String> of(EObject element, Map<String, ? extends EObject> roots) {
        EObject owner = element.eContainer();
        if (owner == null) {
            return roots.entrySet().stream().filter(e -> e.getValue() == element).<String>map(Map.Entry::getKey).findFirst();
        }
        EReference in = element.eContainmentFeature();
        return of(owner, roots).map(p -> p + '/' + in.getName() + (in.isMany() ? '/' + word(elements(owner, in), element) : ""));
    }

    /** @return empty where the path leads nowhere */
    static Optional<EObject> find(String path, Map<String, ? extends EObject> roots) {
        String[] steps = path.split("/", -1);
        EObject at = roots.get(steps[0]);
        int i = 1;
        while (at != null && i < steps.length) {
            EStructuralFeature f = at.eClass().getEStructuralFeature(steps[i++]);
            if (!(f instanceof EReference r) || !r.isContainment()) {
                return Optional.empty();
            }
            if (!r.isMany()) {
                at = (EObject) at.eGet(r);
            } else if (i < steps.length) {
                String wanted = steps[i++];
                List<EObject> all = elements(at, r);
                at = all.stream().filter(e -> wanted.equals(word(all, e))).findFirst().orElse(null);
            } else {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(at);
    }

    /** What tells an element apart in its list; empty if nothing does. */
    static Optional<String> key(List<? extends EObject> all, EObject element) {
        for (String key : KEYS) {
            String word = text(element, key);
            if (!word.isBlank() && !word.startsWith("#") && word.indexOf('/') < 0
                    && all.stream().filter(e -> word.equals(text(e, key))).count() == 1) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }

    /** All words that may tell an element apart; null for those that it lacks. */
    static List<Object> words(EObject element) {
        List<Object> words = new ArrayList<>(KEYS.size());
        for (EStructuralFeature f : FEATURES.computeIfAbsent(element.eClass(), ElementPaths::features)) {
            words.add(element.eGet(f));
        }
        return words;
    }

    private static List<EStructuralFeature> features(EClass type) {
        return KEYS.stream().map(type::getEStructuralFeature).filter(f -> f instanceof EAttribute && !f.isMany()).toList();
    }

    private static String word(List<? extends EObject> all, EObject element) {
        return key(all, element).filter(w -> all.stream().noneMatch(e -> e != element && key(all, e).filter(w::equals).isPresent()))
                .orElseGet(() -> "#" + all.indexOf(element));
    }

    private static String text(EObject element, String key) {
        EStructuralFeature f = element.eClass().getEStructuralFeature(key);
        return f != null && !f.isMany() && element.eGet(f) instanceof String s ? s : "";
    }

    @SuppressWarnings("unchecked")
    static List<EObject> elements(EObject owner, EStructuralFeature list) {
        return (List<EObject>) owner.eGet(list);
    }
}
