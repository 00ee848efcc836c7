/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.EStructuralFeature;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Severity;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.MeshDistance;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.BearingCentre;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.ModelTexts;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.implant.Assembly;
import org.orthotwin.model.implant.AssemblyConnection;
import org.orthotwin.model.implant.AssemblySlot;
import org.orthotwin.model.implant.CompatibilityRule;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.FileGeometry;
import org.orthotwin.model.implant.Gender;
import org.orthotwin.model.implant.Geometry;
import org.orthotwin.model.implant.MatingFeature;
import org.orthotwin.model.implant.Notice;
import org.orthotwin.model.implant.NoticeKind;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Variation;
import org.orthotwin.model.implant.Verdict;

/**
 * What is wrong with a catalogue, for its maker: the model's own rules, then everything that only shows when the parts are made and put
 * together.
 * Errors make a catalogue unfit for use; warnings are for its maker to decide. The order of the findings is that of the file.
 */
public final class CatalogueCheck {

    /** Triangles of one part: twenty times what the shapes of our own catalogue need, and few enough to turn on any screen. */
    public static final int MAX_TRIANGLES = 200_000;
    /** Edge of the box around a part, m: a screw is larger, and so is no bone. A mesh in the wrong unit is a thousand times off. */
    public static final double MIN_EXTENT = 0.002;
    public static final double MAX_EXTENT = 0.6;
    /** What two parts may miss each other by besides their declared tolerances, m: facets of round surfaces. */
    public static final double MATING_TOLERANCE = 0.0001;

    private static final MessageCatalog TEXTS = new MessageCatalog(CatalogueCheck.class);
    /** Surfaces that are no part of the body. */
    private static final Set<String> TOOLS = Set.of("bearing", "reaming", "cavity", "canal", "collision", "resection",
            "cartilage");
    /** Values closer than this are the same: rounding of decimal text. */
    private static final double SAME = 1e-12;
    /** What a catalogue may say in several languages. */
    private static final List<String> TEXT_ATTRIBUTES = List.of("name", "description", "reason", "text", "source");

    private record Pair(Catalogs.Item a, Catalogs.Item b) {
    }

    private final LoadedCatalogue catalogue;
    private final List<Diagnostic> found = new ArrayList<>();
    private final Map<Size, PartModel> parts = new LinkedHashMap<>();
    private final Map<TriangleMesh, Bvh> trees = new java.util.IdentityHashMap<>();
    private final Map<TriangleMesh, Boolean> closed = new java.util.IdentityHashMap<>();
    private final Map<Pair, Verdict> verdicts = new LinkedHashMap<>();
    private final Set<CompatibilityRule> broken = new HashSet<>();

    private CatalogueCheck(LoadedCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** All findings; empty if the catalogue is in order. */
    public static List<Diagnostic> check(LoadedCatalogue catalogue) {
        CatalogueCheck c = new CatalogueCheck(catalogue);
        c.found.addAll(ModelValidator.validate(catalogue.model()));
        c.components();
        c.translations();
        c.rules();
        c.assemblies();
        c.notices();
        return List.copyOf(c.found);
    }

    private void error(String code, Object... args) {
        found.add(Diagnostic.error(TEXTS, code, args));
    }

    private void warning(String code, Object... args) {
        found.add(Diagnostic.warning(TEXTS, code, args));
    }

    private static String text(String s) {
        return s == null || s.isBlank() ? "?" : s;
    }

    private static String number(Size s) {
        return s.getPartNumber() == null || s.getPartNumber().isBlank() ? text(LoadedCatalogue.label(s)) : s.getPartNumber();
    }

    private static String millimetres(double metres) {
        return ModelTexts.quantity(metres * 1000, "mm");
    }

    private Catalogs.Item item(Component c, Size s) {
        return new Catalogs.Item(catalogue, c, s);
    }

    // ---- components and sizes

    private void components() {
        if (text(catalogue.model().getEffectiveDate()).equals("?")) {
            warning("catalogue.no-date", text(catalogue.id()));
        }
        Set<Component> assembled = new HashSet<>();
        for (Assembly a : catalogue.model().getAssemblies()) {
            a.getSlots().forEach(s -> assembled.addAll(s.getComponents()));
        }
        for (Component c : catalogue.components()) {
            if (!assembled.contains(c)) {
                warning("component.orphan", text(c.getId()));
            }
            if (!"y".equals(c.getMirrorAxis()) && !"z".equals(c.getMirrorAxis())) {
                error("component.mirror-axis", text(c.getId()), text(c.getMirrorAxis()));
            }
            for (Size s : c.getSizes()) {
                for (Geometry g : s.getGeometries().isEmpty() ? c.getGeometries() : s.getGeometries()) {
                    if (g instanceof FileGeometry && !(g.getTolerance() > 0)) {
                        warning("geometry.no-tolerance", number(s), text(g.getRole()));
                    }
                }
                identity(s);
                part(c, s);
            }
            ranks(c);
        }
    }

    /** A text in another language that nothing shows, since its key is mistaken. */
    private void translations() {
        Set<String> texts = new HashSet<>();
        catalogue.model().eAllContents().forEachRemaining(e -> texts.addAll(keys(e)));
        texts.addAll(keys(catalogue.model()));
        catalogue.translations().forEach((language, all) -> all.keySet().stream().filter(k -> !texts.contains(k))
                .forEach(k -> error("translation.unknown", language, k)));
    }

    private static List<String> keys(EObject e) {
        EStructuralFeature id = e.eClass().getEStructuralFeature("id");
        return id == null ? List.of() : TEXT_ATTRIBUTES.stream().filter(a -> e.eClass().getEStructuralFeature(a) != null
                && e.eGet(e.eClass().getEStructuralFeature(a)) != null).map(a -> e.eGet(id) + "." + a).toList();
    }

    private void identity(Size s) {
        if (text(s.getValidFrom()).equals("?")) {
            warning("size.no-date", number(s));
        }
        String udi = s.getUdi();
        if (udi != null && !udi.isBlank()) {
            String digits = udi.startsWith("(01)") ? udi.substring(4, Math.min(udi.length(), 18)) : udi;
            if (digits.matches("\\d{14}") && checkDigit(digits) != digits.charAt(13) - '0') {
                error("size.check-digit", number(s), udi, String.valueOf(checkDigit(digits)));
            }
        }
    }

    /** Of the first 13 digits of a GTIN-14: 3 and 1 in turn, complement to the next ten (GS1 General Specifications, 7.9). */
    private static int checkDigit(String gtin) {
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (gtin.charAt(i) - '0') * (i % 2 == 0 ? 3 : 1);
        }
        return (10 - sum % 10) % 10;
    }

    private void part(Component c, Size s) {
        PartModel part;
        try {
            part = catalogue.realise(c, s, Side.RIGHT);
        } catch (IllegalArgumentException e) {
            error("part.geometry", number(s), String.valueOf(e.getMessage()));
            return;
        }
        if (part.surfaces().isEmpty()) {
            error("part.no-geometry", number(s));
            return;
        }
        int triangles = part.surfaces().values().stream().mapToInt(TriangleMesh::triangleCount).sum();
        if (triangles > MAX_TRIANGLES) {
            // what else may be wrong with it would take long to find
            error("part.triangles", number(s), String.valueOf(triangles), String.valueOf(MAX_TRIANGLES));
            return;
        }
        parts.put(s, part);
        part.surfaces().forEach((role, mesh) -> surface(number(s), role, mesh));
    }

    private void surface(String part, String role, TriangleMesh mesh) {
        MeshChecks.Report r = MeshChecks.check(mesh);
        closed.put(mesh, closed(r));
        if (r.triangles() == 0) {
            error("mesh.empty", part, role);
            return;
        }
        count("mesh.open", part, role, r.boundaryEdges());
        count("mesh.not-manifold", part, role, r.nonManifoldEdges() + r.nonManifoldVertices());
        count("mesh.not-oriented", part, role, r.inconsistentEdges());
        if (r.isClosed() && r.isOriented() && !(r.signedVolume() > 0)) {
            error("mesh.inside-out", part, role);
        }
        if (r.degenerateTriangles() > 0) {
            warning("mesh.degenerate", part, role, String.valueOf(r.degenerateTriangles()));
        }
        double[] b = mesh.bounds();
        double extent = Math.max(b[3] - b[0], Math.max(b[4] - b[1], b[5] - b[2]));
        if (extent < MIN_EXTENT || extent > MAX_EXTENT) {
            error("mesh.extent", part, role, millimetres(extent), millimetres(MIN_EXTENT), millimetres(MAX_EXTENT));
        }
    }

    private void count(String code, String part, String role, int n) {
        if (n > 0) {
            error(code, part, role, String.valueOf(n));
        }
    }

    /**
     * Along each dimension of a size run, with the other dimensions the same, ranks are unique and every given number only grows or only
     * shrinks.
     */
    private void ranks(Component c) {
        Set<String> dimensions = new LinkedHashSet<>();
        for (Size s : c.getSizes()) {
            s.getVariations().forEach(v -> dimensions.add(text(v.getDimension())));
            if (s.getVariations().isEmpty() && c.getSizes().size() > 1) {
                warning("size.no-rank", number(s), text(c.getId()));
            }
        }
        for (String dimension : dimensions) {
            Map<String, List<Size>> runs = new LinkedHashMap<>();
            for (Size s : c.getSizes()) {
                if (rank(s, dimension) > 0) {
                    Map<String, Integer> others = new TreeMap<>();
                    s.getVariations().stream().filter(v -> !dimension.equals(v.getDimension()))
                            .forEach(v -> others.put(text(v.getDimension()), v.getRank()));
                    runs.computeIfAbsent(others.toString(), k -> new ArrayList<>()).add(s);
                }
            }
            for (List<Size> run : runs.values()) {
                run.sort(Comparator.comparingInt(s -> rank(s, dimension)));
                run(c, dimension, run);
            }
        }
    }

    private static int rank(Size s, String dimension) {
        return s.getVariations().stream().filter(v -> dimension.equals(v.getDimension())).mapToInt(Variation::getRank).findFirst()
                .orElse(0);
    }

    private void run(Component c, String dimension, List<Size> run) {
        for (int i = 1; i < run.size(); i++) {
            if (rank(run.get(i), dimension) == rank(run.get(i - 1), dimension)) {
                error("rank.twice", text(c.getId()), String.valueOf(rank(run.get(i), dimension)), dimension, number(run.get(i - 1)),
                        number(run.get(i)));
                return;
            }
        }
        Set<String> names = new LinkedHashSet<>();
        run.forEach(s -> s.getParameters().forEach(q -> names.add(text(q.getName()))));
        for (String name : names) {
            int up = 0;
            int down = 0;
            for (int i = 1; i < run.size(); i++) {
                double step = value(run.get(i), name) - value(run.get(i - 1), name);
                up += step > SAME ? 1 : 0;
                down += step < -SAME ? 1 : 0;
            }
            if (up > 0 && down > 0) {
                int against = up >= down ? -1 : 1;
                for (int i = 1; i < run.size(); i++) {
                    double step = value(run.get(i), name) - value(run.get(i - 1), name);
                    if (step * against > SAME) {
                        error("rank.order", text(c.getId()), dimension, name, number(run.get(i - 1)), value(name, run.get(i - 1)),
                                number(run.get(i)),
                                value(name, run.get(i)));
                        break;
                    }
                }
            }
        }
    }

    private static Quantity quantity(Size s, String name) {
        return s.getParameters().stream().filter(q -> name.equals(q.getName())).findFirst().orElse(null);
    }

    private static double value(Size s, String name) {
        Quantity q = quantity(s, name);
        return q == null ? Double.NaN : q.getValue();
    }

    private static String value(String name, Size s) {
        Quantity q = quantity(s, name);
        return "m".equals(q.getUnit()) ? millimetres(q.getValue()) : ModelTexts.quantity(q.getValue(), q.getUnit());
    }

    // ---- rules

    private void rules() {
        List<CompatibilityRule> rules = catalogue.model().getRules();
        for (int i = 0; i < rules.size(); i++) {
            CompatibilityRule r = rules.get(i);
            if (r.getFirst() == null || r.getSecond() == null) {
                continue;
            }
            for (int k = 0; k < i; k++) {
                CompatibilityRule q = rules.get(k);
                boolean straight = q.getFirst() == r.getFirst() && q.getSecond() == r.getSecond();
                boolean turned = q.getFirst() == r.getSecond() && q.getSecond() == r.getFirst() && always(q) && always(r);
                if ((straight || turned) && condition(q).equals(condition(r)) && q.getVerdict() != r.getVerdict()) {
                    error("rule.contradiction", text(q.getId()), text(r.getId()), text(r.getFirst().getId()), text(r.getSecond().getId()),
                            q.getVerdict().getLiteral(), r.getVerdict().getLiteral());
                }
            }
            applied(r);
        }
    }

    private static String condition(CompatibilityRule r) {
        return r.getCondition() == null ? "" : r.getCondition().strip();
    }

    private static boolean always(CompatibilityRule r) {
        return condition(r).isEmpty();
    }

    private void applied(CompatibilityRule r) {
        boolean ever = false;
        for (Size a : r.getFirst().getSizes()) {
            for (Size b : r.getSecond().getSizes()) {
                try {
                    ever |= Compatibility.applies(r, item(r.getFirst(), a), item(r.getSecond(), b));
                } catch (IllegalArgumentException | NoSuchElementException e) {
                    error("rule.condition", text(r.getId()), String.valueOf(e.getMessage()));
                    broken.add(r);
                    return;
                }
            }
        }
        if (!ever) {
            warning("rule.idle", text(r.getId()), text(r.getFirst().getId()), text(r.getSecond().getId()));
        }
    }

    private boolean together(Catalogs.Item a, Catalogs.Item b) {
        return verdicts.computeIfAbsent(new Pair(a, b), p -> Compatibility.of(a, b).verdict()) != Verdict.FORBIDDEN;
    }

    // ---- assemblies

    private void assemblies() {
        Map<Size, Boolean> useful = new LinkedHashMap<>();
        Set<List<Object>> mated = new HashSet<>();
        for (Assembly a : catalogue.model().getAssemblies()) {
            Map<Size, String> alone = new LinkedHashMap<>();
            for (AssemblyConnection c : a.getConnections()) {
                if (c.getFirst() != null && c.getSecond() != null && c.getFirstFeature() != null && c.getSecondFeature() != null) {
                    boolean whole = features(a, c.getFirst(), c.getFirstFeature()) & features(a, c.getSecond(), c.getSecondFeature());
                    if (whole && genders(a, c) && broken.isEmpty()) {
                        connection(c, mated, alone);
                    }
                }
            }
            for (AssemblySlot slot : a.getSlots()) {
                for (Component c : slot.getComponents()) {
                    c.getSizes().forEach(s -> useful.merge(s, !alone.containsKey(s), Boolean::logicalOr));
                }
            }
        }
        useful.forEach((s, ok) -> {
            boolean withdrawn = Notices.of(item((Component) s.eContainer(), s)).stream().anyMatch(d -> d.severity() == Severity.ERROR);
            if (!ok && !withdrawn) {
                warning("size.no-partner", number(s));
            }
        });
    }

    private boolean features(Assembly a, AssemblySlot slot, String feature) {
        boolean all = true;
        for (Component c : slot.getComponents()) {
            if (Mating.feature(c, feature).isEmpty()) {
                error("connection.no-feature", text(a.getId()), text(slot.getRole()), text(c.getId()), feature);
                all = false;
            }
        }
        return all;
    }

    private boolean genders(Assembly a, AssemblyConnection c) {
        for (Component x : c.getFirst().getComponents()) {
            for (Component y : c.getSecond().getComponents()) {
                Gender g = Mating.feature(x, c.getFirstFeature()).orElseThrow().getGender();
                if (g != Gender.NEUTRAL && g == Mating.feature(y, c.getSecondFeature()).orElseThrow().getGender()) {
                    error("connection.gender", text(a.getId()), text(x.getId()), c.getFirstFeature(), text(y.getId()), c.getSecondFeature(),
                            g.getLiteral());
                    return false;
                }
            }
        }
        return true;
    }

    /** Every size is put together with its first partner, which sees every part and every feature at least once. */
    private void connection(AssemblyConnection c, Set<List<Object>> mated, Map<Size, String> alone) {
        List<Catalogs.Item> first = items(c.getFirst());
        List<Catalogs.Item> second = items(c.getSecond());
        for (Catalogs.Item a : first) {
            boolean any = false;
            for (int i = 0; i < second.size() && !any; i++) {
                any = together(a, second.get(i));
                if (any && mated.add(List.of(a, second.get(i), c.getFirstFeature(), c.getSecondFeature()))) {
                    closes(a, c.getFirstFeature(), second.get(i), c.getSecondFeature());
                }
            }
            if (!any) {
                alone.put(a.size(), text(c.getSecond().getRole()));
            }
        }
        for (Catalogs.Item b : second) {
            boolean any = false;
            for (int i = 0; i < first.size() && !any; i++) {
                any = together(first.get(i), b);
                if (any && mated.add(List.of(first.get(i), b, c.getFirstFeature(), c.getSecondFeature()))) {
                    closes(first.get(i), c.getFirstFeature(), b, c.getSecondFeature());
                }
            }
            if (!any) {
                alone.put(b.size(), text(c.getFirst().getRole()));
            }
        }
    }

    private List<Catalogs.Item> items(AssemblySlot slot) {
        List<Catalogs.Item> items = new ArrayList<>();
        slot.getComponents().forEach(c -> c.getSizes().forEach(s -> items.add(item(c, s))));
        return items;
    }

    private void closes(Catalogs.Item a, String featureA, Catalogs.Item b, String featureB) {
        PartModel p = parts.get(a.size());
        PartModel q = parts.get(b.size());
        if (p == null || q == null) {
            return;
        }
        RigidTransform aFromB = resting(p, name(a, featureA), q, Mating.pose(p, RigidTransform.IDENTITY, name(a, featureA), q,
                name(b, featureB)));
        RigidTransform bFromA = aFromB.inverse();
        double tolerance = MATING_TOLERANCE + tolerance(a) + tolerance(b);
        double gap = Double.POSITIVE_INFINITY;
        double overlap = 0;
        boolean near = body(p).stream().anyMatch(m -> body(q).stream().anyMatch(n -> near(m, n, aFromB, tolerance)));
        for (TriangleMesh m : body(p)) {
            for (TriangleMesh n : body(q)) {
                // far surfaces cost most and say nothing where others are near
                if (near && !near(m, n, aFromB, tolerance)) {
                    continue;
                }
                gap = gap > tolerance ? Math.min(gap, new MeshDistance(tree(m), tree(n)).distance(aFromB)) : gap;
                overlap = Math.max(overlap, Math.max(depth(m, n, aFromB), depth(n, m, bFromA)));
            }
        }
        if (gap > tolerance && gap < Double.POSITIVE_INFINITY) {
            error("mating.gap", number(a.size()), featureA, number(b.size()), featureB, millimetres(gap), millimetres(tolerance));
        }
        if (overlap > tolerance) {
            error("mating.overlap", number(a.size()), featureA, number(b.size()), featureB, millimetres(overlap), millimetres(tolerance));
        }
    }

    /** A ball that is smaller than its hollow is held against the middle of it. */
    private static RigidTransform resting(PartModel p, String feature, PartModel q, RigidTransform concentric) {
        if (!feature.equals(BearingCentre.FEATURE)) {
            return concentric;
        }
        double shift = BearingCentre.mismatch(q, p) - BearingCentre.mismatch(p, q);
        return RigidTransform.translation(p.feature(feature).axis(2).times(shift)).times(concentric);
    }

    private static String name(Catalogs.Item item, String nameOrKind) {
        return Mating.feature(item.component(), nameOrKind).map(MatingFeature::getName).orElseThrow();
    }

    private static double tolerance(Catalogs.Item item) {
        return (item.size().getGeometries().isEmpty() ? item.component().getGeometries() : item.size().getGeometries()).stream()
                .mapToDouble(Geometry::getTolerance).max().orElse(0);
    }

    private static List<TriangleMesh> body(PartModel p) {
        return p.surfaces().entrySet().stream()
                .filter(e -> !TOOLS.contains(e.getKey()) && !e.getKey().startsWith("resection."))
                .map(Map.Entry::getValue).filter(m -> !m.isEmpty())
                .toList();
    }

    /** Whether the boxes around two surfaces, in the frame of the first, come within {@code limit}. */
    private static boolean near(TriangleMesh a, TriangleMesh b, RigidTransform aFromB, double limit) {
        double[] p = a.bounds();
        double[] q = b.transformed(aFromB).bounds();
        for (int k = 0; k < 3; k++) {
            if (p[k] > q[k + 3] + limit || q[k] > p[k + 3] + limit) {
                return false;
            }
        }
        return true;
    }

    private Bvh tree(TriangleMesh m) {
        return trees.computeIfAbsent(m, Bvh::of);
    }

    /**
     * How deep the deepest vertex of {@code m} is in the body {@code solid}, m; 0 if none is in it. From one point to the next the distance
     * to a surface changes by no more than the way between them, and what lies inside by no more in depth where the surface is closed: so a
     * vertex that cannot be the deepest is known from one before it, and most are not asked for.
     */
    private double depth(TriangleMesh solid, TriangleMesh m, RigidTransform solidFromMesh) {
        double[] b = solid.bounds();
        Bvh tree = tree(solid);
        ClosestPoint closest = new ClosestPoint(tree);
        RayCast ray = new RayCast(tree);
        boolean closed = closed(solid);
        double deepest = 0;
        Vec3 asked = null;
        double most = 0;
        for (int i = 0; i < m.vertexCount(); i++) {
            Vec3 v = solidFromMesh.apply(m.vertex(i));
            if (v.x() > b[0] && v.x() < b[3] && v.y() > b[1] && v.y() < b[4] && v.z() > b[2] && v.z() < b[5]
                    && !(asked != null && most + asked.distance(v) + SAME < deepest)) {
                double d = closest.query(v);
                boolean inside = (d > deepest || closed) && ray.inside(v);
                if (inside) {
                    deepest = Math.max(deepest, d);
                }
                asked = v;
                most = closed && !inside ? -d : d;
            }
        }
        return deepest;
    }

    private boolean closed(TriangleMesh m) {
        return closed.computeIfAbsent(m, k -> closed(MeshChecks.check(k)));
    }

    /** Whether a way from inside to outside crosses the surface: no edge has one triangle or three. */
    private static boolean closed(MeshChecks.Report r) {
        return r.isClosed() && r.nonManifoldEdges() == 0;
    }

    // ---- notices

    private void notices() {
        Set<Size> announced = new HashSet<>();
        for (Notice n : catalogue.model().getNotices()) {
            if (text(n.getSource()).equals("?")) {
                warning("notice.no-source", text(n.getId()));
            }
            if (n.getKind() == NoticeKind.REPLACEMENT) {
                announced.addAll(n.getSizes());
            }
        }
        for (Component c : catalogue.components()) {
            for (Size s : c.getSizes()) {
                if (s.getReplacedBy() != null && !announced.contains(s)) {
                    warning("size.silently-replaced", number(s), number(s.getReplacedBy()));
                }
            }
        }
    }
}
