/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.cli.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.orthotwin.cli.Invocation;
import org.orthotwin.core.Timestamps;
import org.orthotwin.followup.Aside;
import org.orthotwin.followup.ObservationFile;
import org.orthotwin.followup.stream.FolderIntake;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;

/** {@code observe import} into a folder of twins, as {@link FolderIntake} does. */
final class ObserveFolder {

    private ObserveFolder() {
    }

    /** @return as for one twin; 1 as well where a twin could not take its rows, which are then among those put aside */
    static int take(Invocation call, Path folder, ObserveVerb.Given given) throws IOException {
        boolean dry = call.common().dryRun();
        FolderIntake intake = new FolderIntake(folder, new FolderIntake.Options(call.option("--patient"), given.origin(), call.flag(
                "--begin"), call.flag("--both"), dry));
        if (intake.patients().isEmpty() && !call.flag("--begin")) {
            throw Texts.refusal("follow.folder.empty", folder);
        }
        List<Object> twins = new ArrayList<>();
        FolderIntake.Result all = intake.take(given.rows(), given.aside(), Timestamps.now(), Texts.of(call, "task.observe"), f -> {
            // follow takes it further
        }, t -> {
            Twin twin = t.file().twin();
            Path file = folder.relativize(t.file().path());
            if (dry && t.result().added() > 0) {
                call.print(Texts.of(call, "dry.write"));
            }
            if (t.begun()) {
                call.print(Texts.of(call, "observe.begun", file, twin.getPseudonym()));
            }
            call.print(Texts.of(call, "observe.folder.done", twin.getPseudonym(), file, t.result().rows(), t.result().known(), t
                    .result().quarantined().size()));
            List<TwinState> left = ObserveVerb.told(call, twin, t.result(), given);
            twins.add(ObserveVerb.json(call, t.file().path(), twin, t.result(), given, left));
        }, call.monitor());
        ObserveVerb.aside(call, all.aside(), given);
        if (all.others() > 0 && !dry) {
            call.warn(Texts.of(call, "observe.folder.others", all.others(), folder.resolve(Aside.OTHERS)));
        }
        if (call.option("--quarantine").isPresent() && !dry) {
            ObservationFile.writeAside(call.path(call.option("--quarantine").get()), all.aside(), call.common().language());
        }
        call.print(Texts.of(call, "observe.done", all.taken(), all.known(), all.aside().size()));
        Map<String, Object> o = new LinkedHashMap<>();
        o.put("folder", folder.toString());
        o.put("begun", all.begun().stream().map(f -> folder.relativize(f).toString()).toList());
        o.put("twins", twins);
        o.put("taken", all.taken());
        o.put("known", all.known());
        o.put("quarantined", ObserveVerb.json(call, all.aside(), given));
        o.put("left", given.left());
        call.printJson(o);
        return all.aside().isEmpty() ? Invocation.OK : Invocation.CHECK_FAILED;
    }
}
