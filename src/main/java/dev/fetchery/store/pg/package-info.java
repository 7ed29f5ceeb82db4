/** The record of jobs in a PostgreSQL, to which one process writes at a time. */
@NullMarked
package dev.fetchery.store.pg;

import org.jspecify.annotations.NullMarked;
