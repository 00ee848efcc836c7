/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.core.resources.IFile;
import org.eclipse.core.resources.IProject;
import org.eclipse.jface.viewers.IDecoration;
import org.eclipse.jface.viewers.ILightweightLabelDecorator;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.LabelProviderChangedEvent;
import org.orthotwin.followup.FollowUpResult;

/** Says beside a case and beside the file of a twin how many of its alerts nobody has seen to, and whether a visit is overdue. */
public final class AlertDecorator extends LabelProvider implements ILightweightLabelDecorator {

    private final Consumer<IFile> listener = f -> fireLabelProviderChanged(new LabelProviderChangedEvent(this, new Object[] {f, f
            .getProject()}));

    public AlertDecorator() {
        Standings.ours().addListener(listener);
    }

    @Override
    public void dispose() {
        Standings.ours().removeListener(listener);
        super.dispose();
    }

    @Override
    public void decorate(Object element, IDecoration decoration) {
        Stream<IFile> twins = element instanceof IFile f ? Stream.of(f) : element instanceof IProject p ? Standings.twins(p)
                : Stream.empty();
        List<Standing.Row> rows = twins.map(Standings.ours()::row).flatMap(Optional::stream).toList();
        String suffix = words(rows);
        if (!suffix.isEmpty()) {
            decoration.addOverlay(Icons.OURS.descriptor("alert-overlay"), IDecoration.BOTTOM_RIGHT);
            decoration.addSuffix(suffix);
        }
    }

    /** What is said of the patients of a case; empty where there is nothing to be done. */
    static String words(List<Standing.Row> rows) {
        int open = rows.stream().mapToInt(Standing.Row::open).sum();
        List<String> overdue = rows.stream().flatMap(r -> r.standing().overdue(r.now()).stream()).sorted().map(FollowUpResult::day)
                .toList();
        String alerts = open > 0 ? Texts.text(open == 1 ? "decorated.alert" : "decorated.alerts", open) : "";
        int aside = rows.stream().mapToInt(Standing.Row::aside).sum();
        String rest = aside > 0 ? Texts.text("decorated.aside", aside) : "";
        return alerts + rest + (overdue.isEmpty() ? "" : Texts.text(overdue.size() == 1 ? "decorated.overdue"
                : "decorated.several-overdue", overdue.getFirst(), overdue.size()));
    }
}
