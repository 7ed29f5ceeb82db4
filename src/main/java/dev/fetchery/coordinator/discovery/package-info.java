/** How a job finds its items: its source at work, the documents and lookups it fetches. */
@NullMarked
package dev.fetchery.coordinator.discovery;

import org.jspecify.annotations.NullMarked;
