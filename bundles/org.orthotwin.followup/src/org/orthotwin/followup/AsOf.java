/* Copyright (c) 2026 OrthoTwin contributors
 * SPDX-License-Identifier: EPL-2.0
 */
package org.orthotwin.followup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.emf.ecore.util.EcoreUtil;
import org.orthotwin.core.InputException;
import org.orthotwin.model.twin.Observation;
import org.orthotwin.model.twin.Twin;
import org.orthotwin.model.twin.TwinState;

/**
 * A past day that takes the place of today, for what must come out the same whenever it is computed, and for looking back.
 *
 * <p>What counts is when something was observed, not when it came in: what was observed later is not known, facts and operations as well,
 * and what was observed by then is, although it was entered later. Withdrawals hold whenever they were made: what is wrong was wrong then.
 * An operation that is planned is known, since nothing says since when it is. What a person, a cohort, another twin or a case has said
 * holds where it was said of a time until then. What people did about alerts later is not done yet.
 *
 * @param said as it was typed
 * @param time the last moment of it
 */
public record AsOf(String said, Instant time) {

    /**
     * A twin as of a day.
     *
     * @param twin the twin itself where nothing was observed later; otherwise a copy without what was, which must not be kept: {@link
     *            FollowUp#absorb} brings it to where it would be
     * @param later how many observations were later
     */
    public record Past(Twin twin, int later) {
    }

    /**
     * The day or time that somebody has typed; a day alone is the whole of it, in UTC.
     *
     * @throws org.orthotwin.core.InputException if it is none, or has not come yet
     */
    public static AsOf typed(String text, Instant now) {
        Instant from = Times.typed(text);
        if (from.isAfter(now)) {
            throw Texts.refuse("asof.future", text);
        }
        String written = Times.written(text);
        return new AsOf(written, written.indexOf('T') < 0 ? from.plus(Duration.ofDays(1)).minusNanos(1) : from);
    }

    /**
     * @throws org.orthotwin.core.InputException if nothing was observed by then
     */
    public Past of(Twin twin) {
        Set<String> later = later(twin);
        if (later.isEmpty()) {
            return new Past(twin, 0);
        }
        Twin then = without(twin, later);
        if (!FollowUp.canFollow(then)) {
            throw Texts.refuse("asof.nothing", String.valueOf(twin.getPseudonym()), said);
        }
        if (then.getCurrentState() != null) {
            List<TwinState> chain = Histories.chain(then.getCurrentState()).stream().takeWhile(s -> !isLater(s)).toList();
            then.setCurrentState(chain.isEmpty() ? null : chain.getLast());
        }
        then.getStates().removeIf(this::isLater);
        return new Past(then, later.size());
    }

    /** Whether anything had been observed by then from which something follows; where nothing ever was that is not for this to say. */
    public boolean knows(Twin twin) {
        Set<String> later = later(twin);
        return later.isEmpty() || FollowUp.canFollow(without(twin, later));
    }

    private Set<String> later(Twin twin) {
        return twin.getObservations().stream().filter(o -> !Withdrawals.isEntry(o) && isLater(o)).map(Observation::getId).collect(Collectors
                .toSet());
    }

    private static Twin without(Twin twin, Set<String> later) {
        Twin then = EcoreUtil.copy(twin);
        then.getObservations().removeIf(o -> later.contains(Withdrawals.isEntry(o) ? o.getName() : o.getId()));
        return then;
    }

    private boolean isLater(TwinState s) {
        return Times.instant(s.getTime()).isAfter(time);
    }

    /** Whether a row that was put aside is of later; one whose time cannot be read is not. */
    public boolean isLater(Aside.Row r) {
        try {
            return Times.typed(r.time()).isAfter(time);
        } catch (InputException e) {
            return false;
        }
    }

    /** The time of a plan is that of what is planned. */
    private boolean isLater(Observation o) {
        return !Histories.isPlan(String.valueOf(o.getDefinition())) && Times.instant(o.getTime()).isAfter(time);
    }
}
