/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.geometry;

import java.util.Arrays;

/**
 * Edges by cost, cheapest first, equal ones in the order of their numbers. A heap of four children over one word for each entry, the cost's
 * bits above the entry's number, so that nothing but the word is looked at to keep it in order.
 */
final class CollapseQueue {

    private long[] heap;
    private int size;
    private int[] ends;
    private int[] stamps;
    /** Entries that were taken and may be used again. */
    private int[] free = new int[1024];
    private int frees;
    private int entries;

    CollapseQueue(int capacity) {
        heap = new long[capacity];
        ends = new int[2 * capacity];
        stamps = new int[capacity];
    }

    boolean isEmpty() {
        return size == 0;
    }

    int a(int entry) {
        return ends[2 * entry];
    }

    int b(int entry) {
        return ends[2 * entry + 1];
    }

    int stamp(int entry) {
        return stamps[entry];
    }

    /** @param cost 0 or more */
    void add(float cost, int a, int b, int stamp) {
        int entry;
        if (frees > 0) {
            entry = free[--frees];
        } else {
            entry = entries++;
            if (entry == stamps.length) {
                stamps = Arrays.copyOf(stamps, entry + (entry >> 1) + 16);
                ends = Arrays.copyOf(ends, 2 * stamps.length);
            }
        }
        ends[2 * entry] = a;
        ends[2 * entry + 1] = b;
        stamps[entry] = stamp;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size + (size >> 1) + 16);
        }
        long word = (long) Float.floatToRawIntBits(cost + 0.0f) << 32 | entry;
        int i = size++;
        while (i > 0) {
            int parent = i - 1 >> 2;
            if (heap[parent] <= word) {
                break;
            }
            heap[i] = heap[parent];
            i = parent;
        }
        heap[i] = word;
    }

    /** Takes the cheapest entry; what it says may be read until the next call of {@link #add}. */
    int poll() {
        int entry = (int) heap[0];
        long word = heap[--size];
        int i = 0;
        for (;;) {
            int child = 4 * i + 1;
            if (child >= size) {
                break;
            }
            int end = Math.min(child + 4, size);
            int least = child;
            for (int c = child + 1; c < end; c++) {
                least = heap[c] < heap[least] ? c : least;
            }
            if (heap[least] >= word) {
                break;
            }
            heap[i] = heap[least];
            i = least;
        }
        heap[i] = word;
        if (frees == free.length) {
            free = Arrays.copyOf(free, 2 * frees);
        }
        free[frees++] = entry;
        return entry;
    }
}
