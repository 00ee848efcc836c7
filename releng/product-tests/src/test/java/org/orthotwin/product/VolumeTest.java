/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The verb {@code volume} on an image that is written here number by number. */
@Execution(ExecutionMode.CONCURRENT)
class VolumeTest {
    /** Name of {@link #writeImage}'s file. */
    static final String IMAGE = "image.nrrd";
    private static final int[] SIZE = {4, 3, 2};

    @TempDir
    Path directory;

    /** A ramp of 24 numbers from -1000 in steps of 100, in RAS, 2 x 2 x 3 mm. */
    static void writeImage(Path folder) throws IOException {
        StringBuilder text = new StringBuilder("NRRD0004\ntype: short\ndimension: 3\nsizes: 4 3 2\nspace: right-anterior-superior\n"
                + "space directions: (2,0,0) (0,2,0) (0,0,3)\nspace origin: (10,20,30)\nencoding: text\n\n");
        for (int p = 0; p < 24; p++) {
            text.append(100 * p - 1000).append('\n');
        }
        Files.writeString(folder.resolve(IMAGE), text);
    }

    private static String hash() throws Exception {
        ByteBuffer b = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        for (int p = 0; p < 24; p++) {
            b.putShort((short) (100 * p - 1000));
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(b.array()));
    }

    @Test
    void infoSaysWhatIsThere() throws Exception {
        writeImage(directory);
        JsonObject v = volumes("volume", "info", IMAGE, "--json").get(0).getAsJsonObject();
        assertEquals("[4,3,2]", v.get("size").toString());
        assertEquals("[2,2,3]", v.get("spacingMm").toString());
        assertEquals("[-10,-20,30]", v.get("originMm").toString());
        assertEquals("[[-1,0,0],[0,-1,0],[0,0,1]]", v.get("direction").toString());
        assertEquals("RAS", v.get("orientation").getAsString());
        assertEquals("LPS", v.get("frame").getAsString());
        assertEquals("int16", v.get("scalarType").getAsString());
        assertTrue(v.get("transferSyntax").isJsonNull());
        assertEquals(-1000, v.get("min").getAsDouble());
        assertEquals(1300, v.get("max").getAsDouble());
        assertEquals(150, v.get("mean").getAsDouble());
        assertEquals(hash(), v.get("sha256").getAsString());
        assertEquals(0, v.getAsJsonArray("problems").size());
        assertTrue(run("volume", "info", IMAGE).expect(0).out().contains("4 x 3 x 2 voxels of 2 x 2 x 3 mm, RAS"));
    }

    @Test
    void aConvertedVolumeIsTheSameInEveryFormat() throws Exception {
        writeImage(directory);
        JsonObject first = volumes("volume", "info", IMAGE, "--json").get(0).getAsJsonObject();
        String from = IMAGE;
        for (String to : List.of("a.nii", "b.nii.gz", "c.hdr", "d.nhdr", "e.nrrd")) {
            run("volume", "convert", from, "--out", to).expect(0);
            JsonObject v = volumes("volume", "info", to, "--json").get(0).getAsJsonObject();
            for (String same : List.of("size", "spacingMm", "originMm", "direction", "sha256", "scalarType", "min", "max", "mean")) {
                assertEquals(first.get(same), v.get(same), to + " " + same);
            }
            from = to;
        }
        // everything in one folder, in a fixed order: NIfTI, then NRRD
        JsonArray all = volumes("volume", "info", ".", "--json");
        assertEquals(List.of("a.nii", "b.nii.gz", "c.hdr", "d.nhdr", "e.nrrd", IMAGE), all.asList().stream().map(
                v -> v.getAsJsonObject().get("id").getAsString()).toList());
        Product.Run many = run("volume", "convert", ".", "--out", "f.nii").expect(2);
        assertTrue(many.err().contains("--series") && many.err().contains("b.nii.gz"), many.err());
        run("volume", "convert", ".", "--series", "b.nii.gz", "--out", "f.nii").expect(0);
        assertTrue(Arrays.equals(Files.readAllBytes(directory.resolve("a.nii")), Files.readAllBytes(directory.resolve("f.nii"))));
    }

    @Test
    void resamplingCroppingAndTurning() throws Exception {
        writeImage(directory);
        JsonObject fine = json("volume", "resample", IMAGE, "--spacing", "1mm", "--out", "fine.nrrd", "--json");
        assertEquals("[8,6,6]", fine.get("size").toString());
        JsonObject threads = json("volume", "resample", IMAGE, "--spacing", "1mm", "--out", "one.nrrd", "--json", "--threads", "1");
        assertEquals(fine.get("sha256"), threads.get("sha256"));
        JsonObject back = json("volume", "resample", "fine.nrrd", "--like", IMAGE, "--out", "back.nrrd", "--interpolation", "cubic",
                "--json");
        assertEquals("[4,3,2]", back.get("size").toString());
        JsonObject turned = json("volume", "convert", IMAGE, "--orientation", "LPS", "--out", "lps.nii", "--json");
        assertEquals("LPS", turned.get("orientation").getAsString());
        assertEquals("[-16,-24,30]", turned.get("originMm").toString());
        JsonObject again = json("volume", "convert", "lps.nii", "--orientation", "RAS", "--out", "ras.nii", "--json");
        assertEquals(hash(), again.get("sha256").getAsString());
        JsonObject part = json("volume", "convert", IMAGE, "--crop", "1,1,1,2,2,1", "--out", "part.nii", "--json");
        assertEquals("[2,2,1]", part.get("size").toString());
        assertEquals("[-12,-22,33]", part.get("originMm").toString());
        JsonObject v = volumes("volume", "info", "part.nii", "--json").get(0).getAsJsonObject();
        assertEquals(100 * (1 + SIZE[0] * (1 + SIZE[1])) - 1000, v.get("min").getAsDouble());
    }

    @Test
    void whatCannotBeDoneIsSaidAndLeavesNothing() throws Exception {
        writeImage(directory);
        for (List<String> line : List.of(List.of("info", "none.nii"), List.of("info", IMAGE, "--out", "x.nii"), List.of("convert", IMAGE),
                List.of("convert", IMAGE, "--out", "x.unknown"), List.of("convert", IMAGE, "--out", "x.nii", "--spacing", "1mm"),
                List.of("resample", IMAGE, "--out", "x.nii"), List.of("resample", IMAGE, "--out", "x.nii", "--spacing", "1"),
                List.of("resample", IMAGE, "--out", "x.nii", "--spacing", "1mm,2mm"), List.of("convert", IMAGE, "--out", "x.nii", "--crop",
                        "0,0,0,9,9,9"), List.of("convert", IMAGE, "--out", "x.nii", "--orientation", "LRP"), List.of("resample", IMAGE,
                                "--out", "x.nii", "--spacing", "1mm", "--interpolation", "spline"), List.of("show", IMAGE))) {
            String[] words = new String[line.size() + 1];
            words[0] = "volume";
            System.arraycopy(line.toArray(), 0, words, 1, line.size());
            Product.Run run = run(words).expect(2);
            assertEquals(1, run.err().lines().filter(l -> l.startsWith("orthotwin: ")).count(), run.err());
        }
        byte[] image = Files.readAllBytes(directory.resolve(IMAGE));
        Files.write(directory.resolve("short.nrrd"), Arrays.copyOf(image, image.length - 20));
        assertTrue(run("volume", "info", "short.nrrd").expect(2).err().contains("short.nrrd"));
        // in a folder, the others are still shown
        Product.Run both = run("volume", "info", ".", "--json").expect(0);
        assertTrue(both.out().contains(hash()) && both.out().contains("data.ends"), both.out());
        run("volume", "convert", IMAGE, "--out", "x.nii", "--dry-run").expect(0);
        assertFalse(Files.exists(directory.resolve("x.nii")));
    }

    private JsonArray volumes(String... line) throws IOException, InterruptedException {
        return json(line).getAsJsonArray("volumes");
    }

    private JsonObject json(String... line) throws IOException, InterruptedException {
        return JsonParser.parseString(run(line).expect(0).out()).getAsJsonObject();
    }

    private Product.Run run(String... line) throws IOException, InterruptedException {
        return WarmProduct.run(directory, line);
    }
}
