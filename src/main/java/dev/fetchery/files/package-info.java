/**
 * Where saved files are, and how they are read back: what every part of the service knows of it.
 */
@NullMarked
package dev.fetchery.files;

import org.jspecify.annotations.NullMarked;
