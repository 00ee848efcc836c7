/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;

/** Settings by name, checked against what was declared, with the defaults filled in; numbers in SI. Immutable. */
public final class Settings {

    private final Map<String, Object> values;

    private Settings(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * @param owner who takes them, for messages: "solver 'rom'"
     * @param given numbers in SI as {@link Double}, texts as {@link String}; a text for a number is parsed with its unit
     * @throws IllegalArgumentException for an unknown name, a wrong kind, unit or choice, or a number out of range
     */
    public static Settings of(String owner, List<ParameterDefinition> declared, Map<String, ?> given) {
        Map<String, Object> all = new TreeMap<>();
        for (ParameterDefinition d : declared) {
            Object v = given.get(d.name());
            if (v == null && !d.defaultText().isEmpty()) {
                v = d.defaultText();
            }
            if (v != null) {
                all.put(d.name(), check(owner, d, v));
            }
        }
        for (String name : given.keySet()) {
            if (declared.stream().noneMatch(d -> d.name().equals(name))) {
                throw new IllegalArgumentException(owner + " has no setting '" + name + "'; it has "
                        + String.join(", ", declared.stream().map(ParameterDefinition::name).toList()));
            }
        }
        return new Settings(all);
    }

    private static Object check(String owner, ParameterDefinition d, Object v) {
        String what = "setting '" + d.name() + "' of " + owner;
        if (!d.isNumber()) {
            String text = String.valueOf(v);
            if (!d.choices().isEmpty() && !d.choices().contains(text)) {
                throw new IllegalArgumentException(what + " is '" + text + "', but must be one of " + String.join(", ", d.choices()));
            }
            return text;
        }
        double si;
        try {
            si = v instanceof Number n ? n.doubleValue() : Quantity.parseSi(v.toString(), d.dimension());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + ": " + e.getMessage(), e);
        }
        if (!(si >= d.minimum() && si <= d.maximum())) {
            throw new IllegalArgumentException(what + " is " + shown(si, d) + ", outside " + shown(d.minimum(), d) + " to "
                    + shown(d.maximum(), d));
        }
        return si;
    }

    /** As people write it: lengths in mm, angles in degrees. */
    private static String shown(double si, ParameterDefinition d) {
        Unit u = switch (d.dimension()) {
            case LENGTH -> Unit.of("mm");
            case ANGLE -> Unit.of("deg");
            default -> d.dimension().siUnit();
        };
        return Numbers.shortest(Numbers.edge(u.fromSi(si))) + (u.symbol().equals("1") ? "" : " " + u);
    }

    /** A number in SI. @throws NoSuchElementException if it was neither given nor has a default */
    public double number(String name) {
        if (values.get(name) instanceof Double d) {
            return d;
        }
        throw new NoSuchElementException("the number '" + name + "' is not set");
    }

    /** A text. @throws NoSuchElementException if it was neither given nor has a default */
    public String text(String name) {
        if (values.get(name) instanceof String s) {
            return s;
        }
        throw new NoSuchElementException("the text '" + name + "' is not set");
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** All of them, sorted by name: {@link Double} or {@link String}. */
    public Map<String, Object> all() {
        return values;
    }
}
