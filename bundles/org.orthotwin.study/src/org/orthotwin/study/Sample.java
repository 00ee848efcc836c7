/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.simulation.Verdict;

/**
 * What became of one sample.
 *
 * @param index its number, from 0
 * @param status how its run ended
 * @param code what kind of reason it is that there are no numbers; empty where there are
 * @param reason why there are no numbers, for people; empty where there are
 * @param inputs what each input was, SI, as it is in the case then
 * @param values of the measurements by id; one that could not be taken, or whose solver did not converge, is NaN
 */
public record Sample(long index, Status status, String code, String reason, double[] inputs, Map<String, Taken> values) {

    /** How a run can end. */
    public enum Status {
        CONVERGED("converged"), NOT_CONVERGED("not-converged"),
        /** A solver could not answer. */
        FAILED("failed"),
        /** The case does not take these values. */
        REFUSED("refused");

        private final String id;

        Status(String id) {
            this.id = id;
        }

        /** The word in files. */
        public String id() {
            return id;
        }
    }

    /**
     * A measurement.
     *
     * @param si the value, SI
     * @param verdict how it stands to the target of this sample
     */
    public record Taken(double si, Verdict verdict) {
    }

    /** Whether there are numbers. */
    public boolean isComputed() {
        return status == Status.CONVERGED || status == Status.NOT_CONVERGED;
    }

    /** As it stands in a line of a file of samples. */
    Map<String, Object> json() {
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("sample", index);
        o.put("status", status.id);
        if (!code.isEmpty()) {
            o.put("code", code);
            o.put("reason", reason);
        }
        o.put("inputs", inputs);
        Map<String, Object> v = new LinkedHashMap<>();
        values.forEach((id, t) -> v.put(id, List.of(Double.isFinite(t.si) ? (Object) t.si : "", t.verdict.id())));
        o.put("values", v);
        return o;
    }

    /** @throws IllegalArgumentException if it is not what {@link #json} writes */
    static Sample of(Object json) {
        if (!(json instanceof Map<?, ?> o && o.get("sample") instanceof Double index && o.get("inputs") instanceof List<?> x
                && o.get("values") instanceof Map<?, ?> values)) {
            throw new IllegalArgumentException("no sample");
        }
        Map<String, Taken> taken = new LinkedHashMap<>();
        values.forEach((id, v) -> {
            List<?> pair = (List<?>) v;
            taken.put((String) id, new Taken(pair.get(0) instanceof Double d ? d : Double.NaN, verdict(pair.get(1))));
        });
        return new Sample(index.longValue(), status(o.get("status")), text(o.get("code")), text(o.get("reason")),
                x.stream().mapToDouble(d -> d instanceof Double v ? v : Double.NaN).toArray(), taken);
    }

    private static String text(Object o) {
        return o instanceof String s ? s : "";
    }

    private static Status status(Object id) {
        for (Status s : Status.values()) {
            if (s.id.equals(id)) {
                return s;
            }
        }
        throw new IllegalArgumentException("no status " + id);
    }

    private static Verdict verdict(Object id) {
        for (Verdict v : Verdict.values()) {
            if (v.id().equals(id)) {
                return v;
            }
        }
        throw new IllegalArgumentException("no verdict " + id);
    }
}
