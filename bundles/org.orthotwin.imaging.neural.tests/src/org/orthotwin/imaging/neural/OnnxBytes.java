/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.neural;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes small networks in the ONNX format, message by message of its protocol buffers (onnx.proto3, IR version 8, operator set 13), so
 * that what they answer is known.
 */
final class OnnxBytes {

    /** Element types of tensors. */
    static final int FLOAT = 1;
    static final int DOUBLE = 11;
    private static final int IR_VERSION = 8;
    private static final int OPERATORS = 13;
    private final List<byte[]> nodes = new ArrayList<>();
    private final List<byte[]> constants = new ArrayList<>();
    private byte[] input;
    private byte[] output;

    /** One message of a protocol buffer. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            bytes.writeBytes(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        private void varint(long value) {
            long v = value;
            while ((v & ~0x7fL) != 0) {
                bytes.write((int) (v & 0x7f | 0x80));
                v >>>= 7;
            }
            bytes.write((int) v);
        }

        byte[] done() {
            return bytes.toByteArray();
        }
    }

    /** @param shape lengths; -1 for any */
    OnnxBytes input(String name, int type, long... shape) {
        input = value(name, type, shape);
        return this;
    }

    OnnxBytes output(String name, int type, long... shape) {
        output = value(name, type, shape);
        return this;
    }

    private static byte[] value(String name, int type, long[] shape) {
        Message s = new Message();
        for (long n : shape) {
            s.bytes(1, n < 0 ? new Message().text(2, "any").done() : new Message().number(1, n).done());
        }
        Message tensor = new Message().number(1, type).bytes(2, s.done());
        return new Message().text(1, name).bytes(2, new Message().bytes(1, tensor.done()).done()).done();
    }

    OnnxBytes constant(String name, long[] shape, float... numbers) {
        Message t = new Message();
        for (long n : shape) {
            t.number(1, n);
        }
        ByteBuffer raw = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(numbers);
        constants.add(t.number(2, FLOAT).text(8, name).bytes(9, raw.array()).done());
        return this;
    }

    OnnxBytes node(String operator, String output, String... inputs) {
        nodes.add(start(output, inputs).text(4, operator).done());
        return this;
    }

    /** A convolution; {@code pads} zeros on every side of every axis. */
    OnnxBytes conv(String output, int axes, int pads, String... inputs) {
        Message attribute = new Message().text(1, "pads").number(20, 7);
        for (int a = 0; a < 2 * axes; a++) {
            attribute.number(8, pads);
        }
        nodes.add(start(output, inputs).text(4, "Conv").bytes(5, attribute.done()).done());
        return this;
    }

    private static Message start(String output, String... inputs) {
        Message n = new Message();
        for (String i : inputs) {
            n.text(1, i);
        }
        return n.text(2, output);
    }

    byte[] model() {
        Message graph = new Message();
        nodes.forEach(n -> graph.bytes(1, n));
        graph.text(2, "test");
        constants.forEach(c -> graph.bytes(5, c));
        graph.bytes(11, input).bytes(12, output);
        return new Message().number(1, IR_VERSION).text(2, "orthotwin tests").bytes(7, graph.done())
                .bytes(8, new Message().text(1, "").number(2, OPERATORS).done()).done();
    }
}
