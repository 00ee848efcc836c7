/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.diagram.ui.internal;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;

/**
 * Where the nodes of a diagram are and how its links bend, in points from any origin, x to the right and y down. As a text it has a line
 * for each, ordered by id, so that it diffs well:
 *
 * <pre>
 * orthotwin-diagram 1
 * at femur.right 120 40
 * bend ACL 100 90 120 130
 * </pre>
 *
 * @param nodes upper left corners by id
 * @param bends by {@link Graph.Link#key() key}, from where the link begins
 */
public record Arrangement(Map<String, At> nodes, Map<String, List<At>> bends) {

    public static final Arrangement NONE = new Arrangement(Map.of(), Map.of());
    private static final String HEAD = "orthotwin-diagram ";
    private static final int VERSION = 1;

    /** A place. */
    public record At(int x, int y) {
    }

    public Arrangement {
        nodes = Map.copyOf(nodes);
        Map<String, List<At>> some = new TreeMap<>(bends);
        some.values().removeIf(List::isEmpty);
        some.replaceAll((k, v) -> List.copyOf(v));
        bends = Map.copyOf(some);
    }

    Optional<At> node(String id) {
        return id.isEmpty() ? Optional.empty() : Optional.ofNullable(nodes.get(id));
    }

    List<At> bends(String key) {
        return bends.getOrDefault(key, List.of());
    }

    /** The same with other places of some nodes. */
    Arrangement with(Map<String, At> places) {
        Map<String, At> all = new TreeMap<>(nodes);
        all.putAll(places);
        all.remove("");
        return new Arrangement(all, bends);
    }

    /** The same with a link bent otherwise. */
    Arrangement bend(String key, List<At> points) {
        Map<String, List<At>> all = new TreeMap<>(bends);
        all.put(key, points);
        return new Arrangement(nodes, all);
    }

    public String text() {
        StringBuilder s = new StringBuilder(HEAD).append(VERSION).append('\n');
        new TreeMap<>(nodes).forEach((id, at) -> line(s.append("at "), id, List.of(at)));
        new TreeMap<>(bends).forEach((key, points) -> line(s.append("bend "), key, points));
        return s.toString();
    }

    private static void line(StringBuilder s, String id, List<At> points) {
        s.append(URLEncoder.encode(id, StandardCharsets.UTF_8));
        points.forEach(p -> s.append(' ').append(p.x()).append(' ').append(p.y()));
        s.append('\n');
    }

    /**
     * @param text as {@link #text()} writes it
     * @param file it comes from, for the message
     * @throws InputException if it is broken or of a newer version
     */
    public static Arrangement parse(String text, String file) {
        List<String> lines = text.lines().toList();
        String head = lines.isEmpty() ? "" : lines.getFirst().strip();
        if (!head.startsWith(HEAD)) {
            throw broken(file, 1);
        }
        if (!head.equals(HEAD + VERSION)) {
            throw new InputException(Diagnostic.error(Texts.CATALOG, "file.version", file, head.substring(HEAD.length()).strip()));
        }
        Map<String, At> nodes = new TreeMap<>();
        Map<String, List<At>> bends = new TreeMap<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] words = lines.get(i).strip().split(" +");
            if (words.length == 1 && words[0].isEmpty()) {
                continue;
            }
            try {
                List<At> points = points(words);
                String id = URLDecoder.decode(words[1], StandardCharsets.UTF_8);
                if (words[0].equals("at") && points.size() == 1) {
                    nodes.put(id, points.getFirst());
                } else if (words[0].equals("bend") && !points.isEmpty()) {
                    bends.put(id, points);
                } else {
                    throw broken(file, i + 1);
                }
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw broken(file, i + 1);
            }
        }
        return new Arrangement(nodes, bends);
    }

    private static List<At> points(String[] words) {
        List<At> points = new ArrayList<>();
        for (int i = 2; i < words.length; i += 2) {
            points.add(new At(Integer.parseInt(words[i]), Integer.parseInt(words[i + 1])));
        }
        return points;
    }

    private static InputException broken(String file, int line) {
        return new InputException(Diagnostic.error(Texts.CATALOG, "file.broken", file, String.valueOf(line)));
    }
}
