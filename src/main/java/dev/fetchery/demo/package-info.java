/** The sample jobs, and twins of them that use the demo origin. */
@NullMarked
package dev.fetchery.demo;

import org.jspecify.annotations.NullMarked;
