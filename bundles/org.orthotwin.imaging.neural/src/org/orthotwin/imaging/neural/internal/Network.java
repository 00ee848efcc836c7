/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.neural.internal;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.orthotwin.core.InputException;
import org.orthotwin.core.Monitor;

/**
 * A network of one input and one output of single-precision numbers, run by ONNX Runtime on a thread of its own, so that a cancel is
 * answered while native code computes: the runtime is asked to stop after the operator at work, and what it holds is given back when it
 * does. Not thread-safe.
 */
public final class Network implements AutoCloseable {

    private static final long POLL_MS = 20;
    /** How long a cancel waits for the operator at work. */
    private static final long GRACE_MS = 300;
    /** Providers that {@code auto} tries, in this order. */
    private static final List<OrtProvider> GPUS = List.of(OrtProvider.CUDA, OrtProvider.DIRECT_ML, OrtProvider.CORE_ML);

    private final ExecutorService worker = Executors.newSingleThreadExecutor(r -> {
        Thread t = new Thread(r, "orthotwin-network");
        t.setDaemon(true);
        return t;
    });
    private final Refusals refusals;
    private OrtEnvironment environment;
    private OrtSession session;
    private String input;
    private String output;
    private long[] inputShape;
    private long[] outputShape;
    private String provider;

    /** Makes an exception of a code and its arguments. */
    @FunctionalInterface
    public interface Refusals {
        InputException of(String code, Object... args);
    }

    private Network(Refusals refusals) {
        this.refusals = refusals;
    }

    /**
     * Reads a network.
     *
     * @param inputName its input; the only one if empty
     * @param outputName its output; the only one if empty
     * @param provider {@code cpu}, {@code auto}, {@code cuda}, {@code directml} or {@code coreml}
     * @throws InputException if it cannot be read, or has not what it should have
     * @throws CancellationException if the monitor asked to stop
     */
    public static Network open(Path file, Optional<String> inputName, Optional<String> outputName, String provider, int threads,
            Refusals refusals, Monitor monitor) {
        Network n = new Network(refusals);
        try {
            n.await(() -> {
                n.load(file, provider, threads);
                return null;
            }, () -> {
                // reading cannot be stopped; the worker ends it
            }, monitor, file.getFileName().toString(), "network.broken");
            n.input = n.choose("input", inputName, n.session.getInputNames());
            n.output = n.choose("output", outputName, n.session.getOutputNames());
            n.inputShape = n.shape(n.input, n.session.getInputInfo().get(n.input), "network.input");
            n.outputShape = n.shape(n.output, n.session.getOutputInfo().get(n.output), "network.output");
            return n;
        } catch (OrtException e) {
            n.close();
            throw refusals.of("network.broken", file.getFileName(), e.getMessage());
        } catch (RuntimeException e) {
            n.close();
            throw e;
        }
    }

    private void load(Path file, String wanted, int threads) throws OrtException {
        Set<OrtProvider> there;
        try {
            environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "orthotwin");
            environment.setTelemetry(false);
            there = OrtEnvironment.getAvailableProviders();
        } catch (LinkageError | IllegalStateException e) {
            throw refusals.of("network.runtime", System.getProperty("os.name") + ", " + System.getProperty("os.arch") + ": " + e);
        }
        if (wanted.equals("auto")) {
            for (OrtProvider gpu : GPUS) {
                if (there.contains(gpu)) {
                    try {
                        session(file, gpu, threads);
                        return;
                    } catch (OrtException e) {
                        // no such device here, or nothing that computes this network; the next one may
                    }
                }
            }
            session(file, OrtProvider.CPU, threads);
            return;
        }
        OrtProvider p = switch (wanted) {
            case "cuda" -> OrtProvider.CUDA;
            case "directml" -> OrtProvider.DIRECT_ML;
            case "coreml" -> OrtProvider.CORE_ML;
            default -> OrtProvider.CPU;
        };
        if (!there.contains(p)) {
            throw refusals.of("network.provider", wanted, String.join(", ", there.stream().map(Network::name).toList()));
        }
        session(file, p, threads);
    }

    private void session(Path file, OrtProvider p, int threads) throws OrtException {
        try (OrtSession.SessionOptions o = new OrtSession.SessionOptions()) {
            o.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            o.setIntraOpNumThreads(threads);
            o.setInterOpNumThreads(1);
            o.setDeterministicCompute(true);
            switch (p) {
                case CUDA -> o.addCUDA();
                case DIRECT_ML -> {
                    // as that provider demands
                    o.setMemoryPatternOptimization(false);
                    o.addDirectML(0);
                }
                case CORE_ML -> o.addCoreML();
                default -> {
                    // always there
                }
            }
            session = environment.createSession(file.toString(), o);
            provider = name(p);
        }
    }

    private static String name(OrtProvider p) {
        return p.getName().replace("ExecutionProvider", "");
    }

    private String choose(String kind, Optional<String> named, Set<String> there) {
        if (named.isPresent()) {
            if (!there.contains(named.get())) {
                throw refusals.of("network.name", kind, named.get(), String.join(", ", there));
            }
            return named.get();
        }
        if (there.size() != 1) {
            throw refusals.of("network.choice", there.size(), kind, String.join(", ", there));
        }
        return there.iterator().next();
    }

    private long[] shape(String name, NodeInfo node, String code) {
        if (!(node.getInfo() instanceof TensorInfo t) || t.type != OnnxJavaType.FLOAT) {
            String what = node.getInfo() instanceof TensorInfo t ? t.type.name().toLowerCase(Locale.ROOT) : "no tensor";
            throw refusals.of(code, name, what, "float");
        }
        return t.getShape();
    }

    /** What computes: {@code CPU}, {@code CUDA} ... */
    public String provider() {
        return provider;
    }

    public String input() {
        return input;
    }

    public String output() {
        return output;
    }

    /** As the network declares it; -1 for a length that it takes as it comes. */
    public long[] inputShape() {
        return inputShape.clone();
    }

    /** As the network declares it; -1 for a length that depends on the input. */
    public long[] outputShape() {
        return outputShape.clone();
    }

    /**
     * What a network answers.
     *
     * @param shape lengths, the slowest first
     * @param numbers row by row
     */
    public record Answer(long[] shape, float[] numbers) {
    }

    /**
     * Runs the network.
     *
     * @param numbers direct, as many as the shape says
     * @throws InputException if the network fails
     * @throws CancellationException if the monitor asked to stop; the numbers then may not be used again
     */
    public Answer run(FloatBuffer numbers, long[] shape, Monitor monitor) {
        OrtSession.RunOptions options;
        try {
            options = new OrtSession.RunOptions();
        } catch (OrtException e) {
            throw refusals.of("network.run", e.getMessage());
        }
        return await(() -> {
            try (options; OnnxTensor in = OnnxTensor.createTensor(environment, numbers.rewind(), shape);
                    OrtSession.Result out = session.run(Map.of(input, in), Set.of(output), options)) {
                OnnxTensor t = (OnnxTensor) out.get(0);
                FloatBuffer b = t.getFloatBuffer();
                float[] copy = new float[b.remaining()];
                b.get(copy);
                return new Answer(t.getInfo().getShape(), copy);
            }
        }, () -> {
            try {
                options.setTerminate(true);
            } catch (OrtException | IllegalStateException e) {
                // it has ended meanwhile
            }
        }, monitor, null, "network.run");
    }

    private <T> T await(Callable<T> work, Runnable stop, Monitor monitor, String file, String code) {
        Future<T> f = worker.submit(work);
        boolean stopped = false;
        long since = 0;
        while (true) {
            try {
                T done = f.get(POLL_MS, TimeUnit.MILLISECONDS);
                monitor.checkCancelled();
                return done;
            } catch (TimeoutException e) {
                if (!stopped && monitor.isCancelled()) {
                    stopped = true;
                    since = System.nanoTime();
                    stop.run();
                }
                if (stopped && System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(GRACE_MS)) {
                    throw new CancellationException("cancelled");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stop.run();
                throw new CancellationException("interrupted");
            } catch (ExecutionException e) {
                if (stopped || monitor.isCancelled()) {
                    throw new CancellationException("cancelled");
                }
                if (e.getCause() instanceof RuntimeException r) {
                    throw r;
                }
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                String message = String.valueOf(e.getCause().getMessage());
                throw file == null ? refusals.of(code, message) : refusals.of(code, file, message);
            }
        }
    }

    /** Gives back what the runtime holds, as soon as it computes no more. */
    @Override
    public void close() {
        worker.execute(() -> {
            try {
                if (session != null) {
                    session.close();
                }
            } catch (OrtException e) {
                // nothing can be done about it, and nothing is lost
            }
        });
        worker.shutdown();
    }

    /** A shape for people: {@code 1 x 3 x any x any x any}. */
    public static String text(long[] shape) {
        return String.join(" x ", Arrays.stream(shape).mapToObj(n -> n < 0 ? "any" : String.valueOf(n)).toList());
    }
}
