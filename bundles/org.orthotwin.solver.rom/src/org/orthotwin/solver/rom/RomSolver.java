/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.solver.rom;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.ClinicalPose;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.SolverContext;
import org.orthotwin.solver.SolverException;
import org.orthotwin.solver.Value;
import org.orthotwin.solver.rom.internal.ActivityMargin;
import org.orthotwin.solver.rom.internal.ActivityPath;
import org.orthotwin.solver.rom.internal.Bearing;
import org.orthotwin.solver.rom.internal.BearingOfParts;
import org.orthotwin.solver.rom.internal.ContactKind;
import org.orthotwin.solver.rom.internal.ContactScene;
import org.orthotwin.solver.rom.internal.Excursion;
import org.orthotwin.solver.rom.internal.LimitSearch;
import org.orthotwin.solver.rom.internal.RomMap;
import org.orthotwin.solver.rom.internal.Tasks;
import org.orthotwin.solver.spi.Solver;

/**
 * Range of motion of a replaced hip or shoulder until something touches.
 *
 * <h2>Model</h2>
 * The femur with its parts turns about the common centre of the joint's two frames: R = Rz(flexion) Rx(adduction) Ry(internal rotation),
 * the joint coordinate system of the ISB (Wu et al. 2002, J Biomech 35:543, doi 10.1016/S0021-9290(01)00222-6), in the frame of the
 * functional pelvis. So in internal rotation at 90 degrees of flexion the femur first rotates about the longitudinal axis, then flexes
 * about the transverse one, which is the same as to flex and then to rotate about the femur's own axis. The end of a motion is the first
 * contact on the way:
 * <ul>
 * <li><b>prosthetic</b>: neck, stem or the head's skirt against liner and cup;
 * <li><b>bony</b>: femur against pelvis;
 * <li><b>bone-implant</b>: femur against cup or liner, stem against pelvis.
 * </ul>
 * The head in its bearing, the stem in the femur and the cup in the pelvis are meant to touch and are left out. The insert of a dual
 * mobility hip (kind {@code hip.mobility-insert}) gives way, so only its socket stops the neck.
 *
 * <p>With no joint the limits are the closed forms of {@link ProstheticRange} for the numbers in the settings, with a joint and {@code
 * method=analytic} those for the numbers of the placed parts, whatever the bones. Else they are found on the surfaces (of a bone the
 * first of {@code reamed}, {@code resected} and {@code outer}): from neutral in steps of {@code step}, then by bisection to {@code
 * tolerance}; the value is the last free angle. Where head diameter and neck diameter are known and the liner has no lip, the closed form
 * of the same parts stands beside it as {@code .analytic}. Of a part, surfaces named {@code bearing}, {@code reaming}, {@code cavity} or
 * {@code canal} do not count; if it has one named {@code collision}, only that does; of a head only {@code skirt}, {@code sleeve} or
 * {@code neck}.
 *
 * <h2>Start</h2>
 * Motions begin in the neutral position, or in the posture {@code start}: a reversed shoulder may touch where the arm hangs, and then only
 * the way down from a raised arm tells how far. Of motions from a {@code start} the values count from neutral along the motion all the same
 * (elevation to 100 degrees, adduction to -5: 5 degrees before the arm hangs), and those that leave the ranges of the joint's coordinates
 * ({@link org.orthotwin.joint.spi.JointType#furtherMotions}) are looked at, too. Values of {@code combined} count from their own posture.
 *
 * <h2>Shoulder</h2>
 * The same with humerus and scapula, the sequence of the ISB (YXY), in {@code scapula.plane} where no other frame is asked for. The ball
 * (surface {@code collision} of the glenosphere, 1 mm inside of it) is only met by what is not its liner.
 *
 * <h2>Functional pelvis</h2>
 * Axes of the anterior pelvic plane ({@code pelvis.app}: x anterior, y superior, z right), turned by the pelvic tilt t of the posture
 * about z, posterior positive: operative anteversion of the cup grows by t and its operative inclination stays (Murray 1993, J Bone Joint
 * Surg Br 75-B:228, doi 10.1302/0301-620X.75B2.8444942). The neutral femur is upright in it, whatever the tilt.
 *
 * <h2>Activities</h2>
 * The channels of an activity that are motions of the joint ({@code flexion}, {@code abduction}, {@code internal-rotation} ..., each in rad
 * and with its sign) give its postures, and between two samples as many more on a straight line in joint coordinates that none changes by
 * more than {@code activity.step}. The zero of their angles is upright standing: they are measured in the functional pelvis of standing
 * where {@code pelvic.tilt.standing} is given, else in the anterior pelvic plane. The <b>margin</b> of an activity is the smallest further
 * turn, over all of its postures, in one clinical direction at a time, until something touches. Where something touches on the way it is
 * negative: how far the worst posture would have to turn back in one clinical direction to be free. On surfaces the turns go in steps of
 * {@code activity.search}, then by bisection to {@code tolerance}.
 *
 * <h2>Jump distance</h2>
 * In m, over the lateral edge (Sariali et al. 2009, Acta Orthop 80:277, doi 10.3109/17453670902988378: JD = 2 R sin((pi/2 - psi -
 * asin(o/R))/2)), and at the end of each motion over the edge opposite to the contact, from the same relation with the angle between the
 * vertical and that edge.
 *
 * <h2>Assumptions and validity</h2>
 * Rigid bodies, no soft tissue, no translation of the head. Bone surfaces are taken as they are: cartilage, osteophytes and segmentation
 * errors move a bony limit by about a degree for each 1 to 2 mm at 60 to 100 mm from the centre. A contact that begins and ends within
 * one step s is missed: at the distance d from the centre, one between surfaces of curvature radius c that overlap by less than (s d)^2 /
 * (8 c), 0.002 mm for the default step at 100 mm and 10 mm. Only surfaces touch: a body that is wholly inside another does not.
 *
 * <h2>Parameters</h2>
 * Declared with the extension, with unit, default, range and when they count. Defaults describe a 28 mm head on a 12 mm neck, 135
 * degrees, in a cup at 45 and 15 degrees.
 *
 * <h2>Results</h2>
 * {@code <joint>.rom.<motion>} in rad for every motion of the joint and every entry of {@code combined}; the same with {@code standing.}
 * and {@code sitting.} before the motion where their tilt is given; {@code .prosthetic}, {@code .bony}, {@code .bone-implant} behind it
 * with {@code by-kind=true}; {@code .analytic}; {@code <joint>.jump-distance...}. Of each activity {@code
 * <joint>.activity.<id>.margin} in rad, {@code .margin-at}, the part of its duration (0 to 1) with the least room, and {@code
 * .contact-at}, the part at which something touches first, only where it does. A limit below 0 means that the posture it starts from is
 * not free and how far back the nearest free one is. One {@link ContactEvent} for each limit, and for each activity: labelled {@code
 * activity.<id>} for the first contact on its way, {@code activity.<id>.<motion>} for the one at the end of its margin. One labelled
 * {@code posture.<n>} for each of the {@code postures} where something touches, from 1, with the kind that the map has there. Table {@code
 * rom-map} with {@code map=true}: flexion, internal rotation, abduction and the kind that touches (0 none, 1 prosthetic, 2 bony, 3
 * bone-implant; of several, the one that comes first on the straight way from neutral in joint coordinates). With {@code limits=false}
 * there are no limits, only what else was asked for.
 *
 * <h2>Cost and failure</h2>
 * Some hundred poses for each limit; for each activity its postures times the six directions times margin over {@code activity.search};
 * 22,785 for the map, each some ten microseconds for bones of 50,000 triangles. Where the joint turns about one point, most poses of the
 * limits and activities are not asked but proved free many at a time, which changes no number. Making the trees of surfaces costs more
 * than a limit, so they are kept as long as the mesh objects live: hand over the same object where a surface has not changed. {@link
 * SolverException} {@code NO_SOLUTION} if something touches in the neutral position, {@code INCOMPLETE_PROBLEM} if nothing can touch, or
 * with {@code method=analytic} if the parts do not say head, neck and rim or the rim has a lip; {@link IllegalArgumentException} for
 * numbers that do not go together.
 */
public final class RomSolver implements Solver {

    private static final MessageCatalog MESSAGES = new MessageCatalog(RomSolver.class);
    /** The combined motion that is asked for where the settings say nothing; a joint without these motions leaves it out. */
    private static final String OF_A_HIP = "internal-rotation@flexion=90deg";
    /** Some angle, rad, to see about which axis a coordinate turns. */
    private static final double PROBE = 0.5;

    /** A posture of the pelvis: what stands in the names of its results, and its tilt in rad, posterior positive. */
    private record Posture(String prefix, double tilt) {
    }

    @Override
    public Solution solve(Problem problem, SolverContext context) {
        String method = context.settings().text("method");
        if (problem.joint() == null && !method.equals("mesh")) {
            return closedForms(Design.ofNumbers(context.settings()), Solution.builder(), problem.activities(), context);
        }
        try {
            if (method.equals("analytic")) {
                Solution.Builder out = Solution.builder();
                return closedForms(Design.ofParts(problem, context.settings(), out), out, problem.activities(), context);
            }
            return solveSurfaces(problem, context);
        } catch (NoSuchElementException e) {
            throw new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "range of motion: " + e.getMessage(), e);
        }
    }

    private static List<Posture> postures(Settings s) {
        List<Posture> list = new ArrayList<>();
        String chosen = s.text("posture");
        if (!chosen.equals("reference") && !s.has("pelvic.tilt." + chosen)) {
            throw new IllegalArgumentException("posture '" + chosen + "' needs the setting 'pelvic.tilt." + chosen + "'");
        }
        list.add(new Posture("", chosen.equals("reference") ? 0 : s.number("pelvic.tilt." + chosen)));
        for (String p : List.of("standing", "sitting")) {
            if (s.has("pelvic.tilt." + p)) {
                list.add(new Posture(p + ".", s.number("pelvic.tilt." + p)));
            }
        }
        return list;
    }

    private static LimitSearch search(Settings s) {
        return new LimitSearch(s.number("step"), s.number("tolerance"), s.number("search.end"));
    }

    // ---------------------------------------------------------------------------------------------------------------- closed form

    /**
     * What a closed form is for.
     *
     * @param joint id in the names of the results
     * @param bearing in the reference frame of the pelvis
     * @param motions of the joint
     * @param turn of the femur's joint frame against the pelvis at joint coordinates
     * @param pelvis reference frame in the pelvis' surface frame
     * @param femur surface frame of the femur in its joint frame
     * @param stem who touches
     * @param liner who is touched
     */
    private record Design(String joint, Bearing bearing, Excursion.Motions motions, Function<double[], RigidTransform> turn,
            RigidTransform pelvis, RigidTransform femur, String stem, String liner) {

        static Design ofNumbers(Settings s) {
            double rim = s.has("liner.radius") ? s.number("liner.radius") : s.number("head.diameter") / 2;
            Bearing bearing = new Bearing(Vec3.ZERO,
                    ProstheticRange.cupAxis(s.number("cup.inclination.radiographic"), s.number("cup.anteversion.radiographic")),
                    ProstheticRange.neckAxis(s.number("stem.ccd"), s.number("stem.anteversion")), rim, s.number("neck.diameter") / 2,
                    s.number("rim.height"));
            return new Design("hip", bearing, Excursion.Motions.ofRightHip(), RomSolver::hipRotation, RigidTransform.IDENTITY,
                    RigidTransform.IDENTITY, "stem", "liner");
        }

        static Design ofParts(Problem problem, Settings s, Solution.Builder out) {
            JointModel joint = problem.joint();
            RigidTransform pelvis = RomSolver.pelvis(problem.body(joint.parent()), joint, s, out);
            BearingOfParts parts = BearingOfParts.of(problem, pelvis).orElseThrow(() -> new SolverException(
                    SolverException.Code.INCOMPLETE_PROBLEM, "range of motion: the closed form (method=analytic) needs a head with"
                            + " 'head.diameter', a stem with a thinner 'neck.diameter' and a liner or cup; method=mesh takes surfaces"));
            if (BearingOfParts.hasLip(problem)) {
                throw new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "range of motion: the rim of '" + parts.socket()
                        + "' is raised on one side, for which there is no closed form (method=analytic); method=mesh takes surfaces");
            }
            return new Design(joint.typeId(), parts.bearing(), Excursion.Motions.of(joint),
                    q -> joint.type().childInParent(q, joint.side()), pelvis, joint.childFrame().inverse(), parts.stem(), parts.socket());
        }

        /** The functional pelvis of a tilt in the pelvis' surface frame. */
        RigidTransform functional(double tilt) {
            return pelvis.times(ClinicalPose.turn(tilt));
        }

        /** Where neck and rim touch. */
        ContactEvent contact(String label, double tilt, Bearing tilted, RigidTransform pose) {
            RigidTransform f = functional(tilt);
            return new ContactEvent(label, stem, liner, ContactKind.PROSTHETIC.text(), f.apply(tilted.rimTowardsNeck(pose)),
                    f.times(pose).times(femur));
        }
    }

    private static Solution closedForms(Design d, Solution.Builder out, List<ActivityData> activities, SolverContext context) {
        Settings s = context.settings();
        List<Excursion> excursions = excursions(d.motions, s);
        double beta = addConeAngle(out, d.joint, d.bearing);
        double end = s.number("search.end");
        for (Posture posture : postures(s)) {
            context.monitor().checkCancelled();
            Bearing b = d.bearing.tilted(posture.tilt);
            ProstheticRange range = new ProstheticRange(b.cup(), b.neck(), beta);
            if (!range.isFree(d.turn.apply(start(d.motions, s)))) {
                throw overlapAtStart(d.stem, d.liner, s, posture);
            }
            out.value(d.joint + ".jump-distance." + posture.prefix + "lateral", Value.of(b.lateralJump(), Dimension.LENGTH));
            for (Excursion e : excursions) {
                String name = posture.prefix + e.label();
                double limit = closedForm(range, angle -> d.turn.apply(e.at(angle)));
                if (Double.isNaN(limit)) {
                    out.message(Diagnostic.warning(MESSAGES, "rom.unreachable", name));
                } else if (limit >= end) {
                    out.value(d.joint + ".rom." + name, Value.of(e.counted(end), Dimension.ANGLE));
                    out.message(Diagnostic.info(MESSAGES, "rom.free", name, Numbers.edge(Math.toDegrees(e.counted(end)))));
                } else {
                    RigidTransform pose = d.turn.apply(e.at(limit));
                    out.value(d.joint + ".rom." + name, Value.of(e.counted(limit), Dimension.ANGLE));
                    addJump(out, d.joint, name, b, b.rimTowardsNeck(pose));
                    out.contact(d.contact(name, posture.tilt, b, pose));
                }
            }
        }
        double upright = uprightTilt(s);
        for (ActivityData a : activities) {
            context.monitor().checkCancelled();
            Bearing b = d.bearing.tilted(upright);
            ProstheticRange range = new ProstheticRange(b.cup(), b.neck(), beta);
            ActivityMargin m = ActivityMargin.closedForm(ActivityPath.of(a, d.motions, s.number("activity.step")), d.motions.single(),
                    q -> range.isFree(d.turn.apply(q)), e -> closedForm(range, angle -> d.turn.apply(e.at(angle))), end);
            addMargin(out, d.joint, a.id(), m);
            if (m.touching() != null) {
                out.contact(d.contact(label(a.id(), m), upright, b, d.turn.apply(m.touching())));
            }
        }
        double main = postures(s).get(0).tilt;
        addPostures(out, d.motions, s, q -> {
            Bearing b = d.bearing.tilted(main);
            RigidTransform pose = d.turn.apply(q);
            return new ProstheticRange(b.cup(), b.neck(), beta).isFree(pose) ? null : d.contact("", main, b, pose);
        });
        if (Boolean.parseBoolean(s.text("map"))) {
            Bearing b = d.bearing.tilted(main);
            ProstheticRange range = new ProstheticRange(b.cup(), b.neck(), beta);
            out.table(RomMap.of(s, d.motions).compute(context,
                    () -> q -> range.isFree(d.turn.apply(q)) ? 0 : ContactKind.PROSTHETIC.code()));
        }
        return out.build();
    }

    /** Tilt of the pelvis against which the angles of activities count, rad: that of standing, where it is known. */
    private static double uprightTilt(Settings s) {
        return s.has("pelvic.tilt.standing") ? s.number("pelvic.tilt.standing") : 0;
    }

    private static void addMargin(Solution.Builder out, String joint, String activity, ActivityMargin m) {
        String name = joint + ".activity." + activity;
        if (Double.isNaN(m.margin())) {
            out.message(Diagnostic.warning(MESSAGES, "rom.activity.unreachable", activity));
        } else {
            out.value(name + ".margin", Value.of(m.margin(), Dimension.ANGLE));
        }
        if (Double.isNaN(m.at())) {
            out.message(Diagnostic.info(MESSAGES, "rom.activity.free", activity, Numbers.edge(Math.toDegrees(m.margin()))));
        } else {
            out.value(name + ".margin-at", Value.of(m.at(), Dimension.NONE));
        }
        if (!Double.isNaN(m.contactAt())) {
            out.value(name + ".contact-at", Value.of(m.contactAt(), Dimension.NONE));
        }
    }

    private static String label(String activity, ActivityMargin m) {
        return "activity." + activity + (Double.isNaN(m.contactAt()) ? "." + m.direction() : "");
    }

    /** What touches at the postures that were asked for. */
    private static void addPostures(Solution.Builder out, Excursion.Motions motions, Settings s,
            Function<double[], ContactEvent> touching) {
        if (!s.has("postures")) {
            return;
        }
        List<double[]> postures = motions.postures(s.text("postures"));
        for (int i = 0; i < postures.size(); i++) {
            ContactEvent c = touching.apply(postures.get(i));
            if (c != null) {
                out.contact(new ContactEvent("posture." + (i + 1), c.first(), c.second(), c.kind(), c.point(), c.childInParent()));
            }
        }
    }

    private static double addConeAngle(Solution.Builder out, String joint, Bearing b) {
        double beta = ProstheticRange.coneAngle(b.rimRadius(), b.neckRadius(), b.rimHeight());
        out.value(joint + ".rom.oscillation-angle", Value.of(2 * beta, Dimension.ANGLE));
        out.value(joint + ".rom.cup-neck-angle", Value.of(beta, Dimension.ANGLE));
        out.value(joint + ".rom.cup-neck-angle-neutral", Value.of(b.cup().angle(b.neck()), Dimension.ANGLE));
        return beta;
    }

    private static void addJump(Solution.Builder out, String joint, String name, Bearing b, Vec3 lever) {
        double jump = b.jumpOver(lever);
        if (!Double.isNaN(jump)) {
            out.value(joint + ".jump-distance." + name, Value.of(jump, Dimension.LENGTH));
        }
    }

    private static RigidTransform hipRotation(double[] q) {
        return RigidTransform.rotation(Vec3.Z, q[0]).times(RigidTransform.rotation(Vec3.X, q[1]))
                .times(RigidTransform.rotation(Vec3.Y, q[2]));
    }

    /**
     * The closed form for one coordinate, whose axis is read off its motion; NaN if it is no rotation about a fixed axis, or never free.
     */
    private static double closedForm(ProstheticRange range, DoubleFunction<RigidTransform> femurInPelvis) {
        RigidTransform start = femurInPelvis.apply(0);
        RigidTransform turn = femurInPelvis.apply(PROBE).times(start.inverse());
        if (!(Math.abs(turn.angle() - PROBE) < 1e-9)) {
            return Double.NaN;
        }
        Vec3 axis = new Vec3(turn.r(2, 1) - turn.r(1, 2), turn.r(0, 2) - turn.r(2, 0), turn.r(1, 0) - turn.r(0, 1));
        return range.limit(RigidTransform.IDENTITY, axis, start);
    }

    private static List<Excursion> excursions(Excursion.Motions motions, Settings s) {
        if (!Boolean.parseBoolean(s.text("limits"))) {
            return List.of();
        }
        List<Excursion> list = new ArrayList<>(s.has("start") ? motions.from(start(motions, s)) : motions.single());
        if (s.has("combined") && !(s.text("combined").equals(OF_A_HIP) && !motions.has("flexion"))) {
            list.addAll(motions.combined(s.text("combined")));
        }
        return list;
    }

    /** Where the motions begin, rad: the neutral position, or the posture that the settings name. */
    private static double[] start(Excursion.Motions motions, Settings s) {
        if (!s.has("start")) {
            return new double[motions.coordinates()];
        }
        List<double[]> postures = motions.postures(s.text("start"));
        if (postures.size() != 1) {
            throw new IllegalArgumentException("start '" + s.text("start") + "' is " + postures.size() + " postures, not one");
        }
        return postures.getFirst();
    }

    private static SolverException overlapAtStart(String child, String parent, Settings s, Posture posture) {
        return new SolverException(SolverException.Code.NO_SOLUTION, "range of motion: '" + child + "' touches '" + parent
                + "' in the " + (s.has("start") ? "start (" + s.text("start") + "; " : "neutral position (") + "pelvic tilt "
                + Numbers.shortest(Numbers.edge(Math.toDegrees(posture.tilt)))
                + " deg), so there is no motion free of contact");
    }

    // ------------------------------------------------------------------------------------------------------------------- surfaces

    private static Solution solveSurfaces(Problem problem, SolverContext context) {
        Settings s = context.settings();
        JointModel joint = problem.joint();
        if (joint == null) {
            throw new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "range of motion on surfaces needs a joint");
        }
        ContactScene scene = new ContactScene(problem, context.monitor());
        if (scene.pairs().isEmpty()) {
            throw new SolverException(SolverException.Code.INCOMPLETE_PROBLEM, "range of motion: '" + joint.parent() + "' and '"
                    + joint.child()
                    + "' with their parts have no surfaces that could touch");
        }
        Solution.Builder out = Solution.builder();
        String id = joint.typeId();
        RigidTransform pelvis = pelvis(problem.body(joint.parent()), joint, s, out);
        RigidTransform femur = joint.childFrame().inverse();
        Excursion.Motions motions = Excursion.Motions.of(joint);
        List<Excursion> excursions = excursions(motions, s);
        List<Posture> postures = postures(s);
        List<RigidTransform> functional = new ArrayList<>();
        double[] neutral = start(motions, s);
        ContactScene.Query check = scene.query();
        for (Posture p : postures) {
            RigidTransform f = pelvis.times(ClinicalPose.turn(p.tilt));
            functional.add(f);
            int pair = check.first(f.times(joint.type().childInParent(neutral, joint.side())).times(femur), ContactKind.ALL);
            if (pair >= 0) {
                throw overlapAtStart(scene.pairs().get(pair).child(), scene.pairs().get(pair).parent(), s, p);
            }
        }
        boolean byKind = Boolean.parseBoolean(s.text("by-kind"));
        int count = postures.size() * excursions.size();
        Found[] found = new Found[count];
        LimitSearch search = search(s);
        context.monitor().begin("range of motion", count);
        Tasks.run(count, context.threads(), context.monitor(), scene::query, (query, i) -> {
            Excursion e = excursions.get(i % excursions.size());
            RigidTransform f = functional.get(i / excursions.size());
            DoubleFunction<RigidTransform> path = angle -> f.times(joint.type().childInParent(e.at(angle), joint.side())).times(femur);
            found[i] = Found.of(query, search, path, byKind, context.monitor());
            context.monitor().worked(1);
        });

        Optional<Bearing> parts = BearingOfParts.of(problem, pelvis).map(BearingOfParts::bearing);
        double beta = parts.isPresent() ? addConeAngle(out, id, parts.get()) : Double.NaN;
        for (int i = 0; i < count; i++) {
            Posture posture = postures.get(i / excursions.size());
            Excursion e = excursions.get(i % excursions.size());
            String name = posture.prefix + e.label();
            Optional<Bearing> bearing = parts.map(b -> b.tilted(posture.tilt));
            if (bearing.isPresent() && i % excursions.size() == 0) {
                out.value(id + ".jump-distance." + posture.prefix + "lateral", Value.of(bearing.get().lateralJump(), Dimension.LENGTH));
            }
            addLimit(out, id, name, found[i], e, scene);
            if (found[i].pair >= 0 && bearing.isPresent()) {
                addJump(out, id, name, bearing.get(), functional.get(i / excursions.size()).inverse().apply(found[i].point));
            }
            if (bearing.isPresent() && !BearingOfParts.hasLip(problem)) {
                double limit = closedForm(new ProstheticRange(bearing.get().cup(), bearing.get().neck(), beta),
                        angle -> joint.type().childInParent(e.at(angle), joint.side()));
                if (Double.isFinite(limit)) {
                    double counted = e.counted(Math.min(limit, search.end()));
                    out.value(id + ".rom." + name + ".analytic", Value.of(counted, Dimension.ANGLE));
                }
            }
        }
        RigidTransform upright = pelvis.times(ClinicalPose.turn(uprightTilt(s)));
        LimitSearch turns = new LimitSearch(s.number("activity.search"), search.tolerance(), search.end());
        for (ActivityData a : problem.activities()) {
            context.monitor().begin("activity " + a.id(), 0);
            Function<double[], RigidTransform> pose = q -> upright.times(joint.type().childInParent(q, joint.side())).times(femur);
            ActivityMargin m = ActivityMargin.onSurfaces(ActivityPath.of(a, motions, s.number("activity.step")), motions.single(), scene,
                    pose, turns, context);
            addMargin(out, id, a.id(), m);
            if (m.touching() != null) {
                RigidTransform at = pose.apply(m.touching());
                int pair = check.first(at, ContactKind.ALL);
                ContactScene.Pair p = scene.pairs().get(pair);
                out.contact(new ContactEvent(label(a.id(), m), p.child(), p.parent(), p.kind().text(), check.point(pair, at), at));
            }
        }
        Function<double[], RigidTransform> main = q -> functional.get(0).times(joint.type().childInParent(q, joint.side())).times(femur);
        addPostures(out, motions, s, q -> {
            int code = RomMap.onSurfaces(check, main).code(q);
            if (code == 0) {
                return null;
            }
            RigidTransform at = main.apply(q);
            int pair = check.first(at, 1 << code - 1);
            ContactScene.Pair p = scene.pairs().get(pair);
            return new ContactEvent("", p.child(), p.parent(), p.kind().text(), check.point(pair, at), at);
        });
        if (Boolean.parseBoolean(s.text("map"))) {
            out.table(RomMap.of(s, motions).compute(context, () -> RomMap.onSurfaces(scene.query(), main)));
        }
        return out.build();
    }

    private static void addLimit(Solution.Builder out, String id, String name, Found f, Excursion e, ContactScene scene) {
        if (Double.isNaN(f.limit.free())) {
            out.message(Diagnostic.warning(MESSAGES, "rom.unreachable", name));
        } else {
            out.value(id + ".rom." + name, Value.of(e.counted(f.limit.free()), Dimension.ANGLE));
            if (Double.isNaN(f.limit.contact())) {
                out.message(Diagnostic.info(MESSAGES, "rom.free", name, Numbers.edge(Math.toDegrees(e.counted(f.limit.free())))));
            }
        }
        for (ContactKind kind : ContactKind.values()) {
            if (f.byKind != null && f.byKind[kind.ordinal()] != null && !Double.isNaN(f.byKind[kind.ordinal()].free())) {
                out.value(id + ".rom." + name + "." + kind.text(), Value.of(e.counted(f.byKind[kind.ordinal()].free()), Dimension.ANGLE));
            }
        }
        if (f.pair >= 0) {
            ContactScene.Pair pair = scene.pairs().get(f.pair);
            out.contact(new ContactEvent(name, pair.child(), pair.parent(), pair.kind().text(), f.point, f.pose));
        }
    }

    /** The frame in which motions are measured, in the surface frame of the pelvis, before any tilt; its origin is the joint's. */
    private static RigidTransform pelvis(Body pelvis, JointModel joint, Settings s, Solution.Builder out) {
        if (ClinicalPose.lacksFrame(pelvis, s)) {
            out.message(Diagnostic.info(MESSAGES, "rom.reference", pelvis.id(), s.text(ClinicalPose.FRAME)));
        }
        return ClinicalPose.frame(pelvis, joint, s);
    }

    /**
     * What was found for one excursion.
     *
     * @param limit of all kinds together
     * @param pair that touches there, -1 if none
     * @param pose of the femur in the pelvis' surface frame when it touches; null if it does not
     * @param point of contact in the pelvis' surface frame, m; null if none
     * @param byKind limit of each kind alone; null if not asked for
     */
    private record Found(LimitSearch.Limit limit, int pair, RigidTransform pose, Vec3 point, LimitSearch.Limit[] byKind) {

        static Found of(ContactScene.Query query, LimitSearch search, DoubleFunction<RigidTransform> path, boolean byKind,
                Monitor monitor) {
            LimitSearch.Limit limit = search.find(query, path, ContactKind.ALL, monitor);
            LimitSearch.Limit[] kinds = null;
            if (byKind) {
                kinds = new LimitSearch.Limit[ContactKind.values().length];
                for (ContactKind k : ContactKind.values()) {
                    kinds[k.ordinal()] = search.find(query, path, k.bit(), monitor);
                }
            }
            if (Double.isNaN(limit.contact()) || Double.isNaN(limit.free())) {
                return new Found(limit, -1, null, null, kinds);
            }
            RigidTransform pose = path.apply(search.touch(query, path, ContactKind.ALL, limit));
            int pair = query.first(pose, ContactKind.ALL);
            return new Found(limit, pair, pose, query.point(pair, pose), kinds);
        }
    }
}
