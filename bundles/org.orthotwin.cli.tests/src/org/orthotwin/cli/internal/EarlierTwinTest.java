/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.construction.TwinConstruction;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFactory;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.anatomy.Landmark;
import org.orthotwin.model.anatomy.Provenance;

/** What of a twin survives when it is built anew. */
class EarlierTwinTest {

    @TempDir
    Path folder;

    private Path twin;
    private Path labels;

    @BeforeEach
    void files() throws IOException {
        twin = folder.resolve("case");
        labels = twin.resolve("images/labels.nrrd");
        Files.createDirectories(labels.getParent());
        Files.writeString(labels, "as written");
    }

    /** A twin of one bone whose labels come from there. */
    private EarlierTwin written(String segmenter) throws IOException {
        AnatomyFactory f = AnatomyFactory.eINSTANCE;
        Path file = twin.resolve("case.anatomy");
        Anatomy a = f.createAnatomy();
        a.setId("case.anatomy");
        Provenance p = f.createProvenance();
        p.setId("femur.surface");
        p.setMethod(segmenter + "; 93 % of the surface at an edge of the image");
        a.getProvenances().add(p);
        Bone b = f.createBone();
        b.setId("femur");
        b.setType("femur");
        b.setProvenance(p);
        DataReference r = DataFiles.reference(file, labels, "mm");
        r.setRole("labels");
        b.getVolumes().add(r);
        for (String code : new String[] {"FHC", "LEC"}) {
            Landmark l = f.createLandmark();
            l.setId("femur." + code);
            l.setCode(code);
            l.setPosition(new Vec3(0.1, 0.2, 0.3));
            l.setLocked(code.equals("LEC"));
            b.getLandmarks().add(l);
        }
        a.getBones().add(b);
        AnatomyFiles.save(file, a);
        return EarlierTwin.of(twin);
    }

    @Test
    void nothingIsThereOfNoTwin() throws IOException {
        assertEquals(new EarlierTwin(Optional.empty(), false, Map.of()), EarlierTwin.of(folder.resolve("none")));
    }

    @Test
    void whatTheSegmenterFoundIsFoundAgainAndALockedLandmarkStays() throws IOException {
        assertEquals(new EarlierTwin(Optional.empty(), false, Map.of("femur", Map.of("LEC", new Vec3(0.1, 0.2, 0.3)))),
                written("ct.bone/1"));
    }

    @Test
    void labelsThatWereChangedStay() throws IOException {
        written("ct.bone/1");
        Files.writeString(labels, "by hand");
        EarlierTwin e = EarlierTwin.of(twin);
        assertEquals(Optional.of(labels), e.labels());
        assertEquals(true, e.changed());
    }

    /** The second time, too: the twin that was built of changed labels has their hash. */
    @Test
    void labelsThatWereGivenStay() throws IOException {
        EarlierTwin e = written(TwinConstruction.GIVEN);
        assertEquals(Optional.of(labels), e.labels());
        assertEquals(false, e.changed());
    }
}
