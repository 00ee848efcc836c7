/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup.ui.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.orthotwin.core.Monitor;
import org.orthotwin.followup.Alert;
import org.orthotwin.followup.ControlChart;
import org.orthotwin.followup.FollowUp;
import org.orthotwin.followup.FollowUpResult;
import org.orthotwin.followup.Observable;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.model.twin.TwinState;
import org.orthotwin.ui.plot.Drawing;
import org.orthotwin.ui.plot.NoInk;
import org.orthotwin.ui.plot.SvgInk;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

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

    /** A row of the list says when an alert begins and when it was noticed; no word on the time line lies over the bar's ends. */
    @Test
    void alertsSayWhenTheyBeginAndWhenTheyWereNoticed() throws Exception {
        FollowUpResult r = reading.result().orElseThrow();
        List<Alert> alerts = r.alerts();
        for (Alert a : alerts) {
            String seen = a.signalled().getTime().substring(0, 10);
            if (a.onset() == null) {
                assertTrue(r.sinceAndSeen(a, "en").startsWith("since when is not known"), r.sinceAndSeen(a, "en"));
                continue;
            }
            String from = a.onset().from().toString().substring(0, 10);
            String to = a.onset().to().toString().substring(0, 10);
            assertEquals("began " + from + " \u2013 " + to + (to.equals(seen) ? "" : ", seen " + seen), r.sinceAndSeen(a, "en"));
        }
        assertTrue(alerts.stream().anyMatch(a -> r.sinceAndSeen(a, "en").contains(", seen ")), "of one of them at least");
        // a bar is one rectangle from where it was noticed to today, not two with a word between them
        TimeLine line = new TimeLine(reading, Optional.empty());
        NodeList boxes = svg(line).getElementsByTagName("rect");
        long bars = IntStream.range(0, boxes.getLength()).mapToObj(i -> boxes.item(i).getAttributes().getNamedItem("height")
                .getNodeValue()).filter(h -> Double.parseDouble(h) == 16).count();
        assertEquals(alerts.size(), bars);
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
        assertEquals(reading.result().orElseThrow().alerts().size(), csv.lines().filter(l -> l.startsWith("alert,")).count());
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
            ParameterPlot p = drawn(new ParameterPlot(reading, c.observable(), Chains.NONE));
            assertEquals(c.points().size(), states(p::state).size());
            int parameters = c.observable().course().orElseThrow().size();
            assertEquals(2 * parameters, svg(new ParameterPlot(reading, c.observable(), Chains.NONE)).getElementsByTagName("polygon")
                    .getLength());
            assertEquals(parameters, csv(p).lines().filter(l -> l.startsWith(c.observable().id())).count());
        }
    }

    /** What a chain says is drawn and written beside the filter, with the report's verdict: the migration of this knee changes. */
    @Test
    void aChainIsDrawnOverTheFilter() throws Exception {
        FollowUpResult r = reading.result().orElseThrow();
        Observable d = r.changed().getFirst();
        assertEquals(Knee.MTPM, d.id());
        Chains chains = Chains.of(reading.file(), Optional.empty(), r.runLength(), Monitor.NONE);
        assertTrue(chains.isOf(reading));
        FollowUp.Record record = chains.of(d).orElseThrow();
        FollowUpResult reported = FollowUpResult.of(r.followUp(), r.state(), Optional.empty(), r.runLength(), r.log(), r.now(), Deeds.SEED,
                Monitor.NONE);
        assertEquals(reported.identified(), chains.identified(), "the words for what is told are the report's");
        FollowUp.Record same = reported.records().stream().filter(x -> x.observable().equals(d)).findFirst().orElseThrow();
        assertEquals(same.worst(), record.worst(), 0);
        assertEquals(same.changed(), record.changed(), 0);
        ParameterPlot without = drawn(new ParameterPlot(reading, d, Chains.NONE));
        ParameterPlot with = drawn(new ParameterPlot(reading, d, chains));
        assertTrue(with.height(WIDTH) > without.height(WIDTH), "the verdict takes a line");
        String words = words(new ParameterPlot(reading, d, chains));
        assertTrue(words.contains("The course has changed with a probability of > 99.9 %: between 20"), words);
        assertTrue(with.at(100, 52).replace('\n', ' ').endsWith("from a quarter of it to twice as much)."), with.at(100, 52));
        String verdict = record.isApart() ? "it is to be believed" : "the filter holds";
        assertTrue(words.contains("Markov chain: " + verdict), words);
        int parameters = d.course().orElseThrow().size();
        assertEquals(parameters, csv(with).lines().filter(l -> l.startsWith(d.id()) && !l.endsWith(",,")).count());
        assertEquals(parameters, csv(without).lines().filter(l -> l.startsWith(d.id()) && l.endsWith(",,")).count());
        assertFalse(chains.isOf(Knee.read(reading.file(), reading.steps().getFirst().state().getId())), "that is another state");
    }

    private static ObservationFile.Row row(String observable, String value, String unit) {
        return new ObservationFile.Row(1, new HashMap<>(Map.of("observable", observable, "time", "2025-01-10", "value", value, "unit",
                unit)));
    }

    /** What is known of a patient is said above the parameters that it has changed, and of a patient of whom nothing is known nothing. */
    @Test
    void factsAreSaidAboveWhatTheyHaveChanged() throws Exception {
        Path file = Deeds.begin(folder.resolve("P-9.twin"), "P-9", List.of(row("knee.operation", "1", ""), row("patient.age", "78", "yr"),
                row("patient.bmi", "38", "kg/m2")), Monitor.NONE);
        Reading r = Knee.read(file, null);
        List<FollowUpResult.Known> known = r.result().orElseThrow().effects();
        List<String> lines = new ArrayList<>();
        for (Observable d : known.stream().map(FollowUpResult.Known::observable).distinct().toList()) {
            String words = words(new ParameterPlot(r, d, Chains.NONE));
            known.stream().filter(k -> k.observable().equals(d)).forEach(k -> {
                lines.add(Texts.WORDING.known(k).replace('\u00a0', ' '));
                assertTrue(words.contains(Texts.WORDING.known(k)), words);
            });
        }
        assertTrue(lines.contains("Body mass index 38 kg/m2: plateau \u22123\u00b0 (assumption)"), lines::toString);
        for (Observable d : reading.observed()) {
            assertFalse(words(new ParameterPlot(reading, d, Chains.NONE)).contains("Known of the patient"), d.id());
        }
    }

    private static String words(Drawing d) throws Exception {
        return svg(d).getDocumentElement().getTextContent().replaceAll("\\s+", " ");
    }

    /** A stop is heard within a second, in the chain as well as in what is read before it. */
    @Test
    void aChainCanBeStopped() {
        AtomicInteger asked = new AtomicInteger();
        assertThrows(CancellationException.class, () -> Chains.of(reading.file(), Optional.empty(), 200, Monitor.until(() -> asked
                .incrementAndGet() > 200)));
        assertTrue(asked.get() < 210, "asked " + asked + " times");
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
