/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CoordinateDefinition;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.spi.JointType;
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
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.Sex;
import org.orthotwin.model.anatomy.Subject;

/** Writes a synthetic subject as an anatomy with its surfaces. */
public final class SubjectFolder {

    private static final AnatomyFactory F = AnatomyFactory.eINSTANCE;

    private SubjectFolder() {
    }

    /**
     * Writes {@code <name>.anatomy} and {@code meshes/<bone>-<role>.ply} (mm) into a folder.
     *
     * @param typeId contributed id of the joint type
     * @return the anatomy file
     */
    public static Path write(Path folder, String name, String typeId, JointType type, Side side, GeneratedSubject generated)
            throws IOException {
        Path file = folder.resolve(name + ".anatomy");
        Anatomy a = F.createAnatomy();
        // not the bare name, which may be that of a bone, of the joint or of what else is in it
        a.setId(name + ".anatomy");
        a.setName("Synthetic subject " + name);
        Provenance p = F.createProvenance();
        p.setId("synthetic");
        p.setName("Synthetic");
        p.setKind(ProvenanceKind.SYNTHETIC);
        p.setSource(generated.source());
        a.getProvenances().add(p);
        a.setSubject(subject(generated, p));
        for (Body b : generated.bodies()) {
            a.getBones().add(bone(file, b, type, side, p));
        }
        a.getJoints().add(joint(a, typeId, type, side));
        AnatomyFiles.save(file, a);
        return file;
    }

    private static Subject subject(GeneratedSubject g, Provenance p) {
        Subject s = F.createSubject();
        s.setId("subject");
        s.setName("Synthetic");
        double sex = g.subject().getOrDefault("sex", 0.0);
        s.setSex(sex == 1 ? Sex.FEMALE : sex == 2 ? Sex.MALE : Sex.UNKNOWN);
        s.setAge(quantity("age", g.subject().get("age"), "s", p));
        s.setMass(quantity("mass", g.subject().get("mass"), "kg", p));
        s.setHeight(quantity("height", g.subject().get("height"), "m", p));
        for (Map.Entry<String, Double> t : g.truth().entrySet()) {
            s.getProperties().add(quantity(t.getKey(), t.getValue(), g.units().getOrDefault(t.getKey(), "1"), p));
        }
        return s;
    }

    private static Quantity quantity(String name, Double value, String unit, Provenance p) {
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

    private static Bone bone(Path file, Body body, JointType type, Side side, Provenance p) throws IOException {
        Bone b = F.createBone();
        b.setId(body.id());
        b.setName(body.id());
        b.setType(body.type());
        b.setSide(modelSide(body.side()));
        b.setProvenance(p);
        for (String role : body.surfaces().keySet()) {
            Path mesh = file.resolveSibling("meshes").resolve(body.id() + "-" + role + ".ply");
            MeshWriter.write(mesh, body.surfaces().get(role), LengthUnit.MILLIMETRE);
            DataReference r = DataFiles.reference(file, mesh, "mm");
            r.setRole(role);
            r.setFormat("ply");
            r.setProvenance(p);
            b.getSurfaces().add(r);
        }
        body.landmarks().forEach((code, position) -> {
            Landmark l = F.createLandmark();
            l.setId(body.id() + "." + code);
            l.setName(code);
            l.setCode(code);
            l.setPosition(position);
            l.setUncertainty(body.deviations().getOrDefault(code, 0.0));
            l.setLocked(true);
            l.setMethod("generated");
            l.setProvenance(p);
            b.getLandmarks().add(l);
        });
        for (FrameDefinition d : type.frames()) {
            List<String> codes = d.landmarks(side);
            if (d.boneType().equals(body.type()) && body.landmarks().keySet().containsAll(codes)) {
                Frame f = F.createFrame();
                f.setId(d.id());
                f.setName(d.id());
                f.setDefinition(d.id());
                b.getLandmarks().stream().filter(l -> codes.contains(l.getCode())).forEach(f.getLandmarks()::add);
                b.getFrames().add(f);
            }
        }
        return b;
    }

    private static Joint joint(Anatomy a, String typeId, JointType type, Side side) {
        Joint j = F.createJoint();
        j.setId(typeId);
        j.setName(typeId);
        j.setType(typeId);
        j.setSide(modelSide(side));
        j.setParent(find(a, type.parentBone()));
        j.setChild(find(a, type.childBone()));
        j.setParentFrame(frame(j.getParent(), type.parentFrame()));
        j.setChildFrame(frame(j.getChild(), type.childFrame()));
        for (CoordinateDefinition d : type.coordinates()) {
            Coordinate c = F.createCoordinate();
            c.setId(typeId + "." + d.name());
            c.setName(d.name());
            c.setUnit(d.dimension().siSymbol());
            c.setMinimum(d.minimum());
            c.setMaximum(d.maximum());
            j.getCoordinates().add(c);
        }
        return j;
    }

    private static Bone find(Anatomy a, String type) {
        return a.getBones().stream().filter(b -> type.equals(b.getType())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the generator made no bone of the type '" + type + "'"));
    }

    private static Frame frame(Bone b, String id) {
        return b.getFrames().stream().filter(f -> id.equals(f.getId())).findFirst().orElse(null);
    }

    private static org.orthotwin.model.anatomy.Side modelSide(Side s) {
        return switch (s) {
            case LEFT -> org.orthotwin.model.anatomy.Side.LEFT;
            case RIGHT -> org.orthotwin.model.anatomy.Side.RIGHT;
            case MIDLINE -> org.orthotwin.model.anatomy.Side.MIDLINE;
        };
    }
}
