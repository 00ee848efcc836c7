/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cases;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.TreeMap;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Quantity;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.spi.SubjectGenerator;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.simulation.SubjectFolder;

/**
 * The bundled cases, named {@code example:<id>}. A case is a scenario and, where it has a subject, the parameters from which that is
 * generated: the bones are made when the case is opened, the same each time.
 */
public final class Cases {

    /** What the name of a bundled case begins with. */
    public static final String PREFIX = "example:";

    private static final List<String> IDS = List.of("contact-sphere", "hip-rom-analytic", "hip-tha", "hip-wear-simulator",
            "ligament-fibre", "muscle-load-sharing");

    private Cases() {
    }

    /** Ids of the bundled cases, sorted. */
    public static List<String> ids() {
        return IDS;
    }

    /**
     * Puts a bundled case into a folder.
     *
     * @param id without {@link #PREFIX}
     * @param folder is made where it is missing
     * @return the scenario file
     * @throws NoSuchElementException if there is no such case, with the ones there are
     */
    public static Path open(String id, Path folder, Monitor monitor) throws IOException {
        if (!IDS.contains(id)) {
            throw new NoSuchElementException("there is no bundled case '" + id + "'; there are " + String.join(", ", IDS));
        }
        Scenario scenario;
        try (InputStream in = Cases.class.getResourceAsStream(id + ".scenario")) {
            scenario = ScenarioFiles.load(in, id + ".scenario");
        }
        Path file = folder.resolve(id + ".scenario");
        Properties subject = subject(id);
        if (!subject.isEmpty()) {
            monitor.begin("Synthetic subject", 0);
            Path anatomy = generate(folder, id, subject, monitor);
            scenario.setAnatomy(DataFiles.reference(file, anatomy, null));
        }
        ScenarioFiles.save(file, scenario);
        return file;
    }

    private static Properties subject(String id) throws IOException {
        Properties p = new Properties();
        try (InputStream in = Cases.class.getResourceAsStream(id + ".subject")) {
            if (in != null) {
                p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        }
        return p;
    }

    private static Path generate(Path folder, String id, Properties p, Monitor monitor) throws IOException {
        String typeId = p.getProperty("joint");
        Side side = Side.valueOf(p.getProperty("side").toUpperCase(java.util.Locale.ROOT));
        JointType type = Joints.registry().get(typeId);
        SubjectGenerator generator = type.generator()
                .orElseThrow(() -> new NoSuchElementException("joint '" + typeId + "' generates no subjects"));
        Map<String, Double> chosen = new TreeMap<>();
        for (CoordinateDefinition d : generator.parameters()) {
            String text = p.getProperty(d.name());
            if (text != null) {
                chosen.put(d.name(), d.dimension() == Dimension.NONE ? Double.parseDouble(text) : Quantity.parseSi(text, d.dimension()));
            }
        }
        return SubjectFolder.write(folder, id, typeId, type, side, generator.generate(chosen, side, null, monitor));
    }
}
