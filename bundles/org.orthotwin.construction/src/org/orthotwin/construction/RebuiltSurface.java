/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Volume;
import org.orthotwin.joint.Side;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.ProvenanceKind;
import org.orthotwin.model.anatomy.RebuiltBones;
import org.orthotwin.simulation.AnatomyElements;

/**
 * The outer surface of a bone of a case made anew of labels, by the way in which {@link TwinConstruction} makes it. Landmarks and density
 * stay as they are, which the validator says ({@link RebuiltBones}): they are found anew only where a twin is built.
 *
 * @param surface with a file of its own beside the one before, so that a case that goes back to that finds it; nothing has it yet
 * @param provenance how it was made; no anatomy has it yet
 */
public record RebuiltSurface(DataReference surface, Provenance provenance) {

    private static final String ROLE = "outer";

    /**
     * The structures that make up a bone of an anatomy, by their names alone.
     *
     * @param names of a label map
     * @return empty if none is named like the bone
     */
    public static List<String> structures(Anatomy anatomy, Bone bone, Collection<String> names) {
        return BoneLabels.structures(names, bone.getType(), side(anatomy, bone));
    }

    /** Of a bone of the midline, the side of its joint. */
    private static Side side(Anatomy anatomy, Bone bone) {
        return switch (bone.getSide()) {
            case LEFT -> Side.LEFT;
            case RIGHT -> Side.RIGHT;
            default -> anatomy.getJoints().stream().filter(j -> j.getParent() == bone || j.getChild() == bone).map(Joint::getSide)
                    .anyMatch(s -> s == org.orthotwin.model.anatomy.Side.LEFT) ? Side.LEFT : Side.RIGHT;
        };
    }

    /**
     * Makes the surface and writes its file.
     *
     * @param anatomyFile of the anatomy
     * @param bone of that anatomy; it is read only
     * @param image of which the labels are; taken where it is on their grid
     * @param structures of the labels
     * @param source of the labels, for people
     * @throws org.orthotwin.core.InputException if no voxel belongs to the structures, or the new surface lies elsewhere than the bone
     * @throws java.util.concurrent.CancellationException if the monitor asked to stop
     */
    public static RebuiltSurface of(Path anatomyFile, Bone bone, Optional<Volume> image, LabelMap labels, List<String> structures,
            String source, Monitor monitor) throws IOException {
        Set<String> there = new HashSet<>();
        labels.counts().keySet().forEach(l -> there.add(labels.names().getOrDefault(l, "")));
        List<String> full = structures.stream().filter(there::contains).toList();
        if (full.isEmpty()) {
            throw Texts.refuse("rebuild.empty", String.join(", ", structures));
        }
        Optional<Volume> grey = image.filter(v -> v.geometry().coincides(labels.geometry()));
        LabelMap on = grey.isPresent() ? LabelMap.of(labels.volume().on(grey.get().geometry())) : labels;
        SurfaceOfLabels made = SurfaceOfLabels.of(grey, on, full, bone.getType(), monitor);
        Optional<DataReference> before = bone.getSurfaces().stream().filter(r -> ROLE.equals(r.getRole())).findFirst();
        if (before.isPresent()) {
            requireSamePlace(bone, MeshReader.read(DataFiles.resolve(anatomyFile, before.get()), LengthUnit.of(before.get()
                    .getLengthUnit())), made.mesh());
        }
        monitor.checkCancelled();
        Anatomy anatomy = (Anatomy) bone.eContainer();
        int n = 2;
        while (Files.exists(anatomyFile.resolveSibling("meshes").resolve(name(bone, n))) || isTaken(anatomy, id(bone, n))) {
            n++;
        }
        Provenance p = AnatomyFactory.eINSTANCE.createProvenance();
        p.setId(id(bone, n));
        p.setName("Surface of the " + bone.getId() + ", " + n);
        p.setKind(ProvenanceKind.IMAGED);
        p.setSource(source);
        p.setMethod("rebuilt of the labels " + String.join(", ", full) + " of a label map with SHA-256 " + labels.volume().sha256()
                + "; " + (grey.isPresent() ? String.format(Locale.ROOT, "%.0f %% of the surface at an edge of the image", 100 * made
                        .sharp()) : "the boundary of the voxels, smoothed") + "; landmarks are those of the surface before");
        return new RebuiltSurface(AnatomyElements.surface(anatomyFile, name(bone, n), ROLE, made.mesh()), p);
    }

    private static String name(Bone bone, int n) {
        return bone.getId() + "-" + ROLE + "-" + n + ".ply";
    }

    private static String id(Bone bone, int n) {
        return RebuiltBones.id(bone, n);
    }

    private static boolean isTaken(Anatomy anatomy, String id) {
        return anatomy.getProvenances().stream().anyMatch(p -> Objects.equals(p.getId(), id));
    }

    /** A bone in another frame than the image's, or another bone, would be put where nothing else of the case is. */
    private static void requireSamePlace(Bone bone, TriangleMesh before, TriangleMesh now) {
        double[] a = before.bounds();
        double[] b = now.bounds();
        for (int i = 0; i < 3; i++) {
            if (b[i] > a[i + 3] || b[i + 3] < a[i]) {
                throw Texts.refuse("rebuild.elsewhere", bone.getId(), Math.round(1000 * middle(a).distance(middle(b))));
            }
        }
    }

    private static Vec3 middle(double[] box) {
        return new Vec3((box[0] + box[3]) / 2, (box[1] + box[4]) / 2, (box[2] + box[5]) / 2);
    }
}
