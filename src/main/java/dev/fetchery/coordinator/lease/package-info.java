/** The fetchers, their sessions, and the leases under which they work on a job's fetches. */
@NullMarked
package dev.fetchery.coordinator.lease;

import org.jspecify.annotations.NullMarked;
