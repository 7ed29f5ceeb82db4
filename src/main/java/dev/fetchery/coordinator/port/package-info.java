/**
 * What the parts of a job reach the outside through: store, files, events, time, the job's facts.
 */
@NullMarked
package dev.fetchery.coordinator.port;

import org.jspecify.annotations.NullMarked;
