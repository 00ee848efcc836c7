/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.PaintObjectEvent;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.GlyphMetrics;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.PaletteData;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Transform;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Table;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.AlertLog;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Times;
import org.orthotwin.followup.Urgency;
import org.orthotwin.ui.SimpleAction;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.plot.GcInk;
import org.orthotwin.ui.plot.Ink;

/** What should be looked at: since when, how sure, which causes fit, and what was done about it. */
public final class AlertsView extends TwinView {

    public static final String ID = "org.orthotwin.followup.ui.alerts";

    /** Where the bars of the causes stand in the words. */
    private static final char OBJECT = '\uFFFC';
    private static final int MARGIN = 12;
    private static final int SIGN = 16;
    /** So many alerts are seen at once where there is room. */
    private static final int MOST_ROWS = 8;
    /** Part of the height that the list may take, in percent; the rest is what the one that is chosen says. */
    private static final int LIST = 50;
    private static final int LEAST = 130;
    /** Parts of a pixel, for smooth edges. */
    private static final int FINE = 4;

    private final Map<Integer, Image> signs = new HashMap<>();
    private SashForm sash;
    private AlertRows rows;
    private Table table;
    private Composite said;
    private StyledText words;
    private Optional<CausesPlot> causes = Optional.empty();
    private SimpleAction acknowledge;
    private SimpleAction snooze;
    private SimpleAction escalate;
    private SimpleAction reopen;
    private List<Alert> alerts = List.of();

    @Override
    void create(Composite parent) {
        sash = new SashForm(parent, SWT.VERTICAL);
        sash.setSashWidth(3);
        rows = new AlertRows(sash);
        table = rows.table();
        table.addListener(SWT.Selection, e -> session().ifPresent(s -> {
            s.chooseAlert(selected().map(Alert::id));
            selected().ifPresent(a -> s.choose(a.observable().id()));
        }));
        said = Views.area(sash);
        words = new StyledText(said, SWT.READ_ONLY | SWT.WRAP | SWT.V_SCROLL);
        words.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        words.setMargins(MARGIN, 6, MARGIN, 6);
        words.setLineSpacing(2);
        words.setCaret(null);
        words.setAlwaysShowScrollBars(true);
        // not one that hides itself over the text
        words.setScrollbarsMode(SWT.NONE);
        words.setData("alerts", "words");
        words.addPaintObjectListener(e -> causes.ifPresent(c -> draw(c, e)));
        words.addListener(SWT.Resize, e -> fit());
        words.addListener(SWT.MouseMove, e -> tip(e.x, e.y));
        // whatever there is to read, this is seen
        Label notFor = new Label(said, SWT.NONE);
        notFor.setText(Texts.text("alerts.not-for"));
        notFor.setToolTipText(FollowUpResult.text(UiLanguage.code(), "alert.not-for"));
        notFor.setData("alerts", "not-for");
        GridData d = new GridData(SWT.FILL, SWT.BOTTOM, true, false);
        d.horizontalIndent = MARGIN;
        // it is not to make the view wide
        d.widthHint = LEAST;
        notFor.setLayoutData(d);
        sash.addListener(SWT.Resize, e -> weights());
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

    /** How probable it is; of what was measured or recorded that it was. */
    private static String sure(Alert a) {
        return a.isCertain() ? Texts.text(a.kind() == Alert.Kind.COMPLICATION ? "alerts.recorded" : "alerts.measured")
                : Texts.text("alerts.row.sure", Texts.percent(a.probability()));
    }

    @Override
    void changed() {
        // what is open first
        alerts = result().map(r -> r.alerts().stream().sorted(Comparator.comparing((Alert a) -> r.log().status(a.id(), r.now())
                != AlertLog.Status.OPEN).thenComparing(Urgency.ofAlerts(a -> a, a -> r.log().status(a.id(),
                        r.now())))).toList()).orElse(List
                        .of());
        table.setRedraw(false);
        Ink.Palette p = GcInk.paletteOn(table.getBackground());
        String language = UiLanguage.code();
        rows.show(alerts.stream().map(a -> new AlertRows.Row(sign(Tint.alert(p, a, status(a))), a.headline(language), FollowUpResult.text(
                language, "level." + a.level()), result().orElseThrow().sinceAndSeen(a, language), sure(a), result().orElseThrow().status(a,
                        language), status(a) == AlertLog.Status.OPEN)).toList());
        List<String> ids = alerts.stream().map(Alert::id).toList();
        int at = session().flatMap(TwinSession::alert).map(ids::indexOf).filter(i -> i >= 0).orElse(alerts.isEmpty() ? -1 : 0);
        if (at >= 0) {
            table.select(at);
            table.showSelection();
        }
        table.setRedraw(true);
        sash.setMaximizedControl(alerts.isEmpty() ? said : null);
        weights();
        causes = selected().filter(a -> !a.causes().isEmpty()).map(a -> new CausesPlot(result().orElseThrow()));
        selected().ifPresentOrElse(this::say, () -> words.setText(Texts.WORDING.said(result().map(r -> r.noAlerts(UiLanguage.code()))
                .orElseGet(this::nothing))));
        acknowledge.setEnabled(selected().filter(a -> status(a) != AlertLog.Status.ACKNOWLEDGED).isPresent());
        snooze.setEnabled(selected().isPresent());
        escalate.setEnabled(selected().isPresent());
        reopen.setEnabled(selected().filter(a -> status(a) != AlertLog.Status.OPEN).isPresent());
    }

    /** The rows that there are, as far as they leave room for what the one that is chosen says; none of them cut. */
    private void weights() {
        int height = sash.getClientArea().height - sash.getSashWidth();
        if (alerts.isEmpty() || height < LEAST) {
            return;
        }
        int row = Math.max(1, table.getItemHeight());
        int n = Math.clamp(height * LIST / 100 / row, 1, Math.min(MOST_ROWS, alerts.size()));
        int list = n * row + table.getSize().y - table.getClientArea().height;
        // what is made of weights is rounded down
        sash.setWeights(2 * list + 1, Math.max(1, 2 * (height - list) - 1));
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

    /** What an alert says and what was done about it, which causes fit, what is to be done, and the statistics. */
    private void say(Alert a) {
        FollowUpResult r = result().orElseThrow();
        Ink.Palette p = GcInk.paletteOn(words.getBackground());
        StringBuilder text = new StringBuilder();
        List<StyleRange> styles = new ArrayList<>();
        add(text, r.finding(a, UiLanguage.code()));
        r.done(a, UiLanguage.code()).forEach(done -> add(text, "\n" + done));
        add(text, "\n");
        // that alerts are judged is what this view is for, and the next visit has its own
        List<String> next = r.todo(UiLanguage.code()).stream().filter(t -> !t.kind().equals("alert") && !t.kind().equals("visit")).map(
                FollowUpResult.Todo::text).toList();
        if (!next.isEmpty()) {
            styles.add(new StyleRange(text.length(), Texts.text("alerts.next").length(), null, null, SWT.BOLD));
            add(text, Texts.text("alerts.next"));
            next.forEach(t -> add(text, "\n\u2022 " + t));
            add(text, "\n\n");
        }
        causes.ifPresent(c -> text.append(OBJECT).append('\n'));
        add(text, r.fitting(UiLanguage.code()) + "\n\n");
        int muted = text.length();
        add(text, r.statistics(a, UiLanguage.code()) + " " + Texts.text("alerts.seen", FollowUpResult.day(Times.instant(a.signalled()
                .getTime())), FollowUpResult.day(a.begins())) + "\n" + FollowUpResult.text(UiLanguage.code(), "alert.not-for"));
        styles.add(new StyleRange(muted, text.length() - muted, GcInk.color(p.muted()), null));
        if (!text.toString().equals(words.getText())) {
            words.setText(text.toString());
        }
        words.setStyleRanges(styles.toArray(StyleRange[]::new));
        fit();
    }

    private static void add(StringBuilder text, String more) {
        text.append(Texts.WORDING.said(more));
    }

    /** Gives the bars the room between the margins. */
    private void fit() {
        int at = words.getText().indexOf(OBJECT);
        int width = words.getClientArea().width - 2 * MARGIN - 1;
        if (at < 0 || causes.isEmpty() || width < LEAST) {
            return;
        }
        StyleRange bars = new StyleRange();
        bars.start = at;
        bars.length = 1;
        bars.metrics = new GlyphMetrics((int) Math.ceil(causes.get().height(width)), 0, width);
        words.setStyleRange(bars);
    }

    private void draw(CausesPlot plot, PaintObjectEvent e) {
        GlyphMetrics m = e.style.metrics;
        Transform moved = new Transform(e.gc.getDevice());
        try {
            e.gc.getTransform(moved);
            moved.translate(e.x, e.y + e.ascent - m.ascent);
            e.gc.setTransform(moved);
            plot.draw(new GcInk(e.gc, GcInk.paletteOn(words.getBackground())), m.width, m.ascent);
        } finally {
            e.gc.setTransform(null);
            moved.dispose();
        }
    }

    /** Says more of the bar under the pointer. */
    private void tip(int x, int y) {
        int at = words.getText().indexOf(OBJECT);
        String text = null;
        if (at >= 0 && causes.isPresent()) {
            Point place = words.getLocationAtOffset(at);
            String found = causes.get().at(x - place.x, y - place.y);
            text = found.isEmpty() ? null : found.replace("&", "&&");
        }
        if (!Objects.equals(text, words.getToolTipText())) {
            words.setToolTipText(text);
        }
    }

    private void ask(Alert a, String action) {
        AlertDialog dialog = new AlertDialog(getSite().getShell(), reading().map(Reading::whose).orElse(""), a, action,
                result().flatMap(FollowUpResult::closing), t -> result().map(
                r -> r.missed(a, t, UiLanguage.code())).orElse(List.of()));
        if (dialog.open() == AlertDialog.OK) {
            act(a.id(), action, dialog);
            // what is seen to goes to the end of the list: who goes through it goes on with the worst that is open
            alerts.stream().filter(x -> !action.equals("reopen") && x != a && status(x) == AlertLog.Status.OPEN).findFirst().ifPresent(
                    x -> session().ifPresent(s -> s.chooseAlert(Optional.of(x.id()))));
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
