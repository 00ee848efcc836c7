/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.ui.internal;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.orthotwin.imaging.LabelEditor;

/** A label map that is painted on, and whether what was painted is in a file. For the thread of the user interface. */
final class Painting {

    private final LabelEditor editor;
    private final String name;
    private final boolean blank;
    private Optional<Path> file;
    private Object saved;
    private boolean busy;

    /**
     * @param name of the case or image, for people
     * @param blank whether the map was made empty for an image
     * @param file that the corrections which the editor began with are in; empty where it began with none
     */
    Painting(LabelEditor editor, String name, boolean blank, Optional<Path> file) {
        this.editor = editor;
        this.name = name;
        this.blank = blank;
        this.file = file;
        saved = editor.state();
    }

    LabelEditor editor() {
        return editor;
    }

    String name() {
        return name;
    }

    boolean isBlank() {
        return blank;
    }

    /** Where it is saved; empty where nobody has said yet. */
    Optional<Path> file() {
        return file;
    }

    /** What was painted up to a state of the editor is in a file now. */
    void saved(Path where, Object state) {
        file = Optional.of(where);
        saved = Objects.requireNonNull(state);
    }

    /** Whether it is other than in its file. */
    boolean isDirty() {
        return !editor.state().equals(saved);
    }

    /** Whether there is anything that undo or redo could lead to. */
    boolean isTouched() {
        return isDirty() || !editor.edits().isEmpty() || editor.canRedo();
    }

    /** Whether something works on the labels in the background, so that nothing else may. */
    boolean isBusy() {
        return busy;
    }

    void busy(boolean now) {
        busy = now;
    }
}
