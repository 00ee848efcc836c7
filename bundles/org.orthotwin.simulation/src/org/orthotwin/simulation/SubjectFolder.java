/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Joints;
import org.orthotwin.joint.MuscleUnit;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Cartilage;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.ProvenanceKind;
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
            bone(a, file, b, type, side, p);
        }
        AnatomyElements.joint(a, typeId, type, side, find(a, type.parentBone()), find(a, type.childBone()));
        if (!generated.tissue().isEmpty()) {
            posture(a.getJoints().getFirst(), type, side, generated);
            furtherJoints(a, typeId, side, generated);
            tissue(a, file, generated.tissue(), p);
        }
        AnatomyFiles.save(file, a);
        return file;
    }

    /** The other contributed joints between bones that the subject has, as that of a knee's patella, where their frames can be had. */
    private static void furtherJoints(Anatomy a, String typeId, Side side, GeneratedSubject g) {
        for (String id : Joints.registry().ids()) {
            JointType other = Joints.registry().get(id);
            Bone parent = AnatomyElements.bone(a, other.parentBone());
            Bone child = AnatomyElements.bone(a, other.childBone());
            if (id.equals(typeId) || parent == null || child == null) {
                continue;
            }
            for (FrameDefinition d : other.frames()) {
                AnatomyElements.frame(a, parent, d, side);
                AnatomyElements.frame(a, child, d, side);
            }
            if (AnatomyElements.frame(parent, other.parentFrame()) != null && AnatomyElements.frame(child, other.childFrame()) != null) {
                AnatomyElements.joint(a, id, other, side, parent, child);
                posture(a.getJoints().getLast(), other, side, g);
            }
        }
    }

    /** The joint's coordinates in the posture in which the subject stands. */
    private static void posture(Joint j, JointType type, Side side, GeneratedSubject g) {
        RigidTransform parent = frame(g, j.getParent().getId(), type, side, type.parentFrame());
        RigidTransform child = frame(g, j.getChild().getId(), type, side, type.childFrame());
        double[] q = type.coordinates(parent.inverse().times(child), side);
        for (int i = 0; i < q.length; i++) {
            j.getCoordinates().get(i).setValue(q[i]);
        }
    }

    private static RigidTransform frame(GeneratedSubject g, String bone, JointType type, Side side, String id) {
        Body body = g.bodies().stream().filter(b -> b.id().equals(bone)).findFirst().orElseThrow();
        FrameDefinition d = type.frames().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
        return g.poses().get(bone).times(d.rule().pose(body.landmarks(), side));
    }

    private static void tissue(Anatomy a, Path file, SoftTissue tissue, Provenance p) throws IOException {
        AnatomyElements.ligaments(a, tissue.ligaments(), p);
        for (MuscleUnit m : tissue.muscles()) {
            a.getMuscles().add(muscle(a, m, p));
        }
        for (CartilageLayer c : tissue.cartilages()) {
            Cartilage n = F.createCartilage();
            n.setId(c.id());
            n.setName(c.id());
            n.setBone(AnatomyElements.byId(a, c.body()));
            n.setThickness(AnatomyElements.quantity("thickness", c.thickness(), "m", p));
            n.getProperties().add(AnatomyElements.quantity(Tissue.MODULUS, c.modulus(), "Pa", p));
            n.getProperties().add(AnatomyElements.quantity(Tissue.POISSON, c.poisson(), "1", p));
            Path mesh = file.resolveSibling("meshes").resolve(c.id() + ".ply");
            MeshWriter.write(mesh, c.surface(), LengthUnit.MILLIMETRE);
            DataReference r = DataFiles.reference(file, mesh, "mm");
            r.setRole("cartilage");
            r.setFormat("ply");
            r.setProvenance(p);
            n.setSurface(r);
            a.getCartilages().add(n);
        }
    }

    private static Muscle muscle(Anatomy a, MuscleUnit m, Provenance p) {
        Muscle n = F.createMuscle();
        n.setId(m.id());
        n.setName(m.id());
        n.setModel(m.model());
        n.setMaxIsometricForce(m.maxIsometricForce());
        n.setOptimalFibreLength(m.optimalFibreLength());
        n.setTendonSlackLength(m.tendonSlackLength());
        n.setPennationAngle(m.pennationAngle());
        n.setMaxContractionVelocity(m.maxContractionVelocity());
        n.setProvenance(p);
        m.path().forEach(x -> n.getPath().add(AnatomyElements.point(a, x)));
        m.wraps().forEach(w -> n.getWraps().add(AnatomyElements.wrap(a, w, p)));
        return n;
    }

    private static Subject subject(GeneratedSubject g, Provenance p) {
        Subject s = F.createSubject();
        s.setId("subject");
        s.setName("Synthetic");
        double sex = g.subject().getOrDefault("sex", 0.0);
        s.setSex(sex == 1 ? Sex.FEMALE : sex == 2 ? Sex.MALE : Sex.UNKNOWN);
        s.setAge(AnatomyElements.quantity("age", g.subject().get("age"), "s", p));
        s.setMass(AnatomyElements.quantity("mass", g.subject().get("mass"), "kg", p));
        s.setHeight(AnatomyElements.quantity("height", g.subject().get("height"), "m", p));
        for (Map.Entry<String, Double> t : g.truth().entrySet()) {
            s.getProperties().add(AnatomyElements.quantity(t.getKey(), t.getValue(), g.units().getOrDefault(t.getKey(), "1"), p));
        }
        return s;
    }

    private static void bone(Anatomy a, Path file, Body body, JointType type, Side side, Provenance p) throws IOException {
        Bone b = AnatomyElements.bone(a, body.id(), body.type(), body.side());
        b.setProvenance(p);
        for (String role : body.surfaces().keySet()) {
            AnatomyElements.surface(file, b, role, body.surfaces().get(role)).setProvenance(p);
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
            AnatomyElements.frame(a, b, d, side);
        }
    }

    private static Bone find(Anatomy a, String type) {
        Bone b = AnatomyElements.bone(a, type);
        if (b == null) {
            throw new IllegalArgumentException("the generator made no bone of the type '" + type + "'");
        }
        return b;
    }
}
