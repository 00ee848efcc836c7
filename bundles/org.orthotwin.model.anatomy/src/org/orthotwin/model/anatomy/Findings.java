/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.emf.common.util.BasicDiagnostic;
import org.eclipse.emf.common.util.DiagnosticChain;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Severity;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;

/**
 * What an invariant finds in one object. Every message begins with the name of the object; the checks that all metamodels share are
 * methods here, so that one mistake reads the same everywhere.
 */
public final class Findings {

    /** Source of the EMF diagnostics made here; their data are the object, the feature and the {@link Diagnostic}. */
    public static final String SOURCE = "org.orthotwin.model";

    private final EObject object;
    private final DiagnosticChain chain;
    private boolean ok = true;

    /**
     * @param object what is looked at
     * @param chain where findings go; may be {@code null} if only {@link #ok()} matters
     */
    public Findings(EObject object, DiagnosticChain chain) {
        this.object = Objects.requireNonNull(object);
        this.chain = chain;
    }

    /** Whether no error was found; warnings do not count. */
    public boolean ok() {
        return ok;
    }

    /** A text of the object's own metamodel; {0} is the name of the object, {1} ... are the arguments. */
    public void error(String feature, String code, Object... args) {
        add(Severity.ERROR, ModelTexts.catalogOf(object.eClass()), feature, code, args);
    }

    /** As {@link #error(String, String, Object...)}, as a warning. */
    public void warning(String feature, String code, Object... args) {
        add(Severity.WARNING, ModelTexts.catalogOf(object.eClass()), feature, code, args);
    }

    private void shared(Severity severity, String feature, String code, Object... args) {
        add(severity, ModelTexts.CATALOG, feature, code, args);
    }

    private void add(Severity severity, MessageCatalog catalog, String feature, String code, Object... args) {
        ok &= severity != Severity.ERROR;
        if (chain == null) {
            return;
        }
        Object[] all = new Object[args.length + 1];
        all[0] = ModelTexts.name(object);
        System.arraycopy(args, 0, all, 1, args.length);
        Diagnostic d = new Diagnostic(severity, catalog, code, List.of(all));
        int emf = severity == Severity.ERROR ? org.eclipse.emf.common.util.Diagnostic.ERROR
                : org.eclipse.emf.common.util.Diagnostic.WARNING;
        chain.add(new BasicDiagnostic(emf, SOURCE, 0, d.toString(), new Object[] {object, feature(feature), d}));
    }

    private EStructuralFeature feature(String name) {
        EStructuralFeature f = object.eClass().getEStructuralFeature(name);
        if (f == null) {
            throw new IllegalArgumentException(object.eClass().getName() + " has no feature '" + name + "'");
        }
        return f;
    }

    private Object value(String feature) {
        return object.eGet(feature(feature));
    }

    /** Whether a text, reference or list is there and not empty. */
    public boolean has(String feature) {
        Object v = value(feature);
        return v instanceof String s ? !s.isBlank() : v instanceof List<?> l ? !l.isEmpty() : v != null;
    }

    /** Each of the features must be there and not empty. */
    public void required(String... features) {
        for (String f : features) {
            if (!has(f)) {
                shared(Severity.ERROR, f, "model.missing", f);
            }
        }
    }

    /** Each of the numbers must be finite; an absent one is. Returns whether all are. */
    public boolean finite(String... features) {
        boolean all = true;
        for (String f : features) {
            Object v = value(f);
            boolean good = v == null || v instanceof Double d && Double.isFinite(d) || v instanceof Vec3 p && p.isFinite()
                    || v instanceof RigidTransform;
            if (!good) {
                shared(Severity.ERROR, f, "model.not-finite", f, v instanceof Vec3 p ? ModelText.text(p) : String.valueOf(v));
            }
            all &= good;
        }
        return all;
    }

    /** Each of the numbers must be finite and not below 0. */
    public void notNegative(String... features) {
        for (String f : features) {
            if (finite(f) && number(f) < 0) {
                shared(Severity.ERROR, f, "model.negative", f, quantity(f), ModelTexts.quantity(0, unitText(f)));
            }
        }
    }

    /**
     * The number must be within limits.
     *
     * @param reason code of a text of the object's metamodel that says why
     */
    public void within(Severity severity, String feature, double least, double most, String reason) {
        if (!finite(feature)) {
            return;
        }
        double v = number(feature);
        Diagnostic why = Diagnostic.info(ModelTexts.catalogOf(object.eClass()), reason);
        if (v < least) {
            shared(severity, feature, "model.below", feature, quantity(feature), ModelTexts.quantity(least, unitText(feature)), why);
        } else if (v > most) {
            shared(severity, feature, "model.above", feature, quantity(feature), ModelTexts.quantity(most, unitText(feature)), why);
        }
    }

    /** The two numbers must be finite and in order; an absent one is. */
    public void ordered(String lower, String upper) {
        if (finite(lower) & finite(upper) && value(lower) != null && value(upper) != null && number(lower) > number(upper)) {
            shared(Severity.ERROR, lower, "model.range", lower, quantity(lower), upper, quantity(upper));
        }
    }

    /**
     * The symbol must be a known SI unit.
     *
     * @param wanted what it must measure, or {@code null} for anything
     */
    public boolean siUnit(String feature, Dimension wanted) {
        String symbol = Objects.requireNonNullElse((String) value(feature), "");
        Unit unit;
        try {
            unit = Unit.of(symbol);
        } catch (IllegalArgumentException e) {
            shared(Severity.ERROR, feature, "model.unit-unknown", symbol);
            return false;
        }
        if (unit.numerator() != unit.denominator()) {
            shared(Severity.ERROR, feature, "model.unit-not-si", symbol, unit.dimension().siSymbol());
            return false;
        }
        if (wanted != null && unit.dimension() != wanted) {
            shared(Severity.ERROR, feature, "model.unit-wrong", symbol.isEmpty() ? "1" : symbol, wanted.siSymbol());
            return false;
        }
        return true;
    }

    /** An ISO 8601 date, or a date with time and offset; empty is fine. */
    public boolean date(String feature) {
        if (!has(feature)) {
            return true;
        }
        String s = (String) value(feature);
        try {
            if (s.indexOf('T') < 0) {
                LocalDate.parse(s);
            } else {
                OffsetDateTime.parse(s);
            }
            return true;
        } catch (DateTimeException e) {
            shared(Severity.ERROR, feature, "model.date", feature, s);
            return false;
        }
    }

    /** No two elements of a list may have the same key; empty keys are not compared. */
    public <E> void unique(String feature, List<E> elements, Function<? super E, String> key) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> told = new HashSet<>();
        for (E e : elements) {
            String k = key.apply(e);
            if (k != null && !k.isBlank() && seen.merge(k, 1, Integer::sum) > 1 && told.add(k)) {
                shared(Severity.ERROR, feature, "model.duplicate", feature, k);
            }
        }
    }

    /** Following a reference from the object must not lead back to it. */
    public <E extends EObject> void noCircle(String feature, E start, Function<? super E, ? extends E> next) {
        Set<E> seen = new HashSet<>();
        for (E e = next.apply(start); e != null && seen.add(e); e = next.apply(e)) {
            if (e == start) {
                shared(Severity.ERROR, feature, "model.circle", feature);
                return;
            }
        }
    }

    private double number(String feature) {
        return value(feature) instanceof Double d ? d : 0;
    }

    /** The number of a feature with its unit, for a message. */
    public String quantity(String feature) {
        return ModelTexts.quantity(number(feature), unitText(feature));
    }

    private String unitText(String feature) {
        EStructuralFeature f = feature(feature);
        return UnitAnnotations.unitFeatureOf(f).map(b -> (String) object.eGet(b)).or(() -> UnitAnnotations.symbolOf(f)).orElse("");
    }
}
