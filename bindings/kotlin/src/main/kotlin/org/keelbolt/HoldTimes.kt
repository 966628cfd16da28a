package org.keelbolt

import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

/** How long each hop held the HTLC, the nearest first; fractions of 100 milliseconds are not reported. */
val HoldTimes.times: List<Duration> get() = timesMs.map { it.toLong().milliseconds }

/** What crosses for a hold time: a negative one counts as none at all. */
internal val Duration.asHoldTime: ULong get() = inWholeMilliseconds.coerceAtLeast(0).toULong()
