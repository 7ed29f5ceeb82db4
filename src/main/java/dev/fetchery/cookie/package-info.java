/** Cookies: read, kept and matched as RFC 6265 says. */
@NullMarked
package dev.fetchery.cookie;

import org.jspecify.annotations.NullMarked;
