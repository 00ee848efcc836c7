/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.product;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.eclipse.core.runtime.adaptor.EclipseStarter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * A process of its own that starts a product's bundles as its launcher does and then answers call after call: read from standard input as
 * directory, number of words and words, answered on standard output as exit code and what the call printed to either stream. It ends when
 * standard input does.
 */
final class ProductHost {
    private static final String COMMAND_LINE = "org.orthotwin.cli.internal.CommandLine";

    private ProductHost() {
    }

    public static void main(String[] args) throws Exception {
        // nothing else may print into the answers
        DataOutputStream answers = new DataOutputStream(new BufferedOutputStream(System.out));
        System.setOut(System.err);
        BundleContext context = start(Path.of(args[0]));
        Bundle cli = Stream.of(context.getBundles()).filter(b -> "org.orthotwin.cli".equals(b.getSymbolicName())).findFirst()
                .orElseThrow();
        Method call = cli.loadClass(COMMAND_LINE).getMethod("call", Path.class, PrintStream.class, PrintStream.class, String[].class);
        DataInputStream calls = new DataInputStream(System.in);
        try {
            for (;;) {
                Path directory = Path.of(calls.readUTF());
                String[] words = new String[calls.readInt()];
                for (int i = 0; i < words.length; i++) {
                    words[i] = calls.readUTF();
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ByteArrayOutputStream err = new ByteArrayOutputStream();
                answers.writeInt((Integer) call.invoke(null, directory, new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8), words));
                for (ByteArrayOutputStream stream : new ByteArrayOutputStream[] {out, err}) {
                    answers.writeInt(stream.size());
                    stream.writeTo(answers);
                }
                answers.flush();
            }
        } catch (EOFException e) {
            EclipseStarter.shutdown();
        }
    }

    /** Starts the bundles with the product's own settings; its configuration is only read. */
    private static BundleContext start(Path product) throws Exception {
        Properties ini = new Properties();
        Path configuration = product.resolve("configuration");
        try (InputStream in = Files.newInputStream(configuration.resolve("config.ini"))) {
            ini.load(in);
        }
        Map<String, String> settings = new HashMap<>();
        ini.stringPropertyNames().forEach(name -> settings.put(name, ini.getProperty(name)));
        settings.put("osgi.install.area", product.toUri().toString());
        settings.put("osgi.configuration.area", configuration.toUri().toString());
        settings.put("osgi.syspath", product.resolve("plugins").toString());
        settings.put("osgi.framework", framework(product).toUri().toString());
        // as the script does
        settings.put("osgi.startLevel", "4");
        // the framework and its extensions are on the class path
        settings.put("osgi.frameworkClassPath", ".");
        EclipseStarter.setInitialProperties(settings);
        return EclipseStarter.startup(new String[] {"-nosplash", "-data", "@none"}, null);
    }

    /** The framework's jar of a product. */
    static Path framework(Path product) throws IOException {
        return plugin(product, "org.eclipse.osgi_");
    }

    /** The only jar of a product that begins so. */
    static Path plugin(Path product, String prefix) throws IOException {
        try (Stream<Path> jars = Files.list(product.resolve("plugins"))) {
            return jars.filter(f -> f.getFileName().toString().startsWith(prefix)).findFirst().orElseThrow();
        }
    }
}
