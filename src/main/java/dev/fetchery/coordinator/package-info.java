/** The coordinator's verticle, the commands it carries out, and the queue of its jobs. */
@NullMarked
package dev.fetchery.coordinator;

import org.jspecify.annotations.NullMarked;
