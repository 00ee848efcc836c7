/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.emf.common.command.Command;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.ui.CaseCompanion;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CompanionCommand;
import org.orthotwin.ui.UiLanguage;

/** How the diagram of a case is arranged, in a file beside the scenario's, whose name ends in {@code .diagram}. */
public final class KeptArrangement implements CaseCompanion {

    private static final String ENDING = ".diagram";

    private final Path file;
    private Arrangement now = Arrangement.NONE;
    private Arrangement saved = Arrangement.NONE;
    private String problem = "";

    private KeptArrangement(Path scenario) {
        String name = scenario.getFileName().toString();
        int dot = name.lastIndexOf('.');
        file = scenario.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ENDING);
        reread();
    }

    public static KeptArrangement of(CaseSession session) {
        return session.companion(KeptArrangement.class, s -> new KeptArrangement(s.file()));
    }

    public Arrangement now() {
        return now;
    }

    public Path file() {
        return file;
    }

    /** Why the file could not be read, for people; empty if it could, or is not there. It is left alone until something is moved. */
    public String problem() {
        return problem;
    }

    /** Arranges it otherwise. */
    Command change(String label, Arrangement wanted) {
        Objects.requireNonNull(wanted);
        return CompanionCommand.of(label, a -> now = a, now, wanted);
    }

    Command move(String label, Map<String, Arrangement.At> places) {
        return change(label, now.with(places));
    }

    Command bend(String label, String key, List<Arrangement.At> points) {
        return change(label, now.bend(key, points));
    }

    @Override
    public void save() throws IOException {
        if (!now.equals(saved)) {
            AtomicFiles.writeString(file, now.text());
            saved = now;
            problem = "";
        }
    }

    @Override
    public void reread() {
        problem = "";
        now = Arrangement.NONE;
        try {
            if (Files.exists(file)) {
                now = Arrangement.parse(Files.readString(file), file.toString());
            }
        } catch (InputException e) {
            problem = e.diagnostic().text(UiLanguage.code());
        } catch (IOException e) {
            problem = Texts.text("file.unreadable", file, String.valueOf(e.getMessage()));
        }
        saved = now;
    }
}
