/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.util.Locale;

/** Murray's three ways to state the orientation of a cup (J Bone Joint Surg Br 1993;75-B:228-232). */
public enum CupDefinition {
    /** Inclination in the coronal plane as an antero-posterior radiograph shows it; anteversion between axis and coronal plane. */
    RADIOGRAPHIC,
    /** Inclination between the axis and the sagittal plane; anteversion about the transverse axis, as the patient lies on the side. */
    OPERATIVE,
    /** Inclination between the axis and the longitudinal axis; anteversion in the transverse plane. */
    ANATOMIC;

    /** Lower case, as it ends in the ids of conventions and measurements. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
