/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.tests;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.joint.Side;
import org.orthotwin.joint.hip.CupDefinition;
import org.orthotwin.joint.hip.CupPlacement;
import org.orthotwin.joint.hip.HipFrames;
import org.orthotwin.joint.hip.HipJoint;
import org.orthotwin.joint.hip.HipMeasurement;
import org.orthotwin.joint.hip.StemPlacement;
import org.orthotwin.measurement.MeasuredValue;
import org.orthotwin.measurement.MeasurementContext;
import org.orthotwin.solver.JointModel;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.synthesis.Resolution;

/** The typical synthetic hip with frames, and simple implants of our own for it. */
final class HipCase {

    private static final Map<Side, HipCase> CASES = new EnumMap<>(Side.class);

    final Side side;
    final GeneratedSubject subject;
    final Body pelvis;
    final Body femur;
    final Problem unoperated;

    private HipCase(Side side) {
        this.side = side;
        subject = new HipJoint(Resolution.COARSE).generator().orElseThrow().generate(Map.of(), side, null, Monitor.NONE);
        pelvis = framed(subject.bodies().get(0), side);
        femur = framed(subject.bodies().get(1), side);
        unoperated = problem(pelvis.frame(HipFrames.ISB_PELVIS), femur.frame(HipFrames.ISB_FEMUR), List.of());
    }

    static synchronized HipCase of(Side side) {
        return CASES.computeIfAbsent(side, HipCase::new);
    }

    double truth(String name) {
        return subject.truth().get(name);
    }

    static Body framed(Body b, Side side) {
        Map<String, RigidTransform> frames = new LinkedHashMap<>();
        for (FrameDefinition f : new HipJoint().frames()) {
            if (f.boneType().equals(b.type())) {
                Map<String, Vec3> m = new LinkedHashMap<>();
                f.landmarks(side).forEach(code -> m.put(code, b.landmark(code)));
                frames.put(f.id(), f.rule().pose(m, side));
            }
        }
        return new Body(b.id(), b.type(), b.side(), b.surfaces(), b.landmarks(), frames);
    }

    private Problem problem(RigidTransform parentFrame, RigidTransform childFrame, List<PlacedPart> parts) {
        JointModel joint = new JointModel("hip", "hip", new HipJoint(), side, pelvis.id(), femur.id(), parentFrame, childFrame);
        return new Problem(new Person(70, 1.7, Double.NaN), List.of(pelvis, femur), joint, parts, List.of());
    }

    /** The hip with parts as placed, joint centres at the artificial ones. */
    Problem planned(PartModel cup, Map<String, Double> cupAt, PartModel stem, Map<String, Double> stemAt, PartModel head) {
        RigidTransform cupPose = pelvis.frame(HipFrames.PELVIS_APP).times(new CupPlacement(CupDefinition.RADIOGRAPHIC).pose(cupAt, side));
        RigidTransform stemPose = femur.frame(HipFrames.FEMUR_STEM).times(new StemPlacement().pose(stemAt, side));
        RigidTransform headPose = stemPose.times(stem.feature("taper")).times(head.feature("taper").inverse());
        List<PlacedPart> parts = List.of(new PlacedPart("cup", cup, pelvis.id(), cupPose), new PlacedPart("stem", stem, femur.id(),
                stemPose),
                new PlacedPart("head", head, femur.id(), headPose));
        return problem(pelvis.frame(HipFrames.ISB_PELVIS).withTranslation(cupPose.translation()),
                femur.frame(HipFrames.ISB_FEMUR).withTranslation(headPose.translation()), parts);
    }

    MeasuredValue measure(String id, Problem planned) {
        return measure(id, planned, Map.of());
    }

    MeasuredValue measure(String id, Problem planned, Map<String, Solution> solutions) {
        return new HipMeasurement().measure(new MeasurementContext(id, planned, unoperated, solutions, Monitor.NONE));
    }

    // ------------------------------------------------------------------------------------------------------------------- parts

    static PartModel cup(double diameter) {
        Map<String, Double> p = Map.of("cup.outer-diameter", diameter);
        return new PartModel("test/cup", mm(diameter), "hip.cup", "C" + mm(diameter), p, Map.of(), Map.of("liner",
                RigidTransform.IDENTITY));
    }

    static PartModel liner(double inner, double outer) {
        Map<String, Double> p = Map.of("liner.inner-diameter", inner, "liner.outer-diameter", outer, "liner.rim-height", 0.0);
        return new PartModel("test/liner", mm(inner) + "/" + mm(outer), "hip.liner", "L" + mm(inner) + mm(outer), p, Map.of(),
                Map.of("shell", RigidTransform.IDENTITY, "bearing", RigidTransform.IDENTITY));
    }

    static PartModel head(double diameter, double neckLength) {
        Map<String, Double> p = Map.of("head.diameter", diameter, "head.neck-length", neckLength);
        return new PartModel("test/head", mm(diameter) + " " + mm(neckLength), "hip.head", "H" + mm(diameter) + mm(neckLength), p, Map.of(),
                Map.of("taper", RigidTransform.translation(new Vec3(0, 0, -neckLength))));
    }

    /**
     * A straight stem, its head (neck length 0) at {@code offset} medially and as much upwards as the angle asks for.
     *
     * @param width of the distal end, m
     */
    static PartModel stem(Side side, int size, double width, double ccd, double offset) {
        double medial = -side.sign();
        Vec3 n = new Vec3(0, -Math.cos(ccd), Math.sin(ccd) * medial);
        Vec3 taper = n.times(offset / Math.sin(ccd));
        RigidTransform pose = RigidTransform.frame(taper, Vec3.X, n.cross(Vec3.X), n);
        Map<String, Double> p = new LinkedHashMap<>();
        p.put("stem.size", (double) size);
        p.put("stem.width.distal", width);
        p.put("stem.ccd", ccd);
        p.put("stem.offset", offset);
        p.put("neck.diameter", 0.012);
        double length = 0.110 + 0.004 * size;
        // half widths (side to side, front to back) and medial shift of the sections from the tip upwards
        List<double[]> rows = new ArrayList<>();
        for (int i = 0; i <= 20; i++) {
            double up = i / 20.0;
            double flare = Math.max(0, up - 0.45) / 0.55;
            rows.add(new double[] {-length * (1 - up), 0.5 * width * (0.92 + 0.08 * up) + 0.004 * flare * flare, 0.46 * width,
                medial * 0.004 * flare * flare});
        }
        return new PartModel("test/stem-" + Math.round(Math.toDegrees(ccd)) + "-" + mm(offset), Integer.toString(size), "hip.stem",
                "S" + size + "-" + Math.round(Math.toDegrees(ccd)) + "-" + mm(offset), p, Map.of("envelope", loft(rows)),
                Map.of("taper", pose, "resection", RigidTransform.translation(new Vec3(0, 0.002, 0.010 * medial))));
    }

    /** Closed loft of ellipses; rows of y, half width along z, half width along x, centre in z, ascending in y. */
    static TriangleMesh loft(List<double[]> rows) {
        int m = 48;
        int n = rows.size();
        double[] v = new double[3 * (n * m + 2)];
        for (int i = 0; i < n; i++) {
            double[] r = rows.get(i);
            for (int k = 0; k < m; k++) {
                double a = 2 * Math.PI * k / m;
                int o = 3 * (i * m + k);
                v[o] = r[2] * Math.sin(a);
                v[o + 1] = r[0];
                v[o + 2] = r[3] + r[1] * Math.cos(a);
            }
        }
        v[3 * n * m + 1] = rows.get(0)[0];
        v[3 * n * m + 2] = rows.get(0)[3];
        v[3 * n * m + 4] = rows.get(n - 1)[0];
        v[3 * n * m + 5] = rows.get(n - 1)[3];
        List<int[]> t = new ArrayList<>();
        for (int k = 0; k < m; k++) {
            int next = (k + 1) % m;
            for (int i = 0; i + 1 < n; i++) {
                t.add(new int[] {i * m + k, i * m + next, (i + 1) * m + k});
                t.add(new int[] {i * m + next, (i + 1) * m + next, (i + 1) * m + k});
            }
            t.add(new int[] {n * m, next, k});
            t.add(new int[] {n * m + 1, (n - 1) * m + k, (n - 1) * m + next});
        }
        return new TriangleMesh(v, t.stream().flatMapToInt(java.util.Arrays::stream).toArray());
    }

    private static String mm(double si) {
        return Long.toString(Math.round(si * 1000));
    }
}
