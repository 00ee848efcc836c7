/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.FrameDefinition;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.HeadSphere;
import org.orthotwin.landmarks.Landmarkers;
import org.orthotwin.landmarks.Landmarking;

/**
 * A hip put together from an innominate bone and a femur of different bodies: the femur is mirrored by rule if it is of the other side,
 * scaled isotropically about its head so that the head has {@link #CLEARANCE} less radius than the acetabulum, and meets it at the head's
 * centre. It is no one's hip; results on it are for bands only.
 *
 * @param bodies pelvis and femur with landmarks and frames, in the frame of the innominate bone, joint in its neutral position
 * @param scale applied to the femur
 * @param mirrored whether the femur was mirrored
 * @param acetabulum sphere of the socket
 * @param head sphere of the femoral head before scaling
 */
public record CompositeHip(List<Body> bodies, double scale, boolean mirrored, HeadSphere acetabulum, HeadSphere head) {

    /** Radius of the acetabulum less that of the head, m: what two surfaces with cartilage leave open. */
    public static final double CLEARANCE = 0.001;

    /**
     * @param innominate of {@code side}, in any frame
     * @param femur of {@code femurSide}, in any frame
     * @throws org.orthotwin.core.InputException if socket, head or landmarks cannot be found
     */
    public static CompositeHip of(TriangleMesh innominate, Side side, TriangleMesh femur, Side femurSide) {
        boolean mirrored = side != femurSide;
        TriangleMesh sided = mirrored ? femur.mirroredZ() : femur;
        Landmarking landmarking = new Landmarking(0);
        Map<String, Vec3> pelvis = landmarking.find(Landmarkers.pelvis(), "pelvis", innominate, side, Map.of(), Monitor.NONE).points();
        Map<String, Vec3> thigh = landmarking.find(Landmarkers.femur(), "femur", sided, side, Map.of(), Monitor.NONE).points();
        HeadSphere socket = HeadSphere.acetabulum(innominate, pelvis.get(side == Side.LEFT ? "LAC" : "RAC"));
        HeadSphere head = HeadSphere.head(sided, thigh.get("FHC"));
        double scale = (socket.radius() - CLEARANCE) / head.radius();
        Map<String, Vec3> scaled = new LinkedHashMap<>();
        thigh.forEach((code, p) -> scaled.put(code, p.times(scale)));
        Map<String, RigidTransform> pelvisFrames = frames("pelvis", pelvis, side);
        RigidTransform move = pelvisFrames.get(HipFrames.ISB_PELVIS).times(frames("femur", scaled,
                side).get(HipFrames.ISB_FEMUR).inverse());
        scaled.replaceAll((code, p) -> move.apply(p));
        String s = side == Side.LEFT ? "left" : "right";
        Body a = new Body("pelvis", "pelvis", Side.MIDLINE, Map.of("outer", innominate), pelvis, pelvisFrames);
        Body b = new Body("femur." + s, "femur", side, Map.of("outer", sided.scaled(scale).transformed(move)), scaled,
                frames("femur", scaled, side));
        return new CompositeHip(List.of(a, b), scale, mirrored, socket, head);
    }

    private static Map<String, RigidTransform> frames(String bone, Map<String, Vec3> landmarks, Side side) {
        Map<String, RigidTransform> frames = new LinkedHashMap<>();
        for (FrameDefinition f : HipFrames.all()) {
            if (f.boneType().equals(bone)) {
                Map<String, Vec3> m = new LinkedHashMap<>();
                f.landmarks(side).forEach(code -> m.put(code, landmarks.get(code)));
                frames.put(f.id(), f.rule().pose(m, side));
            }
        }
        return frames;
    }

    /** What was done, in one sentence. */
    public String report() {
        return "composite of two bodies: femur " + (mirrored ? "mirrored and " : "") + "scaled by " + Numbers.fixed(scale, 4)
                + " (head radius "
                + Numbers.fixed(head.radius() * 1000.0, 2) + " mm to acetabulum radius " + Numbers.fixed(acetabulum.radius() * 1000.0, 2)
                + " mm less " + Numbers.fixed(CLEARANCE * 1000.0, 1) + " mm) and placed at the head's centre; for bands only";
    }
}
