/** How fast bodies are read: as they are written, and within a job's rate and the memory. */
@NullMarked
package dev.fetchery.fetcher.flow;

import org.jspecify.annotations.NullMarked;
