/** A job as JSON: read with every fault named, written back with its secrets masked. */
@NullMarked
package dev.fetchery.spec;

import org.jspecify.annotations.NullMarked;
