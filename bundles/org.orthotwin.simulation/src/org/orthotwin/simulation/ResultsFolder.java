/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.JsonText;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Unit;
import org.orthotwin.geometry.RigidTransform;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.geometry.io.DataArray;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.joint.PlacedPart;
import org.orthotwin.model.anatomy.Anatomy;
import org.orthotwin.model.anatomy.AnatomyFiles;
import org.orthotwin.model.anatomy.Bone;
import org.orthotwin.model.anatomy.DataFiles;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.scenario.Scenario;
import org.orthotwin.model.scenario.ScenarioFiles;
import org.orthotwin.solver.ContactEvent;
import org.orthotwin.solver.Problem;
import org.orthotwin.solver.Solution;
import org.orthotwin.solver.Table;

/**
 * The files of a run that hold data: what reproduces it, numbers, tables, surfaces. Lengths in mm, angles in degrees, units beside them.
 */
public final class ResultsFolder {

    /** The object that {@code --json} prints. */
    public static final String RESULTS = "results.json";
    /** The scenario with every override in it, beside a copy of its anatomy. */
    public static final String SETUP = "setup.scenario";

    private ResultsFolder() {
    }

    /**
     * Writes everything but {@link #RESULTS} and the report.
     *
     * @param folder exists
     * @return the files, relative to the folder with '/', in a fixed order
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop, between two files
     */
    public static List<String> writeData(RunResult result, Path folder, Monitor monitor) throws IOException {
        List<String> files = new ArrayList<>();
        files.addAll(writeCase(result.source(), folder, SETUP, monitor));
        CsvTable csv = new CsvTable(List.of("id", "version", "value", "unit", "uncertainty", "lower", "upper", "verdict"),
                List.of("", "", "see unit", "", "see unit", "see unit", "see unit", ""));
        for (Measured m : result.measurements()) {
            Unit u = m.definition().unit();
            csv.row(List.of(m.definition().id(), m.definition().version(), RunResult.shown(u, m.value().si()), u.symbol(),
                    RunResult.shown(u, m.value().uncertainty()), RunResult.shown(u, m.lower()), RunResult.shown(u, m.upper()),
                    m.verdict().id()));
        }
        csv.write(folder.resolve("measurements.csv"));
        files.add("measurements.csv");
        for (Solution s : result.solutions().values()) {
            for (Table t : s.tables()) {
                monitor.checkCancelled();
                CsvTable.of(t).write(folder.resolve(t.name() + ".csv"));
                files.add(t.name() + ".csv");
            }
        }
        writeSurfaces(result.problem(), folder, files, monitor);
        List<ContactEvent> contacts = new ArrayList<>();
        result.solutions().values().forEach(s -> contacts.addAll(s.contacts()));
        if (!contacts.isEmpty()) {
            writeContacts(contacts, folder, files);
        }
        return files;
    }

    /** Writes {@link #RESULTS}, last of all: a folder without it is not whole. */
    public static void writeResults(RunResult result, Path folder, List<String> files, String language) throws IOException {
        AtomicFiles.writeString(folder.resolve(RESULTS), JsonText.write(result.json(files, language)));
    }

    /**
     * Writes a case: its scenario, and below the folder its anatomy with all the files that that names.
     *
     * @param name of the scenario's file in the folder
     * @return names of all files
     */
    public static List<String> writeCase(Case source, Path folder, String name, Monitor monitor) throws IOException {
        List<String> files = new ArrayList<>();
        Scenario scenario = EcoreUtil.copy(source.scenario());
        if (source.anatomy().isPresent()) {
            Path original = source.anatomyFile().orElseThrow();
            Path target = folder.resolve("case").resolve(original.getFileName());
            Anatomy anatomy = EcoreUtil.copy(source.anatomy().get());
            List<DataReference> all = new ArrayList<>();
            for (Bone bone : anatomy.getBones()) {
                all.addAll(bone.getSurfaces());
                all.addAll(bone.getVolumes());
                all.add(bone.getDensity());
            }
            anatomy.getCartilages().forEach(c -> all.add(c.getSurface()));
            all.removeIf(Objects::isNull);
            for (DataReference r : all) {
                monitor.checkCancelled();
                Path from = DataFiles.resolve(original, r);
                Path to = target.resolveSibling(r.getPath());
                Files.createDirectories(to.getParent());
                Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                files.add("case/" + r.getPath());
            }
            AnatomyFiles.save(target, anatomy);
            files.add("case/" + original.getFileName());
            scenario.setAnatomy(DataFiles.reference(folder.resolve(name), target, null));
        }
        ScenarioFiles.save(folder.resolve(name), scenario);
        files.add(name);
        return files;
    }

    private static void writeSurfaces(Problem p, Path folder, List<String> files, Monitor monitor) {
        if (p.joint() == null) {
            return;
        }
        RigidTransform neutral = p.joint().childInParent(new double[p.joint().type().coordinates().size()]);
        for (PlacedPart part : p.parts()) {
            RigidTransform inParent = (part.body().equals(p.joint().child()) ? neutral : RigidTransform.IDENTITY).times(part.pose());
            part.part().surfaces().forEach((role, mesh) -> {
                monitor.checkCancelled();
                String name = "parts/" + part.role() + "-" + role + ".vtp";
                MeshWriter.writeVtp(folder.resolve(name), mesh.transformed(inParent), LengthUnit.MILLIMETRE, "surface frame of "
                        + p.joint().parent(), MeshWriter.Encoding.BINARY, List.of(), List.of());
                files.add(name);
            });
        }
    }

    private static void writeContacts(List<ContactEvent> contacts, Path folder, List<String> files) throws IOException {
        double[] points = new double[3 * contacts.size()];
        double[] index = new double[contacts.size()];
        CsvTable csv = new CsvTable(List.of("index", "limit", "first", "second", "kind", "x", "y", "z"),
                List.of("1", "", "", "", "", "mm", "mm", "mm"));
        for (int i = 0; i < index.length; i++) {
            Vec3 q = contacts.get(i).point();
            System.arraycopy(q.toArray(), 0, points, 3 * i, 3);
            index[i] = i;
            ContactEvent c = contacts.get(i);
            csv.row(List.of(i, c.label(), c.first(), c.second(), c.kind(), RunResult.shown(Unit.of("mm"), q.x()),
                    RunResult.shown(Unit.of("mm"), q.y()), RunResult.shown(Unit.of("mm"), q.z())));
        }
        MeshWriter.writePointsVtp(folder.resolve("contacts.vtp"), points, LengthUnit.MILLIMETRE, MeshWriter.Encoding.BINARY,
                List.of(new DataArray("index", 1, index)));
        csv.write(folder.resolve("contacts.csv"));
        files.add("contacts.csv");
        files.add("contacts.vtp");
    }
}
