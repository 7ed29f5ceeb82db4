/** The durable record of jobs, items and completions. */
@NullMarked
package dev.fetchery.store;

import org.jspecify.annotations.NullMarked;
