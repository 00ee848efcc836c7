/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.interop.opensim.OsimModel;
import org.orthotwin.interop.opensim.OsimReader;
import org.orthotwin.interop.opensim.OsimWriter;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.Marker;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.PathGeometry;
import org.orthotwin.multibody.Posture;

/** Models that are written and read again: the same numbers, the same names, the same mechanics. */
class OsimWriterTest {

    /** The mechanics of both at a few postures to 1e-9 of what they are, and what a second writing gives. */
    static void comesBack(OsimModel m, Path folder) throws IOException {
        Path file = folder.resolve("written.osim");
        OsimWriter.write(m, file);
        OsimModel back = OsimReader.read(file, Monitor.NONE);
        assertEquals(OsimWriter.VERSION, back.version());
        assertEquals(List.of(), back.dropped());
        assertEquals(m.muscles(), back.muscles());
        assertEquals(m.ligaments(), back.ligaments());
        assertEquals(m.actuators(), back.actuators());
        assertEquals(m.fixed(), back.fixed());
        assertEquals(m.credits(), back.credits());
        assertEquals(m.shapes().stream().map(OsimModel.Shape::file).sorted().toList(), back.shapes().stream().map(OsimModel.Shape::file)
                .sorted().toList());
        assertEquals(m.body().segments(), back.body().segments());
        assertEquals(m.body().markers(), back.body().markers());
        assertEquals(m.body().coordinates(), back.body().coordinates());
        assertEquals(m.body().gravity(), back.body().gravity());
        assertEquals(m.contacts().stream().map(OsimModel.Contact::name).toList(), back.contacts().stream().map(OsimModel.Contact::name)
                .toList());
        MultibodyModel a = m.body();
        MultibodyModel b = back.body();
        Random random = new Random(5);
        for (int k = 0; k < 3; k++) {
            double[] q = a.defaults();
            double[] u = new double[q.length];
            double[] w = new double[q.length];
            for (int c = 0; c < q.length; c++) {
                Coordinate x = a.coordinates().get(c);
                q[c] = k == 0 ? q[c] : x.minimum() + random.nextDouble() * (Math.min(x.maximum(), x.minimum() + 2) - x.minimum());
                u[c] = random.nextDouble() - 0.5;
                w[c] = random.nextDouble() - 0.5;
            }
            a.follow(q, u, w);
            Posture p = new Posture(a);
            Posture r = new Posture(b);
            p.at(q, u, w);
            r.at(q, u, w);
            double[] f = p.requiredForces(new Posture.Loads(a));
            double[] g = r.requiredForces(new Posture.Loads(b));
            double most = 1;
            for (double v : f) {
                most = Math.max(most, Math.abs(v));
            }
            assertArrayEquals(f, g, 1e-9 * most);
            for (int i = 0; i < a.segments().size(); i++) {
                Vec3 there = r.point(b.segment(a.segments().get(i).name()), new Vec3(0.1, 0.2, 0.3));
                assertTrue(p.point(i, new Vec3(0.1, 0.2, 0.3)).distance(there) < 1e-11, a.segments().get(i).name());
            }
            for (int i = 0; k == 0 && i < a.paths().size(); i++) {
                assertEquals(new PathGeometry(a, a.paths().get(i)).length(p), new PathGeometry(b, b.paths().get(i)).length(r), 1e-9,
                        a.paths().get(i).name());
            }
        }
        // angles of frames may turn by a rounding
        String[] first = OsimWriter.text(m).split("[\\s<>]+");
        String[] second = OsimWriter.text(back).split("[\\s<>]+");
        assertEquals(first.length, second.length);
        for (int i = 0; i < first.length; i++) {
            if (first[i].matches("-?[0-9][0-9.]*(E-?[0-9]+)?")) {
                assertEquals(Double.parseDouble(first[i]), Double.parseDouble(second[i]), 1e-12, "word " + i);
            } else {
                assertEquals(first[i], second[i], "word " + i);
            }
        }
    }

    @Test
    void aLegOfAllKindsComesBack(@TempDir Path folder) throws IOException {
        for (String text : List.of(OsimReaderTest.three(), OsimReaderTest.four())) {
            Path file = folder.resolve("leg.osim");
            Files.writeString(file, text);
            OsimModel m = OsimReader.read(file, Monitor.NONE);
            OsimModel bare = new OsimModel(m.version(), m.body(), m.muscles(), m.ligaments(), m.actuators(), m.contacts(),
                    m.shapes(), m.fixed(), m.credits(), List.of());
            comesBack(bare, folder);
        }
    }

    @Test
    void theArmOfOthersComesBack(@TempDir Path folder) throws IOException {
        OsimModel arm = OsimReader.read(SharedData.regression("Analyze/tests/resources/arm26.osim"), Monitor.NONE);
        assertTrue(arm.shapes().stream().anyMatch(s -> s.file().startsWith("humerus") || s.file().contains("humerus")), arm.shapes()
                .toString());
        comesBack(arm, folder);
    }

    /** Gait models with couplings, splines and moving points, and a knee with six degrees of freedom, its ligaments and contacts. */
    @Test
    @Tag("long")
    void modelsOfOthersComeBack(@TempDir Path folder) throws IOException {
        for (String name : List.of("opensim/creator-models/models/Gait2392_Simbody/gait2392_millard2012muscle.osim",
                "opensim/creator-models/models/RajagopalModel/Rajagopal2016.osim",
                "opensim/core-regression/ID/tests/resources/subject01.osim",
                "opensim/core-regression/IK/tests/resources/subject01_simbody.osim",
                "opensim/core-regression/Analyze/tests/resources/DoublePendulum3D.osim",
                "opensim/core-regression/Scale/tests/resources/std_toyLigamentModelScaled.osim",
                "knee-model/cams-tka/cams_Mplus_right_contact.osim")) {
            comesBack(OsimReader.read(SharedData.file(name), Monitor.NONE), folder);
        }
    }

    @Test
    void aNameThatIsNoneInOpenSimIsRefused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("leg.osim"), OsimReaderTest.four());
        OsimModel m = OsimReader.read(folder.resolve("leg.osim"), Monitor.NONE);
        MultibodyModel b = m.body();
        MultibodyModel named = new MultibodyModel(b.name(), b.gravity(), b.segments(), b.coordinates(), b.links(), b.couplings(),
                List.of(new Marker("left heel", 0, Vec3.ZERO)), b.wraps(), b.paths());
        OsimModel bad = new OsimModel(m.version(), named, m.muscles(), m.ligaments(), m.actuators(), m.contacts(), m.shapes(),
                Set.of(), m.credits(),                List.of());
        InputException e = assertThrows(InputException.class, () -> OsimWriter.write(bad, folder.resolve("bad.osim")));
        assertTrue(e.diagnostic().text("en").contains("left heel") && e.diagnostic().text("fr").contains("left heel"), e.getMessage());
        assertTrue(Files.notExists(folder.resolve("bad.osim")));
    }
}
