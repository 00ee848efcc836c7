/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.construction;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Bvh;
import org.orthotwin.geometry.ClosestPoint;
import org.orthotwin.geometry.MeshDistance;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;

/**
 * The space between two bones of a joint in the posture of the image.
 *
 * <p>Loads and posture are those in which the image was made: a joint that carries nothing is wider than one that stands.
 *
 * @param bone type of the bone from which it is measured
 * @param other type of the bone to which it is measured
 * @param minimum shortest distance of the two surfaces, m; 0 where they meet
 * @param at middle between the two nearest points, LPS, m
 * @param uncertainty standard uncertainty of a distance, m: that of two boundaries
 * @param regions what lies under each cartilage of the first bone; empty where the labels have none
 */
public record JointSpace(String bone, String other, double minimum, Vec3 at, double uncertainty, List<Region> regions) {

    /**
     * The joint space over one cartilage.
     *
     * @param cartilage id of the cartilage of the first bone
     * @param minimum shortest distance from the bone under it to the other bone, m
     * @param gap shortest distance from it to the other bone's cartilage, m; not a number where that bone has none
     * @param contact area of its articular surface that touches the other bone's cartilage, m^2: is no farther from it than the standard
     *        uncertainty of a boundary; not a number where that bone has none
     */
    public record Region(String cartilage, double minimum, double gap, double contact) {
    }

    public JointSpace {
        Objects.requireNonNull(bone);
        Objects.requireNonNull(other);
        regions = List.copyOf(regions);
    }

    /**
     * @param boundary standard uncertainty of each surface along its normal, m
     * @param cartilages of both bones and of others
     */
    static JointSpace of(ConstructedBone bone, ConstructedBone other, List<ConstructedCartilage> cartilages, double boundary,
            Monitor monitor) {
        Bvh tree = Bvh.of(other.surface());
        MeshDistance distance = new MeshDistance(Bvh.of(bone.surface()), tree);
        double least = distance.distance(RigidTransform.IDENTITY);
        Vec3 at = distance.pointA().mid(distance.pointB());
        TriangleMesh[] facing = cartilages.stream().filter(c -> c.bone().equals(other.type())).map(ConstructedCartilage::surface)
                .toArray(TriangleMesh[]::new);
        Bvh opposite = facing.length == 0 ? null : Bvh.of(TriangleMesh.concat(facing));
        List<Region> regions = new ArrayList<>();
        for (ConstructedCartilage c : cartilages) {
            monitor.checkCancelled();
            if (c.bone().equals(bone.type())) {
                regions.add(region(c, bone.surface(), new ClosestPoint(tree), opposite, boundary));
            }
        }
        return new JointSpace(bone.type(), other.type(), least, at, Math.sqrt(2) * boundary, regions);
    }

    private static Region region(ConstructedCartilage c, TriangleMesh bone, ClosestPoint toBone, Bvh opposite, double touch) {
        double least = Double.POSITIVE_INFINITY;
        for (int v = 0; v < bone.vertexCount(); v++) {
            if (c.onBone()[v] > 0) {
                least = Math.min(least, toBone.query(bone.vertex(v)));
            }
        }
        if (opposite == null) {
            return new Region(c.id(), least, Double.NaN, Double.NaN);
        }
        ClosestPoint toCartilage = new ClosestPoint(opposite);
        TriangleMesh s = c.surface();
        double[] away = new double[s.vertexCount()];
        for (int v = 0; v < away.length; v++) {
            away[v] = toCartilage.query(s.vertex(v));
        }
        int[] t = s.triangles();
        double contact = 0;
        for (int f = 0; f < t.length; f += 3) {
            Vec3 a = s.vertex(t[f]);
            double third = s.vertex(t[f + 1]).minus(a).cross(s.vertex(t[f + 2]).minus(a)).norm() / 6;
            for (int k = 0; k < 3; k++) {
                contact += away[t[f + k]] <= touch ? third : 0;
            }
        }
        double gap = new MeshDistance(Bvh.of(s), opposite).distance(RigidTransform.IDENTITY);
        return new Region(c.id(), least, gap, contact);
    }
}
