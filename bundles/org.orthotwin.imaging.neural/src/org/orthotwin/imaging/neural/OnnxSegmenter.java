/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.neural;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Monitor;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Sha256;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.imaging.Interpolation;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.Resampling;
import org.orthotwin.imaging.ScalarType;
import org.orthotwin.imaging.Segmentation;
import org.orthotwin.imaging.SegmentationRequest;
import org.orthotwin.imaging.ValueMapping;
import org.orthotwin.imaging.Volume;
import org.orthotwin.imaging.VolumeGeometry;
import org.orthotwin.imaging.VoxelStore;
import org.orthotwin.imaging.neural.internal.Network;
import org.orthotwin.imaging.neural.internal.Windows;
import org.orthotwin.imaging.spi.Segmenter;
import org.orthotwin.solver.Value;

/**
 * Structures by a network that the user brings, in the ONNX format, with a manifest ({@link ModelManifest}).
 *
 * <p>Model: values are normalised, the image is turned to the model's orientation and brought to its spacing; patches that overlap cover
 * it, each is given to the network as 1 x 1 x k x j x i numbers (1 x 1 x j x i for a network of single slices), and the scores of the
 * patches are blended with Gaussian weights that sum to 1 at each voxel. Scores come back to the image's voxels by linear interpolation,
 * and there the manifest's rule makes a label of them. An image that is smaller than a patch is put into its middle; beyond the image the
 * network sees 0.
 *
 * <p>Assumptions: the network was trained for such images; nothing here can tell. The CPU's answer does not depend on the number of threads
 * as far as the runtime keeps its promise of deterministic computation; other providers may differ in the last digits. Cost: that of the
 * network for each patch; four bytes for each voxel and channel at the model's spacing, in a temporary file where it is much.
 */
public class OnnxSegmenter implements Segmenter {

    /** Most that the scores may take, bytes. */
    private static final long MOST_BYTES = 64L << 30;
    /** Grids that are longer by less than this part of a voxel are not made longer by a voxel. */
    private static final double ROUNDING = 1e-6;
    /** Slices whose scores are interpolated in one go; not a matter of threads, on which the last digits must not depend. */
    private static final int SLICES = 8;

    @Override
    public Segmentation segment(SegmentationRequest request) {
        try {
            ModelManifest m = ModelManifest.read(model(request));
            if (!m.fits(request.modality(), request.joint())) {
                throw Texts.refuse("model.unfit", m.name(), listed(m.modalities()), listed(m.joints()),
                        request.modality().isEmpty() ? "?" : request.modality(), request.joint());
            }
            String hash = Sha256.of(m.network());
            if (m.sha256().isPresent() && !m.sha256().get().equals(hash)) {
                throw Texts.refuse("model.changed", m.network().getFileName(), hash, m.sha256().get());
            }
            request.monitor().begin("Network", 0);
            try (Network n = Network.open(m.network(), m.input(), m.output(), request.settings().text("provider"), request.threads(),
                    Texts::refuse, request.monitor())) {
                return new Run(request, m, n, hash).segment();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path model(SegmentationRequest request) {
        if (!request.settings().has("model")) {
            throw Texts.refuse("model.missing");
        }
        try {
            return Path.of(request.settings().text("model"));
        } catch (InvalidPathException e) {
            throw Texts.refuse("model.file", request.settings().text("model"));
        }
    }

    private static String listed(List<String> all) {
        return all.isEmpty() ? "*" : String.join(", ", all);
    }

    /** One image through one network. */
    private static final class Run {

        private final SegmentationRequest request;
        private final ModelManifest m;
        private final Network network;
        private final String hash;
        private final Monitor monitor;
        private final int[] patch;
        private final long[] shape;
        /** Channels of the network's output; known with the first answer where the network does not declare them. */
        private int channels;

        Run(SegmentationRequest request, ModelManifest m, Network network, String hash) {
            this.request = request;
            this.m = m;
            this.network = network;
            this.hash = hash;
            this.monitor = request.monitor();
            this.patch = m.patch().stream().mapToInt(Integer::intValue).toArray();
            long[] declared = network.inputShape();
            boolean flat = declared.length == 4 && patch[2] == 1;
            this.shape = flat ? new long[] {1, 1, patch[1], patch[0]} : new long[] {1, 1, patch[2], patch[1], patch[0]};
            if (!fits(declared, shape)) {
                throw Texts.refuse("network.input", network.input(), Network.text(declared), Network.text(shape));
            }
            long[] out = network.outputShape();
            long[] wanted = shape.clone();
            wanted[1] = -1;
            // a network may leave open what it gives; then the first answer tells
            if (out.length > 0 && !fits(out, wanted)) {
                throw Texts.refuse("network.output", network.output(), Network.text(out), Network.text(wanted));
            }
            if (out.length > 1 && out[1] >= 0) {
                channels(out[1]);
            }
        }

        private static boolean fits(long[] declared, long[] wanted) {
            if (declared.length != wanted.length) {
                return false;
            }
            for (int a = 0; a < declared.length; a++) {
                if (declared[a] >= 0 && wanted[a] >= 0 && declared[a] != wanted[a]) {
                    return false;
                }
            }
            return true;
        }

        private void channels(long n) {
            for (ModelManifest.ChannelLabel l : m.labels()) {
                if (l.channel() >= n) {
                    throw Texts.refuse("network.channel", l.label(), l.id(), l.channel(), n);
                }
            }
            channels = (int) n;
        }

        Segmentation segment() throws IOException {
            Volume image = prepared();
            VolumeGeometry g = image.geometry();
            Windows x = new Windows(g.nx(), patch[0], m.overlap());
            Windows y = new Windows(g.ny(), patch[1], m.overlap());
            Windows z = new Windows(g.nz(), patch[2], m.overlap());
            int patches = Math.multiplyExact(Math.multiplyExact(x.count(), y.count()), z.count());
            monitor.begin("Network, patch by patch", patches);
            FloatBuffer in = ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, patch[0] * patch[1] * patch[2]))
                    .order(ByteOrder.nativeOrder()).asFloatBuffer();
            Volume scores = null;
            for (int c = 0; c < z.count(); c++) {
                for (int b = 0; b < y.count(); b++) {
                    for (int a = 0; a < x.count(); a++) {
                        fill(in, image, x.start(a), y.start(b), z.start(c));
                        Network.Answer answer = network.run(in, shape, monitor);
                        require(answer.shape());
                        if (scores == null) {
                            scores = scores(g);
                        }
                        add(scores, activated(answer.numbers()), x, a, y, b, z, c);
                        monitor.worked(1);
                    }
                }
            }
            LabelMap labels = labels(scores);
            String size = m.patch().get(0) + " x " + m.patch().get(1) + " x " + m.patch().get(2);
            String at = String.join(" x ", m.spacing().stream().map(s -> Numbers.shortest(Numbers.edge(s * 1000.0))).toList());
            return new Segmentation(labels, Map.of("patches", Value.of(patches, Dimension.NONE)), List.of(Texts.info("done", m.name(), hash,
                    network.provider(), patches, size, at)));
        }

        /** The image as the network takes it: normalised, turned and at the model's spacing. */
        private Volume prepared() throws IOException {
            Volume image = request.image();
            monitor.begin("Normalisation", 0);
            DoubleUnaryOperator normalisation = m.normalisation().of(image);
            VolumeGeometry g = image.geometry();
            int n = g.nx() * g.ny();
            VoxelStore store = VoxelStore.allocate(g.nz(), (long) n * Float.BYTES);
            float[] slice = new float[n];
            for (int k = 0; k < g.nz(); k++) {
                monitor.checkCancelled();
                image.values(k, slice);
                ByteBuffer to = store.slice(k);
                for (int p = 0; p < n; p++) {
                    to.putFloat(p * Float.BYTES, (float) normalisation.applyAsDouble(slice[p]));
                }
            }
            Volume normal = new Volume(g, ScalarType.FLOAT32, 1, ValueMapping.IDENTITY, store, List.of(), Map.of());
            Volume turned = Resampling.reorient(normal, m.orientation(), request.threads(), monitor);
            VolumeGeometry target = covering(turned.geometry());
            requireRoom(target, Math.max(1, channels));
            return target.coincides(turned.geometry()) ? turned
                    : Resampling.resample(turned, target, m.interpolation(), 0, request.threads(), monitor);
        }

        /**
         * The grid of the model's spacing about the same centre that covers the image: no voxel of either lies half a voxel beyond the
         * outermost of the other.
         */
        private VolumeGeometry covering(VolumeGeometry g) {
            double[] s = m.spacing().stream().mapToDouble(Double::doubleValue).toArray();
            int nx = count(g.nx() * g.iSpacing() / s[0]);
            int ny = count(g.ny() * g.jSpacing() / s[1]);
            int nz = count(g.nz() * g.kSpacing() / s[2]);
            Vec3 origin = g.point(0.5 * (g.nx() - 1) - 0.5 * (nx - 1) * s[0] / g.iSpacing(),
                    0.5 * (g.ny() - 1) - 0.5 * (ny - 1) * s[1] / g.jSpacing(), 0.5 * (g.nz() - 1) - 0.5 * (nz - 1) * s[2] / g.kSpacing());
            return new VolumeGeometry(nx, ny, nz, origin, g.iDirection(), g.jDirection(), g.kDirection(), s[0], s[1], s[2]);
        }

        private static int count(double voxels) {
            return (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.ceil(voxels - ROUNDING)));
        }

        private static void requireRoom(VolumeGeometry g, int channels) {
            double bytes = (double) g.voxels() * channels * Float.BYTES;
            double slice = (double) g.nx() * g.ny() * channels * Float.BYTES;
            if (bytes > MOST_BYTES || slice > VoxelStore.MAX_SLICE_BYTES || g.nz() > VoxelStore.MAX_SLICES) {
                throw Texts.refuse("image.large", g.nx(), g.ny(), g.nz(), channels, MOST_BYTES >> 30);
            }
        }

        private void fill(FloatBuffer in, Volume image, int i0, int j0, int k0) {
            VolumeGeometry g = image.geometry();
            int at = 0;
            for (int k = k0; k < k0 + patch[2]; k++) {
                monitor.checkCancelled();
                ByteBuffer slice = k >= 0 && k < g.nz() ? image.store().slice(k) : null;
                for (int j = j0; j < j0 + patch[1]; j++) {
                    boolean row = slice != null && j >= 0 && j < g.ny();
                    for (int i = i0; i < i0 + patch[0]; i++, at++) {
                        in.put(at, row && i >= 0 && i < g.nx() ? slice.getFloat((i + g.nx() * j) * Float.BYTES) : 0);
                    }
                }
            }
        }

        private void require(long[] got) {
            long[] wanted = shape.clone();
            wanted[1] = channels > 0 ? channels : -1;
            if (!fits(got, wanted) || got[1] < 1) {
                throw Texts.refuse("network.output", network.output(), Network.text(got), Network.text(wanted));
            }
            if (channels == 0) {
                channels(got[1]);
            }
        }

        private Volume scores(VolumeGeometry g) throws IOException {
            requireRoom(g, channels);
            VoxelStore store = VoxelStore.allocate(g.nz(), (long) g.nx() * g.ny() * channels * Float.BYTES);
            return new Volume(g, ScalarType.FLOAT32, channels, ValueMapping.IDENTITY, store, List.of(), Map.of());
        }

        private float[] activated(float[] scores) {
            int n = scores.length / channels;
            for (int p = 0; p < n; p++) {
                switch (m.decision().activation()) {
                    case SIGMOID -> {
                        for (int c = 0; c < channels; c++) {
                            scores[p + c * n] = (float) (1 / (1 + Math.exp(-scores[p + c * n])));
                        }
                    }
                    case SOFTMAX -> {
                        float most = Float.NEGATIVE_INFINITY;
                        for (int c = 0; c < channels; c++) {
                            most = Math.max(most, scores[p + c * n]);
                        }
                        double sum = 0;
                        for (int c = 0; c < channels; c++) {
                            sum += Math.exp(scores[p + c * n] - most);
                        }
                        for (int c = 0; c < channels; c++) {
                            scores[p + c * n] = (float) (Math.exp(scores[p + c * n] - most) / sum);
                        }
                    }
                    default -> {
                        // as they are
                    }
                }
            }
            for (float s : scores) {
                if (!Float.isFinite(s)) {
                    throw Texts.refuse("network.nan", String.valueOf(s));
                }
            }
            return scores;
        }

        private void add(Volume scores, float[] numbers, Windows x, int a, Windows y, int b, Windows z, int c) {
            VolumeGeometry g = scores.geometry();
            int n = patch[0] * patch[1] * patch[2];
            for (int k = 0; k < patch[2]; k++) {
                monitor.checkCancelled();
                double wz = z.weight(c, k);
                if (wz == 0) {
                    continue;
                }
                ByteBuffer to = scores.store().slice(z.start(c) + k);
                for (int j = 0; j < patch[1]; j++) {
                    double wy = wz * y.weight(b, j);
                    for (int i = 0; i < patch[0]; i++) {
                        double w = wy * x.weight(a, i);
                        if (w == 0) {
                            continue;
                        }
                        int from = i + patch[0] * (j + patch[1] * k);
                        int at = (x.start(a) + i + g.nx() * (y.start(b) + j)) * channels * Float.BYTES;
                        for (int ch = 0; ch < channels; ch++, at += Float.BYTES) {
                            to.putFloat(at, (float) (to.getFloat(at) + w * numbers[from + ch * n]));
                        }
                    }
                }
            }
        }

        private LabelMap labels(Volume scores) throws IOException {
            VolumeGeometry g = request.image().geometry();
            int[] label = new int[channels];
            Map<Integer, String> names = new TreeMap<>();
            for (ModelManifest.ChannelLabel l : m.labels()) {
                label[l.channel()] = l.label();
                names.put(l.label(), l.id());
            }
            boolean small = names.keySet().stream().allMatch(v -> v <= 255);
            Volume out = Volume.zeros(g, small ? ScalarType.UINT8 : ScalarType.UINT16, ValueMapping.IDENTITY);
            // a step within this one
            Monitor quiet = Monitor.until(monitor::isCancelled);
            int n = g.nx() * g.ny();
            boolean same = g.coincides(scores.geometry());
            monitor.begin("Labels", g.nz());
            for (int k0 = 0; k0 < g.nz(); k0 += SLICES) {
                int slices = Math.min(SLICES, g.nz() - k0);
                Volume here = same ? scores : Resampling.resample(scores, g.crop(0, 0, k0, g.nx(), g.ny(), slices), Interpolation.LINEAR, 0,
                        request.threads(), quiet);
                for (int k = 0; k < slices; k++) {
                    monitor.checkCancelled();
                    ByteBuffer from = here.store().slice(same ? k0 + k : k);
                    ByteBuffer to = out.store().slice(k0 + k);
                    for (int p = 0; p < n; p++) {
                        int v = decide(from, p * channels * Float.BYTES, label);
                        if (small) {
                            to.put(p, (byte) v);
                        } else {
                            to.putShort(2 * p, (short) v);
                        }
                    }
                    monitor.worked(1);
                }
            }
            return LabelMap.of(out, names);
        }

        private int decide(ByteBuffer scores, int at, int[] label) {
            boolean threshold = m.decision().kind() == ModelManifest.Decision.Kind.THRESHOLD;
            double best = threshold ? m.decision().threshold() : Double.NEGATIVE_INFINITY;
            int found = 0;
            for (int c = 0; c < channels; c++) {
                float s = scores.getFloat(at + c * Float.BYTES);
                if (s > best && (!threshold || label[c] != 0)) {
                    best = s;
                    found = label[c];
                }
            }
            return found;
        }
    }
}
