/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.simulation.RunResult;
import org.orthotwin.solver.SolverException;

/**
 * What became of one of many runs, of which one that cannot be done must not take the others with it.
 *
 * @param status of this run
 * @param result what it gave; empty where there is nothing
 * @param warnings sentences for people in the language of the call; of a run without a result, its reason
 * @param failure why there is no result; empty where nothing is wrong
 */
record Outcome(Status status, Optional<RunResult> result, List<String> warnings, Optional<RuntimeException> failure) {

    /** How a run can end. */
    enum Status {
        CONVERGED("converged"), NOT_CONVERGED("not-converged"),
        /** A solver could not answer. */
        FAILED("failed"),
        /** The case does not take these values. */
        REFUSED("refused"),
        /** Looked at without computing. */
        CHECKED("checked");

        private final String id;

        Status(String id) {
            this.id = id;
        }

        /** The word in files. */
        String id() {
            return id;
        }
    }

    /** Of a run that is computed. */
    static Outcome of(Invocation call, Supplier<RunResult> run) {
        return caught(call, () -> {
            RunResult r = run.get();
            return new Outcome(r.converged() ? Status.CONVERGED : Status.NOT_CONVERGED, Optional.of(r), texts(call, r.warnings()),
                    Optional.empty());
        });
    }

    /** Of a run that is only checked. */
    static Outcome ofCheck(Invocation call, Supplier<List<Diagnostic>> check) {
        return caught(call, () -> new Outcome(Status.CHECKED, Optional.empty(), texts(call, check.get()), Optional.empty()));
    }

    private static Outcome caught(Invocation call, Supplier<Outcome> run) {
        try {
            return run.get();
        } catch (SolverException e) {
            return without(Status.FAILED, String.valueOf(e.getMessage()), e);
        } catch (InputException e) {
            return without(Status.REFUSED, e.diagnostic().text(call.common().language()), e);
        } catch (IllegalArgumentException | NoSuchElementException e) {
            return without(Status.REFUSED, String.valueOf(e.getMessage()), e);
        }
    }

    private static Outcome without(Status status, String reason, RuntimeException e) {
        return new Outcome(status, Optional.empty(), List.of(reason), Optional.of(e));
    }

    private static List<String> texts(Invocation call, List<Diagnostic> warnings) {
        return warnings.stream().map(w -> w.text(call.common().language())).toList();
    }

    /**
     * The word for all of them together.
     *
     * @throws RuntimeException the first refusal, where every run was refused: then the words of the call are wrong, not one value
     */
    static String together(List<Outcome> all) {
        if (all.stream().allMatch(o -> o.status == Status.REFUSED)) {
            throw all.getFirst().failure.orElseThrow();
        }
        return all.stream().anyMatch(o -> o.failure.isPresent()) ? Status.FAILED.id
                : all.stream().anyMatch(o -> o.status == Status.NOT_CONVERGED) ? Status.NOT_CONVERGED.id : all.getFirst().status.id;
    }

    /** The exit code for a word of {@link #together}. */
    static int exitCode(String status) {
        return status.equals(Status.CONVERGED.id) || status.equals(Status.CHECKED.id) ? Invocation.OK : Invocation.SOLVER_FAILED;
    }

    /** The same without what may be large. */
    Outcome light() {
        return new Outcome(status, Optional.empty(), warnings, failure);
    }
}
