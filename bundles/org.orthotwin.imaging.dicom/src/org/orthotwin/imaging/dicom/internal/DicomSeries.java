/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.dicom.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Severity;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.ImageSeries;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.SliceOrigin;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.VoxelStore;
import org.orthotwin.imaging.dicom.DicomObject;
import org.orthotwin.imaging.dicom.TransferSyntax;
import org.orthotwin.imaging.dicom.internal.codec.FrameFormat;
import org.orthotwin.imaging.dicom.spi.DicomToolkit;

/** One stack of a DICOM series, of which a volume can be made. */
final class DicomSeries implements ImageSeries {

    private final DicomToolkit toolkit;
    private final String id;
    private final Stack stack;
    private final Map<String, String> traits;
    private final List<Diagnostic> problems;
    private final boolean oneMapping;

    DicomSeries(DicomToolkit toolkit, String id, SeriesSorter.Part part, List<Diagnostic> more) {
        this.toolkit = toolkit;
        this.id = id;
        this.stack = new Stack(part.slices());
        this.traits = part.traits();
        List<Diagnostic> all = new ArrayList<>(part.problems());
        all.addAll(more);
        all.addAll(stack.problems);
        part.slices().stream().map(Slice::instance).distinct().flatMap(i -> i.problems().stream()).distinct().forEach(all::add);
        oneMapping = stack.slices.stream().allMatch(s -> s.effectiveSlope() == first().effectiveSlope()
                && s.intercept() == first().intercept() && s.unit().equals(first().unit()));
        if (!oneMapping) {
            all.add(slopes());
        }
        List<String> zero = stack.slices.stream().filter(s -> !(Math.abs(s.effectiveSlope()) > 0)
                || !Double.isFinite(s.effectiveSlope()) || !Double.isFinite(s.intercept())).map(Stack::name).toList();
        if (!zero.isEmpty()) {
            all.add(Diagnostic.error(Texts.CATALOG, "dicom.slope", Stack.some(zero)));
        }
        stack.slices.stream().map(s -> s.instance().syntax()).distinct().filter(s -> !toolkit.decodes(s)).sorted()
                .forEach(s -> all.add(Diagnostic.error(Texts.CATALOG, "dicom.syntax", TransferSyntax.describe(s))));
        if (first().traits().getOrDefault("imageType", "").contains("LOCALIZER")) {
            all.add(Diagnostic.info(Texts.CATALOG, "dicom.localizer"));
        }
        if (stack.explodes()) {
            all.add(Diagnostic.error(Texts.CATALOG, "dicom.explodes", Stack.GROWTH));
        }
        problems = List.copyOf(all);
    }

    private Slice first() {
        return stack.slices.get(0);
    }

    /** Names the images whose mapping is another than most have. */
    private Diagnostic slopes() {
        Map<String, List<String>> by = new LinkedHashMap<>();
        for (Slice s : stack.slices) {
            by.computeIfAbsent(Numbers.shortest(s.effectiveSlope()) + " * x + " + Numbers.shortest(s.intercept()), k -> new ArrayList<>())
                    .add(Stack.name(s));
        }
        String most = by.entrySet().stream().max(java.util.Comparator.comparingInt(e -> e.getValue().size())).orElseThrow().getKey();
        List<String> others = new ArrayList<>();
        by.forEach((mapping, names) -> {
            if (!mapping.equals(most)) {
                others.addAll(names.stream().map(n -> n + " (" + mapping + ")").toList());
            }
        });
        return Diagnostic.warning(Texts.CATALOG, "dicom.slopes", by.size(), most, Stack.some(others));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String description() {
        Slice.Facts f = first().instance().data();
        StringBuilder text = new StringBuilder(f.modality());
        if (f.seriesNumber() != 0) {
            text.append(text.isEmpty() ? "" : " ").append(f.seriesNumber());
        }
        if (!f.description().isEmpty()) {
            text.append(text.isEmpty() ? "" : " ").append(f.description());
        }
        traits.forEach((k, v) -> text.append(", ").append(k).append(' ').append(v));
        return text.toString();
    }

    @Override
    public String modality() {
        return first().instance().data().modality();
    }

    @Override
    public int images() {
        return stack.slices.size();
    }

    @Override
    public Optional<VolumeGeometry> geometry() {
        return stack.geometry();
    }

    @Override
    public Map<String, String> attributes() {
        Map<String, String> a = new LinkedHashMap<>(first().instance().data().attributes());
        Slice.Facts f = first().instance().data();
        put(a, "modality", f.modality());
        put(a, "description", f.description());
        put(a, "seriesNumber", f.seriesNumber() == 0 ? "" : Integer.toString(f.seriesNumber()));
        put(a, "studyInstanceUid", f.studyUid());
        put(a, "seriesInstanceUid", f.seriesUid());
        put(a, "frameOfReferenceUid", f.frameOfReference());
        put(a, "sopClassUid", f.classUid());
        put(a, "transferSyntax", first().instance().syntax());
        put(a, "photometricInterpretation", photometric());
        first().traits().forEach((k, v) -> put(a, k, v));
        return a;
    }

    /** Of the decoded numbers: chroma has become RGB. */
    private String photometric() {
        FrameFormat f = first().instance().format();
        return f.samplesPerPixel() == 3 && f.photometric().startsWith("YBR_") ? "RGB" : f.photometric();
    }

    private static void put(Map<String, String> a, String key, String value) {
        if (!value.isEmpty()) {
            a.put(key, value);
        }
    }

    @Override
    public List<Diagnostic> problems() {
        return problems;
    }

    @Override
    public Volume read(ReadOptions options, Monitor monitor) throws IOException {
        for (Diagnostic p : problems) {
            boolean distances = p.code().equals("dicom.uneven") || p.code().equals("dicom.gap");
            if (p.severity() == Severity.ERROR && !(distances && options.resampleUneven())) {
                throw new InputException(p);
            }
        }
        List<Slice> slices = stack.slices;
        FrameFormat format = first().instance().format();
        ScalarType type = Frames.type(format, first().instance().pixelTag());
        monitor.begin("read", slices.size());
        try {
            VoxelStore store = decode(format, options.threads(), monitor);
            ValueMapping mapping = new ValueMapping(first().effectiveSlope(), first().intercept(), first().unit());
            double padding = first().instance().data().padding();
            if (!oneMapping) {
                // numbers of 32 bits do not fit into the 24 of a float
                ScalarType values = type.bytes() > 2 && type != ScalarType.FLOAT32 ? ScalarType.FLOAT64 : ScalarType.FLOAT32;
                store = common(store, type, values, options.threads());
                padding = first().effectiveSlope() * padding + first().intercept();
                type = values;
                mapping = new ValueMapping(1, 0, slices.stream().map(Slice::unit).distinct().count() == 1 ? first().unit() : "");
            }
            store = new StackResampling(stack, type, format.samplesPerPixel()).resample(store, padding, options.threads(), monitor);
            List<SliceOrigin> origins = stack.even ? slices.stream().map(s -> new SliceOrigin(s.instance().name(), s.frame(),
                    s.instance().data().instanceUid())).toList() : List.of();
            return new Volume(stack.grid(), type, format.samplesPerPixel(), mapping, store, origins, attributes());
        } catch (OutOfMemoryError e) {
            throw new InputException(Diagnostic.error(Texts.CATALOG, "dicom.memory", description()), e);
        }
    }

    private VoxelStore decode(FrameFormat format, int threads, Monitor monitor) throws IOException {
        List<Slice> slices = stack.slices;
        long bytes = slices.size() * format.frameBytes();
        boolean inMemory = bytes <= Math.min(VoxelStore.MAPPED_FROM, Runtime.getRuntime().maxMemory() / 4);
        // memory is taken by the threads that fill it: taking it costs more than reading
        ByteBuffer[] own = new ByteBuffer[inMemory ? slices.size() : 0];
        VoxelStore store = inMemory ? null : VoxelStore.allocate(slices.size(), format.frameBytes());
        // the header of a file with many frames is read once
        Map<Path, DicomObject> shared = new HashMap<>();
        for (Slice s : slices) {
            if (s.instance().frames() > 1 && !isFound(s.instance()) && !shared.containsKey(s.instance().file())) {
                shared.put(s.instance().file(), toolkit.read(s.instance().file()));
            }
        }
        Parallel.each(slices.size(), threads, monitor, k -> {
            ByteBuffer into = inMemory ? VoxelStore.memory((int) format.frameBytes()) : store.slice(k).duplicate().clear();
            decode(slices.get(k), format, shared, into);
            if (inMemory) {
                own[k] = into.clear();
            }
        });
        return inMemory ? VoxelStore.of(own) : store;
    }

    private void decode(Slice s, FrameFormat format, Map<Path, DicomObject> shared, ByteBuffer into) throws IOException {
        if (isFound(s.instance())) {
            if (!s.instance().pixels().isUnchanged()) {
                throw Texts.refuse("dicom.changed", s.instance().name());
            }
            EmbeddedToolkit.decode(s.instance(), s.frame(), into);
        } else {
            DicomObject o = shared.containsKey(s.instance().file()) ? shared.get(s.instance().file()) : toolkit.read(s.instance().file());
            if (o.pixels() == null || !Frames.format(o.data(), o.pixels().tag()).equals(format)) {
                throw Texts.refuse("dicom.changed", s.instance().name());
            }
            toolkit.decode(o, s.frame(), into);
        }
    }

    @Override
    public Optional<Volume> middle(Monitor monitor) throws IOException {
        monitor.checkCancelled();
        Slice s = stack.slices.get(stack.slices.size() / 2);
        FrameFormat format = s.instance().format();
        ByteBuffer frame = VoxelStore.memory((int) format.frameBytes());
        decode(s, format, Map.of(), frame);
        double across = s.instance().columnSpacing();
        double along = s.instance().rowSpacing();
        boolean known = across > 0 && along > 0;
        VolumeGeometry g = new VolumeGeometry(format.columns(), format.rows(), 1, Vec3.ZERO, Vec3.X, Vec3.Y, Vec3.Z, known ? across : 0.001,
                known ? along : 0.001, 0.001);
        return Optional.of(new Volume(g, Frames.type(format, s.instance().pixelTag()), format.samplesPerPixel(), new ValueMapping(s
                .effectiveSlope(), s.intercept(), s.unit()), VoxelStore.of(frame.clear()), List.of(), Map.of()));
    }

    /** Whether the place of the pixel data is known since the header was read. */
    private boolean isFound(Slice.Instance instance) {
        return toolkit instanceof EmbeddedToolkit && instance.pixels() != null;
    }

    /** Values instead of stored numbers, where the slices have different mappings. */
    private VoxelStore common(VoxelStore in, ScalarType type, ScalarType values, int threads) throws IOException {
        int numbers = in.slice(0).capacity() / type.bytes();
        VoxelStore out = VoxelStore.allocate(in.slices(), (long) values.bytes() * numbers);
        Parallel.each(in.slices(), threads, Monitor.NONE, k -> {
            Slice s = stack.slices.get(k);
            ByteBuffer from = in.slice(k);
            ByteBuffer to = out.slice(k);
            for (int p = 0; p < numbers; p++) {
                values.put(to, p * values.bytes(), s.effectiveSlope() * type.get(from, p * type.bytes()) + s.intercept());
            }
        });
        return out;
    }
}
