/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.orthotwin.cli.Invocation;
import org.orthotwin.cli.spi.Verb;
import org.orthotwin.construction.CartilageThickness;
import org.orthotwin.construction.LabelSurface;
import org.orthotwin.core.Numbers;
import org.orthotwin.geometry.TriangleMesh;
import org.orthotwin.geometry.io.DataArray;
import org.orthotwin.geometry.io.LengthUnit;
import org.orthotwin.geometry.io.MeshWriter;
import org.orthotwin.imaging.LabelMap;
import org.orthotwin.imaging.ReadOptions;

/** {@code cartilage}: how thick the cartilage of a label map is at each place of its bone. */
public class CartilageVerb implements Verb {

    @Override
    public int run(Invocation call) throws IOException {
        Path out = call.path(call.option("--out").orElseThrow());
        if (!out.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".vtp")) {
            throw Texts.refusal("cartilage.out", out);
        }
        CartilageThickness.Method method = CartilageThickness.Method.of(call.option("--method").orElseThrow());
        Optional<Double> within = SurfaceVerb.within(call);
        LabelMap labels = LabelInput.read(call, call.path(call.operand("labels")), Optional.empty(),
                new ReadOptions(false, call.common().threads()));
        int bone = LabelInput.label(labels, call.option("--bone").orElseThrow());
        List<Integer> cartilage = new ArrayList<>();
        for (String c : call.options("--cartilage")) {
            cartilage.add(LabelInput.label(labels, c));
        }
        if (cartilage.contains(bone)) {
            throw Texts.refusal("cartilage.same");
        }
        if (call.common().dryRun()) {
            call.print(Texts.of(call, "dry.measure"));
            call.printJson(Map.of("surface", out.toString(), "method", method.id(), "structures", List.of()));
            return Invocation.OK;
        }
        call.monitor().begin("Surface of the bone", 0);
        TriangleMesh surface = SurfaceVerb.decimated(LabelSurface.of(labels, bone, call.monitor()), within);
        double[] all = new double[surface.vertexCount()];
        List<Object> structures = new ArrayList<>();
        TextTable t = new TextTable("lrrrr");
        t.row(Texts.of(call, "cartilage.columns").split("\\|"));
        for (int c : cartilage) {
            call.monitor().begin("Surface of the cartilage", 0);
            double[] own = CartilageThickness.of(surface, LabelSurface.of(labels, c, call.monitor()), method, call.monitor());
            for (int v = 0; v < all.length; v++) {
                all[v] = Math.max(all[v], own[v]);
            }
            CartilageThickness.Cover cover = CartilageThickness.cover(surface, own);
            String id = labels.names().getOrDefault(c, String.valueOf(c));
            Map<String, Object> o = new LinkedHashMap<>();
            o.put("label", c);
            o.put("id", id);
            o.put("area", EdgeUnit.quantity(cover.area() * 1e6, "mm2"));
            o.put("mean", EdgeUnit.quantity(cover.mean() * 1000, "mm"));
            o.put("percentile95", EdgeUnit.quantity(cover.percentile95() * 1000, "mm"));
            o.put("max", EdgeUnit.quantity(cover.max() * 1000, "mm"));
            structures.add(o);
            t.row(id, Numbers.fixed(cover.area() * 1e6, 0) + " mm2", mm(cover.mean()), mm(cover.percentile95()),
                    mm(cover.max()));
        }
        double[] written = Arrays.stream(all).map(m -> m * 1000.0).toArray();
        MeshWriter.writeVtp(out, surface, LengthUnit.of("mm"), MeshWriter.Encoding.BINARY,
                List.of(new DataArray("thickness [mm]", 1, written)), List.of());
        String name = out.getFileName().toString();
        Path picture = out.resolveSibling(name.substring(0, name.length() - 4) + ".png");
        ThicknessPicture.write(picture, surface, all, call.common().threads());
        call.print(t.toString());
        call.print(Texts.of(call, "surface.at", out));
        call.print(Texts.of(call, "picture.at", picture));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("surface", out.toString());
        json.put("method", method.id());
        json.put("bone", labels.names().getOrDefault(bone, String.valueOf(bone)));
        json.put("vertices", surface.vertexCount());
        json.put("structures", structures);
        json.put("picture", picture.toString());
        call.printJson(json);
        return Invocation.OK;
    }

    private static String mm(double metres) {
        return Double.isNaN(metres) ? "-" : SurfaceVerb.mm(metres) + " mm";
    }
}
