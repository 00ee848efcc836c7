/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/**
 * Rows that were put aside when observations of a patient came in: whoever reads what a twin says must know that there is more. They are
 * in a file beside the twin's, {@code .aside.json} in the place of its ending, each until the same was taken at that time, or until
 * somebody deletes the file.
 */
public final class Aside {

    /**
     * A row.
     *
     * @param reason why it was put aside, in English
     */
    public record Row(String observable, String time, String value, String unit, String reason) {

        private boolean isSame(Row r) {
            return observable.equals(r.observable) && time.equals(r.time) && value.equals(r.value) && unit.equals(r.unit);
        }

        private boolean isTaken(Twin twin) {
            return Withdrawals.standing(twin).stream().anyMatch(this::isOf);
        }

        private boolean isOf(Observation o) {
            return observable.equals(o.getDefinition()) && (time.equals(o.getTime()) || Times.written(time).equals(o.getTime()));
        }
    }

    private Aside() {
    }

    /** The file of a twin. */
    public static Path beside(Path twin) {
        return AlertLog.beside(twin).resolveSibling(AlertLog.beside(twin).getFileName().toString().replaceFirst("\\.alerts\\.json$",
                ".aside.json"));
    }

    /** @throws InputException if there is a file that is none */
    public static List<Row> read(Path twin) throws IOException {
        Path file = beside(twin);
        List<Row> rows = new ArrayList<>();
        if (!Files.exists(file)) {
            return rows;
        }
        try {
            for (Object o : (List<?>) ((Map<?, ?>) JsonText.parse(Files.readString(file))).get("rows")) {
                Map<?, ?> m = (Map<?, ?>) o;
                rows.add(new Row((String) m.get("observable"), (String) m.get("time"), (String) m.get("value"), (String) m.get("unit"),
                        (String) m.get("reason")));
            }
        } catch (InputException | ClassCastException | NullPointerException e) {
            throw Texts.refuse("log.unreadable", file, String.valueOf(e.getMessage()));
        }
        return rows;
    }

    /**
     * Remembers rows of the patient that were put aside, each once, and forgets those of which a value was taken since.
     *
     * @param more those of other patients are not remembered
     */
    public static void remember(Path file, Twin twin, List<Intake.Quarantined> more) throws IOException {
        List<Row> before = read(file);
        List<Row> all = new ArrayList<>(before);
        for (Intake.Quarantined q : more) {
            String whose = q.row().text("patient");
            Row r = new Row(q.row().text("observable"), q.row().text("time"), q.row().text("value"), q.row().text("unit"), q.reason()
                    .text("en"));
            if ((whose.isEmpty() || whose.equals(twin.getPseudonym())) && all.stream().noneMatch(r::isSame)) {
                all.add(r);
            }
        }
        all.removeIf(r -> r.isTaken(twin));
        if (all.equals(before)) {
            return;
        }
        if (all.isEmpty()) {
            Files.deleteIfExists(beside(file));
            return;
        }
        AtomicFiles.writeString(beside(file), JsonText.write(Map.of("rows", all.stream().map(r -> {
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("observable", r.observable);
            o.put("time", r.time);
            o.put("value", r.value);
            o.put("unit", r.unit);
            o.put("reason", r.reason);
            return o;
        }).toList())));
    }
}
