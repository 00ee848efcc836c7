/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Times;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.DrawingPane;
import org.orthotwin.ui.plot.GcInk;
import org.orthotwin.ui.plot.Ink;

/** What should be looked at: since when, how sure, which causes fit, and what was done about it. */
public final class AlertsView extends TwinView {

    public static final String ID = "org.orthotwin.followup.ui.alerts";

    private static final String[] COLUMNS = {"what", "level", "since", "sure", "status"};
    private static final int[] WIDTHS = {196, 100, 92, 70, 108};
    private static final int LEAST = 130;
    private static final int[] WEIGHTS = {25, 47, 28};
    private static final int SIGN = 16;
    /** So many alerts are seen at once where there is room. */
    private static final int MOST_ROWS = 6;
    /** Parts of a pixel, for smooth edges. */
    private static final int FINE = 4;

    private final Map<Integer, Image> signs = new HashMap<>();
    private SashForm sash;
    private Table table;
    private Composite said;
    private StyledText words;
    private DrawingPane causes;
    private SimpleAction acknowledge;
    private SimpleAction snooze;
    private SimpleAction escalate;
    private SimpleAction reopen;
    private List<Alert> alerts = List.of();

    @Override
    void create(Composite parent) {
        sash = new SashForm(parent, SWT.VERTICAL);
        table = new Table(sash, SWT.FULL_SELECTION | SWT.SINGLE);
        table.setHeaderVisible(true);
        table.setData("alerts", "table");
        for (int i = 0; i < COLUMNS.length; i++) {
            TableColumn c = new TableColumn(table, SWT.LEFT);
            c.setText(Texts.text("alerts.column." + COLUMNS[i]));
            c.setWidth(WIDTHS[i]);
            if (COLUMNS[i].equals("sure")) {
                c.setToolTipText(Texts.text("alerts.column.sure.tip"));
            }
        }
        table.addListener(SWT.Resize, e -> table.getColumn(0).setWidth(Math.max(LEAST, table.getClientArea().width - IntStream.of(WIDTHS)
                .skip(1).sum())));
        table.addListener(SWT.Selection, e -> session().ifPresent(s -> {
            s.chooseAlert(selected().map(Alert::id));
            selected().ifPresent(a -> s.choose(a.observable().id()));
        }));
        said = Views.area(sash);
        words = new StyledText(said, SWT.READ_ONLY | SWT.WRAP | SWT.V_SCROLL);
        words.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        words.setMargins(12, 6, 12, 6);
        words.setLineSpacing(2);
        words.setCaret(null);
        words.setAlwaysShowScrollBars(true);
        // not one that hides itself over the text
        words.setScrollbarsMode(SWT.NONE);
        words.setData("alerts", "words");
        // whatever there is to read, this is seen
        Label notFor = new Label(said, SWT.WRAP);
        notFor.setText(FollowUpResult.text(UiLanguage.code(), "alert.not-for"));
        notFor.setData("alerts", "not-for");
        GridData d = new GridData(SWT.FILL, SWT.BOTTOM, true, false);
        d.horizontalIndent = 12;
        d.verticalIndent = 2;
        // a label asks for the width of its longest line otherwise
        d.widthHint = LEAST;
        notFor.setLayoutData(d);
        said.addListener(SWT.Resize, e -> {
            d.widthHint = Math.max(LEAST, said.getClientArea().width - 2 * d.horizontalIndent);
            said.layout();
        });
        Composite below = new Composite(sash, SWT.NONE);
        below.setLayout(new FillLayout());
        causes = new DrawingPane(below, () -> "", () -> "");
        sash.setWeights(WEIGHTS);
        sash.addListener(SWT.Resize, e -> weights());
        Views.tips(table);
        IToolBarManager bar = getViewSite().getActionBars().getToolBarManager();
        acknowledge = action(bar, "acknowledge");
        snooze = action(bar, "snooze");
        escalate = action(bar, "escalate");
        reopen = action(bar, "reopen");
    }

    private SimpleAction action(IToolBarManager bar, String what) {
        return SimpleAction.on(bar, Texts.CATALOG, "alerts.do." + what, Icons.OURS.descriptor(what), () -> selected().ifPresent(a -> ask(a,
                what)));
    }

    @Override
    public void dispose() {
        signs.values().forEach(Image::dispose);
        super.dispose();
    }

    private Optional<Alert> selected() {
        int i = table.getSelectionIndex();
        return i >= 0 && i < alerts.size() ? Optional.of(alerts.get(i)) : Optional.empty();
    }

    private Optional<FollowUpResult> result() {
        return reading().flatMap(Reading::result);
    }

    private AlertLog.Status status(Alert a) {
        return result().orElseThrow().log().status(a.id(), result().orElseThrow().now());
    }

    @Override
    void changed() {
        // what is open first, the gravest of it foremost
        alerts = result().map(r -> r.alerts().stream().sorted(Comparator.comparing((Alert a) -> r.log().status(a.id(), r.now())
                != AlertLog.Status.OPEN).thenComparing(a -> Alert.LEVELS.indexOf(a.level()))).toList()).orElse(List.of());
        table.setRedraw(false);
        table.removeAll();
        Ink.Palette p = GcInk.paletteOn(table.getBackground());
        for (Alert a : alerts) {
            TableItem i = new TableItem(table, SWT.NONE);
            i.setImage(0, sign(Tint.alert(p, a, status(a))));
            i.setText(new String[] {a.subject(UiLanguage.code()), FollowUpResult.text(UiLanguage.code(), "level." + a.level()),
                    FollowUpResult.day(a.begins()), FollowUpResult.percent(a.probability()) + "\u00a0%", result().orElseThrow()
                            .status(a, UiLanguage.code())});
        }
        List<String> ids = alerts.stream().map(Alert::id).toList();
        int at = session().flatMap(TwinSession::alert).map(ids::indexOf).filter(i -> i >= 0).orElse(alerts.isEmpty() ? -1 : 0);
        if (at >= 0) {
            table.select(at);
        }
        table.setRedraw(true);
        sash.setMaximizedControl(alerts.isEmpty() ? said : null);
        weights();
        words.setText(selected().map(this::words).orElseGet(() -> result().map(r -> r.noAlerts(UiLanguage.code()))
                .orElseGet(this::nothing)));
        causes.show(result().filter(r -> !r.alerts().isEmpty()).map(CausesPlot::new));
        acknowledge.setEnabled(selected().filter(a -> status(a) != AlertLog.Status.ACKNOWLEDGED).isPresent());
        snooze.setEnabled(selected().isPresent());
        escalate.setEnabled(selected().isPresent());
        reopen.setEnabled(selected().filter(a -> status(a) != AlertLog.Status.OPEN).isPresent());
    }

    /** The rows that there are, as far as they leave room for what the one that is chosen says. */
    private void weights() {
        int height = sash.getClientArea().height;
        if (alerts.isEmpty() || height < LEAST) {
            return;
        }
        int rows = Math.clamp(alerts.size(), 1, MOST_ROWS);
        int wanted = table.getHeaderHeight() + (rows + 1) * table.getItemHeight() + 8;
        int plot = (int) Math.ceil(result().filter(r -> !r.alerts().isEmpty()).map(r -> new CausesPlot(r).height(0)).orElse(0.0)) + 4;
        int list = Math.min(wanted, height * 3 / 10);
        int below = Math.min(plot, height / 4);
        sash.setWeights(list, Math.max(1, height - list - below), below);
    }

    private Image sign(int rgb) {
        return signs.computeIfAbsent(rgb, c -> new Image(table.getDisplay(), triangle(c)));
    }

    /** A triangle on whatever is behind it. */
    private static ImageData triangle(int rgb) {
        ImageData d = new ImageData(SIGN, SIGN, 24, new PaletteData(0xFF0000, 0xFF00, 0xFF));
        d.alphaData = new byte[SIGN * SIGN];
        for (int y = 0; y < SIGN; y++) {
            for (int x = 0; x < SIGN; x++) {
                d.setPixel(x, y, rgb);
                int in = 0;
                for (int i = 0; i < FINE * FINE; i++) {
                    double px = x + (i % FINE + 0.5) / FINE - SIGN / 2.0;
                    double py = y + (i / FINE + 0.5) / FINE - 1.5;
                    in += py >= 0 && py <= SIGN - 3 && Math.abs(px) <= py * 0.55 ? 1 : 0;
                }
                d.setAlpha(x, y, 255 * in / (FINE * FINE));
            }
        }
        return d;
    }

    /** What an alert says, which causes fit, and what was done about it. */
    private String words(Alert a) {
        FollowUpResult r = result().orElseThrow();
        String done = String.join("\n", r.done(a, UiLanguage.code()));
        String next = r.next(UiLanguage.code());
        String text = r.finding(a, UiLanguage.code()) + (done.isEmpty() ? "" : "\n" + done) + "\n\n" + (next.isEmpty() ? "" : Texts.text(
                "alerts.next") + " " + next + "\n\n") + r.fitting(UiLanguage.code()) + "\n\n" + r.statistics(a, UiLanguage.code()) + " "
                + Texts.text("alerts.seen", FollowUpResult.day(Times.instant(a.signalled().getTime())));
        return Texts.WORDING.said(text);
    }

    private void ask(Alert a, String action) {
        AlertDialog dialog = new AlertDialog(getSite().getShell(), a, action);
        if (dialog.open() == AlertDialog.OK) {
            act(a.id(), action, dialog);
        }
    }

    private void act(String alert, String action, AlertDialog asked) {
        TwinSession s = session().orElseThrow();
        TwinJob.start(s, Texts.text("job.alert"), m -> Deeds.log(s.file(), alert, action, asked.until(), asked.to(), asked.by(),
                asked.note(), m), done -> {
            // what was done is seen when the files are read again
        });
    }

    @Override
    public void setFocus() {
        table.setFocus();
    }

    @Override
    public String help() {
        return Texts.text("help.alerts");
    }
}
