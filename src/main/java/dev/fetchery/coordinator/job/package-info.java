/** A job at work: its parts joined, its state changed, its end found, its progress shown. */
@NullMarked
package dev.fetchery.coordinator.job;

import org.jspecify.annotations.NullMarked;
