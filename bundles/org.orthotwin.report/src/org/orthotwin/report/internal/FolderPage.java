/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import java.time.Instant;
import java.util.List;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Urgency;
import org.orthotwin.report.FollowFolderReport.Row;

/** The page of a folder of twins: how many there are to look at, and each in a row with its alerts and its next visit. */
public final class FolderPage {

    private final String folder;
    private final Instant now;
    private final List<Row> rows;
    private final Words w;
    private final Html h = new Html();

    public FolderPage(String folder, Instant now, List<Row> rows, Words words) {
        this.folder = folder;
        this.now = now;
        this.rows = List.copyOf(rows);
        this.w = words;
    }

    public String write() {
        Page.head(h, w, w.text("folder.of", folder));
        h.open("header").open("div").element("div", w.text("follow.title"), "class", "kind").element("h1", w.text("folder.of", folder));
        h.close().open("dl").line();
        h.element("dt", w.text("folder.on")).element("dd", FollowUpResult.day(now)).line();
        h.close().closeLine();
        h.open("div", "class", "tiles").line();
        Page.tile(h, "", Integer.toString(rows.size()), w.text("folder.twins"));
        long alerting = rows.stream().filter(r -> !r.open().isEmpty()).count();
        Page.tile(h, alerting == 0 ? "" : "bad", Long.toString(alerting), w.text("folder.alerting"));
        long overdue = rows.stream().filter(Row::overdue).count();
        Page.tile(h, overdue == 0 ? "" : "bad", Long.toString(overdue), w.text("folder.overdue"));
        long aside = rows.stream().filter(r -> !r.aside().isEmpty()).count();
        if (aside > 0) {
            Page.tile(h, "bad", Long.toString(aside), w.text("folder.aside"));
        }
        long trouble = rows.stream().filter(r -> !r.trouble().isEmpty()).count();
        if (trouble > 0) {
            Page.tile(h, "bad", Long.toString(trouble), w.text("folder.trouble"));
        }
        h.closeLine();
        h.open("table").open("thead").open("tr");
        for (String c : List.of("patient", "joint", "alerts", "cause", "visit", "last")) {
            h.element("th", w.text("folder.column." + c));
        }
        h.close().close().open("tbody").line();
        rows.forEach(this::row);
        h.close().closeLine();
        Urgency.shared(rows.stream().map(r -> new Urgency.Whose(r.patient(), r.joint(), r.side())).toList()).forEach((p, n) ->
                h.element("p",
                FollowUpResult.text(w.language(), "patients.shared", p, n)));
        h.element("p", FollowUpResult.text(w.language(), "alert.not-for"), "class", "fine");
        Page.foot(h, w);
        return h.toString();
    }

    private void row(Row r) {
        h.open("tr").open("td").element("b", r.patient().isEmpty() ? Page.DASH : r.patient()).element("span", r.file(), "class", "id")
                .close();
        h.open("td").text(r.joint().isEmpty() ? Page.DASH : w.joint(r.joint(), r.side()));
        if (!r.operation().isEmpty()) {
            h.element("span", w.text("folder.operated", r.operation()), "class", "id");
        }
        h.close();
        h.open("td");
        if (!r.trouble().isEmpty()) {
            h.element("div", r.trouble(), "class", "below");
        } else if (r.open().isEmpty()) {
            h.element("span", w.text("folder.none"), "class", "muted");
        }
        if (!r.aside().isEmpty()) {
            h.element("div", w.number(r.aside()), "class", "below");
        }
        r.open().forEach(a -> h.element("div", a));
        r.seen().forEach(a -> h.element("div", a, "class", "muted"));
        h.close().element("td", r.cause().isEmpty() ? Page.DASH : w.number(r.cause()))
                .element("td", r.visit().isEmpty() ? Page.DASH : r.visit(), "class", r.overdue() || r.hurried() ? "below" : null)
                .element("td", r.last().isEmpty() ? Page.DASH : r.last(), "class", "verdict").closeLine();
    }
}
