/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.orthotwin.geometry.KeptTrees;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.AcetabularRim;
import org.orthotwin.landmarks.HeadSphere;

/** What is costly and depends on a bone's surface alone, kept as long as there is memory: a changed plan does not change the bones. */
public final class Surfaces {

    private static final Map<TriangleMesh, Map<Vec3, Socket>> SOCKETS = new WeakHashMap<>();

    /** Sphere and rim of a native acetabulum. */
    public record Socket(HeadSphere sphere, AcetabularRim rim) {
    }

    private static final Map<TriangleMesh, Map<Vec3, HeadSphere>> HEADS = new WeakHashMap<>();

    private static final Map<TriangleMesh, List<InCanal>> CANALS = new WeakHashMap<>();

    private record InCanal(TriangleMesh stem, RigidTransform pose, CanalFit fit) {
    }

    private Surfaces() {
    }

    /**
     * The native socket at the origin of {@code axes}, the anterior pelvic plane's frame. @throws IllegalArgumentException if there is none
     */
    public static Socket socket(TriangleMesh pelvis, RigidTransform axes, Side side) {
        Vec3 roughCentre = axes.translation();
        synchronized (SOCKETS) {
            Function<Vec3, Socket> find = p -> {
                HeadSphere sphere = HeadSphere.acetabulum(pelvis, p);
                return new Socket(sphere, AcetabularRim.of(KeptTrees.of(pelvis), sphere, axes, side));
            };
            return SOCKETS.computeIfAbsent(pelvis, m -> places()).computeIfAbsent(roughCentre, find);
        }
    }

    /** The native head near a rough centre. @throws IllegalArgumentException if there is none */
    public static HeadSphere head(TriangleMesh femur, Vec3 roughCentre) {
        synchronized (HEADS) {
            return HEADS.computeIfAbsent(femur, m -> places()).computeIfAbsent(roughCentre, p -> HeadSphere.head(femur, p));
        }
    }

    /** How the stem lies in the canal; of each bone the last answers are kept, since a plan that changes the cup does not change it. */
    public static CanalFit canalFit(TriangleMesh stem, RigidTransform pose, Body femur) {
        TriangleMesh bone = femur.surface(CanalFit.surface(femur));
        synchronized (CANALS) {
            for (InCanal c : CANALS.computeIfAbsent(bone, m -> new ArrayList<>())) {
                if (c.stem == stem && c.pose.equals(pose)) {
                    return c.fit;
                }
            }
        }
        // not while others wait: threads that each have a stem of their own are not to take turns
        CanalFit fit = CanalFit.of(stem, pose, femur);
        synchronized (CANALS) {
            List<InCanal> kept = CANALS.computeIfAbsent(bone, m -> new ArrayList<>());
            kept.addFirst(new InCanal(stem, pose, fit));
            if (kept.size() > FITS) {
                kept.removeLast();
            }
        }
        return fit;
    }

    /**
     * What a surface and something else give, for those asked for last. Two threads that ask for the same at once both work it out.
     *
     * @param owner the class that works it out
     * @param by what else it depends on
     */
    static <K, T> T kept(TriangleMesh surface, Class<?> owner, K by, Supplier<T> work) {
        Map<K, T> all = surface.derived(owner, m -> Surfaces.<K, T>places());
        synchronized (all) {
            T known = all.get(by);
            if (known != null) {
                return known;
            }
        }
        T made = work.get();
        synchronized (all) {
            all.put(by, made);
        }
        return made;
    }

    /** Of what was asked for on one surface, that asked for last. */
    private static <K, T> Map<K, T> places() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, T> eldest) {
                return size() > PLACES;
            }
        };
    }

    private static final int PLACES = 16;
    /** One for each of a few threads. */
    private static final int FITS = 8;
}
