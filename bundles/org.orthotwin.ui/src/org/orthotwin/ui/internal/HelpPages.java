/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.ILog;
import org.eclipse.core.runtime.Platform;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.measurement.MeasurementDefinition;
import org.orthotwin.measurement.Measurements;
import org.orthotwin.measurement.spi.Measurement;
import org.orthotwin.report.Wording;
import org.orthotwin.ui.UiLanguage;
import org.orthotwin.ui.ViewHelp;

/**
 * All that the help can show, in the language of the workbench: pages on what one does, on every view, and on what is installed (verbs of
 * the command line, solvers, measurements), which say of themselves what they are.
 *
 * <p>A page is a text: lines that begin with # or ## are headings, those that begin with a dash are points of a list, words between
 * backquotes are typed as they stand, and {@code [words](target)} is a link to another page, or to {@code command:}, {@code view:},
 * {@code guide:} or a web address.
 */
final class HelpPages {

    static final String FIRST = "first";

    /** In the folder help of this bundle, in the order of the table of contents. */
    private static final List<String> FILES = List.of("plan-a-hip", "revision", "images-to-twin", "observations", "catalogue", "solver",
            "journal", "command-line", "files");
    private static final String VIEWS = "org.eclipse.ui.views";
    private static final String EDITOR = "org.orthotwin.ui.case";
    private static final String CONTENTS = "contents:";
    private static final String OWN = "org.orthotwin.ui";
    private static final int SNIPPET = 110;

    private static final HelpPages ALL = new HelpPages();

    /** One page. */
    record Page(String id, String title, String text) {
    }

    /** A page that has what was searched for, with the first place where it has. */
    record Hit(Page page, String snippet, int score) {
    }

    private final Map<String, Page> pages = new LinkedHashMap<>();

    private HelpPages() {
        for (String f : FILES) {
            add(f, file(f));
        }
        views();
        elements("org.orthotwin.cli.commands", "verb", this::verb);
        elements("org.orthotwin.solver.solvers", "solver", this::solver);
        measurements();
        Page first = page(FIRST, Texts.text("help.first") + contents());
        pages.put(FIRST, first);
    }

    static Optional<Page> find(String id) {
        return Optional.ofNullable(ALL.pages.get(id));
    }

    static Page first() {
        return ALL.pages.get(FIRST);
    }

    static List<Page> all() {
        return List.copyOf(ALL.pages.values());
    }

    // ---- where pages come from

    private void add(String id, String text) {
        pages.put(id, page(id, text));
    }

    private static Page page(String id, String text) {
        String title = text.lines().findFirst().orElse("").replaceFirst("^#+\\s*", "");
        return new Page(id, title, text);
    }

    private static String file(String name) {
        String language = UiLanguage.code().equals("en") ? "" : "_" + UiLanguage.code();
        try (InputStream in = HelpPages.class.getResourceAsStream("/help/" + name + language + ".txt")) {
            if (in == null) {
                throw new IllegalStateException("there is no help page " + name + language);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("a part of this bundle cannot be read: " + name, e);
        }
    }

    /** Of ours from the texts of this bundle; another bundle's view says it itself, without being shown. */
    private void views() {
        add(EDITOR, Texts.text("help." + EDITOR));
        for (IConfigurationElement e : Platform.getExtensionRegistry().getConfigurationElementsFor(VIEWS)) {
            String id = e.getAttribute("id");
            if (!"view".equals(e.getName()) || !OWN.equals(e.getAttribute("category"))) {
                continue;
            }
            if (Texts.CATALOG.has("en", "help." + id)) {
                add(id, Texts.text("help." + id));
            } else if (!OWN.equals(e.getContributor().getName())) {
                try {
                    if (e.createExecutableExtension("class") instanceof ViewHelp h) {
                        add(id, h.help());
                    }
                } catch (CoreException | RuntimeException x) {
                    ILog.of(HelpPages.class).warn("the view " + id + " says nothing of itself", x);
                }
            }
        }
    }

    private static void elements(String point, String name, java.util.function.Consumer<IConfigurationElement> use) {
        Stream.of(Platform.getExtensionRegistry().getConfigurationElementsFor(point)).filter(e -> name.equals(e.getName())
                && e.getAttribute("name") != null).sorted(Comparator.comparing(e -> said(e, "name"))).forEach(use);
    }

    /** An attribute in the language of the workbench, where it has one. */
    private static String said(IConfigurationElement e, String attribute) {
        String own = e.getAttribute(attribute + "." + UiLanguage.code());
        String english = e.getAttribute(attribute);
        return own != null ? own : english == null ? "" : english;
    }

    private void verb(IConfigurationElement e) {
        StringBuilder b = new StringBuilder("# orthotwin ").append(e.getAttribute("name")).append('\n').append(said(e, "description"))
                .append('\n');
        for (IConfigurationElement o : e.getChildren("operand")) {
            b.append("- `").append(o.getAttribute("name")).append("` ").append(said(o, "description")).append('\n');
        }
        for (IConfigurationElement o : e.getChildren("option")) {
            String value = o.getAttribute("value");
            b.append("- `").append(o.getAttribute("names").replace(",", ", ")).append(value == null ? "" : " " + value).append("` ")
                    .append(said(o, "description")).append('\n');
        }
        add("verb:" + e.getAttribute("name"), b.toString());
    }

    private void solver(IConfigurationElement e) {
        StringBuilder b = new StringBuilder("# ").append(said(e, "name")).append('\n').append(said(e, "description")).append('\n');
        for (IConfigurationElement p : e.getChildren("parameter")) {
            b.append("- `").append(e.getAttribute("id")).append('.').append(p.getAttribute("name")).append("` ").append(said(p,
                    "description")).append('\n');
        }
        add("solver:" + e.getAttribute("id"), b.toString());
    }

    /** Named as in the tables and in reports. */
    private void measurements() {
        Wording words = new Wording(UiLanguage.code());
        Map<String, String> byName = new TreeMap<>();
        for (Contribution<Measurement> c : Measurements.registry().all()) {
            try {
                String name = words.measurement(MeasurementDefinition.of(c));
                byName.put(name + '\n' + c.id(), "# " + name + "\n`" + c.id() + "`\n" + c.translated(c.description(), UiLanguage.code()));
            } catch (IllegalArgumentException e) {
                ILog.of(HelpPages.class).warn("the measurement " + c.id() + " is declared wrongly", e);
            }
        }
        byName.forEach((key, text) -> add("measurement:" + key.substring(key.indexOf('\n') + 1), text));
    }

    private String contents() {
        StringBuilder b = new StringBuilder("\n# ").append(Texts.text("help.contents")).append('\n');
        b.append("## ").append(Texts.text("help.contents.ways")).append('\n');
        list(b, p -> FILES.contains(p.id()));
        b.append("## ").append(Texts.text("help.contents.views")).append('\n');
        list(b, p -> p.id().startsWith("org."));
        b.append("## ").append(Texts.text("help.contents.installed")).append('\n');
        for (String kind : List.of("verb", "solver", "measurement")) {
            StringBuilder all = new StringBuilder("# ").append(Texts.text("help.contents." + kind)).append('\n');
            list(all, p -> p.id().startsWith(kind + ":"));
            add(CONTENTS + kind, all.toString());
            b.append("- [").append(Texts.text("help.contents." + kind)).append("](").append(CONTENTS).append(kind).append(")\n");
        }
        return b.toString();
    }

    private void list(StringBuilder b, java.util.function.Predicate<Page> which) {
        pages.values().stream().filter(which).forEach(p -> b.append("- [").append(p.title()).append("](").append(p.id()).append(")\n"));
    }

    // ---- searching

    /** The pages that have all the words, those first that have them in their titles; words may be cut off, accents and case left out. */
    static List<Hit> search(String words) {
        List<String> wanted = Stream.of(plain(words).split("[^\\p{L}\\p{N}-]+")).filter(w -> !w.isEmpty()).toList();
        List<Hit> hits = new ArrayList<>();
        if (!wanted.isEmpty()) {
            for (Page p : ALL.pages.values()) {
                int score = p.id().equals(FIRST) || p.id().startsWith(CONTENTS) ? 0 : score(p, wanted);
                if (score > 0) {
                    hits.add(new Hit(p, snippet(p, wanted.getFirst()), score));
                }
            }
        }
        hits.sort(Comparator.comparingInt(Hit::score).reversed());
        return hits;
    }

    private static int score(Page p, List<String> wanted) {
        String title = plain(p.title());
        String text = plain(p.text());
        int score = 0;
        for (String w : wanted) {
            int n = count(text, w);
            if (n == 0) {
                return 0;
            }
            score += Math.min(n, 6) + (count(title, w) > 0 ? 20 : 0);
        }
        return score;
    }

    /** How many words begin so. */
    private static int count(String text, String word) {
        int n = 0;
        for (int i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1)) {
            n += i == 0 || !Character.isLetterOrDigit(text.charAt(i - 1)) ? 1 : 0;
        }
        return n;
    }

    private static String snippet(Page p, String word) {
        return p.text().lines().skip(1).filter(l -> count(plain(l), word) > 0).findFirst().map(l -> {
            String line = l.replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1").replaceFirst("^[#-]+\\s*", "").replace("`", "");
            int at = Math.max(0, plain(line).indexOf(word) - SNIPPET / 3);
            at = at == 0 ? 0 : line.lastIndexOf(' ', at) + 1;
            int end = Math.min(line.length(), at + SNIPPET);
            return (at > 0 ? "\u2026" : "") + line.substring(at, end) + (end < line.length() ? "\u2026" : "");
        }).orElse("");
    }

    /** Without accents and case, as long as before. */
    static String plain(String text) {
        StringBuilder b = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            String one = Normalizer.normalize(text.substring(i, i + 1), Normalizer.Form.NFD);
            b.append(one.isEmpty() ? ' ' : one.charAt(0));
        }
        return b.toString().toLowerCase(Locale.ROOT);
    }
}
