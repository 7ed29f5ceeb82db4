/** What keeps the log short enough to be read: problems counted, jobs named. */
@NullMarked
package dev.fetchery.log;

import org.jspecify.annotations.NullMarked;
