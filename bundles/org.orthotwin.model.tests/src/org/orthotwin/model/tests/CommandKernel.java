/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.model.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.eclipse.emf.common.command.BasicCommandStack;
import org.eclipse.emf.common.command.Command;
import org.eclipse.emf.ecore.EObject;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.emf.edit.domain.AdapterFactoryEditingDomain;
import org.junit.jupiter.api.DynamicTest;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.edit.EditCommands;
import org.orthotwin.model.edit.ModelEditing;

/**
 * Expands a command into the cases that every command has to pass. What is compared is the file that the model would be saved as.
 *
 * <p>Execute: the file is another. Undo: it is the one before. Redo: it is the one after. Undo again: it is the one before, and the same
 * command made anew on a copy gives the same file, so that nothing is left behind in the model.
 */
final class CommandKernel {

    private CommandKernel() {
    }

    /**
     * The cases of one command.
     *
     * @param name of the command in the test report
     * @param model makes a fresh model
     * @param command makes the command for such a model
     * @param label the label it must have in English
     */
    static <M extends EObject> Stream<DynamicTest> cases(String name, java.util.function.Supplier<M> model,
            BiFunction<EditCommands, M, Command> command, String label) {
        return Stream.of("execute", "undo", "redo", "undo again", "label").map(c -> DynamicTest.dynamicTest(name + ": " + c, () -> {
            M m = model.get();
            AdapterFactoryEditingDomain domain = ModelEditing.newDomain();
            BasicCommandStack stack = (BasicCommandStack) domain.getCommandStack();
            String before = ModelFiles.text(m);
            Command made = command.apply(new EditCommands(domain, "en"), m);
            assertTrue(made.canExecute(), "can be executed");
            assertEquals(before, ModelFiles.text(m), "making the command changes nothing");
            stack.execute(made);
            String after = ModelFiles.text(m);
            assertNotEquals(before, after, "execute");
            switch (c) {
                case "execute" -> assertTrue(stack.canUndo());
                case "undo" -> {
                    stack.undo();
                    assertEquals(before, ModelFiles.text(m));
                    assertFalse(stack.canUndo());
                }
                case "redo" -> {
                    stack.undo();
                    assertTrue(stack.canRedo());
                    stack.redo();
                    assertEquals(after, ModelFiles.text(m));
                }
                case "undo again" -> {
                    for (int i = 0; i < 3; i++) {
                        stack.undo();
                        assertEquals(before, ModelFiles.text(m));
                        stack.redo();
                        assertEquals(after, ModelFiles.text(m));
                    }
                    stack.undo();
                    M copy = EcoreUtil.copy(m);
                    AdapterFactoryEditingDomain other = ModelEditing.newDomain();
                    other.getCommandStack().execute(command.apply(new EditCommands(other, "en"), copy));
                    assertEquals(after, ModelFiles.text(copy));
                }
                default -> {
                    assertEquals(label, made.getLabel());
                    M fresh = model.get();
                    String french = command.apply(new EditCommands(domain, "fr"), fresh).getLabel();
                    assertNotEquals(label, french);
                    assertEquals(List.of(), List.of(french).stream().filter(l -> l.contains("{") || l.contains("''")).toList());
                }
            }
        }));
    }
}
