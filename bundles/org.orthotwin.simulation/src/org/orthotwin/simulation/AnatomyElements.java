/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Coordinate;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.PathPoint;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.WrapObject;

/** Elements of an anatomy made of what joints and landmarkers say: what writers of generated and of measured subjects share. */
public final class AnatomyElements {

    private static final AnatomyFactory F = AnatomyFactory.eINSTANCE;

    private AnatomyElements() {
    }

    /**
     * Adds a bone without anything on it.
     *
     * @param id also its name
     */
    public static Bone bone(Anatomy a, String id, String type, Side side) {
        Bone b = F.createBone();
        b.setId(id);
        b.setName(id);
        b.setType(type);
        b.setSide(side(side));
        a.getBones().add(b);
        return b;
    }

    /**
     * Writes {@code meshes/<bone>-<role>.ply} (mm) beside the anatomy's file and adds it to the bone.
     *
     * @param surface m
     */
    public static DataReference surface(Path anatomyFile, Bone b, String role, TriangleMesh surface) throws IOException {
        DataReference r = surface(anatomyFile, b.getId() + "-" + role + ".ply", role, surface);
        b.getSurfaces().add(r);
        return r;
    }

    /** Writes a file of {@code meshes} (mm) beside the anatomy's file. @return the reference to it, which nothing has yet */
    public static DataReference surface(Path anatomyFile, String name, String role, TriangleMesh surface) throws IOException {
        Path mesh = anatomyFile.resolveSibling("meshes").resolve(name);
        MeshWriter.write(mesh, surface, LengthUnit.MILLIMETRE);
        DataReference r = DataFiles.reference(anatomyFile, mesh, "mm");
        r.setRole(role);
        r.setFormat("ply");
        return r;
    }

    /**
     * Adds a frame that a definition makes of the bone's landmarks, if it has them all and not the frame already. Its id is the
     * definition's; where another bone has taken that, the bone's stands before it.
     */
    public static void frame(Anatomy a, Bone b, FrameDefinition d, Side side) {
        List<String> codes = d.landmarks(side);
        List<Landmark> marks = b.getLandmarks().stream().filter(l -> codes.contains(l.getCode())).toList();
        if (d.boneType().equals(b.getType()) && marks.size() == codes.size() && frame(b, d.id()) == null) {
            Frame f = F.createFrame();
            boolean taken = a.getBones().stream().flatMap(o -> o.getFrames().stream()).anyMatch(o -> d.id().equals(o.getId()));
            f.setId(taken ? b.getId() + "." + d.id() : d.id());
            f.setName(d.id());
            f.setDefinition(d.id());
            f.getLandmarks().addAll(marks);
            b.getFrames().add(f);
        }
    }

    /** The frame that a definition made, or null. */
    public static Frame frame(Bone b, String definition) {
        return b.getFrames().stream().filter(f -> definition.equals(f.getDefinition())).findFirst().orElse(null);
    }

    /** The first bone of a type, or null. */
    public static Bone bone(Anatomy a, String type) {
        return a.getBones().stream().filter(b -> type.equals(b.getType())).findFirst().orElse(null);
    }

    /** Adds a joint of a contributed type between two bones, with its coordinates and their ranges. */
    public static void joint(Anatomy a, String typeId, JointType type, Side side, Bone parent, Bone child) {
        Joint j = F.createJoint();
        j.setId(typeId);
        j.setName(typeId);
        j.setType(typeId);
        j.setSide(side(side));
        j.setParent(parent);
        j.setChild(child);
        j.setParentFrame(frame(parent, type.parentFrame()));
        j.setChildFrame(frame(child, type.childFrame()));
        for (CoordinateDefinition d : type.coordinates()) {
            Coordinate c = F.createCoordinate();
            c.setId(typeId + "." + d.name());
            c.setName(d.name());
            c.setUnit(d.dimension().siSymbol());
            c.setMinimum(d.minimum());
            c.setMaximum(d.maximum());
            j.getCoordinates().add(c);
        }
        a.getJoints().add(j);
    }

    /** Adds ligaments with their bundles, those of one ligament to one element. */
    public static void ligaments(Anatomy a, List<LigamentBundle> bundles, Provenance p) {
        Map<String, Ligament> ligaments = new LinkedHashMap<>();
        for (LigamentBundle l : bundles) {
            Ligament of = ligaments.computeIfAbsent(l.ligament(), id -> {
                Ligament n = F.createLigament();
                n.setId(id);
                n.setName(id);
                a.getLigaments().add(n);
                return n;
            });
            var b = F.createLigamentBundle();
            b.setId(l.id());
            b.setName(l.id());
            b.setStiffness(l.stiffness());
            b.setReferenceStrain(l.referenceStrain());
            b.setDamping(l.damping());
            b.setProvenance(p);
            l.path().forEach(x -> b.getPath().add(point(a, x)));
            l.wraps().forEach(w -> b.getWraps().add(wrap(a, w, p)));
            of.getBundles().add(b);
        }
    }

    static WrapObject wrap(Anatomy a, WrapSurface w, Provenance p) {
        WrapObject o = F.createWrapObject();
        o.setId(w.id());
        o.setName(w.id());
        o.setBone(byId(a, w.body()));
        o.setShape(w.shape());
        o.setPose(w.pose());
        w.dimensions().forEach((name, metres) -> o.getParameters().add(quantity(name, metres, "m", p)));
        return o;
    }

    static PathPoint point(Anatomy a, Attachment x) {
        PathPoint point = F.createPathPoint();
        Bone bone = byId(a, x.body());
        point.setBone(bone);
        if (x.landmark().isEmpty()) {
            point.setPosition(x.position());
        } else {
            point.setLandmark(bone.getLandmarks().stream().filter(l -> x.landmark().equals(l.getCode())).findFirst().orElseThrow());
        }
        return point;
    }

    /** @throws java.util.NoSuchElementException if there is none */
    static Bone byId(Anatomy a, String id) {
        return a.getBones().stream().filter(b -> id.equals(b.getId())).findFirst().orElseThrow();
    }

    /** A number of its unit; null if there is none. */
    public static Quantity quantity(String name, Double value, String unit, Provenance p) {
        if (value == null) {
            return null;
        }
        Quantity q = F.createQuantity();
        q.setName(name);
        q.setValue(value);
        q.setUnit(unit);
        q.setProvenance(p);
        return q;
    }

    private static org.orthotwin.model.anatomy.Side side(Side s) {
        return org.orthotwin.model.anatomy.Side.valueOf(s.name());
    }
}
