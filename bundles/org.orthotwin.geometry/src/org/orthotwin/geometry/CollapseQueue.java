/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/**
 * Edges by cost, cheapest first to within a hundredth: costs whose first seven binary digits agree share a bucket, within which the first
 * one in is the first one out. So adding and taking cost the same however many edges there are, and on flat parts, where all costs are
 * alike, edges go in the order of their places and not one beside the other. Deterministic.
 */
final class CollapseQueue {

    private static final int SHIFT = 16;
    private static final int BUCKETS = 1 << 31 - SHIFT;
    /** First and last entry of each bucket, -1 for none. */
    private final int[] first = new int[BUCKETS];
    private final int[] last = new int[BUCKETS];
    /** One bit for each bucket that has an entry. */
    private final long[] used = new long[BUCKETS / 64];
    /** For each entry: both ends, the stamp, the next entry of the bucket or of the free ones. */
    private int[] entries;
    private int count;
    private int free = -1;
    private int size;
    /** No word before this one has a bucket with an entry. */
    private int word;

    CollapseQueue(int capacity) {
        entries = new int[4 * capacity];
        Arrays.fill(first, -1);
        Arrays.fill(last, -1);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int a(int entry) {
        return entries[4 * entry];
    }

    int b(int entry) {
        return entries[4 * entry + 1];
    }

    int stamp(int entry) {
        return entries[4 * entry + 2];
    }

    /** @param cost 0 or more */
    void add(float cost, int a, int b, int stamp) {
        int entry = free;
        if (entry >= 0) {
            free = entries[4 * entry + 3];
        } else {
            entry = count++;
            if (4 * count > entries.length) {
                entries = Arrays.copyOf(entries, 4 * (count + (count >> 1) + 16));
            }
        }
        entries[4 * entry] = a;
        entries[4 * entry + 1] = b;
        entries[4 * entry + 2] = stamp;
        entries[4 * entry + 3] = -1;
        int bucket = Float.floatToIntBits(cost + 0.0f) >>> SHIFT;
        if (last[bucket] < 0) {
            first[bucket] = entry;
            used[bucket >> 6] |= 1L << bucket;
            word = Math.min(word, bucket >> 6);
        } else {
            entries[4 * last[bucket] + 3] = entry;
        }
        last[bucket] = entry;
        size++;
    }

    /** Takes a cheapest entry; what it says may be read until the next call of {@link #add}. */
    int poll() {
        while (used[word] == 0) {
            word++;
        }
        int bucket = 64 * word + Long.numberOfTrailingZeros(used[word]);
        int entry = first[bucket];
        first[bucket] = entries[4 * entry + 3];
        if (first[bucket] < 0) {
            last[bucket] = -1;
            used[word] &= ~(1L << bucket);
        }
        entries[4 * entry + 3] = free;
        free = entry;
        size--;
        return entry;
    }
}
