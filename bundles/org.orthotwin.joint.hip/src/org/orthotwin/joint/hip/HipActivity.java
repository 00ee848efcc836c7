/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.joint.hip;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.orthotwin.solver.ActivityData;
import org.orthotwin.solver.Person;
import org.orthotwin.solver.Settings;
import org.orthotwin.solver.spi.ActivitySource;

/**
 * What hips do in daily life, from published angles; one class for all of them, with a name for each so that an extension can point to it.
 *
 * <p>An activity is a file of this bundle, {@code activities/<type>.csv}: lines that begin with {@code #} say {@code source:} (where the
 * numbers were published), {@code note:} (what they are, and what of the motion is not published) and {@code between:} (what lies between
 * two rows); then the names of the columns, their units, and the rows. Columns are {@code time} in s and angles in deg: {@code flexion},
 * {@code abduction} and {@code internal-rotation}, counted from upright standing, extension, adduction and external rotation negative.
 *
 * <p>{@code between: linear} leaves the rows as they are, for curves that were published as such. {@code between: minimum-jerk} is for
 * key postures: each angle goes from one to the next as 10 s^3 - 15 s^4 + 6 s^5 of its difference, s from 0 to 1, at rest at both ends
 * (T Flash, N Hogan, J Neurosci 1985;5:1688-1703); all of them do so together, so the postures between two rows are on a straight line.
 *
 * <p>The same for every person; no loads.
 */
public class HipActivity implements ActivitySource {

    /** Pieces between two key postures. */
    private static final int PIECES = 10;
    private static final String MINIMUM_JERK = "minimum-jerk";
    private static final String LINEAR = "linear";

    /** One cycle of walking on the level. */
    public static final class LevelWalking extends HipActivity {
        public LevelWalking() {
            super("level-walking");
        }
    }

    /** The leading leg goes up a step. */
    public static final class StairAscent extends HipActivity {
        public StairAscent() {
            super("stair-ascent");
        }
    }

    /** From sitting to standing. */
    public static final class ChairRising extends HipActivity {
        public ChairRising() {
            super("chair-rising");
        }
    }

    /** Down to a full squat. */
    public static final class Squatting extends HipActivity {
        public Squatting() {
            super("squatting");
        }
    }

    /** Bending forwards to the floor. */
    public static final class Stooping extends HipActivity {
        public Stooping() {
            super("stooping");
        }
    }

    /** Squatting for an object on the floor. */
    public static final class SquattingToFloor extends HipActivity {
        public SquattingToFloor() {
            super("squatting-to-floor");
        }
    }

    /** Sitting down cross-legged. */
    public static final class CrossLeggedSitting extends HipActivity {
        public CrossLeggedSitting() {
            super("cross-legged-sitting");
        }
    }

    /** Turning the body on planted feet. */
    public static final class StandingTwist extends HipActivity {
        public StandingTwist() {
            super("standing-twist");
        }
    }

    /** A leg that falls outwards in lying. */
    public static final class SupineExternalRotation extends HipActivity {
        public SupineExternalRotation() {
            super("supine-external-rotation");
        }
    }

    /** What daily living is said to ask of a hip. */
    public static final class DailyLivingDemand extends HipActivity {
        public DailyLivingDemand() {
            super("daily-living-demand");
        }
    }

    private final String type;

    /** @param type name of the file, without its ending */
    HipActivity(String type) {
        this.type = type;
    }

    @Override
    public ActivityData create(String id, Settings settings, Person person) {
        String file = "activities/" + type + ".csv";
        try (InputStream in = HipActivity.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the bundle lacks " + file);
            }
            return parse(id, type, file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /** @throws IllegalArgumentException naming file and line, if the text has another form */
    static ActivityData parse(String id, String type, String file, String text) {
        String source = "";
        String between = LINEAR;
        List<String> channels = List.of();
        List<double[]> rows = new ArrayList<>();
        int header = 0;
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            List<String> cells = Arrays.asList(line.split(",", -1));
            if (line.startsWith("# source: ")) {
                source = line.substring("# source: ".length());
            } else if (line.startsWith("# between: ")) {
                between = line.substring("# between: ".length());
                require(between.equals(LINEAR) || between.equals(MINIMUM_JERK), file, i, "'" + between + "' is neither " + LINEAR + " nor "
                        + MINIMUM_JERK);
            } else if (line.isBlank() || line.startsWith("#")) {
                continue;
            } else if (header == 0) {
                require(cells.get(0).equals("time"), file, i, "the first column must be 'time'");
                channels = List.copyOf(cells.subList(1, cells.size()));
                header = 1;
            } else if (header == 1) {
                require(cells.get(0).equals("s") && cells.size() == channels.size() + 1
                        && cells.subList(1, cells.size()).stream().allMatch("deg"::equals), file, i, "units must be s, then deg");
                header = 2;
            } else {
                require(cells.size() == channels.size() + 1, file, i, cells.size() + " values in " + (channels.size() + 1) + " columns");
                try {
                    rows.add(cells.stream().mapToDouble(Double::parseDouble).toArray());
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException(file + ", line " + (i + 1) + ": " + e.getMessage(), e);
                }
            }
        }
        require(!rows.isEmpty(), file, lines.size() - 1, "no rows");
        List<double[]> samples = between.equals(MINIMUM_JERK) ? minimumJerk(rows) : rows;
        double[] times = samples.stream().mapToDouble(r -> r[0]).toArray();
        double[][] values = samples.stream().map(r -> Arrays.stream(r, 1, r.length).map(Math::toRadians).toArray())
                .toArray(double[][]::new);
        return new ActivityData(id, type, channels, channels.stream().map(c -> "rad").toList(), times, values, source);
    }

    private static List<double[]> minimumJerk(List<double[]> rows) {
        List<double[]> samples = new ArrayList<>();
        samples.add(rows.get(0));
        for (int i = 1; i < rows.size(); i++) {
            double[] a = rows.get(i - 1);
            double[] b = rows.get(i);
            for (int k = 1; k < PIECES; k++) {
                double s = (double) k / PIECES;
                double w = s * s * s * (10 + s * (6 * s - 15));
                double[] r = new double[a.length];
                r[0] = a[0] + s * (b[0] - a[0]);
                for (int c = 1; c < r.length; c++) {
                    r[c] = a[c] + w * (b[c] - a[c]);
                }
                samples.add(r);
            }
            samples.add(b);
        }
        return samples;
    }

    private static void require(boolean condition, String file, int line, String what) {
        if (!condition) {
            throw new IllegalArgumentException(file + ", line " + (line + 1) + ": " + what);
        }
    }
}
