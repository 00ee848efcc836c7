/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.interop.opensim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.core.Monitor;
import org.orthotwin.geometry.Vec3;
import org.orthotwin.multibody.MotionFunction;
import org.orthotwin.multibody.MultibodyModel;
import org.orthotwin.multibody.Posture;

/**
 * Forces on segments that were measured, as files of the kind ExternalLoads and their tables hold them; straight lines between the moments
 * of the table, nothing before and after it.
 */
public final class ExternalLoads {

    private final List<Force> forces = new ArrayList<>();

    /** Columns are null where the file names none. */
    private record Force(int segment, int frame, int pointFrame, double from, double to, MotionFunction[] force, MotionFunction[] point,
            MotionFunction[] torque) {
    }

    private ExternalLoads() {
    }

    /**
     * @throws IOException if a file cannot be read
     * @throws org.orthotwin.core.InputException if one is broken, or names a body or a column that is not there, or a table has one
     *     row
     */
    public static ExternalLoads read(Path file, MultibodyModel model, Monitor monitor) throws IOException {
        OsimElement root = OsimElement.read(file);
        OsimElement loads = root.tag().equals("ExternalLoads") ? root : root.child("ExternalLoads").orElseThrow(
                () -> root.broken("xml.missing", "ExternalLoads"));
        ExternalLoads all = new ExternalLoads();
        Map<String, MotionTable> tables = new HashMap<>();
        List<OsimElement> given = loads.child("objects").map(OsimElement::children).orElse(List.of());
        for (OsimElement f : given) {
            if (!f.flag("appliesForce", !f.flag("isDisabled", false))) {
                continue;
            }
            String name = loads.text("datafile").or(() -> f.text("data_source_name")).orElseThrow(() -> loads.broken("xml.missing",
                    "datafile"));
            MotionTable table = tables.get(name);
            if (table == null) {
                Path at = file.toAbsolutePath().resolveSibling(Path.of(name.replace('\\', '/')));
                if (!Files.isRegularFile(at)) {
                    throw loads.broken("loads.no-table", name);
                }
                table = MotionTable.read(at, monitor);
                tables.put(name, table);
            }
            double[] t = table.times();
            all.forces.add(new Force(segment(f, "applied_to_body", model), segment(f, "force_expressed_in_body", model),
                    segment(f, "point_expressed_in_body", model), t[0], t[t.length - 1], columns(f, "force_identifier", table),
                    columns(f, "point_identifier", table), columns(f, "torque_identifier", table)));
        }
        return all;
    }

    private static int segment(OsimElement f, String tag, MultibodyModel model) {
        String said = f.text(tag).orElse("ground");
        String name = said.substring(said.lastIndexOf('/') + 1);
        int s = model.segment(name);
        if (s < 0 && !name.equals("ground")) {
            throw f.broken("osim.no-frame", said);
        }
        return s;
    }

    private static MotionFunction[] columns(OsimElement f, String tag, MotionTable table) {
        String id = f.text(tag).orElse("");
        if (id.isEmpty()) {
            return null;
        }
        if (table.times().length < 2) {
            throw f.broken("loads.short", table.times().length);
        }
        MotionFunction[] xyz = new MotionFunction[3];
        for (int i = 0; i < 3; i++) {
            int c = -1;
            for (String end : new String[] {"", "_"}) {
                c = c < 0 ? table.column(id + end + "xyz".charAt(i)) : c;
                c = c < 0 ? table.column(id + end + (i + 1)) : c;
            }
            if (c < 0) {
                throw f.broken("loads.no-column", id + "xyz".charAt(i));
            }
            xyz[i] = new MotionFunction.PiecewiseLinear(table.times(), table.values(c));
        }
        return xyz;
    }

    /** How many forces there are. */
    public int size() {
        return forces.size();
    }

    /** Adds the forces of a time (s) to loads, in a posture. */
    public void add(double time, Posture posture, Posture.Loads loads) {
        for (Force f : forces) {
            if (time < f.from || time > f.to) {
                continue;
            }
            if (f.force != null) {
                Vec3 at = f.point == null ? posture.point(f.segment, Vec3.ZERO) : posture.point(f.pointFrame, vector(f.point, time));
                loads.push(f.segment, posture.pose(f.frame).rotate(vector(f.force, time)), at);
            }
            if (f.torque != null) {
                loads.turn(f.segment, posture.pose(f.frame).rotate(vector(f.torque, time)));
            }
        }
    }

    private static Vec3 vector(MotionFunction[] f, double time) {
        return new Vec3(f[0].value(time), f[1].value(time), f[2].value(time));
    }
}
