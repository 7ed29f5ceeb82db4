/** Credentials of the service, and to which origins they go. Pure. */
@NullMarked
package dev.fetchery.credential;

import org.jspecify.annotations.NullMarked;
