/**
 * How a job finds its items: its source at work, the documents and lookups it fetches, and how it
 * asks where items are.
 */
@NullMarked
package dev.fetchery.coordinator.discovery;

import org.jspecify.annotations.NullMarked;
