/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.workbench.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.eclipse.core.resources.IProject;
import org.eclipse.core.resources.ResourcesPlugin;
import org.eclipse.core.runtime.FileLocator;
import org.eclipse.core.runtime.Platform;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IViewPart;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.PlatformUI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.diagram.ui.internal.DiagramView;
import org.orthotwin.simulation.Measured;
import org.orthotwin.ui.CaseFolders;
import org.orthotwin.ui.CaseSession;
import org.orthotwin.ui.CaseSessions;
import org.orthotwin.ui.internal.CatalogueView;
import org.orthotwin.ui.internal.MeasurementsView;
import org.orthotwin.ui.internal.PositionView;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * The bundles of {@code releng/sdk-sample} come into the running workbench, are used by hand and go again: its joint, solver and
 * catalogue are where ours are. That they build and install from the published repository alone, and that its view, which the platform only
 * reads at the start, is in the workbench then, is the question of the product's tests.
 */
class StrangerTest {

    private static final List<String> BUNDLES = List.of("org.example.ankle", "org.example.ankle.solver", "org.example.ankle.catalog");

    @TempDir
    Path folder;

    private final Hand hand = new Hand();
    private final BundleContext context = Platform.getBundle("org.eclipse.core.runtime").getBundleContext();
    private final List<Bundle> installed = new ArrayList<>();

    private static IWorkbenchPage page() {
        return PlatformUI.getWorkbench().getWorkbenchWindows()[0].getActivePage();
    }

    /** The folder of the sample, beside or above where the tests are run. */
    private static Path sample() {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            if (Files.isDirectory(p.resolve("releng/sdk-sample"))) {
                return p.resolve("releng/sdk-sample");
            }
        }
        throw new AssertionError("there is no releng/sdk-sample above " + Path.of("").toAbsolutePath());
    }

    @BeforeEach
    void install() throws Exception {
        List<Path> jars = new ArrayList<>();
        for (String name : BUNDLES) {
            jars.add(jar(name, jars));
        }
        for (Path jar : jars) {
            installed.add(context.installBundle(jar.toUri().toString()));
        }
        assertTrue(context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(installed), "the sample resolves");
        for (Bundle b : installed) {
            b.start(Bundle.START_ACTIVATION_POLICY);
        }
    }

    @AfterEach
    void uninstall() throws Exception {
        hand.ui(() -> {
            page().closeAllEditors(false);
            for (String id : List.of(DiagramView.ID, CatalogueView.ID)) {
                IViewPart v = page().findView(id);
                if (v != null) {
                    page().hideView(v);
                }
            }
            PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.planning", page().getWorkbenchWindow());
            page().resetPerspective();
            for (IProject p : ResourcesPlugin.getWorkspace().getRoot().getProjects()) {
                if (p.getName().startsWith("ankle")) {
                    p.delete(true, true, null);
                }
            }
            return null;
        });
        for (Bundle b : installed.reversed()) {
            b.uninstall();
        }
    }

    @Test
    void whatASampleContributesIsInThePaletteTheBrowserAndTheForms() throws Exception {
        Path here = folder.resolve("ankle");
        Files.createDirectories(here);
        try (Stream<Path> files = Files.list(sample().resolve("example"))) {
            for (Path f : files.toList()) {
                Files.copy(f, here.resolve(f.getFileName()));
            }
        }
        hand.run(() -> CaseFolders.open(here.toString()));
        hand.await("the ankle is open", 120, () -> CaseSessions.active().isPresent());
        CaseSession session = hand.ui(() -> CaseSessions.active().orElseThrow());
        hand.await("its solver has run", 60, () -> !session.evaluation().running() && session.evaluation().result().isPresent());
        double moment = 0.5 * 80 * 9.80665 * 0.9 * Math.sin(Math.toRadians(5));
        assertEquals(moment, hand.ui(() -> moment(session)), 1e-9);
        theMeasurementIsInTheTable();
        thePartIsInTheForm();
        theCatalogueIsInTheBrowser();
        theJointIsInThePalette();
    }

    private static double moment(CaseSession s) {
        return s.evaluation().result().orElseThrow().measurements().stream().filter(m -> m.definition().id().equals(
                "example.ankle.moment")).map(Measured::value).findFirst().orElseThrow().si();
    }

    private void theMeasurementIsInTheTable() {
        hand.ui(() -> page().showView(MeasurementsView.ID));
        hand.await("the sample's measurement is a row", 20, () -> rows().anyMatch(t -> t.contains("oment")));
    }

    private Stream<String> rows() {
        return Hand.all(hand.shell(), Tree.class).flatMap(t -> texts(t.getItems()));
    }

    private static Stream<String> texts(TreeItem[] items) {
        return Stream.of(items).flatMap(i -> Stream.concat(Stream.of(i.getText()), texts(i.getItems())));
    }

    private void thePartIsInTheForm() {
        hand.run(() -> CaseSessions.active().orElseThrow().select("tibial"));
        hand.ui(() -> page().showView(PositionView.ID));
        Text along = hand.find(Text.class, t -> "ty".equals(t.getData("coordinate")));
        assertEquals("20", hand.ui(along::getText), "2 cm along the sample's axis");
        Combo size = hand.find(Combo.class, c -> c.getText().equals("M"));
        assertTrue(hand.ui(size::getItemCount) > 1, "its sizes are offered");
    }

    private void theCatalogueIsInTheBrowser() {
        hand.ui(() -> page().showView(CatalogueView.ID));
        // whoever was here before may have looked for something
        Text search = hand.find(Text.class, t -> t.getMessage().startsWith("Search names"));
        hand.run(() -> search.setText(""));
        hand.await("the sample's catalogue is in the browser", 20, () -> rows().anyMatch(t -> t.contains("Fabrikam")));
        hand.screenshot("stranger-catalogue");
    }

    private void theJointIsInThePalette() {
        hand.ui(() -> PlatformUI.getWorkbench().showPerspective("org.orthotwin.rcp.anatomy", page().getWorkbenchWindow()));
        DiagramView view = hand.ui(() -> (DiagramView) page().showView(DiagramView.ID));
        hand.await("its bones are in the diagram", 20, () -> view.nodes().containsAll(List.of("talus", "tibia")));
        List<String> tools = hand.ui(view::tools);
        assertTrue(tools.contains("Ankle"), tools::toString);
        hand.screenshot("stranger-diagram");
    }

    // ---- bundles of the sample's sources

    private Path jar(String name, List<Path> others) throws IOException {
        Path from = sample().resolve("bundles").resolve(name);
        Path classes = Files.createDirectories(folder.resolve(name));
        if (Files.isDirectory(from.resolve("src"))) {
            compile(from.resolve("src"), classes, others);
        }
        Manifest manifest;
        try (InputStream in = Files.newInputStream(from.resolve("META-INF/MANIFEST.MF"))) {
            manifest = new Manifest(in);
        }
        Attributes main = manifest.getMainAttributes();
        main.putValue("Bundle-Version", main.getValue("Bundle-Version").replace(".qualifier", ""));
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream zip = new JarOutputStream(out, manifest)) {
            put(zip, classes, classes);
            try (Stream<Path> parts = Files.list(from)) {
                for (Path p : parts.filter(p -> !List.of("src", "META-INF", "build.properties", "target", "bin").contains(p.getFileName()
                        .toString()) && !p.getFileName().toString().startsWith(".")).toList()) {
                    put(zip, p, from);
                }
            }
        }
        return jar;
    }

    private static void put(JarOutputStream zip, Path what, Path from) throws IOException {
        try (Stream<Path> files = Files.walk(what)) {
            for (Path f : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(from.relativize(f).toString().replace(File.separatorChar, '/')));
                Files.copy(f, zip);
            }
        }
    }

    private void compile(Path sources, Path classes, List<Path> others) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertTrue(compiler != null, "the tests run on a JDK");
        List<String> path = new ArrayList<>(others.stream().map(Path::toString).toList());
        for (Bundle b : context.getBundles()) {
            Optional<File> file = FileLocator.getBundleFileLocation(b);
            if (file.isPresent() && b.getVersion().compareTo(Version.emptyVersion) > 0) {
                path.add(file.get().isDirectory() && new File(file.get(), "target/classes").isDirectory() ? new File(file.get(),
                        "target/classes").toString() : file.get().toString());
            }
        }
        List<String> arguments = new ArrayList<>(List.of("--release", "21", "-proc:none", "-nowarn", "-d", classes.toString(), "-cp",
                String.join(File.pathSeparator, path)));
        try (Stream<Path> files = Files.walk(sources)) {
            files.filter(f -> f.toString().endsWith(".java")).map(Path::toString).forEach(arguments::add);
        }
        assertEquals(0, compiler.run(null, null, null, arguments.toArray(String[]::new)));
    }
}
