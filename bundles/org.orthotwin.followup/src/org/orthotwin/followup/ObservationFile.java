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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.CsvText;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.model.twin.Notes;

/**
 * Observations as they come in a file: CSV with a row of names, or JSON. Here texts are only taken apart; {@link Intake} judges them.
 *
 * <p>Columns, or names in JSON: {@code observable}, {@code time}, {@code value}, {@code unit} must be there; {@code patient},
 * {@code uncertainty} (in the same unit), {@code source} and {@code id} (of the message or row at its source), {@code side} ({@code
 * left} or {@code right}), {@code by} (who typed it), {@code part} (of {@code implant.part} which it is) and {@code note} (what else is to
 * be said, in free text) may be; {@code name} is read over. What was observed may be named by its code or its name. The table of
 * observations that a follow-up writes is read, too: its {@code identity} is what the twin knows an observation by, in the place of source
 * and id, and what it tells of predictions is read over. JSON is
 * {@code {"patient": "...", "observations": [{...}, ...]}}, or the list alone. A row with too few or too many cells and an item that is no
 * observation are put aside, with their place; a table whose head is wrong is none. Where semicolons separate a comma is the decimal sign;
 * where it is one in any number of a table, a number with points between groups of three digits (12.345) may be either, and is put aside.
 */
public final class ObservationFile {

    /** Columns that must be there. */
    public static final List<String> REQUIRED = List.of("observable", "time", "value", "unit");
    /** Columns that may be there. */
    public static final Set<String> COLUMNS = Set.of("observable", "time", "value", "unit", "patient", "uncertainty", "source", "id",
            Histories.SIDE, "by", "part", "note", "identity");
    /** What an implanted part is called, and by what it is known. */
    public static final String PART = "part";
    /** What else is to be said of an observation, in free text. */
    public static final String NOTE = "note";
    /** Of a note. */
    public static final int MOST_LETTERS = Notes.MOST_LETTERS;
    /** By what a twin knows an observation, in a table that was written of it; it takes the place of source and id. */
    public static final String IDENTITY = "identity";
    /** What a unit is called in our own tables whose values have each its own; that row of theirs is no observation. */
    public static final String SEE_UNIT = "see unit";
    /** Columns of the table of observations that a follow-up writes, of what was predicted, and of which file of a folder it is. */
    private static final Set<String> TOLD = Set.of("twin", "predicted", "predictedSd", "unbounded", "residual", "information");
    /** Columns of what was put aside, which are read over: such rows come back once they are mended. */
    private static final List<String> ASIDE = List.of("line", "code", "reason");
    /** The file of a row, where several are read together; read over as well. */
    public static final String FILE = "file";
    /** Columns that are there for people. */
    private static final String NAME = "name";
    private static final List<String> ORDER = List.of("patient", "time", "observable", "value", "unit", "uncertainty", "source", "id",
            Histories.SIDE);
    /** Of which joint what is of no joint by itself was observed, such as pain: FHIR and messages say so, a table does not. */
    public static final String JOINT = "joint";
    private static final Pattern DECIMAL_POINT = Pattern.compile("[-+]?\\d+\\.\\d+([eE][-+]?\\d+)?");
    private static final Set<String> NUMBERS = Set.of("value", "uncertainty");
    /** Where semicolons separate, a comma can only be the decimal point. */
    private static final Pattern DECIMAL_COMMA = Pattern.compile("[-+]?\\d+,\\d+([eE][-+]?\\d+)?");
    /** Why its source has withdrawn what it calls by this source and id; a message says so, or FHIR, a table does not. */
    public static final String WITHDRAWN = "withdrawn";
    /** That reason where a FHIR resource says it. */
    public static final String IN_ERROR = "FHIR status entered-in-error";
    private static final Pattern DIGITS = Pattern.compile("[-+]?[0-9.]+");
    /** Code of a number whose points may stand between thousands. */
    private static final String THOUSANDS = "row.thousands";
    /** No follow-up of one patient is so large: a row every quarter of an hour for nearly three years. */
    public static final int MOST_ROWS = 100_000;
    /** Nor so long. */
    public static final long MOST_BYTES = 16L << 20;

    /** A table for a folder of twins may have so many times as much. */
    private static final int PATIENTS = 20;

    /**
     * One observation as it is written.
     *
     * @param line in the file, counted from 1; in JSON the place in the list
     * @param texts by column; what is left out is the empty text
     * @param semicolons whether semicolons separate in its file, so that a comma may be its decimal sign
     */
    public record Row(int line, Map<String, String> texts, boolean semicolons) {

        /** One of a file with commas, or of none. */
        public Row(int line, Map<String, String> texts) {
            this(line, texts, false);
        }

        /** Where it stands: its file, where that is known, and the line or the place in it. */
        public String place() {
            return text(FILE).isEmpty() ? Integer.toString(line) : text(FILE) + ", " + line;
        }

        /** What a column says; empty where it says nothing, or is not there. */
        public String text(String column) {
            return texts.getOrDefault(column, "");
        }

        /** The same with something else in a column. */
        public Row with(String column, String text) {
            Map<String, String> all = new HashMap<>(texts);
            all.put(column, text);
            return new Row(line, all, semicolons);
        }
    }

    private ObservationFile() {
    }

    /** The same without anybody who watches. */
    public static List<Row> read(Path file) throws IOException {
        return read(file, Monitor.NONE);
    }

    /** The same of a file that has to be right as a whole. */
    public static List<Row> read(Path file, Monitor monitor) throws IOException {
        List<Intake.Quarantined> aside = new ArrayList<>();
        List<Row> rows = read(file, aside, monitor);
        if (!aside.isEmpty()) {
            throw new InputException(aside.getFirst().reason());
        }
        return rows;
    }

    /**
     * @param aside takes rows that cannot be taken apart, and why
     * @throws InputException if the file cannot be read, is too large, is neither CSV nor JSON of this form, or has columns that
     *             nobody knows
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static List<Row> read(Path file, List<Intake.Quarantined> aside, Monitor monitor) throws IOException {
        return read(file, 1, aside, monitor);
    }

    /** The same of many patients, twenty times as large at most; how much one of them may have is for {@link Intake} to say. */
    public static List<Row> readMany(Path file, List<Intake.Quarantined> aside, Monitor monitor) throws IOException {
        return read(file, PATIENTS, aside, monitor);
    }

    private static List<Row> read(Path file, int times, List<Intake.Quarantined> aside, Monitor monitor) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Texts.refuse("file.missing", file);
        }
        if (Files.size(file) > times * MOST_BYTES) {
            throw Texts.refuse(times == 1 ? "file.large" : "file.many-large", file, times * MOST_BYTES >> 20);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
        } catch (CharacterCodingException e) {
            throw Texts.refuse("file.encoding", file);
        }
        String body = text.startsWith("\ufeff") ? text.substring(1) : text;
        if (body.indexOf('\0') >= 0) {
            throw Texts.refuse("file.utf-16", file);
        }
        boolean json = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".json");
        return json ? json(file, body, times, aside, monitor) : csv(file, body, times, aside, monitor);
    }

    private static List<Row> json(Path file, String text, int times, List<Intake.Quarantined> aside, Monitor monitor) {
        Object root;
        try {
            root = JsonText.parse(text);
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("file.no-json", file, e.getMessage());
        }
        Map<?, ?> m = root instanceof Map<?, ?> all ? all : Map.of();
        if (!((root instanceof List<?> ? root : m.get("observations")) instanceof List<?> list)) {
            throw Texts.refuse("file.json-form", file);
        }
        if (list.size() > times * MOST_ROWS) {
            throw rows(file, times);
        }
        List<Row> rows = new ArrayList<>();
        int item = 0;
        for (Object o : list) {
            monitor.checkCancelled();
            item++;
            if (!(o instanceof Map<?, ?> fields)) {
                aside.add(new Intake.Quarantined(new Row(item, Map.of()), Texts.refuse("file.item", file, item).diagnostic()));
                continue;
            }
            Map<String, String> texts = new HashMap<>();
            String unknown = null;
            if (m.get("patient") != null) {
                texts.put("patient", m.get("patient").toString());
            }
            for (Map.Entry<?, ?> e : fields.entrySet()) {
                if (ASIDE.contains(e.getKey()) || e.getKey().equals(FILE)) {
                    continue;
                }
                if (!COLUMNS.contains(e.getKey())) {
                    unknown = unknown == null ? (String) e.getKey() : unknown;
                    continue;
                }
                texts.put((String) e.getKey(), e.getValue() == null ? "" : e.getValue() instanceof Double d ? Numbers.shortest(d)
                        : e.getValue().toString());
            }
            if (unknown == null) {
                rows.add(new Row(item, texts));
            } else {
                aside.add(new Intake.Quarantined(new Row(item, texts), Texts.refuse("file.column", file, unknown, String.join(", ",
                        REQUIRED)).diagnostic()));
            }
        }
        return rows;
    }

    private static List<Row> csv(Path file, String text, int times, List<Intake.Quarantined> aside, Monitor monitor) {
        List<Row> rows = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (text.indexOf('\r') >= 0 && text.indexOf('\n') < 0) {
            throw Texts.refuse("file.line-ends", file);
        }
        boolean semicolons = CsvText.separator(text) == ';';
        // rows with a number that may have points between thousands, as they are written; and whether commas are decimal signs here
        Map<Row, Intake.Quarantined> grouped = new LinkedHashMap<>();
        boolean[] commas = new boolean[1];
        try {
            CsvText.read(text, r -> {
                monitor.checkCancelled();
                List<String> cells = r.cells();
                if (names.isEmpty()) {
                    names.addAll(header(file, cells));
                    return;
                }
                Map<String, String> texts = new LinkedHashMap<>();
                Map<String, String> written = new LinkedHashMap<>();
                String thousands = null;
                for (int i = 0; i < Math.min(cells.size(), names.size()); i++) {
                    String cell = cells.get(i);
                    // a number that was put aside for its points, and has not been mended, does not decide by itself what they are
                    commas[0] |= names.get(i).equals("code") && cell.equals(THOUSANDS);
                    if (!COLUMNS.contains(names.get(i))) {
                        continue;
                    }
                    boolean number = semicolons && NUMBERS.contains(names.get(i));
                    boolean comma = number && DECIMAL_COMMA.matcher(cell).matches();
                    commas[0] |= comma;
                    thousands = number && DIGITS.matcher(cell).matches() && Numbers.isGroupedByPoints(cell) ? cell : thousands;
                    written.put(names.get(i), cell);
                    texts.put(names.get(i), comma ? cell.replace(',', '.') : cell);
                }
                if (texts.values().stream().allMatch(String::isEmpty) || names.contains(NAME) && texts.getOrDefault("time", "").isEmpty()
                        && texts.getOrDefault("value", "").isEmpty() || SEE_UNIT.equals(texts.get("value"))) {
                    // what spreadsheets leave behind the last row, the row of units of our own tables, and what a template was not
                    // filled in with
                    return;
                }
                if (rows.size() + aside.size() == times * MOST_ROWS) {
                    throw rows(file, times);
                }
                if (cells.size() != names.size()) {
                    aside.add(new Intake.Quarantined(new Row(r.line(), texts, semicolons), Texts.refuse("file.cells", file, r.line(), cells
                            .size(), names.size()).diagnostic()));
                    return;
                }
                Row row = new Row(r.line(), texts, semicolons);
                rows.add(row);
                if (thousands != null) {
                    grouped.put(row, new Intake.Quarantined(new Row(r.line(), written, true), Texts.refuse(THOUSANDS, thousands, thousands
                            .replace(".", ""), thousands.replaceFirst("\\.(?=\\d*$)", ",").replace(".", "")).diagnostic()));
                }
            });
        } catch (CsvText.OpenQuoteException e) {
            throw Texts.refuse("file.quote", file, e.line());
        }
        if (names.isEmpty()) {
            throw Texts.refuse("file.empty", file);
        }
        if (commas[0] && !grouped.isEmpty()) {
            rows.removeAll(grouped.keySet());
            aside.addAll(grouped.values());
        }
        return rows;
    }

    private static InputException rows(Path file, int times) {
        return Texts.refuse(times == 1 ? "file.rows" : "file.many-rows", file, times * MOST_ROWS);
    }

    private static List<String> header(Path file, List<String> cells) {
        if (cells.size() == 1 && cells.getFirst().indexOf('\t') > 0) {
            throw Texts.refuse("file.tabs", file);
        }
        for (String required : REQUIRED) {
            if (!cells.contains(required)) {
                throw Texts.refuse("file.no-column", file, required, String.join(", ", REQUIRED));
            }
        }
        for (int i = 0; i < cells.size(); i++) {
            boolean known = COLUMNS.contains(cells.get(i)) || ASIDE.contains(cells.get(i)) || TOLD.contains(cells.get(i)) || cells.get(i)
                    .equals(NAME) || cells.get(i).equals(FILE);
            if (!known || cells.indexOf(cells.get(i)) != i) {
                throw Texts.refuse("file.column", file, cells.get(i), String.join(", ", REQUIRED));
            }
        }
        return cells;
    }

    /** A cell that no separator of the table breaks. */
    private static String cell(String text, boolean semicolons) {
        return !semicolons ? CsvText.cell(text) : text.matches("[^;\"\\n\\r]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    /**
     * Writes a table with a row for each observable of a joint, its code, name and unit, to be filled in with dates and values and read;
     * rows that are left empty are read over.
     *
     * @param language of the names; in French semicolons separate, as spreadsheets expect there
     */
    public static void writeTemplate(Path file, String joint, String language) throws IOException {
        boolean semicolons = language.equals("fr");
        String between = semicolons ? ";" : ",";
        StringBuilder b = new StringBuilder(String.join(between, List.of("observable", NAME, "time", "value", "unit", "source", NOTE)))
                .append('\n');
        for (Observable d : Observables.all()) {
            if (joint.isEmpty() || d.joint().isEmpty() || d.joint().equals(joint)) {
                b.append(d.id()).append(between).append(cell(d.name(language), semicolons)).append(between).append(between).append(
                        between).append(d.unit().symbol().equals("1") ? "" : d.unit().symbol()).append(between).append(between).append(
                                '\n');
            }
        }
        AtomicFiles.writeString(file, b.toString());
    }

    /**
     * Writes rows that were put aside as a table with the reasons, which can be read again once they are mended, with the separators and
     * the decimal sign of the file that they came from.
     *
     * @param language of the reasons
     */
    public static void writeAside(Path file, List<Intake.Quarantined> rows, String language) throws IOException {
        boolean semicolons = rows.stream().anyMatch(q -> q.row().semicolons());
        String between = semicolons ? ";" : ",";
        List<String> columns = new ArrayList<>(ORDER);
        for (String c : List.of("by", PART, NOTE, IDENTITY, FILE)) {
            if (rows.stream().anyMatch(q -> !q.row().text(c).isEmpty())) {
                columns.add(c);
            }
        }
        StringBuilder b = new StringBuilder(String.join(between, ASIDE)).append(between).append(String.join(between, columns)).append(
                '\n');
        for (Intake.Quarantined q : rows) {
            b.append(q.row().line()).append(between).append(cell(q.reason().code(), semicolons)).append(between).append(cell(q.reason()
                    .text(language), semicolons));
            for (String c : columns) {
                String text = q.row().text(c);
                // points that may be either stay what they are
                boolean number = NUMBERS.contains(c) && q.row().semicolons() && !q.reason().code().equals(THOUSANDS) && DECIMAL_POINT
                        .matcher(text).matches();
                b.append(between).append(cell(number ? text.replace('.', ',') : text, semicolons));
            }
            b.append('\n');
        }
        AtomicFiles.writeString(file, b.toString());
    }
}
