/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/**
 * The rules of the architecture over one checkout. Every rule returns what violates it, one sentence each, in a stable order; an empty
 * list means that it holds. Generated code ({@code src-gen}) and build results ({@code target}, {@code bin}) are not looked at.
 */
final class ArchitectureRules {
    static final String PREFIX = "org.orthotwin.";
    static final String TABLE = "releng/architecture-tests/allowed-edges.txt";

    private static final Pattern USER_INTERFACE = Pattern.compile("org\\.eclipse\\.(swt|jface|gef|draw2d|ui|e4\\.ui)(\\..*)?");
    private static final Pattern HIDDEN_PACKAGE = Pattern.compile("(.*\\.)?(internal|impl)(\\..*)?");
    private static final Pattern PREFIXED_INTERFACE = Pattern.compile("\\binterface\\s+(I[A-Z][a-z]\\w*)");
    private static final int LONGEST_LINE = 140;
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Util|Utils|Helper|Helpers|Manager|Services)\\.java");
    private static final Pattern CONSOLE = Pattern.compile("\\bSystem\\.(out|err)\\b");
    private static final Pattern EXTENSION = Pattern.compile("<extension\\s[^>]*?point\\s*=\\s*\"([^\"]+)\"");
    private static final Pattern EXTENSION_POINT = Pattern.compile("<extension-point\\s[^>]*?>");
    private static final Pattern SCHEMA = Pattern.compile("schema\\s*=\\s*\"([^\"]+)\"");

    private record Clause(String name, String directives) { }

    private record Row(int floor, String name, List<String> allowed) { }

    private record Bundle(String name, Path folder, Map<String, List<Clause>> headers, String pluginXml) {
        List<Clause> header(String key) {
            return headers.getOrDefault(key, List.of());
        }

        boolean isTest() {
            return name.endsWith(".tests");
        }

        String shortName() {
            return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        }
    }

    private final Path root;
    private final Map<String, Bundle> bundles = new TreeMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, List<String>> libraries = new LinkedHashMap<>();
    private final Map<String, String> exporters = new TreeMap<>();

    /** Reads the manifests, plugin.xml files and the table under the root of a checkout. */
    ArchitectureRules(Path root) throws IOException {
        this.root = root;
        readBundles(root.resolve("bundles"), true);
        for (String line : Files.readAllLines(root.resolve(TABLE))) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] sides = line.split(":", 2);
            String[] left = sides[0].trim().split("\\s+");
            List<String> right = sides[1].isBlank() ? List.of() : List.of(sides[1].trim().split("\\s+"));
            switch (left[0]) {
                case "bundle" -> rows.add(new Row(Integer.parseInt(left[1]), left[2], right));
                case "library" -> libraries.put(left[1], right);
                default -> throw new IOException(TABLE + ": unknown line '" + line + "'");
            }
        }
    }

    /** @param deeper whether folders that are no bundles are looked into: what is built under a profile only lies there */
    private void readBundles(Path parent, boolean deeper) throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            for (Path folder : folders.sorted().toList()) {
                Path manifest = folder.resolve("META-INF/MANIFEST.MF");
                if (Files.exists(manifest)) {
                    Bundle bundle = read(folder, manifest);
                    bundles.put(bundle.name(), bundle);
                    bundle.header("Export-Package").forEach(p -> exporters.put(p.name(), bundle.name()));
                } else if (deeper && Files.isDirectory(folder)) {
                    readBundles(folder, false);
                }
            }
        }
    }

    int bundleCount() {
        return bundles.size();
    }

    List<String> edgesAgainstTheTable() {
        List<String> violations = new ArrayList<>();
        for (Row row : rows) {
            for (String target : row.allowed()) {
                rows.stream().filter(r -> matches(target, r.name()) && r.floor() > row.floor()).forEach(r -> violations.add(
                        TABLE + ": " + row.name() + " (floor " + row.floor() + ") goes up to " + r.name() + " (floor " + r.floor() + ")"));
            }
        }
        for (Bundle bundle : bundles.values()) {
            if (bundle.isTest()) {
                continue;
            }
            Row row = row(bundle.shortName());
            if (row == null) {
                violations.add(bundle.name() + " has no row in " + TABLE);
                continue;
            }
            for (String target : edges(bundle)) {
                if (row.allowed().stream().noneMatch(a -> matches(a, target.substring(PREFIX.length())))) {
                    violations.add(bundle.name() + " -> " + target + " is not in " + TABLE);
                }
            }
        }
        return violations;
    }

    List<String> userInterfaceInHeadlessBundles() {
        List<String> violations = new ArrayList<>();
        for (Bundle bundle : bundles.values()) {
            if (!bundle.name().matches(".*\\.(ui|rcp)(\\.tests)?")) {
                imports(bundle).filter(n -> USER_INTERFACE.matcher(n).matches())
                        .forEach(n -> violations.add(bundle.name() + " uses " + n + " but is no *.ui or rcp bundle"));
            }
        }
        return violations;
    }

    List<String> librariesOutsideTheirOwners() {
        List<String> violations = new ArrayList<>();
        for (Bundle bundle : bundles.values()) {
            if (bundle.isTest()) {
                continue;
            }
            imports(bundle).filter(n -> !n.startsWith(PREFIX)).forEach(n -> {
                List<String> owners = libraries.entrySet().stream().filter(e -> n.equals(e.getKey()) || n.startsWith(e.getKey() + "."))
                        .map(Map.Entry::getValue).findFirst().orElse(null);
                if (owners == null ? !isPlatform(n) : owners.stream().noneMatch(o -> matches(o, bundle.shortName()))) {
                    violations.add(bundle.name() + " uses " + n + ", which " + (owners == null
                            ? "no line of " + TABLE + " gives to any bundle" : "belongs to " + String.join(", ", owners)));
                }
            });
        }
        return violations;
    }

    List<String> exportedInternals() {
        List<String> violations = new ArrayList<>();
        for (Bundle bundle : bundles.values()) {
            for (Clause clause : bundle.header("Export-Package")) {
                boolean hidden = clause.directives().replace(" ", "").contains("x-internal:=true");
                if (HIDDEN_PACKAGE.matcher(clause.name()).matches() && !hidden) {
                    violations.add(bundle.name() + " exports " + clause.name() + " without x-internal:=true");
                }
                if (clause.directives().contains("x-friends")) {
                    violations.add(bundle.name() + " has x-friends for " + clause.name());
                }
            }
        }
        return violations;
    }

    /** A broken plugin.xml takes all contributions of its bundle away, and nothing fails before the product runs. */
    List<String> brokenXml() throws IOException {
        List<String> violations = new ArrayList<>();
        List<Path> all = new ArrayList<>(files(root.resolve("bundles")));
        all.addAll(files(root.resolve("features")));
        for (Path file : all) {
            if (file.getFileName().toString().matches("(plugin|fragment|feature)\\.xml|.*\\.exsd")) {
                try {
                    DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
                    parser.setErrorHandler(null);
                    parser.parse(file.toFile());
                } catch (SAXException | ParserConfigurationException e) {
                    violations.add(relative(file) + " is not well-formed: " + e.getMessage());
                }
            }
        }
        return violations;
    }

    List<String> extensionPointsWithoutWrittenSchema() {
        List<String> violations = new ArrayList<>();
        for (Bundle bundle : bundles.values()) {
            Matcher points = EXTENSION_POINT.matcher(bundle.pluginXml());
            while (points.find()) {
                Matcher schema = SCHEMA.matcher(points.group());
                if (!schema.find() || !Files.exists(bundle.folder().resolve(schema.group(1)))) {
                    violations.add(bundle.name() + "/plugin.xml: no schema file for " + points.group());
                }
            }
        }
        for (Path file : files(root.resolve("bundles"))) {
            if (file.toString().endsWith(".exsd") && text(file).contains("[Enter")) {
                violations.add(relative(file) + " still has the template's [Enter ...] text");
            }
        }
        return violations;
    }

    List<String> handWrittenCodeInGeneratedClasses() {
        return javaFiles().filter(f -> text(f).contains("@generated NOT")).map(f -> relative(f) + " has @generated NOT").toList();
    }

    List<String> pomsInBundles() {
        return files(root.resolve("bundles")).stream().filter(f -> f.endsWith("pom.xml")).map(f -> relative(f) + " is a pom.xml").toList();
    }

    List<String> prefixedInterfaces() {
        return javaFiles().flatMap(f -> PREFIXED_INTERFACE.matcher(text(f)).results().map(m -> relative(f) + ": interface " + m.group(1)))
                .toList();
    }

    List<String> namesThatSayNothing() {
        return javaFiles().filter(f -> EMPTY_NAME.matcher(f.getFileName().toString()).matches()).map(this::relative).toList();
    }

    /** A line that fits no screen beside its diff. */
    List<String> longLines() {
        return javaFiles().flatMap(f -> {
            List<String> lines = text(f).lines().toList();
            return IntStream.range(0, lines.size()).filter(i -> lines.get(i).length() > LONGEST_LINE)
                    .mapToObj(i -> relative(f) + ":" + (i + 1) + " has " + lines.get(i).length() + " characters");
        }).toList();
    }

    List<String> filesWithoutLicenceHeader() {
        return javaFiles().filter(f -> !text(f).startsWith("""
                /* Copyright (c) 2026 OrthoTwin contributors
                 * SPDX-License-Identifier: EPL-2.0
                 */
                """)).map(f -> relative(f) + " does not start with the licence header").toList();
    }

    List<String> consoleOutsideTheCommandLine() {
        // the workbench has no window yet when it says why there will be none
        return javaFiles().filter(f -> !relative(f).startsWith("bundles/" + PREFIX + "cli/")
                && !relative(f).endsWith("/rcp/internal/WorkbenchApplication.java")).filter(f -> text(f).lines()
                .map(String::strip).anyMatch(l -> !l.startsWith("*") && !l.startsWith("//") && CONSOLE.matcher(l).find()))
                .map(f -> relative(f) + " writes to System.out or System.err").toList();
    }

    /** What {@code assertThrows} and {@code assertAll} need at run time only, so that no compiler asks for it. */
    List<String> testsWithoutJUnitsFunctions() {
        return bundles.values().stream().filter(b -> imports(b).anyMatch("org.junit.jupiter.api"::equals))
                .filter(b -> imports(b).noneMatch("org.junit.jupiter.api.function"::equals))
                .map(b -> b.name() + " imports org.junit.jupiter.api but not org.junit.jupiter.api.function").toList();
    }

    /** Every bundle is in exactly one feature, except test bundles, which are in none. */
    List<String> bundlesOutsideFeatures() {
        StringBuilder features = new StringBuilder();
        files(root.resolve("features")).stream().filter(f -> f.endsWith("feature.xml")).forEach(f -> features.append(text(f)));
        List<String> violations = new ArrayList<>();
        for (Bundle bundle : bundles.values()) {
            int count = features.toString().split(Pattern.quote("<plugin id=\"" + bundle.name() + "\""), -1).length - 1;
            if (count != (bundle.isTest() ? 0 : 1)) {
                violations.add(bundle.name() + " is in " + count + " features");
            }
        }
        return violations;
    }

    /** Asks git; empty where the root is no checkout. */
    List<String> generatedCodeUnderVersionControl() throws IOException, InterruptedException {
        if (!Files.exists(root.resolve(".git"))) {
            return List.of();
        }
        Process git = new ProcessBuilder("git", "ls-files", "--", "*src-gen/*").directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<String> tracked = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        git.waitFor();
        return tracked.stream().map(f -> f + " is tracked").toList();
    }

    /** The bundles of ours that one needs: by requirement, by package and by contributing to their extension points. */
    private List<String> edges(Bundle bundle) {
        Stream<String> required = Stream.concat(bundle.header("Require-Bundle").stream(), bundle.header("Fragment-Host").stream())
                .map(Clause::name).filter(n -> n.startsWith(PREFIX));
        Stream<String> packages = bundle.header("Import-Package").stream().map(p -> exporters.get(p.name())).filter(n -> n != null);
        Stream<String> points = EXTENSION.matcher(bundle.pluginXml()).results().map(m -> m.group(1))
                .filter(p -> p.startsWith(PREFIX)).map(p -> p.substring(0, p.lastIndexOf('.')));
        return Stream.of(required, packages, points).flatMap(s -> s).filter(n -> !n.equals(bundle.name())).distinct().sorted().toList();
    }

    private static Stream<String> imports(Bundle bundle) {
        return Stream.of("Require-Bundle", "Import-Package", "DynamicImport-Package").flatMap(h -> bundle.header(h).stream())
                .map(Clause::name);
    }

    /** What every bundle may use: the JDK, OSGi, and the part of Equinox below the workbench. */
    private static boolean isPlatform(String name) {
        return name.matches("(javax|org\\.w3c|org\\.xml|org\\.osgi|org\\.eclipse\\.(core|equinox|osgi))(\\..*)?")
                || USER_INTERFACE.matcher(name).matches();
    }

    private Row row(String name) {
        Row best = null;
        for (Row row : rows) {
            if (row.name().equals(name)) {
                return row;
            }
            if (best == null && matches(row.name(), name)) {
                best = row;
            }
        }
        return best;
    }

    private static boolean matches(String pattern, String name) {
        return Pattern.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"), name);
    }

    private Stream<Path> javaFiles() {
        return files(root.resolve("bundles")).stream().filter(f -> f.toString().endsWith(".java"));
    }

    private String relative(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static Bundle read(Path folder, Path manifestFile) throws IOException {
        Map<String, List<Clause>> headers = new TreeMap<>();
        try (InputStream in = Files.newInputStream(manifestFile)) {
            new Manifest(in).getMainAttributes().forEach((key, value) -> headers.put(key.toString(), clauses(value.toString())));
        }
        String xml = "";
        for (String name : List.of("plugin.xml", "fragment.xml")) {
            xml += Files.exists(folder.resolve(name)) ? text(folder.resolve(name)).replaceAll("(?s)<!--.*?-->", "") : "";
        }
        return new Bundle(headers.get("Bundle-SymbolicName").getFirst().name(), folder, headers, xml);
    }

    /** Splits a manifest header at the commas outside quotes, each clause at its first semicolon. */
    private static List<Clause> clauses(String header) {
        List<Clause> clauses = new ArrayList<>();
        for (String clause : header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
            String[] parts = clause.trim().split(";", 2);
            clauses.add(new Clause(parts[0].trim(), parts.length > 1 ? parts[1] : ""));
        }
        return clauses;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                    String name = dir.getFileName().toString();
                    return List.of("target", "bin", "src-gen").contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.add(file);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream().sorted().toList();
    }
}
