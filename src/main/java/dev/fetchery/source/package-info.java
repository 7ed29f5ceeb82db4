/** Discovery: the documents of a source become a stream of items. */
@NullMarked
package dev.fetchery.source;

import org.jspecify.annotations.NullMarked;
