/** JSON from outside, read within bounds and without unpaired surrogates. */
@NullMarked
package dev.fetchery.json;

import org.jspecify.annotations.NullMarked;
