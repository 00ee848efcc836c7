/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.core.runtime.Adapters;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Text;
import org.eclipse.ui.IPartListener2;
import org.eclipse.ui.IWorkbenchPart;
import org.eclipse.ui.IWorkbenchPartReference;
import org.eclipse.ui.part.ViewPart;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.ViewHelp;

/**
 * What the view or editor in front is for and how it is used, following as others come to the front; and everything else that there is to
 * say, by its contents, by links and by a search over all of it.
 */
public final class HelpView extends ViewPart {

    public static final String ID = "org.orthotwin.ui.help";

    private final IPartListener2 listener = new IPartListener2() {
        @Override
        public void partActivated(IWorkbenchPartReference ref) {
            if (!ID.equals(ref.getId()) && !GuideView.ID.equals(ref.getId())) {
                show(ref.getPart(false));
            }
        }
    };
    private final Deque<String> before = new ArrayDeque<>();
    private Text search;
    private HelpText text;
    private SimpleAction back;
    /** The page or the search that is shown: {@code ?words}. */
    private String shown = "";
    /** Whether it was asked for, rather than shown because of what is in front. */
    private boolean asked;

    @Override
    public void createPartControl(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(1, false);
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        search = new Text(area, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
        search.setMessage(Texts.text("help.search"));
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
        d.horizontalIndent = 4;
        d.verticalIndent = 4;
        search.setLayoutData(d);
        search.addListener(SWT.Modify, e -> {
            if (!search.getText().isBlank()) {
                go("?" + search.getText().strip());
            }
        });
        text = new HelpText(area, this::follow);
        text.control().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        back = Actions.on(bar, "help.back", "back", this::back);
        Actions.on(bar, "help.contents", "contents", () -> go(HelpPages.FIRST));
        back.setEnabled(false);
        getSite().getPage().addPartListener(listener);
        show(null);
    }

    /** Shows what there is to say of a view or editor; of the workbench where there is nothing. */
    public void show(IWorkbenchPart part) {
        String id = part == null ? HelpPages.FIRST : part.getSite().getId();
        ViewHelp own = part == null ? null : Adapters.adapt(part, ViewHelp.class);
        if (HelpPages.find(id).isEmpty() && own != null) {
            remember(false);
            shown = id;
            text.show(own.help());
        } else {
            display(HelpPages.find(id).isPresent() ? id : HelpPages.FIRST, false);
        }
    }

    /** Shows a page, or what is found for {@code ?words}. */
    public void go(String page) {
        display(page, true);
    }

    private void follow(String target) {
        if (HelpPages.find(target).isPresent()) {
            go(target);
        } else {
            Links.follow(target, getSite().getPage());
        }
    }

    private void display(String page, boolean wanted) {
        if (page.equals(shown)) {
            asked |= wanted;
            return;
        }
        remember(wanted);
        shown = page;
        text.show(page.startsWith("?") ? found(page.substring(1)) : HelpPages.find(page).orElseGet(HelpPages::first).text());
    }

    /** Where one can go back to: what was asked for, and what was shown before it. */
    private void remember(boolean wanted) {
        boolean sameSearch = shown.startsWith("?") && wanted && !before.isEmpty() && search.isFocusControl();
        if ((wanted || asked) && !shown.isEmpty() && !sameSearch) {
            before.push(shown);
            back.setEnabled(true);
        }
        asked = wanted;
    }

    private void back() {
        if (!before.isEmpty()) {
            shown = before.pop();
            asked = true;
            text.show(shown.startsWith("?") ? found(shown.substring(1)) : HelpPages.find(shown).orElseGet(HelpPages::first).text());
            back.setEnabled(!before.isEmpty());
        }
    }

    private static String found(String words) {
        List<HelpPages.Hit> hits = HelpPages.search(words);
        return "# " + Texts.text("help.found", words, hits.size()) + "\n" + hits.stream().map(h -> "- [" + h.page().title() + "]("
                + h.page().id() + ")\n" + h.snippet()).collect(Collectors.joining("\n"));
    }

    /** The id of the page that is shown. */
    public String page() {
        return shown;
    }

    /** What is shown, for tests. */
    public String shown() {
        return text.control().getText();
    }

    @Override
    public void dispose() {
        getSite().getPage().removePartListener(listener);
        super.dispose();
    }

    @Override
    public void setFocus() {
        search.setFocus();
    }
}
