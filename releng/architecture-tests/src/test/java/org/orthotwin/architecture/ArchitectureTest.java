/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule holds in this checkout, and every rule notices a violation that is seeded into a small project that obeys them all. */
class ArchitectureTest {

    private interface Check {
        List<String> violations(ArchitectureRules rules) throws IOException, InterruptedException;
    }

    enum Rule {
        EDGES(ArchitectureRules::edgesAgainstTheTable),
        USER_INTERFACE(ArchitectureRules::userInterfaceInHeadlessBundles),
        LIBRARIES(ArchitectureRules::librariesOutsideTheirOwners),
        EXPORTED_INTERNALS(ArchitectureRules::exportedInternals),
        XML(ArchitectureRules::brokenXml),
        SCHEMAS(ArchitectureRules::extensionPointsWithoutWrittenSchema),
        GENERATED_NOT(ArchitectureRules::handWrittenCodeInGeneratedClasses),
        POMS(ArchitectureRules::pomsInBundles),
        PREFIXED_INTERFACES(ArchitectureRules::prefixedInterfaces),
        EMPTY_NAMES(ArchitectureRules::namesThatSayNothing),
        LONG_LINES(ArchitectureRules::longLines),
        LICENCE_HEADER(ArchitectureRules::filesWithoutLicenceHeader),
        CONSOLE(ArchitectureRules::consoleOutsideTheCommandLine),
        JUNIT_FUNCTIONS(ArchitectureRules::testsWithoutJUnitsFunctions),
        FEATURES(ArchitectureRules::bundlesOutsideFeatures),
        GENERATED_TRACKED(ArchitectureRules::generatedCodeUnderVersionControl);

        private final Check check;

        Rule(Check check) {
            this.check = check;
        }
    }

    private static final String HEADER = """
            /* Copyright (c) 2026 OrthoTwin contributors
             * SPDX-License-Identifier: EPL-2.0
             */
            """;

    @TempDir
    Path root;

    @BeforeEach
    void writeProjectThatObeys() throws IOException {
        write(ArchitectureRules.TABLE, """
                # comment
                bundle 0 core :
                bundle 1 model :
                bundle 2 joint : core
                bundle 3 solver.* : core joint
                bundle 3 cli : core
                library org.apache.commons.math3 : solver.*
                library org.eclipse.emf : model
                """);
        write("features/org.orthotwin.feature/feature.xml", """
                <feature><plugin id="org.orthotwin.core" version="0.0.0"/><plugin id="org.orthotwin.joint" version="0.0.0"/>
                <plugin id="org.orthotwin.solver.rom" version="0.0.0"/></feature>
                """);
        manifest("core", "Require-Bundle: org.eclipse.core.runtime;visibility:=reexport",
                "Export-Package: org.orthotwin.core,org.orthotwin.core.internal;x-internal:=true");
        manifest("joint", "Require-Bundle: org.orthotwin.core");
        write("bundles/org.orthotwin.joint/plugin.xml", """
                <plugin><extension-point id="joints" name="Joints" schema="schema/joints.exsd"/></plugin>
                """);
        write("bundles/org.orthotwin.joint/schema/joints.exsd", "<schema/>");
        manifest("solver.rom", "Require-Bundle: org.orthotwin.core", "Import-Package: org.apache.commons.math3.util;version=\"[3,4)\"");
        write("bundles/org.orthotwin.solver.rom/plugin.xml", """
                <plugin><extension point="org.orthotwin.joint.joints"/></plugin>
                """);
        write("bundles/org.orthotwin.solver.rom/src/org/orthotwin/solver/rom/Rom.java", HEADER + "interface Rom { } // no System.in\n");
        manifest("solver.rom.tests", "Require-Bundle: org.orthotwin.solver.rom",
                "Import-Package: org.junit.jupiter.api,org.junit.jupiter.api.function");
    }

    @ParameterizedTest
    @EnumSource
    void holdsInThisCheckout(Rule rule) throws Exception {
        ArchitectureRules rules = new ArchitectureRules(checkout());
        assertTrue(rules.bundleCount() > 0, "no bundle found under " + checkout());
        assertEquals("", String.join("\n", rule.check.violations(rules)));
    }

    @ParameterizedTest
    @EnumSource
    void holdsInTheSmallProject(Rule rule) throws Exception {
        assertEquals(List.of(), rule.check.violations(new ArchitectureRules(root)));
    }

    @Test
    void edgeThatIsNotInTheTable() throws Exception {
        manifest("core", "Require-Bundle: org.orthotwin.joint");
        assertViolation(Rule.EDGES, "org.orthotwin.core -> org.orthotwin.joint");
    }

    @Test
    void edgeByPackage() throws Exception {
        manifest("joint", "Export-Package: org.orthotwin.joint");
        manifest("core", "Import-Package: org.orthotwin.joint");
        assertViolation(Rule.EDGES, "org.orthotwin.core -> org.orthotwin.joint");
    }

    @Test
    void edgeByContribution() throws Exception {
        write("bundles/org.orthotwin.core/plugin.xml",
                "<plugin><extension\n id=\"x\" point=\"org.orthotwin.joint.joints\"></extension></plugin>");
        assertViolation(Rule.EDGES, "org.orthotwin.core -> org.orthotwin.joint");
    }

    @Test
    void tableThatGoesUp() throws Exception {
        Path table = root.resolve(ArchitectureRules.TABLE);
        Files.writeString(table, Files.readString(table).replace("bundle 0 core :", "bundle 0 core : solver.*"));
        assertViolation(Rule.EDGES, "core (floor 0) goes up to solver.* (floor 3)");
    }

    @Test
    void bundleThatIsNotInTheTable() throws Exception {
        manifest("stranger");
        assertViolation(Rule.EDGES, "org.orthotwin.stranger has no row");
    }

    @Test
    void bundleOfAProfileIsLookedAtToo() throws Exception {
        write("bundles/profile/org.orthotwin.stranger/META-INF/MANIFEST.MF",
                "Manifest-Version: 1.0\nBundle-SymbolicName: org.orthotwin.stranger\n");
        assertViolation(Rule.EDGES, "org.orthotwin.stranger has no row");
        assertViolation(Rule.FEATURES, "org.orthotwin.stranger is in 0 features");
    }

    @Test
    void userInterfaceBelowTheUserInterface() throws Exception {
        for (String name : List.of("org.eclipse.swt", "org.eclipse.jface.viewers", "org.eclipse.gef", "org.eclipse.ui.workbench")) {
            manifest("joint", "Import-Package: " + name);
            assertViolation(Rule.USER_INTERFACE, "org.orthotwin.joint uses " + name);
        }
    }

    @Test
    void libraryOutsideItsOwner() throws Exception {
        manifest("joint", "Import-Package: org.apache.commons.math3.linear");
        assertViolation(Rule.LIBRARIES, "org.orthotwin.joint uses org.apache.commons.math3.linear");
        manifest("joint", "Require-Bundle: org.eclipse.emf.ecore");
        assertViolation(Rule.LIBRARIES, "org.orthotwin.joint uses org.eclipse.emf.ecore, which belongs to model");
        manifest("joint", "Import-Package: com.example.library");
        assertViolation(Rule.LIBRARIES, "org.orthotwin.joint uses com.example.library");
    }

    @Test
    void exportedInternalPackage() throws Exception {
        manifest("joint", "Export-Package: org.orthotwin.joint.internal.reader");
        assertViolation(Rule.EXPORTED_INTERNALS, "org.orthotwin.joint.internal.reader");
        manifest("joint", "Export-Package: org.orthotwin.joint.impl;uses:=\"a,b\"");
        assertViolation(Rule.EXPORTED_INTERNALS, "org.orthotwin.joint.impl");
        manifest("joint", "Export-Package: org.orthotwin.joint.internal;x-friends:=\"a,b\";x-internal:=true");
        assertViolation(Rule.EXPORTED_INTERNALS, "x-friends");
    }

    @Test
    void xmlThatIsBroken() throws Exception {
        write("bundles/org.orthotwin.solver.rom/plugin.xml", "<plugin><extension point=\"org.orthotwin.joint.joints\"></plugin>");
        assertViolation(Rule.XML, "org.orthotwin.solver.rom/plugin.xml is not well-formed");
    }

    @Test
    void schemaThatIsMissingOrATemplate() throws Exception {
        write("bundles/org.orthotwin.joint/schema/joints.exsd", "<schema>[Enter description of this extension point.]</schema>");
        assertViolation(Rule.SCHEMAS, "joints.exsd");
        Files.delete(root.resolve("bundles/org.orthotwin.joint/schema/joints.exsd"));
        assertViolation(Rule.SCHEMAS, "no schema file");
    }

    @Test
    void sourceThatBreaksAHabit() throws Exception {
        source("Rom.java", HEADER + "/** @generated NOT */ class Rom { }");
        assertViolation(Rule.GENERATED_NOT, "Rom.java");
        source("Rom.java", HEADER + "public interface ISolver { }");
        assertViolation(Rule.PREFIXED_INTERFACES, "interface ISolver");
        source("Rom.java", "class Rom { }");
        assertViolation(Rule.LICENCE_HEADER, "Rom.java");
        source("Rom.java", HEADER + "class Rom { void run() { System.out.println(1); } }");
        assertViolation(Rule.CONSOLE, "Rom.java");
        for (String name : List.of("MeshUtil", "MeshHelper", "JobManager", "MeshServices")) {
            source(name + ".java", HEADER + "class " + name + " { }");
            assertViolation(Rule.EMPTY_NAMES, name);
        }
        source("Long.java", HEADER + "class Long {" + " ".repeat(130) + "}");
        assertViolation(Rule.LONG_LINES, "Long.java:4 has 143 characters");
    }

    @Test
    void pomInABundle() throws Exception {
        write("bundles/org.orthotwin.joint/pom.xml", "<project/>");
        assertViolation(Rule.POMS, "bundles/org.orthotwin.joint/pom.xml");
    }

    @Test
    void testBundleWithoutJUnitsFunctions() throws Exception {
        manifest("solver.rom.tests", "Import-Package: org.junit.jupiter.api,org.junit.jupiter.params");
        assertViolation(Rule.JUNIT_FUNCTIONS, "org.orthotwin.solver.rom.tests");
    }

    @Test
    void bundleInNoFeatureAndTestBundleInOne() throws Exception {
        manifest("cli");
        assertViolation(Rule.FEATURES, "org.orthotwin.cli is in 0 features");
        write("features/org.orthotwin.sdk.feature/feature.xml", "<feature><plugin id=\"org.orthotwin.solver.rom.tests\"/></feature>");
        assertViolation(Rule.FEATURES, "org.orthotwin.solver.rom.tests is in 1 features");
    }

    @Test
    void generatedCodeThatIsTracked() throws Exception {
        write("bundles/org.orthotwin.model/src-gen/Model.java", "class Model { }");
        git("init", "-q");
        assertEquals(List.of(), Rule.GENERATED_TRACKED.check.violations(new ArchitectureRules(root)));
        git("add", "-f", "bundles/org.orthotwin.model/src-gen/Model.java");
        assertViolation(Rule.GENERATED_TRACKED, "src-gen/Model.java is tracked");
    }

    private void git(String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        assertEquals(0, new ProcessBuilder(command).directory(root.toFile()).inheritIO().start().waitFor());
    }

    private void assertViolation(Rule rule, String text) throws Exception {
        List<String> violations = rule.check.violations(new ArchitectureRules(root));
        assertFalse(violations.isEmpty(), rule + " noticed nothing");
        assertTrue(violations.stream().anyMatch(v -> v.contains(text)), () -> rule + " says " + violations + " without " + text);
    }

    private static Path checkout() {
        return Path.of(System.getProperty("orthotwin.root", "../..")).toAbsolutePath().normalize();
    }

    private void manifest(String name, String... headers) throws IOException {
        write("bundles/org.orthotwin." + name + "/META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nBundle-ManifestVersion: 2\n"
                + "Bundle-SymbolicName: org.orthotwin." + name + ";singleton:=true\n" + String.join("\n", headers) + "\n");
    }

    private void source(String name, String text) throws IOException {
        write("bundles/org.orthotwin.solver.rom/src/org/orthotwin/solver/rom/" + name, text);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
