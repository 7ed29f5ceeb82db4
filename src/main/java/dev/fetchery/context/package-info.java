/** When and where code runs: the clock it reads and the thread it is confined to. */
@NullMarked
package dev.fetchery.context;

import org.jspecify.annotations.NullMarked;
