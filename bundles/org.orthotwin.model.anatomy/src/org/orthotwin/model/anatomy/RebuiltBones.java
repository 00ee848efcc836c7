/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.anatomy;

import java.util.Objects;
import java.util.Optional;

/**
 * Bones whose surface was made anew after the rest of them was found: what was read off the surface before is as it was until somebody
 * finds it again or says that it holds. Which is which follows from the provenances alone, of which the later stand behind the earlier.
 */
public final class RebuiltBones {

    private RebuiltBones() {
    }

    /** The id of the provenance of a surface that was made anew; number 1 is what the bone began with. */
    public static String id(Bone bone, int number) {
        return bone.getId() + ".surface." + number;
    }

    /** The provenance of the surface, if it was made anew. */
    public static Optional<Provenance> provenance(Bone bone) {
        return bone.getSurfaces().stream().map(DataReference::getProvenance).filter(Objects::nonNull)
                .filter(p -> p.getId() != null && bone.getId() != null && p.getId().startsWith(bone.getId() + ".surface.")).findFirst();
    }

    /** Whether what has this provenance (null for none) is from before the surface was made anew. */
    public static boolean isOlder(Bone bone, Provenance of) {
        Provenance surface = provenance(bone).orElse(null);
        if (surface == null || !(bone.eContainer() instanceof Anatomy anatomy)) {
            return false;
        }
        return anatomy.getProvenances().indexOf(of) < anatomy.getProvenances().indexOf(surface);
    }
}
