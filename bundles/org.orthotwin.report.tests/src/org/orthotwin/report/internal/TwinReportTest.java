/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.report.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.orthotwin.construction.CartilageThickness;
import org.orthotwin.construction.Constructed;
import org.orthotwin.construction.ConstructedBone;
import org.orthotwin.construction.ConstructedCartilage;
import org.orthotwin.construction.JointSpace;
import org.orthotwin.density.Calibration;
import org.orthotwin.geometry.SurfaceDeviation;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.joint.Side;
import org.orthotwin.landmarks.BoneLandmarks;
import org.orthotwin.landmarks.BoneMeasures;
import org.orthotwin.landmarks.MeasureDefinition;
import org.orthotwin.report.TwinReport;
import org.xml.sax.InputSource;

class TwinReportTest {

    @TempDir
    Path folder;

    private String page(String language) throws Exception {
        TriangleMesh mesh = new TriangleMesh(new double[] {0, 0, 0, 1, 0, 0, 0, 1, 0}, new int[] {0, 1, 2});
        MeasureDefinition version = BoneMeasures.femur().stream().filter(m -> m.id().equals("femur.version")).findFirst().orElseThrow();
        BoneLandmarks found = new BoneLandmarks("femur", Side.LEFT, false, 0, "whole", "femur.shape/1",
                Map.of("FHC", new BoneLandmarks.Mark(new Vec3(0.0123, -0.0456, 0.789), 0.00034, false, "a model of others"),
                        "LEC", new BoneLandmarks.Mark(new Vec3(0.1, 0.2, 0.3), Double.NaN, true, "")),
                Map.of(), Map.of("femur.version", new BoneLandmarks.Measure(version, Math.toRadians(12.34), Math.toRadians(0.56))),
                        Map.of(),
                List.of("the neck is <short>"));
        ConstructedBone femur = new ConstructedBone("femur", Side.LEFT, List.of("femur.left"), mesh, 0.93,
                new SurfaceDeviation(0.00024, 0.0006, 0.0011, 0.0012, 100), Optional.of(found),
                Optional.of(new ConstructedBone.BoneQuality(321e-6, 456, 78, 0.0021, 0.8)));
        ConstructedBone pelvis = new ConstructedBone("pelvis", Side.MIDLINE, List.of("hipbone.left", "sacrum"), mesh, Double.NaN,
                new SurfaceDeviation(0.0004, 0.001, 0.002, 0.002, 100), Optional.empty(), Optional.empty());
        LabelMap labels = LabelMap.of(Volume.zeros(VolumeGeometry.axisAligned(2, 2, 2, Vec3.ZERO, 0.001), ScalarType.UINT8,
                ValueMapping.IDENTITY), Map.of());
        Constructed made = new Constructed("hip", new Segmentation(labels, Map.of(), List.of()), "ct.bone/1", List.of(pelvis, femur),
                List.of(), List.of(new ConstructedCartilage("cartilage.femoral", "femur", "femoral <cartilage>", mesh, new double[3],
                        new double[3], new CartilageThickness.Cover(0.000123, 0.0021, 0.0034, 0.0045), 0.0002)),
                List.of(new JointSpace("femur", "pelvis", 0.00312, Vec3.ZERO, 0.00023, List.of(new JointSpace.Region("cartilage.femoral",
                        0.0039, 0.00007, Double.NaN)))), Optional.of(Calibration.declared(-5, 0.8, "declared & said")), List.of());
        Files.createDirectories(folder.resolve("pictures"));
        Files.write(folder.resolve("pictures/femur.png"), new byte[] {1, 2, 3});
        TwinReport.write(folder, new TwinReport.Subject("case <7>", "series-1", Side.LEFT), made, List.of("pictures/femur.png"), language);
        return Files.readString(folder.resolve(TwinReport.FILE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void saysWhatWasMeasuredOnOnePage(String language) throws Exception {
        String page = page(language);
        String text = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(page.substring("<!DOCTYPE html>\n".length())))).getDocumentElement()
                .getTextContent();
        for (String said : List.of("case <7>", "series-1", "ct.bone/1", "hipbone.left, sacrum", "0.24 / 0.60 / 1.10\u00a0mm", "93\u00a0%",
                "321.0\u00a0cm\u00b3", "456 \u00b1 78", "12.3\u00b0", "\u00b1 0.56", "\u221245.6", "0.34", "the neck is <short>",
                "declared & said", "femoral <cartilage>", "123\u00a0mm\u00b2",
                "2.10 \u00b1 0.20\u00a0mm", "4.50 \u00b1 0.20", "3.12 \u00b1 0.23\u00a0mm", "0.07 \u00b1 0.23",
                language.equals("fr") ? "litt" : "literature")) {
            assertTrue(text.contains(said), () -> said + " is missing in " + text);
        }
        assertTrue(page.contains("data:image/png;base64,AQID"), "the picture is within");
        assertFalse(page.contains("src=\"pictures") || page.contains("http://") && !page.contains("http://www.w3.org/1999/xhtml"),
                "nothing is fetched");
        assertFalse(text.contains("NaN") || text.contains("twin.") || text.contains("measure."), () -> "a word is missing: " + text);
    }

    @Test
    void frenchIsFrench() throws Exception {
        String page = page("fr");
        assertTrue(page.contains("Version fémorale") && page.contains("posé par une personne") && page.contains("Hanche"), page);
        assertEquals(page, page("fr"));
    }
}
