/** The command line: one class for each command, and their output. */
@NullMarked
package dev.fetchery.cli;

import org.jspecify.annotations.NullMarked;
