/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.twin.Coupling;
import org.orthotwin.model.twin.Twin;

/** What ties bones together, and twins. */
public enum Kind {
    JOINT, LIGAMENT, MUSCLE, COUPLING;

    static Kind of(NamedElement element) {
        return element instanceof Twin || element instanceof Coupling ? COUPLING : element instanceof Joint ? JOINT
                : element instanceof Muscle ? MUSCLE : LIGAMENT;
    }
}
