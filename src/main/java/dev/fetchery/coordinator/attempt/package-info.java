/** One attempt: its request, what its redirect or failure leads to, and what its host is told. */
@NullMarked
package dev.fetchery.coordinator.attempt;

import org.jspecify.annotations.NullMarked;
