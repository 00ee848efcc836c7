/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.draw2d.geometry.Point;
import org.eclipse.gef.commands.Command;
import org.eclipse.gef.editpolicies.BendpointEditPolicy;
import org.eclipse.gef.requests.BendpointRequest;

/** Links are bent by their handles; one that is dragged into the straight goes. */
final class BendPolicy extends BendpointEditPolicy {

    private LinkPart part() {
        return (LinkPart) getHost();
    }

    private List<Arrangement.At> bends() {
        return new ArrayList<>(part().sheet().kept().now().bends(part().link().key()));
    }

    private Arrangement.At at(BendpointRequest request) {
        Point p = request.getLocation().getCopy();
        getConnection().translateToRelative(p);
        return new Arrangement.At(p.x, p.y);
    }

    private Command bend(List<Arrangement.At> points) {
        Sheet sheet = part().sheet();
        String label = Texts.text("command.bend", Names.of(part().element()));
        return part().link().key().isEmpty() ? null
                : SessionCommand.of(sheet.session(), () -> sheet.kept().bend(label, part().link().key(), points));
    }

    @Override
    protected Command getCreateBendpointCommand(BendpointRequest request) {
        List<Arrangement.At> all = bends();
        all.add(Math.min(request.getIndex(), all.size()), at(request));
        return bend(all);
    }

    @Override
    protected Command getMoveBendpointCommand(BendpointRequest request) {
        List<Arrangement.At> all = bends();
        if (request.getIndex() >= all.size()) {
            return null;
        }
        all.set(request.getIndex(), at(request));
        return bend(all);
    }

    @Override
    protected Command getDeleteBendpointCommand(BendpointRequest request) {
        List<Arrangement.At> all = bends();
        if (request.getIndex() >= all.size()) {
            return null;
        }
        all.remove(request.getIndex());
        return bend(all);
    }
}
