/** The life of an item: admission, preparation, names, outcomes, results and part paths. */
@NullMarked
package dev.fetchery.coordinator.item;

import org.jspecify.annotations.NullMarked;
