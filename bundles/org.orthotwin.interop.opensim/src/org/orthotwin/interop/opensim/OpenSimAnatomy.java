/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.wrap.WrapShape;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Cartilage;
import org.orthotwin.model.anatomy.Frame;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.LigamentBundle;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.PathPoint;
import org.orthotwin.model.anatomy.Provenance;
import org.orthotwin.model.anatomy.ProvenanceKind;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.Side;
import org.orthotwin.model.anatomy.WrapObject;
import org.orthotwin.multibody.Coordinate;
import org.orthotwin.multibody.Link;
import org.orthotwin.multibody.Marker;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.MusclePath;
import org.orthotwin.multibody.PathGeometry;
import org.orthotwin.multibody.Posture;
import org.orthotwin.multibody.Segment;
import org.orthotwin.multibody.Wrap;

/**
 * An anatomy of a model of OpenSim: a bone for each body with its markers as landmarks and the frames of its joints, joints with their
 * coordinates, muscles, ligaments whose strain is that in the model's default posture, cartilage layers. What an anatomy cannot hold is
 * named: masses, functions of joints, points that move or come and go (those that count in the default posture are taken where they are
 * then), the side on which a surface is passed, shapes of bones.
 */
public final class OpenSimAnatomy {

    private final OsimModel from;
    private final MultibodyModel body;
    private final Posture posture;
    private final AnatomyFactory make = AnatomyFactory.eINSTANCE;
    private final Set<String> ids = new HashSet<>();
    private final List<Bone> bones = new ArrayList<>();
    private final Map<String, Integer> dropped = new LinkedHashMap<>();
    private Bone ground;
    private Provenance provenance;
    private Anatomy anatomy;

    private OpenSimAnatomy(OsimModel from) {
        this.from = from;
        body = from.body();
        posture = new Posture(body);
    }

    /**
     * Reads a model as an anatomy.
     *
     * @param dropped filled with what is not in the anatomy
     * @throws IOException if the file cannot be read
     * @throws org.orthotwin.core.InputException if it is no model, or something in it cannot be used
     */
    public static Anatomy read(Path file, List<Diagnostic> dropped, Monitor monitor) throws IOException {
        return build(OsimReader.read(file, monitor), String.valueOf(file.getFileName()), dropped);
    }

    private static Anatomy build(OsimModel from, String file, List<Diagnostic> dropped) {
        OpenSimAnatomy b = new OpenSimAnatomy(from);
        b.all(file);
        dropped.addAll(from.dropped());
        b.dropped.forEach((code, n) -> dropped.add(Diagnostic.info(OsimElement.TEXTS, code, n)));
        return b.anatomy;
    }

    private void drop(String code) {
        dropped.merge(code, 1, Integer::sum);
    }

    private String id(String name) {
        String id = name.replaceAll("[^\\p{L}\\p{Nd}._-]", "_");
        id = id.isEmpty() || !id.substring(0, 1).matches("[\\p{L}_]") ? "_" + id : id;
        String one = id;
        for (int i = 2; !ids.add(one); i++) {
            one = id + "." + i;
        }
        return one;
    }

    private void all(String file) {
        anatomy = make.createAnatomy();
        anatomy.setId(id(body.name().isEmpty() ? "model" : body.name()));
        anatomy.setName(body.name());
        anatomy.setSubject(make.createSubject());
        anatomy.getSubject().setId(id("subject"));
        double mass = body.segments().stream().mapToDouble(Segment::mass).sum();
        if (mass >= 0.2 && mass <= 700) {
            anatomy.getSubject().setMass(quantity("mass", mass, "kg"));
        }
        provenance = make.createProvenance();
        provenance.setId(id("provenance"));
        provenance.setKind(ProvenanceKind.UNSTATED);
        provenance.setSource(file);
        provenance.setMethod("read from an OpenSim model, format " + from.version());
        anatomy.getProvenances().add(provenance);
        ground = bone("ground", "ground");
        for (Segment s : body.segments()) {
            bones.add(bone(s.name(), s.name().toLowerCase(Locale.ROOT).replaceFirst("_[rl]$", "")));
            drop("anatomy.mass");
        }
        for (Marker m : body.markers()) {
            Landmark l = make.createLandmark();
            l.setId(id(m.name()));
            l.setName(m.name());
            l.setCode(l.getId());
            l.setPosition(m.position());
            l.setProvenance(provenance);
            bone(m.segment()).getLandmarks().add(l);
        }
        body.links().forEach(this::joint);
        body.couplings().forEach(c -> drop("anatomy.coupling"));
        from.muscles().forEach(this::muscle);
        ligaments();
        from.contacts().forEach(this::contact);
        from.actuators().forEach(a -> drop("anatomy.motor"));
    }

    private Bone bone(String name, String type) {
        Bone b = make.createBone();
        b.setId(id(name));
        b.setName(name);
        b.setType(type);
        b.setSide(side(name));
        b.setProvenance(provenance);
        anatomy.getBones().add(b);
        return b;
    }

    private static Side side(String name) {
        String n = name.toLowerCase(Locale.ROOT);
        return n.endsWith("_r") || n.startsWith("r_") ? Side.RIGHT : n.endsWith("_l") || n.startsWith("l_") ? Side.LEFT : Side.UNSPECIFIED;
    }

    private Bone bone(int segment) {
        return segment < 0 ? ground : bones.get(segment);
    }

    private Quantity quantity(String name, double value, String unit) {
        Quantity q = make.createQuantity();
        q.setName(name);
        q.setValue(value);
        q.setUnit(unit);
        return q;
    }

    private void joint(Link l) {
        Joint j = make.createJoint();
        j.setId(id(l.name()));
        j.setName(l.name());
        j.setType("opensim");
        j.setSide(side(l.name()));
        j.setParent(bone(l.parent()));
        j.setChild(bone(l.child()));
        j.setParentFrame(frame(j.getParent(), l.name() + ".parent", l.inParent()));
        j.setChildFrame(frame(j.getChild(), l.name() + ".child", l.inChild()));
        Set<Integer> moves = new java.util.LinkedHashSet<>();
        l.turns().forEach(a -> moves.add(a.coordinate()));
        l.shifts().forEach(a -> moves.add(a.coordinate()));
        for (int c : moves) {
            if (c < 0) {
                continue;
            }
            Coordinate k = body.coordinates().get(c);
            org.orthotwin.model.anatomy.Coordinate to = make.createCoordinate();
            to.setId(id(k.name()));
            to.setName(k.name());
            to.setUnit(k.kind() == Coordinate.Kind.TRANSLATION ? "m" : "rad");
            double value = posture.coordinate(c);
            to.setMinimum(Math.min(k.minimum(), value));
            to.setMaximum(Math.max(k.maximum(), value));
            to.setValue(value);
            j.getCoordinates().add(to);
        }
        if (java.util.stream.Stream.concat(l.turns().stream(), l.shifts().stream())
                .anyMatch(a -> a.coordinate() >= 0 && !(a.function() instanceof org.orthotwin.multibody.MotionFunction.Linear))) {
            drop("anatomy.function");
        }
        anatomy.getJoints().add(j);
    }

    private Frame frame(Bone b, String name, RigidTransform pose) {
        Frame f = make.createFrame();
        f.setId(id(name));
        f.setName(name);
        f.setDefinition(name);
        f.setPose(pose);
        b.getFrames().add(f);
        return f;
    }

    private List<PathPoint> points(MusclePath path) {
        List<PathPoint> list = new ArrayList<>();
        for (MusclePath.Point p : path.points()) {
            Vec3 at = switch (p) {
                case MusclePath.Fixed f -> f.position();
                case MusclePath.Conditional c -> {
                    drop("anatomy.conditional");
                    double v = posture.coordinate(c.coordinate());
                    yield v >= c.minimum() && v <= c.maximum() ? c.position() : null;
                }
                case MusclePath.Moving m -> {
                    drop("anatomy.moving");
                    yield PathGeometry.position(m, posture);
                }
            };
            if (at != null) {
                PathPoint to = make.createPathPoint();
                to.setBone(bone(p.segment()));
                to.setPosition(at);
                list.add(to);
            }
        }
        return list;
    }

    private void muscle(OsimModel.Muscle m) {
        MusclePath path = body.paths().get(m.path());
        Muscle to = make.createMuscle();
        to.setId(id(m.name()));
        to.setName(m.name());
        to.getPath().addAll(points(path));
        for (MusclePath.Surface s : path.surfaces()) {
            to.getWraps().add(wrap(m.name(), body.wraps().get(s.wrap())));
        }
        to.setModel(m.type());
        to.setMaxIsometricForce(m.force());
        to.setOptimalFibreLength(m.fibre());
        to.setTendonSlackLength(m.tendon());
        to.setPennationAngle(m.pennation());
        to.setMaxContractionVelocity(m.speed() * m.fibre());
        to.setProvenance(provenance);
        if (!m.parameters().isEmpty()) {
            drop("anatomy.curves");
        }
        anatomy.getMuscles().add(to);
    }

    private WrapObject wrap(String line, Wrap w) {
        WrapObject to = make.createWrapObject();
        to.setId(id(line + "." + w.name()));
        to.setName(w.name());
        to.setBone(bone(w.segment()));
        to.setPose(w.pose());
        switch (w.shape()) {
            case WrapShape.Sphere s -> {
                to.setShape("sphere");
                to.getParameters().add(quantity("radius", s.radius(), "m"));
            }
            case WrapShape.Cylinder c -> {
                to.setShape("cylinder");
                to.getParameters().add(quantity("radius", c.radius(), "m"));
                to.getParameters().add(quantity("length", w.length(), "m"));
            }
            case WrapShape.Ellipsoid e -> {
                to.setShape("ellipsoid");
                to.getParameters().add(quantity("x", e.x(), "m"));
                to.getParameters().add(quantity("y", e.y(), "m"));
                to.getParameters().add(quantity("z", e.z(), "m"));
            }
            case WrapShape.Torus t -> {
                to.setShape("torus");
                to.getParameters().add(quantity("radius", t.radius(), "m"));
                to.getParameters().add(quantity("tube", t.tube(), "m"));
            }
        }
        if (w.side() != 0) {
            drop("anatomy.side");
        }
        return to;
    }

    /** Fibres whose names differ by a number at the end are the bundles of one ligament. */
    private void ligaments() {
        Map<String, Ligament> groups = new LinkedHashMap<>();
        for (OsimModel.Ligament l : from.ligaments()) {
            String stem = l.name().replaceFirst("[0-9]+$", "");
            Ligament group = groups.computeIfAbsent(stem.isEmpty() ? l.name() : stem, n -> {
                Ligament made = make.createLigament();
                made.setId(id(n));
                made.setName(n);
                anatomy.getLigaments().add(made);
                return made;
            });
            MusclePath path = body.paths().get(l.path());
            LigamentBundle b = make.createLigamentBundle();
            b.setId(id(l.name()));
            b.setName(l.name());
            b.getPath().addAll(points(path));
            b.setStiffness(l.stiffness());
            double strain = new PathGeometry(body, path).length(posture) / l.slack() - 1;
            if (!(strain >= -0.99 && strain <= 1)) {
                drop("anatomy.strain");
                strain = Math.max(-0.99, Math.min(1, strain));
            }
            b.setReferenceStrain(strain);
            b.setDamping(l.damping());
            b.setProvenance(provenance);
            path.surfaces().forEach(s -> b.getWraps().add(wrap(l.name(), body.wraps().get(s.wrap()))));
            group.getBundles().add(b);
        }
    }

    private void contact(OsimModel.Contact c) {
        if (!c.kind().equals("mesh")) {
            drop("anatomy.contact");
            return;
        }
        drop("anatomy.contact-mesh");
        Cartilage to = make.createCartilage();
        to.setId(id(c.name()));
        to.setName(c.name());
        to.setBone(bone(c.segment()));
        if (c.thickness() > 0) {
            to.setThickness(quantity("thickness", c.thickness(), "m"));
        }
        if (c.modulus() > 0) {
            to.getProperties().add(quantity("modulus", c.modulus(), "Pa"));
        }
        if (c.poisson() > 0) {
            to.getProperties().add(quantity("poisson", c.poisson(), "1"));
        }
        anatomy.getCartilages().add(to);
    }
}
