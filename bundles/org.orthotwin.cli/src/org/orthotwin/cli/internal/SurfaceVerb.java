/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.construction.LabelSurface;
import org.orthotwin.core.Dimension;
import org.orthotwin.core.Numbers;
import org.orthotwin.core.Quantity;
import org.orthotwin.exchange.Content;
import org.orthotwin.exchange.Exchange;
import org.orthotwin.exchange.ExchangeOptions;
import org.orthotwin.geometry.Decimation;
import org.orthotwin.geometry.SurfaceDeviation;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ReadOptions;
import org.orthotwin.imaging.Volume;

/** {@code surface}: the surface of a structure of a label map, where the image has its edge or smoothed within half a voxel. */
public class SurfaceVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        Path out = call.path(call.option("--out").orElseThrow());
        Exchange.requireWriter(out);
        LengthUnit unit = LengthUnit.of(call.option("--unit").orElseThrow());
        Optional<Double> within = within(call);
        ReadOptions reading = new ReadOptions(call.flag("--resample-uneven"), call.common().threads());
        Optional<Volume> image = Optional.empty();
        if (call.option("--image").isPresent()) {
            image = Optional.of(SeriesInput.choose(call, call.path(call.option("--image").get())).read(reading, call.monitor()));
        }
        LabelMap labels = LabelInput.read(call, call.path(call.operand("labels")), image.map(Volume::geometry), reading);
        int label = LabelInput.label(labels, call.option("--label").orElseThrow());
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.write"));
            call.printJson(Map.of("label", label));
            return Invocation.OK;
        }
        call.monitor().begin("Surface", 0);
        TriangleMesh mesh;
        Double sharp = null;
        if (image.isPresent()) {
            labels = LabelMap.of(labels.volume().on(image.get().geometry()), labels.names());
            LabelSurface.AtEdge found = LabelSurface.of(image.get(), labels, label, call.monitor());
            mesh = found.mesh();
            sharp = found.sharp();
        } else {
            mesh = LabelSurface.of(labels, label, call.monitor());
        }
        mesh = decimated(mesh, within);
        SurfaceDeviation d = LabelSurface.deviation(mesh, labels, label);
        Exchange.write(new Content.Mesh(mesh), out, new ExchangeOptions(Optional.of(unit)), call.monitor());
        call.print(Texts.of(call, "surface.distances", out, String.valueOf(mesh.triangleCount()), mm(d.mean()), mm(d.percentile95()),
                mm(d.max())));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("surface", out.toString());
        json.put("label", label);
        json.put("id", labels.names().getOrDefault(label, String.valueOf(label)));
        json.put("triangles", mesh.triangleCount());
        json.put("atImageEdge", sharp);
        Map<String, Object> deviation = new LinkedHashMap<>();
        deviation.put("mean", EdgeUnit.quantity(d.mean() * 1000, "mm"));
        deviation.put("percentile95", EdgeUnit.quantity(d.percentile95() * 1000, "mm"));
        deviation.put("max", EdgeUnit.quantity(d.max() * 1000, "mm"));
        json.put("distanceToLabels", deviation);
        call.printJson(json);
        return Invocation.OK;
    }

    /** How far from the full surface one with fewer triangles may be, m. */
    static Optional<Double> within(Invocation call) {
        Optional<Double> within = call.option("--within").map(w -> Quantity.parseSi(w, Dimension.LENGTH));
        if (within.isPresent() && !(within.get() > 0)) {
            throw Texts.refusal("surface.within", call.option("--within").get());
        }
        return within;
    }

    static TriangleMesh decimated(TriangleMesh full, Optional<Double> within) {
        return within.isPresent() ? Decimation.withinDistance(full, within.get()).mesh() : full;
    }

    static String mm(double metres) {
        return Numbers.fixed(metres * 1000, 2);
    }
}
