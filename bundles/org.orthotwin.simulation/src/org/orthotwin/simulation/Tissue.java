/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.MuscleUnit;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Cartilage;
import org.orthotwin.model.anatomy.Ligament;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.PathPoint;
import org.orthotwin.model.anatomy.Quantity;
import org.orthotwin.model.anatomy.WrapObject;

/** The soft tissue of an anatomy as solvers see it: lines of action in the bones' surface frames, surfaces of cartilage read. */
final class Tissue {

    /** Names of a cartilage's properties in the anatomy: Young's modulus in Pa and Poisson's ratio. */
    static final String MODULUS = "modulus";
    static final String POISSON = "poisson";

    private Tissue() {
    }

    /**
     * Reads it. Cartilage without a surface of its own is left out: it is a thickness that a person may read, nothing to touch.
     *
     * @param bones read bones by id
     * @param posture pose of each bone in the proximal bone of the joint when the anatomy was recorded
     * @param layers the cartilage where it has been read before; null where it has not
     * @throws org.orthotwin.core.InputException for a point on a bone that is not there, or a surface that cannot be used
     */
    static SoftTissue read(Path anatomyFile, Anatomy anatomy, Map<String, Body> bones, Map<String, RigidTransform> posture,
            List<CartilageLayer> layers, Monitor monitor) {
        List<LigamentBundle> ligaments = new ArrayList<>();
        for (Ligament l : anatomy.getLigaments()) {
            for (int i = 0; i < l.getBundles().size(); i++) {
                var b = l.getBundles().get(i);
                // a bundle's id may be left out
                String id = b.getId() == null || b.getId().isBlank() ? l.getId() + "." + (i + 1) : b.getId();
                ligaments.add(new LigamentBundle(id, String.valueOf(l.getId()), path(id, b.getPath(), bones),
                        b.getWraps().stream().map(w -> wrap(id, w, bones)).toList(), b.getStiffness(), b.getReferenceStrain(),
                        b.getDamping()));
            }
        }
        List<MuscleUnit> muscles = new ArrayList<>();
        for (Muscle m : anatomy.getMuscles()) {
            List<WrapSurface> wraps = m.getWraps().stream().map(w -> wrap(String.valueOf(m.getId()), w, bones)).toList();
            muscles.add(new MuscleUnit(String.valueOf(m.getId()), m.getModel() == null ? "" : m.getModel(),
                    path(m.getId(), m.getPath(), bones), wraps, m.getMaxIsometricForce(), m.getOptimalFibreLength(),
                    m.getTendonSlackLength(), m.getPennationAngle(), m.getMaxContractionVelocity()));
        }
        return new SoftTissue(ligaments, muscles, layers == null ? layers(anatomyFile, anatomy, bones, monitor) : layers, posture);
    }

    private static List<CartilageLayer> layers(Path anatomyFile, Anatomy anatomy, Map<String, Body> bones, Monitor monitor) {
        List<CartilageLayer> cartilages = new ArrayList<>();
        for (Cartilage c : anatomy.getCartilages()) {
            monitor.checkCancelled();
            if (c.getSurface() != null) {
                String bone = bone(c, c.getBone(), bones).id();
                TriangleMesh surface = Bones.read(anatomyFile, bone, c.getSurface());
                cartilages.add(new CartilageLayer(String.valueOf(c.getId()), bone, surface, value(c.getThickness()),
                        property(c, MODULUS), property(c, POISSON)));
            }
        }
        return cartilages;
    }

    private static double property(Cartilage c, String name) {
        return value(c.getProperties().stream().filter(q -> name.equals(q.getName())).findFirst().orElse(null));
    }

    private static double value(Quantity q) {
        return q == null ? Double.NaN : q.getValue();
    }

    private static WrapSurface wrap(String line, WrapObject w, Map<String, Body> bones) {
        Map<String, Double> dimensions = new LinkedHashMap<>();
        w.getParameters().forEach(q -> dimensions.put(q.getName(), q.getValue()));
        String id = w.getId() == null || w.getId().isBlank() ? line + ".wrap" : w.getId();
        return new WrapSurface(id, bone(w, w.getBone(), bones).id(), String.valueOf(w.getShape()), w.getPose(), dimensions);
    }

    private static List<Attachment> path(String id, List<PathPoint> path, Map<String, Body> bones) {
        List<Attachment> points = new ArrayList<>();
        for (PathPoint p : path) {
            Body body = p.getBone() == null ? null : bones.get(p.getBone().getId());
            if (body == null) {
                throw Texts.refuse("tissue.bone", String.valueOf(id), p.getBone() == null ? "" : String.valueOf(p.getBone().getId()));
            }
            String code = p.getLandmark() == null ? "" : String.valueOf(p.getLandmark().getCode());
            points.add(code.isEmpty() ? new Attachment(body.id(), p.getPosition())
                    : new Attachment(body.id(), code, p.getLandmark().getPosition()));
        }
        return points;
    }

    private static Body bone(NamedElement of, Bone bone, Map<String, Body> bones) {
        Body b = bone == null ? null : bones.get(bone.getId());
        if (b == null) {
            throw Texts.refuse("tissue.bone", String.valueOf(of.getId()), bone == null ? "" : String.valueOf(bone.getId()));
        }
        return b;
    }
}
