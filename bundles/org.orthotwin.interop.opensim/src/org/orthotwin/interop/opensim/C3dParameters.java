/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.orthotwin.core.Diagnostic;
import org.orthotwin.core.InputException;

/**
 * Header and parameters of a C3D file. Numbers are of the processor that wrote it: Intel's, MIPS' with the bytes the other way round, DEC's
 * whose reals have the halves exchanged and a power of two more.
 */
final class C3dParameters {

    private static final int INTEL = 84;
    private static final int DEC = 85;
    private static final int MIPS = 86;
    private static final int BLOCK = 512;
    /** Frames times values that are read: 16 GB of memory hold no more. */
    private static final int MOST_FRAMES = 10_000_000;

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final String file;
    private final boolean dec;
    private final Map<String, Parameter> parameters = new HashMap<>();

    /** @param type -1 for letters, 1, 2 and 4 for numbers of so many bytes */
    private record Parameter(int type, int[] sizes, int at, int count) {
    }

    /** @throws InputException if the header or the parameters are broken */
    C3dParameters(byte[] bytes, String file) {
        this.bytes = bytes;
        this.file = file;
        if (bytes.length < 2 * BLOCK || bytes[1] != 0x50) {
            throw broken("c3d.header", bytes.length);
        }
        int at = BLOCK * ((bytes[0] & 0xff) - 1);
        if (at < BLOCK || at + 4 > bytes.length) {
            throw broken("c3d.start", at, bytes.length);
        }
        int processor = bytes[at + 3] & 0xff;
        if (processor != INTEL && processor != DEC && processor != MIPS) {
            throw broken("c3d.processor", processor);
        }
        dec = processor == DEC;
        buffer = ByteBuffer.wrap(bytes).order(processor == MIPS ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        // some programs end without a last record: what follows their blocks is data
        int blocks = bytes[at + 2] & 0xff;
        int data = BLOCK * (word(8) - 1);
        int end = Math.max(at + BLOCK * blocks, data > at ? data : 0);
        walk(at + 4, end > at ? Math.min(end, bytes.length) : bytes.length);
    }

    /** From record to record; a record says where the next begins. */
    private void walk(int start, int end) {
        Map<Integer, String> groups = new HashMap<>();
        Map<String, Parameter> found = new HashMap<>();
        Map<String, Integer> groupOf = new HashMap<>();
        int at = start;
        while (at + 2 <= end) {
            int length = Math.abs(bytes[at]);
            int id = bytes[at + 1];
            if (length == 0 || id == 0) {
                break;
            }
            if (at + 4 + length > bytes.length) {
                throw broken("c3d.record", at, bytes.length);
            }
            String name = text(at + 2, length).toUpperCase(Locale.ROOT).replaceAll("\\p{Cntrl}", "?");
            int link = at + 2 + length;
            int next = buffer.getShort(link);
            if (id < 0) {
                groups.put(-id, name);
            } else {
                found.put(id + ":" + name, parameter(name, link + 2));
                groupOf.put(id + ":" + name, id);
            }
            if (next <= 0) {
                break;
            }
            at = link + next;
        }
        found.forEach((key, p) -> {
            String group = groups.get(groupOf.get(key));
            if (group != null) {
                parameters.put(group + key.substring(key.indexOf(':')), p);
            }
        });
    }

    private Parameter parameter(String name, int at) {
        if (at + 2 > bytes.length) {
            throw broken("c3d.record", at, bytes.length);
        }
        int type = bytes[at];
        int dimensions = bytes[at + 1] & 0xff;
        if (type != -1 && type != 1 && type != 2 && type != 4 || dimensions > 7 || at + 2 + dimensions > bytes.length) {
            throw broken("c3d.parameter", name, type, dimensions);
        }
        int[] sizes = new int[dimensions];
        long count = 1;
        for (int i = 0; i < dimensions; i++) {
            sizes[i] = bytes[at + 2 + i] & 0xff;
            count *= sizes[i];
        }
        int data = at + 2 + dimensions;
        if (data + count * Math.abs(type) > bytes.length) {
            throw broken("c3d.values", name, count, bytes.length - data);
        }
        return new Parameter(type, sizes, data, (int) count);
    }

    private String text(int at, int length) {
        return new String(bytes, at, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    }

    int size() {
        return bytes.length;
    }

    InputException broken(String code, Object... args) {
        Object[] all = new Object[args.length + 1];
        all[0] = file;
        System.arraycopy(args, 0, all, 1, args.length);
        return new InputException(Diagnostic.error(OsimElement.TEXTS, code, all));
    }

    // ---- numbers

    /** An unsigned word of the header, counted from 0. */
    int word(int i) {
        return buffer.getShort(2 * i) & 0xffff;
    }

    int signedShort(int at) {
        return buffer.getShort(at);
    }

    int unsignedShort(int at) {
        return buffer.getShort(at) & 0xffff;
    }

    /** A real of four bytes. */
    double real(int at) {
        if (!dec) {
            return buffer.getFloat(at);
        }
        int bits = (bytes[at + 1] & 0xff) << 24 | (bytes[at] & 0xff) << 16 | (bytes[at + 3] & 0xff) << 8 | bytes[at + 2] & 0xff;
        // an exponent of 0 is 0, whatever the rest says; the bias is larger by 2
        return (bits & 0x7f800000) == 0 ? 0 : dec(bits);
    }

    private static double dec(int bits) {
        int exponent = bits >>> 23 & 0xff;
        double fraction = (bits & 0x7fffff | 0x800000) / (double) (1 << 24);
        return (bits < 0 ? -1 : 1) * fraction * Math.pow(2, exponent - 128);
    }

    private double at(Parameter p, int i) {
        return switch (p.type) {
            case 1 -> bytes[p.at + i];
            case 2 -> buffer.getShort(p.at + 2 * i);
            case 4 -> real(p.at + 4 * i);
            default -> Double.NaN;
        };
    }

    double number(String name, double otherwise) {
        Parameter p = parameters.get(name);
        double v = p == null || p.count == 0 || p.type == -1 ? otherwise : at(p, 0);
        if (!Double.isFinite(v)) {
            throw broken("c3d.finite", name);
        }
        return v;
    }

    /** A count, of which some programs need all sixteen bits. */
    int unsigned(String name, int otherwise) {
        Parameter p = parameters.get(name);
        double v = number(name, otherwise);
        return p != null && p.type == 2 ? (int) v & 0xffff : p != null && p.type == 1 ? (int) v & 0xff : (int) v;
    }

    double[] numbers(String name) {
        Parameter p = parameters.get(name);
        if (p == null || p.type == -1) {
            return new double[0];
        }
        double[] v = new double[p.count];
        for (int i = 0; i < v.length; i++) {
            v[i] = at(p, i);
            if (!Double.isFinite(v[i])) {
                throw broken("c3d.finite", name);
            }
        }
        return v;
    }

    /** As many numbers as wanted; those that the file lacks are {@code otherwise}, NaN for a refusal. */
    double[] numbers(String name, int count, double otherwise) {
        double[] given = series(name);
        if (given.length < count && Double.isNaN(otherwise)) {
            throw broken("c3d.values", name, count, given.length);
        }
        double[] v = new double[count];
        for (int i = 0; i < count; i++) {
            v[i] = i < given.length ? given[i] : otherwise;
        }
        return v;
    }

    /** A parameter and those that continue it, NAME2, NAME3 ..., as more than 255 values need. */
    private double[] series(String name) {
        List<double[]> parts = new ArrayList<>(List.of(numbers(name)));
        for (int i = 2; parameters.containsKey(name + i); i++) {
            parts.add(numbers(name + i));
        }
        return parts.stream().flatMapToDouble(java.util.Arrays::stream).toArray();
    }

    String text(String name, String otherwise) {
        List<String> all = texts(name);
        return all.isEmpty() ? otherwise : all.get(0);
    }

    private List<String> texts(String name) {
        Parameter p = parameters.get(name);
        List<String> list = new ArrayList<>();
        if (p == null || p.type != -1) {
            return list;
        }
        int width = p.sizes.length == 0 ? 1 : p.sizes[0];
        for (int i = 0; width > 0 && i < p.count / width; i++) {
            list.add(text(p.at + i * width, width));
        }
        return list;
    }

    /** As many labels as wanted, each its own: those that the file lacks are numbers, those that are there twice get one. */
    List<String> labels(String name, int count) {
        List<String> given = texts(name);
        for (int i = 2; parameters.containsKey(name + i); i++) {
            given.addAll(texts(name + i));
        }
        if (name.endsWith("UNITS")) {
            while (given.size() < count) {
                given.add("");
            }
            return given;
        }
        List<String> labels = new ArrayList<>();
        java.util.Set<String> seen = new java.util.HashSet<>();
        for (int i = 0; i < count; i++) {
            String label = i < given.size() && !given.get(i).isEmpty() ? given.get(i).replaceAll("\\s+", "_") : String.valueOf(i + 1);
            String one = label;
            for (int k = 2; !seen.add(one); k++) {
                one = label + "_" + k;
            }
            labels.add(one);
        }
        return labels;
    }

    /** How many frames there are: by the header, or by parameters for trials of more than 65,535. */
    int frames() {
        int header = word(4) - word(3) + 1;
        int frames = header;
        double[] from = numbers("TRIAL:ACTUAL_START_FIELD");
        double[] to = numbers("TRIAL:ACTUAL_END_FIELD");
        if (from.length > 1 && to.length > 1) {
            double first = ((int) from[0] & 0xffff) + 65536.0 * ((int) from[1] & 0xffff);
            double last = ((int) to[0] & 0xffff) + 65536.0 * ((int) to[1] & 0xffff);
            frames = last - first + 1 > header && last - first < MOST_FRAMES ? (int) (last - first + 1) : header;
        } else if (word(4) == 65535) {
            Parameter p = parameters.get("POINT:FRAMES");
            frames = p != null && p.type == 4 ? (int) at(p, 0) : Math.max(header, unsigned("POINT:FRAMES", header));
        }
        if (frames < 1 || frames > MOST_FRAMES) {
            throw broken("c3d.number", "frames", frames, 1, MOST_FRAMES);
        }
        return frames;
    }
}
