/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.implant.internal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.emf.common.util.DiagnosticChain;
import org.orthotwin.model.anatomy.Findings;
import org.orthotwin.model.anatomy.ModelText;
import org.orthotwin.model.anatomy.ModelTexts;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.implant.Assembly;
import org.orthotwin.model.implant.AssemblyConnection;
import org.orthotwin.model.implant.AssemblySlot;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.CompatibilityRule;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.DegreeOfFreedom;
import org.orthotwin.model.implant.FileGeometry;
import org.orthotwin.model.implant.Geometry;
import org.orthotwin.model.implant.LandmarkKind;
import org.orthotwin.model.implant.MatingFeature;
import org.orthotwin.model.implant.Notice;
import org.orthotwin.model.implant.NoticeKind;
import org.orthotwin.model.implant.ParameterDefinition;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.PlanningLandmark;
import org.orthotwin.model.implant.ProductLine;
import org.orthotwin.model.implant.ProfilePoint;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Variation;
import org.orthotwin.model.implant.Verdict;

/** The invariants of the implant metamodel. Each adds what it finds to the chain and returns whether it found no error. */
public final class ImplantRules {

    private ImplantRules() {
    }

    public static boolean validCatalogue(Catalogue c, DiagnosticChain chain) {
        Findings f = new Findings(c, chain);
        f.required("id", "manufacturer", "version", "licence");
        f.date("effectiveDate");
        List<Size> sizes = new ArrayList<>();
        for (ProductLine line : c.getProductLines()) {
            line.getComponents().forEach(k -> sizes.addAll(k.getSizes()));
        }
        f.unique("productLines", sizes, Size::getPartNumber);
        f.unique("productLines", sizes, Size::getUdi);
        return f.ok();
    }

    public static boolean validComponent(Component c, DiagnosticChain chain) {
        Findings f = new Findings(c, chain);
        f.required("id", "kind", "sizes");
        if (!"y".equals(c.getMirrorAxis()) && !"z".equals(c.getMirrorAxis())) {
            f.error("mirrorAxis", "component.mirror", String.valueOf(c.getMirrorAxis()));
        }
        f.unique("parameters", c.getParameters(), NamedElement::getName);
        f.unique("geometries", c.getGeometries(), Geometry::getRole);
        f.unique("landmarks", c.getLandmarks(), PlanningLandmark::getCode);
        f.unique("sizes", c.getSizes(), Size::getLabel);
        return f.ok();
    }

    public static boolean validParameter(ParameterDefinition p, DiagnosticChain chain) {
        Findings f = new Findings(p, chain);
        f.required("name");
        f.siUnit("unit", null);
        if (p.getDefaultValue() != null && p.getDefaultValue().isBlank()) {
            f.error("defaultValue", "expression.empty", "defaultValue");
        }
        return f.ok();
    }

    public static boolean validSize(Size s, DiagnosticChain chain) {
        Findings f = new Findings(s, chain);
        f.required("id", "label", "partNumber");
        // Not a short-circuit "and": both dates are to be looked at.
        if (f.date("validFrom") & f.date("validUntil") && f.has("validFrom") && f.has("validUntil")
                && s.getValidFrom().compareTo(s.getValidUntil()) > 0) {
            f.error("validUntil", "size.dates", s.getValidFrom(), s.getValidUntil());
        }
        f.unique("parameters", s.getParameters(), Quantity::getName);
        f.unique("variations", s.getVariations(), Variation::getDimension);
        f.unique("geometries", s.getGeometries(), Geometry::getRole);
        f.noCircle("replacedBy", s, Size::getReplacedBy);
        f.noCircle("derivedFrom", s, Size::getDerivedFrom);
        if (s.eContainer() instanceof Component c) {
            parameters(f, s, c);
        }
        return f.ok();
    }

    private static void parameters(Findings f, Size s, Component c) {
        Set<String> given = new HashSet<>();
        for (Quantity q : s.getParameters()) {
            given.add(q.getName());
            ParameterDefinition d = c.getParameters().stream().filter(p -> p.getName() != null && p.getName().equals(q.getName()))
                    .findFirst().orElse(null);
            if (d == null) {
                f.error("parameters", "size.unknown-parameter", String.valueOf(q.getName()));
            } else if (!unit(d.getUnit()).equals(unit(q.getUnit()))) {
                f.error("parameters", "size.parameter-unit", q.getName(), unit(q.getUnit()), unit(d.getUnit()));
            }
        }
        for (ParameterDefinition d : c.getParameters()) {
            if (d.getName() != null && !given.contains(d.getName()) && (d.getDefaultValue() == null || d.getDefaultValue().isBlank())) {
                f.error("parameters", "size.no-parameter", d.getName());
            }
        }
    }

    private static String unit(String symbol) {
        return symbol == null || symbol.isEmpty() ? "1" : symbol;
    }

    public static boolean validVariation(Variation v, DiagnosticChain chain) {
        Findings f = new Findings(v, chain);
        f.required("dimension");
        if (v.getRank() < 1) {
            f.error("rank", "variation.rank", v.getRank());
        }
        return f.ok();
    }

    public static boolean validGeometry(Geometry g, DiagnosticChain chain) {
        Findings f = new Findings(g, chain);
        f.required("role");
        f.notNegative("tolerance");
        return f.ok();
    }

    public static boolean validFileGeometry(FileGeometry g, DiagnosticChain chain) {
        Findings f = new Findings(g, chain);
        f.required("file");
        if (g.getFile() != null && (g.getFile().getLengthUnit() == null || g.getFile().getLengthUnit().isBlank())) {
            f.error("file", "geometry.no-unit", String.valueOf(g.getFile().getPath()));
        }
        return f.ok();
    }

    public static boolean validParametricGeometry(ParametricGeometry g, DiagnosticChain chain) {
        Findings f = new Findings(g, chain);
        f.required("shape", "profile");
        wholeOrNone(f, "axisX", "axisY", "axisZ");
        if (g.getSegments() < 0 || g.getSegments() > 0 && g.getSegments() < 3) {
            f.error("segments", "geometry.segments", g.getSegments(), 3);
        }
        return f.ok();
    }

    /** A direction is given with all its components or not at all. Returns whether it is given. */
    private static boolean wholeOrNone(Findings f, String... components) {
        int given = 0;
        for (String c : components) {
            given += f.has(c) ? 1 : 0;
        }
        if (given > 0 && given < components.length) {
            f.required(components);
        }
        return given == components.length;
    }

    public static boolean validProfilePoint(ProfilePoint p, DiagnosticChain chain) {
        Findings f = new Findings(p, chain);
        if (!f.has("x") && !f.has("y") && !f.has("z") && !f.has("a") && !f.has("b") && !f.has("c")) {
            f.error("x", "profile.empty");
        }
        return f.ok();
    }

    public static boolean validMatingFeature(MatingFeature m, DiagnosticChain chain) {
        Findings f = new Findings(m, chain);
        f.required("kind", "x", "y", "z", "axisX", "axisY", "axisZ");
        return f.ok();
    }

    public static boolean validFreedom(DegreeOfFreedom d, DiagnosticChain chain) {
        Findings f = new Findings(d, chain);
        f.required("axis");
        if (d.getAxis() != null && f.finite("axis") && !(d.getAxis().norm() > 0)) {
            f.error("axis", "freedom.axis", ModelText.text(d.getAxis()));
        }
        f.ordered("minimum", "maximum");
        return f.ok();
    }

    public static boolean validPlanningLandmark(PlanningLandmark l, DiagnosticChain chain) {
        Findings f = new Findings(l, chain);
        f.required("code", "x", "y", "z");
        if (l.getKind() != LandmarkKind.POINT) {
            f.required("directionX", "directionY", "directionZ");
        }
        return f.ok();
    }

    public static boolean validAssembly(Assembly a, DiagnosticChain chain) {
        Findings f = new Findings(a, chain);
        f.required("id", "slots");
        f.unique("slots", a.getSlots(), AssemblySlot::getRole);
        return f.ok();
    }

    public static boolean validSlot(AssemblySlot s, DiagnosticChain chain) {
        Findings f = new Findings(s, chain);
        f.required("role", "components");
        return f.ok();
    }

    public static boolean validConnection(AssemblyConnection c, DiagnosticChain chain) {
        Findings f = new Findings(c, chain);
        f.required("first", "firstFeature", "second", "secondFeature");
        if (c.getFirst() != null && c.getFirst() == c.getSecond()) {
            f.error("second", "connection.one-slot", ModelTexts.name(c.getFirst()));
        }
        return f.ok();
    }

    public static boolean validRule(CompatibilityRule r, DiagnosticChain chain) {
        Findings f = new Findings(r, chain);
        f.required("first", "second", "source");
        if (r.getVerdict() != Verdict.ALLOWED) {
            f.required("reason");
        }
        if (r.getCondition() != null && !r.getCondition().isEmpty() && r.getCondition().isBlank()) {
            f.error("condition", "expression.empty", "condition");
        }
        f.date("sourceDate");
        return f.ok();
    }

    public static boolean validNotice(Notice n, DiagnosticChain chain) {
        Findings f = new Findings(n, chain);
        f.required("date", "text");
        f.date("date");
        if (n.getSizes().isEmpty() && n.getKind() != NoticeKind.INFORMATION) {
            f.error("sizes", "notice.no-sizes");
        }
        if (n.getKind() == NoticeKind.REPLACEMENT) {
            for (Size s : n.getSizes()) {
                if (s.getReplacedBy() == null) {
                    f.error("sizes", "notice.no-successor", ModelTexts.name(s));
                }
            }
        }
        return f.ok();
    }
}
