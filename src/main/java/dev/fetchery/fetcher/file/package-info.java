/** The place of files: parts, what they must come to, and how a part gets its final name. */
@NullMarked
package dev.fetchery.fetcher.file;

import org.jspecify.annotations.NullMarked;
