/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The results folder of the main job: the same bytes everywhere, of this run only, whole, and readable by others. */
class OutputTest {
    /** A user and a home that no output may name. */
    private static final String USER = "zanzibarius";
    private static final Set<String> VOID_TAGS = Set.of("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
            "source", "track",
            "wbr");
    private static final Set<String> UNITS = Set.of("1", "", "deg", "mm", "mm2", "mm3", "N", "%", "BW", "kg", "N.m", "MPa", "yr",
            "see unit");
    /** What says from where it was made. */
    private static final Set<String> NAMES_THE_SCENARIO = Set.of("results.json", "report.html");
    /** More than a plain background with a line of text has. */
    private static final int COLOURS = 100;

    @TempDir
    Path directory;

    @Test
    void isTheSameUnderEveryLanguageAndThreadCount() throws Exception {
        Map<String, byte[]> expected = SharedRun.files(SharedRun.get().folder());
        int threads = 1;
        for (String language : Product.languages()) {
            if (language.equals(SharedRun.LANGUAGE)) {
                continue;
            }
            // another compiler, too: no number may depend on it
            String options = "-Duser.language=" + language + " -Duser.country=" + language.toUpperCase(Locale.ROOT)
                    + " -Duser.timezone=Asia/Tokyo"
                    + " -Duser.name=" + USER + " -Duser.home=/" + USER + " -Dfile.encoding=ISO-8859-1 -XX:TieredStopAtLevel=1";
            Product product = SharedRun.product().environment("ORTHOTWIN_JAVA_OPTIONS", options).environment("HOSTNAME", USER)
                    .environment("USER", USER).environment("ORTHOTWIN_LOG_DIR", directory.resolve("log").toString());
            Product.Run run = product.run(directory, "run", "example:hip-tha", "--out", language, "--json", "--threads",
                    String.valueOf(threads))
                    .expect(0);
            assertEquals(SharedRun.get().run().out(), run.out(), language);
            Map<String, byte[]> found = SharedRun.files(directory.resolve(language));
            assertEquals(expected.keySet(), found.keySet());
            expected.forEach((name, bytes) -> assertArrayEquals(bytes, found.get(name), () -> name + " under " + language));
            threads = 3 - threads;
        }
    }

    @Test
    void namesNoPlaceAndNobody() throws Exception {
        List<String> secrets = new ArrayList<>(List.of(USER, SharedRun.get().folder().getParent().toString(), Product.root().toString(),
                Product.built().folder().toString(), System.getProperty("java.io.tmpdir") + "/", System.getProperty("user.home") + "/",
                System.getProperty("java.home")));
        String host = InetAddress.getLocalHost().getHostName();
        if (host.length() > 3 && !host.equals("localhost")) {
            secrets.add(host);
        }
        SharedRun.files(SharedRun.get().folder()).forEach((name, bytes) -> {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            secrets.forEach(s -> assertFalse(text.contains(s), () -> name + " contains '" + s + "'"));
        });
        assertFalse(SharedRun.get().run().out().contains(Product.root().toString()));
    }

    @Test
    void resultsAreWhatWasPrinted() throws Exception {
        SharedRun shared = SharedRun.get();
        assertEquals(shared.run().out(), Files.readString(shared.folder().resolve("results.json")));
        assertEquals("2026-01-02T03:04:05Z", shared.json().getAsJsonObject("provenance").get("date").getAsString());
        Set<String> listed = new TreeSet<>();
        shared.json().getAsJsonArray("files").forEach(f -> listed.add(f.getAsString()));
        assertEquals(SharedRun.files(shared.folder()).keySet(), listed);
    }

    @Test
    void theSetupGivesTheSameNumbersAgain() throws Exception {
        Path moved = directory.resolve("moved elsewhere");
        CaseFolder.copyTo(moved);
        // under English, where the shared run was under German
        Product.Run run = WarmProduct.run(moved, "run", "setup.scenario", "--json", "--threads", "1", "--out", "again").expect(0);
        JsonObject again = JsonParser.parseString(run.out()).getAsJsonObject();
        assertEquals(SharedRun.get().json().get("measurements"), again.get("measurements"));
        assertEquals(SharedRun.get().json().get("warnings"), again.get("warnings"));
        Map<String, byte[]> found = SharedRun.files(moved.resolve("again"));
        SharedRun.files(SharedRun.get().folder()).forEach((name, bytes) -> {
            if (!NAMES_THE_SCENARIO.contains(name)) {
                assertArrayEquals(bytes, found.get(name), name);
            }
        });
    }

    @Test
    void tablesHaveARowOfUnits() throws Exception {
        int tables = 0;
        for (Map.Entry<String, byte[]> file : SharedRun.files(SharedRun.get().folder()).entrySet()) {
            if (!file.getKey().endsWith(".csv")) {
                continue;
            }
            tables++;
            String text = new String(file.getValue(), StandardCharsets.UTF_8);
            assertFalse(text.contains("\r") || text.contains("NaN") || text.contains(";"), file.getKey());
            assertTrue(text.endsWith("\n"), file.getKey());
            List<List<String>> rows = text.lines().map(OutputTest::cells).toList();
            assertTrue(rows.size() > 2, file.getKey() + " has no rows");
            rows.forEach(r -> assertEquals(rows.get(0).size(), r.size(), () -> file.getKey() + ": " + r));
            assertTrue(UNITS.containsAll(rows.get(1)), () -> file.getKey() + " has the units " + rows.get(1));
            for (List<String> row : rows.subList(2, rows.size())) {
                for (int i = 0; i < row.size(); i++) {
                    // a column with a unit holds numbers
                    if (!rows.get(1).get(i).isEmpty() && !row.get(i).isEmpty()) {
                        assertTrue(Double.isFinite(Double.parseDouble(row.get(i))), file.getKey());
                    }
                }
            }
        }
        assertTrue(tables >= 3, tables + " tables");
    }

    @Test
    void theTableOfMeasurementsIsThatOfTheJson() throws Exception {
        List<List<String>> rows = Files.readAllLines(SharedRun.get().folder().resolve("measurements.csv")).stream()
                .map(OutputTest::cells).toList();
        List<String> head = rows.getFirst();
        int i = 2;
        for (JsonElement e : SharedRun.get().json().getAsJsonArray("measurements")) {
            JsonObject m = e.getAsJsonObject();
            List<String> row = rows.get(i++);
            assertEquals(m.get("id").getAsString(), row.get(head.indexOf("id")));
            assertEquals(m.get("unit").getAsString(), row.get(head.indexOf("unit")));
            assertEquals(m.get("verdict").getAsString(), row.get(head.indexOf("verdict")));
            String value = row.get(head.indexOf("value"));
            assertEquals(m.get("value").isJsonNull(), value.isEmpty());
            if (!value.isEmpty()) {
                assertEquals(m.get("value").getAsDouble(), Double.parseDouble(value), 0);
            }
        }
        assertEquals(i, rows.size());
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        Matcher m = Pattern.compile("\\G(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))(?:,|$)").matcher(line + ",");
        while (m.find() && m.start() <= line.length()) {
            cells.add(m.group(1) != null ? m.group(1).replace("\"\"", "\"") : m.group(2));
        }
        return cells;
    }

    @Test
    void placedPartsAreClosedSurfacesInMillimetres() throws Exception {
        List<String> parts = SharedRun.files(SharedRun.get().folder()).keySet().stream().filter(f -> f.startsWith("parts/")).toList();
        assertTrue(parts.size() >= 4, parts::toString);
        for (String role : List.of("cup", "liner", "head", "stem")) {
            assertTrue(parts.stream().anyMatch(p -> p.startsWith("parts/" + role) && p.endsWith(".vtp")),
                    () -> role + " is not in " + parts);
        }
        String head = parts.stream().filter(p -> p.startsWith("parts/head")).findFirst().orElseThrow();
        JsonObject json = JsonParser.parseString(WarmProduct.run(SharedRun.get().folder(), "measure", head, "--unit", "mm",
                "--json").expect(0)
                .out()).getAsJsonObject();
        assertTrue(json.get("closed").getAsBoolean(), json::toString);
        // a head of 36 mm with its taper's hole
        assertEquals(36, SharedRun.measurement(json, "mesh.extent.x"), 1.5);
        String contacts = new String(Files.readAllBytes(SharedRun.get().folder().resolve("contacts.vtp")), StandardCharsets.ISO_8859_1);
        assertTrue(contacts.contains("<VTKFile") && contacts.contains("type=\"PolyData\""), "contacts.vtp is no VTK file");
    }

    @Test
    void picturesShowSomething() throws Exception {
        int pictures = 0;
        for (Map.Entry<String, byte[]> file : SharedRun.files(SharedRun.get().folder()).entrySet()) {
            if (file.getKey().endsWith(".png")) {
                pictures++;
                assertPicture(file.getKey(), file.getValue());
            }
        }
        assertTrue(pictures >= 4, pictures + " pictures; four sides are wanted");
    }

    private static void assertPicture(String name, byte[] content) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
        assertTrue(image != null, () -> name + " cannot be read");
        assertTrue(image.getWidth() >= 400 && image.getHeight() >= 300, () -> name + " is " + image.getWidth() + " x " + image.getHeight());
        Set<Integer> colours = new HashSet<>();
        for (int y = 0; y < image.getHeight(); y += 2) {
            for (int x = 0; x < image.getWidth(); x += 2) {
                colours.add(image.getRGB(x, y));
            }
        }
        assertTrue(colours.size() > COLOURS, () -> name + " has only " + colours.size() + " colours");
    }

    @Test
    void theReportStandsAlone() throws Exception {
        String html = Files.readString(SharedRun.get().folder().resolve("report.html"));
        assertTrue(html.startsWith("<!DOCTYPE html>") || html.startsWith("<!doctype html>"), html.substring(0, 40));
        assertTrue(html.contains("<html lang=\"en\""), "the report does not say its language");
        assertTrue(html.toLowerCase(Locale.ROOT).contains("charset=\"utf-8\"") || html.toLowerCase(Locale.ROOT).contains("charset=utf-8"),
                "no charset");
        assertBalanced(html);
        assertNothingFromElsewhere(html);
        assertTrue(html.contains("esearch and teaching only"), "no notice of its use");
        String shown = html.replaceAll("base64,[^\"]*", "");
        assertFalse(shown.contains("NaN") || shown.contains("null<") || shown.contains(">null"), "the report shows what is no value");
        for (String word : List.of("ORI-CP-52", "ORI-LF-C-36", "ORI-HM-36-", "ORI-ST-", "Flexion", "Internal rotation", "Leg length",
                "Neck cut above the lesser trochanter", "Bone taken away: pelvis")) {
            assertTrue(shown.contains(word), () -> "nothing about " + word);
        }
        Matcher m = Pattern.compile("src=\"data:image/png;base64,([^\"]+)\"").matcher(html);
        int pictures = 0;
        while (m.find()) {
            pictures++;
            assertPicture("picture " + pictures + " of the report", Base64.getDecoder().decode(m.group(1)));
        }
        assertTrue(pictures >= 4, pictures + " pictures in the report; four sides are wanted");
    }

    @Test
    void theReportSpeaksFrench() throws Exception {
        CaseFolder.copyTo(directory);
        WarmProduct.run(directory, "run", "setup.scenario", "--out", "rapport", "--lang", "fr", "--set", "map=false").expect(0);
        String html = Files.readString(directory.resolve("rapport/report.html"));
        assertTrue(html.contains("<html lang=\"fr\""), "the report does not say its language");
        assertBalanced(html);
        String text = html.replaceAll("(?s)<style.*?</style>|<[^>]*>", " ");
        for (String word : List.of("flexion", "recherche", "mesures", "tige", "tête")) {
            assertTrue(text.toLowerCase(Locale.FRENCH).contains(word), () -> "no '" + word + "' in the French report");
        }
        for (String word : List.of("Research", "Measurements", "Warnings", "Patient's")) {
            assertFalse(text.contains(word), () -> "'" + word + "' in the French report");
        }
        // the language is of texts for people; numbers for machines stay what they are
        JsonObject json = JsonParser.parseString(Files.readString(directory.resolve("rapport/results.json"))).getAsJsonObject();
        for (String id : List.of("hip.rom.flexion", "hip.leg-length.change")) {
            assertEquals(SharedRun.measurement(SharedRun.get().json(), id), SharedRun.measurement(json, id), 0);
        }
    }

    /** Every element that is opened is closed, in order, as a browser need not guess. */
    private static void assertBalanced(String html) {
        String body = html.replaceAll("(?s)<!--.*?-->", "").replaceAll("(?s)(<(script|style)\\b[^>]*>).*?(</\\2>)", "$1$3");
        Deque<String> open = new ArrayDeque<>();
        Matcher m = Pattern.compile("<(/?)([a-zA-Z][a-zA-Z0-9:-]*)((?:\"[^\"]*\"|[^>\"])*?)(/?)>").matcher(body);
        while (m.find()) {
            String tag = m.group(2);
            if (m.group(1).isEmpty()) {
                if (m.group(4).isEmpty() && !VOID_TAGS.contains(tag)) {
                    open.push(tag);
                }
            } else {
                String last = open.isEmpty() ? "nothing" : open.pop();
                int at = m.start();
                assertEquals(last, tag, () -> "closed at " + body.substring(Math.max(0, at - 80), at));
            }
        }
        assertEquals(List.of(), List.copyOf(open));
    }

    private static void assertNothingFromElsewhere(String html) {
        Matcher m = Pattern.compile("(?:src|href|srcset|data|poster|action)\\s*=\\s*[\"']([^\"']{1,200})").matcher(html);
        while (m.find()) {
            String target = m.group(1);
            assertTrue(target.startsWith("#") || target.startsWith("data:"), () -> "the report refers to " + target);
        }
        m = Pattern.compile("url\\(\\s*[\"']?(.{1,60})|@import(.{1,60})").matcher(html);
        while (m.find()) {
            assertTrue(m.group(1) != null && (m.group(1).startsWith("data:") || m.group(1).startsWith("#")), m.group());
        }
        assertFalse(html.contains("<script src") || html.contains("<link "), "the report needs other files");
    }
}
