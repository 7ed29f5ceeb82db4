/** Which URLs are asked by a proxy, and by which: read from settings and environment. Pure. */
@NullMarked
package dev.fetchery.proxy;

import org.jspecify.annotations.NullMarked;
