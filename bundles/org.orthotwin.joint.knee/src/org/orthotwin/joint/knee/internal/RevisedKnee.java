/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.knee.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.orthotwin.joint.Body;
import org.orthotwin.joint.PlacedPart;

/**
 * Parts of a revised knee on one bone, and what holds them.
 *
 * <p>Zones of fixation (R Morgan-Jones, S I S Oussedik, H Graichen, F S Haddad, Bone Joint J 2015;97-B:147-149): 1, the joint surface or
 * epiphysis, 2, the metaphysis, 3, the diaphysis; a revision is to be held in two of them at least. When a zone holds is ours: the first
 * where {@link #HALF} of the component's cuts lie on host bone or on blocks, each counted by the part of it that lies on host bone; the
 * second where {@link #HALF} of the side of a cone or sleeve does; the third where a stem fills the canal over {@link #ENGAGED}, or lies in
 * it over that length with cement: stems without cement that engage less failed more often (J M Gililland et al. 2013, as cited by
 * doi:10.1186/s12891-019-3030-1).
 *
 * @param bone femur or tibia
 * @param component the femoral component or the tray, or null
 * @param blocks on it
 * @param metaphysis a cone or a sleeve, or null
 * @param stem or null
 */
public record RevisedKnee(Body bone, PlacedPart component, List<PlacedPart> blocks, PlacedPart metaphysis, PlacedPart stem) {

    public static final double HALF = 0.5;
    public static final double ENGAGED = 0.040;
    public static final String FEMORAL_STEM = "femoral-stem";
    public static final String TIBIAL_STEM = "tibial-stem";
    public static final String CEMENTED = "stem.cemented";

    public RevisedKnee {
        blocks = List.copyOf(blocks);
    }

    /** Roles of blocks on a bone, {@code femur} or {@code tibia}. */
    public static List<String> blockRoles(String type) {
        return type.equals("femur") ? List.of("distal-augment-medial", "distal-augment-lateral", "posterior-augment-medial",
                "posterior-augment-lateral") : List.of("tibial-augment-medial", "tibial-augment-lateral");
    }

    public static RevisedKnee of(Body bone, List<PlacedPart> parts) {
        boolean femur = bone.type().equals("femur");
        String adjective = femur ? "femoral" : "tibial";
        List<PlacedPart> blocks = new ArrayList<>();
        blockRoles(bone.type()).forEach(r -> find(parts, r).ifPresent(blocks::add));
        return new RevisedKnee(bone, find(parts, femur ? "femoral" : "tray").orElse(null), blocks,
                find(parts, adjective + "-cone").or(() -> find(parts, adjective + "-sleeve")).orElse(null),
                find(parts, adjective + "-stem").orElse(null));
    }

    private static Optional<PlacedPart> find(List<PlacedPart> parts, String role) {
        return parts.stream().filter(p -> p.role().equals(role)).findFirst();
    }

    /** What the component's cuts lie against. */
    public HostBone.Bed bed() {
        return new HostBone(bone, blocks).bed(component.part(), component.pose());
    }

    /** What a block, a cone or a sleeve lies against. */
    public HostBone.Bed bed(PlacedPart part) {
        return new HostBone(bone, List.of()).bed(part.part(), part.pose());
    }

    /** Part of the component's cuts that is held by host bone, directly or by blocks. */
    public double surface() {
        HostBone.Bed b = bed();
        if (blocks.isEmpty()) {
            return b.host();
        }
        double on = 0;
        double area = 0;
        for (PlacedPart p : blocks) {
            HostBone.Bed of = bed(p);
            on += of.host() * of.area();
            area += of.area();
        }
        return b.host() + b.part() * on / area;
    }

    /** @throws java.util.NoSuchElementException if the bone has no canal */
    public ShaftFit fit() {
        return ShaftFit.of(stem.part(), stem.pose(), bone);
    }

    /** Length over which the stem holds in the shaft, m. */
    public double engaged() {
        ShaftFit f = fit();
        return stem.part().parameters().getOrDefault(CEMENTED, 0.0) > 0 ? f.within() : f.engaged();
    }

    /** Whether each of the three zones holds. */
    public boolean[] zones() {
        return new boolean[] {component != null && surface() >= HALF, metaphysis != null && bed(metaphysis).host() >= HALF,
            stem != null && bone.surfaces().containsKey("canal") && engaged() >= ENGAGED};
    }
}
