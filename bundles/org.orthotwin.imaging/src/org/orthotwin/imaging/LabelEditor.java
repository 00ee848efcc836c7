/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;

/**
 * Corrects a label map by hand: brush, eraser, filling of a connected region, replacing one label by another, keeping the largest piece.
 * Each operation is a small edit that holds the voxels it changed and what they were, so that it can be undone and done again. Every voxel
 * that an edit touches is locked: {@link #corrections()} keeps it through any later computation. One edit at a time; which there are may be
 * asked on another thread meanwhile.
 */
public final class LabelEditor {

    /** Voxels that {@link #fill} gives another label at most: more would be the background, not a structure. */
    public static final int LARGEST_FILL = 20_000_000;
    /** Runs of a region between two looks at the monitor: some milliseconds. */
    private static final int PATIENCE = 4096;
    private static final Object START = new Object();

    private final VolumeGeometry geometry;
    private final TreeMap<Integer, String> names;
    private final Volume labels;
    private final Volume locked;
    private final Deque<Edit> done = new ConcurrentLinkedDeque<>();
    private final Deque<Edit> undone = new ConcurrentLinkedDeque<>();

    /** Voxels that changed, with label and lock before; both after are {@code label}. */
    private record Edit(String name, long[] voxels, char[] before, char[] locksBefore, int label) {
    }

    /** Starts from a map and what had been corrected in it before. */
    public LabelEditor(LabelMap start, LabelCorrections before) {
        this.geometry = start.geometry();
        LabelMap copy = before.applyTo(start);
        this.names = new TreeMap<>(copy.names());
        this.labels = copy.volume();
        this.locked = Volume.zeros(geometry, ScalarType.UINT16, ValueMapping.IDENTITY);
        for (int k = 0; k < geometry.nz(); k++) {
            locked.store().slice(k).put(0, before.volume().store().slice(k), 0, before.volume().store().slice(k).capacity());
        }
    }

    /** Starts from a map that nobody has corrected yet. */
    public LabelEditor(LabelMap start) {
        this(start, none(start.geometry()));
    }

    /** No corrections. */
    public static LabelCorrections none(VolumeGeometry geometry) {
        Volume v = Volume.zeros(geometry, ScalarType.UINT16, ValueMapping.IDENTITY);
        for (int k = 0; k < geometry.nz(); k++) {
            ByteBuffer slice = v.store().slice(k);
            for (int p = 0; p < slice.capacity(); p++) {
                slice.put(p, (byte) 0xff);
            }
        }
        return LabelCorrections.of(v);
    }

    /**
     * Gives every voxel whose centre lies in a ball a label; 0 erases.
     *
     * @param center m, LPS
     * @param radius m
     * @return number of voxels that changed their label
     */
    public int brush(Vec3 center, double radius, int label) {
        return apply(label == 0 ? "erase" : "brush", ball(center, radius, label, -1), label);
    }

    /** As {@link #brush}, but only where the label is {@code only}. */
    public int brush(Vec3 center, double radius, int label, int only) {
        return apply(label == 0 ? "erase" : "brush", ball(center, radius, label, only), label);
    }

    /**
     * As {@link #brush}, but only where something holds of a voxel's centre (m, LPS): of the image's value there, for example.
     */
    public int brush(Vec3 center, double radius, int label, Predicate<Vec3> where) {
        long[] in = Arrays.stream(ball(center, radius, label, -1)).filter(v -> where.test(geometry.point(v % geometry.nx(),
                v / geometry.nx() % geometry.ny(), v / geometry.nx() / geometry.ny()))).toArray();
        return apply(label == 0 ? "erase" : "brush", in, label);
    }

    /**
     * Makes one edit of all after the first {@code kept}, such as the balls of one stroke of the brush, so that they are undone together.
     *
     * @throws IllegalArgumentException if they do not all give the same label
     */
    public void join(int kept) {
        List<Edit> later = new ArrayList<>(done).subList(Math.min(kept, done.size()), done.size());
        if (later.size() < 2) {
            return;
        }
        Edit first = later.get(0);
        if (later.stream().anyMatch(e -> e.label != first.label)) {
            throw new IllegalArgumentException("edits that give different labels cannot be one");
        }
        // a voxel that has the label already is in no later edit, so none comes twice
        int count = later.stream().mapToInt(e -> e.voxels.length).sum();
        long[] voxels = new long[count];
        char[] labelsBefore = new char[count];
        char[] locksBefore = new char[count];
        int n = 0;
        for (Edit e : later) {
            System.arraycopy(e.voxels, 0, voxels, n, e.voxels.length);
            System.arraycopy(e.before, 0, labelsBefore, n, e.voxels.length);
            System.arraycopy(e.locksBefore, 0, locksBefore, n, e.voxels.length);
            n += e.voxels.length;
        }
        for (int i = 0; i < later.size(); i++) {
            done.removeLast();
        }
        done.add(new Edit(first.name, voxels, labelsBefore, locksBefore, first.label));
    }

    /**
     * Gives the region of equal label that is connected by faces to a voxel another label; 0 erases it.
     *
     * @return number of voxels that changed their label; -1, and nothing is changed, where it were more than {@link #LARGEST_FILL}
     */
    public int fill(int i, int j, int k, int label) {
        return fill(i, j, k, label, LARGEST_FILL, Monitor.NONE);
    }

    /**
     * As {@link #fill(int, int, int, int)}.
     *
     * @throws CancellationException if the monitor asked to stop; nothing is changed then
     */
    public int fill(int i, int j, int k, int label, Monitor monitor) {
        return fill(i, j, k, label, LARGEST_FILL, monitor);
    }

    /** As {@link #fill(int, int, int, int)} for regions of at most so many voxels. */
    int fill(int i, int j, int k, int label, int most, Monitor monitor) {
        int from = label(labels, index(i, j, k));
        if (from == label) {
            return 0;
        }
        long[] region = region(index(i, j, k), new BitSet[geometry.nz()], most, monitor);
        return region == null ? -1 : apply("fill", region, label);
    }

    /**
     * Gives a structure the voxels between the slices on which it is, by the shapes that it has there ({@link SliceInterpolation}); voxels
     * of other structures stay as they are.
     *
     * @param axis 0, 1 or 2: the index that grows from slice to slice
     * @return number of voxels that changed their label
     * @throws CancellationException if the monitor asked to stop; nothing is changed then
     */
    public int interpolate(int label, int axis, Monitor monitor) {
        if (label < 1 || axis < 0 || axis > 2) {
            throw new IllegalArgumentException("label " + label + " along axis " + axis + "; a label from 1 and an axis from 0 to 2 are");
        }
        return apply("interpolate", new SliceInterpolation(live(), label, axis).voxels(monitor), label);
    }

    /**
     * The voxels of equal label that are connected by faces to one of them, found run by run along the rows.
     *
     * @param seen gets them, by slice: one set of all might be too large
     * @return null where there are more than {@code most}
     */
    private long[] region(long start, BitSet[] seen, int most, Monitor monitor) {
        int nx = geometry.nx();
        int size = nx * geometry.ny();
        int of = label(labels, start);
        long[] found = new long[1024];
        int n = 0;
        long[] seeds = new long[1024];
        int open = 0;
        seeds[open++] = start;
        for (int round = 0; open > 0; round++) {
            if (round % PATIENCE == 0) {
                monitor.checkCancelled();
            }
            int k = (int) (seeds[--open] / size);
            int p = (int) (seeds[open] % size);
            if (!free(seen, k, p, of)) {
                // it is of a run that another seed has led to
                continue;
            }
            int row = p - p % nx;
            int from = p;
            while (from > row && free(seen, k, from - 1, of)) {
                from--;
            }
            int to = p + 1;
            while (to < row + nx && free(seen, k, to, of)) {
                to++;
            }
            seen[k].set(from, to);
            if ((long) n + to - from > most) {
                return null;
            }
            if (n + to - from > found.length) {
                found = Arrays.copyOf(found, (int) Math.min(most, 2L * found.length + nx));
            }
            for (int x = from; x < to; x++) {
                found[n++] = (long) size * k + x;
            }
            for (int face = 0; face < 4; face++) {
                int l = face == 0 ? k - 1 : face == 1 ? k + 1 : k;
                int step = face == 2 ? -nx : face == 3 ? nx : 0;
                if (l < 0 || l >= geometry.nz() || from + step < 0 || from + step >= size) {
                    continue;
                }
                boolean before = false;
                for (int x = from + step; x < to + step; x++) {
                    boolean now = free(seen, l, x, of);
                    if (now && !before) {
                        seeds = open == seeds.length ? Arrays.copyOf(seeds, 2 * open) : seeds;
                        seeds[open++] = (long) size * l + x;
                    }
                    before = now;
                }
            }
        }
        return Arrays.copyOf(found, n);
    }

    /** Whether a voxel has a label and was not seen. */
    private boolean free(BitSet[] seen, int k, int p, int of) {
        if (seen[k] == null) {
            seen[k] = new BitSet();
        }
        return (labels.store().slice(k).getShort(2 * p) & 0xffff) == of && !seen[k].get(p);
    }

    /**
     * Gives every voxel of a label another one; 0 erases it.
     *
     * @return number of voxels that changed their label
     */
    public int relabel(int from, int to) {
        return from == to ? 0 : apply("relabel", where(from), to);
    }

    /**
     * Erases what is not connected by faces with the largest piece of a label; of equal pieces the one that begins first stays.
     *
     * @return number of voxels that were erased
     */
    public int keepLargest(int label) {
        long[] all = where(label);
        BitSet[] seen = new BitSet[geometry.nz()];
        long size = (long) geometry.nx() * geometry.ny();
        long[] largest = {};
        for (long start : all) {
            BitSet slice = seen[(int) (start / size)];
            if (slice == null || !slice.get((int) (start % size))) {
                // no more than there are at all
                long[] piece = region(start, seen, all.length, Monitor.NONE);
                largest = piece.length > largest.length ? piece : largest;
            }
        }
        long[] kept = largest;
        Arrays.sort(kept);
        return apply("keep", Arrays.stream(all).filter(v -> Arrays.binarySearch(kept, v) < 0).toArray(), 0);
    }

    /** All voxels of a label, in their order. */
    private long[] where(int label) {
        long n = (long) geometry.nx() * geometry.ny();
        return LongStream.range(0, n * geometry.nz()).filter(v -> label(labels, v) == label).toArray();
    }

    public VolumeGeometry geometry() {
        return geometry;
    }

    /** Ids of the structures by label. */
    public Map<Integer, String> names() {
        return Collections.unmodifiableMap(names);
    }

    /** The least label above all that are named or occur. */
    public int unused() {
        int most = names.isEmpty() ? 0 : names.lastKey();
        return 1 + LabelMap.of(labels, names).counts().keySet().stream().reduce(most, Math::max);
    }

    /** Gives a new label its name. */
    public void name(int label, String name) {
        names.put(label, name);
    }

    /** Takes the last edit back; false if there is none. */
    public boolean undo() {
        Edit e = done.pollLast();
        if (e == null) {
            return false;
        }
        for (int n = 0; n < e.voxels.length; n++) {
            put(labels, e.voxels[n], e.before[n]);
            put(locked, e.voxels[n], e.locksBefore[n]);
        }
        undone.add(e);
        return true;
    }

    /** Whether there is an edit that can be done again. */
    public boolean canRedo() {
        return !undone.isEmpty();
    }

    /** Does the edit again that was taken back last; false if there is none. */
    public boolean redo() {
        Edit e = undone.pollLast();
        if (e == null) {
            return false;
        }
        write(e);
        done.add(e);
        return true;
    }

    /** What is the same again whenever undo and redo lead back to the same corrections. */
    public Object state() {
        Edit last = done.peekLast();
        return last == null ? START : last;
    }

    /** Number of voxels that {@link #undo} would change, or {@link #redo} where that is asked for; 0 if there is nothing to do. */
    public int voxels(boolean redo) {
        Edit e = (redo ? undone : done).peekLast();
        return e == null ? 0 : e.voxels.length;
    }

    /** Names of the edits that can be taken back, the last one last. */
    public List<String> edits() {
        return done.stream().map(Edit::name).toList();
    }

    /** The map itself, no copy, to be shown while it is edited; who reads it on another thread may see half an edit. */
    public LabelMap live() {
        return LabelMap.of(labels, names);
    }

    /** The map as it is now; a copy. */
    public LabelMap labels() {
        return none(geometry).applyTo(LabelMap.of(labels, names));
    }

    /** All voxels that were touched, with what they were given; a copy. */
    public LabelCorrections corrections() {
        Volume v = Volume.zeros(geometry, ScalarType.UINT16, ValueMapping.IDENTITY);
        for (int k = 0; k < geometry.nz(); k++) {
            v.store().slice(k).put(0, locked.store().slice(k), 0, locked.store().slice(k).capacity());
        }
        // with the names of labels that a later map may not have
        return LabelCorrections.of(LabelMap.of(v, names).volume());
    }

    private int apply(String name, long[] voxels, int label) {
        if (label < 0 || label > LabelMap.LARGEST) {
            throw new IllegalArgumentException("label " + label + " is not from 0 to " + LabelMap.LARGEST);
        }
        char[] before = new char[voxels.length];
        char[] locks = new char[voxels.length];
        int changed = 0;
        for (int n = 0; n < voxels.length; n++) {
            before[n] = (char) label(labels, voxels[n]);
            locks[n] = (char) label(locked, voxels[n]);
            changed += before[n] == label ? 0 : 1;
        }
        if (voxels.length == 0) {
            // nothing to take back, and what was taken back can still be done again
            return 0;
        }
        Edit e = new Edit(name, voxels, before, locks, label);
        write(e);
        done.add(e);
        undone.clear();
        return changed;
    }

    private void write(Edit e) {
        for (long voxel : e.voxels) {
            put(labels, voxel, e.label);
            put(locked, voxel, e.label);
        }
    }

    /** Voxels in a ball that have another label or are not locked with this one; where {@code only} is not negative, those that have it. */
    private long[] ball(Vec3 center, double radius, int label, int only) {
        Vec3 c = geometry.index(center);
        double[] r = {radius / geometry.iSpacing(), radius / geometry.jSpacing(), radius / geometry.kSpacing()};
        long[] in = new long[1024];
        int n = 0;
        for (int k = first(c.z(), r[2]); k <= last(c.z(), r[2], geometry.nz()); k++) {
            for (int j = first(c.y(), r[1]); j <= last(c.y(), r[1], geometry.ny()); j++) {
                for (int i = first(c.x(), r[0]); i <= last(c.x(), r[0], geometry.nx()); i++) {
                    long v = index(i, j, k);
                    int now = label(labels, v);
                    if ((only < 0 || now == only) && (now != label || label(locked, v) != label)
                            && geometry.point(i, j, k).distance(center) <= radius) {
                        if (n == in.length) {
                            in = Arrays.copyOf(in, 2 * n);
                        }
                        in[n++] = v;
                    }
                }
            }
        }
        return Arrays.copyOf(in, n);
    }

    private static int first(double center, double reach) {
        return Math.max(0, (int) Math.ceil(center - reach));
    }

    private static int last(double center, double reach, int length) {
        return Math.min(length - 1, (int) Math.floor(center + reach));
    }

    private long index(int i, int j, int k) {
        return i + (long) geometry.nx() * (j + (long) geometry.ny() * k);
    }

    private int label(Volume v, long index) {
        long n = (long) geometry.nx() * geometry.ny();
        return v.store().slice((int) (index / n)).getShort(2 * (int) (index % n)) & 0xffff;
    }

    private void put(Volume v, long index, int label) {
        long n = (long) geometry.nx() * geometry.ny();
        ByteBuffer slice = v.store().slice((int) (index / n));
        slice.putShort(2 * (int) (index % n), (short) label);
    }
}
