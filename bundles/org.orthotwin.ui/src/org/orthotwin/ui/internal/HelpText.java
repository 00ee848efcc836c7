/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jface.resource.FontDescriptor;
import org.eclipse.jface.resource.JFaceColors;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.jface.resource.LocalResourceManager;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;

/** A page of help as it is read: headings, points, what is to be typed, and links that can be clicked. */
final class HelpText {

    /** A link or what stands between backquotes. */
    private static final Pattern MARK = Pattern.compile("\\[([^]]+)]\\(((?:[^()]|\\([^)]*\\))+)\\)|`([^`]+)`");
    private static final int MARGIN = 12;
    private static final int INDENT = 14;

    private final StyledText text;
    private final Font title;
    private final Font heading;
    private final Font typed;

    /** @param follow is told the target of a link that is clicked */
    HelpText(Composite parent, Consumer<String> follow) {
        text = new StyledText(parent, SWT.WRAP | SWT.V_SCROLL | SWT.READ_ONLY);
        LocalResourceManager resources = new LocalResourceManager(JFaceResources.getResources(), text);
        FontDescriptor plain = FontDescriptor.createFrom(JFaceResources.getDefaultFont());
        title = resources.create(plain.increaseHeight(3).setStyle(SWT.BOLD));
        heading = resources.create(plain.setStyle(SWT.BOLD));
        typed = JFaceResources.getTextFont();
        text.setMargins(MARGIN, MARGIN, MARGIN, MARGIN);
        text.setLineSpacing(3);
        text.setCaret(null);
        text.setBackground(parent.getDisplay().getSystemColor(SWT.COLOR_LIST_BACKGROUND));
        text.addListener(SWT.MouseUp, e -> {
            if (e.button == 1 && text.getSelectionCount() == 0) {
                link(e.x, e.y).ifPresent(follow);
            }
        });
        text.addListener(SWT.MouseMove, e -> text.setCursor(text.getDisplay().getSystemCursor(link(e.x, e.y).isPresent()
                ? SWT.CURSOR_HAND : SWT.CURSOR_ARROW)));
    }

    StyledText control() {
        return text;
    }

    private Optional<String> link(int x, int y) {
        int at = text.getOffsetAtPoint(new Point(x, y));
        StyleRange s = at < 0 || at >= text.getCharCount() ? null : text.getStyleRangeAtOffset(at);
        return s != null && s.data instanceof String target ? Optional.of(target) : Optional.empty();
    }

    void show(String page) {
        StringBuilder b = new StringBuilder();
        List<StyleRange> styles = new ArrayList<>();
        List<Integer> points = new ArrayList<>();
        int line = 0;
        for (String l : page.strip().split("\n")) {
            boolean small = l.startsWith("##");
            boolean head = l.startsWith("#");
            if (head && !b.isEmpty() && b.charAt(b.length() - 2) != '\n') {
                b.append('\n');
                line++;
            }
            if (l.startsWith("- ")) {
                points.add(line);
                b.append("\u2022 ");
            }
            int start = b.length();
            append(b, styles, head ? l.replaceFirst("^#+\\s*", "") : l.startsWith("- ") ? l.substring(2) : l);
            if (head) {
                StyleRange s = new StyleRange();
                s.start = start;
                s.length = b.length() - start;
                s.font = small || line > 0 ? heading : title;
                styles.add(s);
            }
            b.append('\n');
            line++;
        }
        text.setText(b.toString());
        text.setStyleRanges(styles.toArray(StyleRange[]::new));
        for (int i : points) {
            text.setLineIndent(i, 1, INDENT / 2);
            text.setLineWrapIndent(i, 1, INDENT + INDENT / 2);
        }
        text.setTopPixel(0);
    }

    private void append(StringBuilder b, List<StyleRange> styles, String line) {
        Matcher m = MARK.matcher(line);
        int done = 0;
        while (m.find()) {
            b.append(line, done, m.start());
            done = m.end();
            String shown = m.group(1) != null ? m.group(1) : m.group(3);
            StyleRange s = new StyleRange();
            s.start = b.length();
            s.length = shown.length();
            if (m.group(2) != null) {
                s.underline = true;
                s.underlineStyle = SWT.UNDERLINE_LINK;
                s.foreground = JFaceColors.getHyperlinkText(text.getDisplay());
                s.data = m.group(2);
            } else {
                s.font = typed;
            }
            styles.add(s);
            b.append(shown);
        }
        b.append(line, done, line.length());
    }
}
