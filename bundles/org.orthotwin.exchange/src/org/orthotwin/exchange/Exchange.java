/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeSet;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.contribution.Contribution;
import org.orthotwin.core.contribution.ContributionException;
import org.orthotwin.core.contribution.ContributionReader;
import org.orthotwin.core.contribution.Registry;
import org.orthotwin.exchange.spi.Exporter;
import org.orthotwin.exchange.spi.Importer;

/** Reads and writes files of others by the importers and exporters that the installed bundles contribute. */
public final class Exchange {

    /** Id of the extension point for importers. */
    public static final String IMPORTERS = "org.orthotwin.exchange.importers";
    /** Id of the extension point for exporters. */
    public static final String EXPORTERS = "org.orthotwin.exchange.exporters";

    private static final Registry<Importer> READERS = new ContributionReader<>(IMPORTERS, "importer", Importer.class, "importer").connect();
    private static final Registry<Exporter> WRITERS = new ContributionReader<>(EXPORTERS, "exporter", Exporter.class, "exporter").connect();

    private Exchange() {
    }

    public static Registry<Importer> importers() {
        return READERS;
    }

    public static Registry<Exporter> exporters() {
        return WRITERS;
    }

    /**
     * Reads a file by the importer that its name's ending calls for; of several, the first by id.
     *
     * @throws IOException if the file cannot be read
     * @throws NoSuchElementException if no importer reads such files, with the endings that are read
     * @throws org.orthotwin.core.InputException if its content is broken or its unit must be said
     */
    public static Imported read(Path file, ExchangeOptions options, Monitor monitor) throws IOException {
        return usable(READERS, file, "reads").read(file, options, monitor);
    }

    /**
     * Writes a file by the exporter that its name's ending calls for; of several, the first by id.
     *
     * @throws IOException if the file cannot be written
     * @throws NoSuchElementException if no exporter writes such files, with the endings that are written
     * @throws IllegalArgumentException if the exporter writes another kind of content
     */
    public static void write(Content content, Path file, ExchangeOptions options, Monitor monitor) throws IOException {
        Exporter writer = usable(WRITERS, file, "writes");
        Contribution<Exporter> c = requireWriter(file);
        if (!c.attribute("content").equals(content.kind())) {
            throw new IllegalArgumentException("'" + file.getFileName() + "' holds a " + c.attribute("content") + ", not a "
                    + content.kind());
        }
        writer.write(content, file, options, monitor);
    }

    /** @throws NoSuchElementException if no exporter writes files of this ending */
    public static Contribution<Exporter> requireWriter(Path file) {
        return find(WRITERS, file).orElseThrow(() -> none("writes", WRITERS, file));
    }

    private static <T> Optional<Contribution<T>> find(Registry<T> registry, Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return registry.all().stream().filter(c -> Arrays.stream(endings(c)).anyMatch(e -> name.endsWith("." + e))).findFirst();
    }

    /** The object of the first contribution for this ending that can be made; the registry names the others. */
    private static <T> T usable(Registry<T> registry, Path file, String does) {
        while (true) {
            Contribution<T> c = find(registry, file).orElseThrow(() -> none(does, registry, file));
            try {
                return registry.get(c.id());
            } catch (ContributionException e) {
                // left out from now on: the next one may do
            }
        }
    }

    private static String[] endings(Contribution<?> c) {
        return Arrays.stream(c.attribute("extensions").split(",")).map(String::strip).filter(s -> !s.isEmpty()).toArray(String[]::new);
    }

    private static NoSuchElementException none(String does, Registry<?> registry, Path file) {
        TreeSet<String> all = new TreeSet<>();
        registry.all().forEach(c -> all.addAll(Arrays.asList(endings(c))));
        return new NoSuchElementException("nothing installed " + does + " '" + file.getFileName() + "'; known endings are "
                + String.join(", ", all));
    }
}
