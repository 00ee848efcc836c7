/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.spi.VolumeReader;

/** Files that are damaged at random: each is read or refused in words, quickly, and never fails otherwise. */
class HostileFilesTest {

    /** A file of a few kilobytes takes milliseconds; a loaded machine gets more. */
    private static final long MOST_MILLIS = 5000;
    private static final String[] WORDS = {"-1", "0", "4294967296", "99999999999999999999", "nan", "inf", "1e308", "none", "(", ")", "()",
            "LIST",
        "%d", "raw", "gzip", "hex", "text", "4", "17", "\n", "\n\n", ": ", ":=", "space", "double", "block", "../", "\u0000"};

    @TempDir
    Path folder;

    private record Sample(String name, VolumeReader reader, byte[] bytes) {
    }

    private List<Sample> samples() throws IOException {
        byte[] voxels = new byte[2 * 6 * 5 * 4];
        new Random(4).nextBytes(voxels);
        Files.write(folder.resolve("data.raw"), voxels);
        NiftiBytes one = NiftiBytes.one(ByteOrder.LITTLE_ENDIAN).dims(6, 5, 4).type(4, 16).pixdims(1, 1, 2).qform(1, 1, 0, 0, 0.1, 1, 2, 3);
        one.sform(1, new double[] {1, 0, 0, 0}, new double[] {0, 1, 0, 0}, new double[] {0, 0, 2, 0});
        NiftiBytes two = NiftiBytes.two(ByteOrder.BIG_ENDIAN).dims(6, 5, 2, 2).type(4, 16).pixdims(1, 1, 2).qform(1, -1, 0.1, 0, 0.1, 1, 2,
                3);
        String head = "NRRD0005\n# remark\ntype: short\ndimension: 3\nspace: left-posterior-superior\nsizes: 6 5 4\n"
                + "space directions: (1,0,0) (0,1,0) (0,0,2)\nkinds: domain domain domain\nendian: little\nspace origin: "
                        + "(0,0,0)\nencoding: ";
        StringBuilder text = new StringBuilder();
        StringBuilder hex = new StringBuilder();
        for (int p = 0; p < 120; p++) {
            text.append(p * 7 - 300).append(' ');
        }
        for (byte b : voxels) {
            hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        VolumeReader nifti = new NiftiReader();
        VolumeReader nrrd = new NrrdReader();
        return List.of(new Sample("a.nii", nifti, one.with(voxels)), new Sample("b.nii", nifti, two.with(voxels)), new Sample("c.nii.gz",
                nifti,
                Images.packed(one.with(voxels))), new Sample("d.nrrd", nrrd, Images.join(ascii(head
                        + "raw\nline skip: 0\nbyte skip: 0\n\n"), voxels)),
                new Sample("e.nrrd", nrrd, Images.join(ascii(head + "gzip\nSegment0_ID:=a\nSegment0_LabelValue:=1\n\n"),
                        Images.packed(voxels))),
                new Sample("f.nrrd", nrrd, ascii(head + "text\n\n" + text)), new Sample("g.nrrd", nrrd, ascii(head + "hex\n\n" + hex)),
                        new Sample(
                        "h.nhdr", nrrd, ascii(head + "raw\ndata file: data.raw\n")), new Sample("i.nhdr", nrrd, ascii(head
                                + "raw\ndata file: data.%d 0 3 1 2\n")));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] damaged(byte[] original, SplittableRandom random) {
        byte[] b = original.clone();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            // the header matters most
            int at = random.nextInt(random.nextInt(3) > 0 ? Math.min(b.length, 400) : b.length);
            switch (random.nextInt(7)) {
                case 0 -> b[at] = (byte) random.nextInt();
                case 1 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> Arrays.fill(b, at, Math.min(b.length, at + random.nextInt(1, 9)), (byte) (random.nextBoolean() ? 0xff : 0x7f));
                case 3 -> Arrays.fill(b, at, Math.min(b.length, at + random.nextInt(1, 9)), (byte) 0);
                case 4 -> b = Arrays.copyOf(b, at + 1);
                case 5 -> b = Images.join(Arrays.copyOf(b, at), ascii(WORDS[random.nextInt(WORDS.length)]), Arrays.copyOfRange(b, at,
                        b.length));
                default -> {
                    if (at + 8 <= b.length) {
                        long[] nasty = {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, 0x7fc00000L, 0x7f800000L, 0x7fffffffL, 0xffffffffL,
                                1L << 40};
                        ByteBuffer buffer = ByteBuffer.wrap(b).order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
                        long v = nasty[random.nextInt(nasty.length)];
                        switch (random.nextInt(3)) {
                            case 0 -> buffer.putShort(at, (short) v);
                            case 1 -> buffer.putInt(at, (int) v);
                            default -> buffer.putLong(at, v);
                        }
                    }
                }
            }
        }
        return b;
    }

    private void run(int cases, long seed) throws IOException {
        List<Sample> samples = samples();
        int[] outcome = new int[2];
        List<String> slow = new ArrayList<>();
        for (int n = 0; n < cases; n++) {
            SplittableRandom random = new SplittableRandom(seed + n);
            Sample s = samples.get(n % samples.size());
            byte[] bytes = n < samples.size() ? s.bytes : damaged(s.bytes, random);
            Path file = Files.write(folder.resolve(s.name), bytes);
            long start = System.nanoTime();
            try {
                for (ImageSeries series : s.reader.scan(file, Monitor.NONE).stream().limit(3).toList()) {
                    series.read(new ReadOptions(random.nextBoolean(), 1), Monitor.NONE);
                }
                outcome[0]++;
            } catch (InputException e) {
                assertTrue(!e.getMessage().isBlank() && !e.diagnostic().text("fr").isBlank());
                outcome[1]++;
            } catch (NoSuchFileException e) {
                outcome[1]++;
            } catch (RuntimeException | IOException | OutOfMemoryError e) {
                fail("case " + n + " of seed " + seed + " (" + s.name + ")", e);
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            if (millis > MOST_MILLIS) {
                slow.add("case " + n + ": " + millis + " ms");
            }
        }
        assertEquals(List.of(), slow);
        // both happen often, or the damage is none or total
        assertTrue(outcome[0] > cases / 20 && outcome[1] > cases / 4, () -> Arrays.toString(outcome));
    }

    @Test
    void damagedFilesAreReadOrRefused() throws IOException {
        run(4000, 20_261);
    }

    @Test
    @Tag("long")
    void manyDamagedFilesAreReadOrRefused() throws IOException {
        run(100_000, 7_000_000);
    }

    /** By hand, for as many minutes as {@code ORTHOTWIN_FUZZ_MINUTES} says; a failure names its seed. */
    @Test
    @Tag("long")
    void damagedFilesForAsLongAsAPersonWants() throws IOException {
        String minutes = System.getenv("ORTHOTWIN_FUZZ_MINUTES");
        assumeTrue(minutes != null, "ORTHOTWIN_FUZZ_MINUTES is not set");
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.parseLong(minutes));
        for (long seed = System.currentTimeMillis(); System.nanoTime() < end; seed += 4000) {
            run(4000, seed);
        }
    }

    /** A stream of zeros packs a thousand to one: what is unpacked is bounded by what the header promises. */
    @Test
    void aBombBehindTheVoxelsIsNotUnpacked() throws IOException {
        byte[] bomb = Images.packed(new byte[64 << 20]);
        assertTrue(bomb.length < 80_000);
        String head = "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 2 2\nspacings: 1 1 1\nencoding: gzip\n";
        Path file = Files.write(folder.resolve("b.nrrd"), Images.join(ascii(head + "\n"), bomb));
        assertEquals("data.surplus.packed", refusal(file));
        // as the last bytes of the stream they are looked for only so far
        Files.write(file, Images.join(ascii(head + "byte skip: -1\n\n"), bomb));
        assertEquals("data.surplus", refusal(file));
    }

    private static String refusal(Path file) throws IOException {
        try {
            Images.read(new NrrdReader(), file);
        } catch (InputException e) {
            return e.diagnostic().code();
        }
        return "read";
    }
}
