/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;

/** What people write into tables: names in the place of codes, words in the place of numbers, semicolons and commas. */
class NamesInFilesTest {

    @TempDir
    Path folder;

    private Intake.Result take(Twin t, String table) throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), table);
        return Intake.take(t, ObservationFile.read(file), Optional.of("P-1"), "a.csv", Clinic.NOW);
    }

    @Test
    void namesInBothLanguagesAndAnyCaseAreMeant() throws IOException {
        Twin t = Clinic.twin("knee.operation 2020-01-01 1 1");
        Intake.Result r = take(t, """
                observable,time,value,unit,by
                Oxford Knee Score,2020-02-12,30,,Anna
                flexion DU genou,2020-02-12,100,deg,Anna
                KNEE.SCORE.OKS,2020-04-01,36,,Bo
                Cemented fixation,2020-01-01,yes,,
                """);
        assertEquals(List.of(), r.quarantined());
        assertEquals(List.of("knee.score.oks", "knee.flexion", "knee.score.oks", "implant.cemented"), r.taken().stream().map(
                Observation::getDefinition).toList());
        assertEquals("Anna", r.taken().getFirst().getDescription());
        assertEquals(1, r.taken().getLast().getValue());
    }

    @Test
    void shortNamesAreSuggestedAndNotGuessed() throws IOException {
        Twin t = Clinic.twin("knee.operation 2020-01-01 1 1");
        Intake.Result r = take(t, "observable,time,value,unit\nOKS,2020-02-12,30,\n");
        String said = r.quarantined().getFirst().reason().text("en");
        assertTrue(said.contains("knee.score.oks"), said);
        assertEquals(List.of(), r.taken());
    }

    @Test
    void rowsThatArePutAsideKeepSeparatorsAndDecimalSign() throws IOException {
        Twin t = Clinic.twin("knee.operation 2020-01-01 1 1");
        Intake.Result r = take(t, "observable;time;value;unit\nknee.flexion;2020-02-12;300,5;deg\nknee.flexion;2020-02-13;100,5;deg\n");
        assertEquals(1, r.taken().size());
        Path aside = folder.resolve("aside.csv");
        ObservationFile.writeAside(aside, r.quarantined(), "fr");
        String text = Files.readString(aside);
        assertTrue(text.startsWith("line;code;reason;") && text.contains(";300,5;deg"), text);
        // mended it is taken
        Files.writeString(aside, text.replace(";300,5;", ";110,5;"));
        Intake.Result mended = Intake.take(t, ObservationFile.read(aside), Optional.of("P-1"), "aside.csv", Clinic.NOW);
        assertEquals(Math.toRadians(110.5), mended.taken().getFirst().getValue(), 1e-9);
    }

    @Test
    void aTemplateIsReadAsFarAsItIsFilledIn() throws IOException {
        Twin t = Clinic.twin("knee.operation 2020-01-01 1 1");
        for (String language : List.of("en", "fr")) {
            Path file = folder.resolve(language + ".csv");
            ObservationFile.writeTemplate(file, "knee", language);
            String text = Files.readString(file);
            assertEquals(List.of(), ObservationFile.read(file));
            assertTrue(text.lines().noneMatch(l -> l.startsWith("hip.")));
            String between = language.equals("fr") ? ";" : ",";
            String row = text.lines().filter(l -> l.startsWith("knee.flexion" + between)).findFirst().orElseThrow();
            Files.writeString(file, text.replace(row, row.replace(between + between + between + "deg", between + "2020-02-1" + language
                    .length() + between + (language.equals("fr") ? "101,5" : "101.5") + between + "deg")));
            assertEquals(List.of("knee.flexion"), ObservationFile.read(file).stream().map(x -> x.text("observable")).toList());
            assertEquals("101.5", ObservationFile.read(file).getFirst().text("value"));
        }
        assertEquals(1, t.getObservations().size());
    }
}
