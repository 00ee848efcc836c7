/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.orthotwin.geometry.RigidTransform;

/**
 * What holds and moves bones and lies between them.
 *
 * @param ligaments bundles of ligaments and capsules
 * @param muscles muscles with their tendons
 * @param cartilages layers of cartilage
 * @param posture pose of each bone's surface frame in that of the joint's proximal bone, by id, when the anatomy was recorded; ligaments
 *     have their reference strains there. Bones whose pose is not known are left out.
 */
public record SoftTissue(List<LigamentBundle> ligaments, List<MuscleUnit> muscles, List<CartilageLayer> cartilages,
        Map<String, RigidTransform> posture) {

    /** Nothing is known of it. */
    public static final SoftTissue NONE = new SoftTissue(List.of(), List.of(), List.of(), Map.of());

    public SoftTissue {
        ligaments = List.copyOf(ligaments);
        muscles = List.copyOf(muscles);
        cartilages = List.copyOf(cartilages);
        posture = Collections.unmodifiableMap(new LinkedHashMap<>(posture));
    }

    public boolean isEmpty() {
        return ligaments.isEmpty() && muscles.isEmpty() && cartilages.isEmpty();
    }

    /** The same tissue with the points of ligaments and muscles changed. */
    public SoftTissue with(UnaryOperator<Attachment> change) {
        return new SoftTissue(ligaments.stream().map(l -> l.with(change)).toList(),
                muscles.stream().map(m -> m.with(change, UnaryOperator.identity())).toList(), cartilages, posture);
    }

    /** The same tissue without some ligaments, named by the id of a ligament or of one of its bundles. */
    public SoftTissue without(List<String> cut) {
        return new SoftTissue(ligaments.stream().filter(l -> !cut.contains(l.id()) && !cut.contains(l.ligament())).toList(), muscles,
                cartilages, posture);
    }

    /** The same tissue with its ligaments changed. */
    public SoftTissue withLigaments(UnaryOperator<LigamentBundle> change) {
        return new SoftTissue(ligaments.stream().map(change).toList(), muscles, cartilages, posture);
    }
}
