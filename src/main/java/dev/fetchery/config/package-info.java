/** The settings of a service, and how they are read. */
@NullMarked
package dev.fetchery.config;

import org.jspecify.annotations.NullMarked;
