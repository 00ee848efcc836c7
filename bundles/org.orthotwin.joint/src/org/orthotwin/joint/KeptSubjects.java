/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import org.orthotwin.core.Monitor;
import org.orthotwin.joint.spi.JointType;
import org.orthotwin.joint.spi.SubjectGenerator;

/**
 * The subject that was last generated for each joint, while memory allows: who opens a case again in one program, as workbench and tests
 * do, or scans one subject in several ways, need not wait for its bones again. Safe for threads.
 */
public final class KeptSubjects {

    private static final Map<JointType, SoftReference<Made>> LAST = new WeakHashMap<>();

    private record Wanted(Side side, Map<String, Double> chosen, Long seed) {
    }

    private record Made(Wanted wanted, GeneratedSubject subject) {
    }

    private KeptSubjects() {
    }

    /**
     * As {@link SubjectGenerator#generate} of the joint's generator, or what that gave last, if it was asked for the same.
     *
     * @param seed of what is drawn; null for the typical subject
     * @throws java.util.NoSuchElementException if the joint has no generator
     */
    public static GeneratedSubject of(JointType type, Side side, Map<String, Double> chosen, Long seed, Monitor monitor) {
        Wanted wanted = new Wanted(side, new TreeMap<>(chosen), seed);
        Made last;
        synchronized (LAST) {
            SoftReference<Made> kept = LAST.get(type);
            last = kept == null ? null : kept.get();
        }
        if (last == null || !last.wanted.equals(wanted)) {
            last = new Made(wanted, type.generator().orElseThrow().generate(chosen, side, seed, monitor));
            synchronized (LAST) {
                LAST.put(type, new SoftReference<>(last));
            }
        }
        return last.subject;
    }
}
