/** Documents other than JSON that list files: each format read as a stream of what it lists. */
@NullMarked
package dev.fetchery.source.document;

import org.jspecify.annotations.NullMarked;
