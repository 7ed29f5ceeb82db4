/** One request to an origin: address checks, time limits, and a code for each failure. */
@NullMarked
package dev.fetchery.client;

import org.jspecify.annotations.NullMarked;
