/** The server-sent-event feeds of one job and of all jobs. */
@NullMarked
package dev.fetchery.http.feed;

import org.jspecify.annotations.NullMarked;
