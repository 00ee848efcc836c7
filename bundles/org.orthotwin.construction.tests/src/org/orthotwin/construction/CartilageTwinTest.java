/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.geometry.Normals;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.knee.KneeJoint;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Cartilage;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.ProvenanceKind;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.synthesis.Resolution;

/** Cartilage and joint space of a label map in the twin, against balls of known size and against another toolkit. */
class CartilageTwinTest {

    private static final double VOXEL = 0.0006;
    /** Balls of bone one above the other, m. */
    private static final double RADIUS = 0.010;
    private static final Vec3 FEMUR = new Vec3(0, 0, 0.0125);
    private static final Vec3 TIBIA = new Vec3(0, 0, -0.0125);
    /** Where the upper one ends, m. */
    private static final double UPPER = 0.0125 - RADIUS;

    @BeforeAll
    static void contribute() {
        // without a platform nothing is contributed
        register(Joints.registry(), new Contribution<>("knee", "knee", "", "test", Map.of(), Map.of(),
                () -> new KneeJoint(Resolution.DEFAULT)));
        register(Volumes.writers(), new Contribution<>("nrrd", "nrrd", "", "test", Map.of("extensions", "nrrd"), Map.of(),
                () -> (volume, file, monitor) -> Files.writeString(Files.createDirectories(file.getParent()).resolve(file.getFileName()),
                        volume.sha256())));
    }

    private static <T> void register(Registry<T> registry, Contribution<T> c) {
        if (registry.find(c.id()).isEmpty()) {
            registry.add(c);
        }
    }

    private static Constructed twin(LabelMap labels, Side side) {
        // what nobody segmented by its grey values: an image that shows nothing
        Volume blank = Volume.zeros(labels.geometry(), ScalarType.UINT8, ValueMapping.IDENTITY);
        return TwinConstruction.build(new TwinConstruction.Request(blank, "MR", "knee", side, null, Map.of(), Optional.of(labels),
                Optional.empty(), Map.of(), 0, 2), Monitor.NONE);
    }

    private static LabelMap labels(Map<Integer, String> names, ToIntFunction<Vec3> label) {
        int nx = 44;
        int nz = 88;
        VolumeGeometry g = VolumeGeometry.axisAligned(nx, nx, nz, new Vec3(-0.0129, -0.0129, -0.0261), VOXEL);
        Volume v = Volume.zeros(g, ScalarType.UINT8, ValueMapping.IDENTITY);
        for (int k = 0; k < nz; k++) {
            for (int p = 0; p < nx * nx; p++) {
                v.store().slice(k).put(p, (byte) label.applyAsInt(g.point(p % nx, p / nx, k)));
            }
        }
        return LabelMap.of(v, names);
    }

    /** @param femoral and tibial thickness of the halves of shells that face each other, m */
    private static LabelMap balls(double femoral, double tibial) {
        Map<Integer, String> names = Map.of(1, "femur", 2, "tibia", 3, "femoral_cartilage_left", 4, "Tibial Cartilage", 5,
                "femoral_cartilage_right");
        return labels(names, x -> {
            double f = x.distance(FEMUR) - RADIUS;
            double t = x.distance(TIBIA) - RADIUS;
            return f < 0 ? 1 : t < 0 ? 2 : f < femoral && x.z() < FEMUR.z() ? 3 : t < tibial && x.z() > TIBIA.z() ? 4 : 0;
        });
    }

    private static double property(Anatomy a, String name) {
        return a.getSubject().getProperties().stream().filter(q -> q.getName().equals(name)).findFirst().orElseThrow().getValue();
    }

    @Test
    void shellsOfKnownThicknessAreInTheTwin(@TempDir Path folder) throws IOException {
        double femoral = 0.0024;
        double tibial = 0.0018;
        Constructed made = twin(balls(femoral, tibial), Side.LEFT);
        assertEquals("[cartilage.femoral, cartilage.tibial]", made.cartilages().stream().map(ConstructedCartilage::id).toList().toString());
        CaseFolder.write(folder, "balls", made, "drawn", CaseFolder.Person.UNKNOWN, Monitor.NONE);
        Anatomy a = AnatomyFiles.load(folder.resolve("balls.anatomy"));
        assertEquals(2, a.getCartilages().size());
        for (Cartilage c : a.getCartilages()) {
            double truth = c.getId().equals("cartilage.femoral") ? femoral : tibial;
            assertEquals(c.getId().equals("cartilage.femoral") ? "femur" : "tibia", c.getBone().getId());
            assertEquals(truth, c.getThickness().getValue(), 0.1 * VOXEL, c.getId());
            double u = c.getThickness().getStandardUncertainty();
            assertEquals(VOXEL / Math.sqrt(6), u, 1e-12);
            Map<String, Quantity> of = new TreeMap<>();
            c.getProperties().forEach(q -> of.put(q.getName(), q));
            assertEquals(truth, of.get("thickness.max").getValue(), 2 * u, c.getId());
            // half a ball, but for the rim, where normals run along the border of the shell
            assertEquals(2 * Math.PI * RADIUS * RADIUS, of.get("area").getValue(), 0.06 * 2 * Math.PI * RADIUS * RADIUS, c.getId());
            assertEquals(ProvenanceKind.IMAGED, c.getThickness().getProvenance().getKind());
            // throws where the hash is another
            Path file = DataFiles.resolve(folder.resolve("balls.anatomy"), c.getSurface());
            TriangleMesh surface = MeshReader.read(file, LengthUnit.of(c.getSurface().getLengthUnit()));
            Vec3 centre = c.getBone().getId().equals("femur") ? FEMUR : TIBIA;
            double sum = 0;
            int n = 0;
            for (int v = 0; v < surface.vertexCount(); v++) {
                Vec3 x = surface.vertex(v).minus(centre);
                assertTrue(x.norm() > RADIUS - VOXEL && x.norm() < RADIUS + truth + VOXEL, c.getId() + " at " + x);
                if (Math.abs(x.z()) > 0.3 * x.norm()) {
                    sum += x.norm() - RADIUS - truth;
                    n++;
                }
            }
            assertTrue(n > 500, n + " vertices");
            assertEquals(0, sum / n, 0.1 * VOXEL, c.getId());
            assertTrue(Files.readString(file, StandardCharsets.ISO_8859_1).contains("thickness [mm]"));
        }
        JointSpace space = made.spaces().getFirst();
        assertEquals(2 * UPPER, space.minimum(), 2 * space.uncertainty());
        assertTrue(space.at().norm() < 2 * VOXEL, space.at().toString());
        assertEquals(2 * UPPER - femoral - tibial, space.regions().getFirst().gap(), 2 * space.uncertainty());
        assertEquals(space.minimum(), property(a, "joint-space.tibia.femur.minimum"), 0);
        assertEquals(space.regions().getFirst().gap(), property(a, "joint-space.tibia.femur.cartilage.tibial.gap"), 0);
        assertFalse(a.getSubject().getProperties().stream().anyMatch(q -> q.getStandardUncertainty() == 0
                && !q.getName().endsWith("contact")), "distances say how sure they are");
    }

    /** Two shells of 3 mm round balls that are 5 mm apart share a lens, the radius of whose rim is known. */
    @Test
    void cartilagesThatMeetAreInContact() {
        double thickness = 0.003;
        LabelMap cut = labels(Map.of(1, "femur", 2, "tibia", 3, "femur.cartilage", 4, "tibia.cartilage"), x -> {
            double f = x.distance(FEMUR) - RADIUS;
            double t = x.distance(TIBIA) - RADIUS;
            return f < 0 ? 1 : t < 0 ? 2 : x.z() >= 0 ? f < thickness ? 3 : 0 : t < thickness ? 4 : 0;
        });
        JointSpace.Region r = twin(cut, Side.RIGHT).spaces().getFirst().regions().getFirst();
        // what is nearer than a boundary's uncertainty counts, too
        double high = FEMUR.z() - VOXEL / Math.sqrt(12) / 2;
        double lens = Math.PI * ((RADIUS + thickness) * (RADIUS + thickness) - high * high);
        assertTrue(r.gap() < 0.5 * VOXEL, "gap " + r.gap());
        assertEquals(lens, r.contact(), 0.15 * lens);
        // no cartilage, no contact
        LabelMap bare = labels(Map.of(1, "femur", 2, "tibia"), x -> x.distance(FEMUR) < RADIUS ? 1 : x.distance(TIBIA) < RADIUS ? 2 : 0);
        Constructed made = twin(bare, Side.RIGHT);
        assertTrue(made.cartilages().isEmpty() && made.spaces().getFirst().regions().isEmpty());
        assertEquals(2 * UPPER, made.spaces().getFirst().minimum(), 2 * made.spaces().getFirst().uncertainty());
    }

    /** What lies off its bone is said and left out, and metal that stands for a bone gives no joint space. */
    @Test
    void whatIsNoCartilageAndNoJointSpaceIsSaid() {
        LabelMap off = labels(Map.of(1, "femur", 2, "tibia", 3, "femoral_cartilage", 4, "metal"), x -> x.distance(FEMUR) < RADIUS ? 1
                : x.distance(TIBIA) < RADIUS ? 2 : x.distance(new Vec3(0, 0.010, -0.003)) < 0.002 ? 3
                : x.distance(new Vec3(0.008, 0, 0)) < 0.0015 ? 4 : 0);
        Constructed made = twin(off, Side.LEFT);
        assertTrue(made.cartilages().isEmpty() && made.spaces().isEmpty());
        List<String> codes = made.findings().stream().map(f -> f.code()).toList();
        assertTrue(codes.contains("twin.cartilage.off") && codes.contains("twin.space.metal"), codes.toString());
    }

    /** The shared knee, from its labels to the twin, at each vertex of the twin's tibia. */
    @Test
    @Tag("long")
    void aRealKneeHasItsCartilages(@TempDir Path folder) throws IOException {
        String data = System.getProperty("orthotwin.data");
        Path shared = Path.of(data == null ? "../shared/data" : data, "knee-segmentation", "pymskt");
        assumeTrue(Files.isDirectory(shared), "no label map of a knee in " + shared);
        Constructed made = twin(CartilageThicknessTest.knee(shared.resolve("SAG_3D_DESS_RIGHT_bones_cart_men_fib-label.nrrd")), Side.RIGHT);
        assertEquals("[cartilage.femoral, cartilage.tibial.medial, cartilage.tibial.lateral, cartilage.patellar]",
                made.cartilages().stream().map(ConstructedCartilage::id).toList().toString());
        Path meshes = shared.resolve("testing_meniscus_subregions");
        TriangleMesh theirTibia = MeshReader.read(meshes.resolve("tibia_mesh.vtk"), LengthUnit.of("mm"));
        TriangleMesh theirs = TriangleMesh.concat(MeshReader.read(meshes.resolve("med_tib_cart_mesh.vtk"), LengthUnit.of("mm")),
                MeshReader.read(meshes.resolve("lat_tib_cart_mesh.vtk"), LengthUnit.of("mm")));
        TriangleMesh tibia = made.bones().stream().filter(b -> b.type().equals("tibia")).findFirst().orElseThrow().surface();
        double[] other = CartilageThickness.of(tibia, Normals.ofVertices(tibia), theirTibia, theirs, CartilageThickness.Method.NORMAL,
                Monitor.NONE);
        double sum = 0;
        int n = 0;
        for (int v = 0; v < other.length; v++) {
            double own = Math.max(made.cartilages().get(1).onBone()[v], made.cartilages().get(2).onBone()[v]);
            if (own > 0 && other[v] > 0) {
                sum += Math.abs(own - other[v]);
                n++;
            }
        }
        assertTrue(n > 1000, n + " vertices are covered");
        assertTrue(sum / n < 0.0002, sum / n + " m on average");
        assertEquals("[tibia femur, patella femur]", made.spaces().stream().map(s -> s.bone() + " " + s.other()).toList().toString());
        // published means of healthy knees lie between 1 and 4 mm, the thickest patellar cartilage below 10 mm
        for (ConstructedCartilage c : made.cartilages()) {
            assertTrue(c.cover().mean() > 0.001 && c.cover().mean() < 0.004 && c.cover().max() < 0.010, c.id() + " " + c.cover());
        }
        for (JointSpace s : made.spaces()) {
            for (JointSpace.Region r : s.regions()) {
                assertTrue(r.minimum() >= s.minimum() && r.minimum() < 0.010 && r.gap() < s.uncertainty(), s.toString());
            }
        }
        CaseFolder.write(folder, "knee", made, "shared", CaseFolder.Person.UNKNOWN, Monitor.NONE);
        assertEquals(4, AnatomyFiles.load(folder.resolve("knee.anatomy")).getCartilages().size());
    }
}
