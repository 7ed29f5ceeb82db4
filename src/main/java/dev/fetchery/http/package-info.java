/** The verticle of the HTTP interface, and the access control before all of its routes. */
@NullMarked
package dev.fetchery.http;

import org.jspecify.annotations.NullMarked;
