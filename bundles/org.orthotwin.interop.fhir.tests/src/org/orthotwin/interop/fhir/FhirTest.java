/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Intake;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.Withdrawals;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/** Resources become rows or are put aside by name; servers are asked page by page and not trusted. */
class FhirTest {

    private static final Instant NOW = Instant.parse("2024-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private static FhirReader reader() {
        return new FhirReader(FhirCodes.known(), "fhir");
    }

    private static FhirReader read(String json) {
        FhirReader r = reader();
        r.read("test", json.getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        return r;
    }

    private static FhirReader noted(String json) {
        FhirReader r = reader().withNotes();
        r.read("test", json.getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        return r;
    }

    private static String steps(String id) {
        return """
                {"resourceType": "Observation", "id": "ID", "status": "final", "subject": {"reference": "Patient/P-1"},
                 "code": {"coding": [{"system": "http://loinc.org", "code": "41950-7"}]}, "effectiveDateTime": "2023-05-01",
                 "valueQuantity": {"value": 5200, "system": "http://unitsofmeasure.org", "code": "{steps}/d"}}""".replace("ID", id);
    }

    /** What is said beside an observation or a procedure comes with it and its parts where it is asked for; who said it never. */
    @Test
    void annotationsAreNotes() {
        String note = ", \"note\": [{\"authorString\": \"Dr Who\", \"text\": \" with a <b>stick</b> \"}, {\"time\": \"2023-05-01\"}, 7, "
                + "{\"text\": \"uphill\"}]";
        String json = steps("a").replaceFirst("\\}$", note + "}");
        assertEquals("", read(json).rows().getFirst().text(ObservationFile.NOTE), "names may stand in it");
        FhirReader r = noted(json);
        Twin t = Histories.begin("t", "P-1");
        assertEquals(List.of(), Intake.take(t, r.rows(), Optional.empty(), "test", NOW).quarantined());
        assertEquals("with a <b>stick</b>\nuphill", t.getObservations().getFirst().getNote());
        assertFalse(r.rows().toString().contains("Who"));
        r = noted("""
                {"resourceType": "Procedure", "id": "op", "status": "completed", "subject": {"reference": "Patient/P-1"},
                 "code": {"coding": [{"system": "https://orthotwin.org/observables", "code": "hip.operation"}]},
                 "performedDateTime": "2023-01-15", "note": [{"text": "NOTE"}], "contained": [{"resourceType": "Device", "id": "c",
                 "deviceName": [{"name": "Cup 52"}], "lotNumber": "L1"}], "focalDevice": [{"manipulated": {"reference": "#c"}}]}"""
                .replace("NOTE", "calcar fissure, " + "x".repeat(1000)));
        assertEquals(2, r.rows().size());
        String operation = r.rows().getFirst().text(ObservationFile.NOTE);
        assertTrue(operation.startsWith("calcar fissure, x") && operation.endsWith("x ...") && operation.length() == 1000, operation);
        assertEquals("", r.rows().get(1).text(ObservationFile.NOTE));
    }

    /** Hospitals have years of what monitors wrote: that is asked for in parts, and never all in memory. */
    @Test
    void moreThanManyAreRefused() {
        String one = "{\"resource\":{\"resourceType\":\"Observation\"}}";
        String most = "{\"resourceType\":\"Bundle\",\"entry\":[" + (one + ",").repeat(ObservationFile.MOST_ROWS - 1) + one;
        assertEquals(ObservationFile.MOST_ROWS, read(most + "]}").quarantined().size());
        assertEquals("fhir.rows", assertThrows(InputException.class, () -> read(most + "," + one + "]}")).diagnostic().code());
    }

    /** What a bundle of a hospital has, into a twin. */
    @Test
    void aBundleBecomesObservations() throws IOException {
        Path file = folder.resolve("bundle.json");
        Files.writeString(file, """
                {"resourceType": "Bundle", "type": "collection", "entry": [
                  {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "x", "name": [{"family": "Secret"}],
                    "identifier": [{"system": "urn:study", "value": "P-1"}]}},
                  {"resource": {"resourceType": "Procedure", "id": "op", "status": "completed", "subject": {"reference": "urn:uuid:1"},
                    "code": {"coding": [{"system": "http://snomed.info/sct", "code": "609588000"}]},
                    "performedPeriod": {"start": "2023-01-01T08:00:00Z", "end": "2023-01-01T10:00:00Z"}}},
                  {"resource": {"resourceType": "Observation", "id": "o1", "status": "final",
                    "subject": {"reference": "Patient/P-1/_history/3"}, "identifier": [{"system": "urn:lab", "value": "77"}],
                    "effectivePeriod": {"start": "2023-03-01", "end": "2023-03-02"}, "code": {"coding": [
                      {"system": "http://loinc.org", "code": "1-8"},
                      {"system": "https://orthotwin.org/observables", "code": "knee.flexion"}]},
                    "valueQuantity": {"value": 104, "unit": "degrees", "system": "http://unitsofmeasure.org", "code": "deg"}}},
                  {"resource": {"resourceType": "Observation", "id": "o2", "status": "amended",
                    "subject": {"reference": "https://h/r4/Patient/P-1"}, "effectiveInstant": "2023-06-01T09:00:00+02:00",
                    "code": {"coding": [{"system": "urn:local", "code": "panel"}]}, "component": [
                      {"code": {"coding": [{"system": "http://loinc.org", "code": "72100-1"}]}, "valueInteger": 81},
                      {"code": {"coding": [{"system": "https://orthotwin.org/observables", "code": "knee.migration.mtpm"}]},
                       "valueQuantity": {"value": 350, "system": "http://unitsofmeasure.org", "code": "um"}},
                      {"code": {"coding": [{"system": "urn:local", "code": "other"}]}, "valueInteger": 3}]}},
                  {"resource": {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "authored": "2023-07-01",
                    "questionnaire": "https://forms/oks|2.0", "subject": {"reference": "Patient/P-1"}, "item": [{"linkId": "a", "item": [
                      {"linkId": "total", "answer": [{"valueDecimal": 33}]}]}]}},
                  {"resource": {"resourceType": "Device", "id": "d"}}, {"resource": {"resourceType": "Location", "id": "i"}}]}
                """);
        Path codes = folder.resolve("codes.csv");
        Files.writeString(codes, "system,code,observable,what\nhttps://forms/oks,total,knee.score.oks,total\n");
        assertTrue(FhirReader.isFhir(file) && FhirReader.isFhir(folder) && !FhirReader.isFhir(codes));
        FhirReader r = new FhirReader(FhirCodes.known().with(codes), "fhir");
        r.read(file, Monitor.NONE);
        assertEquals(List.of("fhir.code"), r.quarantined().stream().map(q -> q.reason().code()).toList());
        assertEquals(Map.of("Patient", 1, "Device", 1, "Location", 1), r.left());
        Twin twin = Histories.begin("twin", "P-1");
        Intake.Result taken = Intake.take(twin, r.rows(), Optional.empty(), "bundle.json", NOW);
        assertEquals(List.of(), taken.quarantined());
        assertEquals(List.of("fhir/Procedure/op", "urn:lab/77", "fhir/Observation/o2#knee.score.koos-adl",
                "fhir/Observation/o2#knee.migration.mtpm", "fhir/QuestionnaireResponse/q#knee.score.oks"), twin.getObservations().stream()
                        .map(Observation::getIdentity).toList());
        assertEquals(List.of(1.0, Math.toRadians(104), 81.0, 0.00035, 33.0), twin.getObservations().stream().map(Observation::getValue)
                .toList());
        assertEquals(List.of("2023-01-01T08:00:00Z", "2023-03-02", "2023-06-01T09:00:00+02:00"), twin.getObservations().stream()
                .map(Observation::getTime).distinct().limit(3).toList());
        // the same again, in a folder: nothing new
        FhirReader again = new FhirReader(FhirCodes.known().with(codes), "fhir");
        again.read(folder, Monitor.NONE);
        Intake.Result second = Intake.take(twin, again.rows(), Optional.empty(), "x", NOW);
        assertEquals(List.of(0, 5), List.of(second.taken().size(), second.known()));
        // a panel that was entered in error takes its parts with it, by identity; to say so twice changes nothing
        Files.writeString(file, """
                {"resourceType": "Observation", "id": "o2", "status": "entered-in-error", "subject": {"reference": "Patient/P-1"},
                 "code": {"coding": [{"system": "urn:local", "code": "panel"}]}, "component": [
                  {"code": {"coding": [{"system": "https://orthotwin.org/observables", "code": "knee.migration.mtpm"}]}}]}""");
        for (int known : new int[] {0, 1}) {
            FhirReader wrong = new FhirReader(FhirCodes.known().with(codes), "fhir");
            wrong.read(file, Monitor.NONE);
            assertEquals("knee.migration.mtpm", wrong.rows().getFirst().text("observable"));
            Intake.Result third = Intake.take(twin, wrong.rows(), Optional.empty(), "x", NOW);
            assertEquals(List.of(0, known == 0 ? 2 : 0, known, 0), List.of(third.taken().size(), third.withdrawals().size(),
                    third.known(), third.quarantined().size()));
        }
        assertEquals(List.of("knee.operation", "knee.flexion", "knee.score.oks"), Withdrawals.standing(twin).stream()
                .map(Observation::getDefinition).toList());
        // its source sends the same again: it stays withdrawn; another value in its place is taken
        Intake.Result same = Intake.take(twin, again.rows(), Optional.empty(), "x", NOW);
        assertEquals(List.of(0, 2), List.of(same.taken().size(), same.notStanding().size()));
        // what was never taken cannot be withdrawn
        FhirReader other = new FhirReader(FhirCodes.known(), "fhir");
        Files.writeString(file, Files.readString(file).replace("\"o2\"", "\"o9\""));
        other.read(file, Monitor.NONE);
        Intake.Result never = Intake.take(twin, other.rows(), Optional.empty(), "x", NOW);
        assertEquals(List.of(), never.quarantined(), "what was never taken has not to be withdrawn");
        assertEquals(List.of(0, 1), List.of(never.known(), never.never()));
    }

    private static String mass(String id, String status, String code, String value) {
        return "{\"resourceType\": \"Observation\", \"id\": \"" + id + "\", \"status\": \"" + status + "\", \"subject\": "
                + "{\"reference\": \"Patient/P-1\"}, \"code\": {\"coding\": [{\"system\": \"http://loinc.org\", \"code\": \"" + code
                + "\"}]}, \"effectiveDateTime\": \"2023-02-01\", \"valueQuantity\": {" + value
                + ", \"system\": \"http://unitsofmeasure.org\", \"code\": \"kg\"}}";
    }

    /** A folder with bulk data, a file that is none, and two files that contradict each other: each is named by file and place. */
    @Test
    void filesOfAFolderAreReadAndNamed() throws IOException {
        Path all = Files.createDirectory(folder.resolve("all"));
        Files.writeString(all.resolve("a.json"), "{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": " + mass("w0", "final",
                "29463-7", "\"value\": 88") + "}, {\"resource\": " + mass("w1", "final", "29463-7", "\"value\": 97") + "}]}");
        Files.writeString(all.resolve("b.json"), "{broken");
        Files.writeString(all.resolve("c.ndjson"), String.join("\n", mass("w1", "final", "29463-7", "\"value\": 90"), "", "{\"a\": 1}",
                mass("w2", "preliminary", "29463-7", "\"value\": 91"), mass("w3", "final", "99999-9", "\"value\": 92"), mass("w4", "final",
                        "29463-7", "\"value\": 93, \"comparator\": \"<\""), mass("w5", "final", "29463-7", "\"value\": 94")));
        Files.writeString(all.resolve("notes.txt"), "none");
        FhirReader r = new FhirReader(FhirCodes.known(), "fhir");
        r.read(all, Monitor.NONE);
        assertEquals(Map.of("*.txt", 1), r.left());
        assertEquals(List.of("b.json, 1 fhir.no-json", "c.ndjson, 3 fhir.form", "c.ndjson, 4 fhir.status", "c.ndjson, 5 fhir.code",
                "c.ndjson, 6 fhir.comparator"), r.quarantined().stream().map(q -> q.row().place() + " " + q.reason().code()).toList());
        // with what they say, in such a way that nothing is taken before it is mended
        assertEquals(List.of("body.mass 91 (preliminary) kg 2023-02-01", "http://loinc.org|99999-9 92 kg 2023-02-01",
                "body.mass <93 kg 2023-02-01"), r.quarantined().stream().skip(2).map(Intake.Quarantined::row).map(x -> String.join(" ", x
                        .text("observable"), x.text("value"), x.text("unit"), x.text("time"))).toList());
        Twin t = Histories.begin("twin", "P-1");
        Intake.Result taken = Intake.take(t, r.rows(), Optional.empty(), "fhir", NOW);
        assertEquals(List.of(88.0, 94.0), taken.taken().stream().map(Observation::getValue).toList());
        assertEquals(List.of("row.contradicted", "row.contradicted"), taken.quarantined().stream().map(q -> q.reason().code()).toList());
        String said = taken.quarantined().getFirst().reason().text("en");
        assertTrue(said.contains("97 kg, 2023-02-01 (a.json, 2)") && said.contains("90 kg, 2023-02-01 (c.ndjson, 1)"), said);
        Path aside = folder.resolve("aside.csv");
        ObservationFile.writeAside(aside, r.quarantined(), "en");
        assertEquals(List.of(), Intake.take(Histories.begin("u", "P-1"), ObservationFile.read(aside), Optional.of("P-1"), "x", NOW)
                .taken());
        Files.writeString(aside, Files.readString(aside).replace("<93", "93").replace(" (preliminary)", ""));
        assertEquals(2, Intake.take(Histories.begin("u", "P-1"), ObservationFile.read(aside), Optional.of("P-1"), "x", NOW).taken().size());
        FhirReader alone = new FhirReader(FhirCodes.known(), "fhir");
        assertTrue(FhirReader.isFhir(all.resolve("c.ndjson")));
        alone.read(all.resolve("c.ndjson"), Monitor.NONE);
        assertEquals(List.of(1, 7), alone.rows().stream().map(ObservationFile.Row::line).toList());
        // a byte order mark, which some programs write, changes nothing
        Path marked = Files.writeString(folder.resolve("m.ndjson"), "\ufeff" + Files.readString(all.resolve("c.ndjson")));
        assertTrue(FhirReader.isFhir(marked));
        FhirReader same = new FhirReader(FhirCodes.known(), "fhir");
        same.read(marked, Monitor.NONE);
        assertEquals(alone.rows(), same.rows());
        assertEquals(alone.quarantined().size(), same.quarantined().size());
    }

    /** A device that is known by its identity stays with the twin as an implanted part, each once; a kind alone is a fact. */
    @Test
    void implantedPartsKeepTheirIdentity() {
        String bundle = """
                {"resourceType": "Bundle", "entry": [
                  {"resource": {"resourceType": "Procedure", "id": "op", "status": "completed", "subject": {"reference": "Patient/P-1"},
                    "code": {"coding": [{"system": "https://orthotwin.org/observables", "code": "hip.operation"}]},
                    "performedDateTime": "2024-01-15", "focalDevice": [{"manipulated": {"reference": "Device/cup"}},
                      {"manipulated": {"reference": "Device/stem"}}]}},
                  {"resource": {"resourceType": "Device", "id": "cup", "deviceName": [{"name": "Cup 52", "type": "user-friendly-name"}],
                    "manufacturer": "Maker", "lotNumber": "L1", "udiCarrier": [{"deviceIdentifier": "04012345678901",
                      "carrierHRF": "(01)04012345678901(10)L1"}]}},
                  {"resource": {"resourceType": "Device", "id": "stem", "udiCarrier": [{"carrierHRF": "(01)04012345678918"}]}}]}""";
        Twin t = Histories.begin("t", "P-1");
        for (int time = 0; time < 2; time++) {
            FhirReader r = new FhirReader(FhirCodes.known(), "test");
            r.read("bundle", bundle.getBytes(StandardCharsets.UTF_8), Monitor.NONE);
            assertEquals(List.of(), r.quarantined());
            Intake.Result taken = Intake.take(t, r.rows(), Optional.empty(), "test", Instant.parse("2026-01-01T00:00:00Z"));
            assertEquals(List.of(), taken.quarantined());
            assertEquals(time == 0 ? 3 : 0, taken.taken().size());
        }
        assertEquals(List.of("Cup 52, Maker, UDI 04012345678901, lot L1", "UDI (01)04012345678918"), t.getObservations().stream().filter(
                o -> o.getDefinition().equals(FollowUpResult.PART)).map(o -> FollowUpResult.implant(o, "en")).toList());
    }

    /** What is implanted, from the devices of the procedure; what is only there, taken out or of an unknown kind says nothing. */
    @Test
    void devicesSayWhatWasImplanted() throws IOException {
        String bundle = """
                {"resourceType": "Bundle", "entry": [
                  {"resource": {"resourceType": "Procedure", "id": "op", "status": "completed", "subject": {"reference": "Patient/P-1"},
                    "performedDateTime": "2022-05-01",
                    "code": {"coding": [{"system": "https://orthotwin.org/observables", "code": "hip.operation"}]},
                    "contained": [{"resourceType": "Device", "id": "liner", "property": [
                      {"type": {"coding": [{"system": "https://orthotwin.org/observables", "code": "implant.crosslinked"}]},
                       "valueCode": [{"coding": [{"system": "http://snomed.info/sct", "code": "373067005"}]}]}]}],
                    "focalDevice": [{"manipulated": {"reference": "urn:uuid:cup"}}, {"manipulated": {"reference": "Device/stem"},
                      "action": {"coding": [{"system": "http://hl7.org/fhir/device-action", "code": "ACTION"}]}},
                      {"manipulated": {"reference": "#liner"}}, {"manipulated": {"reference": "Device/elsewhere"}}]}},
                  {"fullUrl": "urn:uuid:cup", "resource": {"resourceType": "Device", "id": "cup", "type": {"coding": [
                    {"system": "https://maker", "code": "shell"}, {"system": "https://maker", "code": "cemented"}]}}},
                  {"resource": {"resourceType": "Device", "id": "stem", "property": [
                    {"type": {"coding": [{"system": "https://maker", "code": "cemented"}]}, "valueQuantity": [{"value": STEM}]}]}},
                  {"resource": {"resourceType": "Device", "id": "watch"}}]}""";
        Path codes = folder.resolve("devices.csv");
        Files.writeString(codes, "system,code,observable\nhttps://maker,cemented,implant.cemented\n");
        FhirReader r = new FhirReader(FhirCodes.known().with(codes), "fhir");
        r.read("bundle", bundle.replace("ACTION", "implanted").replace("STEM", "1").getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        assertEquals(List.of(), r.quarantined());
        assertEquals(List.of("hip.operation 1", "implant.cemented 1", "implant.crosslinked 0"), r.rows().stream()
                .map(x -> x.text("observable") + " " + x.text("value")).toList());
        assertEquals(List.of("Procedure/op", "Procedure/op#implant.cemented", "Procedure/op#implant.crosslinked"), r.rows().stream()
                .map(x -> x.text("id")).toList());
        assertTrue(r.rows().stream().allMatch(x -> x.text("time").equals("2022-05-01")));
        assertEquals(Map.of("Device", 1), r.left());
        Twin twin = Histories.begin("t", "P-1");
        assertEquals(3, Intake.take(twin, r.rows(), Optional.empty(), "fhir", NOW).taken().size());
        FhirReader out = new FhirReader(FhirCodes.known().with(codes), "fhir");
        out.read("bundle", bundle.replace("ACTION", "explanted").replace("STEM", "0").getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        assertEquals(r.rows().size(), out.rows().size());
        assertEquals(Map.of("Device", 2), out.left());
        // two parts that contradict each other are told by the intake, which takes neither
        FhirReader both = new FhirReader(FhirCodes.known().with(codes), "fhir");
        both.read("bundle", bundle.replace("ACTION", "implanted").replace("STEM", "0").getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        Intake.Result taken = Intake.take(Histories.begin("t", "P-1"), both.rows(), Optional.empty(), "fhir", NOW);
        assertEquals(List.of(2, 2), List.of(taken.taken().size(), taken.quarantined().size()));
    }

    /** When images were made, by modality; what they show stays where they are. */
    @Test
    void imagesAreEventsOfTheTimeLine() {
        String study = """
                {"resourceType": "ImagingStudy", "id": "i", "status": "available", "subject": {"reference": "Patient/P-1"}, STARTED
                 "identifier": [{"system": "urn:dicom:uid", "value": "urn:oid:1.2.3"}],
                 "modality": [{"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "CODE"}],
                 "series": [{"uid": "1.2.3.4", "started": "2022-05-01T10:00:00Z",
                   "modality": {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "DX"}}]}""";
        FhirReader r = read(study.replace("STARTED", "\"started\": \"2022-05-01\",").replace("CODE", "CT"));
        assertEquals(List.of(), r.quarantined());
        assertEquals(List.of("imaging.ct", "imaging.radiograph"), r.rows().stream().map(x -> x.text("observable")).toList());
        assertEquals("2022-05-01", r.rows().getFirst().text("time"));
        assertEquals("urn:oid:1.2.3#imaging.ct", r.rows().getFirst().text("id"));
        FhirReader series = read(study.replace("STARTED", "").replace("CODE", "US"));
        assertEquals(List.of("imaging.radiograph@2022-05-01T10:00:00Z"), series.rows().stream().map(x -> x.text("observable") + "@"
                + x.text("time")).toList());
        FhirReader unknown = read(study.replace("STARTED", "").replace("CODE", "US").replace("\"DX\"", "\"SR\""));
        assertTrue(FhirReader.isUnknown(unknown.quarantined().getFirst()));
        assertEquals("fhir.status", read(study.replace("STARTED", "").replace("available", "cancelled")).quarantined().getFirst().reason()
                .code());
        Twin twin = Histories.begin("t", "P-1");
        assertEquals(2, Intake.take(twin, r.rows(), Optional.empty(), "fhir", NOW).taken().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"final\"|\"cancelled\"|fhir.status", "\"final\"|\"preliminary\"|fhir.status", "\"41950-7\"|\"8867-4\"|fhir.code",
        "\"coding\"|\"text\"|fhir.no-code", "Patient/P-1|Group/P-1|fhir.subject", "effectiveDateTime|issued|fhir.no-time",
        "valueQuantity|valueString|fhir.no-value", "\"value\": 5200|\"comparator\": \">\", \"value\": 5200|fhir.comparator",
        "http://unitsofmeasure.org|urn:units|fhir.unit-system", "\"code\": \"{steps}/d\"|\"unit\": \"steps\"|fhir.no-ucum",
        "\"valueQuantity\"|\"dataAbsentReason\": {\"coding\": [{\"code\": \"unknown\"}]}, \"x\"|fhir.absent",
        "\"coding\": [|\"coding\": [{\"system\": \"https://orthotwin.org/observables\", \"code\": \"gait.speed\"}, |fhir.codes"})
    void whatIsWrongIsPutAsideByName(String from, String to, String code) {
        assertTrue(steps("a").contains(from), from);
        FhirReader r = read(steps("a").replace(from, to));
        assertEquals(List.of(), r.rows());
        assertEquals(code, r.quarantined().getFirst().reason().code());
        assertNotEquals(r.quarantined().getFirst().reason().text("fr"), r.quarantined().getFirst().reason().text("en"));
    }

    /** Units, patients and clocks are judged where those of every file are. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{steps}/d|%|row.unit", "Patient/P-1|Patient/P-2|row.patient", "2023-05-01|2033-05-01|row.future",
        "2023-05-01|2023-05|time.unreadable", "5200|-3|row.range", "\"subject\"|\"x\"|row.no-patient"})
    void theRestIsJudgedByTheIntake(String from, String to, String code) {
        FhirReader r = read("{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": " + steps("a") + "}, {\"resource\": "
                + steps("b").replace(from, to) + "}]}");
        Intake.Result taken = Intake.take(Histories.begin("twin", "P-1"), r.rows(), Optional.empty(), "x", NOW);
        assertEquals(List.of(code), taken.quarantined().stream().map(q -> q.reason().code()).toList());
        assertEquals(1, taken.taken().size());
    }

    private static String sited(String id, String site, double degrees) {
        return """
                {"resource": {"resourceType": "Observation", "id": "ID", "status": "final", "subject": {"reference": "Patient/P-1"},
                 "code": {"coding": [{"system": "https://orthotwin.org/observables", "code": "knee.flexion"}]}, SITE,
                 "effectiveDateTime": "2023-05-01T10:00:00Z", "valueQuantity": {"value": DEG, "system": "http://unitsofmeasure.org",
                 "code": "deg"}}}""".replace("ID", id).replace("DEG", Double.toString(degrees)).replace("SITE", site);
    }

    private static String operated(String id, String site, String day) {
        return """
                {"resource": {"resourceType": "Procedure", "id": "ID", "status": "completed", "subject": {"reference": "Patient/P-1"},
                 "code": {"coding": [{"system": "http://snomed.info/sct", "code": "609588000"}]}, "bodySite": [SITE],
                 "performedDateTime": "DAY"}}""".replace("ID", id).replace("SITE", site).replace("DAY", day);
    }

    private static String site(String code) {
        return "{\"coding\": [{\"system\": \"http://snomed.info/sct\", \"code\": \"" + code + "\"}]}";
    }

    private static FhirReader bundle(String... entries) {
        return read("{\"resourceType\": \"Bundle\", \"entry\": [" + String.join(", ", entries) + "]}");
    }

    /** A twin of the right knee takes nothing of the left: neither its motion nor its operation. */
    @Test
    void whatIsOfTheOtherSideIsPutAside() {
        FhirReader r = bundle(operated("r", site("6757004"), "2023-01-10"), sited("a", "\"bodySite\": " + site("6757004"), 104));
        Twin twin = Histories.begin("t", "P-1");
        Intake.Result taken = Intake.take(twin, r.rows(), Optional.empty(), "fhir", NOW);
        assertEquals(List.of("knee.operation", "knee.flexion", "side"), taken.taken().stream().map(Observation::getDefinition).toList());
        assertEquals(Optional.of("right"), Histories.side(twin));
        assertEquals(Optional.empty(), taken.side(), "the operation says it");
        FhirReader left = bundle(operated("l", site("82169009"), "2023-02-10"), sited("b", "\"bodySite\": " + site("82169009"), 55),
                sited("c", "\"bodySite\": " + site("7771000"), 56), sited("d", "\"bodySite\": " + site("24028007"), 105));
        Intake.Result second = Intake.take(twin, left.rows(), Optional.empty(), "fhir", NOW);
        assertEquals(List.of("row.side", "row.side", "row.side"), second.quarantined().stream().map(q -> q.reason().code()).toList());
        assertEquals(List.of(Math.toRadians(105)), second.taken().stream().map(Observation::getValue).toList());
        assertEquals(1, twin.getObservations().stream().filter(o -> o.getDefinition().endsWith(".operation")).count());
    }

    /** A twin that does not say its side takes that of what comes, and of both none. */
    @Test
    void aSideIsTakenOnWhereAllSayTheSame() {
        FhirReader both = bundle(sited("a", "\"bodySite\": " + site("6757004"), 104), sited("b", "\"bodySite\": " + site("82169009"), 55),
                sited("c", "\"x\": 0", 90));
        Twin twin = Histories.begin("t", "P-1");
        Intake.Result none = Intake.take(twin, both.rows(), Optional.empty(), "fhir", NOW);
        assertEquals(List.of("row.sides", "row.sides"), none.quarantined().stream().map(q -> q.reason().code()).toList());
        assertEquals(1, none.taken().size());
        FhirReader left = bundle(sited("b", "\"bodySite\": " + site("82169009"), 55));
        Intake.Result one = Intake.take(twin, left.rows(), Optional.empty(), "fhir", NOW);
        assertEquals("knee.flexion", one.side().orElseThrow().getDefinition());
        assertEquals(Optional.of("left"), Histories.side(twin));
        assertEquals(2, Intake.take(twin, both.rows(), Optional.empty(), "fhir", NOW).known());
    }

    /** Codes that say the side themselves, body structures beside a bundle, and sites that cannot be told. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'\"bodySite\": {\"text\": \"right knee\"}'|fhir.site.words",
        "'\"bodySite\": {\"coding\": [{\"system\": \"urn:x\", \"code\": \"rk\"}]}'|fhir.site",
        "'\"bodySite\": {\"coding\": [{\"system\": \"http://snomed.info/sct\", \"code\": \"287579007\"}]}'|fhir.site.joint",
        "'\"extension\": [{\"url\": \"x/bodySite\", \"valueReference\": {\"reference\": \"BodyStructure/9\"}}]'|fhir.site.reference"})
    void aSiteThatNobodyKnowsIsPutAside(String site, String code) {
        FhirReader r = bundle(sited("a", site, 100));
        assertEquals(List.of(code), r.quarantined().stream().map(q -> q.reason().code()).toList());
        assertEquals(List.of(), r.rows());
    }

    @Test
    void sidesAreSaidInManyWays() throws Exception {
        String structure = """
                {"fullUrl": "urn:uuid:5", "resource": {"resourceType": "BodyStructure", "id": "s", "location": %s,
                 "locationQualifier": [%s]}}""".formatted(site("72696002"), site("24028007"));
        String loinc = sited("e", "\"x\": 0", 99).replace("https://orthotwin.org/observables", "http://loinc.org").replace("knee.flexion",
                "41343-5");
        Path table = folder.resolve("codes.csv");
        Files.writeString(table, "system,code,observable,what\nurn:x,lk,side,left\n");
        FhirReader r = new FhirReader(FhirCodes.known().with(table), "fhir");
        r.read("b", ("{\"resourceType\": \"Bundle\", \"entry\": [" + String.join(", ", structure, sited("a",
                "\"bodySite\": {\"extension\": [{\"url\": \"x/bodySite\", \"valueReference\": {\"reference\": \"urn:uuid:5\"}}], "
                        + "\"coding\": " + site("49076000").replaceAll("^.*?(\\[.*\\]).*$", "$1") + "}", 98), loinc, sited("f",
                                "\"bodySite\": {\"coding\": [{\"system\": \"urn:x\", \"code\": \"lk\"}]}", 97), sited("g",
                                        "\"bodySite\": " + site("36701003"), 96)) + "]}").getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        assertEquals(List.of(), r.quarantined());
        assertEquals(List.of("", "left", "left", ""), r.rows().stream().map(x -> x.text("side")).toList(), "sites that differ are both");
        FhirReader alone = bundle(structure, sited("a",
                "\"extension\": [{\"url\": \"x/bodySite\", \"valueReference\": {\"reference\": \"urn:uuid:5\"}}]", 98));
        assertEquals("right", alone.rows().getFirst().text("side"));
        assertEquals("knee", alone.rows().getFirst().text(ObservationFile.JOINT));
    }

    /** Pain of a hip is nothing that a twin of a knee has to know; nor on the other side. */
    @Test
    void painIsOfAJoint() {
        String pain = sited("a", "\"bodySite\": SITE", 4).replace("https://orthotwin.org/observables", "http://loinc.org").replace(
                "knee.flexion", "72514-3").replace("\"deg\"", "\"{score}\"");
        Twin twin = Histories.begin("t", "P-1");
        Intake.take(twin, bundle(operated("r", site("6757004"), "2023-01-10")).rows(), Optional.empty(), "fhir", NOW);
        FhirReader r = bundle(pain.replace("SITE", site("287579007")), pain.replace("SITE", site("82169009")), pain.replace("SITE", site(
                "6757004")));
        Intake.Result taken = Intake.take(twin, r.rows(), Optional.empty(), "fhir", NOW);
        assertEquals(List.of("row.joint", "row.side"), taken.quarantined().stream().map(q -> q.reason().code()).toList());
        assertEquals(1, taken.taken().size());
    }

    /** Codes of UCUM of the same kind of quantity become the unit of what was observed; factors of the international pound and inch. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"body.mass|[lb_av]|176|79.83225712", "body.mass|kg{body}|80|80", "body.mass|mg|8e7|80",
        "laboratory.crp|mg/dL|0.7|7", "laboratory.crp|ug/mL|7|7", "laboratory.crp|10*-2.g/L|0.7|7",
        "knee.migration.mtpm|[in_i]|0.01|0.254",
        "knee.migration.mtpm|cm|0.02|0.2", "gait.speed|[mi_i]/h|3|1.34112", "gait.speed|cm/s|110|1.1",
        "knee.force.walking|[lbf_av]|400|1779.28865",
        "knee.flexion|rad|1.5|85.9436693", "laboratory.esr|mm/h|12|12", "laboratory.esr|/(h.m-1)/10*3|12|12"})
    void unitsOfTheSameKindAreConverted(String observable, String code, double value, double expected) {
        FhirReader r = read(quantity(observable, code, value));
        assertEquals(List.of(), r.quarantined());
        Twin twin = Histories.begin("t", "P-1");
        List<Intake.Quarantined> aside = Intake.take(twin, r.rows(), Optional.empty(), "x", NOW).quarantined();
        assertEquals(List.of(), aside);
        Observation o = twin.getObservations().getFirst();
        assertEquals(expected, Observables.get(observable).unit().fromSi(o.getValue()), 1e-8 * expected);
    }

    /** The table of codes in the documentation can be used as it is: whole forms, sides and sites. */
    @Test
    void theTableOfTheDocumentationIsWhole() throws IOException {
        FhirCodes codes = FhirCodes.known().with(Path.of(System.getProperty("orthotwin.root", "../.."), "releng/docs/fhir-codes.csv"));
        for (Map.Entry<String, String> e : Map.of("knee.score.oks", "oks", "knee.score.koos-pain", "koos", "knee.score.koos-adl", "koos",
                "hip.score.ohs", "ohs").entrySet()) {
            Observable d = Observables.get(e.getKey());
            String form = "https://your.clinic/Questionnaire/" + e.getValue();
            assertEquals(d.scoring().orElseThrow().items(), codes.items(form, d, "x").size());
        }
        assertEquals("right", codes.meaning("https://your.clinic/codes", "flexion-right").orElseThrow().side());
        assertEquals("side", codes.observable("https://your.clinic/codes", "knee-left").orElseThrow());
    }

    /** Another kind of quantity, or a code that nobody knows, is not guessed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"body.mass|cm", "body.mass|kg/m", "body.mass|lbs", "body.mass|[lb_av", "laboratory.crp|kg",
        "knee.flexion|m", "body.mass|kkg", "body.mass|k[lb_av]", "laboratory.crp|mg/(dL", "laboratory.crp|mmol/L"})
    void unitsOfAnotherKindAreNot(String observable, String code) {
        Twin twin = Histories.begin("t", "P-1");
        assertEquals("row.unit", Intake.take(twin, read(quantity(observable, code, 50)).rows(), Optional.empty(), "x", NOW).quarantined()
                .getFirst().reason().code());
    }

    private static String quantity(String observable, String code, double value) {
        return steps("a").replace("http://loinc.org", "https://orthotwin.org/observables").replace("41950-7", observable).replace(
                "{steps}/d", code).replace("5200", Double.toString(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{|fhir.no-json", "[]|fhir.form", "{\"a\": 1}|fhir.form"})
    void whatIsNoFhirIsRefused(String text, String code) {
        assertEquals(code, assertThrows(InputException.class, () -> read(text)).diagnostic().code());
    }

    /** A resource is the same from a file with addresses as from its server, and one part that is wrong costs no other. */
    @Test
    void identitiesAndPartsHoldWhereverTheyComeFrom() throws Exception {
        String entry = "{\"fullUrl\": \"https://fhir.clinic/r4/Observation/a\", \"resource\": " + steps("a") + "}";
        FhirReader file = read("{\"resourceType\": \"Bundle\", \"entry\": [" + entry + "]}");
        try (FhirServer s = new FhirServer("https://fhir.clinic/r4/", Optional.of(" secret\n"))) {
            FhirReader fetched = new FhirReader(FhirCodes.known(), s.address());
            fetched.read("page", ("{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": " + steps("a") + "}]}").getBytes(
                    StandardCharsets.UTF_8), Monitor.NONE);
            assertEquals(file.rows(), fetched.rows());
        }
        assertEquals("https://fhir.clinic/r4", file.rows().getFirst().texts().get("source"));
        FhirReader parts = read(steps("a").replace("\"valueQuantity\"", "\"component\": [{\"code\": {\"coding\": [{\"system\": "
                + "\"http://loinc.org\", \"code\": \"72100-1\"}]}, \"valueInteger\": 81}], \"valueString\": \"?\", \"x\""));
        assertEquals(List.of("81"), parts.rows().stream().map(r -> r.texts().get("value")).toList());
        assertEquals(List.of("fhir.no-value"), parts.quarantined().stream().map(q -> q.reason().code()).toList());
        Path codes = folder.resolve("codes.csv");
        Files.writeString(codes, "\ufeffsystem,code,observable,what\nf,a,knee.score.oks,total\nf,b,knee.score.koos-adl,total\n");
        FhirReader answers = new FhirReader(FhirCodes.known().with(codes), "fhir");
        answers.read("answers", """
                {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "authored": "2023-07-01", "questionnaire": "f",
                 "subject": {"reference": "Patient/P-1"}, "item": [{"linkId": "a", "answer": [{"valueString": "?"}]},
                 {"linkId": "b", "answer": [{"valueInteger": 70}]}]}""".getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        assertEquals(List.of("70"), answers.rows().stream().map(r -> r.texts().get("value")).toList());
        assertEquals(List.of("fhir.no-value"), answers.quarantined().stream().map(q -> q.reason().code()).toList());
        FhirReader stranger = read(steps("a").replace("\"reference\": \"Patient/P-1\"", "\"display\": \"Secret\""));
        assertEquals(List.of("fhir.subject"), stranger.quarantined().stream().map(q -> q.reason().code()).toList());
        InputException e = assertThrows(InputException.class, () -> new FhirServer("https://a/b", Optional.of("sec\nret")));
        assertEquals("server.token", e.diagnostic().code());
    }

    /** Answers of a questionnaire, each with its linkId. */
    private static FhirReader answered(Path codes, String table, String... answers) throws Exception {
        Files.writeString(codes, table);
        StringBuilder items = new StringBuilder();
        for (String a : answers) {
            items.append(items.isEmpty() ? "" : ", ").append("{\"linkId\": \"").append(a.replaceFirst(":", "\", \"answer\": [{"))
                    .append(a.indexOf(':') < 0 ? "\"}" : "}]}");
        }
        FhirReader r = new FhirReader(FhirCodes.known().with(codes), "fhir");
        r.read("answers", """
                {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "authored": "2023-07-01", "questionnaire": "f",
                 "subject": {"reference": "Patient/P-1"}, "item": [ITEMS]}""".replace("ITEMS", items).getBytes(StandardCharsets.UTF_8),
                Monitor.NONE);
        return r;
    }

    /** A server has the same value of the same time under two ids: both count, and somebody is told. */
    @Test
    void theSameUnderTwoIdsIsTold() {
        FhirReader r = new FhirReader(FhirCodes.known(), "fhir");
        for (String id : List.of("a", "b")) {
            r.read(id, steps(id).getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        }
        r.read("c", steps("c").replace("2023-05-01", "2023-05-02").getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        Twin twin = Histories.begin("twin", "P-1");
        Intake.Result taken = Intake.take(twin, r.rows(), Optional.empty(), "fhir", NOW);
        assertEquals(3, taken.taken().size());
        assertEquals(1, taken.beside().size());
        assertEquals("fhir/Observation/a", taken.beside().getFirst().there().getIdentity());
        assertTrue(taken.beside().getFirst().counts());
        assertEquals(0, Intake.take(twin, r.rows(), Optional.empty(), "fhir", NOW).beside().size(), "known is not told again");
    }

    private static String[] twelve(String answer) {
        return IntStream.rangeClosed(1, 12).mapToObj(i -> i + ":" + answer).toArray(String[]::new);
    }

    private static String table(String what) {
        return IntStream.rangeClosed(1, 12).mapToObj(i -> "f," + i + ",knee.score.oks" + what.replace("N", "" + i) + "\n")
                .collect(Collectors.joining());
    }

    /** Twelve answers of 3 are an Oxford Knee Score of 36, and not one of 3. */
    @Test
    void theItemsOfAScoreAreSummedByItsRule() throws Exception {
        Path codes = folder.resolve("codes.csv");
        String plain = "\"valueInteger\": 3";
        for (String what : List.of("", ",item N")) {
            FhirReader r = answered(codes, table(what), twelve(plain));
            assertEquals(List.of("items(3 3 3 3 3 3 3 3 3 3 3 3)"), r.rows().stream().map(x -> x.text("value")).toList());
            Twin twin = Histories.begin("twin", "P-1");
            Intake.Result taken = Intake.take(twin, r.rows(), Optional.empty(), "x", NOW);
            assertEquals(List.of(36.0), taken.taken().stream().map(Observation::getValue).toList());
            assertEquals("fhir/QuestionnaireResponse/q#knee.score.oks", taken.taken().getFirst().getIdentity());
        }
        // in whatever order they come, with an answer that is a code with its number, and two of them missing: each counts as their mean
        String[] some = twelve(plain);
        some[0] = "12:\"valueCoding\": {\"extension\": [{\"url\": \"http://hl7.org/fhir/StructureDefinition/ordinalValue\", "
                + "\"valueDecimal\": 1}]}";
        some[11] = "1";
        some[4] = "other:" + plain;
        FhirReader r = answered(codes, table(""), some);
        assertEquals("items(- 3 3 3 - 3 3 3 3 3 3 1)", r.rows().getFirst().text("value"));
        Intake.Result taken = Intake.take(Histories.begin("twin", "P-1"), r.rows(), Optional.empty(), "x", NOW);
        assertEquals(12 * 28 / 10.0, taken.taken().getFirst().getValue(), 1e-12);
        some[5] = "6";
        r = answered(codes, table(""), some);
        assertEquals(List.of("items.missing"), Intake.take(Histories.begin("twin", "P-1"), r.rows(), Optional.empty(), "x", NOW)
                .quarantined().stream().map(q -> q.reason().code()).toList());
    }

    @Test
    void anAnswerIsTakenForAScoreOnlyIfSomebodySaysSo() throws Exception {
        Path codes = folder.resolve("codes.csv");
        String answer = "1:\"valueInteger\": 3";
        FhirReader r = answered(codes, "f,1,knee.score.oks\n", answer);
        assertEquals(List.of(), r.rows());
        assertEquals(List.of("fhir.total"), r.quarantined().stream().map(q -> q.reason().code()).toList());
        FhirReader total = answered(codes, "f,1,knee.score.oks,total\n", answer);
        assertEquals(List.of("3"), total.rows().stream().map(x -> x.text("value")).toList());
        // a rating that nobody sums is what it is
        assertEquals(List.of("3"), answered(codes, "f,1,pain\n", answer).rows().stream().map(x -> x.text("value"))
                .toList());
        r = answered(codes, table("").replace("f,7,knee.score.oks\n", ""), twelve("\"valueInteger\": 3"));
        assertEquals(List.of("fhir.items"), r.quarantined().stream().map(q -> q.reason().code()).toList());
        for (var wrong : Map.of("f,1,knee.score.oks,sum", "codes.what", "f,1,knee.score.oks,item 13", "codes.item",
                "f,1,knee.flexion,item 1",
                "codes.item", "f,1,knee.score.oks,item 1\nf,2,knee.score.oks,item 1", "codes.twice",
                "f,1,knee.score.oks,total\nf,2,knee.score.oks", "codes.twice", "f,1,a,b,c", "codes.row").entrySet()) {
            assertEquals(wrong.getValue(), assertThrows(InputException.class, () -> answered(codes, wrong.getKey() + "\n", answer))
                    .diagnostic().code());
        }
        // the same code as that of an observation is no value of its own either
        Files.writeString(codes, "http://loinc.org,41950-7,knee.score.oks,item 1\n");
        FhirReader steps = new FhirReader(FhirCodes.known().with(codes), "fhir");
        steps.read("steps", steps("a").getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        assertEquals(List.of("fhir.item"), steps.quarantined().stream().map(q -> q.reason().code()).toList());
        assertNotEquals(FhirCodes.known().with(codes).fingerprint(), FhirCodes.known().fingerprint());
    }

    /** Codes of body weight and of pain, as the vital signs of any clinic have them. */
    @Test
    void weightAndPainAreKnownByTheirCodes() throws Exception {
        FhirReader r = new FhirReader(FhirCodes.known(), "fhir");
        String weight = steps("w").replace("41950-7", "29463-7").replace("5200", "81.5").replace("{steps}/d", "kg");
        r.read("weight", weight.getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        String pain = steps("p").replace("41950-7", "72514-3").replaceFirst("\"valueQuantity\".*", "\"valueInteger\": 4}");
        r.read("pain", pain.getBytes(StandardCharsets.UTF_8), Monitor.NONE);
        assertEquals(List.of("body.mass 81.5 kg", "pain 4 "), r.rows().stream().map(x -> x.text("observable") + " " + x.text("value") + " "
                + x.text("unit")).toList());
    }

    private static String page(String entries, String next) {
        String link = next.isEmpty() ? "" : ", \"link\": [{\"relation\": \"next\", \"url\": \"" + next + "\"}]";
        return "{\"resourceType\": \"Bundle\", \"entry\": [" + entries + "]" + link + "}";
    }

    private interface Body {
        void with(String base) throws Exception;
    }

    private static void serving(Map<String, String> answers, List<String> asked, Body body) throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String base = "http://localhost:" + http.getAddress().getPort() + "/r4";
        http.createContext("/", e -> {
            asked.add(e.getRequestURI() + " " + e.getRequestHeaders().getFirst("Authorization"));
            String key = answers.keySet().stream().filter(k -> e.getRequestURI().toString().startsWith(k))
                    .max(Comparator.comparingInt(String::length)).orElse("");
            byte[] text = answers.getOrDefault(key, "").replace("BASE", base).getBytes(StandardCharsets.UTF_8);
            e.sendResponseHeaders(key.isEmpty() ? 401 : 200, text.length == 0 ? -1 : text.length);
            e.getResponseBody().write(text);
            e.close();
        });
        http.start();
        try {
            body.with(base);
        } finally {
            http.stop(0);
        }
    }

    @Test
    void aServerIsAskedPageByPage() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        Map<String, String> answers = Map.of("/r4/Procedure", page("", ""), "/r4/QuestionnaireResponse", page("", ""),
                "/r4/ImagingStudy", page("", ""), "/r4/Observation", page("{\"resource\": " + steps("a") + "}", "BASE?page=2"),
                "/r4?page=2", page("{\"resource\": " + steps("b") + "}", "/r4?page=3"),
                "/r4?page=3", page("{\"resource\": " + steps("c") + "}", ""));
        serving(answers, asked, base -> {
            FhirReader r = reader();
            try (FhirServer s = new FhirServer(base + "/", Optional.of("secret"))) {
                s.read("P-1", Optional.of(Instant.parse("2023-01-01T00:00:00Z")), r, Monitor.NONE);
            }
            assertEquals(List.of("Observation/a", "Observation/b", "Observation/c"), r.rows().stream().map(x -> x.texts().get("id"))
                    .toList());
        });
        assertEquals("/r4/Observation?subject=Patient%2FP-1&_lastUpdated=ge2023-01-01T00%3A00%3A00Z&_sort=_lastUpdated&_count=200 "
                + "Bearer secret",
                asked.get(1));
        assertTrue(asked.stream().allMatch(a -> a.endsWith(" Bearer secret")));
    }

    /** A server that does not answer is left when somebody asks for it. */
    @Test
    void waitingForAServerCanBeStopped() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                FhirServer s = new FhirServer("http://localhost:" + silent.getLocalPort(), Optional.empty())) {
            long start = System.nanoTime();
            assertThrows(CancellationException.class, () -> s.read("P-1", Optional.empty(), reader(), Monitor.until(
                    () -> System.nanoTime() - start > 50_000_000L)));
            assertTrue(System.nanoTime() - start < 5e9);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"|server.answer", "{}|fhir.form", "{\"resourceType\": \"OperationOutcome\"}|server.no-bundle",
        "NEXT http://elsewhere.example/r4?p=2|server.next",
        "NEXT BASE/Procedure?subject=Patient%2FP-1&_sort=_lastUpdated&_count=200|server.circle", "NEXT ::|server.next"})
    void aServerThatMisbehavesIsRefusedByName(String answer, String code) throws Exception {
        Map<String, String> answers = answer == null ? Map.of() : Map.of("/r4", answer.startsWith("NEXT ") ? page("", answer.substring(5))
                : answer);
        serving(answers, new CopyOnWriteArrayList<>(), base -> {
            try (FhirServer s = new FhirServer(base, Optional.empty())) {
                assertEquals(code, assertThrows(InputException.class, () -> s.read("P-1", Optional.empty(), reader(), Monitor.NONE))
                        .diagnostic().code());
            }
        });
    }

    @Test
    void addressesAreCheckedAndATokenIsNotSentForAllToRead() {
        for (String wrong : List.of("fhir", "ftp://a/b", "http://u:p@a/b", "http://a/b?c=d", "http://a b")) {
            assertEquals("server.address", assertThrows(InputException.class, () -> new FhirServer(wrong, Optional.empty())).diagnostic()
                    .code(), wrong);
        }
        assertEquals("server.plain", assertThrows(InputException.class, () -> new FhirServer("http://fhir.example/r4", Optional.of("t")))
                .diagnostic().code());
        try (FhirServer s = new FhirServer("http://localhost:1/r4", Optional.empty())) {
            assertEquals("server.unreachable", assertThrows(InputException.class, () -> s.read("P", Optional.empty(), reader(),
                    Monitor.NONE)).diagnostic().code());
        }
    }

    @Test
    void englishAndFrenchSayTheSame() throws IOException {
        Properties[] p = {new Properties(), new Properties()};
        for (int i = 0; i < 2; i++) {
            try (var in = Texts.class.getResourceAsStream(i == 0 ? "messages.properties" : "messages_fr.properties")) {
                p[i].load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        }
        assertEquals(p[0].stringPropertyNames(), p[1].stringPropertyNames());
    }
}
