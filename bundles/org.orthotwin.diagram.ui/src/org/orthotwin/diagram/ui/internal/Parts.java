/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.emf.ecore.EClass;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.gef.EditPart;
import org.eclipse.gef.EditPartFactory;
import org.orthotwin.model.anatomy.AnatomyPackage;
import org.orthotwin.model.scenario.ScenarioPackage;
import org.orthotwin.model.twin.TwinPackage;

/** Who shows what: a table from the class of an element; what is not in it is shown as a placeholder. */
final class Parts implements EditPartFactory {

    private static final Map<EClass, Supplier<EditPart>> NODES = Map.of(AnatomyPackage.Literals.BONE, NodePart::new,
            ScenarioPackage.Literals.PLACEMENT, PlacementPart::new, TwinPackage.Literals.TWIN, NodePart::new);
    private static final Map<EClass, Supplier<EditPart>> LINKS = Map.of(AnatomyPackage.Literals.JOINT, LinkPart::new,
            AnatomyPackage.Literals.LIGAMENT, LinkPart::new, AnatomyPackage.Literals.MUSCLE, LinkPart::new,
            TwinPackage.Literals.COUPLING, LinkPart::new);

    @Override
    public EditPart createEditPart(EditPart context, Object model) {
        EditPart part = switch (model) {
            case Sheet s -> new SheetPart();
            case Graph.Node n -> NODES.getOrDefault(n.element().eClass(), NodePart::new).get();
            case Graph.Link l -> LINKS.getOrDefault(l.element().eClass(), LinkPart::new).get();
            case EObject o -> NODES.getOrDefault(o.eClass(), NodePart::new).get();
            default -> throw new IllegalArgumentException("a diagram has no " + model);
        };
        part.setModel(model);
        return part;
    }
}
