/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.emf.common.util.ECollections;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Severity;
import org.orthotwin.model.anatomy.ModelFiles;
import org.orthotwin.model.implant.Assembly;
import org.orthotwin.model.implant.AssemblySlot;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.Component;
import org.orthotwin.model.implant.FileGeometry;
import org.orthotwin.model.implant.ParameterDefinition;
import org.orthotwin.model.implant.ProductLine;
import org.orthotwin.model.implant.Size;
import org.orthotwin.simulation.WorkFolder;

/**
 * A catalogue as the sheets that its maker keeps: a folder of CSV files, as any spreadsheet writes them, beside the meshes. Reading what
 * was written gives the same catalogue.
 *
 * <p>{@code catalogue.csv} has a name and a value in each row. {@code components.csv}, {@code features.csv}, {@code landmarks.csv},
 * {@code assemblies.csv}, {@code slots.csv}, {@code connections.csv}, {@code rules.csv}, {@code notices.csv}, {@code product-lines.csv},
 * {@code freedoms.csv} and {@code parameters.csv} have a row for each element and a column for each attribute of the metamodel.
 * {@code sizes-<component>.csv} has a row for each part that can be ordered: label, part number, dates, {@code rank <dimension>}, a column
 * for each parameter with its unit ({@code head.diameter [mm]}), and meshes ({@code mesh envelope [mm]}). {@code shapes.csv} has shapes by
 * expressions, a row for each point of a profile. Expressions are in SI over the parameters; a number may have its unit in its cell
 * ({@code 12 mm}). Several ids in one cell are separated by semicolons. {@code texts_<language>.csv} has what is said in another language.
 */
public final class CatalogueSheets {

    /**
     * What sheets say.
     *
     * @param catalogue as far as it could be read; its meshes lie in the folder of the sheets
     * @param texts of other languages, by language and by id and attribute
     * @param problems errors of single cells, by sheet, row and column; with one of them the catalogue is not whole
     */
    public record Content(Catalogue catalogue, Map<String, Map<String, String>> texts, List<Diagnostic> problems) {

        /** Whether nothing is wrong with any cell. */
        public boolean isWhole() {
            return problems.stream().noneMatch(d -> d.severity() == Severity.ERROR);
        }
    }

    private CatalogueSheets() {
    }

    /**
     * Reads the sheets of a folder.
     *
     * @throws InputException if there is no {@code catalogue.csv}, or a file cannot be taken apart at all
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static Content read(Path folder, Monitor monitor) throws IOException {
        return new SheetReader(folder, monitor).read();
    }

    /**
     * Writes a catalogue, or one component of it, as sheets with its meshes.
     *
     * @param component id of the only one to write, with what is about it alone; null for the whole catalogue
     * @param id of the catalogue that is begun; empty to keep the one there is
     * @param target a folder that is not there, or is empty
     * @throws IllegalArgumentException if there is something in the folder
     * @throws InputException if there is no such component, or if the catalogue has something that sheets have no place for
     */
    public static void write(LoadedCatalogue source, String component, Optional<String> id, Path target) throws IOException {
        try (WorkFolder work = WorkFolder.beside(target)) {
            fill(source, component, id, work.path());
            work.moveTo(target);
        }
    }

    private static void fill(LoadedCatalogue source, String component, Optional<String> id, Path folder) throws IOException {
        Catalogue catalogue = EcoreUtil.copy(source.model());
        if (component != null) {
            reduce(catalogue, source, component);
        }
        order(catalogue);
        id.ifPresent(catalogue::setId);
        SheetWriter.write(catalogue, folder);
        Map<String, Map<String, String>> texts = new LinkedHashMap<>();
        Set<String> ids = new LinkedHashSet<>();
        ids.add(catalogue.getId());
        catalogue.eAllContents().forEachRemaining(o -> ids.add(EcoreUtil.getID(o)));
        source.translations().forEach((language, all) -> {
            Map<String, String> own = new LinkedHashMap<>();
            all.forEach((key, text) -> {
                String element = key.substring(0, Math.max(0, key.lastIndexOf('.')));
                String now = element.equals(source.id()) ? catalogue.getId() : element;
                if (ids.contains(now)) {
                    own.put(now + key.substring(element.length()), text);
                }
            });
            texts.put(language, own);
        });
        SheetWriter.texts(texts, folder);
        for (String path : meshes(catalogue)) {
            Path target = folder.resolve(path).normalize();
            if (!target.startsWith(folder.normalize())) {
                throw Texts.refuse("sheets.outside", source.id(), path);
            }
            Files.createDirectories(target.getParent());
            try (InputStream in = source.open(path)) {
                Files.copy(in, target);
            }
        }
        Content again = read(folder, Monitor.NONE);
        for (FileGeometry g : files(catalogue)) {
            // hashes and formats follow from the files when a catalogue is made of the sheets
            g.getFile().setSha256(null);
            g.getFile().setFormat(null);
        }
        if (!again.isWhole()) {
            throw new InputException(again.problems().getFirst());
        }
        String wanted = ModelFiles.text(catalogue);
        String got = ModelFiles.text(again.catalogue());
        if (!got.equals(wanted)) {
            throw Texts.refuse("sheets.lossy", source.id(), difference(wanted, got));
        }
    }

    /** Puts the values of each size into the order of their definitions: a sheet has one order for all. */
    static void order(Catalogue catalogue) {
        for (ProductLine line : catalogue.getProductLines()) {
            for (Component c : line.getComponents()) {
                List<String> names = c.getParameters().stream().map(ParameterDefinition::getName).toList();
                for (Size s : c.getSizes()) {
                    ECollections.sort(s.getParameters(), Comparator.comparingInt(q -> {
                        int at = names.indexOf(q.getName());
                        return at < 0 ? Integer.MAX_VALUE : at;
                    }));
                }
            }
        }
    }

    /** The first line that is another. */
    private static String difference(String wanted, String got) {
        List<String> a = wanted.lines().toList();
        List<String> b = got.lines().toList();
        for (int i = 0; i < a.size(); i++) {
            if (i >= b.size() || !a.get(i).equals(b.get(i))) {
                return a.get(i).strip();
            }
        }
        return b.get(a.size()).strip();
    }

    private static void reduce(Catalogue catalogue, LoadedCatalogue source, String component) {
        if (source.component(component).isEmpty()) {
            throw Texts.refuse("sheets.component", source.id(), component,
                    String.join(", ", source.components().stream().map(Component::getId).toList()));
        }
        catalogue.getProductLines().forEach(l -> l.getComponents().removeIf(c -> !c.getId().equals(component)));
        catalogue.getProductLines().removeIf(l -> l.getComponents().isEmpty());
        Component kept = catalogue.getProductLines().getFirst().getComponents().getFirst();
        for (Assembly a : List.copyOf(catalogue.getAssemblies())) {
            for (AssemblySlot s : List.copyOf(a.getSlots())) {
                s.getComponents().removeIf(c -> c != kept);
                if (s.getComponents().isEmpty()) {
                    a.getConnections().removeIf(c -> c.getFirst() == s || c.getSecond() == s);
                    a.getSlots().remove(s);
                }
            }
            if (a.getSlots().isEmpty()) {
                catalogue.getAssemblies().remove(a);
            }
        }
        catalogue.getRules().removeIf(r -> r.getFirst() != kept || r.getSecond() != kept);
        catalogue.getNotices().removeIf(n -> {
            n.getSizes().removeIf(s -> s.eContainer() != kept);
            return n.getSizes().isEmpty();
        });
        for (Size s : kept.getSizes()) {
            if (s.getReplacedBy() != null && s.getReplacedBy().eContainer() != kept) {
                s.setReplacedBy(null);
            }
            if (s.getDerivedFrom() != null && s.getDerivedFrom().eContainer() != kept) {
                s.setDerivedFrom(null);
            }
        }
    }

    /** The shapes that are files. */
    static List<FileGeometry> files(Catalogue catalogue) {
        List<FileGeometry> found = new ArrayList<>();
        catalogue.eAllContents().forEachRemaining(o -> {
            if (o instanceof FileGeometry g && g.getFile() != null) {
                found.add(g);
            }
        });
        return found;
    }

    /** Paths of the meshes, each once. */
    static Set<String> meshes(Catalogue catalogue) {
        Set<String> paths = new LinkedHashSet<>();
        files(catalogue).forEach(g -> paths.add(g.getFile().getPath()));
        return paths;
    }
}
