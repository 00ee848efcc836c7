/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.viewers.DelegatingStyledCellLabelProvider;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.LabelProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.StyledString;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.orthotwin.catalog.Catalogs;
import org.orthotwin.catalog.CompatibilityMatrix;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.catalog.Notices;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Severity;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.joint.PartModel;
import org.orthotwin.joint.Side;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.ParameterDefinition;
import org.orthotwin.model.implant.Size;
import org.orthotwin.render.Material;
import org.orthotwin.render.Scene;
import org.orthotwin.render.StandardView;
import org.orthotwin.render.Surface;
import org.orthotwin.report.JointScene;
import org.orthotwin.report.Wording;
import org.orthotwin.scene.ui.SceneControl;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseView;
import org.orthotwin.ui.UiLanguage;

/**
 * The components of all catalogues that are installed: found by words and by what they are, with their sizes, notices and looks, what goes
 * with them and what does not. A size is put into the plan in work by a button, or by dragging it there.
 */
public final class CatalogueView extends CaseView {

    public static final String ID = "org.orthotwin.ui.catalog";


    /** A property by which components are sorted out. */
    private record Facet(String key, Function<Found, List<String>> values, Function<String, String> words) {
    }

    /** A component in its catalogue. */
    private record Found(LoadedCatalogue catalogue, Component component) {

        boolean has(String words) {
            StringBuilder b = new StringBuilder();
            Stream.of(name(this), component.getId(), description(this), component.getKind(), component.getFixation(),
                    component.getCoating(), name(catalogue), catalogue.model().getManufacturer(),
                    String.join(" ", component.getMaterials())).forEach(x -> b.append(x).append('\n'));
            component.getSizes().forEach(s -> b.append(s.getPartNumber()).append('\n').append(s.getLabel()).append('\n'));
            String all = b.toString().toLowerCase(Locale.ROOT);
            return Stream.of(words.toLowerCase(Locale.ROOT).strip().split("\\s+")).allMatch(all::contains);
        }
    }

    private final Wording wording = new Wording(UiLanguage.code());
    private final List<Facet> facets = List.of(
            new Facet("kind", f -> List.of(orNone(f.component().getKind())), this::kind),
            new Facet("fixation", f -> List.of(orNone(f.component().getFixation())), CatalogueView::fixation),
            new Facet("manufacturer", f -> List.of(orNone(f.catalogue().model().getManufacturer())), v -> v),
            new Facet("material", f -> f.component().getMaterials(), v -> v));
    private final List<Combo> choosers = new ArrayList<>();
    private final List<List<String>> choices = new ArrayList<>();
    private Text search;
    private TreeViewer tree;
    private Label title;
    private Label facts;
    private Label notice;
    private Label leftOut;
    private Button use;
    private Label why;
    private Table sizes;
    private SceneControl preview;
    private Combo partner;
    private MatrixCanvas matrix;
    private List<Component> partners = List.of();
    private Found shown;
    private Size size;
    /** Whether the size was chosen by hand; before, it is that of the plan. */
    private boolean picked;
    private long asked;

    private static String orNone(String s) {
        return s == null || s.isBlank() ? "" : s;
    }

    // ---- controls

    @Override
    protected void create(Composite parent) {
        SashForm all = new SashForm(parent, SWT.HORIZONTAL | SWT.SMOOTH);
        browser(all);
        details(all);
        all.setWeights(28, 72);
        fill();
        tree.setInput(this);
        tree.expandAll();
        components().findFirst().ifPresent(f -> tree.setSelection(new StructuredSelection(f), true));
    }

    private void browser(Composite parent) {
        Composite area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(2, true);
        layout.marginWidth = 6;
        layout.marginHeight = 6;
        area.setLayout(layout);
        search = new Text(area, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
        search.setMessage(Texts.text("catalog.search"));
        search.setLayoutData(new GridData(SWT.FILL, SWT.TOP, true, false, 2, 1));
        search.addListener(SWT.Modify, e -> filter());
        for (Facet f : facets) {
            Combo c = new Combo(area, SWT.READ_ONLY);
            GridData d = new GridData(SWT.FILL, SWT.TOP, true, false);
            d.widthHint = 80;
            c.setLayoutData(d);
            c.setToolTipText(Texts.text("catalog." + f.key()));
            c.setData("facet", f.key());
            c.addListener(SWT.Selection, e -> filter());
            choosers.add(c);
            choices.add(List.of());
        }
        Composite rows = new Composite(area, SWT.NONE);
        rows.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1));
        rows.setLayout(new FillLayout());
        tree = new TreeViewer(rows, SWT.SINGLE | SWT.V_SCROLL | SWT.H_SCROLL | SWT.BORDER);
        tree.setContentProvider(new Content());
        tree.setLabelProvider(new DelegatingStyledCellLabelProvider(new Names()));
        tree.addSelectionChangedListener(e -> {
            if (e.getStructuredSelection().getFirstElement() instanceof Found f) {
                show(f);
            }
        });
        leftOut = wrapped(area);
    }

    private void details(Composite parent) {
        SashForm area = new SashForm(parent, SWT.VERTICAL | SWT.SMOOTH);
        Composite top = new Composite(area, SWT.NONE);
        GridLayout layout = new GridLayout(2, false);
        layout.marginWidth = 8;
        layout.marginHeight = 6;
        top.setLayout(layout);
        title = new Label(top, SWT.NONE);
        title.setFont(JFaceResources.getHeaderFont());
        title.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        use = new Button(top, SWT.PUSH);
        use.setText(Texts.text("catalog.use"));
        use.setImage(Icons.OURS.get("part"));
        use.setLayoutData(new GridData(SWT.RIGHT, SWT.CENTER, false, false));
        use.addListener(SWT.Selection, e -> chosen().ifPresent(i -> session().ifPresent(s -> PartChoice.of(s, i).apply())));
        facts = wrapped(top);
        notice = wrapped(top);
        why = wrapped(top);
        SashForm middle = new SashForm(top, SWT.HORIZONTAL | SWT.SMOOTH);
        middle.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1));
        sizes = new Table(middle, SWT.FULL_SELECTION | SWT.V_SCROLL | SWT.H_SCROLL | SWT.BORDER);
        sizes.setHeaderVisible(true);
        sizes.setLinesVisible(true);
        sizes.addListener(SWT.Selection, e -> pick((Size) e.item.getData()));
        PartChoice.source(sizes, this::chosen);
        preview = new SceneControl(middle);
        middle.setWeights(62, 38);

        Composite below = new Composite(area, SWT.NONE);
        GridLayout two = new GridLayout(2, false);
        two.marginWidth = 8;
        below.setLayout(two);
        Label with = new Label(below, SWT.NONE);
        with.setText(Texts.text("catalog.with"));
        partner = new Combo(below, SWT.READ_ONLY);
        partner.setLayoutData(new GridData(SWT.LEFT, SWT.CENTER, true, false));
        partner.addListener(SWT.Selection, e -> compare());
        matrix = new MatrixCanvas(below, this::pick);
        matrix.control().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1));
        area.setWeights(58, 42);
    }

    private static Label wrapped(Composite parent) {
        Label l = new Label(parent, SWT.WRAP);
        GridData d = new GridData(SWT.FILL, SWT.TOP, true, false, 2, 1);
        d.widthHint = 200;
        d.exclude = true;
        l.setLayoutData(d);
        l.setVisible(false);
        return l;
    }

    @Override
    public void setFocus() {
        search.setFocus();
    }

    // ---- browsing

    private static Stream<Found> components() {
        return Catalogs.registry().instances().stream().flatMap(c -> c.components().stream().map(x -> new Found(c, x)));
    }

    /** What can be chosen from is what there is. */
    private void fill() {
        for (int i = 0; i < facets.size(); i++) {
            Facet f = facets.get(i);
            List<String> values = new ArrayList<>(List.of(""));
            values.addAll(new TreeSet<>(components().flatMap(x -> f.values().apply(x).stream()).filter(v -> !v.isBlank()).toList()));
            choices.set(i, values);
            Combo c = choosers.get(i);
            c.setItems(values.stream().map(v -> v.isEmpty() ? Texts.text("catalog." + f.key()) : f.words().apply(v))
                    .toArray(String[]::new));
            c.select(0);
        }
        nameLeftOut();
    }

    /** Those that cannot be used, which is known once they have been asked for. */
    private void nameLeftOut() {
        List<String> wrong = Catalogs.registry().problems();
        text(leftOut, wrong.isEmpty() ? "" : Texts.text("catalog.left-out", wrong.size()));
        leftOut.setForeground(Styles.doubt(leftOut));
        leftOut.setToolTipText(String.join("\n", wrong));
    }

    private boolean isWanted(Found f) {
        for (int i = 0; i < facets.size(); i++) {
            String v = choices.get(i).get(Math.max(0, choosers.get(i).getSelectionIndex()));
            if (!v.isEmpty() && !facets.get(i).values().apply(f).contains(v)) {
                return false;
            }
        }
        return search.getText().isBlank() || f.has(search.getText());
    }

    private void filter() {
        tree.getControl().setRedraw(false);
        tree.refresh();
        tree.expandAll();
        tree.getControl().setRedraw(true);
        nameLeftOut();
        if (shown == null || !isWanted(shown)) {
            components().filter(this::isWanted).findFirst().ifPresent(f -> tree.setSelection(new StructuredSelection(f), true));
        }
    }

    private String kind(String kind) {
        return wording.role(kind.substring(kind.lastIndexOf('.') + 1));
    }

    private final class Content implements ITreeContentProvider {

        @Override
        public Object[] getElements(Object input) {
            return Catalogs.registry().instances().stream().filter(this::hasChildren).toArray();
        }

        @Override
        public Object[] getChildren(Object o) {
            return o instanceof LoadedCatalogue c ? c.components().stream().map(x -> new Found(c, x))
                    .filter(CatalogueView.this::isWanted).toArray() : new Object[0];
        }

        @Override
        public Object getParent(Object o) {
            return o instanceof Found f ? f.catalogue() : null;
        }

        @Override
        public boolean hasChildren(Object o) {
            return getChildren(o).length > 0;
        }
    }

    private static final class Names extends LabelProvider implements DelegatingStyledCellLabelProvider.IStyledLabelProvider {

        @Override
        public StyledString getStyledText(Object o) {
            return switch (o) {
                case LoadedCatalogue c -> new StyledString(name(c), Styles.BOLD)
                        .append("  " + c.model().getVersion(), StyledString.QUALIFIER_STYLER);
                case Found f -> new StyledString(name(f)).append("  " + Texts.text("catalog.sizes", f.component().getSizes().size()),
                        StyledString.QUALIFIER_STYLER);
                default -> new StyledString(String.valueOf(o));
            };
        }

        @Override
        public Image getImage(Object o) {
            return Icons.OURS.get(o instanceof Found ? "part" : "catalog");
        }
    }

    private static String name(Found f) {
        return f.catalogue().name(f.component()).text(UiLanguage.code());
    }

    private static String name(LoadedCatalogue c) {
        return c.name().text(UiLanguage.code());
    }

    private static String description(Found f) {
        return f.catalogue().description(f.component()).text(UiLanguage.code());
    }

    // ---- one component

    private void show(Found f) {
        if (f.equals(shown)) {
            return;
        }
        shown = f;
        Component c = f.component();
        title.setText(Words.plain(name(f)));
        String first = Stream.of(kind(String.valueOf(c.getKind())), fixation(orNone(c.getFixation())), String.join(", ", c.getMaterials()),
                orNone(c.getCoating()), orNone(f.catalogue().model().getManufacturer())).filter(x -> !x.isEmpty())
                .reduce((a, b) -> a + " \u00b7 " + b).orElse("");
        text(facts, first + (description(f).isEmpty() ? "" : "\n" + description(f)));
        partners = CompatibilityMatrix.partners(f.catalogue(), c);
        partner.setItems(partners.stream().map(p -> name(new Found(f.catalogue(), p))).toArray(String[]::new));
        partner.select(0);
        rows(f);
        Size start = inPlan(f).orElse(c.getSizes().isEmpty() ? null : c.getSizes().get(c.getSizes().size() / 2));
        compare();
        size = null;
        picked = false;
        choose(start);
    }

    /** The size of a component that the plan in work has. */
    private Optional<Size> inPlan(Found f) {
        return session().flatMap(CaseSession::plan).stream().flatMap(p -> p.getPlacements().stream())
                .filter(p -> (f.catalogue().id() + '/' + f.component().getId()).equals(p.getComponent()))
                .flatMap(p -> f.component().getSizes().stream().filter(s -> LoadedCatalogue.label(s).equals(p.getSize()))).findFirst();
    }

    private void rows(Found f) {
        sizes.setRedraw(false);
        try {
            sizes.removeAll();
            for (TableColumn c : sizes.getColumns()) {
                c.dispose();
            }
            column(Texts.text("catalog.size"), "", SWT.LEFT);
            column(Texts.text("catalog.number"), "", SWT.LEFT);
            List<ParameterDefinition> parameters = f.component().getParameters();
            for (ParameterDefinition d : parameters) {
                Unit u = unit(d);
                String name = word(d.getName().substring(d.getName().indexOf('.') + 1));
                column(name + (u.symbol().equals("1") ? "" : " [" + u.symbol() + "]"), d.getName() + "\n" + orNone(d.getDescription()),
                        SWT.RIGHT);
            }
            for (Size s : f.component().getSizes()) {
                TableItem row = new TableItem(sizes, SWT.NONE);
                row.setData(s);
                Map<String, Double> values = f.catalogue().parameters(f.component(), s);
                row.setText(0, LoadedCatalogue.label(s));
                row.setText(1, orNone(s.getPartNumber()));
                for (int i = 0; i < parameters.size(); i++) {
                    Double v = values.get(parameters.get(i).getName());
                    row.setText(2 + i, v == null ? "" : Numbers.shortest(Math.rint(unit(parameters.get(i)).fromSi(v) * 100) / 100));
                }
                List<Diagnostic> notices = Notices.of(new Catalogs.Item(f.catalogue(), f.component(), s));
                notices.stream().map(Diagnostic::severity).min(Severity::compareTo).ifPresent(worst -> {
                    row.setForeground(worst == Severity.ERROR ? Styles.error(sizes)
                            : worst == Severity.WARNING ? Styles.doubt(sizes) : null);
                    row.setText(0, LoadedCatalogue.label(s) + (worst == Severity.ERROR ? "  \u2715" : "  !"));
                });
            }
            for (TableColumn c : sizes.getColumns()) {
                c.pack();
                c.setWidth(c.getWidth() + 10);
            }
        } finally {
            sizes.setRedraw(true);
        }
    }

    private void column(String text, String tip, int align) {
        TableColumn c = new TableColumn(sizes, align);
        c.setText(text);
        c.setToolTipText(tip);
    }

    /** How a part is fixed; in the words of its catalogue where they are not the usual ones. */
    private static String fixation(String of) {
        String key = "catalog.fixation." + of.replace(' ', '-');
        return Texts.CATALOG.has(UiLanguage.code(), key) ? Texts.text(key) : of;
    }

    /** What a parameter is called by people; a word of a catalogue's own stays as it is. */
    private static String word(String parameter) {
        String key = "catalog.parameter." + parameter;
        return Texts.CATALOG.has(UiLanguage.code(), key) ? Texts.text(key) : parameter.replace('.', ' ').replace('-', ' ');
    }

    private static Unit unit(ParameterDefinition d) {
        return Wording.unit(Unit.of(d.getUnit() == null || d.getUnit().isBlank() ? "1" : d.getUnit()).dimension());
    }

    // ---- one size

    private Optional<Catalogs.Item> chosen() {
        return shown == null || size == null ? Optional.empty()
                : Optional.of(new Catalogs.Item(shown.catalogue(), shown.component(), size));
    }

    private void pick(Size s) {
        picked = true;
        choose(s);
    }

    private void choose(Size s) {
        if (s == null || s == size) {
            return;
        }
        size = s;
        int row = shown.component().getSizes().indexOf(s);
        if (sizes.getSelectionIndex() != row) {
            sizes.setSelection(row);
            sizes.showSelection();
        }
        matrix.select(row);
        Catalogs.Item item = chosen().orElseThrow();
        List<Diagnostic> notices = Notices.of(item);
        text(notice, String.join("\n", notices.stream().map(d -> d.text(UiLanguage.code())).toList()));
        notice.setForeground(notices.stream().anyMatch(d -> d.severity() == Severity.ERROR) ? Styles.error(notice)
                : Styles.doubt(notice));
        offer();
        draw(item);
    }

    private static void text(Label l, String words) {
        String text = Words.plain(words);
        if (!text.equals(l.getText())) {
            l.setText(text);
            ((GridData) l.getLayoutData()).exclude = text.isEmpty();
            l.setVisible(!text.isEmpty());
            l.getParent().layout(true, true);
        }
    }

    /** Whether the size can be put into the plan, and what comes with it. */
    private void offer() {
        CaseSession s = session().orElse(null);
        Catalogs.Item item = chosen().orElse(null);
        why.setForeground(Styles.doubt(why));
        if (s == null || item == null) {
            use.setEnabled(false);
            text(why, item == null ? "" : Texts.text("catalog.no-case"));
            return;
        }
        PartChoice choice = PartChoice.of(s, item);
        use.setEnabled(choice.isPossible());
        text(why, choice.words(wording));
    }

    private void draw(Catalogs.Item item) {
        long mine = ++asked;
        Display display = sizes.getDisplay();
        Job job = Job.create(Texts.text("job.part"), (IProgressMonitor m) -> {
            try {
                PartModel part = item.realise(Side.RIGHT);
                List<Surface> surfaces = new ArrayList<>();
                for (TriangleMesh mesh : JointScene.visible(part)) {
                    surfaces.add(Surface.of(mesh));
                }
                Material material = JointScene.material(part.kind().substring(part.kind().lastIndexOf('.') + 1),
                        item.component().getMaterials());
                display.asyncExec(() -> show(mine, surfaces, material));
            } catch (RuntimeException | LinkageError e) {
                // a part that cannot be made is not shown, and says so where it is used
                ILog.of(CatalogueView.class).warn("a part could not be shown", e);
                display.asyncExec(() -> show(mine, List.of(), Material.TITANIUM));
            }
            return Status.OK_STATUS;
        });
        job.setSystem(true);
        job.schedule();
    }

    private void show(long which, List<Surface> surfaces, Material material) {
        if (which != asked || preview.isDisposed()) {
            return;
        }
        Scene.Builder b = Scene.builder();
        surfaces.forEach(s -> b.surface(s, RigidTransform.IDENTITY, material));
        boolean first = preview.scene().items().isEmpty();
        preview.setScene(b.build());
        if (first) {
            preview.view(StandardView.ANTERIOR);
            preview.setCamera(preview.camera().orbit(Math.toRadians(35), Math.toRadians(20)));
        }
        preview.fit();
    }

    // ---- what goes with it

    private void compare() {
        int i = partner.getSelectionIndex();
        if (i < 0 || i >= partners.size()) {
            matrix.show(null);
            return;
        }
        Found f = shown;
        Component other = partners.get(i);
        Display display = sizes.getDisplay();
        matrix.show(null);
        Job job = Job.create(Texts.text("job.matrix"), (IProgressMonitor m) -> {
            try {
                CompatibilityMatrix found = CompatibilityMatrix.of(f.catalogue(), f.component(), other);
                display.asyncExec(() -> {
                    if (f == shown && !matrix.control().isDisposed() && partner.getSelectionIndex() == i) {
                        matrix.show(found);
                        matrix.select(f.component().getSizes().indexOf(size));
                    }
                });
            } catch (RuntimeException e) {
                ILog.of(CatalogueView.class).warn("a catalogue's rules could not be asked", e);
            }
            return Status.OK_STATUS;
        });
        job.setSystem(true);
        job.schedule();
    }

    @Override
    protected void changed(CaseSession.Change change) {
        if (!tree.getControl().isDisposed() && (change == CaseSession.Change.MODEL || change == CaseSession.Change.FILES)
                && !session().map(CaseSession::isDragging).orElse(false)) {
            if (shown != null && !picked) {
                inPlan(shown).ifPresent(this::choose);
            }
            offer();
        }
    }
}
