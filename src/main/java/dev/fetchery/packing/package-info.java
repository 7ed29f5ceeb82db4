/** What comes packed by zstd, unpacked as a stream. */
@NullMarked
package dev.fetchery.packing;

import org.jspecify.annotations.NullMarked;
