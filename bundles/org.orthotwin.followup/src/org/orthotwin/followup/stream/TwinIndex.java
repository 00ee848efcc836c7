/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Which file of a folder is whose twin, known from the beginnings of the files alone. */
final class TwinIndex {

    private static final String ENDING = ".twin";
    /** How deep below the folder twins are looked for. */
    private static final int DEPTH = 3;

    private final Path folder;
    private final XMLInputFactory xml = XMLInputFactory.newInstance();
    private Map<Path, Head> heads = new HashMap<>();
    private volatile Map<String, List<Path>> byPatient = Map.of();

    /** The beginning of a file as it was at a time; without a pseudonym where it is no twin. */
    private record Head(FileTime modified, long size, String pseudonym) {
    }

    TwinIndex(Path folder) throws IOException {
        this.folder = folder;
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        scan();
    }

    /** Looks what is there now; files that are as they were are not opened again. */
    void scan() throws IOException {
        Map<Path, Head> now = new HashMap<>();
        Map<String, List<Path>> patients = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder, DEPTH)) {
            for (Path p : all.filter(f -> f.getFileName().toString().endsWith(ENDING)).sorted().toList()) {
                BasicFileAttributes a = Files.readAttributes(p, BasicFileAttributes.class);
                if (!a.isRegularFile()) {
                    continue;
                }
                Head known = heads.get(p);
                Head head = known != null && known.modified.equals(a.lastModifiedTime()) && known.size == a.size() ? known
                        : new Head(a.lastModifiedTime(), a.size(), pseudonym(p));
                now.put(p, head);
                if (!head.pseudonym.isEmpty()) {
                    patients.computeIfAbsent(head.pseudonym, k -> new ArrayList<>(1)).add(p);
                }
            }
        }
        heads = now;
        byPatient = patients;
    }

    private String pseudonym(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader r = xml.createXMLStreamReader(in);
            try {
                r.nextTag();
                String p = r.getAttributeValue(null, "pseudonym");
                return p == null ? "" : p;
            } finally {
                r.close();
            }
        } catch (XMLStreamException e) {
            return "";
        }
    }

    /** The twins of a patient. */
    List<Path> of(String pseudonym) {
        return byPatient.getOrDefault(pseudonym, List.of());
    }

    /** How many twins there are. */
    int size() {
        return byPatient.values().stream().mapToInt(List::size).sum();
    }
}
