/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.MassProperties;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.imaging.LabelEditor;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.simulation.AnatomyElements;

/** Surfaces of bones of a case made anew of painted balls. */
class RebuiltSurfaceTest {

    private static final Vec3 MIDDLE = new Vec3(0.1, -0.05, 0.2);
    private static final int N = 40;
    private static final double VOXEL = 0.0015;

    private final Anatomy anatomy = AnatomyFactory.eINSTANCE.createAnatomy();

    @TempDir
    private Path folder;

    private Bone bone(Path file, TriangleMesh mesh) throws IOException {
        Bone b = AnatomyElements.bone(anatomy, "femur", "femur", Side.LEFT);
        AnatomyElements.surface(file, b, "outer", mesh);
        return b;
    }

    private static LabelEditor balls() {
        VolumeGeometry g = VolumeGeometry.axisAligned(N, N, N, MIDDLE.minus(new Vec3(1, 1, 1).times(VOXEL * (N - 1) / 2)), VOXEL);
        LabelEditor e = new LabelEditor(LabelMap.of(Volume.zeros(g, ScalarType.UINT16, ValueMapping.IDENTITY), Map.of(1, "femur_left", 2,
                "tibia_left", 3, "patella")));
        e.brush(MIDDLE, 0.02, 1);
        e.brush(MIDDLE.plus(new Vec3(0.025, 0.025, 0.025)), 0.003, 2);
        return e;
    }

    private double volume(DataReference r) throws IOException {
        return MassProperties.of(MeshReader.read(folder.resolve(r.getPath()), LengthUnit.of(r.getLengthUnit()))).volume();
    }

    @Test
    void aPaintedBallIsTheBoneOfTheCase() throws IOException {
        Path file = folder.resolve("case.anatomy");
        LabelEditor e = balls();
        TriangleMesh small = SurfaceOfLabels.of(Optional.empty(), e.live(), List.of("femur_left"), "femur", Monitor.NONE).mesh();
        Bone b = bone(file, small);
        e.brush(MIDDLE, 0.024, 1);
        List<String> structures = RebuiltSurface.structures(anatomy, b, e.names().values());
        assertEquals(List.of("femur_left"), structures);
        RebuiltSurface r = RebuiltSurface.of(file, b, Optional.empty(), e.live(), structures, "ball", Monitor.NONE);
        assertEquals("meshes/femur-outer-2.ply", r.surface().getPath());
        assertEquals("outer", r.surface().getRole());
        assertEquals("femur.surface.2", r.provenance().getId());
        assertTrue(r.provenance().getMethod().contains(e.labels().volume().sha256()), r.provenance().getMethod());
        TriangleMesh mesh = MeshReader.read(folder.resolve(r.surface().getPath()), LengthUnit.of(r.surface().getLengthUnit()));
        double v = 4 * Math.PI / 3 * Math.pow(0.024, 3);
        MassProperties found = MassProperties.of(mesh);
        assertEquals(v, found.volume(), 0.01 * v);
        assertEquals(0, found.centroid().distance(MIDDLE), 1e-5);
        // what was there before is there still, and the next one has another name again
        assertEquals(4 * Math.PI / 3 * Math.pow(0.02, 3), volume(b.getSurfaces().getFirst()), 0.01 * v);
        assertEquals("meshes/femur-outer-3.ply", RebuiltSurface.of(file, b, Optional.empty(), e.live(), structures, "ball", Monitor.NONE)
                .surface().getPath());
    }

    /** Where there is an image the surface is where that has the edge, not where the labels end. */
    @Test
    void theEdgeOfTheImageIsTaken() throws IOException {
        Path file = folder.resolve("case.anatomy");
        LabelEditor e = balls();
        VolumeGeometry g = e.geometry();
        Volume image = Volume.zeros(g, ScalarType.INT16, ValueMapping.HOUNSFIELD);
        double edge = 0.0206;
        for (int k = 0; k < g.nz(); k++) {
            for (int p = 0; p < N * N; p++) {
                double part = Math.clamp((edge - g.point(p % N, p / N, k).distance(MIDDLE)) / VOXEL + 0.5, 0, 1);
                image.store().slice(k).putShort(2 * p, (short) (1200 * part));
            }
        }
        Bone b = bone(file, SurfaceOfLabels.of(Optional.empty(), e.live(), List.of("femur_left"), "femur", Monitor.NONE).mesh());
        RebuiltSurface r = RebuiltSurface.of(file, b, Optional.of(image), e.live(), List.of("femur_left"), "ball", Monitor.NONE);
        double v = 4 * Math.PI / 3 * Math.pow(edge, 3);
        assertEquals(v, volume(r.surface()), 0.01 * v);
        assertTrue(r.provenance().getMethod().contains("100 % of the surface at an edge"), r.provenance().getMethod());
    }

    @Test
    void whatCannotBeTheBoneIsRefusedAndNothingIsWritten() throws IOException {
        Path file = folder.resolve("case.anatomy");
        LabelEditor e = balls();
        Bone b = bone(file, SurfaceOfLabels.of(Optional.empty(), e.live(), List.of("femur_left"), "femur", Monitor.NONE).mesh());
        assertEquals("rebuild.elsewhere", refused(file, b, e, "tibia_left"));
        assertEquals("rebuild.empty", refused(file, b, e, "patella"));
        assertThrows(CancellationException.class, () -> RebuiltSurface.of(file, b, Optional.empty(), e.live(), List.of("femur_left"), "",
                Monitor.until(() -> true)));
        try (var files = Files.list(folder.resolve("meshes"))) {
            assertEquals(1, files.count());
        }
    }

    private static String refused(Path file, Bone b, LabelEditor e, String structure) {
        return assertThrows(InputException.class, () -> RebuiltSurface.of(file, b, Optional.empty(), e.live(), List.of(structure), "",
                Monitor.NONE)).diagnostic().code();
    }

    @Test
    void aBoneOfTheMidlineIsOfTheSideOfItsJoint() {
        Bone pelvis = AnatomyElements.bone(anatomy, "pelvis", "pelvis", Side.MIDLINE);
        List<String> names = List.of("hipbone.left", "hipbone.right", "sacrum", "femur");
        assertEquals(List.of("hipbone.right", "hipbone.left", "sacrum"), RebuiltSurface.structures(anatomy, pelvis, names));
        Joint j = AnatomyFactory.eINSTANCE.createJoint();
        j.setParent(pelvis);
        j.setSide(org.orthotwin.model.anatomy.Side.LEFT);
        anatomy.getJoints().add(j);
        assertEquals(List.of("hipbone.left", "hipbone.right", "sacrum"), RebuiltSurface.structures(anatomy, pelvis, names));
        assertEquals(List.of(), RebuiltSurface.structures(anatomy, pelvis, List.of("femur")));
    }
}
