/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.NearNames;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;

/** What may be observed, and the patterns of causes that fit a deviation: the data of {@code observables.json} beside this class. */
public final class Observables {

    private static final Map<String, Observable> ALL = new LinkedHashMap<>();
    private static final List<Cause> CAUSES = new ArrayList<>();

    static {
        Map<?, ?> file = read();
        for (Object o : (List<?>) file.get("observables")) {
            Observable d = observable((Map<?, ?>) o);
            ALL.put(d.id(), d);
        }
        for (Object o : (List<?>) file.get("causes")) {
            CAUSES.add(cause((Map<?, ?>) o));
        }
    }

    private Observables() {
    }

    /** Every observable, in a fixed order. */
    public static List<Observable> all() {
        return List.copyOf(ALL.values());
    }

    /** @throws org.orthotwin.core.InputException if there is no such observable, with those of similar names */
    public static Observable get(String id) {
        Observable o = ALL.get(id);
        if (o == null) {
            List<String> near = NearNames.of(id, ALL.keySet());
            throw Texts.refuse("observable.unknown", id, String.join(", ", near.isEmpty() ? ALL.keySet() : near));
        }
        return o;
    }

    /** Empty where there is none of this id. */
    public static Optional<Observable> find(String id) {
        return Optional.ofNullable(ALL.get(id));
    }

    /** Those of a joint that have a course, in a fixed order. */
    public static List<Observable> predicted(String joint) {
        return ALL.values().stream().filter(o -> o.course().isPresent() && (o.joint().isEmpty() || o.joint().equals(joint))).toList();
    }

    /** The causes that are compared, in a fixed order. */
    static List<Cause> causes() {
        return CAUSES;
    }

    private static Map<?, ?> read() {
        try (InputStream in = Observables.class.getResourceAsStream("observables.json")) {
            return (Map<?, ?>) JsonText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Observable observable(Map<?, ?> m) {
        Unit unit = Unit.of(text(m, "unit"));
        Dimension d = unit.dimension();
        Optional<Course> course = Optional.ofNullable((String) m.get("course")).map(c -> Course.valueOf(c.toUpperCase(Locale.ROOT)));
        Map<String, String> names = new HashMap<>();
        names.put("en", text(m, "name"));
        names.put("fr", text(m, "name.fr"));
        List<Observable.Factor> factors = new ArrayList<>();
        for (Object o : list(m, "factors")) {
            Map<?, ?> f = (Map<?, ?>) o;
            factors.add(new Observable.Factor(text(f, "fact"), (Double) f.get("value"), priors(list(f, "parameters"), course, d)));
        }
        List<Observable.Limit> limits = list(m, "limits").stream().map(o -> limit((Map<?, ?>) o, d)).toList();
        String better = (String) m.get("better");
        return new Observable(text(m, "id"), text(m, "version"), m.get("joint") == null ? "" : text(m, "joint"), text(m, "kind"), unit,
                Quantity.parseSi(text(m, "lower"), d), Quantity.parseSi(text(m, "upper"), d),
                Optional.ofNullable(better).map(b -> b.equals("up")), Map.copyOf(names), course,
                course.isEmpty() ? 0 : Quantity.parseSi(text(m, "error"), d), course.isEmpty() ? "" : text(m, "errorSource"),
                priors(list(m, "parameters"), course, d), List.copyOf(factors), limits);
    }

    private static List<Observable.Prior> priors(List<?> parameters, Optional<Course> course, Dimension d) {
        return parameters.stream().map(o -> {
            Map<?, ?> p = (Map<?, ?>) o;
            Course.Kind kind = course.orElseThrow().parameters().stream().filter(c -> c.name().equals(p.get("name"))).findFirst()
                    .orElseThrow(() -> new IllegalStateException(course.get().id() + " has no parameter " + p.get("name"))).kind();
            Dimension measures = switch (kind) {
                case VALUE, LOG_VALUE -> d;
                case RATE -> Dimension.SPEED;
                case LOG_TIME -> Dimension.TIME;
            };
            double spread = kind.logarithmic() ? Math.log((Double) p.get("ratio")) : Quantity.parseSi(text(p, "sd"), measures);
            return new Observable.Prior(text(p, "name"), Quantity.parseSi(text(p, "value"), measures), spread, text(p, "source"));
        }).toList();
    }

    private static Observable.Limit limit(Map<?, ?> m, Dimension d) {
        String name = text(m, "name");
        String level = text(m, "level");
        String source = text(m, "source");
        if (m.containsKey("rate")) {
            return new Observable.Limit(name, Observable.Limit.Kind.RATE, Quantity.parseSi(text(m, "rate"), Dimension.SPEED), 0, level,
                    source);
        }
        boolean change = m.containsKey("change");
        return new Observable.Limit(name, change ? Observable.Limit.Kind.CHANGE : Observable.Limit.Kind.VALUE,
                Quantity.parseSi(text(m, change ? "change" : "value"), d),
                Quantity.parseSi(text(m, change ? "after" : "at"), Dimension.TIME), level, source);
    }

    private static Cause cause(Map<?, ?> m) {
        Map<String, Cause.Effect> effects = new LinkedHashMap<>();
        ((Map<?, ?>) m.get("effects")).forEach((id, o) -> {
            Map<?, ?> e = (Map<?, ?>) o;
            boolean drift = e.containsKey("drift");
            Dimension d = ALL.get(id).unit().dimension();
            Quantity q = Quantity.parse(text(e, drift ? "drift" : "step"));
            // lengths drift in a unit of speed; what has no unit, or is no length, drifts by so much a year
            boolean rate = drift && q.unit().dimension() == Dimension.SPEED && d == Dimension.LENGTH;
            if (!rate && q.unit().dimension() != d) {
                throw new IllegalStateException("cause " + m.get("id") + ": " + id + " by " + q);
            }
            effects.put((String) id, new Cause.Effect(drift, rate || !drift ? q.si() : q.si() / FollowUp.YEAR));
        });
        return new Cause(text(m, "id"), (Double) m.get("probability"), text(m, "source"), effects);
    }

    private static List<?> list(Map<?, ?> m, String key) {
        return m.get(key) instanceof List<?> l ? l : List.of();
    }

    private static String text(Map<?, ?> m, String key) {
        return (String) Objects.requireNonNull(m.get(key), key);
    }
}
