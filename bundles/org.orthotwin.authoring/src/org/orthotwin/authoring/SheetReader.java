/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import static org.orthotwin.model.implant.ImplantPackage.Literals.CATALOGUE;
import static org.orthotwin.model.implant.ImplantPackage.Literals.CATALOGUE__ASSEMBLIES;
import static org.orthotwin.model.implant.ImplantPackage.Literals.COMPONENT;
import static org.orthotwin.model.implant.ImplantPackage.Literals.COMPONENT__GEOMETRIES;
import static org.orthotwin.model.implant.ImplantPackage.Literals.COMPONENT__SIZES;
import static org.orthotwin.model.implant.ImplantPackage.Literals.PARAMETRIC_GEOMETRY;
import static org.orthotwin.model.implant.ImplantPackage.Literals.PRODUCT_LINE;
import static org.orthotwin.model.implant.ImplantPackage.Literals.PROFILE_POINT;
import static org.orthotwin.model.implant.ImplantPackage.Literals.SIZE;
import static org.orthotwin.model.implant.ImplantPackage.Literals.SIZE__GEOMETRIES;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.emf.ecore.EAttribute;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EDataType;
import org.eclipse.emf.ecore.EEnum;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EReference;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.CsvText;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.NearNames;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.io.MeshFormat;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.FileGeometry;
import org.orthotwin.model.implant.Geometry;
import org.orthotwin.model.implant.ImplantFactory;
import org.orthotwin.model.implant.ParameterDefinition;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.ProductLine;
import org.orthotwin.model.implant.ProfilePoint;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Variation;

/** Reads the sheets of a catalogue; what is wrong with a cell is told with its sheet, row and column, and reading goes on. */
final class SheetReader {

    /** More than any catalogue has; a sheet of this size is something else. */
    private static final long MOST_BYTES = 16L << 20;

    private record Row(String sheet, int line, Map<String, String> cells) {

        String cell(String head) {
            return cells.getOrDefault(head, "");
        }
    }

    private record Sheet(String name, List<String> heads, List<Row> rows) {
    }

    /** A cell that names other elements, to be looked up when all are there. */
    private record Pending(EObject object, EReference reference, Row row, String head) {
    }

    private final Path folder;
    private final Monitor monitor;
    private final List<Diagnostic> problems = new ArrayList<>();
    private final Catalogue catalogue = ImplantFactory.eINSTANCE.createCatalogue();
    private final Map<String, EObject> elements = new HashMap<>();
    private final List<Pending> pending = new ArrayList<>();

    SheetReader(Path folder, Monitor monitor) {
        this.folder = folder;
        this.monitor = monitor;
    }

    CatalogueSheets.Content read() throws IOException {
        if (!Files.isRegularFile(folder.resolve(SheetFormat.CATALOGUE + SheetFormat.ENDING))) {
            throw Texts.refuse("sheets.none", folder, SheetFormat.CATALOGUE + SheetFormat.ENDING);
        }
        Map<String, Sheet> sheets = sheets();
        catalogue(sheets.remove(SheetFormat.CATALOGUE));
        for (SheetFormat.Sheet s : SheetFormat.SHEETS) {
            Sheet sheet = sheets.remove(s.name());
            if (s.containment() == CATALOGUE__ASSEMBLIES) {
                // sizes and shapes belong to components, which are there now; what follows speaks of them
                sizes(sheets);
                shapes(sheets.remove(SheetFormat.SHAPES));
            }
            if (sheet != null) {
                elements(s, sheet);
            }
        }
        Map<String, Map<String, String>> texts = texts(sheets);
        sheets.keySet().forEach(n -> problem("sheets.unknown", n + SheetFormat.ENDING));
        pending.forEach(this::look);
        return new CatalogueSheets.Content(catalogue, texts, List.copyOf(problems));
    }

    private void problem(String code, Object... args) {
        problems.add(Diagnostic.error(Texts.CATALOG, code, args));
    }

    private void problem(Row row, String head, String code, Object... args) {
        Object[] all = new Object[args.length + 3];
        all[0] = row.sheet() + SheetFormat.ENDING;
        all[1] = row.line();
        all[2] = head;
        System.arraycopy(args, 0, all, 3, args.length);
        problem(code, all);
    }

    private Map<String, Sheet> sheets() throws IOException {
        List<Path> files;
        try (Stream<Path> there = Files.list(folder)) {
            files = there.filter(p -> p.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(SheetFormat.ENDING)).sorted().toList();
        }
        Map<String, Sheet> sheets = new TreeMap<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            name = name.substring(0, name.length() - SheetFormat.ENDING.length());
            sheets.put(name, sheet(file, name));
        }
        return sheets;
    }

    private Sheet sheet(Path file, String name) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw Texts.refuse("sheets.large", file, Files.size(file) >> 20, MOST_BYTES >> 20);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
        } catch (CharacterCodingException e) {
            throw Texts.refuse("sheets.encoding", file);
        }
        List<String> heads = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        try {
            CsvText.read(text, r -> {
                monitor.checkCancelled();
                if (heads.isEmpty()) {
                    heads.addAll(r.cells());
                    return;
                }
                if (r.cells().stream().allMatch(String::isEmpty)) {
                    return;
                }
                Map<String, String> cells = new LinkedHashMap<>();
                for (int i = 0; i < r.cells().size(); i++) {
                    if (i < heads.size()) {
                        cells.put(heads.get(i), r.cells().get(i));
                    } else if (!r.cells().get(i).isEmpty()) {
                        problem("sheets.cells", name + SheetFormat.ENDING, r.line(), r.cells().size(), heads.size());
                        break;
                    }
                }
                rows.add(new Row(name, r.line(), cells));
            });
        } catch (CsvText.OpenQuoteException e) {
            throw Texts.refuse("sheets.quote", file, e.line());
        }
        for (int i = 0; i < heads.size(); i++) {
            if (!heads.get(i).isEmpty() && heads.indexOf(heads.get(i)) != i) {
                problem("sheets.twice", name + SheetFormat.ENDING, heads.get(i));
            }
        }
        return new Sheet(name, heads.stream().filter(h -> !h.isEmpty()).toList(), rows);
    }

    // ---- elements with a row each

    private void catalogue(Sheet sheet) {
        Map<String, EAttribute> known = new LinkedHashMap<>();
        CATALOGUE.getEAllAttributes().forEach(a -> known.put(SheetFormat.head(a), a));
        heads(sheet, List.of("name", "value"));
        for (Row row : sheet.rows()) {
            EAttribute a = known.get(row.cell("name"));
            if (a == null) {
                unknown(row, "name", row.cell("name"), known.keySet());
            } else if (!row.cell("value").isEmpty()) {
                attribute(catalogue, a, row, "value", null);
            }
        }
        if (catalogue.getId() == null) {
            problem("sheets.id", sheet.name() + SheetFormat.ENDING);
        } else {
            elements.put(catalogue.getId(), catalogue);
        }
    }

    private void unknown(Row row, String head, String word, Collection<String> known) {
        List<String> near = NearNames.of(word, known);
        problem(row, head, "cell.unknown", word, String.join(", ", near.isEmpty() ? known : near));
    }

    /** Columns that nobody knows. */
    private void heads(Sheet sheet, Collection<String> known) {
        for (String head : sheet.heads()) {
            if (!known.contains(SheetFormat.Head.of(head).name())) {
                List<String> near = NearNames.of(head, known);
                problem("sheets.column", sheet.name() + SheetFormat.ENDING, head, String.join(", ", near.isEmpty() ? known : near));
            }
        }
    }

    private static List<EStructuralFeature> columns(EClass type) {
        return type.getEAllStructuralFeatures().stream().filter(f -> !(f instanceof EReference r && r.isContainment())).toList();
    }

    private void elements(SheetFormat.Sheet s, Sheet sheet) {
        Set<String> known = new LinkedHashSet<>();
        if (!s.parent().isEmpty()) {
            known.add(s.parent());
        }
        columns(s.type()).forEach(f -> known.add(SheetFormat.head(f)));
        heads(sheet, known);
        for (Row row : sheet.rows()) {
            EObject parent = parent(s, row);
            if (parent != null) {
                EObject o = EcoreUtil.create(s.type());
                fill(o, columns(s.type()), row);
                add(parent, s.containment(), o, row);
            }
        }
    }

    private EObject parent(SheetFormat.Sheet s, Row row) {
        if (s.parent().isEmpty()) {
            return catalogue;
        }
        String id = row.cell(s.parent());
        EClass type = s.containment().getEContainingClass();
        if (id.isEmpty() && type == PRODUCT_LINE) {
            return onlyLine();
        }
        if (!type.isInstance(elements.get(id))) {
            unknown(row, s.parent(), id, ids(type));
            return null;
        }
        return elements.get(id);
    }

    /** The product line of components that name none. */
    private ProductLine onlyLine() {
        if (catalogue.getProductLines().isEmpty()) {
            ProductLine line = ImplantFactory.eINSTANCE.createProductLine();
            line.setId(catalogue.getId() + ".line");
            line.setName(catalogue.getName());
            catalogue.getProductLines().add(line);
            elements.put(line.getId(), line);
        }
        return catalogue.getProductLines().getFirst();
    }

    private List<String> ids(EClass type) {
        return elements.entrySet().stream().filter(e -> type.isInstance(e.getValue())).map(Map.Entry::getKey).sorted().toList();
    }

    private void fill(EObject o, List<EStructuralFeature> features, Row row) {
        // first what the unit of other cells depends on
        features.stream().sorted((a, b) -> Boolean.compare(b.getEType() instanceof EEnum, a.getEType() instanceof EEnum)).forEach(f -> {
            for (String head : row.cells().keySet()) {
                if (SheetFormat.Head.of(head).name().equals(SheetFormat.head(f)) && !row.cell(head).isEmpty()) {
                    if (f instanceof EReference r) {
                        pending.add(new Pending(o, r, row, head));
                    } else {
                        attribute(o, (EAttribute) f, row, head, SheetFormat.Head.of(head).unit());
                    }
                }
            }
        });
    }

    private void attribute(EObject o, EAttribute a, Row row, String head, String unit) {
        String cell = row.cell(head);
        EDataType type = a.getEAttributeType();
        try {
            if (a.isMany()) {
                @SuppressWarnings("unchecked")
                List<Object> list = (List<Object>) o.eGet(a);
                Stream.of(cell.split("\\s*;\\s*")).filter(c -> !c.isEmpty()).forEach(list::add);
            } else if (type.getInstanceClass() == boolean.class) {
                o.eSet(a, yes(cell));
            } else if (type instanceof EEnum e) {
                if (e.getEEnumLiteralByLiteral(cell) == null) {
                    unknown(row, head, cell, e.getELiterals().stream().map(l -> l.getLiteral()).toList());
                } else {
                    o.eSet(a, EcoreUtil.createFromString(type, cell));
                }
            } else if (type.getInstanceClass() == double.class && SheetFormat.dimension(o, a) != null) {
                o.eSet(a, SheetFormat.number(cell, SheetFormat.dimension(o, a), unit == null ? null : Unit.of(unit)));
            } else if (unit != null && expression(a) && !cell.matches("[-+]?[0-9.]+([eE][-+]?[0-9]+)?(\\s*[A-Za-z]+)?")) {
                problem(row, head, "cell.expression", cell, unit);
            } else if (expression(a) && unit(cell, unit) != null) {
                Unit own = unit(cell, unit);
                o.eSet(a, Numbers.shortest(SheetFormat.number(cell, own.dimension(), own)));
            } else {
                o.eSet(a, EcoreUtil.createFromString(type, cell));
            }
        } catch (IllegalArgumentException e) {
            String form = type.getInstanceClass() == boolean.class ? "cell.yes-no" : SheetFormat.dimension(o, a) == null ? "cell.number"
                    : "cell.quantity";
            problem(row, head, form, cell);
        }
    }

    /** Whether an attribute is an expression in SI, in which a number may have its own unit. */
    private static boolean expression(EAttribute a) {
        return a.getEContainingClass() == PROFILE_POINT || a.getName().matches("(origin)?[xyzXYZ]");
    }

    /** The unit of a number that stands alone in a cell, or of its column; null for an expression or a plain number. */
    private static Unit unit(String cell, String column) {
        String end = cell.replaceFirst("^[-+]?[0-9.]+([eE][-+]?[0-9]+)?\\s*", "");
        if (end.length() == cell.length() || end.isEmpty() && column == null) {
            return null;
        }
        String symbol = end.isEmpty() ? column : end;
        return Unit.all().stream().filter(u -> u.symbol().equals(symbol)).findFirst().orElse(null);
    }

    private static boolean yes(String cell) {
        return switch (cell.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "1", "x" -> true;
            case "no", "false", "0" -> false;
            default -> throw new IllegalArgumentException(cell);
        };
    }

    /** Puts an element where it belongs, under its id or one that is made for it. */
    @SuppressWarnings("unchecked")
    private void add(EObject parent, EReference containment, EObject o, Row row) {
        ((List<EObject>) parent.eGet(containment)).add(o);
        if (!(o instanceof NamedElement n)) {
            return;
        }
        if (n.getId() == null) {
            String word = Stream.of("label", "code", "role", "name", "kind").map(f -> o.eClass().getEStructuralFeature(f))
                    .filter(Objects::nonNull).map(o::eGet).filter(Objects::nonNull).map(v -> EcoreUtil.convertToString(
                            (EDataType) o.eClass().getEStructuralFeature("id").getEType(), v.toString())).findFirst().orElse("");
            if (o instanceof Component || word.isEmpty() && parent == catalogue) {
                problem(row, "id", "cell.missing");
                return;
            }
            String base = (parent == catalogue ? "" : ((NamedElement) parent).getId() + '.') + word.replaceAll("[^A-Za-z0-9.+-]+", "-");
            String id = base;
            for (int i = 2; elements.containsKey(id); i++) {
                id = base + '-' + i;
            }
            n.setId(id);
        } else if (elements.containsKey(n.getId())) {
            problem(row, "id", "cell.twice", n.getId());
        }
        elements.put(n.getId(), o);
    }

    private void look(Pending p) {
        EClass type = p.reference().getEReferenceType();
        for (String name : p.row().cell(p.head()).split("\\s*;\\s*")) {
            EObject found = elements.get(name);
            if (!type.isInstance(found) && type == SIZE) {
                // people know parts by their numbers
                found = elements.values().stream().filter(e -> e instanceof Size s && name.equals(s.getPartNumber())).findFirst()
                        .orElse(null);
            }
            if (!type.isInstance(found)) {
                unknown(p.row(), p.head(), name, ids(type));
            } else if (p.reference().isMany()) {
                @SuppressWarnings("unchecked")
                List<EObject> list = (List<EObject>) p.object().eGet(p.reference());
                list.add(found);
            } else {
                p.object().eSet(p.reference(), found);
            }
        }
    }

    // ---- sizes and shapes

    private void sizes(Map<String, Sheet> sheets) {
        for (ProductLine line : catalogue.getProductLines()) {
            for (Component c : line.getComponents()) {
                Sheet sheet = sheets.remove(SheetFormat.SIZES + c.getId());
                if (sheet == null) {
                    problem("sheets.no-sizes", SheetFormat.SIZES + c.getId() + SheetFormat.ENDING, c.getId());
                } else {
                    sizes(c, sheet);
                }
            }
        }
    }

    private void sizes(Component c, Sheet sheet) {
        List<EStructuralFeature> own = columns(SIZE);
        Set<String> known = new LinkedHashSet<>(own.stream().map(SheetFormat::head).toList());
        boolean ranked = sheet.heads().stream().anyMatch(h -> h.startsWith("rank "));
        Map<String, ParameterDefinition> parameters = new LinkedHashMap<>();
        Map<String, Unit> units = new HashMap<>();
        for (String head : sheet.heads()) {
            SheetFormat.Head h = SheetFormat.Head.of(head);
            if (known.contains(h.name()) || head.startsWith("rank ") || head.startsWith("mesh ") || head.startsWith("tolerance ")) {
                continue;
            }
            Unit unit = Unit.all().stream().filter(u -> u.symbol().equals(h.unit() == null ? "1" : h.unit())).findFirst().orElse(null);
            ParameterDefinition p = c.getParameters().stream().filter(d -> h.name().equals(d.getName())).findFirst().orElse(null);
            if (unit == null) {
                problem("sheets.unit", sheet.name() + SheetFormat.ENDING, head, h.unit());
                continue;
            }
            if (p == null) {
                p = ImplantFactory.eINSTANCE.createParameterDefinition();
                p.setId(c.getId() + '.' + h.name());
                p.setName(h.name());
                p.setUnit(unit.dimension().siSymbol());
                c.getParameters().add(p);
                elements.put(p.getId(), p);
            } else if (Unit.of(p.getUnit() == null ? "" : p.getUnit()).dimension() != unit.dimension()) {
                problem("sheets.dimension", sheet.name() + SheetFormat.ENDING, head, unit.symbol(), p.getUnit());
                continue;
            }
            parameters.put(head, p);
            units.put(head, unit);
        }
        int rank = 0;
        for (Row row : sheet.rows()) {
            Size s = ImplantFactory.eINSTANCE.createSize();
            fill(s, own, row);
            add(c, COMPONENT__SIZES, s, row);
            rank++;
            if (!ranked) {
                variation(s, "size", rank);
            }
            for (String head : sheet.heads()) {
                if (head.startsWith("rank ") && !row.cell(head).isEmpty()) {
                    if (row.cell(head).matches("[0-9]{1,6}")) {
                        variation(s, head.substring("rank ".length()), Integer.parseInt(row.cell(head)));
                    } else {
                        problem(row, head, "cell.number", row.cell(head));
                    }
                }
                if (head.startsWith("mesh ") && !row.cell(head).isEmpty()) {
                    mesh(s, row, head);
                }
            }
            // in the order of their definitions, as the catalogue's file has them
            for (ParameterDefinition d : c.getParameters()) {
                parameters.forEach((head, p) -> {
                    if (p == d && !row.cell(head).isEmpty()) {
                        value(s, p, row, head, units.get(head));
                    }
                });
            }
        }
    }

    private static void variation(Size s, String dimension, int rank) {
        Variation v = ImplantFactory.eINSTANCE.createVariation();
        v.setDimension(dimension);
        v.setRank(rank);
        s.getVariations().add(v);
    }

    private void value(Size s, ParameterDefinition p, Row row, String head, Unit unit) {
        try {
            Quantity q = AnatomyFactory.eINSTANCE.createQuantity();
            q.setName(p.getName());
            q.setValue(SheetFormat.number(row.cell(head), unit.dimension(), unit));
            q.setUnit(p.getUnit());
            s.getParameters().add(q);
        } catch (IllegalArgumentException e) {
            problem(row, head, "cell.quantity", row.cell(head));
        }
    }

    /** A file in a column of the sizes: {@code mesh <role> [unit]}, with {@code tolerance <role> [unit]} beside it. */
    private void mesh(Size s, Row row, String head) {
        SheetFormat.Head h = SheetFormat.Head.of(head);
        String role = h.name().substring("mesh ".length());
        FileGeometry g = ImplantFactory.eINSTANCE.createFileGeometry();
        g.setRole(role);
        String tolerance = row.cells().keySet().stream().filter(k -> SheetFormat.Head.of(k).name().equals("tolerance " + role)).findFirst()
                .orElse(null);
        if (tolerance != null && !row.cell(tolerance).isEmpty()) {
            tolerance(g, row, tolerance);
        }
        file(g, row.cell(head), h.unit(), row, head);
        add(s, SIZE__GEOMETRIES, g, row);
    }

    private void tolerance(Geometry g, Row row, String head) {
        String unit = SheetFormat.Head.of(head).unit();
        try {
            g.setTolerance(SheetFormat.number(row.cell(head), Dimension.LENGTH, unit == null ? null : Unit.of(unit)));
        } catch (IllegalArgumentException e) {
            problem(row, head, "cell.quantity", row.cell(head));
        }
    }

    private void file(FileGeometry g, String path, String unit, Row row, String head) {
        DataReference r = AnatomyFactory.eINSTANCE.createDataReference();
        r.setPath(path.replace('\\', '/'));
        r.setLengthUnit(unit);
        g.setFile(r);
        if (unit == null || !unit.equals("mm") && !unit.equals("m")) {
            problem(row, head, "cell.mesh-unit", path);
        }
        if (DataFiles.problem(r).isPresent()) {
            problem(row, head, "cell.path", path);
        } else if (!Files.isRegularFile(folder.resolve(r.getPath()))) {
            problem(row, head, "cell.no-file", path);
        } else if (MeshFormat.ofExtension(Path.of(r.getPath())).isEmpty()) {
            problem(row, head, "cell.no-mesh", path);
        }
    }

    private void shapes(Sheet sheet) {
        if (sheet == null) {
            return;
        }
        List<EStructuralFeature> shape = columns(PARAMETRIC_GEOMETRY);
        List<EStructuralFeature> point = columns(PROFILE_POINT);
        Set<String> known = new LinkedHashSet<>(List.of("component", "size", "mesh", "mesh unit"));
        shape.forEach(f -> known.add(SheetFormat.head(f)));
        point.forEach(f -> known.add(SheetFormat.head(f)));
        heads(sheet, known);
        ParametricGeometry current = null;
        for (Row row : sheet.rows()) {
            if (!row.cell("role").isEmpty()) {
                current = null;
                EObject parent = owner(row);
                if (parent == null) {
                    continue;
                }
                Geometry g = row.cell("mesh").isEmpty() ? ImplantFactory.eINSTANCE.createParametricGeometry()
                        : ImplantFactory.eINSTANCE.createFileGeometry();
                fill(g, columns(g.eClass()), row);
                if (g instanceof FileGeometry f) {
                    file(f, row.cell("mesh"), row.cell("mesh unit").isEmpty() ? null : row.cell("mesh unit"), row, "mesh");
                } else {
                    current = (ParametricGeometry) g;
                }
                add(parent, parent instanceof Size ? SIZE__GEOMETRIES
                        : COMPONENT__GEOMETRIES, g, row);
            } else if (current == null) {
                problem(row, "role", "cell.missing");
            }
            if (current != null && point.stream().anyMatch(f -> !cell(row, f).isEmpty())) {
                ProfilePoint p = ImplantFactory.eINSTANCE.createProfilePoint();
                fill(p, point, row);
                current.getProfile().add(p);
            }
        }
    }

    private static String cell(Row row, EStructuralFeature f) {
        return row.cells().entrySet().stream().filter(e -> SheetFormat.Head.of(e.getKey()).name().equals(SheetFormat.head(f)))
                .map(Map.Entry::getValue).findFirst().orElse("");
    }

    /** The component whose shape a row is, or its size, by id, label or part number. */
    private EObject owner(Row row) {
        if (!(elements.get(row.cell("component")) instanceof Component c)) {
            unknown(row, "component", row.cell("component"), ids(COMPONENT));
            return null;
        }
        String size = row.cell("size");
        if (size.isEmpty()) {
            return c;
        }
        Size found = c.getSizes().stream().filter(s -> size.equals(s.getId()) || size.equals(s.getLabel())
                || size.equals(s.getPartNumber())).findFirst().orElse(null);
        if (found == null) {
            unknown(row, "size", size, c.getSizes().stream().map(Size::getId).filter(Objects::nonNull).toList());
        }
        return found;
    }

    private Map<String, Map<String, String>> texts(Map<String, Sheet> sheets) {
        Map<String, Map<String, String>> texts = new TreeMap<>();
        for (String language : MessageCatalog.LANGUAGES) {
            Sheet sheet = sheets.remove(SheetFormat.TEXTS + language);
            if (sheet != null) {
                heads(sheet, List.of("text", language));
                Map<String, String> all = new TreeMap<>();
                sheet.rows().forEach(r -> all.put(r.cell("text"), r.cell(language)));
                texts.put(language, all);
            }
        }
        return texts;
    }
}
