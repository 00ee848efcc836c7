/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.shoulder.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.Compatibility;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Monitor;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.shoulder.ShoulderJoint;
import org.orthotwin.joint.spi.PlanProposer.Proposal;
import org.orthotwin.model.implant.AssemblySlot;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.Size;
import org.orthotwin.model.implant.Verdict;

/** The bundled cases' plans are what is proposed today for their subjects: placements that are kept in a file are not seen to grow old. */
@Tag("long")
class BundledPlansTest {

    private static final ShoulderJoint JOINT = new ShoulderJoint();
    private static final double DEGREE = Math.toRadians(1);
    private static final Path CASES = Planned.bundles().resolve("org.orthotwin.cases/src/org/orthotwin/cases");

    private static Map<String, Double> reverse(double inclination, double lateral, double eccentric) {
        return Map.of("humeral.inclination", inclination * DEGREE, "glenosphere.lateralization", lateral / 1000.0,
                "glenosphere.eccentricity", eccentric / 1000.0);
    }

    @Test
    void reverseShoulder() throws IOException {
        List<Body> bones = bones(Map.of("sex", 1.0));
        check("shoulder-rsa", "moderate", bones, "shoulder", "reverse-shoulder", reverse(145, 4, 2));
        check("shoulder-rsa", "grammont", bones, "shoulder", "reverse-shoulder", reverse(155, 0, 0));
        check("shoulder-rsa", "lateral", bones, "shoulder", "reverse-shoulder", reverse(135, 8, 2));
    }

    @Test
    void anatomicShoulder() throws IOException {
        List<Body> bones = bones(Map.of("sex", 2.0));
        check("shoulder-tsa", "stemmed", bones, "shoulder-anatomic", "anatomic-stemmed", Map.of());
        check("shoulder-tsa", "stemless", bones, "shoulder-anatomic", "anatomic-stemless", Map.of());
        check("shoulder-tsa", "keeled", bones, "shoulder-anatomic", "anatomic-stemmed", Map.of("glenoid.keel", 1.0));
    }

    @Test
    void wornGlenoid() throws IOException {
        List<Body> bones = bones(Map.of("sex", 1.0, "glenoidVersion", -8 * DEGREE, "neoglenoid", 15 * DEGREE));
        check("shoulder-b2", "reaming", bones, "shoulder-anatomic", "anatomic-stemless", Map.of("glenoid.augment", 0.0));
        check("shoulder-b2", "augment", bones, "shoulder-anatomic", "anatomic-stemless", Map.of());
        check("shoulder-b2", "reverse", bones, "shoulder", "reverse-shoulder", Map.of());
    }

    private static List<Body> bones(Map<String, Double> chosen) {
        return Planned.bones(JOINT.generator().orElseThrow().generate(chosen, Side.RIGHT, null, Monitor.NONE), Side.RIGHT);
    }

    private static void check(String id, String plan, List<Body> bones, String catalogue, String assembly, Map<String, Double> targets)
            throws IOException {
        LoadedCatalogue all = LoadedCatalogue.load(Planned.bundles().resolve("org.orthotwin.catalog.generic/catalogue/" + catalogue
                + ".implant"));
        Map<PartModel, Catalogs.Item> items = new HashMap<>();
        Map<String, List<PartModel>> parts = new LinkedHashMap<>();
        for (AssemblySlot slot : all.model().getAssemblies().stream().filter(a -> a.getId().equals(assembly)).findFirst().orElseThrow()
                .getSlots()) {
            List<PartModel> list = new ArrayList<>();
            for (Component c : slot.getComponents()) {
                for (Size s : c.getSizes()) {
                    Catalogs.Item item = new Catalogs.Item(all, c, s);
                    PartModel p = item.realise(Side.RIGHT);
                    items.put(p, item);
                    list.add(p);
                }
            }
            parts.put(slot.getRole(), list);
        }
        List<Proposal> proposals = JOINT.proposer().orElseThrow().propose(bones, Side.RIGHT, parts, (a, b) ->
                Compatibility.of(items.get(a), items.get(b)).verdict() == Verdict.ALLOWED, targets, Monitor.NONE);
        String scenario = Files.readString(CASES.resolve(id + ".scenario"));
        String texts = Files.readString(CASES.resolve(id + "_fr.texts"));
        for (Proposal p : proposals) {
            String where = id + ", " + plan + "." + p.role();
            Matcher m = Pattern.compile("<placements\\s+id=\"" + plan + "." + p.role() + "\"[^>]*?description=\"([^\"]*)\"[^>]*?"
                    + "component=\"[^\"]*/([^\"]*)\"[^>]*?size=\"([^\"]*)\"[^>]*?(?:/>|>(.*?)</placements>)", Pattern.DOTALL)
                    .matcher(scenario);
            assertTrue(m.find(), where);
            assertEquals(p.component().replaceFirst(".*/", ""), m.group(2), where);
            assertEquals(p.size(), m.group(3), where);
            assertEquals(p.reason().text("en"), m.group(1).replace("&apos;", "'"), where);
            assertTrue(texts.contains(plan + "." + p.role() + ".description=" + p.reason().text("fr") + "\n"), where + ": "
                    + p.reason().text("fr"));
            Map<String, Double> kept = new TreeMap<>();
            Pattern.compile("<coordinates\\s+name=\"([^\"]*)\"(?:\\s+number=\"([^\"]*)\")?").matcher(m.group(4) == null ? "" : m.group(4))
                    .results().forEach(c -> kept.put(c.group(1), c.group(2) == null ? 0 : Double.parseDouble(c.group(2))));
            assertEquals(p.coordinates().keySet(), kept.keySet(), where);
            p.coordinates().forEach((name, v) -> assertEquals(v, kept.get(name), 1e-7, where + ", " + name));
        }
    }
}
