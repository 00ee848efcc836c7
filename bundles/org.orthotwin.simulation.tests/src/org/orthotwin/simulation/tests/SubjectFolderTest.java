/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.ModelValidator;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.simulation.Bones;
import org.orthotwin.simulation.SubjectFolder;

/** A subject that was written is read back as it was. */
class SubjectFolderTest {

    /** Half the distance of two floats at 500 mm, m: surfaces are written in mm in single precision where they are. */
    private static final double SINGLE = 0.5 * Math.ulp(500f) / 1000.0;

    @TempDir
    Path folder;

    @Test
    void bonesComeBack() throws IOException {
        JointType type = Joints.registry().get("hip");
        GeneratedSubject made = type.generator().orElseThrow().generate(Map.of("stature", 1.8), Side.LEFT, null, Monitor.NONE);
        Path file = SubjectFolder.write(folder, "tall", "hip", type, Side.LEFT, made);
        Anatomy a = AnatomyFiles.load(file);
        assertEquals(List.of(), ModelValidator.validate(a));
        assertEquals(made.subject().get("mass"), a.getSubject().getMass().getValue());
        assertEquals(made.subject().get("height"), a.getSubject().getHeight().getValue());
        assertEquals(made.truth().size(), a.getSubject().getProperties().size());
        for (Quantity q : a.getSubject().getProperties()) {
            assertEquals(made.truth().get(q.getName()), q.getValue(), q.getName());
        }
        List<Body> read = Bones.load(file, a, type, Side.LEFT, Monitor.NONE).all();
        assertEquals(made.bodies().stream().map(Body::id).toList(), read.stream().map(Body::id).toList());
        for (int i = 0; i < read.size(); i++) {
            Body before = made.bodies().get(i);
            Body after = read.get(i);
            assertEquals(before.side(), after.side());
            assertEquals(before.landmarks(), after.landmarks());
            assertEquals(before.surfaces().keySet(), after.surfaces().keySet());
            before.surfaces().forEach((role, mesh) -> {
                assertArrayEquals(mesh.triangles(), after.surface(role).triangles());
                assertArrayEquals(mesh.vertices(), after.surface(role).vertices(), SINGLE, before.id() + " " + role);
            });
            assertTrue(after.frames().size() >= 2, after.frames().toString());
        }
    }

    @Test
    void twiceTheSameIsWrittenTwice() throws IOException {
        JointType type = Joints.registry().get("hip");
        GeneratedSubject made = type.generator().orElseThrow().generate(Map.of(), Side.RIGHT, null, Monitor.NONE);
        Path a = SubjectFolder.write(folder.resolve("a"), "s", "hip", type, Side.RIGHT, made);
        Path b = SubjectFolder.write(folder.resolve("b"), "s", "hip", type, Side.RIGHT, made);
        assertEquals(Files.readString(a), Files.readString(b));
        // and what was read, written again
        Path again = folder.resolve("a").resolve("again.anatomy");
        AnatomyFiles.save(again, AnatomyFiles.load(a));
        assertEquals(Files.readString(a), Files.readString(again));
    }
}
