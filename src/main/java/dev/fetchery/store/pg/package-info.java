/** The record of jobs in a PostgreSQL, for one process at a time. */
@NullMarked
package dev.fetchery.store.pg;

import org.jspecify.annotations.NullMarked;
