/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.Arrays;
import java.util.Optional;
import org.orthotwin.core.Numbers;
import org.orthotwin.followup.CouplingKind;
import org.orthotwin.joint.Joints;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.model.anatomy.NamedElement;
import org.orthotwin.model.anatomy.Side;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.twin.Coupling;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.UiLanguage;

/** What things are called in the diagram. */
final class Names {

    private static final Wording WORDING = new Wording(UiLanguage.code());

    private Names() {
    }

    /** As somebody named it; else by what it is, or by its id where that is not said. */
    static String of(NamedElement e) {
        if (isNamed(e)) {
            return e.getName();
        }
        if (e instanceof Bone b && b.getType() != null && !b.getType().isBlank()) {
            return WORDING.bone(b.getType(), b.getSide().getLiteral());
        }
        if (e instanceof Joint j && isKnown(j)) {
            return Joints.registry().find(j.getType()).map(c -> c.translated(c.name(), UiLanguage.code())).orElse(j.getType());
        }
        return e.getId() == null ? Texts.text("nameless") : e.getId();
    }

    private static boolean isNamed(NamedElement e) {
        return e.getName() != null && !e.getName().isBlank() && !e.getName().equals(e.getId());
    }

    /** By which a node is known: its id; that of a twin cannot be a bone's. */
    static String key(NamedElement e) {
        return e.getId() == null ? "" : e instanceof Twin ? "twin:" + e.getId() : e.getId();
    }

    private static Optional<CouplingKind> kind(Coupling c) {
        return Arrays.stream(CouplingKind.values()).filter(k -> k.id().equals(c.getKind())).findFirst();
    }

    /** The kind of a coupling and its correlation, as short as a line has room. */
    static String coupling(CoupledTwins.Tie t) {
        Optional<CouplingKind> kind = kind(t.coupling());
        if (kind.isEmpty()) {
            return Texts.text("coupling.unknown", String.valueOf(t.coupling().getKind()));
        }
        String name = Texts.text("coupling." + kind.get().id());
        double r = t.correlation().orElse(kind.get().usual());
        return Double.isNaN(r) ? name : Texts.text("coupling.strong", name, Numbers.fixed(r, 2));
    }

    /** Where its correlation comes from. */
    static String strength(CoupledTwins.Tie t) {
        return Texts.text("strength." + (t.correlation().isPresent() ? "stated" : kind(t.coupling()).filter(k -> !Double.isNaN(k.usual()))
                .isPresent() ? "usual" : kind(t.coupling()).filter(CouplingKind::ofOnePatient).isPresent() ? "priors" : "none"));
    }

    /** Whether a kind is one that this version knows. */
    static boolean isKnown(Coupling c) {
        return kind(c).isPresent();
    }

    /** Whether a bundle that is installed contributes the type of a joint. */
    static boolean isKnown(Joint j) {
        return j.getType() != null && Joints.registry().find(j.getType()).isPresent();
    }

    /** A type of bones. */
    static String boneType(String type) {
        return WORDING.bone(type, "");
    }

    static String part(Placement p) {
        return WORDING.role(String.valueOf(p.getRole())) + (p.getSize() == null || p.getSize().isBlank() ? "" : "  " + p.getSize());
    }

    /** The letter of a side; empty for none. */
    static String side(Side side) {
        return side == Side.RIGHT ? Texts.text("side.right") : side == Side.LEFT ? Texts.text("side.left") : "";
    }
}
