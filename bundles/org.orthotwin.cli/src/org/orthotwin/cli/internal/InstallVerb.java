/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.authoring.Installation;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;

/**
 * {@code install} and {@code uninstall}: changes this installation by p2's director, in a process of its own; a bundle is there, or gone,
 * from the next start on.
 */
public class InstallVerb implements Verb {

    private static final String DIRECTOR = "org.eclipse.equinox.p2.director";

    @Override
    public int run(Invocation call) throws IOException {
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
    private static String resolve(Invocation call, String repositories, String unit) throws IOException {
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

    private static List<String> director(Invocation call, List<String> arguments) throws IOException {
        Installation.Answer a = Installation.call(arguments, call.monitor());
        if (a.exitCode() != 0) {
            throw Texts.refusal("install.refused", a.lines().stream().filter(l -> !l.startsWith("Installation failed")).findFirst()
                    .orElse("exit code " + a.exitCode()));
        }
        return a.lines().stream().filter(l -> l.contains("=") || l.contains("/")).toList();
    }
}
