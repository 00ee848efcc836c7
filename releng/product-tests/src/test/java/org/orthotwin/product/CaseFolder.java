/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A copy of a case (scenario, anatomy, surfaces) that a test damages on purpose; the hashes are kept right unless they are wrong. */
final class CaseFolder {
    /** The smallest of the surfaces. */
    static final String CANAL = "case/meshes/femur.right-canal.ply";

    private final Path folder;

    private CaseFolder(Path folder) {
        this.folder = folder;
    }

    /** The setup of the shared run in a folder of its own. */
    static CaseFolder copyTo(Path folder) throws IOException, InterruptedException {
        Path from = SharedRun.get().folder();
        for (Map.Entry<String, byte[]> file : SharedRun.files(from).entrySet()) {
            if (file.getKey().equals("setup.scenario") || file.getKey().startsWith("case/")) {
                Path to = folder.resolve(file.getKey());
                Files.createDirectories(to.getParent());
                Files.write(to, file.getValue());
            }
        }
        return new CaseFolder(folder);
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    Path scenario() {
        return path("setup.scenario");
    }

    Path anatomy() {
        return path("case/hip-tha.anatomy");
    }

    CaseFolder inScenario(String regex, String replacement) throws IOException {
        return replace(scenario(), regex, replacement);
    }

    CaseFolder inAnatomy(String regex, String replacement) throws IOException {
        return replace(anatomy(), regex, replacement);
    }

    private CaseFolder replace(Path file, String regex, String replacement) throws IOException {
        String text = Files.readString(file);
        Matcher m = Pattern.compile(regex).matcher(text);
        assertTrue(m.find(), () -> "no '" + regex + "' in " + file);
        Files.writeString(file, m.replaceFirst(replacement));
        return rehash();
    }

    /** Position of a landmark, m. */
    double[] landmark(String code) throws IOException {
        MatchResult m = landmark(Files.readString(anatomy()), code);
        String[] xyz = m.group(2).split(" ");
        return new double[] {Double.parseDouble(xyz[0]), Double.parseDouble(xyz[1]), Double.parseDouble(xyz[2])};
    }

    CaseFolder moveLandmark(String code, double x, double y, double z) throws IOException {
        String text = Files.readString(anatomy());
        MatchResult m = landmark(text, code);
        Files.writeString(anatomy(), text.substring(0, m.start(2)) + x + " " + y + " " + z + text.substring(m.end(2)));
        return rehash();
    }

    private static MatchResult landmark(String text, String code) {
        Matcher m = Pattern.compile("code=\"(" + Pattern.quote(code) + ")\"[^>]*?position=\"([^\"]*)\"").matcher(text);
        assertTrue(m.find(), () -> "no landmark " + code);
        return m.toMatchResult();
    }

    /** Puts other bytes in place of a surface. */
    CaseFolder surface(byte[] content) throws IOException {
        Files.write(path(CANAL), content);
        return rehash();
    }

    CaseFolder without(String file) throws IOException {
        Files.delete(path(file));
        return this;
    }

    /** The canal's surface, a little-endian binary PLY file with doubles, to be changed face by face. */
    byte[] surface() throws IOException {
        return Files.readAllBytes(path(CANAL));
    }

    /** With the last face left out: open. */
    static byte[] withHole(byte[] ply) {
        int faces = faces(ply);
        return concat(header(ply, faces - 1), ply, headerEnd(ply), ply.length - FACE_BYTES);
    }

    /** With the last face twice: three faces on each of its edges. */
    static byte[] withDoubleFace(byte[] ply) {
        byte[] body = concat(header(ply, faces(ply) + 1), ply, headerEnd(ply), ply.length);
        return concat(body, ply, ply.length - FACE_BYTES, ply.length);
    }

    static byte[] withNan(byte[] ply) {
        byte[] changed = ply.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putDouble(headerEnd(ply), Double.NaN);
        return changed;
    }

    static byte[] empty() {
        return ("ply\nformat ascii 1.0\nelement vertex 0\nproperty double x\nproperty double y\nproperty double z\nelement face 0\n"
                + "property list uchar int vertex_indices\nend_header\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static final int FACE_BYTES = 1 + 3 * 4;
    private static final Pattern FACES = Pattern.compile("element face (\\d+)");

    private static String headerText(byte[] ply) {
        String start = new String(ply, 0, 1000, StandardCharsets.ISO_8859_1);
        return start.substring(0, start.indexOf("end_header\n") + "end_header\n".length());
    }

    private static int headerEnd(byte[] ply) {
        return headerText(ply).length();
    }

    private static int faces(byte[] ply) {
        Matcher m = FACES.matcher(headerText(ply));
        assertTrue(m.find(), "no faces");
        return Integer.parseInt(m.group(1));
    }

    private static byte[] header(byte[] ply, int faces) {
        return FACES.matcher(headerText(ply)).replaceFirst("element face " + faces).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] concat(byte[] a, byte[] b, int from, int to) {
        return ByteBuffer.allocate(a.length + to - from).put(a).put(b, from, to - from).array();
    }

    /** Makes every hash in anatomy and scenario that of the file as it is. */
    private CaseFolder rehash() throws IOException {
        rehash(anatomy());
        rehash(scenario());
        return this;
    }

    private static void rehash(Path file) throws IOException {
        String text = Files.readString(file);
        StringBuilder changed = new StringBuilder();
        Matcher m = Pattern.compile("path=\"([^\"]*)\"(\\s+)sha256=\"[^\"]*\"").matcher(text);
        while (m.find()) {
            Path data = file.resolveSibling(m.group(1));
            m.appendReplacement(changed, Matcher.quoteReplacement("path=\"" + m.group(1) + "\"" + m.group(2) + "sha256=\""
                    + sha256(Files.readAllBytes(data)) + "\""));
        }
        m.appendTail(changed);
        Files.writeString(file, changed);
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
