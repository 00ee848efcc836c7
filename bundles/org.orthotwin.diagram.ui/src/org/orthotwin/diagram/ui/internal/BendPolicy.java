/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.draw2d.Locator;
import org.eclipse.draw2d.geometry.Dimension;
import org.eclipse.draw2d.geometry.Point;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.gef.commands.Command;
import org.eclipse.gef.editpolicies.BendpointEditPolicy;
import org.eclipse.gef.handles.BendpointCreationHandle;
import org.eclipse.gef.handles.BendpointMoveHandle;
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

    /** On the line itself: one at each bend, and one between two of them and the ends, which makes another. */
    @Override
    protected List<Object> createSelectionHandles() {
        List<Object> handles = new ArrayList<>();
        int bends = bends().size();
        if (bends == 0) {
            // the name is in the middle
            handles.add(new BendpointCreationHandle(part(), 0, on(0.25)));
            handles.add(new BendpointCreationHandle(part(), 0, on(0.75)));
        }
        for (int i = 0; i <= bends && bends > 0; i++) {
            handles.add(new BendpointCreationHandle(part(), i, on((i + 0.5) / (bends + 1))));
        }
        for (int i = 0; i < bends; i++) {
            handles.add(new BendpointMoveHandle(part(), i, on((i + 1.0) / (bends + 1))));
        }
        return handles;
    }

    private Locator on(double part) {
        return handle -> {
            double[] at = ((LinkFigure) getConnection()).at(part);
            Point p = new Point((int) Math.round(at[0]), (int) Math.round(at[1]));
            getConnection().translateToAbsolute(p);
            handle.translateToRelative(p);
            Dimension d = handle.getPreferredSize();
            handle.setBounds(new Rectangle(p.x - d.width / 2, p.y - d.height / 2, d.width, d.height));
        };
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
