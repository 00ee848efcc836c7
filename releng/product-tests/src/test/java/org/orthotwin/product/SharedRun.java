/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** One run of the main job, {@code run example:hip-tha}, that all tests of this module look at: it takes the product some seconds. */
final class SharedRun {
    /** A fixed time for {@code SOURCE_DATE_EPOCH}: 2026-01-02T03:04:05Z. */
    static final String EPOCH = "1767323045";

    /** Of the JVM of the shared run: one with a decimal comma, under which nothing may differ. */
    static final String LANGUAGE = "de";

    private static SharedRun instance;

    private final Path folder;
    private final Product.Run run;

    private SharedRun(Path folder, Product.Run run) {
        this.folder = folder;
        this.run = run;
    }

    /** The run, made at the first call; its files are gone when the tests end. */
    static synchronized SharedRun get() throws IOException, InterruptedException {
        if (instance == null) {
            Path directory = Files.createTempDirectory("orthotwin-product-tests");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            instance = new SharedRun(directory.resolve("results"),
                    product().language(LANGUAGE).run(directory, "run", "example:hip-tha", "--out", "results", "--json", "--threads", "2"));
        }
        // where it failed, it fails for every test that needs it, and is not tried again
        instance.run.expect(0);
        return instance;
    }

    /** The product with the time fixed, under an English language. */
    static Product product() {
        return Product.built().language("en").environment("SOURCE_DATE_EPOCH", EPOCH);
    }

    Path folder() {
        return folder;
    }

    Product.Run run() {
        return run;
    }

    JsonObject json() {
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    /** The value of a measurement in a result, in the unit beside it. */
    static double measurement(JsonObject result, String id) {
        for (JsonElement m : result.getAsJsonArray("measurements")) {
            if (m.getAsJsonObject().get("id").getAsString().equals(id)) {
                return m.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new AssertionError("no measurement " + id + " in " + result);
    }

    /** Every file of a folder with its bytes, by relative path with '/'. */
    static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }

    static void delete(Path tree) {
        try {
            Files.walkFileTree(tree, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
                    Files.delete(dir);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
