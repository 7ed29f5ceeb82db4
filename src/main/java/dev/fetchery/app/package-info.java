/** The composition root: checks the machine, starts the service, and stops it in order. */
@NullMarked
package dev.fetchery.app;

import org.jspecify.annotations.NullMarked;
