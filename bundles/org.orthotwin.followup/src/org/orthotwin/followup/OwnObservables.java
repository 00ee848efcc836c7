/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.contribution.Contribution;

/**
 * Files of observables that no bundle names, as somebody gives them: what is in them is in force until this is closed, after what is
 * installed, of which nothing is replaced. Whoever names a file means all of it: where an entry is wrong none is used.
 */
public final class OwnObservables implements AutoCloseable {

    /** What says of a contribution that it is such a file. */
    static final String OWN = "own";
    private static final long MOST_BYTES = 4L << 20;

    private final List<Contribution<ObservableFile>> added = new ArrayList<>();

    private OwnObservables() {
    }

    /**
     * @param files may be none
     * @throws org.orthotwin.core.InputException if one is not there, is no such file, or has an entry that is wrong or is installed
     *             already; nothing of them is then in force
     */
    public static OwnObservables open(List<Path> files) throws IOException {
        OwnObservables own = new OwnObservables();
        try {
            for (Path f : files) {
                own.add(f);
            }
        } catch (IOException | RuntimeException e) {
            own.close();
            throw e;
        }
        return own;
    }

    private void add(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Texts.refuse("file.missing", file);
        }
        if (Files.size(file) > MOST_BYTES) {
            throw Texts.refuse("own.large", file, MOST_BYTES >> 20);
        }
        ObservableFile entries;
        try {
            entries = ObservableFile.of(JsonText.parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString()));
        } catch (CharacterCodingException e) {
            throw Texts.refuse("file.encoding", file);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw Texts.refuse("file.no-json", file, e.getMessage());
        }
        if (entries.observables().isEmpty() && entries.causes().isEmpty() && entries.interventions().isEmpty() && entries.visits()
                .isEmpty()) {
            throw Texts.refuse("own.empty", file);
        }
        List<String> before = Observables.problems();
        String name = file.getFileName().toString();
        Contribution<ObservableFile> c = new Contribution<>(file.toAbsolutePath().normalize().toString(), name, "", name, Map.of(OWN,
                "true"), Map.of(), () -> entries);
        if (!Observables.registry().add(c)) {
            // or it would be in force once the other is gone
            Observables.registry().remove(c);
            throw Texts.refuse("own.twice", file);
        }
        added.add(c);
        // each is tried, so that what its course cannot do is told now
        Observables.all().stream().filter(d -> Observables.file(d).equals(c.id())).forEach(d -> Observables.isPredicted(d, d.joint()));
        Observables.problems().stream().filter(p -> !before.contains(p)).findFirst().ifPresent(p -> {
            throw Texts.refuse("own.wrong", file, p);
        });
    }

    @Override
    public void close() {
        added.forEach(Observables.registry()::remove);
        added.clear();
    }
}
