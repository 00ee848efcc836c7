/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.ui;

import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.emf.common.command.AbstractCommand;

/** An undoable change of what is kept with a case beside its models: no number of the case depends on it. */
public final class CompanionCommand extends AbstractCommand {

    private final Runnable change;
    private final Runnable back;

    private CompanionCommand(String label, Runnable change, Runnable back) {
        super(label, label);
        this.change = change;
        this.back = back;
    }

    /**
     * @param label what it does, for people
     * @param setter takes either value
     */
    public static <T> CompanionCommand of(String label, Consumer<T> setter, T before, T after) {
        Objects.requireNonNull(label);
        return new CompanionCommand(label, () -> setter.accept(after), () -> setter.accept(before));
    }

    @Override
    protected boolean prepare() {
        return true;
    }

    @Override
    public void execute() {
        change.run();
    }

    @Override
    public void undo() {
        back.run();
    }

    @Override
    public void redo() {
        change.run();
    }
}
