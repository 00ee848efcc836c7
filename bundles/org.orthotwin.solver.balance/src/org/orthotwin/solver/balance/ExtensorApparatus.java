/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Attachment;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.CartilageLayer;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.MuscleUnit;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.contact.ElasticFoundation;
import org.orthotwin.solver.contact.ElasticLayer;
import org.orthotwin.solver.contact.FoundationContact;
import org.orthotwin.solver.ligament.FibreLaw;

/**
 * The muscles that end on a bone which a tendon ties to the distal bone, with that bone: of a knee the quadriceps and the patella.
 *
 * @param sesamoid the bone with all that holds it
 * @param bone its id
 * @param type its type, e.g. {@code patella}
 * @param recorded pose of its surface frame in the joint's proximal frame when the anatomy was recorded
 * @param onBone the same in the surface frame of the proximal bone
 * @param shares what of the muscles' force each tie of the sesamoid has; 0 for fibres
 */
record ExtensorApparatus(Sesamoid sesamoid, String bone, String type, RigidTransform recorded, RigidTransform onBone, double[] shares) {

    private static final String LAYER = "bearing.layer";

    /**
     * @param tissue what is not cut
     * @param parent from the proximal bone's surface frame to the joint's frame
     * @param child from the distal bone's surface frame to the joint's frame
     * @throws IllegalArgumentException for what is missing, in words
     */
    static ExtensorApparatus of(Problem p, SoftTissue tissue, NativeJoint.Tissue s, RigidTransform parent, RigidTransform child) {
        JointModel joint = p.joint();
        Body bone = bone(p, tissue).orElseThrow(() -> new IllegalArgumentException("the anatomy has no muscle that ends on a bone which "
                + "a ligament ties to '" + joint.child() + "', as the quadriceps on a patella: leave out the setting 'extensor'"));
        RigidTransform pose = tissue.posture().get(bone.id());
        if (pose == null) {
            throw new IllegalArgumentException("where bone '" + bone.id() + "' lies is not known: the anatomy has no joint between it and '"
                    + joint.parent() + "'");
        }
        RigidTransform recorded = parent.times(pose);
        RigidTransform distal = parent.times(tissue.posture().get(joint.child())).times(child.inverse());
        List<Sesamoid.Tie> ties = new ArrayList<>();
        for (LigamentBundle l : tissue.ligaments()) {
            boolean toChild = goes(l.path(), joint.child(), bone.id());
            if (l.stiffness() > 0 && (toChild || goes(l.path(), joint.parent(), bone.id()))) {
                Sesamoid.Tie tie = tie(l.id(), l.path(), l.wraps(), bone.id(), joint, parent, child);
                double length = tie.line(Sesamoid.On.SESAMOID, toChild ? distal : RigidTransform.IDENTITY).length(recorded);
                ties.add(tie.held(FibreLaw.ofReference(l.stiffness(), length, l.referenceStrain())));
            }
        }
        double all = 0;
        for (MuscleUnit m : tissue.muscles()) {
            if (goes(m.path(), joint.parent(), bone.id())) {
                ties.add(tie(m.id(), m.path(), m.wraps(), bone.id(), joint, parent, child).pulling(m.maxIsometricForce()));
                all += m.maxIsometricForce();
            }
        }
        if (!(all > 0)) {
            throw new IllegalArgumentException("the muscles that end on '" + bone.id() + "' have no largest isometric force");
        }
        double[] shares = new double[ties.size()];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = ties.get(i).law() == null ? ties.get(i).tension() / all : 0;
        }
        List<ContactPair> contacts = contacts(p, tissue, s, bone.id(), parent);
        if (contacts.isEmpty()) {
            throw new IllegalArgumentException("there is nothing that '" + bone.id() + "' slides on '" + joint.parent()
                    + "' with: neither cartilage with a surface, modulus and Poisson's ratio on both nor parts");
        }
        return new ExtensorApparatus(new Sesamoid(joint.side(), ties, contacts, List.of(), recorded), bone.id(), bone.type(), recorded,
                pose, shares);
    }

    /** A pose in the joint's proximal frame, in the surface frame of the proximal bone. */
    RigidTransform inBone(RigidTransform pose) {
        return onBone.times(recorded.inverse()).times(pose);
    }

    /** The bone on which muscles from the proximal bone end and which a ligament ties to the distal one. */
    static Optional<Body> bone(Problem p, SoftTissue tissue) {
        JointModel joint = p.joint();
        return p.bodies().stream().filter(b -> !b.id().equals(joint.parent()) && !b.id().equals(joint.child())
                && tissue.muscles().stream().anyMatch(m -> goes(m.path(), joint.parent(), b.id()))
                && tissue.ligaments().stream().anyMatch(l -> goes(l.path(), joint.child(), b.id()))).findFirst();
    }

    /** Whether a path has points on both of two bones and on no other. */
    private static boolean goes(List<Attachment> path, String one, String other) {
        List<String> bodies = path.stream().map(Attachment::body).distinct().toList();
        return bodies.size() == 2 && bodies.contains(one) && bodies.contains(other);
    }

    private static Sesamoid.Tie tie(String name, List<Attachment> path, List<WrapSurface> wraps, String bone, JointModel joint,
            RigidTransform parent, RigidTransform child) {
        List<Vec3> points = new ArrayList<>();
        List<Sesamoid.On> on = new ArrayList<>();
        for (Attachment a : path) {
            if (!a.position().isFinite()) {
                throw new IllegalArgumentException("'" + name + "': the position of a point is not known");
            }
            Sesamoid.On body = on(a.body(), bone, joint);
            on.add(body);
            points.add(inFrame(body, parent, child).apply(a.position()));
        }
        List<Sesamoid.Round> round = new ArrayList<>();
        for (WrapSurface w : wraps) {
            if (w.body().equals(bone) || w.body().equals(joint.parent()) || w.body().equals(joint.child())) {
                Sesamoid.On body = on(w.body(), bone, joint);
                round.add(new Sesamoid.Round(w.form(), body, inFrame(body, parent, child).times(w.pose()), w.length()));
            }
        }
        return new Sesamoid.Tie(name, points, on, round, null, 0);
    }

    private static Sesamoid.On on(String body, String bone, JointModel joint) {
        return body.equals(bone) ? Sesamoid.On.SESAMOID : body.equals(joint.child()) ? Sesamoid.On.DISTAL : Sesamoid.On.PROXIMAL;
    }

    private static RigidTransform inFrame(Sesamoid.On body, RigidTransform parent, RigidTransform child) {
        return switch (body) {
            case PROXIMAL -> parent;
            case DISTAL -> child;
            case SESAMOID -> RigidTransform.IDENTITY;
        };
    }

    /** What the bone slides with, its own parts before its cartilage, on the parts and on what is left of the cartilage of the other. */
    private static List<ContactPair> contacts(Problem p, SoftTissue tissue, NativeJoint.Tissue s, String bone, RigidTransform parent) {
        List<ContactPair> pairs = new ArrayList<>();
        for (PlacedPart own : p.parts()) {
            Double thickness = own.part().parameters().get(LAYER);
            if (own.body().equals(bone) && thickness != null) {
                ElasticLayer layer = new ElasticLayer(s.modulus(), s.poisson(), thickness);
                add(pairs, p, tissue, s, NativeJoint.bearing(own), own.pose(), layer, parent);
            }
        }
        for (CartilageLayer own : tissue.cartilages()) {
            if (own.body().equals(bone) && pairs.isEmpty()) {
                add(pairs, p, tissue, s, own.surface(), RigidTransform.IDENTITY, NativeJoint.layer(own), parent);
            }
        }
        return pairs;
    }

    private static void add(List<ContactPair> pairs, Problem p, SoftTissue tissue, NativeJoint.Tissue s, TriangleMesh own,
            RigidTransform pose, ElasticLayer layer, RigidTransform parent) {
        String on = p.joint().parent();
        for (PlacedPart other : p.parts()) {
            if (other.body().equals(on)) {
                pairs.add(new ContactPair(new FoundationContact(own, Bvh.of(NativeJoint.bearing(other)),
                        ElasticFoundation.of(s.law(), layer)), true, pose, parent.times(other.pose())));
            }
        }
        for (CartilageLayer other : tissue.cartilages()) {
            if (other.body().equals(on)) {
                pairs.add(new ContactPair(new FoundationContact(own, Bvh.of(other.surface()),
                        new ElasticFoundation(s.law(), List.of(layer, NativeJoint.layer(other)))), true, pose, parent));
            }
        }
    }

    /** Lets the muscles pull with this force together, N, each with its share. */
    void pull(double force) {
        List<Sesamoid.Tie> ties = new ArrayList<>();
        for (int i = 0; i < shares.length; i++) {
            Sesamoid.Tie t = sesamoid.ties().get(i);
            ties.add(t.law() == null ? t.pulling(shares[i] * force) : t);
        }
        sesamoid.held(ties);
    }

    /** Force of the fibres that tie the bone to the distal one, N: the sum of what they pull with. */
    double tendon(RigidTransform pose) {
        return sesamoid.ties().stream().filter(Sesamoid.Tie::distal).mapToDouble(t -> sesamoid.tension(t, pose)).sum();
    }
}
