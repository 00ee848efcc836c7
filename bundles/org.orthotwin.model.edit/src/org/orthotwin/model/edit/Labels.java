/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.edit;

import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.stream.Collectors;
import org.eclipse.emf.common.util.Enumerator;
import org.eclipse.emf.ecore.EDataType;
import org.eclipse.emf.ecore.EEnum;
import org.eclipse.emf.ecore.EEnumLiteral;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.ModelTexts;
import org.orthotwin.model.anatomy.UnitAnnotations;
import org.orthotwin.model.scenario.Setting;

/**
 * Values of models as people read them: angles in deg, lengths below 1 m in mm, long times in years, everything else in SI, each with its
 * unit. The annotations of the metamodels say what a number measures.
 */
public final class Labels {

    static final MessageCatalog TEXTS = new MessageCatalog(Labels.class);
    /** s; a year of 365.25 days. */
    private static final double YEAR = 31557600;
    /** The texts of the item providers in one language, whatever that of the machine is. */
    private static final ResourceBundle.Control PROVIDERS = ResourceBundle.Control.getNoFallbackControl(
            ResourceBundle.Control.FORMAT_PROPERTIES);

    private Labels() {
    }

    /** What an object is called, e.g. {@code landmark 'RASIS' of bone 'pelvis'}. */
    public static String name(EObject object, String language) {
        return ModelTexts.name(object).text(language);
    }

    /** The value of a feature of an object; what is not there is a dash. */
    public static String value(EObject object, EStructuralFeature feature, String language) {
        if (object instanceof Setting s && s.getText() != null && feature.getName().equals("number")) {
            return s.getText();
        }
        return text(object, feature, object.eGet(feature), language);
    }

    /** How a value would read in a feature of an object. */
    public static String text(EObject object, EStructuralFeature feature, Object value, String language) {
        Optional<Unit> unit;
        try {
            unit = UnitAnnotations.unitOf(object, feature);
        } catch (IllegalArgumentException e) {
            unit = Optional.empty();
        }
        return switch (value) {
            case null -> "\u2013";
            case Double d -> number(d, unit.orElse(Unit.of("")), language);
            case Vec3 v -> vector(v, unit.orElse(Unit.of("")));
            case Enumerator e when feature.getEType() instanceof EEnum words -> word(words.getEEnumLiteral(e.getValue()), language);
            case Boolean b -> TEXTS.text(language, b ? "yes" : "no");
            case EObject o -> name(o, language);
            case List<?> l -> l.stream().map(e -> e instanceof EObject o ? name(o, language) : String.valueOf(e))
                    .collect(Collectors.joining(", "));
            default -> EcoreUtil.convertToString((EDataType) feature.getEType(), value);
        };
    }

    /** A word of an enumeration; in another language than English as the item providers have it. */
    public static String word(EEnumLiteral literal, String language) {
        String key = "_UI_" + literal.getEEnum().getName() + '_' + literal.getName() + "_literal";
        return providers(language, key).orElse(literal.getLiteral().replace('_', ' ').replace('-', ' '));
    }

    /** What a feature is called inside a sentence: in English as in the metamodel, which is how a path says it, too. */
    static String feature(EStructuralFeature f, String language) {
        String key = "_UI_" + f.getEContainingClass().getName() + '_' + f.getName() + "_feature";
        return providers(language, key).map(n -> n.length() > 1 && Character.isUpperCase(n.charAt(1)) ? n
                : n.substring(0, 1).toLowerCase(Locale.ROOT) + n.substring(1)).orElse(f.getName());
    }

    /** A text of the item providers; empty for English, where the metamodel says it. */
    private static Optional<String> providers(String language, String key) {
        try {
            return language.equals("en") ? Optional.empty() : Optional.of(ResourceBundle.getBundle("plugin", Locale.of(language),
                    Labels.class.getClassLoader(), PROVIDERS).getString(key));
        } catch (MissingResourceException e) {
            return Optional.empty();
        }
    }

    /** A number of SI in the unit in which people read it. */
    public static String number(double si, Unit unit, String language) {
        if (unit.dimension() == Dimension.TIME && Math.abs(si) >= YEAR) {
            return TEXTS.text(language, "years", Numbers.shortest(Math.rint(si / YEAR * 10) / 10));
        }
        Unit shown = shown(unit, Math.abs(si));
        String number = Numbers.shortest(Numbers.edge(shown.fromSi(si)));
        return shown.symbol().equals("1") ? number : number + " " + shown.symbol();
    }

    private static String vector(Vec3 v, Unit unit) {
        Unit shown = shown(unit, 0);
        String numbers = Numbers.shortest(Numbers.edge(shown.fromSi(v.x()))) + ", " + Numbers.shortest(Numbers.edge(shown.fromSi(v.y())))
                + ", " + Numbers.shortest(Numbers.edge(shown.fromSi(v.z())));
        return "(" + numbers + ")" + (shown.symbol().equals("1") ? "" : " " + shown.symbol());
    }

    private static Unit shown(Unit unit, double size) {
        return switch (unit.dimension()) {
            case ANGLE -> Unit.of("deg");
            case LENGTH -> size >= 1 ? unit : Unit.of("mm");
            case ANGULAR_SPEED -> Unit.of("deg/s");
            default -> unit;
        };
    }
}
