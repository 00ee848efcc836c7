/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.Landmarkers;
import org.orthotwin.landmarks.Landmarking;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Coordinate;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.ProvenanceKind;
import org.orthotwin.model.anatomy.Subject;

/** Bones with landmarks as an anatomy with its surfaces; with a joint where both bones of an installed kind of joint are there. */
final class LandmarkCase {

    private static final AnatomyFactory F = AnatomyFactory.eINSTANCE;

    private LandmarkCase() {
    }

    /** Writes {@code <name>.anatomy} and {@code meshes/<bone>-outer.ply} (mm). */
    static void write(Path folder, String name, List<LandmarksVerb.Found> found) throws IOException {
        Path file = folder.resolve(name + ".anatomy");
        Anatomy a = F.createAnatomy();
        a.setId(name + ".anatomy");
        a.setName(name);
        Subject s = F.createSubject();
        s.setId("subject");
        s.setName("Subject");
        a.setSubject(s);
        Map<String, Provenance> sources = new LinkedHashMap<>();
        for (LandmarksVerb.Found f : found) {
            Provenance p = F.createProvenance();
            p.setId(f.id() + ".landmarks");
            p.setName("Landmarks of the " + f.id());
            p.setKind(ProvenanceKind.ESTIMATED);
            p.setSource(f.input().file().getFileName().toString());
            p.setMethod(f.landmarks().method() + "; uncertainty: replicas with errors of the surface of " + Landmarking.NOISE * 1000.0
                    + " mm over " + Landmarking.CORRELATION * 1000.0 + " mm");
            sources.put(f.id(), p);
            a.getProvenances().add(p);
        }
        for (LandmarksVerb.Found f : found) {
            a.getBones().add(bone(file, f, sources.get(f.id())));
        }
        for (String id : Joints.registry().ids()) {
            joint(a, id, Joints.registry().get(id), found);
        }
        AnatomyFiles.save(file, a);
    }

    private static Bone bone(Path file, LandmarksVerb.Found f, Provenance p) throws IOException {
        BoneLandmarks l = f.landmarks();
        Bone b = F.createBone();
        b.setId(f.id());
        b.setName(f.id());
        b.setType(l.boneType());
        b.setSide(modelSide(l.boneType().equals("pelvis") && l.part().equals("whole") ? Side.MIDLINE : l.side()));
        Path mesh = file.resolveSibling("meshes").resolve(f.id() + "-outer.ply");
        MeshWriter.write(mesh, f.input().mesh(), LengthUnit.MILLIMETRE);
        DataReference r = DataFiles.reference(file, mesh, "mm");
        r.setRole("outer");
        r.setFormat("ply");
        b.getSurfaces().add(r);
        l.landmarks().forEach((code, m) -> {
            Landmark x = F.createLandmark();
            x.setId(f.id() + "." + code);
            x.setName(code);
            x.setCode(code);
            x.setPosition(m.position());
            x.setUncertainty(Double.isNaN(m.sd()) ? 0 : m.sd());
            x.setLocked(m.locked());
            x.setMethod(m.locked() ? "placed by a person" : l.method());
            x.setProvenance(m.locked() ? null : p);
            b.getLandmarks().add(x);
        });
        for (FrameDefinition d : Landmarkers.ofBone(l.boneType()).orElseThrow().frames()) {
            frame(b, f.id(), d, l.side());
        }
        return b;
    }

    private static void frame(Bone b, String id, FrameDefinition d, Side side) {
        List<String> codes = d.landmarks(side);
        List<Landmark> marks = b.getLandmarks().stream().filter(l -> codes.contains(l.getCode())).toList();
        if (d.boneType().equals(b.getType()) && marks.size() == codes.size()
                && b.getFrames().stream().noneMatch(f -> d.id().equals(f.getDefinition()))) {
            Frame f = F.createFrame();
            f.setId(id.equals(b.getType()) ? d.id() : id + "." + d.id());
            f.setName(d.id());
            f.setDefinition(d.id());
            f.getLandmarks().addAll(marks);
            b.getFrames().add(f);
        }
    }

    private static void joint(Anatomy a, String typeId, JointType type, List<LandmarksVerb.Found> found) {
        Bone parent = bone(a, type.parentBone());
        Bone child = bone(a, type.childBone());
        if (parent == null || child == null) {
            return;
        }
        Side side = found.stream().filter(f -> f.id().equals(child.getId())).findFirst().orElseThrow().landmarks().side();
        for (FrameDefinition d : type.frames()) {
            frame(d.boneType().equals(parent.getType()) ? parent : child, d.boneType(), d, side);
        }
        Frame in = frame(parent, type.parentFrame());
        Frame of = frame(child, type.childFrame());
        if (in == null || of == null) {
            return;
        }
        Joint j = F.createJoint();
        j.setId(typeId);
        j.setName(typeId);
        j.setType(typeId);
        j.setSide(modelSide(side));
        j.setParent(parent);
        j.setChild(child);
        j.setParentFrame(in);
        j.setChildFrame(of);
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

    private static Bone bone(Anatomy a, String type) {
        return a.getBones().stream().filter(b -> type.equals(b.getType())).findFirst().orElse(null);
    }

    private static Frame frame(Bone b, String definition) {
        return b.getFrames().stream().filter(f -> definition.equals(f.getDefinition())).findFirst().orElse(null);
    }

    private static org.orthotwin.model.anatomy.Side modelSide(Side s) {
        return switch (s) {
            case LEFT -> org.orthotwin.model.anatomy.Side.LEFT;
            case RIGHT -> org.orthotwin.model.anatomy.Side.RIGHT;
            case MIDLINE -> org.orthotwin.model.anatomy.Side.MIDLINE;
        };
    }
}
