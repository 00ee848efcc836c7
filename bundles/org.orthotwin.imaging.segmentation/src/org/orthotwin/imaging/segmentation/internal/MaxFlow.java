/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.imaging.segmentation.internal;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.orthotwin.core.Monitor;

/**
 * The smallest cut between two terminals of a graph with whole capacities, by growing two search trees that are kept from one augmenting
 * path to the next. Y. Boykov, V. Kolmogorov, An experimental comparison of min-cut/max-flow algorithms for energy minimization in vision,
 * IEEE PAMI 26 (2004) 1124-1137, doi:10.1109/TPAMI.2004.60. Deterministic. Nodes that no tree reaches are on neither side of the cut and
 * are counted to the sink.
 */
final class MaxFlow {

    private static final int NONE = -1;
    private static final int TERMINAL = -2;
    private static final int ORPHAN = -3;

    private final int[] first;
    private final int[] terminal;
    private final int[] parent;
    private final int[] stamp;
    private final int[] dist;
    private final boolean[] sink;
    private final int[] nextActive;
    private int[] head;
    private int[] next;
    private int[] capacity;
    private int arcs;
    private int queueFirst = NONE;
    private int queueLast = NONE;
    private int time;
    private long flow;
    private final ArrayDeque<Integer> orphans = new ArrayDeque<>();

    /** @param nodes numbered from 0 */
    MaxFlow(int nodes, int edges) {
        first = new int[nodes];
        Arrays.fill(first, NONE);
        terminal = new int[nodes];
        parent = new int[nodes];
        Arrays.fill(parent, NONE);
        stamp = new int[nodes];
        dist = new int[nodes];
        sink = new boolean[nodes];
        nextActive = new int[nodes];
        Arrays.fill(nextActive, NONE);
        head = new int[2 * edges];
        next = new int[2 * edges];
        capacity = new int[2 * edges];
    }

    /** Adds to a node's link to the source (positive) or the sink (negative). */
    void link(int node, int weight) {
        terminal[node] = (int) Math.clamp((long) terminal[node] + weight, -(1 << 30), 1 << 30);
    }

    /** An edge that carries {@code weight} both ways. */
    void edge(int a, int b, int weight) {
        if (arcs + 2 > head.length) {
            int n = Math.max(16, 2 * head.length);
            head = Arrays.copyOf(head, n);
            next = Arrays.copyOf(next, n);
            capacity = Arrays.copyOf(capacity, n);
        }
        arc(a, b, weight);
        arc(b, a, weight);
    }

    private void arc(int from, int to, int weight) {
        head[arcs] = to;
        capacity[arcs] = weight;
        next[arcs] = first[from];
        first[from] = arcs++;
    }

    /** Whether a node is on the source's side, after {@link #solve}. */
    boolean isSource(int node) {
        return parent[node] != NONE && !sink[node];
    }

    /** @return the capacity of the cut beyond what cancels at single nodes */
    long solve(Monitor monitor) {
        for (int n = 0; n < first.length; n++) {
            if (terminal[n] != 0) {
                sink[n] = terminal[n] < 0;
                parent[n] = TERMINAL;
                dist[n] = 1;
                activate(n);
            }
        }
        int current = NONE;
        for (long round = 0;; round++) {
            if ((round & 0xfff) == 0) {
                monitor.checkCancelled();
            }
            int n = current;
            if (n == NONE || parent[n] == NONE) {
                n = poll();
                if (n == NONE) {
                    return flow;
                }
            }
            int found = grow(n);
            time++;
            if (found == NONE) {
                current = NONE;
                continue;
            }
            current = n;
            augment(found);
            while (!orphans.isEmpty()) {
                adopt(orphans.poll());
            }
        }
    }

    private void activate(int n) {
        if (nextActive[n] == NONE) {
            if (queueLast == NONE) {
                queueFirst = n;
            } else {
                nextActive[queueLast] = n;
            }
            queueLast = n;
            nextActive[n] = n;
        }
    }

    private int poll() {
        while (queueFirst != NONE) {
            int n = queueFirst;
            if (nextActive[n] == n) {
                queueFirst = NONE;
                queueLast = NONE;
            } else {
                queueFirst = nextActive[n];
            }
            nextActive[n] = NONE;
            if (parent[n] != NONE) {
                return n;
            }
        }
        return NONE;
    }

    /** An arc from the source's tree to the sink's, or none after the node has grown all it can. */
    private int grow(int n) {
        for (int a = first[n]; a != NONE; a = next[a]) {
            if (capacity[sink[n] ? a ^ 1 : a] == 0) {
                continue;
            }
            int m = head[a];
            if (parent[m] == NONE) {
                sink[m] = sink[n];
                parent[m] = a ^ 1;
                stamp[m] = stamp[n];
                dist[m] = dist[n] + 1;
                activate(m);
            } else if (sink[m] != sink[n]) {
                return sink[n] ? a ^ 1 : a;
            } else if (stamp[m] <= stamp[n] && dist[m] > dist[n]) {
                parent[m] = a ^ 1;
                stamp[m] = stamp[n];
                dist[m] = dist[n] + 1;
            }
        }
        return NONE;
    }

    private void augment(int middle) {
        int least = capacity[middle];
        int n = head[middle ^ 1];
        while (parent[n] != TERMINAL) {
            least = Math.min(least, capacity[parent[n] ^ 1]);
            n = head[parent[n]];
        }
        least = Math.min(least, terminal[n]);
        n = head[middle];
        while (parent[n] != TERMINAL) {
            least = Math.min(least, capacity[parent[n]]);
            n = head[parent[n]];
        }
        least = Math.min(least, -terminal[n]);
        capacity[middle] -= least;
        capacity[middle ^ 1] += least;
        n = head[middle ^ 1];
        while (parent[n] != TERMINAL) {
            int a = parent[n];
            capacity[a] += least;
            capacity[a ^ 1] -= least;
            if (capacity[a ^ 1] == 0) {
                orphan(n);
            }
            n = head[a];
        }
        terminal[n] -= least;
        if (terminal[n] == 0) {
            orphan(n);
        }
        n = head[middle];
        while (parent[n] != TERMINAL) {
            int a = parent[n];
            capacity[a ^ 1] += least;
            capacity[a] -= least;
            if (capacity[a] == 0) {
                orphan(n);
            }
            n = head[a];
        }
        terminal[n] += least;
        if (terminal[n] == 0) {
            orphan(n);
        }
        flow += least;
    }

    private void orphan(int n) {
        parent[n] = ORPHAN;
        orphans.addFirst(n);
    }

    private void adopt(int n) {
        int best = NONE;
        int bestDist = Integer.MAX_VALUE;
        for (int a = first[n]; a != NONE; a = next[a]) {
            if (capacity[sink[n] ? a : a ^ 1] == 0) {
                continue;
            }
            int m = head[a];
            if (sink[m] != sink[n] || parent[m] == NONE) {
                continue;
            }
            int d = rootDistance(m);
            if (d != Integer.MAX_VALUE) {
                if (d < bestDist) {
                    best = a;
                    bestDist = d;
                }
                for (int q = m; stamp[q] != time; q = head[parent[q]]) {
                    stamp[q] = time;
                    dist[q] = d--;
                }
            }
        }
        parent[n] = best;
        if (best != NONE) {
            stamp[n] = time;
            dist[n] = bestDist + 1;
            return;
        }
        for (int a = first[n]; a != NONE; a = next[a]) {
            int m = head[a];
            if (sink[m] == sink[n] && parent[m] != NONE) {
                if (capacity[sink[n] ? a : a ^ 1] != 0) {
                    activate(m);
                }
                if (parent[m] >= 0 && head[parent[m]] == n) {
                    parent[m] = ORPHAN;
                    orphans.addLast(m);
                }
            }
        }
    }

    /** Steps from a node to the terminal of its tree, or the largest number if its tree hangs on an orphan. */
    private int rootDistance(int n) {
        int d = 0;
        int q = n;
        while (true) {
            if (stamp[q] == time) {
                return d + dist[q];
            }
            int a = parent[q];
            d++;
            if (a == TERMINAL) {
                stamp[q] = time;
                dist[q] = 1;
                return d;
            }
            if (a == ORPHAN || a == NONE) {
                return Integer.MAX_VALUE;
            }
            q = head[a];
        }
    }
}
