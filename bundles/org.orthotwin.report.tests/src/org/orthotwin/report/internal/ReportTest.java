/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Side;
import org.orthotwin.report.Report;
import org.orthotwin.simulation.Measured;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.simulation.Verdict;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;
import org.orthotwin.solver.Value;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {

    @TempDir
    Path folder;

    private String page(RunResult r, String language) throws IOException {
        Report.write(r, folder, language, 2, Monitor.NONE);
        return Files.readString(folder.resolve(Report.FILE));
    }

    private static Document parse(String page) throws Exception {
        assertTrue(page.startsWith("<!DOCTYPE html>\n"));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.substring("<!DOCTYPE html>\n".length()))));
    }

    private static List<Element> elements(Document d, String tag) {
        List<Element> list = new ArrayList<>();
        NodeList l = d.getElementsByTagName(tag);
        for (int i = 0; i < l.getLength(); i++) {
            list.add((Element) l.item(i));
        }
        return list;
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void aStrangersJointIsReportedWholeAndSelfContained(String language) throws Exception {
        RunResult r = Runs.ankle(Side.RIGHT, true);
        List<String> files = Report.write(r, folder, language, 2, Monitor.NONE);
        String page = Files.readString(folder.resolve(Report.FILE));
        Document d = parse(page);
        assertEquals(language, d.getDocumentElement().getAttribute("lang"));
        assertEquals(List.of("pictures/contact-dorsiflexion.png", "pictures/plan-anterior.png", "pictures/plan-joint.png",
                "pictures/plan-lateral.png",
                "pictures/plan-medial.png", "pictures/plan-posterior.png", "pictures/plan-superior.png", "report.html"), files);
        List<Element> images = elements(d, "img");
        assertEquals(7, images.size());
        for (Element e : images) {
            assertTrue(e.getAttribute("src").startsWith("data:image/png;base64,iVBOR"), "picture within the page");
            assertFalse(e.getAttribute("alt").isBlank());
        }
        assertEquals(List.of(), elements(d, "script"));
        assertEquals(List.of(), elements(d, "link"));
        assertFalse(page.contains("@import") || page.contains("url(http") || page.contains("src=\"http"));
        for (Measured m : r.measurements()) {
            assertTrue(page.contains(m.definition().id() + " \u00b7 v3"), m.definition().id());
        }
        String text = d.getDocumentElement().getTextContent();
        assertTrue(text.contains(new Words(language).text("banner")));
        for (String s : List.of("12.3\u00b0", "\u2265 20\u00b0", "20.0\u00a0kg/m\u00b2", "1.3\u00a0mm", "A source, 1999",
                "2026-01-02 03:04 UTC", "abc123",
                "example.touch", "12.5\u00a0N\u00b7m", "lean.csv", "\u00b1\u202f0.12\u00b0", "fabrikam/talar")) {
            assertTrue(text.contains(s), s);
        }
    }

    @Test
    void aValueThatMissesItsTargetByLessThanADigitIsNotShownAsIfItMetIt() throws Exception {
        assertTrue(parse(page(Runs.ankle(Side.LEFT, true), "en")).getDocumentElement().getTextContent().contains("> \u22125\u00b0"));
    }

    @Test
    void everyTextIsEscaped() throws Exception {
        String page = page(Runs.ankle(Side.RIGHT, true), "en");
        assertFalse(page.contains("<script") || page.contains("\u0001"));
        assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted&quot; \ufffd \u00e9"));
        String text = parse(page).getDocumentElement().getTextContent();
        // plan, subject, bones' source, measurement, part number, warning, provenance
        assertTrue(text.split("<script>alert", -1).length - 1 >= 7);
    }

    @Test
    void theSameBytesOnAnyLocaleAndNumberOfThreads() throws Exception {
        RunResult r = Runs.ankle(Side.RIGHT, true);
        Path other = Files.createDirectories(folder.resolve("other"));
        List<String> files = Report.write(r, folder, "en", 1, Monitor.NONE);
        Locale before = Locale.getDefault();
        try {
            // decimal comma and digits of its own; French and German ones are tried on the product
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertEquals(files, Report.write(Runs.ankle(Side.RIGHT, true), other, "en", 2, Monitor.NONE));
            for (String f : files) {
                assertArrayEquals(Files.readAllBytes(folder.resolve(f)), Files.readAllBytes(other.resolve(f)), f);
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void bonesWithoutPartsAndALeftSide() throws Exception {
        String page = page(Runs.ankle(Side.LEFT, false), "en");
        Document d = parse(page);
        assertEquals(5, elements(d, "img").size());
        assertTrue(page.contains("Before the operation"));
        assertFalse(page.contains("fabrikam"));
        assertFalse(page.contains("translucent"));
    }

    @Test
    void plainNumbersHaveNoPictures() throws Exception {
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                for (int k = 0; k < 3; k++) {
                    rows.add(new double[] {Math.toRadians(10 * i), Math.toRadians(10 * j), Math.toRadians(20 * (k - 1)), (i + j + k) % 4});
                }
            }
        }
        Unit deg = Unit.of("deg");
        Solution map = Solution.builder().value("x.rom.flexion", Value.of(1, Dimension.ANGLE)).table(new Table("rom-map",
                List.of("flexion", "internal-rotation", "abduction", "contact"), List.of(deg, deg, deg, Unit.of("1")), rows)).build();
        Solution load = Solution.builder().value("x.load.pauwels.magnitude", Value.of(2000, Dimension.FORCE))
                .value("x.load.pauwels.magnitude-bw", Value.of(3.009, Dimension.NONE))
                .value("x.load.pauwels.angle-from-vertical", Value.of(Math.toRadians(15.44), Dimension.ANGLE))
                .value("x.load.pauwels.force.gluteus-maximus", Value.of(310, Dimension.FORCE))
                .value("x.load.pauwels.force.gluteus-minimus-middle", Value.of(620, Dimension.FORCE))
                .value("x.load.pauwels.force.gracilis", Value.of(0, Dimension.FORCE))
                .value("x.load.magnitude", Value.of(2000, Dimension.FORCE)).build();
        RunResult r = Runs.numbers(map, load);
        assertEquals(List.of("report.html"), Report.write(r, folder, "fr", 1, Monitor.NONE));
        String page = Files.readString(folder.resolve(Report.FILE));
        Document d = parse(page);
        assertEquals(0, elements(d, "img").size());
        String text = d.getDocumentElement().getTextContent();
        for (String s : List.of("3.01\u00a0BW", "15.4\u00b0", "2000\u00a0N", "r\u00e9sultat principal", "Abduction \u221220\u00b0",
                "Abduction 20\u00b0",
                "rom-map.csv", "57.3\u00b0")) {
            assertTrue(text.contains(s), s);
        }
        assertTrue(text.indexOf("petit fessier (partie moyenne)") < text.indexOf("grand fessier"), "the strongest first");
        assertTrue(text.contains("Sans force dans cet appui : gracile."));
        List<Double> bars = elements(d, "rect").stream().filter(e -> e.getAttribute("height").equals("12"))
                .map(e -> Double.parseDouble(e.getAttribute("width"))).toList();
        assertEquals(2, bars.size());
        assertEquals(2.0, bars.get(0) / bars.get(1), 1e-3, "bars as the forces");
        assertFalse(elements(d, "th").stream().anyMatch(e -> e.getTextContent().contains("fessier")), "no column for a muscle");
        // each panel of 3 x 4 cells with codes (i + j + k) mod 4 is free in a quarter of them
        assertTrue(text.contains("25 % du panneau"), "free part");
    }

    @Test
    void activitiesAreSortedByTheirRoom() throws Exception {
        ContactEvent walk = new ContactEvent("activity.walk.extension", "stem", "liner", "prosthetic", Vec3.ZERO, RigidTransform.IDENTITY);
        ContactEvent squat = new ContactEvent("activity.squat", "femur", "pelvis", "bony", Vec3.ZERO, RigidTransform.IDENTITY);
        Solution s = Solution.builder().value("x.activity.walk.margin", Value.of(Math.toRadians(20), Dimension.ANGLE))
                .value("x.activity.walk.margin-at", Value.of(0.25, Dimension.NONE))
                .value("x.activity.squat.margin", Value.of(Math.toRadians(-5), Dimension.ANGLE))
                .value("x.rom.activity.rest.margin", Value.of(Math.PI, Dimension.ANGLE)).contact(walk).contact(squat).build();
        RunResult r = Runs.numbers(s);
        assertEquals(List.of(new Room("squat", Math.toRadians(-5), Double.NaN, squat, ""),
                new Room("walk", Math.toRadians(20), 0.25, walk, "extension"),
                new Room("rest", Math.PI, Double.NaN, null, "")), Room.of(r));
        List<Measured> measured = List.of(Runs.measured("x.rom.activity.walk.margin", "Room", "deg", 20, 0, 90, Verdict.WITHIN));
        assertEquals(List.of(), Limit.of(new RunResult(r.source(), r.plan(), r.problem(), r.nativeProblem(), r.items(),
                r.solutions(), measured, r.warnings(), r.provenance())));
        String text = parse(page(r, "en")).getDocumentElement().getTextContent();
        assertTrue(text.contains("squat\u22125.0\u00b0\u2013bony: femur on pelvis, on its way"), text);
        assertTrue(text.contains("walk20.0\u00b025.0\u00a0%prosthetic: stem on liner, in further extension"), text);
        assertTrue(text.contains("rest180.0\u00b0\u2013free"), text);
    }

    @Test
    void aTargetMetByLessThanTwoUncertaintiesIsNamed() throws Exception {
        RunResult r = Runs.numbers();
        // each with an uncertainty of 0.123456
        List<Measured> measured = List.of(Runs.measured("x.sure", "Sure one", "mm", 1.7, 0, 2, Verdict.WITHIN),
                Runs.measured("x.upper", "Near the upper end", "mm", 1.8, 0, 2, Verdict.WITHIN),
                Runs.measured("x.lower", "Near the only end", "mm", 1.2, 1, Double.POSITIVE_INFINITY, Verdict.WITHIN),
                Runs.measured("x.out", "Missed one", "mm", 0.9, 1, Double.POSITIVE_INFINITY, Verdict.BELOW));
        String text = parse(page(new RunResult(r.source(), r.plan(), r.problem(), r.nativeProblem(), r.items(), r.solutions(), measured,
                r.warnings(), r.provenance()), "en")).getDocumentElement().getTextContent();
        String narrow = text.substring(text.indexOf("less than two standard uncertainties"), text.indexOf("All targets"));
        assertTrue(narrow.contains("Near the upper end1.8\u00a0mm\u00b1\u202f0.12\u00a0mm"), narrow);
        assertTrue(narrow.contains("Near the only end"), narrow);
        assertFalse(narrow.contains("Sure one") || narrow.contains("Missed one"), narrow);
        String missed = text.substring(text.indexOf("Targets that the plan misses"), text.indexOf("less than two standard uncertainties"));
        assertTrue(missed.contains("0.9\u00a0mm\u00b1\u202f0.12\u00a0mm"), missed);
    }

    @Test
    void anEmptyResultIsStillAReport() throws Exception {
        assertTrue(parse(page(Runs.numbers(), "en")).getDocumentElement().getTextContent().contains("numbers"));
    }

    @Test
    void cancelIsAnsweredWithinASecondAndLeavesNoReport() {
        AtomicLong asked = new AtomicLong();
        Monitor stop = new Monitor() {
            private int calls;

            @Override
            public void begin(String task, long total) {
                // not of interest
            }

            @Override
            public void worked(long units) {
                // not of interest
            }

            @Override
            public boolean isCancelled() {
                boolean now = ++calls > 5;
                if (now) {
                    asked.compareAndSet(0, System.nanoTime());
                }
                return now;
            }
        };
        assertThrows(CancellationException.class, () -> Report.write(Runs.ankle(Side.RIGHT, true), folder, "en", 1, stop));
        assertTrue(System.nanoTime() - asked.get() < 1_000_000_000L);
        assertFalse(Files.exists(folder.resolve(Report.FILE)));
    }

    @Test
    void theMostLimitingMotionComesFirst() {
        List<Limit> all = Limit.of(Runs.ankle(Side.RIGHT, true));
        assertEquals(List.of("dorsiflexion", "plantarflexion"), all.stream().map(Limit::label).toList());
        assertTrue(all.getFirst().isShort());
        assertEquals("free", all.getLast().kind());
        Limit near = new Limit("a", 0.5, 1.0, all.getFirst().contact(), Double.NaN, Map.of(), Double.NaN);
        Limit usual = new Limit("b", 0.2, Double.NEGATIVE_INFINITY, all.getFirst().contact(), Double.NaN, Map.of(), 2.0);
        Limit unknown = new Limit("c", 0.1, Double.NEGATIVE_INFINITY, all.getFirst().contact(), Double.NaN, Map.of(), Double.NaN);
        assertEquals(List.of("b", "a", "c"), Limit.mostLimiting(List.of(near, unknown, usual), 3).stream().map(Limit::label).toList());
    }

    @Test
    void numbersHaveSensibleDigits() {
        assertEquals("44.3\u00b0", Digits.value(Unit.of("deg"), Math.toRadians(44.2728981594)));
        assertEquals("\u22120.1\u00a0mm", Digits.value(Unit.of("mm"), -0.00007));
        assertEquals("0.0\u00b0", Digits.value(Unit.of("deg"), -1e-17));
        assertEquals("1618\u00a0N", Digits.value(Unit.of("N"), 1617.7150005));
        assertEquals("88.8\u00a0%", Digits.value(Unit.of("%"), 0.887780548628));
        assertEquals("0.0123\u00a0m3", Digits.value(Unit.of("m3"), 0.012345));
        assertEquals("\u2013", Digits.value(Unit.of("mm"), Double.NaN));
        assertEquals("0.070", Digits.uncertainty(Unit.of("mm"), 7.039e-5));
        assertEquals("2.0", Digits.uncertainty(Unit.of("deg"), Math.toRadians(1.99)));
        assertEquals("10", Digits.uncertainty(Unit.of("N"), 9.96));
        assertEquals("100", Digits.uncertainty(Unit.of("N"), 99.6));
        assertEquals("1600", Digits.uncertainty(Unit.of("N"), 1617.7));
        assertEquals("0", Digits.uncertainty(Unit.of("N"), 0));
        assertEquals("\u2013", Digits.uncertainty(Unit.of("N"), Double.NaN));
        assertEquals("32.3", Digits.given(Unit.of("deg"), Math.toRadians(32.3)));
        assertEquals("0.100\u00a0mm/yr", Digits.value(Digits.unit(Dimension.SPEED, 1e-4 / 31557600), 1e-4 / 31557600));
        assertEquals("12\u00a0\u00b5m", Digits.value(Digits.unit(Dimension.LENGTH, 1.2e-5), 1.2e-5));
        assertEquals("0.0\u00a0mm", Digits.value(Digits.unit(Dimension.LENGTH, 0), 0));
        assertEquals("1.2\u00a0mm", Digits.value(Digits.unit(Dimension.LENGTH, 1.2e-3), 1.2e-3));
    }

    @Test
    void bothLanguagesHaveEveryText() throws IOException {
        Set<String> en = keys("messages.properties");
        Set<String> fr = keys("messages_fr.properties");
        fr.removeIf(k -> k.startsWith("measurement."));
        assertEquals(en, fr);
        for (String k : en) {
            for (String language : List.of("en", "fr")) {
                String t = Words.MESSAGES.text(language, k, "0", "1", "2", "3", "4", "5", "6", "7");
                assertFalse(t.contains("{") || t.contains("''"), k);
            }
        }
    }

    private static Set<String> keys(String file) throws IOException {
        java.util.Properties p = new java.util.Properties();
        try (var in = Words.class.getResourceAsStream(file)) {
            p.load(new java.io.InputStreamReader(in, java.nio.charset.StandardCharsets.UTF_8));
        }
        return new TreeSet<>(p.stringPropertyNames());
    }

    @Test
    void everyMeasurementOfTheHipHasAFrenchName() throws Exception {
        Optional<Path> declared = above("bundles/org.orthotwin.joint.hip/plugin.xml");
        org.junit.jupiter.api.Assumptions.assumeTrue(declared.isPresent(), "run outside the source tree");
        Document d = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(declared.get().toFile());
        List<String> missing = new ArrayList<>();
        for (Element e : elements(d, "measurement")) {
            if (!Words.MESSAGES.has("fr", "measurement." + e.getAttribute("id"))) {
                missing.add(e.getAttribute("id"));
            }
        }
        assertEquals(List.of(), missing);
    }

    private static Optional<Path> above(String relative) {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            if (Files.exists(p.resolve(relative))) {
                return Optional.of(p.resolve(relative));
            }
        }
        return Optional.empty();
    }
}
