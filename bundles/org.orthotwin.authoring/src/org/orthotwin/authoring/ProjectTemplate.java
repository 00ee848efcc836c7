/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.authoring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.orthotwin.core.AtomicFiles;
import org.orthotwin.simulation.WorkFolder;

/**
 * A new solver, joint or part of the follow-up: a project that Maven builds, with a bundle that computes something small,
 * its tests by the published test kits, a feature and a p2 repository.
 */
public enum ProjectTemplate {

    SOLVER, JOINT, FOLLOWUP;

    /**
     * What is put into the template.
     *
     * @param id of the bundle, its package and its contribution: lower-case words with dots, such as {@code com.acme.lean}
     * @param name for people
     * @param vendor whose it is
     * @param repository address of OrthoTwin's p2 repository
     * @param parent bone of a joint that stands still
     * @param child bone of a joint that moves
     */
    public record Values(String id, String name, String vendor, String repository, String parent, String child) {

        /** With what follows from the id where nothing is said: names from its words, and a hinge between humerus and ulna. */
        public static Values of(String id, Optional<String> name, Optional<String> vendor, String repository, Optional<String> parent,
                Optional<String> child) {
            requireId(id);
            String[] words = id.split("\\.");
            return new Values(id, name.orElse(capital(words[words.length - 1])), vendor.orElse(capital(words[words.length - 2])),
                    repository, parent.orElse("humerus"), child.orElse("ulna"));
        }
    }

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z][a-z0-9]*)+");
    /** Of the names of bundles that are ours, which a stranger must not take. */
    private static final String OWN = "org.orthotwin";
    private static final Pattern BONE = Pattern.compile("[a-z][a-z0-9.-]*");
    private static final Set<String> XML = Set.of("pom.xml", "plugin.xml", "feature.xml", "category.xml", "example.scenario");

    /**
     * Writes the project.
     *
     * @param target a folder that is not there, or is empty
     * @return the files that were written, relative to it
     * @throws org.orthotwin.core.InputException if an id or a name cannot be used
     * @throws IllegalArgumentException if there is something in the folder
     */
    public List<String> write(Values v, Path target) throws IOException {
        String kind = name().toLowerCase(Locale.ROOT);
        check(v);
        String last = v.id().substring(v.id().lastIndexOf('.') + 1);
        String type = capital(last);
        Map<String, String> words = new LinkedHashMap<>();
        words.put("id", v.id());
        words.put("short", last);
        words.put("type", type);
        words.put("name", v.name());
        words.put("vendor", v.vendor());
        words.put("repository", v.repository());
        words.put("parent", v.parent());
        words.put("child", v.child());
        String bundle = "bundles/" + v.id() + '/';
        String tests = "bundles/" + v.id() + ".tests/";
        String code = bundle + "src/" + v.id().replace('.', '/') + '/';
        String testCode = tests + "src/" + v.id().replace('.', '/') + "/tests/";
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", kind + "/README.md");
        files.put("pom.xml", "project/pom.xml");
        files.put(".mvn/extensions.xml", "project/extensions.xml");
        files.put(".gitignore", "project/gitignore");
        files.put(bundle + "META-INF/MANIFEST.MF", kind + "/MANIFEST.MF");
        files.put(bundle + "build.properties", (this == FOLLOWUP ? kind : "project") + "/code.build.properties");
        files.put(bundle + "plugin.xml", kind + "/plugin.xml");
        if (this == SOLVER) {
            files.put(code + type + "Solver.java", kind + "/Solver.java");
            files.put(code + type + "Measurement.java", kind + "/Measurement.java");
            files.put(testCode + type + "SolverTest.java", kind + "/SolverTest.java");
            files.put("example/" + last + ".scenario", kind + "/example.scenario");
        } else if (this == FOLLOWUP) {
            files.put(bundle + "observables/" + last + ".json", kind + "/observables.json");
            for (String part : List.of("Course", "Estimator", "Detector")) {
                files.put(code + type + part + ".java", kind + '/' + part + ".java");
                files.put(testCode + type + part + "Test.java", kind + '/' + part + "Test.java");
            }
            files.put(testCode + type + "ObservableTest.java", kind + "/ObservableTest.java");
        } else {
            files.put(code + type + ".java", kind + "/Joint.java");
            files.put(testCode + type + "Test.java", kind + "/JointTest.java");
        }
        files.put(tests + "META-INF/MANIFEST.MF", kind + "/tests.MANIFEST.MF");
        files.put(tests + "build.properties", "project/tests.build.properties");
        files.put("features/" + v.id() + ".feature/feature.xml", "project/feature.xml");
        files.put("features/" + v.id() + ".feature/build.properties", "project/feature.build.properties");
        files.put("repository/category.xml", "project/category.xml");
        try (WorkFolder work = WorkFolder.beside(target)) {
            for (Map.Entry<String, String> f : files.entrySet()) {
                AtomicFiles.writeString(work.path().resolve(f.getKey()), fill(f.getValue(), words));
            }
            work.moveTo(target);
        }
        return new ArrayList<>(files.keySet());
    }

    private static String capital(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    /** @throws org.orthotwin.core.InputException if something in them cannot be used */
    public void check(Values v) {
        requireId(v.id());
        for (String bone : List.of(v.parent(), v.child())) {
            if (this == JOINT && !BONE.matcher(bone).matches()) {
                throw Texts.refuse("project.bone", bone);
            }
        }
        if (this == JOINT && v.parent().equals(v.child())) {
            throw Texts.refuse("project.bones", v.parent());
        }
        for (String text : List.of(v.name(), v.vendor())) {
            // what a manifest and a Java text can hold
            if (text.isBlank() || text.length() > 60 || text.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\' || c == '@')) {
                throw Texts.refuse("project.name", text);
            }
        }
        if (v.repository().isBlank() || v.repository().chars().anyMatch(c -> c <= ' ')) {
            throw Texts.refuse("project.repository", v.repository());
        }
    }

    /**
     * Refuses what is no name of a bundle and of a package.
     *
     * @throws org.orthotwin.core.InputException if it is none, or one of ours
     */
    public static void requireId(String id) {
        boolean keyword = Stream.of(id.split("\\.")).anyMatch(SourceVersion::isKeyword);
        if (!ID.matcher(id).matches() || keyword || id.length() > 100) {
            throw Texts.refuse("project.id", id);
        }
        if (id.equals(OWN) || id.startsWith(OWN + '.')) {
            throw Texts.refuse("project.own", id, OWN);
        }
    }

    private static String fill(String template, Map<String, String> words) throws IOException {
        String text;
        try (InputStream in = ProjectTemplate.class.getResourceAsStream("templates/" + template + ".txt")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        boolean xml = XML.contains(template.substring(template.lastIndexOf('/') + 1));
        return Pattern.compile("@([a-z]+)@").matcher(text).replaceAll(m -> Matcher.quoteReplacement(
                xml ? xml(words.get(m.group(1))) : words.get(m.group(1))));
    }

    /** A text as XML has it. */
    static String xml(String text) {
        return text.chars().mapToObj(c -> switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '\'' -> "&apos;";
            case '"' -> "&quot;";
            default -> String.valueOf((char) c);
        }).collect(Collectors.joining());
    }
}
