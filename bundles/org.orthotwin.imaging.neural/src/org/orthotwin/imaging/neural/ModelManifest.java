/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.neural;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.orthotwin.core.InputException;
import org.orthotwin.core.JsonText;
import org.orthotwin.imaging.Interpolation;
import org.orthotwin.imaging.LabelMap;

/**
 * What a network takes and gives, as the JSON file beside it says. The format is described in the documentation of segmentation models;
 * lengths are in mm there and in m here.
 *
 * @param name for people
 * @param network the file of the network
 * @param sha256 of the network, lower-case hex, where the manifest says it
 * @param modalities DICOM's two letters; all if empty
 * @param joints ids of kinds of joint; all if empty
 * @param input name of the network's input, where it has several
 * @param output name of the network's output, where it has several
 * @param orientation where the indices grow to, the fastest first: one each of L or R, P or A, S or I
 * @param spacing distance of voxels along these indices, m
 * @param interpolation by which the image comes to this spacing
 * @param normalisation from the image's values to what the network takes
 * @param patch voxels of a patch along the indices; a last number of 1 is a network for single slices
 * @param overlap share of a patch that the next one covers too, along each index, 0 to 0.9
 * @param decision how scores become a label
 * @param labels what the channels are; a channel that is not among them is nothing
 */
public record ModelManifest(String name, Path network, Optional<String> sha256, List<String> modalities, List<String> joints,
        Optional<String> input, Optional<String> output, String orientation, List<Double> spacing, Interpolation interpolation,
        Normalisation normalisation, List<Integer> patch, double overlap, Decision decision, List<ChannelLabel> labels) {

    /** Value of {@code format}. */
    public static final String FORMAT = "orthotwin.segmentation.model";
    /** Value of {@code version}. */
    public static final int VERSION = 1;
    /** Longest side of a patch, voxels, and most voxels in it: 512 MiB of numbers. */
    private static final int MOST_SIDE = 4096;
    private static final long MOST_VOXELS = 1L << 27;
    private static final double MOST_OVERLAP = 0.9;
    private static final int MOST_CHANNELS = 4096;
    /** A manifest that is longer is none. */
    private static final long MOST_BYTES = 1 << 20;
    private static final double LEAST_SPACING_MM = 0.01;
    private static final double MOST_SPACING_MM = 100;

    public ModelManifest {
        modalities = List.copyOf(modalities);
        joints = List.copyOf(joints);
        spacing = List.copyOf(spacing);
        patch = List.copyOf(patch);
        labels = List.copyOf(labels);
        Objects.requireNonNull(normalisation);
        Objects.requireNonNull(decision);
    }

    /**
     * A structure and the channel of the network that scores it.
     *
     * @param channel from 0
     * @param label its number in label maps
     * @param id dotted lower case: {@code femur.left}
     */
    public record ChannelLabel(int channel, int label, String id) {
    }

    /**
     * From scores to a label.
     *
     * @param kind how
     * @param threshold of {@link Kind#THRESHOLD}, in the unit of the scores after the activation
     * @param activation what is applied to the scores of a patch before patches are blended
     */
    public record Decision(Kind kind, double threshold, Activation activation) {

        /** How. */
        public enum Kind {
            /** The channel with the highest score; the first of equals. */
            HIGHEST,
            /** The highest of the named channels, if it is above a threshold. */
            THRESHOLD
        }

        /** Applied before patches are blended. */
        public enum Activation {
            NONE, SOFTMAX, SIGMOID
        }
    }

    /**
     * Reads a manifest.
     *
     * @param file the manifest, or a network beside which it has the same name but for {@code .json}
     * @throws InputException if it is missing, broken or contradicts itself, with the place
     * @throws IOException if it cannot be read
     */
    public static ModelManifest read(Path file) throws IOException {
        String name = file.getFileName().toString();
        Path manifest = name.toLowerCase(Locale.ROOT).endsWith(".json") ? file
                : file.resolveSibling(name.replaceFirst("\\.[^.]*$", "") + ".json");
        if (!Files.isRegularFile(manifest)) {
            throw Texts.refuse("model.file", manifest);
        }
        try {
            if (Files.size(manifest) > MOST_BYTES) {
                throw new IllegalArgumentException("it has " + Files.size(manifest) + " bytes, more than " + MOST_BYTES);
            }
            ModelManifest m = new Fields(JsonText.parse(Files.readString(manifest))).manifest(manifest);
            if (!Files.isRegularFile(m.network)) {
                throw Texts.refuse("model.file", m.network);
            }
            return m;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw Texts.refuse("model.manifest", manifest.getFileName(), String.valueOf(e.getMessage()));
        }
    }

    /** Whether it is made for such images; what is not said fits. */
    public boolean fits(String modality, String joint) {
        return (modalities.isEmpty() || modality.isEmpty() || modalities.contains(modality))
                && (joints.isEmpty() || joint.isEmpty() || joints.contains(joint));
    }

    /** The object of a manifest, field by field; each is taken once, and none may be left. */
    private static final class Fields {

        private final Map<String, Object> object;
        private final String where;
        private final Set<String> taken = new HashSet<>();

        Fields(Object value) {
            this(value, "");
        }

        @SuppressWarnings("unchecked")
        private Fields(Object value, String where) {
            if (!(value instanceof Map)) {
                throw new IllegalArgumentException((where.isEmpty() ? "the file" : where) + " is no JSON object");
            }
            this.object = (Map<String, Object>) value;
            this.where = where;
        }

        ModelManifest manifest(Path file) {
            if (!FORMAT.equals(text("format", null)) || whole("version", VERSION, VERSION) != VERSION) {
                throw new IllegalArgumentException("format is not " + FORMAT);
            }
            String base = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
            String name = text("name", base);
            Path network = sibling(file, text("network", base + ".onnx"));
            Optional<String> sha256 = optional("sha256").map(s -> s.toLowerCase(Locale.ROOT));
            String orientation = text("orientation", null).toUpperCase(Locale.ROOT);
            if (!orientation.matches("[LRPASI]{3}") || orientation.chars().map(c -> "LRPASI".indexOf(c) / 2).distinct().count() != 3) {
                throw new IllegalArgumentException("orientation '" + orientation + "' is not one each of L or R, P or A, S or I");
            }
            List<Double> spacing = numbers("spacingMm", 3);
            for (double s : spacing) {
                if (!(s >= LEAST_SPACING_MM && s <= MOST_SPACING_MM)) {
                    throw new IllegalArgumentException("spacingMm " + s + " is outside " + LEAST_SPACING_MM + " to " + MOST_SPACING_MM);
                }
            }
            List<Integer> patch = numbers("patch", 3).stream().map(n -> whole("patch", n, 1, MOST_SIDE)).toList();
            if (patch.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b) > MOST_VOXELS) {
                throw new IllegalArgumentException("a patch of " + patch + " has more than " + MOST_VOXELS + " voxels");
            }
            double overlap = number("overlap", 0.5);
            if (!(overlap >= 0 && overlap <= MOST_OVERLAP)) {
                throw new IllegalArgumentException("overlap " + overlap + " is outside 0 to " + MOST_OVERLAP);
            }
            ModelManifest m = new ModelManifest(name, network, sha256, texts("modalities"), texts("joints"), optional("input"),
                    optional("output"), orientation, spacing.stream().map(mm -> mm / 1000.0).toList(),
                    choice("interpolation", Interpolation.class, Interpolation.LINEAR), normalisation(), patch, overlap, decision(),
                    labels());
            nothingLeft();
            return m;
        }

        private Normalisation normalisation() {
            Fields n = child("normalisation");
            Normalisation.Kind kind = n.choice("kind", Normalisation.Kind.class, null);
            Optional<List<Double>> clip = n.object.containsKey("clip") ? Optional.of(n.numbers("clip", 2)) : Optional.empty();
            Optional<List<Double>> percent = n.object.containsKey("clipPercentiles") ? Optional.of(n.numbers("clipPercentiles", 2))
                    : Optional.empty();
            double mean = 0;
            double sd = 1;
            if (kind == Normalisation.Kind.FIXED) {
                mean = n.number("mean", null);
                sd = n.number("sd", null);
            }
            n.nothingLeft();
            return new Normalisation(kind, clip, percent, mean, sd);
        }

        private Decision decision() {
            if (!object.containsKey("decision")) {
                return new Decision(Decision.Kind.HIGHEST, Double.NaN, Decision.Activation.NONE);
            }
            Fields d = child("decision");
            Decision.Kind kind = d.choice("kind", Decision.Kind.class, null);
            double threshold = kind == Decision.Kind.THRESHOLD ? d.number("threshold", 0.5) : Double.NaN;
            Decision r = new Decision(kind, threshold, d.choice("activation", Decision.Activation.class, Decision.Activation.NONE));
            d.nothingLeft();
            return r;
        }

        private List<ChannelLabel> labels() {
            if (!(take("labels") instanceof List<?> list) || list.isEmpty()) {
                throw new IllegalArgumentException("labels is no list of structures");
            }
            List<ChannelLabel> labels = new ArrayList<>();
            for (Object o : list) {
                Fields l = new Fields(o, "labels[" + labels.size() + "]");
                ChannelLabel c = new ChannelLabel(l.whole("channel", 0, MOST_CHANNELS - 1), l.whole("label", 1, LabelMap.LARGEST),
                        l.text("id", null));
                l.nothingLeft();
                if (!c.id.matches("[A-Za-z0-9._-]{1,100}")) {
                    throw new IllegalArgumentException(l.where + ": id '" + c.id
                            + "' has other characters than letters, digits, . _ and -");
                }
                for (ChannelLabel other : labels) {
                    if (other.channel == c.channel || other.label == c.label || other.id.equals(c.id)) {
                        throw new IllegalArgumentException(l.where + ": channel, label or id of '" + c.id + "' comes twice");
                    }
                }
                labels.add(c);
            }
            return labels;
        }

        private static Path sibling(Path file, String name) {
            try {
                return file.resolveSibling(name);
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("network '" + name + "' is no path", e);
            }
        }

        private Object take(String field) {
            taken.add(field);
            return object.get(field);
        }

        private Fields child(String field) {
            return new Fields(take(field), field);
        }

        private String path(String field) {
            return where.isEmpty() ? field : where + "." + field;
        }

        private void nothingLeft() {
            for (String field : object.keySet()) {
                if (!taken.contains(field)) {
                    throw new IllegalArgumentException("there is no field " + path(field));
                }
            }
        }

        private Optional<String> optional(String field) {
            return object.containsKey(field) ? Optional.of(text(field, null)) : Optional.empty();
        }

        /** @param otherwise null where it must be given */
        private String text(String field, String otherwise) {
            Object v = take(field);
            if (v == null && otherwise != null) {
                return otherwise;
            }
            if (!(v instanceof String s) || s.isBlank()) {
                throw new IllegalArgumentException(path(field) + (v == null ? " is missing" : " is no text"));
            }
            return s;
        }

        private List<String> texts(String field) {
            Object v = take(field);
            if (v == null) {
                return List.of();
            }
            if (!(v instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
                throw new IllegalArgumentException(path(field) + " is no list of texts");
            }
            return list.stream().map(String.class::cast).toList();
        }

        /** @param otherwise null where it must be given */
        private double number(String field, Double otherwise) {
            Object v = take(field);
            if (v == null && otherwise != null) {
                return otherwise;
            }
            if (!(v instanceof Double d) || !Double.isFinite(d)) {
                throw new IllegalArgumentException(path(field) + (v == null ? " is missing" : " is no number"));
            }
            return d;
        }

        private int whole(String field, int least, int most) {
            return whole(path(field), number(field, null), least, most);
        }

        private static int whole(String what, double d, int least, int most) {
            if (d != Math.rint(d) || d < least || d > most) {
                throw new IllegalArgumentException(what + " is " + d + ", but must be a whole number from " + least + " to " + most);
            }
            return (int) d;
        }

        private List<Double> numbers(String field, int count) {
            Object v = take(field);
            if (!(v instanceof List<?> list) || list.size() != count || !list.stream().allMatch(o -> o instanceof Double d
                    && Double.isFinite(d))) {
                throw new IllegalArgumentException(path(field) + (v == null ? " is missing" : " is no list of " + count + " numbers"));
            }
            return list.stream().map(Double.class::cast).toList();
        }

        private <E extends Enum<E>> E choice(String field, Class<E> type, E otherwise) {
            String text = text(field, otherwise == null ? null : otherwise.name());
            for (E e : type.getEnumConstants()) {
                if (e.name().equalsIgnoreCase(text)) {
                    return e;
                }
            }
            throw new IllegalArgumentException(path(field) + " is '" + text + "', but must be one of " + String.join(", ",
                    Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList()));
        }
    }
}
