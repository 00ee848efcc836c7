/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.catalog.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.orthotwin.catalog.CatalogueCheck;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Severity;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.CompatibilityRule;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.FileGeometry;
import org.orthotwin.model.implant.Gender;
import org.orthotwin.model.implant.ImplantFactory;
import org.orthotwin.model.implant.ImplantFiles;
import org.orthotwin.model.implant.NoticeKind;
import org.orthotwin.model.implant.ParametricGeometry;
import org.orthotwin.model.implant.ProfilePoint;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;

/** The generic catalogue is in order, and each defect put into a small piece of it is found and named. */
class CatalogueCheckTest {

    /** Of the generic catalogue, what still makes a whole hip. */
    private static final Set<String> KEPT = Set.of("stem-taper.6-standard-131", "stem-taper.7-standard-131", "stem-taper.8-standard-131",
            "head-cocr.28p0",
            "head-cocr.32p0", "head-cocr.32p4", "cup-pressfit.50", "cup-pressfit.52", "cup-pressfit.54", "liner-flat.B-28",
            "liner-flat.C-28", "liner-flat.C-32");

    private static Catalogue small;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trim() {
        Catalogue c = EcoreUtil.copy(Generic.CATALOGUE.model());
        List<EObject> doomed = new ArrayList<>();
        c.getProductLines().forEach(line -> line.getComponents().forEach(k -> {
            boolean used = k.getSizes().stream().anyMatch(s -> KEPT.contains(s.getId()));
            if (!used) {
                doomed.add(k);
            }
            k.getSizes().stream().filter(s -> used && !KEPT.contains(s.getId())).forEach(doomed::add);
        }));
        doomed.add(c.getAssemblies().get(1));
        c.getNotices().clear();
        c.getRules().removeIf(r -> doomed.contains(r.getFirst()) || doomed.contains(r.getSecond()) || r.getVerdict() == Verdict.WARNED);
        EcoreUtil.deleteAll(doomed, true);
        c.getProductLines().removeIf(l -> l.getComponents().isEmpty());
        component(c, "head-cocr").getSizes().forEach(s -> s.setDerivedFrom(null));
        // coarse, so that a check takes a fraction of a second
        c.eAllContents().forEachRemaining(o -> {
            if (o instanceof ParametricGeometry g) {
                g.setSegments(32);
            }
        });
        small = c;
    }

    private static Component component(Catalogue c, String id) {
        return c.getProductLines().stream().flatMap(l -> l.getComponents().stream()).filter(k -> k.getId().equals(id)).findFirst()
                .orElseThrow();
    }

    private static Size size(Catalogue c, String id) {
        return c.getProductLines().stream().flatMap(l -> l.getComponents().stream()).flatMap(k -> k.getSizes().stream())
                .filter(s -> s.getId().equals(id))
                .findFirst().orElseThrow();
    }

    private static void set(Size s, String parameter, double value) {
        s.getParameters().stream().filter(q -> q.getName().equals(parameter)).findFirst().orElseThrow().setValue(value);
    }

    private static ParametricGeometry geometry(Catalogue c, String component) {
        return (ParametricGeometry) component(c, component).getGeometries().getFirst();
    }

    @Test
    void genericCatalogueIsInOrder() {
        assertEquals(List.of(), texts(CatalogueCheck.check(Generic.CATALOGUE)));
    }

    @Test
    void smallPieceOfItIsInOrder() {
        assertEquals(List.of(), texts(check(EcoreUtil.copy(small))));
    }

    private static List<String> texts(List<Diagnostic> found) {
        return found.stream().map(d -> d.severity() + " " + d.code() + ": " + d.text("en")).toList();
    }

    private List<Diagnostic> check(Catalogue c) {
        Path file = folder.resolve("small.implant");
        ImplantFiles.save(file, c);
        return CatalogueCheck.check(LoadedCatalogue.load(file));
    }

    /** A change that breaks something, which may write files beside the catalogue. */
    private interface Defect {
        void into(Catalogue c, Path folder) throws Exception;
    }

    private static Arguments defect(String code, Severity severity, String words, Defect defect) {
        return Arguments.of(code, severity, words, defect);
    }

    /** The cup 52 from a file, after something has been done to its mesh. */
    private static Defect mesh(String unit, java.util.function.UnaryOperator<TriangleMesh> change) {
        return (c, folder) -> {
            Component cup = component(c, "cup-pressfit");
            TriangleMesh good = Generic.CATALOGUE.realise(Generic.component("cup-pressfit"), Generic.item("cup-pressfit", "52").size(),
                    Side.RIGHT)
                    .surfaces().get("envelope");
            Path file = folder.resolve("cup.ply");
            MeshWriter.write(file, change.apply(good), LengthUnit.MILLIMETRE);
            FileGeometry g = ImplantFactory.eINSTANCE.createFileGeometry();
            g.setId("cup.52.mesh");
            g.setRole("envelope");
            g.setTolerance(0.0001);
            DataReference r = DataFiles.reference(folder.resolve("small.implant"), file, "");
            r.setLengthUnit(unit);
            g.setFile(r);
            size(c, "cup-pressfit.52").getGeometries().add(g);
            assertEquals(3, cup.getSizes().size());
        };
    }

    private static TriangleMesh triangles(TriangleMesh m, int[] t) {
        return new TriangleMesh(m.vertices(), t);
    }

    static Stream<Arguments> defects() {
        return Stream.of(
                defect("mesh.open", Severity.ERROR, "Part ORI-CP-52: the surface 'envelope' is open, with 3 boundary edges",
                        mesh("mm", m -> triangles(m, java.util.Arrays.copyOf(m.triangles(), m.triangles().length - 3)))),
                defect("mesh.not-oriented", Severity.ERROR, "Part ORI-CP-52", mesh("mm", m -> {
                    int[] t = m.triangles().clone();
                    int a = t[3];
                    t[3] = t[4];
                    t[4] = a;
                    return triangles(m, t);
                })),
                defect("mesh.inside-out", Severity.ERROR, "Part ORI-CP-52", mesh("mm", m -> {
                    int[] t = m.triangles().clone();
                    for (int i = 0; i < t.length; i += 3) {
                        int a = t[i];
                        t[i] = t[i + 1];
                        t[i + 1] = a;
                    }
                    return triangles(m, t);
                })),
                defect("mesh.not-manifold", Severity.ERROR, "Part ORI-CP-52", mesh("mm", m -> {
                    int[] t = java.util.Arrays.copyOf(m.triangles(), 2 * m.triangles().length);
                    System.arraycopy(m.triangles(), 0, t, m.triangles().length, m.triangles().length);
                    return triangles(m, t);
                })),
                defect("mesh.extent", Severity.ERROR, "is 52000 mm large, outside 2 mm to 600 mm", mesh("m", m -> m)),
                defect("geometry.no-tolerance", Severity.WARNING, "Part ORI-CP-52", (c, f) -> {
                    mesh("mm", m -> m).into(c, f);
                    size(c, "cup-pressfit.52").getGeometries().getFirst().setTolerance(0);
                }),
                defect("part.geometry", Severity.ERROR, "cup.ply", (c, f) -> {
                    mesh("mm", m -> m).into(c, f);
                    java.nio.file.Files.delete(f.resolve("cup.ply"));
                }),
                defect("translation.unknown", Severity.ERROR, "'fr' has 'cup-presfit.name'", (c, f) -> java.nio.file.Files.writeString(
                        f.resolve("small_fr.properties"), "cup-pressfit.name=Cupule press-fit\ncup-presfit.name=Cupule\n")),
                defect("part.triangles", Severity.ERROR, "triangles; the limit is 200000", (c, f) -> geometry(c, "head-cocr")
                        .setSegments(1000)),
                defect("part.geometry", Severity.ERROR, "no 'head.diametre'", (c, f) -> geometry(c, "head-cocr").getProfile().getFirst()
                        .setZ("head.diametre / 2")),
                defect("part.geometry", Severity.ERROR, "negative radius", (c, f) -> geometry(c, "head-cocr").getProfile().get(1)
                        .setX("0 - 0.01")),
                defect("part.geometry", Severity.ERROR, "unknown shape 'extrusion'", (c, f) -> geometry(c, "head-cocr")
                        .setShape("extrusion")),
                defect("part.no-geometry", Severity.ERROR, "ORI-HM-28-P00", (c, f) -> component(c, "head-cocr").getGeometries().clear()),
                defect("rank.twice", Severity.ERROR, "rank 5 of 'size' twice: parts ORI-CP-52 and ORI-CP-54",
                        (c, f) -> size(c, "cup-pressfit.54").getVariations().getFirst().setRank(5)),
                defect("rank.order", Severity.ERROR, "'stem.length' changes its direction", (c, f) -> set(size(c,
                        "stem-taper.7-standard-131"), "stem.length", 0.15)),
                defect("size.no-rank", Severity.WARNING, "ORI-CP-54", (c, f) -> size(c, "cup-pressfit.54").getVariations().clear()),
                defect("mating.gap", Severity.ERROR, "('taper') do not close", (c, f) -> component(c, "head-cocr").getMatingFeatures()
                        .getFirst().setZ("-head.neck-length - 0.03")),
                defect("mating.overlap", Severity.ERROR, "Part ORI-ST-131-S-06 ('taper') and part ORI-HM-28-P00 ('taper') do not fit",
                        (c, f) -> component(c, "head-cocr").getMatingFeatures().getFirst().setZ("-head.neck-length + 0.005")),
                defect("mating.overlap", Severity.ERROR, "Part ORI-CP-50", (c, f) -> {
                    ProfilePoint seat = geometry(c, "cup-pressfit").getProfile().getLast();
                    seat.setZ("0.002 - cup.inner-diameter / 2");
                }),
                defect("rule.contradiction", Severity.ERROR, "forbidden and allowed", (c, f) -> {
                    CompatibilityRule r = EcoreUtil.copy(c.getRules().getFirst());
                    r.setId("rule.again");
                    r.setVerdict(Verdict.ALLOWED);
                    c.getRules().add(r);
                }),
                defect("rule.condition", Severity.ERROR, "has no parameter 'head.diametre'", (c, f) -> c.getRules().getFirst()
                        .setCondition("a.head.diametre > 0")),
                defect("rule.condition", Severity.ERROR, "must begin with a. or b.", (c, f) -> c.getRules().getFirst()
                        .setCondition("head.diameter > 0")),
                defect("rule.condition", Severity.ERROR, "character", (c, f) -> c.getRules().getFirst().setCondition("a.head.diameter >")),
                defect("rule.idle", Severity.WARNING, "applies to no sizes", (c, f) -> c.getRules().getFirst()
                        .setCondition("a.head.diameter > 0.1")),
                defect("component.orphan", Severity.WARNING, "'liner-flat' is in no assembly", (c, f) -> {
                    c.getAssemblies().getFirst().getConnections().subList(1, 3).clear();
                    c.getAssemblies().getFirst().getSlots().remove(2);
                }),
                defect("size.no-partner", Severity.WARNING, "Part ORI-CP-54", (c, f) -> set(size(c, "cup-pressfit.54"),
                        "cup.inner-diameter", 0.047)),
                defect("component.mirror-axis", Severity.ERROR, "'x'", (c, f) -> component(c, "liner-flat").setMirrorAxis("x")),
                defect("connection.no-feature", Severity.ERROR, "component 'head-cocr' has no mating feature 'cone'",
                        (c, f) -> c.getAssemblies().getFirst().getConnections().getFirst().setSecondFeature("cone")),
                defect("connection.gender", Severity.ERROR, "both are male", (c, f) -> component(c, "head-cocr").getMatingFeatures()
                        .getFirst().setGender(Gender.MALE)),
                defect("size.check-digit", Severity.ERROR, "Part ORI-CP-54: the check digit", (c, f) -> {
                    Size s = size(c, "cup-pressfit.54");
                    s.setUdi(s.getUdi().replaceFirst("\\d$", s.getUdi().endsWith("0") ? "1" : "0"));
                }),
                defect("size.no-date", Severity.WARNING, "ORI-CP-54", (c, f) -> size(c, "cup-pressfit.54").setValidFrom(null)),
                defect("size.dates", Severity.ERROR, "2020-01-01", (c, f) -> size(c, "cup-pressfit.54").setValidUntil("2020-01-01")),
                defect("model.date", Severity.ERROR, "31.12.2026", (c, f) -> size(c, "cup-pressfit.54").setValidUntil("31.12.2026")),
                defect("model.duplicate", Severity.ERROR, "ORI-CP-52", (c, f) -> size(c, "cup-pressfit.54").setPartNumber("ORI-CP-52")),
                defect("model.missing", Severity.ERROR, "licence", (c, f) -> c.setLicence(null)),
                defect("catalogue.no-date", Severity.WARNING, "'generic'", (c, f) -> c.setEffectiveDate(null)),
                defect("size.silently-replaced", Severity.WARNING, "ORI-CP-54 is replaced by ORI-CP-52",
                        (c, f) -> size(c, "cup-pressfit.54").setReplacedBy(size(c, "cup-pressfit.52"))),
                defect("notice.no-sizes", Severity.ERROR, "which sizes", (c, f) -> notice(c, NoticeKind.RECALL, "Letter 1")),
                defect("notice.no-source", Severity.WARNING, "notice.test", (c, f) -> notice(c, NoticeKind.RECALL, null, size(c,
                        "cup-pressfit.54"))),
                defect("notice.no-successor", Severity.ERROR, "what replaces it", (c, f) -> notice(c, NoticeKind.REPLACEMENT, "Letter 2",
                        size(c, "cup-pressfit.54"))));
    }

    private static void notice(Catalogue c, NoticeKind kind, String source, Size... sizes) {
        var n = ImplantFactory.eINSTANCE.createNotice();
        n.setId("notice.test");
        n.setKind(kind);
        n.setDate("2026-06-01");
        n.setText("A test.");
        n.setSource(source);
        n.getSizes().addAll(List.of(sizes));
        c.getNotices().add(n);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("defects")
    void findsTheDefect(String code, Severity severity, String words, Defect defect) throws Exception {
        Catalogue c = EcoreUtil.copy(small);
        defect.into(c, folder);
        List<Diagnostic> found = check(c);
        assertTrue(found.stream().anyMatch(d -> d.code().equals(code) && d.severity() == severity && d.text("en").contains(words)),
                () -> "wanted " + severity + " " + code + " with '" + words + "', found " + String.join("\n", texts(found)));
        for (Diagnostic d : found) {
            assertTrue(!d.text("en").contains("{") && !d.text("fr").contains("{"), d.text("fr"));
        }
    }

    @Test
    void everyMessageIsInFrenchWithTheSameArguments() throws Exception {
        Properties en = messages("messages.properties");
        Properties fr = messages("messages_fr.properties");
        assertEquals(en.keySet(), fr.keySet());
        for (String key : en.stringPropertyNames()) {
            assertEquals(arguments(en.getProperty(key)), arguments(fr.getProperty(key)), key);
            assertTrue(!fr.getProperty(key).replace("''", "").contains("'"), key + ": a single apostrophe swallows arguments");
        }
    }

    private static Properties messages(String file) throws Exception {
        Properties p = new Properties();
        try (InputStream in = CatalogueCheck.class.getResourceAsStream(file)) {
            p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return p;
    }

    private static Set<String> arguments(String pattern) {
        Set<String> found = new HashSet<>();
        java.util.regex.Matcher m = java.util.regex.Pattern.compile("\\{\\d}").matcher(pattern);
        while (m.find()) {
            found.add(m.group());
        }
        return found;
    }
}
