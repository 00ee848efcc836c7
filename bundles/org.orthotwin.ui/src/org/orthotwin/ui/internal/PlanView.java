/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IContributionManager;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider;
import org.eclipse.jface.viewers.IStructuredSelection;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.StyledString;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.ui.IWorkbenchCommandConstants;
import org.eclipse.ui.actions.ActionFactory;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.scenario.Placement;
import org.orthotwin.model.scenario.Plan;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.UiLanguage;

/** The plans of the case with their parts, and the bones; what is chosen here is shown in the other views. */
public final class PlanView extends CaseView {

    public static final String ID = "org.orthotwin.ui.plan";

    private static final Wording WORDING = new Wording(UiLanguage.code());

    private TreeViewer tree;
    private boolean quiet;
    private Action begin;
    private Action rename;
    private Action remove;

    @Override
    protected void create(Composite parent) {
        tree = new TreeViewer(parent, SWT.MULTI | SWT.V_SCROLL | SWT.H_SCROLL);
        tree.setContentProvider(new Content());
        tree.setLabelProvider(new DelegatingStyledCellLabelProvider(new Names()));
        tree.addSelectionChangedListener(e -> session().ifPresent(s -> {
            Object o = ((IStructuredSelection) e.getSelection()).getFirstElement();
            if (!quiet && o instanceof Placement p && p.getRole() != null) {
                s.select(p.getRole());
            } else if (!quiet && o instanceof Bone b) {
                s.select(b.getId());
            }
        }));
        tree.addDoubleClickListener(e -> {
            if (((IStructuredSelection) e.getSelection()).getFirstElement() instanceof Plan p) {
                activate(p);
            }
        });
        MenuManager menu = new MenuManager();
        menu.setRemoveAllWhenShown(true);
        menu.addMenuListener(this::fill);
        tree.getControl().setMenu(menu.createContextMenu(tree.getControl()));
        getSite().registerContextMenu(menu, tree);
        getSite().setSelectionProvider(tree);
        begin = add(getViewSite().getActionBars().getToolBarManager(), "plan.duplicate", "plan-new", false, () -> withPlan(
                PlanCommands::begin));
        rename = new SimpleAction(Texts.text("plan.rename"), () -> withPlan((s, p) -> PlanCommands.rename(s, p, getSite().getShell())));
        rename.setActionDefinitionId(IWorkbenchCommandConstants.FILE_RENAME);
        remove = new SimpleAction(Texts.text("plan.remove"), () -> session().ifPresent(s -> s.execute(s.commands().removePlans(plans()))));
        remove.setActionDefinitionId(IWorkbenchCommandConstants.EDIT_DELETE);
        remove.setImageDescriptor(Icons.OURS.descriptor("remove"));
        getViewSite().getActionBars().getToolBarManager().add(remove);
        getViewSite().getActionBars().setGlobalActionHandler(ActionFactory.RENAME.getId(), rename);
        getViewSite().getActionBars().setGlobalActionHandler(ActionFactory.DELETE.getId(), remove);
        tree.addSelectionChangedListener(e -> enable());
        PartChoice.target(tree.getControl(), this::session);
    }

    private void fill(IMenuManager menu) {
        CaseSession s = session().orElse(null);
        List<Plan> several = plans();
        if (s != null && several.size() > 1) {
            add(menu, "plan.compare", "columns", true, () -> several.stream().filter(p -> !PlanCommands.isActive(s, p)).forEach(p -> s
                    .compare(p.getId(), true)));
            menu.add(remove);
        } else if (s != null && tree.getStructuredSelection().getFirstElement() instanceof Plan p) {
            add(menu, "plan.activate", "plan", !PlanCommands.isActive(s, p), () -> PlanCommands.activate(s, p));
            Action ghost = add(menu, "plan.ghost", "ghost", !PlanCommands.isActive(s, p), () -> PlanCommands.ghost(s, p));
            ghost.setChecked(s.ghost().equals(p.getId()));
            menu.add(new Separator());
            add(menu, "plan.duplicate", "plan-new", true, () -> PlanCommands.begin(s, p));
            menu.add(rename);
            menu.add(remove);
        }
        menu.add(new Separator("additions"));
    }

    private static Action add(IContributionManager to, String key, String icon, boolean enabled, Runnable what) {
        SimpleAction a = new SimpleAction(Texts.text(key), what);
        a.setImageDescriptor(Icons.OURS.descriptor(icon));
        a.setEnabled(enabled);
        to.add(a);
        return a;
    }

    /** The plan that is chosen, or whose part is; else the one in work. */
    private Optional<Plan> chosen() {
        Object o = tree.getStructuredSelection().getFirstElement();
        return o instanceof Plan p ? Optional.of(p) : o instanceof Placement x ? Optional.of((Plan) x.eContainer())
                : session().flatMap(CaseSession::plan);
    }

    /** All plans that are chosen. */
    private List<Plan> plans() {
        return Stream.of(tree.getStructuredSelection().toArray()).filter(Plan.class::isInstance).map(Plan.class::cast).toList();
    }

    private void withPlan(BiConsumer<CaseSession, Plan> what) {
        session().ifPresent(s -> chosen().ifPresent(p -> what.accept(s, p)));
    }

    private void enable() {
        boolean plan = plans().size() == 1 && tree.getStructuredSelection().size() == 1;
        begin.setEnabled(session().isPresent() && chosen().isPresent());
        rename.setEnabled(plan);
        // one has to stay
        remove.setEnabled(!plans().isEmpty() && session().filter(s -> s.models().scenario().getPlans().size() > plans().size())
                .isPresent());
    }

    private void activate(Plan p) {
        session().ifPresent(s -> PlanCommands.activate(s, p));
    }

    @Override
    public void setFocus() {
        tree.getControl().setFocus();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (tree.getControl().isDisposed()) {
            return;
        }
        switch (change) {
            case MODEL, FILES -> {
                show();
                enable();
            }
            case SELECTION -> {
                tree.refresh();
                select();
            }
            default -> {
                // numbers are shown elsewhere
            }
        }
    }

    private void show() {
        CaseSession s = session().orElse(null);
        if (s != null && s.isDragging()) {
            return;
        }
        quiet = true;
        boolean another = tree.getInput() != s;
        tree.getControl().setRedraw(false);
        try {
            if (another) {
                tree.setInput(s);
                tree.expandToLevel(2);
            } else {
                tree.refresh();
            }
        } finally {
            tree.getControl().setRedraw(true);
            quiet = false;
        }
    }

    private void select() {
        Optional<EObject> wanted = session().flatMap(s -> s.plan().stream().flatMap(p -> p.getPlacements().stream())
                .filter(p -> s.selected().equals(p.getRole())).map(p -> (EObject) p).findFirst()
                .or(() -> s.models().anatomy().stream().flatMap(a -> a.getBones().stream()).filter(b -> b.getId().equals(s.selected()))
                        .map(b -> (EObject) b).findFirst()));
        // where several are chosen, the one that is shown elsewhere is one of them
        wanted.filter(o -> !tree.getStructuredSelection().toList().contains(o)).ifPresent(o -> {
            quiet = true;
            tree.setSelection(new StructuredSelection(o), true);
            quiet = false;
        });
    }

    private static final class Content implements ITreeContentProvider {

        @Override
        public Object[] getElements(Object input) {
            CaseSession s = (CaseSession) input;
            List<Object> all = new java.util.ArrayList<>(s.models().scenario().getPlans());
            s.models().anatomy().ifPresent(a -> all.addAll(a.getBones()));
            return all.toArray();
        }

        @Override
        public Object[] getChildren(Object o) {
            return o instanceof Plan p ? p.getPlacements().toArray() : new Object[0];
        }

        @Override
        public Object getParent(Object o) {
            return o instanceof Placement p ? p.eContainer() : null;
        }

        @Override
        public boolean hasChildren(Object o) {
            return o instanceof Plan p && !p.getPlacements().isEmpty();
        }
    }

    private static final class Names extends LabelProvider implements DelegatingStyledCellLabelProvider.IStyledLabelProvider {

        @Override
        public StyledString getStyledText(Object o) {
            return switch (o) {
                case Plan p -> {
                    boolean active = ((Scenario) p.eContainer()).getActivePlan() == p;
                    StyledString s = new StyledString(Words.plan(p), active ? Styles.BOLD : null);
                    boolean ghost = CaseSessions.active().filter(x -> x.ghost().equals(p.getId())).isPresent();
                    yield active ? s.append("  " + Texts.text("plan.active"), StyledString.DECORATIONS_STYLER)
                            : ghost ? s.append("  " + Texts.text("plan.ghosted"), StyledString.COUNTER_STYLER) : s;
                }
                case Placement p -> new StyledString(WORDING.role(p.getRole())).append("  " + String.valueOf(p.getSize()),
                        StyledString.QUALIFIER_STYLER);
                case Bone b -> new StyledString(name(b));
                default -> new StyledString(String.valueOf(o));
            };
        }

        /** As somebody named it; else by what it is, or by its id where that is not said. */
        private static String name(Bone b) {
            boolean named = b.getName() != null && !b.getName().isBlank() && !b.getName().equals(b.getId());
            return named ? b.getName() : b.getType() == null || b.getType().isBlank() ? String.valueOf(b.getId())
                    : WORDING.bone(b.getType(), b.getSide().getLiteral());
        }

        @Override
        public Image getImage(Object o) {
            return switch (o) {
                case Plan p -> Icons.OURS.get("plan");
                case Placement p -> Icons.OURS.get("part");
                case Bone b -> Icons.OURS.get("bone");
                default -> null;
            };
        }
    }
}
