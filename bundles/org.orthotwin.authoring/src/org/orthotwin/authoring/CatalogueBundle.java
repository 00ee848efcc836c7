/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.orthotwin.catalog.CatalogueCheck;
import org.orthotwin.catalog.LoadedCatalogue;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Severity;
import org.orthotwin.core.Sha256;
import org.orthotwin.core.Timestamps;
import org.orthotwin.geometry.io.MeshFormat;
import org.orthotwin.model.anatomy.DataReference;
import org.orthotwin.model.implant.Catalogue;
import org.orthotwin.model.implant.FileGeometry;
import org.orthotwin.model.implant.ImplantFiles;
import org.orthotwin.simulation.WorkFolder;

/**
 * A catalogue made from sheets: a bundle without a Java class, and a p2 repository with it, from which it can be installed at once. No
 * build is needed for it.
 */
public final class CatalogueBundle {

    /**
     * What came of it.
     *
     * @param id name of the bundle, which is installed by it
     * @param version of the bundle
     * @param catalogue id of the catalogue
     * @param findings what is wrong with the sheets or the catalogue, or should be looked at
     * @param written whether the folder was written: only where nothing is an error
     */
    public record Outcome(String id, String version, String catalogue, List<Diagnostic> findings, boolean written) {

        /** Whether nothing is an error. */
        public boolean sound() {
            return findings.stream().noneMatch(d -> d.severity() == Severity.ERROR);
        }
    }

    private static final String BUNDLE = "bundle";
    private static final String REPOSITORY = "repository";
    private static final String README = "README.md";
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?(?:\\.(\\d{1,9}))?.*");

    /** What a part of a file's name is made of. */
    static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");

    private CatalogueBundle() {
    }

    /**
     * Makes a bundle of sheets.
     *
     * @param sheets folder of {@link CatalogueSheets}
     * @param id name of the bundle, lower-case words with dots; the catalogue's id where it is empty
     * @param target folder for {@code bundle/} and {@code repository/}; an earlier output for the same bundle is replaced
     * @param check true to look only, and write nothing
     * @throws org.orthotwin.core.InputException if the folder has no sheets, or the bundle cannot have this name
     * @throws IllegalArgumentException if there is something else in the target
     * @throws java.util.concurrent.CancellationException if the monitor asks to stop
     */
    public static Outcome make(Path sheets, Optional<String> id, Path target, boolean check, Monitor monitor) throws IOException {
        monitor.begin("Sheets", 0);
        CatalogueSheets.Content read = CatalogueSheets.read(sheets, monitor);
        Catalogue catalogue = read.catalogue();
        String name = id.orElse(catalogue.getId() == null ? "" : catalogue.getId());
        if (!read.isWhole()) {
            return new Outcome(name, "", catalogue.getId(), read.problems(), false);
        }
        ProjectTemplate.requireId(name);
        if (!FILE_NAME.matcher(catalogue.getId()).matches()) {
            throw Texts.refuse("sheets.bad-id", sheets, catalogue.getId());
        }
        Instant now = Timestamps.now();
        String version = version(catalogue.getVersion(), now);
        try (WorkFolder work = check ? WorkFolder.temporary() : WorkFolder.replacing(target, f -> own(target, f, name))) {
            Path folder = work.path().resolve(BUNDLE).resolve("catalogue");
            Path file = folder.resolve(catalogue.getId() + ".implant");
            Files.createDirectories(folder);
            for (FileGeometry g : CatalogueSheets.files(catalogue)) {
                monitor.checkCancelled();
                mesh(sheets, file, g);
            }
            ImplantFiles.save(file, catalogue);
            texts(read.texts(), folder, catalogue.getId());
            monitor.begin("Check", 0);
            List<Diagnostic> findings = new ArrayList<>(read.problems());
            findings.addAll(CatalogueCheck.check(LoadedCatalogue.load(file)));
            monitor.checkCancelled();
            Outcome checked = new Outcome(name, version, catalogue.getId(), List.copyOf(findings), false);
            if (!checked.sound() || check) {
                return checked;
            }
            Path bundle = work.path().resolve(BUNDLE);
            describe(bundle, catalogue, name, version);
            Path repository = work.path().resolve(REPOSITORY);
            Path jar = repository.resolve("plugins").resolve(name + '_' + version + ".jar");
            jar(bundle, jar, now);
            P2Repository.write(repository, catalogue, name, version, jar, now);
            AtomicFiles.writeString(work.path().resolve(README), readme(catalogue, name));
            work.moveTo(target);
            return new Outcome(name, version, catalogue.getId(), checked.findings(), true);
        }
    }

    /** Whether a name in the target is of an earlier output for the same bundle. */
    private static boolean own(Path target, String file, String id) {
        try {
            return List.of(BUNDLE, REPOSITORY, README).contains(file) && Files.readString(target.resolve(BUNDLE).resolve("META-INF")
                    .resolve("MANIFEST.MF")).contains("Bundle-SymbolicName: " + id + ";");
        } catch (IOException e) {
            return false;
        }
    }

    /** Three numbers and the time: an installation replaces one version by a later one only. */
    private static String version(String catalogue, Instant now) {
        Matcher m = NUMBERS.matcher(catalogue == null ? "" : catalogue);
        String numbers = !m.matches() ? "1.0.0" : number(m.group(1)) + '.' + number(m.group(2)) + '.' + number(m.group(3));
        return numbers + ".v" + DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC).format(now);
    }

    /** Without zeros before it, which a version of a bundle must not have. */
    private static String number(String digits) {
        return digits == null ? "0" : String.valueOf(Integer.parseInt(digits));
    }

    private static void mesh(Path sheets, Path file, FileGeometry g) throws IOException {
        DataReference r = g.getFile();
        Path copy = file.resolveSibling(r.getPath());
        if (!Files.exists(copy)) {
            Files.createDirectories(copy.getParent());
            Files.copy(sheets.resolve(r.getPath()), copy);
        }
        r.setSha256(Sha256.of(copy));
        MeshFormat.ofExtension(copy).ifPresent(f -> r.setFormat(f.extensions().getFirst()));
    }

    private static void texts(Map<String, Map<String, String>> texts, Path folder, String catalogue) throws IOException {
        for (Map.Entry<String, Map<String, String>> language : texts.entrySet()) {
            Properties p = new Properties();
            p.putAll(language.getValue());
            StringWriter text = new StringWriter();
            p.store(text, null);
            // sorted by the library, behind a line with the time
            String lines = text.toString().lines().filter(l -> !l.startsWith("#")).collect(Collectors.joining("\n", "", "\n"));
            AtomicFiles.writeString(folder.resolve(catalogue + '_' + language.getKey() + ".properties"), lines);
        }
    }

    private static void describe(Path bundle, Catalogue c, String id, String version) throws IOException {
        AtomicFiles.write(bundle.resolve("META-INF").resolve("MANIFEST.MF"), out -> {
            // the manifest's own class breaks lines of more than 72 bytes
            Manifest m = new Manifest();
            Map<String, String> all = new LinkedHashMap<>();
            all.put("Manifest-Version", "1.0");
            all.put("Bundle-ManifestVersion", "2");
            all.put("Bundle-Name", c.getName() == null ? c.getId() : c.getName());
            all.put("Bundle-SymbolicName", id + ";singleton:=true");
            all.put("Bundle-Version", version);
            all.put("Bundle-Vendor", c.getManufacturer() == null ? "" : c.getManufacturer());
            all.put("Automatic-Module-Name", id);
            // a line end would begin a header of its own
            all.forEach((header, value) -> m.getMainAttributes().putValue(header, value.replaceAll("\\s+", " ")));
            m.write(out);
        });
        AtomicFiles.writeString(bundle.resolve("build.properties"), "bin.includes = META-INF/,\\\n               plugin.xml,\\\n"
                + "               catalogue/\n");
        AtomicFiles.writeString(bundle.resolve("plugin.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <?eclipse version="3.4"?>
                <plugin>
                   <extension point="org.orthotwin.catalog.catalogs">
                      <catalog id="%s" name="%s" file="catalogue/%s.implant"
                               description="%s"/>
                   </extension>
                </plugin>
                """.formatted(ProjectTemplate.xml(c.getId()), ProjectTemplate.xml(c.getName() == null ? c.getId() : c.getName()),
                ProjectTemplate.xml(c.getId()), ProjectTemplate.xml(c.getDescription() == null ? "" : c.getDescription())));
    }

    private static void jar(Path bundle, Path jar, Instant now) throws IOException {
        List<Path> files;
        try (var all = Files.walk(bundle)) {
            // the manifest comes first, as readers of jars expect it
            files = all.filter(Files::isRegularFile).filter(f -> !f.endsWith("build.properties")).sorted((a, b) -> {
                int first = Boolean.compare(b.endsWith("MANIFEST.MF"), a.endsWith("MANIFEST.MF"));
                return first != 0 ? first : a.compareTo(b);
            }).toList();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Path f : files) {
                ZipEntry e = new ZipEntry(bundle.relativize(f).toString().replace('\\', '/'));
                e.setTimeLocal(now.atOffset(ZoneOffset.UTC).toLocalDateTime());
                zip.putNextEntry(e);
                zip.write(Files.readAllBytes(f));
                zip.closeEntry();
            }
        }
        AtomicFiles.write(jar, bytes::writeTo);
    }

    private static String readme(Catalogue c, String id) {
        return """
                # %s

                Made from sheets; change those and make it again rather than these files.
                ```
                orthotwin install --repository repository %s
                orthotwin catalog show %s
                orthotwin uninstall %s
                ```
                `repository/` is a p2 repository: put on a server as it is, it can be installed from there. `bundle/` is what is in it.
                """.formatted(c.getName() == null ? c.getId() : c.getName(), id, c.getId(), id);
    }
}
