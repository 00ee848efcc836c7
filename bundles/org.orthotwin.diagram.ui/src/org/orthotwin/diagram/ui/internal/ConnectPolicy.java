/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.util.Optional;
import org.eclipse.draw2d.Connection;
import org.eclipse.draw2d.PolylineConnection;
import org.eclipse.gef.Request;
import org.eclipse.gef.commands.Command;
import org.eclipse.gef.commands.UnexecutableCommand;
import org.eclipse.gef.editpolicies.GraphicalNodeEditPolicy;
import org.eclipse.gef.requests.CreateConnectionRequest;
import org.eclipse.gef.requests.ReconnectRequest;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Shell;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.Joint;
import org.orthotwin.ui.CaseSession;

/** Bones are tied together, and joints to other bones. Tissue runs between landmarks, so that only bones with some can have it. */
final class ConnectPolicy extends GraphicalNodeEditPolicy {

    private NodePart part() {
        return (NodePart) getHost();
    }

    private CaseSession session() {
        return part().sheet().session();
    }

    private boolean fits(NewElements.Tie tie) {
        return part().element() instanceof Bone b && (tie.kind() == Kind.JOINT || !b.getLandmarks().isEmpty());
    }

    @Override
    protected Command getConnectionCreateCommand(CreateConnectionRequest request) {
        if (!(request.getNewObject() instanceof NewElements.Tie tie) || !fits(tie)) {
            return null;
        }
        Command begun = new Command() {
        };
        request.setStartCommand(begun);
        return begun;
    }

    @Override
    protected Command getConnectionCompleteCommand(CreateConnectionRequest request) {
        if (!(request.getNewObject() instanceof NewElements.Tie tie) || !fits(tie)
                || !(request.getSourceEditPart() instanceof NodePart source)
                || source == part()) {
            return UnexecutableCommand.INSTANCE;
        }
        Bone from = (Bone) source.element();
        Bone to = (Bone) part().element();
        if (tie.kind() == Kind.JOINT) {
            return SessionCommand.of(session(), () -> NewElements.joint(part().sheet(), tie.type(), from, to));
        }
        Shell shell = part().getViewer().getControl().getShell();
        return new SessionCommand(session(), () -> {
            LandmarkDialog dialog = new LandmarkDialog(shell, Texts.text(tie.kind() == Kind.MUSCLE ? "palette.muscle" : "palette.ligament"),
                    from, to);
            return dialog.open() == Window.OK ? Optional.of(NewElements.tissue(part().sheet(), tie.kind(), dialog.from(), dialog.to()))
                    : Optional.empty();
        });
    }

    @Override
    protected Command getReconnectTargetCommand(ReconnectRequest request) {
        return reconnect(request, false);
    }

    @Override
    protected Command getReconnectSourceCommand(ReconnectRequest request) {
        return reconnect(request, true);
    }

    private Command reconnect(ReconnectRequest request, boolean proximal) {
        if (!(part().element() instanceof Bone bone) || !(request.getConnectionEditPart() instanceof LinkPart link)
                || !(link.element() instanceof Joint joint)) {
            return null;
        }
        Bone now = proximal ? joint.getParent() : joint.getChild();
        Bone other = proximal ? joint.getChild() : joint.getParent();
        return bone == now || bone == other ? UnexecutableCommand.INSTANCE
                : SessionCommand.of(session(), () -> session().commands().reconnect(joint, bone, proximal));
    }

    @Override
    protected Connection createDummyConnection(Request request) {
        PolylineConnection line = new PolylineConnection();
        line.setForegroundColor(part().sheet().look().selected());
        line.setLineWidth(2);
        line.setLineStyle(SWT.LINE_DASH);
        return line;
    }
}
