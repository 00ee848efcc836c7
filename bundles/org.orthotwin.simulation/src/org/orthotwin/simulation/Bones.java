/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.MeshChecks;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshFormatException;
import org.orthotwin.geometry.io.MeshReader;
import org.orthotwin.geometry.io.UnitPlausibility;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.ProvenanceKind;

/** The bones of an anatomy as solvers see them: surfaces read and checked, frames built from landmarks. Immutable. */
public final class Bones {

    /** How far a landmark may lie outside the box around its bone, m: joint centres and insertions lie a little off the surface. */
    static final double LANDMARK_REACH = 0.02;
    /**
     * How far a landmark may lie from the nearest vertex of its bone, m: the centre of a hip is a head's radius and cartilage, at most 35
     * mm, from its socket; what lies farther off is within a pelvis and not on it.
     */
    static final double LANDMARK_DISTANCE = 0.04;
    /** Method of a landmark that was not found on this surface but mirrored from the other side, as where only half a pelvis was imaged. */
    static final String MIRRORED = "mirrored";

    private final Map<String, Body> bodies;
    private final Map<String, List<FrameDefinition>> built;
    private final Side side;

    private Bones(Map<String, Body> bodies, Map<String, List<FrameDefinition>> built, Side side) {
        this.bodies = bodies;
        this.built = built;
        this.side = side;
    }

    /**
     * Reads the bones.
     *
     * @param type whose frame definitions are applied to every bone that has the landmarks
     * @param side of the joint
     * @throws org.orthotwin.core.InputException for a surface that is missing, broken, empty, of an implausible size or no closed body, a
     *     landmark outside its bone, or a frame whose landmarks are collinear
     */
    public static Bones load(Path anatomyFile, Anatomy anatomy, JointType type, Side side, Monitor monitor) {
        Map<String, Body> bodies = new LinkedHashMap<>();
        Map<String, List<FrameDefinition>> built = new LinkedHashMap<>();
        for (Bone bone : anatomy.getBones()) {
            monitor.checkCancelled();
            Body body = body(anatomyFile, bone, type, side);
            bodies.put(bone.getId(), body);
            List<String> given = bone.getFrames().stream().filter(f -> f.getPose() != null).map(Bones::name).toList();
            built.put(bone.getId(), type.frames().stream().filter(d -> d.boneType().equals(bone.getType())
                    && body.frames().containsKey(d.id()) && !given.contains(d.id())).toList());
        }
        return new Bones(bodies, built, side);
    }

    /**
     * A bone of a problem with landmarks elsewhere: the frames that are built on landmarks follow; surfaces and frames that the anatomy
     * gives as poses stay.
     *
     * @param landmarks positions by code, m; all that the bone has
     * @throws IllegalArgumentException if a frame can no longer be built
     */
    Body displaced(Body body, Map<String, Vec3> landmarks) {
        Map<String, RigidTransform> frames = new LinkedHashMap<>(body.frames());
        for (FrameDefinition d : built.getOrDefault(body.id(), List.of())) {
            frames.put(d.id(), d.rule().pose(landmarks, side));
        }
        return new Body(body.id(), body.type(), body.side(), body.surfaces(), landmarks, body.deviations(), frames);
    }

    /** Ids of the frames of a bone that are built on its landmarks. */
    List<String> built(String body) {
        return built.getOrDefault(body, List.of()).stream().map(FrameDefinition::id).toList();
    }

    private static String name(Frame f) {
        return f.getDefinition() == null || f.getDefinition().isBlank() ? f.getId() : f.getDefinition();
    }

    /** All of them by id. */
    Map<String, Body> byId() {
        return bodies;
    }

    /** All of them, in the order of the anatomy. */
    public List<Body> all() {
        return List.copyOf(bodies.values());
    }

    public Optional<Body> find(String id) {
        return Optional.ofNullable(bodies.get(id));
    }

    private static Body body(Path anatomyFile, Bone bone, JointType type, Side side) {
        Map<String, TriangleMesh> surfaces = new LinkedHashMap<>();
        for (DataReference r : bone.getSurfaces()) {
            String role = r.getRole() == null || r.getRole().isBlank() ? "outer" : r.getRole();
            surfaces.put(role, surface(anatomyFile, bone, role, r));
        }
        Map<String, Vec3> landmarks = new LinkedHashMap<>();
        Map<String, Double> deviations = new LinkedHashMap<>();
        for (Landmark l : bone.getLandmarks()) {
            landmarks.put(l.getCode(), l.getPosition());
            if (l.getUncertainty() > 0) {
                deviations.put(l.getCode(), l.getUncertainty());
            }
        }
        if (surfaces.containsKey("outer")) {
            requireNear(bone, surfaces.get("outer"));
        }
        Map<String, RigidTransform> frames = new LinkedHashMap<>();
        for (FrameDefinition d : type.frames()) {
            List<String> codes = d.landmarks(side);
            if (d.boneType().equals(bone.getType()) && landmarks.keySet().containsAll(codes)) {
                frames.put(d.id(), frame(bone, d, landmarks, side));
            }
        }
        for (Frame f : bone.getFrames()) {
            if (f.getPose() != null) {
                frames.put(name(f), f.getPose());
            }
        }
        return new Body(bone.getId(), bone.getType(), side(bone), surfaces, landmarks, deviations, frames);
    }

    private static Side side(Bone bone) {
        return switch (bone.getSide()) {
            case LEFT -> Side.LEFT;
            case RIGHT -> Side.RIGHT;
            default -> Side.MIDLINE;
        };
    }

    private static RigidTransform frame(Bone bone, FrameDefinition d, Map<String, Vec3> landmarks, Side side) {
        try {
            return d.rule().pose(landmarks, side);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse(e, "frame.failed", d.id(), bone.getId(), e.getMessage());
        }
    }

    private static TriangleMesh surface(Path anatomyFile, Bone bone, String role, DataReference r) {
        TriangleMesh mesh = read(anatomyFile, bone.getId(), r);
        MeshChecks.Report report = MeshChecks.check(mesh);
        if (!report.isClosed() || !report.isManifold() || !report.isOriented()) {
            throw Texts.refuse("bone.surface.leaky", bone.getId(), role, String.join(", ", report.problems()));
        }
        return mesh;
    }

    /** A surface of a bone or of what lies on it, of a plausible size; it may be open. */
    static TriangleMesh read(Path anatomyFile, String bone, DataReference r) {
        Path file = DataFiles.resolve(anatomyFile, r);
        if (r.getLengthUnit() == null || r.getLengthUnit().isBlank()) {
            throw Texts.refuse("bone.surface.unit", r.getPath(), bone);
        }
        LengthUnit unit = LengthUnit.of(r.getLengthUnit());
        TriangleMesh mesh;
        try {
            mesh = MeshReader.read(file, unit);
        } catch (MeshFormatException | IllegalArgumentException e) {
            throw Texts.refuse(e, "bone.surface.broken", bone, e.getMessage());
        }
        if (mesh.isEmpty()) {
            throw Texts.refuse("bone.surface.empty", bone, r.getRole() == null || r.getRole().isBlank() ? "outer" : r.getRole());
        }
        UnitPlausibility.of(mesh, unit).message(r.getPath()).ifPresent(m -> {
            throw Texts.refuse("bone.surface.broken", bone, m);
        });
        return mesh;
    }

    private static void requireNear(Bone bone, TriangleMesh surface) {
        double[] box = surface.bounds();
        for (Landmark l : bone.getLandmarks()) {
            if (MIRRORED.equals(l.getMethod())
                    || l.getProvenance() != null && l.getProvenance().getKind() == ProvenanceKind.LITERATURE) {
                // not of this surface
                continue;
            }
            double[] q = l.getPosition().toArray();
            double out = 0;
            for (int i = 0; i < 3; i++) {
                out = Math.max(out, Math.max(box[i] - q[i], q[i] - box[3 + i]));
            }
            if (out > LANDMARK_REACH) {
                throw Texts.refuse("bone.landmark.outside", l.getCode(), bone.getId(), Numbers.fixed(out * 1000.0, 1),
                        Numbers.fixed(LANDMARK_REACH * 1000.0, 0));
            }
            double away = toNearestVertex(surface, l.getPosition());
            if (away > LANDMARK_DISTANCE) {
                throw Texts.refuse("bone.landmark.far", l.getCode(), bone.getId(), Numbers.fixed(away * 1000.0, 1),
                        Numbers.fixed(LANDMARK_DISTANCE * 1000.0, 0));
            }
        }
    }

    private static double toNearestVertex(TriangleMesh surface, Vec3 p) {
        double[] v = surface.vertices();
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < v.length; i += 3) {
            double x = v[i] - p.x();
            double y = v[i + 1] - p.y();
            double z = v[i + 2] - p.z();
            nearest = Math.min(nearest, x * x + y * y + z * z);
        }
        return Math.sqrt(nearest);
    }

    /** Codes of the landmarks that no bone has, of those that a frame needs; for messages. */
    static List<String> missing(FrameDefinition d, Body body, Side side) {
        List<String> codes = new ArrayList<>(d.landmarks(side));
        codes.removeAll(body.landmarks().keySet());
        return codes;
    }
}
