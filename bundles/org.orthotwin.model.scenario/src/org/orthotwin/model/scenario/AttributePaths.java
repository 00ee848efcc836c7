/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.scenario;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EDataType;
import org.eclipse.emf.ecore.EEnum;
import org.eclipse.emf.ecore.EEnumLiteral;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.NearNames;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.ModelText;
import org.orthotwin.model.anatomy.ModelTexts;
import org.orthotwin.model.anatomy.UnitAnnotations;

/**
 * Dotted paths to the values of a model, as options and tables write them: {@code plans.a.placements.cup.size}.
 *
 * <p>A step is the name of a feature or, in a list, what tells an element apart: its id, role, name, code, definition, solver or
 * catalogue. Such a word may itself contain points; the longest that fits is tried first. The name of a list may be left out
 * ({@code plans.a.cup.inclination}: the coordinate of the placement), and {@code plan} is the active plan of a scenario. A path that
 * ends at a {@link Setting} or at a quantity means its value. Numbers are read with their unit and kept in SI.
 */
public final class AttributePaths {

    private static final MessageCatalog TEXTS = new MessageCatalog(AttributePaths.class);
    private static final List<String> KEYS = List.of("id", "role", "name", "code", "definition", "solver", "catalogue");
    private static final Pattern VECTOR_UNIT = Pattern.compile("(.*[\\d.])\\s*([A-Za-z]\\S*)\\s*");
    /** How many names an error lists. */
    private static final int LISTED = 8;

    /**
     * One feature of one object with the value it is to take; {@code null} unsets it.
     *
     * @param object to be changed
     * @param feature of that object
     * @param value in SI
     */
    public record Change(EObject object, EStructuralFeature feature, Object value) {

        public void apply() {
            if (value == null && !feature.isMany()) {
                object.eUnset(feature);
            } else {
                object.eSet(feature, value);
            }
        }
    }

    /**
     * The end of a path: a feature of an object.
     *
     * @param path as asked for
     * @param object that holds the value
     * @param feature that holds it: for a {@link Setting} its number, for a quantity its value
     */
    public record Target(String path, EObject object, EStructuralFeature feature) {

        /** The value as text, a number in SI with its unit; empty where there is none. */
        public String text() {
            if (object instanceof Setting s && s.getText() != null) {
                return s.getText();
            }
            Object value = object.eGet(feature);
            return switch (value) {
                case null -> "";
                case Double d -> Numbers.shortest(d) + (symbol().isEmpty() ? "" : " " + symbol());
                case Vec3 v -> ModelText.text(v) + (symbol().isEmpty() ? "" : " " + symbol());
                case EObject o -> String.valueOf(key(o).orElse(""));
                case Collection<?> c -> c.stream().map(e -> e instanceof EObject o ? key(o).orElse("") : String.valueOf(e))
                        .collect(Collectors.joining(", "));
                default -> EcoreUtil.convertToString((EDataType) feature.getEType(), value);
            };
        }

        /** Symbol of the unit in which the number is kept; empty for a plain number and for what is none. */
        public String symbol() {
            String s = UnitAnnotations.unitFeatureOf(feature).map(f -> (String) object.eGet(f))
                    .or(() -> UnitAnnotations.symbolOf(feature)).orElse("");
            return s.equals("1") ? "" : s;
        }

        /**
         * What has to change so that the value is the one of the text.
         *
         * @throws InputException if the text does not fit: no number, the wrong unit, an unknown choice or id
         */
        public List<Change> changes(String text) {
            return object instanceof Setting s && feature == ScenarioPackage.Literals.SETTING__NUMBER
                    ? setting(s, text) : List.of(new Change(object, feature, parse(text)));
        }

        private List<Change> setting(Setting s, String text) {
            EStructuralFeature words = ScenarioPackage.Literals.SETTING__TEXT;
            EStructuralFeature unit = ScenarioPackage.Literals.SETTING__UNIT;
            // A setting without a value takes the kind of the first it gets; afterwards it keeps its dimension.
            boolean fresh = s.getText() == null && s.getNumber() == 0 && symbol().isEmpty();
            if (s.getText() != null || fresh) {
                try {
                    Quantity q = Quantity.parse(text);
                    String si = q.unit().dimension().siSymbol();
                    return List.of(new Change(s, words, null), new Change(s, feature, q.si()),
                            new Change(s, unit, si.equals("1") ? null : si));
                } catch (IllegalArgumentException e) {
                    return List.of(new Change(s, feature, null), new Change(s, unit, null), new Change(s, words, text));
                }
            }
            return List.of(new Change(s, feature, number(text, symbol())));
        }

        private Object parse(String text) {
            if (feature instanceof EReference r) {
                return r.isMany() ? Stream.of(text.split(",")).map(t -> referred(r, t.strip())).toList() : referred(r, text.strip());
            }
            if (feature.isMany()) {
                return Stream.of(text.split(",")).map(String::strip).filter(t -> !t.isEmpty()).toList();
            }
            Class<?> type = feature.getEType().getInstanceClass();
            if (type == double.class) {
                return number(text, symbol());
            }
            if (type == Double.class) {
                return text.isBlank() ? null : number(text, symbol());
            }
            if (type == Vec3.class) {
                return vector(text);
            }
            if (feature.getEType() instanceof EEnum choices) {
                EEnumLiteral l = choices.getEEnumLiteralByLiteral(text.strip());
                if (l == null) {
                    throw refuse("path.bad-choice", path, text,
                            choices.getELiterals().stream().map(EEnumLiteral::getLiteral).collect(Collectors.joining(", ")));
                }
                return l.getInstance();
            }
            if (type == boolean.class && !text.equals("true") && !text.equals("false")) {
                throw refuse("path.bad-choice", path, text, "true, false");
            }
            try {
                return EcoreUtil.createFromString((EDataType) feature.getEType(), text);
            } catch (IllegalArgumentException e) {
                throw refuse("path.bad-value", path, text);
            }
        }

        private double number(String text, String si) {
            Unit unit = UnitAnnotations.unitOf(object, feature).orElse(Unit.of(""));
            try {
                if (!si.isEmpty() && !Unit.all().contains(unit)) {
                    // An SI unit that no edge has another for: it may be written or left out.
                    return Quantity.parse(text.endsWith(si) ? text.substring(0, text.length() - si.length()) : text).si();
                }
                return Quantity.parseSi(text, unit.dimension());
            } catch (IllegalArgumentException e) {
                throw refuse("path.bad-number", path, text,
                        si.isEmpty() ? "" : Diagnostic.info(TEXTS, "path.in-unit", units(unit)));
            }
        }

        private static String units(Unit wanted) {
            return Unit.all().stream().filter(u -> u.dimension() == wanted.dimension()).map(Unit::symbol).limit(3)
                    .collect(Collectors.collectingAndThen(Collectors.joining(", "), s -> s.isEmpty() ? wanted.symbol() : s));
        }

        private Vec3 vector(String text) {
            Matcher m = VECTOR_UNIT.matcher(text);
            Unit unit = UnitAnnotations.unitOf(object, feature).orElse(Unit.of(""));
            try {
                Unit given = m.matches() ? Unit.of(m.group(2)) : unit;
                if (given.dimension() != unit.dimension()) {
                    throw new IllegalArgumentException(given.symbol());
                }
                Vec3 v = ModelText.vector((m.matches() ? m.group(1) : text).replace(',', ' '));
                return new Vec3(given.toSi(v.x()), given.toSi(v.y()), given.toSi(v.z()));
            } catch (IllegalArgumentException e) {
                throw refuse("path.bad-value", path, text);
            }
        }

        private EObject referred(EReference r, String id) {
            List<EObject> there = new ArrayList<>();
            EcoreUtil.getRootContainer(object).eAllContents().forEachRemaining(o -> {
                if (r.getEReferenceType().isInstance(o)) {
                    there.add(o);
                }
            });
            return there.stream().filter(o -> id.equals(EcoreUtil.getID(o))).findFirst()
                    .orElseThrow(() -> refuse("path.reference", path, ModelTexts.word(r.getEReferenceType()), id,
                            there.stream().map(EcoreUtil::getID).filter(i -> i != null).sorted().collect(Collectors.joining(", "))));
        }
    }

    private AttributePaths() {
    }

    /**
     * Follows a path.
     *
     * @throws InputException if it leads nowhere, with the names that come near; or if it ends at what has no value
     */
    public static Target resolve(EObject root, String path) {
        Search search = new Search(path);
        Target t = path.isBlank() ? null : search.follow(root, path);
        if (t == null) {
            throw path.isBlank() ? refuse("path.form", path) : search.refusal(root);
        }
        return t;
    }

    /** As {@link #resolve}, with an empty result in place of an error. */
    public static Optional<Target> find(EObject root, String path) {
        return path.isBlank() ? Optional.empty() : Optional.ofNullable(new Search(path).follow(root, path));
    }

    /** The value at a path as text, a number in SI with its unit. */
    public static String get(EObject root, String path) {
        return resolve(root, path).text();
    }

    /**
     * Gives the value at a path another one, e.g. {@code set(scenario, "plan.cup.inclination", "45deg")}.
     *
     * @throws InputException if the path leads nowhere or the text does not fit; nothing has changed then
     */
    public static void set(EObject root, String path, String text) {
        resolve(root, path).changes(text).forEach(Change::apply);
    }

    /**
     * As {@link #set}; where the path names a setting that is not there in a list of settings that is, adds it:
     * {@code requests.rom.settings.neck.diameter}. Whether anything reads a setting of this name is for the caller to say.
     */
    public static void setOrAdd(EObject root, String path, String text) {
        if (find(root, path).isPresent()) {
            set(root, path, text);
            return;
        }
        for (int dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
            String name = path.substring(dot + 1);
            EObject owner = new Search(path).object(root, path.substring(0, path.lastIndexOf('.', dot - 1) + 1));
            EStructuralFeature list = owner == null ? null
                    : owner.eClass().getEStructuralFeature(path.substring(path.lastIndexOf('.', dot - 1) + 1, dot));
            if (list != null && list.isMany() && list.getEType() == ScenarioPackage.Literals.SETTING && !name.isEmpty()) {
                Setting s = ScenarioFactory.eINSTANCE.createSetting();
                s.setName(name);
                new Target(path, s, ScenarioPackage.Literals.SETTING__NUMBER).changes(text).forEach(Change::apply);
                elements(owner, list).add(s);
                return;
            }
        }
        set(root, path, text);
    }

    /** Every path that has a value and does not end in an identifier or a description, sorted; lists by the words of their elements. */
    public static List<String> paths(EObject root) {
        Set<String> found = new TreeSet<>();
        collect(root, "", found);
        return List.copyOf(found);
    }

    private static void collect(EObject o, String prefix, Set<String> found) {
        for (EStructuralFeature f : o.eClass().getEAllStructuralFeatures()) {
            if (f instanceof EReference r && r.isContainment()) {
                for (EObject child : r.isMany() ? elements(o, f) : List.<EObject>of()) {
                    key(child).ifPresent(k -> below(child, prefix + f.getName() + "." + k, found));
                }
                if (!r.isMany() && o.eGet(f) instanceof EObject child) {
                    below(child, prefix + f.getName(), found);
                }
            } else if (!f.isMany() && o.eIsSet(f) && !f.getName().equals("id") && !f.getName().equals("description")) {
                found.add(prefix + f.getName());
            }
        }
    }

    private static void below(EObject child, String path, Set<String> found) {
        if (value(child) != null) {
            found.add(path);
        } else {
            collect(child, path + ".", found);
        }
    }

    /** The feature that stands for a whole object, or {@code null}. */
    private static EStructuralFeature value(EObject o) {
        return o instanceof Setting ? ScenarioPackage.Literals.SETTING__NUMBER
                : o instanceof org.orthotwin.model.anatomy.Quantity ? o.eClass().getEStructuralFeature("value") : null;
    }

    @SuppressWarnings("unchecked")
    private static List<EObject> elements(EObject o, EStructuralFeature list) {
        return (List<EObject>) o.eGet(list);
    }

    private static Optional<String> key(EObject o) {
        return keys(o).stream().findFirst();
    }

    /** The words that stand for an element of a list, the best first. */
    private static Set<String> keys(EObject o) {
        Set<String> keys = new LinkedHashSet<>();
        for (String k : KEYS) {
            EStructuralFeature f = o.eClass().getEStructuralFeature(k);
            if (f != null && o.eGet(f) instanceof String s && !s.isBlank()) {
                keys.add(s);
            }
        }
        return keys;
    }

    private static InputException refuse(String code, Object... args) {
        return new InputException(Diagnostic.error(TEXTS, code, args));
    }

    /** One way through a model; remembers how far it came. */
    private static final class Search {
        private final String path;
        private EObject stuckAt;
        private String stuckOn;
        private boolean noPlan;

        Search(String path) {
            this.path = path;
        }

        /** A step from an object: what is used up of the path, and where it leads. */
        private record Step(String word, EStructuralFeature feature, EObject object) {
        }

        Target follow(EObject o, String rest) {
            if (rest.isEmpty()) {
                EStructuralFeature v = value(o);
                stuck(o, rest);
                return v == null ? null : new Target(path, o, v);
            }
            for (Step s : steps(o, rest)) {
                String left = rest.length() == s.word().length() ? "" : rest.substring(s.word().length() + 1);
                if (s.object() != null) {
                    Target t = follow(s.object(), left);
                    if (t != null) {
                        return t;
                    }
                } else if (left.isEmpty()) {
                    return new Target(path, o, s.feature());
                }
            }
            stuck(o, rest);
            return null;
        }

        /** The object at the end of a path that may end in a point, or {@code null}. */
        EObject object(EObject o, String rest) {
            if (rest.isEmpty()) {
                return o;
            }
            String words = rest.endsWith(".") ? rest.substring(0, rest.length() - 1) : rest;
            for (Step s : steps(o, words)) {
                if (s.object() != null) {
                    EObject end = object(s.object(), words.length() == s.word().length() ? "" : words.substring(s.word().length() + 1));
                    if (end != null) {
                        return end;
                    }
                }
            }
            return null;
        }

        private void stuck(EObject o, String rest) {
            if (stuckOn == null || rest.length() < stuckOn.length()) {
                stuckAt = o;
                stuckOn = rest;
            }
        }

        /** Where the path can go next: named features before elements of lists that are left out, longer words before shorter. */
        private List<Step> steps(EObject o, String rest) {
            List<Step> steps = new ArrayList<>();
            List<Step> implied = new ArrayList<>();
            if (o instanceof Scenario s && starts(rest, "plan")) {
                Plan plan = s.getActivePlan() == null && s.getPlans().size() == 1 ? s.getPlans().getFirst() : s.getActivePlan();
                noPlan = plan == null;
                if (plan != null) {
                    steps.add(new Step("plan", null, plan));
                }
            }
            for (EStructuralFeature f : o.eClass().getEAllStructuralFeatures()) {
                boolean contains = f instanceof EReference r && r.isContainment();
                if (starts(rest, f.getName())) {
                    named(o, f, rest, steps);
                }
                if (contains && f.isMany()) {
                    for (EObject e : elements(o, f)) {
                        keys(e).stream().filter(k -> starts(rest, k)).forEach(k -> implied.add(new Step(k, f, e)));
                    }
                }
            }
            Comparator<Step> longest = Comparator.comparingInt((Step s) -> s.word().length()).reversed();
            steps.sort(longest);
            implied.sort(longest);
            steps.addAll(implied);
            return steps;
        }

        private static void named(EObject o, EStructuralFeature f, String rest, List<Step> steps) {
            if (f instanceof EAttribute || f instanceof EReference r && !r.isContainment() && rest.length() == f.getName().length()) {
                steps.add(new Step(f.getName(), f, null));
            } else if (!f.isMany() && o.eGet(f) instanceof EObject child) {
                steps.add(new Step(f.getName(), f, child));
            } else if (f.isMany() && f instanceof EReference r && r.isContainment() && rest.length() > f.getName().length()) {
                String words = rest.substring(f.getName().length() + 1);
                for (EObject e : elements(o, f)) {
                    keys(e).stream().filter(k -> starts(words, k)).forEach(k -> steps.add(new Step(f.getName() + "." + k, f, e)));
                }
            }
        }

        private static boolean starts(String rest, String word) {
            return rest.startsWith(word) && (rest.length() == word.length() || rest.charAt(word.length()) == '.');
        }

        InputException refusal(EObject root) {
            if (noPlan) {
                return refuse("path.no-plan", path);
            }
            EObject at = stuckAt == null ? root : stuckAt;
            String wanted = stuckOn == null ? path : stuckOn;
            // "settings.nek" of a request: what is missing is an element of that list.
            String list = wanted.contains(".") ? wanted.substring(0, wanted.indexOf('.')) : wanted;
            EStructuralFeature f = at.eClass().getEStructuralFeature(list);
            Set<String> names = new TreeSet<>();
            if (f instanceof EReference r && r.isContainment() && r.isMany()) {
                elements(at, f).forEach(e -> names.addAll(keys(e)));
                wanted = wanted.equals(list) ? "" : wanted.substring(list.length() + 1);
            } else {
                for (EStructuralFeature g : at.eClass().getEAllStructuralFeatures()) {
                    names.add(g.getName());
                    if (g instanceof EReference r && r.isContainment() && r.isMany()) {
                        elements(at, g).forEach(e -> names.addAll(keys(e)));
                    }
                }
            }
            if (wanted.isEmpty()) {
                return refuse("path.no-value", path, ModelTexts.name(at), String.join(", ", names));
            }
            String word = wanted;
            List<String> near = names.stream().filter(n -> NearNames.isNear(word, n) || n.contains(word)
                    || word.contains(n) && n.length() > 2).sorted(Comparator.comparingInt((String n) -> NearNames.distance(word, n)))
                    .toList();
            String first = word.contains(".") ? word.substring(0, word.indexOf('.')) : word;
            if (near.isEmpty()) {
                near = names.stream().filter(n -> NearNames.isNear(first, n)).toList();
            }
            List<String> listed = (near.isEmpty() ? names.stream() : near.stream()).limit(LISTED).toList();
            return listed.isEmpty() ? refuse("path.nothing", path, ModelTexts.name(at), wanted)
                    : refuse("path.unknown", path, ModelTexts.name(at), wanted, String.join(", ", listed));
        }
    }
}
