/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.orthotwin.model.scenario.Setting;
import org.orthotwin.model.twin.Coupling;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinFactory;
import org.orthotwin.model.twin.TwinFiles;

/**
 * The twins beside a case that are coupled, and those that their couplings lead to. A twin whose file is missing or broken is there as
 * well, so that no coupling is hidden. Each coupling is there once, also where both twins state it.
 *
 * @param twins in the order of their files
 * @param stamps by which a change of a file is seen
 */
public record CoupledTwins(List<Member> twins, List<Tie> ties, Map<Path, Object> stamps) {

    static final CoupledTwins NONE = new CoupledTwins(List.of(), List.of(), Map.of());
    private static final String ENDING = ".twin";

    /**
     * A twin.
     *
     * @param there whether its file can be read; otherwise the twin has nothing but an id
     * @param ofTheCase whether it is the twin of the case that is open
     */
    public record Member(Twin twin, Path file, boolean there, boolean ofTheCase) {
    }

    /**
     * A coupling.
     *
     * @param from the twin that states it
     */
    public record Tie(Coupling coupling, Member from, Member to) {

        /** Stated correlation of what is tied; empty where the kind says it. */
        public Optional<Double> correlation() {
            return coupling.getParameters().stream().filter(s -> "correlation".equals(s.getName())).map(Setting::getNumber).findFirst();
        }

        /** By which its bends are kept. */
        String key() {
            return "coupling:" + from.twin.getId() + "/" + coupling.getId();
        }
    }

    /**
     * Reads them; not for the thread of the user interface.
     *
     * @param scenario of the case
     * @param was as it was read before
     * @return the same object where no file has changed since
     */
    public static CoupledTwins of(Path scenario, CoupledTwins was) throws IOException {
        Path folder = scenario.toAbsolutePath().normalize().getParent();
        Set<Path> beside = new TreeSet<>();
        if (folder != null && Files.isDirectory(folder)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + ENDING)) {
                all.forEach(beside::add);
            }
        }
        Set<Path> looked = new TreeSet<>(beside);
        looked.addAll(was.stamps.keySet());
        Map<Path, Object> now = new TreeMap<>();
        looked.forEach(p -> now.put(p, stamp(p)));
        return now.equals(was.stamps) ? was : read(scenario, beside);
    }

    private static Object stamp(Path file) {
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(a.lastModifiedTime(), a.size());
        } catch (IOException e) {
            // what is not there has no time
            return "";
        }
    }

    private static CoupledTwins read(Path scenario, Set<Path> beside) {
        String name = scenario.getFileName().toString();
        String own = name.substring(0, name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.')) + ENDING;
        Map<Path, Object> stamps = new TreeMap<>();
        Map<Path, Member> all = new LinkedHashMap<>();
        Deque<Path> next = new ArrayDeque<>(beside);
        Map<Path, String> ids = new LinkedHashMap<>();
        while (!next.isEmpty()) {
            Path file = next.poll();
            if (all.containsKey(file)) {
                continue;
            }
            stamps.put(file, stamp(file));
            boolean ofTheCase = beside.contains(file) && (beside.size() == 1 || file.getFileName().toString().equals(own));
            Member m = member(file, ids.get(file), ofTheCase);
            all.put(file, m);
            for (Coupling c : m.twin.getCouplings()) {
                Path to = to(file, c);
                ids.putIfAbsent(to, c.getTwin());
                next.add(to);
            }
        }
        List<Tie> ties = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        Set<Member> tied = new HashSet<>();
        all.forEach((file, m) -> m.twin.getCouplings().forEach(c -> {
            Member other = all.get(to(file, c));
            if (seen.add(List.of(Set.of(file, other.file), String.valueOf(c.getKind())))) {
                ties.add(new Tie(c, m, other));
                tied.addAll(List.of(m, other));
            }
        }));
        return new CoupledTwins(all.values().stream().filter(tied::contains).toList(), ties, stamps);
    }

    /** Where a coupling says that the other twin is; where it says nothing, beside it by its id. */
    private static Path to(Path file, Coupling c) {
        String id = String.valueOf(c.getTwin());
        try {
            String path = c.getPath() == null ? null : c.getPath().getPath();
            return file.resolveSibling(path == null || path.isBlank() ? id + ENDING : path).normalize();
        } catch (InvalidPathException e) {
            return file.resolveSibling(Integer.toHexString(id.hashCode()) + ENDING);
        }
    }

    private static Member member(Path file, String id, boolean ofTheCase) {
        try {
            return new Member(TwinFiles.load(file), file, true, ofTheCase);
        } catch (RuntimeException e) {
            // missing or broken: whoever opens it is told
            Twin twin = TwinFactory.eINSTANCE.createTwin();
            String name = file.getFileName().toString();
            twin.setId(id == null ? name.substring(0, name.length() - ENDING.length()) : id);
            return new Member(twin, file, false, ofTheCase);
        }
    }

    Optional<Member> member(Object twin) {
        return twins.stream().filter(m -> m.twin == twin).findFirst();
    }

    Optional<Tie> tie(Object coupling) {
        return ties.stream().filter(t -> t.coupling == coupling).findFirst();
    }
}
