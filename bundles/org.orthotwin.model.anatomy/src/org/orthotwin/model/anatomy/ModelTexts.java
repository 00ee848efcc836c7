/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EPackage;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;

/** Words for model objects in messages, in the language in which the message is said. */
public final class ModelTexts {

    /** The texts of the anatomy model, with those that all models share. */
    public static final MessageCatalog CATALOG = new MessageCatalog(ModelTexts.class);

    /** What tells an object apart for people, the best first. */
    private static final List<String> NAMING = List.of("id", "code", "path", "name", "role", "definition", "label", "kind");
    private static final Map<EPackage, MessageCatalog> CATALOGS = new ConcurrentHashMap<>();

    private ModelTexts() {
    }

    /** The texts of the metamodel of a class: {@code messages.properties} beside its Java interface. */
    public static MessageCatalog catalogOf(EClass eClass) {
        return CATALOGS.computeIfAbsent(eClass.getEPackage(), p -> new MessageCatalog(eClass.getInstanceClass()));
    }

    /** The word for a class, e.g. "landmark". */
    public static Diagnostic word(EClass eClass) {
        return Diagnostic.info(catalogOf(eClass), "class." + eClass.getName());
    }

    /** What to call an object: {@code landmark 'RASIS' of bone 'pelvis'}. */
    public static Diagnostic name(EObject object) {
        Diagnostic own = ownName(object);
        EObject container = object.eContainer();
        return container == null || container.eContainer() == null ? own
                : Diagnostic.info(CATALOG, "object.of", own, name(container));
    }

    private static Diagnostic ownName(EObject object) {
        Diagnostic word = word(object.eClass());
        for (String naming : NAMING) {
            EStructuralFeature f = object.eClass().getEStructuralFeature(naming);
            if (f != null && object.eGet(f) instanceof String s && !s.isBlank()) {
                return Diagnostic.info(CATALOG, "object.named", word, s);
            }
        }
        EStructuralFeature in = object.eContainingFeature();
        if (in != null && in.isMany()) {
            int index = ((List<?>) object.eContainer().eGet(in)).indexOf(object);
            return Diagnostic.info(CATALOG, "object.numbered", word, String.valueOf(index + 1));
        }
        return in == null ? word : Diagnostic.info(CATALOG, "object.named", word, in.getName());
    }

    /** A number for people, twelve digits at most, with the unit behind it, which may be empty. */
    public static String quantity(double value, String unit) {
        String number = Numbers.shortest(Numbers.edge(value));
        return unit == null || unit.isEmpty() || unit.equals("1") ? number : number + " " + unit;
    }
}
