/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.jface.action.Separator;
import org.eclipse.ui.actions.CompoundContributionItem;
import org.orthotwin.cases.Cases;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.UiLanguage;

/** A menu of all bundled cases and follow-ups, by what they are called. */
public final class BundledCases extends CompoundContributionItem {

    @Override
    protected IContributionItem[] getContributionItems() {
        return Stream.of(items(Cases.ids()), Stream.of(new Separator()), items(Cases.followUps())).flatMap(s -> s)
                .toArray(IContributionItem[]::new);
    }

    private static Stream<IContributionItem> items(List<String> ids) {
        return ids.stream().map(id -> new ActionContributionItem(new SimpleAction(name(id),
                () -> CaseFolders.open(Cases.PREFIX + id))));
    }

    /** What people call a bundled case or follow-up; its id where it cannot be read. */
    static String name(String id) {
        if (Cases.followUps().contains(id)) {
            return Texts.text("bundled." + id);
        }
        try {
            return Cases.name(id, UiLanguage.code());
        } catch (IOException e) {
            return id;
        }
    }
}
