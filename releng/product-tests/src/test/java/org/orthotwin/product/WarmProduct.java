/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The built product's bundles, started in a process of their own for every call that is about a verb and not about a start: the same
 * bundles and the same command line, without the seconds that each start takes. What only a start shows (the script, streams and signals,
 * languages of the machine, installing) is run through {@link Product}. There are as many processes as calls at the same time, each with a
 * folder for temporary files, in which no call may leave any.
 */
final class WarmProduct {
    private static final Duration TIME_LIMIT = Duration.ofMinutes(8);

    /** Those that wait for a call. */
    private static final Deque<WarmProduct> IDLE = new ConcurrentLinkedDeque<>();

    private final Path temporary;
    private final Process process;
    private final DataOutputStream calls;
    private final DataInputStream answers;

    private WarmProduct(Path folder) throws IOException {
        temporary = Files.createDirectories(folder.resolve("tmp"));
        Path product = Product.built().folder();
        String separator = File.pathSeparator;
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // the second compiler is for what runs long: it took a third of the processor's time
                "-XX:Tier4InvocationThreshold=20000", "-XX:Tier4MinInvocationThreshold=3000", "-XX:Tier4BackEdgeThreshold=200000",
                "-XX:+UseParallelGC", "-XX:-UsePerfData", "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8", "-Duser.language=en",
                "-Duser.country=US", "-Djava.io.tmpdir=" + temporary, "-cp", classes() + separator + ProductHost.framework(product)
                        + separator + ProductHost.plugin(product, "org.eclipse.osgi.compatibility.state_"), ProductHost.class.getName(),
                product.toString()).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("SOURCE_DATE_EPOCH", SharedRun.EPOCH);
        builder.environment().put("ORTHOTWIN_LOG_DIR", folder.resolve("log").toString());
        process = builder.start();
        calls = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        answers = new DataInputStream(process.getInputStream());
    }

    private static Path classes() {
        return Product.root().resolve("releng/product-tests/target/test-classes");
    }

    /** What {@code orthotwin} with these words would do in a directory. Paths that it prints are absolute. */
    static Product.Run run(Path directory, String... words) throws IOException, InterruptedException {
        WarmProduct product = IDLE.pollFirst();
        if (product == null || !product.process.isAlive()) {
            Path folder = Files.createTempDirectory("product-tests-warm");
            WarmProduct started = new WarmProduct(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> started.end(folder)));
            product = started;
        }
        try {
            return product.call(directory, words);
        } finally {
            // the last one first: it is the warmest
            IDLE.addFirst(product);
        }
    }

    private Product.Run call(Path directory, String... words) throws IOException, InterruptedException {
        long start = System.nanoTime();
        calls.writeUTF(directory.toAbsolutePath().toString());
        calls.writeInt(words.length);
        for (String word : words) {
            calls.writeUTF(word);
        }
        calls.flush();
        CompletableFuture<Product.Run> answer = CompletableFuture.supplyAsync(() -> {
            try {
                int code = answers.readInt();
                return new Product.Run(code, text(), text(), Duration.ofNanos(System.nanoTime() - start));
            } catch (IOException e) {
                throw new AssertionError("the process ended in: " + String.join(" ", words), e);
            }
        }, task -> new Thread(task, "answer").start());
        try {
            Product.Run run = answer.get(TIME_LIMIT.toSeconds(), TimeUnit.SECONDS);
            try (Stream<Path> left = Files.list(temporary)) {
                assertEquals(List.of(), left.filter(f -> f.getFileName().toString().startsWith("orthotwin")).toList(),
                        () -> "left in the folder for temporary files by: " + String.join(" ", words));
            }
            return run;
        } catch (TimeoutException e) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("no end after " + TIME_LIMIT.toSeconds() + " s: " + String.join(" ", words), e);
        } catch (ExecutionException e) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(e.getCause());
        }
    }

    private String text() throws IOException {
        return new String(answers.readNBytes(answers.readInt()), StandardCharsets.UTF_8);
    }

    private void end(Path folder) {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        SharedRun.delete(folder);
    }
}
