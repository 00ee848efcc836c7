/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.fhir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Unit;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;

/**
 * FHIR R4 in JSON as rows of observations, which {@link Intake} judges like those of any file. Read are Observation (with its components),
 * QuestionnaireResponse, Procedure (with the facts of the Devices that it implants) and ImagingStudy; other resources are counted and
 * left. Nothing is guessed: what has no code that is known, no UCUM unit, no time or another status than a final one is put aside by name.
 * Answers that are the items of a score are summed by the score's own rule, as {@link FhirCodes} says which are.
 * What is said beside an observation or a procedure ({@code note}) is left, since names may be written in it, unless notes are asked for.
 * What was entered in error is a row that withdraws what was taken by the same identity, with all its parts.
 *
 * <p>A patient is the logical id that a reference names, or the first identifier of the Patient resource that a reference within a bundle
 * means; names, addresses and dates of birth are never read. An observation of a period counts from its end, a procedure from its
 * beginning, and what is known of a device from the procedure that implants it, since a Device has no such time. Of which side something
 * is, and of which joint, says its body site ({@link FhirSites}) or its code. Identity is the first
 * business identifier, or the resource's type and id at its server; a component's and a device's has the observable behind it.
 */
public final class FhirReader {

    private static final String DEVICE_ACTION = "http://hl7.org/fhir/device-action";
    private static final String SNOMED = "http://snomed.info/sct";
    /** SNOMED CT: Yes and No (qualifier values). */
    private static final Map<String, String> YES_NO = Map.of("373066001", "1", "373067005", "0");
    /** Extensions by which the code of an answer says its number: that of R4, of R3 and of R5. */
    private static final Set<String> ORDINALS = Set.of("http://hl7.org/fhir/StructureDefinition/ordinalValue",
            "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue", "http://hl7.org/fhir/StructureDefinition/itemWeight");
    private static final String SIDE = Histories.SIDE;
    private static final String UCUM = "http://unitsofmeasure.org";
    private static final long MOST_BYTES = 64L << 20;
    private static final Set<String> FINAL = new LinkedHashSet<>(List.of("final", "amended", "corrected"));
    private static final String IN_ERROR = "entered-in-error";
    private static final Set<String> COMPLETED = new LinkedHashSet<>(List.of("completed", "amended"));
    /** UCUM codes that are another symbol with us. */
    private static final Map<String, String> UNITS = Map.of("a", "yr", "mm/a", "mm/yr", "mm3/a", "mm3/yr",
            "{steps}/min", "/min");
    /** What says "a day" of something that is counted by day. */
    private static final Set<String> A_DAY = Set.of("/d", "1/d", "/(24.h)", "1/(24.h)", "{steps}/d", "{steps}/(24.h)", "{#}/d");
    private static final String STEPS = "activity.steps";

    /** Why something is not known to be an observation of ours; what it is by its own words is then the second argument. */
    private static final Set<String> UNKNOWN = Set.of("fhir.code", "fhir.questionnaire");

    /** What stands in the place of the rest of a note. */
    private static final String CUT = " ...";

    /** Bytes at the beginning of a file by which it is told. */
    private static final int SNIFFED = 1 << 16;

    private final FhirCodes codes;
    private final FhirSites sites;
    private final String origin;
    private final List<ObservationFile.Row> rows = new ArrayList<>();
    private final List<Intake.Quarantined> aside = new ArrayList<>();
    private final Map<String, Integer> left = new TreeMap<>();
    /** Devices of the bundle that is read, by what refers to them, and those that a procedure implants. */
    private final Map<String, Map<?, ?>> devices = new HashMap<>();
    private final Set<Map<?, ?>> implanted = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Body structures of the bundle that is read, by what refers to them. */
    private final Map<String, Map<?, ?>> structures = new HashMap<>();
    /** The file of a folder that is read, empty for one alone; and the place of a resource in it, or among all that were read. */
    private String file = "";
    private int count;
    private boolean notes;

    /**
     * @param origin what the source is called where a resource has no identifier of its own: the server's address, or {@code fhir}
     */
    public FhirReader(FhirCodes codes, String origin) {
        this.codes = codes;
        this.sites = new FhirSites(codes, r -> Optional.ofNullable(structures.get(r.replaceFirst("/_history/.*", ""))));
        this.origin = origin;
    }

    /** Takes what is said beside an observation or a procedure as its note from now on, with whatever names were written in it. */
    public FhirReader withNotes() {
        notes = true;
        return this;
    }

    /** Whether a file is FHIR: JSON that says its resourceType, or a folder. */
    public static boolean isFhir(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            return true;
        }
        if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
            return false;
        }
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = plain(new String(in.readNBytes(SNIFFED), StandardCharsets.UTF_8));
        }
        int at = text.indexOf("\"resourceType\"");
        int other = text.indexOf("\"observations\"");
        return text.stripLeading().startsWith("{") && at >= 0 && (other < 0 || at < other);
    }

    /**
     * Reads a bundle or a single resource, or a resource in each line of a {@code .ndjson} file (FHIR Bulk Data), or all such files of a
     * folder: one of these that is no FHIR is put aside, and so is a line. Rows of a folder name their file; their line is then the place
     * of the resource there, in {@code .ndjson} the line. Other files of a folder are counted among what was left, by the end of their
     * names.
     *
     * @throws InputException if a file alone is no FHIR, or a folder has none that could be
     */
    public void read(Path file, Monitor monitor) throws IOException {
        if (!Files.isDirectory(file)) {
            readFile(file, monitor);
            return;
        }
        try (Stream<Path> all = Files.list(file)) {
            List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
            List<Path> ours = files.stream().filter(f -> isLines(f) || name(f).endsWith(".json")).toList();
            if (ours.isEmpty()) {
                throw Texts.refuse("fhir.no-files", file);
            }
            for (Path f : ours) {
                this.file = name(f);
                count = 0;
                try {
                    readFile(f, monitor);
                } catch (InputException e) {
                    aside.add(new Intake.Quarantined(new ObservationFile.Row(1, Map.of(ObservationFile.FILE, this.file)), e.diagnostic()));
                }
            }
            files.stream().filter(f -> !ours.contains(f)).forEach(f -> left.merge(name(f).replaceFirst("^.*(?=\\.)", "*"), 1,
                    Integer::sum));
        }
    }

    private void readFile(Path file, Monitor monitor) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw Texts.refuse("fhir.missing", file);
        }
        if (Files.size(file) > MOST_BYTES) {
            throw Texts.refuse("fhir.large", file, MOST_BYTES >> 20);
        }
        if (isLines(file)) {
            lines(file, monitor);
        } else {
            read(file.toString(), Files.readAllBytes(file), monitor);
        }
    }

    /** A text without the byte order mark that some programs write before it. */
    private static String plain(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static boolean isLines(Path file) {
        return name(file).endsWith(".ndjson");
    }

    /** A resource in each line: one that is none is put aside, with its line. */
    private void lines(Path file, Monitor monitor) throws IOException {
        int line = 0;
        for (String text : plain(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)).split("\r?\n", -1)) {
            line++;
            if (text.isBlank()) {
                continue;
            }
            count = line - 1;
            try {
                read(file + ":" + line, text.getBytes(StandardCharsets.UTF_8), monitor);
            } catch (InputException e) {
                if (e.diagnostic().code().equals("fhir.rows")) {
                    throw e;
                }
                Map<String, String> where = this.file.isEmpty() ? Map.of() : Map.of(ObservationFile.FILE, this.file);
                aside.add(new Intake.Quarantined(new ObservationFile.Row(line, where), e.diagnostic()));
            }
        }
    }

    /**
     * Reads a bundle or a single resource.
     *
     * @param name what to call it in messages
     * @return what it was read from
     * @throws InputException if it is no FHIR
     */
    Map<?, ?> read(String name, byte[] json, Monitor monitor) {
        Object root;
        try {
            root = JsonText.parse(plain(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString()));
        } catch (CharacterCodingException e) {
            throw Texts.refuse("fhir.no-json", name, "UTF-8");
        } catch (IllegalArgumentException e) {
            throw Texts.refuse("fhir.no-json", name, e.getMessage());
        }
        if (!(root instanceof Map<?, ?> m) || text(m, "resourceType").isEmpty()) {
            throw Texts.refuse("fhir.form", name);
        }
        if (!text(m, "resourceType").equals("Bundle")) {
            resource(m, Map.of(), "");
            return m;
        }
        Map<String, String> patients = new HashMap<>();
        devices.clear();
        implanted.clear();
        structures.clear();
        for (Map<?, ?> e : maps(m, "entry")) {
            Map<?, ?> r = map(e, "resource");
            if (text(r, "resourceType").equals("Device")) {
                devices.put(text(e, "fullUrl"), r);
                devices.put("Device/" + text(r, "id"), r);
            }
            if (text(r, "resourceType").equals("BodyStructure")) {
                structures.put(text(e, "fullUrl"), r);
                structures.put("BodyStructure/" + text(r, "id"), r);
            }
            if (text(r, "resourceType").equals("Patient") && text(e, "fullUrl").startsWith("urn:")) {
                patients.put(text(e, "fullUrl"), maps(r, "identifier").stream().map(i -> text(i, "value")).filter(v -> !v.isEmpty())
                        .findFirst().orElse(text(r, "id")));
            }
        }
        for (Map<?, ?> e : maps(m, "entry")) {
            monitor.checkCancelled();
            resource(map(e, "resource"), patients, text(e, "fullUrl"));
        }
        Set<Map<?, ?>> alone = Collections.newSetFromMap(new IdentityHashMap<>());
        alone.addAll(devices.values());
        alone.removeAll(implanted);
        alone.forEach(d -> left.merge("Device", 1, Integer::sum));
        devices.clear();
        return m;
    }

    private void resource(Map<?, ?> r, Map<String, String> patients, String url) {
        if (rows.size() + aside.size() >= ObservationFile.MOST_ROWS) {
            throw Texts.refuse("fhir.rows", ObservationFile.MOST_ROWS);
        }
        count++;
        String type = text(r, "resourceType");
        String name = type + (text(r, "id").isEmpty() ? "" : "/" + text(r, "id"));
        Map<String, String> common = new LinkedHashMap<>();
        // the same from a file as from its server
        boolean at = url.matches("https?://.+") && url.endsWith("/" + name);
        common.put("source", at ? url.substring(0, url.length() - name.length() - 1) : origin);
        if (!file.isEmpty()) {
            common.put(ObservationFile.FILE, file);
        }
        try {
            switch (type) {
                case "Observation" -> observation(r, name, common, patients);
                case "QuestionnaireResponse" -> answers(r, name, common, patients);
                case "Procedure" -> procedure(r, name, common, patients);
                case "ImagingStudy" -> imaging(r, name, common, patients);
                case "Device" -> {
                    // told with the procedure that implants it, or counted when the bundle ends
                    if (!devices.containsValue(r)) {
                        left.merge(type, 1, Integer::sum);
                    }
                }
                default -> left.merge(type.isEmpty() ? "?" : type, 1, Integer::sum);
            }
        } catch (InputException e) {
            common.computeIfAbsent("time", t -> Stream.of("effectiveDateTime", "effectiveInstant", "authored", "performedDateTime",
                    "started").map(k -> text(r, k)).filter(x -> !x.isEmpty()).findFirst().orElse(null));
            putAside(r, common, e);
        }
    }

    private void observation(Map<?, ?> r, String name, Map<String, String> common, Map<String, String> patients) {
        if (!begin(r, name, common, patients, FINAL)) {
            return;
        }
        time(name, common, text(r, "effectiveDateTime"), text(r, "effectiveInstant"), text(map(r, "effectivePeriod"), "end"));
        note(r, common);
        List<Map<?, ?>> parts = maps(r, "component");
        boolean own = r.keySet().stream().anyMatch(k -> String.valueOf(k).startsWith("value"));
        if (own || parts.isEmpty()) {
            part(r, common, () -> {
                String o = observable(r, name);
                row(value(r, name, o, sited(r, r, o, name, common)), "");
            });
        }
        for (Map<?, ?> c : parts) {
            part(c, common, () -> {
                String o = observable(c, name);
                row(value(c, name, o, sited(r, c, o, name, common)), "#" + o);
            });
        }
    }

    /**
     * What is said of a resource: its annotations, one below the other. Who said it and when is left, as are all names; the text is as it
     * is written there. One that is too long for a note is cut, so that no comment costs the observation: the whole is at its source.
     */
    private void note(Map<?, ?> r, Map<String, String> texts) {
        if (!notes) {
            return;
        }
        List<String> all = maps(r, "note").stream().map(n -> text(n, "text").strip()).filter(t -> !t.isEmpty()).toList();
        String text = String.join("\n", all);
        if (!text.isEmpty()) {
            int end = ObservationFile.MOST_LETTERS - CUT.length();
            end -= text.length() > end && Character.isHighSurrogate(text.charAt(end - 1)) ? 1 : 0;
            texts.put(ObservationFile.NOTE, text.length() <= ObservationFile.MOST_LETTERS ? text : text.substring(0, end) + CUT);
        }
    }

    /** One part that is wrong is put aside, and the others beside it are not. */
    private void part(Map<?, ?> of, Map<String, String> common, Runnable part) {
        try {
            part.run();
        } catch (InputException e) {
            putAside(of, common, e);
        }
    }

    /**
     * Puts aside what has a code and a value, with both as far as they can be read, so that it can be mended: a code that is not known
     * stands in the place of what it is of, and a value that must not be taken as it is has its comparator or status beside it.
     */
    private void putAside(Map<?, ?> of, Map<String, String> common, InputException why) {
        Map<String, String> texts = new LinkedHashMap<>(common);
        Stream<String> unknown = maps(map(of, "code"), "coding").stream().map(c -> text(c, "system") + "|" + text(c, "code"));
        Stream.concat(meant(of), unknown).findFirst().ifPresent(o -> texts.putIfAbsent("observable", o));
        Map<?, ?> q = map(of, "valueQuantity");
        Stream.of(of.get("valueInteger"), of.get("valueDecimal"), q.get("value")).filter(Double.class::isInstance).map(Double.class::cast)
                .findFirst().ifPresent(v -> texts.put("value", text(q, "comparator") + Numbers.shortest(v) + (why.diagnostic().code()
                        .equals("fhir.status") ? " (" + text(of, "status") + ")" : "")));
        Stream.of(text(q, "code"), text(q, "unit")).filter(u -> !u.isEmpty()).findFirst().ifPresent(u -> texts.put("unit", UNITS
                .getOrDefault(u, u)));
        aside.add(new Intake.Quarantined(new ObservationFile.Row(count, texts), why.diagnostic()));
    }

    private void answers(Map<?, ?> r, String name, Map<String, String> common, Map<String, String> patients) {
        if (!begin(r, name, common, patients, COMPLETED)) {
            return;
        }
        time(name, common, text(r, "authored"));
        String form = text(r, "questionnaire").replaceFirst("\\|.*", "");
        int before = rows.size() + aside.size();
        Map<String, Map<String, Map<?, ?>>> answers = new LinkedHashMap<>();
        answers(r, form, answers);
        answers.forEach((o, own) -> part(Map.of(), common, () -> answered(Observables.get(o), own, name, form, common)));
        if (rows.size() + aside.size() == before) {
            throw Texts.refuse("fhir.questionnaire", name, form.isEmpty() ? "?" : form);
        }
    }

    /** The answers that mean something, by observable and linkId; the first of each. */
    private void answers(Map<?, ?> of, String form, Map<String, Map<String, Map<?, ?>>> into) {
        for (Map<?, ?> item : maps(of, "item")) {
            String link = text(item, "linkId");
            codes.observable(form, link).ifPresent(o -> into.computeIfAbsent(o, k -> new LinkedHashMap<>()).putIfAbsent(link,
                    maps(item, "answer").stream().findFirst().<Map<?, ?>>map(a -> a).orElse(Map.of())));
            answers(item, form, into);
        }
    }

    /** One score: of its items by its own rule, or the answer that says it. */
    private void answered(Observable d, Map<String, Map<?, ?>> own, String name, String form, Map<String, String> common) {
        Map<String, Integer> places = codes.items(form, d, name);
        if (places.isEmpty()) {
            own.values().forEach(a -> row(value(a, name, d.id(), common), "#" + d.id()));
            return;
        }
        String[] items = new String[places.size()];
        Arrays.fill(items, "-");
        places.forEach((link, place) -> {
            if (!own.getOrDefault(link, Map.of()).isEmpty()) {
                items[place - 1] = value(own.get(link), name + " " + link, d.id(), common).get("value");
            }
        });
        Map<String, String> texts = new HashMap<>(common);
        texts.put("observable", d.id());
        texts.put("value", "items(" + String.join(" ", items) + ")");
        row(texts, "#" + d.id());
    }

    private void procedure(Map<?, ?> r, String name, Map<String, String> common, Map<String, String> patients) {
        if (!begin(r, name, common, patients, Set.of("completed"))) {
            return;
        }
        time(name, common, text(r, "performedDateTime"), text(map(r, "performedPeriod"), "start"));
        String operation = observable(r, name);
        common.putAll(sited(r, r, operation, name, common));
        Map<String, String> texts = new HashMap<>(common);
        texts.put("observable", operation);
        texts.put("value", "1");
        // of the operation, and not of each fact of what was implanted
        note(r, texts);
        // femoral and tibial parts may both say that they are cemented
        Map<String, Map<String, String>> facts = new LinkedHashMap<>();
        Set<String> sides = new LinkedHashSet<>();
        for (Map<?, ?> focal : maps(r, "focalDevice")) {
            if (maps(map(focal, "action"), "coding").stream().noneMatch(c -> text(c, "system").equals(DEVICE_ACTION)
                    && !text(c, "code").equals("implanted"))) {
                device(r, text(map(focal, "manipulated"), "reference"), name, common, facts, sides);
            }
        }
        // a device may say of which side it is where the operation does not
        String said = common.getOrDefault(SIDE, "");
        if (!said.isEmpty() && sides.stream().anyMatch(s -> !s.equals(said))) {
            throw Texts.refuse("fhir.site.device", name, said);
        }
        if (sides.size() == 1) {
            texts.put(SIDE, sides.iterator().next());
        }
        row(texts, "");
        facts.values().forEach(f -> row(f, "#" + f.get("observable") + (f.containsKey(ObservationFile.PART) ? "/" + f.get(
                ObservationFile.PART) : "")));
    }

    /** What is common, with the side and the joint that the site of a resource, or the code of what was observed, says. */
    private Map<String, String> sited(Map<?, ?> r, Map<?, ?> coded, String observable, String name, Map<String, String> common) {
        FhirSites.Site site = sites.of(r, observable, name);
        Set<String> sides = new LinkedHashSet<>(maps(map(coded, "code"), "coding").stream().map(c -> codes.meaning(text(c, "system"), text(
                c, "code")).map(FhirCodes.Meaning::side).orElse("")).filter(s -> !s.isEmpty()).toList());
        sides.addAll(site.side().isEmpty() ? List.of() : List.of(site.side()));
        if (sides.size() > 1) {
            throw Texts.refuse("fhir.site.sides", name, String.join(", ", sides));
        }
        Map<String, String> texts = new LinkedHashMap<>(common);
        sides.forEach(s -> texts.put(SIDE, s));
        if (!site.joint().isEmpty()) {
            texts.put(ObservationFile.JOINT, site.joint());
        }
        return texts;
    }

    /** What is known of the kind of a device: facts by the codes of its type, and properties that are yes, no or a number. */
    private void device(Map<?, ?> procedure, String reference, String name, Map<String, String> common,
            Map<String, Map<String, String>> facts, Set<String> sides) {
        Map<?, ?> d = reference.startsWith("#") ? maps(procedure, "contained").stream()
                .filter(c -> text(c, "resourceType").equals("Device") && text(c, "id").equals(reference.substring(1)))
                .<Map<?, ?>>map(c -> c).findFirst().orElse(null) : devices.get(reference.replaceFirst("/_history/.*", ""));
        if (d == null) {
            return;
        }
        implanted.add(d);
        Map<String, String> own = new HashMap<>(common);
        String part = part(d);
        if (!part.isEmpty()) {
            Map<String, String> texts = new HashMap<>(own);
            texts.put("observable", FollowUpResult.PART);
            texts.put("value", "1");
            texts.put(ObservationFile.PART, part);
            facts.put(" " + FollowUpResult.PART + " " + part, texts);
        }
        FhirSites.side(d).ifPresent(side -> {
            sides.add(side);
            own.put(SIDE, side);
        });
        String of = own.getOrDefault(SIDE, "") + " ";
        maps(map(d, "type"), "coding").forEach(c -> fact(c).ifPresent(o -> {
            Map<String, String> texts = new HashMap<>(own);
            texts.put("observable", o);
            texts.put("value", "1");
            facts.put(of + o + " 1", texts);
        }));
        for (Map<?, ?> p : maps(d, "property")) {
            maps(map(p, "type"), "coding").forEach(c -> fact(c).ifPresent(o -> part(p, own, () -> {
                Optional<String> yes = maps(p, "valueCode").stream().flatMap(v -> maps(v, "coding").stream())
                        .filter(v -> text(v, "system").equals(SNOMED) && YES_NO.containsKey(text(v, "code")))
                        .map(v -> YES_NO.get(text(v, "code"))).findFirst();
                Map<String, String> texts = new HashMap<>(own);
                texts.put("observable", o);
                if (yes.isPresent()) {
                    texts.put("value", yes.get());
                } else {
                    texts = maps(p, "valueQuantity").stream().findFirst().map(q -> value(Map.of("valueQuantity", q), name, o, own))
                            .orElseThrow(() -> Texts.refuse("fhir.no-value", name));
                }
                facts.put(of + o + " " + texts.get("value"), texts);
            })));
        }
    }

    /** What a device is called and known by: its name, maker, model, the device identifier of its UDI or all of it, lot and number. */
    private static String part(Map<?, ?> d) {
        List<String> all = new ArrayList<>();
        Stream.of(maps(d, "deviceName").stream().map(n -> text(n, "name")), maps(map(d, "type"), "coding").stream().map(c -> text(c,
                "display")), Stream.of(text(map(d, "type"), "text"))).flatMap(x -> x).filter(t -> !t.isBlank()).findFirst().ifPresent(
                        all::add);
        Stream.of("manufacturer", "modelNumber", "partNumber").map(k -> text(d, k)).filter(t -> !t.isBlank()).forEach(all::add);
        List<Map<?, ?>> udi = maps(d, "udiCarrier");
        Optional<String> identity = Stream.concat(udi.stream().map(u -> text(u, "deviceIdentifier")), udi.stream().map(u -> text(u,
                "carrierHRF"))).filter(t -> !t.isBlank()).findFirst();
        identity.ifPresent(i -> all.add("UDI " + i));
        String lot = text(d, "lotNumber");
        String serial = text(d, "serialNumber");
        // a kind alone is no part: it is among the facts
        if (identity.isEmpty() && lot.isBlank() && serial.isBlank() && maps(d, "deviceName").isEmpty()) {
            return "";
        }
        if (!lot.isBlank()) {
            all.add("lot " + lot);
        }
        if (!serial.isBlank()) {
            all.add("no. " + serial);
        }
        return String.join(", ", all);
    }

    /** The fact that a code means; there are many codes of devices that mean none. */
    private Optional<String> fact(Map<?, ?> coding) {
        return codes.observable(text(coding, "system"), text(coding, "code")).filter(o -> Observables.get(o).kind().equals("fact"));
    }

    /** That images were made, by their modalities: when, and no images. */
    private void imaging(Map<?, ?> r, String name, Map<String, String> common, Map<String, String> patients) {
        if (!begin(r, name, common, patients, Set.of("available"))) {
            return;
        }
        time(name, common, text(r, "started"), maps(r, "series").stream().map(s -> text(s, "started")).filter(t -> !t.isEmpty())
                .min(Comparator.naturalOrder()).orElse(""));
        List<Map<?, ?>> modalities = new ArrayList<>(maps(r, "modality"));
        maps(r, "series").forEach(x -> modalities.add(map(x, "modality")));
        Set<String> found = observables(modalities, name);
        Set<String> sides = new LinkedHashSet<>();
        Set<String> joints = new LinkedHashSet<>();
        for (Map<?, ?> x : maps(r, "series")) {
            FhirSites.Site site = sites.of(x, found.iterator().next(), name);
            String beside = FhirSites.laterality(x);
            sides.add(beside.isEmpty() ? site.side() : beside);
            joints.add(site.joint());
        }
        // of both, or of more than one
        if (sides.size() == 1 && !sides.contains("")) {
            common.put(SIDE, sides.iterator().next());
        }
        if (joints.size() == 1 && !joints.contains("")) {
            common.put(ObservationFile.JOINT, joints.iterator().next());
        }
        for (String o : found) {
            Map<String, String> texts = new HashMap<>(common);
            texts.put("observable", o);
            texts.put("value", "1");
            row(texts, found.size() > 1 ? "#" + o : "");
        }
    }

    /**
     * Status, patient and identity of a resource.
     *
     * @return false if its source has withdrawn it, which is then a row that says so
     */
    private boolean begin(Map<?, ?> r, String name, Map<String, String> common, Map<String, String> patients, Set<String> statuses) {
        common.put("patient", patient(r, name, patients));
        Optional<Map<?, ?>> identifier = Stream.concat(maps(r, "identifier").stream(), Stream.of(map(r, "identifier")))
                .filter(i -> !text(i, "value").isEmpty()).<Map<?, ?>>map(i -> i).findFirst();
        if (identifier.isPresent()) {
            if (!text(identifier.get(), "system").isEmpty()) {
                common.put("source", text(identifier.get(), "system"));
            }
            common.put("id", text(identifier.get(), "value"));
        } else if (!text(r, "id").isEmpty()) {
            common.put("id", name);
        } else {
            common.remove("source");
        }
        if (text(r, "status").equals(IN_ERROR) && common.containsKey("id")) {
            withdrawn(r, common);
            return false;
        }
        if (!statuses.contains(text(r, "status"))) {
            throw Texts.refuse("fhir.status", name, text(r, "status"), String.join(", ", statuses));
        }
        return true;
    }

    /** What was wrong is known by its identity; what it was of, where it still says so, tells of which joint. */
    private void withdrawn(Map<?, ?> r, Map<String, String> common) {
        Map<String, String> texts = new HashMap<>(common);
        texts.put(ObservationFile.WITHDRAWN, ObservationFile.IN_ERROR);
        meant(r).findFirst().ifPresent(o -> texts.put("observable", o));
        row(texts, "");
    }

    /** What a resource is of, by all codes that it has. */
    private Stream<String> meant(Map<?, ?> r) {
        String form = text(r, "questionnaire").replaceFirst("\\|.*", "");
        Stream<Map<?, ?>> codings = Stream.concat(Stream.concat(Stream.of(map(r, "code")), maps(r, "component").stream().map(c -> map(c,
                "code"))).flatMap(c -> maps(c, "coding").stream()), maps(r, "modality").stream());
        return Stream.concat(codings.flatMap(c -> codes.observable(text(c, "system"), text(c, "code")).stream()), answered(r, form));
    }

    private Stream<String> answered(Map<?, ?> of, String form) {
        return maps(of, "item").stream().flatMap(i -> Stream.concat(codes.observable(form, text(i, "linkId")).stream(), answered(i, form)));
    }

    private static String patient(Map<?, ?> r, String name, Map<String, String> patients) {
        Map<?, ?> subject = map(r, "subject");
        String reference = text(subject, "reference").replaceFirst("/_history/.*", "");
        if (reference.isEmpty() || patients.containsKey(reference)) {
            String known = patients.getOrDefault(reference, text(map(subject, "identifier"), "value"));
            if (known.isEmpty() && r.containsKey("subject")) {
                // it is of somebody, who need not be who is asked for
                throw Texts.refuse("fhir.subject", name, reference.isEmpty() ? "?" : reference);
            }
            return known;
        }
        String[] parts = reference.split("/");
        if (parts.length < 2 || !parts[parts.length - 2].equals("Patient")) {
            throw Texts.refuse("fhir.subject", name, reference);
        }
        return parts[parts.length - 1];
    }

    private static void time(String name, Map<String, String> common, String... choices) {
        common.put("time", Stream.of(choices).filter(c -> !c.isEmpty()).findFirst().orElseThrow(() -> Texts.refuse("fhir.no-time", name)));
    }

    /** What codes mean, at least one thing. */
    private Set<String> observables(List<Map<?, ?>> codings, String name) {
        Set<String> found = new LinkedHashSet<>();
        Set<String> said = new LinkedHashSet<>();
        for (Map<?, ?> c : codings) {
            said.add(text(c, "system") + "|" + text(c, "code"));
            codes.meaning(text(c, "system"), text(c, "code")).ifPresent(m -> {
                if (!m.isWhole()) {
                    throw Texts.refuse("fhir.item", name, m.code(), m.what(), m.observable());
                }
                found.add(m.observable());
            });
        }
        if (said.isEmpty()) {
            throw Texts.refuse("fhir.no-code", name);
        }
        if (found.isEmpty()) {
            throw Texts.refuse("fhir.code", name, String.join(", ", said));
        }
        return found;
    }

    private String observable(Map<?, ?> r, String name) {
        Set<String> found = observables(maps(map(r, "code"), "coding"), name);
        if (found.size() > 1) {
            throw Texts.refuse("fhir.codes", name, String.join(", ", found));
        }
        return found.iterator().next();
    }

    /** A row with value and unit of what has {@code value[x]}. */
    private static Map<String, String> value(Map<?, ?> r, String name, String observable, Map<String, String> common) {
        Map<String, String> texts = new HashMap<>(common);
        texts.put("observable", observable);
        for (String plain : List.of("valueInteger", "valueDecimal")) {
            if (r.get(plain) instanceof Double d) {
                texts.put("value", Numbers.shortest(d));
                return texts;
            }
        }
        Optional<Double> ordinal = ordinal(map(r, "valueCoding"));
        if (ordinal.isPresent()) {
            texts.put("value", Numbers.shortest(ordinal.get()));
            return texts;
        }
        Map<?, ?> q = map(r, "valueQuantity");
        if (!(q.get("value") instanceof Double d)) {
            String why = maps(map(r, "dataAbsentReason"), "coding").stream().map(c -> text(c, "code")).findFirst().orElse("");
            throw why.isEmpty() ? Texts.refuse("fhir.no-value", name) : Texts.refuse("fhir.absent", name, why);
        }
        boolean beyond = Set.of("<", "<=", ">", ">=").contains(text(q, "comparator")) && Observables.get(observable).kind().equals(
                "laboratory");
        if (!text(q, "comparator").isEmpty() && !beyond) {
            throw Texts.refuse("fhir.comparator", name, text(q, "comparator"));
        }
        if (!text(q, "system").isEmpty() && !text(q, "system").equals(UCUM)) {
            throw Texts.refuse("fhir.unit-system", name, text(q, "system"));
        }
        boolean ucum = text(q, "system").equals(UCUM) && !text(q, "code").isEmpty();
        if (!ucum && !text(q, "unit").isEmpty()) {
            throw Texts.refuse("fhir.no-ucum", name, text(q, "unit"));
        }
        texts.put("value", Numbers.shortest(d));
        String unit = ucum ? text(q, "code") : "";
        String own = observable.equals(STEPS) && A_DAY.contains(unit) ? "1" : UNITS.getOrDefault(unit, unit);
        texts.put("unit", own);
        Unit shown = Observables.get(observable).unit();
        if (!unit.isEmpty() && shown.dimension() != Dimension.NONE && Unit.all().stream().noneMatch(u -> u.symbol().equals(own) && u
                .dimension() == shown.dimension())) {
            // a code of UCUM that is no symbol of ours, for the same kind of quantity: pounds, inches, mg/dL
            Ucum.factor(unit, shown.dimension().siSymbol()).ifPresent(f -> {
                texts.put("value", Numbers.shortest(Numbers.edge(shown.fromSi(d * f))));
                texts.put("unit", shown.symbol());
            });
        }
        if (beyond) {
            texts.put("value", text(q, "comparator") + texts.get("value"));
        }
        return texts;
    }

    /** The number that a chosen answer stands for. */
    private static Optional<Double> ordinal(Map<?, ?> coding) {
        return maps(coding, "extension").stream().filter(e -> ORDINALS.contains(text(e, "url")) && e.get("valueDecimal") instanceof Double)
                .map(e -> (Double) e.get("valueDecimal")).findFirst();
    }

    private void row(Map<String, String> texts, String part) {
        texts.computeIfPresent("id", (k, id) -> id + part);
        texts.putIfAbsent("unit", "");
        rows.add(new ObservationFile.Row(count, texts));
    }

    /** Observations, in their order; the line is the place of the resource among all that were read. */
    public List<ObservationFile.Row> rows() {
        return rows;
    }

    /** What is no observation that could be judged, and why. */
    public List<Intake.Quarantined> quarantined() {
        return aside;
    }

    /** Whether what was put aside is nothing that anybody asked for: its code means nothing to us. */
    public static boolean isUnknown(Intake.Quarantined q) {
        return UNKNOWN.contains(q.reason().code());
    }

    /** How many resources of other types were left, by type. */
    public Map<String, Integer> left() {
        return left;
    }

    static Map<?, ?> map(Map<?, ?> m, String key) {
        return m.get(key) instanceof Map<?, ?> v ? v : Map.of();
    }

    static List<Map<?, ?>> maps(Map<?, ?> m, String key) {
        List<Map<?, ?>> all = new ArrayList<>();
        if (m.get(key) instanceof List<?> l) {
            for (Object o : l) {
                all.add(o instanceof Map<?, ?> v ? v : Map.of());
            }
        }
        return all;
    }

    static String text(Map<?, ?> m, String key) {
        return m.get(key) instanceof String s ? s : "";
    }
}
