/** What a job is: its description, its items and their outcomes, in plain values. */
@NullMarked
package dev.fetchery.job;

import org.jspecify.annotations.NullMarked;
