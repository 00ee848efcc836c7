/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.core.runtime.Platform;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.core.InputException;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.solver.SolverException;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns the declared verbs into a parser with help, runs one, and turns what it throws into a sentence and an exit code. */
public final class CommandLine {

    private final Registry<Verb> verbs;
    private final PrintStream out;
    /** What Linux and macOS say of a full disk. */
    private static final String NO_SPACE = "No space left on device";

    private final PrintStream err;
    private final LogFile log;
    private final CancelFlag cancel;
    private final Path directory;

    /** @param directory what the paths of a call are relative to; the empty path is the working directory */
    CommandLine(Registry<Verb> verbs, PrintStream out, PrintStream err, LogFile log, CancelFlag cancel, Path directory) {
        this.verbs = verbs;
        this.out = out;
        this.err = err;
        this.log = log;
        this.cancel = cancel;
        this.directory = directory;
    }

    /**
     * One call within this process, as the application makes it, which prints to other streams and may stand in another directory.
     *
     * @param directory what its paths are relative to; the empty path is the working directory
     * @return the exit code
     */
    public static int call(Path directory, PrintStream out, PrintStream err, String... words) {
        return call(directory, out, err, new CancelFlag(), words);
    }

    static int call(Path directory, PrintStream out, PrintStream err, CancelFlag cancel, String... words) {
        try (LogFile log = LogFile.open()) {
            Platform.addLogListener(log);
            try {
                return new CommandLine(Verbs.registry(), out, err, log, cancel, directory).run(words);
            } finally {
                Platform.removeLogListener(log);
            }
        }
    }

    /** Runs one call. @return the exit code */
    int run(String[] args) {
        log.line("orthotwin " + String.join(" ", args));
        String language = spoken(args);
        picocli.CommandLine parser = new picocli.CommandLine(root(language));
        for (Contribution<Verb> verb : verbs.all()) {
            try {
                parser.addSubcommand(verb.name(), spec(verb, language));
            } catch (RuntimeException e) {
                // a declaration that is wrong (an option twice, a name taken) must not harm the other verbs
                verbs.refuse("verb '" + verb.id() + "' contributed by " + verb.contributor() + " is left out: " + e.getMessage());
            }
        }
        int code = execute(parser, helped(args), language);
        if (out.checkError()) {
            // a print stream keeps quiet about a full disk or a reader that went away
            err.print("orthotwin: " + text(language, "failed.output") + "\n");
            code = code == Invocation.OK ? Invocation.BAD_INPUT : code;
        }
        log.line("exit " + code);
        return code;
    }

    /** {@code help} and {@code help run} are {@code --help} and {@code run --help}; a verb that is called so comes first. */
    private String[] helped(String[] args) {
        List<String> words = new ArrayList<>(Arrays.asList(args));
        int at = words.indexOf("help");
        boolean first = at == 0 || at > 0 && words.subList(0, at).stream().allMatch(w -> w.startsWith("--lang") || w.equals("fr")
                || w.equals("en"));
        if (!first || verbs.all().stream().anyMatch(v -> v.name().equals("help"))) {
            return args;
        }
        words.remove(at);
        // a verb that is not there is named, as without help
        if (words.size() == at || verbs.all().stream().anyMatch(v -> v.name().equals(words.get(at))) || words.get(at).startsWith("-")) {
            words.add("--help");
        }
        return words.toArray(String[]::new);
    }

    private int execute(picocli.CommandLine parser, String[] args, String language) {
        ParseResult result;
        try {
            result = parser.parseArgs(args);
        } catch (ParameterException e) {
            err.print("orthotwin: " + sentence(e, parser, language) + "\n");
            String name = e.getCommandLine().getParent() == null ? "" : e.getCommandLine().getCommandName() + " ";
            err.print(text(language, "see.help", name) + "\n");
            return Invocation.BAD_INPUT;
        }
        ParseResult call = result.hasSubcommand() ? result.subcommand() : result;
        if (result.isUsageHelpRequested() || call.isUsageHelpRequested()) {
            usage(call, language);
            return Invocation.OK;
        }
        if (!result.hasSubcommand()) {
            usage(result, language);
            return Invocation.BAD_INPUT;
        }
        Contribution<Verb> verb = verbs.all().stream().filter(v -> v.name().equals(call.commandSpec().name())).findFirst()
                .orElseThrow();
        ProgressLine progress = new ProgressLine(err, !call.hasMatchedOption("--quiet"), isTerminal(), language, cancel);
        Invocation invocation = null;
        try {
            invocation = invocation(verb, call, call.matchedOptionValue("--lang", result.matchedOptionValue("--lang", "en")), progress);
            return verbs.get(verb.id()).run(invocation);
        } catch (CancellationException e) {
            return fail(progress, Invocation.CANCELLED, text(language, "failed.cancelled"), e);
        } catch (SolverException e) {
            return fail(progress, Invocation.SOLVER_FAILED, e.getMessage(), e);
        } catch (InputException e) {
            return fail(progress, Invocation.BAD_INPUT, invocation == null ? Numbers.said(e.diagnostic().text(language), language)
                    : invocation.said(e.diagnostic().text(language), List.of()), e);
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return fail(progress, Invocation.BAD_INPUT, e.getMessage(), e);
        } catch (IOException e) {
            return fail(progress, Invocation.BAD_INPUT, ioText(e, call, language), e);
        } catch (UncheckedIOException e) {
            return fail(progress, Invocation.BAD_INPUT, ioText(e.getCause(), call, language), e);
        } catch (Exception | LinkageError | OutOfMemoryError e) {
            return fail(progress, Invocation.BAD_INPUT, text(language, "failed.verb", verb.name(), verb.contributor(),
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage(), log.file()), e);
        } finally {
            progress.finish();
        }
    }

    /** From Java 22 on there is a console object without a terminal, too, and a method that Java 21 lacks says which it is. */
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null || !mayBeTerminal(Path.of("/proc/self/fd/2"))) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /**
     * A console says nothing of where errors go, and progress goes there: into a file or a pipe no line is drawn over another. Where the
     * system does not tell nothing is known.
     */
    static boolean mayBeTerminal(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return true;
        }
    }

    private int fail(ProgressLine progress, int code, String sentence, Throwable t) {
        progress.finish();
        log.failure(sentence, t);
        err.print("orthotwin: " + sentence + "\n");
        return code;
    }

    /** A failure of a stream names no file: then the place that was to be written is named, that of {@code --out} or of temporary files. */
    private static String ioText(IOException e, ParseResult call, String language) {
        return switch (e) {
            case NoSuchFileException x -> text(language, "file.missing", x.getFile());
            case AccessDeniedException x -> text(language, "file.permission", x.getFile());
            case FileAlreadyExistsException x -> text(language, "file.exists", x.getFile());
            case FileSystemException x -> x.getMessage();
            default -> {
                String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                String place = call.hasMatchedOption("--out") ? String.valueOf((Object) call.matchedOptionValue("--out", ""))
                        : System.getProperty("java.io.tmpdir");
                yield what.equals(NO_SPACE) ? text(language, "file.full", what, place) : what;
            }
        };
    }

    private static String text(String language, String key, Object... args) {
        return Texts.CATALOG.text(language, key, args);
    }

    /** The language that the words ask for, before they are parsed: help is in it, too. */
    private static String spoken(String[] args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--lang=fr") || args[i].equals("--lang") && i + 1 < args.length && args[i + 1].equals("fr")) {
                return "fr";
            }
        }
        return "en";
    }

    private static String sentence(ParameterException e, picocli.CommandLine parser, String language) {
        if (e instanceof UnmatchedArgumentException u && e.getCommandLine() == parser && !u.getUnmatched().getFirst().startsWith("-")) {
            return text(language, "verb.unknown", u.getUnmatched().getFirst(), String.join(", ", parser.getSubcommands().keySet()));
        }
        return firstLine(e.getMessage());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private Invocation invocation(Contribution<Verb> verb, ParseResult call, String language, ProgressLine progress) {
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (OptionSpec o : call.commandSpec().options()) {
            if (o.userObject() instanceof Map<?, ?> && (call.hasMatchedOption(o) || o.defaultValue() != null)) {
                Object v = o.getValue();
                options.put(o.names()[0], v instanceof List<?> l ? l.stream().map(String::valueOf).toList()
                        : v instanceof Boolean ? List.of() : List.of(String.valueOf(v)));
            }
        }
        Map<String, List<String>> operands = new LinkedHashMap<>();
        for (PositionalParamSpec p : call.commandSpec().positionalParameters()) {
            Object v = p.getValue();
            operands.put(p.paramLabel(), v instanceof List<?> l ? l.stream().map(String::valueOf).toList() : List.of());
        }
        Invocation.Common common = new Invocation.Common(call.hasMatchedOption("--json"),
                Optional.ofNullable(call.matchedOptionValue("--seed", (Long) null)),
                call.matchedOptionValue("--threads", Runtime.getRuntime().availableProcessors()), call.hasMatchedOption("--dry-run"),
                call.hasMatchedOption("--quiet"), language);
        if (common.threads() < 1) {
            throw Texts.refusal("option.threads.least", common.threads());
        }
        if (!MessageCatalog.LANGUAGES.contains(common.language())) {
            throw Texts.refusal("option.lang.known", common.language());
        }
        return new Invocation(verb.name(), common, options, operands, progress, out, err, directory);
    }

    private void usage(ParseResult call, String language) {
        ofAction(call.commandSpec(), language);
        StringBuilder text = new StringBuilder(call.commandSpec().commandLine().getUsageMessage(Ansi.OFF));
        out.print(text);
    }

    /** Leaves of the options of a verb that does several things those of the one that was named, with what is said of it. */
    private static void ofAction(CommandSpec spec, String language) {
        for (PositionalParamSpec p : spec.positionalParameters()) {
            if (!(p.userObject() instanceof Map<?, ?> o) || !"action".equals(o.get("name")) || !(p.getValue() instanceof List<?> named)
                    || named.isEmpty() || !(p.completionCandidates() instanceof List<?> actions) || !actions.contains(named.getFirst())) {
                continue;
            }
            String action = (String) named.getFirst();
            List<String> all = actions.stream().map(String::valueOf).toList();
            List<OptionSpec> options = List.copyOf(spec.options());
            options.forEach(spec::remove);
            for (OptionSpec x : options) {
                String text = String.join(" ", x.description());
                Optional<String> said = x.userObject() instanceof Map<?, ?> own ? saidOf(own, text, action, all) : Optional.of(text);
                said.ifPresent(d -> spec.addOption(OptionSpec.builder(x).description(d).build()));
            }
            return;
        }
    }

    /**
     * What the description of an option says of one action: {@code build: ... share, cohort: ...}; without such words it is for the
     * actions that its declaration names, or for all.
     */
    static Optional<String> saidOf(Map<?, ?> option, String description, String action, List<String> actions) {
        if (option.get("actions") instanceof String only) {
            return Stream.of(only.split(",")).anyMatch(a -> a.strip().equals(action)) ? Optional.of(description) : Optional.empty();
        }
        String word = "(?:" + actions.stream().map(Pattern::quote).collect(Collectors.joining("|")) + ")";
        Matcher m = Pattern.compile("(?:^|(?<=[.,;] ))(" + word + "(?:(?:, | and | et )" + word + ")*) ?: ").matcher(description);
        if (!m.find()) {
            return Optional.of(description);
        }
        StringBuilder own = new StringBuilder(description.substring(0, m.start()));
        boolean found = m.start() > 0;
        boolean next;
        do {
            boolean of = Arrays.asList(m.group(1).split(", | and | et ")).contains(action);
            int from = m.end();
            next = m.find();
            found |= of;
            own.append(of ? description.substring(from, next ? m.start() : description.length()) : "");
        } while (next);
        return found ? Optional.of(own.toString().strip().replaceFirst("[,;]$", ".")) : Optional.empty();
    }

    private static CommandSpec root(String language) {
        CommandSpec spec = CommandSpec.create().name("orthotwin");
        spec.usageMessage().synopsisHeading(text(language, "usage.heading")).description(text(language, "usage.description"))
                .footer("", text(language, "usage.footer")).synopsisSubcommandLabel(text(language, "usage.verb")).autoWidth(false)
                .commandListHeading("%n" + text(language, "usage.verbs") + "%n");
        return spec.addOption(lang(language)).addOption(help(language));
    }

    private static OptionSpec help(String language) {
        return OptionSpec.builder("-h", "--help").usageHelp(true).description(text(language, "option.help")).build();
    }

    private static OptionSpec lang(String language) {
        return OptionSpec.builder("--lang").type(String.class).paramLabel("en|fr").description(text(language, "option.lang")).build();
    }

    private static CommandSpec spec(Contribution<Verb> verb, String language) {
        CommandSpec spec = CommandSpec.create().name(verb.name());
        spec.usageMessage().synopsisHeading(text(language, "usage.heading")).description(said(verb.attributes(), "description", language))
                .sortOptions(false).width(110);
        if (!verb.attribute("epilog").isEmpty()) {
            spec.usageMessage().footer("", said(verb.attributes(), "epilog", language));
        }
        int index = 0;
        List<Map<String, String>> operands = verb.elements("operand");
        for (Map<String, String> o : operands) {
            String arity = o.getOrDefault("arity", "1");
            boolean many = arity.endsWith("*");
            spec.addPositional(PositionalParamSpec.builder().paramLabel(o.getOrDefault("name", "argument")).type(List.class)
                    .auxiliaryTypes(String.class).index(many ? index + "..*" : String.valueOf(index))
                    .arity(arity).required(arity.startsWith("1")).description(describe(o, language)).completionCandidates(choices(o))
                    .userObject(o).build());
            index++;
        }
        for (Map<String, String> o : verb.elements("option")) {
            spec.addOption(option(o, language));
        }
        spec.addOption(flag("--json", text(language, "option.json")));
        spec.addOption(OptionSpec.builder("--seed").type(Long.class).paramLabel("<n>").description(text(language, "option.seed")).build());
        spec.addOption(OptionSpec.builder("--threads").type(Integer.class).paramLabel("<n>")
                .description(text(language, "option.threads")).build());
        spec.addOption(flag("--dry-run", text(language, "option.dry-run")));
        spec.addOption(flag("--quiet", text(language, "option.quiet")));
        return spec.addOption(lang(language)).addOption(help(language));
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).type(Boolean.class).arity("0").description(description).build();
    }

    private static OptionSpec option(Map<String, String> o, String language) {
        String[] names = Arrays.stream(o.getOrDefault("names", "").split(",")).map(String::strip).toArray(String[]::new);
        OptionSpec.Builder b = OptionSpec.builder(names).description(describe(o, language)).userObject(o);
        if (!o.containsKey("value")) {
            return b.type(Boolean.class).arity("0").build();
        }
        b.paramLabel("<" + o.get("value") + ">").required("true".equals(o.get("required"))).completionCandidates(choices(o));
        if (o.containsKey("default")) {
            b.defaultValue(o.get("default"));
        }
        return "true".equals(o.get("repeatable")) ? b.type(List.class).auxiliaryTypes(String.class).arity("1").build()
                : b.type(String.class).arity("1").build();
    }

    private static String describe(Map<String, String> o, String language) {
        return said(o, "description", language).replace("%", "%%")
                + (o.containsKey("choices") ? " " + text(language, "option.choices", o.get("choices")) : "")
                + (o.containsKey("default") ? " " + text(language, "option.default", o.get("default")).replace("%", "%%") : "");
    }

    /** What a contributor declares in a language, else in English. */
    private static String said(Map<String, String> declared, String attribute, String language) {
        String said = declared.getOrDefault(attribute + "." + language, "");
        return said.isEmpty() ? declared.getOrDefault(attribute, "") : said;
    }

    private static List<String> choices(Map<String, String> o) {
        return o.containsKey("choices") ? new ArrayList<>(Arrays.asList(o.get("choices").split("\\s*,\\s*"))) : List.of();
    }

}
