/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        for (Path p : files()) {
            Head head;
            try {
                BasicFileAttributes a = Files.readAttributes(p, BasicFileAttributes.class);
                if (!a.isRegularFile()) {
                    continue;
                }
                Head known = heads.get(p);
                head = known != null && known.modified.equals(a.lastModifiedTime()) && known.size == a.size() ? known
                        : new Head(a.lastModifiedTime(), a.size(), pseudonym(p));
            } catch (IOException e) {
                // it has just gone, leads nowhere, or is not for us to read: nobody's twin
                continue;
            }
            now.put(p, head);
            if (!head.pseudonym.isEmpty()) {
                patients.computeIfAbsent(head.pseudonym, k -> new ArrayList<>(1)).add(p);
            }
        }
        heads = now;
        byPatient = patients;
    }

    /** Files that may be twins, in the order of their names; others write in the folder meanwhile. */
    private List<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        Files.walkFileTree(folder, Set.of(), DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().endsWith(ENDING)) {
                    all.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return past(file, e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                return past(visited, e);
            }

            private FileVisitResult past(Path at, IOException e) throws IOException {
                if (e != null && at.equals(folder)) {
                    throw e;
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Collections.sort(all);
        return all;
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
