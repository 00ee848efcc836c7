/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli;

import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.MessageCatalog;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;

/** One call of a verb: its words, what every verb understands, and where its output goes. */
public final class Invocation {

    private static final MessageCatalog TEXTS = new MessageCatalog(Invocation.class);

    public static final int OK = 0;
    /** A check that was asked for failed. */
    public static final int CHECK_FAILED = 1;
    /** The words or the input cannot be used. */
    public static final int BAD_INPUT = 2;
    /** A solver failed. */
    public static final int SOLVER_FAILED = 3;
    /** The user stopped it. */
    public static final int CANCELLED = 130;

    /**
     * What every verb understands.
     *
     * @param json print one JSON object and nothing else on standard output
     * @param seed of everything random; empty where none was given
     * @param threads how many may be used
     * @param dryRun check everything, compute and write nothing
     * @param quiet no progress, no text for people
     * @param language ISO code of texts for people
     */
    public record Common(boolean json, Optional<Long> seed, int threads, boolean dryRun, boolean quiet, String language) {
    }

    private final String verb;
    private final Common common;
    private final Map<String, List<String>> options;
    private final Map<String, List<String>> operands;
    private final Monitor monitor;
    private final PrintStream out;
    private final PrintStream err;
    private final Path directory;

    /**
     * In the working directory.
     *
     * @param options values by the option's first name; a flag that was given has an empty list
     * @param operands words by the operand's name
     */
    public Invocation(String verb, Common common, Map<String, List<String>> options, Map<String, List<String>> operands, Monitor monitor,
            PrintStream out, PrintStream err) {
        this(verb, common, options, operands, monitor, out, err, Path.of(""));
    }

    /**
     * @param options values by the option's first name; a flag that was given has an empty list
     * @param operands words by the operand's name
     * @param directory what the paths of the call are relative to; the empty path is the working directory
     */
    public Invocation(String verb, Common common, Map<String, List<String>> options, Map<String, List<String>> operands, Monitor monitor,
            PrintStream out, PrintStream err, Path directory) {
        this.verb = Objects.requireNonNull(verb);
        this.common = Objects.requireNonNull(common);
        this.options = Map.copyOf(options);
        this.operands = Map.copyOf(operands);
        this.monitor = Objects.requireNonNull(monitor);
        this.out = Objects.requireNonNull(out);
        this.err = Objects.requireNonNull(err);
        this.directory = Objects.requireNonNull(directory);
    }

    public String verb() {
        return verb;
    }

    public Common common() {
        return common;
    }

    public Monitor monitor() {
        return monitor;
    }

    /** The words given for an operand, in their order; empty if none. */
    public List<String> operands(String name) {
        return operands.getOrDefault(name, List.of());
    }

    /** The only word of an operand that must be given once. */
    public String operand(String name) {
        return operands.get(name).getFirst();
    }

    /** The value of an option by its first name, or its declared default; empty if there is neither. */
    public Optional<String> option(String name) {
        return options(name).stream().findFirst();
    }

    /** All values of a repeatable option. */
    public List<String> options(String name) {
        return options.getOrDefault(name, List.of());
    }

    /** Whether an option was given. */
    public boolean flag(String name) {
        return options.containsKey(name);
    }

    /** A path from the command line, relative to the directory of the call. */
    public Path path(String text) {
        try {
            return directory.resolve(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' is not a path: " + e.getReason(), e);
        }
    }

    /**
     * A line for people on standard output, with numbers as their language writes them ({@link Numbers#said}); nothing with
     * {@code --json} or {@code --quiet}. What was typed in the call, such as paths and reasons, is as it was typed.
     */
    public void print(String line) {
        print(line, List.of());
    }

    /**
     * The same.
     *
     * @param own other texts of somebody that are in the line and stay as they are, such as a reason that is kept
     */
    public void print(String line, List<String> own) {
        if (!common.json && !common.quiet) {
            out.print(said(line, own));
            out.print('\n');
        }
    }

    /** A text for people with numbers as their language writes them; what was typed in the call, and other texts of somebody, stay. */
    public String said(String text, List<String> own) {
        return Numbers.said(text, common.language, Stream.of(options.values().stream().flatMap(List::stream), operands.values().stream()
                .flatMap(List::stream), Stream.of(directory.toString()), own.stream()).flatMap(s -> s).toList());
    }

    /** The one JSON object of this call on standard output; nothing without {@code --json}. */
    public void printJson(Map<String, ?> object) {
        if (common.json) {
            out.print(JsonText.write(object));
        }
    }

    /** One of the JSON objects that a verb prints while it goes on, each in a line of its own; nothing without {@code --json}. */
    public void printJsonLine(Map<String, ?> object) {
        if (common.json) {
            out.print(JsonText.line(object));
            out.flush();
        }
    }

    /** A warning for people on standard error, with numbers as their language writes them; see {@link #print}. */
    public void warn(String line) {
        err.print(TEXTS.text(common.language, "warning", said(line, List.of())) + "\n");
    }
}
