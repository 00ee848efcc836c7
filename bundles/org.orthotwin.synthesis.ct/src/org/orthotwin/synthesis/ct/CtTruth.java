/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.synthesis.ct;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.joint.Body;

/** Writes what is true of a scan: surfaces and landmarks in LPS, densities by zone, and how it was made. Lengths in mm. */
public final class CtTruth {

    private CtTruth() {
    }

    /** The zones with number, name, CT number, equivalent density, cortex and how many voxels show it; for {@code truth.json}. */
    public static List<Map<String, Object>> zones(CtScene scene, CtImage image) {
        int[] voxels = new int[256];
        for (byte z : image.zones()) {
            voxels[z & 0xff]++;
        }
        List<Map<String, Object>> all = new ArrayList<>();
        int number = 1;
        for (CtBone b : scene.bones()) {
            for (Zone z : b.zones()) {
                Map<String, Object> o = new LinkedHashMap<>();
                o.put("zone", number);
                o.put("bone", b.name());
                o.put("name", z.name());
                o.put("hu", Numbers.edge(z.hu()));
                o.put("densityMgPerCm3", Numbers.edge(Attenuation.density(z.hu())));
                o.put("cortexMm", z.shell() >= Zone.WALL ? null : Numbers.edge(z.shell() * 1000.0));
                o.put("voxels", voxels[number++]);
                all.add(o);
            }
        }
        return all;
    }

    /**
     * Writes {@code truth.json} and {@code surfaces/*.ply}.
     *
     * @param folder to write into
     */
    public static void write(Path folder, SubjectScene subject, CtScene scene, CtProtocol protocol, CtImage image) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("frame", "LPS");
        json.put("source", subject.subject().source());
        Map<String, Object> how = new LinkedHashMap<>();
        SliceStack s = protocol.stack();
        how.put("size", List.of(s.nx(), s.ny(), s.nz()));
        how.put("spacingMm", List.of(mm(s.iSpacing()), mm(s.jSpacing()), mm(s.step().norm())));
        how.put("sliceThicknessMm", mm(s.thickness()));
        how.put("originMm", point(s.origin()));
        how.put("rowDirection", s.iDirection().toArray());
        how.put("columnDirection", s.jDirection().toArray());
        how.put("stepMm", point(s.step()));
        how.put("regular", s.isRegular());
        how.put("blurFwhmMm", List.of(mm(protocol.blurAcross()), mm(protocol.blurAcross()), mm(protocol.blurAlong())));
        how.put("noiseHu", protocol.noise());
        how.put("seed", protocol.seed());
        json.put("protocol", how);
        Map<String, Object> calibration = new LinkedHashMap<>();
        calibration.put("densityMgPerCm3", "slope * HU + intercept");
        calibration.put("slope", Attenuation.DENSITY_SLOPE);
        calibration.put("intercept", Attenuation.DENSITY_INTERCEPT);
        json.put("calibration", calibration);
        json.put("labels", SyntheticCt.labelNames(scene));
        json.put("cortexHu", scene.bones().stream().map(b -> Numbers.edge(b.cortexHu())).toList());
        json.put("zones", zones(scene, image));
        Map<String, Object> marks = new LinkedHashMap<>();
        for (Body b : subject.subject().bodies()) {
            Map<String, Object> of = new LinkedHashMap<>();
            subject.landmarks(b).forEach((code, p) -> of.put(code, point(p)));
            marks.put(b.id(), of);
        }
        json.put("landmarksMm", marks);
        Map<String, Object> truth = new LinkedHashMap<>();
        subject.subject().truth().forEach((name, v) -> truth.put(name, Map.of("si", v, "unit",
                subject.subject().units().getOrDefault(name, "1"))));
        json.put("truth", truth);
        AtomicFiles.writeString(folder.resolve("truth.json"), JsonText.write(json));
        Path surfaces = folder.resolve("surfaces");
        for (Body b : subject.subject().bodies()) {
            for (String role : b.surfaces().keySet()) {
                MeshWriter.write(surfaces.resolve(b.id() + "-" + role + ".ply"), b.surface(role).transformed(subject.pose(b)),
                        LengthUnit.MILLIMETRE);
            }
        }
        for (CtImplant i : scene.implants()) {
            MeshWriter.write(surfaces.resolve("implant-" + i.name() + ".ply"), i.surface(), LengthUnit.MILLIMETRE);
        }
    }

    private static double mm(double m) {
        return Numbers.edge(m * 1000.0);
    }

    private static List<Double> point(Vec3 p) {
        return List.of(mm(p.x()), mm(p.y()), mm(p.z()));
    }
}
