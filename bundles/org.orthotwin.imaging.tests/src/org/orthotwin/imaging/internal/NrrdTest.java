/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Sha256;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;

class NrrdTest {

    private static final NrrdReader READER = new NrrdReader();
    /** A volume of 2 x 2 x 3 bytes without its space and encoding. */
    private static final String BYTES = "NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 2 3\n";
    private static final String LPS = BYTES
            + "space: left-posterior-superior\nspace directions: (1,0,0) (0,2,0) (0,0,3)\nspace origin: (10,20,30)\n";
    private static final byte[] TWELVE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    @TempDir
    Path folder;

    private Path file(String header, byte[]... data) throws IOException {
        return Files.write(folder.resolve("a.nrrd"), Images.join(header.getBytes(StandardCharsets.UTF_8), Images.join(data)));
    }

    private Volume read(String header, byte[]... data) throws IOException {
        return Images.read(READER, file(header, data));
    }

    private List<String> codes(String header, byte[]... data) throws IOException {
        return Images.one(READER, file(header, data)).problems().stream().map(Diagnostic::code).toList();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"signed char|INT8", "int8_t|INT8", "unsigned char|UINT8", "uint8|UINT8", "short|INT16",
        "signed short int|INT16", "ushort|UINT16", "uint16_t|UINT16", "int|INT32", "unsigned int|UINT32", "long long|INT64",
        "unsigned long long int|UINT64", "float|FLOAT32", "double|FLOAT64"})
    void everyTypeInEveryEncodingAndOrder(String name, ScalarType type) throws IOException {
        String header = "NRRD0005\ntype: " + name + "\ndimension: 3\nsizes: 2 2 3\nspace: LPS\nspace directions: (1,0,0) (0,1,0) (0,0,1)\n";
        for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
            ByteBuffer voxels = ByteBuffer.allocate(12 * type.bytes()).order(order);
            StringBuilder text = new StringBuilder();
            StringBuilder hex = new StringBuilder();
            for (int p = 0; p < 12; p++) {
                type.put(voxels, p * type.bytes(), p + 50);
                text.append(p + 50).append(p % 2 == 0 ? " " : ",\n");
            }
            for (byte b : voxels.array()) {
                hex.append(String.format(Locale.ROOT, hex.length() % 32 == 0 ? "\n%02x" : "%02X", b));
            }
            String endian = "endian: " + (order == ByteOrder.BIG_ENDIAN ? "big" : "Little") + "\nencoding: ";
            for (Volume v : List.of(read(header + endian + "raw\n\n", voxels.array()), read(header + endian + "gzip\n\n",
                    Images.packed(voxels
                    .array())), read(header + endian + "hex\n\n", ascii(hex.toString())), read(header + "encoding: text\n\n",
                            ascii(text.toString())))) {
                assertEquals(type, v.type());
                assertEquals(50 + 1 + 2 * (1 + 2 * 2), v.stored(1, 1, 2));
                assertEquals(new Volume.Statistics(50, 61, 55.5, 0), v.statistics());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"left-posterior-superior|1|1", "LPS|1|1", "right-anterior-superior|-1|-1", "RAS|-1|-1",
        "left-anterior-superior|1|-1", "las|1|-1"})
    void spacesOfThePatient(String space, int x, int y) throws IOException {
        String header = BYTES + "encoding: raw\nspace: " + space
                + "\nspace directions: (0,-2,0)\t( 0 , 0 , 3 )  (1.5,0,0)\nspace origin: (10,20,30)\n\n";
        assertEquals(List.of(), codes(header, TWELVE));
        VolumeGeometry g = read(header, TWELVE).geometry();
        assertEquals(new Vec3(0, -y, 0), g.iDirection());
        assertEquals(new Vec3(0, 0, 1), g.jDirection());
        assertEquals(new Vec3(x, 0, 0), g.kDirection());
        assertEquals(new Vec3(x * 0.01, y * 0.02, 0.03), g.origin());
        assertEquals(0.002, g.iSpacing());
        assertEquals(0.003, g.jSpacing());
        assertEquals(0.0015, g.kSpacing());
    }

    @ParameterizedTest
    @ValueSource(strings = {"space: scanner-xyz", "space: 3D-right-handed", "space: 3D-left-handed", "space dimension: 3"})
    void otherSpacesAreTakenAsLpsAndNamed(String space) throws IOException {
        String header = BYTES + "encoding: raw\n" + space + "\nspace directions: (1,0,0) (0,1,0) (0,0,2)\n\n";
        assertEquals(List.of("nrrd.space"), codes(header, TWELVE));
        Volume v = read(header, TWELVE);
        assertEquals(0.002, v.geometry().kSpacing());
        assertEquals(Vec3.X, v.geometry().iDirection());
        assertEquals("none", v.attributes().get("orientation"));
    }

    @Test
    void spacingsAlone() throws IOException {
        VolumeGeometry g = read(BYTES + "encoding: raw\nspacings: 0.5 0.6 NaN\naxis mins: 7 NaN NaN\ncenters: node cell cell\n\n",
                TWELVE).geometry();
        assertEquals(0.0005, g.iSpacing());
        assertEquals(0.0006, g.jSpacing());
        assertEquals(0.001, g.kSpacing());
        assertEquals(new Vec3(0.007, 0, 0), g.origin());
        assertEquals(List.of("nrrd.unoriented", "nrrd.spacing.unsaid"), codes(BYTES + "encoding: raw\nspacings: 1 1 nan\n\n", TWELVE));
        // minima and maxima of nodes or of cells, in m
        g = read(BYTES + "encoding: raw\nunits: \"m\" \"m\" \"cm\"\naxis mins: 1 1 0\naxis maxs: 2 2 3\ncenters: node cell cell\n\n",
                TWELVE).geometry();
        assertEquals(1, g.iSpacing());
        assertEquals(0.5, g.jSpacing());
        assertEquals(0.01, g.kSpacing());
        assertEquals(new Vec3(1, 1.25, 0.005), g.origin());
        InputException e = assertThrows(InputException.class, () -> read(BYTES + "encoding: raw\nspacings: 1 0 1\n\n", TWELVE));
        assertEquals("spacing.none", e.diagnostic().code());
    }

    @Test
    void unitsOfTheSpace() throws IOException {
        assertEquals(0.002, read(LPS + "space units: \"mm\" \"mm\" \"mm\"\nencoding: raw\n\n", TWELVE).geometry().jSpacing());
        assertEquals(2, read(LPS + "space units: \"m\" \"m\" \"m\"\nencoding: raw\n\n", TWELVE).geometry().jSpacing());
        assertEquals(2e-6, read(LPS + "space units: \"um\" \"microns\" \"\u00b5m\"\nencoding: raw\n\n", TWELVE).geometry().jSpacing());
        assertEquals(List.of("nrrd.unit"), codes(LPS + "space units: \"ell\" \"ell\" \"ell\"\nencoding: raw\n\n", TWELVE));
        assertEquals("HU", read(LPS + "sample units: \"HU\"\nencoding: raw\n\n", TWELVE).mapping().unit());
    }

    @Test
    void skippingLinesAndBytes() throws IOException {
        byte[] lines = ascii("one\ntwo\n");
        byte[] three = {9, 9, 9};
        for (Volume v : List.of(read(LPS + "encoding: raw\nline skip: 2\nbyte skip: 3\n\n", lines, three, TWELVE), read(LPS
                + "encoding: raw\nbyteskip: -1\n\n", lines, TWELVE), read(LPS + "encoding: gzip\nlineskip: 2\nbyte skip: 3\n\n", lines,
                        Images
                        .packed(Images.join(three, TWELVE))), read(LPS + "encoding: gz\nbyte skip: -1\n\n", Images.packed(Images.join(three,
                                lines, TWELVE))), read(LPS + "encoding: ascii\nline skip: 2\n\n", lines, ascii(
                                        "1 2 3 4 5 6 7 8 9 10 11 12\n")))) {
            assertEquals(12, v.stored(1, 1, 2));
            assertEquals(1, v.stored(0, 0, 0));
        }
    }

    @Test
    void detachedDataInOneAndManyFiles() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.write(folder.resolve("data/all.raw"), TWELVE);
        for (int k = 0; k < 3; k++) {
            Files.write(folder.resolve("data/slice" + k + ".raw"), Arrays.copyOfRange(TWELVE, 4 * k, 4 * k + 4));
            Files.write(folder.resolve(String.format(Locale.ROOT, "data/s-%04d.gz", 10 - k)), Images.packed(Images.join(new byte[2],
                    Arrays.copyOfRange(TWELVE, 4 * k,
                    4 * k + 4))));
        }
        Path header = folder.resolve("h.nhdr");
        for (String data : new String[] {"encoding: raw\ndata file: data/all.raw\n", "encoding: raw\ndatafile: ./data/../data/all.raw",
            "encoding: raw\r\ndata file: LIST\r\ndata/slice0.raw\r\ndata/slice1.raw\r\ndata/slice2.raw\r\n",
            "encoding: raw\ndata file: LIST 2\ndata/slice0.raw\ndata/slice1.raw\ndata/slice2.raw",
            "encoding: raw\ndata file: data/slice%d.raw 0 2 1\n", "encoding: gz\nbyte skip: 2\ndata file: data/s-%04d.gz 10 8 -1 2\n"}) {
            Files.writeString(header, LPS + data);
            Volume v = Images.read(READER, header);
            for (int p = 0; p < 12; p++) {
                assertEquals(p + 1, v.stored(p % 2, p / 2 % 2, p / 4), data);
            }
            assertTrue(v.origins().get(2).source().matches("all\\.raw|slice2\\.raw|s-0008\\.gz"), v.origins()::toString);
            assertEquals(v.origins().get(2).source().equals("all.raw") ? 2 : 0, v.origins().get(2).frame());
        }
        // two images of a list in files that each hold a part of a slice
        Files.writeString(header, "NRRD0004\ntype: uchar\ndimension: 4\nsizes: 2 1 3 2\nkinds: domain domain domain list\nencoding: "
                + "raw\nspacings: 1 1 1 NaN\n"
                + "data file: data/slice%d.raw 0 2 1 2\n");
        List<ImageSeries> series = READER.scan(header, Monitor.NONE);
        assertEquals(2, series.size());
        Volume second = series.get(1).read(ReadOptions.DEFAULT, Monitor.NONE);
        assertEquals(7, second.stored(0, 0, 0));
        assertEquals(12, second.stored(1, 0, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/passwd", "../a.raw", "data/../../a.raw", "..", ".", "C:\\x\\..\\..\\y\u0000"})
    void dataElsewhereAreNotRead(String data) throws IOException {
        Path header = Files.writeString(folder.resolve("h.nhdr"), LPS + "encoding: raw\ndata file: " + data + "\n");
        InputException e = assertThrows(InputException.class, () -> READER.scan(header, Monitor.NONE));
        assertEquals("nrrd.outside", e.diagnostic().code());
        Files.writeString(header, LPS + "encoding: raw\ndata file: missing.raw\n");
        assertThrows(NoSuchFileException.class, () -> READER.scan(header, Monitor.NONE));
    }

    @Test
    void componentsColoursAndSeries() throws IOException {
        String head = "NRRD0004\ntype: uchar\ndimension: 4\nencoding: raw\n";
        Volume rgb = read(head + "sizes: 3 2 2 1\nkinds: RGB-color domain domain domain\nspace: LPS\nspace directions: none (1,0,0) "
                + "(0,1,0) (0,0,1)\n\n", TWELVE);
        assertEquals("rgb", rgb.attributes().get("kind"));
        assertEquals(3, rgb.components());
        assertEquals(12, rgb.stored(1, 1, 0, 2));
        assertEquals("vector", read(head + "sizes: 2 3 2 1\nkinds: vector domain domain domain\n\n", TWELVE).attributes().get("kind"));
        assertEquals("list", read(head + "sizes: 2 3 2 1\nkinds: list space space space\n\n", TWELVE).attributes().get("kind"));
        List<ImageSeries> series = READER.scan(file(head + "sizes: 3 2 1 2\nkinds: domain domain domain time\n\n", TWELVE), Monitor.NONE);
        assertEquals(List.of("a.nrrd#1", "a.nrrd#2"), series.stream().map(ImageSeries::id).toList());
        assertEquals(7, series.get(1).read(ReadOptions.DEFAULT, Monitor.NONE).stored(0, 0, 0));
        // a space with time
        series = READER.scan(file(head
                + "sizes: 3 2 1 2\nspace: LPST\nspace directions: (1,0,0,0) (0,1,0,0) (0,0,1,0) (0,0,0,5)\nspace origin: (1,2,3,4)\n\n",
                TWELVE), Monitor.NONE);
        assertEquals(2, series.size());
        assertEquals(new Vec3(0.001, 0.002, 0.003), series.getFirst().geometry().orElseThrow().origin());
        // the same of a text: the second image
        series = READER.scan(file(head.replace("raw", "text") + "sizes: 3 2 1 2\nkinds: domain domain domain list\n\n", ascii(
                "1 2 3 4 5 6 7 8 9 10 11 12")), Monitor.NONE);
        assertEquals(12, series.get(1).read(ReadOptions.DEFAULT, Monitor.NONE).stored(2, 1, 0));
        series = READER.scan(file(head.replace("raw", "hex") + "sizes: 3 2 1 2\nkinds: domain domain domain list\n\n", ascii(
                "0102030405060708090a0b0c")), Monitor.NONE);
        assertEquals(12, series.get(1).read(ReadOptions.DEFAULT, Monitor.NONE).stored(2, 1, 0));
    }

    @Test
    void fewerDimensionsThanThree() throws IOException {
        Volume line = read("NRRD0001\ntype: uchar\ndimension: 1\nsizes: 12\nspacings: 2\nencoding: raw\n\n", TWELVE);
        assertEquals(12, line.geometry().nx());
        assertEquals(0.002, line.geometry().iSpacing());
        VolumeGeometry plane = read("NRRD0004\ntype: uchar\ndimension: 2\nsizes: 4 3\nspace: LPS\nspace directions: (0,0,-2) "
                + "(0,3,0)\nencoding: raw\n\n",
                TWELVE).geometry();
        assertEquals(new Vec3(0, 0, -1), plane.iDirection());
        assertEquals(new Vec3(1, 0, 0), plane.kDirection());
        assertEquals(0.001, plane.kSpacing());
    }

    @Test
    void namesOfLabels() throws IOException {
        String keys = "Segment0_ID:=bone\nSegment0_LabelValue:=3\nSegment0_Name:=Left femur\nSegment0_Color:=1 0.5 "
                + "0\nSegment0_Tags:=a~b\\\\c\\nd\n"
                + "Segment1_ID:=other\nSegment1_LabelValue:=4\nSegment1_Layer:=1\nSegment2_ID:=last\n"
                + "Segment2_LabelValue:=2\nPatientName:=Doe\n";
        Volume v = read(LPS + "encoding: raw\n" + keys + "\n", TWELVE);
        Map<String, String> a = v.attributes();
        assertEquals("bone", a.get("label.3"));
        assertEquals("Left femur", a.get("label.3.name"));
        assertEquals("#ff8000", a.get("label.3.colour"));
        assertEquals("a~b\\c\nd", a.get("label.3.code"));
        assertEquals("last", a.get("label.2"));
        assertFalse(a.containsKey("label.4"), "a label of another layer");
        assertFalse(a.containsValue("Doe"), "what may name a person is left out");
        Path file = folder.resolve("b.seg.nrrd");
        new NrrdWriter().write(v, file, Monitor.NONE);
        assertEquals(a, Images.read(READER, file).attributes());
    }

    private void refused(String code, String header, byte[]... data) throws IOException {
        InputException e = assertThrows(InputException.class, () -> read(header, data), header);
        assertEquals(code, e.diagnostic().code(), header);
        assertTrue(e.getMessage().contains("a.nrrd"), e.getMessage());
        assertFalse(e.getMessage().equals(e.diagnostic().text("fr")));
    }

    @Test
    void whatIsBrokenOrNotReadIsRefusedByName() throws IOException {
        refused("nrrd.none", "", new byte[0]);
        refused("nrrd.none", "PNG\n", TWELVE);
        refused("nrrd.version", LPS.replace("NRRD0004", "NRRD0006") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.no.data", LPS + "encoding: raw\n");
        refused("nrrd.line", LPS + "nonsense\nencoding: raw\n\n", TWELVE);
        refused("nrrd.twice", LPS + "type: short\nencoding: raw\n\n", TWELVE);
        for (String field : new String[] {"type: uchar\n", "dimension: 3\n", "sizes: 2 2 3\n"}) {
            refused("nrrd.missing", LPS.replace(field, "") + "encoding: raw\n\n", TWELVE);
        }
        refused("nrrd.missing", LPS + "\n", TWELVE);
        refused("nrrd.missing", LPS.replace("uchar", "short") + "encoding: raw\n\n", TWELVE, TWELVE);
        refused("nrrd.value", LPS.replace("uchar", "short") + "endian: middle\nencoding: raw\n\n", TWELVE, TWELVE);
        refused("type.unread", LPS.replace("uchar", "block") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.value", LPS.replace("dimension: 3", "dimension: 17") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.count", LPS.replace("2 2 3", "2 6") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.value", LPS.replace("2 2 3", "2 2 -3") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.value", LPS.replace("2 2 3", "2 2 99999999999999999999") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.encoding", LPS + "encoding: bzip2\n\n", TWELVE);
        refused("nrrd.value", LPS + "byte skip: -5\nencoding: raw\n\n", TWELVE);
        refused("nrrd.value", LPS + "byte skip: -1\nencoding: text\n\n", TWELVE);
        refused("nrrd.value", LPS + "line skip: -1\nencoding: raw\n\n", TWELVE);
        refused("nrrd.count", LPS.replace("(0,2,0)", "") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.count", LPS.replace("(0,2,0)", "(0,2)") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.count", LPS.replace("(0,0,3)", "(0,0,3) x") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.value", LPS.replace("(0,2,0)", "(0,b,0)") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.value", LPS.replace("left-posterior-superior", "up-up-away") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.missing", LPS.replace("space: left-posterior-superior\n", "") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.axes", LPS.replace("(1,0,0) (0,2,0) (0,0,3)", "none none none") + "encoding: raw\n\n", TWELVE);
        refused("nrrd.between", LPS.replace("(0,2,0)", "none") + "encoding: raw\n\n", TWELVE);
        refused("grid.flat", LPS.replace("(0,2,0)", "(2,0,0)") + "encoding: raw\n\n", TWELVE);
        refused("grid.flat", LPS.replace("(0,2,0)", "(nan,0,0)") + "encoding: raw\n\n", TWELVE);
        refused("grid.flat", LPS.replace("(10,20,30)", "(nan,20,30)") + "encoding: raw\n\n", TWELVE);
        refused("data.short", LPS + "encoding: raw\n\n", Arrays.copyOf(TWELVE, 11));
        refused("data.surplus", LPS + "encoding: raw\n\n", TWELVE, new byte[3]);
        refused("data.surplus.packed", LPS + "encoding: gzip\n\n", Images.packed(Images.join(TWELVE, new byte[1])));
        refused("gzip.broken", LPS + "encoding: gzip\n\n", Arrays.copyOf(Images.packed(TWELVE), 20));
        refused("data.ends", LPS + "encoding: gzip\n\n", Images.packed(new byte[11]));
        refused("data.ends", LPS + "encoding: gzip\nbyte skip: -1\n\n", Images.packed(new byte[11]));
        refused("data.ends", LPS + "encoding: raw\nline skip: 3\n\n", TWELVE);
        refused("data.short", LPS + "encoding: text\n\n", ascii("1 2 3 4"));
        refused("data.ends", LPS + "encoding: text\n\n", ascii("100 200 100 200 100 200 1"));
        refused("nrrd.number", LPS + "encoding: text\n\n", ascii("1 2 3 4 5 6 7 8 9 10 11 256"));
        refused("nrrd.number", LPS + "encoding: text\n\n", ascii("1 2 3 4 5 6 7 8 9 10 11 x"));
        refused("nrrd.number", LPS + "encoding: text\n\n", ascii("1 2 3 4 5 6 7 8 9 10 11 1.5"));
        refused("nrrd.number", LPS + "encoding: text\n\n", ascii("1".repeat(1000)));
        refused("nrrd.number", LPS + "encoding: text\n\n", ascii("1 2 3 4 5 6 7 8 9 10 11 \u0001"));
        refused("data.surplus.text", LPS + "encoding: text\n\n", ascii("1 2 3 4 5 6 7 8 9 10 11 12 13"));
        refused("nrrd.number", LPS + "encoding: hex\n\n", ascii("0102030405060708090a0b0g"));
        refused("data.surplus.text", LPS + "encoding: hex\n\n", ascii("0102030405060708090a0b0c0"));
        refused("nrrd.header", LPS + "# " + "x".repeat(9 << 20) + "\n\n", TWELVE);
        refused("volume.large", LPS.replace("2 2 3", "99999 99999 3") + "encoding: raw\n\n", TWELVE);
        refused("volume.large", LPS.replace("2 2 3", "1 1 2000000000") + "encoding: raw\n\n", TWELVE);
        refused("data.impossible", LPS.replace("2 2 3", "3000 3000 100") + "encoding: gzip\n\n", Images.packed(TWELVE));
        refused("data.short", LPS.replace("2 2 3", "3000 3000 100") + "encoding: text\n\n", TWELVE);
        for (String list : new String[] {"LIST", "LIST\nb\nc\nd\ne\nf"}) {
            refused("nrrd.files", LPS + "encoding: raw\ndata file: " + list);
        }
        for (String pattern : new String[] {"b%d 0 5 0", "b%d 0 5 -1", "b%d 0 2000000000 1", "b%d x 5 1"}) {
            refused("nrrd.value", LPS + "encoding: raw\ndata file: " + pattern);
        }
    }

    @Test
    void aLineEndBehindRawDataDoesNoHarm() throws IOException {
        assertEquals(List.of("data.long"), codes(LPS + "encoding: raw\n\n", TWELVE, ascii("\r\n")));
        assertEquals(12, read((LPS + "encoding: raw\n\n").replace("\n", "\r\n"), TWELVE).stored(1, 1, 2));
        assertEquals(12, read(LPS + "encoding: raw\n# a remark\ncontent: what: ever := \nkey:=value\n\n", TWELVE).stored(1, 1, 2));
    }

    @Test
    void aShearedGridIsRefusedOrResampledWhereThatIsAllowed() throws IOException {
        ImageSeries s = Images.one(READER, file(LPS.replace("(0,2,0)", "(0.1,2,0)") + "encoding: raw\n\n", TWELVE));
        assertThrows(InputException.class, () -> s.read(ReadOptions.DEFAULT, Monitor.NONE));
        Volume v = s.read(new ReadOptions(true, 1), Monitor.NONE);
        assertEquals(1, v.at(new Vec3(0.01, 0.02, 0.03), -1), 0);
        assertEquals(0.003, v.geometry().kSpacing(), 1e-12);
    }

    @ParameterizedTest
    @EnumSource
    void aVolumeComesBackAsItWas(ScalarType type) throws IOException {
        SplittableRandom random = new SplittableRandom(type.ordinal());
        VolumeGeometry g = new VolumeGeometry(7, 5, 3, new Vec3(-0.1234, 0.2, 1.0 / 3), new Vec3(0, 0.6, -0.8), new Vec3(-1, 0, 0),
                new Vec3(
                0, 0.8, 0.6), 0.0007, 0.0007, 0.0025);
        for (int components : new int[] {1, 3}) {
            Volume v = Volume.zeros(g, type, components, new ValueMapping(1, 0, "HU")).withAttributes(Map.of("kind", "vector"));
            for (int k = 0; k < 3; k++) {
                for (int p = 0; p < v.store().slice(k).capacity(); p++) {
                    v.store().slice(k).put(p, (byte) random.nextInt());
                }
            }
            for (String name : new String[] {"r.nrrd", "r.nhdr"}) {
                new NrrdWriter().write(v, folder.resolve(name), Monitor.NONE);
                Volume back = Images.read(READER, folder.resolve(name));
                assertEquals(v.sha256(), back.sha256(), name);
                assertEquals(v.mapping(), back.mapping());
                assertEquals(v.type(), back.type());
                assertEquals(g.origin(), back.geometry().origin());
                for (int c = 1; c < 8; c++) {
                    Vec3 p = g.point((c & 1) * 7, (c >> 1 & 1) * 5, (c >> 2) * 3);
                    assertEquals(0, p.distance(back.geometry().point((c & 1) * 7, (c >> 1 & 1) * 5, (c >> 2) * 3)), 1e-15);
                }
                assertEquals(List.of(), Images.one(READER, folder.resolve(name)).problems());
                byte[] first = Files.readAllBytes(folder.resolve(name));
                new NrrdWriter().write(back, folder.resolve(name), Monitor.NONE);
                assertArrayEquals(first, Files.readAllBytes(folder.resolve(name)), "the same bytes again");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,-1024,INT16", "2,40000,INT32", "0.5,0,FLOAT32", "0.1,0,FLOAT64", "-1,0,INT16"})
    void aMappingIsAppliedWithoutLoss(double slope, double intercept, ScalarType type) throws IOException {
        VolumeGeometry g = VolumeGeometry.axisAligned(3, 1, 2, Vec3.ZERO, 0.001);
        Volume v = Volume.ofShorts(g, new short[] {0, 1, 2, 1000, -1000, 32767}, new ValueMapping(slope, intercept, "HU"));
        Path file = folder.resolve("m.nrrd");
        new NrrdWriter().write(v, file, Monitor.NONE);
        Volume back = Images.read(READER, file);
        assertEquals(type, back.type());
        for (int p = 0; p < 6; p++) {
            assertEquals(v.value(p % 3, 0, p / 3), back.value(p % 3, 0, p / 3));
        }
        assertEquals("HU", back.mapping().unit());
    }

    /** The same ball in every variety; the hash is that of the raw file beside them. */
    @ParameterizedTest
    @ValueSource(strings = {".nhdr", ".nrrd", "_byteskip_minus_one.nhdr", "_byteskip_minus_one_nifti.nhdr", "_gz.nrrd",
        "_gz_byteskip_minus_one.nrrd", "_gz_lineskip.nrrd"})
    void realFilesOfOneBall(String variety) throws IOException {
        Path ball = Images.data("nifti-nrrd/pynrrd/data/BallBinary30x30x30" + variety);
        Volume v = Images.read(READER, ball);
        assertEquals(Sha256.of(ball.resolveSibling("BallBinary30x30x30.raw")), v.sha256());
        assertEquals(VolumeGeometry.axisAligned(30, 30, 30, Vec3.ZERO, 0.001), v.geometry());
    }

    @ParameterizedTest
    @CsvSource({"_bz2.nrrd,nrrd.encoding", "_byteskip_minus_five.nhdr,nrrd.value", "_nifti.nhdr,data.surplus.packed"})
    void realFilesThatAreRefused(String variety, String code) {
        Path ball = Images.data("nifti-nrrd/pynrrd/data/BallBinary30x30x30" + variety);
        assertEquals(code, assertThrows(InputException.class, () -> Images.read(READER, ball)).diagnostic().code());
    }

    @Test
    void realTextAndFourDimensions() throws IOException {
        for (String name : new String[] {"test1d_ascii.nrrd", "test2d_ascii.nrrd", "test_customFields.nrrd"}) {
            Volume v = Images.read(READER, Images.data("nifti-nrrd/pynrrd/data/" + name));
            assertEquals(new Volume.Statistics(1, 27, 14, 0), v.statistics());
            assertEquals(0.0010458, v.geometry().iSpacing(), 1e-18);
        }
        Volume v = Images.read(READER, Images.data("nifti-nrrd/pynrrd/data/test_simple4d_raw.nrrd"));
        assertEquals(0.76903426, v.stored(0, 0, 0));
        assertEquals(new Vec3(-1, 0, 0), v.geometry().iDirection());
        assertEquals(0.0015, v.geometry().iSpacing());
    }

    /** Spacing and obliquity of the knee as its header has them: sagittal slices, turned by 5 degrees about the body's long axis. */
    @Test
    void theRealKneeIsSagittalAndOblique() throws IOException {
        Volume v = Images.read(READER, Images.data("knee-segmentation/pymskt/SAG_3D_DESS_RIGHT_bones_cart_men_fib-label.nrrd"));
        VolumeGeometry g = v.geometry();
        assertEquals(384L * 384 * 160, g.voxels());
        assertEquals(0.36458333e-3, g.iSpacing(), 1e-11);
        assertEquals(0.7e-3, g.kSpacing(), 1e-10);
        double turn = Math.toRadians(5);
        assertEquals(0, g.iDirection().distance(new Vec3(-Math.sin(turn), Math.cos(turn), 0)), 1e-6);
        assertEquals(new Vec3(0, 0, -1), g.jDirection());
        assertEquals(0, g.kDirection().distance(new Vec3(-Math.cos(turn), -Math.sin(turn), 0)), 1e-6);
        assertEquals(10, v.statistics().max());
    }
}
