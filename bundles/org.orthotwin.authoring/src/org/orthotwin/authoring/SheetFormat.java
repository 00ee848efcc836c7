/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import static org.orthotwin.model.implant.ImplantPackage.Literals.ASSEMBLY__CONNECTIONS;
import static org.orthotwin.model.implant.ImplantPackage.Literals.ASSEMBLY__SLOTS;
import static org.orthotwin.model.implant.ImplantPackage.Literals.CATALOGUE__ASSEMBLIES;
import static org.orthotwin.model.implant.ImplantPackage.Literals.CATALOGUE__NOTICES;
import static org.orthotwin.model.implant.ImplantPackage.Literals.CATALOGUE__PRODUCT_LINES;
import static org.orthotwin.model.implant.ImplantPackage.Literals.CATALOGUE__RULES;
import static org.orthotwin.model.implant.ImplantPackage.Literals.COMPONENT__LANDMARKS;
import static org.orthotwin.model.implant.ImplantPackage.Literals.COMPONENT__MATING_FEATURES;
import static org.orthotwin.model.implant.ImplantPackage.Literals.COMPONENT__PARAMETERS;
import static org.orthotwin.model.implant.ImplantPackage.Literals.DEGREE_OF_FREEDOM;
import static org.orthotwin.model.implant.ImplantPackage.Literals.MATING_FEATURE__FREEDOMS;
import static org.orthotwin.model.implant.ImplantPackage.Literals.PRODUCT_LINE__COMPONENTS;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.emf.ecore.EAnnotation;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.model.implant.DegreeOfFreedom;
import org.orthotwin.model.implant.FreedomType;

/**
 * What the sheets of a catalogue are called and what stands in their columns: most are a table of one class of the metamodel, a column for
 * each attribute. The sizes of a component and the shapes have a form of their own.
 */
final class SheetFormat {

    /**
     * A sheet with a row for each element of one kind.
     *
     * @param name of the file, without its ending
     * @param containment where the elements are held
     * @param parent head of the column with the id of what holds them; empty for the catalogue itself
     */
    record Sheet(String name, EReference containment, String parent) {

        EClass type() {
            return containment.getEReferenceType();
        }
    }

    static final String CATALOGUE = "catalogue";
    static final String SHAPES = "shapes";
    static final String SIZES = "sizes-";
    static final String TEXTS = "texts_";
    static final String ENDING = ".csv";
    /** In their order: what holds others comes first. */
    static final List<Sheet> SHEETS = List.of(
            new Sheet("product-lines", CATALOGUE__PRODUCT_LINES, ""),
            new Sheet("components", PRODUCT_LINE__COMPONENTS, "product line"),
            new Sheet("parameters", COMPONENT__PARAMETERS, "component"),
            new Sheet("features", COMPONENT__MATING_FEATURES, "component"),
            new Sheet("freedoms", MATING_FEATURE__FREEDOMS, "feature"),
            new Sheet("landmarks", COMPONENT__LANDMARKS, "component"),
            new Sheet("assemblies", CATALOGUE__ASSEMBLIES, ""),
            new Sheet("slots", ASSEMBLY__SLOTS, "assembly"),
            new Sheet("connections", ASSEMBLY__CONNECTIONS, "assembly"),
            new Sheet("rules", CATALOGUE__RULES, ""),
            new Sheet("notices", CATALOGUE__NOTICES, ""));

    private static final Pattern UNIT = Pattern.compile("(.*?)\\s*\\[(.*)]");
    private static final Pattern NUMBER = Pattern.compile("([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\\s*([^0-9.\\s].*)?");

    private SheetFormat() {
    }

    /**
     * A head with its unit.
     *
     * @param name before the brackets
     * @param unit in them; null where there are none
     */
    record Head(String name, String unit) {

        static Head of(String text) {
            Matcher m = UNIT.matcher(text);
            return m.matches() ? new Head(m.group(1), m.group(2).strip()) : new Head(text, null);
        }
    }

    /** What a column of an attribute or reference is called, without unit: partNumber stands under "part number". */
    static String head(EStructuralFeature f) {
        return f.getName().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }

    /** Dimension of a number of a model element; null for one without. A freedom's ends are angles or lengths by its kind. */
    static Dimension dimension(EObject object, EStructuralFeature f) {
        if (object instanceof DegreeOfFreedom d && f.getEContainingClass() == DEGREE_OF_FREEDOM && !f.getName().equals("axis")) {
            return d.getType() == FreedomType.TRANSLATION ? Dimension.LENGTH : Dimension.ANGLE;
        }
        EAnnotation unit = f.getEAnnotations().stream().filter(a -> a.getDetails().containsKey("unit")).findFirst().orElse(null);
        return unit == null || !unit.getDetails().get("unit").equals("m") ? null : Dimension.LENGTH;
    }

    /** The unit in which people write a dimension in sheets: mm, deg, and SI for the rest. */
    static Unit written(Dimension d) {
        return d == Dimension.LENGTH ? Unit.of("mm") : d == Dimension.ANGLE ? Unit.of("deg") : d.siUnit();
    }

    /** Whether a number in SI is found again exactly when it is written in a unit with the fewest digits. */
    static boolean exact(double si, Unit unit) {
        return unit.toSi(Double.parseDouble(text(si, unit))) == si;
    }

    /** A number in SI as it is written in a unit, with the fewest digits. */
    static String text(double si, Unit unit) {
        double shown = unit.fromSi(si);
        double round = Numbers.edge(shown);
        return Numbers.shortest(unit.toSi(round) == si ? round : shown);
    }

    /** A number with its unit in one cell, exactly; the unit is the one that people write where that is exact, else SI. */
    static String quantity(double si, Dimension d) {
        Unit unit = exact(si, written(d)) ? written(d) : d.siUnit();
        return text(si, unit) + ' ' + unit.symbol();
    }

    /**
     * A number in SI from a cell that may have a unit of its own.
     *
     * @param unit that holds where the cell has none; null if it must have one
     * @throws IllegalArgumentException if it is none, has no unit, or one of another dimension
     */
    static double number(String cell, Dimension dimension, Unit unit) {
        Matcher m = NUMBER.matcher(cell);
        if (!m.matches()) {
            throw new IllegalArgumentException(cell);
        }
        double value = Double.parseDouble(m.group(1));
        Unit own = m.group(2) == null ? unit : Unit.of(m.group(2).strip());
        if (own == null || own.dimension() != dimension || !Double.isFinite(value)) {
            throw new IllegalArgumentException(cell);
        }
        return own.toSi(value);
    }
}
