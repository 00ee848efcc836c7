/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.ligament.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.orthotwin.solver.ligament.FibreLaw;

/** The law against its equations, and against every row that was published with a model of the knee. */
class FibreLawTest {

    private static final FibreLaw LAW = new FibreLaw(2000, 0.05);

    @Test
    void equations() {
        assertEquals(0, LAW.force(0.049));
        assertEquals(2000 * 0.03 * 0.03 / 0.12, LAW.force(0.05 * 1.03), 1e-10);
        assertEquals(2000 * 0.03, LAW.force(0.05 * 1.06), 1e-10);
        assertEquals(2000 * (0.1 - 0.03), LAW.force(0.05 * 1.1), 1e-10);
        assertEquals(0.05, FibreLaw.ofReference(2000, 0.051, 0.02).slackLength(), 1e-17);
        for (double force : new double[] {0, 10, 60, 61, 500}) {
            assertEquals(force, LAW.force(LAW.length(force)), 1e-9);
        }
        FibreLaw damped = new FibreLaw(2000, 0.05, 0.06, 0.003);
        assertEquals(damped.force(0.052) + 0.003 * 0.1 / 0.05, damped.force(0.052, 0.1), 1e-12);
        assertEquals(damped.force(0.052), damped.force(0.052, -0.1));
        assertEquals(0, damped.force(0.049, 0.1));
        assertThrows(IllegalArgumentException.class, () -> new FibreLaw(2000, 0));
        assertThrows(IllegalArgumentException.class, () -> FibreLaw.ofReference(2000, 0.05, -1));
    }

    /** The tangent is the force's derivative, the force that of the energy. */
    @Test
    void derivatives() {
        double h = 1e-7;
        for (double l : new double[] {0.049, 0.0505, 0.0515, 0.0529, 0.054, 0.06}) {
            assertEquals((LAW.force(l + h) - LAW.force(l - h)) / (2 * h), LAW.tangent(l), 1e-5 * 40000);
            assertEquals((LAW.energy(l + h) - LAW.energy(l - h)) / (2 * h), LAW.force(l), 1e-5 * 100);
        }
    }

    /**
     * RL Lenhart et al. 2015 (knee-model/lenhart2015-results): 76 fibres through anterior laxity (301 rows) and passive flexion (251),
     * 41,952 in all. From the published lengths the strain comes within 1e-6, and the force within 1e-4 N of what the strain gives. The
     * lengths are printed to 1e-8 m, half of which is up to 3.2e-4 N in the stiffest fibre: so much more the force from the length may
     * have.
     */
    @Test
    void everyPublishedRow() throws IOException {
        Map<String, FibreLaw> laws = laws(data("lenhart2015/models/lenhart2015/lenhart2015.osim"));
        assertEquals(76, laws.size());
        double worstForce = 0;
        double worstStrain = 0;
        double worstOfLength = 0;
        int rows = 0;
        int taut = 0;
        for (String file : List.of("anterior_laxity/results/forsim/anterior_laxity", "passive_flexion/results/forsim/passive_flexion")) {
            List<String> lines = Files.readAllLines(data("lenhart2015-results/" + file + "_ForceReporter_forces.sto"));
            int header = lines.indexOf("endheader") + 1;
            List<String> columns = Arrays.asList(lines.get(header).split("\t"));
            List<double[]> values = new ArrayList<>();
            for (String line : lines.subList(header + 1, lines.size())) {
                values.add(Arrays.stream(line.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray());
            }
            for (Map.Entry<String, FibreLaw> e : laws.entrySet()) {
                int length = columns.indexOf(e.getKey() + ".length");
                int force = columns.indexOf(e.getKey() + ".force_spring");
                int strain = columns.indexOf(e.getKey() + ".strain");
                for (double[] row : values) {
                    rows++;
                    taut += row[force] > 0 ? 1 : 0;
                    FibreLaw law = e.getValue();
                    worstForce = Math.max(worstForce, Math.abs(law.force(law.slackLength() * (1 + row[strain])) - row[force]));
                    worstOfLength = Math.max(worstOfLength, Math.abs(law.force(row[length]) - row[force])
                            - 0.5e-8 * law.tangent(row[length]));
                    worstStrain = Math.max(worstStrain, Math.abs(e.getValue().strain(row[length]) - row[strain]));
                }
            }
        }
        assertEquals(41_952, rows);
        assertTrue(taut > 10_000, taut + " taut rows");
        assertEquals(0, worstForce, 1e-4, "N");
        assertEquals(0, worstOfLength, 1e-4, "N");
        assertEquals(0, worstStrain, 1e-6);
    }

    private static Map<String, FibreLaw> laws(Path osim) throws IOException {
        Map<String, FibreLaw> laws = new TreeMap<>();
        Matcher m = Pattern.compile("<Blankevoort1991Ligament name=\"([^\"]+)\">.*?<linear_stiffness>([^<]+)<.*?<slack_length>([^<]+)<",
                Pattern.DOTALL).matcher(Files.readString(osim));
        while (m.find()) {
            laws.put(m.group(1), new FibreLaw(Double.parseDouble(m.group(2)), Double.parseDouble(m.group(3))));
        }
        return laws;
    }

    private static Path data(String name) {
        String set = System.getProperty("orthotwin.data");
        Path file = Path.of(set == null ? "../../../shared/data" : set, "knee-model", name);
        assumeTrue(Files.exists(file), "skipped: no " + name + " (set -Dorthotwin.data=<folder>)");
        return file;
    }
}
