/** Times the same downloads done in several ways. */
@NullMarked
package dev.fetchery.demo.bench;

import org.jspecify.annotations.NullMarked;
