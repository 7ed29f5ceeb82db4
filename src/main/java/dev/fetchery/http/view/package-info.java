/** JSON of what the interface shows. */
@NullMarked
package dev.fetchery.http.view;

import org.jspecify.annotations.NullMarked;
