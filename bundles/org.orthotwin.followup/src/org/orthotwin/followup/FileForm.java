/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.orthotwin.core.NearNames;

/**
 * Which fields the objects of a file of observables may have. One that nobody knows is read by nobody: a limit under a misspelled name
 * would never be in force, and nobody would be told.
 */
final class FileForm {

    /** What the value of a field is. */
    private enum Is {
        PLAIN("a text or a number"), FLAG("true or false"), TEXTS("a list of texts"), OBJECT("an object"), OBJECTS("a list of objects"),
        NUMBERS("an object of numbers"), BY_ID("an object of objects"), LIST_BY_ID("a list of objects of objects");

        private final String words;

        Is(String words) {
            this.words = words;
        }
    }

    /** @param of the form of objects that are in it; null where there are none */
    private record Field(Is is, FileForm of) {
    }

    /** What says of an object in a list which one it is. */
    private static final List<String> NAMES = List.of("id", "name", "fact", "observable", "measurement");
    private static final String LANGUAGE = "[a-z]{2,3}(-[A-Za-z0-9]+)*";

    private static final FileForm PRIOR = new FileForm().plain("name value sd ratio on slope source");
    static final FileForm OBSERVABLE = new FileForm().plain(
            "id version joint kind unit lower upper better course error errorSource").translated("name").flags("whole visit")
            .objects("parameters", PRIOR)
            .objects("regressions", new FileForm().plain("fact centre from per source").objects("parameters", new FileForm().plain(
                    "name slope ratio sd")))
            .objects("factors", new FileForm().plain("fact value").numbers("and").objects("parameters", PRIOR))
            .object("change", new FileForm().plain("hazard rate sd source"))
            .object("fading", new FileForm().plain("after time source"))
            .objects("ties", new FileForm().plain("measurement parameter at factor sd ratio source"))
            .object("scoring", new FileForm().plain("start factor source").objects("blocks", new FileForm().plain(
                    "items lower upper missing")))
            .objects("limits", new FileForm().plain("name level value at on change after rate increase from to progress").translated(
                    "source").numbers("when unless"))
            .object("target", new FileForm().plain("lower upper").translated("source"));
    private static final FileForm EFFECT = new FileForm().plain("step drift");
    static final FileForm CAUSE = new FileForm().plain("id probability source when joint earliest latest complication repeated least")
            .translated("name next known").flags("improves infection urgent sudden").texts("like").numbers("facts").byId("effects", EFFECT)
            .listById("or", EFFECT)
            .objects("markers", new FileForm().plain(
                    "observable from after until sensitivity specificity undecided confirms criterion source")
                    .objects("strata", new FileForm().plain("from ratio"))
                    .object("rise", new FileForm().plain("from by ratio"))
                    .object("repeat", new FileForm().plain("alone beside half pain"))
                    .object("own", new FileForm().plain("fact by")))
            .objects("signs", new FileForm().plain("observable limit after ratio confirms").flags("urgent"))
            .objects("needs", new FileForm().plain("observable limit"))
            .object("past", new FileForm().plain("kept exchanged half amiss").translated("source"));
    static final FileForm INTERVENTION = new FileForm().plain("id when regains").translated("name source risk").flags("operates").texts(
            "restarts also for unless").numbers("cures")
            .byId("effects", new FileForm().plain("change sd time"))
            .object("window", new FileForm().plain("from until"))
            .object("then", new FileForm().plain("what after"))
            .object("acute", new FileForm().plain("operation signs unless"));
    static final FileForm VISITS = new FileForm().plain("id joint every until source").texts("after");
    /** The schedule of one patient, which has a file of its own. */
    static final FileForm OWN_VISITS = new FileForm().plain("every until source made").texts("after appointments");
    /** The file itself; what is in its lists is judged entry by entry. */
    static final FileForm FILE = new FileForm().objects("observables", null).objects("causes", null).objects("interventions", null)
            .objects("visits", null);

    private final Map<String, Field> fields = new TreeMap<>();
    private final Set<String> translated = new HashSet<>();

    private FileForm() {
    }

    private FileForm with(Is is, String names, FileForm of) {
        for (String n : names.split(" ")) {
            fields.put(n, new Field(is, of));
        }
        return this;
    }

    private FileForm plain(String names) {
        return with(Is.PLAIN, names, null);
    }

    /** Texts that may be said in other languages as well. */
    private FileForm translated(String names) {
        translated.addAll(List.of(names.split(" ")));
        return plain(names);
    }

    private FileForm flags(String names) {
        return with(Is.FLAG, names, null);
    }

    private FileForm texts(String names) {
        return with(Is.TEXTS, names, null);
    }

    private FileForm numbers(String names) {
        return with(Is.NUMBERS, names, null);
    }

    private FileForm object(String name, FileForm of) {
        return with(Is.OBJECT, name, of);
    }

    private FileForm objects(String name, FileForm of) {
        return with(Is.OBJECTS, name, of);
    }

    private FileForm byId(String name, FileForm of) {
        return with(Is.BY_ID, name, of);
    }

    private FileForm listById(String name, FileForm of) {
        return with(Is.LIST_BY_ID, name, of);
    }

    /** @throws IllegalArgumentException with all fields of an object, and of those in it, that nobody knows or that are of another kind */
    void check(Map<?, ?> object) {
        List<String> wrong = new ArrayList<>();
        check(object, "", wrong);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
    }

    private void check(Map<?, ?> object, String in, List<String> wrong) {
        object.forEach((key, value) -> {
            String name = String.valueOf(key);
            Field f = field(name);
            if (f == null) {
                List<String> near = NearNames.of(name, fields.keySet());
                wrong.add(in + "nobody knows the field '" + name + "'; " + (near.isEmpty() ? "known are " + String.join(", ", fields
                        .keySet()) : "near it: " + String.join(", ", near)));
            } else if (value != null && !fits(f.is, value)) {
                wrong.add(in + "the field '" + name + "' is " + f.is.words);
            } else if (value != null && f.of != null) {
                within(f, name, value, in, wrong);
            }
        });
    }

    /** Null where nobody knows it. */
    private Field field(String name) {
        int dot = name.indexOf('.');
        boolean other = dot > 0 && translated.contains(name.substring(0, dot)) && name.substring(dot + 1).matches(LANGUAGE);
        return fields.get(other ? name.substring(0, dot) : name);
    }

    private static boolean fits(Is is, Object value) {
        return switch (is) {
            case PLAIN -> value instanceof String || value instanceof Number;
            case FLAG -> value instanceof Boolean;
            case TEXTS -> value instanceof List<?> l && l.stream().allMatch(String.class::isInstance);
            case OBJECT -> value instanceof Map;
            case OBJECTS -> value instanceof List<?> l && areMaps(l.stream());
            case NUMBERS -> value instanceof Map<?, ?> m && m.values().stream().allMatch(Number.class::isInstance);
            case BY_ID -> isById(value);
            case LIST_BY_ID -> value instanceof List<?> l && l.stream().allMatch(FileForm::isById);
        };
    }

    private static boolean isById(Object value) {
        return value instanceof Map<?, ?> m && areMaps(m.values().stream());
    }

    private static boolean areMaps(Stream<?> values) {
        return values.allMatch(Map.class::isInstance);
    }

    private static void within(Field f, String name, Object value, String in, List<String> wrong) {
        switch (value) {
            case List<?> l -> {
                for (int i = 0; i < l.size(); i++) {
                    Map<?, ?> m = (Map<?, ?>) l.get(i);
                    if (f.is == Is.LIST_BY_ID) {
                        within(new Field(Is.BY_ID, f.of), name, m, in, wrong);
                    } else {
                        f.of.check(m, in + name + " " + called(m, i) + ": ", wrong);
                    }
                }
            }
            case Map<?, ?> m when f.is == Is.BY_ID -> m.forEach((id, o) -> f.of.check((Map<?, ?>) o, in + name + " '" + id + "': ",
                    wrong));
            case Map<?, ?> m -> f.of.check(m, in + name + ": ", wrong);
            default -> throw new IllegalStateException(name);
        }
    }

    /** By what it says of itself, or by its place in the list, from 1. */
    private static String called(Map<?, ?> m, int i) {
        return NAMES.stream().map(m::get).filter(String.class::isInstance).findFirst().map(n -> "'" + n + "'").orElse("no. " + (i + 1));
    }
}
