/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.stream;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.orthotwin.followup.Histories;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.Observables;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.TwinFile;

/**
 * Which file of a folder is whose twin, known from the beginnings of the files, and which are coupled: a coupling is written in one of
 * the two and holds both ways.
 */
public final class TwinIndex {

    private static final String ENDING = TwinFile.ENDING;
    private static final String COUPLINGS = "couplings";
    private static final String OPERATION = ".operation";
    /** How deep below the folder twins are looked for. */
    private static final int DEPTH = 3;

    private final Path folder;
    private final XMLInputFactory xml = XMLInputFactory.newInstance();
    private Map<Path, Head> heads = new HashMap<>();
    private volatile Map<String, List<Path>> byPatient = Map.of();
    private Map<Path, Set<Path>> neighbours = Map.of();
    /** Asked only of patients with several twins; an operation stays what it is. */
    private final Map<Path, String> joints = new HashMap<>();

    /**
     * A file as it was at a time; without a pseudonym where it is no twin.
     *
     * @param coupled the files that its couplings lead to, whether they are there or not
     */
    private record Head(FileTime modified, long size, String pseudonym, String id, List<Path> coupled) {
    }

    /** @param folder is looked through three levels deep */
    public TwinIndex(Path folder) throws IOException {
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
                        : head(p, a);
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
        neighbours = neighbours(now);
    }

    private static Map<Path, Set<Path>> neighbours(Map<Path, Head> heads) {
        Map<Path, Path> here = new HashMap<>();
        heads.forEach((p, h) -> {
            if (!h.pseudonym.isEmpty()) {
                here.put(p.toAbsolutePath().normalize(), p);
            }
        });
        Map<Path, Set<Path>> all = new HashMap<>();
        heads.forEach((p, h) -> h.coupled.forEach(to -> {
            Path other = here.getOrDefault(to.toAbsolutePath().normalize(), to);
            all.computeIfAbsent(p, k -> new TreeSet<>()).add(other);
            all.computeIfAbsent(other, k -> new TreeSet<>()).add(p);
        }));
        return all;
    }

    /** The files of all twins that hang together with one by couplings, itself among them, in the order of their names. */
    List<Path> group(Path file) {
        Set<Path> group = new TreeSet<>(Set.of(file));
        Deque<Path> next = new ArrayDeque<>(group);
        while (!next.isEmpty()) {
            neighbours.getOrDefault(next.poll(), Set.of()).stream().filter(group::add).forEach(next::add);
        }
        return List.copyOf(group);
    }

    /**
     * The twin that an observation is of: that which it names, else that of its joint and side.
     *
     * @return empty if there is none of this patient
     * @throws org.orthotwin.core.InputException if it is another's, or could be of several
     */
    public Optional<Path> file(String pseudonym, ObservationFile.Row row) throws IOException {
        String joint = Observables.meant(row.text("observable"), row.text(ObservationFile.JOINT)).map(Observable::joint).orElse("");
        return file(pseudonym, row.text(Message.TWIN), joint.isEmpty() ? row.text(ObservationFile.JOINT) : joint, Histories.sideWord(
                row.text(
                Histories.SIDE)).orElse(""));
    }

    /**
     * @param twin its id, if the message says it; otherwise empty
     * @param joint of what was observed; empty for what is of the whole body
     * @param side of what was observed, {@code left} or {@code right}; empty where nothing says it
     */
    private Optional<Path> file(String pseudonym, String twin, String joint, String side) throws IOException {
        List<Path> own = of(pseudonym);
        List<Path> fit = new ArrayList<>(own);
        if (!twin.isEmpty()) {
            fit.removeIf(p -> !heads.get(p).id.equals(twin));
            if (fit.isEmpty() && !own.isEmpty()) {
                throw Texts.refuse("message.other-twin", pseudonym, Message.shortened(twin), ids(own));
            }
        } else if (own.size() > 1 && !joint.isEmpty()) {
            for (Path p : own) {
                if (!joint(p).equals(joint)) {
                    fit.remove(p);
                }
            }
            fit = fit.isEmpty() ? own : fit;
        }
        if (fit.size() > 1 && !side.isEmpty()) {
            // one that does not say its side may be of this one
            List<Path> same = new ArrayList<>();
            for (Path p : fit) {
                if (side(p).equals(side)) {
                    same.add(p);
                }
            }
            fit = same.isEmpty() ? fit : same;
        }
        if (fit.size() > 1) {
            throw Texts.refuse("message.twins", pseudonym, ids(own));
        }
        return fit.stream().findFirst();
    }

    private String ids(List<Path> files) {
        return String.join(", ", files.stream().map(p -> heads.get(p).id + " (" + p + ")").toList());
    }

    /** Of which joint a twin is; empty as long as no operation is known or planned. */
    private String joint(Path file) throws IOException {
        String known = joints.get(file);
        if (known == null) {
            String[] joint = {""};
            read(file, r -> {
                String d = r.getLocalName().equals("observations") ? r.getAttributeValue(null, "definition") : null;
                if (d != null && (d.endsWith(OPERATION) || d.endsWith(OPERATION + "-planned"))) {
                    joint[0] = d.substring(0, d.lastIndexOf(OPERATION));
                }
                return joint[0].isEmpty();
            });
            known = joint[0];
            if (!known.isEmpty()) {
                joints.put(file, known);
            }
        }
        return known;
    }

    /** Of which side a twin is, by what it says last; empty where it says nothing. What was withdrawn is for the intake to know. */
    private String side(Path file) throws IOException {
        String[] side = {""};
        read(file, r -> {
            if (r.getLocalName().equals("observations") && Histories.SIDE.equals(r.getAttributeValue(null, "definition"))) {
                // a value of 0 is the default, and not written
                String value = text(r, "value");
                side[0] = Histories.SIDES.get(value.startsWith("1") ? 1 : 0);
            }
            return true;
        });
        return side[0];
    }

    /** Files that may be twins, in the order of their names; others write in the folder meanwhile. */
    public List<Path> files() throws IOException {
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

    private Head head(Path file, BasicFileAttributes a) throws IOException {
        String[] of = {"", ""};
        read(file, r -> {
            of[0] = text(r, "pseudonym");
            of[1] = text(r, "id");
            return false;
        });
        List<Path> coupled = new ArrayList<>();
        // nearly all files have none, which is seen faster than they are read
        if (!of[0].isEmpty() && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("<" + COUPLINGS)) {
            boolean[] within = {false};
            read(file, r -> {
                String path = within[0] && r.getLocalName().equals("path") ? text(r, "path") : "";
                within[0] |= r.getLocalName().equals(COUPLINGS);
                if (!path.isEmpty()) {
                    coupled.add(file.resolveSibling(path).normalize());
                }
                return true;
            });
        }
        return new Head(a.lastModifiedTime(), a.size(), of[0], of[1], coupled);
    }

    private static String text(XMLStreamReader r, String attribute) {
        String t = r.getAttributeValue(null, attribute);
        return t == null ? "" : t;
    }

    /** Shows the elements of a file as they begin, as long as somebody wants to see more and it is XML. */
    private void read(Path file, Predicate<XMLStreamReader> more) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader r = xml.createXMLStreamReader(in);
            try {
                while (r.hasNext()) {
                    if (r.next() == XMLStreamConstants.START_ELEMENT && !more.test(r)) {
                        return;
                    }
                }
            } finally {
                r.close();
            }
        } catch (XMLStreamException e) {
            // what came before it is what there is; whoever opens it is told
            return;
        }
    }

    /** The twins of a patient. */
    List<Path> of(String pseudonym) {
        return byPatient.getOrDefault(pseudonym, List.of());
    }

    /** Whose twins there are; on any thread. */
    public Set<String> patients() {
        return Collections.unmodifiableSet(byPatient.keySet());
    }

    /** Patients of twins whose pseudonyms differ from a name in nothing but capitals, spaces and other signs. */
    List<String> like(String name) {
        return bare(name).isEmpty() ? List.of() : byPatient.keySet().stream().filter(p -> bare(p).equals(bare(name))).sorted().toList();
    }

    private static String bare(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }

    /** How many twins there are. */
    int size() {
        return byPatient.values().stream().mapToInt(List::size).sum();
    }
}
