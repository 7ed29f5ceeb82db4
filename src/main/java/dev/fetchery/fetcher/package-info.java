/** The verticle that takes tasks under a lease and brings their bodies to files. */
@NullMarked
package dev.fetchery.fetcher;

import org.jspecify.annotations.NullMarked;
