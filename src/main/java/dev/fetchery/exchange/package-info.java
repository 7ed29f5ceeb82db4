/**
 * How a fetcher and the coordinator carry out each other's messages exactly once over a bus that
 * may drop, repeat, delay and reorder them: numbers and repetition alone, without clock, bus or
 * content.
 */
@NullMarked
package dev.fetchery.exchange;

import org.jspecify.annotations.NullMarked;
