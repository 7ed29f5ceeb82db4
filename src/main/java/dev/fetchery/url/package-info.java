/** The URL: read once where it enters, and asked ever after. */
@NullMarked
package dev.fetchery.url;

import org.jspecify.annotations.NullMarked;
