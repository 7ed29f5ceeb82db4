/** How items get their paths: templates, variables, and names made safe for any file system. */
@NullMarked
package dev.fetchery.naming;

import org.jspecify.annotations.NullMarked;
