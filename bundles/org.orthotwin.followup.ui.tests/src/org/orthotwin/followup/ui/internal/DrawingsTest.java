/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.ControlChart;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.NoInk;
import org.orthotwin.ui.plot.SvgInk;
import org.w3c.dom.Document;

/** The drawings of the bundled knee: what is where in them, and what they are as files. */
class DrawingsTest {

    private static final double WIDTH = 900;
    private static final double HEIGHT = 700;

    @TempDir
    Path folder;
    private Reading reading;

    @BeforeEach
    void read() throws Exception {
        reading = Knee.read(Knee.followed(folder), null);
    }

    private static Document svg(Drawing d) throws Exception {
        SvgInk ink = new SvgInk(WIDTH, HEIGHT);
        d.draw(ink, WIDTH, HEIGHT);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(ink.finished().getBytes(
                StandardCharsets.UTF_8)));
    }

    private static <D extends Drawing> D drawn(D d) {
        d.draw(new NoInk(), WIDTH, HEIGHT);
        return d;
    }

    private String csv(Drawing d) throws Exception {
        Path file = folder.resolve("numbers.csv");
        d.csv().write(file);
        return Files.readString(file);
    }

    private FanPlots fans() {
        return new FanPlots(reading, reading.courses().stream().filter(c -> !c.seen().isEmpty()).toList(), Optional.of(Knee.OKS));
    }

    /** Looks over a drawing point by point for the states that can be clicked. */
    @FunctionalInterface
    private interface Pointed {
        Optional<TwinState> at(double x, double y);
    }

    private static List<TwinState> states(Pointed drawing) {
        return IntStream.range(0, (int) (WIDTH * HEIGHT / 9)).mapToObj(i -> drawing.at(i % (int) (WIDTH / 3) * 3, i
                / (int) (WIDTH / 3) * 3)).flatMap(Optional::stream).distinct().toList();
    }

    @Test
    void everyObservationOfACourseLeadsToItsState() throws Exception {
        FanPlots d = drawn(fans());
        List<TwinState> found = states(d::state);
        assertEquals(reading.steps().stream().map(FollowUp.Step::state).collect(Collectors.toSet()), Set.copyOf(found));
        long signs = reading.result().orElseThrow().alerts().stream().map(Alert::observable).distinct().count();
        assertEquals(reading.observed().size() * 6 + signs, svg(fans()).getElementsByTagName("polygon").getLength(),
                "three bands of twin and population each, and the signs of alerts");
        String csv = csv(d);
        assertEquals(38, csv.lines().filter(l -> l.contains(",observed,")).count());
        assertTrue(csv.startsWith("observable,day"), csv.lines().findFirst().orElse(""));
    }

    @Test
    void everyStateIsOnTheLine() throws Exception {
        TimeLine d = drawn(new TimeLine(reading, Optional.empty()));
        List<TwinState> found = states(d::state);
        assertTrue(found.containsAll(reading.steps().stream().map(FollowUp.Step::state).toList()));
        double[] place = d.placeOf(reading.twin().getCurrentState()).orElseThrow();
        assertEquals(Optional.of(reading.twin().getCurrentState()), d.state(place[0], place[1]));
        assertTrue(d.at(place[0], place[1]).contains(reading.twin().getCurrentState().getId()));
        String csv = csv(d);
        assertEquals(39, csv.lines().filter(l -> l.startsWith("state,")).count());
        assertEquals(40, csv.lines().filter(l -> l.startsWith("observation,")).count());
        assertEquals(4, csv.lines().filter(l -> l.startsWith("alert,")).count());
        assertTrue(svg(new TimeLine(reading, Optional.empty())).getElementsByTagName("circle").getLength() > 2 * 77);
    }

    @Test
    void chartsAndParametersAreDrawnForEveryObservable() throws Exception {
        for (ControlChart c : reading.charts()) {
            ControlPlot d = drawn(new ControlPlot(reading, c));
            assertEquals(c.points().stream().map(p -> p.step().state()).collect(Collectors.toSet()), Set.copyOf(states(
                    d::state)));
            assertEquals(c.points().size(), csv(d).lines().filter(l -> l.startsWith(c.observable().id())).count());
            assertEquals(4 * c.points().size(), svg(new ControlPlot(reading, c)).getElementsByTagName("circle").getLength());
            ParameterPlot p = drawn(new ParameterPlot(reading, c.observable()));
            assertEquals(c.points().size(), states(p::state).size());
            int parameters = c.observable().course().orElseThrow().size();
            assertEquals(2 * parameters, svg(new ParameterPlot(reading, c.observable())).getElementsByTagName("polygon").getLength());
            assertEquals(parameters, csv(p).lines().filter(l -> l.startsWith(c.observable().id())).count());
        }
    }

    @Test
    void causesAreBars() throws Exception {
        CausesPlot d = drawn(new CausesPlot(reading.result().orElseThrow()));
        assertTrue(d.at(100, 32).toLowerCase(Locale.ROOT).startsWith("loosening"), d.at(100, 32));
        assertTrue(csv(d).lines().skip(1).anyMatch(l -> l.startsWith("loosening")));
        assertEquals("", d.at(100, 5));
    }

    @Test
    void howLongAgoIsSaidInWords() {
        assertEquals(List.of("1 month", "5 months", "1 year", "1.4 years"), List.of(TimeLine.gap(0.09), TimeLine.gap(0.41), TimeLine.gap(
                1.02), TimeLine.gap(1.43)));
    }
}
