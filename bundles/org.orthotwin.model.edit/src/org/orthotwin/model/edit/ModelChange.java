/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.edit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.eclipse.emf.common.util.EList;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EDataType;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Unit;
import org.orthotwin.model.anatomy.UnitAnnotations;

/**
 * One step from a state of the models of a case to another, told by paths alone, so that it can be written down and taken again on models
 * that are equal, or near enough. Numbers are in SI.
 *
 * @param kind what is done
 * @param path of the element whose feature changes, e.g. {@code scenario/plans/restore/placements/cup}
 * @param feature of that element
 * @param at place in a list, counted from 0: where an element comes or goes; -1 for what is no list
 * @param to place where an element of a list is moved to; else -1
 * @param value as JSON: what a feature is set to, or the element that comes; null takes a value away. An element is an object of its
 *            features, references are paths
 * @param unit in which a number is told, an SI unit where it was recorded; empty for none
 */
public record ModelChange(Kind kind, String path, String feature, int at, int to, Object value, String unit) {

    /** What can be done to a feature. */
    public enum Kind {
        SET, ADD, REMOVE, MOVE
    }

    private static final String CLASS = "eClass";
    private static final List<String> MEMBERS = List.of("set", "add", "remove", "move", "feature", "at", "to", "value", "unit");

    public ModelChange {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(path);
        Objects.requireNonNull(feature);
        Objects.requireNonNull(unit);
    }

    static ModelChange set(String path, String feature, Object value, String unit) {
        return new ModelChange(Kind.SET, path, feature, -1, -1, value, unit);
    }

    // ---- doing it

    /**
     * Takes the step on models.
     *
     * @param roots the models by the first word of paths: scenario, anatomy
     * @return what takes it back and takes it again, on the same objects
     * @throws InputException if the path leads nowhere in these models, or the value does not fit; nothing has changed then
     */
    public Done apply(Map<String, ? extends EObject> roots) {
        EObject owner = element(path, roots);
        EStructuralFeature f = owner.eClass().getEStructuralFeature(feature);
        if (f == null || !f.isChangeable() || f instanceof EReference r && r.isContainer()) {
            throw refuse("change.feature", path, feature);
        }
        try {
            return kind == Kind.SET ? assigned(owner, f, told(owner, f, roots)) : listed(owner, f);
        } catch (ClassCastException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new InputException(Diagnostic.error(Labels.TEXTS, "change.value", path, feature, String.valueOf(e.getMessage())), e);
        }
    }

    /**
     * A step that was taken.
     *
     * @param undo takes it back
     * @param redo takes it again after that
     */
    public record Done(Runnable undo, Runnable redo) {
    }

    private static Done assigned(EObject owner, EStructuralFeature f, Object now) {
        boolean wasSet = owner.eIsSet(f);
        Object was = f.isMany() ? List.copyOf((List<?>) owner.eGet(f)) : owner.eGet(f);
        assign(owner, f, now);
        return new Done(() -> assign(owner, f, wasSet ? was : null), () -> assign(owner, f, now));
    }

    private static void assign(EObject owner, EStructuralFeature f, Object value) {
        if (value == null) {
            owner.eUnset(f);
        } else {
            owner.eSet(f, value);
        }
    }

    /** The value of this step as the feature takes it; null for none. */
    private Object told(EObject owner, EStructuralFeature f, Map<String, ? extends EObject> roots) {
        if (value == null) {
            return null;
        }
        if (f instanceof EReference r && r.isContainment()) {
            return made(r.getEReferenceType(), value);
        }
        if (f instanceof EReference) {
            return f.isMany() ? texts(value).stream().map(p -> element(p, roots)).toList() : element((String) value, roots);
        }
        return decoded(f, value instanceof Double d && !unit.isEmpty() ? si(f, owner, d) : value);
    }

    /** What a person wrote in degrees or millimetres counts in SI; what was recorded is that already. */
    private double si(EStructuralFeature f, EObject owner, double number) {
        String own = UnitAnnotations.unitFeatureOf(f).map(b -> (String) owner.eGet(b)).or(() -> UnitAnnotations.symbolOf(f)).orElse("");
        return unit.equals(own) ? number : Unit.of(unit).toSi(number);
    }

    private Done listed(EObject owner, EStructuralFeature f) {
        if (!(f instanceof EReference r) || !r.isContainment() || !r.isMany()) {
            throw refuse("change.feature", path, feature);
        }
        EList<EObject> all = (EList<EObject>) ElementPaths.elements(owner, f);
        switch (kind) {
            case ADD -> {
                EObject element = made(r.getEReferenceType(), value);
                all.add(at, element);
                return new Done(() -> all.remove(at), () -> all.add(at, element));
            }
            case REMOVE -> {
                EObject element = all.remove(at);
                return new Done(() -> all.add(at, element), () -> all.remove(at));
            }
            default -> {
                all.move(to, at);
                return new Done(() -> all.move(at, to), () -> all.move(to, at));
            }
        }
    }

    private static EObject element(String path, Map<String, ? extends EObject> roots) {
        return ElementPaths.find(path, roots).orElseThrow(() -> refuse("change.path", path));
    }

    private static InputException refuse(String code, Object... args) {
        return new InputException(Diagnostic.error(Labels.TEXTS, code, args));
    }

    // ---- elements and values as JSON

    /** An element with everything in it but its references to others. */
    static Map<String, Object> told(EObject element, EClass expected) {
        Map<String, Object> o = new LinkedHashMap<>();
        if (element.eClass() != expected) {
            o.put(CLASS, element.eClass().getName());
        }
        for (EStructuralFeature f : element.eClass().getEAllStructuralFeatures()) {
            if (!isKept(f) || !element.eIsSet(f) || f instanceof EReference r && !r.isContainment()) {
                continue;
            }
            if (f instanceof EReference r) {
                o.put(f.getName(), r.isMany() ? ElementPaths.elements(element, f).stream().map(e -> told(e, r.getEReferenceType())).toList()
                        : told((EObject) element.eGet(f), r.getEReferenceType()));
            } else {
                o.put(f.getName(), encoded(f, element.eGet(f)));
            }
        }
        return o;
    }

    /** Whether a feature is part of what a model says, and not derived from it. */
    static boolean isKept(EStructuralFeature f) {
        return f.isChangeable() && !f.isDerived() && !f.isTransient() && !(f instanceof EReference r && r.isContainer());
    }

    private static EObject made(EClass expected, Object told) {
        if (!(told instanceof Map<?, ?> members)) {
            throw new IllegalArgumentException(String.valueOf(told));
        }
        EClass type = expected;
        if (members.get(CLASS) instanceof String name) {
            if (!(expected.getEPackage().getEClassifier(name) instanceof EClass c) || !expected.isSuperTypeOf(c)) {
                throw new IllegalArgumentException(name);
            }
            type = c;
        }
        EObject element = EcoreUtil.create(type);
        for (Map.Entry<?, ?> e : members.entrySet()) {
            EStructuralFeature f = type.getEStructuralFeature(String.valueOf(e.getKey()));
            if (f == null) {
                if (!CLASS.equals(e.getKey())) {
                    throw new IllegalArgumentException(String.valueOf(e.getKey()));
                }
            } else if (f instanceof EReference r) {
                element.eSet(f, r.isMany() ? ((List<?>) e.getValue()).stream().map(x -> made(r.getEReferenceType(), x)).toList()
                        : made(r.getEReferenceType(), e.getValue()));
            } else {
                element.eSet(f, decoded(f, e.getValue()));
            }
        }
        return element;
    }

    /** Numbers and booleans as such, so that people can read and change them; what JSON cannot hold exactly is a text. */
    static Object encoded(EStructuralFeature f, Object value) {
        if (f.isMany()) {
            return ((List<?>) value).stream().map(v -> one(f, v)).toList();
        }
        return one(f, value);
    }

    private static Object one(EStructuralFeature f, Object value) {
        boolean plain = value instanceof Double d && Double.isFinite(d)
                && Double.doubleToRawLongBits(d) != Double.doubleToRawLongBits(-0.0);
        return plain || value instanceof Boolean ? value : EcoreUtil.convertToString((EDataType) f.getEType(), value);
    }

    private static Object decoded(EStructuralFeature f, Object told) {
        if (f.isMany()) {
            List<Object> all = new ArrayList<>();
            ((List<?>) told).forEach(v -> all.add(single(f, v)));
            return all;
        }
        return single(f, told);
    }

    private static Object single(EStructuralFeature f, Object told) {
        Class<?> type = f.getEType().getInstanceClass();
        boolean number = type == double.class || type == Double.class;
        boolean truth = type == boolean.class || type == Boolean.class;
        if (told instanceof Double && number || told instanceof Boolean && truth) {
            return told;
        }
        if (!(told instanceof String text)) {
            throw new IllegalArgumentException(String.valueOf(told));
        }
        return EcoreUtil.createFromString((EDataType) f.getEType(), text);
    }

    private static List<String> texts(Object value) {
        return ((List<?>) value).stream().map(String.class::cast).toList();
    }

    // ---- as a line of a journal

    Map<String, Object> json() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put(kind.name().toLowerCase(Locale.ROOT), path);
        o.put("feature", feature);
        if (at >= 0) {
            o.put("at", at);
        }
        if (to >= 0) {
            o.put("to", to);
        }
        if (kind == Kind.SET || kind == Kind.ADD) {
            o.put("value", value);
        }
        if (!unit.isEmpty()) {
            o.put("unit", unit);
        }
        return o;
    }

    /** @throws IllegalArgumentException with what is wrong */
    static ModelChange of(Object json) {
        if (!(json instanceof Map<?, ?> o)) {
            throw new IllegalArgumentException(String.valueOf(json));
        }
        o.keySet().stream().filter(k -> !MEMBERS.contains(k)).findFirst().ifPresent(k -> {
            throw new IllegalArgumentException(String.valueOf(k));
        });
        for (Kind k : Kind.values()) {
            if (o.get(k.name().toLowerCase(Locale.ROOT)) instanceof String path) {
                return new ModelChange(k, path, (String) o.get("feature"), whole(o.get("at")), whole(o.get("to")), o.get("value"),
                        o.get("unit") instanceof String u ? u : "");
            }
        }
        throw new IllegalArgumentException("set, add, remove, move?");
    }

    private static int whole(Object number) {
        return number instanceof Double d ? d.intValue() : -1;
    }
}
