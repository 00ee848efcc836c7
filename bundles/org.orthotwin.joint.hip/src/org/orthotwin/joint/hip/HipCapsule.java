/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RayCast;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FibreField;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.LigamentBundle;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.SoftTissue;
import org.orthotwin.joint.WrapSurface;
import org.orthotwin.joint.hip.internal.Surfaces;
import org.orthotwin.landmarks.AcetabularRim;

/**
 * The capsule of a hip as fields of fibres: both limbs of the iliofemoral ligament, the pubofemoral and the ischiofemoral one, made from a
 * pelvis and a femur by their landmarks and surfaces, of a generated subject or of a patient.
 *
 * <h2>Places</h2>
 * Round the opening of the acetabulum, whose rim is found on the surface ({@link AcetabularRim}), from the top (0 degrees) to the front
 * (90); and round the neck, from its upper side (0) to its front (90), at a part of the way from the head's centre (0) to where the axes of
 * neck and shaft are nearest (1). Ligaments come from the bone 5 mm beside the rim (the capsule is attached 5 to 6 mm beyond the labrum;
 * radiopaedia.org, Hip joint capsule), the iliofemoral ones 8 mm, towards the anterior inferior spine. They go to the upper and lower half
 * of the intertrochanteric line in front, below the neck before the lesser trochanter, and to the upper side of the neck behind, where
 * ischiofemoral fibres wind to. Between which angles each lies is a choice of ours after that description.
 *
 * <p>Fibres lie on a ball in the head's centre, half way between the radii of the bony head and of the socket. Neck and rim are no
 * surfaces: taut fibres pass at most 4 mm below the bone of the neck's back, where the ischiofemoral ones end.
 *
 * <h2>Stiffness</h2>
 * In proportion to modulus times section of P Pieroh et al. 2016 (PLoS One 11:e0163306, doi:10.1371/journal.pone.0163306), read in its
 * abstract: iliofemoral 48.8 N/mm2 and 53.5 mm2, shared equally by its limbs, ischiofemoral 37.5 and 19.2, pubofemoral 49.0 and 15.2. Those
 * are single strips of fixed tissue, and give the whole capsule a sixth of the torsional stiffness that was measured, 0.8 (SD 0.3) N.m a
 * degree (RJ van Arkel et al. 2015, J Biomech 48:3803-3809, doi:10.1016/j.jbiomech.2015.09.002, read in its abstract). They are therefore
 * taken {@value #WHOLE} times, an assumption of ours, with which a limb has some 100 N/mm. JD Hewitt et al. 2001 and 2002
 * (doi:10.1016/S0736-0266(00)00035-8, doi:10.1054/arth.2002.27674) tested ligaments with their bones; their numbers could not be read.
 *
 * <h2>Length at rest</h2>
 * Each fibre has the strain that was measured in its ligament where it is strained most (E Hidaka et al. 2014, Clin Anat 27:1068-1075,
 * doi:10.1002/ca.22425, read in its abstract) in that posture: lateral iliofemoral 3.48 % in external rotation, medial 1.86 % in extension,
 * pubofemoral 3.18 % in abduction, ischiofemoral 7.11 % in internal rotation with 10 degrees of abduction. How far people go there:
 * rotation as measured prone, 41.8 degrees outwards and 35.2 inwards (P Kouyoumdjian et al. 2012, Orthop Traumatol Surg Res 98:17-23, read
 * in its abstract), abduction 46 degrees as {@link HipJoint} has it, extension 20 degrees, which is assumed.
 */
final class HipCapsule {

    /** What modulus times section of single strips is multiplied by. */
    static final double WHOLE = 4;

    /** Fibres of each field. */
    static final int FIBRES = 8;

    /** Places at which the curves are found; between them they are straight. */
    private static final int PLACES = 8;
    /** How far behind the plane of the rim the bone is looked for, m. */
    private static final double BEHIND = 0.002;
    private static final String HEAD = "head";

    /**
     * One ligament.
     *
     * @param rim from and to, degrees from the top to the front
     * @param beside the rim, m
     * @param neck parts of the way from the head's centre to the shaft, from and to
     * @param round the neck, from and to, degrees from its upper side to its front
     * @param stiffness N per unit of strain
     * @param strain where it is taut
     * @param taut flexion, abduction and external rotation there, degrees
     */
    private record Field(String id, double[] rim, double beside, double[] neck, double[] round, double stiffness, double strain,
            double[] taut) {
    }

    private static final List<Field> FIELDS = List.of(
            new Field("iliofemoral-lateral", new double[] {5, 40}, 0.008, new double[] {0.85, 0.90}, new double[] {25, 55},
                    WHOLE * 0.5 * 48.8 * 53.5, 0.0348, new double[] {0, 0, 41.8}),
            new Field("iliofemoral-medial", new double[] {40, 75}, 0.008, new double[] {0.95, 1.00}, new double[] {75, 115},
                    WHOLE * 0.5 * 48.8 * 53.5, 0.0186, new double[] {-20, 0, 0}),
            new Field("pubofemoral", new double[] {115, 155}, 0.005, new double[] {0.78, 0.72}, new double[] {130, 165},
                    WHOLE * 49.0 * 15.2, 0.0318, new double[] {0, 46, 0}),
            new Field("ischiofemoral", new double[] {-140, -85}, 0.005, new double[] {0.66, 0.76}, new double[] {-50, 0},
                    WHOLE * 37.5 * 19.2, 0.0711, new double[] {0, 10, -35.2}));

    private final Body pelvis;
    private final Body femur;
    private final Side side;
    private final RigidTransform app;
    private final RigidTransform stem;
    private final Surfaces.Socket socket;
    private final Vec3 head;

    private HipCapsule(Body pelvis, Body femur, Side side) {
        this.pelvis = pelvis;
        this.femur = femur;
        this.side = side;
        app = frame(HipFrames.PELVIS_APP, pelvis);
        stem = frame(HipFrames.FEMUR_STEM, femur);
        socket = Surfaces.socket(pelvis.surface("outer"), app, side);
        head = femur.landmark("FHC");
    }

    /** Ids of the ligaments. */
    static List<String> ligaments() {
        return FIELDS.stream().map(Field::id).toList();
    }

    /**
     * The capsule of a native hip, recorded in a posture.
     *
     * @param pelvis with surface {@code outer} and the landmarks of the hip's frames
     * @param femur the same
     * @param femurInPelvis pose of the femur's surface frame in the pelvis's when the anatomy was recorded
     * @return bundles of four ligaments, {@link #FIBRES} each
     * @throws IllegalArgumentException if there is no acetabulum or head on the surfaces, or frames cannot be built
     */
    static List<LigamentBundle> of(Body pelvis, Body femur, Side side, RigidTransform femurInPelvis) {
        return new HipCapsule(pelvis, femur, side).bundles(femurInPelvis);
    }

    /** The same, recorded where the hip's coordinates are 0. */
    static List<LigamentBundle> of(Body pelvis, Body femur, Side side) {
        HipCapsule c = new HipCapsule(pelvis, femur, side);
        return c.bundles(c.pose(new double[3]));
    }

    private List<LigamentBundle> bundles(RigidTransform recorded) {
        double radius = 0.5 * (socket.sphere().radius() + Surfaces.head(femur.surface("outer"), head).radius());
        WrapSurface ball = new WrapSurface(HEAD, femur.id(), "sphere", RigidTransform.translation(head), Map.of("radius", radius));
        List<LigamentBundle> all = new ArrayList<>();
        for (Field f : FIELDS) {
            List<Vec3> origin = new ArrayList<>();
            List<Vec3> insertion = new ArrayList<>();
            for (int i = 0; i <= PLACES; i++) {
                double part = (double) i / PLACES;
                origin.add(besideRim(between(f.rim, part), f.beside, radius));
                insertion.add(onNeck(between(f.neck, part), between(f.round, part)));
            }
            FibreField field = new FibreField(f.id, new FibreField.Curve(pelvis.id(), origin), new FibreField.Curve(femur.id(), insertion),
                    FIBRES, f.stiffness, 0, List.of(ball));
            field.bundles().forEach(b -> all.add(b.tautIn(f.strain, poses(taut(f)), poses(recorded))));
        }
        return all;
    }

    private static double between(double[] ends, double part) {
        return ends[0] + part * (ends[1] - ends[0]);
    }

    private Map<String, RigidTransform> poses(RigidTransform femurInPelvis) {
        Map<String, RigidTransform> poses = new LinkedHashMap<>();
        poses.put(pelvis.id(), RigidTransform.IDENTITY);
        poses.put(femur.id(), femurInPelvis);
        return poses;
    }

    private RigidTransform taut(Field f) {
        double s = side.sign();
        double[] q = {Math.toRadians(f.taut[0]), -s * Math.toRadians(f.taut[1]), -s * Math.toRadians(f.taut[2])};
        return pose(q);
    }

    /** The femur's surface frame in the pelvis's, at coordinates of the hip. */
    private RigidTransform pose(double[] q) {
        return frame(HipFrames.ISB_PELVIS, pelvis).times(new HipJoint().childInParent(q, side))
                .times(frame(HipFrames.ISB_FEMUR, femur).inverse());
    }

    /** The bone beside the rim, outside the ball that fibres lie on. */
    private Vec3 besideRim(double degrees, double beside, double ball) {
        Vec3 out = socket.rim().axis();
        double h = socket.rim().height();
        double r = Math.sqrt(Math.max(0, socket.sphere().radius() * socket.sphere().radius() - h * h)) + beside;
        Vec3 centre = socket.sphere().center();
        ClosestPoint c = new ClosestPoint(KeptTrees.of(pelvis.surface("outer")));
        c.query(centre.plus(out.times(h - BEHIND)).plus(round(out, app.axis(1), app.axis(0), degrees).times(r)));
        Vec3 from = c.point().minus(centre);
        // a deep socket's rim may stand over the head
        return from.norm() > ball ? c.point() : centre.plus(from.times(1.001 * ball / from.norm()));
    }

    private Vec3 onNeck(double part, double degrees) {
        Vec3 k = stem.translation();
        Vec3 from = head.plus(k.minus(head).times(part));
        Vec3 d = round(head.minus(k).normalized(), stem.axis(1), stem.axis(0), degrees);
        double l = new RayCast(KeptTrees.of(femur.surface("outer"))).first(from, d);
        if (!Double.isFinite(l)) {
            throw new IllegalArgumentException("the neck of bone '" + femur.id() + "' is open");
        }
        return from.plus(d.times(l));
    }

    /** A direction at a right angle to an axis, turned from upwards to forwards. */
    private static Vec3 round(Vec3 axis, Vec3 up, Vec3 forwards, double degrees) {
        Vec3 u = up.minus(axis.times(axis.dot(up))).normalized();
        Vec3 v = axis.cross(u);
        double a = Math.toRadians(degrees);
        return u.times(Math.cos(a)).plus(v.times(Math.sin(a) * Math.signum(v.dot(forwards))));
    }

    private RigidTransform frame(String id, Body body) {
        FrameDefinition f = HipFrames.all().stream().filter(x -> x.id().equals(id)).findFirst().orElseThrow();
        List<String> missing = f.landmarks(side).stream().filter(code -> !body.landmarks().containsKey(code)).toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("bone '" + body.id() + "' has no landmarks " + String.join(", ", missing));
        }
        return f.rule().pose(body.landmarks(), side);
    }

    /** The tissue of a hip with a part that has a head of its own: what lay on the native head lies on that. */
    static SoftTissue replaced(SoftTissue tissue, List<Body> bodies, List<PlacedPart> parts) {
        Optional<PlacedPart> part = parts.stream().filter(p -> p.role().equals(HEAD) && p.part().parameters().containsKey("head.diameter"))
                .findFirst();
        if (part.isEmpty()) {
            return tissue;
        }
        PlacedPart p = part.get();
        Vec3 centre = bodies.stream().filter(b -> b.id().equals(p.body())).findFirst().orElseThrow().frame(HipFrames.ISB_FEMUR)
                .translation();
        double radius = 0.5 * p.part().parameter("head.diameter");
        return tissue.withLigaments(l -> l.over(w -> isHead(w, p.body(), centre) ? new WrapSurface(w.id(), w.body(), w.shape(),
                RigidTransform.translation(p.pose().translation()), Map.of("radius", radius)) : w));
    }

    /** Whether a surface is a ball round the centre of the native head. */
    private static boolean isHead(WrapSurface w, String femur, Vec3 centre) {
        return w.shape().equals("sphere") && w.body().equals(femur)
                && w.pose().translation().distance(centre) < 0.5 * w.dimensions().getOrDefault("radius", 0.0);
    }
}
