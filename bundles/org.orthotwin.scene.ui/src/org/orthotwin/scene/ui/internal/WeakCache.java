/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.scene.ui.internal;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What was made for objects, known by identity, for as long as they live; what no picture has used lately goes when all together exceeds a
 * limit.
 *
 * @param <K> the objects
 * @param <V> what is made for one; it must not hold its object
 */
final class WeakCache<K, V> {

    private static final class Entry<K, V> extends WeakReference<K> {
        private final int hash;
        private V value;
        private long used;

        Entry(K key, ReferenceQueue<K> queue) {
            super(key, queue);
            hash = System.identityHashCode(key);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object o) {
            return this == o || o instanceof Entry<?, ?> e && get() != null && get() == e.get();
        }
    }

    private final ReferenceQueue<K> gone = new ReferenceQueue<>();
    private final Map<Entry<K, V>, Entry<K, V>> entries = new HashMap<>();
    private final Consumer<V> delete;
    private final ToLongFunction<V> size;
    private final long limit;
    private long turn;

    /** @param limit of all together, in the unit of {@code size}; it is exceeded only by what the last picture used */
    WeakCache(Consumer<V> delete, ToLongFunction<V> size, long limit) {
        this.delete = delete;
        this.size = size;
        this.limit = limit;
    }

    V get(K key, Function<K, V> make) {
        return get(key, make, v -> true);
    }

    /** @param valid whether what was made before still serves; else it is made anew */
    V get(K key, Function<K, V> make, Predicate<V> valid) {
        Entry<K, V> e = entries.get(new Entry<>(key, null));
        if (e != null && !valid.test(e.value)) {
            entries.remove(e);
            delete.accept(e.value);
            e = null;
        }
        if (e == null) {
            e = new Entry<>(key, gone);
            e.value = make.apply(key);
            entries.put(e, e);
        }
        e.used = turn;
        return e.value;
    }

    /** Ends a picture: deletes what belongs to objects that are gone and, beyond the limit, what was used longest ago. */
    void sweep() {
        for (Reference<? extends K> r = gone.poll(); r != null; r = gone.poll()) {
            Entry<K, V> e = entries.remove(r);
            if (e != null) {
                delete.accept(e.value);
            }
        }
        long sum = 0;
        for (Entry<K, V> e : entries.values()) {
            sum += size.applyAsLong(e.value);
        }
        if (sum > limit) {
            List<Entry<K, V>> old = new ArrayList<>(entries.values());
            old.removeIf(e -> e.used == turn);
            old.sort(Comparator.comparingLong(e -> e.used));
            for (Entry<K, V> e : old) {
                if (sum > limit) {
                    sum -= size.applyAsLong(e.value);
                    entries.remove(e);
                    delete.accept(e.value);
                }
            }
        }
        turn++;
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries.values().forEach(e -> delete.accept(e.value));
        entries.clear();
    }
}
