/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.edit;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Unit;
import org.orthotwin.model.anatomy.UnitAnnotations;

/**
 * Finds what was changed in models since it was asked last, whoever changed them and however: it keeps a copy of what was, compares, and
 * takes each step that it tells on its copy as well, so that the steps lead from one state to the other by what they say and nothing else.
 */
public final class ModelRecorder {

    private final Map<String, EObject> before = new LinkedHashMap<>();
    /** Of each element as it is now the one of the copy, once both have the same elements. */
    private final Map<EObject, EObject> same = new IdentityHashMap<>();
    private List<ModelChange> found = new ArrayList<>();
    private Map<String, ? extends EObject> after = Map.of();

    /** @param roots the models as they are now, by the first word of paths */
    public ModelRecorder(Map<String, ? extends EObject> roots) {
        roots.forEach((word, root) -> before.put(word, EcoreUtil.copy(root)));
    }

    /**
     * What has been changed since the last call, or since this recorder was made.
     *
     * @param roots the models as they are now, of the same words as before; they may be other objects than last time
     */
    public List<ModelChange> changes(Map<String, ? extends EObject> roots) {
        if (!roots.keySet().equals(before.keySet())) {
            throw new IllegalArgumentException("models " + roots.keySet() + " in place of " + before.keySet());
        }
        found = new ArrayList<>();
        after = roots;
        before.forEach((word, old) -> elements(old, roots.get(word)));
        // once every element is where it belongs, since any may refer to any
        same.clear();
        before.forEach((word, old) -> align(old, roots.get(word)));
        before.forEach((word, old) -> references(old, roots.get(word)));
        return List.copyOf(found);
    }

    private void take(ModelChange c) {
        c.apply(before);
        found.add(c);
    }

    private String path(EObject old) {
        return ElementPaths.of(old, before).orElseThrow();
    }

    // ---- attributes and what is contained

    private void elements(EObject old, EObject now) {
        for (EStructuralFeature f : now.eClass().getEAllStructuralFeatures()) {
            if (!ModelChange.isKept(f)) {
                continue;
            }
            if (!(f instanceof EReference r)) {
                attribute(old, now, f);
            } else if (r.isContainment() && r.isMany()) {
                list(old, now, r);
            } else if (r.isContainment()) {
                single(old, now, r);
            }
        }
    }

    private void attribute(EObject old, EObject now, EStructuralFeature f) {
        if (old.eIsSet(f) == now.eIsSet(f) && Objects.equals(old.eGet(f), now.eGet(f))) {
            return;
        }
        Object value = now.eIsSet(f) ? ModelChange.encoded(f, now.eGet(f)) : null;
        take(ModelChange.set(path(old), f.getName(), value, value instanceof Double ? unit(now, f) : ""));
    }

    /** The SI unit of a number; empty where it has none. */
    private static String unit(EObject now, EStructuralFeature f) {
        String symbol = UnitAnnotations.unitFeatureOf(f).map(b -> (String) now.eGet(b)).or(() -> UnitAnnotations.symbolOf(f)).orElse("");
        boolean si = Unit.all().stream().anyMatch(u -> u.symbol().equals(symbol) && u.toSi(1) == 1);
        return si && !symbol.equals("1") ? symbol : "";
    }

    private void single(EObject old, EObject now, EReference r) {
        EObject was = (EObject) old.eGet(r);
        EObject is = (EObject) now.eGet(r);
        if (is == null) {
            if (was != null) {
                take(ModelChange.set(path(old), r.getName(), null, ""));
            }
        } else if (was == null || was.eClass() != is.eClass()) {
            take(ModelChange.set(path(old), r.getName(), ModelChange.told(is, r.getEReferenceType()), ""));
        } else {
            elements(was, is);
        }
    }

    private void list(EObject old, EObject now, EReference r) {
        List<EObject> were = ElementPaths.elements(old, r);
        List<EObject> are = ElementPaths.elements(now, r);
        if (inStep(were, are)) {
            for (int i = 0; i < are.size(); i++) {
                elements(were.get(i), are.get(i));
            }
            return;
        }
        Map<EObject, EObject> same = pairs(were, are);
        for (int i = were.size() - 1; i >= 0; i--) {
            if (!same.containsValue(were.get(i))) {
                take(new ModelChange(ModelChange.Kind.REMOVE, path(old), r.getName(), i, -1, null, ""));
            }
        }
        for (int i = 0; i < are.size(); i++) {
            EObject was = same.get(are.get(i));
            if (was == null) {
                take(new ModelChange(ModelChange.Kind.ADD, path(old), r.getName(), i, -1,
                        ModelChange.told(are.get(i), r.getEReferenceType()), ""));
            } else if (were.get(i) != was) {
                take(new ModelChange(ModelChange.Kind.MOVE, path(old), r.getName(), were.indexOf(was), i, null, ""));
            }
        }
        for (int i = 0; i < are.size(); i++) {
            if (same.containsKey(are.get(i))) {
                elements(were.get(i), are.get(i));
            }
        }
    }

    /** Whether nothing came, went or changed places, as mostly: then nobody needs to be looked for. */
    private static boolean inStep(List<EObject> were, List<EObject> are) {
        if (were.size() != are.size()) {
            return false;
        }
        for (int i = 0; i < are.size(); i++) {
            if (were.get(i).eClass() != are.get(i).eClass() || !ElementPaths.words(were.get(i)).equals(ElementPaths.words(are.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** Which element is which: by what tells it apart, the rest by their order where as many are left on both sides. */
    private static Map<EObject, EObject> pairs(List<EObject> were, List<EObject> are) {
        Map<EObject, EObject> same = new IdentityHashMap<>();
        List<EObject> left = new ArrayList<>(were);
        List<EObject> open = new ArrayList<>();
        Map<String, EObject> byKey = new LinkedHashMap<>();
        were.forEach(w -> ElementPaths.key(were, w).ifPresent(k -> byKey.putIfAbsent(k, w)));
        for (EObject is : are) {
            EObject was = ElementPaths.key(are, is).map(byKey::remove).filter(w -> w.eClass() == is.eClass()).orElse(null);
            if (was == null) {
                open.add(is);
            } else {
                same.put(is, was);
                left.remove(was);
            }
        }
        if (left.size() == open.size()) {
            for (int i = 0; i < open.size(); i++) {
                if (left.get(i).eClass() == open.get(i).eClass()) {
                    same.put(open.get(i), left.get(i));
                }
            }
        }
        return same;
    }

    // ---- references

    private void align(EObject old, EObject now) {
        same.put(now, old);
        List<EObject> were = old.eContents();
        List<EObject> are = now.eContents();
        for (int i = 0; i < are.size(); i++) {
            align(were.get(i), are.get(i));
        }
    }

    private void references(EObject old, EObject now) {
        for (EReference r : now.eClass().getEAllReferences()) {
            if (!ModelChange.isKept(r)) {
                continue;
            }
            if (!r.isContainment()) {
                reference(old, now, r);
            } else if (r.isMany()) {
                List<EObject> were = ElementPaths.elements(old, r);
                List<EObject> are = ElementPaths.elements(now, r);
                for (int i = 0; i < are.size(); i++) {
                    references(were.get(i), are.get(i));
                }
            } else if (now.eGet(r) instanceof EObject is) {
                references((EObject) old.eGet(r), is);
            }
        }
    }

    private void reference(EObject old, EObject now, EReference r) {
        if (targets(old, r).equals(targets(now, r).stream().map(same::get).toList())) {
            return;
        }
        List<String> was = paths(old, r, before);
        List<String> is = paths(now, r, after);
        if (!was.equals(is)) {
            take(ModelChange.set(path(old), r.getName(), is.isEmpty() ? null : r.isMany() ? is : is.getFirst(), ""));
        }
    }

    private static List<String> paths(EObject owner, EReference r, Map<String, ? extends EObject> roots) {
        return targets(owner, r).stream().map(t -> ElementPaths.of(t, roots).orElse("")).toList();
    }

    private static List<EObject> targets(EObject owner, EReference r) {
        return r.isMany() ? ElementPaths.elements(owner, r) : owner.eGet(r) instanceof EObject o ? List.of(o) : List.of();
    }
}
