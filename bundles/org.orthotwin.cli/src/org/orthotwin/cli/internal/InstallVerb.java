/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.eclipse.core.runtime.Platform;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;

/**
 * {@code install} and {@code uninstall}: changes this installation by p2's director, in a process of its own; a bundle is there, or gone,
 * from the next start on.
 */
public class InstallVerb implements Verb {

    private static final String DIRECTOR = "org.eclipse.equinox.p2.director";
    private static final long MAX_MINUTES = 10;

    @Override
    public int run(Invocation call) throws IOException, InterruptedException {
        boolean add = call.verb().equals("install");
        String unit = call.operand("unit");
        List<String> arguments = new ArrayList<>(List.of("-application", DIRECTOR));
        if (add) {
            String repositories = repository(call);
            arguments.addAll(List.of("-repository", repositories, "-installIU", resolve(call, repositories, unit)));
        } else {
            List<String> roots = director(call, List.of("-application", DIRECTOR, "-listInstalledRoots"));
            String installed = choose(roots.stream().map(l -> l.split("[/=]")[0].strip()).toList(), unit);
            if (installed == null) {
                throw Texts.refusal("install.absent", unit);
            }
            arguments.addAll(List.of("-uninstallIU", installed));
        }
        if (!call.common().dryRun()) {
            call.monitor().begin((add ? "Installing " : "Removing ") + unit, 0);
            director(call, arguments);
        }
        call.print(Texts.of(call, (add ? "install." : "uninstall.") + (call.common().dryRun() ? "can" : "was"), unit));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("unit", unit);
        json.put("action", call.verb());
        json.put("done", !call.common().dryRun());
        call.printJson(json);
        return Invocation.OK;
    }

    private static String repository(Invocation call) {
        Path folder = call.path(call.option("--repository").orElseThrow());
        boolean p2 = List.of("content.jar", "content.xml", "content.xml.xz", "p2.index").stream()
                .anyMatch(f -> Files.isRegularFile(folder.resolve(f)));
        if (!p2) {
            throw Texts.refusal("install.repository", folder);
        }
        return folder.toAbsolutePath().normalize().toUri().toString();
    }

    /** The unit itself, or the feature group of that name. */
    private static String resolve(Invocation call, String repositories, String unit) throws IOException, InterruptedException {
        List<String> offered = director(call, List.of("-application", DIRECTOR, "-repository", repositories, "-list")).stream()
                .map(l -> l.split("=")[0].strip()).toList();
        String found = choose(offered, unit);
        if (found == null) {
            throw Texts.refusal("install.offered", unit, String.join(", ",
                    offered.stream().filter(o -> o.endsWith(".feature.group")).toList()));
        }
        return found;
    }

    private static String choose(List<String> units, String wanted) {
        return units.contains(wanted) ? wanted : units.contains(wanted + ".feature.group") ? wanted + ".feature.group" : null;
    }

    private static List<String> director(Invocation call, List<String> arguments) throws IOException, InterruptedException {
        Path install = Path.of(java.net.URI.create(Platform.getInstallLocation().getURL().toString().replace(" ", "%20")));
        boolean windows = File.separatorChar == '\\';
        List<String> command = new ArrayList<>(List.of(install.resolve(windows ? "orthotwin.cmd" : "orthotwin").toString()));
        command.addAll(arguments);
        Path output = Files.createTempFile("orthotwin", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            Process p = builder.start();
            p.getOutputStream().close();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MAX_MINUTES);
            while (!p.waitFor(100, TimeUnit.MILLISECONDS)) {
                if (call.monitor().isCancelled() || System.nanoTime() > end) {
                    p.destroy();
                    throw new CancellationException("cancelled");
                }
            }
            List<String> lines = Files.readAllLines(output);
            if (p.exitValue() != 0) {
                throw Texts.refusal("install.refused", lines.stream().filter(l -> !l.isBlank() && !l.startsWith("Installation failed"))
                        .findFirst().orElse("exit code " + p.exitValue()));
            }
            return lines.stream().filter(l -> l.contains("=") || l.contains("/")).toList();
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
