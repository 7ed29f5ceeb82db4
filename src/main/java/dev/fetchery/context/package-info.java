/**
 * What every package may use: the clock, the check that code runs on its own thread, a map with a
 * bound, the budget of memory, SHA-256, paths without links.
 */
@NullMarked
package dev.fetchery.context;

import org.jspecify.annotations.NullMarked;
