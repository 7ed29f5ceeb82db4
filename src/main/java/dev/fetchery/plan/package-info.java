/**
 * What may start next: deterministic state machines and functions of what waits, the limits and the
 * time, which is passed in. No I/O and no clock.
 */
@NullMarked
package dev.fetchery.plan;

import org.jspecify.annotations.NullMarked;
