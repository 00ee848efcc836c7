/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.eclipse.emf.codegen.ecore.generator.Generator;
import org.eclipse.emf.codegen.ecore.generator.GeneratorAdapterFactory;
import org.eclipse.emf.codegen.ecore.genmodel.GenModel;
import org.eclipse.emf.codegen.ecore.genmodel.GenModelPackage;
import org.eclipse.emf.codegen.ecore.genmodel.GenPackage;
import org.eclipse.emf.codegen.ecore.genmodel.generator.GenBaseGeneratorAdapter;
import org.eclipse.emf.codegen.ecore.genmodel.generator.GenModelGeneratorAdapterFactory;
import org.eclipse.emf.common.util.BasicMonitor;
import org.eclipse.emf.common.util.Diagnostic;
import org.eclipse.emf.common.util.URI;
import org.eclipse.emf.ecore.plugin.EcorePlugin;
import org.eclipse.emf.ecore.resource.Resource;
import org.eclipse.emf.ecore.resource.ResourceSet;
import org.eclipse.emf.ecore.resource.impl.ResourceSetImpl;
import org.eclipse.emf.ecore.util.Diagnostician;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.eclipse.emf.ecore.xmi.impl.EcoreResourceFactoryImpl;
import org.eclipse.emf.ecore.xmi.impl.XMIResourceFactoryImpl;

/**
 * Generates the Java code of every {@code bundles/*}{@code /model/*.genmodel} into the {@code src-gen} folders that the
 * genmodels name, without an IDE. Run as {@code java -cp <EMF codegen> GenerateModels.java <project root>}.
 *
 * <p>The generator writes into a staging folder first; from there only {@code src-gen} is taken over, file by file where
 * the content differs, so that committed manifests are never touched and an unchanged class is never recompiled. What the
 * edit code needs at the root of its bundle ({@code plugin.properties}, {@code icons}) goes into {@code src-gen} as well,
 * which the build copies to that root. A stamp with the hash of all inputs makes the next run a no-op.
 */
public final class GenerateModels {
    private static final String STAMP = ".generated";
    private static final String SOURCES = "src-gen";
    private static final Pattern GENERATED_FOLDER = Pattern.compile("(?:model|edit)Directory=\"/([^\"]+)\"");

    private final Path bundles;
    private final Path staging;

    private GenerateModels(Path root) throws IOException {
        bundles = root.resolve("bundles");
        staging = Files.createTempDirectory("orthotwin-codegen");
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args.length > 0 ? args[0] : ".").toAbsolutePath().normalize();
        Path self = root.resolve("releng/emf-codegen/GenerateModels.java");
        List<Path> inputs = files(root.resolve("bundles"), 3).stream()
                .filter(f -> f.getParent().endsWith("model"))
                .filter(f -> f.toString().endsWith(".ecore") || f.toString().endsWith(".genmodel")).toList();
        List<Path> genModels = inputs.stream().filter(f -> f.toString().endsWith(".genmodel")).toList();
        if (genModels.isEmpty()) {
            return;
        }
        String stamp = hash(root, inputs, self);
        // The stamp lies beside the code of each bundle, so that a removed src-gen is made again.
        Set<Path> stamps = new TreeSet<>();
        for (Path genModel : genModels) {
            Matcher folder = GENERATED_FOLDER.matcher(Files.readString(genModel));
            while (folder.find()) {
                stamps.add(root.resolve("bundles").resolve(folder.group(1)).resolve(STAMP));
            }
        }
        if (stamps.stream().allMatch(s -> stamp.equals(read(s)))) {
            return;
        }
        GenerateModels run = new GenerateModels(root);
        try {
            run.generate(genModels);
            for (Path s : stamps) {
                if (Files.isDirectory(s.getParent())) {
                    Files.writeString(s, stamp);
                }
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } finally {
            delete(run.staging);
        }
    }

    private void generate(List<Path> genModelFiles) throws IOException {
        EcorePlugin.ExtensionProcessor.process(null);
        GenModelPackage.eINSTANCE.eClass();
        GeneratorAdapterFactory.Descriptor.Registry.INSTANCE.addDescriptor(GenModelPackage.eNS_URI,
                GenModelGeneratorAdapterFactory.DESCRIPTOR);
        mapProjects(bundles);

        ResourceSet resources = new ResourceSetImpl();
        resources.getResourceFactoryRegistry().getExtensionToFactoryMap().put("ecore", new EcoreResourceFactoryImpl());
        resources.getResourceFactoryRegistry().getExtensionToFactoryMap().put("*", new XMIResourceFactoryImpl());
        resources.getURIConverter().getURIMap().putAll(EcorePlugin.computePlatformURIMap(false));
        List<GenModel> genModels = new ArrayList<>();
        for (Path file : genModelFiles) {
            URI uri = URI.createURI("platform:/resource/" + bundles.relativize(file).toString().replace('\\', '/'));
            genModels.add((GenModel) resources.getResource(uri, true).getContents().getFirst());
        }
        EcoreUtil.resolveAll(resources);
        for (Resource resource : resources.getResources()) {
            if (!resource.getErrors().isEmpty()) {
                throw new IllegalArgumentException(resource.getURI() + ": " + resource.getErrors().getFirst().getMessage());
            }
        }
        for (GenModel genModel : genModels) {
            genModel.reconcile();
            for (GenPackage genPackage : genModel.getGenPackages()) {
                check(genPackage.getEcorePackage().eResource().getURI(), Diagnostician.INSTANCE.validate(genPackage.getEcorePackage()));
            }
            check(genModel.eResource().getURI(), genModel.diagnose());
            genModel.setCanGenerate(true);
        }

        mapProjects(staging);
        Generator generator = new Generator();
        for (GenModel genModel : genModels) {
            generator.setInput(genModel);
            for (Object kind : List.of(GenBaseGeneratorAdapter.MODEL_PROJECT_TYPE, GenBaseGeneratorAdapter.EDIT_PROJECT_TYPE)) {
                if (kind == GenBaseGeneratorAdapter.MODEL_PROJECT_TYPE || genModel.hasEditSupport()) {
                    check(genModel.eResource().getURI(), generator.generate(genModel, kind, new BasicMonitor()));
                }
            }
        }
        try (Stream<Path> projects = Files.list(staging)) {
            for (Path project : projects.sorted().toList()) {
                takeOver(project);
            }
        }
    }

    /** Makes {@code platform:/resource/<bundle>/} stand for the folder of that bundle under the given one. */
    private void mapProjects(Path parent) throws IOException {
        try (Stream<Path> projects = Files.list(bundles)) {
            projects.filter(Files::isDirectory).map(p -> p.getFileName().toString()).forEach(name -> EcorePlugin
                    .getPlatformResourceMap().put(name, URI.createFileURI(parent.resolve(name).toString() + "/")));
        }
    }

    private static void check(URI uri, Diagnostic diagnostic) {
        if (diagnostic.getSeverity() >= Diagnostic.ERROR) {
            StringBuilder text = new StringBuilder(uri + ": " + diagnostic.getMessage());
            append(text, diagnostic, "\n  ");
            throw new IllegalArgumentException(text.toString());
        }
    }

    private static void append(StringBuilder text, Diagnostic parent, String indent) {
        for (Diagnostic child : parent.getChildren()) {
            if (child.getSeverity() >= Diagnostic.WARNING) {
                text.append(indent).append(child.getMessage());
                if (child.getException() != null) {
                    text.append(": ").append(child.getException());
                }
                append(text, child, indent + "  ");
            }
        }
    }

    private void takeOver(Path staged) throws IOException {
        Path target = bundles.resolve(staged.getFileName()).resolve(SOURCES);
        Path from = staged.resolve(SOURCES);
        if (!Files.isDirectory(from)) {
            return;
        }
        if (isEdit(from)) {
            for (Path extra : files(staged, 9)) {
                Path name = staged.relativize(extra);
                if (name.toString().equals("plugin.properties") || name.startsWith("icons")) {
                    Files.createDirectories(from.resolve(name).getParent());
                    Files.move(extra, from.resolve(name));
                }
            }
        }
        Set<Path> made = new TreeSet<>();
        for (Path file : files(from, 30)) {
            Path name = from.relativize(file);
            made.add(name);
            byte[] content = Files.readAllBytes(file);
            if (name.toString().endsWith(".java") || name.toString().endsWith(".properties")) {
                content = new String(content, StandardCharsets.UTF_8).replace("\r\n", "\n")
                        .getBytes(StandardCharsets.UTF_8);
            }
            Path to = target.resolve(name);
            if (!Files.exists(to) || !Arrays.equals(content, Files.readAllBytes(to))) {
                Files.createDirectories(to.getParent());
                Files.write(to, content);
            }
        }
        for (Path old : files(target, 30)) {
            Path name = target.relativize(old);
            if (!made.contains(name) && !name.toString().equals(STAMP)) {
                Files.delete(old);
            }
        }
        System.err.println("generated " + made.size() + " files for " + staged.getFileName());
    }

    private static boolean isEdit(Path sources) throws IOException {
        return files(sources, 30).stream().anyMatch(f -> f.toString().endsWith("ItemProvider.java"));
    }

    private static String hash(Path root, List<Path> inputs, Path self) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path input : Stream.concat(Stream.of(self), inputs.stream()).toList()) {
            digest.update(root.relativize(input).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(input));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder, depth)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
