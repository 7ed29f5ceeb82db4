/**
 * A process as a node of a cluster: which nodes there are, and the event bus between them. It
 * carries messages and knows addresses; no truth, lock or leadership is in it.
 */
@NullMarked
package dev.fetchery.cluster;

import org.jspecify.annotations.NullMarked;
