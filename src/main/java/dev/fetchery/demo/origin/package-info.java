/** A web server that stands in for the origins of the sample jobs. */
@NullMarked
package dev.fetchery.demo.origin;

import org.jspecify.annotations.NullMarked;
