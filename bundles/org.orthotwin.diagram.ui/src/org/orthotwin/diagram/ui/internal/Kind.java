/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.Muscle;
import org.orthotwin.model.anatomy.NamedElement;

/** What ties bones together. */
public enum Kind {
    JOINT, LIGAMENT, MUSCLE;

    static Kind of(NamedElement element) {
        return element instanceof Joint ? JOINT : element instanceof Muscle ? MUSCLE : LIGAMENT;
    }
}
