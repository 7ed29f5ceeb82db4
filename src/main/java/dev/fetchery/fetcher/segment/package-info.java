/** One file over several connections, each of which fetches pieces of it. */
@NullMarked
package dev.fetchery.fetcher.segment;

import org.jspecify.annotations.NullMarked;
