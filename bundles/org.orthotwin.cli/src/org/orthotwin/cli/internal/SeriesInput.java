/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Severity;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.Volumes;

/** Images that a verb is given. */
final class SeriesInput {

    private SeriesInput() {
    }

    /** The series that {@code --series} names, or the only one that can be read. */
    static ImageSeries choose(Invocation call, Path from) throws IOException {
        List<ImageSeries> all = Volumes.scan(from, call.monitor());
        Optional<String> wanted = call.option("--series");
        if (wanted.isEmpty()) {
            return only(all, from);
        }
        return all.stream().filter(s -> s.id().equals(wanted.get())).findFirst()
                .orElseThrow(() -> Texts.refusal("series.unknown", from.getFileName(), wanted.get(), ids(all)));
    }

    /** The only series of a file or folder. */
    static ImageSeries only(Invocation call, Path from) throws IOException {
        return only(Volumes.scan(from, call.monitor()), from);
    }

    private static ImageSeries only(List<ImageSeries> all, Path from) {
        // scouts and single pictures beside one stack of slices are not what is meant
        List<ImageSeries> sound = all.stream().filter(s -> s.problems().stream().noneMatch(d -> d.severity() == Severity.ERROR)).toList();
        if (sound.size() > 1) {
            ImageSeries largest = sound.stream().max(Comparator.comparingInt(ImageSeries::images)).orElseThrow();
            if (sound.stream().noneMatch(s -> s != largest && s.images() > 3)) {
                return largest;
            }
        }
        List<ImageSeries> choice = sound.isEmpty() ? all : sound;
        if (choice.size() != 1) {
            throw choice.isEmpty() ? Texts.refusal("series.none", from.getFileName())
                    : Texts.refusal("series.choose", from.getFileName(), choice.size(), ids(choice));
        }
        return choice.getFirst();
    }

    private static String ids(List<ImageSeries> all) {
        return String.join(", ", all.stream().map(s -> s.id() + " (" + s.modality() + ", " + s.images() + " images)").toList());
    }

    /** The segmenter that is named, or the one that seeds are for. */
    static Optional<String> segmenter(Invocation call) {
        return call.option("--segmenter").or(() -> call.options("--seed-at").isEmpty() ? Optional.empty() : Optional.of("grow"));
    }

    /** The settings of the {@code --set} and {@code --seed-at} options. */
    static Map<String, String> settings(Invocation call) {
        Map<String, String> settings = new TreeMap<>();
        for (String set : call.options("--set")) {
            int eq = set.indexOf('=');
            if (eq < 1) {
                throw Texts.refusal("option.set.form", set);
            }
            settings.put(set.substring(0, eq), set.substring(eq + 1));
        }
        if (!call.options("--seed-at").isEmpty()) {
            settings.merge("seeds", String.join(";", call.options("--seed-at")), (a, b) -> a + ";" + b);
        }
        return settings;
    }
}
