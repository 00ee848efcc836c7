/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.Set;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.Volumes;
import org.orthotwin.imaging.dicom.SeriesFacts;
import org.orthotwin.imaging.dicom.SeriesWriter;
import org.orthotwin.joint.GeneratedSubject;
import org.orthotwin.joint.Side;
import org.orthotwin.render.Png;
import org.orthotwin.synthesis.ct.Attenuation;
import org.orthotwin.synthesis.ct.CtImage;
import org.orthotwin.synthesis.ct.CtProtocol;
import org.orthotwin.synthesis.ct.CtScene;
import org.orthotwin.synthesis.ct.CtTruth;
import org.orthotwin.synthesis.ct.OldHipImplant;
import org.orthotwin.synthesis.ct.SliceStack;
import org.orthotwin.synthesis.ct.SubjectScene;
import org.orthotwin.synthesis.ct.SyntheticCt;

/** The scan of {@code generate ct}: what was asked for, made, and written. */
final class CtOutput {

    private static final double MARGIN = 0.030;
    private static final String DICOM = "dcm";
    /** Joints whose ids are terms of PS3.16 Annex L in lower case. */
    private static final Set<String> BODY_PARTS = Set.of("hip", "knee", "shoulder");

    private static final String BONES = "bones";
    /** What a scan takes in where nobody says it: enough of the shafts of a knee for their axes, the whole blade of a scapula. */
    private static final Map<String, String> FIELDS = Map.of("knee", "160mmx160mmx300mm", "shoulder", BONES);
    private static final String OTHER_FIELD = "200mm";

    private final double across;
    private final double slice;
    private final double blur;
    private final double blurAlong;
    private final double noise;
    private final double tilt;
    private final double[] size;
    private final boolean metal;
    private final String ending;
    private final String joint;
    private final long seed;

    /** @throws org.orthotwin.core.InputException if an option cannot be used, with its name */
    CtOutput(Invocation call) {
        across = length(call, "--spacing");
        slice = call.option("--slice").isPresent() ? length(call, "--slice") : across;
        blur = call.option("--blur").isPresent() ? length(call, "--blur") : across;
        blurAlong = call.option("--blur").isPresent() ? blur : slice;
        tilt = call.option("--tilt").map(t -> quantity("--tilt", t, Dimension.ANGLE)).orElse(0.0);
        if (!(Math.abs(tilt) <= Math.toRadians(40))) {
            throw Texts.refusal("ct.tilt", call.option("--tilt").orElseThrow());
        }
        try {
            noise = Double.parseDouble(call.option("--noise").orElseThrow());
        } catch (NumberFormatException e) {
            throw Texts.refusal(e, "ct.noise", call.option("--noise").orElseThrow());
        }
        joint = call.option("--joint").orElseThrow();
        String wanted = call.option("--field").orElseThrow();
        String field = wanted.equals("joint") ? FIELDS.getOrDefault(joint, OTHER_FIELD) : wanted;
        size = field.equals(BONES) ? null : size(field);
        if (size != null) {
            counts(size);
        }
        metal = call.flag("--metal");
        ending = call.option("--format").orElseThrow();
        seed = call.common().seed().orElse(1L);
    }

    private static double length(Invocation call, String option) {
        double v = quantity(option, call.option(option).orElseThrow(), Dimension.LENGTH);
        if (!(v >= 0 && v <= 0.05) || v < 1e-4 && !option.equals("--blur")) {
            throw Texts.refusal("ct.spacing", option, call.option(option).orElseThrow());
        }
        return v;
    }

    private static double quantity(String option, String text, Dimension dimension) {
        try {
            return Quantity.parseSi(text, dimension);
        } catch (IllegalArgumentException e) {
            throw Texts.refusal(e, "option.because", option, Texts.reason(e));
        }
    }

    private static double[] size(String text) {
        String[] parts = text.split("x", -1);
        if (parts.length != 1 && parts.length != 3) {
            throw Texts.refusal("ct.field", text);
        }
        double[] s = new double[3];
        for (int a = 0; a < 3; a++) {
            s[a] = quantity("--field", parts[parts.length == 1 ? 0 : a], Dimension.LENGTH);
            if (!(s[a] > 0 && s[a] <= 2)) {
                throw Texts.refusal("ct.field.lengths", text);
            }
        }
        return s;
    }

    /** Scans a subject and writes the image, its labels and zones, its truth and a picture; returns what the JSON says of it. */
    Map<String, Object> write(GeneratedSubject generated, Side side, Path folder, Path shown, Monitor monitor) throws IOException {
        SubjectScene subject = new SubjectScene(generated, side);
        CtScene scene = subject.scene();
        if (metal) {
            OldHipImplant old = OldHipImplant.of(subject, side);
            scene = subject.scene(old.implants(), old.removed());
        }
        CtProtocol protocol = new CtProtocol(stack(scene), blur, blurAlong, noise, seed, true);
        CtImage image = SyntheticCt.scan(scene, protocol, monitor);
        List<String> files = new ArrayList<>();
        SliceStack s = protocol.stack();
        if (s.isRegular()) {
            // what is true of the voxels is no image of a patient
            String maps = ending.equals(DICOM) ? "nrrd" : ending;
            Map<Integer, String> names = new TreeMap<>();
            SyntheticCt.labelNames(scene).forEach(n -> names.put(names.size() + 1, n));
            Volumes.write(LabelMap.of(image.labelVolume(), names).volume(), folder.resolve("truth/labels." + maps), monitor);
            Volumes.write(image.zoneVolume(), folder.resolve("truth/zones." + maps), monitor);
        }
        if (ending.equals(DICOM)) {
            // a folder of their own, in which nothing else is found
            SeriesWriter.write(image.slices(), folder.resolve("series"), facts(generated, side, image), monitor)
                    .forEach(f -> files.add("series/" + f.getFileName()));
        } else if (s.isRegular()) {
            files.add("ct." + ending);
            Volumes.write(image.volume(), folder.resolve(files.getFirst()), monitor);
        } else {
            // a sheared stack is no regular grid: every slice with its own place
            List<Volume> slices = image.slices();
            for (int k = 0; k < slices.size(); k++) {
                files.add(String.format(Locale.ROOT, "slices/%04d.%s", k + 1, ending));
                Volumes.write(slices.get(k), folder.resolve(files.getLast()), monitor);
            }
        }
        CtTruth.write(folder.resolve("truth"), subject, scene, protocol, image);
        Png.write(folder.resolve("ct.png"), CtPicture.of(image));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("images", files.stream().map(f -> shown.resolve(f).toString()).toList());
        json.put("picture", shown.resolve("ct.png").toString());
        json.put("truth", shown.resolve("truth/truth.json").toString());
        json.put("size", List.of(s.nx(), s.ny(), s.nz()));
        json.put("spacingMm", List.of(mm(s.iSpacing()), mm(s.jSpacing()), mm(s.step().norm())));
        json.put("labels", SyntheticCt.labelNames(scene));
        json.put("zones", CtTruth.zones(scene, image));
        return json;
    }

    /** UIDs are of what is scanned and what is seen, so that the same scan has the same ones and no other has them. */
    private SeriesFacts facts(GeneratedSubject generated, Side side, CtImage image) {
        String subject = hash(joint + " " + side + " " + generated.truth(), new short[0]);
        String scan = hash(subject + " " + image.stack(), image.hu());
        return new SeriesFacts("CT", "SYNTHETIC", "SYNTHETIC-" + subject.substring(0, 12), "Generated subject", "Generated CT", 1,
                BODY_PARTS.contains(joint) ? joint.toUpperCase(Locale.ROOT) : "", "OrthoTwin synthetic CT", Attenuation.TUBE_VOLTAGE_KV,
                List.of("DERIVED", "SECONDARY", "AXIAL"), scan + "/ct");
    }

    private static String hash(String text, short[] numbers) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(text.getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
            for (int at = 0; at < numbers.length; at += bytes.capacity() / 2) {
                int n = Math.min(bytes.capacity() / 2, numbers.length - at);
                bytes.clear().asShortBuffer().put(numbers, at, n);
                sha.update(bytes.array(), 0, 2 * n);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private SliceStack stack(CtScene scene) {
        Vec3 centre = Vec3.ZERO;
        double[] s = size;
        if (s == null) {
            double[] b = SyntheticCt.bounds(scene);
            centre = new Vec3(0.5 * (b[0] + b[3]), 0.5 * (b[1] + b[4]), 0.5 * (b[2] + b[5]));
            s = new double[] {b[3] - b[0] + MARGIN, b[4] - b[1] + MARGIN, b[5] - b[2] + MARGIN};
        }
        int[] n = counts(s);
        return SliceStack.axial(n[0], n[1], n[2], centre, across, slice, tilt);
    }

    /** Voxels along each axis of a field, m. */
    private int[] counts(double[] field) {
        int[] n = new int[3];
        for (int a = 0; a < 3; a++) {
            n[a] = (int) Math.min(Integer.MAX_VALUE, Math.round(field[a] / (a < 2 ? across : slice)));
            if (n[a] < 2 || n[a] > Short.MAX_VALUE) {
                throw Texts.refusal("ct.field.voxels", mm(field[a]), n[a], mm(a < 2 ? across : slice), Short.MAX_VALUE);
            }
        }
        return n;
    }

    private static double mm(double m) {
        return Numbers.edge(m * 1000.0);
    }
}
