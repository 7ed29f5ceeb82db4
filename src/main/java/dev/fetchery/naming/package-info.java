/** How items get their paths: templates, variables, and names made safe for any file system. */
package dev.fetchery.naming;
