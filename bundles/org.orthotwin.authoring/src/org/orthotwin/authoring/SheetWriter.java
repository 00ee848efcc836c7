/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import static org.orthotwin.model.implant.ImplantPackage.Literals.CATALOGUE;
import static org.orthotwin.model.implant.ImplantPackage.Literals.PARAMETRIC_GEOMETRY;
import static org.orthotwin.model.implant.ImplantPackage.Literals.PROFILE_POINT;
import static org.orthotwin.model.implant.ImplantPackage.Literals.SIZE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.CsvText;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Unit;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.FileGeometry;
import org.orthotwin.model.implant.Geometry;
import org.orthotwin.model.implant.ParameterDefinition;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.ProductLine;
import org.orthotwin.model.implant.ProfilePoint;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Variation;

/** Writes a catalogue as sheets; empty columns are left out. */
final class SheetWriter {

    private static final String YES = "yes";
    private static final String NO = "no";

    private final Path folder;

    private SheetWriter(Path folder) {
        this.folder = folder;
    }

    static void write(Catalogue catalogue, Path folder) throws IOException {
        SheetWriter w = new SheetWriter(folder);
        List<Map<String, String>> names = new ArrayList<>();
        for (EAttribute a : CATALOGUE.getEAllAttributes()) {
            String value = cell(catalogue, a);
            if (!value.isEmpty()) {
                names.add(row("name", SheetFormat.head(a), "value", value));
            }
        }
        w.save(SheetFormat.CATALOGUE, names);
        Map<String, List<Map<String, String>>> sheets = new LinkedHashMap<>();
        catalogue.eAllContents().forEachRemaining(o -> SheetFormat.SHEETS.stream().filter(s -> s.containment() == o.eContainmentFeature())
                .forEach(s -> {
                    Map<String, String> row = new LinkedHashMap<>();
                    if (!s.parent().isEmpty()) {
                        row.put(s.parent(), ((NamedElement) o.eContainer()).getId());
                    }
                    attributes(o, row);
                    sheets.computeIfAbsent(s.name(), k -> new ArrayList<>()).add(row);
                }));
        for (Map.Entry<String, List<Map<String, String>>> e : sheets.entrySet()) {
            w.save(e.getKey(), e.getValue());
        }
        List<Map<String, String>> shapes = new ArrayList<>();
        for (ProductLine line : catalogue.getProductLines()) {
            for (Component c : line.getComponents()) {
                w.save(SheetFormat.SIZES + c.getId(), sizes(c));
                c.getGeometries().forEach(g -> shape(c, null, g, shapes));
                c.getSizes().forEach(s -> s.getGeometries().forEach(g -> shape(c, s, g, shapes)));
            }
        }
        w.save(SheetFormat.SHAPES, shapes);
    }

    private static Map<String, String> row(String... headsAndCells) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < headsAndCells.length; i += 2) {
            row.put(headsAndCells[i], headsAndCells[i + 1]);
        }
        return row;
    }

    private static void attributes(EObject o, Map<String, String> row) {
        for (EStructuralFeature f : o.eClass().getEAllStructuralFeatures()) {
            if (!(f instanceof EReference r && r.isContainment())) {
                row.put(SheetFormat.head(f), cell(o, f));
            }
        }
    }

    private static String cell(EObject o, EStructuralFeature f) {
        Object value = o.eGet(f);
        if (value instanceof List<?> list) {
            return list.stream().map(v -> v instanceof NamedElement e ? e.getId() : v.toString()).collect(Collectors.joining("; "));
        }
        if (value == null || !o.eIsSet(f) && !(value instanceof Boolean)) {
            return "";
        }
        Dimension dimension = SheetFormat.dimension(o, f);
        return value instanceof NamedElement e ? e.getId() : value instanceof Boolean b ? b ? YES : NO
                : value instanceof Double d && dimension != null ? SheetFormat.quantity(d, dimension)
                : EcoreUtil.convertToString(((EAttribute) f).getEAttributeType(), value);
    }

    private static List<Map<String, String>> sizes(Component c) {
        Map<String, Unit> units = new LinkedHashMap<>();
        for (ParameterDefinition p : c.getParameters()) {
            Unit si = Unit.of(p.getUnit() == null ? "" : p.getUnit());
            Unit written = SheetFormat.written(si.dimension());
            boolean exact = c.getSizes().stream().flatMap(s -> s.getParameters().stream()).filter(q -> p.getName().equals(q.getName()))
                    .allMatch(q -> SheetFormat.exact(q.getValue(), written));
            units.put(p.getName(), exact ? written : si);
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (Size s : c.getSizes()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (EStructuralFeature f : SIZE.getEAllStructuralFeatures()) {
                if (!(f instanceof EReference r && r.isContainment())) {
                    row.put(SheetFormat.head(f), cell(s, f));
                }
            }
            for (Variation v : s.getVariations()) {
                row.put("rank " + v.getDimension(), String.valueOf(v.getRank()));
            }
            for (Map.Entry<String, Unit> u : units.entrySet()) {
                String symbol = u.getValue().symbol();
                row.put(symbol.equals("1") ? u.getKey() : u.getKey() + " [" + symbol + ']', "");
            }
            for (Quantity q : s.getParameters()) {
                Unit unit = units.getOrDefault(q.getName(), Unit.of(""));
                row.put(unit.symbol().equals("1") ? q.getName() : q.getName() + " [" + unit.symbol() + ']',
                        SheetFormat.text(q.getValue(), unit));
            }
            rows.add(row);
        }
        return rows;
    }

    /** One row for each point of its profile; what it is stands in the first. */
    private static void shape(Component c, Size s, Geometry g, List<Map<String, String>> rows) {
        Map<String, String> row = row("component", c.getId(), "size", s == null ? "" : s.getId(), "id", text(g.getId()), "name",
                text(g.getName()), "description", text(g.getDescription()), "role", text(g.getRole()), "tolerance",
                g.getTolerance() == 0 ? "" : SheetFormat.quantity(g.getTolerance(), Dimension.LENGTH));
        if (g instanceof FileGeometry f && f.getFile() != null) {
            row.put("mesh", text(f.getFile().getPath()));
            row.put("mesh unit", text(f.getFile().getLengthUnit()));
        }
        if (g instanceof ParametricGeometry p) {
            for (EAttribute a : PARAMETRIC_GEOMETRY.getEAttributes()) {
                row.put(SheetFormat.head(a), cell(p, a));
            }
            for (ProfilePoint point : p.getProfile()) {
                for (EAttribute a : PROFILE_POINT.getEAttributes()) {
                    row.put(SheetFormat.head(a), cell(point, a));
                }
                rows.add(row);
                row = new LinkedHashMap<>();
            }
        }
        if (!row.isEmpty()) {
            rows.add(row);
        }
    }

    private static String text(String s) {
        return s == null ? "" : s;
    }

    private void save(String name, List<Map<String, String>> rows) throws IOException {
        // a column is where it stands in the fullest row; one that no row fills is left out
        Map<String, Boolean> filled = new LinkedHashMap<>();
        rows.forEach(r -> r.forEach((head, value) -> filled.merge(head, !value.isEmpty(), Boolean::logicalOr)));
        List<String> heads = filled.keySet().stream().filter(filled::get).toList();
        if (heads.isEmpty()) {
            return;
        }
        if (!CatalogueBundle.FILE_NAME.matcher(name).matches()) {
            throw Texts.refuse("sheets.bad-id", folder, name);
        }
        List<String> lines = new ArrayList<>();
        lines.add(heads.stream().map(CsvText::cell).collect(Collectors.joining(",")));
        rows.forEach(r -> lines.add(heads.stream().map(h -> CsvText.cell(r.getOrDefault(h, ""))).collect(Collectors.joining(","))));
        AtomicFiles.writeString(folder.resolve(name + SheetFormat.ENDING), String.join("\n", lines) + "\n");
    }

    static void texts(Map<String, Map<String, String>> translations, Path folder) throws IOException {
        for (Map.Entry<String, Map<String, String>> language : translations.entrySet()) {
            if (!language.getValue().isEmpty()) {
                List<String> lines = new ArrayList<>();
                lines.add("text," + language.getKey());
                new TreeMap<>(language.getValue()).forEach((key, text) -> lines.add(CsvText.cell(key) + ',' + CsvText.cell(text)));
                AtomicFiles.writeString(folder.resolve(SheetFormat.TEXTS + language.getKey() + SheetFormat.ENDING),
                        String.join("\n", lines) + "\n");
            }
        }
    }
}
